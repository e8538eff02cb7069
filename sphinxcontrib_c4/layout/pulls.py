"""Pulls: where elements and lines would like to be, given the positions of what they are joined to.

Elements move to the middle of their lines, and lines towards their ends. In the end, both move to where most lines are
straight.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.constraints import Variables
from sphinxcontrib_c4.layout.layered import Layered

#: Px of way that two corners of a line count for, and by how much two ends may differ that count as level.
_CORNERS = 40.0
_EVEN = 0.5
#: The number of places, from the middle, that are tried for an element.
_PLACES = 40

_Span = tuple[float, float, float]
"""Where a line is straight, from and to, and what it costs if it is not."""


class _Pull(NamedTuple):
    """A line to the variable ``other``: level at ``shift`` from there, and straight between ``low`` and ``high``.

    ``corners`` is the cost of not being straight: small at an element with many lines, of which few can be straight.
    """

    other: int
    shift: float
    low: float
    high: float
    corners: float = _CORNERS


class Pulls(NamedTuple):
    """The segments of lines between variables, as pulls on each of the elements and of the lines.

    A line always has two: its ends, or the parts next to it if it could not be one variable.
    """

    elements: Mapping[int, Sequence[_Pull]]
    lines: Mapping[int, tuple[_Pull, _Pull]]

    def center_elements(self, at: Sequence[float]) -> list[float]:
        """Return the positions ``at`` with elements in the middle of their lines."""
        targets = [*at]
        for variable, pulls in self.elements.items():
            targets[variable] = sum([at[other] + shift for other, shift, _, _, _ in pulls]) / len(pulls)
        return targets

    def center_lines(self, at: Sequence[float]) -> list[float]:
        """Return the positions ``at`` with lines in the middle of where they would be straight."""
        targets = [*at]
        for variable, ((one, _, one_low, one_high, _), (two, _, two_low, two_high, _)) in self.lines.items():
            own = at[variable]
            places = (
                min(max(own, at[one] + one_low), at[one] + one_high),
                min(max(own, at[two] + two_low), at[two] + two_high),
            )
            targets[variable] = sum(places) / 2
        return targets

    def straighten_elements(self, at: Sequence[float]) -> list[float]:
        """Return the positions ``at`` with elements where most of their lines are straight."""
        targets = [*at]
        for variable, pulls in self.elements.items():
            targets[variable] = _straightest(at[variable], pulls, at)
        return targets

    def straighten_lines(self, at: Sequence[float]) -> list[float]:
        """Return the positions ``at`` with lines where they have the least detours."""
        targets = [*at]
        for variable, pulls in self.lines.items():
            targets[variable] = _straightest(at[variable], pulls, at)
        return targets


def pulls(graph: Layered, variables: Variables, ranges: Sequence[tuple[float, float]]) -> Pulls:
    """Return the pulls of all segments; ``ranges`` holds, for each cell, the part of its side that lines may reach."""
    numbers, offsets = variables
    elements: dict[int, list[_Pull]] = defaultdict(list)
    lines: dict[int, list[_Pull]] = defaultdict(list)
    inner = [node.layer % 2 == 1 or node.cell == -1 for node in graph.nodes]
    for chain in graph.chains.values():
        for tail, head in pairwise(chain):
            if numbers[tail] == numbers[head]:
                continue
            for node, opposite, peers in ((tail, head, graph.before[head]), (head, tail, graph.behind[tail])):
                shift = offsets[opposite] - offsets[node]
                if inner[node]:
                    low, high = (0.0, 0.0) if inner[opposite] else ranges[opposite]
                    pull = _Pull(numbers[opposite], shift, shift + low, shift + high, _CORNERS / len(peers))
                    lines[numbers[node]].append(pull)
                else:
                    low, high = ranges[node]
                    elements[numbers[node]].append(_Pull(numbers[opposite], shift, shift - high, shift - low))
    return Pulls(elements, {variable: (first, second) for variable, (first, second) in lines.items()})


def _straightest(own: float, pulls: Sequence[_Pull], at: Sequence[float]) -> float:
    """Return the place near ``own`` from which the way to the ends of all lines is shortest, with few corners.

    All lines are straight between the last start and the first end of a span. If there is nothing between, the best
    place is an end of a span on the way from the first end to the last start.
    """
    start, end = -math.inf, math.inf
    for other, _, low, high, _ in pulls:
        place = at[other]
        if place + low > start:
            start = place + low
        if place + high < end:
            end = place + high
    if start - _EVEN <= own <= end + _EVEN:
        return own
    spans = [(at[other] + low, at[other] + high, corners) for other, _, low, high, corners in pulls]
    if len(spans) == 2 and start > end + 2 * _EVEN:
        return _cheapest(own, spans, (end, start))
    places = sorted({place for low, high, _ in spans for place in (low, high)})
    level = [place for place in places if start - _EVEN <= place <= end + _EVEN]
    if level:
        return min(level, key=lambda place: (round(abs(place - own), 3), place))
    between = [place for place in places if end <= place <= start]
    spare = max(0, len(between) - _PLACES) // 2
    return _cheapest(own, spans, between[spare : len(between) - spare])


def _cheapest(own: float, spans: Sequence[_Span], places: Sequence[float]) -> float:
    """Return the one of ``own`` and the sorted ``places`` with the least effort, the nearest to ``own`` of several."""
    best, least = own, _effort(own, spans, math.inf)
    for place in places:
        effort = _effort(place, spans, least)
        if effort < least or (effort == least and round(abs(place - own), 3) < round(abs(best - own), 3)):
            best, least = place, effort
    return best


def _effort(v: float, spans: Sequence[_Span], limit: float) -> float:
    """Return the cost of a line's ways from ``v`` to all of ``spans``, or a part of it that is above ``limit``."""
    effort = 0.0
    for low, high, corners in spans:
        if v < low - _EVEN:
            effort += low - v + corners
        elif v > high + _EVEN:
            effort += v - high + corners
        else:
            continue
        if effort > limit + _EVEN:
            return effort
    return round(effort, 3)
