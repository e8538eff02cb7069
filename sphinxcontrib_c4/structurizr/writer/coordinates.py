"""The coordinates of a view in Structurizr, computed from its layout.

Boxes keep their relative positions. Structurizr gives all boxes of one kind of shape the same size, and draws
boundaries around whatever is inside them, so a view is stretched in each direction, as little as possible, until
nothing overlaps. Lines have vertices where those of the layout bend and where several connect the same two boxes, and
have their labels where the layout has reserved space for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.layout import Geometry, Point, Rect, RectIndex, ShapeKind, Size, shape_kind
from sphinxcontrib_c4.structurizr.writer.clearance import MAX_LINES, ClearedView, ExportedLine, max_comparisons
from sphinxcontrib_c4.structurizr.writer.sizes import label_size
from sphinxcontrib_c4.structurizr.writer.stretch import (
    BOUNDARY_PADDING,
    BOUNDARY_TITLE,
    BoxNames,
    stretch_factors,
)
from sphinxcontrib_c4.structurizr.writer.vertices import ConnectingLine, Route, connecting_lines, label_position
from sphinxcontrib_c4.views import ViewKind

_MARGIN = 120.0
_HEADING = 220.0
"""The space for title, description and date of a view, below the picture."""
_TITLE_CHARACTER = 22.0
_STRETCHES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
"""Factors by which a view is stretched further, one after the other, until no line or label collides."""


@dataclass(frozen=True, slots=True)
class PlacedView:
    """The positions of the parts of a view, in whole pixels from its top left corner.

    ``boxes`` holds top left corners by full names, also those of the boundaries of a deployment view. ``routes`` holds
    one route for each label of each relationship, at least one.
    """

    width: int
    height: int
    boxes: Mapping[str, Point]
    routes: tuple[tuple[Route, ...], ...]


def place_view(geometry: Geometry, sizes: Mapping[ShapeKind, Size]) -> PlacedView:
    """Return the positions of a view that has been laid out; ``sizes`` are those of its boxes in Structurizr."""
    centers = {box.name: box.rect.center for box in geometry.boxes}
    boxes = {box.name: sizes[shape_kind(box.element)] for box in geometry.boxes}
    frames = list(_frames(geometry).values())
    across, down = stretch_factors(geometry, boxes, frames)
    best: tuple[int, dict[str, Rect], list[list[ExportedLine]]] | None = None
    comparisons = max_comparisons(len(geometry.view.relationships))
    for stretch in _STRETCHES:
        x, y = across * stretch, down * stretch
        rects = {name: _rect_around(Point(center.x * x, center.y * y), boxes[name]) for name, center in centers.items()}
        wires, collisions, comparisons = _cleared_wires(geometry, rects, Point(x, y), comparisons)
        if best is None or collisions < best[0]:
            best = collisions, rects, wires
        if not collisions or comparisons < 0:
            break
    assert best is not None
    return _move_to_origin(geometry, best[1], best[2], _max_depth(frames))


def _cleared_wires(
    geometry: Geometry, rects: Mapping[str, Rect], scale: Point, comparisons: int
) -> tuple[list[list[ExportedLine]], int, int]:
    """Return the wires of each relationship, and the number of those that collide with others or with boxes.

    The last value is the remainder of ``comparisons``, the number of comparisons that may be made.
    """
    ends = {**_frame_rects(geometry, rects), **rects}
    groups = connecting_lines(geometry, ends, lambda point: Point(point.x * scale.x, point.y * scale.y))
    relationships = geometry.view.relationships
    wires = [
        _wire(line, relationship.step_number)
        for relationship, group in zip(relationships, groups, strict=True)
        for line in group
    ]
    view = ClearedView(rects, wires, comparisons=comparisons)
    collisions = view.clear() if len(wires) <= MAX_LINES else 0
    remaining = iter(view.wires)
    return [[next(remaining) for _ in group] for group in groups], collisions, view.comparisons


def _wire(line: ConnectingLine, number: str) -> ExportedLine:
    position = label_position(line)
    size = label_size(line.text, number)
    return ExportedLine(*line.names, line.ends, line.vertices, size, position, preferred_position=position)


def has_separate_boundaries(geometry: Geometry) -> bool:
    """Return whether no boundary overlaps a box or boundary that it does not contain."""
    rects = {box.name: box.rect for box in geometry.boxes}
    frames = list(_frames(geometry).values())
    names, bounds = [*rects], [_bounds(frame, rects) for frame in frames]
    box_index, frame_index = RectIndex(rects.values()), RectIndex(bounds)
    return not any(
        any(names[place] not in frame for place in box_index.overlapping(rect))
        or any(frame.isdisjoint(frames[place]) for place in frame_index.overlapping(rect))
        for frame, rect in zip(frames, bounds, strict=True)
    )


def _bounds(names: Iterable[str], rects: Mapping[str, Rect]) -> Rect:
    inside = [rects[name] for name in names]
    left, top = min(rect.x for rect in inside), min(rect.y for rect in inside)
    return Rect(left, top, max(rect.right for rect in inside) - left, max(rect.bottom for rect in inside) - top)


def _frame_rects(geometry: Geometry, rects: Mapping[str, Rect]) -> dict[str, Rect]:
    """Return the rectangles that Structurizr draws around the nodes of a deployment view; other views need none."""
    if geometry.view.kind is not ViewKind.DEPLOYMENT:
        return {}
    levels = {boundary.name: 1 for boundary in geometry.view.boundaries}
    for boundary in reversed(geometry.view.boundaries):  # children before their parents
        if boundary.parent in levels:
            levels[boundary.parent] = max(levels[boundary.parent], levels[boundary.name] + 1)
    bounds = {name: _bounds(inside, rects) for name, inside in _frames(geometry).items()}
    return {name: _framed(rect, levels[name]) for name, rect in bounds.items()}


def _framed(rect: Rect, levels: int) -> Rect:
    """Return a rectangle with the space of this number of nested boundaries around it."""
    padding, title = levels * BOUNDARY_PADDING, levels * BOUNDARY_TITLE
    return Rect(rect.x - padding, rect.y - padding, rect.width + 2 * padding, rect.height + padding + title)


# --- Boundaries ---


def _frames(geometry: Geometry) -> dict[str, BoxNames]:
    """Return the boxes inside each boundary, at any depth, by the name of the boundary."""
    parents = {boundary.name: boundary.parent for boundary in geometry.view.boundaries}
    inside: dict[str, set[str]] = {name: set() for name in parents}
    for box in geometry.boxes:
        frame = box.view_element.boundary
        while frame in inside:
            inside[frame].add(box.name)
            frame = parents[frame]
    return {name: frozenset(names) for name, names in inside.items() if names}


def _max_depth(frames: Sequence[BoxNames]) -> int:
    """Return the largest number of boundaries around one box."""
    return max(Counter(name for frame in frames for name in frame).values(), default=0)


def _rect_around(center: Point, size: Size) -> Rect:
    return Rect(center.x - size.width / 2, center.y - size.height / 2, size.width, size.height)


# --- Move it to the origin ---


def _move_to_origin(
    geometry: Geometry, rects: Mapping[str, Rect], lines: Sequence[Sequence[ExportedLine]], depth: int
) -> PlacedView:
    """Return all parts at positive whole pixels, and the size of the canvas around them."""
    vertices = [point for group in lines for line in group for point in line.vertices]
    left = min([rect.x for rect in rects.values()] + [point.x for point in vertices], default=0.0)
    top = min([rect.y for rect in rects.values()] + [point.y for point in vertices], default=0.0)
    right = max([rect.right for rect in rects.values()] + [point.x for point in vertices], default=0.0)
    bottom = max([rect.bottom for rect in rects.values()] + [point.y for point in vertices], default=0.0)
    edge = _MARGIN + depth * BOUNDARY_PADDING
    dx, dy = edge - left, edge - top

    def move(point: Point) -> Point:
        return Point(round(point.x + dx), round(point.y + dy))

    title_width = _TITLE_CHARACTER * len(geometry.view.title) + _MARGIN
    return PlacedView(
        width=round(max(right + dx + edge, title_width)),
        height=round(bottom + dy + _MARGIN + depth * BOUNDARY_TITLE + _HEADING),
        boxes={name: move(Point(rect.x, rect.y)) for name, rect in {**_frame_rects(geometry, rects), **rects}.items()},
        routes=tuple(tuple(Route(tuple(map(move, line.vertices)), line.position) for line in group) for group in lines),
    )
