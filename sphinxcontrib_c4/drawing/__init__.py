"""Drawing: how a view looks, as SVG and as prose.

``STYLESHEET`` and ``SCRIPT`` are the names of the files in ``STATIC`` (a folder of the package) that give drawings in
pages their dark scheme and their ways of looking closer; drawings are complete without them.
"""

from __future__ import annotations

from sphinxcontrib_c4 import SCRIPT, STATIC, STYLESHEET
from sphinxcontrib_c4.drawing.legend import LegendEntry, legend_svg, view_legend
from sphinxcontrib_c4.drawing.matrix_svg import MatrixMark, matrix_svg
from sphinxcontrib_c4.drawing.svg import svg
from sphinxcontrib_c4.drawing.text_alternative import ViewSentences, text_alternative
from sphinxcontrib_c4.drawing.tikz import tikz

__all__ = [
    "SCRIPT",
    "STATIC",
    "STYLESHEET",
    "LegendEntry",
    "MatrixMark",
    "ViewSentences",
    "legend_svg",
    "matrix_svg",
    "svg",
    "text_alternative",
    "tikz",
    "view_legend",
]
