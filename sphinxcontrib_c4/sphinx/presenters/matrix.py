"""presenters.matrix"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.sphinx.presenters.phrases import (
    Named,
    ToldFlow,
    about,
    counted,
    left_out,
    listed,
    named,
    told_flow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxcontrib_c4.analysis import Cell, Edge, Hidden, Matrix, Report, Use
    from sphinxcontrib_c4.model import Model


_MOST_REASONS = 12


_MOST_CYCLES = 4


class Reason(NamedTuple):
    """Why something depends on another: one flow, or two where it is through the queue ``queue``."""

    queue: str
    flows: tuple[ToldFlow, ...]


class Dependency(NamedTuple):
    """A mark of the matrix, at its row and column from 0, and what is behind it; ``more`` reasons are not told."""

    row: int
    column: int
    mark: str
    is_back: bool
    reasons: tuple[Reason, ...]
    more: int


class ToldMatrix(NamedTuple):
    """All that a page shows of a matrix; ``cycles`` are ranges of rows, ``notes`` sentences on what is left out."""

    title: str
    summary: str
    elements: tuple[Named, ...]
    cycles: tuple[tuple[int, int], ...]
    dependencies: tuple[Dependency, ...]
    notes: tuple[str, ...]
    by_system: bool


def told_matrix(model: Model, report: Report, *, by_system: bool) -> ToldMatrix:
    """What the page says of the matrix of ``report``."""
    from sphinxcontrib_c4.analysis import verdict

    made = report.matrix(by_system=by_system)
    elements = tuple(named(model, name, subject=report.subject, by_system=made.by_system) for name in made.names)
    return ToldMatrix(
        title=f"Dependencies of {about(model, report)}",
        summary=_summary(made, elements) if made.cells else f"none. {verdict(report).looked_at}",
        elements=elements,
        cycles=made.cycles,
        dependencies=tuple(_dependency(model, cell) for cell in made.cells),
        notes=tuple(_notes(model, made, report.hidden)),
        by_system=made.by_system,
    )


def _summary(made: Matrix, elements: Sequence[Named]) -> str:
    noun = "system" if made.by_system else "container and system"
    among = f"{len(elements)} {' and '.join(f'{word}s' for word in noun.split(' and '))}"
    told = f"{counted(len(made.cells), 'dependency', 'dependencies')} among {among}."
    for first, last in made.cycles[:_MOST_CYCLES]:
        titles = [each.title for each in elements[first : last + 1]]
        told += f" {listed(titles)} {'all ' if len(titles) > 2 else ''}depend on each other."
    more = len(made.cycles[_MOST_CYCLES:])
    return (
        f"{told} There {'is' if more == 1 else 'are'} {more} more such {'group' if more == 1 else 'groups'}."
        if more
        else told
    )


def _dependency(model: Model, cell: Cell) -> Dependency:
    uses = cell.edge.uses
    return Dependency(
        row=cell.row,
        column=cell.column,
        mark=cell.mark,
        is_back=cell.feedback,
        reasons=tuple(_reason(model, use, cell.edge) for use in uses[:_MOST_REASONS]),
        more=len(uses[_MOST_REASONS:]),
    )


def _reason(model: Model, use: Use, edge: Edge) -> Reason:
    queue = model.elements[use.queue].title if use.queue else ""
    return Reason(queue, tuple(told_flow(model, flow, edge.pair) for flow in use.flows))


def _notes(model: Model, made: Matrix, hidden: Hidden) -> Iterator[str]:
    if made.collapsed:
        yield "It is system by system, since there would be more than 60 containers."
    if made.left_out:
        which = counted(made.left_out, "system")
        yield (
            f"{which} {'is' if made.left_out == 1 else 'are'} not shown: those on no cycle and with the fewest "
            "dependencies. Name a system to see what it is joined to."
        )
    yield from left_out(model, hidden)
