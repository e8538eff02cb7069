"""The directive ``c4-cycle-report``: a verdict, a card for each finding, and hidden parts of the model."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.model import Severity, count_noun, join_names, lowered
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.diagram import diagram_node
from sphinxcontrib_c4.sphinx.directives.options import WHAT_IF_OPTIONS, one_of
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.nodes import c4_fold, numbered_list, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries.diagrams import CycleDiagramQuery
from sphinxcontrib_c4.sphinx.queries.reports import CycleReportQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.analysis import (
        CauseText,
        CutSuggestion,
        CycleCard,
        CycleReport,
        CycleStep,
        ElementName,
        WitnessText,
    )

_MAX_NAMES_IN_ID = 3
_MAX_CARDS = 10
_MAX_OPEN_CARDS = 3
_MAX_TITLES = 4


class CycleReportDirective(ReportDirective):
    """A report on all cycles, or on those that touch a system."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        **WHAT_IF_OPTIONS,
        "unverified": directives.flag,
        "owner": directives.unchanged_required,
        "by": one_of("severity", "owner"),
    }

    def _report_options(self) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
        """Return whether the report is about cycles with unverified edges, and the flows of a what-if."""
        return "unverified" in self.options, self.without, self.asynchronous

    def run(self) -> list[Node]:
        """Return a frame with the whole report."""
        owner, by = self.options.get("owner", ""), self.options.get("by", "")
        report = self.run_query(CycleReportQuery(self.argument, *self._report_options(), owner, by))
        if report is None:
            return [self.error_node()]
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-cycles")
        anchors = {card.key: self._card_id(card) for card in report.cards}
        frame += self._verdict(report, anchors)
        for heading, cards in groupby(report.cards, key=lambda card: card.heading):
            if heading:
                frame += self.heading(heading)
            frame += self._cards(list(cards), anchors)
        frame += [*self.stale_entries(report.stale), *self._exclusions(report)]
        return [self.set_source(frame)]

    def _card_id(self, card: CycleCard) -> str:
        """Return an id with the members of the cycle, or with the first of them and a fingerprint."""
        names = [member.name for member in card.members[:_MAX_NAMES_IN_ID]]
        rest = [card.key[:8]] if len(card.members) > len(names) else []
        return make_id(self.env, self.state.document, f"{NAME}-cycle", "-".join((*names, *rest)))

    # --- Before and after the cards ---

    def _verdict(self, report: CycleReport, anchors: Mapping[str, str]) -> nodes.container:
        frame = nodes.container(classes=["c4-verdict"])
        frame += self.what_if(report.what_if)
        sentence = f"{report.about}: {lowered(report.sentence)}"
        frame += paragraph(nodes.strong(sentence, sentence, support_smartquotes=False))
        frame += [text_node(nodes.paragraph, text) for text in (report.coverage, report.scope) if text]
        if report.actions:
            frame += self.heading("What to do first")
            actions = (
                self.action(action.severity, action.about, action.text, anchors[action.key], action.ref)
                for action in report.actions
            )
            frame += numbered_list(actions)
        return frame

    def _exclusions(self, report: CycleReport) -> Iterator[Node]:
        if report.exclusions:
            yield self.heading("Excluded from the analysis")
            yield nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in report.exclusions))
            yield text_node(nodes.paragraph, report.suppressed)
        if report.suppressed_cycles:
            yield nodes.bullet_list("", *(self.item(nodes.Text(text)) for text in report.suppressed_cycles))

    def _cards(self, cards: Sequence[CycleCard], anchors: Mapping[str, str]) -> Iterator[Node]:
        """Yield the cards; those for information, and those beyond a limit, in a part to unfold."""
        urgent = [card for card in cards if card.severity != Severity.INFO]
        are_many = len(urgent) > _MAX_OPEN_CARDS
        for number, card in enumerate(urgent[:_MAX_CARDS]):
            yield self._card(card, anchors[card.key], is_open=number == 0 or not are_many)
        yield from self._fold(urgent[_MAX_CARDS:], "more cycle", anchors)
        notes = [card for card in cards if card.severity == Severity.INFO]
        yield from self._fold(notes, "cycle for information", anchors)

    def _fold(self, cards: Sequence[CycleCard], noun: str, anchors: Mapping[str, str]) -> Iterator[Node]:
        if cards:
            number = count_noun(len(cards), noun, noun.replace("cycle", "cycles"))
            title = f"{number}: {join_names((card.title for card in cards), limit=_MAX_TITLES)}"
            parts = (self._card(card, anchors[card.key], is_open=len(cards) == 1) for card in cards)
            yield c4_fold("", text_node(nodes.paragraph, title), *parts)

    # --- A card ---

    def _card(self, content: CycleCard, anchor: str, *, is_open: bool) -> nodes.container:
        """Return a card; unless ``is_open``, its drawing and its cycles are to be unfolded."""
        card = self.card(content.severity, content.title, content.state, anchor)
        card += self.facts(content.facts)
        if content.owners:
            card += text_node(nodes.paragraph, content.owners, classes=["c4-owners"])
        card += [text_node(nodes.paragraph, f"Not accepted: {phrase}.") for phrase in content.new_edges]
        card += [text_node(nodes.paragraph, text) for text in (content.description, content.impact)]
        card += self._reentrances(content, anchor)
        figure, witnesses = [*self._figure(content, anchor)], [*self._witnesses(content, anchor)]
        if is_open:
            card += [*figure, *self._advice(content, anchor), *witnesses]
        else:
            proof = c4_fold("", text_node(nodes.paragraph, "Drawing and cycles"), *figure, *witnesses)
            card += [*self._advice(content, anchor), proof]
        card += self.baseline_notes(content.notes, content.open_edges)
        return card

    def _reentrances(self, card: CycleCard, anchor: str) -> Iterator[Node]:
        for scenario in card.reentrances:
            title = self.reference_node(("scenario", scenario.name), scenario.title, anchor)
            path, line = nodes.Text(f": {scenario.path} "), self.line_node(scenario.ref)
            yield paragraph(nodes.Text("Confirmed by "), title, path, line)

    def _figure(self, card: CycleCard, anchor: str) -> Iterator[Node]:
        query = CycleDiagramQuery(card.key, *self._report_options())
        rendered = self.run_query(query)
        if rendered is not None:
            diagram = diagram_node(self, rendered, query, anchor, unfiltered=False)
            yield nodes.figure("", diagram, classes=["c4-figure"])

    def _advice(self, card: CycleCard, anchor: str) -> Iterator[Node]:
        """Yield the advice: sentences, then the dependencies to cut."""
        items = [self.item(nodes.Text(text)) for text in card.advice]
        items += [self._cut(cut, anchor) for cut in card.cuts]
        if items:
            yield self.label("What to do")
            yield nodes.bullet_list("", *items)

    def _cut(self, cut: CutSuggestion, anchor: str) -> nodes.list_item:
        edges = [
            self.item(*self._ends(source, target, anchor), nodes.Text(f" ({effect})"))
            for source, target, effect in cut.edges
        ]
        if cut.more:
            edges.append(self.item(nodes.Text(f"and {cut.more} more")))
        return nodes.list_item("", text_node(nodes.paragraph, f"{cut.text}:"), nodes.bullet_list("", *edges))

    # --- Shortest cycles ---

    def _witnesses(self, card: CycleCard, anchor: str) -> Iterator[Node]:
        """Yield the worst cycle, and a fold with the others."""
        first, *further = card.witnesses or (None,)
        if first:
            yield from self._witness(first, anchor)
        if further:
            number = len(further) + card.more_witnesses
            fold = c4_fold("", text_node(nodes.paragraph, count_noun(number, "more cycle")))
            for witness in further:
                fold += self._witness(witness, anchor)
            if card.more_witnesses:
                text = f"Run `sphinx-c4 cycles --format json` to list the other {card.more_witnesses}."
                fold += text_node(nodes.paragraph, text)
            yield fold

    def _witness(self, witness: WitnessText, anchor: str) -> Iterator[Node]:
        yield self.label(witness.caption)
        yield numbered_list(self._step(step, anchor) for step in witness.steps)

    def _step(self, step: CycleStep, anchor: str) -> nodes.list_item:
        """Return ``LMS → Web shop: order (HTTPS, synchronous)``, or a list of several causes."""
        ends = self._ends(step.source, step.target, anchor)
        gap = [text_node(nodes.paragraph, step.gap)] if step.gap else []
        if len(step.causes) + step.more == 1:
            line = paragraph(*ends, nodes.Text(": "), *self._cause(step.causes[0], anchor))
            return nodes.list_item("", line, *gap)
        causes = [self.item(*self._cause(cause, anchor)) for cause in step.causes]
        if step.more:
            causes.append(self.item(nodes.Text(f"and {step.more} more")))
        return nodes.list_item("", paragraph(*ends, nodes.Text(":")), nodes.bullet_list("", *causes), *gap)

    def _ends(self, source: ElementName, target: ElementName, anchor: str) -> list[Node]:
        first, second = (self.reference_node((end.kind, end.name), end.title, anchor) for end in (source, target))
        return [first, nodes.Text(" → "), second]

    def _cause(self, cause: CauseText, anchor: str) -> Iterator[Node]:
        """Yield the flows with their lines, and the scenarios that use them."""
        yield from self.flows(cause.queue, cause.flows, anchor)
        for number, (name, title) in enumerate(cause.scenarios):
            yield nodes.Text(", " if number else ", in ")
            yield self.reference_node(("scenario", name), title, anchor)


DIRECTIVES = {"c4-cycle-report": CycleReportDirective}
