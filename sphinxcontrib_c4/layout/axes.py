"""Axes: the conversion of columns, gaps and tracks to px, and of ``u`` and ``v`` to ``x`` and ``y``."""

from __future__ import annotations

from collections.abc import Sequence
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
    before = _pads(layered, columns, 2, titles)
    behind = _pads(layered, columns, 3, [0.0] * len(titles))
    first_pads, last_pads = [0.0] * len(columns.lengths), [0.0] * len(columns.lengths)
    for number, (_, _, first, last) in enumerate(columns.frames):
        first_pads[first] = max(first_pads[first], before[number])
        last_pads[last] = max(last_pads[last], behind[number])
    starts, tracks, position = [], [], 0.0
    for number, length in enumerate(columns.lengths):
        position += first_pads[number]
        starts.append(position)
        position += length + last_pads[number]
        if number < len(routes.tracks):
            tracks.append(position + APRON)
            position += 2 * APRON + max(0, routes.tracks[number] - 1) * TRACK
    return Scale(starts=tuple(starts), tracks=tuple(tracks), before=before, behind=behind)


def _pads(layered: Layered, columns: Columns, edge: int, titles: Sequence[float]) -> tuple[float, ...]:
    """Return the pad of each frame, including those of inner frames that share its first (2) or last (3) column."""
    pads = [PADDING + title for title in titles]
    inner = [0.0] * len(titles)
    for number in reversed(range(len(titles))):
        pads[number] += inner[number]
        parent = layered.frames[number].parent
        if parent >= 0 and columns.frames[number][edge] == columns.frames[parent][edge]:
            inner[parent] = max(inner[parent], pads[number])
    return tuple(pads)


class Axes(NamedTuple):
    """The axes of a layered graph; ``down`` states that its flows run down, not to the right.

    ``cells`` holds the bounds of each cell: the elements, then labels.
    """

    layered: Layered
    columns: Columns
    scale: Scale
    elements: Sequence[ViewElement]
    down: bool
    cells: Sequence[Rect]

    def frame(self, number: int) -> Rect:
        """Return the bounds of a boundary."""
        low, high, first, last = self.columns.frames[number]
        start = self.scale.starts[first] - self.scale.before[number]
        end = self.scale.starts[last] + self.columns.lengths[last] + self.scale.behind[number]
        return Rect(low, start, high - low, end - start) if self.down else Rect(start, low, end - start, high - low)

    def path(self, routes: Routes, number: int, link: Link) -> list[Point]:
        """Return the corners of a link's line, from its source to its target."""
        if link.stacked:
            path = [self._outer_point(link.tail, 1), self._outer_point(link.head, -1)]
            return path[::-1] if link.turned else path
        first, second = routes.bend_points[number, 0], routes.bend_points[number, 1]
        path = [self._end(link.tail, first[0], towards=1), *self._corners(routes, number, 0)]
        if link.same_rank_edge:
            column = self.columns.column[link.label]
            behind = self.scale.starts[column] + self.columns.lengths[column] / 2
            path += [self._point(behind, half[-1].v) for half in (first, second)]
            path += self._corners(routes, number, 1)[::-1]
            path.append(self._end(link.head, second[0], towards=1))
            return path
        path += self._corners(routes, number, 1)
        path.append(self._end(link.head, second[-1], towards=-1))
        return path[::-1] if link.turned else path

    def _point(self, u: float, v: float) -> Point:
        return Point(v, u) if self.down else Point(u, v)

    def _end(self, cell: int, stop: BendPoint, *, towards: int) -> Point:
        """Return the point where a line meets a cell, on the side behind (1) or before it (-1)."""
        rect = self.cells[cell]
        sides = (Side.BOTTOM, Side.TOP) if self.down else (Side.RIGHT, Side.LEFT)
        side = sides[0] if towards > 0 else sides[1]
        offset = stop.v - (rect.x if self.down else rect.y)
        return outline_point(self.elements[cell].element, rect, side, offset)

    def _outer_point(self, cell: int, towards: int) -> Point:
        """Return the middle of the side of a cell across the flow, behind (1) or before it (-1)."""
        rect = self.cells[cell]
        sides = (Side.RIGHT, Side.LEFT) if self.down else (Side.BOTTOM, Side.TOP)
        offset = rect.height / 2 if self.down else rect.width / 2
        return outline_point(self.elements[cell].element, rect, sides[0] if towards > 0 else sides[1], offset)

    def _corners(self, routes: Routes, number: int, half: int) -> list[Point]:
        """Return the points where half of a line turns to its tracks and back."""
        corners = []
        for start, end in pairwise(routes.bend_points[number, half]):
            level = routes.track.get((start.column, number, half))
            if level is not None:
                track = self.scale.tracks[start.column] + level * TRACK
                corners += [self._point(track, start.v), self._point(track, end.v)]
        return corners


def axes(layered: Layered, columns: Columns, scale: Scale, elements: Sequence[ViewElement], *, down: bool) -> Axes:
    """Return the axes of a layered graph, with the bounds of its cells."""
    starts, lengths = scale.starts, columns.lengths
    cells = []
    for (length, breadth, _), column, center in zip(layered.cells, columns.column, columns.center, strict=True):
        u, v = starts[column] + (lengths[column] - length) / 2, center - breadth / 2
        cells.append(Rect(v, u, breadth, length) if down else Rect(u, v, length, breadth))
    return Axes(layered, columns, scale, elements, down, cells)
