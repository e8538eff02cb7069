"""Directives of this documentation: what the code says of itself, and examples that are shown and executed.

Tables that repeat the code are made from it. Where prose has to be written by hand, its terms are compared with
the code, and the build warns of what is missing or does not exist.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import redirect_stdout, suppress
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
    """An example from ``docs/snippets``: both of its sources, then what the reST one makes."""

    required_arguments = 1

    def run(self) -> list[Node]:
        shown: list[Node] = []
        for suffix, markup in MARKUPS.items():
            shown.append(nodes.paragraph("", f"{markup}:"))
            shown.append(_literal(self._path(suffix).read_text("utf-8"), _LANGUAGES[suffix]))
        path = self._path("rst")
        lines = StringList(path.read_text("utf-8").splitlines(), source=str(path))
        return shown + nested_parse_to_nodes(self.state, lines)

    def _path(self, suffix: str) -> Path:
        path = Path(self.env.srcdir, "snippets", f"{self.arguments[0]}.{suffix}")
        self.env.note_dependency(str(path))
        return path


class Faults(SphinxDirective):
    """A faulty model from ``docs/faults``, and what is reported of it."""

    required_arguments = 1
    option_spec: ClassVar = {"report-only": directives.flag}

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.model import ModelError, load

        path = Path(self.env.srcdir, "faults", self.arguments[0])
        self.env.note_dependency(str(path))
        try:
            load(path)
        except ModelError as error:
            report = str(error).replace(f"{path.parent}/", "")
            model = [] if "report-only" in self.options else [_literal(path.read_text("utf-8"), "yaml")]
            return [*model, _literal(report, "text")]
        logger.warning("%s has no fault to show", path.name, location=self.get_location())
        return []


def _literal(text: str, language: str) -> nodes.literal_block:
    return nodes.literal_block(text, text.rstrip(), language=language)


class Compared(SphinxDirective):
    """A definition list whose terms are compared with the names that the code knows."""

    has_content = True
    optional_arguments = 1

    def names(self) -> Iterable[str]:
        raise NotImplementedError

    def run(self) -> list[Node]:
        parsed = self.parse_content_to_nodes()
        told = {
            literal.astext()
            for item in (n for top in parsed for n in top.findall(nodes.term))
            for literal in item.findall(nodes.literal)
        }
        known = set(self.names())
        subject = f"{self.name} {' '.join(self.arguments)}".strip()
        for name in sorted(known - told):
            logger.warning("%s: %r is not explained", subject, name, location=self.get_location())
        for name in sorted(told - known):
            logger.warning("%s: %r does not exist", subject, name, location=self.get_location())
        return parsed


class DirectiveOptions(Compared):
    """The options of some directives, which all have the same ones."""

    required_arguments = 1
    final_argument_whitespace = True

    def names(self) -> Iterable[str]:
        found = {frozenset(self._options(name)) for name in self.arguments[0].split()}
        if len(found) > 1:
            logger.warning("%s have different options", self.arguments[0], location=self.get_location())
        return frozenset().union(*found)

    def _options(self, name: str) -> Iterable[str]:
        directive, _ = directives.directive(name, self.state.memo.language, self.state.document)
        return directive.option_spec or ()


class RoleNames(Compared):
    """The roles of the domain."""

    def names(self) -> Iterable[str]:
        return [f"c4:{role}" for role in self.env.get_domain("c4").roles]


class CommandHelp(SphinxDirective):
    """What a command says of itself."""

    required_arguments = 1

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.cli import main

        said = io.StringIO()
        os.environ["COLUMNS"] = "80"
        with redirect_stdout(said), suppress(SystemExit):
            main([self.arguments[0], "--help"])
        return [_literal(said.getvalue(), "text")]


class ModelKeys(Compared):
    """The keys of one kind of entry in a model file."""

    required_arguments = 1
    entries: ClassVar = {
        "meta": "MetaEntry",
        "actors": "PersonEntry",
        "systems": "SystemEntry",
        "containers": "ContainerEntry",
        "components": "ComponentEntry",
        "flows": "FlowEntry",
        "scenarios": "ScenarioEntry",
        "steps": "StepEntry",
        "etl_sources": "IngestionEntry",
    }
    of_landscape: ClassVar = {"analysis": "AnalysisEntry", "thresholds": "ThresholdsEntry"}

    def names(self) -> Iterable[str]:
        from sphinxcontrib_c4.model import json_schema, landscape_json_schema

        kind = self.arguments[0]
        landscape = landscape_json_schema()
        if kind in self.of_landscape:
            return landscape["$defs"][self.of_landscape[kind]]["properties"]
        schema = landscape if kind == "landscape" else json_schema()["$defs"][self.entries[kind]]
        return schema["properties"]


class CssProperties(SphinxDirective):
    """The custom properties of the stylesheet, with their values in both schemes."""

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.drawing import STATIC, STYLESHEET

        path = STATIC / STYLESHEET
        self.env.note_dependency(str(path))
        blocks = [dict(_PROPERTY.findall(block)) for block in _BLOCK.findall(path.read_text("utf-8"))]
        light, dark = (block for block in blocks[:2])
        rows = [(name, value, dark.get(name, value)) for name, value in light.items()]
        return [_table(("Property", "Light", "Dark"), rows)]


_BLOCK = re.compile(r"\{([^{}]*--c4-canvas:[^{}]*)\}")
_PROPERTY = re.compile(r"(--c4-[\w-]+):\s*([^;]+);")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> nodes.table:
    """A table of literals under plain heads."""
    heads = list(heads)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
    group += nodes.thead("", _row(nodes.Text(head) for head in heads))
    group += nodes.tbody("", *(_row(nodes.literal(text, text) for text in row) for row in rows))
    return nodes.table("", group)


def _row(cells: Iterable[Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


class ConfigValues(SphinxDirective):
    """Every value of ``conf.py``, with its default and what it is for."""

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.sphinx.config import config_values

        lines: list[str] = []
        for value in config_values():
            choices = f"One of {', '.join(f'``{choice!r}``' for choice in value.choices)}." if value.choices else ""
            lines += [f".. confval:: {value.name}", f"   :default: ``{value.default!r}``", ""]
            lines += [f"   {value.help} {choices}", ""]
        return nested_parse_to_nodes(self.state, StringList(lines, source=__file__))


class WarningTypes(SphinxDirective):
    """Every type of warning that the extension gives, and what it means."""

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.sphinx.logging import WarningType

        lines = [line for each in WarningType for line in (f"``c4.{each.value}``", f"   {each.meaning}", "")]
        return nested_parse_to_nodes(self.state, StringList(lines, source=__file__))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("command-help", CommandHelp)
    app.add_directive("config-values", ConfigValues)
    app.add_directive("css-properties", CssProperties)
    app.add_directive("directive-options", DirectiveOptions)
    app.add_directive("faults", Faults)
    app.add_directive("model-keys", ModelKeys)
    app.add_directive("role-names", RoleNames)
    app.add_directive("snippet", Snippet)
    app.add_directive("warning-types", WarningTypes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
