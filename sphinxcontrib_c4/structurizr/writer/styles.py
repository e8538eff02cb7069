"""Styles: the look of our drawings as Structurizr's styles of tags, in both colour schemes.

Shape and size stand in a style without a scheme, which older installations know alone. A tag has a style for the dark
scheme and one for the light: Structurizr copies the one onto the other and would keep dark colours where none are
given back. Nothing is said of the tag ``Element``, which deployment nodes bear as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.layout import ShapeKind, Size
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.structurizr.tags import ASYNCHRONOUS, EXTERNAL, TAGS, UNSPECIFIED
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


# The colours of static/c4.css in the dark scheme.
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
    Mode.ASYNC: (ASYNCHRONOUS, "Dashed"),
    Mode.UNKNOWN: (UNSPECIFIED, "Dotted"),
}


def styles(sizes: Mapping[ShapeKind, Size]) -> dict[str, Any]:
    """The styles of a workspace whose boxes have ``sizes``."""
    return {"elements": list(_element_styles(sizes)), "relationships": list(_relationship_styles())}


def _element_styles(sizes: Mapping[ShapeKind, Size]) -> Iterator[dict[str, Any]]:
    for shape, tag in TAGS.items():
        if shape in sizes:
            box = {"shape": _SHAPES[shape], "width": sizes[shape].width, "height": sizes[shape].height}
            light = _light(palette.BOXES[shape])
            yield {"tag": tag, **box, "fontSize": FONT, "strokeWidth": 2, **light._asdict()}
            yield from _schemes(tag, light._asdict(), _DARK[shape]._asdict())
    light = _light(palette.EXTERNAL)
    yield {"tag": EXTERNAL, "border": "Dashed", **light._asdict()}
    yield from _schemes(EXTERNAL, light._asdict(), _DARK_EXTERNAL._asdict())


def _light(paint: palette.Paint) -> _Colours:
    return _Colours(paint.fill, paint.stroke, paint.ink)


def _relationship_styles() -> Iterator[dict[str, Any]]:
    for mode, (tag, style) in _LINES.items():
        light = {"color": palette.LINES[mode].ink if mode is Mode.ASYNC else palette.LINES[mode].stroke}
        text = {"fontSize": LABEL_FONT, "width": LABEL_WIDTH, "thickness": 2} if mode is Mode.SYNC else {}
        yield {"tag": tag, **text, "style": style, "dashed": style == "Dashed", **light}
        yield from _schemes(tag, light, {"color": _DARK_LINES[mode]})


def _schemes(tag: str, light: dict[str, str], dark: dict[str, str]) -> Iterator[dict[str, str]]:
    # The published schema spells the key in one way and the reader in the other; each ignores the other's.
    for scheme, colours in (("Light", light), ("Dark", dark)):
        yield {"tag": tag, "colorScheme": scheme, "colourScheme": scheme, **colours}
