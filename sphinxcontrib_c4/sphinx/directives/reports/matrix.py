"""The directive ``c4-dependency-matrix``: the matrix, and a list of the flows behind its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import WHAT_IF_OPTIONS, comma_separated, one_of
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective, paragraph
from sphinxcontrib_c4.sphinx.nodes import HOW_TO_READ, c4_matrix, text_node
from sphinxcontrib_c4.sphinx.objects import NAME, ObjectLink
from sphinxcontrib_c4.sphinx.queries.reports import MatrixQuery

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.matrix import MatrixDependency, MatrixTable

_MARKS = {"S": "S synchronously", "A": "A asynchronously", "?": "? if the model gives no mode"}


class MatrixDirective(ReportDirective):
    """The dependencies between systems or containers, and the flows behind them."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        **WHAT_IF_OPTIONS,
        "by": one_of("system", "container"),
        "focus": comma_separated(),
    }

    def run(self) -> list[Node]:
        """Return a frame with a summary, hidden parts, and the matrix."""
        by, focus = self.options.get("by", ""), self.options.get("focus", ())
        table = self.run_query(MatrixQuery(self.argument, by, focus, self.without, self.asynchronous))
        if table is None:
            return [self.error_node()]
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-dependencies")
        frame += self.what_if(table.what_if)
        frame += text_node(nodes.paragraph, f"{table.title}: {table.summary}")
        frame += [text_node(nodes.paragraph, note) for note in table.notes]
        if table.dependencies:
            frame += text_node(nodes.paragraph, _how_to_read(table), classes=[HOW_TO_READ])
            frame += self._matrix(table)
        return [self.set_source(frame)]

    def _matrix(self, table: MatrixTable) -> c4_matrix:
        """Return the node of the matrix with the list that its marks lead to."""
        anchor = make_id(self.env, self.state.document, f"{NAME}-dependencies")
        row_targets = [[(element.kind, element.name)] for element in table.elements]
        for targets in row_targets:
            self.domain.note_link(ObjectLink(anchor, tuple(targets)))
        items = [self._target(table, dependency) for dependency in table.dependencies]
        pairs = list(zip(table.dependencies, items, strict=True))
        return c4_matrix(
            "",
            nodes.bullet_list("", *(self._item(table, each, target, anchor) for each, target in pairs)),
            title=table.title,
            rows=[element.title for element in table.elements],
            targets=row_targets,
            cycles=[list(rows) for rows in table.cycles],
            cells=[[each.row, each.column, each.mark, each.meaning, target["ids"][0]] for each, target in pairs],
            refdoc=self.env.docname,
            anchor=anchor,
        )

    # --- The list ---

    def _target(self, table: MatrixTable, dependency: MatrixDependency) -> nodes.target:
        """Return the target of the link of a mark."""
        ends = f"{table.elements[dependency.row].name}-{table.elements[dependency.column].name}"
        target = nodes.target("", "", ids=[make_id(self.env, self.state.document, f"{NAME}-dependency", ends)])
        self.state.document.note_explicit_target(target)
        return target

    def _item(
        self, table: MatrixTable, dependency: MatrixDependency, target: nodes.target, anchor: str
    ) -> nodes.list_item:
        """Return ``Web shop → Orders: save the order (SQL, synchronous)``, or a list of several causes."""
        ends = f"{table.elements[dependency.row].title} → {table.elements[dependency.column].title}:"
        causes = [[*self.flows(cause.queue, cause.flows, anchor)] for cause in dependency.causes]
        if len(causes) + dependency.more == 1:
            return nodes.list_item("", paragraph(target, nodes.Text(f"{ends} "), *causes[0]))
        items = [nodes.list_item("", paragraph(*cause)) for cause in causes]
        if dependency.more:
            items.append(nodes.list_item("", text_node(nodes.paragraph, f"and {dependency.more} more")))
        return nodes.list_item("", paragraph(target, nodes.Text(ends)), nodes.bullet_list("", *items))


def _how_to_read(table: MatrixTable) -> str:
    """Return how to read the marks and frames that the matrix contains."""
    marks = {dependency.mark for dependency in table.dependencies}
    meanings = ", ".join(text for mark, text in _MARKS.items() if mark in marks)
    back = "no dependency leads back"
    if any(dependency.is_back for dependency in table.dependencies):
        back = "a mark on the diagonal or below it leads back"
    frames = ""
    if table.cycles and table.by_system:
        frames = " A frame contains systems that all depend on each other, although not always in one cycle of calls."
    elif table.cycles:
        frames = " A frame contains a cycle: all elements in it depend on each other."
    return (
        f"A mark means that its row depends on its column: {meanings}. It links to the flows behind it. Columns have "
        f"the numbers of rows, and rows are above the rows that they depend on: {back}.{frames}"
    )


DIRECTIVES = {"c4-dependency-matrix": MatrixDirective}
