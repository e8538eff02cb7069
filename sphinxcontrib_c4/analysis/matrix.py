"""The dependency matrix: who depends on whom, in an order that shows what is cyclic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.cycles.possible_cycles import system_edges
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies, Edge, Pair, near
from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import component_numbers, condensation_order
from sphinxcontrib_c4.analysis.graph.feedback_arc_set import feedback_set
from sphinxcontrib_c4.model import Mode

_MOST = 60
_MARKS = {Mode.SYNC: "S", Mode.ASYNC: "A", Mode.UNKNOWN: "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A dependency of the element in ``row`` on the one in ``column``, both counted from 0.

    ``mark`` is ``S``, ``A`` or ``?``: synchronous, asynchronous, or nobody said; the tightest wins.
    ``feedback`` says that it leads back, against the order.
    """

    row: int
    column: int
    mark: str
    edge: Edge
    feedback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Rows and columns are ``names``: elements that depend on others come before those.

    ``cycles`` are ranges of rows, first and last, whose elements all depend on each other: to be
    outlined. ``collapsed`` says that it is system by system because there would be more than 60 rows.
    Where the systems are more than that as well, ``left_out`` of them are not shown: those on no cycle
    and with the fewest dependencies.
    """

    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    cycles: tuple[tuple[int, int], ...]
    by_system: bool
    collapsed: bool
    left_out: int


def matrix(whole: Dependencies, *, by_system: bool = False, subject: str = "") -> Matrix:
    """The matrix of the containers, or of the systems.

    With a ``subject``, of the containers of that system and all that they are joined to, with what joins
    these among each other: an empty cell is no dependency. What has no dependencies at all is left out.
    Dependencies within a system are not shown ``by_system``.
    """
    edges = near(whole.edges, subject)
    collapsed = not by_system and len({end for pair in edges for end in pair}) > _MOST
    if by_system or collapsed:
        edges = near(system_edges(whole.edges.values()), subject)
    every = {end for pair in edges for end in pair}
    edges = _largest(edges)
    order = [_inside(part, edges) for part in condensation_order({end for pair in edges for end in pair}, edges)]
    names = [name for part in order for name in part]
    return Matrix(
        names=tuple(names),
        cells=_cells(names, edges),
        cycles=tuple(_ranges(order)),
        by_system=by_system or collapsed,
        collapsed=collapsed,
        left_out=len(every) - len(names),
    )


def _largest(edges: dict[Pair, Edge]) -> dict[Pair, Edge]:
    """The edges among the 60 ends that matter most: those on cycles, then those with the most edges."""
    cyclic = component_numbers(edges)
    degrees = Counter(end for pair in edges for end in pair)
    kept = set(sorted(degrees, key=lambda name: (name not in cyclic, -degrees[name], name))[:_MOST])
    return {pair: edge for pair, edge in edges.items() if kept.issuperset(pair)}


def _inside(part: list[str], edges: Mapping[Pair, Edge]) -> list[str]:
    """The members of a component in the order that its cut leaves."""
    members = set(part)
    arcs = {pair: len(edge.uses) for pair, edge in edges.items() if members.issuperset(pair)}
    if len(part) == 1 or not arcs:
        return part
    cut = feedback_set(arcs, Budget(2_000_000)).arcs
    kept = [pair for pair in arcs if pair not in set(cut)]
    return [name for one in condensation_order(part, kept) for name in one]


def _cells(names: list[str], edges: Mapping[Pair, Edge]) -> tuple[Cell, ...]:
    place = {name: index for index, name in enumerate(names)}
    found = [
        Cell(
            row=place[one],
            column=place[other],
            mark=_MARKS[edge.mode],
            edge=edge,
            feedback=place[one] >= place[other],
        )
        for (one, other), edge in edges.items()
    ]
    return tuple(sorted(found, key=lambda cell: (cell.row, cell.column)))


def _ranges(order: Iterable[list[str]]) -> Iterable[tuple[int, int]]:
    start = 0
    for part in order:
        if len(part) > 1:
            yield start, start + len(part) - 1
        start += len(part)
