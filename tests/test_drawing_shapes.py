"""The outlines that are drawn are those that lines end on."""

from __future__ import annotations

from collections.abc import Iterator
from math import acos, cos, hypot, pi, sin, sqrt

import pytest
from drawing_samples import element, path_commands

from sphinxcontrib_c4.drawing import SHAPES
from sphinxcontrib_c4.layout import Point, Rect
from sphinxcontrib_c4.layout.box_metrics import HEAD, HEAD_RADIUS, Side, outline_point, shape_kind
from sphinxcontrib_c4.model import Element, Kind, Shape

RECT = Rect(20, 30, 200, 120)
ELEMENTS = [
    *(element(kind.value, kind) for kind in Kind),
    element("database", shape=Shape.DATABASE),
    element("queue", shape=Shape.QUEUE),
]
LOOKS = pytest.mark.parametrize("it", ELEMENTS, ids=[each.name for each in ELEMENTS])


def points(data: str) -> Iterator[Point]:
    """Points along path data of straight lines and arcs, close to each other on the arcs."""
    at = Point(0, 0)
    for command, numbers in path_commands(data):
        before = at
        if command == "A":
            rx, ry, _, large, sweep, x, y = numbers
            at = Point(x, y)
            yield from arc(before, at, rx, ry, large=bool(large), sweep=bool(sweep))
            continue
        match command:
            case "M":
                first = at = Point(*numbers)
            case "H":
                at = Point(numbers[0], at.y)
            case "V":
                at = Point(at.x, numbers[0])
            case _:
                assert command == "Z"
                at = first
        yield at
        if command != "M":
            yield from (
                Point(before.x + (at.x - before.x) * t / 200, before.y + (at.y - before.y) * t / 200)
                for t in range(200)
            )


def arc(start: Point, end: Point, rx: float, ry: float, *, large: bool, sweep: bool) -> Iterator[Point]:
    """An elliptical arc from its ends (https://www.w3.org/TR/SVG2/implnote.html, section B.2.4, without rotation)."""
    ux, uy = (start.x - end.x) / 2 / rx, (start.y - end.y) / 2 / ry
    fit = ux * ux + uy * uy
    assert fit <= 1 + 1e-3, "the radii of an arc are too small for its ends"
    way = sqrt(max(0, 1 - fit) / fit) * (-1 if large == sweep else 1)
    cx, cy = way * uy, -way * ux
    first = angle(ux - cx, uy - cy)
    turn = (angle(-ux - cx, -uy - cy) - first) % (2 * pi)
    turn = turn if sweep else turn - 2 * pi
    middle = Point((start.x + end.x) / 2 + cx * rx, (start.y + end.y) / 2 + cy * ry)
    for step in range(401):
        at = first + turn * step / 400
        yield Point(middle.x + rx * cos(at), middle.y + ry * sin(at))


def angle(x: float, y: float) -> float:
    plain = acos(max(-1, min(1, x / hypot(x, y))))
    return plain if y >= 0 else -plain


@LOOKS
def test_outlines_touch_their_bounds(it: Element):
    drawn = list(points(SHAPES[shape_kind(it)].outline(RECT)))
    assert min(point.x for point in drawn) == pytest.approx(RECT.x, abs=0.02)
    assert max(point.x for point in drawn) == pytest.approx(RECT.right, abs=0.02)
    assert min(point.y for point in drawn) == pytest.approx(RECT.y, abs=0.02)
    assert max(point.y for point in drawn) == pytest.approx(RECT.bottom, abs=0.02)


@LOOKS
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("offset", [0, 3, 9, 17, 25, 35, 60, 85, 100, 117])
def test_lines_end_on_the_outline(it: Element, side: Side, offset: float):
    end = outline_point(it, RECT, side, offset)
    away = min(hypot(end.x - point.x, end.y - point.y) for point in points(SHAPES[shape_kind(it)].outline(RECT)))
    assert away < 0.6


def test_a_person_has_a_head_above_the_shoulders():
    person = ELEMENTS[0]
    above = [point for point in points(SHAPES[shape_kind(person)].outline(RECT)) if point.y < RECT.y + HEAD - 1]
    middle = RECT.center.x
    assert min(point.x for point in above) == pytest.approx(middle - HEAD_RADIUS, abs=0.1)
    assert max(point.x for point in above) == pytest.approx(middle + HEAD_RADIUS, abs=0.1)
