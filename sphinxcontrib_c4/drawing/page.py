"""Drawings in pages: SVG without the attributes that the stylesheet of the page has, which are a sixth of its bytes.

The rules for them have no specificity, like attributes, so that a project overrides them as easily. Other programs do
not apply the stylesheet of a page to the drawings in it; they get drawings with their attributes.
"""

from __future__ import annotations

import re

#: In text and in values, quotes are escaped: what looks like such an attribute is one.
_STYLED = re.compile(
    r' (?:fill|stroke|stroke-(?:width|dasharray|linecap)|font-(?:family|size|weight))="[^"]*"', re.ASCII
)


def page_svg(drawing: str) -> str:
    """Return ``drawing``, which ``svg`` has returned, for a page that uses the stylesheet."""
    return _STYLED.sub("", drawing)
