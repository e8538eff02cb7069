"""The directive ``c4-element``: the documentation of one element, with its flows and back-references."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import index_entry, index_node
from sphinxcontrib_c4.sphinx.nodes import c4_backlinks, field, text_node
from sphinxcontrib_c4.sphinx.objects import NAME, TargetPriority
from sphinxcontrib_c4.sphinx.presenters.element import paragraphs
from sphinxcontrib_c4.sphinx.queries.elements import ElementQuery
from sphinxcontrib_c4.sphinx.xrefs import linked_address, linked_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.element import ElementDetails, ElementFlow


class ElementDirective(C4Directive):
    """The documentation of an element, which references lead to."""

    has_content = True
    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, "no-index": directives.flag}

    def run(self) -> list[Node]:
        """Return an index entry and an object description with the content of the directive."""
        element = self.run_query(ElementQuery(self.argument))
        if element is None:
            return [self.error_node(), *self.parse_content_to_nodes()]
        anchor = make_id(self.env, self.state.document, f"{NAME}-{element.kind}", element.name)
        description = addnodes.desc("", domain=NAME, objtype=element.kind, desctype=element.kind)
        description["no-index"] = "no-index" in self.options
        description += self._signature(element, anchor)
        text = [text_node(nodes.paragraph, paragraph) for paragraph in paragraphs(element.description)]
        fields = nodes.field_list("", *self._fields(element, anchor))
        self.add_common_attributes(description, "c4-documented")
        for part in (*text, fields):
            self.set_source(part)
        description += addnodes.desc_content("", *text, *self.parse_content_to_nodes(), fields)
        return [*self._index(element, anchor), description]

    def _signature(self, element: ElementDetails, anchor: str) -> addnodes.desc_signature:
        title = addnodes.desc_name(element.title, element.title)
        space, kind = addnodes.desc_sig_space(), addnodes.desc_annotation("", "", nodes.Text(element.type_line))
        parts = tuple(element.name.split("."))
        signature = addnodes.desc_signature("", "", title, space, kind, _toc_name=element.title, _toc_parts=parts)
        self.set_source(signature)
        if "no-index" not in self.options:
            signature["ids"].append(anchor)
            self.state.document.note_explicit_target(signature)
        return signature

    def _index(self, element: ElementDetails, anchor: str) -> Iterator[Node]:
        """Record the object, and yield the entry of the general index."""
        if "no-index" in self.options:
            return
        self.note_object(element.kind, element.name, TargetPriority.SUBJECT, anchor, element.title)
        yield self.set_source(index_node([index_entry(element.title, element.kind, anchor)]))

    # --- Fields ---

    def _fields(self, element: ElementDetails, anchor: str) -> Iterator[Node]:
        if element.technology:
            yield field("Technology", text_node(nodes.paragraph, element.technology))
        if element.url:
            yield field("Read more", text_node(nodes.paragraph, element.url, linked_address(element.url)))
        if element.owner:
            yield field("Owner", text_node(nodes.paragraph, element.owner))
        if element.code:
            yield field("Source", *(text_node(nodes.paragraph, item.text, linked_text(*item)) for item in element.code))
        for name, value in element.properties:
            yield field(name, text_node(nodes.paragraph, value, linked_address(value)))
        for item in element.perspectives:
            link = linked_text(item.text or item.url, item.url)
            yield field(f"{item.name} (perspective)", text_node(nodes.paragraph, item.text or item.url, link))
        if element.parent_name:
            target = (element.parent_kind, element.parent_name)
            parent = self.reference_node(target, element.parent_title, anchor)
            yield field("Part of", text_node(nodes.paragraph, element.parent_title, parent))
        for heading, flows in (("Receives", element.flows_in), ("Sends", element.flows_out)):
            if flows:
                items = (nodes.list_item("", self._flow(flow, anchor)) for flow in flows)
                yield field(heading, nodes.bullet_list("", *items))
        self.domain.note_documented(element.name)
        yield c4_backlinks(element=element.name, refdoc=self.env.docname)

    def _flow(self, flow: ElementFlow, anchor: str) -> nodes.paragraph:
        """Return a sentence in which the other end of the flow is a reference."""
        before, after = _split_at_target(flow) if flow.is_out else flow.sentence.split(flow.title, 1)
        reference = self.reference_node((flow.kind, flow.name), flow.title, anchor)
        return text_node(nodes.paragraph, flow.sentence, nodes.Text(before), reference, nodes.Text(after))


def _split_at_target(flow: ElementFlow) -> tuple[str, str]:
    """Return the text before and after the title of the target."""
    start = flow.sentence.index(" → ") + len(" → ")
    return flow.sentence[:start], flow.sentence[start + len(flow.title) :]


DIRECTIVES = {"c4-element": ElementDirective}
