"""Feedback sets: the lightest arcs without which a graph has no cycle.

Blocks of the graph are solved one by one. Up to 16 nodes the answer is exact, by dynamic programming
over the sets of nodes that may come first in an order (Lawler, "A comment on minimum feedback arc
sets", 1964). Above that it is the one of Demetrescu and Finocchi ("Combinatorial algorithms for
feedback problems in directed graphs", 2003), and exact only where disjoint cycles prove it; what is
left when the budget is spent is ordered as Eades, Lin and Smyth do ("A fast and effective heuristic
for the feedback arc set problem", 1993).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import Arc, blocks, component_numbers, condensation_order, within

_EXACT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackSet:
    """Arcs, sorted, whose removal leaves no cycle.

    ``exact`` says that no set weighs less. Every such set has ``at_least`` arcs, since there are that
    many cycles that share none.
    """

    arcs: tuple[Arc, ...]
    exact: bool
    at_least: int


def feedback_set(weights: Mapping[Arc, int], budget: Budget) -> FeedbackSet:
    """A feedback set of the graph of ``weights``, which gives each arc a weight above zero."""
    inner = within(weights, component_numbers(weights))
    parts = [_block({arc: weights[arc] for arc in block}, budget) for block in blocks(inner)]
    return FeedbackSet(
        arcs=tuple(sorted(arc for part in parts for arc in part.arcs)),
        exact=all(part.exact for part in parts),
        at_least=sum(part.at_least for part in parts),
    )


def _block(weights: Mapping[Arc, int], budget: Budget) -> FeedbackSet:
    nodes = sorted({node for arc in weights for node in arc})
    if len(nodes) == 1:
        return FeedbackSet(arcs=tuple(weights), exact=True, at_least=1)
    packing = _Packing(weights)
    if len(nodes) <= _EXACT and budget.take(len(nodes) << len(nodes)):
        packing.run(Budget(len(nodes) * len(weights) * len(weights)))
        return FeedbackSet(arcs=_backward(_best_order(nodes, weights), weights), exact=True, at_least=packing.disjoint)
    packing.run(budget)
    dropped = packing.dropped | set(_backward(_eades_order(packing.left), packing.left))
    kept = _Order(nodes, [arc for arc in weights if arc not in dropped], budget)
    arcs = tuple(sorted(arc for arc in sorted(dropped, key=lambda a: (-weights[a], a)) if not kept.admits(arc)))
    return FeedbackSet(arcs=arcs, exact=sum(weights[a] for a in arcs) == packing.weight, at_least=packing.disjoint)


def _backward(order: Iterable[str], arcs: Collection[Arc]) -> tuple[Arc, ...]:
    place = {node: index for index, node in enumerate(order)}
    return tuple(sorted((one, other) for one, other in arcs if place[one] > place[other]))


# --- Exact ---


def _best_order(nodes: list[str], weights: Mapping[Arc, int]) -> list[str]:
    """The order of at most 16 nodes whose backward arcs weigh least.

    ``best[s]`` is the least weight of the backward arcs among the nodes of the set ``s``, a bit mask,
    where these come first; one of them comes last, and its arcs to the others lead backwards.
    """
    low, high = _sums(nodes, weights, 0), _sums(nodes, weights, 8)
    best, last = [0] * (1 << len(nodes)), [0] * (1 << len(nodes))
    for mask in range(1, 1 << len(nodes)):
        least, lower, upper, rest = -1, mask & 255, mask >> 8, mask
        while rest:
            bit = rest & -rest
            rest ^= bit
            node = bit.bit_length() - 1
            weight = best[mask ^ bit] + low[node][lower] + high[node][upper]
            if weight < least or least < 0:
                least, last[mask] = weight, node
        best[mask] = least
    order, mask = [], (1 << len(nodes)) - 1
    while mask:
        order.append(nodes[last[mask]])
        mask ^= 1 << last[mask]
    return order[::-1]


def _sums(nodes: list[str], weights: Mapping[Arc, int], start: int) -> list[list[int]]:
    """For each node and each set of the eight nodes from ``start``: the weight of its arcs into the set."""
    found = []
    for node in nodes:
        sums = [0]
        for other in nodes[start : start + 8]:
            weight = weights.get((node, other), 0) if node != other else 0
            sums += [total + weight for total in sums]
        found.append(sums)
    return found


# --- Approximate ---


class _Packing:
    """Takes cycles out of a graph, lightest arc first, until none or no budget is left.

    ``dropped`` are the arcs whose weight was used up, ``left`` the others that may still be on cycles,
    ``weight`` a lower bound of every feedback set's weight, ``disjoint`` how many cycles were met
    that share no arc.
    """

    def __init__(self, weights: Mapping[Arc, int]) -> None:
        """Begin with all arcs."""
        self.left = dict(weights)
        self.dropped: set[Arc] = set()
        self.weight = self.disjoint = 0
        self._used: set[Arc] = set()
        self._onward: dict[str, dict[str, None]] = {}
        self._back: dict[str, dict[str, None]] = {}
        for one, other in sorted(weights):
            self._onward.setdefault(one, {})[other] = None
            self._back.setdefault(other, {})[one] = None

    def run(self, budget: Budget) -> None:
        """Take out the shortest cycle through each node, again and again, node by node."""
        for node in sorted(self._onward):
            while ring := self._ring(node, budget):
                self._take(ring)
            if not budget.left:
                return
            self._trim([node], force=True)

    def _ring(self, start: str, budget: Budget) -> list[Arc]:
        """The arcs of a shortest cycle through ``start``."""
        before: dict[str, str] = {}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            following = self._onward.get(node, {})
            if not budget.take(len(following)):
                return []
            for other in following:
                if other == start:
                    return _arcs(before, start, node)
                if other not in before:
                    before[other] = node
                    queue.append(other)
        return []

    def _take(self, ring: list[Arc]) -> None:
        least = min(self.left[arc] for arc in ring)
        self.weight += least
        if self._used.isdisjoint(ring):
            self._used.update(ring)
            self.disjoint += 1
        for arc in ring:
            self.left[arc] -= least
            if not self.left[arc]:
                self.dropped.add(arc)
                self._forget(arc)
        self._trim([node for arc in ring for node in arc], force=False)

    def _forget(self, arc: Arc) -> None:
        del self.left[arc], self._onward[arc[0]][arc[1]], self._back[arc[1]][arc[0]]

    def _trim(self, nodes: list[str], *, force: bool) -> None:
        """Forget the arcs of nodes that no arc leaves or enters, and so on; with ``force`` all of ``nodes``."""
        todo = list(nodes)
        while todo:
            node = todo.pop()
            onward, back = self._onward.get(node, {}), self._back.get(node, {})
            if force or not onward or not back:
                todo += [*onward, *back]
                for arc in [*((node, other) for other in onward), *((other, node) for other in back)]:
                    self._forget(arc)
            force = False


def _arcs(before: Mapping[str, str], start: str, node: str) -> list[Arc]:
    found = [(node, start)]
    while node != start:
        found.append((before[node], node))
        node = before[node]
    return found


def _eades_order(weights: Mapping[Arc, int]) -> list[str]:
    """An order with few backward arcs: sinks last, sources first, else who gives most for what it takes."""
    onward: dict[str, dict[str, int]] = {}
    back: dict[str, dict[str, int]] = {}
    for (one, other), weight in sorted(weights.items()):
        onward.setdefault(one, {})[other] = weight
        onward.setdefault(other, {})
        back.setdefault(other, {})[one] = weight
        back.setdefault(one, {})
    return _eades(onward, back)


def _eades(onward: dict[str, dict[str, int]], back: dict[str, dict[str, int]]) -> list[str]:
    from heapq import heapify, heappop, heappush

    def key(node: str) -> tuple[int, int, str]:
        if not onward[node] or not back[node]:
            return (0, 0, node)
        return (1, sum(back[node].values()) - sum(onward[node].values()), node)

    heap = [key(node) for node in onward]
    heapify(heap)
    first: list[str] = []
    final: list[str] = []
    while heap:
        entry = heappop(heap)
        node = entry[2]
        if node not in onward or entry != key(node):
            continue
        (first if onward[node] else final).append(node)
        touched = {*onward[node], *back[node]}
        for other in onward.pop(node):
            del back[other][node]
        for other in back.pop(node):
            del onward[other][node]
        for other in sorted(touched):
            heappush(heap, key(other))
    return first + final[::-1]


class _Order:
    """A topological order that takes in arcs as long as they close no cycle.

    Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs" (2006).
    """

    def __init__(self, nodes: Iterable[str], arcs: Iterable[Arc], budget: Budget) -> None:
        """Begin with ``arcs``, which have no cycle."""
        arcs = list(arcs)
        self._place = {part[0]: index for index, part in enumerate(condensation_order(nodes, arcs))}
        self._onward: dict[str, list[str]] = {node: [] for node in self._place}
        self._back: dict[str, list[str]] = {node: [] for node in self._place}
        self._budget = Budget(min(budget.left, 150 * len(arcs)) + 20 * len(arcs))
        for arc in arcs:
            self._add(arc)

    def admits(self, arc: Arc) -> bool:
        """Take in ``arc`` unless it would close a cycle, or there is no budget left to find out."""
        tail, head = arc
        first, final = self._place[head], self._place[tail]
        if first <= final:
            ahead = self._region(self._onward, head, lambda node: self._place[node] <= final)
            if ahead is None or tail in ahead:
                return False
            behind = self._region(self._back, tail, lambda node: self._place[node] >= first)
            if behind is None:
                return False
            self._reorder([*sorted(behind, key=self._place.__getitem__), *sorted(ahead, key=self._place.__getitem__)])
        self._add(arc)
        return True

    def _add(self, arc: Arc) -> None:
        self._onward[arc[0]].append(arc[1])
        self._back[arc[1]].append(arc[0])

    def _region(self, links: Mapping[str, list[str]], start: str, near: Callable[[str], bool]) -> set[str] | None:
        found, todo = {start}, [start]
        while todo:
            others = links[todo.pop()]
            if not self._budget.take(len(others) + 1):
                return None
            fresh = {other for other in others if near(other)} - found
            found |= fresh
            todo += fresh
        return found

    def _reorder(self, nodes: list[str]) -> None:
        places = sorted(self._place[node] for node in nodes)
        self._place.update(zip(nodes, places, strict=True))
