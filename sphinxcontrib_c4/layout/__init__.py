"""Layout: the positions of the parts of a view, and of the lines of its text."""

from sphinxcontrib_c4.layout.box_metrics import (
    BAR,
    CAP,
    CORNER,
    HEAD,
    HEAD_RADIUS,
    LABEL_PADDING_X,
    MARGIN,
    PERSON_CORNER,
    PERSON_SHOULDER,
    STEP_DIAMETER,
    ShapeKind,
    Size,
    shape_kind,
    step_badge,
    type_line,
)
from sphinxcontrib_c4.layout.geometry import Box, EdgeLabel, Frame, Geometry, Line, Point, Rect, TextLine, TextStyle
from sphinxcontrib_c4.layout.pipeline import LayoutFault, lay_out
from sphinxcontrib_c4.layout.rect_index import RectIndex
from sphinxcontrib_c4.layout.text import FONT_FAMILY, TEXT_STYLES, StyleMetrics, measure, wrap
from sphinxcontrib_c4.layout.text_boxes import TextBox, edge_label

__all__ = [
    "BAR",
    "CAP",
    "CORNER",
    "FONT_FAMILY",
    "HEAD",
    "HEAD_RADIUS",
    "LABEL_PADDING_X",
    "MARGIN",
    "PERSON_CORNER",
    "PERSON_SHOULDER",
    "STEP_DIAMETER",
    "TEXT_STYLES",
    "Box",
    "EdgeLabel",
    "Frame",
    "Geometry",
    "LayoutFault",
    "Line",
    "Point",
    "Rect",
    "RectIndex",
    "ShapeKind",
    "Size",
    "StyleMetrics",
    "TextBox",
    "TextLine",
    "TextStyle",
    "edge_label",
    "lay_out",
    "measure",
    "shape_kind",
    "step_badge",
    "type_line",
    "wrap",
]
