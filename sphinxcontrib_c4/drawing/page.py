"""Drawings in pages, without what the stylesheet, the script and the text alternative of the page have.

The rules for them have no specificity, like attributes, so that a project overrides them as easily. Other programs do
not apply the stylesheet of a page to the drawings in it; they get drawings with their attributes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from sphinxcontrib_c4.drawing.svg import svg
from sphinxcontrib_c4.layout import Geometry

#: In text and in values, quotes are escaped: what looks like such an attribute is one.
_STYLED = re.compile(
    r" (?:fill|stroke|stroke-(?:width|dasharray|linecap)|font-(?:family|size|weight)|rx|text-anchor|visibility)"
    r'="[^"]*"',
    re.ASCII,
)


def page_svg(geometry: Geometry, *, prefix: str, links: Mapping[str, str], closer: Container[str]) -> str:
    """Return the drawing of a view for a page with the stylesheet and the script; see ``svg`` for the parameters."""
    return without_styles(svg(geometry, prefix=prefix, links=links, closer=closer, has_text_alternative=True))


def without_styles(drawing: str) -> str:
    """Return ``drawing`` without the attributes that the stylesheet has: a sixth of its bytes."""
    return _STYLED.sub("", drawing)
