"""Overlaps: two lines that run on each other in a gap are found, and one of them moves."""

from __future__ import annotations

from sphinxcontrib_c4.layout.tracks import NEAR, wire
from sphinxcontrib_c4.layout.wire_overlaps import BendPoint, Overlap, move_apart, overlaps

LEFT, RIGHT = wire(0, 0, 300.0, 100.0), wire(1, 0, 101.0, 400.0)
BEND_POINTS = {(0, 0): (BendPoint(0, 300.0), BendPoint(1, 100.0)), (1, 0): (BendPoint(0, 101.0), BendPoint(1, 400.0))}


def test_only_the_one_whose_track_comes_first_runs_on_the_other():
    assert [*overlaps(0, {LEFT: 0, RIGHT: 1})] == [Overlap(0, LEFT, RIGHT)]
    assert [*overlaps(0, {LEFT: 1, RIGHT: 0})] == []


def test_one_of_them_moves_by_as_little_as_will_do():
    moved = move_apart(BEND_POINTS, [Overlap(0, LEFT, RIGHT)], lambda *_: True)
    assert moved == {**BEND_POINTS, (1, 0): (BendPoint(0, 100.0 + NEAR), BendPoint(1, 400.0))}


def test_the_other_one_moves_where_the_first_may_not():
    moved = move_apart(BEND_POINTS, [Overlap(0, LEFT, RIGHT)], lambda half, column, v: half == (0, 0))
    assert moved == {**BEND_POINTS, (0, 0): (BendPoint(0, 300.0), BendPoint(1, 101.0 - NEAR))}


def test_none_moves_onto_a_third_line():
    crowded = {**BEND_POINTS, (2, 0): (BendPoint(0, 104.0), BendPoint(1, 97.0))}
    assert move_apart(crowded, [Overlap(0, LEFT, RIGHT)], lambda *_: True) == crowded
