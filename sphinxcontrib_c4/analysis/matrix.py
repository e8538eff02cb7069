"""The dependency matrix: dependencies of each element on each other, in an order that shows cycles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    DependencyEdge,
    DependencyGraph,
    edges_near,
    system_edges,
)
from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import Pair, component_index, condensation_order, edges_within
from sphinxcontrib_c4.analysis.graph.feedback_arc_set import feedback_arc_set
from sphinxcontrib_c4.model import Mode, Model, UnknownNameError, lineage, resolve, system_of

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
    are systems only if there are dependencies between systems. ``focus`` names the elements that the
    rows are about, with their neighbours; it is empty for all.
    """

    names: tuple[str, ...]
    cells: tuple[MatrixCell, ...]
    cycles: tuple[tuple[int, int], ...]
    by_system: bool
    collapsed: bool
    left_out: int
    focus: tuple[str, ...] = ()


def resolve_focus(model: Model, names: Iterable[str]) -> tuple[str, ...]:
    """Return the full names of elements, and of the systems of groups, that ``names`` refer to.

    Raises:
        model.NameLookupError: a name refers to no element and no group.
    """
    elements: list[str] = []
    for name in names:
        if name in model.groups:
            elements += model.groups[name]
            continue
        try:
            elements.append(resolve(name, model.elements))
        except UnknownNameError:
            elements.append(resolve(name, (*model.elements, *model.groups)))
    return tuple(dict.fromkeys(elements))


def build_matrix(
    graph: DependencyGraph, *, by_system: bool = False, subject: str = "", focus: Collection[str] = ()
) -> DependencyMatrix:
    """Return the matrix of the containers, or of the systems.

    With a ``subject``, the rows are the containers of that system and their neighbours, with all
    dependencies among them. The same holds for ``focus``, full names of elements at any level. Elements
    without dependencies are left out, and so are dependencies within a system if ``by_system``.
    """
    edges = _edges_around(edges_near(graph.edges, subject), focus)
    systems = {system_of(name) for name in focus}
    between_systems = _edges_around(edges_near(system_edges(graph.edges.values()), subject), systems)
    by_system = by_system and bool(between_systems)
    collapsed = not by_system and not focus and bool(between_systems) and len(_ends(edges)) > _MAX_ROWS
    if by_system or collapsed:
        edges = between_systems
    total = len(_ends(edges))
    edges = _most_relevant(edges, systems if by_system else focus)
    components = [_order_component(part, edges) for part in condensation_order(_ends(edges), edges)]
    names = [name for part in components for name in part]
    return DependencyMatrix(
        names=tuple(names),
        cells=_cells(names, edges),
        cycles=tuple(_ranges(components)),
        by_system=by_system or collapsed,
        collapsed=collapsed,
        left_out=total - len(names),
        focus=tuple(focus),
    )


def _edges_around(edges: Mapping[Pair, DependencyEdge], focus: Collection[str]) -> dict[Pair, DependencyEdge]:
    """Return the edges among the elements of ``focus`` and their neighbours; all edges without a focus."""
    if not focus:
        return dict(edges)
    ends = {end for pair in edges if any(_is_part_of(end, focus) for end in pair) for end in pair}
    return {pair: edge for pair, edge in edges.items() if ends.issuperset(pair)}


def _is_part_of(name: str, focus: Collection[str]) -> bool:
    """Return whether an element is inside one of ``focus``, or contains one that is a component."""
    return any(part in focus for part in lineage(name)) or any(part.startswith(f"{name}.") for part in focus)


def _ends(edges: Iterable[Pair]) -> set[str]:
    return {end for pair in edges for end in pair}


def _most_relevant(edges: Mapping[Pair, DependencyEdge], focus: Collection[str]) -> dict[Pair, DependencyEdge]:
    """Return the edges among the 60 most relevant ends.

    Edges are added with their ends, so every row has a dependency: first those at ``focus``, then those
    on cycles, then those between the ends with the most edges.
    """
    if len(_ends(edges)) <= _MAX_ROWS:
        return dict(edges)
    index = component_index(edges)
    cyclic = set(edges_within(edges, index))
    degrees = Counter(end for pair in edges for end in pair)

    def rank(pair: Pair) -> tuple[bool, bool, int, Pair]:
        is_near = any(_is_part_of(end, focus) for end in pair)
        return not is_near, pair not in cyclic, -degrees[pair[0]] - degrees[pair[1]], pair

    rows: set[str] = set()
    for pair in sorted(edges, key=rank):
        if len(rows.union(pair)) <= _MAX_ROWS:
            rows.update(pair)
    return {pair: edge for pair, edge in edges.items() if rows.issuperset(pair)}


def _order_component(members: list[str], edges: Mapping[Pair, DependencyEdge]) -> list[str]:
    """Return the members of a component in the order that its cut leaves."""
    nodes = set(members)
    weight = {pair: len(edge.causes) for pair, edge in edges.items() if nodes.issuperset(pair)}
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
