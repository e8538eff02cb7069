"""The directives for pieces of a page: prose and a legend out of the model, in nodes that every builder knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import c4_stamp, said
from sphinxcontrib_c4.sphinx.objects import Rank
from sphinxcontrib_c4.sphinx.presenters.element import paragraphs

if TYPE_CHECKING:
    from docutils.nodes import Node


class Description(C4Directive):
    """What the model says of an element, of a scenario, or of itself."""

    def run(self) -> list[Node]:
        """A target, and one paragraph for each of the text."""
        found = self.ask(queries.description, self.argument)
        if found is None:
            return [self.missing()]
        parts = [self.located(said(nodes.paragraph, text)) for text in paragraphs(found.text)]
        if not parts:
            return []
        self.dressed(parts[0], "c4-description")
        if not found.kind:
            return [*parts]
        anchor = make_id(self.env, self.state.document, f"{NAME}-{found.kind}", found.name)
        target = self.located(nodes.target("", "", ids=[anchor]))
        self.state.document.note_explicit_target(target)
        self.define(found.kind, found.name, Rank.DESCRIPTION, anchor, found.title)
        return [target, *parts]


class Provenance(C4Directive):
    """From which files a page was generated, when, and by which version."""

    def run(self) -> list[Node]:
        """A paragraph whose words are put in when the page is written."""
        system = self.ask(queries.stamped_system, self.argument)
        if system is None:
            return [self.missing()]
        self.domain.note_stamp(system)
        return [self.dressed(nodes.paragraph("", "", c4_stamp(system=system)), "c4-provenance")]


DIRECTIVES = {"c4-description": Description, "c4-provenance": Provenance}
