"""The directive ``c4-lineage``: where a datum, or the data of an element, comes from and goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.diagram import diagram_node
from sphinxcontrib_c4.sphinx.directives.options import WHAT_IF_OPTIONS
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.directives.tables import node_table
from sphinxcontrib_c4.sphinx.nodes import c4_fold, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries.diagrams import LineageDiagramQuery
from sphinxcontrib_c4.sphinx.queries.reports import LineageQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.analysis import ElementName, FlowText, LineageReport, LineageRow

_MAX_ROWS = 30
_MAX_UNKNOWN = 5
"""Longer lists are folded."""

_HEADINGS = ("Step", "From", "To", "Data", "Flow")
_WIDTHS = (6, 18, 18, 24, 30)


class LineageDirective(ReportDirective):
    """A report on the lineage of a datum or an element."""

    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, **WHAT_IF_OPTIONS}

    def run(self) -> list[Node]:
        """Return a frame with a verdict, a drawing, a table of the steps, and what is unknown."""
        report = self.run_query(LineageQuery(self.argument, self.without, self.asynchronous))
        if report is None:
            return [self.error_node()]
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-lineage")
        self._anchor = make_id(self.env, self.state.document, f"{NAME}-lineage", report.subject)
        frame += self._verdict(report)
        frame += self._figure(report)
        frame += self._steps(report)
        frame += self._loops(report)
        frame += self._ingestion(report)
        frame += self._unknown(report.unknown)
        frame += [text_node(nodes.paragraph, note) for note in report.notes]
        return [self.set_source(frame)]

    def _verdict(self, report: LineageReport) -> nodes.container:
        target = nodes.target("", "", ids=[self._anchor])
        self.state.document.note_explicit_target(target)
        verdict = paragraph(target, nodes.strong(report.verdict, report.verdict, support_smartquotes=False))
        facts = (text_node(nodes.paragraph, fact) for fact in report.facts)
        return nodes.container("", *self.what_if(report.what_if), verdict, *facts, classes=["c4-verdict"])

    def _figure(self, report: LineageReport) -> Iterator[Node]:
        if not report.rows:
            return
        query = LineageDiagramQuery(self.argument, self.without, self.asynchronous)
        rendered = self.run_query(query)
        if rendered is not None and rendered.view.elements:
            diagram = diagram_node(self, rendered, query, self._anchor, unfiltered=False)
            yield nodes.figure("", diagram, classes=["c4-figure"])

    def _steps(self, report: LineageReport) -> Iterator[Node]:
        if report.rows:
            yield self.heading(f"Steps ({len(report.rows)})")
            table = node_table("", _HEADINGS, _WIDTHS, map(self._row, report.rows), "c4-reached")
            yield self._folded(f"Show all {len(report.rows)} steps", table, is_long=len(report.rows) > _MAX_ROWS)

    def _row(self, row: LineageRow) -> list[list[Node]]:
        return [
            [text_node(nodes.paragraph, f"{row.number}{' ↔' if row.arrow == '↔' else ''}")],
            [paragraph(self._name(row.source))],
            [paragraph(self._name(row.target))],
            [text_node(nodes.paragraph, row.data or "unknown")],
            [paragraph(*self._flow(row))],
        ]

    def _flow(self, row: LineageRow) -> Iterator[Node]:
        yield self.reference_node(("flow", row.flow), row.label, self._anchor)
        yield nodes.Text(f" ({row.details}) ")
        yield self.line_node(row.ref)

    def _loops(self, report: LineageReport) -> Iterator[Node]:
        if report.loops:
            yield self.heading(f"Loops ({len(report.loops)})")
            yield nodes.bullet_list("", *(self.item(*self._loop(loop)) for loop in report.loops))

    def _loop(self, loop: Sequence[ElementName]) -> Iterator[Node]:
        for number, element in enumerate(loop):
            if number:
                yield nodes.Text(" → ")
            yield self._name(element)

    def _ingestion(self, report: LineageReport) -> Iterator[Node]:
        if report.ingestion:
            yield self.heading(f"Fetched on a schedule ({len(report.ingestion)})")
            sources = report.ingestion
            items = (self.item(nodes.Text(f"{source.text} "), self.line_node(source.ref)) for source in sources)
            yield nodes.bullet_list("", *items)

    def _unknown(self, flows: Sequence[FlowText]) -> Iterator[Node]:
        if flows:
            yield self.heading(f"Unknown ({len(flows)})")
            yield text_node(nodes.paragraph, "These flows at elements of the lineage do not state their data.")
            listed = nodes.bullet_list("", *(self.item(*self.flow(flow, self._anchor)) for flow in flows))
            yield self._folded(f"Show all {len(flows)} flows", listed, is_long=len(flows) > _MAX_UNKNOWN)

    def _folded(self, title: str, node: Node, *, is_long: bool) -> Node:
        return c4_fold("", text_node(nodes.paragraph, title), node) if is_long else node

    def _name(self, element: ElementName) -> Node:
        return self.reference_node((element.kind, element.name), element.title, self._anchor)


DIRECTIVES = {"c4-lineage": LineageDirective}
