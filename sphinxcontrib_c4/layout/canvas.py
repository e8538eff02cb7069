"""The canvas: columns, gaps and tracks turned into px, and with them the geometry of a view."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.layout.geometry import Box, Chip, Frame, Geometry, Line, Point, Rect
from sphinxcontrib_c4.layout.layered import PADDING, Columns, Layered, Link
from sphinxcontrib_c4.layout.outline import Side, outline_point
from sphinxcontrib_c4.layout.passes import TRACK
from sphinxcontrib_c4.layout.routing import Routes, Stop
from sphinxcontrib_c4.layout.typeset import Block
from sphinxcontrib_c4.views import View

_MARGIN = 12.0
#: Px between a column and the tracks beside it: room for a corner and an arrow's head.
_APRON = 15.0
_RADIUS = 8.0
#: The share of a quarter circle's radius at which a cubic Bézier curve has its control points.
_KAPPA = 0.5523


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Where each column begins along the flow, and each first track of the gap behind it (px)."""

    starts: tuple[float, ...]
    tracks: tuple[float, ...]
    end: float


def geometry(
    view: View,
    layered: Layered,
    columns: Columns,
    routes: Routes,
    *,
    boxes: Sequence[Block],
    chips: Sequence[Block | None],
    titles: Sequence[Block],
    down: bool,
) -> Geometry:
    """The geometry of ``view``: everything in px, moved so that it begins at 0, 0."""
    scale = _scale(layered, columns, routes, title=max((t.height for t in titles), default=0) if down else 0)
    page = _Page(layered, columns, scale, down)
    rects = [page.cell(number) for number in range(len(layered.graph.cells))]
    frames = [page.cluster(number) for number in range(len(columns.clusters))]
    paths = [page.path(routes, number, link, view) for number, link in enumerate(layered.links)]
    bounds = _bounds([*rects, *frames], paths)
    dx, dy = _MARGIN - bounds.x, _MARGIN - bounds.y
    moved = [rect._replace(x=round(rect.x + dx, 2), y=round(rect.y + dy, 2)) for rect in (*rects, *frames)]
    cells, clusters = moved[: len(rects)], moved[len(rects) :]
    labels = cells[len(view.elements) :]
    return Geometry(
        view=view,
        width=math.ceil(bounds.width + 2 * _MARGIN),
        height=math.ceil(bounds.height + 2 * _MARGIN),
        boxes=tuple(
            Box(of=item, rect=rect, lines=block.at(rect.x, rect.y))
            for item, rect, block in zip(view.elements, cells, boxes, strict=False)
        ),
        frames=tuple(
            Frame(of=boundary, rect=rect, lines=block.at(rect.x + 12, rect.y + 8), depth=_depth(view, boundary.name))
            for boundary, rect, block in zip(view.boundaries, clusters, titles, strict=True)
        ),
        lines=tuple(
            Line(
                of=relationship,
                path=_rounded([Point(round(p.x + dx, 2), round(p.y + dy, 2)) for p in path]),
                chip=Chip(rect=rect, lines=chip.at(rect.x, rect.y)) if chip else None,
            )
            for relationship, path, rect, chip in zip(view.relationships, paths, labels, chips, strict=True)
        ),
    )


def _scale(layered: Layered, columns: Columns, routes: Routes, *, title: float) -> Scale:
    opening, closing = _frames_at(layered, columns)
    starts, tracks = [], []
    at = opening[0] * (PADDING + title) if opening else 0.0
    for number, length in enumerate(columns.lengths):
        starts.append(at)
        at += length + closing[number] * PADDING
        if number + 1 < len(columns.lengths):
            tracks.append(at + _APRON)
            at += 2 * _APRON + max(0, routes.tracks[number] - 1) * TRACK
            at += opening[number + 1] * (PADDING + title)
    return Scale(starts=tuple(starts), tracks=tuple(tracks), end=at)


def _frames_at(layered: Layered, columns: Columns) -> tuple[list[int], list[int]]:
    """For each column, how many frames, one within the other, begin and end there."""
    opening, closing = [0] * len(columns.lengths), [0] * len(columns.lengths)
    for number, (_, _, first, last) in enumerate(columns.clusters):
        opening[first] = max(opening[first], _nested(layered, columns, number, 2))
        closing[last] = max(closing[last], _nested(layered, columns, number, 3))
    return opening, closing


def _nested(layered: Layered, columns: Columns, cluster: int, edge: int) -> int:
    """How many frames lie one within the other from ``cluster`` inwards that share its first (2) or last (3) column."""
    inner = [
        _nested(layered, columns, number, edge)
        for number, item in enumerate(layered.frames)
        if item.parent == cluster and columns.clusters[number][edge] == columns.clusters[cluster][edge]
    ]
    return 1 + max(inner, default=0)


@dataclass(frozen=True, slots=True)
class _Page:
    """The page that a layered graph lies on; turns ``u`` and ``v`` into ``x`` and ``y``."""

    layered: Layered
    columns: Columns
    scale: Scale
    down: bool

    def point(self, u: float, v: float) -> Point:
        return Point(v, u) if self.down else Point(u, v)

    def rect(self, u: float, v: float, length: float, breadth: float) -> Rect:
        return Rect(v, u, breadth, length) if self.down else Rect(u, v, length, breadth)

    def cell(self, number: int) -> Rect:
        cell, column = self.layered.graph.cells[number], self.columns.column[number]
        u = self.scale.starts[column] + (self.columns.lengths[column] - cell.length) / 2
        return self.rect(u, self.columns.center[number] - cell.breadth / 2, cell.length, cell.breadth)

    def cluster(self, number: int) -> Rect:
        low, high, first, last = self.columns.clusters[number]
        before = _nested(self.layered, self.columns, number, 2) * PADDING
        behind = _nested(self.layered, self.columns, number, 3) * PADDING
        if self.down:
            before *= 2.5
        start = self.scale.starts[first] - before
        end = self.scale.starts[last] + self.columns.lengths[last] + behind
        return self.rect(start, low, end - start, high - low)

    def path(self, routes: Routes, number: int, link: Link, view: View) -> list[Point]:
        """The corners of a link's line, from its source to its target."""
        halves = [[*self.corners(routes, number, half)] for half in (0, 1)]
        first = self.end(link.tail, routes.stops[number, 0][0], view, towards=1)
        if link.bracket:
            back = self.end(link.head, routes.stops[number, 1][0], view, towards=1)
            behind = self.scale.starts[self.columns.column[link.label]] + self.columns.lengths[self.columns.column[link.label]] / 2
            turn = [self.point(behind, routes.stops[number, half][-1].v) for half in (0, 1)]
            return [first, *halves[0], *turn, *reversed(halves[1]), back]
        last = self.end(link.head, routes.stops[number, 1][-1], view, towards=-1)
        path = [first, *halves[0], *halves[1], last]
        return path[::-1] if link.turned else path

    def end(self, cell: int, stop: Stop, view: View, *, towards: int) -> Point:
        rect = self.cell(cell)
        sides = (Side.BOTTOM, Side.TOP) if self.down else (Side.RIGHT, Side.LEFT)
        side = sides[0] if towards > 0 else sides[1]
        offset = stop.v - (rect.x if self.down else rect.y)
        return outline_point(view.elements[cell].element, rect, side, offset)

    def corners(self, routes: Routes, number: int, half: int) -> Iterator[Point]:
        stops = routes.stops[number, half]
        for one, other in zip(stops, stops[1:], strict=False):
            level = routes.track.get((one.column, number, half))
            if level is not None:
                track = self.scale.tracks[one.column] + level * TRACK
                yield self.point(track, one.v)
                yield self.point(track, other.v)


def _bounds(rects: Sequence[Rect], paths: Sequence[Sequence[Point]]) -> Rect:
    xs = [x for rect in rects for x in (rect.x, rect.right)] + [p.x for path in paths for p in path]
    ys = [y for rect in rects for y in (rect.y, rect.bottom)] + [p.y for path in paths for p in path]
    if not xs:
        return Rect(0, 0, 0, 0)
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _depth(view: View, name: str) -> int:
    parents = {boundary.name: boundary.parent for boundary in view.boundaries}
    depth = 0
    while name := parents.get(name, ""):
        depth += 1
    return depth


def _rounded(corners: Sequence[Point]) -> tuple[Point, ...]:
    """A chain of cubic Bézier curves along ``corners``, each corner rounded as far as its sides allow."""
    corners = [p for n, p in enumerate(corners) if n == 0 or p != corners[n - 1]]
    if len(corners) < 2:
        return tuple(corners * 4)[:4]
    path = [corners[0]]
    for number in range(1, len(corners) - 1):
        before, corner, after = corners[number - 1 : number + 2]
        radius = min(_RADIUS, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        start, end = _toward(corner, before, radius), _toward(corner, after, radius)
        path += _straight(path[-1], start)
        path += [_toward(start, corner, radius * _KAPPA), _toward(end, corner, radius * _KAPPA), end]
    path += _straight(path[-1], corners[-1])
    return tuple(path)


def _straight(start: Point, end: Point) -> list[Point]:
    return [start, end, end]


def _toward(start: Point, end: Point, distance: float) -> Point:
    """The point ``distance`` px from ``start`` towards ``end``."""
    whole = math.dist(start, end)
    if whole == 0:
        return start
    share = distance / whole
    return Point(round(start.x + (end.x - start.x) * share, 2), round(start.y + (end.y - start.y) * share, 2))
