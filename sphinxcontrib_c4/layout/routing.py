"""Routing: how links run through columns and the gaps between them.

Inside a column a link runs straight along the flow: out of a box, through its own label, or past what stands there. In
the gap between two columns it changes sides on a track of its own. So lines cross only at right angles, never run on
each other, and never touch a box or a label that is not theirs. (The tracks are those of channel routing: Hashimoto,
Stevens: Wire Routing by Optimizing Channel Assignment, 1971.)
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sphinxcontrib_c4.layout.layered import Columns, Layered, Link

#: Px between a line and what it passes.
CLEARANCE = 10.0
#: Px between two lines that run side by side.
SPACING = 10.0
_PORT_SPACING = 14.0
_PORT_MARGIN = 10.0
#: Px that a single run past several columns may lead away from where it is wanted.
_DETOUR = 90.0
_LOOP = 5.0
#: Above this many lines in a gap the order of its tracks is not refined.
_CROWD = 60


class Stop(NamedTuple):
    """A link in a column: it runs there along the flow at ``v``."""

    column: int
    v: float


class Wire(NamedTuple):
    """A link in a gap: it comes in at ``enters`` and goes out at ``leaves``."""

    link: int
    half: int
    enters: float
    leaves: float

    @property
    def low(self) -> float:
        return min(self.enters, self.leaves)

    @property
    def high(self) -> float:
        return max(self.enters, self.leaves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The stops of each half of each link, and for each gap the number of tracks and the track of each wire."""

    stops: Mapping[tuple[int, int], tuple[Stop, ...]]
    tracks: tuple[int, ...]
    track: Mapping[tuple[int, int, int], int]


def route(layered: Layered, columns: Columns, ranges: Sequence[tuple[float, float]]) -> Routes:
    """Route all links; ``ranges`` holds, for each element, the part of its side that lines may reach (``v``, px)."""
    passes = _passes(layered, columns)
    ports = _ports(layered, columns, passes, ranges)
    stops = {}
    for number, link in enumerate(layered.links):
        for half in (0, 1):
            stops[number, half] = _stops(link, number, half, columns, passes, ports)
    gaps: dict[int, list[Wire]] = defaultdict(list)
    for (number, half), row in stops.items():
        for one, other in zip(row, row[1:], strict=False):
            gaps[one.column].append(Wire(number, half, one.v, other.v))
    tracks = [0] * max(0, len(columns.lengths) - 1)
    track = {}
    for gap, wires in gaps.items():
        levels = _levels(_ordered([w for w in wires if w.high - w.low >= 1]))
        tracks[gap] = max(levels.values(), default=-1) + 1
        track.update({(gap, wire.link, wire.half): level for wire, level in levels.items()})
    return Routes(stops=stops, tracks=tuple(tracks), track=track)


# What stands in the way ------------------------------------------------------


def _passes(layered: Layered, columns: Columns) -> dict[tuple[int, int], tuple[Stop, ...]]:
    """Where each half of a link that spans several columns passes those between its ends."""
    taken: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for cell, column, v in zip(layered.graph.cells, columns.column, columns.center, strict=True):
        reach = cell.breadth / 2 + CLEARANCE
        taken[column].append((v - reach, v + reach))
    for top, title, first, last in _titles(layered, columns):
        for column in range(first, last + 1):
            taken[column].append((top - 2, title))
    spans = [
        (columns.column[two] - columns.column[one], number, half, one, two)
        for number, link in enumerate(layered.links)
        for half, (one, two) in enumerate(_ends(link))
    ]
    passes = {}
    for span, number, half, one, two in sorted(spans):
        if span > 1:
            stops = _pass(number, half, one, two, columns, taken)
            passes[number, half] = stops
            for stop in stops:
                taken[stop.column].append((stop.v - SPACING, stop.v + SPACING))
    return passes


def _ends(link: Link) -> tuple[tuple[int, int], ...]:
    return ((link.tail, link.label),) if link.loop else ((link.tail, link.label), (link.label, link.head))


def _titles(layered: Layered, columns: Columns) -> Iterator[tuple[float, float, int, int]]:
    for cluster, (low, _, first, last) in zip(layered.frames, columns.clusters, strict=True):
        if cluster.title:
            yield low, low + cluster.title + 12, first, min(last, first + 1)


def _pass(
    number: int, half: int, one: int, two: int, columns: Columns, taken: Mapping[int, list[tuple[float, float]]]
) -> tuple[Stop, ...]:
    between = range(columns.column[one] + 1, columns.column[two])
    hints = _hints(columns, columns.hints.get((number, half), ()), between, columns.center[one], columns.center[two])
    low, high = sorted((columns.center[one], columns.center[two]))
    wanted = min(max(sorted(hints)[len(hints) // 2], low), high)
    straight = _free(wanted, [interval for column in between for interval in taken[column]])
    if abs(straight - wanted) <= _DETOUR:
        return tuple(Stop(column, straight) for column in between)
    return tuple(Stop(column, _free(hint, taken[column])) for column, hint in zip(between, hints, strict=True))


def _hints(
    columns: Columns, bends: Sequence[tuple[float, float]], between: range, start: float, end: float
) -> list[float]:
    """Where the engine led a line through the columns ``between``; else the straight line between its ends."""
    if len(bends) < 2:
        steps = len(between) + 1
        return [start + (end - start) * step / steps for step in range(1, steps)]
    us = [u for u, _ in bends]
    found = []
    for column in between:
        place = min(max(bisect_left(us, columns.places[column]), 1), len(bends) - 1)
        (u0, v0), (u1, v1) = bends[place - 1], bends[place]
        share = 0.0 if u1 == u0 else min(max((columns.places[column] - u0) / (u1 - u0), 0.0), 1.0)
        found.append(v0 + (v1 - v0) * share)
    return found


def _free(wanted: float, taken: Iterable[tuple[float, float]]) -> float:
    """The ``v`` nearest to ``wanted`` that no interval holds."""
    merged: list[list[float]] = []
    for low, high in sorted(taken):
        if merged and low < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], high)
        else:
            merged.append([low, high])
    for low, high in merged:
        if low < wanted < high:
            return low if wanted - low <= high - wanted else high
    return wanted


# Where lines meet boxes ------------------------------------------------------


def _ports(
    layered: Layered,
    columns: Columns,
    passes: Mapping[tuple[int, int], tuple[Stop, ...]],
    ranges: Sequence[tuple[float, float]],
) -> dict[tuple[int, int], float]:
    """The ``v`` at which each half of each link meets its element, spread over the element's side."""
    sides: dict[tuple[int, int], list[tuple[float, float, int, int]]] = defaultdict(list)
    for number, link in enumerate(layered.links):
        label = columns.center[link.label]
        out = passes[number, 0][0].v if (number, 0) in passes else label
        if link.loop:
            sides[link.tail, 1] += [(label - _LOOP, label, number, 0), (label + _LOOP, label, number, 1)]
            continue
        into = passes[number, 1][-1].v if (number, 1) in passes else label
        sides[link.tail, 1].append((out, columns.center[link.head], number, 0))
        sides[link.head, 0].append((into, columns.center[link.tail], number, 1))
    ports = {}
    for (cell, _), wanted in sides.items():
        wanted.sort()
        low, high = (columns.center[cell] + offset for offset in ranges[cell])
        for (_, _, number, half), v in zip(wanted, spread([w[0] for w in wanted], low, high), strict=True):
            ports[number, half] = v
    return ports


def spread(wanted: Sequence[float], low: float, high: float, *, gap: float = _PORT_SPACING) -> list[float]:
    """Values between ``low`` and ``high``, ``gap`` apart and as near as can be to the rising values ``wanted``.

    Isotonic regression by pooling adjacent violators (Ayer et al. 1955); where there is no room the gap shrinks.
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    pools: list[tuple[float, int]] = []
    for number, value in enumerate(wanted):
        mean, size = value - number * gap, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    flat = [mean for mean, size in pools for _ in range(size)]
    highest = high - (len(wanted) - 1) * gap
    return [min(max(value, low), highest) + number * gap for number, value in enumerate(flat)]


def _stops(
    link: Link,
    number: int,
    half: int,
    columns: Columns,
    passes: Mapping[tuple[int, int], tuple[Stop, ...]],
    ports: Mapping[tuple[int, int], float],
) -> tuple[Stop, ...]:
    label = Stop(columns.column[link.label], columns.center[link.label])
    between = passes.get((number, half), ())
    if link.loop:
        at = label._replace(v=label.v + (_LOOP if half else -_LOOP))
        return (Stop(columns.column[link.tail], ports[number, half]), *between, at)
    if half:
        return (label, *between, Stop(columns.column[link.head], ports[number, 1]))
    return (Stop(columns.column[link.tail], ports[number, 0]), *between, label)


# Tracks in a gap -------------------------------------------------------------


def _ordered(wires: Sequence[Wire]) -> list[Wire]:
    """The wires of a gap in the order of their tracks, so that they cross each other little."""
    falling = sorted((w for w in wires if w.leaves > w.enters), key=lambda w: (-w.enters, -w.leaves, w))
    rising = sorted((w for w in wires if w.leaves <= w.enters), key=lambda w: (w.enters, w.leaves, w))
    order = [*rising, *falling]
    if len(order) <= _CROWD:
        _refine(order)
    return order


def _refine(order: list[Wire]) -> None:
    """Move each wire to the place where it costs least, until nothing moves (insertion, at most a few rounds)."""
    for _ in range(4):
        moved = False
        for wire in list(order):
            place = order.index(wire)
            best, gain, total = place, 0, 0
            for other in range(place - 1, -1, -1):
                total += _cost(wire, order[other]) - _cost(order[other], wire)
                if total < gain:
                    best, gain = other, total
            total = 0
            for other in range(place + 1, len(order)):
                total += _cost(order[other], wire) - _cost(wire, order[other])
                if total < gain:
                    best, gain = other, total
            if best != place:
                order.insert(best, order.pop(place))
                moved = True
        if not moved:
            return


def _cost(left: Wire, right: Wire) -> int:
    """What it costs to have the track of ``left`` before that of ``right``: crossings, and lines on each other."""
    crossings = (right.low < left.leaves < right.high) + (left.low < right.enters < left.high)
    return crossings + 8 * (abs(left.leaves - right.enters) < 5)


def _levels(order: Sequence[Wire]) -> dict[Wire, int]:
    """The track of each wire: the first behind those of the wires before it that it would run beside."""
    levels: dict[Wire, int] = {}
    for wire in order:
        beside = [
            level
            for other, level in levels.items()
            if other.low - SPACING < wire.high and wire.low - SPACING < other.high
        ]
        levels[wire] = max(beside, default=-1) + 1
    return levels
