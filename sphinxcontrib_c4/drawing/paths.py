"""Path data of SVG: outlines, arrows and small marks. All lengths are px."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import hypot, sqrt
from typing import Self

from sphinxcontrib_c4.drawing.xml import decimal
from sphinxcontrib_c4.layout import Point, Rect

#: The length of an arrow's head, half its width, and the part of it that the line does not reach.
HEAD_LENGTH = 10.0
HEAD_HALF = 4.5
_HEAD_INSIDE = 6.0

#: Half the width and height of a cross.
CROSS_ARM = 6.0

#: The side of the arrow in a box's corner.
MARK = 7.0

#: The range of the ratio of handle to side at which a cubic Bézier curve is about a quarter of an ellipse.
_QUARTER = (0.45, 0.65)
#: Flags of arcs: no rotation, at most half a turn, and the direction.
_CLOCKWISE = "0 0 1"
_COUNTERCLOCKWISE = "0 0 0"


class PathData:
    """Path data that is being written: points in absolute px become relative commands, as short as possible.

    Each point is rounded to a tenth of a px before the differences are taken, so errors do not add up.
    """

    __slots__ = ("_last", "_parts", "_x", "_y")

    def __init__(self, x: float, y: float) -> None:
        self._parts: list[str] = []
        self.move(x, y)

    def __str__(self) -> str:
        return "".join(self._parts)

    def move(self, x: float, y: float) -> Self:
        """Start a subpath at a point."""
        self._x, self._y = round(10 * x), round(10 * y)
        self._last = ""
        return self._add("M", self._x, self._y)

    def line(self, x: float, y: float) -> Self:
        """Add a straight line, unless its length is 0."""
        right, down = self._go(x, y)
        if right and down:
            return self._add("l", right, down)
        if right:
            return self._add("h", right)
        return self._add("v", down) if down else self

    def curve(self, x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> Self:
        """Add a cubic Bézier curve; a round corner becomes an arc, which looks the same and is shorter."""
        left, top = self._x, self._y
        handles = (round(10 * x1) - left, round(10 * y1) - top, round(10 * x2) - left, round(10 * y2) - top)
        right, down = self._go(x, y)
        flags = _quarter(handles, right, down)
        if flags:
            return self._add_arc(abs(right), abs(down), flags, right, down)
        return self._add("c", *handles, right, down)

    def arc(self, wide: float, high: float, x: float, y: float, flags: str = _CLOCKWISE) -> Self:
        """Add an elliptical arc with the angle 0; by default, it turns clockwise by half a turn or less."""
        return self._add_arc(round(10 * wide), round(10 * high), flags, *self._go(x, y))

    def close(self) -> Self:
        """Close the subpath."""
        self._parts.append("z")
        self._last = ""
        return self

    def _go(self, x: float, y: float) -> tuple[int, int]:
        """Move the current point, and return its displacement in tenths of a px."""
        before_x, before_y = self._x, self._y
        self._x, self._y = round(10 * x), round(10 * y)
        return self._x - before_x, self._y - before_y

    def _add_arc(self, wide: int, high: int, flags: str, right: int, down: int) -> Self:
        """Add an arc with these radii and this displacement."""
        end = f"{_next_decimal(right)}{_next_decimal(down)}"
        self._parts.append(f"a{_decimal(wide)}{_next_decimal(high)} {flags}{end}")
        self._last = ""
        return self

    def _add(self, letter: str, first: int, *steps: int) -> Self:
        """Add a command; its letter is left out if the previous command has the same one."""
        self._parts.append(_next_decimal(first) if letter == self._last else letter + _decimal(first))
        if steps:
            self._parts += map(_next_decimal, steps)
        self._last = letter
        return self


def _quarter(handles: Sequence[int], right: int, down: int) -> str:
    """Return the flags of an arc if a cubic curve is about a quarter of an ellipse, or ``""`` if it is not.

    All numbers are relative to the start of the curve.
    """
    x1, y1, x2, y2 = handles
    if not (right and down):
        return ""
    if y1 == 0 and x2 == right:
        start, end, is_clockwise = x1 / right, 1 - y2 / down, right * down > 0
    elif x1 == 0 and y2 == down:
        start, end, is_clockwise = y1 / down, 1 - x2 / right, right * down < 0
    else:
        return ""
    low, high = _QUARTER
    if not (low < start < high and low < end < high):
        return ""
    return _CLOCKWISE if is_clockwise else _COUNTERCLOCKWISE


@lru_cache(maxsize=8192)
def _decimal(tenths: int) -> str:
    """Return a number in tenths without needless digits."""
    text = decimal(tenths)
    return text.replace("0.", ".") if -10 < tenths < 10 else text


@lru_cache(maxsize=8192)
def _next_decimal(tenths: int) -> str:
    """Return a number that follows another one; a minus sign separates as well as a space."""
    return _decimal(tenths) if tenths < 0 else f" {_decimal(tenths)}"


def rounded(rect: Rect, radius: float) -> str:
    """Return a rectangle with round corners."""
    x, y, width, height = rect
    right, bottom = x + width, y + height
    data = PathData(x + radius, y).line(right - radius, y).arc(radius, radius, right, y + radius)
    data.line(right, bottom - radius).arc(radius, radius, right - radius, bottom)
    data.line(x + radius, bottom).arc(radius, radius, x, bottom - radius)
    return str(data.line(x, y + radius).arc(radius, radius, x + radius, y).close())


def person(rect: Rect, *, head: float, radius: float, shoulder: float, corner: float) -> str:
    """Return a body with round shoulders and a head that stands out by ``head``, in one outline."""
    x, y, width, height = rect
    right, bottom, top, middle = x + width, y + height, y + head, x + width / 2
    neck = sqrt(radius**2 - (head - radius) ** 2)
    data = PathData(x + shoulder, top).line(middle - neck, top).arc(radius, radius, middle + neck, top, "0 1 1")
    data.line(right - shoulder, top).arc(shoulder, shoulder, right, top + shoulder)
    data.line(right, bottom - corner).arc(corner, corner, right - corner, bottom)
    data.line(x + corner, bottom).arc(corner, corner, x, bottom - corner)
    return str(data.line(x, top + shoulder).arc(shoulder, shoulder, x + shoulder, top).close())


def database(rect: Rect, *, cap: float) -> str:
    """Return an upright cylinder; ``cap`` is the half axis of its ends."""
    x, y, width, height = rect
    top, bottom, right = y + cap, y + height - cap, x + width
    data = PathData(x, top).arc(width / 2, cap, right, top).line(right, bottom)
    return str(data.arc(width / 2, cap, x, bottom).close())


def queue(rect: Rect, *, cap: float) -> str:
    """Return a lying cylinder; ``cap`` is the half axis of its ends."""
    x, y, width, height = rect
    left, right, bottom = x + cap, x + width - cap, y + height
    data = PathData(left, y).line(right, y).arc(cap, height / 2, right, bottom).line(left, bottom)
    return str(data.arc(cap, height / 2, left, y).close())


def database_rim(rect: Rect, *, cap: float) -> str:
    """Return the near edge of an upright cylinder's open end."""
    x, y, width, _ = rect
    return str(PathData(x, y + cap).arc(width / 2, cap, x + width, y + cap, _COUNTERCLOCKWISE))


def queue_rim(rect: Rect, *, cap: float) -> str:
    """Return the near edge of a lying cylinder's open end."""
    x, y, width, height = rect
    return str(PathData(x + width - cap, y).arc(cap, height / 2, x + width - cap, y + height, _COUNTERCLOCKWISE))


def side_bars(rect: Rect, *, distance: float) -> str:
    """Return a stroke at ``distance`` from the left side of a box, and one from its right side."""
    left, right = rect.x + distance, rect.right - distance
    return str(PathData(left, rect.y).line(left, rect.bottom).move(right, rect.y).line(right, rect.bottom))


def closer_mark(corner: Point) -> str:
    """Return an arrow to the upper right, whose tip is ``corner``: a closer view exists."""
    x, y, right = corner.x - MARK, corner.y, corner.x
    return str(PathData(x, y + MARK).line(right, y).move(x + 2, y).line(right, y).line(right, y + MARK - 2))


def outside_mark(corner: Point) -> str:
    """Return an open frame that an arrow leaves, with its upper right end at ``corner``: a link to another site."""
    x, y, right, bottom = corner.x - MARK, corner.y, corner.x, corner.y + MARK
    data = PathData(x + 2.5, y + 0.5).line(x, y + 0.5).line(x, bottom).line(right - 0.5, bottom)
    data.line(right - 0.5, bottom - 2.5).move(x + 3, bottom - 3).line(right, y)
    return str(data.move(right - 2.5, y).line(right, y).line(right, y + 2.5))


def arrow(points: Sequence[Point]) -> tuple[str, str]:
    """Return a line that ends inside its head, and the head, whose tip is the last of ``points``.

    ``points`` are a chain of cubic Bézier curves (3 n + 1 points). The line is cut along the direction that it ends in.
    """
    tip = points[-1]
    behind = next((point for point in points[-2:-5:-1] if point != tip), tip)
    length = hypot(tip.x - behind.x, tip.y - behind.y)
    ux, uy = ((tip.x - behind.x) / length, (tip.y - behind.y) / length) if length else (1.0, 0.0)
    cut = min(_HEAD_INSIDE, length)
    end = Point(tip.x - cut * ux, tip.y - cut * uy)
    bend = end if points[-2] == tip else points[-2]
    return curve((*points[:-2], bend, end)), _head(tip, ux, uy)


def cross(at: Point) -> str:
    """Return two strokes across the point ``at``."""
    x, y, arm = *at, CROSS_ARM
    data = PathData(x - arm, y - arm).line(x + arm, y + arm)
    return str(data.move(x - arm, y + arm).line(x + arm, y - arm))


def free_point(points: Sequence[Point], obstacle: Rect | None) -> Point:
    """Return the point of a line that lies off ``obstacle``, off its ends, and as near to its middle as that allows.

    ``points`` are a chain of cubic Bézier curves.
    """
    shares = sorted((number / 20 for number in range(1, 20)), key=lambda share: (abs(share - 0.5), share))
    start, tip = points[0], points[-1]

    def room(point: Point) -> float:
        ends = min(hypot(point.x - start.x, point.y - start.y), hypot(point.x - tip.x, point.y - tip.y) - HEAD_LENGTH)
        return min(ends, _distance(point, obstacle) if obstacle else ends, 1.5 * CROSS_ARM)

    return max((_at(points, share) for share in shares), key=room)


def _at(points: Sequence[Point], share: float) -> Point:
    """Return the point at a ``share`` of the curves, which count alike."""
    curves = (len(points) - 1) // 3
    number = min(int(share * curves), curves - 1)
    return curve_point(points[3 * number : 3 * number + 4], share * curves - number)


def curve_point(curve: Sequence[Point], t: float) -> Point:
    """Return the point of a cubic Bézier curve at the parameter ``t`` from 0 to 1."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    pairs = list(zip(weights, curve, strict=True))
    return Point(sum(weight * point.x for weight, point in pairs), sum(weight * point.y for weight, point in pairs))


def _distance(point: Point, rect: Rect) -> float:
    """Return the distance of a point from ``rect``; 0 inside."""
    across = max(rect.x - point.x, 0, point.x - rect.right)
    return hypot(across, max(rect.y - point.y, 0, point.y - rect.bottom))


def curve(points: Sequence[Point]) -> str:
    """Return a chain of cubic Bézier curves, those without a bend as plain lines."""
    data = PathData(*points[0])
    for start, control_1, control_2, end in zip(points[:-1:3], points[1::3], points[2::3], points[3::3], strict=True):
        if start == control_1 and control_2 == end:
            data.line(*end)
        else:
            data.curve(*control_1, *control_2, *end)
    return str(data)


def _head(tip: Point, ux: float, uy: float) -> str:
    """Return a filled head with a notch at its back, pointing in the direction of the unit vector ``ux``, ``uy``."""
    return f"{PathData(*tip)}{_head_outline(ux, uy)}"


@lru_cache(maxsize=256)
def _head_outline(ux: float, uy: float) -> str:
    """Return the outline of a head from its tip. Cached: most lines end in one of four directions."""
    back_x, back_y = -HEAD_LENGTH * ux, -HEAD_LENGTH * uy
    left, right = ((back_x - side * uy, back_y + side * ux) for side in (HEAD_HALF, -HEAD_HALF))
    data = PathData(0, 0).line(*left).line(0.75 * back_x, 0.75 * back_y).line(*right).close()
    return str(data).removeprefix("M0 0")
