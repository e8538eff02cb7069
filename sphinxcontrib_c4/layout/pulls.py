"""Pulls: the preferred positions of elements and lines, given the positions of their neighbours.

Elements move to the middle of their lines, and lines towards their ends. In the last step, both move to positions at
which most lines are straight.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.constraints import Variables
from sphinxcontrib_c4.layout.layered import Layered

#: The cost of two corners of a line, in px of its length, and the largest difference in px between ends that count as
#: level.
_CORNERS = 40.0
_EVEN = 0.5
#: The number of places, from the middle, that are tried for an element.
_PLACES = 40

_Span = tuple[float, float, float]
"""The first and the last position at which a line is straight, and the cost of any other position."""


class _Pull(NamedTuple):
    """A line to the variable ``neighbour``: level at ``shift`` from it, and straight between ``low`` and ``high``.

    ``corners`` is the cost if the line is not straight. It is less at an element with many lines, since few of them can
    be straight.
    """

    neighbour: int
    shift: float
    low: float
    high: float
    corners: float = _CORNERS


class Pulls(NamedTuple):
    """The segments of lines between variables, as pulls on each of the elements and of the lines.

    The variable of a line has two pulls, by its ends; or by the adjacent parts, if the line has several variables.
    """

    elements: Mapping[int, Sequence[_Pull]]
    lines: Mapping[int, tuple[_Pull, _Pull]]

    def center_elements(self, positions: Sequence[float]) -> list[float]:
        """Return ``positions`` with elements in the middle of their lines."""
        targets = [*positions]
        for variable, pulls in self.elements.items():
            targets[variable] = sum([positions[neighbour] + shift for neighbour, shift, _, _, _ in pulls]) / len(pulls)
        return targets

    def center_lines(self, positions: Sequence[float]) -> list[float]:
        """Return ``positions`` with lines midway between the nearest positions straight to each end."""
        targets = [*positions]
        for variable, ((tail, _, tail_low, tail_high, _), (head, _, head_low, head_high, _)) in self.lines.items():
            current = positions[variable]
            places = (
                min(max(current, positions[tail] + tail_low), positions[tail] + tail_high),
                min(max(current, positions[head] + head_low), positions[head] + head_high),
            )
            targets[variable] = sum(places) / 2
        return targets

    def straighten_elements(self, positions: Sequence[float]) -> list[float]:
        """Return ``positions`` with elements at positions at which most of their lines are straight."""
        targets = [*positions]
        for variable, pulls in self.elements.items():
            targets[variable] = _straightest(positions[variable], pulls, positions)
        return targets

    def straighten_lines(self, positions: Sequence[float]) -> list[float]:
        """Return ``positions`` with lines at the positions with the shortest detours."""
        targets = [*positions]
        for variable, pulls in self.lines.items():
            targets[variable] = _straightest(positions[variable], pulls, positions)
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


def _straightest(current: float, pulls: Sequence[_Pull], positions: Sequence[float]) -> float:
    """Return the position near ``current`` at which all lines together are shortest and have few corners.

    All lines are straight between the last start and the first end of a span. If the last start is beyond the first
    end, the best position is an end of a span between these two.
    """
    start, end = -math.inf, math.inf
    for neighbour, _, low, high, _ in pulls:
        place = positions[neighbour]
        if place + low > start:
            start = place + low
        if place + high < end:
            end = place + high
    if start - _EVEN <= current <= end + _EVEN:
        return current
    spans = [(positions[node] + low, positions[node] + high, corners) for node, _, low, high, corners in pulls]
    if len(spans) == 2 and start > end + 2 * _EVEN:
        return _cheapest(current, spans, (end, start))
    places = sorted({place for low, high, _ in spans for place in (low, high)})
    level = [place for place in places if start - _EVEN <= place <= end + _EVEN]
    if level:
        return min(level, key=lambda place: (round(abs(place - current), 3), place))
    between = [place for place in places if end <= place <= start]
    spare = max(0, len(between) - _PLACES) // 2
    return _cheapest(current, spans, between[spare : len(between) - spare])


def _cheapest(current: float, spans: Sequence[_Span], places: Sequence[float]) -> float:
    """Return the cheapest of ``current`` and the sorted ``places``; of several, the nearest to ``current``."""
    best, least = current, _effort(current, spans, math.inf)
    for place in places:
        effort = _effort(place, spans, least)
        if effort < least or (effort == least and round(abs(place - current), 3) < round(abs(best - current), 3)):
            best, least = place, effort
    return best


def _effort(v: float, spans: Sequence[_Span], limit: float) -> float:
    """Return the cost of the lines from ``v`` to all ``spans``, or a part of the cost if that exceeds ``limit``."""
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
