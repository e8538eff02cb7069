"""Coupling: how many others each container depends on, how far a change can reach, the longest chain of calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sphinxcontrib_c4.analysis.cycles.edge_classes import BLOCKING
from sphinxcontrib_c4.analysis.cycles.possible_cycles import system_edges
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies, Edge, Pair
from sphinxcontrib_c4.analysis.graph.digraph import component_numbers, condensation_order, successors, within
from sphinxcontrib_c4.analysis.graph.shortest_cycles import farthest_path, shortest_path

_MOST_SEARCHED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupling:
    """How one node is joined to others.

    ``afferent`` counts those that depend on it (Ca), ``efferent`` those that it depends on (Ce).
    """

    afferent: int
    efferent: int

    @property
    def instability(self) -> float | None:
        """Ce / (Ca + Ce): 0 where others only depend on it, 1 where it only depends on others."""
        total = self.afferent + self.efferent
        return self.efferent / total if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCoupling:
    """The coupling of the node ``name`` by all dependencies, and by the synchronous ones alone."""

    name: str
    all: Coupling
    synchronous: Coupling


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Synchronous calls, one inside the other.

    ``path`` names those along it, and ``edges`` lie between them. ``hops`` is the number of calls; where
    the chain enters members that all wait for each other, it is the most that there can be without
    visiting one twice, and ``exact`` only if ``path`` has as many.
    """

    path: tuple[str, ...]
    edges: tuple[Edge, ...]
    hops: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The numbers of one model.

    ``propagation_cost`` is the part of all pairs of nodes, each with itself among them, where a change
    of one can reach the other (MacCormack, Rusnak and Baldwin, "Exploring the structure of complex
    software designs", 2006); ``synchronous_cost`` the same by synchronous dependencies.
    """

    nodes: int
    edges: int
    cyclic_edges: int
    propagation_cost: float
    synchronous_cost: float
    longest_chain: Chain | None
    coupling: tuple[NodeCoupling, ...]


def metrics(whole: Dependencies) -> Metrics:
    """Work the numbers out."""
    waiting = synchronous(whole)
    chains = longest_chains(whole)
    return Metrics(
        nodes=len(whole.nodes),
        edges=len(whole.edges),
        cyclic_edges=len(within(whole.edges, component_numbers(whole.edges))),
        propagation_cost=_density(whole.nodes, whole.edges),
        synchronous_cost=_density(whole.nodes, waiting),
        longest_chain=max(chains, key=lambda chain: chain.hops, default=None),
        coupling=couplings(whole.nodes, whole.edges, waiting),
    )


def synchronous(whole: Dependencies) -> dict[Pair, Edge]:
    """The edges that surely wait."""
    return _waiting(whole.edges)


def system_coupling(whole: Dependencies) -> tuple[NodeCoupling, ...]:
    """The coupling of each system to the others, by name."""
    edges = system_edges(whole.edges.values())
    return couplings(sorted({node.split(".", 1)[0] for node in whole.nodes}), edges, _waiting(edges))


def _waiting(edges: Mapping[Pair, Edge]) -> dict[Pair, Edge]:
    return {pair: edge for pair, edge in edges.items() if edge.mode in BLOCKING}


def reach(nodes: Iterable[str], arcs: Iterable[Pair]) -> dict[str, int]:
    """Node -> the nodes that it reaches, itself among them, as the bits of a number.

    Nodes count in alphabetical order, from the lowest bit.
    """
    bit = {node: 1 << index for index, node in enumerate(sorted(nodes))}
    onward = successors(arcs)
    found: dict[str, int] = {}
    for members in reversed(condensation_order(bit, _pairs(onward))):
        bits = 0
        for member in members:
            bits |= bit[member]
            for other in onward.get(member, ()):
                bits |= found.get(other, 0)
        found.update(dict.fromkeys(members, bits))
    return found


def _pairs(onward: Mapping[str, Sequence[str]]) -> Iterator[Pair]:
    return ((one, other) for one, others in onward.items() for other in others)


def _density(nodes: Sequence[str], arcs: Iterable[Pair]) -> float:
    reached = sum(bits.bit_count() for bits in reach(nodes, arcs).values())
    return reached / len(nodes) ** 2 if nodes else 0.0


def couplings(nodes: Sequence[str], every: Iterable[Pair], waiting: Iterable[Pair]) -> tuple[NodeCoupling, ...]:
    """The coupling of each of ``nodes`` by ``every`` dependency, and by the ``waiting`` ones alone."""
    loose, tight = _degrees(every), _degrees(waiting)
    none = Coupling(afferent=0, efferent=0)
    return tuple(
        NodeCoupling(name=node, all=loose.get(node, none), synchronous=tight.get(node, none)) for node in nodes
    )


def _degrees(arcs: Iterable[Pair]) -> dict[str, Coupling]:
    counts: dict[str, list[int]] = {}
    for one, other in arcs:
        if one != other:
            counts.setdefault(one, [0, 0])[1] += 1
            counts.setdefault(other, [0, 0])[0] += 1
    return {node: Coupling(afferent=into, efferent=out) for node, (into, out) in counts.items()}


# --- Chains ---


def longest_chains(whole: Dependencies) -> list[Chain]:
    """The longest chain of synchronous calls from each entry point, the entry points by name.

    An entry point is what nobody in scope calls synchronously, or members that only call each other.
    """
    waiting = synchronous(whole)
    if not waiting:
        return []
    order = condensation_order({end for pair in waiting for end in pair}, waiting)
    return _Chains(waiting, order).from_entries()


class _Chains:
    """The longest way on from each component of the synchronous dependencies."""

    def __init__(self, edges: Mapping[Pair, Edge], order: Sequence[Sequence[str]]) -> None:
        """``order`` holds the components so that edges lead to later ones."""
        self._edges = edges
        self._order = order
        self._number = {node: index for index, members in enumerate(order) for node in members}
        self._onward = successors(edges)
        inside = list(within(edges, self._number))
        self._near = successors(inside)
        self._back = successors((other, one) for one, other in inside)
        self._ways: dict[Pair, list[str]] = {}
        self._hops = [0] * len(order)
        self._next: list[Pair | None] = [None] * len(order)
        for index in reversed(range(len(order))):
            self._extend(index)

    def _extend(self, index: int) -> None:
        """Choose the edge that the longest way out of a component begins with."""
        best = 0
        for pair in self._leaving(index):
            length = 1 + self._hops[self._number[pair[1]]]
            if length > best:
                best, self._next[index] = length, pair
        self._hops[index] = best + len(self._order[index]) - 1

    def _leaving(self, index: int) -> Iterator[Pair]:
        for one in self._order[index]:
            for other in self._onward.get(one, ()):
                if self._number[other] != index:
                    yield one, other

    def from_entries(self) -> list[Chain]:
        """The chain of each component that no edge from another one enters."""
        entered = {self._number[b] for a, b in self._edges if self._number[a] != self._number[b]}
        entries = [index for index in range(len(self._order)) if index not in entered]
        return [self._chain(index) for index in sorted(entries, key=lambda index: self._order[index][0])]

    def _chain(self, index: int) -> Chain:
        leaving = self._next[index]
        path = self._far(self._back, leaving[0])[::-1] if leaving else [self._order[index][0]]
        hops = self._hops[index]
        while leaving:
            path += self._inside(path[-1], leaving[0])
            path.append(leaving[1])
            index = self._number[leaving[1]]
            leaving = self._next[index]
        path += self._far(self._near, path[-1])[1:]
        edges = tuple(self._edges[pair] for pair in pairwise(path))
        return Chain(path=tuple(path), edges=edges, hops=hops, exact=hops == len(edges))

    def _far(self, arcs: Mapping[str, Sequence[str]], start: str) -> list[str]:
        """The nodes on a shortest way from ``start`` to what is farthest from it in its component, if that is small."""
        is_small = len(self._order[self._number[start]]) <= _MOST_SEARCHED
        return farthest_path(arcs, start) if is_small else [start]

    def _inside(self, start: str, end: str) -> list[str]:
        """The nodes after ``start`` on a shortest way to ``end`` in the same component."""
        if (start, end) not in self._ways:
            self._ways[start, end] = shortest_path(self._near, start, end)[1:]
        return self._ways[start, end]
