"""Layout: where the parts of a view lie, and how its text is set."""

from sphinxcontrib_c4.layout.batch import LayoutFault, lay_out
from sphinxcontrib_c4.layout.geometry import Box, Chip, Face, Frame, Geometry, Line, Point, Rect, TextLine
from sphinxcontrib_c4.layout.text import FACES, FONT_FAMILY, FaceMetrics, measure, wrap

__all__ = [
    "FACES",
    "FONT_FAMILY",
    "Box",
    "Chip",
    "Face",
    "FaceMetrics",
    "Frame",
    "Geometry",
    "LayoutFault",
    "Line",
    "Point",
    "Rect",
    "TextLine",
    "lay_out",
    "measure",
    "wrap",
]
