"""Metrics: coupling, the reach of a change, and the longest chain of synchronous calls."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    DependencyEdge,
    DependencyGraph,
    blocking_edges,
    is_answer_edge,
    system_edges,
)
from sphinxcontrib_c4.analysis.dependencies.relays import element_of, split_relays
from sphinxcontrib_c4.analysis.graph.digraph import (
    Pair,
    component_index,
    condensation_order,
    cyclic_components,
    edges_within,
    successors_of,
)
from sphinxcontrib_c4.analysis.rules.call_chains import CallChain, longest_chains
from sphinxcontrib_c4.model import system_of


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
        propagation_cost=_density(graph, graph.edges),
        synchronous_cost=_density(graph, blocking),
        longest_chain=max(longest_chains(graph), key=lambda chain: chain.hops, default=None),
        coupling=_node_coupling(graph.nodes, graph.edges, blocking),
    )


def system_coupling(graph: DependencyGraph) -> tuple[NodeCoupling, ...]:
    """Return the coupling of each system to other systems, by name."""
    edges = system_edges(graph.edges.values())
    return _node_coupling(sorted(set(map(system_of, graph.nodes))), edges, blocking_edges(edges))


def dependencies_of(graph: DependencyGraph, edges: Mapping[Pair, DependencyEdge]) -> dict[str, int]:
    """Return for each node the nodes that it needs along ``edges``, as the bits of a number; see ``_reach``."""
    return _reach(graph.nodes, split_relays(edges, graph.external, by_trigger=False))


def dependents_of(graph: DependencyGraph, edges: Mapping[Pair, DependencyEdge]) -> dict[str, int]:
    """Return for each node the nodes that need it along ``edges``, as the bits of a number; see ``_reach``."""
    direct_edges = split_relays(edges, graph.external)
    return _reach(graph.nodes, [(target, source) for source, target in direct_edges])


def blocking_cycle_members(graph: DependencyGraph) -> frozenset[str]:
    """Return the nodes on cycles of synchronous calls that are not answers; nodes that call themselves do not count."""
    calls = {pair: edge for pair, edge in blocking_edges(graph.stated_edges()).items() if not is_answer_edge(edge)}
    components = cyclic_components(split_relays(calls, graph.external))
    return frozenset(element_of(node) for part in components if len(part) > 1 for node in part)


def count_dependents(graph: DependencyGraph, members: Collection[str], needed_by: Mapping[str, int]) -> int:
    """Return the number of nodes that need one of ``members``, which are not among them; see ``dependents_of``."""
    nodes = sorted(graph.nodes)
    bits = inside = 0
    for member in members:
        bits |= needed_by[member]
        inside |= 1 << bisect_left(nodes, member)
    return (bits & ~inside).bit_count()


def _reach(nodes: Iterable[str], edges: Iterable[Pair]) -> dict[str, int]:
    """Return for each node the nodes that it reaches, including itself, as the bits of a number.

    The lowest bit is the node that is first by name. External systems do not relay.
    """
    bit = {node: 1 << index for index, node in enumerate(sorted(nodes))}
    successors = successors_of(edges)
    reach: dict[str, int] = {}
    for members in reversed(condensation_order({*bit, *successors}, _edges(successors))):
        bits = 0
        for member in members:
            bits |= bit[element_of(member)]
            for target in successors.get(member, ()):
                bits |= reach.get(target, 0)
        reach.update(dict.fromkeys(members, bits))
    by_element = dict.fromkeys(bit, 0)
    for node, bits in reach.items():
        by_element[element_of(node)] |= bits
    return by_element


def _edges(successors: Mapping[str, Sequence[str]]) -> Iterator[Pair]:
    return ((source, target) for source, targets in successors.items() for target in targets)


def _density(graph: DependencyGraph, edges: Mapping[Pair, DependencyEdge]) -> float:
    reachable_pairs = sum(bits.bit_count() for bits in dependencies_of(graph, edges).values())
    return reachable_pairs / len(graph.nodes) ** 2 if graph.nodes else 0.0


def _node_coupling(nodes: Sequence[str], edges: Iterable[Pair], blocking: Iterable[Pair]) -> tuple[NodeCoupling, ...]:
    by_all, by_blocking = _degrees(edges), _degrees(blocking)
    no_coupling = Coupling(afferent=0, efferent=0)
    return tuple(
        NodeCoupling(name=node, all=by_all.get(node, no_coupling), synchronous=by_blocking.get(node, no_coupling))
        for node in nodes
    )


def _degrees(edges: Iterable[Pair]) -> dict[str, Coupling]:
    counts: dict[str, list[int]] = {}
    for source, target in edges:
        if source != target:
            counts.setdefault(source, [0, 0])[1] += 1
            counts.setdefault(target, [0, 0])[0] += 1
    return {node: Coupling(afferent=incoming, efferent=outgoing) for node, (incoming, outgoing) in counts.items()}
