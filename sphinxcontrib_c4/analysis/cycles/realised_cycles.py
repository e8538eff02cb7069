"""Cycles as the flows are written: among containers, and the systems that flows name as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sphinxcontrib_c4.analysis.cycles.edge_classes import BLOCKING, PERHAPS_BLOCKING, edge_classes, of_modes, ring_class
from sphinxcontrib_c4.analysis.cycles.finding import Confirmation, Cut, CutEdge, CycleFinding, CyclicEdge, Witness
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies, Edge, Pair, Use
from sphinxcontrib_c4.analysis.dependencies.scope import lineage
from sphinxcontrib_c4.analysis.enums import CycleClass, Level, Severity
from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import component_numbers, count_cycles, cyclic_components, within
from sphinxcontrib_c4.analysis.graph.feedback_arc_set import feedback_set
from sphinxcontrib_c4.analysis.graph.shortest_cycles import shortest_rings
from sphinxcontrib_c4.model import Mode

ANSWERS = frozenset(("callback", "reply", "webhook"))
"""Tags of a flow that answers one the other way."""


@dataclass(slots=True, kw_only=True)
class Work:
    """How much work the parts of an analysis may still do."""

    witnesses: Budget
    cuts: Budget
    sizes: Budget
    counts: Budget

    @classmethod
    def allowed(cls) -> Work:
        """What the analysis of one model may take: some seconds."""
        return cls(witnesses=Budget(1_000_000), cuts=Budget(2_000_000), sizes=Budget(50_000), counts=Budget(1_000_000))

    @classmethod
    def sparing(cls) -> Work:
        """What may be spent to find witnesses and nothing else."""
        return cls(witnesses=Budget(200_000), cuts=Budget(0), sizes=Budget(0), counts=Budget(0))


def realised(whole: Dependencies, reentries: Sequence[Confirmation], work: Work) -> list[CycleFinding]:
    """The findings among flows as they are written, of levels realised and internal."""
    modes = {pair: edge.mode for pair, edge in whole.edges.items()}
    classes = edge_classes(modes)
    numbers = component_numbers(classes)
    found: dict[int, list[Edge]] = {}
    for pair in classes:
        found.setdefault(numbers[pair[0]], []).append(whole.edges[pair])
    parts = [sorted(edges, key=lambda edge: edge.pair) for _, edges in sorted(found.items())]
    return [_realised(edges, classes, reentries, work) for edges in parts]


def _realised(
    edges: list[Edge], classes: Mapping[Pair, CycleClass], reentries: Sequence[Confirmation], work: Work
) -> CycleFinding:
    by_pair = {edge.pair: edge for edge in edges}
    rings, complete = _rings(by_pair, classes, work.witnesses)
    witnesses = [witness([by_pair[pair] for pair in pairs_of(ring)]) for ring in rings]
    systems = {member.split(".", 1)[0] for pair in by_pair for member in pair}
    return finding(
        level=Level.REALISED if len(systems) > 1 else Level.INTERNAL,
        worst=worst_of(classes[edge.pair] for edge in edges),
        edges=[CyclicEdge(edge=edge, cycle_class=classes[edge.pair]) for edge in edges],
        witnesses=witnesses,
        complete=complete,
        reentries=reentries,
        work=work,
    )


def _rings(
    edges: Mapping[Pair, Edge], classes: Mapping[Pair, CycleClass], budget: Budget
) -> tuple[set[tuple[str, ...]], bool]:
    """The shortest cycles through each edge, and within its class where that is a blocking one."""
    modes = {pair: edge.mode for pair, edge in edges.items()}
    rings: set[tuple[str, ...]] = set()
    complete = True
    for kind, waiting in ((CycleClass.BLOCKING, BLOCKING), (CycleClass.POSSIBLY_BLOCKING, PERHAPS_BLOCKING)):
        wanted = [pair for pair in edges if classes[pair] is kind]
        if wanted:
            found = shortest_rings(of_modes(edges, modes, waiting), budget, through=wanted)
            rings.update(found.values())
            complete = complete and len(found) == len(wanted)
    found = shortest_rings(edges, budget)
    return rings.union(found.values()), complete and len(found) == len(edges)


# --- What every level shares ---


def pairs_of(ring: Sequence[str]) -> Iterable[Pair]:
    """The arcs along a ring."""
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def witness(edges: Sequence[Edge]) -> Witness:
    """The witness that runs along ``edges``."""
    return Witness(
        edges=tuple(edges),
        cycle_class=ring_class(edge.mode for edge in edges),
        scenarios=tuple(sorted({name for edge in edges for use in edge.uses for name in use.scenarios})),
    )


def finding(
    *,
    level: Level,
    worst: CycleClass,
    edges: list[CyclicEdge],
    witnesses: Iterable[Witness],
    complete: bool,
    reentries: Sequence[Confirmation],
    work: Work,
) -> CycleFinding:
    """The finding of ``level`` and class ``worst`` that ``edges``, all of one component, make, with its cuts."""
    plain = [cyclic.edge for cyclic in edges]
    shown = sorted(set(witnesses), key=lambda w: (w.cycle_class.rank, len(w.edges), [edge.pair for edge in w.edges]))
    members = {member for edge in plain for member in edge.pair}
    confirmed = _confirmed(plain, reentries) if worst is CycleClass.BLOCKING else ()
    answered = not cyclic_components(edge.pair for edge in plain if not _is_answer(edge))
    count, counted_all = count_cycles([edge.pair for edge in plain], work.counts)
    return CycleFinding(
        level=level,
        cycle_class=worst,
        severity=severity(worst, level, confirmed=bool(confirmed), answered=answered),
        members=tuple(sorted(members)),
        systems=tuple(sorted({member.split(".", 1)[0] for member in members})),
        edges=tuple(edges),
        witnesses=tuple(shown),
        complete=complete,
        count=max(count, len({_between(shown_one, members) for shown_one in shown})),
        counted_all=counted_all,
        remove=_cut(plain, shown, work, frozenset(Mode)),
        make_asynchronous=_cut(_waiting(plain), shown, work, BLOCKING) if worst is CycleClass.BLOCKING else None,
        confirmations=confirmed,
        answered=answered,
    )


def worst_of(classes: Iterable[CycleClass]) -> CycleClass:
    """The worst of some classes."""
    return min(classes, key=lambda kind: kind.rank)


def _between(shown: Witness, members: set[str]) -> tuple[Pair, ...]:
    """A witness by members: containers, or the systems of its edges that cross from one to another."""
    pairs = [edge.pair for edge in shown.edges]
    if members.issuperset({end for pair in pairs for end in pair}):
        return tuple(pairs)
    systems = {(one.split(".", 1)[0], other.split(".", 1)[0]) for one, other in pairs}
    return tuple(sorted(pair for pair in systems if pair[0] != pair[1]))


def severity(kind: CycleClass, level: Level, *, confirmed: bool, answered: bool) -> Severity:
    """How bad a cycle is.

    One that only aggregation makes is for information. One that is only possible is a warning at
    most, since the model does not say enough to fail anybody for it.
    """
    if level is Level.AGGREGATION_ONLY:
        return Severity.INFO
    if kind is CycleClass.BLOCKING and level is not Level.POSSIBLE:
        return Severity.CRITICAL if confirmed else Severity.ERROR
    if answered and kind in (CycleClass.MIXED, CycleClass.FEEDBACK):
        return Severity.INFO
    return Severity.WARNING


def _is_answer(edge: Edge) -> bool:
    return all(not ANSWERS.isdisjoint(use.flow.tags) for use in edge.uses)


def _waiting(edges: Iterable[Edge]) -> list[Edge]:
    kept = {edge.pair: edge for edge in edges if edge.mode in BLOCKING}
    return [kept[pair] for pair in within(kept, component_numbers(kept))]


def _confirmed(edges: Iterable[Edge], reentries: Sequence[Confirmation]) -> tuple[Confirmation, ...]:
    """The re-entries each call of which is one of the synchronous ``edges``, or of a part or whole of its ends."""
    ends: dict[str, set[str]] = {}
    for edge in _waiting(edges):
        for source in lineage(edge.source):
            ends.setdefault(source, set()).add(edge.target)
    return tuple(found for found in reentries if _is_along(found.path, ends))


def _is_along(path: Sequence[str], ends: Mapping[str, Collection[str]]) -> bool:
    for source, target in pairwise(path):
        reached = {end for name in lineage(source) for end in ends.get(name, ())}
        if not any(target in lineage(end) or end in lineage(target) for end in reached):
            return False
    return True


# --- Cuts ---


def _cut(edges: Sequence[Edge], witnesses: Sequence[Witness], work: Work, modes: frozenset[Mode]) -> Cut:
    """The lightest cut of ``edges``; the uses that have one of ``modes`` count."""
    by_pair = {edge.pair: edge for edge in edges}
    members = {end for pair in by_pair for end in pair}
    uses = {pair: [use for use in edge.uses if use.mode in modes] for pair, edge in by_pair.items()}
    scale = 1 + sum(map(len, uses.values()))
    found = feedback_set({pair: _weight(counted, scale) for pair, counted in uses.items()}, work.cuts)
    before = _largest(by_pair)
    broken = Counter(pair for shown in witnesses for pair in _between(shown, members))
    return Cut(
        edges=tuple(
            _cut_edge(by_pair, pair, breaks=broken[pair], before=before, budget=work.sizes) for pair in found.arcs
        ),
        exact=found.exact,
        at_least=found.at_least,
        flows=sum(len(uses[pair]) for pair in found.arcs),
    )


def _weight(uses: Iterable[Use], scale: int) -> int:
    """A weight that spares first flows to keep, then flows without a hint, then those to cut.

    Of as many flows without a hint, those go first that answer one the other way. ``scale`` is more
    than there are uses.
    """
    total = 0
    for use in uses:
        hints = {flow.in_cycle for flow in use.flows}
        if "keep" in hints:
            total += scale**4
        elif "cut" in hints:
            total += 1
        else:
            total += scale**2 - (not ANSWERS.isdisjoint(use.flow.tags))
    return total


def _cut_edge(edges: Mapping[Pair, Edge], pair: Pair, *, breaks: int, before: int, budget: Budget) -> CutEdge:
    after = _largest(other for other in edges if other != pair) if budget.take(len(edges)) else None
    return CutEdge(
        edge=edges[pair],
        breaks=breaks,
        largest_before=before,
        largest_after=after,
    )


def _largest(pairs: Iterable[Pair]) -> int:
    return max(map(len, cyclic_components(pairs)), default=0)
