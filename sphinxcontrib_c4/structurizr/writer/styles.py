"""Styles of tags that give a workspace the appearance of our drawings, in both colour schemes.

Shape and size are in a style without a colour scheme, because older installations know no other. Each tag has both a
dark and a light style: Structurizr copies the dark one over the base style, and without a light style would keep dark
colours after a change of the scheme. The tag ``Element`` has no style, because deployment nodes have it as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.layout import ShapeKind, Size
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.structurizr.tags import EXTERNAL, MODE_TAGS, SHAPE_TAGS
from sphinxcontrib_c4.structurizr.writer.sizes import FONT, LABEL_FONT, LABEL_WIDTH

_SHAPES = {
    ShapeKind.PERSON: "Person",
    ShapeKind.SYSTEM: "RoundedBox",
    ShapeKind.CONTAINER: "RoundedBox",
    ShapeKind.COMPONENT: "RoundedBox",
    ShapeKind.DATABASE: "Cylinder",
    ShapeKind.QUEUE: "Pipe",
}


class _Colours(NamedTuple):
    background: str
    stroke: str
    color: str


# The colours of the dark scheme in static/c4.css.
_DARK = {
    ShapeKind.PERSON: _Colours("#123f6b", "#5590c8", "#ffffff"),
    ShapeKind.SYSTEM: _Colours("#1f5288", "#6199d2", "#ffffff"),
    ShapeKind.CONTAINER: _Colours("#2a639e", "#7db0e2", "#ffffff"),
    ShapeKind.DATABASE: _Colours("#1c5a61", "#5aa7af", "#ffffff"),
    ShapeKind.QUEUE: _Colours("#4c3e86", "#9586d2", "#ffffff"),
    ShapeKind.COMPONENT: _Colours("#1f3449", "#5b8fc0", "#dbe8f5"),
}
_DARK_EXTERNAL = _Colours("#252c33", "#8794a1", "#dde4ea")
_DARK_LINES = {Mode.SYNC: "#aab6c1", Mode.ASYNC: "#f0a53a", Mode.UNKNOWN: "#8c99a5"}
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
            box = {"shape": _SHAPES[kind], "width": sizes[kind].width, "height": sizes[kind].height}
            light = _light_colours(palette.BOXES[kind])
            yield {"tag": tag, **box, "fontSize": FONT, "strokeWidth": 2, **light}
            yield from _colour_schemes(tag, light, _DARK[kind]._asdict())
    light = _light_colours(palette.EXTERNAL)
    yield {"tag": EXTERNAL, "border": "Dashed", **light}
    yield from _colour_schemes(EXTERNAL, light, _DARK_EXTERNAL._asdict())


def _light_colours(paint: palette.Paint) -> dict[str, str]:
    return _Colours(paint.fill, paint.stroke, paint.ink)._asdict()


def _relationship_styles() -> Iterator[dict[str, Any]]:
    for mode, (tag, style) in _LINES.items():
        light = {"color": palette.LINES[mode].ink if mode is Mode.ASYNC else palette.LINES[mode].stroke}
        text = {"fontSize": LABEL_FONT, "width": LABEL_WIDTH, "thickness": 2} if mode is Mode.SYNC else {}
        yield {"tag": tag, **text, "style": style, "dashed": style == "Dashed", **light}
        yield from _colour_schemes(tag, light, {"color": _DARK_LINES[mode]})


def _colour_schemes(tag: str, light: dict[str, str], dark: dict[str, str]) -> Iterator[dict[str, str]]:
    # The published schema and the reader spell the key differently; each ignores the other spelling.
    for scheme, colours in (("Light", light), ("Dark", dark)):
        yield {"tag": tag, "colorScheme": scheme, "colourScheme": scheme, **colours}
