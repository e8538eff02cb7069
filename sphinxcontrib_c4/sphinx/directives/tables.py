"""The directives for tables: the elements of a system, and what it fetches from others."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive, IndexEntry, index_entry, index_of
from sphinxcontrib_c4.sphinx.directives.options import list_of
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import said
from sphinxcontrib_c4.sphinx.objects import KINDS, Rank
from sphinxcontrib_c4.sphinx.xrefs import leading, linked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.tables import Row, Table


class TableDirective(C4Directive):
    """A directive that makes tables out of the model."""

    def made(self, table: Table, style: str) -> nodes.table:
        """The node of a table. Where widths would take style attributes, its columns are as wide as their text."""
        body = nodes.tbody("", *(self._row(row) for row in table.rows))
        columns = [nodes.colspec(colwidth=width) for width in table.widths]
        columns[0]["stub"] = 1
        head = nodes.thead("", _cells([[said(nodes.paragraph, text)] for text in table.headings]))
        group = nodes.tgroup("", *columns, head, body, cols=len(columns))
        title = said(nodes.title, table.title)
        return self.located(nodes.table("", title, group, classes=[style, "colwidths-auto"]))

    def _row(self, row: Row) -> nodes.row:
        name = said(nodes.paragraph, row.title, *self.titled(row))
        if row.is_brittle:
            name += [nodes.Text(" "), nodes.strong("(brittle)", "(brittle)")]
        return _cells([[name], *([said(nodes.paragraph, text, linked(text)) for text in cell] for cell in row.cells)])

    def titled(self, row: Row) -> Iterable[Node]:
        """The title of a row, as it stands in the page."""
        yield leading(row.url, row.title)


class Elements(TableDirective):
    """Tables of people, systems, containers and components, which other pages can refer to."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        "kind": list_of(*KINDS),
        "no-index": directives.flag,
    }

    def run(self) -> list[Node]:
        """A table for each kind that there is something of."""
        tables = self.ask(queries.elements, self.argument, self.options.get("kind", ""))
        if tables is None:
            return [self.missing()]
        self._entries: list[IndexEntry] = []
        made = [self.made(table, "c4-elements") for table in tables]
        if made:
            self.dressed(made[0])
        index = [self.located(index_of(self._entries))] if self._entries else []
        return [*index, *made]

    def titled(self, row: Row) -> Iterable[Node]:
        """The title, behind a target that references find."""
        if "no-index" not in self.options:
            yield self._target(row)
        yield leading(row.url, row.title)

    def _target(self, row: Row) -> nodes.target:
        """A target, which the domain gets to know."""
        anchor = make_id(self.env, self.state.document, f"{NAME}-{row.kind}", row.name)
        target = nodes.target("", "", ids=[anchor])
        self.state.document.note_explicit_target(target)
        rank = Rank.ROW if row.is_own else Rank.NEIGHBOUR
        self.define(row.kind, row.name, rank, anchor, row.title)
        if row.is_own:
            self._entries.append(index_entry(row.title, row.kind, anchor))
        return target


class Ingestion(TableDirective):
    """A table of where a system fetches data from."""

    def run(self) -> list[Node]:
        """The table, or a sentence where there is nothing to put into it."""
        table = self.ask(queries.ingestion, self.argument)
        if table is None:
            return [self.missing()]
        if not table.rows:
            text = "The model tells of no data that is fetched."
            return [self.dressed(said(nodes.paragraph, text), "c4-ingestion")]
        return [self.dressed(self.made(table, "c4-ingestion"))]


def _cells(cells: Iterable[Iterable[Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))


DIRECTIVES = {"c4-elements": Elements, "c4-ingestion": Ingestion}
