"""Outlines of shapes: lines end on the outline that is drawn."""

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
EACH_SHAPE = pytest.mark.parametrize("shape", ELEMENTS, ids=[shape.name for shape in ELEMENTS])


def points(data: str) -> Iterator[Point]:
    """Yield points along path data of straight lines and arcs, close to each other on the arcs."""
    position = Point(0, 0)
    for command, numbers in path_commands(data):
        start = position
        if command == "A":
            rx, ry, _, large, sweep, x, y = numbers
            position = Point(x, y)
            yield from arc(start, position, rx, ry, large=bool(large), sweep=bool(sweep))
            continue
        match command:
            case "M":
                subpath_start = position = Point(*numbers)
            case "H":
                position = Point(numbers[0], position.y)
            case "V":
                position = Point(position.x, numbers[0])
            case _:
                assert command == "Z"
                position = subpath_start
        yield position
        if command != "M":
            yield from (
                Point(start.x + (position.x - start.x) * t / 200, start.y + (position.y - start.y) * t / 200)
                for t in range(200)
            )


def arc(start: Point, end: Point, rx: float, ry: float, *, large: bool, sweep: bool) -> Iterator[Point]:
    """Yield the points of an elliptical arc from its ends.

    https://www.w3.org/TR/SVG2/implnote.html, section B.2.4, without rotation.
    """
    ux, uy = (start.x - end.x) / 2 / rx, (start.y - end.y) / 2 / ry
    fit = ux * ux + uy * uy
    assert fit <= 1 + 1e-3, "the radii of an arc are too small for its ends"
    factor = sqrt(max(0, 1 - fit) / fit) * (-1 if large == sweep else 1)
    cx, cy = factor * uy, -factor * ux
    first_angle = angle(ux - cx, uy - cy)
    turn = (angle(-ux - cx, -uy - cy) - first_angle) % (2 * pi)
    turn = turn if sweep else turn - 2 * pi
    centre = Point((start.x + end.x) / 2 + cx * rx, (start.y + end.y) / 2 + cy * ry)
    for step in range(401):
        direction = first_angle + turn * step / 400
        yield Point(centre.x + rx * cos(direction), centre.y + ry * sin(direction))


def angle(x: float, y: float) -> float:
    """Return the angle between the x-axis and a direction."""
    unsigned = acos(max(-1, min(1, x / hypot(x, y))))
    return unsigned if y >= 0 else -unsigned


@EACH_SHAPE
def test_outline_touches_its_bounds(shape: Element):
    outline = list(points(SHAPES[shape_kind(shape)].outline(RECT)))
    assert min(point.x for point in outline) == pytest.approx(RECT.x, abs=0.02)
    assert max(point.x for point in outline) == pytest.approx(RECT.right, abs=0.02)
    assert min(point.y for point in outline) == pytest.approx(RECT.y, abs=0.02)
    assert max(point.y for point in outline) == pytest.approx(RECT.bottom, abs=0.02)


@EACH_SHAPE
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("offset", [0, 3, 9, 17, 25, 35, 60, 85, 100, 117])
def test_lines_end_on_the_outline(shape: Element, side: Side, offset: float):
    end = outline_point(shape, RECT, side, offset)
    distance = min(hypot(end.x - point.x, end.y - point.y) for point in points(SHAPES[shape_kind(shape)].outline(RECT)))
    assert distance < 0.6


def test_person_has_a_head_above_the_shoulders():
    person = ELEMENTS[0]
    above = [point for point in points(SHAPES[shape_kind(person)].outline(RECT)) if point.y < RECT.y + HEAD - 1]
    middle = RECT.center.x
    assert min(point.x for point in above) == pytest.approx(middle - HEAD_RADIUS, abs=0.1)
    assert max(point.x for point in above) == pytest.approx(middle + HEAD_RADIUS, abs=0.1)
