"""Edge labels: the text on a line, the number of a step, and the mark of a line to cut.

A view whose labels are shown on demand has been laid out without them. They get their places here, over the boxes and
the other lines, and stay hidden until a stylesheet shows them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import hypot

from sphinxcontrib_c4.drawing import palette, paths
from sphinxcontrib_c4.drawing.change_marks import chip_outline
from sphinxcontrib_c4.drawing.paths import PathData
from sphinxcontrib_c4.drawing.svg_text import (
    CENTRED,
    block,
    centred_line,
    moved_to,
    relative,
    rounded_origin,
    text_line,
)
from sphinxcontrib_c4.drawing.xml import attributes
from sphinxcontrib_c4.layout import (
    LABEL_PADDING_X,
    STEP_DIAMETER,
    TEXT_STYLES,
    EdgeLabel,
    Frame,
    Geometry,
    Line,
    Point,
    Rect,
    RectIndex,
    TextLine,
    TextStyle,
    edge_label,
    measure,
    step_badge,
)
from sphinxcontrib_c4.views import Relationship

_CHIP_CORNER = 4.0
_CHIP_INKS = {TextStyle.PROTOCOL: palette.SOFT, TextStyle.BOUNDARY: palette.CUT}
_CHIP_NAMES = {TextStyle.BOUNDARY: "c4-text-cut"}
_CUT_OUTLINE = attributes({"stroke": palette.CUT, "stroke-width": 1, "stroke-dasharray": "3 2"})
_BORDER = attributes(
    {"class": "c4-border", "fill": "none", "stroke": palette.FRAME_STROKE, "stroke-width": 1, "stroke-dasharray": "5 4"}
)
_CROSS_GROUND = attributes({"class": "c4-cross-ground", "fill": "none", "stroke": palette.CANVAS, "stroke-width": 6})
_CROSS = attributes({"class": "c4-cross", "fill": "none", "stroke": palette.CUT, "stroke-width": 2.5})
_HIDDEN = ("c4-hidden-label", ' visibility="hidden"')
#: The possible positions of a label on demand as shares of its line's length, best first.
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)


def add_labels_on_demand(geometry: Geometry) -> Geometry:
    """Return ``geometry`` with places for the labels that its layout has left out, if they are shown on demand."""
    if not geometry.view.labels_on_demand:
        return geometry
    obstacles = _Obstacles([box.rect for box in geometry.boxes])
    lines = []
    for line in geometry.lines:
        label = line.label or _free_label(line, geometry, obstacles)
        if label:
            obstacles.add(label.rect)
        lines.append(replace(line, label=label))
    return replace(geometry, lines=tuple(lines))


def _free_label(line: Line, geometry: Geometry, obstacles: _Obstacles) -> EdgeLabel | None:
    """Return the label of a line where it covers as little as possible of what is ``obstacles``."""
    content = edge_label(line.relationship)
    if content is None:
        return None
    best = math.inf, Rect(0, 0, 0, 0)
    for middle in _points_at(list(_along(line.path)), _SHARES):
        x = min(max(0.0, middle.x - content.width / 2), max(0.0, geometry.width - content.width))
        y = min(max(0.0, middle.y - content.height / 2), max(0.0, geometry.height - content.height))
        rect = Rect(round(x, 2), round(y, 2), content.width, content.height)
        covered = obstacles.covered_by(rect)
        if covered < best[0]:
            best = covered, rect
        if not covered:
            break
    return EdgeLabel(rect=best[1], lines=content.at(best[1].x, best[1].y))


class _Obstacles:
    """Rectangles that labels should not cover."""

    def __init__(self, rects: Iterable[Rect]) -> None:
        self._rects = [*rects]
        self._index = RectIndex(self._rects)

    def add(self, rect: Rect) -> None:
        """Add a rectangle."""
        self._rects.append(rect)
        self._index.add(rect)

    def covered_by(self, rect: Rect) -> float:
        """Return the area of the obstacles that ``rect`` covers; what two of them share counts twice."""
        return sum([_overlap(rect, self._rects[number]) for number in self._index.overlapping(rect)])


def _along(path: Sequence[Point]) -> Iterator[Point]:
    """Yield points along a chain of cubic Bézier curves: their ends and, if they have a bend, their middles."""
    yield path[0]
    for start, control_1, control_2, end in zip(path[:-1:3], path[1::3], path[2::3], path[3::3], strict=True):
        if start != control_1 or control_2 != end:
            yield paths.curve_point((start, control_1, control_2, end), 0.5)
        yield end


def _points_at(points: Sequence[Point], shares: Sequence[float]) -> Iterator[Point]:
    """Yield the points at some ``shares`` of the length of a polyline."""
    lengths = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(points)]
    total = sum(lengths)
    for share in shares:
        yield _point_after(share * total, points, lengths)


def _point_after(rest: float, points: Sequence[Point], lengths: Sequence[float]) -> Point:
    """Return the point ``rest`` px along a polyline, whose pieces have ``lengths``."""
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if length >= rest > 0:
            return Point(a.x + (b.x - a.x) * rest / length, a.y + (b.y - a.y) * rest / length)
        rest -= length
    return points[-1]


def _overlap(a: Rect, b: Rect) -> float:
    """Return the area that two rectangles share."""
    width = min(a.right, b.right) - max(a.x, b.x)
    height = min(a.bottom, b.bottom) - max(a.y, b.y)
    return max(0.0, width) * max(0.0, height)


def draw_label(chip: EdgeLabel, relationship: Relationship, geometry: Geometry) -> str:
    """Return an edge label on a ground in the colour of the boundary, or of the canvas, that it lies on.

    A label on demand is a ``c4-hidden-label``, since it takes no space and covers nothing until a reader asks for it.
    """
    first = chip.lines[0] if chip.lines else TextLine("", TextStyle.LABEL, *chip.rect.center, 0)
    origin = rounded_origin(first.x + first.width / 2, first.y)
    frames = [frame for frame in geometry.frames if _overlap(frame.rect, chip.rect)]
    level = _level(chip.rect, frames)
    name, visibility = _HIDDEN if geometry.view.labels_on_demand else ("c4-label", "")
    shade, fill = ("", palette.CANVAS) if level is None else (f" c4-level-{level}", palette.FRAMES[level])
    inks, names = _text_styles(relationship)
    ink = palette.LINES[relationship.mode].ink
    return "".join(
        [
            f'<g class="{name}{shade}"{moved_to(origin)}{visibility} fill="{ink}"{CENTRED}>',
            _ground(chip, relationship, origin, fill),
            _borders(chip.rect, frames, origin) if chip.lines else "",
            *(centred_line(line, origin, fill=inks.get(line.style), name=names.get(line.style)) for line in chip.lines),
            "</g>",
        ]
    )


def _ground(chip: EdgeLabel, relationship: Relationship, origin: Point, fill: str) -> str:
    """Return the background of a label, or ``""`` for a step without a text, which has a number only."""
    if not chip.lines:
        return ""
    outline = _outline(relationship)
    return block("", relative(chip.rect, origin), fill=fill, radius=_CHIP_CORNER, outline=outline)


def _outline(relationship: Relationship) -> str:
    if relationship.mark:
        return chip_outline(relationship.mark)
    return _CUT_OUTLINE if relationship.cut else ""


def _text_styles(relationship: Relationship) -> tuple[Mapping[TextStyle, str], Mapping[TextStyle, str]]:
    """Return the colours and the classes of styles that differ from those of the label."""
    if relationship.mark:
        inks = {**_CHIP_INKS, TextStyle.BOUNDARY: palette.CHANGES[relationship.mark].stroke}
        return inks, {TextStyle.BOUNDARY: "c4-text-change"}
    return _CHIP_INKS, _CHIP_NAMES


def _borders(rect: Rect, frames: Sequence[Frame], origin: Point) -> str:
    """Return the pieces of the frames of boundaries that the ground of a label would hide."""
    pieces = []
    rect = relative(rect, origin)
    for area in (relative(frame.rect, origin) for frame in frames):
        left, right = max(rect.x, area.x), min(rect.right, area.right)
        top, bottom = max(rect.y, area.y), min(rect.bottom, area.bottom)
        sides = [x for x in (area.x, area.right) if rect.x <= x <= rect.right]
        ends = [y for y in (area.y, area.bottom) if rect.y <= y <= rect.bottom]
        pieces += [str(PathData(x, top).line(x, bottom)) for x in sides]
        pieces += [str(PathData(left, y).line(right, y)) for y in ends]
    return f'<path{_BORDER} d="{"".join(pieces)}"/>' if pieces else ""


def draw_cut(line: Line) -> str:
    """Return the cross on a line to cut, on a ground that interrupts the line."""
    across = paths.cross(paths.free_point(line.path, line.label.rect if line.label else None))
    return f'<path{_CROSS_GROUND} d="{across}"/><path{_CROSS} d="{across}"/>'


def _level(rect: Rect, frames: Sequence[Frame]) -> int | None:
    """Return the shade of the innermost boundary around ``rect``, or ``None`` on the canvas."""
    depths = [frame.depth for frame in frames if _holds(frame.rect, rect)]
    return palette.frame_level(max(depths)) if depths else None


def _holds(outer: Rect, inner: Rect) -> bool:
    return outer.x <= inner.x and outer.y <= inner.y and outer.right >= inner.right and outer.bottom >= inner.bottom


def draw_badge(line: Line) -> str:
    """Return the number of a step on a filled circle: left of the label, or on the line if it has no label."""
    digits = line.relationship.step_number
    width = step_badge(digits)
    if line.label:
        left, middle = line.label.rect.x + LABEL_PADDING_X, line.label.rect.center.y
    else:
        point = line.path[len(line.path) // 2]
        left, middle = point.x - width / 2, point.y
    rect = Rect(left, middle - STEP_DIAMETER / 2, width, STEP_DIAMETER)
    fill = palette.LINES[line.relationship.mode].ink
    size = measure(digits, TextStyle.BOUNDARY)
    baseline = middle + 0.358 * TEXT_STYLES[TextStyle.BOUNDARY].size
    words = TextLine(digits, TextStyle.BOUNDARY, left + (width - size) / 2, baseline, size)
    ground = block("c4-badge", rect, fill=fill, radius=STEP_DIAMETER / 2)
    return ground + text_line(words, fill=palette.CANVAS, name="c4-step-number")
