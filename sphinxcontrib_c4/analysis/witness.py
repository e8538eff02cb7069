"""Witnesses: the shortest cycle through each arc of a strongly connected graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sphinxcontrib_c4.analysis.budget import Budget
from sphinxcontrib_c4.analysis.digraph import Arc, successors

Ring = tuple[str, ...]
"""The nodes of a cycle, the first by name first."""


def shortest_rings(arcs: Collection[Arc], budget: Budget, *, through: Iterable[Arc] | None = None) -> dict[Arc, Ring]:
    """Arc -> the shortest cycle through it, for as many arcs as ``budget`` allows, by name.

    ``through`` are the arcs that are asked for, all of them unless given. Breadth first from the head of
    each arc; of several that are equally short, names decide. An arc on no cycle is left out.
    """
    onward = successors(arcs)
    tails: dict[str, list[str]] = {}
    for one, other in sorted(arcs if through is None else through):
        tails.setdefault(other, []).append(one)
    found: dict[Arc, Ring] = {}
    for head in sorted(tails):
        back = _search(onward, head, tails[head], budget)
        if back is None:
            break
        found.update(((tail, head), rotated(_path(back, tail))) for tail in tails[head] if tail in back)
    return found


def shortest_path(onward: Mapping[str, Sequence[str]], start: str, end: str) -> list[str]:
    """The nodes of a shortest path from ``start`` to ``end``, both among them; there must be one."""
    before = {start: ""}
    layer = [start]
    while end not in before:
        layer = _step(onward, layer, before)
    return _path(before, end)


def rotated(ring: Sequence[str]) -> Ring:
    """``ring`` beginning with the node that is first by name."""
    start = min(range(len(ring)), key=ring.__getitem__)
    return (*ring[start:], *ring[:start])


def _search(
    onward: Mapping[str, Sequence[str]], head: str, wanted: Iterable[str], budget: Budget
) -> dict[str, str] | None:
    """Node -> the one before it on a shortest path from ``head``; ``None`` where the budget is spent."""
    missing = set(wanted)
    before = {head: ""}
    missing.discard(head)
    layer = [head]
    while layer and missing:
        if not budget.take(len(layer)):
            return None
        layer = _step(onward, layer, before)
        missing.difference_update(layer)
    return before


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
