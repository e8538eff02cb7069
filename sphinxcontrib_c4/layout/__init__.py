"""Layout: where the parts of a view lie, and how its text is set."""

from sphinxcontrib_c4.layout.batch import LayoutFault, begin, lay_out
from sphinxcontrib_c4.layout.geometry import Box, Chip, Face, Frame, Geometry, Line, Point, Rect, TextLine
from sphinxcontrib_c4.layout.outline import (
    CAP,
    CHIP_PADDING_X,
    CORNER,
    HEAD,
    HEAD_RADIUS,
    MARGIN,
    PERSON_CORNER,
    STEP_DIAMETER,
    Look,
    Size,
    look,
    step_badge,
    type_line,
)
from sphinxcontrib_c4.layout.text import FACES, FONT_FAMILY, FaceMetrics, measure, wrap

__all__ = [
    "CAP",
    "CHIP_PADDING_X",
    "CORNER",
    "FACES",
    "FONT_FAMILY",
    "HEAD",
    "HEAD_RADIUS",
    "MARGIN",
    "PERSON_CORNER",
    "STEP_DIAMETER",
    "Box",
    "Chip",
    "Face",
    "FaceMetrics",
    "Frame",
    "Geometry",
    "LayoutFault",
    "Line",
    "Look",
    "Point",
    "Rect",
    "Size",
    "TextLine",
    "begin",
    "lay_out",
    "look",
    "measure",
    "step_badge",
    "type_line",
    "wrap",
]
