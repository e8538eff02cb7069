"""Constraints: the minimum distances between variables, and the positions that keep them.

Neighbours in a layer keep a minimum distance, and so do the edges of frames between them. The constraints form an
acyclic graph, so positions that violate them are corrected in two passes: one pushes positions down, the other pushes
them up, and the result is the mean. All in px.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.layered import PADDING, Layered

#: Px between two elements of a layer, between two labels, and between a line and its neighbours.
GAP = 18.0
LABEL_GAP = 8.0
LINE_GAP = 10.0
#: Px between a frame and its neighbours.
_FRAME_GAP = 14.0

Gaps = Mapping[tuple[int, int], float]
"""The minimum distance between an upper and a lower variable."""

Push = tuple[int, int, float]
"""An upper variable, the lower one that it pushes away, and their minimum distance."""


class BoundaryOrderError(Exception):
    """The order of the layers leaves no space for a boundary."""


class Variables(NamedTuple):
    """The variable of each node, and the distance of the node below it.

    The first numbers belong to the nodes, and the others to the frames: two for each, its upper and its lower edge.
    """

    numbers: Sequence[int]
    offsets: Sequence[float]


class Constraints(NamedTuple):
    """The minimum distances between variables, and the bounds of each one.

    ``pushes`` are in topological order: those that push a variable down precede those of the variable itself.
    """

    pushes: Sequence[Push]
    lower_bounds: Sequence[float]
    upper_bounds: Sequence[float]

    def restore(self, targets: Sequence[float]) -> list[float]:
        """Return the positions nearest to ``targets`` that keep all distances."""
        pushed_down = [
            low if target < low else high if target > high else target
            for target, low, high in zip(targets, self.lower_bounds, self.upper_bounds, strict=True)
        ]
        pushed_up = pushed_down.copy()
        for upper, lower, gap in self.pushes:
            place = pushed_down[upper] + gap
            if place > pushed_down[lower]:
                pushed_down[lower] = place
        for upper, lower, gap in reversed(self.pushes):
            place = pushed_up[lower] - gap
            if place < pushed_up[upper]:
                pushed_up[upper] = place
        return [(low + high) / 2 for low, high in zip(pushed_up, pushed_down, strict=True)]


def constraints(graph: Layered, variables: Variables, pushes: Sequence[Push]) -> Constraints:
    """Return the constraints of ``pushes``, which :func:`sort_gaps` has sorted, with the bounds of the variables."""
    count = len(graph.nodes) + 2 * len(graph.frames)
    lower_bounds, extents = [0.0] * count, [0.0] * count
    for node, (number, offset) in enumerate(zip(*variables, strict=True)):
        half = graph.nodes[node].breadth / 2
        extents[number] = max(extents[number], offset + half)
        if number == node:
            lower_bounds[number] = half
    for upper, lower, gap in pushes:
        lower_bounds[lower] = max(lower_bounds[lower], lower_bounds[upper] + gap)
    total = max(map(sum, zip(lower_bounds, extents, strict=True)), default=0.0)
    upper_bounds = [total - size for size in extents]
    for upper, lower, gap in reversed(pushes):
        upper_bounds[upper] = min(upper_bounds[upper], upper_bounds[lower] - gap)
    return Constraints(pushes, lower_bounds, upper_bounds)


def sort_gaps(gaps: Gaps) -> list[Push]:
    """Return ``gaps`` in topological order, without those whose upper variable is on or below a cycle."""
    successors: dict[int, list[tuple[int, float]]] = {}
    indegrees: dict[int, int] = {}
    for (upper, lower), gap in gaps.items():
        successors.setdefault(upper, []).append((lower, gap))
        indegrees[lower] = indegrees.get(lower, 0) + 1
    free = [variable for variable in successors if variable not in indegrees]
    pushes = []
    while free:
        variable = free.pop()
        for lower, gap in successors.get(variable, ()):
            pushes.append((variable, lower, gap))
            indegrees[lower] -= 1
            if not indegrees[lower]:
                free.append(lower)
    return pushes


def minimum_gaps(graph: Layered, layers: Iterable[Sequence[int]], variables: Variables) -> dict[tuple[int, int], float]:
    """Return the minimum distance between the variables of neighbours in ``layers``, edges of frames included."""
    edges = range(len(graph.nodes), len(graph.nodes) + 2 * len(graph.frames))
    numbers = [*variables.numbers, *edges]
    halves = [node.breadth / 2 for node in graph.nodes] + [0.0] * len(edges)
    offsets = [*variables.offsets, *[0.0] * len(edges)]
    gaps: dict[tuple[int, int], float] = {}
    for layer in layers:
        for upper, lower in pairwise(_nodes_and_edges(graph, layer)):
            pair = numbers[upper], numbers[lower]
            if pair[0] != pair[1]:
                gap = halves[upper] + offsets[upper] + halves[lower] + _space(graph, upper, lower) - offsets[lower]
                gaps[pair] = max(gaps.get(pair, gap), gap)
    return gaps


def _nodes_and_edges(graph: Layered, layer: Sequence[int]) -> Iterator[int]:
    """Yield the nodes of a layer and the edges of the frames around them, from top to bottom."""
    inside: tuple[int, ...] = ()
    for node in layer:
        frames = graph.nodes[node].frames
        if frames != inside:
            yield from _edges_between(graph, inside, frames)
            inside = frames
        yield node
    yield from _edges_between(graph, inside, ())


def _edges_between(graph: Layered, inside: Sequence[int], frames: Sequence[int]) -> list[int]:
    """Return the lower edges of the frames that end between two nodes, then the upper edges of those that begin."""
    first_edge, common = len(graph.nodes), 0
    while common < min(len(inside), len(frames)) and inside[common] == frames[common]:
        common += 1
    lower_edges = [first_edge + 2 * frame + 1 for frame in reversed(inside[common:])]
    return lower_edges + [first_edge + 2 * frame for frame in frames[common:]]


def _space(graph: Layered, upper: int, lower: int) -> float:
    """Return the free space between two neighbouring nodes or edges of a layer."""
    first_edge = len(graph.nodes)
    if lower >= first_edge and (lower - first_edge) % 2:
        return PADDING
    if upper >= first_edge:
        return _FRAME_GAP if (upper - first_edge) % 2 else PADDING + graph.frames[(upper - first_edge) // 2].title_space
    if lower >= first_edge:
        return _FRAME_GAP
    if graph.nodes[upper].cell == -1 or graph.nodes[lower].cell == -1:
        return LINE_GAP
    return GAP if graph.nodes[lower].layer % 2 == 0 else LABEL_GAP
