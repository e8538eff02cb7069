"""The change report as text for a terminal: findings first, then every change with its sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from sphinxcontrib_c4.analysis import what_if_sentence
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
from sphinxcontrib_c4.model import Position, visible


def changes_to_text(report: ChangeReport, *, width: int = 80) -> str:
    """Return the report in lines of at most ``width`` characters, as far as names allow."""
    page = _Page(width)
    page.line(what_if_sentence(report.changes.new), hang=2)
    page.line(f"{report.old_title} → {report.new_title}: {summary_sentence(report)}", hang=2)
    if not report.is_empty:
        page.line(finding_sentence(report))
    _write_findings(page, "Caused by the change", report.findings.caused)
    _write_findings(page, "Resolved by the change", report.findings.resolved)
    for title, rows in _sections(report.changes):
        page.heading(title)
        for indent, sign, text, position in rows:
            page.line(f"{sign} {text}" if sign else text, indent=indent, hang=2)
            page.position(position, indent=indent + 2)
    return page.text()


def _write_findings(page: _Page, heading: str, findings: Iterable[FindingChange]) -> None:
    findings = tuple(findings)
    if findings:
        page.heading(heading)
    for number, change in enumerate(findings):
        if number:
            page.blank()
        finding = change.finding
        page.line(f"{finding.severity.upper()}: {finding_title(finding)} [{STATE_WORDS[change.state]}]", hang=2)
        page.line(finding_kind(finding), indent=2)
        for blame in change.blames:
            page.line(blame_text(blame, finding), indent=2, hang=2)
            page.position(subject_position(blame.subject), indent=4)
        if not change.blames:
            page.line("by several changes together", indent=2)
        if heading.startswith("Caused"):
            page.line(f"→ {change_advice(change)}", indent=2, hang=2)


_Row = tuple[int, str, str, Position | None]


def _sections(changes: ModelChanges) -> Iterator[tuple[str, Iterable[_Row]]]:
    sections = {
        "Elements": _element_rows(changes),
        "Flows": _flow_rows(changes),
        "Scenarios": _scenario_rows(changes),
        "Ingestion sources": _ingestion_rows(changes),
        "Landscape": ((2, SIGNS[ChangeKind.CHANGED], field_text(each), None) for each in changes.settings),
    }
    for title, rows in sections.items():
        if found := list(rows):
            yield title, found


def _element_rows(changes: ModelChanges) -> Iterator[_Row]:
    for change in changes.elements:
        verb = f"{change.kind} " if change.kind in (ChangeKind.RENAMED, ChangeKind.MOVED) else ""
        yield 2, SIGNS[change.kind], f"{verb}{element_text(change)}", change.element.position
        yield from _field_rows(each for each in change.fields if each.name not in ("id", "parent"))


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
    yield from ((indent, "", field_text(each), None) for each in fields)


class _Page:
    """Lines of a text, broken at a width."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._lines: list[str] = []

    def line(self, text: str, *, indent: int = 0, hang: int = 0) -> None:
        """Add a paragraph; ``hang`` is the further indent of its other lines."""
        lead, rest = " " * indent, " " * (indent + hang)
        self._lines += wrap(
            visible(" ".join(text.split())),
            self._width,
            initial_indent=lead,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def position(self, position: Position | None, *, indent: int) -> None:
        """Add a position, which is never broken."""
        if position:
            self._lines.append(" " * indent + visible(str(position)))

    def heading(self, text: str) -> None:
        """Add a heading after a blank line."""
        self._lines += ["", text, "-" * len(text)]

    def blank(self) -> None:
        """Add a blank line."""
        self._lines.append("")

    def text(self) -> str:
        """Return all lines."""
        return "\n".join(self._lines) + "\n"
