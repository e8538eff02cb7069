"""The directive ``c4-impact``: what stops if an element is down, and all paths between two elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.model import count_noun
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.diagram import diagram_node
from sphinxcontrib_c4.sphinx.directives.options import WHAT_IF_OPTIONS
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.directives.tables import node_table
from sphinxcontrib_c4.sphinx.nodes import c4_fold, numbered_list, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries.diagrams import ImpactDiagramQuery, PathDiagramQuery
from sphinxcontrib_c4.sphinx.queries.reports import ImpactQuery, PathQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.analysis import (
        ElementName,
        ImpactGroup,
        ImpactReport,
        ImpactRow,
        PathReport,
        PathRow,
        ScenarioRow,
    )
    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView

_MAX_ROWS = 10
"""A longer table is folded."""


class ImpactDirective(ReportDirective):
    """A report on a failure of an element, or the paths from it to another one."""

    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        **WHAT_IF_OPTIONS,
        "to": directives.unchanged_required,
    }

    def run(self) -> list[Node]:
        """Return a frame with the whole report."""
        target = " ".join(self.options.get("to", "").split())
        if target:
            reports = self.run_query(PathQuery(self.argument, target, self.without, self.asynchronous))
            return [self._paths(reports, target) if reports else self.error_node()]
        report = self.run_query(ImpactQuery(self.argument, self.without, self.asynchronous))
        return [self._impact(report) if report else self.error_node()]

    # --- Impact ---

    def _impact(self, report: ImpactReport) -> nodes.container:
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-impact")
        self._anchor = make_id(self.env, self.state.document, f"{NAME}-impact", report.subject.name)
        frame += self._verdict(report)
        if report.groups:
            frame += self._figure(ImpactDiagramQuery(self.argument, self.without, self.asynchronous))
        for group in report.groups:
            frame += self._group(group)
        if report.by_other_triggers:
            from sphinxcontrib_c4.analysis import OTHER_TRIGGERS  # pages without this report do without the package

            frame += paragraph(nodes.Text(f"{OTHER_TRIGGERS}: "), *self._links(report.by_other_triggers))
        frame += self._people(report)
        frame += self._scenarios(report)
        frame += self._needs(report)
        frame += [text_node(nodes.paragraph, note) for note in report.notes]
        return self.set_source(frame)

    def _verdict(self, report: ImpactReport) -> nodes.container:
        target = nodes.target("", "", ids=[self._anchor])
        self.state.document.note_explicit_target(target)
        verdict = paragraph(target, nodes.strong(report.verdict, report.verdict, support_smartquotes=False))
        frame = nodes.container("", *self.what_if(report.what_if), verdict, classes=["c4-verdict"])
        if any(row.owner for row in report.owners):
            frame += self.label("Whom to call")
            rows = ((row.owner or "No owner in the model", row.elements) for row in report.owners)
            frame += nodes.bullet_list("", *(self._names(owner, elements) for owner, elements in rows))
        else:
            frame += text_node(nodes.paragraph, "The model names no owner of these elements.")
        return frame

    def _figure(self, query: Query[RenderedView]) -> Iterator[Node]:
        rendered = self.run_query(query)
        if rendered is not None:
            diagram = diagram_node(self, rendered, query, self._anchor, unfiltered=False)
            yield nodes.figure("", diagram, classes=["c4-figure"])

    def _group(self, group: ImpactGroup) -> Iterator[Node]:
        yield self.heading(f"{group.heading} ({len(group.rows)})")
        yield text_node(nodes.paragraph, group.meaning)
        headings = ("Element", "Because", *(["Owner"] if any(row.owner for row in group.rows) else []))
        rows = [self._row(row)[: len(headings)] for row in group.rows]
        table = node_table("", headings, (20, 50, 14)[: len(headings)], rows, "c4-reached")
        is_long = len(rows) > _MAX_ROWS
        yield c4_fold("", text_node(nodes.paragraph, f"Show all {len(rows)}"), table) if is_long else table

    def _row(self, row: ImpactRow) -> list[list[Node]]:
        chain = row.path.removeprefix(row.element.title).strip()
        because: list[Node] = [paragraph(*self._call(row)) if row.is_direct else text_node(nodes.paragraph, chain)]
        if row.is_possible:
            because.append(text_node(nodes.paragraph, row.effect.capitalize()))
        if row.confirmed_by:
            scenarios = self._links(("scenario", *each) for each in row.confirmed_by)
            noun = "Scenario" if len(row.confirmed_by) == 1 else "Scenarios"
            because.append(paragraph(nodes.Text(f"{noun}: "), *scenarios))
        return [[paragraph(self._name(row.element))], because, [text_node(nodes.paragraph, row.owner)]]

    def _call(self, row: ImpactRow) -> Iterator[Node]:
        yield from self.flows(row.queue, row.flows, self._anchor)
        if row.more:
            yield nodes.Text(f", and {row.more} more")

    # --- People, scenarios and needs ---

    def _people(self, report: ImpactReport) -> Iterator[Node]:
        if report.people:
            yield self.heading(f"People who notice ({len(report.people)})")
            yield nodes.bullet_list("", *(self.item(*self.flow(row.flow, self._anchor)) for row in report.people))

    def _scenarios(self, report: ImpactReport) -> Iterator[Node]:
        if not report.scenarios:
            return
        yield self.heading(f"Scenarios ({len(report.scenarios)})")
        direct = [row for row in report.scenarios if row.is_direct]
        others = [row for row in report.scenarios if not row.is_direct]
        if direct:
            yield nodes.bullet_list("", *map(self._scenario, direct))
        if others:
            links = (("scenario", row.name, row.title) for row in others)
            steps = [f" (step {row.first.number})" for row in others]
            yield paragraph(nodes.Text("May stop or be delayed through others: "), *self._links(links, steps))

    def _scenario(self, row: ScenarioRow) -> nodes.list_item:
        title = self.reference_node(("scenario", row.name), row.title, self._anchor)
        text = nodes.Text(f" {row.effect} at step {row.first.number}: {row.first.text} ")
        return self.item(title, text, self.line_node(row.first.ref))

    def _needs(self, report: ImpactReport) -> Iterator[Node]:
        if not report.needs:
            return
        yield self.heading(f"{report.needs_heading} ({sum(len(group.rows) for group in report.needs)})")
        items = []
        for group in report.needs:
            for suffix, is_direct in (("", True), (" (through others)", False)):
                elements = [row.element for row in group.rows if row.is_direct is is_direct]
                if elements:
                    items.append(self._names(f"{group.heading}{suffix}", elements))
        yield nodes.bullet_list("", *items)

    def _names(self, heading: str, elements: Iterable[ElementName]) -> nodes.list_item:
        return self.item(nodes.Text(f"{heading}: "), *self._links(elements))

    def _links(self, names: Iterable[tuple[str, str, str]], suffixes: Sequence[str] = ()) -> Iterator[Node]:
        for number, (kind, name, title) in enumerate(names):
            if number:
                yield nodes.Text(", ")
            yield self.reference_node((kind, name), title, self._anchor)
            yield from (nodes.Text(suffix) for suffix in suffixes[number : number + 1])

    def _name(self, element: ElementName) -> Node:
        return self.reference_node((element.kind, element.name), element.title, self._anchor)

    # --- Paths ---

    def _paths(self, reports: tuple[PathReport, ...], target: str) -> nodes.container:
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-impact")
        ends = f"{reports[0].source.name}-{reports[0].target.name}"
        self._anchor = make_id(self.env, self.state.document, f"{NAME}-paths", ends)
        anchor = nodes.target("", "", ids=[self._anchor])
        self.state.document.note_explicit_target(anchor)
        frame += paragraph(anchor)
        frame += self.what_if(reports[0].what_if)
        if any(report.paths for report in reports):
            frame += self._figure(PathDiagramQuery(self.argument, target, self.without, self.asynchronous))
        for report in reports:
            frame += self._direction(report)
        return self.set_source(frame)

    def _direction(self, report: PathReport) -> Iterator[Node]:
        yield paragraph(nodes.strong(report.verdict, report.verdict, support_smartquotes=False))
        if report.paths:
            yield numbered_list(self._path(row) for row in report.paths)
        if report.more:
            more = count_noun(report.more, "more path")
            yield text_node(nodes.paragraph, f"Run `sphinx-c4 impact --to … --format json` to list {more}.")

    def _path(self, row: PathRow) -> nodes.list_item:
        calls = (self.item(nodes.Text(f"{call.path}: "), *self._call(call)) for call in row.calls if call.flows)
        return nodes.list_item(
            "", text_node(nodes.paragraph, f"{row.path} ({row.mode})"), nodes.bullet_list("", *calls)
        )


DIRECTIVES = {"c4-impact": ImpactDirective}
