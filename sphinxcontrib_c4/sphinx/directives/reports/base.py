"""The base class of reports: cards of findings, in nodes that all builders support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.nodes import c4_line, text_node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from docutils.nodes import Node

    from sphinxcontrib_c4.analysis import BaselineNote, FlowText
    from sphinxcontrib_c4.sphinx.source_refs import SourceRef


class ReportDirective(C4Directive):
    """A directive with a card for each finding."""

    @property
    def without(self) -> tuple[str, ...]:
        """The flows that the report leaves out."""
        flows: tuple[str, ...] = self.options.get("without", ())
        return flows

    @property
    def asynchronous(self) -> tuple[str, ...]:
        """The flows that the report takes as asynchronous."""
        flows: tuple[str, ...] = self.options.get("async", ())
        return flows

    def what_if(self, sentence: str) -> Iterator[nodes.paragraph]:
        """Yield the assumptions of a what-if, if there are any."""
        if sentence:
            yield text_node(nodes.paragraph, sentence, classes=["c4-what-if"])

    # --- Cards ---

    def heading(self, text: str) -> nodes.rubric:
        """Return the heading of a part; it is not a section, since a report may be inside any section."""
        return text_node(nodes.rubric, text, classes=["c4-part"])

    def card(self, severity: str, title: str, state: str, anchor: str) -> nodes.container:
        """Return a frame with a heading that contains the severity and the status in the baseline as text."""
        target = nodes.target("", "", ids=[anchor])
        self.state.document.note_explicit_target(target)
        parts = [target, self.badge(severity), nodes.Text(title), *self._status(state)]
        text, classes = f"{severity}: {title}", ["c4-part", "c4-card-title"]
        heading = text_node(nodes.rubric, text, *parts, classes=classes, translatable=False)
        return nodes.container("", heading, classes=["c4-card", f"c4-is-{severity}"])

    def badge(self, severity: str) -> nodes.inline:
        """Return the severity, with a colon for builders that show text only."""
        word = severity.capitalize()
        colon = nodes.inline("", ": ", classes=["c4-colon"])
        parts = nodes.inline(word, word, classes=["c4-severity"]), colon
        return nodes.inline("", "", *parts, classes=[f"c4-is-{severity}"])

    def _status(self, state: str) -> Iterator[Node]:
        if state:
            yield nodes.Text(" ")
            yield nodes.inline("", f"[{state}]", classes=["c4-state"])

    def facts(self, facts: Sequence[str]) -> nodes.paragraph:
        """Return a line of short facts."""
        parts: list[Node] = []
        for fact in facts:
            parts += [*([nodes.Text(" · ")] if parts else []), text_node(nodes.inline, fact, classes=["c4-fact"])]
        return paragraph(*parts, classes=["c4-facts"])

    def label(self, text: str) -> nodes.paragraph:
        """Return the heading of a part of a card."""
        return paragraph(nodes.strong(text, text, support_smartquotes=False), classes=["c4-label-line"])

    def action(self, severity: str, about: str, text: str, anchor: str, ref: SourceRef) -> nodes.list_item:
        """Return an action with links to the card of its finding and to the model."""
        link = nodes.reference("", "", text_node(nodes.inline, about), refid=anchor, internal=True)
        colon = "" if about.endswith(".") else ":"
        return self.item(self.badge(severity), link, nodes.Text(f"{colon} {text} "), self.line_node(ref))

    def item(self, *parts: Node) -> nodes.list_item:
        """Return an item of a list."""
        return nodes.list_item("", paragraph(*parts))

    # --- Flows ---

    def flows(self, queue: str, flows: Sequence[FlowText], source: str) -> Iterator[Node]:
        """Yield a flow, or the flows through ``queue``; ``source`` is the id of the card."""
        if queue:
            yield nodes.Text(f"through {queue}: ")
        for number, flow in enumerate(flows):
            if number:
                yield nodes.Text(", then ")
            yield from self.flow(flow, source)

    def flow(self, flow: FlowText, source: str) -> Iterator[Node]:
        """Yield ``order (HTTPS, synchronous, shop.yaml:12)`` with links to a diagram and to the model."""
        if flow.ends:
            yield nodes.Text(flow.ends)
        yield self.reference_node(("flow", flow.name), flow.label, source)
        yield nodes.Text(f"{flow.details} ")
        yield self.line_node(flow.ref)

    # --- The baseline ---

    def baseline_notes(self, notes: Iterable[BaselineNote], open_edges: str) -> Iterator[Node]:
        """Yield who accepts a finding, and which part of it is not accepted."""
        for note in notes:
            yield paragraph(*self._note(note), classes=["c4-accepted"])
        if open_edges:
            yield text_node(nodes.paragraph, open_edges, classes=["c4-accepted"])

    def stale_entries(self, entries: Sequence[BaselineNote]) -> Iterator[Node]:
        """Yield the entries of the baseline that can be removed."""
        if entries:
            yield self.heading("Stale entries of the baseline")
            yield nodes.bullet_list("", *(self.item(*self._note(entry)) for entry in entries))

    def _note(self, note: BaselineNote) -> Iterator[Node]:
        yield nodes.Text(f"{note.text} ")
        yield self.line_node(note.ref)


def paragraph(*parts: Node, **attributes: Any) -> nodes.paragraph:
    """Return a paragraph of ``parts``.

    With links, it is not translatable: a translation is plain text and would remove them.
    """
    if any(isinstance(part, (addnodes.pending_xref, c4_line, nodes.reference)) for part in parts):
        attributes["translatable"] = False
    return text_node(nodes.paragraph, "".join(part.astext() for part in parts), *parts, **attributes)
