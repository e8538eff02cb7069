"""Layout: where the parts of a view lie."""

from sphinxcontrib_c4.layout.geometry import Box, Chip, Face, Frame, Geometry, Line, Point, Rect, TextLine

__all__ = ["Box", "Chip", "Face", "Frame", "Geometry", "Line", "Point", "Rect", "TextLine"]
