"""The impact of a failure, and the paths between two elements, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from sphinxcontrib_c4.analysis.impact.impact import Impact
from sphinxcontrib_c4.analysis.impact.paths import PathSearch
from sphinxcontrib_c4.analysis.output.impact_report import (
    OTHER_TRIGGERS,
    ImpactGroup,
    ImpactReport,
    ImpactRow,
    PathReport,
    build_impact_report,
    build_path_report,
)
from sphinxcontrib_c4.analysis.output.naming import FullNaming
from sphinxcontrib_c4.analysis.output.text_page import TextPage
from sphinxcontrib_c4.analysis.what_if import what_if_sentence
from sphinxcontrib_c4.model import Model, Position, join_names

_MAX_ROWS = 15
_MAX_CALLS = 5


def impact_to_text(impact: Impact, *, width: int = 80) -> str:
    """Return the impact in lines of at most ``width`` characters, as far as names allow."""
    report = build_impact_report(impact, FullNaming(impact.model))
    page = _page(impact.model, width)
    page.paragraph(report.verdict, hang=2)
    page.paragraph(f"Owner: {report.owner or 'the model names none'}", hang=2)
    _write_owners(page, report)
    for group in report.groups:
        _write_group(page, group)
    if report.by_other_triggers:
        names = join_names((element.title for element in report.by_other_triggers), limit=_MAX_ROWS)
        page.blank_line()
        page.paragraph(f"{OTHER_TRIGGERS}: {names}", hang=2)
    _write_people(page, report)
    _write_scenarios(page, report)
    _write_needs(page, report)
    if report.notes:
        page.heading("How to read this")
    for note in report.notes:
        page.paragraph(note)
    return page.text()


def paths_to_text(searches: Iterable[PathSearch], model: Model, *, width: int = 80) -> str:
    """Return the paths in lines of at most ``width`` characters, as far as names allow."""
    page = _page(model, width)
    for search in searches:
        _write_paths(page, build_path_report(search, FullNaming(model)))
    return page.text()


def _page(model: Model, width: int) -> TextPage:
    """Return a page that begins with the assumptions if ``model`` is a what-if."""
    page = TextPage(width, _positions(model))
    if model.assumptions:
        page.paragraph(what_if_sentence(model), hang=2)
    return page


def _positions(model: Model) -> dict[str, Position]:
    return {
        **{flow.ref: flow.position for flow in model.flows},
        **{
            scenario.step_ref(number): step.position
            for scenario in model.scenarios
            for number, step in enumerate(scenario.steps)
        },
    }


# --- Elements ---


def _write_group(page: TextPage, group: ImpactGroup) -> None:
    page.heading(f"{group.heading} ({len(group.rows)})")
    page.paragraph(group.meaning)
    for row in group.rows[:_MAX_ROWS]:
        _write_row(page, row)
    page.remainder(len(group.rows) - _MAX_ROWS, indent=2)


def _write_row(page: TextPage, row: ImpactRow) -> None:
    """Write the chain of an element and, of a single call, the flow with its line in the model."""
    owner = f" [{row.owner}]" if row.owner else ""
    may = f" ({row.effect})" if row.is_possible else ""
    page.paragraph(f"{row.path}{may}{owner}", indent=2, hang=2)
    if row.is_direct:
        _write_call(page, row, indent=4)
    elif row.confirmed_by:
        page.paragraph(f"as in {join_names(title for _, title in row.confirmed_by)}", indent=4, hang=2)


def _write_call(page: TextPage, row: ImpactRow, *, indent: int) -> None:
    for number, flow in enumerate(row.flows):
        more = f", and {row.more} more" if row.more and number == len(row.flows) - 1 else ""
        page.paragraph(f"{flow.ends}{flow.label}{flow.details}{more}", indent=indent, hang=2)
        page.position(flow.ref, indent=indent)


def _write_needs(page: TextPage, report: ImpactReport) -> None:
    if report.needs:
        page.heading(f"{report.needs_heading} ({sum(len(group.rows) for group in report.needs)})")
    for group in report.needs:
        for prefix, is_direct in (("", True), (" (through others)", False)):
            names = [row.element.title for row in group.rows if row.is_direct is is_direct]
            if names:
                page.paragraph(f"{group.heading}{prefix}: {join_names(names, limit=_MAX_ROWS)}", hang=2)


# --- People, scenarios and owners ---


def _write_people(page: TextPage, report: ImpactReport) -> None:
    if report.people:
        page.heading(f"People who notice ({len(report.people)})")
    for row in report.people:
        page.paragraph(f"{row.flow.ends}{row.flow.label}{row.flow.details}", indent=2, hang=2)


def _write_scenarios(page: TextPage, report: ImpactReport) -> None:
    if report.scenarios:
        page.heading(f"Scenarios ({len(report.scenarios)})")
    for row in (row for row in report.scenarios if row.is_direct):
        page.paragraph(f"{row.title} {row.effect} at step {row.first.number}: {row.first.text}", indent=2, hang=2)
    further = [f"{row.title} (step {row.first.number})" for row in report.scenarios if not row.is_direct]
    if further:
        page.paragraph(
            f"May stop or be delayed through others: {join_names(further, limit=_MAX_ROWS)}", indent=2, hang=2
        )


def _write_owners(page: TextPage, report: ImpactReport) -> None:
    if not any(row.owner for row in report.owners):
        return
    page.heading("Whom to call")
    for row in report.owners:
        names = join_names(element.title for element in row.elements)
        page.paragraph(f"{row.owner or 'No owner in the model'}: {names}", indent=2, hang=2)


# --- Paths ---


def _write_paths(page: TextPage, report: PathReport) -> None:
    page.heading(f"{report.source.title} → {report.target.title}")
    page.paragraph(report.verdict, hang=2)
    for number, row in enumerate(report.paths, 1):
        page.paragraph(f"{number}. {row.path} ({row.mode})", hang=3)
        if number <= _MAX_CALLS:
            for call in row.calls:
                _write_call(page, call, indent=5)
    page.remainder(report.more, "path")
