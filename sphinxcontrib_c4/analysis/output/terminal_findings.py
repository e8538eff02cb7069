"""The findings of rules as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from sphinxcontrib_c4.analysis.output.groups import group_by_owner, group_equal
from sphinxcontrib_c4.analysis.output.naming import FullNaming
from sphinxcontrib_c4.analysis.output.phrases import acceptance_notes, open_edges_phrase, state_phrase
from sphinxcontrib_c4.analysis.output.report_page import MAX_CARDS, ReportPage
from sphinxcontrib_c4.analysis.owners import owners_phrase
from sphinxcontrib_c4.analysis.report import Report
from sphinxcontrib_c4.analysis.rules.base import RuleFinding
from sphinxcontrib_c4.model import DeclaredRule, lowered

_MAX_FLOWS = 8
_DUPLICATE = "duplicate-flow"


def write_findings(page: ReportPage, report: Report, *, complete: bool, by_owner: bool) -> None:
    """Write the findings of rules, those that violate declared rules first; see ``terminal.to_text``."""
    violations = [finding for finding in report.rule_findings if finding.declaration]
    links = [finding for finding in report.rule_findings if not finding.declaration]
    for heading, findings in (("Violations of declared rules", violations), ("Fragile links", links)):
        if findings:
            page.heading(heading)
            _write_cards(page, report, findings, complete=complete, by_owner=by_owner)


def _write_cards(
    page: ReportPage, report: Report, findings: Sequence[RuleFinding], *, complete: bool, by_owner: bool
) -> None:
    groups = group_by_owner(report.model, findings) if by_owner else [("", list(findings))]
    left = len(findings) if complete else MAX_CARDS
    hidden = 0
    for owner, group in groups:
        cards = group_equal(group)
        if left:
            page.owner(owner)
        for card in cards[:left]:
            _write_finding(page, card, report)
        hidden += sum(map(len, cards[left:]))
        left = max(0, left - len(cards))
    page.rest(hidden, "finding")


def _write_finding(page: ReportPage, findings: Sequence[RuleFinding], report: Report) -> None:
    """Write a finding with all of its reasons, or several findings with one text."""
    first = findings[0]
    titles = " and ".join(lowered(reason.rule.title) for reason in first.reasons)
    number = f" ({len(findings)})" if len(findings) > 1 else ""
    page.title(first.severity, f"{titles}{number}", state_phrase(report, first.judgement))
    for finding in findings:
        _write_subject(page, finding, report, is_row=len(findings) > 1)
    for reason in first.reasons:
        if first.also:
            page.paragraph(f"{reason.rule.title}: {reason.message}", indent=2, hang=2)
        page.paragraph(reason.why, indent=2)
        page.paragraph(f"→ {reason.advice}", indent=2, hang=2)
    if first.declaration:
        _write_violation(page, first, first.declaration, report)
    elif len(findings) == 1:
        _write_places(page, first)
    for reason in first.reasons:
        page.acceptance(acceptance_notes(reason.judgement), open_edges_phrase(reason.judgement))


def _write_subject(page: ReportPage, finding: RuleFinding, report: Report, *, is_row: bool) -> None:
    if is_row:
        page.paragraph(f"- {finding.message}", indent=2, hang=2)
        page.paragraph(str(finding.position), indent=4)
        page.paragraph(owners_phrase(report.model, finding), indent=4)
        return
    if not finding.also:
        page.paragraph(finding.message, indent=2)
    page.paragraph(owners_phrase(report.model, finding), indent=2)


def _write_places(page: ReportPage, finding: RuleFinding) -> None:
    copies = [flow.position for flow in finding.flows] if finding.rule.id == _DUPLICATE else []
    for position in dict.fromkeys(copies or [reason.position for reason in finding.reasons]):
        page.paragraph(str(position), indent=2)
    for reason in finding.reasons:
        if reason.suppression:
            page.paragraph(f"Accepted in the model: {reason.suppression.reason}", indent=2)
            page.paragraph(str(reason.suppression.position), indent=4)


def _write_violation(page: ReportPage, finding: RuleFinding, declaration: DeclaredRule, report: Report) -> None:
    """Write the flows that prove a violation with their lines, and the line of the rule."""
    naming = FullNaming(report.model)
    for flow in finding.flows[:_MAX_FLOWS]:
        page.flow(naming.flow(flow), indent=4)
    page.remainder(len(finding.flows) - _MAX_FLOWS, indent=4)
    if not finding.flows:
        page.paragraph(str(finding.position), indent=4)
    page.line(f"Declared at {declaration.position}", indent=2)
