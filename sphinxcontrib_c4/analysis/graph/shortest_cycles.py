"""Shortest cycles through the edges of a graph, and shortest paths, by breadth-first search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import Pair, bits, index_graph

Cycle = tuple[str, ...]
"""The nodes of a cycle in order, the first by name first."""

_BITS_OF_AN_EDGE = 1024
"""The size of a graph, in pairs of nodes for each edge, up to which sets of nodes are numbers."""


def shortest_cycles(
    edges: Collection[Pair], budget: Budget, *, through: Iterable[Pair] | None = None
) -> dict[Pair, Cycle]:
    """Return the shortest cycle through each edge, for as many edges as ``budget`` allows, by name.

    ``through`` are the edges of interest; by default, all. Names decide between cycles of equal
    length. An edge that is not on a cycle is left out.
    """
    nodes, successors = index_graph(sorted(edges))
    index = {node: number for number, node in enumerate(nodes)}
    tails: dict[int, list[int]] = {}
    for source, target in sorted(edges if through is None else through):
        tails.setdefault(index[target], []).append(index[source])
    is_dense = len(nodes) ** 2 <= _BITS_OF_AN_EDGE * len(edges)
    search = _DenseSearch(successors) if is_dense else _SparseSearch(successors)
    cycles: dict[Pair, Cycle] = {}
    for head in sorted(tails):
        paths = search.paths(head, tails[head], budget)
        if paths is None:
            break
        for tail, path in paths.items():
            cycles[nodes[tail], nodes[head]] = rotate([nodes[node] for node in path])
    return cycles


def rotate(cycle: Sequence[str]) -> Cycle:
    """Return ``cycle`` starting with the node that is first by name."""
    start = min(range(len(cycle)), key=cycle.__getitem__)
    return (*cycle[start:], *cycle[:start])


def edges_of(cycle: Sequence[str]) -> Iterable[Pair]:
    """Return the edges along a cycle."""
    return zip(cycle, (*cycle[1:], cycle[0]), strict=True)


def first_edge(cycle: Sequence[str]) -> Pair:
    """Return the edge from the first node of a cycle."""
    return cycle[0], cycle[1 % len(cycle)]


class _SparseSearch:
    """Breadth-first search along lists of successors, which name nodes in order."""

    def __init__(self, successors: Sequence[Sequence[int]]) -> None:
        self._successors = successors

    def paths(self, start: int, goals: Sequence[int], budget: Budget) -> dict[int, list[int]] | None:
        """Return a shortest path from ``start`` to each of ``goals`` that it reaches; None if the budget is spent.

        The first one by the order of nodes is taken. A node that is expanded is a step of the budget.
        """
        previous = self._previous(start, goals, budget)
        if previous is None:
            return None
        return {goal: _indexed_path(previous, start, goal) for goal in goals if previous[goal] >= 0}

    def _previous(self, start: int, goals: Iterable[int], budget: Budget) -> list[int] | None:
        previous = [-1] * len(self._successors)
        previous[start] = start
        missing = set(goals) - {start}
        layer = [start]
        while layer and missing:
            if not budget.spend(len(layer)):
                return None
            following: list[int] = []
            for node in layer:
                for target in self._successors[node]:
                    if previous[target] < 0:
                        previous[target] = node
                        following.append(target)
            layer = following
            missing.difference_update(layer)
        return previous


def _indexed_path(previous: Sequence[int], start: int, node: int) -> list[int]:
    path = [node]
    while path[-1] != start:
        path.append(previous[path[-1]])
    return path[::-1]


class _DenseSearch:
    """The same search, with sets of nodes as the bits of numbers: a node costs little, whatever its degree."""

    def __init__(self, successors: Sequence[Sequence[int]]) -> None:
        self._successors = [0] * len(successors)
        self._predecessors = [0] * len(successors)
        for source, targets in enumerate(successors):
            for target in targets:
                self._successors[source] |= 1 << target
                self._predecessors[target] |= 1 << source

    def paths(self, start: int, goals: Sequence[int], budget: Budget) -> dict[int, list[int]] | None:
        """Return what ``_SparseSearch.paths`` returns, for the same budget."""
        layers = [1 << start]
        visited, depths = layers[0], {start: 0}
        missing = [goal for goal in goals if goal != start]
        while missing and layers[-1]:
            layer = layers[-1]
            if not budget.spend(layer.bit_count()):
                return None
            depths.update((goal, len(layers)) for goal in missing if self._predecessors[goal] & layer)
            missing = [goal for goal in missing if goal not in depths]
            if missing:
                layers.append(_union(self._successors, layer) & ~visited)
                visited |= layers[-1]
        return {goal: self._path(layers, goal, depths[goal]) for goal in goals if goal in depths}

    def _path(self, layers: Sequence[int], goal: int, depth: int) -> list[int]:
        """Return the first shortest path to ``goal``, which is ``depth`` steps away from the only node of layer 0."""
        behind = [1 << goal]
        for layer in layers[depth - 1 : 0 : -1]:
            behind.append(_union(self._predecessors, behind[-1]) & layer)
        path = [layers[0].bit_length() - 1]
        for candidates in reversed(behind[:depth]):
            nearest = self._successors[path[-1]] & candidates
            path.append((nearest & -nearest).bit_length() - 1)
        return path


def _union(rows: Sequence[int], members: int) -> int:
    union = 0
    for member in bits(members):
        union |= rows[member]
    return union


# --- Paths ---


def shortest_path(successors: Mapping[str, Sequence[str]], start: str, end: str) -> list[str]:
    """Return the nodes of a shortest path from ``start`` to ``end``, both included; one must exist."""
    previous = {start: ""}
    layer = [start]
    while end not in previous:
        layer = _next_layer(successors, layer, previous)
    return _path(previous, end)


def farthest_path(successors: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """Return the nodes of a shortest path from ``start`` to the node farthest from it, both included."""
    previous = {start: ""}
    layer, end = [start], start
    while layer:
        end = min(layer)
        layer = _next_layer(successors, layer, previous)
    return _path(previous, end)


def _next_layer(successors: Mapping[str, Sequence[str]], layer: Iterable[str], previous: dict[str, str]) -> list[str]:
    """Return the successors of ``layer`` that are not in ``previous``, and add them there."""
    following: list[str] = []
    for node in layer:
        for target in successors.get(node, ()):
            if target not in previous:
                previous[target] = node
                following.append(target)
    return following


def _path(previous: Mapping[str, str], node: str) -> list[str]:
    path = [node]
    while previous[path[-1]]:
        path.append(previous[path[-1]])
    return path[::-1]
