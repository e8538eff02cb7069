"""Witnesses: the shortest cycle through each arc of a strongly connected graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import Arc, numbered

Ring = tuple[str, ...]
"""The nodes of a cycle, the first by name first."""


def shortest_rings(arcs: Collection[Arc], budget: Budget, *, through: Iterable[Arc] | None = None) -> dict[Arc, Ring]:
    """Arc -> the shortest cycle through it, for as many arcs as ``budget`` allows, by name.

    ``through`` are the arcs that are asked for, all of them unless given. Breadth first from the head of
    each arc; of several that are equally short, names decide. An arc on no cycle is left out.
    """
    nodes, onward = numbered(sorted(arcs))
    number = {node: index for index, node in enumerate(nodes)}
    tails: dict[int, list[int]] = {}
    for one, other in sorted(arcs if through is None else through):
        tails.setdefault(number[other], []).append(number[one])
    found: dict[Arc, Ring] = {}
    for head in sorted(tails):
        before = _search(onward, head, tails[head], budget)
        if before is None:
            break
        rings = {tail: [nodes[node] for node in _walk(before, head, tail)] for tail in tails[head] if before[tail] >= 0}
        found.update(((nodes[tail], nodes[head]), rotated(ring)) for tail, ring in rings.items())
    return found


def shortest_path(onward: Mapping[str, Sequence[str]], start: str, end: str) -> list[str]:
    """The nodes of a shortest path from ``start`` to ``end``, both among them; there must be one."""
    before = {start: ""}
    layer = [start]
    while end not in before:
        layer = _step(onward, layer, before)
    return _path(before, end)


def farthest_path(onward: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """The nodes of a shortest path from ``start`` to what is farthest from it, both among them."""
    before = {start: ""}
    layer, end = [start], start
    while layer:
        end = min(layer)
        layer = _step(onward, layer, before)
    return _path(before, end)


def rotated(ring: Sequence[str]) -> Ring:
    """``ring`` beginning with the node that is first by name."""
    start = min(range(len(ring)), key=ring.__getitem__)
    return (*ring[start:], *ring[:start])


def _search(onward: Sequence[Sequence[int]], head: int, wanted: Iterable[int], budget: Budget) -> list[int] | None:
    """For each node the one before it on a shortest path from ``head``, -1 where there is none so far.

    ``None`` where the budget is spent.
    """
    before = [-1] * len(onward)
    before[head] = head
    missing = set(wanted) - {head}
    layer = [head]
    while layer and missing:
        if not budget.take(len(layer)):
            return None
        following: list[int] = []
        for node in layer:
            for other in onward[node]:
                if before[other] < 0:
                    before[other] = node
                    following.append(other)
        layer = following
        missing.difference_update(layer)
    return before


def _walk(before: Sequence[int], head: int, node: int) -> list[int]:
    """The path from ``head`` to ``node``."""
    path = [node]
    while path[-1] != head:
        path.append(before[path[-1]])
    return path[::-1]


def _step(onward: Mapping[str, Sequence[str]], layer: Iterable[str], before: dict[str, str]) -> list[str]:
    """The nodes one arc beyond ``layer`` that are not in ``before`` yet; they are put there."""
    following: list[str] = []
    for node in layer:
        for other in onward.get(node, ()):
            if other not in before:
                before[other] = node
                following.append(other)
    return following


def _path(before: Mapping[str, str], node: str) -> list[str]:
    """The nodes from where the search began to ``node``."""
    path = [node]
    while before[path[-1]]:
        path.append(before[path[-1]])
    return path[::-1]
