"""The description of the public API, whose names and parameters are compared with the code."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_SIGNATURE = re.compile(r"(?P<name>\w+)(?:\((?P<parameters>[^)]*)\))?")


class PublicNames(SphinxDirective):
    """A definition list whose terms are names of a module: ``load(path)``, ``Model``.

    A term with parameters lists those that are part of the API, in the order of the function.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[Node]:
        content = self.parse_content_to_nodes()
        for term in (term for node in content for term in node.findall(nodes.term)):
            for literal in term.findall(nodes.literal):
                problem = problem_of(self.arguments[0], literal.astext())
                if problem:
                    logger.warning("%s: %s", literal.astext(), problem, location=self.get_location())
        return content


def problem_of(module_name: str, signature: str) -> str:
    """Return the difference between a signature and the code of a module, or ``""``."""
    module = import_module(module_name)
    match = _SIGNATURE.fullmatch(signature)
    if not match or match["name"] not in getattr(module, "__all__", vars(module)):
        return f"{module_name} does not export it"
    if match["parameters"] is None:
        return ""
    parameters = list(inspect.signature(getattr(module, match["name"])).parameters)
    names = [part.strip() for part in match["parameters"].replace("*,", "").split(",") if part.strip()]
    is_equal = [name for name in parameters if name in names] == names
    return "" if is_equal else f"its parameters are {', '.join(parameters)}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("public-names", PublicNames)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
