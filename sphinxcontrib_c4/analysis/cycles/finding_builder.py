"""The finding of one cyclic component: its severity, cuts, witnesses and confirmed scenarios."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from sphinxcontrib_c4.analysis.cycles.cuts import find_cut, witness_pairs
from sphinxcontrib_c4.analysis.cycles.edge_classes import class_of_cycle
from sphinxcontrib_c4.analysis.cycles.finding import Cut, CycleFinding, CyclicEdge, ReentrantScenario, WitnessCycle
from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    BLOCKING,
    DependencyEdge,
    blocking_edges,
    is_answer_edge,
)
from sphinxcontrib_c4.analysis.enums import CycleClass, Level
from sphinxcontrib_c4.analysis.graph.budget import SearchBudgets
from sphinxcontrib_c4.analysis.graph.digraph import component_index, count_cycles, edges_within
from sphinxcontrib_c4.model import Mode, Severity, lineage, system_of


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
    answered: bool = False,
) -> CycleFinding:
    """Return the finding of one component with its cuts; it is ``answered`` anyway if all witnesses are."""
    plain = [cyclic.edge for cyclic in edges]
    witnesses_in_order = _in_order(witnesses)
    members = {member for edge in plain for member in edge.pair}
    is_blocking = cycle_class is CycleClass.BLOCKING
    scenarios = _confirmed_scenarios(plain, reentrant) if is_blocking else ()
    answered = answered or all(any(map(is_answer_edge, witness.edges)) for witness in witnesses_in_order)
    remove, make_asynchronous = _cuts(plain, witnesses_in_order, budgets, external, is_blocking=is_blocking)
    severity = severity_of(cycle_class, level, confirmed=bool(scenarios), answered=answered)
    count, counted_all = count_cycles([edge.pair for edge in plain], budgets.counts)
    return CycleFinding(
        level=level,
        cycle_class=cycle_class,
        severity=severity if len(members) > 1 else Severity.INFO,
        members=tuple(sorted(members)),
        systems=tuple(sorted(set(map(system_of, members)))),
        edges=tuple(edges),
        witnesses=tuple(witnesses_in_order),
        complete=complete,
        count=max(count, len({witness_pairs(witness, members) for witness in witnesses_in_order})),
        counted_all=counted_all,
        remove=remove,
        make_asynchronous=make_asynchronous,
        reentrant_scenarios=scenarios,
        answered=answered,
    )


def _cuts(
    edges: Sequence[DependencyEdge],
    witnesses: Sequence[WitnessCycle],
    budgets: SearchBudgets,
    external: frozenset[str],
    *,
    is_blocking: bool,
) -> tuple[Cut, Cut | None]:
    """Return the cut that removes edges, and the one that makes calls asynchronous, if the cycle is blocking."""
    remove = find_cut(edges, witnesses, budgets, frozenset(Mode), external)
    if all(cause.mode in BLOCKING for edge in edges for cause in edge.causes):
        return remove, remove
    if is_blocking:
        return remove, find_cut(_blocking_cycle_edges(edges), witnesses, budgets, BLOCKING, external)
    return remove, None


def _in_order(witnesses: Iterable[WitnessCycle]) -> list[WitnessCycle]:
    """Return distinct witnesses, worst class first, then short ones, then by name.

    Within one component, ends identify an edge.
    """
    distinct = {tuple(edge.pair for edge in witness.edges): witness for witness in witnesses}
    order = sorted(distinct, key=lambda pairs: (distinct[pairs].cycle_class.rank, len(pairs), pairs))
    return [distinct[pairs] for pairs in order]


def severity_of(cycle_class: CycleClass, level: Level, *, confirmed: bool, answered: bool) -> Severity:
    """Return the severity of a cycle of several members.

    A cycle by aggregation only, or one that answers close, is information. A possible cycle is at
    most a warning, because the model does not state that it closes.
    """
    if level is Level.AGGREGATION_ONLY or answered:
        return Severity.INFO
    if cycle_class is CycleClass.BLOCKING and level is not Level.POSSIBLE:
        return Severity.CRITICAL if confirmed else Severity.ERROR
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
    for edge in _blocking_cycle_edges(edges) if reentrant else ():
        for source in lineage(edge.source):
            targets.setdefault(source, set()).add(edge.target)
    return tuple(scenario for scenario in reentrant if _follows(scenario.path, targets))


def _follows(path: Sequence[str], targets: Mapping[str, Collection[str]]) -> bool:
    for source, target in pairwise(path):
        ends = {end for name in lineage(source) for end in targets.get(name, ())}
        if not any(target in lineage(end) or end in lineage(target) for end in ends):
            return False
    return True
