"""Drawing: the appearance of a view, as SVG, as TikZ and as a text alternative.

``STYLESHEET`` and ``SCRIPT`` are the names of files in ``STATIC``, a folder of the package. In a page, they add the
dark scheme and interaction; drawings are complete without them, apart from those that ``page_svg`` returns. ``SHAPES``
has all that depends on the kind of shape.
"""

from __future__ import annotations

from sphinxcontrib_c4.distribution import SCRIPT, STATIC, STYLESHEET
from sphinxcontrib_c4.drawing.legend import LegendEntry, legend_svg, view_legend
from sphinxcontrib_c4.drawing.matrix_svg import MatrixMark, matrix_svg
from sphinxcontrib_c4.drawing.page import page_svg
from sphinxcontrib_c4.drawing.palette import CHANGES, DARK_LINES, LINES, Paint
from sphinxcontrib_c4.drawing.shapes import EXTERNAL_DARK, EXTERNAL_LIGHT, SHAPES, ShapeStyle, box_paint
from sphinxcontrib_c4.drawing.standalone import Scheme, standalone_svg
from sphinxcontrib_c4.drawing.svg import svg
from sphinxcontrib_c4.drawing.text_alternative import ViewSentences, text_alternative
from sphinxcontrib_c4.drawing.tikz import tikz

__all__ = [
    "CHANGES",
    "DARK_LINES",
    "EXTERNAL_DARK",
    "EXTERNAL_LIGHT",
    "LINES",
    "SCRIPT",
    "SHAPES",
    "STATIC",
    "STYLESHEET",
    "LegendEntry",
    "MatrixMark",
    "Paint",
    "Scheme",
    "ShapeStyle",
    "ViewSentences",
    "box_paint",
    "legend_svg",
    "matrix_svg",
    "page_svg",
    "standalone_svg",
    "svg",
    "text_alternative",
    "tikz",
    "view_legend",
]
