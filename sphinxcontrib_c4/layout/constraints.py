"""Constraints: the minimum distances between variables, and the positions that keep them.

Neighbours in a layer are kept at their distance, and so are the edges of frames between them. The constraints make an
acyclic graph, so that all of them can be restored by pushing positions down, pushing them up, and taking the mean.
All in px.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.layered import PADDING, Layered

#: Px between two elements of a layer, between two labels, and between a line and whatever it passes.
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
    """The variable of each node, and how far below it the node lies.

    The numbers from that of the nodes on are free for frames: two for each, its upper and its lower edge.
    """

    numbers: Sequence[int]
    offsets: Sequence[float]


class Constraints(NamedTuple):
    """The minimum distances between variables, and the bounds of each one.

    What pushes a variable down precedes what it pushes in ``pushes``.
    """

    pushes: Sequence[Push]
    least: Sequence[float]
    most: Sequence[float]

    def restore(self, targets: Sequence[float]) -> list[float]:
        """Return the positions nearest to ``targets`` that keep all distances."""
        pushed_down = [
            low if target < low else high if target > high else target
            for target, low, high in zip(targets, self.least, self.most, strict=True)
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
    """Return the constraints ``pushes``, in an order of :func:`sort_gaps`, with the bounds of the variables."""
    count = len(graph.nodes) + 2 * len(graph.frames)
    least, rest = [0.0] * count, [0.0] * count
    for node, (number, offset) in enumerate(zip(*variables, strict=True)):
        half = graph.nodes[node].breadth / 2
        rest[number] = max(rest[number], offset + half)
        if number == node:
            least[number] = half
    for upper, lower, gap in pushes:
        least[lower] = max(least[lower], least[upper] + gap)
    total = max(map(sum, zip(least, rest, strict=True)), default=0.0)
    most = [total - size for size in rest]
    for upper, lower, gap in reversed(pushes):
        most[upper] = min(most[upper], most[lower] - gap)
    return Constraints(pushes, least, most)


def sort_gaps(gaps: Gaps) -> list[Push]:
    """Return ``gaps`` so that what pushes a variable down precedes what it pushes, without those behind a circle."""
    behind: dict[int, list[tuple[int, float]]] = {}
    entering: dict[int, int] = {}
    for (upper, lower), gap in gaps.items():
        behind.setdefault(upper, []).append((lower, gap))
        entering[lower] = entering.get(lower, 0) + 1
    free = [variable for variable in behind if variable not in entering]
    pushes = []
    while free:
        variable = free.pop()
        for lower, gap in behind.get(variable, ()):
            pushes.append((variable, lower, gap))
            entering[lower] -= 1
            if not entering[lower]:
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
        for upper, lower in pairwise(_stations(graph, layer)):
            pair = numbers[upper], numbers[lower]
            if pair[0] != pair[1]:
                gap = halves[upper] + offsets[upper] + halves[lower] + _space(graph, upper, lower) - offsets[lower]
                gaps[pair] = max(gaps.get(pair, gap), gap)
    return gaps


def _stations(graph: Layered, layer: Sequence[int]) -> Iterator[int]:
    """Yield the nodes of a layer with the edges of the frames around them: what a line across the layer meets."""
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
    first, common = len(graph.nodes), 0
    while common < min(len(inside), len(frames)) and inside[common] == frames[common]:
        common += 1
    lower_edges = [first + 2 * frame + 1 for frame in reversed(inside[common:])]
    return lower_edges + [first + 2 * frame for frame in frames[common:]]


def _space(graph: Layered, upper: int, lower: int) -> float:
    """Return the free space between two stations of a layer."""
    first = len(graph.nodes)
    if lower >= first and (lower - first) % 2:
        return PADDING
    if upper >= first:
        return _FRAME_GAP if (upper - first) % 2 else PADDING + graph.frames[(upper - first) // 2].title_space
    if lower >= first:
        return _FRAME_GAP
    if graph.nodes[upper].cell == -1 or graph.nodes[lower].cell == -1:
        return LINE_GAP
    return GAP if graph.nodes[lower].layer % 2 == 0 else LABEL_GAP
