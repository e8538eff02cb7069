"""directives.legend"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.domain import NAME, domain_of
from sphinxcontrib_c4.sphinx.logging import Unanswered, warn
from sphinxcontrib_c4.sphinx.nodes import c4_key, prefix, said
from sphinxcontrib_c4.sphinx.presenters.diagram import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Node

    from sphinxcontrib_c4.drawing import LegendEntry


class Legend(C4Directive):
    """How to read a drawing: the shapes and lines in use, and no others."""

    def run(self) -> list[Node]:
        """A list in a frame; it is filled in when the whole page is read, where it is about the page."""
        frame = self.dressed(nodes.container(), "c4-legend")
        if not self.argument:
            pending = self.located(nodes.pending(LegendOfPage))
            self.state.document.note_pending(pending)
            frame += pending
            return [frame]
        entries = self.ask(queries.legend, self.argument)
        if entries is None:
            frame += self.missing()
        else:
            serial = self.env.new_serialno(NAME)
            frame += self.located(_legend(entries, self.env.docname, self.argument, serial))
        return [frame]


class LegendOfPage(SphinxTransform):
    """Fill in a legend of a page: of the drawings on the page or, where there are none, of the primary system's."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Put the list in the place of its node."""
        node = self.startnode
        assert isinstance(node, nodes.pending)
        made = self._made(node)
        for each in made.findall(nodes.Element):
            each.source, each.line = node.source, node.line
        node.replace_self(made)

    def _made(self, node: nodes.pending) -> nodes.definition_list | nodes.paragraph:
        try:
            return _legend(self._entries(), self.env.docname, "", self.env.new_serialno(f"{NAME}-page"))
        except Unanswered as reason:
            warn(reason.kind, f"c4-legend: {reason}", location=node)
            return said(nodes.paragraph, "c4-legend cannot be shown.")

    def _entries(self) -> Sequence[LegendEntry]:
        domain, docname = domain_of(self.env), self.env.docname
        diagrams = domain.diagrams(docname)
        if diagrams:
            return key_of([domain.answers.again(diagram.question).view for diagram in diagrams])
        return domain.ask(docname, queries.legend, "")


def _legend(entries: Sequence[LegendEntry], *place: object) -> nodes.definition_list:
    """A list of the symbols and what they mean, at a ``place`` that tells it from all other legends of the site."""
    return nodes.definition_list("", *(_entry(entry, *place) for entry in entries))


def _entry(entry: LegendEntry, *place: object) -> nodes.definition_list_item:
    from sphinxcontrib_c4.drawing import legend_svg

    drawing = legend_svg([entry], prefix=prefix(*place, entry.title))
    symbol = said(c4_key, entry.title, drawing=drawing)
    meaning = said(nodes.paragraph, entry.meaning)
    return nodes.definition_list_item("", nodes.term(entry.title, "", symbol), nodes.definition("", meaning))


DIRECTIVES = {"c4-legend": Legend}
