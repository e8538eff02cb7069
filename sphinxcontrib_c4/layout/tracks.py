"""Tracks: the order in which lines change their position in the gap between two columns.

Each line enters the gap at one height and leaves it at another; in between it runs across the flow, on a track. Lines
that would overlap have separate tracks, in an order that makes few crossings (channel routing:
Hashimoto, Stevens: Wire Routing by Optimizing Channel Assignment within Large Apertures, 1971).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

#: Px between two lines that run side by side.
SPACING = 10.0
#: Px between two tracks of a gap.
TRACK = 8.0

#: Above this many lines in a gap the order of its tracks is not refined.
_CROWD = 60
_ROUNDS = 4
#: Lines nearer than this many px look like one, which has the cost of ``_NEAR_COST`` crossings.
NEAR = 8.0
_NEAR_COST = 30


class Wire(NamedTuple):
    """Half of a link in a gap: it enters at ``enters``, leaves at ``leaves``, and spans ``low`` to ``high``."""

    link: int
    half: int
    enters: float
    leaves: float
    low: float
    high: float


def wire(link: int, half: int, enters: float, leaves: float) -> Wire:
    """Return the wire that enters at ``enters`` and leaves at ``leaves``."""
    return Wire(link, half, enters, leaves, min(enters, leaves), max(enters, leaves))


def assign_tracks(wires: Sequence[Wire]) -> dict[Wire, int]:
    """Return the track of each wire, from 0: the first one behind all earlier wires that it would overlap."""
    tracks: dict[Wire, int] = {}
    skyline = _Skyline()
    for item in _sort_wires(wires):
        tracks[item] = skyline.last_track(item.low - SPACING, item.high + SPACING) + 1
        skyline.cover(item.low, item.high, tracks[item])
    return tracks


class _Skyline:
    """The last occupied track at each position across a gap, stored as intervals from one start to the next."""

    def __init__(self) -> None:
        self._starts = [-math.inf]
        self._tracks = [-1]

    def last_track(self, low: float, high: float) -> int:
        """Return the last track that is occupied anywhere between two positions, or -1."""
        first = bisect_right(self._starts, low) - 1
        return max(self._tracks[first : bisect_left(self._starts, high)])

    def cover(self, low: float, high: float, track: int) -> None:
        """Occupy a track between two positions, where it is behind all others."""
        first, end = bisect_left(self._starts, low), bisect_right(self._starts, high)
        self._starts[first:end], self._tracks[first:end] = (low, high), (track, self._tracks[end - 1])


def _sort_wires(wires: Sequence[Wire]) -> list[Wire]:
    """Return the wires in the order of their tracks, which causes few crossings."""
    falling = sorted((w for w in wires if w.leaves > w.enters), key=lambda w: (-w.enters, -w.leaves, w))
    rising = sorted((w for w in wires if w.leaves <= w.enters), key=lambda w: (w.enters, w.leaves, w))
    order = [*rising, *falling]
    return _refine(order) if len(order) <= _CROWD else order


def _refine(wires: Sequence[Wire]) -> list[Wire]:
    """Move each wire to its cheapest position until nothing changes, for at most ``_ROUNDS`` rounds."""
    gain = _gains(wires)
    order = [*range(len(wires))]
    for _ in range(_ROUNDS):
        before = order.copy()
        for item in before:
            place = order.index(item)
            best = _best_place(place, order, gain[item])
            if best != place:
                order.insert(best, order.pop(place))
        if order == before:
            break
    return [wires[item] for item in order]


def _gains(wires: Sequence[Wire]) -> list[list[int]]:
    """Return, for each pair of wires, how much cheaper the first one is behind the second one than before it."""
    gains = [[0] * len(wires) for _ in wires]
    for number, item in enumerate(wires):
        for earlier in range(number):
            gain = _cost(item, wires[earlier]) - _cost(wires[earlier], item)
            gains[number][earlier], gains[earlier][number] = gain, -gain
    return gains


def _best_place(place: int, order: Sequence[int], gain: Sequence[int]) -> int:
    """Return the cheapest position in ``order`` of the wire at ``place``; ``gain`` is the cost of preceding another."""
    best = least = place, 0
    total = 0
    for position in range(place - 1, -1, -1):
        total += gain[order[position]]
        if total < least[1]:
            least = position, total
    best, total = least, 0
    for position in range(place + 1, len(order)):
        total -= gain[order[position]]
        if total < best[1]:
            best = position, total
    return best[0]


def _cost(left: Wire, right: Wire) -> int:
    """Return the cost of the track of ``left`` before that of ``right``: crossings and overlaps."""
    crossings = (right.low < left.leaves < right.high) + (left.low < right.enters < left.high)
    return crossings + _NEAR_COST * (-NEAR < left.leaves - right.enters < NEAR)
