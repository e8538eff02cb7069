"""Overlaps: lines that would run on each other in the gap between two columns, and how they are moved apart.

A line that leaves a gap at nearly the height at which another one comes into it runs beside that one, as long as the
other has not reached its track. Most such pairs are told apart by the order of their tracks; where these orders go
round in a circle, one of the two lines moves a little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sphinxcontrib_c4.layout.tracks import NEAR, Wire


class Stop(NamedTuple):
    """A link in a column: it runs there along the flow at ``v``."""

    column: int
    v: float


Half = tuple[int, int]
Stops = Mapping[Half, tuple[Stop, ...]]
"""The stops of each half of each link, in the order of the columns."""


class Overlap(NamedTuple):
    """Two wires in ``gap``: ``left`` has left its track at about the height at which ``right`` goes to its own."""

    gap: int
    left: Wire
    right: Wire


def overlaps(gap: int, tracks: Mapping[Wire, int]) -> Iterator[Overlap]:
    """The wires of a gap that run on each other."""
    for left, track in tracks.items():
        for right, other in tracks.items():
            if track < other and abs(left.leaves - right.enters) < NEAR:
                yield Overlap(gap, left, right)


def moved_apart(stops: Stops, found: list[Overlap], may_move: Callable[[Half, int, float], bool]) -> Stops:
    """``stops``, in which one line of each overlap is a little higher or lower, where there is room for that.

    ``may_move`` says whether a half of a link may be at a ``v`` in a column.
    """
    moved = dict(stops)
    for overlap in found:
        for half, column, v in _moves(overlap):
            if may_move(half, column, v) and not _is_crowded(moved, half, column, v):
                moved[half] = tuple(Stop(column, v) if stop.column == column else stop for stop in moved[half])
                break
    return moved


def _moves(overlap: Overlap) -> list[tuple[Half, int, float]]:
    """Each of the two lines, the column that its part in question is joined to, and the nearest ``v`` that will do."""
    left, right = overlap.left, overlap.right
    apart = NEAR if left.leaves >= right.enters else -NEAR
    return [
        ((right.link, right.half), overlap.gap, left.leaves - apart),
        ((left.link, left.half), overlap.gap + 1, right.enters + apart),
    ]


def _is_crowded(stops: Stops, half: Half, column: int, v: float) -> bool:
    """Whether another line is too near in the column."""
    return any(
        abs(stop.v - v) < NEAR for other, row in stops.items() if other != half for stop in row if stop.column == column
    )
