"""The directive ``c4-workspace``: a link to the workspace, and how to open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.nodes import c4_download, text_node
from sphinxcontrib_c4.sphinx.queries.elements import WorkspacePathQuery

if TYPE_CHECKING:
    from docutils.nodes import Node

_MANUAL = "https://docs.structurizr.com/local/quickstart"


class WorkspaceDirective(C4Directive):
    """A download link to the workspace of the model."""

    optional_arguments: ClassVar[int] = 0

    def run(self) -> list[Node]:
        """Return a paragraph; its link is resolved when the page is written."""
        path = self.run_query(WorkspacePathQuery())
        if path is None:
            return [self.error_node()]
        parts = (
            text_node(c4_download, "Structurizr workspace", path=path),
            nodes.Text(" with this model and all its views. To open it, save it as "),
            text_node(nodes.literal, "workspace.json"),
            nodes.Text(" in an empty folder, and start "),
            text_node(nodes.reference, "Structurizr local", refuri=_MANUAL, internal=False),
            nodes.Text(" with that folder."),
        )
        text = "".join(part.astext() for part in parts)
        return [self.set_source(self.add_common_attributes(text_node(nodes.paragraph, text, *parts), "c4-workspace"))]


DIRECTIVES = {"c4-workspace": WorkspaceDirective}
