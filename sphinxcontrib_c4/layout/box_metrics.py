"""Metrics of boxes: the shape of an element, the space for its text, and the points where lines meet its outline.

The layout sizes boxes and ends lines by these metrics, and the drawing draws the same outlines. All numbers are px.
"""

from __future__ import annotations

from enum import StrEnum
from math import sqrt
from typing import NamedTuple

from sphinxcontrib_c4.layout.geometry import Point, Rect, TextStyle
from sphinxcontrib_c4.layout.text import measure
from sphinxcontrib_c4.model import Element, Kind, Shape, capitalized

#: How far the head of a person stands out above the body.
HEAD = 36.0
#: The radius of a person's head; it reaches ``2 * HEAD_RADIUS - HEAD`` into the body.
HEAD_RADIUS = 20.0
#: The half axis of a cylinder's end, along the cylinder.
CAP = 10.0
#: The distance of the bars of an infrastructure node from its sides.
BAR = 8.0
#: The radius of a person's shoulders and of the lower corners.
PERSON_SHOULDER = 34.0
PERSON_CORNER = 10.0
#: The radius of the corners of other boxes.
CORNER = 6.0
#: The free space around the picture on its canvas, which the layout keeps.
MARGIN = 12.0
#: The space between the edge of an edge label and its text, at the sides and above and below.
LABEL_PADDING_X = 6.0
LABEL_PADDING_Y = 3.0
#: The diameter of the circle around the number of a step, and the space to the text at its right.
STEP_DIAMETER = 20.0
STEP_GAP = 6.0

_PADDING_X = 12.0
_PADDING_Y = 9.0


class ShapeKind(StrEnum):
    """The appearance of an element; the value with the prefix ``c4-`` is its class in a drawing."""

    PERSON = "person"
    SYSTEM = "system"
    CONTAINER = "container"
    DATABASE = "database"
    QUEUE = "queue"
    COMPONENT = "component"
    INFRASTRUCTURE_NODE = "infrastructure"
    DEPLOYMENT_NODE = "node"

    @property
    def noun(self) -> str:
        """The words for an element of this appearance."""
        return _NOUNS[self]


_KINDS = {kind.value: kind.noun for kind in Kind}
_NOUNS = {shape: _KINDS.get(shape.value, shape.value) for shape in ShapeKind}


class Side(StrEnum):
    """A side of a box."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


class Insets(NamedTuple):
    """The distances from the bounds of an outline to the text inside."""

    top: float
    bottom: float
    left: float
    right: float


class Size(NamedTuple):
    """A width and a height."""

    width: float
    height: float


def shape_kind(element: Element) -> ShapeKind:
    """Return the shape of an element: its own if it is a database or queue, else that of its kind."""
    if element.kind is Kind.PERSON or element.shape is Shape.BOX:
        return _SHAPES_OF_KINDS[element.kind]
    return _SHAPES[element.shape]


_SHAPES_OF_KINDS = {kind: ShapeKind(kind.value) for kind in Kind}
_SHAPES = {shape: ShapeKind(shape.value) for shape in Shape if shape is not Shape.BOX}


def type_line(element: Element) -> str:
    """Return the line below the name: ``[Person]``, ``[Django]`` or ``[Database: MySQL 8]``.

    A container with a technology needs no other word. External elements are marked in words, because not everybody
    can distinguish colours.
    """
    noun = shape_kind(element).noun
    if element.external:
        noun = f"external {noun}"
    elif noun == ShapeKind.CONTAINER and element.technology:
        return f"[{element.technology}]"
    noun = capitalized(noun)
    return f"[{noun}: {element.technology}]" if element.technology else f"[{noun}]"


def insets(element: Element) -> Insets:
    """Return the distances between the bounds of ``element`` and its text.

    The insets on the right include the space for the mark of a link.
    """
    match shape_kind(element):
        case ShapeKind.PERSON:
            return Insets(HEAD + _PADDING_Y, _PADDING_Y + 2, 20, 20)
        case ShapeKind.DATABASE:
            return Insets(2 * CAP + 6, CAP + 6, _PADDING_X, _PADDING_X)
        case ShapeKind.QUEUE:
            return Insets(_PADDING_Y, _PADDING_Y, CAP + _PADDING_X, 2 * CAP + _PADDING_X)
        case ShapeKind.INFRASTRUCTURE_NODE:
            return Insets(_PADDING_Y, _PADDING_Y, BAR + _PADDING_X, BAR + _PADDING_X)
        case _:
            return Insets(_PADDING_Y, _PADDING_Y, _PADDING_X, _PADDING_X)


def minimum_size(element: Element) -> Size:
    """Return the size below which the outline of ``element`` would not be recognised."""
    return Size(160, 72 + HEAD) if shape_kind(element) is ShapeKind.PERSON else Size(160, 72)


def step_width(number: str) -> float:
    """Return the width of a step's number to the left of its label, including the gap; 0 without a number."""
    return step_badge(number) + STEP_GAP if number else 0


def step_badge(number: str) -> float:
    """Return the width of the badge around a step's number: a circle, or a pill for many characters."""
    width = measure(number, TextStyle.BOUNDARY)
    return max(STEP_DIAMETER, width + (5 if number.isdigit() else 10))


def outline_point(element: Element, rect: Rect, side: Side, offset: float) -> Point:
    """Return the point on the outline of ``element`` with the bounds ``rect``, seen from ``side``.

    ``offset`` is the distance from the top of ``rect`` for the left and the right side, and from its left for the top
    and the bottom; outside of the side it is moved to the nearest end.
    """
    shape = shape_kind(element)
    if side in (Side.LEFT, Side.RIGHT):
        offset = min(max(offset, 0), rect.height)
        depth = _side_depth(shape, rect, offset)
        return Point(rect.x + depth if side is Side.LEFT else rect.right - depth, rect.y + offset)
    offset = min(max(offset, 0), rect.width)
    depth = _end_depth(shape, rect, offset, top=side is Side.TOP)
    return Point(rect.x + offset, rect.y + depth if side is Side.TOP else rect.bottom - depth)


def _side_depth(shape: ShapeKind, rect: Rect, offset: float) -> float:
    """Return the distance of the outline from the left (and right) bound at ``offset`` below the top."""
    width, height = rect.width, rect.height
    if shape is ShapeKind.DATABASE:
        return _ellipse_depth(min(offset, height - offset), across=CAP, along=width / 2)
    if shape is ShapeKind.QUEUE:
        return _ellipse_depth(min(offset, height - offset), across=height / 2, along=CAP)
    if shape is not ShapeKind.PERSON:
        return _ellipse_depth(min(offset, height - offset), across=CORNER, along=CORNER)
    if offset < HEAD:
        return width / 2 - sqrt(max(0, HEAD_RADIUS**2 - (offset - HEAD_RADIUS) ** 2))
    shoulder = _ellipse_depth(offset - HEAD, across=PERSON_SHOULDER, along=PERSON_SHOULDER)
    return max(shoulder, _ellipse_depth(height - offset, across=PERSON_CORNER, along=PERSON_CORNER))


def _end_depth(shape: ShapeKind, rect: Rect, offset: float, *, top: bool) -> float:
    """Return the distance of the outline from the top or bottom bound at ``offset`` from the left."""
    width = rect.width
    near = min(offset, width - offset)
    if shape is ShapeKind.DATABASE:
        return _ellipse_depth(near, across=width / 2, along=CAP)
    if shape is ShapeKind.QUEUE:
        return _ellipse_depth(near, across=CAP, along=rect.height / 2)
    if shape is not ShapeKind.PERSON:
        return _ellipse_depth(near, across=CORNER, along=CORNER)
    if top and abs(offset - width / 2) <= HEAD_RADIUS:
        return HEAD_RADIUS - sqrt(max(0, HEAD_RADIUS**2 - (offset - width / 2) ** 2))
    radius = PERSON_SHOULDER if top else PERSON_CORNER
    return HEAD * top + _ellipse_depth(near, across=radius, along=radius)


def _ellipse_depth(offset: float, *, across: float, along: float) -> float:
    """Return the distance from a bound to a quarter ellipse between a corner and a point ``across`` away on the bound.

    ``along`` is its half axis at right angles to the bound.
    """
    if offset >= across:
        return 0.0
    rest = 1 - offset / across
    return along * (1 - sqrt(max(0, 1 - rest * rest)))
