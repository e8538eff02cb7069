"""The root of a drawing, rectangles, and text that keeps its measured width.

The root carries the attributes that most parts of a drawing share and inherit.
"""

from __future__ import annotations

import re
import unicodedata

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.drawing.xml import Attributes, attributes, coordinate, decimal, number, tag, text
from sphinxcontrib_c4.layout import FONT_FAMILY, TEXT_STYLES, Point, Rect, TextLine, TextStyle

_ROOT_FACE = TEXT_STYLES[TextStyle.DESCRIPTION]
_LINE_WIDTH = 1.5
#: The attribute of a group whose lines of text are centred.
CENTRED = ' text-anchor="middle"'
#: Latin text with typographic punctuation: its letters do not join, and the font has their widths.
_LATIN = re.compile("[\x00-\u024f\u2010-\u2027]*")
#: The styles of most lines; they have no class, since the stylesheet sets their colour on the group around them.
_COMMON = frozenset({TextStyle.TECHNOLOGY, TextStyle.DESCRIPTION, TextStyle.LABEL, TextStyle.KEY})
_CLASSES = {style: "" if style in _COMMON else f' class="c4-text-{style}"' for style in TextStyle}
#: The attributes of a text style that differ from those of the root.
_SET_IN = {
    style: attributes(
        {
            "font-size": None if metrics.size == _ROOT_FACE.size else metrics.size,
            "font-weight": "bold" if metrics.bold else None,
        }
    )
    for style, metrics in TEXT_STYLES.items()
}


def svg_root(values: Attributes, bounds: Rect, *children: str) -> str:
    """Return the root of a drawing that shows the area ``bounds``."""
    attributes: Attributes = {
        "viewBox": " ".join(map(number, bounds)),
        "width": bounds.width,
        "height": bounds.height,
        "font-family": FONT_FAMILY,
        "font-size": _ROOT_FACE.size,
        "stroke-width": _LINE_WIDTH,
    }
    return tag("svg", {"xmlns": "http://www.w3.org/2000/svg", **values, **attributes}, *children)


def canvas(bounds: Rect) -> str:
    """Return the background of a drawing."""
    return block("c4-canvas", bounds, fill=palette.CANVAS)


def block(name: str, rect: Rect, *, fill: str, radius: float = 0, outline: str = "") -> str:
    """Return a rectangle with the class ``name``, or with none; ``outline`` contains attributes as text."""
    css_class = f' class="{name}"' if name else ""
    size = f' width="{coordinate(rect.width)}" height="{coordinate(rect.height)}"'
    corner = f' rx="{coordinate(radius)}"' if radius else ""
    return f'<rect{css_class}{_place(rect.x, rect.y)}{size}{corner} fill="{fill}"{outline}/>'


def _place(x: float, y: float) -> str:
    """Return the attributes ``x`` and ``y``, without those that are 0."""
    left, top = round(10 * x), round(10 * y)
    start = f' x="{decimal(left)}"' if left else ""
    return f'{start} y="{decimal(top)}"' if top else start


def rounded_origin(x: float, y: float) -> Point:
    """Return the origin of a group, rounded as it is written, so that the parts of the group keep their places."""
    return Point(round(x, 1), round(y, 1))


def moved_to(origin: Point) -> str:
    """Return the attribute of a group that moves its origin."""
    return f' transform="translate({coordinate(origin.x)} {coordinate(origin.y)})"'


def relative(rect: Rect, origin: Point) -> Rect:
    """Return ``rect`` in the coordinates of a group."""
    return Rect(rect.x - origin.x, rect.y - origin.y, rect.width, rect.height)


def text_line(line: TextLine, *, fill: str | None = None, name: str | None = None) -> str:
    """Return a line of text that starts at its left end.

    Text from right to left is anchored at its right end, so that it fills the same area.
    """
    if runs_leftwards(line.text):
        return _text(line, f'{_place(line.x + line.width, line.y)} direction="rtl"', fill, name)
    return _text(line, _place(line.x, line.y), fill, name)


def centred_line(line: TextLine, origin: Point, *, fill: str | None = None, name: str | None = None) -> str:
    """Return a line of text for a group with this origin and the attribute ``CENTRED``."""
    place = _place(line.x + line.width / 2 - origin.x, line.y - origin.y)
    direction = ' direction="rtl"' if runs_leftwards(line.text) else ""
    return _text(line, place + direction, fill, name)


def _text(line: TextLine, place: str, fill: str | None, name: str | None) -> str:
    """Return a line of text in its measured width; without a ``fill``, it has that of its group.

    Without the font, a reader sees the letters closer together or further apart, but never outside of their box.
    Scripts whose letters join, or whose widths are not those of the font, are condensed or expanded instead.
    """
    words, style, _, _, width = line
    css_class = f' class="{name}"' if name else _CLASSES[style]
    fixed_length = f' textLength="{coordinate(width)}"' if width > 0 else ""
    if fixed_length and not (words.isascii() or _LATIN.fullmatch(words)):
        fixed_length += ' lengthAdjust="spacingAndGlyphs"'
    ink = f' fill="{fill}"' if fill else ""
    return f"<text{css_class}{place}{_SET_IN[style]}{ink}{fixed_length}>{text(words)}</text>"


def runs_leftwards(line: str) -> bool:
    """Return whether a text runs from right to left, by its first strong character.

    See rule P2 in https://unicode.org/reports/tr9/.
    """
    if line.isascii():
        return False
    strong = (kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"
