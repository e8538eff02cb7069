"""How easily a drawing is followed: lines apart, steps in order, in one direction, in the width of a page."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from models import external, flow, model, part, person, scenario, system
from test_layout_laws import check, models

from sphinxcontrib_c4.layout import Geometry, Line, Point, lay_out
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, subjects, view

LEAST_DISTANCE = 7.9


def laid_out(shown: View, width: float = 720) -> Geometry:
    (geometry,) = lay_out([shown], width=width)
    assert isinstance(geometry, Geometry)
    return geometry


def segments(line: Line) -> list[tuple[Point, Point]]:
    """The straight parts of a line."""
    curves = [line.path[n : n + 4] for n in range(0, len(line.path) - 1, 3)]
    return [(curve[0], curve[3]) for curve in curves if curve[0] == curve[1] and curve[2] == curve[3]]


def overlap(one: tuple[float, float], two: tuple[float, float]) -> float:
    return min(max(one), max(two)) - max(min(one), min(two))


def runs_beside(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    """Whether two straight parts are parallel, too near to each other, and beside each other for more than a corner."""
    for axis in (0, 1):
        level = one[0][axis] == one[1][axis] and two[0][axis] == two[1][axis]
        along = overlap((one[0][1 - axis], one[1][1 - axis]), (two[0][1 - axis], two[1][1 - axis]))
        if level and along > 12 and abs(one[0][axis] - two[0][axis]) < LEAST_DISTANCE:
            return True
    return False


def fan(count: int) -> View:
    """One container that calls many others."""
    elements = [system("shop"), part("shop.hub"), *(part(f"shop.c{n}") for n in range(count))]
    return view(model(elements, [f"shop.hub -> shop.c{n}: call {n}" for n in range(count)]), ViewKind.CONTAINER, "shop")


def chain(count: int) -> View:
    elements = [system("shop"), *(part(f"shop.c{n}") for n in range(count))]
    flows = [f"shop.c{n} -> shop.c{n + 1}: pass on" for n in range(count - 1)]
    return view(model(elements, flows), ViewKind.CONTAINER, "shop")


def dialog(count: int, **fields: object) -> View:
    steps = [f"desk -> api: ask {n}" if n % 2 else f"api -> desk: answer {n}" for n in range(count)]
    told = model([system("desk"), system("api")], [], [scenario("talk", *steps)])
    return view(told, ViewKind.DYNAMIC, "talk", Selection(**fields))


@pytest.mark.parametrize("shown", [fan(20), chain(15), dialog(12)], ids=["fan", "chain", "dialog"])
def test_lines_of_a_busy_drawing_are_apart(shown):
    geometry = laid_out(shown)
    check(geometry)
    for one, two in combinations(geometry.lines, 2):
        assert not any(runs_beside(a, b) for a in segments(one) for b in segments(two))


@settings(max_examples=15, deadline=None)
@given(world=models())
def test_lines_run_along_the_page_and_across_it(world):
    for kind in ViewKind:
        for subject in subjects(world, kind):
            for line in laid_out(view(world, kind, subject)).lines:
                for one, two in segments(line):
                    assert min(abs(one.x - two.x), abs(one.y - two.y)) < 1


@pytest.mark.parametrize("direction", [Direction.RIGHT, Direction.DOWN])
def test_steps_between_two_elements_are_read_in_their_order(direction):
    geometry = laid_out(dialog(12, direction=direction))
    centers = [line.label.rect.center for line in geometry.lines if line.label]
    assert len(centers) == 12
    along = [center.y if direction is Direction.RIGHT else center.x for center in centers]
    assert all(two - one > 12 for one, two in pairwise(along))


def test_the_steps_of_a_dialog_are_straight():
    geometry = laid_out(dialog(12, direction=Direction.RIGHT))
    assert all(len({point.y for point in line.path}) == 1 for line in geometry.lines)


def test_a_chain_is_folded_into_the_column():
    geometry = laid_out(chain(15))
    assert geometry.width <= 960
    columns = Counter(box.rect.x for box in geometry.boxes)
    assert max(columns.values()) > 1


def test_a_wider_column_gets_a_wider_drawing():
    narrow, wide = laid_out(chain(15)), laid_out(chain(15), width=1800)
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
    shown = view(model(elements, flows), ViewKind.CONTAINER, "shop", Selection(direction=Direction.RIGHT))
    geometry = laid_out(shown, width=1600)
    center = {box.name: box.rect.center.x for box in geometry.boxes}
    assert all(center[line.relationship.source] < center[line.relationship.target] for line in geometry.lines)
    assert center["buyer"] == min(center.values())


def test_the_lines_of_a_stack_are_straight_and_short():
    geometry = laid_out(chain(6))
    boxes = {box.name: box.rect for box in geometry.boxes}
    stacked = [
        line for line in geometry.lines if boxes[line.relationship.source].x == boxes[line.relationship.target].x
    ]
    assert stacked
    for line in stacked:
        assert {point.x for point in line.path} == {boxes[line.relationship.source].center.x}
        assert (
            boxes[line.relationship.source].bottom
            < boxes[line.relationship.target].y
            < boxes[line.relationship.source].bottom + 90
        )


def test_lines_without_a_knot_do_not_cross():
    elements = [system("shop"), *(part(f"shop.{name}{n}") for name in "abc" for n in range(4))]
    flows = [f"shop.a{n} -> shop.b{n}: x" for n in range(4)] + [
        f"shop.b{n} -> shop.c{(n + 1) % 4}: y" for n in range(4)
    ]
    geometry = laid_out(view(model(elements, flows), ViewKind.CONTAINER, "shop"), width=1600)
    for one, two in combinations(geometry.lines, 2):
        assert not any(crosses(a, b) for a in segments(one) for b in segments(two))


def crosses(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    """Whether two straight parts at right angles cross."""
    return overlap((one[0].x, one[1].x), (two[0].x, two[1].x)) >= 0 and (
        overlap((one[0].y, one[1].y), (two[0].y, two[1].y)) >= 0
    )


def test_layout_is_the_same_each_time():
    names = [f"c{n}" for n in range(12)]
    flows = [flow(f"shop.c{n * 5 % 12} ~> shop.c{n * 7 % 11}: go", name=f"f{n}") for n in range(20)]
    shown = view(model([system("shop"), *(part(f"shop.{n}") for n in names)], flows), ViewKind.CONTAINER, "shop")
    assert laid_out(shown) == laid_out(shown)
