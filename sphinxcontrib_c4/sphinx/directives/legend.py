"""The directive ``c4-legend``, and the transform that completes the legend of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinxcontrib_c4.drawing import legend_svg
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import QueryError, warn
from sphinxcontrib_c4.sphinx.nodes import c4_key, id_prefix, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.presenters.diagram import legend_of
from sphinxcontrib_c4.sphinx.queries.diagrams import LegendQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Node

    from sphinxcontrib_c4.drawing import LegendEntry


class LegendDirective(C4Directive):
    """A legend: the shapes and lines that a view, or all diagrams of the page, use."""

    def run(self) -> list[Node]:
        """Return a list in a frame; the legend of a page is completed when the page has been read."""
        frame = self.add_common_attributes(nodes.container(), "c4-legend")
        if not self.argument:
            pending = self.set_source(nodes.pending(PageLegend))
            self.domain.note_pending(pending)
            frame += pending
            return [frame]
        entries = self.run_query(LegendQuery(self.argument))
        if entries is None:
            frame += self.error_node()
        else:
            serial = self.env.new_serialno(NAME)
            frame += self.set_source(_legend_node(entries, self.env.docname, self.argument, serial))
        return [frame]


class PageLegend(SphinxTransform):
    """A transform that completes the legend of a page: of its diagrams, or of the primary system if it has none."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Replace the pending node by the list."""
        pending = self.startnode
        assert isinstance(pending, nodes.pending)
        legend = self._legend(pending)
        for node in legend.findall(nodes.Element):
            node.source, node.line = pending.source, pending.line
        pending.replace_self(legend)

    def _legend(self, pending: nodes.pending) -> nodes.definition_list | nodes.paragraph:
        try:
            return _legend_node(self._entries(), self.env.docname, "", self.env.new_serialno(f"{NAME}-page"))
        except QueryError as error:
            warn(error.kind, f"c4-legend: {error}", location=pending)
            return text_node(nodes.paragraph, "c4-legend cannot be shown.")

    def _entries(self) -> Sequence[LegendEntry]:
        domain, docname = domain_of(self.env), self.env.docname
        diagrams = domain.diagrams(docname)
        if diagrams:
            return legend_of([domain.queries.rerun(diagram.query).view for diagram in diagrams])
        return domain.run_query(docname, LegendQuery())


def _legend_node(entries: Sequence[LegendEntry], *place: object) -> nodes.definition_list:
    """Return a list of symbols and their meanings; ``place`` is unique for each legend of the site."""
    return nodes.definition_list("", *(_entry(entry, *place) for entry in entries))


def _entry(entry: LegendEntry, *place: object) -> nodes.definition_list_item:
    drawing = legend_svg([entry], prefix=id_prefix(*place, entry.title))
    symbol = text_node(c4_key, entry.title, drawing=drawing)
    meaning = text_node(nodes.paragraph, entry.meaning)
    return nodes.definition_list_item("", nodes.term(entry.title, "", symbol), nodes.definition("", meaning))


DIRECTIVES = {"c4-legend": LegendDirective}
