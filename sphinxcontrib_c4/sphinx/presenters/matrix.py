"""The presenter of dependency matrices: elements, marks, and the flows behind each mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import (
    MODE_WORDS,
    ElementName,
    FlowText,
    Naming,
    TitleNaming,
    subject_in_sentence,
    summarize,
    what_if_sentence,
)
from sphinxcontrib_c4.model import NameLookupError, count_noun, join_names
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.presenters.phrases import exclusion_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxcontrib_c4.analysis import Cause, DependencyEdge, DependencyMatrix, MatrixCell, Report
    from sphinxcontrib_c4.model import Model

_MAX_CAUSES = 12
_MAX_CYCLES = 4


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
    what_if: str = ""


def matrix_table(model: Model, report: Report, *, by_system: bool, focus: Sequence[str] = ()) -> MatrixTable:
    """Return the content of the matrix of ``report``; ``focus`` names elements or groups of the landscape.

    Raises:
        QueryError: a name of ``focus`` refers to no element and no group.
    """
    try:
        matrix = report.matrix(by_system=by_system, focus=focus)
    except NameLookupError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from None
    naming = TitleNaming(model, subject=report.subject, by_system=matrix.by_system)
    elements = tuple(map(naming.element, matrix.names))
    return MatrixTable(
        title=_title(report, focus),
        summary=_summary(matrix, elements) if matrix.cells else f"none. {summarize(report).coverage}",
        elements=elements,
        cycles=matrix.cycles,
        dependencies=tuple(_dependency(naming, cell) for cell in matrix.cells),
        notes=tuple(_notes(report, matrix)),
        by_system=matrix.by_system,
        what_if=what_if_sentence(model, title=naming.title),
    )


def _title(report: Report, focus: Sequence[str]) -> str:
    if not focus:
        return f"Dependencies of {subject_in_sentence(report)}"
    elements = report.model.elements
    titles = [elements[name].title if name in elements else name for name in focus]
    return f"Dependencies of {join_names(titles)} and their neighbours"


def _summary(matrix: DependencyMatrix, elements: Sequence[ElementName]) -> str:
    nouns = "systems" if matrix.by_system else "containers and systems"
    dependencies = count_noun(len(matrix.cells), "dependency", "dependencies")
    sentences = [f"{dependencies} among {len(elements)} {nouns}."]
    for first, last in matrix.cycles[:_MAX_CYCLES]:
        titles = [each.title for each in elements[first : last + 1]]
        sentences.append(f"{join_names(titles)} {'all ' if len(titles) > 2 else ''}depend on each other.")
    more = len(matrix.cycles[_MAX_CYCLES:])
    if more:
        sentences.append(f"There {'is' if more == 1 else 'are'} {count_noun(more, 'more such group')}.")
    return " ".join(sentences)


def _dependency(naming: Naming, cell: MatrixCell) -> MatrixDependency:
    causes = cell.edge.causes
    return MatrixDependency(
        row=cell.row,
        column=cell.column,
        mark=cell.mark,
        meaning=MODE_WORDS[cell.edge.mode],
        is_back=cell.feedback,
        causes=tuple(_cause(naming, cause, cell.edge) for cause in causes[:_MAX_CAUSES]),
        more=len(causes[_MAX_CAUSES:]),
    )


def _cause(naming: Naming, cause: Cause, edge: DependencyEdge) -> MatrixCause:
    queue = naming.flow_end(cause.queue) if cause.queue else ""
    return MatrixCause(queue, tuple(naming.flow(flow, edge.pair) for flow in cause.flows))


def _notes(report: Report, matrix: DependencyMatrix) -> Iterator[str]:
    if matrix.collapsed:
        yield "The matrix is by system, since it would have more than 60 containers."
    if matrix.left_out:
        rows = count_noun(matrix.left_out, "system" if matrix.by_system else "container")
        yield (
            f"{rows} {'is' if matrix.left_out == 1 else 'are'} not shown: those on no cycle and with the fewest "
            f"dependencies. Name elements under 'focus' to see theirs."
        )
    yield from exclusion_sentences(report)
