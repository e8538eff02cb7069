"""Ranks: the column of each node, so that edges run forward and are short.

The sum of the weighted lengths of all edges is minimised (Gansner, Koutsofios, North, Vo: A Technique for Drawing
Directed Graphs, 1993). The network simplex exchanges one tight edge at a time. Here, nodes that tight edges join move
together as long as that makes the sum smaller; views are small enough for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: The maximum number of rounds over all nodes.
_ROUNDS = 24
#: The number of nodes that a search may visit, for the whole view and for each node. Only views of more than about 400
#: elements reach it.
_STEPS = 200_000
_STEPS_PER_NODE = 100


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
    lowest = min(ranks, default=0)
    return [rank - lowest for rank in ranks]


def _longest_paths(count: int, order: Sequence[float], edges: Sequence[RankEdge]) -> list[int]:
    ranks = [0] * count
    for edge in sorted(edges, key=lambda edge: (order[edge.tail], edge)):
        ranks[edge.head] = max(ranks[edge.head], ranks[edge.tail] + edge.length)
    return ranks


class _Moves:
    """The edges at each node, for moves of connected nodes.

    The gain of a move is the sum of the balances of the moved nodes: the weights of the edges that leave a node, less
    those of the edges that enter it. An edge within a group cancels out.
    """

    def __init__(self, count: int, edges: Sequence[RankEdge]) -> None:
        self._heads: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._tails: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._balance = [0] * count
        self._steps = _STEPS + _STEPS_PER_NODE * count
        for tail, head, weight, length in edges:
            self._heads[tail].append((head, length))
            self._tails[head].append((tail, length))
            self._balance[tail] += weight
            self._balance[head] -= weight

    def shift(self, node: int, ranks: list[int], step: int) -> bool:
        """Move ``node`` and all that it pushes by ``step`` (1 or -1) while edges get shorter; return if it moved."""
        has_moved = False
        while self._steps > 0:
            group = self._group(node, ranks, step)
            self._steps -= len(group)
            if sum([self._balance[member] for member in group]) * step <= 0:
                break
            for member in group:
                ranks[member] += step
            has_moved = True
        return has_moved

    def _group(self, node: int, ranks: Sequence[int], step: int) -> set[int]:
        """Return the nodes that move with ``node``, as tight edges push them."""
        neighbours = self._heads if step > 0 else self._tails
        group, waiting = {node}, [node]
        while waiting:
            member = waiting.pop()
            rank = ranks[member]
            for neighbour, length in neighbours[member]:
                if (ranks[neighbour] - rank) * step == length and neighbour not in group:
                    group.add(neighbour)
                    waiting.append(neighbour)
        return group
