"""What all directives share: asking the model on behalf of a page, and saying in the page what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinxcontrib_c4.sphinx.domain import NAME, C4Domain, domain_of
from sphinxcontrib_c4.sphinx.logging import Unanswered, warn
from sphinxcontrib_c4.sphinx.nodes import OURS, c4_line, said
from sphinxcontrib_c4.sphinx.objects import Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.objects import Target


T = TypeVar("T")


ElementT = TypeVar("ElementT", bound=nodes.Element)


class C4Directive(SphinxDirective):
    """A directive that takes the thing shown as its one argument."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"class": directives.class_option, "name": directives.unchanged}

    @property
    def domain(self) -> C4Domain:
        """The domain of the project."""
        return domain_of(self.env)

    @property
    def argument(self) -> str:
        """The argument, or ``""``."""
        return " ".join(self.arguments[0].split()) if self.arguments else ""

    def ask(self, topic: Callable[..., T], *arguments: str) -> T | None:
        """What the model answers to ``topic``; ``None`` after a warning where it cannot."""
        try:
            return self.domain.ask(self.env.docname, topic, *arguments)
        except Unanswered as reason:
            warn(reason.kind, f"{self.name}: {reason}", location=self.get_location())
            return None

    def dressed(self, node: ElementT, *classes: str) -> ElementT:
        """``node`` with the classes and the name that the author gives it, and its place in the source."""
        node["classes"] += [*classes, *self.options.get("class", ())]
        self.set_source_info(node)
        self.add_name(node)
        return node

    def located(self, node: ElementT) -> ElementT:
        """``node`` with its place in the source, and all that is in it: what translators and warnings go by."""
        source, line = self.get_source_info()
        for each in node.findall(nodes.Element):
            each.source, each.line = source, line
        return node

    def reference(self, target: Target, title: str, here: str) -> addnodes.pending_xref:
        """A reference out of what has the id ``here``, which may lead nowhere: the model does not say what is shown."""
        self.domain.note_link(Link(here, (target,)))
        kind, name = target
        return addnodes.pending_xref(
            "",
            said(nodes.inline, title),
            refdomain=NAME,
            reftype=kind,
            reftarget=name,
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=False,
            **{"c4-here": here, "c4-targets": [list(target)], "c4-soft": True},
        )

    def define(self, kind: str, name: str, rank: int, anchor: str, title: str) -> None:
        """Let references to the object of ``kind`` called ``name`` lead to ``anchor``, where no better place is."""
        self.domain.note_definition((kind, name), rank=rank, anchor=anchor, title=title, location=self.get_location())

    def line(self, spot: str) -> c4_line:
        """The line that ``spot``, one of ``lines``, is in; it is put in when the page is written."""
        self.domain.note_line(spot)
        return c4_line(spot=spot)

    def missing(self) -> nodes.paragraph:
        """What a page says in the place of what could not be shown."""
        text = f"{self.name} {self.argument}".strip() + " cannot be shown."
        return self.located(said(nodes.paragraph, text))


IndexEntry = tuple[str, str, str, str, None]


def index_entry(title: str, kind: str, anchor: str) -> IndexEntry:
    """An entry of the general index, as Sphinx keeps it; semicolons would part it."""
    return ("single", f"{title.replace(';', ',')} ({kind})", anchor, "", None)


def index_of(entries: list[IndexEntry]) -> addnodes.index:
    """The node of ``entries``."""
    node = addnodes.index(entries=entries)
    node[OURS] = True
    return node
