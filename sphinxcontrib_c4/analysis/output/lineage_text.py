"""The lineage of data as text for a terminal."""

from __future__ import annotations

from sphinxcontrib_c4.analysis.lineage.lineage import Lineage
from sphinxcontrib_c4.analysis.output.lineage_report import LineageReport, LineageRow, build_lineage_report
from sphinxcontrib_c4.analysis.output.naming import FullNaming
from sphinxcontrib_c4.analysis.output.text_page import TextPage

_MAX_ROWS = 40
_MAX_UNKNOWN = 8


def lineage_to_text(lineage: Lineage, *, width: int = 80) -> str:
    """Return the lineage in lines of at most ``width`` characters, as far as names allow."""
    report, model = build_lineage_report(lineage, FullNaming(lineage.model)), lineage.model
    positions = {flow.ref: flow.position for flow in model.flows}
    page = TextPage(width, {**positions, **{source.ref: source.position for source in model.ingestion}})
    page.paragraph(report.what_if, hang=2)
    page.paragraph(report.verdict, hang=2)
    for fact in report.facts:
        page.paragraph(fact, hang=2)
    _write_steps(page, report)
    _write_loops(page, report)
    _write_ingestion(page, report)
    _write_unknown(page, report)
    page.blank_line()
    for note in report.notes:
        page.paragraph(note, hang=2)
    return page.text()


def _write_steps(page: TextPage, report: LineageReport) -> None:
    if report.rows:
        page.heading(f"Steps ({len(report.rows)})")
    for row in report.rows[:_MAX_ROWS]:
        _write_step(page, row)
    page.remainder(len(report.rows) - _MAX_ROWS, "step", indent=2)


def _write_step(page: TextPage, row: LineageRow) -> None:
    page.paragraph(f"{row.number}. {row.source.title} {row.arrow} {row.target.title}", hang=3)
    page.paragraph(f"{row.data or 'data unknown'}: {row.label} ({row.details})", indent=3, hang=2)
    page.position(row.ref, indent=3)


def _write_loops(page: TextPage, report: LineageReport) -> None:
    if report.loops:
        page.heading(f"Loops ({len(report.loops)})")
    for loop in report.loops:
        page.paragraph(" → ".join(element.title for element in loop), indent=2, hang=2)


def _write_ingestion(page: TextPage, report: LineageReport) -> None:
    if report.ingestion:
        page.heading(f"Fetched on a schedule ({len(report.ingestion)})")
    for source in report.ingestion:
        page.paragraph(source.text, indent=2, hang=2)
        page.position(source.ref, indent=4)


def _write_unknown(page: TextPage, report: LineageReport) -> None:
    if report.unknown:
        page.heading(f"Unknown ({len(report.unknown)})")
        page.paragraph("These flows at elements of the lineage do not state their data:")
    for flow in report.unknown[:_MAX_UNKNOWN]:
        page.paragraph(f"{flow.ends}{flow.label}{flow.details}", indent=2, hang=2)
        page.position(flow.ref, indent=4)
    page.remainder(len(report.unknown) - _MAX_UNKNOWN, "flow", indent=2)
