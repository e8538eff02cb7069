"""Cycles of the modelled flows: among containers, and systems that flows name as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinxcontrib_c4.analysis.cycles.edge_classes import (
    BLOCKING_CLASSES,
    edge_classes,
    edges_of_class,
    worst_class,
)
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding, CyclicEdge, ReentrantScenario, WitnessCycle
from sphinxcontrib_c4.analysis.cycles.finding_builder import make_finding, make_witness, severity_of
from sphinxcontrib_c4.analysis.dependencies.answers import is_labelled_answer
from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    Cause,
    DependencyEdge,
    DependencyGraph,
    is_answer_edge,
)
from sphinxcontrib_c4.analysis.dependencies.relays import split_relays
from sphinxcontrib_c4.analysis.enums import CycleClass, Level
from sphinxcontrib_c4.analysis.graph.budget import Budget, SearchBudgets
from sphinxcontrib_c4.analysis.graph.digraph import (
    Pair,
    component_index,
    cyclic_components,
    edge_blocks,
)
from sphinxcontrib_c4.analysis.graph.shortest_cycles import Cycle, edges_of, shortest_cycles
from sphinxcontrib_c4.model import Severity, system_of


def find_realised_cycles(
    graph: DependencyGraph, reentrant: Sequence[ReentrantScenario], budgets: SearchBudgets
) -> list[CycleFinding]:
    """Return the findings among the modelled flows, the most certain ones first.

    Those that the model states are realised or internal. Those that need an assumption, or an
    external system or a flow with another trigger that passes a call on, are possible. Those that
    close only through flows tagged as answers are excused.
    """
    stated = _without_answers(graph.stated_edges())
    certain = split_relays(stated, graph.external)
    findings, classes = _certain_cycles(graph, certain, reentrant, budgets)
    has_assumptions = graph.has_assumptions
    possible = _without_answers(graph.edges) if has_assumptions else stated
    if has_assumptions or certain.keys() != possible.keys():
        more, classes = _further_cycles(graph, possible, classes, budgets, answered=False)
        findings += more
    if len(graph.edges) > len(possible):
        more, _ = _further_cycles(graph, graph.edges, classes, budgets, answered=True)
        findings += more
    return findings


def _without_answers(edges: Mapping[Pair, DependencyEdge]) -> dict[Pair, DependencyEdge]:
    return {pair: edge for pair, edge in edges.items() if not is_answer_edge(edge)}


def _certain_cycles(
    graph: DependencyGraph,
    edges: Mapping[Pair, DependencyEdge],
    reentrant: Sequence[ReentrantScenario],
    budgets: SearchBudgets,
) -> tuple[list[CycleFinding], dict[Pair, CycleClass]]:
    """Return the findings among the expanded ``edges``, and the worst class of each edge of the model."""
    findings = []
    parts = _parts(edges, {})
    for part in parts:
        cycles, complete = _shortest_cycles(part, budgets.witnesses)
        findings.append(_finding(graph, part, cycles, budgets, complete=complete, reentrant=reentrant))
    return findings, _worst_classes(parts, {})


def _further_cycles(
    graph: DependencyGraph,
    edges: Mapping[Pair, DependencyEdge],
    earlier: Mapping[Pair, CycleClass],
    budgets: SearchBudgets,
    *,
    answered: bool,
) -> tuple[list[CycleFinding], dict[Pair, CycleClass]]:
    """Return a finding for each block of cycles that earlier findings do not contain, and the worst classes."""
    findings = []
    parts = _parts(edges, earlier)
    for part in parts:
        cycles, complete = _shortest_cycles(part, budgets.witnesses)
        pairs = {*part.through, *(pair for cycle in cycles for pair in edges_of(cycle))}
        for block in _blocks(pairs):
            through = [pair for pair in part.through if pair in block]
            if through:
                block_part = replace(part, edges={pair: part.edges[pair] for pair in sorted(block)}, through=through)
                inside = {cycle for cycle in cycles if block.issuperset(edges_of(cycle))}
                findings.append(_conditional_finding(graph, block_part, inside, budgets, complete, answered))
    return findings, _worst_classes(parts, earlier)


def _blocks(pairs: Iterable[Pair]) -> list[frozenset[Pair]]:
    """Return the blocks of a graph; a loop belongs to the first block with its node, if one exists."""
    blocks = [set(block) for block in edge_blocks(pairs)]
    larger = [block for block in blocks if len(block) > 1]
    loops = [block for block in blocks if len(block) == 1]
    for loop in loops:
        node = next(iter(loop))[0]
        home = next((block for block in larger if any(node in pair for pair in block)), None)
        if home is not None:
            home |= loop
    rest = [loop for loop in loops if not any(loop <= block for block in larger)]
    return [frozenset(block) for block in (*larger, *rest)]


def _conditional_finding(
    graph: DependencyGraph,
    part: _CyclicComponent,
    cycles: Collection[Cycle],
    budgets: SearchBudgets,
    complete: bool,
    answered: bool,
) -> CycleFinding:
    finding = _finding(graph, part, cycles, budgets, complete=complete, answered=answered)
    stated = {pair: edge for pair, edge in graph.stated_edges().items() if pair in part.edges}
    if answered and cyclic_components(split_relays(stated, graph.external)):
        return finding
    relays, assumed = _required_relays(part.edges, graph.external), _assumed_causes(part.edges.values())
    severity = severity_of(finding.cycle_class, Level.POSSIBLE, confirmed=False, answered=answered)
    if severity is Severity.WARNING and all(map(_has_labelled_answer, finding.witnesses)):
        severity = Severity.REVIEW
    return replace(
        finding,
        level=Level.POSSIBLE,
        severity=Severity.INFO if finding.is_self_call else severity,
        relays=relays,
        assumed=assumed,
        triggers_differ=not relays and not assumed,
    )


@dataclass(frozen=True, slots=True)
class _CyclicComponent:
    """A component of a graph, the classes of its edges, and the edges to be reported."""

    edges: Mapping[Pair, DependencyEdge]
    classes: Mapping[Pair, CycleClass]
    through: Sequence[Pair]


def _parts(edges: Mapping[Pair, DependencyEdge], earlier: Mapping[Pair, CycleClass]) -> list[_CyclicComponent]:
    """Return the cyclic components; edges that ``earlier`` findings contain are reported again only if worse."""
    classes = edge_classes({pair: edge.mode for pair, edge in edges.items()})
    index = component_index(classes)
    components: dict[int, dict[Pair, DependencyEdge]] = {}
    for pair in classes:
        components.setdefault(index[pair[0]], {})[pair] = edges[pair]
    return [
        _CyclicComponent(
            part, classes, [pair for pair in part if is_worse(classes[pair], earlier.get(part[pair].pair))]
        )
        for _, part in sorted(components.items())
    ]


def _worst_classes(parts: Iterable[_CyclicComponent], earlier: Mapping[Pair, CycleClass]) -> dict[Pair, CycleClass]:
    worst = dict(earlier)
    for part in parts:
        for pair, edge in part.edges.items():
            cycle_class, earlier_class = part.classes[pair], worst.get(edge.pair)
            if earlier_class is None or cycle_class.rank < earlier_class.rank:
                worst[edge.pair] = cycle_class
    return worst


def is_worse(cycle_class: CycleClass, earlier: CycleClass | None) -> bool:
    """Return whether a class is a blocking one and that of an ``earlier`` finding is milder, or None."""
    return earlier is None or (cycle_class in BLOCKING_CLASSES and cycle_class.rank < earlier.rank)


def _finding(
    graph: DependencyGraph,
    part: _CyclicComponent,
    cycles: Iterable[Cycle],
    budgets: SearchBudgets,
    *,
    complete: bool,
    reentrant: Sequence[ReentrantScenario] = (),
    answered: bool = False,
) -> CycleFinding:
    by_pair = {edge.pair: edge for edge in part.edges.values()}
    classes = _worst_classes((part,), {})
    return make_finding(
        level=_level(by_pair),
        cycle_class=worst_class(part.classes[pair] for pair in part.through),
        edges=[CyclicEdge(edge=by_pair[pair], cycle_class=classes[pair]) for pair in sorted(by_pair)],
        witnesses=[_witness([part.edges[pair] for pair in edges_of(cycle)]) for cycle in cycles],
        complete=complete,
        reentrant=reentrant,
        budgets=budgets,
        external=graph.external,
        answered=answered,
    )


def _witness(edges: Sequence[DependencyEdge]) -> WitnessCycle:
    """Return the witness along ``edges``, starting at the source that is first by name."""
    start = min(range(len(edges)), key=lambda number: edges[number].pair)
    return make_witness([*edges[start:], *edges[:start]])


def _level(edges: Iterable[Pair]) -> Level:
    systems = {system_of(member) for pair in edges for member in pair}
    return Level.REALISED if len(systems) > 1 else Level.INTERNAL


def _has_labelled_answer(witness: WitnessCycle) -> bool:
    """Return whether a dependency of a cycle is probably an answer, by the labels of all of its flows."""
    return any(all(is_labelled_answer(cause.flow) for cause in edge.causes) for edge in witness.edges)


def _required_relays(edges: Mapping[Pair, DependencyEdge], external: frozenset[str]) -> tuple[str, ...]:
    """Return the external members of a component if no cycle closes without a call that they pass on."""
    members = sorted(external.intersection(end for pair in edges for end in pair))
    if not members or len({end for pair in edges for end in pair}) == 1:
        return ()
    return () if cyclic_components(split_relays(edges, external, by_trigger=False)) else tuple(members)


def _assumed_causes(edges: Iterable[DependencyEdge]) -> tuple[Cause, ...]:
    """Return the assumed causes of the edges whose dependency, or whose mode, rests on them."""
    causes: list[Cause] = []
    for edge in edges:
        stated_modes = {cause.mode for cause in edge.causes if not cause.assumption}
        if edge.mode not in stated_modes:
            causes += [cause for cause in edge.causes if cause.assumption]
    return tuple(causes)


def _shortest_cycles(part: _CyclicComponent, budget: Budget) -> tuple[set[Cycle], bool]:
    """Return the shortest cycles through each edge to report, and within its class if that is a blocking one."""
    modes = {pair: edge.mode for pair, edge in part.edges.items()}
    cycles: set[Cycle] = set()
    complete = True
    for cycle_class in BLOCKING_CLASSES:
        through = [pair for pair in part.through if part.classes[pair] is cycle_class]
        if through:
            shortest = shortest_cycles(edges_of_class(part.edges, modes, cycle_class), budget, through=through)
            cycles.update(shortest.values())
            complete = complete and len(shortest) == len(through)
    shortest = shortest_cycles(part.edges, budget, through=part.through)
    return cycles.union(shortest.values()), complete and len(shortest) == len(part.through)
