"""Directives of this documentation: examples with their output, and descriptions that are compared with the code.

The build warns of options and roles that are not described or do not exist. ``generated_reference`` writes the
generated parts of the reference.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.parsing import nested_parse_to_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

MARKUPS = {"rst": "reStructuredText", "md": "MyST Markdown"}
_LANGUAGES = {"rst": "rst", "md": "markdown"}


class Snippet(SphinxDirective):
    """An example from ``docs/snippets``: its source in both markups, then its output."""

    required_arguments = 1

    def run(self) -> list[Node]:
        result: list[Node] = []
        for suffix, markup in MARKUPS.items():
            result.append(nodes.paragraph("", f"{markup}:"))
            result.append(_literal(self._path(suffix).read_text("utf-8"), _LANGUAGES[suffix]))
        path = self._path("rst")
        lines = StringList(path.read_text("utf-8").splitlines(), source=str(path))
        return result + nested_parse_to_nodes(self.state, lines)

    def _path(self, suffix: str) -> Path:
        path = Path(self.env.srcdir, "snippets", f"{self.arguments[0]}.{suffix}")
        self.env.note_dependency(str(path))
        return path


class Faults(SphinxDirective):
    """An invalid model from ``docs/faults`` and its error messages."""

    required_arguments = 1

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.model import ModelError, load

        path = Path(self.env.srcdir, "faults", self.arguments[0])
        self.env.note_dependency(str(path))
        try:
            load(path)
        except ModelError as error:
            report = str(error).replace(f"{path.parent}/", "")
            return [_literal(path.read_text("utf-8"), "yaml"), _literal(report, "text")]
        logger.warning("%s is a valid model", path.name, location=self.get_location())
        return []


def _literal(text: str, language: str) -> nodes.literal_block:
    return nodes.literal_block(text, text.rstrip(), language=language)


class ComparedDefinitions(SphinxDirective):
    """A definition list whose terms are compared with names in the code."""

    has_content = True
    optional_arguments = 1

    def names(self) -> Iterable[str]:
        raise NotImplementedError

    def run(self) -> list[Node]:
        content = self.parse_content_to_nodes()
        described = {
            literal.astext()
            for term in (term for node in content for term in node.findall(nodes.term))
            for literal in term.findall(nodes.literal)
        }
        code_names = set(self.names())
        subject = f"{self.name} {' '.join(self.arguments)}".strip()
        for name in sorted(code_names - described):
            logger.warning("%s: %r is not described", subject, name, location=self.get_location())
        for name in sorted(described - code_names):
            logger.warning("%s: %r does not exist", subject, name, location=self.get_location())
        return content


class DirectiveOptions(ComparedDefinitions):
    """The options of some directives, which must have the same options.

    ``beyond`` names a directive whose options are described elsewhere.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"beyond": directives.unchanged_required}

    def names(self) -> Iterable[str]:
        variants = {frozenset(self._options(name)) for name in self.arguments[0].split()}
        if len(variants) > 1:
            logger.warning("%s have different options", self.arguments[0], location=self.get_location())
        described = self._options(self.options["beyond"]) if "beyond" in self.options else ()
        return frozenset().union(*variants).difference(described)

    def _options(self, name: str) -> Iterable[str]:
        directive, _ = directives.directive(name, self.state.memo.language, self.state.document)
        return directive.option_spec or ()


class RoleNames(ComparedDefinitions):
    """The roles of the domain."""

    def names(self) -> Iterable[str]:
        return [f"c4:{role}" for role in self.env.get_domain("c4").roles]


class CssProperties(SphinxDirective):
    """The custom properties of the stylesheet, with their values in both colour schemes."""

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.drawing import STATIC, STYLESHEET

        path = STATIC / STYLESHEET
        self.env.note_dependency(str(path))
        blocks = [dict(_PROPERTY.findall(block)) for block in _BLOCK.findall(path.read_text("utf-8"))]
        light, dark = blocks[:2]
        rows = [(name, value, dark.get(name, value)) for name, value in light.items()]
        return [_table(("Property", "Light", "Dark"), rows)]


_BLOCK = re.compile(r"\{([^{}]*--c4-canvas:[^{}]*)\}")
_PROPERTY = re.compile(r"(--c4-[\w-]+):\s*([^;]+);")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> nodes.table:
    """Return a table of literals with plain column titles."""
    heads = list(heads)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
    group += nodes.thead("", _row(nodes.Text(head) for head in heads))
    group += nodes.tbody("", *(_row(nodes.literal(text, text) for text in row) for row in rows))
    return nodes.table("", group)


def _row(cells: Iterable[Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("css-properties", CssProperties)
    app.add_directive("directive-options", DirectiveOptions)
    app.add_directive("faults", Faults)
    app.add_directive("role-names", RoleNames)
    app.add_directive("snippet", Snippet)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
