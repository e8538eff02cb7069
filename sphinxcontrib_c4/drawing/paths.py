"""Path data of SVG: outlines, arrows and small marks. All lengths are px."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import hypot, sqrt

from sphinxcontrib_c4.layout import Point, Rect

#: The length of an arrow's head, half its width, and the part of it that the line does not reach.
HEAD_LENGTH = 10.0
HEAD_HALF = 4.5
_HEAD_INSIDE = 6.0

#: Half the width and height of a cross.
CROSS_ARM = 6.0

#: The side of the arrow in a box's corner.
MARK = 7.0

_ARGUMENTS: Mapping[str | float, int] = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 5, "Z": 0}


def path(*parts: str | float) -> str:
    """Return path data of absolute commands, written with relative ones as short as possible.

    Each point is rounded to a tenth of a px before the differences are taken, so errors do not add up. ``parts`` are
    the commands M, L, H, V, C, A and Z, each followed by its numbers; the flags of an arc are one string.
    """
    data: list[str] = []
    x = y = at = 0
    last = ""
    while at < len(parts):
        command = parts[at]
        numbers = parts[at + 1 : at + 1 + _ARGUMENTS[command]]
        at += 1 + len(numbers)
        prefix, steps = _relative(command, numbers, x, y)
        if steps:
            data.append(_joined(steps, first=False) if prefix == last else prefix + _joined(steps))
            x, y = (steps[-2], steps[-1]) if prefix == "M" else _moved(prefix, steps, x, y)
            last = "" if command == "A" else prefix  # an arc repeats its radii
        elif command == "Z":
            data.append("z")
            last = ""
    return "".join(data)


def _relative(command: str | float, numbers: Sequence[str | float], x: int, y: int) -> tuple[str, list[int]]:
    """Return a command that starts at ``x``, ``y`` up to its steps, and the steps; none of a line without a length."""
    if command == "A":
        wide, high, flags, *ends = numbers
        numbers, letter = ends, f"a{_joined([_tenths(wide), _tenths(high)])} {flags} "
    else:
        letter = "c" if command == "C" else "l"
    values = [_tenths(number) for number in numbers]
    if command == "M":
        return "M", values
    if command == "H" or (command == "L" and values[1] == y):
        return "h", [values[0] - x] if values[0] != x else []
    if command == "V" or (command == "L" and values[0] == x):
        return "v", [values[-1] - y] if values[-1] != y else []
    return letter, [value - (y if place % 2 else x) for place, value in enumerate(values)]


def _moved(prefix: str, steps: Sequence[int], x: int, y: int) -> tuple[int, int]:
    """Return the end of a relative command that starts at ``x``, ``y``."""
    if prefix == "h":
        return x + steps[0], y
    if prefix == "v":
        return x, y + steps[0]
    return x + steps[-2], y + steps[-1]


def _tenths(value: str | float) -> int:
    return round(10 * float(value))


def _joined(tenths: Sequence[int], *, first: bool = True) -> str:
    """Return numbers in tenths as text; a minus sign separates as well as a space."""
    text = "".join([_decimal(value) for value in tenths])
    return text.removeprefix(" ") if first else text


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
    parts: list[str | float] = ["M", *points[0]]
    for start, control_1, control_2, end in zip(points[:-1:3], points[1::3], points[2::3], points[3::3], strict=True):
        parts += ("L", *end) if start == control_1 and control_2 == end else ("C", *control_1, *control_2, *end)
    return path(*parts)


def _head(tip: Point, ux: float, uy: float) -> str:
    """Return a filled head with a notch at its back, pointing in the direction of the unit vector ``ux``, ``uy``."""
    back = Point(tip.x - HEAD_LENGTH * ux, tip.y - HEAD_LENGTH * uy)
    notch = (tip.x - 0.75 * HEAD_LENGTH * ux, tip.y - 0.75 * HEAD_LENGTH * uy)
    left = (back.x - HEAD_HALF * uy, back.y + HEAD_HALF * ux)
    right = (back.x + HEAD_HALF * uy, back.y - HEAD_HALF * ux)
    return path("M", *tip, "L", *left, "L", *notch, "L", *right, "Z")
