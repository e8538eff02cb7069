"""The dependency matrix: a table in HTML, a drawing in LaTeX, and a list of dependencies for all."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.sphinx import reports
from sphinxcontrib_c4.sphinx.cards import Cards, paragraph
from sphinxcontrib_c4.sphinx.dependencies import MODES
from sphinxcontrib_c4.sphinx.directive import C4Directive, one_of
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import READING, c4_matrix, said
from sphinxcontrib_c4.sphinx.places import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.dependencies import Dependency, Reason, ToldMatrix

_HOW = {"S": "S synchronously", "A": "A asynchronously", "?": "? where the model says neither"}


class DependencyMatrix(Cards):
    """Who depends on whom, and by which flows."""

    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, "by": one_of("system", "container")}

    def run(self) -> list[Node]:
        """A frame with a sentence on the whole, the matrix, and what is left out."""
        told = self.ask(reports.dependencies, self.argument, self.options.get("by", ""))
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


# --- HTML ---


def html(node: c4_matrix) -> str:
    """The matrix as a table, which scrolls by itself where it is wider than the page."""
    title = escape(node["title"])
    rows = "".join(_row(node, number) for number in range(len(node["rows"])))
    return (
        f'<div class="c4-matrix-frame" tabindex="0" role="region" aria-label="{title}">\n'
        f'<table class="c4-matrix">\n<caption>{title}</caption>\n'
        f"<thead><tr><td></td>{_heads(node['rows'])}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _heads(titles: Sequence[str]) -> str:
    """Numbers, since names would make the columns wide."""
    return "".join(
        f'<th scope="col" title="{escape(title)}">{number}<span class="c4-unseen"> {escape(title)}</span></th>'
        for number, title in enumerate(titles, 1)
    )


def _row(node: c4_matrix, row: int) -> str:
    marks = {column: rest for at, column, *rest in node["cells"] if at == row}
    title, href = escape(node["rows"][row]), node["leads"][row]
    name = f'<a class="reference internal" href="{escape(href)}">{title}</a>' if href else title
    cells = "".join(_cell(node, row, column, marks.get(column)) for column in range(len(node["rows"])))
    head = f'<th scope="row"><span class="c4-number">{row + 1}</span> {name}</th>'
    return f"<tr>{head}{cells}</tr>\n"


_MARKS = {"S": ("sync", MODES[Mode.SYNC]), "A": ("async", MODES[Mode.ASYNC]), "?": ("unknown", MODES[Mode.UNKNOWN])}


def _cell(node: c4_matrix, row: int, column: int, found: Sequence[str] | None) -> str:
    classes = [*_framed(node["cycles"], row, column), *(["c4-self"] if row == column else [])]
    style = f' class="{" ".join(classes)}"' if classes else ""
    if found is None:
        return f"<td{style}></td>"
    mark, anchor = found
    kind, meaning = _MARKS[mark]
    label = escape(f"{mark}: {node['rows'][row]} → {node['rows'][column]}, {meaning}")
    link = f'<a class="c4-mark c4-{kind}" href="#{anchor}" title="{label}" aria-label="{label}">{mark}</a>'
    return f"<td{style}>{link}</td>"


def _framed(cycles: Sequence[Sequence[int]], row: int, column: int) -> Iterator[str]:
    """The classes of a cell in the frame of a cycle: which of its edges are the frame's."""
    for first, last in cycles:
        if first <= row <= last and first <= column <= last:
            yield "c4-framed"
            edges = {"top": row == first, "bottom": row == last, "left": column == first, "right": column == last}
            yield from (f"c4-{side}" for side, is_edge in edges.items() if is_edge)


DIRECTIVES = {"c4-dependency-matrix": DependencyMatrix}
