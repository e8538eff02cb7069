"""Readable drawings: lines are apart, steps are in order, flows run in one direction, and the page is wide enough."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from layout_rules import check_geometry, models
from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.layout import Geometry, Line, Point, lay_out
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, subjects, view

MIN_DISTANCE = 7.9


def lay_out_view(view: View, width: float = 720) -> Geometry:
    (geometry,) = lay_out([view], width=width)
    assert isinstance(geometry, Geometry)
    return geometry


def segments(line: Line) -> list[tuple[Point, Point]]:
    """Return the straight parts of a line."""
    curves = [line.path[start : start + 4] for start in range(0, len(line.path) - 1, 3)]
    return [(curve[0], curve[3]) for curve in curves if curve[0] == curve[1] and curve[2] == curve[3]]


def overlap(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the length of the overlap of two intervals, negative if they are apart."""
    return min(max(first), max(second)) - max(min(first), min(second))


def runs_beside(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    """Check whether two straight parts are parallel, too near, and side by side for more than a corner."""
    for axis in (0, 1):
        is_parallel = first[0][axis] == first[1][axis] and second[0][axis] == second[1][axis]
        length = overlap((first[0][1 - axis], first[1][1 - axis]), (second[0][1 - axis], second[1][1 - axis]))
        if is_parallel and length > 12 and abs(first[0][axis] - second[0][axis]) < MIN_DISTANCE:
            return True
    return False


def fan(count: int) -> View:
    """Return a view of one container that calls many others."""
    elements = [system("shop"), part("shop.hub"), *(part(f"shop.c{number}") for number in range(count))]
    return view(
        model(elements, [f"shop.hub -> shop.c{number}: call {number}" for number in range(count)]),
        ViewKind.CONTAINER,
        "shop",
    )


def chain(count: int) -> View:
    elements = [system("shop"), *(part(f"shop.c{number}") for number in range(count))]
    flows = [f"shop.c{number} -> shop.c{number + 1}: pass on" for number in range(count - 1)]
    return view(model(elements, flows), ViewKind.CONTAINER, "shop")


def dialog(count: int, **fields: object) -> View:
    steps = [f"desk -> api: ask {number}" if number % 2 else f"api -> desk: answer {number}" for number in range(count)]
    world = model([system("desk"), system("api")], [], [scenario("talk", *steps)])
    return view(world, ViewKind.DYNAMIC, "talk", Selection(**fields))


@pytest.mark.parametrize("busy_view", [fan(20), chain(15), dialog(12)], ids=["fan", "chain", "dialog"])
def test_lines_of_a_busy_drawing_are_apart(busy_view):
    geometry = lay_out_view(busy_view)
    check_geometry(geometry)
    for first, second in combinations(geometry.lines, 2):
        assert not any(runs_beside(a, b) for a in segments(first) for b in segments(second))


@settings(max_examples=15, deadline=None)
@given(world=models())
def test_straight_parts_of_lines_are_horizontal_or_vertical(world):
    for kind in ViewKind:
        for subject in subjects(world, kind):
            for line in lay_out_view(view(world, kind, subject)).lines:
                for start, end in segments(line):
                    assert min(abs(start.x - end.x), abs(start.y - end.y)) < 1


@pytest.mark.parametrize("direction", [Direction.RIGHT, Direction.DOWN])
def test_steps_between_two_elements_stand_in_order(direction):
    geometry = lay_out_view(dialog(12, direction=direction))
    centers = [line.label.rect.center for line in geometry.lines if line.label]
    assert len(centers) == 12
    positions = [center.y if direction is Direction.RIGHT else center.x for center in centers]
    assert all(following - position > 12 for position, following in pairwise(positions))


def test_steps_of_a_dialog_are_straight():
    geometry = lay_out_view(dialog(12, direction=Direction.RIGHT))
    assert all(len({point.y for point in line.path}) == 1 for line in geometry.lines)


def test_chain_is_folded_into_the_column():
    geometry = lay_out_view(chain(15))
    assert geometry.width <= 960
    columns = Counter(box.rect.x for box in geometry.boxes)
    assert max(columns.values()) > 1


def test_chain_in_a_wider_column_is_wider_and_lower():
    narrow, wide = lay_out_view(chain(15)), lay_out_view(chain(15), width=1800)
    assert narrow.width <= 960 < wide.width
    assert wide.height < narrow.height


def test_flows_of_a_call_chain_run_in_one_direction():
    elements = [person("buyer"), system("shop"), part("shop.web"), part("shop.api"), part("shop.db"), external("bank")]
    flows = [
        "buyer -> shop.web: buy",
        "shop.web -> shop.api: call",
        "shop.api -> shop.db: read",
        "shop.api -> bank: pay",
    ]
    call_chain = view(model(elements, flows), ViewKind.CONTAINER, "shop", Selection(direction=Direction.RIGHT))
    geometry = lay_out_view(call_chain, width=1600)
    centers = {box.name: box.rect.center.x for box in geometry.boxes}
    assert all(centers[line.relationship.source] < centers[line.relationship.target] for line in geometry.lines)
    assert centers["buyer"] == min(centers.values())


def test_lines_of_a_stack_are_straight_and_short():
    geometry = lay_out_view(chain(6))
    boxes = {box.name: box.rect for box in geometry.boxes}
    stack_lines = [
        line for line in geometry.lines if boxes[line.relationship.source].x == boxes[line.relationship.target].x
    ]
    assert stack_lines
    for line in stack_lines:
        source, target = boxes[line.relationship.source], boxes[line.relationship.target]
        assert {point.x for point in line.path} == {source.center.x}
        assert source.bottom < target.y < source.bottom + 90


def test_lines_of_a_planar_view_do_not_cross():
    elements = [system("shop"), *(part(f"shop.{name}{number}") for name in "abc" for number in range(4))]
    flows = [f"shop.a{number} -> shop.b{number}: x" for number in range(4)] + [
        f"shop.b{number} -> shop.c{(number + 1) % 4}: y" for number in range(4)
    ]
    geometry = lay_out_view(view(model(elements, flows), ViewKind.CONTAINER, "shop"), width=1600)
    for first, second in combinations(geometry.lines, 2):
        assert not any(crosses(a, b) for a in segments(first) for b in segments(second))


def crosses(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    """Check whether two straight parts at right angles cross."""
    return overlap((first[0].x, first[1].x), (second[0].x, second[1].x)) >= 0 and (
        overlap((first[0].y, first[1].y), (second[0].y, second[1].y)) >= 0
    )


def test_layout_is_reproducible():
    names = [f"c{number}" for number in range(12)]
    flows = [flow(f"shop.c{number * 5 % 12} ~> shop.c{number * 7 % 11}: go", name=f"f{number}") for number in range(20)]
    shop_view = view(
        model([system("shop"), *(part(f"shop.{number}") for number in names)], flows), ViewKind.CONTAINER, "shop"
    )
    assert lay_out_view(shop_view) == lay_out_view(shop_view)
