"""The directive that gives readers the workspace, and its link."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx.util.osutil import relative_uri

from sphinxcontrib_c4.sphinx import topics
from sphinxcontrib_c4.sphinx.directive import C4Directive
from sphinxcontrib_c4.sphinx.nodes import c4_download, said
from sphinxcontrib_c4.sphinx.sites import is_site
from sphinxcontrib_c4.sphinx.workspaces import base_url

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

_OPENING = "https://docs.structurizr.com/local/quickstart"


class Workspace(C4Directive):
    """A link to the workspace of the model, and how to open it."""

    optional_arguments: ClassVar[int] = 0

    def run(self) -> list[Node]:
        """A paragraph; the link in it is found out when the page is written."""
        path = self.ask(topics.workspace_path)
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


def finish_download(app: Sphinx, node: c4_download, docname: str) -> None:
    """Let ``node`` lead to the workspace: beside the page, or else in the site whose address is known."""
    path = quote(node["path"])
    if is_site(app.builder):
        node["address"] = relative_uri(app.builder.get_target_uri(docname).partition("#")[0], path)
    elif base_url(app):
        node.replace_self(nodes.reference("", "", *node.children, refuri=urljoin(base_url(app), path), internal=False))


DIRECTIVES = {"c4-workspace": Workspace}
