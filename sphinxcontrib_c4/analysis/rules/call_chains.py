"""The longest chains of nested synchronous calls.

Inside a cyclic component a longest path is searched exactly for up to 16 members, as far as a budget
allows; else the chain is the best one found, with an upper bound. External systems end a chain
unless a scenario leads through them; one may occur twice, because its calls are independent. An answer,
such as a webhook, does not continue a chain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    DependencyEdge,
    DependencyGraph,
    blocking_edges,
    is_answer_edge,
)
from sphinxcontrib_c4.analysis.dependencies.relays import element_of, split_relays
from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import Pair, condensation_order, edges_within, successors_of

_MAX_EXACT = 16
_SEARCH_BUDGET = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChain:
    """A chain of nested synchronous calls along ``edges``; no longer one has more than ``at_most`` calls."""

    path: tuple[str, ...]
    edges: tuple[DependencyEdge, ...]
    at_most: int

    @property
    def hops(self) -> int:
        """The number of calls."""
        return len(self.edges)

    @property
    def exact(self) -> bool:
        """Whether no longer chain exists."""
        return self.hops == self.at_most


def longest_chains(graph: DependencyGraph) -> list[CallChain]:
    """Return the longest chain of synchronous calls from each entry point, the entry points by name.

    An entry point is a node without a synchronous caller, or a cyclic component without one outside.
    """
    calls = {pair: edge for pair, edge in blocking_edges(graph.stated_edges()).items() if not is_answer_edge(edge)}
    edges = split_relays(calls, graph.external)
    if not edges:
        return []
    order = condensation_order({end for pair in edges for end in pair}, edges)
    return _ChainSearch(edges, order).from_entries()


@dataclass(frozen=True, slots=True)
class _Continuation:
    """The longest chain from a node: its path inside the component, the edge out of it, and its length."""

    inside: tuple[str, ...]
    leaving: Pair | None
    hops: int
    at_most: int


class _ChainSearch:
    """The longest continuation from each node, computed from the last component to the first."""

    def __init__(self, edges: Mapping[Pair, DependencyEdge], order: Sequence[Sequence[str]]) -> None:
        """Search ``edges``; ``order`` lists the components so that edges lead to later ones."""
        self._edges = edges
        self._order = order
        self._index = {node: index for index, members in enumerate(order) for node in members}
        self._successors = successors_of(edges)
        inside = edges_within(edges, self._index)
        self._inner_successors = successors_of(inside)
        self._inner_predecessors = successors_of((target, source) for source, target in inside)
        self._budget = Budget(_SEARCH_BUDGET)
        self._continuations: dict[str, _Continuation] = {}
        for members in reversed(order):
            self._continuations.update(self._exact(members) or self._bound_continuations(members))

    def from_entries(self) -> list[CallChain]:
        """Return the longest chain from each element whose component no edge from another component enters."""
        entered_nodes = {self._index[b] for a, b in self._edges if self._index[a] != self._index[b]}
        entries = [members for index, members in enumerate(self._order) if index not in entered_nodes]
        longest: dict[str, CallChain] = {}
        for chain in map(self._chain, sorted(entries, key=lambda members: members[0])):
            start = chain.path[0]
            if start not in longest or chain.hops > longest[start].hops:
                longest[start] = chain
        return list(longest.values())

    def _chain(self, members: Sequence[str]) -> CallChain:
        start = min(members, key=lambda node: (-self._continuations[node].hops, node))
        at_most = max(self._continuations[node].at_most for node in members)
        path = list(self._continuations[start].inside)
        leaving = self._continuations[start].leaving
        while leaving:
            continuation = self._continuations[leaving[1]]
            path += continuation.inside
            leaving = continuation.leaving
        edges = tuple(self._edges[pair] for pair in pairwise(path))
        return CallChain(path=tuple(map(element_of, path)), edges=edges, at_most=at_most)

    def _exit(self, node: str) -> tuple[Pair | None, int, int]:
        """Return the best edge from ``node`` to a later component, the calls from there on, and their upper bound."""
        best: tuple[Pair | None, int, int] = (None, 0, 0)
        for target in self._successors.get(node, ()):
            if self._index[target] != self._index[node]:
                continuation = self._continuations[target]
                upper_bound = max(best[2], continuation.at_most + 1)
                hops = continuation.hops + 1
                best = ((node, target), hops, upper_bound) if hops > best[1] else (best[0], best[1], upper_bound)
        return best

    # --- Exact ---

    def _exact(self, members: Sequence[str]) -> dict[str, _Continuation]:
        """Return the continuations from all members; empty if they are too many or the budget is spent."""
        if len(members) > _MAX_EXACT:
            return {}
        exits = {node: self._exit(node) for node in members}
        bits = {node: 1 << number for number, node in enumerate(members)}
        continuations = {}
        for start in members:
            paths = self._longest_paths(start, bits)
            if paths is None:
                return {}
            path = min(paths, key=lambda path: (-len(path) - exits[path[-1]][1], path))
            leaving, hops, _ = exits[path[-1]]
            at_most = max(len(path) - 1 + exits[path[-1]][2] for path in paths)
            continuations[start] = _Continuation(path, leaving, len(path) - 1 + hops, at_most)
        return continuations

    def _longest_paths(self, start: str, bits: Mapping[str, int]) -> list[tuple[str, ...]] | None:
        """Return a longest simple path from ``start`` to each reachable member; None if the budget is spent.

        The states are pairs of a set of visited members, a bit mask, and the last of them.
        """
        longest: dict[str, tuple[str, ...]] = {}
        layer: dict[tuple[int, str], tuple[str, ...]] = {(bits[start], start): (start,)}
        while layer:
            following: dict[tuple[int, str], tuple[str, ...]] = {}
            for (visits, node), path in layer.items():
                longest[node] = path if len(path) > len(longest.get(node, ())) else longest[node]
                if not self._budget.spend(1):
                    return None
                for target in self._inner_successors.get(node, ()):
                    if not visits & bits[target]:
                        following.setdefault((visits | bits[target], target), (*path, target))
            layer = following
        return list(longest.values())

    # --- Bounded ---

    def _bound_continuations(self, members: Sequence[str]) -> dict[str, _Continuation]:
        """Return continuations along shortest paths to the member with the longest exit, with an upper bound."""
        exits = {node: self._exit(node) for node in members}
        goal = min(members, key=lambda node: (-exits[node][1], node))
        leaving, hops, _ = exits[goal]
        at_most = len(members) - 1 + max(bound for _, _, bound in exits.values())
        return {path[0]: _Continuation(path, leaving, len(path) - 1 + hops, at_most) for path in self._paths_to(goal)}

    def _paths_to(self, goal: str) -> Iterator[tuple[str, ...]]:
        """Yield a shortest path to ``goal`` from each member of its component."""
        paths: dict[str, tuple[str, ...]] = {goal: (goal,)}
        queue = deque([goal])
        while queue:
            node = queue.popleft()
            yield paths[node]
            for source in self._inner_predecessors.get(node, ()):
                if source not in paths:
                    paths[source] = (source, *paths[node])
                    queue.append(source)
