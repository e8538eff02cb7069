"""The directive ``c4-fragile``: a card for each fragile link, with its reasons, advice and acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.model import RULES, Severity
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import comma_separated
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.nodes import field, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries import FragileQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.fragile import FindingCard


class FragileDirective(ReportDirective):
    """The fragile links of a system, or of all systems."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        "rule": comma_separated(*RULES),
        "severity": comma_separated(*(severity.value for severity in Severity)),
    }

    def run(self) -> list[Node]:
        """Return a frame with a card for each finding, worst first, and what was looked for."""
        rules, severities = self.options.get("rule", ()), self.options.get("severity", ())
        report = self.run_query(FragileQuery(self.argument, rules, severities))
        if report is None:
            return [self.error_node()]
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-fragile")
        frame += paragraph(nodes.strong(report.summary, report.summary, support_smartquotes=False))
        for group in report.groups:
            frame += self.heading(group.heading)
            frame += [self._card(card) for card in group.cards]
            if group.more:
                frame += text_node(nodes.paragraph, f"Run `sphinx-c4 lint` to list the other {group.more}.")
        frame += self.stale_entries(report.stale)
        frame += [text_node(nodes.paragraph, note) for note in report.notes]
        return [self.set_source(frame)]

    def _card(self, content: FindingCard) -> nodes.container:
        subject = "-".join((content.rule, *(element.name for element in content.elements[:1])))
        anchor = make_id(self.env, self.state.document, f"{NAME}-fragile", subject)
        card = self.card(content.severity, content.title, content.state, anchor)
        card += text_node(nodes.paragraph, content.what)
        card += nodes.field_list("", *(field(name, *body) for name, body in self._fields(content, anchor)))
        card += self.baseline_notes(content.notes, content.open_edges)
        return card

    def _fields(self, card: FindingCard, anchor: str) -> Iterator[tuple[str, list[Node]]]:
        reason = nodes.Text(f"{card.why} "), self.line_node(card.declaration)
        yield "Why it matters", [paragraph(*reason) if card.declaration else text_node(nodes.paragraph, card.why)]
        yield "What to do", [text_node(nodes.paragraph, card.advice)]
        if card.elements:
            yield "About", [paragraph(*self._elements(card, anchor))]
        if card.flows:
            flows = [self.item(*self.flow(flow, anchor)) for flow in card.flows]
            more = [self.item(nodes.Text(f"and {card.more} more"))] if card.more else []
            yield "Flows", [nodes.bullet_list("", *flows, *more)]

    def _elements(self, card: FindingCard, anchor: str) -> Iterator[Node]:
        for number, element in enumerate(card.elements):
            if number:
                yield nodes.Text(", ")
            yield self.reference_node((element.kind, element.name), element.title, anchor)
        if card.ref:
            yield nodes.Text(" ")
            yield self.line_node(card.ref)


DIRECTIVES = {"c4-fragile": FragileDirective}
