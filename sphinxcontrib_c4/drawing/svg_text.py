"""The root of a drawing, rectangles, and text that keeps its measured width.

The root carries the attributes that most parts of a drawing share and inherit.
"""

from __future__ import annotations

import re
import unicodedata

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.drawing.xml import Attributes, attributes, coordinate, number, tag, text
from sphinxcontrib_c4.layout import FONT_FAMILY, TEXT_STYLES, Rect, TextLine, TextStyle

_ROOT_FACE = TEXT_STYLES[TextStyle.DESCRIPTION]
_LINE_WIDTH = 1.5
#: Latin text with typographic punctuation: its letters do not join, and the font has their widths.
_LATIN = re.compile("[\x00-\u024f\u2010-\u2027]*")
#: The styles of most lines; they have no class, since the stylesheet sets their colour on the group around them.
_COMMON = frozenset({TextStyle.TECHNOLOGY, TextStyle.DESCRIPTION, TextStyle.LABEL, TextStyle.KEY})
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
    """Return a rectangle with the class ``name``; ``outline`` contains attributes as text."""
    x, y, width, height = map(coordinate, rect)
    corner = f' rx="{coordinate(radius)}"' if radius else ""
    return f'<rect class="{name}" x="{x}" y="{y}" width="{width}" height="{height}"{corner} fill="{fill}"{outline}/>'


def text_line(line: TextLine, *, fill: str | None = None, name: str | None = None) -> str:
    """Return a line of text in its measured width; without a ``fill``, it has that of its group.

    Without the font, a reader sees the letters closer together or further apart, but never outside of their box.
    Scripts whose letters join, or whose widths are not those of the font, are condensed or expanded instead. Text from
    right to left is anchored at its right end, so that it fills the same area.
    """
    words, style, x, y, width = line
    start = f' x="{coordinate(x + width)}" direction="rtl"' if runs_leftwards(words) else f' x="{coordinate(x)}"'
    fixed_length = f' textLength="{coordinate(width)}"' if width > 0 else ""
    if fixed_length and not _LATIN.fullmatch(words):
        fixed_length += ' lengthAdjust="spacingAndGlyphs"'
    ink = f' fill="{fill}"' if fill else ""
    css_class = "" if style in _COMMON and not name else f' class="{name or f"c4-text-{style}"}"'
    return f'<text{css_class}{start} y="{coordinate(y)}"{_SET_IN[style]}{ink}{fixed_length}>{text(words)}</text>'


def runs_leftwards(line: str) -> bool:
    """Return whether a text runs from right to left, by its first strong character.

    See rule P2 in https://unicode.org/reports/tr9/.
    """
    if line.isascii():
        return False
    strong = (kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"
