"""Drawing: how a view looks, as SVG and as prose.

``STYLESHEET`` and ``SCRIPT`` are the names of the files in ``STATIC`` (a folder of the package) that give drawings in
pages their dark scheme and their ways of looking closer; drawings are complete without them.
"""

from __future__ import annotations

from sphinxcontrib_c4 import SCRIPT, STATIC, STYLESHEET
from sphinxcontrib_c4.drawing.grid import Mark, grid_svg
from sphinxcontrib_c4.drawing.key import KeyEntry, key, key_svg
from sphinxcontrib_c4.drawing.prose import Prose, prose
from sphinxcontrib_c4.drawing.svg import svg
from sphinxcontrib_c4.drawing.tikz import tikz

__all__ = [
    "SCRIPT",
    "STATIC",
    "STYLESHEET",
    "KeyEntry",
    "Mark",
    "Prose",
    "grid_svg",
    "key",
    "key_svg",
    "prose",
    "svg",
    "tikz",
]
