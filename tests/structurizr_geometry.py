"""Lines and labels of an exported workspace as Structurizr draws them, and the collisions between them.

A line runs straight from the centre of a box through its vertices to the centre of the other box. Its label is centred
at a share of its length between the outlines of both boxes, as the text and, below it, the technology.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple

from structurizr_rules import rects, relationships, views

from sphinxcontrib_c4.layout import TEXT_STYLES, Point, Rect, TextStyle, measure, wrap

_LABEL_WIDTH, _FONT, _TECHNOLOGY_FONT, _LEADING = 270, 20, 14, 1.2


class DrawnLine(NamedTuple):
    """A line between the outlines of two boxes, and the space of its label (or None)."""

    ends: frozenset[str]
    points: list[Point]
    label: Rect | None


class Collisions(NamedTuple):
    """The collisions in one view: of lines with boxes, and of labels with lines, boxes and labels."""

    lines_through_boxes: list[str]
    labels_on_lines: list[str]
    labels_on_boxes: list[str]
    labels_on_labels: list[str]


def collisions(document: dict[str, Any]) -> dict[str, Collisions]:
    """Return the collisions in each view of a workspace."""
    return {key: _collisions(document, view) for key, view in views(document).items()}


def _collisions(document: dict[str, Any], view: dict[str, Any]) -> Collisions:
    boxes = _boxes(document, view)
    lines = list(_lines(document, view, boxes))
    labelled = [(number, line.label) for number, line in enumerate(lines) if line.label]
    return Collisions(
        [
            f"{sorted(line.ends)} through {id_}"
            for line in lines
            for id_, rect in boxes.items()
            if id_ not in line.ends and _crosses(line.points, _inset(rect, 1))
        ],
        [
            f"label {number} on line {line_number}"
            for number, label in labelled
            for line_number, line in enumerate(lines)
            if line_number != number and _crosses(line.points, label)
        ],
        [
            f"label {number} on {id_}"
            for number, label in labelled
            for id_, rect in boxes.items()
            if _overlap(label, rect)
        ],
        [
            f"label {a} on label {b}"
            for a, first in labelled
            for b, second in labelled
            if a < b and _overlap(first, second)
        ],
    )


def _boxes(document: dict[str, Any], view: dict[str, Any]) -> dict[str, Rect]:
    corners = rects(document, view)
    return {id_: Rect(left, top, right - left, bottom - top) for id_, (left, top, right, bottom) in corners.items()}


def _lines(document: dict[str, Any], view: dict[str, Any], boxes: dict[str, Rect]) -> Iterator[DrawnLine]:
    data = relationships(document)
    for line in view["relationships"]:
        relationship = data[line["id"]]
        source, target = boxes[relationship["sourceId"]], boxes[relationship["destinationId"]]
        if line.get("response"):
            source, target = target, source
        vertices = [Point(vertex["x"], vertex["y"]) for vertex in line.get("vertices", ())]
        centers = [source.center, *vertices, target.center]
        points = [_outline_point(source, centers[1]), *vertices, _outline_point(target, centers[-2])]
        text = line.get("description", relationship["description"])
        if "order" in line:
            text = f"{line['order']}. {text}"
        ends = frozenset({relationship["sourceId"], relationship["destinationId"]})
        yield DrawnLine(
            ends, points, _label(points, line.get("position", 50), text, relationship.get("technology", ""))
        )


def _label(points: list[Point], position: float, text: str, technology: str) -> Rect | None:
    rows = [(row, _FONT) for row in _wrap(text, _FONT)]
    rows += [(row, _TECHNOLOGY_FONT) for row in _wrap(f"[{technology}]", _TECHNOLOGY_FONT) if technology]
    if not any(row for row, _ in rows):
        return None
    style_ = TEXT_STYLES[TextStyle.LABEL]
    width = max(measure(row, TextStyle.LABEL) * font / style_.size for row, font in rows)
    height = sum(font * _LEADING for _, font in rows)
    center = _point_at(points, position / 100)
    return Rect(center.x - width / 2, center.y - height / 2, width, height)


def _wrap(text: str, font: float) -> tuple[str, ...]:
    size = TEXT_STYLES[TextStyle.LABEL].size
    return wrap(text, TextStyle.LABEL, width=_LABEL_WIDTH * size / font, lines=99) if text else ()


def _outline_point(rect: Rect, toward: Point) -> Point:
    center = rect.center
    dx, dy = toward.x - center.x, toward.y - center.y
    reach = max(abs(dx) / (rect.width / 2), abs(dy) / (rect.height / 2))
    return Point(center.x + dx / reach, center.y + dy / reach) if reach > 1 else toward


def _point_at(points: list[Point], share: float) -> Point:
    lengths = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(points)]
    remaining = share * sum(lengths)
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if remaining <= length and length:
            return Point(a.x + (b.x - a.x) * remaining / length, a.y + (b.y - a.y) * remaining / length)
        remaining -= length
    return points[-1]


def _inset(rect: Rect, margin: float) -> Rect:
    return Rect(rect.x + margin, rect.y + margin, rect.width - 2 * margin, rect.height - 2 * margin)


def _overlap(a: Rect, b: Rect) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def _crosses(points: list[Point], rect: Rect) -> bool:
    return any(_segment_crosses(a, b, rect) for a, b in pairwise(points))


def _segment_crosses(a: Point, b: Point, rect: Rect) -> bool:
    """Return whether a segment meets the inside of a rectangle (Liang and Barsky's clipping)."""
    low, high = 0.0, 1.0
    for start, delta, least, most in ((a.x, b.x - a.x, rect.x, rect.right), (a.y, b.y - a.y, rect.y, rect.bottom)):
        if not delta:
            if not least < start < most:
                return False
            continue
        first, second = sorted(((least - start) / delta, (most - start) / delta))
        low, high = max(low, first), min(high, second)
    return low < high
