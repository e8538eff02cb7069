"""The report: all results of the analysis of a model, ready to be presented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sphinxcontrib_c4.analysis.baseline.acceptance_index import AcceptanceIndex
from sphinxcontrib_c4.analysis.baseline.model import (
    Baseline,
    StaleEntry,
    judge_cycle,
    judge_rule_finding,
    stale_entries,
)
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.cycles.possible_cycles import find_aggregation_cycles, find_possible_cycles
from sphinxcontrib_c4.analysis.cycles.realised_cycles import find_realised_cycles
from sphinxcontrib_c4.analysis.cycles.scenario_replay import find_reentrant_calls
from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph, blocking_edges, build_graph
from sphinxcontrib_c4.analysis.dependencies.scope import ExcludedElement, Scope, ScopedModel, apply_scope
from sphinxcontrib_c4.analysis.enums import CycleClass, Level, State
from sphinxcontrib_c4.analysis.graph.budget import SearchBudgets
from sphinxcontrib_c4.analysis.graph.shortest_cycles import Cycle
from sphinxcontrib_c4.analysis.inferences import Inference, find_inferences
from sphinxcontrib_c4.analysis.matrix import DependencyMatrix, build_matrix, resolve_focus
from sphinxcontrib_c4.analysis.owners import owners_of
from sphinxcontrib_c4.analysis.rules.base import RuleFinding, RuleSettings
from sphinxcontrib_c4.analysis.rules.metrics import (
    Metrics,
    NodeCoupling,
    blocking_cycle_members,
    compute_metrics,
    count_dependents,
    dependents_of,
    system_coupling,
)
from sphinxcontrib_c4.analysis.rules.reasons import join_reasons
from sphinxcontrib_c4.analysis.rules.registry import check_rules
from sphinxcontrib_c4.model import Flow, Kind, Mode, Model, system_of

_FULL_SCOPE = Scope()
_DEFAULT_RULES = RuleSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The amount and quality of the input: how far a report without findings can be trusted.

    ``flows`` are those in scope that involve no people; ``with_mode`` of them state their mode.
    ``ends`` are their ends at systems with containers; ``named_ends`` of them name a container.
    ``scenarios`` were replayed.
    """

    containers: int
    systems: int
    flows: int
    with_mode: int
    ends: int
    named_ends: int
    scenarios: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    """The elements and flows that the scope excludes, and the cycles that this suppresses.

    ``cycles`` are shortest cycles through excluded edges, realised or possible, by the sources of
    their edges. Longer ones may exist.
    """

    elements: tuple[ExcludedElement, ...]
    flows: tuple[Flow, ...]
    cycles: tuple[Cycle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """The change of a metric since the baseline was written."""

    name: str
    before: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The analysis of a landscape, or of one system of it (``subject``).

    ``cycles`` and ``rule_findings`` are sorted, worst first, and judged. ``has_baseline`` states
    whether they were compared with a baseline, ``cycles_only`` that rule findings were not requested.
    ``rules`` are the settings that were applied, ``inferred`` what the model does not state.
    """

    title: str
    subject: str
    cycles: tuple[CycleFinding, ...]
    rule_findings: tuple[RuleFinding, ...]
    coverage: Coverage
    exclusions: Exclusions
    stale: tuple[StaleEntry, ...]
    has_baseline: bool
    graph: DependencyGraph
    rules: RuleSettings = _DEFAULT_RULES
    cycles_only: bool = False
    inferred: tuple[Inference, ...] = ()
    computed_metrics: Metrics | None = None
    earlier_metrics: Mapping[str, float] = field(default_factory=dict)

    @property
    def metrics(self) -> Metrics:
        """The metrics of the whole graph, which a report on cycles alone computes on demand."""
        return self.computed_metrics or compute_metrics(self.graph)

    @property
    def changes(self) -> tuple[MetricChange, ...]:
        """The changes of metrics since the baseline was written."""
        return _metric_changes(self.earlier_metrics, self.metrics) if self.earlier_metrics else ()

    @property
    def findings(self) -> tuple[CycleFinding | RuleFinding, ...]:
        """The cycles, followed by the findings of rules."""
        return (*self.cycles, *self.rule_findings)

    @property
    def model(self) -> Model:
        """The model that was analysed."""
        return self.graph.scoped.model

    def only_cycles(self) -> Report:
        """Return the same report without findings of rules."""
        return replace(self, rule_findings=(), cycles_only=True)

    def with_tag(self, tag: str) -> Report:
        """Return the report with the cycles that a flow with ``tag`` is part of, and no other findings."""
        cycles = tuple(finding for finding in self.cycles if _has_tag(finding, tag))
        return replace(self.only_cycles(), cycles=cycles, stale=())

    def about(self, system: str) -> Report:
        """Return the part of a report on all systems that concerns ``system``, a full name."""
        return replace(
            self,
            subject=system,
            cycles=tuple(cycle for cycle in self.cycles if system in cycle.systems),
            rule_findings=tuple(finding for finding in self.rule_findings if system in _systems_of(finding)),
        )

    def owned_by(self, owner: str) -> Report:
        """Return the part of a report that concerns elements of ``owner``."""
        return replace(
            self,
            cycles=tuple(cycle for cycle in self.cycles if owner in owners_of(self.model, cycle)),
            rule_findings=tuple(finding for finding in self.rule_findings if owner in owners_of(self.model, finding)),
        )

    def subject_metrics(self) -> Metrics:
        """Return the metrics of the whole graph, or of the subject and its neighbours."""
        return compute_metrics(self.graph.neighbourhood(self.subject)) if self.subject else self.metrics

    def matrix(self, *, by_system: bool = False, focus: Iterable[str] = ()) -> DependencyMatrix:
        """Return the dependency matrix of the subject, or of everything.

        ``focus`` names elements or groups of the landscape; the rows are these and their neighbours.

        Raises:
            model.NameLookupError: a name refers to no element and no group.
        """
        elements = resolve_focus(self.model, focus)
        return build_matrix(self.graph, by_system=by_system, subject=self.subject, focus=elements)

    def coupling(self, *, by_system: bool = False) -> tuple[NodeCoupling, ...]:
        """Return the coupling of each container, or system, of the subject or of everything."""
        nodes = system_coupling(self.graph) if by_system else self.metrics.coupling
        return tuple(node for node in nodes if self.subject in ("", system_of(node.name)))


def _has_tag(finding: CycleFinding, tag: str) -> bool:
    causes = (cause for cyclic in finding.edges for cause in cyclic.edge.causes)
    return any(tag in flow.tags for cause in causes for flow in cause.flows)


def analyse(
    model: Model,
    *,
    scope: Scope = _FULL_SCOPE,
    rules: RuleSettings = _DEFAULT_RULES,
    baseline: Baseline | None = None,
    today: date | None = None,
    cycles_only: bool = False,
) -> Report:
    """Return the analysis of ``model``.

    ``today`` is the day that entries of ``baseline`` are compared with; without it none expires. With
    ``cycles_only``, rules are not applied.

    Raises:
        model.NameLookupError: ``scope`` names an element or flow that the model does not contain.
    """
    scoped_model = apply_scope(model, scope)
    graph = build_graph(scoped_model)
    effective_baseline = baseline or Baseline()
    accepted = AcceptanceIndex(effective_baseline.acceptances)
    cycles = [replace(cycle, judgement=judge_cycle(cycle, accepted, today)) for cycle in _find_cycles(graph, rules)]
    cycles.sort(key=lambda cycle: baseline is not None and not cycle.judgement.state.is_open)
    rule_findings = [] if cycles_only else _judged_rule_findings(graph, rules, accepted, today)
    comparable = effective_baseline.of_cycles() if cycles_only else effective_baseline
    report = Report(
        title=model.title,
        subject="",
        cycles=tuple(cycles),
        rule_findings=join_reasons(rule_findings),
        coverage=_measure_coverage(graph),
        exclusions=_find_exclusions(scoped_model, graph),
        stale=() if model.assumptions else tuple(stale_entries(comparable, cycles, rule_findings)),
        has_baseline=baseline is not None,
        graph=graph,
        rules=rules,
        cycles_only=cycles_only,
        inferred=find_inferences(graph, cycles),
        computed_metrics=None if cycles_only else compute_metrics(graph),
        earlier_metrics=effective_baseline.metrics,
    )
    return report.about(scoped_model.subject) if scoped_model.subject else report


def failing_findings(report: Report, fail_on: str) -> tuple[CycleFinding | RuleFinding, ...]:
    """Return the findings that fail a build.

    ``fail_on`` is ``new`` (not accepted, accepted when milder, or accepted until a day that has
    passed), ``any`` (accepted by the baseline or not) or ``never``. Findings that the model
    suppresses, and those below a warning, never fail.
    """
    if fail_on == "never":
        return ()
    return tuple(
        finding
        for finding in report.findings
        if finding.severity.gates
        and finding.judgement.state is not State.SUPPRESSED
        and (fail_on == "any" or finding.judgement.state.is_open)
    )


def _systems_of(finding: RuleFinding) -> set[str]:
    return {system_of(name) for name in (*finding.elements, *(end for pair in finding.edges for end in pair))}


def _find_cycles(graph: DependencyGraph, rules: RuleSettings) -> list[CycleFinding]:
    budgets = SearchBudgets.full()
    cycles = [
        *find_realised_cycles(graph, find_reentrant_calls(graph.scoped.model), budgets),
        *find_possible_cycles(graph, budgets),
        *find_aggregation_cycles(graph, budgets),
    ]
    cycles = [_with_configured_severity(cycle, rules) for cycle in _with_dependents(graph, cycles)]
    return sorted(cycles, key=lambda c: (c.severity.rank, c.level.rank, c.cycle_class.rank, c.members))


def _with_dependents(graph: DependencyGraph, cycles: Sequence[CycleFinding]) -> Iterator[CycleFinding]:
    """Yield the cycles; a blocking one that certainly closes with the number of elements that stop with it."""
    needed_by: dict[str, int] = {}
    waiting: frozenset[str] = frozenset()
    for cycle in cycles:
        is_certain = cycle.level in (Level.REALISED, Level.INTERNAL) and not cycle.answered
        if is_certain and cycle.cycle_class is CycleClass.BLOCKING and not cycle.is_self_call:
            needed_by = needed_by or dependents_of(graph, blocking_edges(graph.edges))
            waiting = waiting or blocking_cycle_members(graph)
            yield replace(cycle, dependents=count_dependents(graph, waiting.intersection(cycle.members), needed_by))
        else:
            yield cycle


def _judged_rule_findings(
    graph: DependencyGraph, rules: RuleSettings, accepted: AcceptanceIndex, today: date | None
) -> list[RuleFinding]:
    return [
        replace(finding, judgement=judge_rule_finding(finding, accepted, today))
        for finding in check_rules(graph, rules)
    ]


def _with_configured_severity(cycle: CycleFinding, rules: RuleSettings) -> CycleFinding:
    if cycle.level is Level.AGGREGATION_ONLY or cycle.is_self_call:
        return cycle
    return replace(cycle, severity=rules.severities.get(cycle.cycle_class.rule_id, cycle.severity))


# --- Coverage and exclusions ---


def _measure_coverage(graph: DependencyGraph) -> Coverage:
    flows = list(graph.flows_with_nodes())
    elements = graph.scoped.model.elements
    divided_systems = {element.parent for element in elements.values() if element.kind is Kind.CONTAINER}
    ends = [end for _, *nodes in flows for end in nodes]
    at_containers = [end for end in ends if "." in end]
    return Coverage(
        containers=sum(1 for node in graph.nodes if "." in node),
        systems=len(set(map(system_of, graph.nodes))),
        flows=len(flows),
        with_mode=sum(1 for flow, *_ in flows if flow.mode is not Mode.UNKNOWN),
        ends=len(at_containers) + sum(1 for end in ends if end in divided_systems),
        named_ends=len(at_containers),
        scenarios=len(graph.scoped.model.scenarios),
    )


def _find_exclusions(scoped_model: ScopedModel, graph: DependencyGraph) -> Exclusions:
    cycles: set[Cycle] = set()
    if scoped_model.excluded or scoped_model.excluded_flows:
        unscoped_graph = build_graph(scoped_model.unscoped())
        budgets = SearchBudgets.reduced()
        suppressed_cycles: Sequence[CycleFinding] = [
            *find_realised_cycles(unscoped_graph, (), budgets),
            *find_possible_cycles(unscoped_graph, budgets),
        ]
        cycles = {
            tuple(edge.source for edge in witness.edges)
            for cycle in suppressed_cycles
            for witness in cycle.witnesses
            if any(edge.pair not in graph.edges for edge in witness.edges)
        }
    return Exclusions(elements=scoped_model.excluded, flows=scoped_model.excluded_flows, cycles=tuple(sorted(cycles)))


def _metric_changes(before: Mapping[str, float], metrics: Metrics) -> tuple[MetricChange, ...]:
    return tuple(
        MetricChange(name=name, before=before[name], now=value)
        for name, value in metrics.totals().items()
        if name in before and before[name] != value
    )
