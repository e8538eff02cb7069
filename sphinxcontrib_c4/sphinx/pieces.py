"""The directives for pieces of a page: prose and a legend out of the model, in nodes that every builder knows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import format_date
from sphinx.util.nodes import make_id

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx import topics
from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.descriptions import files_about, paragraphs
from sphinxcontrib_c4.sphinx.directive import C4Directive
from sphinxcontrib_c4.sphinx.domain import NAME, C4Domain, domain_of
from sphinxcontrib_c4.sphinx.nodes import c4_key, c4_stamp, prefix, said
from sphinxcontrib_c4.sphinx.places import Rank
from sphinxcontrib_c4.sphinx.shown import key_of
from sphinxcontrib_c4.sphinx.warnings import warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Node
    from sphinx.config import Config

    from sphinxcontrib_c4.drawing import LegendEntry

_SHORT = 12
_DATE = "%Y-%m-%d"


class Description(C4Directive):
    """What the model says of an element, of a scenario, or of itself."""

    def run(self) -> list[Node]:
        """A target, and one paragraph for each of the text."""
        found = self.ask(topics.description, self.argument)
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
        system = self.ask(topics.stamped_system, self.argument)
        if system is None:
            return [self.missing()]
        self.domain.note_stamp(system)
        return [self.dressed(nodes.paragraph("", "", c4_stamp(system=system)), "c4-provenance")]


def stamp(domain: C4Domain, config: Config, system: str) -> str:
    """When and from which files pages about ``system`` were generated, and by which version."""
    model = domain.answers.model
    files = files_about(model, system) if model else ()
    names = ", ".join(f"{file.path} ({file.digest[:_SHORT]})" for file in files)
    date = _date(config)
    return f"Generated{f' on {date}' if date else ''} from {names} by sphinxcontrib-c4 {__version__}."


def _date(config: Config) -> str:
    """The date of the build, where it is stated: by ``today`` in ``conf.py`` or by ``SOURCE_DATE_EPOCH``.

    The clock is not asked, since two builds of the same sources would differ then.
    """
    if config.today:
        return str(config.today)
    if "SOURCE_DATE_EPOCH" in os.environ:
        return format_date(config.today_fmt or _DATE, language=config.language)
    return ""


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
        entries = self.ask(topics.legend, self.argument)
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
        return domain.ask(docname, topics.legend, "")


def _legend(entries: Sequence[LegendEntry], *place: object) -> nodes.definition_list:
    """A list of the symbols and what they mean, at a ``place`` that tells it from all other legends of the site."""
    return nodes.definition_list("", *(_entry(entry, *place) for entry in entries))


def _entry(entry: LegendEntry, *place: object) -> nodes.definition_list_item:
    from sphinxcontrib_c4.drawing import legend_svg

    drawing = legend_svg([entry], prefix=prefix(*place, entry.title))
    symbol = said(c4_key, entry.title, drawing=drawing)
    meaning = said(nodes.paragraph, entry.meaning)
    return nodes.definition_list_item("", nodes.term(entry.title, "", symbol), nodes.definition("", meaning))


DIRECTIVES = {"c4-description": Description, "c4-legend": Legend, "c4-provenance": Provenance}
