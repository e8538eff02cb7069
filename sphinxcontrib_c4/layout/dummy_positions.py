"""Dummy positions: where a line that spans several columns passes those between its ends."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sphinxcontrib_c4.layout.layered import Columns, Layered

#: Px between a line and what it passes.
CLEARANCE = 10.0
#: Px between two lines that run side by side.
SPACING = 10.0
#: Px between two tracks of a gap.
TRACK = 7.0
#: Px that a single run past several columns may lead away from where it is wanted.
_DETOUR = 90.0

#: For a link and a half of it (0: tail to label, 1: label to head) its ``v`` in each column between, in their order.
DummyPositions = Mapping[tuple[int, int], tuple[float, ...]]


def free_positions(layered: Layered, columns: Columns) -> DummyPositions:
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
        for half, (one, two) in enumerate(link.halves)
    ]
    passes = {}
    for span, number, half, one, two in sorted(spans):
        if span > 1:
            row = passes[number, half] = _pass(number, half, one, two, columns, taken)
            for column, v in enumerate(row, columns.column[one] + 1):
                taken[column].append((v - SPACING, v + SPACING))
    return passes


def _titles(layered: Layered, columns: Columns) -> Iterator[tuple[float, float, int, int]]:
    for cluster, (low, _, first, last) in zip(layered.frames, columns.clusters, strict=True):
        if cluster.title:
            yield low, low + cluster.title + 12, first, min(last, first + 1)


def _pass(
    number: int, half: int, one: int, two: int, columns: Columns, taken: Mapping[int, list[tuple[float, float]]]
) -> tuple[float, ...]:
    between = range(columns.column[one] + 1, columns.column[two])
    led = hints(columns, number, half, one, two)
    low, high = sorted((columns.center[one], columns.center[two]))
    wanted = min(max(sorted(led)[len(led) // 2], low), high)
    straight = _free(wanted, [interval for column in between for interval in taken[column]])
    if abs(straight - wanted) <= _DETOUR:
        return tuple(straight for _ in between)
    return tuple(_free(hint, taken[column]) for column, hint in zip(between, led, strict=True))


def hints(columns: Columns, number: int, half: int, one: int, two: int) -> list[float]:
    """Where the engine led a half of a link past the columns between two cells; else a straight line between them."""
    start, end = columns.center[one], columns.center[two]
    between = range(columns.column[one] + 1, columns.column[two])
    bends = columns.hints.get((number, half), ())
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
