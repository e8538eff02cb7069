"""Ranks: the column of each node, so that edges run forward and are short.

The sum of the weighted lengths of all edges is minimised (Gansner, Koutsofios, North, Vo: A Technique for Drawing
Directed Graphs, 1993). The network simplex exchanges one tight edge at a time. Here, nodes that tight edges join move
together as long as that makes the sum smaller; views are small enough for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: So often all nodes are tried at most.
_ROUNDS = 24


class RankEdge(NamedTuple):
    """An edge whose ``head`` is at least ``length`` ranks after its ``tail``; heavier ones are kept shorter."""

    tail: int
    head: int
    weight: int = 1
    length: int = 1


def assign_ranks(count: int, order: Sequence[float], edges: Sequence[RankEdge]) -> list[int]:
    """Return the rank of each of ``count`` nodes, from 0.

    Edges must run along ``order``, which holds a place for each node.
    """
    ranks = _longest_paths(count, order, edges)
    moves = _Moves(count, edges)
    by_place = sorted(range(count), key=lambda node: (order[node], node))
    for _ in range(_ROUNDS):
        moves_made = [moves.shift(node, ranks, step) for step in (1, -1) for node in by_place]
        if not any(moves_made):
            break
    least = min(ranks, default=0)
    return [rank - least for rank in ranks]


def _longest_paths(count: int, order: Sequence[float], edges: Sequence[RankEdge]) -> list[int]:
    ranks = [0] * count
    for edge in sorted(edges, key=lambda edge: (order[edge.tail], edge)):
        ranks[edge.head] = max(ranks[edge.head], ranks[edge.tail] + edge.length)
    return ranks


class _Moves:
    """The edges at each node, for moves of connected nodes."""

    def __init__(self, count: int, edges: Sequence[RankEdge]) -> None:
        self._out: list[list[RankEdge]] = [[] for _ in range(count)]
        self._in: list[list[RankEdge]] = [[] for _ in range(count)]
        for edge in edges:
            self._out[edge.tail].append(edge)
            self._in[edge.head].append(edge)

    def shift(self, node: int, ranks: list[int], step: int) -> bool:
        """Move ``node`` and all that it pushes by ``step`` (1 or -1) while edges get shorter; return if it moved."""
        has_moved = False
        while (group := self._group(node, ranks, step)) and self._gain(group, step) > 0:
            for member in group:
                ranks[member] += step
            has_moved = True
        return has_moved

    def _group(self, node: int, ranks: Sequence[int], step: int) -> set[int]:
        """Return the nodes that move with ``node``, as tight edges push them."""
        group, waiting = {node}, [node]
        while waiting:
            at = waiting.pop()
            tight = [e.head for e in self._out[at] if ranks[e.head] - ranks[e.tail] == e.length] if step > 0 else []
            if step < 0:
                tight = [e.tail for e in self._in[at] if ranks[e.head] - ranks[e.tail] == e.length]
            for neighbour in tight:
                if neighbour not in group:
                    group.add(neighbour)
                    waiting.append(neighbour)
        return group

    def _gain(self, group: set[int], step: int) -> int:
        """Return by how much the edges get shorter if ``group`` moves."""
        leaving = sum(e.weight for n in group for e in self._out[n] if e.head not in group)
        coming = sum(e.weight for n in group for e in self._in[n] if e.tail not in group)
        return (leaving - coming) * step
