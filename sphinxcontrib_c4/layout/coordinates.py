"""Coordinates across the flow, computed from the order of each layer.

The dummies and the label of a line are one variable if possible, so that a line is straight between its ends
(the inner segments of Brandes, Köpf: Fast and Simple Horizontal Coordinate Assignment, 2001). Every other cell is a
variable, and so are both edges of each frame. Neighbours in a layer are kept at their distance by constraints, which
make an acyclic graph. Elements move to the middle of their lines, and lines towards their ends, in turn. After each
move, the constraints are restored by pushing positions down, pushing them up, and taking the mean. All in px.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.layered import PADDING, Layered

#: Px between two elements of a layer, between two labels, and between a line and whatever it passes.
GAP = 18.0
LABEL_GAP = 8.0
LINE_GAP = 10.0
#: Px of line between an element of a stack and the label beside it: room for an arrow's head.
_STACK_GAP = 18.0
#: Px between a frame and its neighbours.
_FRAME_GAP = 14.0
#: The number of times that elements and lines move in turn.
_ROUNDS = 6
#: Px of way that two corners of a line count for, and by how much two ends may differ that count as level.
_CORNERS = 40.0
_EVEN = 0.5


class BoundaryOrderError(Exception):
    """The order of the layers leaves no space for a boundary."""


class Positions(NamedTuple):
    """The centre of each node across the flow, and the upper and lower edge of each frame."""

    centers: tuple[float, ...]
    frames: tuple[tuple[float, float], ...]


def assign_positions(
    graph: Layered, order: Sequence[Sequence[int]], ranges: Sequence[tuple[float, float]]
) -> Positions:
    """Return the positions of the nodes of ``graph`` if its layers have the order ``order``.

    ``ranges`` holds, for each cell, the part of its side that lines may reach, from its centre.
    """
    offsets = _stack_offsets(graph, order)
    variables = _variables(graph, order, offsets)
    system = _System.build(graph, order, variables, offsets)
    at = _solve(system, _Pulls.build(graph, variables, offsets, ranges))
    centers = tuple(at[variable] + offset for variable, offset in zip(variables, offsets, strict=True))
    return Positions(centers, tuple(_frame_edges(graph, centers)))


def _solve(system: _System, pulls: _Pulls) -> list[float]:
    at = [(low + high) / 2 for low, high in zip(system.least, system.most, strict=True)]
    for number in range(_ROUNDS):
        exact = number >= _ROUNDS // 2
        at = system.allowed(pulls.elements_wanted(at, exact=exact))
        at = system.allowed(pulls.lines_wanted(at, exact=exact))
    return system.allowed(pulls.lines_wanted(at, exact=True))


def _frame_edges(graph: Layered, centers: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yield the edges of each frame, as near to its content as the constraints allow."""
    edges: dict[int, tuple[float, float]] = {}
    reach: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for node, center in zip(graph.nodes, centers, strict=True):
        if node.frames:
            half = node.breadth / 2
            reach[node.frames[-1]].append((center - half, center + half))
    for number in reversed(range(len(graph.frames))):
        spans = reach[number] + [edges[n] for n, frame in enumerate(graph.frames) if frame.parent == number]
        low = min((low for low, _ in spans), default=0.0) - PADDING - _title(graph, number)
        edges[number] = low, max((high for _, high in spans), default=0.0) + PADDING
    yield from (edges[number] for number in range(len(graph.frames)))


def _title(graph: Layered, frame: int) -> float:
    title = graph.frames[frame].title
    return title + 4 if title else 0.0


def _stack_offsets(graph: Layered, order: Sequence[Sequence[int]]) -> list[float]:
    """Return the distance of each node from the first one of its stack; 0 for one that is in none."""
    offsets = [0.0] * len(graph.nodes)
    for layer in order:
        for upper, lower in pairwise(layer):
            first, second = graph.nodes[upper], graph.nodes[lower]
            if second.stack >= 0 and first.stack == second.stack:
                offsets[lower] = offsets[upper] + (first.breadth + second.breadth) / 2 + _STACK_GAP
    return offsets


def _variables(graph: Layered, order: Sequence[Sequence[int]], offsets: Sequence[float]) -> list[int]:
    """Return the variable of each node: one for all of a stack, and for the dummies and the label of a line."""
    variables = [*range(len(graph.nodes))]
    heads = {node.stack: n for n, node in enumerate(graph.nodes) if node.stack >= 0 and not offsets[n]}
    for number, node in enumerate(graph.nodes):
        if node.stack >= 0:
            variables[number] = heads[node.stack]
    place = [0] * len(graph.nodes)
    for layer in order:
        for at, member in enumerate(layer):
            place[member] = at
    straight: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, link in enumerate(graph.links):
        if link.stacked:
            continue
        inner = [*graph.chains[number, 0][1:], *([] if link.same_rank_edge else graph.chains[number, 1][1:-1])]
        for upper, lower in pairwise(inner):
            segment = place[upper], place[lower]
            straight_nodes = straight[graph.nodes[upper].layer]
            if all((segment[0] < other[0]) == (segment[1] < other[1]) for other in straight_nodes):
                variables[lower] = variables[upper]
                straight_nodes.append(segment)
    return _without_knots(graph, order, variables, offsets)


def _without_knots(
    graph: Layered, order: Sequence[Sequence[int]], variables: Sequence[int], offsets: Sequence[float]
) -> list[int]:
    """Return ``variables`` with those divided that would have to lie both above and below another one.

    Dividing a variable closes no new circle, so only pairs that were on one are compared again.
    """
    variables = [*variables]
    nodes: dict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(graph.nodes):
        if node.stack < 0:
            nodes[variables[number]].append(number)
    pairs = _knotted({pair for layer in order for pair in _pairs(graph, layer, variables, offsets)})
    while pairs:
        knot = max(variable for pair in pairs for variable in pair if len(nodes[variable]) > 1)
        members = nodes.pop(knot)
        for member in members:
            variables[member] = member
            nodes[member] = [member]
        earlier = dict.fromkeys(members, knot)
        fresh = {
            pair
            for number in {graph.nodes[member].layer for member in members}
            for pair in _pairs(graph, order[number], variables, offsets)
            if (earlier.get(pair[0], pair[0]), earlier.get(pair[1], pair[1])) in pairs
        }
        pairs = _knotted({pair for pair in pairs if knot not in pair} | fresh)
    return variables


def _pairs(
    graph: Layered, layer: Sequence[int], variables: Sequence[int], offsets: Sequence[float]
) -> Iterator[tuple[int, int]]:
    """Yield the variables of neighbours in a layer."""
    return ((upper, lower) for upper, lower, _ in _neighbours(graph, layer, variables, offsets))


def _knotted(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs that are on a circle, or between two."""
    return _peeled(_peeled(pairs, forward=True), forward=False)


def _peeled(pairs: set[tuple[int, int]], *, forward: bool) -> set[tuple[int, int]]:
    """Return the pairs that remain after repeatedly removing variables without predecessors (or successors)."""
    behind: dict[int, list[int]] = defaultdict(list)
    entering: Counter[int] = Counter()
    for pair in sorted(pairs):
        upper, lower = pair if forward else pair[::-1]
        behind[upper].append(lower)
        entering[lower] += 1
    free = [variable for variable in behind if not entering[variable]]
    while free:
        for successor in behind.pop(free.pop(), ()):
            entering[successor] -= 1
            if not entering[successor]:
                free.append(successor)
    return {pair for pair in pairs if all(variable in behind for variable in pair)}


@dataclass(frozen=True, slots=True)
class _System:
    """The minimum distances between variables.

    ``after`` and ``ahead`` hold the neighbours of each above and below with their distances, ``sequence`` an order in
    which each stands behind what has to lie above it, ``least`` and ``most`` the bounds of each.
    """

    count: int
    sequence: Sequence[int]
    after: Sequence[Sequence[tuple[int, float]]]
    ahead: Sequence[Sequence[tuple[int, float]]]
    least: Sequence[float]
    most: Sequence[float]

    @classmethod
    def build(
        cls, graph: Layered, order: Sequence[Sequence[int]], variables: Sequence[int], offsets: Sequence[float]
    ) -> _System:
        """Return the constraints of all layers."""
        count = len(graph.nodes) + 2 * len(graph.frames)
        gaps: dict[tuple[int, int], float] = {}
        for layer in order:
            for upper, lower, gap in _neighbours(graph, layer, variables, offsets):
                gaps[upper, lower] = max(gaps.get((upper, lower), gap), gap)
        after: list[list[tuple[int, float]]] = [[] for _ in range(count)]
        ahead: list[list[tuple[int, float]]] = [[] for _ in range(count)]
        for (upper, lower), gap in gaps.items():
            after[lower].append((upper, gap))
            ahead[upper].append((lower, gap))
        variables_in_use = {variable for pair in gaps for variable in pair} | set(variables)
        sequence = _sequence(sorted(variables_in_use), after, ahead)
        half = [node.breadth / 2 for node in graph.nodes] + [0.0] * (2 * len(graph.frames))
        rest = [*half]
        for node, variable, offset in zip(graph.nodes, variables, offsets, strict=True):
            rest[variable] = max(rest[variable], offset + node.breadth / 2)
        least, most = [0.0] * count, [0.0] * count
        for variable in sequence:
            least[variable] = max([half[variable], *(least[v] + gap for v, gap in after[variable])])
        total = max((least[variable] + rest[variable] for variable in sequence), default=0.0)
        for variable in reversed(sequence):
            most[variable] = min([total - rest[variable], *(most[v] - gap for v, gap in ahead[variable])])
        return cls(count, sequence, after, ahead, least, most)

    def allowed(self, targets: Sequence[float]) -> list[float]:
        """Return the positions nearest to ``targets`` that keep all distances."""
        goals = [
            low if target < low else high if target > high else target
            for target, low, high in zip(targets, self.least, self.most, strict=True)
        ]
        down, up = [0.0] * self.count, [0.0] * self.count
        for variable in self.sequence:
            place = goals[variable]
            for predecessor, gap in self.after[variable]:
                if down[predecessor] + gap > place:
                    place = down[predecessor] + gap
            down[variable] = place
        for variable in reversed(self.sequence):
            place = goals[variable]
            for successor, gap in self.ahead[variable]:
                if up[successor] - gap < place:
                    place = up[successor] - gap
            up[variable] = place
        return [(one + other) / 2 for one, other in zip(down, up, strict=True)]


def _sequence(
    variables: Sequence[int], after: Sequence[Sequence[tuple[int, float]]], ahead: Sequence[Sequence[tuple[int, float]]]
) -> list[int]:
    """Return the variables in topological order."""
    entering = {variable: len(after[variable]) for variable in variables}
    free = [variable for variable in reversed(variables) if not entering[variable]]
    sequence = []
    while free:
        variable = free.pop()
        sequence.append(variable)
        for successor, _ in ahead[variable]:
            entering[successor] -= 1
            if not entering[successor]:
                free.append(successor)
    if len(sequence) != len(variables):
        raise BoundaryOrderError("its boundaries have different orders in different ranks")
    return sequence


def _neighbours(
    graph: Layered, layer: Sequence[int], variables: Sequence[int], offsets: Sequence[float]
) -> Iterator[tuple[int, int, float]]:
    """Yield the neighbours in a layer, including edges of frames, and the minimum distance between them."""
    first_edge = len(graph.nodes)
    inside: tuple[int, ...] = ()
    last = before = -1
    reach = free = 0.0
    for node in (*layer, -1):
        frames = graph.nodes[node].frames if node >= 0 else ()
        common = 0
        while common < min(len(inside), len(frames)) and inside[common] == frames[common]:
            common += 1
        for frame in reversed(inside[common:]):
            edge = first_edge + 2 * frame + 1
            yield last, edge, reach + PADDING
            last, reach, free = edge, 0.0, _FRAME_GAP
        for frame in frames[common:]:
            edge = first_edge + 2 * frame
            if last >= 0:
                yield last, edge, free if last >= first_edge else reach + _FRAME_GAP
            last, reach, free = edge, 0.0, PADDING + _title(graph, frame)
        if node >= 0:
            half = graph.nodes[node].breadth / 2
            if last >= 0 and last != variables[node]:
                between = free if last >= first_edge else _free(graph, before, node)
                yield last, variables[node], reach + half + between - offsets[node]
            last, reach = variables[node], half + offsets[node]
        inside, before = frames, node


def _free(graph: Layered, neighbour: int, node: int) -> float:
    """Return the free space between a node and the one before it in its layer."""
    if graph.nodes[node].cell == -1 or graph.nodes[neighbour].cell == -1:
        return LINE_GAP
    return GAP if graph.nodes[node].layer % 2 == 0 else LABEL_GAP


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


class _Pulls(NamedTuple):
    """The segments of lines between variables, as pulls on each of the elements and of the lines."""

    elements: Mapping[int, Sequence[_Pull]]
    lines: Mapping[int, Sequence[_Pull]]

    @classmethod
    def build(
        cls,
        graph: Layered,
        variables: Sequence[int],
        offsets: Sequence[float],
        ranges: Sequence[tuple[float, float]],
    ) -> _Pulls:
        """Return the pulls of all segments."""
        elements: dict[int, list[_Pull]] = defaultdict(list)
        lines: dict[int, list[_Pull]] = defaultdict(list)
        inner = [node.layer % 2 == 1 or node.cell == -1 for node in graph.nodes]
        for chain in graph.chains.values():
            for tail, head in pairwise(chain):
                if variables[tail] == variables[head]:
                    continue
                for node, opposite in ((tail, head), (head, tail)):
                    shift = offsets[opposite] - offsets[node]
                    low, high = (0.0, 0.0) if inner[opposite] else ranges[opposite]
                    if inner[node]:
                        peers = graph.behind[tail] if node == head else graph.before[head]
                        corners = _CORNERS / max(len(peers), 1)
                        lines[variables[node]].append(
                            _Pull(variables[opposite], shift, shift + low, shift + high, corners)
                        )
                    else:
                        low, high = ranges[node]
                        elements[variables[node]].append(_Pull(variables[opposite], shift, shift - high, shift - low))
        return cls(elements, lines)

    def elements_wanted(self, at: Sequence[float], *, exact: bool) -> list[float]:
        """Return the positions of elements in the middle of their lines or, if ``exact``, with most lines straight."""
        targets = [*at]
        for variable, pulls in self.elements.items():
            if exact:
                targets[variable] = _straightest(at[variable], _spans(pulls, at))
            else:
                targets[variable] = sum(at[pull.other] + pull.shift for pull in pulls) / len(pulls)
        return targets

    def lines_wanted(self, at: Sequence[float], *, exact: bool) -> list[float]:
        """Return the positions of lines with the least detours, near the middle of their ends unless ``exact``."""
        targets = [*at]
        for variable, pulls in self.lines.items():
            own = at[variable]
            spans = _spans(pulls, at)
            if exact:
                targets[variable] = _straightest(own, spans)
            else:
                targets[variable] = sum(min(max(own, low), high) for low, high, _ in spans) / len(spans)
        return targets


def _spans(pulls: Sequence[_Pull], at: Sequence[float]) -> list[_Span]:
    return [(at[pull.other] + pull.low, at[pull.other] + pull.high, pull.corners) for pull in pulls]


def _straightest(own: float, spans: Sequence[_Span]) -> float:
    """Return the place near ``own`` from which the way to all of ``spans`` is shortest, with few corners."""
    least = _effort(own, spans, math.inf)
    if not least:
        return own
    best = least, 0.0, own
    for place in {end for low, high, _ in spans for end in (low, high)}:
        effort = _effort(place, spans, best[0])
        if effort <= best[0]:
            best = min(best, (effort, round(abs(place - own), 3), place))
    return best[2]


def _effort(v: float, spans: Sequence[_Span], limit: float) -> float:
    """Return the cost of a line's ways from ``v`` to all of ``spans``, or a part of it that is above ``limit``."""
    effort = 0.0
    for low, high, corners in spans:
        if v < low - _EVEN:
            effort += low - v + corners
        elif v > high + _EVEN:
            effort += v - high + corners
        if effort > limit + _EVEN:
            return effort
    return round(effort, 3)
