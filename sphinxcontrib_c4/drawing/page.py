"""Drawings in pages, without the attributes and titles that the stylesheet and the script of the page supply.

The rules of the stylesheet have no specificity, just as attributes have none, so a project overrides them as easily.
Programs that do not apply the stylesheet of a page to its drawings get drawings with all attributes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from sphinxcontrib_c4.drawing.svg import svg
from sphinxcontrib_c4.layout import Geometry

#: Text and values contain no unescaped quotes, so every match is an attribute.
_STYLED = re.compile(
    r" (?:fill|stroke|stroke-(?:width|dasharray|linecap)|font-(?:family|size|weight)|rx|text-anchor|visibility)"
    r'="[^"]*"',
    re.ASCII,
)


def page_svg(geometry: Geometry, *, prefix: str, links: Mapping[str, str], closer: Container[str]) -> str:
    """Return the drawing of a view for a page with the stylesheet and the script; see ``svg`` for the parameters."""
    return without_styles(svg(geometry, prefix=prefix, links=links, closer=closer, has_text_alternative=True))


def without_styles(drawing: str) -> str:
    """Return ``drawing`` without the attributes that the stylesheet sets, which are a sixth of its bytes."""
    return _STYLED.sub("", drawing)
