"""Axes: the conversion of columns, gaps and tracks to px, and of ``u`` and ``v`` to ``x`` and ``y``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.box_metrics import Side, outline_point
from sphinxcontrib_c4.layout.geometry import Point, Rect
from sphinxcontrib_c4.layout.layered import PADDING, Columns, Layered, Link
from sphinxcontrib_c4.layout.routing import Routes
from sphinxcontrib_c4.layout.tracks import TRACK
from sphinxcontrib_c4.layout.wire_overlaps import BendPoint
from sphinxcontrib_c4.views import ViewElement

#: Px between a column and the tracks next to it: space for a corner and an arrowhead.
APRON = 15.0


class Scale(NamedTuple):
    """The start of each column along the flow, the first track of the gap behind it, and the pads of each frame (px).

    A pad is the distance from a frame to the first column in it (``before``), or from the last one to it (``behind``).
    """

    starts: tuple[float, ...]
    tracks: tuple[float, ...]
    before: tuple[float, ...]
    behind: tuple[float, ...]


def scale(layered: Layered, columns: Columns, routes: Routes, titles: Sequence[float]) -> Scale:
    """Return the scale of a drawing; ``titles`` is the size of the title of each frame along the flow (px)."""
    frames = range(len(layered.frames))
    before = tuple(_pad(layered, columns, frame, 2, titles) for frame in frames)
    behind = tuple(_pad(layered, columns, frame, 3, [0.0] * len(titles)) for frame in frames)
    starts, tracks, at = [], [], 0.0
    for number, length in enumerate(columns.lengths):
        at += max((before[n] for n in frames if columns.frames[n][2] == number), default=0)
        starts.append(at)
        at += length + max((behind[n] for n in frames if columns.frames[n][3] == number), default=0)
        if number < len(routes.tracks):
            tracks.append(at + APRON)
            at += 2 * APRON + max(0, routes.tracks[number] - 1) * TRACK
    return Scale(starts=tuple(starts), tracks=tuple(tracks), before=before, behind=behind)


def _pad(layered: Layered, columns: Columns, frame: int, edge: int, titles: Sequence[float]) -> float:
    """Return the pad of ``frame``, including the pads of inner frames that share its first (2) or last (3) column."""
    inner = [
        _pad(layered, columns, number, edge, titles)
        for number, item in enumerate(layered.frames)
        if item.parent == frame and columns.frames[number][edge] == columns.frames[frame][edge]
    ]
    return PADDING + titles[frame] + max(inner, default=0)


class Axes(NamedTuple):
    """The axes of a layered graph; ``down`` states that its flows run down, not to the right."""

    layered: Layered
    columns: Columns
    scale: Scale
    elements: Sequence[ViewElement]
    down: bool

    def _point(self, u: float, v: float) -> Point:
        return Point(v, u) if self.down else Point(u, v)

    def _rect(self, u: float, v: float, length: float, breadth: float) -> Rect:
        return Rect(v, u, breadth, length) if self.down else Rect(u, v, length, breadth)

    def cell(self, number: int) -> Rect:
        """Return the bounds of a cell: an element or a label."""
        cell, column = self.layered.cells[number], self.columns.column[number]
        u = self.scale.starts[column] + (self.columns.lengths[column] - cell.length) / 2
        return self._rect(u, self.columns.center[number] - cell.breadth / 2, cell.length, cell.breadth)

    def frame(self, number: int) -> Rect:
        """Return the bounds of a boundary."""
        low, high, first, last = self.columns.frames[number]
        start = self.scale.starts[first] - self.scale.before[number]
        end = self.scale.starts[last] + self.columns.lengths[last] + self.scale.behind[number]
        return self._rect(start, low, end - start, high - low)

    def path(self, routes: Routes, number: int, link: Link) -> list[Point]:
        """Return the corners of a link's line, from its source to its target."""
        if link.stacked:
            path = [self._outer_point(link.tail, 1), self._outer_point(link.head, -1)]
            return path[::-1] if link.turned else path
        halves = [[*self._corners(routes, number, half)] for half in (0, 1)]
        first = self._end(link.tail, routes.bend_points[number, 0][0], towards=1)
        if link.same_rank_edge:
            back = self._end(link.head, routes.bend_points[number, 1][0], towards=1)
            column = self.columns.column[link.label]
            behind = self.scale.starts[column] + self.columns.lengths[column] / 2
            turn = [self._point(behind, routes.bend_points[number, half][-1].v) for half in (0, 1)]
            return [first, *halves[0], *turn, *reversed(halves[1]), back]
        last = self._end(link.head, routes.bend_points[number, 1][-1], towards=-1)
        path = [first, *halves[0], *halves[1], last]
        return path[::-1] if link.turned else path

    def _end(self, cell: int, stop: BendPoint, *, towards: int) -> Point:
        """Return the point where a line meets a cell, on the side behind (1) or before it (-1)."""
        rect = self.cell(cell)
        sides = (Side.BOTTOM, Side.TOP) if self.down else (Side.RIGHT, Side.LEFT)
        side = sides[0] if towards > 0 else sides[1]
        offset = stop.v - (rect.x if self.down else rect.y)
        return outline_point(self.elements[cell].element, rect, side, offset)

    def _outer_point(self, cell: int, towards: int) -> Point:
        """Return the middle of the side of a cell across the flow, behind (1) or before it (-1)."""
        rect = self.cell(cell)
        sides = (Side.RIGHT, Side.LEFT) if self.down else (Side.BOTTOM, Side.TOP)
        offset = rect.height / 2 if self.down else rect.width / 2
        return outline_point(self.elements[cell].element, rect, sides[0] if towards > 0 else sides[1], offset)

    def _corners(self, routes: Routes, number: int, half: int) -> Iterator[Point]:
        bend_points = routes.bend_points[number, half]
        for start, end in pairwise(bend_points):
            level = routes.track.get((start.column, number, half))
            if level is not None:
                track = self.scale.tracks[start.column] + level * TRACK
                yield self._point(track, start.v)
                yield self._point(track, end.v)
