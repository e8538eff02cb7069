"""Overlaps: two lines on the same track of a gap are detected, and one of them moves."""

from __future__ import annotations

from sphinxcontrib_c4.layout.tracks import NEAR, wire
from sphinxcontrib_c4.layout.wire_overlaps import BendPoint, Overlap, move_apart, overlaps

LEFT, RIGHT = wire(0, 0, 300.0, 100.0), wire(1, 0, 101.0, 400.0)
BEND_POINTS = {(0, 0): (BendPoint(0, 300.0), BendPoint(1, 100.0)), (1, 0): (BendPoint(0, 101.0), BendPoint(1, 400.0))}


def test_overlap_is_detected_only_in_the_order_of_tracks():
    assert [*overlaps(0, {LEFT: 0, RIGHT: 1})] == [Overlap(0, LEFT, RIGHT)]
    assert [*overlaps(0, {LEFT: 1, RIGHT: 0})] == []


def test_move_apart_shifts_one_line_by_the_least_distance():
    result = move_apart(BEND_POINTS, [Overlap(0, LEFT, RIGHT)], lambda *_: True)
    assert result == {**BEND_POINTS, (1, 0): (BendPoint(0, 100.0 + NEAR), BendPoint(1, 400.0))}


def test_move_apart_shifts_the_other_line_if_the_first_is_fixed():
    result = move_apart(BEND_POINTS, [Overlap(0, LEFT, RIGHT)], lambda half, column, v: half == (0, 0))
    assert result == {**BEND_POINTS, (0, 0): (BendPoint(0, 300.0), BendPoint(1, 101.0 - NEAR))}


def test_move_apart_does_not_shift_onto_a_third_line():
    crowded = {**BEND_POINTS, (2, 0): (BendPoint(0, 104.0), BendPoint(1, 97.0))}
    assert move_apart(crowded, [Overlap(0, LEFT, RIGHT)], lambda *_: True) == crowded
