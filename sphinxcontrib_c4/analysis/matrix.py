"""The dependency matrix: dependencies of each element on each other, in an order that shows cycles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    DependencyEdge,
    DependencyGraph,
    edges_near,
    system_edges,
)
from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import Pair, component_index, condensation_order
from sphinxcontrib_c4.analysis.graph.feedback_arc_set import feedback_arc_set
from sphinxcontrib_c4.model import Mode

_MAX_ROWS = 60
_CUT_BUDGET = 2_000_000
_MARKS = {Mode.SYNC: "S", Mode.ASYNC: "A", Mode.UNKNOWN: "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """A dependency of the element in ``row`` on the element in ``column``, both counted from 0.

    ``mark`` is ``S``, ``A`` or ``?`` for synchronous, asynchronous or unknown mode; the strongest
    mode wins. ``feedback`` states that the dependency runs against the order of rows.
    """

    row: int
    column: int
    mark: str
    edge: DependencyEdge
    feedback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyMatrix:
    """A matrix whose rows and columns are ``names``: elements come before those that they depend on.

    ``cycles`` are ranges of rows, first and last, whose elements all depend on each other.
    ``collapsed`` states that rows are systems because there are more than 60 containers. ``left_out``
    is the number of rows that exceed the limit: those on no cycle with the fewest dependencies. Rows
    are systems only if there are dependencies between systems.
    """

    names: tuple[str, ...]
    cells: tuple[MatrixCell, ...]
    cycles: tuple[tuple[int, int], ...]
    by_system: bool
    collapsed: bool
    left_out: int


def build_matrix(graph: DependencyGraph, *, by_system: bool = False, subject: str = "") -> DependencyMatrix:
    """Return the matrix of the containers, or of the systems.

    With a ``subject``, the rows are the containers of that system and their neighbours, with all
    dependencies among them. Elements without dependencies are left out, and so are dependencies
    within a system if ``by_system``.
    """
    edges = edges_near(graph.edges, subject)
    between_systems = edges_near(system_edges(graph.edges.values()), subject)
    by_system = by_system and bool(between_systems)
    collapsed = not by_system and bool(between_systems) and len(_ends(edges)) > _MAX_ROWS
    if by_system or collapsed:
        edges = between_systems
    total = len(_ends(edges))
    edges = _most_relevant(edges)
    components = [_order_component(part, edges) for part in condensation_order(_ends(edges), edges)]
    names = [name for part in components for name in part]
    return DependencyMatrix(
        names=tuple(names),
        cells=_cells(names, edges),
        cycles=tuple(_ranges(components)),
        by_system=by_system or collapsed,
        collapsed=collapsed,
        left_out=total - len(names),
    )


def _ends(edges: Iterable[Pair]) -> set[str]:
    return {end for pair in edges for end in pair}


def _most_relevant(edges: dict[Pair, DependencyEdge]) -> dict[Pair, DependencyEdge]:
    """Return the edges among the 60 most relevant ends: those on cycles, then those with the most edges."""
    cyclic = component_index(edges)
    degrees = Counter(end for pair in edges for end in pair)
    relevant = set(sorted(degrees, key=lambda name: (name not in cyclic, -degrees[name], name))[:_MAX_ROWS])
    return {pair: edge for pair, edge in edges.items() if relevant.issuperset(pair)}


def _order_component(members: list[str], edges: Mapping[Pair, DependencyEdge]) -> list[str]:
    """Return the members of a component in the order that its cut leaves."""
    inside = set(members)
    weight = {pair: len(edge.causes) for pair, edge in edges.items() if inside.issuperset(pair)}
    if len(members) == 1 or not weight:
        return members
    cut = set(feedback_arc_set(weight, Budget(_CUT_BUDGET)).edges)
    remaining = [pair for pair in weight if pair not in cut]
    return [name for part in condensation_order(members, remaining) for name in part]


def _cells(names: list[str], edges: Mapping[Pair, DependencyEdge]) -> tuple[MatrixCell, ...]:
    place = {name: index for index, name in enumerate(names)}
    cells = [
        MatrixCell(
            row=place[source],
            column=place[target],
            mark=_MARKS[edge.mode],
            edge=edge,
            feedback=place[source] >= place[target],
        )
        for (source, target), edge in edges.items()
    ]
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _ranges(components: Iterable[list[str]]) -> Iterable[tuple[int, int]]:
    start = 0
    for members in components:
        if len(members) > 1:
            yield start, start + len(members) - 1
        start += len(members)
