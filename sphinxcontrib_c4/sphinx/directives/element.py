"""The directive that documents one element: the model's words and the author's, its flows, and where it turns up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive, index_entry, index_of
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import c4_turns_up, field, said
from sphinxcontrib_c4.sphinx.objects import Rank
from sphinxcontrib_c4.sphinx.presenters.element import paragraphs
from sphinxcontrib_c4.sphinx.xrefs import linked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.element import Entry, FlowOfEntry


class Element(C4Directive):
    """One element, as an entry that references lead to."""

    has_content = True
    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, "no-index": directives.flag}

    def run(self) -> list[Node]:
        """An index entry and a description, with what the author says of the element in it."""
        entry = self.ask(queries.entry, self.argument)
        if entry is None:
            return [self.missing(), *self.parse_content_to_nodes()]
        anchor = make_id(self.env, self.state.document, f"{NAME}-{entry.kind}", entry.name)
        description = addnodes.desc("", domain=NAME, objtype=entry.kind, desctype=entry.kind)
        description["no-index"] = "no-index" in self.options
        description += self._signature(entry, anchor)
        told = [said(nodes.paragraph, text) for text in paragraphs(entry.description)]
        facts = nodes.field_list("", *self._fields(entry, anchor))
        self.dressed(description, "c4-documented")
        for part in (*told, facts):
            self.located(part)
        description += addnodes.desc_content("", *told, *self.parse_content_to_nodes(), facts)
        return [*self._noted(entry, anchor), description]

    def _signature(self, entry: Entry, anchor: str) -> addnodes.desc_signature:
        name = addnodes.desc_name(entry.title, entry.title)
        kind = addnodes.desc_annotation("", "", addnodes.desc_sig_space(), nodes.Text(entry.type_line))
        parts = tuple(entry.name.split("."))
        signature = addnodes.desc_signature("", "", name, kind, _toc_name=entry.title, _toc_parts=parts)
        self.located(signature)
        if "no-index" not in self.options:
            signature["ids"].append(anchor)
            self.state.document.note_explicit_target(signature)
        return signature

    def _noted(self, entry: Entry, anchor: str) -> Iterator[Node]:
        """What the domain gets to know, and the entry of the index."""
        if "no-index" in self.options:
            return
        self.define(entry.kind, entry.name, Rank.SUBJECT, anchor, entry.title)
        yield self.located(index_of([index_entry(entry.title, entry.kind, anchor)]))

    # --- Facts ---

    def _fields(self, entry: Entry, anchor: str) -> Iterator[Node]:
        if entry.technology:
            yield field("Technology", said(nodes.paragraph, entry.technology))
        if entry.url:
            yield field("Read more", said(nodes.paragraph, entry.url, linked(entry.url)))
        if entry.parent_name:
            parent = self.reference((entry.parent_kind, entry.parent_name), entry.parent_title, anchor)
            yield field("Part of", said(nodes.paragraph, entry.parent_title, parent))
        for heading, flows in (("Receives", entry.flows_in), ("Sends", entry.flows_out)):
            if flows:
                items = (nodes.list_item("", self._flow(flow, anchor)) for flow in flows)
                yield field(heading, nodes.bullet_list("", *items))
        self.domain.note_entry(entry.name)
        yield c4_turns_up(element=entry.name, refdoc=self.env.docname)

    def _flow(self, flow: FlowOfEntry, anchor: str) -> nodes.paragraph:
        """A sentence in which the other end of the flow is a reference."""
        before, after = flow.sentence.split(flow.title, 1) if not flow.is_out else _parted(flow)
        reference = self.reference((flow.kind, flow.name), flow.title, anchor)
        return said(nodes.paragraph, flow.sentence, nodes.Text(before), reference, nodes.Text(after))


def _parted(flow: FlowOfEntry) -> tuple[str, str]:
    """What stands before and after the title of a target."""
    arrow = flow.sentence.index(" → ") + len(" → ")
    return flow.sentence[:arrow], flow.sentence[arrow + len(flow.title) :]


DIRECTIVES = {"c4-element": Element}
