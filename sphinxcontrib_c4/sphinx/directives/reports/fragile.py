"""The directive for fragile linkages: what was found, why it matters, what to do, and what is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import list_of
from sphinxcontrib_c4.sphinx.directives.reports.base import Cards, paragraph
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import field, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.fragile import ToldLinkage


def _rules(argument: str) -> str:
    from sphinxcontrib_c4.analysis import Rule

    return list_of(*(rule.value for rule in Rule))(argument)


class Fragile(Cards):
    """The fragile linkages of a system, or of all systems."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        "rule": _rules,
        "severity": list_of("critical", "error", "warning", "review", "info"),
    }

    def run(self) -> list[Node]:
        """A frame with a card for each linkage, worst first, and what was looked at."""
        asked = (self.argument, self.options.get("rule", ""), self.options.get("severity", ""))
        told = self.ask(queries.fragile, *asked)
        if told is None:
            return [self.missing()]
        frame = self.dressed(nodes.container(), "c4-report", "c4-fragile")
        frame += paragraph(nodes.strong(told.summary, told.summary, support_smartquotes=False))
        for group in told.groups:
            frame += self.heading(group.heading)
            frame += [self._card(each) for each in group.linkages]
            if group.more:
                frame += said(nodes.paragraph, f"There are {group.more} more; sphinx-c4 lint tells of all.")
        frame += self.stale(told.stale)
        frame += [said(nodes.paragraph, note) for note in told.notes]
        return [self.located(frame)]

    def _card(self, told: ToldLinkage) -> nodes.container:
        about = "-".join((told.rule, *(each.name for each in told.elements[:1])))
        here = make_id(self.env, self.state.document, f"{NAME}-fragile", about)
        card = self.card(told.severity, told.title, told.state, here)
        card += said(nodes.paragraph, told.what)
        card += nodes.field_list("", *(field(name, *body) for name, body in self._facts_of(told, here)))
        card += self.accepted(told.accepted, told.open_edges)
        return card

    def _facts_of(self, told: ToldLinkage, here: str) -> Iterator[tuple[str, list[Node]]]:
        yield "Why it matters", [said(nodes.paragraph, told.why)]
        yield "What to do", [said(nodes.paragraph, told.advice)]
        if told.elements:
            yield "About", [paragraph(*self._about(told, here))]
        if told.flows:
            flows = [self.item(*self.flow(flow, here)) for flow in told.flows]
            more = [self.item(nodes.Text(f"and {told.more} more"))] if told.more else []
            yield "Flows", [nodes.bullet_list("", *flows, *more)]

    def _about(self, told: ToldLinkage, here: str) -> Iterator[Node]:
        for number, each in enumerate(told.elements):
            if number:
                yield nodes.Text(", ")
            yield self.reference((each.kind, each.name), each.title, here)
        if told.spot:
            yield nodes.Text(" ")
            yield from self.place(told.spot)


DIRECTIVES = {"c4-fragile": Fragile}
