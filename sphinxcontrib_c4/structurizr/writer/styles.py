"""Styles of tags that give a workspace the appearance of the drawings of this package, in both colour schemes.

Shape and size are in a style without a colour scheme, because older installations know no other. Each tag has both a
dark and a light style: Structurizr copies the dark one over the base style, and without a light style would keep dark
colours after a change of the scheme. The tag ``Element`` has no style, because deployment nodes have it as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sphinxcontrib_c4.drawing import DARK_LINES, EXTERNAL_DARK, EXTERNAL_LIGHT, LINES, SHAPES, Paint
from sphinxcontrib_c4.layout import ShapeKind, Size
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.structurizr.tags import EXTERNAL, MODE_TAGS, SHAPE_TAGS
from sphinxcontrib_c4.structurizr.writer.sizes import FONT, LABEL_FONT, LABEL_WIDTH

_LINES = {
    Mode.SYNC: ("Relationship", "Solid"),
    Mode.ASYNC: (MODE_TAGS[Mode.ASYNC], "Dashed"),
    Mode.UNKNOWN: (MODE_TAGS[Mode.UNKNOWN], "Dotted"),
}


def styles(sizes: Mapping[ShapeKind, Size]) -> dict[str, Any]:
    """Return the styles of a workspace whose boxes have these ``sizes``."""
    return {"elements": list(_element_styles(sizes)), "relationships": list(_relationship_styles())}


def _element_styles(sizes: Mapping[ShapeKind, Size]) -> Iterator[dict[str, Any]]:
    for kind, tag in SHAPE_TAGS.items():
        if kind in sizes:
            style = SHAPES[kind]
            box = {"shape": style.structurizr_shape, "width": sizes[kind].width, "height": sizes[kind].height}
            light = _colours(style.light)
            yield {"tag": tag, **box, "fontSize": FONT, "strokeWidth": 2, **light}
            yield from _colour_schemes(tag, light, _colours(style.dark))
    light = _colours(EXTERNAL_LIGHT)
    yield {"tag": EXTERNAL, "border": "Dashed", **light}
    yield from _colour_schemes(EXTERNAL, light, _colours(EXTERNAL_DARK))


def _colours(paint: Paint) -> dict[str, str]:
    return {"background": paint.fill, "stroke": paint.stroke, "color": paint.ink}


def _relationship_styles() -> Iterator[dict[str, Any]]:
    for mode, (tag, style) in _LINES.items():
        light = {"color": LINES[mode].ink if mode is Mode.ASYNC else LINES[mode].stroke}
        text = {"fontSize": LABEL_FONT, "width": LABEL_WIDTH, "thickness": 2} if mode is Mode.SYNC else {}
        yield {"tag": tag, **text, "style": style, "dashed": style == "Dashed", **light}
        yield from _colour_schemes(tag, light, {"color": DARK_LINES[mode].stroke})


def _colour_schemes(tag: str, light: dict[str, str], dark: dict[str, str]) -> Iterator[dict[str, str]]:
    # The published schema and the reader spell the key differently; each ignores the other spelling.
    for scheme, colours in (("Light", light), ("Dark", dark)):
        yield {"tag": tag, "colorScheme": scheme, "colourScheme": scheme, **colours}
