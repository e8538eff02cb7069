"""A view as a layered graph: cells in columns, and links that all run from column to column.

Every element is a cell, and so is the label of every line: a label then has room of its own, lies on its own line, and
no other line leads through it. Links that would close a circle are turned round for the layout, so that what is left
has ranks (Sugiyama, Tagawa, Toda: Methods for Visual Understanding of Hierarchical System Structures, 1981). ``u`` runs
along the flow and ``v`` across it, both in px; a view that runs down is the same with the axes of the page exchanged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sphinxcontrib_c4.layout.engine import Cell, Cluster, Edge, Graph, Placement
from sphinxcontrib_c4.layout.typeset import Block
from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.views import View

#: The breadth that a line without a label takes.
_BARE = (1.0, 12.0)
#: At most so many columns of elements that have no flows.
_TILES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relationship in the layout: from the cell ``tail`` through the cell of its label to ``head``.

    ``turned`` says that it is laid out against its direction.
    """

    tail: int
    label: int
    head: int
    turned: bool

    @property
    def loop(self) -> bool:
        """Whether both ends are one cell."""
        return self.tail == self.head


@dataclass(frozen=True, slots=True, kw_only=True)
class Layered:
    """A view ready for the engine; cells are the elements in order, then one label for each link."""

    graph: Graph
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the engine put the cells: a column for each, and the centre across the flow.

    ``clusters`` holds, for each cluster, its extent across the flow and its first and last column. ``hints`` maps a
    link and a half of it (0: tail to label, 1: label to head) to points that the engine led it through.
    """

    column: tuple[int, ...]
    center: tuple[float, ...]
    lengths: tuple[float, ...]
    clusters: tuple[tuple[float, float, int, int], ...]
    hints: Mapping[tuple[int, int], tuple[tuple[float, float], ...]] = field(default_factory=dict)
    places: tuple[float, ...] = ()


def layered(view: View, boxes: Sequence[Block], chips: Sequence[Block | None], titles: Sequence[float], *, down: bool) -> Layered:
    """The layered graph of ``view``; ``boxes``, ``chips`` and ``titles`` are what its parts ask room for."""
    index = {item.element.name: number for number, item in enumerate(view.elements)}
    cluster = {boundary.name: number for number, boundary in enumerate(view.boundaries)}
    parents = [cluster.get(boundary.parent, -1) for boundary in view.boundaries]
    homes = [cluster.get(item.boundary, -1) for item in view.elements]
    links = [*_links(view, index)]
    cells = [_cell(block.width, block.height, home, down=down) for block, home in zip(boxes, homes, strict=True)]
    for link, chip in zip(links, chips, strict=True):
        size = (chip.width, chip.height) if chip else (_BARE if not down else _BARE[::-1])
        cells.append(_cell(*size, _common(homes[link.tail], homes[link.head], parents), down=down))
    clusters = tuple(
        Cluster(parent=parent, title=0 if down else title) for parent, title in zip(parents, titles, strict=True)
    )
    graph = Graph(cells=tuple(cells), clusters=clusters, edges=tuple(_edges(links, homes)))
    return Layered(graph=graph, links=tuple(links))


def columns(layered: Layered, placement: Placement) -> Columns:
    """The columns that the engine's ranks are, in the order of the flow."""
    cells, centers = layered.graph.cells, placement.centers
    places = sorted({round(u, 1) for u, _ in centers})
    at = {place: number for number, place in enumerate(places)}
    column = tuple(at[round(u, 1)] for u, _ in centers)
    lengths = [0.0] * len(places)
    for cell, number in zip(cells, column, strict=True):
        lengths[number] = max(lengths[number], cell.length)
    clusters = tuple(
        (*extent, *_span(layered, column, number)) for number, extent in enumerate(placement.extents)
    )
    hints = {
        key: bends
        for key, bends in zip(_halves(layered.links), placement.bends, strict=False)
        if bends
    }
    return Columns(
        column=column,
        center=tuple(v for _, v in centers),
        lengths=tuple(lengths),
        clusters=clusters,
        hints=hints,
        places=tuple(places),
    )


def _cell(width: float, height: float, cluster: int, *, down: bool) -> Cell:
    length, breadth = (height, width) if down else (width, height)
    return Cell(length=length, breadth=breadth, cluster=cluster)


def _links(view: View, index: Mapping[str, int]) -> Iterator[Link]:
    ends = [(index[r.source], index[r.target]) for r in view.relationships]
    order = _order(view, ends)
    for number, (source, target) in enumerate(ends):
        turned = order[source] > order[target]
        tail, head = (target, source) if turned else (source, target)
        yield Link(tail=tail, label=len(view.elements) + number, head=head, turned=turned)


def _order(view: View, ends: Sequence[tuple[int, int]]) -> list[int]:
    """The place of each element in an order that most lines run along: depth first, from who starts the flows."""
    followers: dict[int, list[int]] = defaultdict(list)
    entered = {target for source, target in ends if source != target}
    for source, target in ends:
        followers[source].append(target)
    first = [ends[0][0]] if ends and view.relationships[0].step else []
    people = [n for n, item in enumerate(view.elements) if item.element.kind is Kind.PERSON]
    starts = [n for n in range(len(view.elements)) if n not in entered]
    finished: list[int] = []
    seen: set[int] = set()
    for root in (*first, *people, *starts, *range(len(view.elements))):
        _finish(root, followers, seen, finished)
    place = [0] * len(view.elements)
    for number, element in enumerate(reversed(finished)):
        place[element] = number
    return place


def _finish(root: int, followers: Mapping[int, Sequence[int]], seen: set[int], finished: list[int]) -> None:
    """Depth-first search without recursion; appends what it leaves, in that order, to ``finished``."""
    if root in seen:
        return
    seen.add(root)
    stack = [(root, iter(followers.get(root, ())))]
    while stack:
        node, rest = stack[-1]
        following = next((n for n in rest if n not in seen), None)
        if following is None:
            finished.append(node)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(followers.get(following, ()))))


def _common(one: int, other: int, parents: Sequence[int]) -> int:
    """The innermost cluster around two clusters (-1: none)."""
    around = set()
    while one != -1:
        around.add(one)
        one = parents[one]
    while other != -1 and other not in around:
        other = parents[other]
    return other


def _edges(links: Sequence[Link], homes: Sequence[int]) -> Iterator[Edge]:
    for link in links:
        weight = 3 if homes[link.tail] == homes[link.head] else 1
        yield Edge(tail=link.tail, head=link.label, weight=weight)
        if not link.loop:
            yield Edge(tail=link.label, head=link.head, weight=weight)
    yield from _tiles({link.tail for link in links} | {link.head for link in links}, homes)


def _tiles(joined: set[int], homes: Sequence[int]) -> Iterator[Edge]:
    """Edges that set elements without flows in a few columns instead of one."""
    alone: dict[int, list[int]] = defaultdict(list)
    for number, home in enumerate(homes):
        if number not in joined:
            alone[home].append(number)
    for members in alone.values():
        across = min(_TILES, math.ceil(math.sqrt(len(members))))
        for place, (one, other) in enumerate(zip(members, members[1:], strict=False), 1):
            if place % across:
                yield Edge(tail=one, head=other)


def _halves(links: Sequence[Link]) -> Iterator[tuple[int, int]]:
    """The halves of the links in the order of the graph's edges."""
    for number, link in enumerate(links):
        yield number, 0
        if not link.loop:
            yield number, 1


def _span(layered: Layered, column: Sequence[int], cluster: int) -> tuple[int, int]:
    """The first and the last column of what lies in ``cluster``."""
    inside = {cluster}
    for number, item in enumerate(layered.graph.clusters):
        if item.parent in inside:
            inside.add(number)
    within = [column[number] for number, cell in enumerate(layered.graph.cells) if cell.cluster in inside]
    return min(within), max(within)
