"""Deployment views of workspaces: boundaries side by side, at several depths."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_rules import check_geometry, enclosing, overlap
from models import part

from sphinxcontrib_c4.layout import Geometry, lay_out
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.model_source import read_any
from sphinxcontrib_c4.views import Boundary, Direction, Label, Relationship, View, ViewElement, ViewKind


@st.composite
def deployments(draw):
    """Draw nested nodes with a box in each innermost node, and lines between the boxes."""
    nodes: list[Boundary] = []
    boxes: list[ViewElement] = []

    def add_nodes(parent: str, depth: int) -> None:
        for number in range(draw(st.integers(1, 3))):
            name = f"{parent}/{number}"
            nodes.append(Boundary(name=name, title=f"Node {name}", subtitle="Linux", parent=parent))
            if depth < 3 and draw(st.booleans()):
                add_nodes(name, depth + 1)
            else:
                boxes.append(ViewElement(element=part(f"s.c{len(boxes)}"), boundary=name))

    add_nodes("", 1)
    names = [item.element.name for item in boxes]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=8, unique=True))
    return View(
        kind=ViewKind.CONTAINER,
        subject="Live",
        title="Deployment",
        elements=tuple(boxes),
        boundaries=tuple(nodes),
        relationships=tuple(
            Relationship(source=source, target=target, mode=Mode.SYNC, labels=(Label(text="Read and write"),))
            for source, target in pairs
        ),
    )


def check_boundaries(geometry: Geometry) -> None:
    """Check that boundaries overlap only if one contains the other."""
    for first, second in combinations(geometry.frames, 2):
        names = first.boundary.name, second.boundary.name
        is_nested = names[0] in enclosing(names[1], geometry.view) or names[1] in enclosing(names[0], geometry.view)
        assert is_nested or not overlap(first.rect, second.rect)


@pytest.mark.parametrize("direction", [Direction.AUTO, Direction.RIGHT])
@settings(max_examples=25)
@given(deployment=deployments())
def test_boundaries_overlap_only_if_nested(direction, deployment):
    (geometry,) = lay_out([replace(deployment, direction=direction)])
    assert isinstance(geometry, Geometry)
    check_geometry(geometry)
    check_boundaries(geometry)


@pytest.mark.parametrize("name", ["big-bank-plc", "amazon-web-services"])
def test_deployment_views_of_real_workspaces_follow_the_rules(shared_data, name):
    for geometry in lay_out([*read_any(shared_data / "structurizr" / f"{name}.json").views.values()]):
        assert isinstance(geometry, Geometry)
        check_geometry(geometry)
        check_boundaries(geometry)
