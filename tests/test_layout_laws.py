"""Every drawing follows the rules, with any model: nothing covers anything, and lines meet only their ends."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from layout_rules import check_geometry, models, samples
from models import POSITION, flow, model, part, scenario, system

from sphinxcontrib_c4.layout import Geometry, lay_out
from sphinxcontrib_c4.model import Element, Kind, Shape
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, subjects, view


@pytest.mark.parametrize("direction", Direction)
@settings(max_examples=10)
@given(world=models())
def test_drawings_of_any_model_follow_the_rules(direction, world):
    selection = Selection(direction=direction)
    views = [view(world, kind, subject, selection) for kind in ViewKind for subject in subjects(world, kind)]
    for geometry in lay_out(views):
        assert isinstance(geometry, Geometry)
        check_geometry(geometry)


@settings(max_examples=10)
@given(world=models())
def test_layout_of_a_view_does_not_depend_on_other_views(world):
    views = [view(world, kind, subject) for kind in ViewKind for subject in subjects(world, kind)]
    together = lay_out(views)
    assert together == tuple(lay_out([single])[0] for single in views)


def crowded_view(containers: int, flows: int) -> View:
    """Return a container view with many containers, joined at regular distances."""
    elements = [system("shop"), *(part(f"shop.c{number}") for number in range(containers))]
    pairs = ((number * 7919 % containers, number * 104729 % containers) for number in range(flows))
    calls = [
        flow(f"shop.c{source} -> shop.c{target}: flow {number}", name=f"f{number}")
        for number, (source, target) in enumerate(pairs)
    ]
    return view(model(elements, calls), ViewKind.CONTAINER, "shop")


def test_crowded_view_is_drawn_completely():
    (geometry,) = lay_out([crowded_view(60, 120)])
    assert isinstance(geometry, Geometry)
    assert len(geometry.boxes) == 60
    check_geometry(geometry)


@pytest.mark.parametrize(("kind", "subject"), [(ViewKind.COMPONENT, "shop.api"), (ViewKind.DYNAMIC, "shop.tale")])
def test_titles_wider_than_a_narrow_box_are_clear_of_lines(kind, subject):
    elements = [
        *(system("shop"), system("bank"), part("shop.web"), part("shop.api", technology="Java and Spring MVC")),
        *(part("shop.api.ask"), part("shop.api.log"), part("shop.store")),
    ]
    component_pairs = ["api.ask -> shop.api.log", "store -> shop.api.log", "api.log -> shop.api.ask"]
    flows, steps = (
        [f"shop.{pair}: Submits credentials to" for pair in ("web -> shop.api.ask", *pairs)]
        for pairs in (["api.ask -> bank"], component_pairs)
    )
    world = model(elements, flows, [scenario("shop.tale", *steps)])
    (geometry,) = lay_out([view(world, kind, subject, Selection(direction=Direction.RIGHT))], width=640)
    check_geometry(geometry)
    assert geometry.boxes[0].rect.width < 190
    assert " ".join(line.text for line in geometry.frames[1].lines) == "Api Container: Java and Spring MVC"


def test_elements_without_flows_fill_a_few_columns():
    elements = [system("shop"), *(part(f"shop.c{n}") for n in range(16))]
    (geometry,) = lay_out([view(model(elements), ViewKind.CONTAINER, "shop")])
    check_geometry(geometry)
    assert 0.3 < geometry.width / geometry.height < 3


def test_empty_view_is_an_empty_canvas():
    (geometry,) = lay_out([View(kind=ViewKind.LANDSCAPE, subject="world", title="World")])
    assert (geometry.boxes, geometry.lines) == ((), ())


def test_lines_of_one_pair_are_drawn_apart():
    world = model([system("a"), system("b"), system("c")], ["a -> b: one", "a ~> b: two", "b -> a: three"])
    (geometry,) = lay_out([view(world, ViewKind.CONTEXT, "a")])
    for first, second in combinations(geometry.lines, 2):
        points = [*samples(second)]
        beside = [p for p in samples(first) if any(abs(p.x - q.x) < 3 and abs(p.y - q.y) < 3 for q in points)]
        assert sum(abs(p.x - q.x) + abs(p.y - q.y) for p, q in pairwise(beside)) < 60


def test_text_stays_in_its_box():
    long = "An extraordinarily long name with Donaudampfschifffahrtsgesellschaftskapitän in it " * 3
    for kind in (Kind.PERSON, Kind.SYSTEM):
        for shape in Shape:
            element = Element(
                name="a", title=long, kind=kind, position=POSITION, shape=shape, technology=long, description=long
            )
            (geometry,) = lay_out([view(model([element, system("b")], ["a -> b: x"]), ViewKind.CONTEXT, "b")])
            box = next(box for box in geometry.boxes if box.name == "a")
            for line in box.lines:
                assert box.rect.x < line.x
                assert line.x + line.width < box.rect.right
                assert box.rect.y < line.y - 10
                assert line.y + 3 < box.rect.bottom
