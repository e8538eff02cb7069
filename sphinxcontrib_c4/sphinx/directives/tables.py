"""The directives for tables: the elements of a system, and the sources of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import comma_separated, index_entry, index_node
from sphinxcontrib_c4.sphinx.nodes import text_node
from sphinxcontrib_c4.sphinx.objects import KINDS, NAME, TargetPriority
from sphinxcontrib_c4.sphinx.queries.elements import ElementTablesQuery, IngestionQuery
from sphinxcontrib_c4.sphinx.xrefs import external_link, linked_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.directives.options import IndexEntry
    from sphinxcontrib_c4.sphinx.presenters.tables import Table, TableRow


class TableDirective(C4Directive):
    """A directive with tables."""

    def table_node(self, table: Table, style: str) -> nodes.table:
        """Return a table; its columns are as wide as their text, where widths would require style attributes."""
        rows = (self._row(row) for row in table.rows)
        return self.set_source(node_table(table.title, table.headings, table.widths, rows, style))

    def _row(self, row: TableRow) -> list[list[Node]]:
        title = text_node(nodes.paragraph, row.title, *self.row_title(row))
        if row.is_fragile:
            title += [nodes.Text(" "), nodes.strong("(fragile)", "(fragile)")]
        cells: list[list[Node]] = [
            [text_node(nodes.paragraph, item.text, linked_text(*item)) for item in cell] for cell in row.cells
        ]
        return [[title], *cells]

    def row_title(self, row: TableRow) -> Iterable[Node]:
        """Yield the nodes of the title of a row."""
        yield external_link(row.url, row.title)


class ElementsDirective(TableDirective):
    """Tables of people, systems, containers and components, which references lead to."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        "kind": comma_separated(*KINDS),
        "no-index": directives.flag,
    }

    def run(self) -> list[Node]:
        """Return a table for each kind that the subject has elements of."""
        tables = self.run_query(ElementTablesQuery(self.argument, self.options.get("kind", ())))
        if tables is None:
            return [self.error_node()]
        self._entries: list[IndexEntry] = []
        table_nodes = [self.table_node(table, "c4-elements") for table in tables]
        if table_nodes:
            self.add_common_attributes(table_nodes[0])
        index = [self.set_source(index_node(self._entries))] if self._entries else []
        return [*index, *map(_in_scrolling_frame, table_nodes)]

    def row_title(self, row: TableRow) -> Iterable[Node]:
        """Yield a target and the title."""
        if "no-index" not in self.options:
            yield self._target(row)
        yield external_link(row.url, row.title)

    def _target(self, row: TableRow) -> nodes.target:
        """Return a target, and record the object."""
        anchor = make_id(self.env, self.state.document, f"{NAME}-{row.kind}", row.name)
        target = nodes.target("", "", ids=[anchor])
        self.state.document.note_explicit_target(target)
        priority = TargetPriority.ROW if row.is_own else TargetPriority.NEIGHBOUR
        self.note_object(row.kind, row.name, priority, anchor, row.title)
        if row.is_own:
            self._entries.append(index_entry(row.title, row.kind, anchor))
        return target


class IngestionDirective(TableDirective):
    """A table of the sources that a system fetches data from."""

    def run(self) -> list[Node]:
        """Return the table, or a sentence if it has no rows."""
        table = self.run_query(IngestionQuery(self.argument))
        if table is None:
            return [self.error_node()]
        if not table.rows:
            text = "The model defines no ingestion sources."
            return [self.add_common_attributes(text_node(nodes.paragraph, text), "c4-ingestion")]
        return [_in_scrolling_frame(self.add_common_attributes(self.table_node(table, "c4-ingestion")))]


def _in_scrolling_frame(table: nodes.table) -> nodes.container:
    """Return a frame in which a table scrolls that long words make wider than the column of a page."""
    return nodes.container("", table, classes=["c4-table"])


def node_table(
    title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Iterable[Iterable[Node]]], style: str
) -> nodes.table:
    """Return a table with the class ``style``; each row has a list of nodes for each cell, the title first.

    Args:
        title: the title, or ``""``.
        widths: the widths of the columns in characters, for plain text.
    """
    columns = [nodes.colspec(colwidth=width) for width in widths]
    columns[0]["stub"] = 1
    head = nodes.thead("", _row_of([[text_node(nodes.paragraph, text)] for text in headings]))
    body = nodes.tbody("", *map(_row_of, rows))
    table = nodes.table("", classes=[style, "colwidths-auto"])
    if title:
        table += text_node(nodes.title, title)
    table += nodes.tgroup("", *columns, head, body, cols=len(columns))
    return table


def _row_of(cells: Iterable[Iterable[Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))


DIRECTIVES = {"c4-elements": ElementsDirective, "c4-ingestion": IngestionDirective}
