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
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sphinxcontrib_c4.layout.engine import Cell, Cluster, Edge, Graph, Placement
from sphinxcontrib_c4.layout.flow_order import flow_order, relationship_ends
from sphinxcontrib_c4.layout.ranks import label_gap, ranks, rings
from sphinxcontrib_c4.layout.text_boxes import TextBox
from sphinxcontrib_c4.views import View

#: The breadth that a line without a label takes.
_BARE = (1.0, 12.0)
#: At most so many columns of elements that have no flows.
_TILES = 4
#: Px between the frame of a boundary and what lies in it.
PADDING = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relationship in the layout: from the cell ``tail`` through the cell of its label to ``head``.

    ``turned`` says that it is laid out against its direction. Both ends of a
    ``same_rank_edge`` stand in one column, or are one cell: its line leads out to the label in the next column
    and back.
    """

    tail: int
    label: int
    head: int
    turned: bool = False
    same_rank_edge: bool = False

    @property
    def halves(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The cells that each half of the line joins, the one in the lower column first."""
        return (self.tail, self.label), ((self.head, self.label) if self.same_rank_edge else (self.label, self.head))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layered:
    """A view ready for the engine; cells are the elements in order, then one label for each link.

    ``frames`` are the boundaries with the cells in them. The engine is told of them as clusters where it finds the
    ranks itself; where the ranks are given they keep apart what is inside and what is outside.
    """

    graph: Graph
    links: tuple[Link, ...]
    frames: tuple[Cluster, ...] = ()
    homes: tuple[int, ...] = ()

    def extent(
        self, frame: int, centers: Sequence[float], inner: Mapping[int, tuple[float, float]]
    ) -> tuple[float, float]:
        """The extent of ``frame`` across the flow round its cells and the ``inner`` frames, its title above."""
        spans = [extent for number, extent in inner.items() if self.frames[number].parent == frame]
        for number, home in enumerate(self.homes):
            if home == frame:
                reach = self.graph.cells[number].breadth / 2
                spans.append((centers[number] - reach, centers[number] + reach))
        title = self.frames[frame].title
        top = min(low for low, _ in spans) - PADDING - (title + 4 if title else 0)
        return top, max(high for _, high in spans) + PADDING


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


def layered(
    view: View, boxes: Sequence[TextBox], labels: Sequence[TextBox | None], titles: Sequence[float], *, down: bool
) -> Layered:
    """The layered graph of ``view``; ``boxes``, ``labels`` and ``titles`` (across the flow, px) ask for room."""
    frame = {boundary.name: number for number, boundary in enumerate(view.boundaries)}
    parents = [frame.get(boundary.parent, -1) for boundary in view.boundaries]
    homes = [frame.get(item.boundary, -1) for item in view.elements]
    ends = relationship_ends(view)
    order = flow_order(view)
    breadths = [block.width if down else block.height for block in boxes]
    found = ranks(view, breadths, order, ends)
    links = [*_links(len(view.elements), ends, found or order)]
    homes += [_common(homes[link.tail], homes[link.head], parents) for link in links]
    bare = _BARE[::-1] if down else _BARE
    sizes = [(block.width, block.height) for block in boxes] + [
        (label.width, label.height) if label else bare for label in labels
    ]
    cells = [
        Cell(length=height if down else width, breadth=width if down else height, cluster=-1 if found else home)
        for (width, height), home in zip(sizes, homes, strict=True)
    ]
    frames = tuple(Cluster(parent=parent, title=title) for parent, title in zip(parents, titles, strict=True))
    graph = Graph(
        cells=tuple(cells),
        clusters=() if found else frames,
        edges=tuple(_edges(links, homes, tiled=not found)),
        ranks=tuple(_cell_ranks(found, links, cells, rings(view))) if found else (),
    )
    return Layered(graph=graph, links=tuple(links), frames=frames, homes=tuple(homes))


def columns(layered: Layered, placement: Placement) -> Columns:
    """The columns that the engine's ranks are, in the order of the flow."""
    cells, centers = layered.graph.cells, placement.centers
    places = sorted({round(u, 1) for u, _ in centers})
    at = {place: number for number, place in enumerate(places)}
    column = tuple(at[round(u, 1)] for u, _ in centers)
    lengths = [0.0] * len(places)
    for cell, number in zip(cells, column, strict=True):
        lengths[number] = max(lengths[number], cell.length)
    extents = placement.extents or [(0.0, 0.0)] * len(layered.frames)
    clusters = tuple((*extent, *_span(layered, column, number)) for number, extent in enumerate(extents))
    halves = [(number, half) for number in range(len(layered.links)) for half in (0, 1)]
    hints = {key: bends for key, bends in zip(halves, placement.bends, strict=False) if bends}
    return Columns(
        column=column,
        center=tuple(v for _, v in centers),
        lengths=tuple(lengths),
        clusters=clusters,
        hints=hints,
        places=tuple(places),
    )


def in_reading_order(layered: Layered, columns: Columns) -> Columns:
    """``columns``, turned over where that brings the labels into the order of their links: steps are told in order."""
    centers = [columns.center[link.label] for link in layered.links]
    middle, half = sum(centers) / max(len(centers), 1), (len(centers) - 1) / 2
    if sum((number - half) * (center - middle) for number, center in enumerate(centers)) >= 0:
        return columns
    return replace(
        columns,
        center=tuple(-v for v in columns.center),
        clusters=tuple((-high, -low, first, last) for low, high, first, last in columns.clusters),
        hints={key: tuple((u, -v) for u, v in bends) for key, bends in columns.hints.items()},
    )


def _links(elements: int, ends: Sequence[tuple[int, int]], order: Sequence[int]) -> Iterator[Link]:
    for number, (source, target) in enumerate(ends):
        if order[source] > order[target]:
            yield Link(tail=target, label=elements + number, head=source, turned=True)
        else:
            same_rank_edge = order[source] == order[target]
            yield Link(tail=source, label=elements + number, head=target, same_rank_edge=same_rank_edge)


def _cell_ranks(found: Sequence[int], links: Sequence[Link], cells: Sequence[Cell], ring: Sequence[int]) -> list[int]:
    """The ranks of all cells: elements on the even ones, and each label on an odd one between its ends.

    The label of a neighbour stands beside it; one between two inner elements where there is most room.
    """
    load: dict[int, float] = defaultdict(float)
    result = [2 * rank for rank in found]
    for link in links:
        tail, head = found[link.tail], found[link.head]
        if link.same_rank_edge:
            gap = tail
        elif ring[link.tail] == ring[link.head]:
            gap = label_gap(tail, head, load)
        else:
            gap = tail if ring[link.tail] > ring[link.head] else head - 1
        load[gap] += cells[link.label].breadth
        result.append(2 * gap + 1)
    return result


def _common(one: int, other: int, parents: Sequence[int]) -> int:
    """The innermost cluster around two clusters (-1: none)."""
    around = set()
    while one != -1:
        around.add(one)
        one = parents[one]
    while other != -1 and other not in around:
        other = parents[other]
    return other


def _edges(links: Sequence[Link], homes: Sequence[int], *, tiled: bool) -> Iterator[Edge]:
    for link in links:
        weight = 3 if homes[link.tail] == homes[link.head] else 1
        for tail, head in link.halves:
            yield Edge(tail=tail, head=head, weight=weight)
    if tiled:
        joined = {link.tail for link in links} | {link.head for link in links}
        yield from _tiles(joined, homes[: len(homes) - len(links)])


def _tiles(joined: set[int], homes: Sequence[int]) -> Iterator[Edge]:
    """Edges that set elements without flows in a few columns instead of one."""
    alone: dict[int, list[int]] = defaultdict(list)
    for number, home in enumerate(homes):
        if number not in joined:
            alone[home].append(number)
    for members in alone.values():
        across = min(_TILES, math.ceil(math.sqrt(len(members))))
        for place, (one, other) in enumerate(pairwise(members), 1):
            if place % across:
                yield Edge(tail=one, head=other)


def _within(layered: Layered, frame: int) -> list[int]:
    """The cells that lie in ``frame``, at whatever depth."""
    inside = {frame}
    for number, item in enumerate(layered.frames):
        if item.parent in inside:
            inside.add(number)
    return [number for number, home in enumerate(layered.homes) if home in inside]


def _span(layered: Layered, column: Sequence[int], frame: int) -> tuple[int, int]:
    """The first and the last column of what lies in ``frame``."""
    within = [column[number] for number in _within(layered, frame)]
    return min(within), max(within)
