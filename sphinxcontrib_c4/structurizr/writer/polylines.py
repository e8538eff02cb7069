"""Geometry of straight lines: lengths, points along a line, and whether a line crosses a rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from sphinxcontrib_c4.layout import Point, Rect

Polyline = tuple[Point, ...]


def exit_point(rect: Rect, toward: Point) -> Point:
    """Return the point at which a line from the centre of a box to a point outside leaves the box."""
    center = rect.center
    dx, dy = toward.x - center.x, toward.y - center.y
    reach = max(abs(dx) / (rect.width / 2), abs(dy) / (rect.height / 2))
    return Point(center.x + dx / reach, center.y + dy / reach) if reach > 1 else toward


def interpolate(a: Point, b: Point, share: float) -> Point:
    """Return the point at a ``share`` of the segment from ``a`` to ``b``."""
    return Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))


def length(points: Sequence[Point]) -> float:
    """Return the length of a line."""
    return sum([hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(points)])


def point_at(points: Sequence[Point], share: float) -> Point:
    """Return the point at a ``share`` of the length of a line."""
    rest = share * length(points)
    for a, b in pairwise(points):
        distance = hypot(b.x - a.x, b.y - a.y)
        if distance and rest <= distance:
            return interpolate(a, b, rest / distance)
        rest -= distance
    return points[-1]


def crosses(points: Sequence[Point], rect: Rect) -> bool:
    """Return whether a line meets the inside of a rectangle (Liang and Barsky 1984)."""
    left, top, width, height = rect
    right, bottom = left + width, top + height
    ax, ay = points[0]
    for bx, by in points[1:]:
        # Most segments lie to one side: this function is called a million times for a large model.
        is_beside = (ax <= left and bx <= left) or (ax >= right and bx >= right)
        if not is_beside and not ((ay <= top and by <= top) or (ay >= bottom and by >= bottom)):
            low, high = _clip(ax, bx, left, right)
            lowest, highest = _clip(ay, by, top, bottom)
            if max(low, lowest) < min(high, highest):
                return True
        ax, ay = bx, by
    return False


def _clip(start: float, end: float, least: float, most: float) -> tuple[float, float]:
    """Return the shares of a segment in one dimension at which it enters and leaves an interval."""
    if start == end:
        return 0.0, 1.0
    first, second = (least - start) / (end - start), (most - start) / (end - start)
    return max(0.0, min(first, second)), min(1.0, max(first, second))


def overlap(a: Rect, b: Rect) -> bool:
    """Return whether two rectangles have a common inside."""
    ax, ay, a_width, a_height = a
    bx, by, b_width, b_height = b
    return ax < bx + b_width and bx < ax + a_width and ay < by + b_height and by < ay + a_height


def grown(rect: Rect, by: float) -> Rect:
    """Return a rectangle that is larger by ``by`` at each side."""
    return Rect(rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by)


def bounds(points: Sequence[Point]) -> Rect:
    """Return the smallest rectangle around points."""
    xs, ys = zip(*points, strict=True)
    left, top = min(xs), min(ys)
    return Rect(left, top, max(xs) - left, max(ys) - top)
