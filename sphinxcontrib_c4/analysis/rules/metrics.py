"""Metrics: coupling, the reach of a change, and the longest chains of synchronous calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph, Edge, blocking_edges, system_edges
from sphinxcontrib_c4.analysis.graph.digraph import (
    Pair,
    component_index,
    condensation_order,
    edges_within,
    successors_of,
)
from sphinxcontrib_c4.analysis.graph.shortest_cycles import farthest_path, shortest_path
from sphinxcontrib_c4.model import system_of

_MAX_SEARCHED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupling:
    """The coupling of one node.

    ``afferent`` is the number of nodes that depend on it (Ca), ``efferent`` the number of nodes that
    it depends on (Ce).
    """

    afferent: int
    efferent: int

    @property
    def instability(self) -> float | None:
        """Ce / (Ca + Ce): 0 if other nodes only depend on it, 1 if it only depends on others; else None."""
        total = self.afferent + self.efferent
        return self.efferent / total if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCoupling:
    """The coupling of the node ``name`` by all dependencies, and by synchronous ones alone."""

    name: str
    all: Coupling
    synchronous: Coupling


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChain:
    """A chain of nested synchronous calls.

    ``path`` names the participants, and ``edges`` lie between them. ``hops`` is the number of calls.
    Inside a cyclic component it is an upper bound; ``exact`` states that ``path`` has as many.
    """

    path: tuple[str, ...]
    edges: tuple[Edge, ...]
    hops: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The metrics of one model.

    ``propagation_cost`` is the share of all pairs of nodes, including each node with itself, where a
    change of the one can reach the other; ``synchronous_cost`` counts synchronous dependencies only.

    References:
        A. MacCormack, J. Rusnak and C. Y. Baldwin, "Exploring the structure of complex software
        designs", Management Science 52 (2006).
    """

    nodes: int
    edges: int
    cyclic_edges: int
    propagation_cost: float
    synchronous_cost: float
    longest_chain: CallChain | None
    coupling: tuple[NodeCoupling, ...]

    def totals(self) -> dict[str, float]:
        """Return the values that a baseline contains, rounded."""
        return {
            "nodes": self.nodes,
            "edges": self.edges,
            "cyclic_edges": self.cyclic_edges,
            "propagation_cost": round(self.propagation_cost, 4),
            "synchronous_cost": round(self.synchronous_cost, 4),
            "longest_chain": self.longest_chain.hops if self.longest_chain else 0,
        }


def compute_metrics(graph: DependencyGraph) -> Metrics:
    """Return the metrics of ``graph``."""
    blocking = blocking_edges(graph.edges)
    return Metrics(
        nodes=len(graph.nodes),
        edges=len(graph.edges),
        cyclic_edges=len(edges_within(graph.edges, component_index(graph.edges))),
        propagation_cost=_density(graph.nodes, graph.edges),
        synchronous_cost=_density(graph.nodes, blocking),
        longest_chain=max(longest_chains(graph), key=lambda chain: chain.hops, default=None),
        coupling=_node_coupling(graph.nodes, graph.edges, blocking),
    )


def system_coupling(graph: DependencyGraph) -> tuple[NodeCoupling, ...]:
    """Return the coupling of each system to other systems, by name."""
    edges = system_edges(graph.edges.values())
    return _node_coupling(sorted(set(map(system_of, graph.nodes))), edges, blocking_edges(edges))


def reachability(nodes: Iterable[str], edges: Iterable[Pair]) -> dict[str, int]:
    """Return for each node the nodes that it reaches, including itself, as the bits of a number.

    The lowest bit is the node that is first by name.
    """
    bit = {node: 1 << index for index, node in enumerate(sorted(nodes))}
    successors = successors_of(edges)
    reached: dict[str, int] = {}
    for members in reversed(condensation_order(bit, _edges(successors))):
        bits = 0
        for member in members:
            bits |= bit[member]
            for target in successors.get(member, ()):
                bits |= reached.get(target, 0)
        reached.update(dict.fromkeys(members, bits))
    return reached


def _edges(successors: Mapping[str, Sequence[str]]) -> Iterator[Pair]:
    return ((source, target) for source, targets in successors.items() for target in targets)


def _density(nodes: Sequence[str], edges: Iterable[Pair]) -> float:
    reached = sum(bits.bit_count() for bits in reachability(nodes, edges).values())
    return reached / len(nodes) ** 2 if nodes else 0.0


def _node_coupling(nodes: Sequence[str], edges: Iterable[Pair], blocking: Iterable[Pair]) -> tuple[NodeCoupling, ...]:
    by_all, by_blocking = _degrees(edges), _degrees(blocking)
    isolated = Coupling(afferent=0, efferent=0)
    return tuple(
        NodeCoupling(name=node, all=by_all.get(node, isolated), synchronous=by_blocking.get(node, isolated))
        for node in nodes
    )


def _degrees(edges: Iterable[Pair]) -> dict[str, Coupling]:
    counts: dict[str, list[int]] = {}
    for source, target in edges:
        if source != target:
            counts.setdefault(source, [0, 0])[1] += 1
            counts.setdefault(target, [0, 0])[0] += 1
    return {node: Coupling(afferent=incoming, efferent=outgoing) for node, (incoming, outgoing) in counts.items()}


# --- Chains ---


def longest_chains(graph: DependencyGraph) -> list[CallChain]:
    """Return the longest chain of synchronous calls from each entry point, the entry points by name.

    An entry point is a node without a synchronous caller, or a cyclic component without one outside.
    """
    blocking = blocking_edges(graph.edges)
    if not blocking:
        return []
    order = condensation_order({end for pair in blocking for end in pair}, blocking)
    return _ChainSearch(blocking, order).from_entries()


class _ChainSearch:
    """The longest continuation from each component of the synchronous dependencies."""

    def __init__(self, edges: Mapping[Pair, Edge], order: Sequence[Sequence[str]]) -> None:
        """Search ``edges``; ``order`` lists the components so that edges lead to later ones."""
        self._edges = edges
        self._order = order
        self._index = {node: index for index, members in enumerate(order) for node in members}
        self._successors = successors_of(edges)
        inside = list(edges_within(edges, self._index))
        self._inner_successors = successors_of(inside)
        self._inner_predecessors = successors_of((target, source) for source, target in inside)
        self._paths: dict[Pair, list[str]] = {}
        self._hops = [0] * len(order)
        self._exits: list[Pair | None] = [None] * len(order)
        for index in reversed(range(len(order))):
            self._extend(index)

    def _extend(self, index: int) -> None:
        """Choose the edge that starts the longest path out of a component."""
        best = 0
        for pair in self._leaving(index):
            length = 1 + self._hops[self._index[pair[1]]]
            if length > best:
                best, self._exits[index] = length, pair
        self._hops[index] = best + len(self._order[index]) - 1

    def _leaving(self, index: int) -> Iterator[Pair]:
        for source in self._order[index]:
            for target in self._successors.get(source, ()):
                if self._index[target] != index:
                    yield source, target

    def from_entries(self) -> list[CallChain]:
        """Return the chain of each component that no edge from another component enters."""
        entered = {self._index[b] for a, b in self._edges if self._index[a] != self._index[b]}
        entries = [index for index in range(len(self._order)) if index not in entered]
        return [self._chain(index) for index in sorted(entries, key=lambda index: self._order[index][0])]

    def _chain(self, index: int) -> CallChain:
        leaving = self._exits[index]
        path = self._farthest(self._inner_predecessors, leaving[0])[::-1] if leaving else [self._order[index][0]]
        hops = self._hops[index]
        while leaving:
            path += self._path_inside(path[-1], leaving[0])
            path.append(leaving[1])
            index = self._index[leaving[1]]
            leaving = self._exits[index]
        path += self._farthest(self._inner_successors, path[-1])[1:]
        edges = tuple(self._edges[pair] for pair in pairwise(path))
        return CallChain(path=tuple(path), edges=edges, hops=hops, exact=hops == len(edges))

    def _farthest(self, successors: Mapping[str, Sequence[str]], start: str) -> list[str]:
        """Return a shortest path from ``start`` to the farthest node of its component, if that is small."""
        is_small = len(self._order[self._index[start]]) <= _MAX_SEARCHED
        return farthest_path(successors, start) if is_small else [start]

    def _path_inside(self, start: str, end: str) -> list[str]:
        """Return the nodes after ``start`` on a shortest path to ``end`` in the same component."""
        if (start, end) not in self._paths:
            self._paths[start, end] = shortest_path(self._inner_successors, start, end)[1:]
        return self._paths[start, end]
