"""Coordinates across the flow, computed from the order of each layer.

The dummies and the label of a line are one variable if possible, so that a line is straight between its ends
(the inner segments of Brandes, Köpf: Fast and Simple Horizontal Coordinate Assignment, 2001). Every other cell is a
variable, and so are both edges of each frame. Elements move to the middle of their lines, and lines towards their ends,
in turn; after each move, the constraints between neighbours are restored. All in px.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.constraints import (
    BoundaryOrderError,
    Constraints,
    Variables,
    constraints,
    minimum_gaps,
    sort_gaps,
)
from sphinxcontrib_c4.layout.layered import PADDING, Layered
from sphinxcontrib_c4.layout.pulls import Pulls, pulls

#: Px of line between an element of a stack and the label beside it: room for an arrow's head.
_STACK_GAP = 18.0
#: The number of times that elements and lines move in turn: first roughly, then exactly.
_ROUNDS = 3


class Positions(NamedTuple):
    """The centre of each node across the flow, and the upper and lower edge of each frame."""

    centers: tuple[float, ...]
    frames: tuple[tuple[float, float], ...]


def assign_positions(
    graph: Layered, order: Sequence[Sequence[int]], ranges: Sequence[tuple[float, float]]
) -> Positions:
    """Return the positions of the nodes of ``graph`` if its layers have the order ``order``.

    ``ranges`` holds, for each cell, the part of its side that lines may reach, from its centre.

    Raises:
        BoundaryOrderError: boundaries have different orders in different layers.
    """
    variables, limits = _constrained(graph, order, _variables(graph, order, _stack_offsets(graph, order)))
    values = _solve(limits, pulls(graph, variables, ranges))
    centers = tuple([values[number] + offset for number, offset in zip(*variables, strict=True)])
    return Positions(centers, _frame_edges(graph, centers))


def _constrained(graph: Layered, order: Sequence[Sequence[int]], variables: Variables) -> tuple[Variables, Constraints]:
    """Return the variables, divided where two would lie both above and below each other, and their constraints."""
    gaps = minimum_gaps(graph, order, variables)
    pushes = sort_gaps(gaps)
    if len(pushes) < len(gaps):
        variables = _without_knots(graph, order, variables, set(gaps))
        gaps = minimum_gaps(graph, order, variables)
        pushes = sort_gaps(gaps)
    if len(pushes) < len(gaps):
        raise BoundaryOrderError("its boundaries have different orders in different ranks")
    return variables, constraints(graph, variables, pushes)


def _solve(limits: Constraints, wishes: Pulls) -> list[float]:
    values = [(low + high) / 2 for low, high in zip(limits.lower_bounds, limits.upper_bounds, strict=True)]
    for move_elements, move_lines in (
        (wishes.center_elements, wishes.center_lines),
        (wishes.straighten_elements, wishes.straighten_lines),
    ):
        for _ in range(_ROUNDS):
            before = values
            values = limits.restore(move_elements(values))
            values = limits.restore(move_lines(values))
            if values == before:
                break
    return limits.restore(wishes.straighten_lines(values))


def _frame_edges(graph: Layered, centers: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Return the edges of each frame, as near to its content as the constraints allow."""
    lows, highs = [math.inf] * len(graph.frames), [-math.inf] * len(graph.frames)

    def include(frame: int, low: float, high: float) -> None:
        if frame >= 0:
            lows[frame], highs[frame] = min(lows[frame], low), max(highs[frame], high)

    for node, center in zip(graph.nodes, centers, strict=True):
        if node.frames:
            include(node.frames[-1], center - node.breadth / 2, center + node.breadth / 2)
    for number in reversed(range(len(graph.frames))):
        frame = graph.frames[number]
        low, high = (lows[number], highs[number]) if lows[number] < math.inf else (0.0, 0.0)
        lows[number], highs[number] = low - PADDING - frame.title_space, high + PADDING
        include(frame.parent, lows[number], highs[number])
    return tuple(zip(lows, highs, strict=True))


def _stack_offsets(graph: Layered, order: Sequence[Sequence[int]]) -> list[float]:
    """Return the distance of each node from the first one of its stack; 0 for one that is in none."""
    offsets = [0.0] * len(graph.nodes)
    for layer in order:
        for upper, lower in pairwise(layer):
            first, second = graph.nodes[upper], graph.nodes[lower]
            if second.stack >= 0 and first.stack == second.stack:
                offsets[lower] = offsets[upper] + (first.breadth + second.breadth) / 2 + _STACK_GAP
    return offsets


def _variables(graph: Layered, order: Sequence[Sequence[int]], offsets: Sequence[float]) -> Variables:
    """Return the variable of each node: one for all of a stack, and for the dummies and the label of a line."""
    numbers = [*range(len(graph.nodes))]
    heads = {node.stack: n for n, node in enumerate(graph.nodes) if node.stack >= 0 and not offsets[n]}
    for number, node in enumerate(graph.nodes):
        if node.stack >= 0:
            numbers[number] = heads[node.stack]
    place = [0] * len(graph.nodes)
    for layer in order:
        for index, member in enumerate(layer):
            place[member] = index
    straight: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, link in enumerate(graph.links):
        if link.stacked:
            continue
        chain = [*graph.chains[number, 0][1:], *([] if link.same_rank_edge else graph.chains[number, 1][1:-1])]
        for upper, lower in pairwise(chain):
            if _add_segment(straight[graph.nodes[upper].layer], (place[upper], place[lower])):
                numbers[lower] = numbers[upper]
    return Variables(numbers, offsets)


def _add_segment(segments: list[tuple[int, int]], segment: tuple[int, int]) -> bool:
    """Add a segment to the sorted ones between two layers if it crosses none; return whether it was added."""
    index = bisect(segments, segment)
    if (index and segments[index - 1][1] > segment[1]) or (index < len(segments) and segments[index][1] < segment[1]):
        return False
    segments.insert(index, segment)
    return True


def _without_knots(
    graph: Layered, order: Sequence[Sequence[int]], variables: Variables, pairs: set[tuple[int, int]]
) -> Variables:
    """Return ``variables``, with each one divided that would have to lie both above and below another one.

    ``pairs`` are the variables of neighbours. Dividing a variable adds no cycle, so only the pairs on a cycle are
    compared again.
    """
    numbers = [*variables.numbers]
    nodes: dict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(graph.nodes):
        if node.stack < 0:
            nodes[numbers[number]].append(number)
    pairs = _knotted(pairs)
    while knot := max((variable for pair in pairs for variable in pair if len(nodes[variable]) > 1), default=None):
        members = nodes.pop(knot)
        for member in members:
            numbers[member] = member
            nodes[member] = [member]
        earlier = dict.fromkeys(members, knot)
        layers = {graph.nodes[member].layer for member in members}
        fresh = {
            pair
            for pair in minimum_gaps(graph, [order[number] for number in layers], variables._replace(numbers=numbers))
            if (earlier.get(pair[0], pair[0]), earlier.get(pair[1], pair[1])) in pairs
        }
        pairs = _knotted({pair for pair in pairs if knot not in pair} | fresh)
    return variables._replace(numbers=numbers)


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
