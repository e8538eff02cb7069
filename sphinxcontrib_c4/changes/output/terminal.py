"""The change report as text for a terminal: findings first, then every change with its sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sphinxcontrib_c4.analysis import TextPage, what_if_sentence
from sphinxcontrib_c4.changes.change_report import ChangeReport
from sphinxcontrib_c4.changes.finding_changes import FindingChange
from sphinxcontrib_c4.changes.model_changes import ChangeKind, FieldChange, ModelChanges
from sphinxcontrib_c4.changes.output.phrases import (
    SIGNS,
    STATE_WORDS,
    blame_text,
    change_advice,
    element_text,
    field_text,
    finding_kind,
    finding_sentence,
    finding_title,
    flow_text,
    scenario_text,
    step_text,
    subject_position,
    summary_sentence,
)
from sphinxcontrib_c4.model import Position


def changes_to_text(report: ChangeReport, *, width: int = 80) -> str:
    """Return the report in lines of at most ``width`` characters, as far as names allow."""
    page = _Page(width, {})
    page.paragraph(what_if_sentence(report.changes.new), hang=2)
    page.paragraph(f"{report.old_title} → {report.new_title}: {summary_sentence(report)}", hang=2)
    if not report.is_empty:
        page.paragraph(finding_sentence(report))
    _write_findings(page, "Caused by the change", report.findings.caused)
    _write_findings(page, "Resolved by the change", report.findings.resolved)
    for title, rows in _sections(report.changes):
        page.heading(title)
        for indent, sign, text, position in rows:
            page.paragraph(f"{sign} {text}" if sign else text, indent=indent, hang=2)
            page.place(position, indent=indent + 2)
    return page.text()


def _write_findings(page: _Page, heading: str, findings: Iterable[FindingChange]) -> None:
    findings = tuple(findings)
    if findings:
        page.heading(heading)
    for number, change in enumerate(findings):
        if number:
            page.blank_line()
        finding = change.finding
        page.paragraph(f"{finding.severity.upper()}: {finding_title(finding)} [{STATE_WORDS[change.state]}]", hang=2)
        page.paragraph(finding_kind(finding), indent=2)
        for blame in change.blames:
            page.paragraph(blame_text(blame, change), indent=2, hang=2)
            page.place(subject_position(blame.subject), indent=4)
        if not change.blames:
            page.paragraph("by several changes together", indent=2)
        advice = change_advice(change) if heading.startswith("Caused") else ""
        if advice:
            page.paragraph(f"→ {advice}", indent=2, hang=2)


_Row = tuple[int, str, str, Position | None]


def _sections(changes: ModelChanges) -> Iterator[tuple[str, Iterable[_Row]]]:
    sections = {
        "Elements": _element_rows(changes),
        "Flows": _flow_rows(changes),
        "Scenarios": _scenario_rows(changes),
        "Ingestion sources": _ingestion_rows(changes),
        "Landscape": ((2, SIGNS[ChangeKind.CHANGED], field_text(field), None) for field in changes.settings),
    }
    for title, rows in sections.items():
        if entries := list(rows):
            yield title, entries


def _element_rows(changes: ModelChanges) -> Iterator[_Row]:
    for change in changes.elements:
        verb = f"{change.kind} " if change.kind in (ChangeKind.RENAMED, ChangeKind.MOVED) else ""
        yield 2, SIGNS[change.kind], f"{verb}{element_text(change)}", change.element.position
        yield from _field_rows(field for field in change.fields if field.name not in ("id", "parent"))


def _flow_rows(changes: ModelChanges) -> Iterator[_Row]:
    for change in changes.flows:
        yield 2, SIGNS[change.kind], flow_text(change.flow), change.flow.position
        yield from _field_rows(change.fields)


def _scenario_rows(changes: ModelChanges) -> Iterator[_Row]:
    for change in changes.scenarios:
        yield 2, SIGNS[change.kind], scenario_text(change), change.scenario.position
        yield from _field_rows(change.fields)
        for step in change.steps:
            yield 4, SIGNS[step.kind], f"step {step_text(step)}", None
            yield from _field_rows(step.fields, indent=8)


def _ingestion_rows(changes: ModelChanges) -> Iterator[_Row]:
    for change in changes.ingestion:
        source = change.source
        yield 2, SIGNS[change.kind], f"{source.system}: {source.title}", source.position
        yield from _field_rows(change.fields)


def _field_rows(fields: Iterable[FieldChange], *, indent: int = 6) -> Iterator[_Row]:
    yield from ((indent, "", field_text(field), None) for field in fields)


class _Page(TextPage):
    """A page whose paragraphs may contain texts of several lines, such as descriptions."""

    def paragraph(self, text: str, *, indent: int = 0, hang: int = 0) -> None:
        """Add a paragraph; its lines after the first are indented by ``hang`` more."""
        super().paragraph(" ".join(text.split()), indent=indent, hang=hang)

    def place(self, position: Position | None, *, indent: int) -> None:
        """Add a position, which is not wrapped."""
        if position:
            self.line(str(position), indent=indent)
