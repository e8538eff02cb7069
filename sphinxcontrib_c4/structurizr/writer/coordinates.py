"""Placement: our layout of a view as Structurizr's coordinates.

Boxes keep their places relative to each other. Since all boxes of one look have one size there, and boundaries are
drawn around whatever stands in them, a view is stretched, each way as little as it takes to keep everything apart.
Lines go through vertices where ours bend or where several join the same two boxes, and bear their labels where the
layout has reserved room for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from sphinxcontrib_c4.layout import Geometry, Point, Rect, ShapeKind, Size, shape_kind
from sphinxcontrib_c4.structurizr.writer.sizes import SCALE
from sphinxcontrib_c4.structurizr.writer.vertices import Chain, Route, chains, position

_GAP = 60.0
#: The height of what one line says, with its technology below.
_LABEL = 60.0
#: What Structurizr leaves free inside a boundary, and what its title takes at the bottom.
_PADDING = 50.0
_TITLE = 70.0
_MARGIN = 120.0
#: The room for title, description and date of a view, below the picture.
_HEADING = 220.0
_TITLE_CHARACTER = 22.0
_MOST = 12.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the parts of a view lie, in whole pixels from its top left corner.

    ``boxes`` holds top left corners by full names; ``routes`` holds for each relationship of the view one route for
    each of its labels (one at least).
    """

    width: int
    height: int
    boxes: Mapping[str, Point]
    routes: tuple[tuple[Route, ...], ...]


def placed(geometry: Geometry, sizes: Mapping[ShapeKind, Size]) -> Placement:
    """The placement of a view that has been laid out."""
    centers = {box.of.element.name: box.rect.center for box in geometry.boxes}
    boxes = {box.of.element.name: sizes[shape_kind(box.of.element)] for box in geometry.boxes}
    frames = _frames(geometry)
    across, down = _stretch(geometry, boxes, frames)
    rects = {name: _around(Point(at.x * across, at.y * down), boxes[name]) for name, at in centers.items()}
    lines = chains(geometry, rects, lambda point: Point(point.x * across, point.y * down))
    return _settled(geometry, rects, lines, _depth(frames))


def is_orderly(geometry: Geometry) -> bool:
    """Whether no boundary would have to be drawn across a box, or across another boundary that it is not inside of."""
    rects = {box.of.element.name: box.rect for box in geometry.boxes}
    frames = _frames(geometry)
    singles = [frozenset({name}) for name in rects]
    foreign = [(frame, single) for frame in frames for single in singles if not single <= frame]
    foreign += [(one, other) for one, other in combinations(frames, 2) if not one & other]
    return not any(_meet(_hull(one, rects), _hull(other, rects)) for one, other in foreign)


def _hull(names: Iterable[str], rects: Mapping[str, Rect]) -> Rect:
    """The bounds of several boxes."""
    inside = [rects[name] for name in names]
    left, top = min(rect.x for rect in inside), min(rect.y for rect in inside)
    return Rect(left, top, max(rect.right for rect in inside) - left, max(rect.bottom for rect in inside) - top)


def _meet(one: Rect, other: Rect) -> bool:
    across = one.x < other.right and other.x < one.right
    return across and one.y < other.bottom and other.y < one.bottom


# --- Stretching ---


def _frames(geometry: Geometry) -> list[frozenset[str]]:
    """The names of the boxes inside each boundary, at any depth."""
    parents = {boundary.name: boundary.parent for boundary in geometry.view.boundaries}
    inside: dict[str, set[str]] = {name: set() for name in parents}
    for box in geometry.boxes:
        frame = box.of.boundary
        while frame in inside:
            inside[frame].add(box.of.element.name)
            frame = parents[frame]
    return [frozenset(names) for names in inside.values() if names]


def _depth(frames: Sequence[frozenset[str]]) -> int:
    """How many boundaries lie around the box that has most of them."""
    return max(Counter(name for frame in frames for name in frame).values(), default=0)


def _stretch(geometry: Geometry, boxes: Mapping[str, Size], frames: Sequence[frozenset[str]]) -> tuple[float, float]:
    """By how much to multiply x and y so that no box meets another one, or a boundary that it is not in."""
    centers = {box.of.element.name: box.rect for box in geometry.boxes}
    across, down = SCALE, SCALE
    for one, other, gaps in _apart(geometry, frames):
        needed = _needed(one, other, gaps, centers, boxes)
        if needed[0] <= across or needed[1] <= down or min(needed) == inf:
            continue
        if needed[0] / across <= needed[1] / down:
            across = min(needed[0], _MOST)
        else:
            down = min(needed[1], _MOST)
    return across, down


def _apart(
    geometry: Geometry, frames: Sequence[frozenset[str]]
) -> Iterable[tuple[frozenset[str], frozenset[str], tuple[float, float]]]:
    """What must not meet: boxes with boxes, boundaries with what is not in them; and the free space between.

    Between two boxes that stand one above the other, there is room for what is said between them.
    """
    said = Counter(frozenset((r.source, r.target)) for r in geometry.view.relationships for _ in r.labels or ("",))
    singles = [frozenset({box.of.element.name}) for box in geometry.boxes]
    for one, other in combinations(singles, 2):
        yield one, other, (_GAP, _GAP + _LABEL * said[one | other])
    for frame in frames:
        levels = 1 + sum(inner < frame for inner in frames)
        gaps = (_GAP + levels * _PADDING, _GAP + levels * _TITLE)
        for single in singles:
            if not single <= frame:
                yield frame, single, gaps
    for one, other in combinations(frames, 2):
        if not one & other:
            yield one, other, (_GAP + 4 * _PADDING, _GAP + 4 * _TITLE)


def _needed(
    one: frozenset[str],
    other: frozenset[str],
    gaps: tuple[float, float],
    rects: Mapping[str, Rect],
    boxes: Mapping[str, Size],
) -> tuple[float, float]:
    """The factors, of x and of y, at which two sets of boxes are ``gaps`` apart; infinite where they never are."""
    across = down = 0.0
    for a in one:
        for b in other:
            first, second = rects[a], rects[b]
            dx, dy = abs(first.center.x - second.center.x), abs(first.center.y - second.center.y)
            wide = (boxes[a].width + boxes[b].width) / 2 + gaps[0]
            high = (boxes[a].height + boxes[b].height) / 2 + gaps[1]
            across = max(across, wide / dx if dx else inf)
            down = max(down, high / dy if dy else inf)
    sides = [(rects[a].center.x < rects[b].center.x, rects[a].center.y < rects[b].center.y) for a in one for b in other]
    return (
        across if len({x for x, _ in sides}) == 1 else inf,
        down if len({y for _, y in sides}) == 1 else inf,
    )


def _around(center: Point, size: Size) -> Rect:
    return Rect(center.x - size.width / 2, center.y - size.height / 2, size.width, size.height)


# --- Settling ---


def _settled(geometry: Geometry, rects: Mapping[str, Rect], lines: Sequence[Sequence[Chain]], depth: int) -> Placement:
    """Everything moved to positive whole pixels, and the size of the canvas around it."""
    bends = [point for group in lines for chain in group for point in chain.bends]
    left = min([rect.x for rect in rects.values()] + [point.x for point in bends], default=0.0)
    top = min([rect.y for rect in rects.values()] + [point.y for point in bends], default=0.0)
    edge = _MARGIN + depth * _PADDING
    dx, dy = edge - left, edge - top

    def moved(point: Point) -> Point:
        return Point(round(point.x + dx), round(point.y + dy))

    right = max([rect.right for rect in rects.values()] + [point.x for point in bends], default=0.0) + dx + edge
    bottom = max([rect.bottom for rect in rects.values()] + [point.y for point in bends], default=0.0) + dy
    titles = _TITLE_CHARACTER * len(geometry.view.title) + _MARGIN
    return Placement(
        width=round(max(right, titles)),
        height=round(bottom + _MARGIN + depth * _TITLE + _HEADING),
        boxes={name: moved(Point(rect.x, rect.y)) for name, rect in rects.items()},
        routes=tuple(
            tuple(Route(tuple(moved(point) for point in chain.bends), position(chain)) for chain in group)
            for group in lines
        ),
    )
