"""Routes: our lines as chains of straight ones, from the middle of one box to the middle of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from sphinxcontrib_c4.layout import Geometry, Line, Point, Rect

_STRAIGHT = 10.0
_SPREAD = 24.0

Polyline = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A line from box to box: the points that it bends at, and where its label stands."""

    source: Rect
    target: Rect
    bends: Polyline
    label: Point


@dataclass(frozen=True, slots=True)
class Route:
    """A line: where it bends, and how far along it (in per cent) its label stands."""

    vertices: Polyline
    position: int


def chains(geometry: Geometry, rects: Mapping[str, Rect], scaled: Callable[[Point], Point]) -> list[tuple[Chain, ...]]:
    """For each relationship of a view, a chain for each of its labels, one at least.

    ``rects`` are the boxes as they are placed, ``scaled`` tells where a point of the layout comes to lie.
    """
    lines = {line.of: line for line in geometry.lines}
    pairs = Counter(frozenset((r.source, r.target)) for r in geometry.view.relationships for _ in r.labels or ("",))
    return [
        tuple(
            _chains(
                lines[relationship],
                (rects[relationship.source], rects[relationship.target]),
                scaled,
                several=pairs[frozenset((relationship.source, relationship.target))] > 1,
            )
        )
        for relationship in geometry.view.relationships
    ]


def _chains(line: Line, ends: tuple[Rect, Rect], scaled: Callable[[Point], Point], *, several: bool) -> Iterator[Chain]:
    """One chain for each label of a line, which part where they pass the label's row."""
    path = [scaled(point) for point in _polyline(line.path)]
    count = max(1, len(line.of.labels))
    sideways = abs(path[0].x - path[-1].x) < abs(path[0].y - path[-1].y)
    middle, height = path[len(path) // 2], 0.0
    if line.label:
        middle = scaled(line.label.rect.center)
        height = scaled(Point(0, line.label.rect.bottom)).y - scaled(Point(0, line.label.rect.y)).y
    for number in range(count):
        x = middle.x + (number - (count - 1) / 2) * _SPREAD * sideways
        label = Point(x, middle.y + height * ((number + 0.5) / count - 0.5))
        yield Chain(*ends, tuple(_bends(path, ends, label, fixed=several)), label)


def _bends(path: Sequence[Point], ends: tuple[Rect, Rect], label: Point, *, fixed: bool) -> Iterator[Point]:
    """The points that a line has to go through; none where a straight one does as well, unless it is ``fixed``."""
    if ends[0] == ends[1]:
        middle = _nearest(path, label)
        yield from (path[middle // 2], label, path[(middle + len(path)) // 2])
    elif fixed:
        middle = _nearest(path, label)
        yield from _outside(_simplified(path[: middle + 1])[1:-1], ends)
        yield label
        yield from _outside(_simplified(path[middle:])[1:-1], ends)
    else:
        yield from _outside(_simplified((ends[0].center, *path, ends[1].center))[1:-1], ends)


def _nearest(path: Sequence[Point], label: Point) -> int:
    return min(range(len(path)), key=lambda number: hypot(path[number].x - label.x, path[number].y - label.y))


def _outside(points: Sequence[Point], ends: tuple[Rect, Rect]) -> Iterator[Point]:
    return (point for point in points if not any(_holds(rect, point) for rect in ends))


def _polyline(path: Sequence[Point]) -> Polyline:
    """Points on a chain of cubic Bézier curves, four for each."""
    points = [path[0]]
    for start in range(0, len(path) - 1, 3):
        a, b, c, d = path[start : start + 4]
        for t in (0.25, 0.5, 0.75, 1.0):
            u = 1 - t
            w = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            points.append(Point(_sum(w, (a.x, b.x, c.x, d.x)), _sum(w, (a.y, b.y, c.y, d.y))))
    return tuple(points)


def _sum(weights: tuple[float, ...], coordinates: tuple[float, ...]) -> float:
    return sum(weight * at for weight, at in zip(weights, coordinates, strict=True))


def _simplified(points: Sequence[Point]) -> list[Point]:
    """``points`` without those that hardly change the line (the algorithm of Ramer, Douglas and Peucker)."""
    first, last = points[0], points[-1]
    distances = [_distance(point, first, last) for point in points[1:-1]]
    if not distances or max(distances) <= _STRAIGHT:
        return [first, last]
    cut = distances.index(max(distances)) + 1
    return [*_simplified(points[: cut + 1])[:-1], *_simplified(points[cut:])]


def _distance(point: Point, first: Point, last: Point) -> float:
    """How far ``point`` lies from the straight line between two others."""
    dx, dy = last.x - first.x, last.y - first.y
    length = dx * dx + dy * dy
    t = min(1.0, max(0.0, ((point.x - first.x) * dx + (point.y - first.y) * dy) / length)) if length else 0.0
    return hypot(point.x - first.x - t * dx, point.y - first.y - t * dy)


def _holds(rect: Rect, point: Point) -> bool:
    return rect.x <= point.x <= rect.right and rect.y <= point.y <= rect.bottom


def position(chain: Chain) -> int:
    """How far along the line (in per cent) the point next to its label lies, away from the boxes."""
    through = (chain.source.center, *chain.bends, chain.target.center)
    line = (_leaving(chain.source, through[1]), *chain.bends, _leaving(chain.target, through[-2]))
    lengths = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(line)]
    best, walked, nearest = 0.5, 0.0, float("inf")
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        t = _along(chain.label, a, b)
        distance = hypot(a.x + t * (b.x - a.x) - chain.label.x, a.y + t * (b.y - a.y) - chain.label.y)
        if distance < nearest:
            best, nearest = (walked + t * length) / (sum(lengths) or 1.0), distance
        walked += length
    return min(90, max(10, round(100 * best)))


def _along(point: Point, a: Point, b: Point) -> float:
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    return min(1.0, max(0.0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length)) if length else 0.0


def _leaving(rect: Rect, toward: Point) -> Point:
    """Where a line from the centre of a box to a point outside leaves the box."""
    center = rect.center
    dx, dy = toward.x - center.x, toward.y - center.y
    reach = max(abs(dx) / (rect.width / 2), abs(dy) / (rect.height / 2))
    return Point(center.x + dx / reach, center.y + dy / reach) if reach > 1 else toward
