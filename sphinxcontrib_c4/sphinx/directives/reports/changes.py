"""The directive ``c4-changes``: what differs from an earlier model, and the findings that this causes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.model import count_noun
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.diagram import diagram_node
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.directives.tables import node_table
from sphinxcontrib_c4.sphinx.nodes import c4_fold, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries.diagrams import ChangedViewQuery
from sphinxcontrib_c4.sphinx.queries.reports import ChangesQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.changes import (
        BlameText,
        ChangedFindingCard,
        ChangeRow,
        ChangesPage,
        ChangeTable,
    )

_MAX_ROWS = 10
"""A longer table is folded."""


class ChangesDirective(ReportDirective):
    """A report on the changes since the model that ``c4_changes_base`` names, of one system or of all."""

    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, "no-diagrams": directives.flag}

    def run(self) -> list[Node]:
        """Return a frame with findings, drawings and tables."""
        page = self.run_query(ChangesQuery(self.argument))
        if page is None:
            return [self.error_node()]
        self._anchor = make_id(self.env, self.state.document, f"{NAME}-changes", self.argument or "all")
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-changes")
        frame += self._verdict(page)
        frame += self._cards("Caused by the change", page.caused)
        frame += self._cards("Resolved by the change", page.resolved)
        for name in page.views if "no-diagrams" not in self.options else ():
            frame += self._figure(name)
        for table in page.tables:
            frame += self._table(table)
        return [self.set_source(frame)]

    def _verdict(self, page: ChangesPage) -> nodes.container:
        target = nodes.target("", "", ids=[self._anchor])
        self.state.document.note_explicit_target(target)
        verdict = paragraph(target, nodes.strong(page.summary, page.summary, support_smartquotes=False))
        rest = [text_node(nodes.paragraph, page.findings)] if page.findings else []
        return nodes.container("", verdict, *rest, classes=["c4-verdict"])

    def _cards(self, heading: str, cards: tuple[ChangedFindingCard, ...]) -> Iterator[Node]:
        if cards:
            yield self.heading(heading)
        for content in cards:
            anchor = make_id(self.env, self.state.document, f"{NAME}-change", content.key[:12])
            card = self.card(content.severity, content.title, content.state, anchor)
            card += self.facts([content.kind])
            if content.blames:
                card += nodes.bullet_list("", *map(self._blame, content.blames))
            else:
                card += text_node(nodes.paragraph, "Several changes together are the cause.")
            if heading.startswith("Caused") and content.advice:
                card += self.label("What to do")
                card += text_node(nodes.paragraph, content.advice)
            yield card

    def _blame(self, blame: BlameText) -> nodes.list_item:
        line = [nodes.Text(" "), self.line_node(blame.ref)] if blame.ref else []
        return self.item(nodes.Text(blame.text), *line)

    def _figure(self, name: str) -> Iterator[Node]:
        query = ChangedViewQuery(name, self.argument)
        rendered = self.run_query(query)
        if rendered is not None:
            diagram = diagram_node(self, rendered, query, self._anchor, unfiltered=False)
            yield nodes.figure("", diagram, classes=["c4-figure"])

    def _table(self, table: ChangeTable) -> Iterator[Node]:
        yield self.heading(f"{table.heading} ({len(table.rows)})")
        table_node = node_table(
            "", ("What", "Change", "Details"), (30, 10, 50), map(self._row, table.rows), "c4-differences"
        )
        is_long = len(table.rows) > _MAX_ROWS
        title = text_node(nodes.paragraph, f"Show {count_noun(len(table.rows), 'change')}")
        yield c4_fold("", title, table_node) if is_long else table_node

    def _row(self, row: ChangeRow) -> list[list[Node]]:
        details: list[Node] = [text_node(nodes.paragraph, text) for text in row.details]
        if row.ref:
            details.append(paragraph(self.line_node(row.ref)))
        return [[paragraph(self._title(row))], [text_node(nodes.paragraph, row.change)], details]

    def _title(self, row: ChangeRow) -> Node:
        if row.kind:
            return self.reference_node((row.kind, row.name), row.title, self._anchor)
        return text_node(nodes.inline, row.title)


DIRECTIVES = {"c4-changes": ChangesDirective}
