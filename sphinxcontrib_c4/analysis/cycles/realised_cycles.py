"""Cycles of the modelled flows: among containers, and systems that flows name as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

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
    group_by_block,
)
from sphinxcontrib_c4.analysis.graph.shortest_cycles import Cycle, edges_of, first_edge, shortest_cycles
from sphinxcontrib_c4.model import Severity, system_of


def find_realised_cycles(
    graph: DependencyGraph, reentrant: Sequence[ReentrantScenario], budgets: SearchBudgets
) -> list[CycleFinding]:
    """Return the findings among the modelled flows, the most certain ones first.

    Those that the model states are realised or internal. Those that need an assumption, or an
    external system or a flow with another trigger that passes a call on, are possible. Those that
    close only through flows tagged as answers are excused.
    """
    search = _CycleSearch(stated=graph.stated_edges(), external=graph.external, budgets=budgets)
    stated = _without_answers(search.stated)
    certain = split_relays(stated, search.external)
    findings, classes = _certain_cycles(search, certain, reentrant)
    has_assumptions = search.stated is not graph.edges
    possible = _without_answers(graph.edges) if has_assumptions else stated
    if has_assumptions or certain.keys() != possible.keys():
        more, classes = _further_cycles(search, possible, classes, answered=False)
        findings += more
    if len(graph.edges) > len(possible):
        more, _ = _further_cycles(search, graph.edges, classes, answered=True)
        findings += more
    return findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _CycleSearch:
    """What all findings of one graph share: the edges that the model states, and the external elements.

    Both take a pass through the graph, which may have as many findings as edges.
    """

    stated: Mapping[Pair, DependencyEdge]
    external: frozenset[str]
    budgets: SearchBudgets


def _without_answers(edges: Mapping[Pair, DependencyEdge]) -> dict[Pair, DependencyEdge]:
    return {pair: edge for pair, edge in edges.items() if not is_answer_edge(edge)}


def _certain_cycles(
    search: _CycleSearch, edges: Mapping[Pair, DependencyEdge], reentrant: Sequence[ReentrantScenario]
) -> tuple[list[CycleFinding], dict[Pair, CycleClass]]:
    """Return the findings among the expanded ``edges``, and the worst class of each edge of the model."""
    findings = []
    parts = _parts(edges, {})
    for part in parts:
        cycles, complete = _shortest_cycles(part, search.budgets.witnesses)
        findings.append(_finding(search, part, cycles, complete=complete, reentrant=reentrant))
    return findings, _worst_classes(parts, {})


def _further_cycles(
    search: _CycleSearch,
    edges: Mapping[Pair, DependencyEdge],
    earlier: Mapping[Pair, CycleClass],
    *,
    answered: bool,
) -> tuple[list[CycleFinding], dict[Pair, CycleClass]]:
    """Return a finding for each block of cycles that earlier findings do not contain, and the worst classes."""
    findings = []
    parts = _parts(edges, earlier)
    for part in parts:
        cycles, complete = _shortest_cycles(part, search.budgets.witnesses)
        for block_part, inside in _by_block(part, cycles):
            findings.append(_conditional_finding(search, block_part, inside, complete, answered))
    return findings, _worst_classes(parts, earlier)


def _by_block(
    part: _CyclicComponent, cycles: Collection[Cycle]
) -> Iterator[tuple[_CyclicComponent, Collection[Cycle]]]:
    """Yield the blocks of a component with an edge to be reported, each with the ``cycles`` inside it."""
    blocks = _blocks({*part.through, *(pair for cycle in cycles for pair in edges_of(cycle))})
    through = group_by_block(part.through, blocks, lambda pair: pair)
    inside = group_by_block(cycles, blocks, first_edge)
    for block, edges_to_report, cycles_inside in zip(blocks, through, inside, strict=True):
        if edges_to_report:
            edges = {pair: part.edges[pair] for pair in sorted(block)}
            yield replace(part, edges=edges, through=edges_to_report), cycles_inside


def _blocks(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Return the blocks of a graph; a loop belongs to the first block with its node, if one exists."""
    blocks = edge_blocks(pairs)
    larger = [block for block in blocks if len(block) > 1]
    first_with: dict[str, list[Pair]] = {}
    for block in larger:
        for node in chain.from_iterable(block):
            first_with.setdefault(node, block)
    lonely = [block for block in blocks if len(block) == 1 and block[0][0] not in first_with]
    for (loop,) in (block for block in blocks if len(block) == 1 and block[0][0] in first_with):
        first_with[loop[0]].append(loop)
    return [*larger, *lonely]


def _conditional_finding(
    search: _CycleSearch, part: _CyclicComponent, cycles: Collection[Cycle], complete: bool, answered: bool
) -> CycleFinding:
    finding = _finding(search, part, cycles, complete=complete, answered=answered)
    stated = {pair: search.stated[pair] for pair in part.edges if pair in search.stated}
    if answered and cyclic_components(split_relays(stated, search.external)):
        return finding
    relays, assumed = _required_relays(part.edges, search.external), _assumed_causes(part.edges.values())
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
    search: _CycleSearch,
    part: _CyclicComponent,
    cycles: Iterable[Cycle],
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
        budgets=search.budgets,
        external=search.external,
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
