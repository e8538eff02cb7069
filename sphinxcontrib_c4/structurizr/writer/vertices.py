"""The lines of a layout as Structurizr draws them: straight from box to box, through vertices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from sphinxcontrib_c4.layout import Geometry, Line, Point, Rect
from sphinxcontrib_c4.structurizr.writer.polylines import Polyline, exit_point, interpolate
from sphinxcontrib_c4.views import Label

_TOLERANCE = 10.0
"""A point that lies closer to the line is not a vertex."""
_SPREAD = 24.0
"""The distance between parallel lines at their labels."""


@dataclass(frozen=True, slots=True)
class ConnectingLine:
    """A line between two boxes with these ``names``: its vertices, and the centre and the text of its label."""

    ends: tuple[Rect, Rect]
    names: tuple[str, str]
    vertices: Polyline
    label: Point
    text: Label


@dataclass(frozen=True, slots=True)
class Route:
    """The vertices of a line, and the position of its label along it in per cent."""

    vertices: Polyline
    position: int


def connecting_lines(
    geometry: Geometry, rects: Mapping[str, Rect], scale: Callable[[Point], Point]
) -> list[tuple[ConnectingLine, ...]]:
    """Return the lines of each relationship of a view: one for each label, at least one.

    ``rects`` are the boxes in the workspace; ``scale`` converts a point of the layout to the workspace.
    """
    lines = {line.relationship: line for line in geometry.lines}
    counts = Counter(frozenset((r.source, r.target)) for r in geometry.view.relationships for _ in r.labels or ("",))
    return [
        tuple(
            _lines_by_label(
                lines[relationship],
                (rects[relationship.source], rects[relationship.target]),
                scale,
                is_parallel=counts[frozenset((relationship.source, relationship.target))] > 1,
            )
        )
        for relationship in geometry.view.relationships
    ]


def _lines_by_label(
    line: Line, ends: tuple[Rect, Rect], scale: Callable[[Point], Point], *, is_parallel: bool
) -> Iterator[ConnectingLine]:
    """Yield one line for each label; they separate at the height of their labels."""
    path = [scale(point) for point in _flatten(line.path)]
    count = max(1, len(line.relationship.labels))
    is_vertical = abs(path[0].x - path[-1].x) < abs(path[0].y - path[-1].y)
    middle, height = path[len(path) // 2], _SPREAD * count * (not is_vertical)
    if line.label:
        middle = scale(line.label.rect.center)
        height = scale(Point(0, line.label.rect.bottom)).y - scale(Point(0, line.label.rect.y)).y
    for number in range(count):
        x = middle.x + (number - (count - 1) / 2) * _SPREAD * is_vertical
        label = Point(x, middle.y + height * ((number + 0.5) / count - 0.5))
        vertices = tuple(_vertices(path, ends, label, is_parallel=is_parallel))
        text = line.relationship.labels[number] if line.relationship.labels else Label(text="")
        yield ConnectingLine(ends, (line.relationship.source, line.relationship.target), vertices, label, text)


def _vertices(path: Sequence[Point], ends: tuple[Rect, Rect], label: Point, *, is_parallel: bool) -> Iterator[Point]:
    """Yield the vertices of a line: none if it is straight, unless it is parallel to another or a loop."""
    if ends[0] == ends[1]:
        middle = _nearest_index(path, label)
        yield from (path[middle // 2], label, path[(middle + len(path)) // 2])
    elif is_parallel:
        middle = _nearest_index(path, label)
        yield from _outside(_simplify(path[: middle + 1])[1:-1], ends)
        yield label
        yield from _outside(_simplify(path[middle:])[1:-1], ends)
    else:
        yield from _outside(_simplify((ends[0].center, *path, ends[1].center))[1:-1], ends)


def _nearest_index(path: Sequence[Point], label: Point) -> int:
    return min(range(len(path)), key=lambda index: hypot(path[index].x - label.x, path[index].y - label.y))


def _outside(points: Sequence[Point], ends: tuple[Rect, Rect]) -> Iterator[Point]:
    return (point for point in points if not any(_contains(rect, point) for rect in ends))


def _flatten(path: Sequence[Point]) -> Polyline:
    """Return points on a chain of cubic Bézier curves, four for each curve."""
    points = [path[0]]
    for start in range(0, len(path) - 1, 3):
        a, b, c, d = path[start : start + 4]
        for t in (0.25, 0.5, 0.75, 1.0):
            u = 1 - t
            p, q, r, s = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            points.append(Point(p * a.x + q * b.x + r * c.x + s * d.x, p * a.y + q * b.y + r * c.y + s * d.y))
    return tuple(points)


def _simplify(points: Sequence[Point]) -> list[Point]:
    """Return ``points`` without those that hardly change the line (Ramer-Douglas-Peucker algorithm)."""
    first, last = points[0], points[-1]
    distances = [_distance(point, first, last) for point in points[1:-1]]
    if not distances or max(distances) <= _TOLERANCE:
        return [first, last]
    farthest = distances.index(max(distances)) + 1
    return [*_simplify(points[: farthest + 1])[:-1], *_simplify(points[farthest:])]


def _distance(point: Point, a: Point, b: Point) -> float:
    """Return the distance of ``point`` from the segment between ``a`` and ``b``."""
    nearest = interpolate(a, b, _projection(point, a, b))
    return hypot(point.x - nearest.x, point.y - nearest.y)


def _projection(point: Point, a: Point, b: Point) -> float:
    """Return the share of the segment from ``a`` to ``b`` at which it is closest to ``point``."""
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    return min(1.0, max(0.0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length)) if length else 0.0


def _contains(rect: Rect, point: Point) -> bool:
    return rect.x <= point.x <= rect.right and rect.y <= point.y <= rect.bottom


def label_position(line: ConnectingLine) -> int:
    """Return the position along a line, in per cent, that is closest to its label and not close to a box."""
    through = (line.ends[0].center, *line.vertices, line.ends[1].center)
    points = (exit_point(line.ends[0], through[1]), *line.vertices, exit_point(line.ends[1], through[-2]))
    lengths = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(points)]
    position, walked_length, min_distance = 0.5, 0.0, float("inf")
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        distance = _distance(line.label, a, b)
        if distance < min_distance:
            position = (walked_length + _projection(line.label, a, b) * length) / (sum(lengths) or 1.0)
            min_distance = distance
        walked_length += length
    return min(90, max(10, round(100 * position)))
