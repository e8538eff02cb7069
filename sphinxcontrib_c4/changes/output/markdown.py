"""The change report as Markdown for a pull request: a summary, findings, and collapsed tables.

All texts of the models are escaped: they cannot add markup, links, images or mentions to the comment.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from sphinxcontrib_c4.analysis import what_if_sentence
from sphinxcontrib_c4.changes.change_report import ChangeReport
from sphinxcontrib_c4.changes.drawings import changed_views
from sphinxcontrib_c4.changes.finding_changes import FindingChange
from sphinxcontrib_c4.changes.model_changes import ChangeKind, FieldChange, ModelChanges
from sphinxcontrib_c4.changes.output.phrases import (
    SIGNS,
    STATE_WORDS,
    blame_text,
    change_advice,
    field_name,
    field_text,
    finding_kind,
    finding_sentence,
    finding_title,
    step_text,
    subject_position,
    summary_sentence,
)
from sphinxcontrib_c4.exports import FORMATS
from sphinxcontrib_c4.model import Position, visible

#: The characters with a meaning inside of a line, and the dot of an address that a host makes a link.
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~@&:!$]|(?<=\bwww)\.", re.IGNORECASE)
#: A comment between the sign and the word keeps a host from linking it to a user or an issue.
_MENTION = re.compile(r"(\\[@#!$&~])(?=\w)")
_MAX_ROWS = 100
MARKER = "<!-- sphinx-c4 diff -->"
"""The first line, by which a job finds its earlier comment."""


def changes_to_markdown(report: ChangeReport, *, diagrams: int = 0) -> str:
    """Return the report as Markdown, with at most ``diagrams`` drawings as Mermaid, which hosts of code show."""
    rows = [MARKER, "### Architecture changes", ""]
    if report.changes.new.assumptions:
        rows += [escape(what_if_sentence(report.changes.new)), ""]
    rows.append(escape(summary_sentence(report)))
    if not report.is_empty:
        rows += ["", escape(finding_sentence(report))]
    rows += _findings("Caused by the change", report.findings.caused, advice=True)
    rows += _findings("Resolved by the change", report.findings.resolved, advice=False)
    for title, header, cells in _tables(report.changes):
        rows += _details(f"{title} ({len(cells)})", _table(header, cells))
    for drawn in changed_views(report.changes)[:diagrams] if diagrams else ():
        text = FORMATS["mermaid"].write(report.changes.new, [drawn])
        rows += _details(drawn.title, ["```mermaid", text.rstrip("\n"), "```"])
    rows += ["", f"<sub>{escape(report.old_title)} → {escape(report.new_title)}</sub>", ""]
    return "\n".join(rows)


def escape(text: str) -> str:
    """Return ``text`` on one line, without any meaning in Markdown or HTML."""
    plain = visible(" ".join(text.split()))
    return _MENTION.sub(r"\1<!-- -->", _SPECIAL.sub(lambda match: f"\\{match[0]}", plain))


def _findings(title: str, findings: Sequence[FindingChange], *, advice: bool) -> Iterator[str]:
    if not findings:
        return
    yield from ("", f"#### {title}", "")
    for change in findings[:_MAX_ROWS]:
        finding = change.finding
        state = STATE_WORDS[change.state]
        kind = escape(finding_kind(finding))
        yield f"- **{finding.severity.capitalize()}** ({state}): {escape(finding_title(finding))} ({kind})"
        for blame in change.blames:
            yield f"  - {escape(blame_text(blame, change))}{_place(subject_position(blame.subject))}"
        if not change.blames:
            yield "  - by several changes together"
        if advice and (text := change_advice(change)):
            yield f"  - → {escape(text)}"
    yield from _rest(len(findings))


def _place(position: Position | None) -> str:
    return f" ({escape(f'{position.path}:{position.line}')})" if position else ""


def _rest(number: int) -> Iterator[str]:
    if number > _MAX_ROWS:
        yield from ("", f"and {number - _MAX_ROWS} more")


# --- Tables ---

_Cells = list[tuple[str, ...]]


def _tables(changes: ModelChanges) -> Iterator[tuple[str, tuple[str, ...], _Cells]]:
    """Yield title, header and rows of each table that has rows."""
    tables: tuple[tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]], ...] = (
        ("Elements", ("", "Element", "Title", "Change"), _element_rows(changes)),
        ("Flows", ("", "From", "To", "Flow", "Change"), _flow_rows(changes)),
        ("Scenarios", ("", "Scenario", "Change"), _scenario_rows(changes)),
        ("Ingestion sources", ("", "System", "Source", "Change"), _ingestion_rows(changes)),
        ("Landscape", ("Setting", "Before", "After"), ((field_name(f), f.before, f.after) for f in changes.settings)),
    )
    for title, header, rows in tables:
        if cells := list(rows):
            yield title, header, cells


def _element_rows(changes: ModelChanges) -> Iterator[tuple[str, ...]]:
    for change in changes.elements:
        element, words = change.element, [change.kind.value]
        if change.kind in (ChangeKind.RENAMED, ChangeKind.MOVED):
            words = [f"{change.kind} from {change.old_name}"]
        words += _field_words(field for field in change.fields if field.name not in ("id", "parent"))
        yield SIGNS[change.kind], f"{element.kind} {element.name}", element.title, "; ".join(words)


def _flow_rows(changes: ModelChanges) -> Iterator[tuple[str, ...]]:
    for change in changes.flows:
        flow, words = change.flow, "; ".join([change.kind.value, *_field_words(change.fields)])
        details = ", ".join(filter(None, (flow.protocol, flow.mode.value)))
        yield SIGNS[change.kind], flow.source, flow.target, f"{flow.label} ({details})", words


def _scenario_rows(changes: ModelChanges) -> Iterator[tuple[str, ...]]:
    for change in changes.scenarios:
        words = [change.kind.value, *_field_words(change.fields)]
        words += [f"{SIGNS[step.kind]} step {step_text(step)}" for step in change.steps]
        yield SIGNS[change.kind], f"{change.scenario.title} ({change.scenario.name})", "; ".join(words)


def _ingestion_rows(changes: ModelChanges) -> Iterator[tuple[str, ...]]:
    for change in changes.ingestion:
        words = "; ".join([change.kind.value, *_field_words(change.fields)])
        yield SIGNS[change.kind], change.source.system, change.source.title, words


def _field_words(fields: Iterable[FieldChange]) -> Iterator[str]:
    yield from map(field_text, fields)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows[:_MAX_ROWS]:
        yield f"| {' | '.join(map(escape, row))} |"
    yield from _rest(len(rows))


def _details(summary: str, content: Iterable[str]) -> Iterator[str]:
    yield from ("", "<details>", f"<summary>{html.escape(visible(summary))}</summary>", "", *content, "", "</details>")
