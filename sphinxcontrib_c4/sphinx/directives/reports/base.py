"""Cards: what reports on findings look like, in nodes that every builder knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.nodes import c4_line, said
from sphinxcontrib_c4.sphinx.source_refs import flow_spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from docutils.nodes import Node

    from sphinxcontrib_c4.sphinx.presenters.phrases import Told, ToldFlow
    from sphinxcontrib_c4.sphinx.source_refs import Spot


class Cards(C4Directive):
    """A directive that makes a card of each finding."""

    def heading(self, text: str) -> nodes.rubric:
        """What a part of a report begins with; it is no section, since it may stand in any."""
        return said(nodes.rubric, text, classes=["c4-part"])

    def card(self, severity: str, title: str, state: str, anchor: str) -> nodes.container:
        """A frame with a heading that says how bad the finding is, and where it stands to the baseline.

        All of that is said in words, too. ``anchor`` is the id that the card is found by.
        """
        target = nodes.target("", "", ids=[anchor])
        self.state.document.note_explicit_target(target)
        parts = [target, self.badge(severity), nodes.Text(title), *self._state(state)]
        text = f"{severity}: {title}"
        heading = said(nodes.rubric, text, *parts, classes=["c4-part", "c4-card-title"], translatable=False)
        return nodes.container("", heading, classes=["c4-card", f"c4-is-{severity}"])

    def badge(self, severity: str) -> nodes.inline:
        """The severity, with a colon after it where there is nothing but text."""
        word = severity.capitalize()
        colon = nodes.inline("", ": ", classes=["c4-colon"])
        parts = nodes.inline(word, word, classes=["c4-severity"]), colon
        return nodes.inline("", "", *parts, classes=[f"c4-is-{severity}"])

    def _state(self, state: str) -> Iterator[Node]:
        if state:
            yield nodes.Text(" ")
            yield nodes.inline("", f"[{state}]", classes=["c4-state"])

    def facts(self, facts: Sequence[str]) -> nodes.paragraph:
        """A line of short facts."""
        parts: list[Node] = []
        for fact in facts:
            parts += [*([nodes.Text(" · ")] if parts else []), said(nodes.inline, fact, classes=["c4-fact"])]
        return paragraph(*parts, classes=["c4-facts"])

    def label(self, text: str) -> nodes.paragraph:
        """What a part of a card begins with."""
        return paragraph(nodes.strong(text, text, support_smartquotes=False), classes=["c4-label-line"])

    def action(self, severity: str, about: str, text: str, anchor: str, spot: Spot) -> nodes.list_item:
        """What to do about a finding, with a link to its card and its line in the model."""
        link = nodes.reference("", "", said(nodes.inline, about), refid=anchor, internal=True)
        colon = "" if about.endswith(".") else ":"
        return self.item(self.badge(severity), link, nodes.Text(f"{colon} {text} "), *self.place(spot))

    def item(self, *parts: Node) -> nodes.list_item:
        """An item of a list."""
        return nodes.list_item("", paragraph(*parts))

    def flows(self, queue: str, flows: Sequence[ToldFlow], here: str) -> Iterator[Node]:
        """One flow, or those that lead through ``queue``, one after the other."""
        if queue:
            yield nodes.Text(f"through {queue}: ")
        for number, flow in enumerate(flows):
            if number:
                yield nodes.Text(", then ")
            yield from self.flow(flow, here)

    def flow(self, flow: ToldFlow, here: str) -> Iterator[Node]:
        """``order (HTTPS, synchronous, shop.yaml:12)``, with a link to where the flow is shown, and one to the line."""
        if flow.before:
            yield nodes.Text(flow.before)
        yield self.reference(("flow", flow.name), flow.label, here)
        yield nodes.Text(f"{flow.manner} ")
        yield from self.place(flow_spot(flow.name))

    def located_text(self, text: str, spot: Spot) -> Iterator[Node]:
        """A sentence, and the line that it comes from."""
        yield nodes.Text(f"{text} ")
        yield from self.place(spot)

    def accepted(self, terms: Iterable[Told], open_edges: str) -> Iterator[Node]:
        """Who accepts a finding, and what of it nobody does."""
        for each in terms:
            yield paragraph(*self.located_text(each.text, each.spot), classes=["c4-accepted"])
        if open_edges:
            yield said(nodes.paragraph, open_edges, classes=["c4-accepted"])

    def stale(self, entries: Sequence[Told]) -> Iterator[Node]:
        """The entries of the baseline that can go."""
        if entries:
            yield self.heading("Entries of the baseline that no longer match")
            yield nodes.bullet_list("", *(self.item(*self.located_text(each.text, each.spot)) for each in entries))

    def place(self, spot: Spot) -> Iterator[Node]:
        """The line that something is in."""
        yield self.line(spot)


def paragraph(*parts: Node, **attributes: Any) -> nodes.paragraph:
    """A paragraph of ``parts``, which say what the model does, to the letter.

    A translation, which is plain text, would take the place of all links in it, so there is none.
    """
    if any(isinstance(part, (addnodes.pending_xref, c4_line, nodes.reference)) for part in parts):
        attributes["translatable"] = False
    return said(nodes.paragraph, "".join(part.astext() for part in parts), *parts, **attributes)
