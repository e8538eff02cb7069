"""The report on cycles as plain values with all of its wording; terminal, page and PDF only lay it out.

The values contain no positions, so moving lines in a model file does not change them: they refer to
flows, steps and entries of the baseline by references.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sphinxcontrib_c4.analysis.baseline.model import CYCLE, finding_id
from sphinxcontrib_c4.analysis.cycles.finding import Cut, CycleFinding, ReentrantScenario, WitnessCycle
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Cause, DependencyEdge
from sphinxcontrib_c4.analysis.enums import Level
from sphinxcontrib_c4.analysis.output.groups import group_by_owner
from sphinxcontrib_c4.analysis.output.naming import ElementName, FlowText, Naming
from sphinxcontrib_c4.analysis.output.phrases import (
    BaselineNote,
    acceptance_notes,
    class_words,
    cut_effect,
    cut_quality,
    cycle_advice,
    cycle_description,
    cycle_facts,
    cycle_impact,
    cycle_title,
    exclusion_lines,
    gap_note,
    new_edge_phrases,
    open_edges_phrase,
    stale_notes,
    state_phrase,
    suppressed_cycles_phrase,
)
from sphinxcontrib_c4.analysis.output.summary import Action, summarize
from sphinxcontrib_c4.analysis.owners import owners_phrase
from sphinxcontrib_c4.analysis.report import Report
from sphinxcontrib_c4.analysis.what_if import what_if_sentence
from sphinxcontrib_c4.model import LANDSCAPE_TITLE, Mode, lowered

_MAX_WITNESSES = 12
_MAX_CAUSES = 12
_MAX_AGGREGATED_CAUSES = 3
_MAX_CUTS = 8
_MAX_SUPPRESSED = 6


class CauseText(NamedTuple):
    """A flow behind a dependency, or two flows through ``queue``, and the scenarios (name, title) that use it."""

    queue: str
    flows: tuple[FlowText, ...]
    scenarios: tuple[tuple[str, str], ...]


class CycleStep(NamedTuple):
    """One dependency of a cycle; ``more`` causes are omitted, ``gap`` is the condition for the next hop to follow."""

    source: ElementName
    target: ElementName
    causes: tuple[CauseText, ...]
    more: int
    gap: str


class WitnessText(NamedTuple):
    """A shortest cycle with a caption that states its class."""

    caption: str
    steps: tuple[CycleStep, ...]


class CutSuggestion(NamedTuple):
    """A cut: what to do, the edges (source, target, effect), and the number of omitted edges.

    ``flows`` holds for each edge the names of the flows to change, and ``options`` the options of a what-if that
    change them.
    """

    text: str
    edges: tuple[tuple[ElementName, ElementName, str], ...]
    more: int
    options: tuple[str, ...]
    flows: tuple[tuple[str, ...], ...]


class ReentranceText(NamedTuple):
    """A scenario that confirms a cycle: the waiting participants, and a reference to the re-entering step."""

    name: str
    title: str
    path: str
    ref: str


class CycleCard(NamedTuple):
    """The text about one finding; ``key`` identifies it independently of positions, ``heading`` names its owners."""

    key: str
    title: str
    severity: str
    state: str
    facts: tuple[str, ...]
    owners: str
    new_edges: tuple[str, ...]
    members: tuple[ElementName, ...]
    description: str
    impact: str
    reentrances: tuple[ReentranceText, ...]
    advice: tuple[str, ...]
    cuts: tuple[CutSuggestion, ...]
    witnesses: tuple[WitnessText, ...]
    more_witnesses: int
    notes: tuple[BaselineNote, ...]
    open_edges: str
    heading: str = ""


class SuggestedAction(NamedTuple):
    """One of the most important actions; ``key`` is that of the card, ``ref`` a reference to a flow."""

    severity: str
    about: str
    text: str
    key: str
    ref: str


class CycleReport(NamedTuple):
    """The report on cycles; ``what_if`` states the assumptions if it is about a what-if."""

    about: str
    sentence: str
    coverage: str
    scope: str
    actions: tuple[SuggestedAction, ...]
    cards: tuple[CycleCard, ...]
    stale: tuple[BaselineNote, ...]
    exclusions: tuple[str, ...]
    suppressed: str
    suppressed_cycles: tuple[str, ...]
    what_if: str = ""


def build_cycle_report(report: Report, naming: Naming, *, by_owner: bool = False) -> CycleReport:
    """Return the report on the cycles of ``report``; with ``by_owner``, cards have the headings of their owners."""
    summary, exclusions = summarize(report.only_cycles(), naming), report.exclusions
    has_exclusions = bool(exclusions.elements or exclusions.flows)
    return CycleReport(
        about=report_subject(report),
        sentence=summary.sentence,
        coverage=summary.coverage,
        scope=_scope_sentence(report),
        actions=tuple(
            _suggested_action(action, action.finding)
            for action in summary.actions
            if isinstance(action.finding, CycleFinding)
        ),
        cards=tuple(_cards(report, naming, by_owner=by_owner)),
        stale=tuple(stale_notes(report, (CYCLE,))),
        exclusions=tuple(exclusion_lines(exclusions, title=naming.title)),
        suppressed=suppressed_cycles_phrase(exclusions) if has_exclusions else "",
        suppressed_cycles=tuple(_suppressed_cycles(report, naming)),
        what_if=what_if_sentence(report.model, title=naming.title),
    )


def _suggested_action(action: Action, cycle: CycleFinding) -> SuggestedAction:
    flow = cycle.first_edge.causes[0].flow
    return SuggestedAction(action.severity.value, action.about, action.text, finding_id(cycle), flow.ref)


def report_subject(report: Report) -> str:
    """Return the title of the subject: a system, or the landscape."""
    return report.model.elements[report.subject].title if report.subject else report.title


def subject_in_sentence(report: Report) -> str:
    """Return the title of the subject as a part of a sentence: a landscape without a name is *the* landscape."""
    title = report_subject(report)
    return f"the {lowered(title)}" if title == LANDSCAPE_TITLE else title


def _scope_sentence(report: Report) -> str:
    if not report.subject:
        return ""
    return f"All systems were analysed; the report contains the cycles that touch {report_subject(report)}."


def _suppressed_cycles(report: Report, naming: Naming) -> Iterator[str]:
    cycles = report.exclusions.cycles
    for cycle in cycles[:_MAX_SUPPRESSED]:
        yield " → ".join(map(naming.title, (*cycle, cycle[0])))
    if len(cycles) > _MAX_SUPPRESSED:
        yield f"and {len(cycles) - _MAX_SUPPRESSED} more"


def _cards(report: Report, naming: Naming, *, by_owner: bool) -> Iterator[CycleCard]:
    groups = group_by_owner(report.model, report.cycles) if by_owner else [("", list(report.cycles))]
    for heading, cycles in groups:
        for cycle in cycles:
            yield build_cycle_card(report, cycle, naming.of_cycle(cycle))._replace(heading=heading)


# --- A card ---


def build_cycle_card(report: Report, cycle: CycleFinding, naming: Naming) -> CycleCard:
    """Return the text about one finding."""
    witnesses = cycle.witnesses[:_MAX_WITNESSES]
    return CycleCard(
        key=finding_id(cycle),
        title=cycle_title(cycle, title=naming.title),
        severity=cycle.severity.value,
        state=state_phrase(report, cycle.judgement),
        facts=cycle_facts(cycle),
        owners=owners_phrase(report.model, cycle),
        new_edges=tuple(new_edge_phrases(cycle, title=naming.title)),
        members=tuple(map(naming.element, cycle.members)),
        description=cycle_description(cycle, title=naming.title),
        impact=cycle_impact(cycle),
        reentrances=tuple(_reentrance(naming, scenario) for scenario in cycle.reentrant_scenarios),
        advice=cycle_advice(cycle, cuts=False, title=naming.title),
        cuts=tuple(_cuts(cycle, naming)),
        witnesses=tuple(_witness(cycle, witness, number, naming) for number, witness in enumerate(witnesses, 1)),
        more_witnesses=len(cycle.witnesses) - len(witnesses),
        notes=tuple(acceptance_notes(cycle.judgement)),
        open_edges=open_edges_phrase(cycle.judgement, cycle_class=cycle.cycle_class, title=naming.title),
    )


def _reentrance(naming: Naming, reentrant: ReentrantScenario) -> ReentranceText:
    scenario = next(scenario for scenario in naming.model.scenarios if scenario.name == reentrant.scenario)
    number = next(number for number, step in enumerate(scenario.steps) if step.position == reentrant.position)
    path = " → ".join(map(naming.title, reentrant.path))
    return ReentranceText(reentrant.scenario, reentrant.title, path, scenario.step_ref(number))


def _cuts(cycle: CycleFinding, naming: Naming) -> Iterator[CutSuggestion]:
    """Yield the cuts, best first; two equal cuts are one suggestion."""
    if cycle.is_self_call or cycle.level is Level.AGGREGATION_ONLY:
        return
    asynchronous, remove = cycle.make_asynchronous, cycle.remove
    if asynchronous and asynchronous.pairs == remove.pairs:
        yield _cut(asynchronous, "Make asynchronous, or remove or invert", naming, ("--async", "--without"))
        return
    if asynchronous:
        yield _cut(asynchronous, "Make asynchronous", naming, ("--async",))
    verb = "Or remove or invert" if asynchronous else "Remove or invert"
    yield _cut(remove, verb, naming, ("--without",))


def _cut(cut: Cut, verb: str, naming: Naming, options: tuple[str, ...]) -> CutSuggestion:
    is_asynchronous = "--async" in options
    edges = [
        (
            naming.element(cut_edge.edge.source),
            naming.element(cut_edge.edge.target),
            cut_effect(cut_edge, is_asynchronous=is_asynchronous),
        )
        for cut_edge in cut.edges[:_MAX_CUTS]
    ]
    flows = tuple(_flows_to_change(cut_edge.edge, options) for cut_edge in cut.edges[:_MAX_CUTS])
    return CutSuggestion(
        f"{verb} ({cut_quality(cut)})", tuple(edges), len(cut.edges[_MAX_CUTS:]), options=options, flows=flows
    )


def _flows_to_change(edge: DependencyEdge, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return the flows behind an edge; to make it asynchronous, those that are not yet."""
    is_removed = "--without" in options
    return tuple(dict.fromkeys(cause.flow.name for cause in edge.causes if is_removed or cause.mode is not Mode.ASYNC))


def _witness(cycle: CycleFinding, witness: WitnessCycle, number: int, naming: Naming) -> WitnessText:
    following = (*witness.edges[1:], witness.edges[0])
    limit = _MAX_AGGREGATED_CAUSES if cycle.level is Level.AGGREGATION_ONLY else _MAX_CAUSES
    return WitnessText(
        f"Cycle {number} of {len(cycle.witnesses)}, {class_words(witness.cycle_class)}",
        tuple(
            _step(edge, after, limit, naming, is_last=edge is witness.edges[-1])
            for edge, after in zip(witness.edges, following, strict=True)
        ),
    )


def _step(edge: DependencyEdge, following: DependencyEdge, limit: int, naming: Naming, *, is_last: bool) -> CycleStep:
    return CycleStep(
        source=naming.element(edge.source),
        target=naming.element(edge.target),
        causes=tuple(_cause(cause, edge, naming) for cause in edge.causes[:limit]),
        more=len(edge.causes[limit:]),
        gap=gap_note(edge.target, following.source, is_last=is_last, title=naming.title),
    )


def _cause(cause: Cause, edge: DependencyEdge, naming: Naming) -> CauseText:
    return CauseText(
        queue=naming.flow_end(cause.queue) if cause.queue else "",
        flows=tuple(naming.flow(flow, edge.pair) for flow in cause.flows),
        scenarios=tuple((name, naming.title(name)) for name in cause.scenarios),
    )
