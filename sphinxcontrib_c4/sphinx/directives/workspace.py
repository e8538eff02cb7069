"""The directive that gives readers the workspace, and its link."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.nodes import c4_download, said

if TYPE_CHECKING:
    from docutils.nodes import Node


_OPENING = "https://docs.structurizr.com/local/quickstart"


class Workspace(C4Directive):
    """A link to the workspace of the model, and how to open it."""

    optional_arguments: ClassVar[int] = 0

    def run(self) -> list[Node]:
        """A paragraph; the link in it is found out when the page is written."""
        path = self.ask(queries.workspace_path)
        if path is None:
            return [self.missing()]
        link = said(c4_download, "Structurizr workspace", path=path)
        name = said(nodes.literal, "workspace.json")
        manual = said(nodes.reference, "Structurizr local", refuri=_OPENING, internal=False)
        parts = (
            link,
            nodes.Text(" with this model and all its views. To open it, save it as "),
            name,
            nodes.Text(" in an empty folder, and start "),
            manual,
            nodes.Text(" with that folder."),
        )
        text = "".join(part.astext() for part in parts)
        return [self.located(self.dressed(said(nodes.paragraph, text, *parts), "c4-workspace"))]


DIRECTIVES = {"c4-workspace": Workspace}
