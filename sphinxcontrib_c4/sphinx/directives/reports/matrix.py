"""The dependency matrix: a table in HTML, a drawing in LaTeX, and a list of dependencies for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import one_of
from sphinxcontrib_c4.sphinx.directives.reports.base import Cards, paragraph
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import READING, c4_matrix, said
from sphinxcontrib_c4.sphinx.objects import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.matrix import Dependency, Reason, ToldMatrix


_HOW = {"S": "S synchronously", "A": "A asynchronously", "?": "? where the model says neither"}


class DependencyMatrix(Cards):
    """Who depends on whom, and by which flows."""

    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, "by": one_of("system", "container")}

    def run(self) -> list[Node]:
        """A frame with a sentence on the whole, the matrix, and what is left out."""
        told = self.ask(queries.dependencies, self.argument, self.options.get("by", ""))
        if told is None:
            return [self.missing()]
        frame = self.dressed(nodes.container(), "c4-report", "c4-dependencies")
        frame += said(nodes.paragraph, f"{told.title}: {told.summary}")
        frame += [said(nodes.paragraph, note) for note in told.notes]
        if told.dependencies:
            frame += said(nodes.paragraph, _reading(told), classes=[READING])
            frame += self._matrix(told)
        return [self.located(frame)]

    def _matrix(self, told: ToldMatrix) -> c4_matrix:
        """The node, and in it the list that its marks lead to."""
        here = make_id(self.env, self.state.document, f"{NAME}-dependencies")
        targets = [[(each.kind, each.name)] for each in told.elements]
        for target in targets:
            self.domain.note_link(Link(here, tuple(target)))
        anchors = [self._target(told, each) for each in told.dependencies]
        both = list(zip(told.dependencies, anchors, strict=True))
        return c4_matrix(
            "",
            nodes.bullet_list("", *(self._item(told, each, anchor, here) for each, anchor in both)),
            title=told.title,
            rows=[each.title for each in told.elements],
            targets=targets,
            cycles=[list(each) for each in told.cycles],
            cells=[[each.row, each.column, each.mark, anchor["ids"][0]] for each, anchor in both],
            refdoc=self.env.docname,
            here=here,
        )

    # --- The list ---

    def _target(self, told: ToldMatrix, each: Dependency) -> nodes.target:
        """What a mark leads to."""
        ends = f"{told.elements[each.row].name}-{told.elements[each.column].name}"
        target = nodes.target("", "", ids=[make_id(self.env, self.state.document, f"{NAME}-dependency", ends)])
        self.state.document.note_explicit_target(target)
        return target

    def _item(self, told: ToldMatrix, each: Dependency, target: nodes.target, here: str) -> nodes.list_item:
        """``Web shop → Orders: save the order (SQL, synchronous)``; several reasons are a list."""
        ends = f"{told.elements[each.row].title} → {told.elements[each.column].title}:"
        if len(each.reasons) + each.more == 1:
            return nodes.list_item("", paragraph(target, nodes.Text(f"{ends} "), *self._reason(each.reasons[0], here)))
        reasons = [nodes.list_item("", paragraph(*self._reason(one, here))) for one in each.reasons]
        if each.more:
            reasons.append(nodes.list_item("", said(nodes.paragraph, f"and {each.more} more")))
        return nodes.list_item("", paragraph(target, nodes.Text(ends)), nodes.bullet_list("", *reasons))

    def _reason(self, reason: Reason, here: str) -> Iterator[Node]:
        return self.flows(reason.queue, reason.flows, here)


def _reading(told: ToldMatrix) -> str:
    """How to read the table, as far as there is something to read."""
    marks = {each.mark for each in told.dependencies}
    how = ", ".join(text for mark, text in _HOW.items() if mark in marks)
    back = "nothing leads back"
    if any(each.is_back for each in told.dependencies):
        back = "a mark on the diagonal or below it leads back"
    framed = ""
    if told.cycles and told.by_system:
        framed = " A frame holds systems that all depend on each other, if not always in one round of calls."
    elif told.cycles:
        framed = " A frame holds a cycle: all in it depend on each other."
    return (
        f"A mark says that its row depends on its column: {how}. It leads to the flows behind it. Columns bear the "
        f"numbers of rows, and rows stand above what they depend on: {back}.{framed}"
    )


DIRECTIVES = {"c4-dependency-matrix": DependencyMatrix}
