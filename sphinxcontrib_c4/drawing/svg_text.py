"""The root of a drawing, rectangles, and text that keeps its measured width.

The root carries the attributes that most parts of a drawing share and inherit.
"""

from __future__ import annotations

import unicodedata

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.drawing.xml import Attributes, attributes, number, tag, text
from sphinxcontrib_c4.layout import FONT_FAMILY, TEXT_STYLES, Rect, TextLine, TextStyle

_ROOT_FACE = TEXT_STYLES[TextStyle.DESCRIPTION]
_LINE_WIDTH = 1.5
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
    x, y, width, height = map(number, rect)
    corner = f' rx="{number(radius)}"' if radius else ""
    return f'<rect class="{name}" x="{x}" y="{y}" width="{width}" height="{height}"{corner} fill="{fill}"{outline}/>'


def text_line(line: TextLine, *, fill: str | None = None, name: str | None = None) -> str:
    """Return a line of text in its measured width; without a ``fill``, it has that of its group.

    Without the font, a reader sees the text condensed or expanded, but never outside of its box. Text from right to
    left is anchored at its right end, so that it fills the same area.
    """
    words, style, x, y, width = line
    start = f' x="{number(x + width)}" direction="rtl"' if runs_leftwards(words) else f' x="{number(x)}"'
    fixed_length = f' textLength="{number(width)}" lengthAdjust="spacingAndGlyphs"' if width > 0 else ""
    ink = f' fill="{fill}"' if fill else ""
    css_class = name or f"c4-text-{style}"
    return f'<text class="{css_class}"{start} y="{number(y)}"{_SET_IN[style]}{ink}{fixed_length}>{text(words)}</text>'


def runs_leftwards(line: str) -> bool:
    """Return whether a text runs from right to left, by its first strong character.

    See rule P2 in https://unicode.org/reports/tr9/.
    """
    if line.isascii():
        return False
    strong = (kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"
