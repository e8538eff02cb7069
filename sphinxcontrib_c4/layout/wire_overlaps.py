"""Overlaps of lines in the gap between two columns, and their removal.

A line that leaves a gap at nearly the height at which another one enters overlaps that one until the other has reached
its track. The order of the tracks separates most such pairs; if these orders are cyclic, one of the two lines is moved.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from sphinxcontrib_c4.layout.tracks import NEAR, Wire


class BendPoint(NamedTuple):
    """A link in a column, where it runs along the flow at ``v``."""

    column: int
    v: float


Half = tuple[int, int]
BendPoints = Mapping[Half, tuple[BendPoint, ...]]
"""The bend points of each half of each link, in the order of the columns."""


class Overlap(NamedTuple):
    """Two wires in ``gap``: ``left`` has left its track at about the height at which ``right`` goes to its own."""

    gap: int
    left: Wire
    right: Wire


def overlaps(gap: int, tracks: Mapping[Wire, int]) -> Iterator[Overlap]:
    """Yield the overlaps of the wires in a gap."""
    wires = list(tracks)
    by_entry = sorted(range(len(wires)), key=lambda place: wires[place].enters)
    entries = [wires[place].enters for place in by_entry]
    for left, track in tracks.items():
        near = by_entry[bisect_right(entries, left.leaves - NEAR) : bisect_left(entries, left.leaves + NEAR)]
        for right in map(wires.__getitem__, sorted(near)):
            if track < tracks[right] and abs(left.leaves - right.enters) < NEAR:
                yield Overlap(gap, left, right)


def move_apart(
    bend_points: BendPoints, overlap_list: list[Overlap], may_move: Callable[[Half, int, float], bool]
) -> BendPoints:
    """Return ``bend_points`` with one line of each overlap moved, if there is space for it.

    ``may_move`` checks whether half of a link may be at a ``v`` in a column.
    """
    result = dict(bend_points)
    if not overlap_list:
        return result
    grid = _Grid(bend_points)
    for overlap in overlap_list:
        for half, column, v in _moves(overlap):
            if may_move(half, column, v) and not grid.is_crowded(half, column, v):
                moved = tuple(BendPoint(column, v) if point.column == column else point for point in result[half])
                grid.replace(half, result[half], moved)
                result[half] = moved
                break
    return result


def _moves(overlap: Overlap) -> list[tuple[Half, int, float]]:
    """Return, for both lines of an overlap, the column to change and the nearest ``v`` that removes the overlap."""
    left, right = overlap.left, overlap.right
    apart = NEAR if left.leaves >= right.enters else -NEAR
    return [
        ((right.link, right.half), overlap.gap, left.leaves - apart),
        ((left.link, left.half), overlap.gap + 1, right.enters + apart),
    ]


class _Grid:
    """The bend points of each column in cells of the size of the least distance."""

    def __init__(self, bend_points: BendPoints) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Half, float]]] = {}
        for half, row in bend_points.items():
            self.replace(half, (), row)

    def replace(self, half: Half, before: Iterable[BendPoint], after: Iterable[BendPoint]) -> None:
        """Replace bend points of a line."""
        for point in before:
            self._cells[point.column, int(point.v // NEAR)].remove((half, point.v))
        for point in after:
            self._cells.setdefault((point.column, int(point.v // NEAR)), []).append((half, point.v))

    def is_crowded(self, half: Half, column: int, v: float) -> bool:
        """Check whether another line is too near in the column."""
        cell = int(v // NEAR)
        near = (point for step in (-1, 0, 1) for point in self._cells.get((column, cell + step), ()))
        return any(neighbour != half and abs(place - v) < NEAR for neighbour, place in near)
