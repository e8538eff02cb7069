"""The directives for text: descriptions in the model, and the provenance of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.nodes import c4_provenance, text_node
from sphinxcontrib_c4.sphinx.objects import NAME, TargetPriority
from sphinxcontrib_c4.sphinx.presenters.element import paragraphs
from sphinxcontrib_c4.sphinx.queries.elements import DescriptionQuery, ProvenanceQuery

if TYPE_CHECKING:
    from docutils.nodes import Node


class DescriptionDirective(C4Directive):
    """The description of an element, a scenario or the landscape."""

    def run(self) -> list[Node]:
        """Return a target and the paragraphs of the description, or an invisible node if the description is empty."""
        description = self.run_query(DescriptionQuery(self.argument))
        if description is None:
            return [self.error_node()]
        parts = [self.set_source(text_node(nodes.paragraph, text)) for text in paragraphs(description.text)]
        if not parts:
            return [nodes.comment()]  # Sphinx fails on a block quote without content, such as an epigraph
        self.add_common_attributes(parts[0], "c4-description")
        if not description.kind:
            return [*parts]
        anchor = make_id(self.env, self.state.document, f"{NAME}-{description.kind}", description.name)
        target = self.set_source(nodes.target("", "", ids=[anchor]))
        self.state.document.note_explicit_target(target)
        priority = TargetPriority.DESCRIPTION
        self.note_object(description.kind, description.name, priority, anchor, description.title)
        return [target, *parts]


class ProvenanceDirective(C4Directive):
    """The files, the date and the version that a page was generated from."""

    def run(self) -> list[Node]:
        """Return a paragraph whose text is resolved when the page is written."""
        system = self.run_query(ProvenanceQuery(self.argument))
        if system is None:
            return [self.error_node()]
        self.domain.note_provenance(system)
        provenance = nodes.paragraph("", "", c4_provenance(system=system))
        return [self.add_common_attributes(provenance, "c4-provenance")]


DIRECTIVES = {"c4-description": DescriptionDirective, "c4-provenance": ProvenanceDirective}
