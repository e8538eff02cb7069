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
    group_by_owner,
    group_equal,
    open_edges_phrase,
    owners_phrase,
    stale_notes,
    state_phrase,
    subject_in_sentence,
    summarize,
    what_if_sentence,
)
from sphinxcontrib_c4.model import RULES, Severity, join_names, lowered
from sphinxcontrib_c4.sphinx.presenters.phrases import exclusion_sentences
from sphinxcontrib_c4.sphinx.source_refs import SourceRef, refs_by_position

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinxcontrib_c4.analysis import Report, RuleFinding
    from sphinxcontrib_c4.model import Model, Position

_MAX_FLOWS = 8
_MAX_CARDS = 60
_MAX_ROWS = 60
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


class ReasonText(NamedTuple):
    """One reason of a finding: the title of the rule, the problem, why it matters, and what to do."""

    title: str
    what: str
    why: str
    advice: str


class FindingRow(NamedTuple):
    """One of several findings with one text: the problem, its owners, and a reference to its line."""

    what: str
    owners: str
    ref: SourceRef


class FindingCard(NamedTuple):
    """The content of a card: a finding with all of its reasons, or several findings (``rows``) with one text.

    ``owners`` are the owners of its elements in words. ``ref`` refers to the subject of the finding if that is not a
    flow. ``more`` flows, or rows, are left out. ``open_edges`` names the dependencies that the baseline does not
    accept. ``declaration`` refers to the declared rule.
    """

    rule: str
    severity: str
    title: str
    state: str
    owners: str
    reasons: tuple[ReasonText, ...]
    rows: tuple[FindingRow, ...]
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
    what_if: str = ""


def fragile_report(
    model: Model, report: Report, *, rules: Iterable[str], severities: Iterable[str], by_owner: bool = False
) -> FragileReport:
    """Return the content of ``report`` about fragile links, of some rules or severities if there are any."""
    selected_rules, selected = frozenset(rules) or frozenset(RULES), frozenset(severities) or frozenset(Severity)
    findings = [
        each
        for each in report.rule_findings
        if each.severity in selected and any(reason.family in selected_rules for reason in each.reasons)
    ]
    looked_for = _applied_rules(report, selected_rules)
    return FragileReport(
        summary=f"Fragile links of {subject_in_sentence(report)}: {_summary(findings)}.",
        groups=tuple(_groups(model, report, findings, refs_by_position(model), by_owner=by_owner)),
        stale=tuple(stale_notes(report, selected_rules)),
        notes=(summarize(report).coverage, *exclusion_sentences(report), *looked_for),
        what_if=what_if_sentence(model, title=TitleNaming(model).title),
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
    model: Model,
    report: Report,
    findings: Sequence[RuleFinding],
    refs: Mapping[Position, SourceRef],
    *,
    by_owner: bool,
) -> Iterator[FindingGroup]:
    for heading, group in group_by_owner(model, findings) if by_owner else _group_findings(findings):
        equal = group_equal(group)
        cards = tuple(_card(model, report, part, refs) for part in equal[:_MAX_CARDS])
        yield FindingGroup(heading, cards, sum(map(len, equal[_MAX_CARDS:])))


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


def _card(
    model: Model, report: Report, findings: Sequence[RuleFinding], refs: Mapping[Position, SourceRef]
) -> FindingCard:
    """Return the card of a finding, or of several findings with one text."""
    finding, is_single = findings[0], len(findings) == 1
    naming = TitleNaming(model, subject=report.subject, by_system=True)
    titles = [reason.rule.title for reason in finding.reasons]
    return FindingCard(
        rule=finding.rule.id,
        severity=finding.severity.value,
        title=_joined_titles(titles) if is_single else f"{titles[0]} ({len(findings)})",
        state=state_phrase(report, finding.judgement),
        owners=owners_phrase(model, finding) if is_single else "",
        reasons=tuple(map(_reason, finding.reasons)) if is_single else (_common_reason(finding),),
        rows=() if is_single else tuple(_row(model, each, refs) for each in findings[:_MAX_ROWS]),
        elements=tuple(map(naming.element, finding.elements)) if is_single else (),
        ref="" if finding.flows else refs.get(finding.position, ""),
        flows=tuple(naming.flow(flow) for flow in finding.flows[:_MAX_FLOWS]) if is_single else (),
        more=len(finding.flows[_MAX_FLOWS:] if is_single else findings[_MAX_ROWS:]),
        notes=tuple(note for reason in finding.reasons for note in _notes(reason, refs)),
        open_edges=open_edges_phrase(finding.judgement),
        declaration=finding.declaration.ref if finding.declaration else "",
    )


def _joined_titles(titles: Sequence[str]) -> str:
    return join_names([titles[0], *map(lowered, titles[1:])])


def _reason(finding: RuleFinding) -> ReasonText:
    return ReasonText(finding.rule.title, finding.message, finding.why, finding.advice)


def _common_reason(finding: RuleFinding) -> ReasonText:
    return ReasonText(finding.rule.title, finding.rule.summary, finding.why, finding.advice)


def _row(model: Model, finding: RuleFinding, refs: Mapping[Position, SourceRef]) -> FindingRow:
    ref = finding.flows[0].ref if finding.flows else refs.get(finding.position, "")
    return FindingRow(finding.message, owners_phrase(model, finding), ref)


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
