"""The report: everything that the analysis of a model has to say, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sphinxcontrib_c4.analysis.baseline.model import (
    CYCLE,
    Acceptance,
    Baseline,
    Judgement,
    judged_cycle,
    judged_weakness,
)
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.cycles.possible_cycles import aggregated, possible
from sphinxcontrib_c4.analysis.cycles.realised_cycles import Work, realised
from sphinxcontrib_c4.analysis.cycles.scenario_replay import reentries
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies, Pair, container_of, dependencies
from sphinxcontrib_c4.analysis.dependencies.scope import HiddenElement, Scope, ScopedModel, scoped
from sphinxcontrib_c4.analysis.enums import Level, State
from sphinxcontrib_c4.analysis.graph.shortest_cycles import Ring
from sphinxcontrib_c4.analysis.matrix import Matrix, matrix
from sphinxcontrib_c4.analysis.rules.base import Rules, Weakness
from sphinxcontrib_c4.analysis.rules.metrics import Metrics, NodeCoupling, metrics, system_coupling
from sphinxcontrib_c4.analysis.rules.runner import weaknesses
from sphinxcontrib_c4.model import Flow, Kind, Mode, Model

_ALL = Scope()
_USUAL = Rules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was looked at: how far a report without findings can be trusted.

    ``flows`` are those in scope that join no people; ``with_mode`` of them say whether they wait. Of
    their ``ends`` at systems that have containers, ``named_ends`` name one. ``scenarios`` were replayed.
    """

    containers: int
    systems: int
    flows: int
    with_mode: int
    ends: int
    named_ends: int
    scenarios: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What scoping left out, and the cycles that this suppressed.

    ``cycles`` are shortest cycles through what is hidden, realised or possible, each by where its edges
    begin; there are at least as many, and more may be longer.
    """

    elements: tuple[HiddenElement, ...]
    flows: tuple[Flow, ...]
    cycles: tuple[Ring, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleEdges:
    """Edges (or elements) of a baseline's entry that are no longer found: the entry can be shortened."""

    entry: Acceptance
    edges: tuple[Pair, ...]
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a number of the metrics changed since the baseline."""

    name: str
    before: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The analysis of a landscape, or of one system of it (``subject``).

    ``cycles`` and ``weaknesses`` are sorted, worst first, and bear their judgement. ``has_baseline``
    tells whether they were compared with one, ``cycles_only`` that weaknesses are not asked for.
    ``rules`` are those that were applied.
    """

    title: str
    subject: str
    cycles: tuple[CycleFinding, ...]
    weaknesses: tuple[Weakness, ...]
    coverage: Coverage
    metrics: Metrics
    changes: tuple[Change, ...]
    hidden: Hidden
    stale: tuple[StaleEdges, ...]
    has_baseline: bool
    dependencies: Dependencies
    rules: Rules = _USUAL
    cycles_only: bool = False

    @property
    def findings(self) -> tuple[CycleFinding | Weakness, ...]:
        """The cycles and then the weaknesses."""
        return (*self.cycles, *self.weaknesses)

    def only_cycles(self) -> Report:
        """The same report without its weaknesses."""
        return replace(self, weaknesses=(), cycles_only=True)

    def about(self, system: str) -> Report:
        """What a report on all systems says of ``system``, a full name: the findings that touch it."""
        return replace(
            self,
            subject=system,
            cycles=tuple(found for found in self.cycles if system in found.systems),
            weaknesses=tuple(found for found in self.weaknesses if system in _systems(found)),
        )

    def numbers(self) -> Metrics:
        """The numbers of all that was analysed; with a subject, of that and of all that it is joined to."""
        return metrics(self.dependencies.near(self.subject)) if self.subject else self.metrics

    def matrix(self, *, by_system: bool = False) -> Matrix:
        """The dependency matrix of what was analysed."""
        return matrix(self.dependencies, by_system=by_system, subject=self.subject)

    def coupling(self, *, by_system: bool = False) -> tuple[NodeCoupling, ...]:
        """How each container, or system, is joined to others; of the subject alone, where there is one."""
        every = system_coupling(self.dependencies) if by_system else self.metrics.coupling
        return tuple(one for one in every if self.subject in ("", one.name.split(".", 1)[0]))


def analyse(
    model: Model,
    *,
    scope: Scope = _ALL,
    rules: Rules = _USUAL,
    baseline: Baseline | None = None,
    today: date | None = None,
) -> Report:
    """Analyse ``model``.

    ``today`` is the day that the entries of ``baseline`` are compared with; without it none expires.
    Raises ``model.NameLookupError`` where ``scope`` names what the model does not have.
    """
    narrowed = scoped(model, scope)
    whole = dependencies(narrowed)
    accepted = baseline or Baseline()
    cycles = _judged_cycles(_cycles(whole, rules), accepted, today)
    linkages = _judged_weaknesses(weaknesses(whole, rules), accepted, today)
    numbers = metrics(whole)
    told = Report(
        title=model.title,
        subject="",
        cycles=tuple(cycles),
        weaknesses=tuple(linkages),
        coverage=_coverage(whole),
        metrics=numbers,
        changes=_changes(accepted.metrics, numbers),
        hidden=_hidden(narrowed, whole),
        stale=tuple(_stale(accepted, cycles, linkages)),
        has_baseline=baseline is not None,
        dependencies=whole,
        rules=rules,
    )
    return told.about(narrowed.subject) if narrowed.subject else told


def failures(report: Report, fail_on: str) -> tuple[CycleFinding | Weakness, ...]:
    """The findings that fail a build.

    ``fail_on`` is ``new`` (what nobody accepts, accepted when it was milder, or until a day that has
    passed), ``any`` (accepted by the baseline or not) or ``never``. What the model itself accepts, and
    what is less than a warning, never fails.
    """
    if fail_on == "never":
        return ()
    return tuple(
        one
        for one in report.findings
        if one.severity.gates
        and one.judgement.state is not State.SUPPRESSED
        and (fail_on == "any" or one.judgement.state.is_open)
    )


def _systems(weakness: Weakness) -> set[str]:
    return {name.split(".", 1)[0] for name in (*weakness.elements, *(end for pair in weakness.edges for end in pair))}


# --- Findings and the baseline ---


def _cycles(whole: Dependencies, rules: Rules) -> list[CycleFinding]:
    work = Work.allowed()
    found = [
        *realised(whole, reentries(whole.scoped.model), work),
        *possible(whole, work),
        *aggregated(whole, work),
    ]
    found = [one if one.level is Level.AGGREGATION_ONLY else _tuned(one, rules) for one in found]
    return sorted(found, key=lambda one: (one.severity.rank, one.level.rank, one.cycle_class.rank, one.members))


def _tuned(found: CycleFinding, rules: Rules) -> CycleFinding:
    return replace(found, severity=rules.severities.get(f"cycle-{found.cycle_class}", found.severity))


def _judged_cycles(found: Iterable[CycleFinding], baseline: Baseline, today: date | None) -> list[CycleFinding]:
    return [
        replace(one, judgement=judged_cycle([(e.edge.pair, e.cycle_class) for e in one.edges], baseline, today))
        for one in found
    ]


def _judged_weaknesses(found: Iterable[Weakness], baseline: Baseline, today: date | None) -> list[Weakness]:
    return [
        replace(
            one,
            judgement=Judgement(state=State.SUPPRESSED)
            if one.suppression
            else judged_weakness(one.rule, one.edges, one.elements, baseline, today),
        )
        for one in found
    ]


def _stale(baseline: Baseline, cycles: Sequence[CycleFinding], linkages: Sequence[Weakness]) -> Iterable[StaleEdges]:
    """What entries accept that is not there any more."""
    for entry in baseline.acceptances:
        if entry.rule == CYCLE:
            edges = {cyclic.edge.pair for found in cycles for cyclic in found.edges}
            elements: set[str] = set()
        else:
            mine = [found for found in linkages if found.rule == entry.rule]
            edges = {pair for found in mine for pair in found.edges}
            elements = {found.elements[0] for found in mine if found.elements}
        gone = tuple(pair for pair in entry.edges if not _is_met(pair, edges))
        lost = tuple(name for name in entry.elements if name not in elements)
        if gone or lost:
            yield StaleEdges(entry=entry, edges=gone, elements=lost)


def _is_met(pair: Pair, edges: set[Pair]) -> bool:
    return pair in edges or (pair[0].split(".", 1)[0], pair[1].split(".", 1)[0]) in edges


# --- What was looked at, and what was not ---


def _coverage(whole: Dependencies) -> Coverage:
    flows = whole.flows(people=False)
    elements = whole.scoped.model.elements
    with_containers = {element.parent for element in elements.values() if element.kind is Kind.CONTAINER}
    ends = [end for flow in flows for end in (container_of(flow.source), container_of(flow.target))]
    at_parts = [end for end in ends if "." in end]
    return Coverage(
        containers=sum(1 for node in whole.nodes if "." in node),
        systems=len({node.split(".", 1)[0] for node in whole.nodes}),
        flows=len(flows),
        with_mode=sum(1 for flow in flows if flow.mode is not Mode.UNKNOWN),
        ends=len(at_parts) + sum(1 for end in ends if end in with_containers),
        named_ends=len(at_parts),
        scenarios=len(whole.scoped.model.scenarios),
    )


def _hidden(narrowed: ScopedModel, whole: Dependencies) -> Hidden:
    cycles: set[Ring] = set()
    if narrowed.hidden or narrowed.hidden_flows:
        every = dependencies(narrowed.unscoped())
        work = Work.sparing()
        shown = [one for found in (*realised(every, (), work), *possible(every, work)) for one in found.witnesses]
        cycles = {
            tuple(edge.source for edge in one.edges)
            for one in shown
            if any(edge.pair not in whole.edges for edge in one.edges)
        }
    return Hidden(elements=narrowed.hidden, flows=narrowed.hidden_flows, cycles=tuple(sorted(cycles)))


def _changes(before: Mapping[str, float], now: Metrics) -> tuple[Change, ...]:
    values = kept_metrics(now)
    return tuple(
        Change(name=name, before=before[name], now=values[name])
        for name in values
        if name in before and before[name] != values[name]
    )


def kept_metrics(numbers: Metrics) -> dict[str, float]:
    """The numbers that a baseline keeps, rounded as it does."""
    return {
        "nodes": numbers.nodes,
        "edges": numbers.edges,
        "cyclic_edges": numbers.cyclic_edges,
        "propagation_cost": round(numbers.propagation_cost, 4),
        "synchronous_cost": round(numbers.synchronous_cost, 4),
        "longest_chain": numbers.longest_chain.hops if numbers.longest_chain else 0,
    }
