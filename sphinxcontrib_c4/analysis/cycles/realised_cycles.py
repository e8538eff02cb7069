"""Cycles of the modelled flows: among containers, and systems that flows name as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from sphinxcontrib_c4.analysis.cycles.cuts import find_cut, is_answer, witness_pairs
from sphinxcontrib_c4.analysis.cycles.edge_classes import class_of_cycle, edge_classes, edges_of_class, worst_class
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding, CyclicEdge, ReentrantScenario, WitnessCycle
from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    BLOCKING,
    DependencyEdge,
    DependencyGraph,
    blocking_edges,
)
from sphinxcontrib_c4.analysis.dependencies.relays import split_relays
from sphinxcontrib_c4.analysis.enums import CycleClass, Level
from sphinxcontrib_c4.analysis.graph.budget import Budget, SearchBudgets
from sphinxcontrib_c4.analysis.graph.digraph import (
    Pair,
    component_index,
    count_cycles,
    cyclic_components,
    edges_within,
)
from sphinxcontrib_c4.analysis.graph.shortest_cycles import Cycle, edges_of, shortest_cycles
from sphinxcontrib_c4.model import Mode, Severity, lineage, system_of


def find_realised_cycles(
    graph: DependencyGraph, reentrant: Sequence[ReentrantScenario], budgets: SearchBudgets
) -> list[CycleFinding]:
    """Return the findings among the modelled flows, of the levels realised and internal."""
    classes = edge_classes({pair: edge.mode for pair, edge in graph.edges.items()})
    index = component_index(classes)
    components: dict[int, list[DependencyEdge]] = {}
    for pair in classes:
        components.setdefault(index[pair[0]], []).append(graph.edges[pair])
    parts = [sorted(edges, key=lambda edge: edge.pair) for _, edges in sorted(components.items())]
    return [_realised_cycle(graph, edges, classes, reentrant, budgets) for edges in parts]


def _realised_cycle(
    graph: DependencyGraph,
    edges: list[DependencyEdge],
    classes: Mapping[Pair, CycleClass],
    reentrant: Sequence[ReentrantScenario],
    budgets: SearchBudgets,
) -> CycleFinding:
    by_pair = {edge.pair: edge for edge in edges}
    cycles, complete = _shortest_cycles(by_pair, classes, budgets.witnesses)
    relays = _required_relays(by_pair, graph.external)
    return make_finding(
        level=_level(by_pair, relays),
        cycle_class=worst_class(classes[edge.pair] for edge in edges),
        edges=[CyclicEdge(edge=edge, cycle_class=classes[edge.pair]) for edge in edges],
        witnesses=[make_witness([by_pair[pair] for pair in edges_of(cycle)]) for cycle in cycles],
        complete=complete,
        reentrant=reentrant,
        budgets=budgets,
        external=graph.external,
        relays=relays,
    )


def _level(edges: Iterable[Pair], relays: Collection[str]) -> Level:
    if relays:
        return Level.POSSIBLE
    systems = {system_of(member) for pair in edges for member in pair}
    return Level.REALISED if len(systems) > 1 else Level.INTERNAL


def _required_relays(edges: Mapping[Pair, DependencyEdge], external: frozenset[str]) -> tuple[str, ...]:
    """Return the external members of a component if no cycle closes without a call that they pass on."""
    members = sorted(external.intersection(end for pair in edges for end in pair))
    if not members or len({end for pair in edges for end in pair}) == 1:
        return ()
    return () if cyclic_components(split_relays(edges, external)) else tuple(members)


def _shortest_cycles(
    edges: Mapping[Pair, DependencyEdge], classes: Mapping[Pair, CycleClass], budget: Budget
) -> tuple[set[Cycle], bool]:
    """Return the shortest cycles through each edge, and within its class if that is a blocking one."""
    modes = {pair: edge.mode for pair, edge in edges.items()}
    cycles: set[Cycle] = set()
    complete = True
    for cycle_class in (CycleClass.BLOCKING, CycleClass.POSSIBLY_BLOCKING):
        through = [pair for pair in edges if classes[pair] is cycle_class]
        if through:
            shortest = shortest_cycles(edges_of_class(edges, modes, cycle_class), budget, through=through)
            cycles.update(shortest.values())
            complete = complete and len(shortest) == len(through)
    shortest = shortest_cycles(edges, budget)
    return cycles.union(shortest.values()), complete and len(shortest) == len(edges)


# --- Shared by all levels ---


def make_witness(edges: Sequence[DependencyEdge]) -> WitnessCycle:
    """Return the witness along ``edges``."""
    return WitnessCycle(
        edges=tuple(edges),
        cycle_class=class_of_cycle(edge.mode for edge in edges),
        scenarios=tuple(sorted({name for edge in edges for cause in edge.causes for name in cause.scenarios})),
    )


def make_finding(
    *,
    level: Level,
    cycle_class: CycleClass,
    edges: list[CyclicEdge],
    witnesses: Iterable[WitnessCycle],
    complete: bool,
    reentrant: Sequence[ReentrantScenario],
    budgets: SearchBudgets,
    external: frozenset[str],
    relays: tuple[str, ...] = (),
) -> CycleFinding:
    """Return the finding of one component with its cuts."""
    plain = [cyclic.edge for cyclic in edges]
    witnesses_in_order = sorted(set(witnesses), key=_witness_key)
    members = {member for edge in plain for member in edge.pair}
    is_blocking = cycle_class is CycleClass.BLOCKING
    scenarios = _confirmed_scenarios(plain, reentrant) if is_blocking else ()
    answered = not cyclic_components(edge.pair for edge in plain if not is_answer(edge))
    blocking = _blocking_cycle_edges(plain) if is_blocking else []
    count, counted_all = count_cycles([edge.pair for edge in plain], budgets.counts)
    return CycleFinding(
        level=level,
        cycle_class=cycle_class,
        severity=Severity.INFO
        if len(members) == 1
        else severity_of(cycle_class, level, confirmed=bool(scenarios), answered=answered),
        members=tuple(sorted(members)),
        systems=tuple(sorted(set(map(system_of, members)))),
        edges=tuple(edges),
        witnesses=tuple(witnesses_in_order),
        complete=complete,
        count=max(count, len({witness_pairs(witness, members) for witness in witnesses_in_order})),
        counted_all=counted_all,
        remove=find_cut(plain, witnesses_in_order, budgets, frozenset(Mode), external),
        make_asynchronous=find_cut(blocking, witnesses_in_order, budgets, BLOCKING, external) if is_blocking else None,
        reentrant_scenarios=scenarios,
        answered=answered,
        relays=relays,
    )


def _witness_key(witness: WitnessCycle) -> tuple[int, int, list[Pair]]:
    """Return the sort key of witnesses: worst class first, then short ones, then by name."""
    return witness.cycle_class.rank, len(witness.edges), [edge.pair for edge in witness.edges]


def severity_of(cycle_class: CycleClass, level: Level, *, confirmed: bool, answered: bool) -> Severity:
    """Return the severity of a cycle of several members.

    A cycle by aggregation only is information. A possible cycle is at most a warning, because the
    model does not contain enough to fail a build.
    """
    if level is Level.AGGREGATION_ONLY:
        return Severity.INFO
    if cycle_class is CycleClass.BLOCKING and level is not Level.POSSIBLE:
        return Severity.CRITICAL if confirmed else Severity.ERROR
    if answered and cycle_class in (CycleClass.MIXED, CycleClass.FEEDBACK):
        return Severity.INFO
    return Severity.WARNING


def _blocking_cycle_edges(edges: Iterable[DependencyEdge]) -> list[DependencyEdge]:
    """Return the synchronous edges that are on a cycle of synchronous edges."""
    blocking = blocking_edges({edge.pair: edge for edge in edges})
    return [blocking[pair] for pair in edges_within(blocking, component_index(blocking))]


def _confirmed_scenarios(
    edges: Iterable[DependencyEdge], reentrant: Sequence[ReentrantScenario]
) -> tuple[ReentrantScenario, ...]:
    """Return the re-entrant scenarios whose calls all follow synchronous ``edges``, at any level of the elements."""
    targets: dict[str, set[str]] = {}
    for edge in _blocking_cycle_edges(edges):
        for source in lineage(edge.source):
            targets.setdefault(source, set()).add(edge.target)
    return tuple(scenario for scenario in reentrant if _follows(scenario.path, targets))


def _follows(path: Sequence[str], targets: Mapping[str, Collection[str]]) -> bool:
    for source, target in pairwise(path):
        ends = {end for name in lineage(source) for end in targets.get(name, ())}
        if not any(target in lineage(end) or end in lineage(target) for end in ends):
            return False
    return True
