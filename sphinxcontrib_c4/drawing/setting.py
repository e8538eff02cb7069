"""Setting: the root of a drawing, and text that stays where it was measured."""

from __future__ import annotations

import unicodedata

from sphinxcontrib_c4.drawing.markup import Attributes, number, tag, text
from sphinxcontrib_c4.layout import Face, TextLine
from sphinxcontrib_c4.layout.text import FACES, FONT_FAMILY

_ROOT_FACE = FACES[Face.DESCRIPTION]


def svg_root(attributes: Attributes, width: float, height: float, *children: str) -> str:
    """The root of a drawing of ``width`` by ``height`` px."""
    size: Attributes = {
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
        "font-family": FONT_FAMILY,
        "font-size": _ROOT_FACE.size,
    }
    return tag("svg", {"xmlns": "http://www.w3.org/2000/svg", **attributes, **size}, *children)


def text_line(line: TextLine, *, fill: str, name: str | None = None) -> str:
    """A line of text, held to the width that it was measured at.

    A reader without the font sees it squeezed or stretched, but never outside of its box. Where it runs from right to
    left, it is anchored at its right end, so that it fills the same place.
    """
    face = FACES[line.face]
    leftwards = runs_leftwards(line.text)
    attributes: dict[str, str | float | None] = {
        "class": name or f"c4-text-{line.face.value}",
        "x": line.x + line.width if leftwards else line.x,
        "y": line.y,
        "direction": "rtl" if leftwards else None,
        "font-size": None if face.size == _ROOT_FACE.size else face.size,
        "font-weight": "bold" if face.bold else None,
        "fill": fill,
    }
    if line.width > 0:
        attributes |= {"textLength": line.width, "lengthAdjust": "spacingAndGlyphs"}
    return tag("text", attributes, text(line.text))


def runs_leftwards(line: str) -> bool:
    """Whether a text runs from right to left: by its first strong character (https://unicode.org/reports/tr9/, P2)."""
    if line.isascii():
        return False
    strong = (kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"
