"""Shortest cycles through the edges of a graph, and shortest paths, by breadth-first search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import Pair, index_graph

Cycle = tuple[str, ...]
"""The nodes of a cycle in order, the first by name first."""


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
    cycles: dict[Pair, Cycle] = {}
    for head in sorted(tails):
        previous = _search(successors, head, tails[head], budget)
        if previous is None:
            break
        for tail in tails[head]:
            if previous[tail] >= 0:
                cycle = [nodes[node] for node in _indexed_path(previous, head, tail)]
                cycles[nodes[tail], nodes[head]] = rotate(cycle)
    return cycles


def rotate(cycle: Sequence[str]) -> Cycle:
    """Return ``cycle`` starting with the node that is first by name."""
    start = min(range(len(cycle)), key=cycle.__getitem__)
    return (*cycle[start:], *cycle[:start])


def edges_of(cycle: Sequence[str]) -> Iterable[Pair]:
    """Return the edges along a cycle."""
    return zip(cycle, (*cycle[1:], cycle[0]), strict=True)


def _search(successors: Sequence[Sequence[int]], start: int, goals: Iterable[int], budget: Budget) -> list[int] | None:
    """Return for each node its predecessor on a shortest path from ``start``, -1 if it was not reached.

    Return None if the budget is spent.
    """
    previous = [-1] * len(successors)
    previous[start] = start
    missing = set(goals) - {start}
    layer = [start]
    while layer and missing:
        if not budget.spend(len(layer)):
            return None
        following: list[int] = []
        for node in layer:
            for target in successors[node]:
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
