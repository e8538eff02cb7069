"""The palette: the colours of the light scheme, for drawings that stand without a stylesheet.

In a page, ``static/c4.css`` repeats them as custom properties and adds those of the dark scheme. All text has a
contrast of 4.5 : 1 or more with what lies behind it, in both schemes (WCAG 2.2, success criterion 1.4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sphinxcontrib_c4.layout import ShapeKind
from sphinxcontrib_c4.model import Mode


class Paint(NamedTuple):
    """The colours of a box: its inside, its outline, its name, and the rest of its text."""

    fill: str
    stroke: str
    ink: str
    soft: str


class Stroke(NamedTuple):
    """A line: its colour, the colour of what its label says, and the pattern of its dashes."""

    stroke: str
    ink: str
    dashes: str | None


CANVAS = "#ffffff"
INK = "#1f2a35"
SOFT = "#515d68"
RULE = "#d5dce3"

BOXES: Mapping[ShapeKind, Paint] = MappingProxyType(
    {
        ShapeKind.PERSON: Paint("#0b3d6e", "#082c50", "#ffffff", "#d3e3f3"),
        ShapeKind.SYSTEM: Paint("#1b5a96", "#134673", "#ffffff", "#d9e8f7"),
        ShapeKind.CONTAINER: Paint("#2a6cb0", "#1d5088", "#ffffff", "#e6f0fb"),
        ShapeKind.DATABASE: Paint("#1f6a72", "#154d54", "#ffffff", "#def1f2"),
        ShapeKind.QUEUE: Paint("#5b4a9c", "#43367a", "#ffffff", "#e7e2f7"),
        ShapeKind.COMPONENT: Paint("#dce9f7", "#4f86bd", "#12304f", "#3d5873"),
    }
)
EXTERNAL = Paint("#f1f3f5", "#6b7783", "#2b3640", "#525e69")

LINES: Mapping[Mode, Stroke] = MappingProxyType(
    {
        Mode.SYNC: Stroke("#4a5763", INK, None),
        Mode.ASYNC: Stroke("#b76e00", "#8a4b00", "7 4"),
        Mode.UNKNOWN: Stroke("#6b7783", INK, "1.5 4"),
    }
)

#: A line that is to be cut, and what is said of that.
CUT = "#b3261e"

#: The inside of boundaries, from the outermost one inwards; deeper ones take the last.
FRAMES = ("#f5f8fa", "#eaf0f5", "#dfe7ee")
FRAME_STROKE = "#8494a3"
FRAME_INK = "#3a4753"


def box_paint(kind: ShapeKind, *, external: bool) -> Paint:
    """The colours of a box of this look."""
    return EXTERNAL if external else BOXES[kind]


def frame_level(depth: int) -> int:
    """The shade of a boundary that lies ``depth`` boundaries deep."""
    return min(depth, len(FRAMES) - 1)
