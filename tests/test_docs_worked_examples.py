"""The worked examples of the explanation: they have the dependencies, cycles and layout that their text describes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinxcontrib_c4.analysis import Report, analyse
from sphinxcontrib_c4.layout import Geometry, lay_out
from sphinxcontrib_c4.model import load
from sphinxcontrib_c4.views import Direction, Selection, ViewKind, view

EXPLANATION = Path(__file__).parent.parent / "docs" / "explanation"
EXAMPLES = EXPLANATION / "examples"

DEPENDENCIES = {
    "call": {"web > stock sync"},
    "pull": {"reports > stock sync"},
    "store": {"reports > orders sync", "web > orders sync"},
    "queue": {"packer > jobs sync", "packer > web sync", "web > jobs async", "web > packer async"},
    "topics": {
        "mail > bus async",
        "packer > bus async",
        "packer > mail async possible",
        "web > bus async",
        "web > mail async possible",
        "web > packer async",
    },
    "external": {"pay > books sync", "books > web sync", "web > pay sync"},
    "api-container": {"ship.labels > shop.api sync", "shop.api > ship sync"},
    "unknown": {"stock > web unknown", "web > stock sync"},
    "answers": {"stock > web async", "web > stock sync"},
    "labelled-answer": {"stock > web async possible", "web > stock sync"},
}
CYCLES = {
    "queue": "internal mixed warning",
    "external": "possible blocking warning",
    "api-container": "possible blocking warning",
    "unknown": "internal possibly-blocking warning",
    "answers": "internal mixed info",
    "labelled-answer": "possible mixed review",
}


def _analyse_example(name: str) -> Report:
    return analyse(load(EXAMPLES / f"{name}.yaml"))


def _lay_out_example(name: str, width: int) -> Geometry:
    selection = Selection(direction=Direction.RIGHT)
    (geometry,) = lay_out(
        [view(load(EXAMPLES / f"{name}.yaml"), ViewKind.CONTAINER, "shop", selection)], width=float(width)
    )
    assert isinstance(geometry, Geometry)
    return geometry


def _rank_count(geometry: Geometry) -> int:
    return len({round(box.rect.center.x) for box in geometry.boxes})


@pytest.mark.parametrize("name", sorted(DEPENDENCIES))
def test_worked_example_has_the_dependencies_of_its_text(name: str) -> None:
    edges = set()
    for edge in _analyse_example(name).graph.edges.values():
        ends = " > ".join(edge.pair)
        ends = ends if name == "api-container" else ends.replace("shop.", "")
        is_possible = all(cause.assumption for cause in edge.causes)
        edges.add(f"{ends} {edge.mode}{' possible' if is_possible else ''}")
    assert edges == DEPENDENCIES[name]


@pytest.mark.parametrize("name", sorted(DEPENDENCIES))
def test_worked_example_has_the_cycle_of_its_text(name: str) -> None:
    cycles = [f"{cycle.level} {cycle.cycle_class} {cycle.severity}" for cycle in _analyse_example(name).cycles]
    assert cycles == ([CYCLES[name]] if name in CYCLES else [])


def test_worked_examples_of_the_layout_are_folded_in_a_narrow_column() -> None:
    wide, narrow = _lay_out_example("pipeline", 720), _lay_out_example("pipeline", 480)
    assert (_rank_count(wide), _rank_count(narrow)) == (3, 2)
    assert wide.width <= 720 * 4 / 3
    assert narrow.width <= 480 * 4 / 3


def test_worked_example_of_a_dummy_node_has_a_line_that_passes_a_rank() -> None:
    geometry = _lay_out_example("layers", 900)
    assert _rank_count(geometry) == 3
    (line,) = (
        line
        for line in geometry.lines
        if (line.relationship.source, line.relationship.target) == ("shop.web", "shop.catalogue")
    )
    boxes = {box.name: box.rect for box in geometry.boxes}
    assert line.path[0].x < boxes["shop.search"].x < boxes["shop.search"].right < line.path[-1].x


def test_every_worked_example_is_on_a_page() -> None:
    text = "".join(page.read_text("utf-8") for page in EXPLANATION.glob("*.rst"))
    assert set(re.findall(r"worked-example:: (\S+)", text)) == {path.name for path in EXAMPLES.iterdir()}
