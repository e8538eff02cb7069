"""Path data of SVG: outlines, arrows and small marks. All lengths are px."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import hypot, sqrt
from typing import Any

from sphinxcontrib_c4.layout import Point, Rect

#: The length of an arrow's head, half its width, and the part of it that the line does not reach.
HEAD_LENGTH = 10.0
HEAD_HALF = 4.5
_HEAD_INSIDE = 6.0

#: Half the width and height of a cross.
CROSS_ARM = 6.0

#: The side of the arrow in a box's corner.
MARK = 7.0

#: The part of a corner that the handles of a cubic curve reach if it is about a quarter of an ellipse.
_QUARTER = (0.45, 0.65)


class PathData:
    """Path data that is being written: points in absolute px become relative commands, as short as possible.

    Each point is rounded to a tenth of a px before the differences are taken, so errors do not add up.
    """

    __slots__ = ("_last", "_parts", "_x", "_y")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._x = self._y = 0
        self._last = ""

    def __str__(self) -> str:
        return "".join(self._parts)

    def move(self, x: float, y: float) -> None:
        """Start a part of the path."""
        self._x, self._y = _tenths(x), _tenths(y)
        self._add("M", self._x, self._y)

    def line(self, x: float, y: float) -> None:
        """Add a straight line; one without a length is left out."""
        right, down = self._go(x, y)
        if right and down:
            self._add("l", right, down)
        elif right:
            self._add("h", right)
        elif down:
            self._add("v", down)

    def curve(self, x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> None:
        """Add a cubic Bézier curve; a round corner becomes a quadratic one, which looks the same."""
        left, top = self._x, self._y
        handles = (_tenths(x1) - left, _tenths(y1) - top, _tenths(x2) - left, _tenths(y2) - top)
        right, down = self._go(x, y)
        corner = _corner(handles, right, down)
        if corner:
            self._add("q", *corner, right, down)
        else:
            self._add("c", *handles, right, down)

    def arc(self, wide: float, high: float, flags: str, x: float, y: float) -> None:
        """Add an elliptical arc; ``flags`` are the angle of its axis, and whether it is large and turns clockwise."""
        right, down = self._go(x, y)
        radii = _numbers(_tenths(wide), _tenths(high)).removeprefix(" ")
        self._parts.append(f"a{radii} {flags}{_numbers(right, down)}")
        self._last = ""

    def close(self) -> None:
        """Return to the start of the part."""
        self._parts.append("z")
        self._last = ""

    def _go(self, x: float, y: float) -> tuple[int, int]:
        """Go to a point, and return the way in tenths of a px."""
        before_x, before_y = self._x, self._y
        self._x, self._y = _tenths(x), _tenths(y)
        return self._x - before_x, self._y - before_y

    def _add(self, letter: str, *steps: int) -> None:
        """Add a command; without its letter if that is the same as before."""
        text = _numbers(*steps)
        self._parts.append(text if letter == self._last else letter + text.removeprefix(" "))
        self._last = letter


def _corner(handles: Sequence[int], right: int, down: int) -> tuple[int, int] | None:
    """Return the corner that a cubic curve rounds by about a quarter of an ellipse, or ``None`` if it does not.

    All numbers are relative to the start of the curve.
    """
    x1, y1, x2, y2 = handles
    if not (right and down):
        return None
    if y1 == 0 and x2 == right:
        shares, corner = (x1 / right, (down - y2) / down), (right, 0)
    elif x1 == 0 and y2 == down:
        shares, corner = (y1 / down, (right - x2) / right), (0, down)
    else:
        return None
    return corner if all(_QUARTER[0] < share < _QUARTER[1] for share in shares) else None


def path(*parts: str | float) -> str:
    """Return path data; ``parts`` are the commands M, L, H, V, C, A and Z, each followed by absolute numbers.

    The flags of an arc are one string.
    """
    data = PathData()
    x = y = 0.0
    rest = iter(parts)
    for command in rest:
        if command == "Z":
            data.close()
            continue
        *numbers, x, y = _arguments(command, rest, x, y)
        _COMMANDS[command](data, *numbers, x, y)
    return str(data)


_COMMANDS: Mapping[str | float, Callable[..., None]] = {
    "M": PathData.move, "L": PathData.line, "H": PathData.line, "V": PathData.line,
    "C": PathData.curve, "A": PathData.arc,
}  # fmt: skip
_SIZES: Mapping[str | float, int] = {"M": 2, "L": 2, "C": 6, "A": 5}


def _arguments(command: str | float, rest: Iterator[str | float], x: float, y: float) -> tuple[Any, ...]:
    """Return the next numbers of ``rest`` for a command that starts at ``x``, ``y``; the last two are its end."""
    if command == "H":
        return next(rest), y
    if command == "V":
        return x, next(rest)
    return tuple(islice(rest, _SIZES[command]))


def _tenths(value: float) -> int:
    return round(10 * value)


def _numbers(*tenths: int) -> str:
    """Return numbers in tenths as text; a minus sign separates as well as a space."""
    return "".join(map(_decimal, tenths))


@lru_cache(maxsize=4096)
def _decimal(tenths: int) -> str:
    """Return a number in tenths, after a space unless it is negative."""
    text = str(tenths // 10) if tenths % 10 == 0 else str(tenths / 10)
    return f"{'' if tenths < 0 else ' '}{text.replace('0.', '.') if -10 < tenths < 10 else text}"


def rounded(rect: Rect, radius: float) -> str:
    """Return a rectangle with round corners."""
    x, y, width, height = rect
    right, bottom = x + width, y + height
    corner = ("A", radius, radius, "0 0 1")
    return path(
        *("M", x + radius, y, "H", right - radius, *corner, right, y + radius),
        *("V", bottom - radius, *corner, right - radius, bottom),
        *("H", x + radius, *corner, x, bottom - radius),
        *("V", y + radius, *corner, x + radius, y, "Z"),
    )


def person(rect: Rect, *, head: float, radius: float, shoulder: float, corner: float) -> str:
    """Return a body with round shoulders and a head that stands out by ``head``, in one outline."""
    x, y, width, height = rect
    right, bottom, top, middle = x + width, y + height, y + head, x + width / 2
    neck = sqrt(radius**2 - (head - radius) ** 2)
    upper, lower = ("A", shoulder, shoulder, "0 0 1"), ("A", corner, corner, "0 0 1")
    return path(
        *("M", x + shoulder, top, "H", middle - neck, "A", radius, radius, "0 1 1", middle + neck, top),
        *("H", right - shoulder, *upper, right, top + shoulder),
        *("V", bottom - corner, *lower, right - corner, bottom),
        *("H", x + corner, *lower, x, bottom - corner),
        *("V", top + shoulder, *upper, x + shoulder, top, "Z"),
    )


def database(rect: Rect, *, cap: float) -> str:
    """Return an upright cylinder; ``cap`` is the half axis of its ends."""
    x, y, width, height = rect
    end = ("A", width / 2, cap, "0 0 1")
    top, bottom, right = y + cap, y + height - cap, x + width
    return path("M", x, top, *end, right, top, "V", bottom, *end, x, bottom, "Z")


def queue(rect: Rect, *, cap: float) -> str:
    """Return a lying cylinder; ``cap`` is the half axis of its ends."""
    x, y, width, height = rect
    end = ("A", cap, height / 2, "0 0 1")
    left, right, bottom = x + cap, x + width - cap, y + height
    return path("M", left, y, "H", right, *end, right, bottom, "H", left, *end, left, y, "Z")


def database_rim(rect: Rect, *, cap: float) -> str:
    """Return the near edge of an upright cylinder's open end."""
    x, y, width, _ = rect
    return path("M", x, y + cap, "A", width / 2, cap, "0 0 0", x + width, y + cap)


def queue_rim(rect: Rect, *, cap: float) -> str:
    """Return the near edge of a lying cylinder's open end."""
    x, y, width, height = rect
    return path("M", x + width - cap, y, "A", cap, height / 2, "0 0 0", x + width - cap, y + height)


def side_bars(rect: Rect, *, distance: float) -> str:
    """Return a stroke at ``distance`` from the left side of a box, and one from its right side."""
    left, right = rect.x + distance, rect.right - distance
    return path("M", left, rect.y, "V", rect.bottom, "M", right, rect.y, "V", rect.bottom)


def closer_mark(corner: Point) -> str:
    """Return an arrow to the upper right, whose tip is ``corner``: a closer view exists."""
    x, y = corner.x - MARK, corner.y
    return path("M", x, y + MARK, "L", x + MARK, y, "M", x + 2, y, "H", x + MARK, "V", y + MARK - 2)


def outside_mark(corner: Point) -> str:
    """Return an open frame that an arrow leaves, with its upper right end at ``corner``: a link to another site."""
    x, y = corner.x - MARK, corner.y
    frame = ("M", x + 2.5, y + 0.5, "H", x, "V", y + MARK, "H", x + MARK - 0.5, "V", y + MARK - 2.5)
    arrow = ("M", x + 3, y + MARK - 3, "L", x + MARK, y, "M", x + MARK - 2.5, y, "H", x + MARK, "V", y + 2.5)
    return path(*frame, *arrow)


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
    return path("M", x - arm, y - arm, "L", x + arm, y + arm, "M", x - arm, y + arm, "L", x + arm, y - arm)


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
    data = PathData()
    data.move(*points[0])
    for start, control_1, control_2, end in zip(points[:-1:3], points[1::3], points[2::3], points[3::3], strict=True):
        if start == control_1 and control_2 == end:
            data.line(*end)
        else:
            data.curve(*control_1, *control_2, *end)
    return str(data)


def _head(tip: Point, ux: float, uy: float) -> str:
    """Return a filled head with a notch at its back, pointing in the direction of the unit vector ``ux``, ``uy``."""
    return f"{path('M', *tip)}{_head_outline(ux, uy)}"


@lru_cache(maxsize=256)
def _head_outline(ux: float, uy: float) -> str:
    """Return the outline of a head from its tip. Cached: most lines end in one of four directions."""
    back_x, back_y = -HEAD_LENGTH * ux, -HEAD_LENGTH * uy
    left, right = ((back_x - side * uy, back_y + side * ux) for side in (HEAD_HALF, -HEAD_HALF))
    return path("M", 0, 0, "L", *left, "L", 0.75 * back_x, 0.75 * back_y, "L", *right, "Z").removeprefix("M0 0")
