"""Minimum feedback arc sets: the lightest edges whose removal leaves no cycle.

Blocks of the graph are solved one by one: exactly up to 16 nodes, by a heuristic with a lower bound
above that. A result says whether it is exact.

References:
    E. L. Lawler, "A comment on minimum feedback arc sets", IEEE Transactions on Circuit Theory 11 (1964).
    C. Demetrescu and I. Finocchi, "Combinatorial algorithms for feedback problems in directed graphs",
    Information Processing Letters 86 (2003).
    P. Eades, X. Lin and W. F. Smyth, "A fast and effective heuristic for the feedback arc set problem",
    Information Processing Letters 47 (1993).
    G. F. Italiano, "Amortized efficiency of a path retrieval data structure", Theoretical Computer
    Science 48 (1986).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import (
    Pair,
    bits,
    component_index,
    condensation_order,
    edge_blocks,
    edges_within,
)

_MAX_EXACT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackArcSet:
    """Edges, sorted, whose removal leaves no cycle.

    ``exact`` states that no lighter set exists. ``at_least`` is a lower bound of the size of any
    such set: the number of cycles found that share no edge.
    """

    edges: tuple[Pair, ...]
    exact: bool
    at_least: int


def feedback_arc_set(weight: Mapping[Pair, int], budget: Budget) -> FeedbackArcSet:
    """Return a feedback arc set of the graph whose edges are the keys of ``weight``, all positive."""
    inner = edges_within(weight, component_index(weight))
    blocks = [_solve_block({edge: weight[edge] for edge in block}, budget) for block in edge_blocks(inner)]
    return FeedbackArcSet(
        edges=tuple(sorted(edge for block in blocks for edge in block.edges)),
        exact=all(block.exact for block in blocks),
        at_least=sum(block.at_least for block in blocks),
    )


def _solve_block(weight: Mapping[Pair, int], budget: Budget) -> FeedbackArcSet:
    nodes = sorted({node for edge in weight for node in edge})
    if len(nodes) == 1:
        return FeedbackArcSet(edges=tuple(weight), exact=True, at_least=1)
    packing = _CyclePacking(weight)
    if len(nodes) <= _MAX_EXACT and budget.spend(len(nodes) << len(nodes)):
        packing.run(Budget(len(nodes) * len(weight) * len(weight)))
        edges = _backward_edges(_best_order(nodes, weight), weight)
        return FeedbackArcSet(edges=edges, exact=True, at_least=packing.disjoint)
    packing.run(budget)
    candidates = packing.dropped | set(_backward_edges(_eades_order(packing.left), packing.left))
    edges = _minimal(nodes, weight, candidates)
    return FeedbackArcSet(
        edges=edges, exact=sum(weight[edge] for edge in edges) == packing.weight, at_least=packing.disjoint
    )


def _minimal(nodes: list[str], weight: Mapping[Pair, int], candidates: Collection[Pair]) -> tuple[Pair, ...]:
    """Return ``candidates`` without those that close no cycle, heaviest tried first."""
    graph = _Reachability(nodes, [edge for edge in weight if edge not in candidates])
    heaviest_first = sorted(candidates, key=lambda edge: (-weight[edge], edge))
    return tuple(sorted(edge for edge in heaviest_first if not graph.add(edge)))


def _backward_edges(order: Iterable[str], edges: Collection[Pair]) -> tuple[Pair, ...]:
    place = {node: index for index, node in enumerate(order)}
    return tuple(sorted((source, target) for source, target in edges if place[source] > place[target]))


# --- Exact: dynamic programming over the sets of nodes that come first (Lawler) ---


def _best_order(nodes: list[str], weight: Mapping[Pair, int]) -> list[str]:
    """Return the order of at most 16 nodes whose backward edges are lightest.

    ``best[s]`` is the least weight of the backward edges among the nodes of the set ``s``, a bit
    mask, if these come first; one of them comes last, and its edges to the others are backward.
    """
    low, high = _set_weights(nodes, weight, 0), _set_weights(nodes, weight, 8)
    best, last = [0] * (1 << len(nodes)), [0] * (1 << len(nodes))
    for mask in range(1, 1 << len(nodes)):
        least, lower, upper, rest = -1, mask & 255, mask >> 8, mask
        while rest:
            bit = rest & -rest
            rest ^= bit
            node = bit.bit_length() - 1
            total = best[mask ^ bit] + low[node][lower] + high[node][upper]
            if total < least or least < 0:
                least, last[mask] = total, node
        best[mask] = least
    order, mask = [], (1 << len(nodes)) - 1
    while mask:
        order.append(nodes[last[mask]])
        mask ^= 1 << last[mask]
    return order[::-1]


def _set_weights(nodes: list[str], weight: Mapping[Pair, int], start: int) -> list[list[int]]:
    """Return for each node the weight of its edges into each set of the eight nodes from ``start``."""
    rows = []
    for node in nodes:
        sums = [0]
        for target in nodes[start : start + 8]:
            extra_weight = weight.get((node, target), 0) if node != target else 0
            sums += [total + extra_weight for total in sums]
        rows.append(sums)
    return rows


# --- Heuristic: take cycles out of the graph (Demetrescu and Finocchi) ---


class _CyclePacking:
    """A graph from which cycles are removed, lightest edge first, until none or no budget is left.

    ``dropped`` are the edges whose weight was used up, ``left`` the others that may still be on
    cycles, ``weight`` is a lower bound of the weight of any feedback arc set, and ``disjoint`` the
    number of cycles met that share no edge.
    """

    def __init__(self, weight: Mapping[Pair, int]) -> None:
        """Start with all edges."""
        self.left = dict(weight)
        self.dropped: set[Pair] = set()
        self.weight = self.disjoint = 0
        self._spent_edges: set[Pair] = set()
        self._successors: dict[str, dict[str, None]] = {}
        self._predecessors: dict[str, dict[str, None]] = {}
        for source, target in sorted(weight):
            self._successors.setdefault(source, {})[target] = None
            self._predecessors.setdefault(target, {})[source] = None

    def run(self, budget: Budget) -> None:
        """Remove the shortest cycle through each node, again and again, node by node."""
        for node in sorted(self._successors):
            while cycle := self._shortest_cycle(node, budget):
                self._remove_cycle(cycle)
            if not budget.left:
                return
            self._trim([node], force=True)

    def _shortest_cycle(self, start: str, budget: Budget) -> list[Pair]:
        """Return the edges of a shortest cycle through ``start``; empty if none exists or the budget is spent."""
        previous: dict[str, str] = {}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            successors = self._successors.get(node, {})
            if not budget.spend(len(successors)):
                return []
            for target in successors:
                if target == start:
                    return _edges_back(previous, start, node)
                if target not in previous:
                    previous[target] = node
                    queue.append(target)
        return []

    def _remove_cycle(self, cycle: list[Pair]) -> None:
        least = min(self.left[edge] for edge in cycle)
        self.weight += least
        if self._spent_edges.isdisjoint(cycle):
            self._spent_edges.update(cycle)
            self.disjoint += 1
        for edge in cycle:
            self.left[edge] -= least
            if not self.left[edge]:
                self.dropped.add(edge)
                self._forget(edge)
        self._trim([node for edge in cycle for node in edge], force=False)

    def _forget(self, edge: Pair) -> None:
        del self.left[edge], self._successors[edge[0]][edge[1]], self._predecessors[edge[1]][edge[0]]

    def _trim(self, nodes: list[str], *, force: bool) -> None:
        """Forget the edges of sources and sinks among ``nodes``, and so on; with ``force``, of the last node anyway."""
        pending = list(nodes)
        while pending:
            node = pending.pop()
            successors, predecessors = self._successors.get(node, {}), self._predecessors.get(node, {})
            if force or not successors or not predecessors:
                pending += [*successors, *predecessors]
                for edge in [*((node, target) for target in successors), *((source, node) for source in predecessors)]:
                    self._forget(edge)
            force = False


def _edges_back(previous: Mapping[str, str], start: str, node: str) -> list[Pair]:
    edges = [(node, start)]
    while node != start:
        edges.append((previous[node], node))
        node = previous[node]
    return edges


# --- The rest when the budget is spent (Eades, Lin and Smyth) ---


def _eades_order(weight: Mapping[Pair, int]) -> list[str]:
    """Return an order with few backward edges: sinks last, sources first, else by the balance of weights."""
    successors: dict[str, dict[str, int]] = {}
    predecessors: dict[str, dict[str, int]] = {}
    for (source, target), value in sorted(weight.items()):
        successors.setdefault(source, {})[target] = value
        successors.setdefault(target, {})
        predecessors.setdefault(target, {})[source] = value
        predecessors.setdefault(source, {})
    return _peel(successors, predecessors)


def _peel(successors: dict[str, dict[str, int]], predecessors: dict[str, dict[str, int]]) -> list[str]:
    balance = {node: sum(predecessors[node].values()) - sum(successors[node].values()) for node in successors}

    def key(node: str) -> tuple[int, int, str]:
        is_inner = successors[node] and predecessors[node]
        return (1, balance[node], node) if is_inner else (0, 0, node)

    heap = [key(node) for node in successors]  # no entry exceeds the key of its node
    heapify(heap)
    head: list[str] = []
    tail: list[str] = []
    while heap:
        entry = heappop(heap)
        node = entry[2]
        if node not in successors:
            continue
        if entry != key(node):
            heappush(heap, key(node))
            continue
        (head if successors[node] else tail).append(node)
        targets, sources = successors.pop(node), predecessors.pop(node)
        for source, weight in sources.items():
            del successors[source][node]
            balance[source] += weight
            if not successors[source]:
                heappush(heap, key(source))
        for target, weight in targets.items():
            del predecessors[target][node]
            balance[target] -= weight
            heappush(heap, key(target))
    return head + tail[::-1]


# --- Minimality (Italiano) ---


class _Reachability:
    """The reachable nodes and the reaching ones of each node of an acyclic graph, as the bits of numbers.

    Edges are added as long as they close no cycle. An addition updates only those nodes that did not
    reach the head of the edge before.
    """

    def __init__(self, nodes: Iterable[str], edges: Iterable[Pair]) -> None:
        """Start with ``edges``, which form no cycle."""
        edges = list(edges)
        order = [part[0] for part in condensation_order(nodes, edges)]
        self._number = {node: index for index, node in enumerate(order)}
        self._after = [1 << index for index in range(len(order))]
        self._before = list(self._after)
        by_place = sorted((self._number[source], self._number[target]) for source, target in edges)
        for source, target in reversed(by_place):
            self._after[source] |= self._after[target]
        for source, target in sorted(by_place, key=lambda pair: pair[1]):
            self._before[target] |= self._before[source]

    def add(self, edge: Pair) -> bool:
        """Add ``edge`` and return True unless it would close a cycle."""
        tail, head = self._number[edge[0]], self._number[edge[1]]
        if self._after[head] >> tail & 1:
            return False
        if not self._after[tail] >> head & 1:
            after, before = self._after[head], self._before[tail]
            sources, targets = before & ~self._before[head], after & ~self._after[tail]
            for node in bits(sources):
                self._after[node] |= after
            for node in bits(targets):
                self._before[node] |= before
        return True
