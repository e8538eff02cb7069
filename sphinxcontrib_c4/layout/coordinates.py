"""Coordinates across the flow, where the ranks are given: the engine's order is kept, its distances are not.

Each column holds its cells, a point for each line that passes, and the titles of the boundaries that begin there. A few
sweeps move every item towards what it is joined to, as far as its neighbours let it (the priority method of Sugiyama
et al. 1981, with isotonic regression in place of priorities). No column leaves the height of the tallest one, so the
drawing is as small as its contents allow. All in px.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.dummy_positions import hints
from sphinxcontrib_c4.layout.isotonic import Regression, spaced, straightened
from sphinxcontrib_c4.layout.layered import Columns, Layered
from sphinxcontrib_c4.layout.ranks import GAP

#: So often every column is fitted there and back.
_SWEEPS = 4
#: Px between two labels, and between a line and whatever it passes.
_LABEL_GAP = 8.0
_LINE_GAP = 10.0
#: How strongly a line wants to be straight, next to how strongly an element wants to stand amid its lines.
_STRAIGHT = 4.0


class Item(NamedTuple):
    """Something in a column: a cell, a frame's title, or a line (``link`` and ``half``) that passes ``column``."""

    column: int
    cell: int = -1
    frame: int = -1
    link: int = -1
    half: int = -1


@dataclass(frozen=True, slots=True)
class _Problem:
    """The items of each column in order, their breadths, and what each is joined to, with a weight."""

    rows: tuple[tuple[Item, ...], ...]
    breadth: Mapping[Item, float]
    joined: Mapping[Item, Sequence[tuple[Item, float]]]
    ranges: Sequence[tuple[float, float]]

    def is_element(self, item: Item) -> bool:
        """Whether it is no label, no title, and no line that passes."""
        return 0 <= item.cell < len(self.ranges)

    def span(self, item: Item, at: Mapping[Item, float]) -> tuple[float, float]:
        """From where to where a line can meet ``item``."""
        low, high = self.ranges[item.cell] if self.is_element(item) else (0.0, 0.0)
        return at[item] + low, at[item] + high

    def gap(self, one: Item, other: Item) -> float:
        """The least distance between the centres of two neighbours in a column."""
        if one.link >= 0 or other.link >= 0:
            free = _LINE_GAP
        elif self.is_element(one) and self.is_element(other):
            free = GAP
        else:
            free = _LABEL_GAP
        return (self.breadth[one] + self.breadth[other]) / 2 + free


def balanced(
    layered: Layered, columns: Columns, ranges: Sequence[tuple[float, float]]
) -> tuple[Columns, dict[tuple[int, int], tuple[float, ...]]]:
    """``columns`` with new centres, and where each half of a link passes the columns between its ends.

    ``ranges`` holds, for each element, the part of its side that lines may reach, from its centre.
    """
    problem = _problem(layered, columns, ranges)
    gaps = [[problem.gap(one, other) for one, other in pairwise(row)] for row in problem.rows]
    heights = [
        sum(gap) + (problem.breadth[row[0]] + problem.breadth[row[-1]]) / 2 if row else 0.0
        for row, gap in zip(problem.rows, gaps, strict=True)
    ]
    whole = max(heights, default=0.0)
    at: dict[Item, float] = {}
    for row, gap, height in zip(problem.rows, gaps, heights, strict=True):
        if row:
            start = (whole - height) / 2 + problem.breadth[row[0]] / 2
            at.update(zip(row, accumulate([start, *gap]), strict=True))

    def fit(number: int, wanted: Callable[[Item], float], regression: Regression) -> None:
        row = problem.rows[number]
        if row:
            low, high = problem.breadth[row[0]] / 2, whole - problem.breadth[row[-1]] / 2
            at.update(zip(row, regression([*map(wanted, row)], gaps[number], low, high), strict=True))

    there = [*range(len(problem.rows))]
    back = there[::-1]
    for number in (there + back) * _SWEEPS:
        fit(number, lambda item: _wanted(item, problem, at, layered, columns), spaced)
    for number in there + back:
        fit(number, lambda item: _level(item, problem, at), straightened)
    return _result(layered, columns, problem, at)


def _problem(layered: Layered, columns: Columns, ranges: Sequence[tuple[float, float]]) -> _Problem:
    elements = len(ranges)
    breadth: dict[Item, float] = {}
    place: dict[Item, float] = {}
    for number, cell in enumerate(layered.graph.cells):
        item = Item(columns.column[number], cell=number)
        breadth[item], place[item] = cell.breadth, columns.center[number]
    joined: dict[Item, list[tuple[Item, float]]] = defaultdict(list)
    for number, link in enumerate(layered.links):
        for half, (one, two) in enumerate(link.halves):
            first, last = Item(columns.column[one], cell=one), Item(columns.column[two], cell=two)
            between = [Item(c, link=number, half=half) for c in range(first.column + 1, last.column)]
            led = hints(columns, number, half, one, two)
            for item, v in zip(between, led, strict=True):
                breadth[item], place[item] = 0.0, v
            for left, right in pairwise([first, *between, last]):
                weight = 1.0 if 0 <= left.cell < elements or 0 <= right.cell < elements else _STRAIGHT
                joined[left].append((right, weight))
                joined[right].append((left, weight))
    rows: list[list[Item]] = [[] for _ in columns.lengths]
    for item in sorted(place, key=lambda item: (place[item], item)):
        rows[item.column].append(item)
    for number in reversed(range(len(layered.frames))):
        if layered.frames[number].title:
            title = Item(columns.clusters[number][2], frame=number)
            breadth[title] = layered.frames[number].title
            rows[title.column].insert(0, title)
    return _Problem(tuple(map(tuple, rows)), breadth, joined, ranges)


def _wanted(item: Item, problem: _Problem, at: Mapping[Item, float], layered: Layered, columns: Columns) -> float:
    if item.frame >= 0:
        return _top(item.frame, problem, at, layered, columns) - problem.breadth[item] / 2
    total = weights = 0.0
    own = at[item]
    for other, weight in problem.joined.get(item, ()):
        low, high = problem.span(other, at)
        total += min(max(own, low), high) * weight
        weights += weight
    return total / weights if weights else own


def _level(item: Item, problem: _Problem, at: Mapping[Item, float]) -> float:
    """Where a label or a line that passes is led with the least detours; all else stays where it is."""
    own = at[item]
    if item.frame >= 0 or problem.is_element(item):
        return own
    spans = [(*problem.span(other, at), weight) for other, weight in problem.joined.get(item, ())]
    places = [own, *(end for low, high, _ in spans for end in (low, high))]

    def detour(v: float) -> float:
        return sum(weight * max(low - v, v - high, 0.0) for low, high, weight in spans)

    return min(places, key=lambda v: (detour(v), abs(v - own), v))


def _top(frame: int, problem: _Problem, at: Mapping[Item, float], layered: Layered, columns: Columns) -> float:
    """The upper edge of the uppermost cell right inside ``frame`` (a title elsewhere counts as well)."""
    tops = [
        at[item] - problem.breadth[item] / 2
        for number, home in enumerate(layered.homes)
        if home == frame
        for item in (Item(columns.column[number], cell=number),)
    ]
    inner = [
        at[item] - problem.breadth[item] / 2
        for number, other in enumerate(layered.frames)
        if other.parent == frame
        for item in (Item(columns.clusters[number][2], frame=number),)
        if item in at
    ]
    return min(tops + inner)


def _result(
    layered: Layered, columns: Columns, problem: _Problem, at: Mapping[Item, float]
) -> tuple[Columns, dict[tuple[int, int], tuple[float, ...]]]:
    center = tuple(at[Item(column, cell=number)] for number, column in enumerate(columns.column))
    passes: dict[tuple[int, int], list[float]] = defaultdict(list)
    titles = {}
    for row in problem.rows:
        for item in row:
            if item.link >= 0:
                passes[item.link, item.half].append(at[item])
            elif item.frame >= 0:
                titles[item.frame] = at[item] - problem.breadth[item] / 2
    moved = replace(columns, center=center)
    return replace(moved, clusters=_clusters(layered, moved, titles)), {k: tuple(v) for k, v in passes.items()}


def _clusters(
    layered: Layered, columns: Columns, titles: Mapping[int, float]
) -> tuple[tuple[float, float, int, int], ...]:
    found: dict[int, tuple[float, float]] = {}
    for number in reversed(range(len(layered.frames))):
        low, high = layered.extent(number, columns.center, found)
        found[number] = min(low, titles.get(number, low) - 8), high
    return tuple((*found[n], *columns.clusters[n][2:]) for n in range(len(layered.frames)))
