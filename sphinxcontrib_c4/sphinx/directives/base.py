"""The base class of all directives: queries, nodes with source positions, references, and records in the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinxcontrib_c4.model import visible
from sphinxcontrib_c4.sphinx.domain import C4Domain, domain_of
from sphinxcontrib_c4.sphinx.logging import QueryError, warn
from sphinxcontrib_c4.sphinx.nodes import c4_line, text_node
from sphinxcontrib_c4.sphinx.objects import NAME, ObjectLink

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.objects import Target
    from sphinxcontrib_c4.sphinx.source_refs import SourceRef

ResultT = TypeVar("ResultT")
ElementT = TypeVar("ElementT", bound=nodes.Element)


class C4Directive(SphinxDirective):
    """A directive whose argument is its subject."""

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

    def run_query(self, query: Query[ResultT]) -> ResultT | None:
        """Return the result of ``query``, or ``None`` after a warning."""
        try:
            return self.domain.run_query(self.env.docname, query)
        except QueryError as error:
            warn(error.kind, f"{self.name}: {error}", location=self.get_location())
            return None

    # --- Nodes ---

    def add_common_attributes(self, node: ElementT, *classes: str) -> ElementT:
        """Add ``classes``, the options ``class`` and ``name``, and the source position to ``node``."""
        node["classes"] += [*classes, *self.options.get("class", ())]
        self.set_source_info(node)
        self.add_name(node)
        return node

    def set_source(self, node: ElementT) -> ElementT:
        """Set the source position of ``node`` and of all nodes in it, for translations and warnings."""
        source, line = self.get_source_info()
        for element in node.findall(nodes.Element):
            element.source, element.line = source, line
        return node

    def error_node(self) -> nodes.paragraph:
        """Return a paragraph that replaces content that cannot be shown."""
        text = visible(f"{self.name} {self.argument}".strip()) + " cannot be shown."
        return self.set_source(text_node(nodes.paragraph, text))

    def reference_node(self, target: Target, title: str, source: str) -> addnodes.pending_xref:
        """Return a reference from the node with the id ``source``; it may have no target, which is not an error."""
        self.domain.note_link(ObjectLink(source, (target,)))
        kind, name = target
        return addnodes.pending_xref(
            "",
            text_node(nodes.inline, title),
            refdomain=NAME,
            reftype=kind,
            reftarget=name,
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=False,
            **{"c4-here": source, "c4-targets": [list(target)], "c4-soft": True},
        )

    def line_node(self, ref: SourceRef) -> c4_line:
        """Return a node with the line of ``ref``, which is resolved when the page is written."""
        self.domain.note_source_ref(ref)
        return c4_line(ref=ref)

    def note_object(self, kind: str, name: str, priority: int, anchor: str, title: str) -> None:
        """Record that the document shows or documents an object at ``anchor``."""
        location = self.get_location()
        self.domain.note_object((kind, name), priority=priority, anchor=anchor, title=title, location=location)
