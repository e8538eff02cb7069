"""Routing of links through columns and the gaps between them.

Inside a column, a link runs straight along the flow: out of a box, through its own label, or past other cells. In the
gap between two columns, it changes its position on a track of its own. Lines therefore cross only at right angles,
never run on top of each other, and never touch a box or label of another line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.isotonic import fit_in_order
from sphinxcontrib_c4.layout.layered import Columns, Layered, Link
from sphinxcontrib_c4.layout.tracks import Wire, assign_tracks, wire
from sphinxcontrib_c4.layout.wire_overlaps import BendPoint, BendPoints, Half, move_apart, overlaps

_PORT_SPACING = 10.0
#: Px from the middle of its label at which a line that leads back meets it.
_TURN = 5.0
#: A line whose position changes by less than this many px in a gap needs no track.
_LEVEL = 1.0
#: The maximum number of passes that move overlapping lines apart; each can cause new overlaps.
_ROUNDS = 3


class Routes(NamedTuple):
    """The bend points of each half of each link, and for each gap the number of tracks and the track of each wire."""

    bend_points: BendPoints
    tracks: tuple[int, ...]
    track: Mapping[tuple[int, int, int], int]


def route(layered: Layered, columns: Columns, ranges: Sequence[tuple[float, float]]) -> Routes:
    """Route all links; ``ranges`` holds, for each element, the part of its side that lines may reach (``v``, px)."""
    ports = _ports(layered, columns, ranges)
    bend_points: BendPoints = {
        (number, half): _bend_points(link, number, half, columns, ports)
        for number, link in enumerate(layered.links)
        for half in range(len(link.halves))
    }
    tracks = _tracks(bend_points)
    for _ in range(_ROUNDS):
        overlap_list = [each for gap, levels in tracks.items() for each in overlaps(gap, levels)]
        if not overlap_list:
            break
        bend_points = move_apart(bend_points, overlap_list, partial(_may_move, layered, columns, ranges))
        tracks = _tracks(bend_points)
    return Routes(
        bend_points=bend_points,
        tracks=tuple(max(tracks[gap].values()) + 1 if gap in tracks else 0 for gap in range(len(columns.lengths) - 1)),
        track={(gap, each.link, each.half): level for gap, row in tracks.items() for each, level in row.items()},
    )


def _tracks(bend_points: BendPoints) -> dict[int, dict[Wire, int]]:
    """Return the track of each wire in each gap."""
    gaps: dict[int, list[Wire]] = defaultdict(list)
    for (number, half), row in bend_points.items():
        for start, end in pairwise(row):
            if abs(start.v - end.v) >= _LEVEL:
                gaps[start.column].append(wire(number, half, start.v, end.v))
    return {gap: assign_tracks(wires) for gap, wires in gaps.items()}


def _may_move(
    layered: Layered, columns: Columns, ranges: Sequence[tuple[float, float]], half: Half, column: int, v: float
) -> bool:
    """Check whether half of a link may be at ``v`` in ``column``: within the side of its box, never off its label."""
    link = layered.links[half[0]]
    if column == columns.column[link.label]:
        return False
    cell = link.head if half[1] else link.tail
    if column != columns.column[cell]:
        return True
    low, high = ranges[cell]
    return low <= v - columns.center[cell] <= high


def _ports(
    layered: Layered,
    columns: Columns,
    ranges: Sequence[tuple[float, float]],
) -> dict[tuple[int, int], float]:
    """Return the ``v`` at which each half of each link meets its element, spread over the element's side."""
    sides: dict[tuple[int, int], list[tuple[float, float, int, int]]] = defaultdict(list)
    for number, link in enumerate(layered.links):
        if link.stacked:
            continue
        label = columns.center[link.label]
        out = (*columns.dummies[number, 0], label)[0]
        into = (label, *columns.dummies[number, 1])[-1]
        if link.same_rank_edge:
            out, into = (v + _turn(link, half, columns) for half, v in enumerate((label, label)))
        sides[link.tail, 1].append((out, columns.center[link.head], number, 0))
        sides[link.head, int(link.same_rank_edge)].append((into, columns.center[link.tail], number, 1))
    ports = {}
    for (cell, _), targets in sides.items():
        targets.sort()
        low, high = (columns.center[cell] + offset for offset in ranges[cell])
        gap = min(_PORT_SPACING, (high - low) / max(len(targets) - 1, 1))
        values = fit_in_order([w[0] for w in targets], [gap] * (len(targets) - 1), low, high)
        for (_, _, number, half), v in zip(targets, values, strict=True):
            ports[number, half] = v
    return ports


def _bend_points(
    link: Link,
    number: int,
    half: int,
    columns: Columns,
    ports: Mapping[tuple[int, int], float],
) -> tuple[BendPoint, ...]:
    column, v = columns.column[link.label], columns.center[link.label]
    end = BendPoint(columns.column[link.head if half else link.tail], ports[number, half])
    if link.same_rank_edge:
        return (end, BendPoint(column, v + _turn(link, half, columns)))
    label = BendPoint(column, v)
    first, last = (label, end) if half else (end, label)
    dummies = columns.dummies[number, half]
    return (first, *[BendPoint(*dummy) for dummy in enumerate(dummies, first.column + 1)], last)


def _turn(link: Link, half: int, columns: Columns) -> float:
    """Return the distance of half of a same-rank edge from the middle of its label, negative for the upper end."""
    upper = columns.center[link.tail] <= columns.center[link.head]
    return -_TURN if upper == (half == 0) else _TURN
