"""Where the parts of a view lie: positions and sizes in px, y downwards, text already set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.views import Boundary, Relationship, View, ViewElement


class Point(NamedTuple):
    """A point in px."""

    x: float
    y: float


class Rect(NamedTuple):
    """An upright rectangle in px; ``x`` and ``y`` are its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The ``x`` of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The ``y`` of its lower side."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The point in its middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)


class TextStyle(StrEnum):
    """The styles that text is set in; sizes and weights are those of ``layout.text.TEXT_STYLES``."""

    NAME = "name"
    TECHNOLOGY = "technology"
    DESCRIPTION = "description"
    LABEL = "label"
    PROTOCOL = "protocol"
    BOUNDARY = "boundary"
    HEADING = "heading"
    SUBHEADING = "subheading"
    KEY = "key"


class TextLine(NamedTuple):
    """One line of set text: ``x`` is its left end, ``y`` its baseline, ``width`` as measured."""

    text: str
    style: TextStyle
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An element with the bounds of its outline (a person's head included) and its text."""

    view_element: ViewElement
    rect: Rect
    lines: tuple[TextLine, ...]

    @property
    def element(self) -> Element:
        """The element."""
        return self.view_element.element

    @property
    def name(self) -> str:
        """The full name of the element."""
        return self.view_element.element.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A boundary with its bounds, its title, and how deep it lies (0 is outermost)."""

    boundary: Boundary
    rect: Rect
    lines: tuple[TextLine, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeLabel:
    """The label of a line: its bounds and its text."""

    rect: Rect
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A relationship's line: a chain of cubic Bézier curves (3 n + 1 points) that ends in its head."""

    relationship: Relationship
    path: tuple[Point, ...]
    label: EdgeLabel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A view that has been laid out on a canvas of ``width`` by ``height`` px from 0, 0."""

    view: View
    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    frames: tuple[Frame, ...] = ()
    lines: tuple[Line, ...] = ()
