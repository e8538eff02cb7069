"""Crossings: how many pairs of edges cross between two layers.

Edges are counted by inserting their ends one after the other into a sorted list (Barth, Jünger, Mutzel: Simple and
Efficient Bilayer Cross Counting, 2004). Edges that share an end do not cross there: ports are placed in the order of
their neighbours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sphinxcontrib_c4.layout.layered import Layered


def count_crossings(graph: Layered, order: Sequence[Sequence[int]], place: Sequence[int]) -> int:
    """Return the crossings of all edges; ``place`` is that of each node in its layer of ``order``."""
    return sum([_between(layer, graph.behind, place) for layer in order])


def _between(layer: Sequence[int], behind: Sequence[Sequence[int]], place: Sequence[int]) -> int:
    ends: list[int] = []
    crossings = last = 0
    for node in layer:
        heads = [place[head] for head in behind[node]]
        if len(heads) > 1:
            heads.sort()
        for head in heads:
            if head >= last:
                ends.append(head)
                last = head
            else:
                index = bisect_right(ends, head)
                crossings += len(ends) - index
                ends.insert(index, head)
    return crossings


def pair_crossings(first: Sequence[int], second: Sequence[int]) -> int:
    """Return the crossings between edges to the sorted places ``first`` and ``second`` of two nodes in this order."""
    crossings, index = 0, 0
    for place in first:
        while index < len(second) and second[index] < place:
            index += 1
        crossings += index
    return crossings
