"""The directives ``c4-candidates`` and ``c4-drift``: cards with evidence, and the state of each flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import comma_separated
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.nodes import field, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries.reports import CandidatesQuery, DriftQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.analysis import ElementName
    from sphinxcontrib_c4.sphinx.presenters.code_graph import CandidateCard, DriftGroup, DriftRow, PlaceText

STATES = ("undocumented", "stale", "phantom", "unverifiable", "confirmed", "rejected")


class _CodeGraphDirective(ReportDirective):
    """A directive about evidence, which can be limited to some states of drift."""

    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, "state": comma_separated(*STATES)}

    def frame(self, summary: str, notes: tuple[str, ...], *classes: str) -> nodes.container:
        """Return a frame that begins with a summary and notes."""
        frame = self.add_common_attributes(nodes.container(), "c4-report", *classes)
        frame += paragraph(nodes.strong(summary, summary, support_smartquotes=False))
        frame += [text_node(nodes.paragraph, note) for note in notes]
        return frame

    def ends(self, source: ElementName, target: ElementName, anchor: str) -> list[Node]:
        """Return ``MIT Learn → MITx Online`` with links."""
        first, second = (self.reference_node((end.kind, end.name), end.title, anchor) for end in (source, target))
        return [first, nodes.Text(" → "), second]


class CandidatesDirective(_CodeGraphDirective):
    """The candidates that touch a system, or all candidates."""

    def run(self) -> list[Node]:
        """Return a frame with a card for each candidate."""
        report = self.run_query(CandidatesQuery(self.argument, self.options.get("state", ())))
        if report is None:
            return [self.error_node()]
        frame = self.frame(report.summary, report.notes, "c4-candidates")
        frame += [self._card(card) for card in report.cards]
        if report.more:
            frame += text_node(nodes.paragraph, f"Run `sphinx-c4 drift` to list the other {report.more}.")
        return [self.set_source(frame)]

    def _card(self, content: CandidateCard) -> nodes.container:
        anchor = make_id(self.env, self.state.document, f"{NAME}-candidate", content.name)
        title = f"{content.source.title} → {content.target.title}"
        card = self.card(content.severity, title, content.state, anchor)
        card += self.facts(content.facts)
        card += text_node(nodes.paragraph, content.reason)
        card += nodes.field_list("", *(field(name, *body) for name, body in self._fields(content, anchor)))
        return card

    def _fields(self, card: CandidateCard, anchor: str) -> Iterator[tuple[str, list[Node]]]:
        yield "Between", [paragraph(*self.ends(card.source, card.target, anchor))]
        if card.keys:
            yield "Contracts", [nodes.bullet_list("", *(self.item(_literal(key)) for key in card.keys))]
        if card.places:
            places = [self.item(*_place(place)) for place in card.places]
            more = [self.item(nodes.Text(f"and {card.more} more"))] if card.more else []
            yield "Evidence", [nodes.bullet_list("", *places, *more)]
        if card.traffic:
            yield "Traffic", [nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in card.traffic))]


def _literal(text: str) -> Node:
    return nodes.literal(text, text)


def _place(place: PlaceText) -> Iterator[Node]:
    text = _literal(place.text)
    yield nodes.reference("", "", text, refuri=place.url, internal=False) if place.url else text
    yield nodes.Text(f" ({place.notes})")


class DriftDirective(_CodeGraphDirective):
    """The drift of the flows of a system, or of all flows between systems."""

    def run(self) -> list[Node]:
        """Return a frame with a list for each state, worst first."""
        report = self.run_query(DriftQuery(self.argument, self.options.get("state", ())))
        if report is None:
            return [self.error_node()]
        frame = self.frame(report.summary, report.notes, "c4-drift")
        anchor = make_id(self.env, self.state.document, f"{NAME}-drift", self.argument or "all")
        target = nodes.target("", "", ids=[anchor])
        self.state.document.note_explicit_target(target)
        frame.insert(0, target)
        for group in report.groups:
            frame += [*self._group(group, anchor)]
        if report.unmatched:
            frame += self.heading("Rejections of candidates that no longer exist")
            frame += nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in report.unmatched))
        return [self.set_source(frame)]

    def _group(self, group: DriftGroup, anchor: str) -> Iterator[Node]:
        yield self.heading(group.heading)
        yield text_node(nodes.paragraph, group.meaning)
        yield nodes.bullet_list("", *(self.item(*self._row(row, anchor)) for row in group.rows))

    def _row(self, row: DriftRow, anchor: str) -> Iterator[Node]:
        yield from self.ends(row.source, row.target, anchor)
        if row.flow:
            yield nodes.Text(": ")
            yield self.reference_node(("flow", row.flow), row.label, anchor)
        yield nodes.Text(f" ({row.reason}) " if row.ref else f" ({row.reason})")
        if row.ref:
            yield self.line_node(row.ref)


DIRECTIVES = {"c4-candidates": CandidatesDirective, "c4-drift": DriftDirective}
