"""The presenter of cycle reports: the verdict, and a card for each finding.

Every limit on the number of items is applied here, and each list says how many items it leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import (
    CYCLE,
    CycleFinding,
    Level,
    cut_effect,
    cut_note,
    cycle_advice,
    cycle_count,
    cycle_title,
    cycle_what,
    cycle_why,
    fingerprint,
    gap_words,
    hidden_count,
    hidden_lines,
    verdict,
)
from sphinxcontrib_c4.model import count_noun
from sphinxcontrib_c4.sphinx.presenters.phrases import (
    BaselineNote,
    ElementName,
    FlowText,
    baseline_notes,
    baseline_status,
    element_name,
    flow_text,
    report_subject,
    stale_entries,
)
from sphinxcontrib_c4.sphinx.source_refs import SourceRef, flow_ref, step_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxcontrib_c4.analysis import Action, Confirmation, Cut, Edge, Report, Use, Witness
    from sphinxcontrib_c4.model import Model

_MOST_WITNESSES = 12
_MOST_CAUSES = 12
_MOST_CAUSES_BETWEEN_SYSTEMS = 3
_MOST_CUTS = 8
_MOST_HIDDEN_CYCLES = 6
_MOST_EDGES = 6


class CauseText(NamedTuple):
    """A flow behind a dependency, or two through ``queue``, and the scenarios (names and titles) that use it."""

    queue: str
    flows: tuple[FlowText, ...]
    scenarios: tuple[tuple[str, str], ...]


class CycleStep(NamedTuple):
    """A dependency of a cycle.

    ``more`` causes are left out. ``gap`` is the assumption under which the next dependency follows, or ``""``.
    """

    source: ElementName
    target: ElementName
    causes: tuple[CauseText, ...]
    more: int
    gap: str


class WitnessText(NamedTuple):
    """A shortest cycle with its class."""

    caption: str
    steps: tuple[CycleStep, ...]


class CutSuggestion(NamedTuple):
    """Dependencies to change, each with the effect of that change; ``more`` are left out."""

    text: str
    edges: tuple[tuple[ElementName, ElementName, str], ...]
    more: int


class ReentranceText(NamedTuple):
    """A scenario in which a call re-enters a waiting participant: the path, and the step that does."""

    name: str
    title: str
    path: str
    ref: SourceRef


class CycleCard(NamedTuple):
    """The content of a card; ``key`` is a fingerprint of the finding that does not depend on files."""

    key: str
    title: str
    severity: str
    state: str
    facts: tuple[str, ...]
    members: tuple[ElementName, ...]
    what: str
    why: str
    reentrances: tuple[ReentranceText, ...]
    advice: tuple[str, ...]
    cuts: tuple[CutSuggestion, ...]
    witnesses: tuple[WitnessText, ...]
    more_witnesses: int
    notes: tuple[BaselineNote, ...]
    open_edges: str


class SuggestedAction(NamedTuple):
    """One of the most important actions; ``key`` is that of its card."""

    severity: str
    about: str
    text: str
    key: str
    ref: SourceRef


class CycleReport(NamedTuple):
    """The content of a cycle report."""

    about: str
    sentence: str
    looked_at: str
    scope: str
    actions: tuple[SuggestedAction, ...]
    cycles: tuple[CycleCard, ...]
    stale: tuple[BaselineNote, ...]
    hidden: tuple[str, ...]
    hidden_count: str
    hidden_cycles: tuple[str, ...]


class CycleNames:
    """The names of elements, scenarios and flows in the text about a finding."""

    def __init__(self, model: Model, finding: CycleFinding | None = None) -> None:
        """Leave out the system of all members, and that systems are meant as a whole, if that is clear."""
        self.model = model
        self._subject = finding.systems[0] if finding and finding.level is Level.INTERNAL else ""
        self._by_system = finding is not None and finding.level in (Level.POSSIBLE, Level.AGGREGATION_ONLY)
        self._other_titles = {flow.name: flow.label for flow in model.flows}
        self._other_titles |= {scenario.name: scenario.title for scenario in model.scenarios}

    def element(self, name: str) -> ElementName:
        """Return the name of an element."""
        return element_name(self.model, name, subject=self._subject, by_system=self._by_system)

    def title(self, name: str) -> str:
        """Return the title of an element, a scenario or a flow."""
        if name == self._subject:
            return self.model.elements[name].title
        if name in self.model.elements:
            return self.element(name).title
        return self._other_titles.get(name, name)


# --- The report ---


def cycle_report(model: Model, report: Report) -> CycleReport:
    """Return the content of ``report`` about cycles."""
    title, cycles, hidden = CycleNames(model).title, report.only_cycles(), report.hidden
    summary = verdict(cycles, calling=lambda finding: CycleNames(model, finding).title)
    hidden_cycles = [" → ".join(map(title, (*cycle, cycle[0]))) for cycle in hidden.cycles]
    more = len(hidden_cycles) - _MOST_HIDDEN_CYCLES
    return CycleReport(
        about=report_subject(model, report),
        sentence=summary.sentence,
        looked_at=summary.looked_at,
        scope=_scope(model, report),
        actions=tuple(map(_action, summary.actions)),
        cycles=tuple(_card(CycleNames(model, finding), report, finding) for finding in report.cycles),
        stale=tuple(stale_entries(report, (CYCLE,))),
        hidden=tuple(hidden_lines(hidden, called=title)),
        hidden_count=hidden_count(hidden) if hidden.elements or hidden.flows else "",
        hidden_cycles=(*hidden_cycles[:_MOST_HIDDEN_CYCLES], *([f"and {more} more"] if more > 0 else [])),
    )


def _scope(model: Model, report: Report) -> str:
    if not report.subject:
        return ""
    title = model.elements[report.subject].title
    return f"All systems were analysed; the report contains the cycles that touch {title}."


def _action(action: Action) -> SuggestedAction:
    finding = action.found
    assert isinstance(finding, CycleFinding)
    ref = flow_ref(_first_edge(finding).uses[0].flow.name)
    return SuggestedAction(action.severity.value, action.about, action.text, fingerprint(finding), ref)


def _first_edge(finding: CycleFinding) -> Edge:
    """Return the dependency to look at first."""
    return finding.witnesses[0].edges[0] if finding.witnesses else finding.edges[0].edge


# --- A card ---


def _card(names: CycleNames, report: Report, finding: CycleFinding) -> CycleCard:
    witnesses = finding.witnesses[:_MOST_WITNESSES]
    return CycleCard(
        key=fingerprint(finding),
        title=cycle_title(finding, called=names.title),
        severity=finding.severity.value,
        state=baseline_status(report, finding.judgement),
        facts=tuple(_facts(finding)),
        members=tuple(map(names.element, finding.members)),
        what=cycle_what(finding, called=names.title),
        why=cycle_why(finding),
        reentrances=tuple(_reentrance(names, each) for each in finding.confirmations),
        advice=cycle_advice(finding, cuts=False),
        cuts=() if finding.level is Level.AGGREGATION_ONLY else tuple(_cuts(names, finding)),
        witnesses=tuple(_witness(names, each, number, finding) for number, each in enumerate(witnesses, 1)),
        more_witnesses=len(finding.witnesses) - len(witnesses),
        notes=tuple(baseline_notes(finding.judgement)),
        open_edges=_open_edges(finding, names),
    )


def _facts(finding: CycleFinding) -> Iterator[str]:
    yield finding.cycle_class.replace("-", " ")
    yield finding.level.replace("-", " ")
    yield count_noun(len(finding.members), "member")
    yield cycle_count(finding)


def _reentrance(names: CycleNames, scenario: Confirmation) -> ReentranceText:
    steps = next(each.steps for each in names.model.scenarios if each.name == scenario.scenario)
    number = next(number for number, step in enumerate(steps) if step.position == scenario.position)
    path = " → ".join(map(names.title, scenario.path))
    return ReentranceText(scenario.scenario, scenario.title, path, step_ref(number, scenario.scenario))


def _cuts(names: CycleNames, finding: CycleFinding) -> Iterator[CutSuggestion]:
    """Yield the cuts, best first; two cuts with the same dependencies become one."""
    asynchronous, remove = finding.make_asynchronous, finding.remove
    if asynchronous and asynchronous.pairs == remove.pairs:
        yield _cut(names, asynchronous, "Make asynchronous, or remove or invert")
        return
    if asynchronous:
        yield _cut(names, asynchronous, "Make asynchronous")
    yield _cut(names, remove, "Or remove or invert" if asynchronous else "Remove or invert")


def _cut(names: CycleNames, cut: Cut, verb: str) -> CutSuggestion:
    edges = [(names.element(each.edge.source), names.element(each.edge.target), cut_effect(each)) for each in cut.edges]
    return CutSuggestion(f"{verb} ({cut_note(cut)})", tuple(edges[:_MOST_CUTS]), len(edges[_MOST_CUTS:]))


def _witness(names: CycleNames, witness: Witness, number: int, finding: CycleFinding) -> WitnessText:
    following = (*witness.edges[1:], witness.edges[0])
    between_systems = finding.level is Level.AGGREGATION_ONLY
    limit = _MOST_CAUSES_BETWEEN_SYSTEMS if between_systems else _MOST_CAUSES
    return WitnessText(
        f"Cycle {number} of {len(finding.witnesses)}, {witness.cycle_class.replace('-', ' ')}",
        tuple(_step(names, edge, after, limit) for edge, after in zip(witness.edges, following, strict=True)),
    )


def _step(names: CycleNames, edge: Edge, following: Edge, limit: int) -> CycleStep:
    return CycleStep(
        source=names.element(edge.source),
        target=names.element(edge.target),
        causes=tuple(_cause(names.model, use, edge) for use in edge.uses[:limit]),
        more=len(edge.uses[limit:]),
        gap=gap_words(edge.target, following.source, called=names.title),
    )


def _cause(model: Model, use: Use, edge: Edge) -> CauseText:
    titles = {scenario.name: scenario.title for scenario in model.scenarios}
    return CauseText(
        queue=model.elements[use.queue].title if use.queue else "",
        flows=tuple(flow_text(model, flow, edge.pair) for flow in use.flows),
        scenarios=tuple((name, titles[name]) for name in use.scenarios),
    )


def _open_edges(finding: CycleFinding, names: CycleNames) -> str:
    """Return the dependencies that the baseline does not accept, if it accepts others of the finding."""
    judgement = finding.judgement
    if not judgement.entries or not judgement.open_edges:
        return ""
    edges = [f"{names.title(source)} → {names.title(target)}" for source, target in judgement.open_edges]
    shown, more = ", ".join(edges[:_MOST_EDGES]), len(edges[_MOST_EDGES:])
    cycle_class = finding.cycle_class.replace("-", " ")
    return f"Not accepted as it is ({cycle_class}): {shown}{f' and {more} more' if more else ''}"
