"""Construction of a geometry: all parts of a view in px, moved so that the canvas starts at 0, 0."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.layout.axes import Axes
from sphinxcontrib_c4.layout.box_metrics import MARGIN
from sphinxcontrib_c4.layout.frame_ends import cut_at_frames
from sphinxcontrib_c4.layout.geometry import Box, EdgeLabel, Frame, Geometry, Line, Point, Rect
from sphinxcontrib_c4.layout.rect_index import RectIndex
from sphinxcontrib_c4.layout.routing import Routes
from sphinxcontrib_c4.layout.text_boxes import TextBox
from sphinxcontrib_c4.views import View

_RADIUS = 8.0
#: The share of a quarter circle's radius at which a cubic Bézier curve has its control points.
_KAPPA = 0.5523
#: Px from the corner of a boundary to its title, and between the title and a line.
_TITLE_X = 12.0
_TITLE_Y = 8.0
_TITLE_CLEARANCE = 5.0


class Arrangement(NamedTuple):
    """The parts of a view where the axes put them: all that the score of a drawing depends on.

    ``cells`` are the elements, then the labels of lines. ``title_places`` are the distances of titles from the left of
    their frames, or ``None`` for one that lines leave no space for.
    """

    bounds: Rect
    cells: Sequence[Rect]
    frames: Sequence[Rect]
    paths: Sequence[Sequence[Point]]
    title_places: Sequence[float | None]

    @property
    def width(self) -> int:
        """The width of the canvas in px."""
        return math.ceil(self.bounds.width + 2 * MARGIN)

    @property
    def height(self) -> int:
        """The height of the canvas in px."""
        return math.ceil(self.bounds.height + 2 * MARGIN)

    def moved(self) -> Arrangement:
        """Return the same parts on a canvas that starts at 0, 0, in hundredths of a px."""
        dx, dy = MARGIN - self.bounds.x, MARGIN - self.bounds.y
        return self._replace(
            cells=[_moved(rect, dx, dy) for rect in self.cells],
            frames=[_moved(rect, dx, dy) for rect in self.frames],
            paths=[[Point(round(x + dx, 2), round(y + dy, 2)) for x, y in path] for path in self.paths],
        )


def arrange(
    view: View, axes: Axes, routes: Routes, titles: Sequence[TextBox], has_label: Sequence[bool]
) -> Arrangement:
    """Return the parts of ``view`` on ``axes``; ``has_label`` holds which of its lines have a label."""
    paths = [axes.path(routes, number, link) for number, link in enumerate(axes.layered.links)]
    cells = axes.cells
    frames = [axes.frame(number) for number in range(len(titles))]
    places = _title_places(frames, titles, paths)
    bounds = _bounds([*cells, *frames], paths)
    by_name = {boundary.name: rect for boundary, rect in zip(view.boundaries, frames, strict=True)}
    labels = cells[len(view.elements) :]
    paths = [
        [*cut_at_frames(line, path, by_name, rect if labelled else None)]
        for line, path, rect, labelled in zip(view.relationships, paths, labels, has_label, strict=True)
    ]
    return Arrangement(bounds=bounds, cells=cells, frames=frames, paths=paths, title_places=places)


def geometry(
    view: View,
    arrangement: Arrangement,
    *,
    boxes: Sequence[TextBox],
    labels: Sequence[TextBox | None],
    titles: Sequence[TextBox],
) -> Geometry:
    """Return the geometry of ``view`` as arranged, with the texts ``boxes``, ``labels`` and ``titles``."""
    parts = arrangement.moved()
    return Geometry(
        view=view,
        width=parts.width,
        height=parts.height,
        boxes=tuple(
            [
                Box(view_element=item, rect=rect, lines=text.at(rect.x, rect.y))
                for item, rect, text in zip(view.elements, parts.cells, boxes, strict=False)
            ]
        ),
        frames=_frames(view, parts, titles),
        lines=_lines(view, parts, labels),
    )


def _frames(view: View, parts: Arrangement, titles: Sequence[TextBox]) -> tuple[Frame, ...]:
    frames = []
    depths: dict[str, int] = {}
    for boundary, rect, text, place in zip(view.boundaries, parts.frames, titles, parts.title_places, strict=True):
        depths[boundary.name] = depths.get(boundary.parent, -1) + 1
        lines = text.at(rect.x + (place or _TITLE_X), rect.y + _TITLE_Y)
        frames.append(Frame(boundary=boundary, rect=rect, lines=lines, depth=depths[boundary.name]))
    return tuple(frames)


def _lines(view: View, parts: Arrangement, labels: Sequence[TextBox | None]) -> tuple[Line, ...]:
    lines = []
    rects = parts.cells[len(view.elements) :]
    for relationship, path, rect, text in zip(view.relationships, parts.paths, rects, labels, strict=True):
        label = EdgeLabel(rect=rect, lines=text.at(rect.x, rect.y)) if text else None
        lines.append(Line(relationship=relationship, path=_rounded(path), label=label))
    return tuple(lines)


def _moved(rect: Rect, dx: float, dy: float) -> Rect:
    x, y, width, height = rect
    return Rect(round(x + dx, 2), round(y + dy, 2), width, height)


def _title_places(
    frames: Sequence[Rect], titles: Sequence[TextBox], paths: Sequence[Sequence[Point]]
) -> list[float | None]:
    """Return, for each boundary, the smallest distance from its left at which no line crosses its title, or None."""
    if not frames:
        return []
    segments = [segment for path in paths for segment in pairwise(path)]
    index = RectIndex(map(_segment_bounds, segments))
    places = []
    for frame, title in zip(frames, titles, strict=True):
        near = index.overlapping(Rect(frame.x, frame.y, frame.width, _TITLE_Y + title.height + 2 * _TITLE_Y))
        places.append(_title_place(frame, title, [segments[number] for number in near]))
    return places


def _segment_bounds(segment: tuple[Point, Point]) -> Rect:
    (x1, y1), (x2, y2) = segment
    return Rect(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))


def _title_place(frame: Rect, title: TextBox, segments: Sequence[tuple[Point, Point]]) -> float | None:
    """Return the smallest distance from the left of a boundary at which no segment crosses its title, or None."""
    top, bottom = frame.y + _TITLE_Y - 2, frame.y + _TITLE_Y + title.height + 2
    obstacles = []
    for start, end in segments:
        if max(start.y, end.y) > top and min(start.y, end.y) < bottom:
            obstacles.append((min(start.x, end.x) - _TITLE_CLEARANCE, max(start.x, end.x) + _TITLE_CLEARANCE))
    x = frame.x + _TITLE_X
    for low, high in sorted(obstacles):
        if low < x + title.width and high > x:
            x = high
    return x - frame.x if x + title.width <= frame.right - _TITLE_X / 2 else None


def _bounds(rects: Sequence[Rect], paths: Sequence[Sequence[Point]]) -> Rect:
    points: list[tuple[float, float]] = [point for path in paths for point in path]
    points += [corner for x, y, width, height in rects for corner in ((x, y), (x + width, y + height))]
    if not points:
        return Rect(0, 0, 0, 0)
    xs, ys = zip(*points, strict=True)
    left, top = min(xs), min(ys)
    return Rect(left, top, max(xs) - left, max(ys) - top)


def _rounded(corners: Sequence[Point]) -> tuple[Point, ...]:
    """Return cubic Bézier curves along ``corners``, with each corner rounded as far as its sides allow."""
    corners = [p for n, p in enumerate(corners) if n == 0 or p != corners[n - 1]]
    corner_end, path = corners[0], [corners[0]]
    lengths = [math.dist(one, other) for one, other in pairwise(corners)]
    for number, (length, following) in enumerate(pairwise(lengths), 1):
        before, corner, after = corners[number - 1 : number + 2]
        radius = min(_RADIUS, length / 2, following / 2)
        start, end = _toward(corner, before, radius / length), _toward(corner, after, radius / following)
        path += (corner_end, start, start, _toward(start, corner, _KAPPA), _toward(end, corner, _KAPPA), end)
        corner_end = end
    return (*path, corner_end, corners[-1], corners[-1])


def _toward(start: Point, end: Point, share: float) -> Point:
    """Return the point at ``share`` of the way from ``start`` to ``end``."""
    return Point(round(start[0] + (end[0] - start[0]) * share, 2), round(start[1] + (end[1] - start[1]) * share, 2))
