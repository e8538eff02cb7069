"""The directive that reports on cycles: a verdict, a card for each finding, and what was not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.diagram import placeholder
from sphinxcontrib_c4.sphinx.directives.reports.base import Cards, paragraph
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import c4_fold, numbered, said
from sphinxcontrib_c4.sphinx.presenters.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils.nodes import Node

    from sphinxcontrib_c4.sphinx.presenters.cycles import Hop, Ring, ToldCut, ToldCycle, ToldReport, Way
    from sphinxcontrib_c4.sphinx.presenters.phrases import Named


_MOST_IN_AN_ID = 3


class CycleReport(Cards):
    """The cycles of the landscape, or those that touch the system that the argument names."""

    def run(self) -> list[Node]:
        """A frame with all of it, and before it the target that it is found by."""
        told = self.ask(queries.cycle_report, self.argument)
        if told is None:
            return [self.missing()]
        frame = self.dressed(nodes.container(), "c4-report", "c4-cycles")
        anchors = {each.key: self._anchor_of(each) for each in told.cycles}
        frame += self._verdict(told, anchors)
        for each in told.cycles:
            frame += self._card(each, anchors[each.key])
        frame += [*self.stale(told.stale), *self._hidden(told)]
        return [self.located(frame)]

    def _anchor_of(self, told: ToldCycle) -> str:
        """An id that says which members are in the ring, as long as they are few."""
        names = [each.name for each in told.members[:_MOST_IN_AN_ID]]
        rest = [told.key[:8]] if len(told.members) > len(names) else []
        return make_id(self.env, self.state.document, f"{NAME}-cycle", "-".join((*names, *rest)))

    # --- Before and after the cards ---

    def _verdict(self, told: ToldReport, anchors: Mapping[str, str]) -> nodes.container:
        frame = nodes.container(classes=["c4-verdict"])
        sentence = f"{told.about}: {told.sentence[0].lower()}{told.sentence[1:]}"
        frame += paragraph(nodes.strong(sentence, sentence, support_smartquotes=False))
        frame += [said(nodes.paragraph, text) for text in (told.looked_at, told.scope) if text]
        if told.actions:
            frame += self.heading("What to do first")
            actions = (
                self.action(each.severity, each.about, each.text, anchors[each.key], each.spot) for each in told.actions
            )
            frame += numbered(actions)
        return frame

    def _hidden(self, told: ToldReport) -> Iterator[Node]:
        if told.hidden:
            yield self.heading("Left out of the analysis")
            yield nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in told.hidden))
            yield said(nodes.paragraph, told.suppressed)
        if told.suppressed_rings:
            yield nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in told.suppressed_rings))

    # --- A card ---

    def _card(self, told: ToldCycle, anchor: str) -> nodes.container:
        card = self.card(told.severity, told.title, told.state, anchor)
        card += self.facts(told.facts)
        card += [said(nodes.paragraph, text) for text in (told.what, told.why)]
        card += self._confirmations(told, anchor)
        card += self._figure(told, anchor)
        card += self._advice(told, anchor)
        card += self._rings(told, anchor)
        card += self.accepted(told.terms, told.open_edges)
        return card

    def _confirmations(self, told: ToldCycle, here: str) -> Iterator[Node]:
        for each in told.confirmations:
            title = self.reference(("scenario", each.name), each.title, here)
            yield paragraph(nodes.Text("Confirmed by "), title, nodes.Text(f": {each.path} "), *self.place(each.spot))

    def _figure(self, told: ToldCycle, here: str) -> Iterator[Node]:
        """The drawing of the members."""
        shown = self.ask(queries.cycle_sketch, told.key)
        if shown is not None:
            question = (queries.cycle_sketch.__name__, told.key)
            yield nodes.figure("", placeholder(self, shown, question, here, whole=False), classes=["c4-figure"])

    def _advice(self, told: ToldCycle, here: str) -> Iterator[Node]:
        """What to do: sentences, then what to cut."""
        items = [self.item(nodes.Text(text)) for text in told.advice]
        items += [self._cut(cut, here) for cut in told.cuts]
        if items:
            yield self.label("What to do")
            yield nodes.bullet_list("", *items)

    def _cut(self, cut: ToldCut, here: str) -> nodes.list_item:
        edges = [
            self.item(*self._ends(source, target, here), nodes.Text(f" ({effect})"))
            for source, target, effect in cut.edges
        ]
        if cut.more:
            edges.append(self.item(nodes.Text(f"and {cut.more} more")))
        return nodes.list_item("", said(nodes.paragraph, f"{cut.text}:"), nodes.bullet_list("", *edges))

    # --- Rings ---

    def _rings(self, told: ToldCycle, here: str) -> Iterator[Node]:
        """The worst ring, and the others to be unfolded."""
        first, *others = told.rings or (None,)
        if first:
            yield from self._ring(first, here)
        if others:
            number = len(others) + told.more_rings
            fold = c4_fold("", said(nodes.paragraph, counted(number, "more ring")))
            for each in others:
                fold += self._ring(each, here)
            if told.more_rings:
                text = f"{told.more_rings} of them are told by sphinx-c4 cycles --format json."
                fold += said(nodes.paragraph, text)
            yield fold

    def _ring(self, ring: Ring, here: str) -> Iterator[Node]:
        yield self.label(ring.caption)
        hops = (self._hop(hop, here) for hop in ring.hops)
        yield numbered(hops)

    def _hop(self, hop: Hop, here: str) -> nodes.list_item:
        """``LMS → Web shop: order (HTTPS, synchronous)``; several ways are a list."""
        ends = self._ends(hop.source, hop.target, here)
        gap = [said(nodes.paragraph, hop.gap)] if hop.gap else []
        if len(hop.ways) + hop.more == 1:
            head = paragraph(*ends, nodes.Text(": "), *self._way(hop.ways[0], here))
            return nodes.list_item("", head, *gap)
        ways = [self.item(*self._way(way, here)) for way in hop.ways]
        if hop.more:
            ways.append(self.item(nodes.Text(f"and {hop.more} more")))
        return nodes.list_item("", paragraph(*ends, nodes.Text(":")), nodes.bullet_list("", *ways), *gap)

    def _ends(self, source: Named, target: Named, here: str) -> list[Node]:
        one, other = (self.reference((each.kind, each.name), each.title, here) for each in (source, target))
        return [one, nodes.Text(" → "), other]

    def _way(self, way: Way, here: str) -> Iterator[Node]:
        """The flows, with the line of each, and who uses them."""
        yield from self.flows(way.queue, way.flows, here)
        for number, (name, title) in enumerate(way.scenarios):
            yield nodes.Text(", " if number else ", in ")
            yield self.reference(("scenario", name), title, here)


DIRECTIVES = {"c4-cycle-report": CycleReport}
