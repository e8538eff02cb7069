"""Marks of added, removed and changed parts: a second outline, a badge with a sign, and a wide line below a line.

The sign and the pattern of the outline differ, so that no reader has to distinguish colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sphinxcontrib_c4.drawing import palette, paths
from sphinxcontrib_c4.drawing.paths import PathData
from sphinxcontrib_c4.drawing.shapes import Outline
from sphinxcontrib_c4.drawing.svg_text import block
from sphinxcontrib_c4.drawing.xml import attributes, tag
from sphinxcontrib_c4.layout import Line, Point, Rect
from sphinxcontrib_c4.views import ChangeMark

#: The distance of the second outline from the first one.
_GAP = 4.0
_RADIUS = 8.0
_ARM = 4.0


class MarkStyle(NamedTuple):
    """The appearance of a mark: the pattern of its outline, its title in a legend, and a sentence about it."""

    dashes: str | None
    title: str
    meaning: str


MARK_STYLES: Mapping[ChangeMark, MarkStyle] = MappingProxyType(
    {
        ChangeMark.ADDED: MarkStyle(None, "Added", "Plus sign and second outline: added."),
        ChangeMark.REMOVED: MarkStyle("6 3", "Removed", "Minus sign and dashed second outline: removed."),
        ChangeMark.CHANGED: MarkStyle("1.5 3", "Changed", "Wave and dotted second outline: changed."),
    }
)


def mark_outline(outline: Outline, rect: Rect, mark: ChangeMark) -> str:
    """Return the second outline of a box."""
    around = Rect(rect.x - _GAP, rect.y - _GAP, rect.width + 2 * _GAP, rect.height + 2 * _GAP)
    return _outline_path(outline(around), mark)


def mark_badge(middle: Point, mark: ChangeMark) -> str:
    """Return the sign of a mark on a filled circle around ``middle``."""
    circle = Rect(middle.x - _RADIUS, middle.y - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
    ground = block("c4-change-badge", circle, fill=palette.CHANGES[mark].stroke, radius=_RADIUS)
    sign = {"class": "c4-change-sign", "d": _sign(middle, mark), "fill": "none", "stroke": palette.CANVAS}
    return ground + tag("path", {**sign, "stroke-width": 2})


def mark_halo(path: Sequence[Point], mark: ChangeMark) -> str:
    """Return a wide line below a line."""
    halo = {"class": "c4-change-halo", "d": paths.curve(path), "fill": "none", "stroke": palette.CHANGES[mark].halo}
    return tag("path", {**halo, "stroke-width": 7})


def mark_on_line(line: Line, mark: ChangeMark) -> str:
    """Return the badge of a line, beside its label."""
    return mark_badge(paths.free_point(line.path, line.label.rect if line.label else None), mark)


def mark_symbol(rect: Rect, mark: ChangeMark) -> str:
    """Return the symbol of a mark in a legend."""
    return _outline_path(paths.rounded(rect, 3), mark) + mark_badge(rect.center, mark)


def chip_outline(mark: ChangeMark) -> str:
    """Return the attributes of the outline of an edge label."""
    dashes = MARK_STYLES[mark].dashes
    return attributes({"stroke": palette.CHANGES[mark].stroke, "stroke-width": 1, "stroke-dasharray": dashes})


def _outline_path(data: str, mark: ChangeMark) -> str:
    colours = {"fill": "none", "stroke": palette.CHANGES[mark].stroke, "stroke-dasharray": MARK_STYLES[mark].dashes}
    return tag("path", {"class": "c4-change-outline", "d": data, **colours, "stroke-width": 2})


def _sign(middle: Point, mark: ChangeMark) -> str:
    x, y = middle
    if mark is ChangeMark.CHANGED:
        wave = (x - 2, y - 4, x + 2, y + 4, x + _ARM, y - 1)
        return str(PathData(x - _ARM, y + 1).curve(*wave))
    data = PathData(x - _ARM, y).line(x + _ARM, y)
    return str(data.move(x, y - _ARM).line(x, y + _ARM) if mark is ChangeMark.ADDED else data)
