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
            paths=[[Point(round(p.x + dx, 2), round(p.y + dy, 2)) for p in path] for path in self.paths],
        )


def arrange(
    view: View, axes: Axes, routes: Routes, titles: Sequence[TextBox], has_label: Sequence[bool]
) -> Arrangement:
    """Return the parts of ``view`` on ``axes``; ``has_label`` holds which of its lines have a label."""
    paths = [axes.path(routes, number, link) for number, link in enumerate(axes.layered.links)]
    cells = [axes.cell(number) for number in range(len(axes.layered.cells))]
    frames = [axes.frame(number) for number in range(len(titles))]
    places = [_title_place(frame, title, paths) for frame, title in zip(frames, titles, strict=True)]
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
            Box(of=item, rect=rect, lines=block.at(rect.x, rect.y))
            for item, rect, block in zip(view.elements, parts.cells, boxes, strict=False)
        ),
        frames=tuple(
            Frame(
                of=boundary,
                rect=rect,
                lines=block.at(rect.x + (place or _TITLE_X), rect.y + _TITLE_Y),
                depth=_depth(view, boundary.name),
            )
            for boundary, rect, block, place in zip(
                view.boundaries, parts.frames, titles, parts.title_places, strict=True
            )
        ),
        lines=tuple(
            Line(
                of=relationship,
                path=_rounded(path),
                label=EdgeLabel(rect=rect, lines=label.at(rect.x, rect.y)) if label else None,
            )
            for relationship, path, rect, label in zip(
                view.relationships, parts.paths, parts.cells[len(view.elements) :], labels, strict=True
            )
        ),
    )


def _moved(rect: Rect, dx: float, dy: float) -> Rect:
    return rect._replace(x=round(rect.x + dx, 2), y=round(rect.y + dy, 2))


def _title_place(frame: Rect, title: TextBox, paths: Sequence[Sequence[Point]]) -> float | None:
    """Return the smallest distance from the left of a boundary at which no line crosses its title, or None."""
    top, bottom = frame.y + _TITLE_Y - 2, frame.y + _TITLE_Y + title.height + 2
    obstacles = []
    for path in paths:
        for start, end in pairwise(path):
            if max(start.y, end.y) > top and min(start.y, end.y) < bottom:
                obstacles.append((min(start.x, end.x) - _TITLE_CLEARANCE, max(start.x, end.x) + _TITLE_CLEARANCE))
    x = frame.x + _TITLE_X
    for low, high in sorted(obstacles):
        if low < x + title.width and high > x:
            x = high
    return x - frame.x if x + title.width <= frame.right - _TITLE_X / 2 else None


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
    """Return cubic Bézier curves along ``corners``, with each corner rounded as far as its sides allow."""
    corners = [p for n, p in enumerate(corners) if n == 0 or p != corners[n - 1]]
    at, path = corners[0], [corners[0]]
    lengths = [math.dist(one, other) for one, other in pairwise(corners)]
    for number, (length, following) in enumerate(pairwise(lengths), 1):
        before, corner, after = corners[number - 1 : number + 2]
        radius = min(_RADIUS, length / 2, following / 2)
        start, end = _toward(corner, before, radius / length), _toward(corner, after, radius / following)
        path += (at, start, start, _toward(start, corner, _KAPPA), _toward(end, corner, _KAPPA), end)
        at = end
    return (*path, at, corners[-1], corners[-1])


def _toward(start: Point, end: Point, share: float) -> Point:
    """Return the point at ``share`` of the way from ``start`` to ``end``."""
    return Point(round(start[0] + (end[0] - start[0]) * share, 2), round(start[1] + (end[1] - start[1]) * share, 2))
