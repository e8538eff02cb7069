"""The presenter of fragile links: a card for each finding, grouped by severity, and what was looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import (
    DECLARED_RULE,
    BaselineNote,
    ElementName,
    FlowText,
    State,
    TitleNaming,
    acceptance_notes,
    open_edges_phrase,
    report_subject,
    stale_notes,
    state_phrase,
    summarize,
)
from sphinxcontrib_c4.model import RULES, Severity
from sphinxcontrib_c4.sphinx.presenters.phrases import exclusion_sentences
from sphinxcontrib_c4.sphinx.source_refs import SourceRef, refs_by_position

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinxcontrib_c4.analysis import Report, RuleFinding
    from sphinxcontrib_c4.model import Model, Position

_MOST_FLOWS = 8
_MOST_CARDS = 60
_GROUPS = {
    Severity.CRITICAL: "Critical",
    Severity.ERROR: "Errors",
    Severity.WARNING: "Warnings",
    Severity.REVIEW: "To be reviewed",
    Severity.INFO: "Notes",
}
_ACCEPTED = {
    State.ACCEPTED: "Accepted by the baseline",
    State.SUPPRESSED: "Accepted in the model",
}
_NOUNS = {Severity.CRITICAL: "critical one", Severity.REVIEW: "to be reviewed", Severity.INFO: "note"}


class FindingCard(NamedTuple):
    """The content of a card.

    ``ref`` refers to the subject of the finding if that is not a flow. ``more`` flows are left out. ``open_edges``
    names the dependencies that the baseline does not accept. ``declaration`` refers to the declared rule.
    """

    rule: str
    severity: str
    title: str
    state: str
    what: str
    why: str
    advice: str
    elements: tuple[ElementName, ...]
    ref: SourceRef
    flows: tuple[FlowText, ...]
    more: int
    notes: tuple[BaselineNote, ...]
    open_edges: str
    declaration: SourceRef = ""


class FindingGroup(NamedTuple):
    """Findings with a common heading; ``more`` of them are left out."""

    heading: str
    cards: tuple[FindingCard, ...]
    more: int


class FragileReport(NamedTuple):
    """The content of a report on fragile links; findings that are not accepted come first."""

    summary: str
    groups: tuple[FindingGroup, ...]
    stale: tuple[BaselineNote, ...]
    notes: tuple[str, ...]


def fragile_report(model: Model, report: Report, *, rules: Iterable[str], severities: Iterable[str]) -> FragileReport:
    """Return the content of ``report`` about fragile links, of some rules or severities if there are any."""
    selected_rules, selected = frozenset(rules) or frozenset(RULES), frozenset(severities) or frozenset(Severity)
    findings = [each for each in report.rule_findings if each.family in selected_rules and each.severity in selected]
    looked_for = _applied_rules(report, selected_rules)
    return FragileReport(
        summary=f"Fragile links of {report_subject(report)}: {_summary(findings)}.",
        groups=tuple(_groups(model, report, findings, refs_by_position(model))),
        stale=tuple(stale_notes(report, selected_rules)),
        notes=(summarize(report).coverage, *exclusion_sentences(report), *looked_for),
    )


def _summary(findings: Sequence[RuleFinding]) -> str:
    open_findings = [each for each in findings if each.judgement.state.is_open]
    counts = {severity: sum(each.severity is severity for each in open_findings) for severity in Severity}
    parts = [f"{number} {_noun(severity, number)}" for severity, number in counts.items() if number]
    accepted_count = len(findings) - len(open_findings)
    if not accepted_count:
        return ", ".join(parts) or "none found"
    if not parts:
        return f"none open, {accepted_count} accepted"
    return f"{', '.join(parts)}; {accepted_count} more {'is' if accepted_count == 1 else 'are'} accepted"


def _noun(severity: Severity, number: int) -> str:
    noun = _NOUNS.get(severity, severity.value)
    return noun if number == 1 or severity is Severity.REVIEW else f"{noun}s"


def _groups(
    model: Model, report: Report, findings: Sequence[RuleFinding], refs: Mapping[Position, SourceRef]
) -> Iterator[FindingGroup]:
    for heading, group in _group_findings(findings):
        cards = tuple(_card(model, report, finding, refs) for finding in group[:_MOST_CARDS])
        yield FindingGroup(heading, cards, len(group[_MOST_CARDS:]))


def _group_findings(findings: Sequence[RuleFinding]) -> Iterator[tuple[str, list[RuleFinding]]]:
    """Yield the open findings by severity, then the accepted ones by where they are accepted."""
    for severity, heading in _GROUPS.items():
        group = [each for each in findings if each.judgement.state.is_open and each.severity is severity]
        if group:
            yield heading, group
    for state, heading in _ACCEPTED.items():
        group = [each for each in findings if each.judgement.state is state]
        if group:
            yield heading, group


def _card(model: Model, report: Report, finding: RuleFinding, refs: Mapping[Position, SourceRef]) -> FindingCard:
    naming = TitleNaming(model, subject=report.subject, by_system=True)
    return FindingCard(
        rule=finding.rule.id,
        severity=finding.severity.value,
        title=finding.rule.title,
        state=state_phrase(report, finding.judgement),
        what=finding.message,
        why=finding.why,
        advice=finding.advice,
        elements=tuple(map(naming.element, finding.elements)),
        ref="" if finding.flows else refs.get(finding.position, ""),
        flows=tuple(naming.flow(flow) for flow in finding.flows[:_MOST_FLOWS]),
        more=len(finding.flows[_MOST_FLOWS:]),
        notes=tuple(_notes(finding, refs)),
        open_edges=open_edges_phrase(finding.judgement),
        declaration=finding.declaration.ref if finding.declaration else "",
    )


def _notes(finding: RuleFinding, refs: Mapping[Position, SourceRef]) -> Iterator[BaselineNote]:
    """Yield the reasons in the model and in the baseline to accept a finding."""
    suppression = finding.suppression
    if suppression:
        yield BaselineNote(f"Accepted in the model: {suppression.reason}", refs[suppression.position])
    yield from acceptance_notes(finding.judgement)


def _applied_rules(report: Report, rule_ids: frozenset[str]) -> Iterator[str]:
    """Yield which rules were applied, with their thresholds, and which are off."""
    rules = report.rules
    selected = [spec for rule, spec in RULES.items() if rule not in rules.off and rule in rule_ids]
    sentences = [rules.looks_for(spec) for spec in selected if spec.id != DECLARED_RULE or report.model.rules]
    if sentences:
        yield f"Looked for {'; '.join(sentences)}."
    off = [spec.title.lower() for rule, spec in RULES.items() if rule in rules.off]
    if off:
        yield f"Switched off: {', '.join(off)}."
