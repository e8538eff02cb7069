"""The presenter of dependency matrices: elements, marks, and the flows behind each mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import verdict
from sphinxcontrib_c4.model import Mode, count_noun, join_names
from sphinxcontrib_c4.sphinx.presenters.phrases import (
    MODES,
    ElementName,
    FlowText,
    element_name,
    flow_text,
    hidden_sentences,
    report_subject,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxcontrib_c4.analysis import Cell, Edge, Hidden, Matrix, Report, Use
    from sphinxcontrib_c4.model import Model

_MOST_CAUSES = 12
_MOST_CYCLES = 4
_MEANINGS = {"S": MODES[Mode.SYNC], "A": MODES[Mode.ASYNC], "?": MODES[Mode.UNKNOWN]}


class MatrixCause(NamedTuple):
    """A flow behind a dependency, or two through ``queue``."""

    queue: str
    flows: tuple[FlowText, ...]


class MatrixDependency(NamedTuple):
    """A mark at a row and a column, counted from 0, and its causes; ``more`` causes are left out."""

    row: int
    column: int
    mark: str
    meaning: str
    is_back: bool
    causes: tuple[MatrixCause, ...]
    more: int


class MatrixTable(NamedTuple):
    """The content of a matrix; ``cycles`` are ranges of rows, ``notes`` are sentences about hidden parts."""

    title: str
    summary: str
    elements: tuple[ElementName, ...]
    cycles: tuple[tuple[int, int], ...]
    dependencies: tuple[MatrixDependency, ...]
    notes: tuple[str, ...]
    by_system: bool


def matrix_table(model: Model, report: Report, *, by_system: bool) -> MatrixTable:
    """Return the content of the matrix of ``report``."""
    matrix = report.matrix(by_system=by_system)
    elements = tuple(
        element_name(model, name, subject=report.subject, by_system=matrix.by_system) for name in matrix.names
    )
    return MatrixTable(
        title=f"Dependencies of {report_subject(model, report)}",
        summary=_summary(matrix, elements) if matrix.cells else f"none. {verdict(report).looked_at}",
        elements=elements,
        cycles=matrix.cycles,
        dependencies=tuple(_dependency(model, cell) for cell in matrix.cells),
        notes=tuple(_notes(model, matrix, report.hidden)),
        by_system=matrix.by_system,
    )


def _summary(matrix: Matrix, elements: Sequence[ElementName]) -> str:
    nouns = "systems" if matrix.by_system else "containers and systems"
    dependencies = count_noun(len(matrix.cells), "dependency", "dependencies")
    sentences = [f"{dependencies} among {len(elements)} {nouns}."]
    for first, last in matrix.cycles[:_MOST_CYCLES]:
        titles = [each.title for each in elements[first : last + 1]]
        sentences.append(f"{join_names(titles)} {'all ' if len(titles) > 2 else ''}depend on each other.")
    more = len(matrix.cycles[_MOST_CYCLES:])
    if more:
        sentences.append(f"There {'is' if more == 1 else 'are'} {count_noun(more, 'more such group')}.")
    return " ".join(sentences)


def _dependency(model: Model, cell: Cell) -> MatrixDependency:
    uses = cell.edge.uses
    return MatrixDependency(
        row=cell.row,
        column=cell.column,
        mark=cell.mark,
        meaning=_MEANINGS[cell.mark],
        is_back=cell.feedback,
        causes=tuple(_cause(model, use, cell.edge) for use in uses[:_MOST_CAUSES]),
        more=len(uses[_MOST_CAUSES:]),
    )


def _cause(model: Model, use: Use, edge: Edge) -> MatrixCause:
    queue = model.elements[use.queue].title if use.queue else ""
    return MatrixCause(queue, tuple(flow_text(model, flow, edge.pair) for flow in use.flows))


def _notes(model: Model, matrix: Matrix, hidden: Hidden) -> Iterator[str]:
    if matrix.collapsed:
        yield "The matrix is by system, since it would have more than 60 containers."
    if matrix.left_out:
        systems = count_noun(matrix.left_out, "system")
        yield (
            f"{systems} {'is' if matrix.left_out == 1 else 'are'} not shown: those on no cycle and with the fewest "
            "dependencies. Name a system to see its dependencies."
        )
    yield from hidden_sentences(model, hidden)
