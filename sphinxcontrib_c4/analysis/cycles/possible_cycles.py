"""Cycles that the modelled flows do not close: possible ones, and those by aggregation only.

A flow that names a whole system may mean any of its containers. So each such system gets two more
nodes: flows that end at the system continue to every container, and every container continues to
flows that start at the system. A cycle of this expanded graph that the modelled flows do not close
is possible. A cycle between systems that the expanded graph does not contain exists by aggregation
only: one part of A needs a part of B, and another part of B needs another part of A.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinxcontrib_c4.analysis.cycles.edge_classes import BLOCKING_CLASSES, edge_classes, edges_of_class, worst_class
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding, CyclicEdge, WitnessCycle
from sphinxcontrib_c4.analysis.cycles.finding_builder import make_finding, make_witness
from sphinxcontrib_c4.analysis.cycles.realised_cycles import is_worse
from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    PASSIVE,
    DependencyEdge,
    DependencyGraph,
    system_edges,
    system_pair,
)
from sphinxcontrib_c4.analysis.enums import CycleClass, Level
from sphinxcontrib_c4.analysis.graph.budget import SearchBudgets
from sphinxcontrib_c4.analysis.graph.digraph import Pair, component_index, edge_blocks, edges_within, group_by_block
from sphinxcontrib_c4.analysis.graph.shortest_cycles import Cycle, edges_of, first_edge, shortest_cycles
from sphinxcontrib_c4.model import Mode, system_of

_IN, _OUT = "\0in", "\0out"


@dataclass(frozen=True, slots=True)
class _ExpandedGraph:
    """The mode of each expanded edge (None if it was added), and the edges of the model behind them."""

    modes: Mapping[Pair, Mode | None]
    edges: Mapping[Pair, DependencyEdge]


def find_possible_cycles(graph: DependencyGraph, budgets: SearchBudgets) -> list[CycleFinding]:
    """Return the possible findings between systems, unless one as bad is realised between the same systems."""
    if not _divided_systems(graph):
        return []
    expanded_graph = _expand(graph)
    realised_classes = _worst_by_systems(edge_classes({pair: edge.mode for pair, edge in graph.edges.items()}))
    classes = {edge: kind for edge, kind in edge_classes(expanded_graph.modes).items() if _crosses_systems(edge)}
    between = system_edges(expanded_graph.edges[edge] for edge in classes)
    classes = _without_internal_effects(expanded_graph, classes, between)
    worse = {
        edge: cycle_class
        for edge, cycle_class in classes.items()
        if is_worse(cycle_class, realised_classes.get(system_pair(expanded_graph.edges[edge].pair)))
    }
    cycles = _shortest_cycles(expanded_graph, worse, budgets)
    external = graph.external
    return [
        make_finding(
            level=Level.POSSIBLE,
            cycle_class=worst,
            edges=edges,
            witnesses=witnesses,
            complete=len(cycles) == len(worse),
            reentrant=(),
            budgets=budgets,
            external=external,
        )
        for worst, edges, witnesses in _by_block(expanded_graph, cycles, classes, between)
    ]


def find_aggregation_cycles(graph: DependencyGraph, budgets: SearchBudgets) -> list[CycleFinding]:
    """Return the findings between systems that exist by aggregation only."""
    if not any("." in end for pair in graph.edges for end in pair):
        return []  # nothing is aggregated
    systems = system_edges(graph.edges.values())
    classes = edge_classes({pair: edge.mode for pair, edge in systems.items()})
    expanded_graph = _expand(graph)
    cyclic_pairs = {
        system_pair(expanded_graph.edges[edge].pair)
        for edge in edge_classes(expanded_graph.modes)
        if _crosses_systems(edge)
    }
    through = dict.fromkeys(pair for pair in classes if pair not in cyclic_pairs)
    if not through:
        return []
    cycles = shortest_cycles(edges_within(systems, component_index(systems)), budgets.witnesses, through=through)
    blocks = edge_blocks({pair for cycle in cycles.values() for pair in edges_of(cycle)})
    cycles_of_blocks = group_by_block(set(cycles.values()), blocks, first_edge)
    external = graph.external
    return [
        make_finding(
            level=Level.AGGREGATION_ONLY,
            cycle_class=worst_class(classes[pair] for pair in block if pair in through),
            edges=[CyclicEdge(edge=systems[pair], cycle_class=classes[pair]) for pair in block],
            witnesses=[make_witness([systems[pair] for pair in edges_of(cycle)]) for cycle in inside],
            complete=len(cycles) == len(through),
            reentrant=(),
            budgets=budgets,
            external=external,
        )
        for block, inside in zip(blocks, cycles_of_blocks, strict=True)
    ]


# --- The expanded graph ---


def _expand(graph: DependencyGraph) -> _ExpandedGraph:
    divided_systems = _divided_systems(graph)
    edges = {
        (
            f"{source}{_OUT}" if source in divided_systems else source,
            f"{target}{_IN}" if target in divided_systems else target,
        ): edge
        for (source, target), edge in graph.edges.items()
    }
    modes: dict[Pair, Mode | None] = {pair: edge.mode for pair, edge in edges.items()}
    for system, containers in divided_systems.items():
        modes[system + _IN, system + _OUT] = None
        for container in containers:
            modes[system + _IN, container] = modes[container, system + _OUT] = None
    return _ExpandedGraph(modes, edges)


def _divided_systems(graph: DependencyGraph) -> dict[str, list[str]]:
    """Return the systems that flows name as a whole, with the containers in scope that they may mean."""
    system_ends = {end for pair in graph.edges for end in pair if "." not in end}
    containers: dict[str, list[str]] = {}
    for node in graph.nodes:
        system = system_of(node)
        if system != node and system in system_ends and graph.role(node) not in PASSIVE:
            containers.setdefault(system, []).append(node)
    return {system: containers[system] for system in sorted(containers)}


def _crosses_systems(pair: Pair) -> bool:
    source, target = (system_of(end.split("\0", 1)[0]) for end in pair)
    return source != target


def _worst_by_systems(classes: Mapping[Pair, CycleClass]) -> dict[Pair, CycleClass]:
    """Return the worst class of the edges from one system to another."""
    worst: dict[Pair, CycleClass] = {}
    for pair, cycle_class in classes.items():
        systems = system_pair(pair)
        worst[systems] = worst_class((cycle_class, worst.get(systems, cycle_class)))
    return worst


def _without_internal_effects(
    expanded_graph: _ExpandedGraph, classes: Mapping[Pair, CycleClass], between: Mapping[Pair, DependencyEdge]
) -> dict[Pair, CycleClass]:
    """Return ``classes`` where flows inside systems do not turn feedback between them into mixed."""
    by_systems = edge_classes({pair: edge.mode for pair, edge in between.items()})
    milder = {pair: CycleClass.MIXED if kind in BLOCKING_CLASSES else kind for pair, kind in by_systems.items()}
    return {
        edge: kind if kind in BLOCKING_CLASSES else milder.get(system_pair(expanded_graph.edges[edge].pair), kind)
        for edge, kind in classes.items()
    }


def _shortest_cycles(
    expanded_graph: _ExpandedGraph, classes: Mapping[Pair, CycleClass], budgets: SearchBudgets
) -> dict[Pair, Cycle]:
    """Return the shortest cycle through each edge, within its class if that is a blocking one."""
    cycles: dict[Pair, Cycle] = {}
    for cycle_class in CycleClass:
        through = [edge for edge in classes if classes[edge] is cycle_class]
        if through:
            edges = edges_of_class(expanded_graph.modes, expanded_graph.modes, cycle_class)
            inner = edges_within(edges, component_index(edges))
            cycles.update(shortest_cycles(inner, budgets.witnesses, through=through))
    return cycles


# --- Findings by block ---


def _by_block(
    expanded_graph: _ExpandedGraph,
    cycles: Mapping[Pair, Cycle],
    classes: Mapping[Pair, CycleClass],
    between: Mapping[Pair, DependencyEdge],
) -> Iterator[tuple[CycleClass, list[CyclicEdge], list[WitnessCycle]]]:
    """Yield for each block of systems the worst class, the edges along its cycles, and the witnesses.

    A cycle that visits no system twice stays in one block. Another cycle may be mixed because of
    another block, so the classes of witnesses count as well. The class of an edge between systems is
    the worst of the edges that it covers.
    """
    kinds = _worst_by_systems({expanded_graph.edges[edge].pair: kind for edge, kind in classes.items()})
    witnesses = {edge: _witness(_model_edges(expanded_graph, cycle)) for edge, cycle in cycles.items()}
    blocks = edge_blocks(edges_within(between, component_index(between)))
    edges_of_blocks = group_by_block(cycles, blocks, lambda edge: system_pair(expanded_graph.edges[edge].pair))
    for block, through in zip(blocks, edges_of_blocks, strict=True):
        if through:
            in_block = [witnesses[edge] for edge in through]
            witness_pairs = {system_pair(edge.pair) for witness in in_block for edge in witness.edges}
            edges = [CyclicEdge(edge=between[pair], cycle_class=kinds[pair]) for pair in block if pair in witness_pairs]
            worst = worst_class([*(classes[edge] for edge in through), *(w.cycle_class for w in in_block)])
            yield worst, edges, in_block


def _model_edges(expanded_graph: _ExpandedGraph, cycle: Sequence[str]) -> list[DependencyEdge]:
    """Return the edges of the model along a cycle, without added ones, the first by name first."""
    edges = [expanded_graph.edges[pair] for pair in edges_of(cycle) if pair in expanded_graph.edges]
    start = min(range(len(edges)), key=lambda index: edges[index].pair)
    return [*edges[start:], *edges[:start]]


def _witness(edges: list[DependencyEdge]) -> WitnessCycle:
    """Return the witness along ``edges``; flows inside systems do not turn feedback between them into mixed."""
    witness = make_witness(edges)
    crossing: Iterable[Mode] = {edge.mode for edge in edges if _crosses_systems(edge.pair)}
    return replace(witness, cycle_class=CycleClass.FEEDBACK) if crossing == {Mode.ASYNC} else witness
