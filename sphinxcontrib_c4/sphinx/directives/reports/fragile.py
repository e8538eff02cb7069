"""The directive ``c4-fragile``: a card for each fragile link, with its reasons, advice and acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.model import RULES, Severity, count_noun
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import WHAT_IF_OPTIONS, comma_separated, one_of
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.nodes import c4_fold, field, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries.reports import FragileQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.fragile import FindingCard, FindingRow


class FragileDirective(ReportDirective):
    """The fragile links of a system, or of all systems."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        **WHAT_IF_OPTIONS,
        "rule": comma_separated(*RULES),
        "severity": comma_separated(*(severity.value for severity in Severity)),
        "owner": directives.unchanged_required,
        "by": one_of("severity", "owner"),
    }

    def run(self) -> list[Node]:
        """Return a frame with a card for each finding, worst first, and what was looked for."""
        rules, severities = self.options.get("rule", ()), self.options.get("severity", ())
        owner, by = self.options.get("owner", ""), self.options.get("by", "")
        report = self.run_query(
            FragileQuery(self.argument, rules, severities, owner, by, self.without, self.asynchronous)
        )
        if report is None:
            return [self.error_node()]
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-fragile")
        frame += self.what_if(report.what_if)
        frame += paragraph(nodes.strong(report.summary, report.summary, support_smartquotes=False))
        for group in report.groups:
            frame += self.heading(group.heading)
            frame += self._folded([self._card(card) for card in group.cards], group.cards)
            if group.more:
                frame += text_node(nodes.paragraph, f"Run `sphinx-c4 lint` to list the other {group.more}.")
        frame += self.stale_entries(report.stale)
        frame += [text_node(nodes.paragraph, note) for note in report.notes]
        return [self.set_source(frame)]

    def _card(self, content: FindingCard) -> nodes.container:
        subject = "-".join((content.rule, *(element.name for element in content.elements[:1])))
        anchor = make_id(self.env, self.state.document, f"{NAME}-fragile", subject)
        card = self.card(content.severity, content.title, content.state, anchor)
        if content.owners:
            card += text_node(nodes.paragraph, content.owners, classes=["c4-owners"])
        card += text_node(nodes.paragraph, content.reasons[0].what)
        if content.rows:
            more = [self.item(nodes.Text(f"and {content.more} more"))] if content.more else []
            card += nodes.bullet_list("", *map(self._row, content.rows), *more)
        card += nodes.field_list("", *(field(name, *body) for name, body in self._fields(content, anchor)))
        card += self.baseline_notes(content.notes, content.open_edges)
        return card

    def _fields(self, card: FindingCard, anchor: str) -> Iterator[tuple[str, list[Node]]]:
        yield from self._reasons(card)
        if card.elements:
            yield "About", [paragraph(*self._elements(card, anchor))]
        if card.flows:
            flows = [self.item(*self.flow(flow, anchor)) for flow in card.flows]
            more = [self.item(nodes.Text(f"and {card.more} more"))] if card.more else []
            yield "Flows", [nodes.bullet_list("", *flows, *more)]

    def _reasons(self, card: FindingCard) -> Iterator[tuple[str, list[Node]]]:
        """Yield why a finding matters and what to do; for several reasons, an item of a list for each.

        The problem of the first reason stands above.
        """
        if len(card.reasons) == 1:
            reason = card.reasons[0]
            parts = nodes.Text(f"{reason.why} "), self.line_node(card.declaration)
            yield "Why it matters", [paragraph(*parts) if card.declaration else text_node(nodes.paragraph, reason.why)]
            yield "What to do", [text_node(nodes.paragraph, reason.advice)]
            return
        first, *others = card.reasons
        texts = [f"{first.title}: {first.why}", *(f"{reason.title}: {reason.what} {reason.why}" for reason in others)]
        yield "Reasons", [nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in texts))]
        advice = dict.fromkeys(reason.advice for reason in card.reasons)
        yield "What to do", [nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in advice))]

    def _row(self, row: FindingRow) -> nodes.list_item:
        owners = f" {row.owners}. " if row.owners else " "
        return self.item(nodes.Text(f"{row.what}{owners}"), *([self.line_node(row.ref)] if row.ref else []))

    def _folded(self, nodes_of_cards: list[nodes.container], cards: Sequence[FindingCard]) -> list[Node]:
        """Return the cards, in a part to unfold if all of them are for information."""
        if not all(card.severity == Severity.INFO for card in cards):
            return [*nodes_of_cards]
        title = count_noun(len(cards), "finding for information", "findings for information")
        return [c4_fold("", text_node(nodes.paragraph, title), *nodes_of_cards)]

    def _elements(self, card: FindingCard, anchor: str) -> Iterator[Node]:
        for number, element in enumerate(card.elements):
            if number:
                yield nodes.Text(", ")
            yield self.reference_node((element.kind, element.name), element.title, anchor)
        if card.ref:
            yield nodes.Text(" ")
            yield self.line_node(card.ref)


DIRECTIVES = {"c4-fragile": FragileDirective}
