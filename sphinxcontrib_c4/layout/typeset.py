"""Setting type: the text of boxes, chips and boundaries, and the sizes that it asks for.

Everything here is set around 0, 0 and moved to its place once the layout knows it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.layout.geometry import Face, TextLine
from sphinxcontrib_c4.layout.outline import (
    CHIP_PADDING_X,
    CHIP_PADDING_Y,
    STEP_DIAMETER,
    insets,
    minimum_size,
    step_width,
    type_line,
)
from sphinxcontrib_c4.layout.text import FACES, measure, wrap
from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.views import Boundary, Relationship

BOX_WIDTH = 190.0
_CHIP_WIDTH = 124.0
_CHIP_GAP = 4.0
_TITLE_WIDTH = BOX_WIDTH - 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines of text on a ground of ``width`` by ``height`` px, placed from 0, 0."""

    width: float
    height: float
    lines: tuple[TextLine, ...]

    def at(self, x: float, y: float) -> tuple[TextLine, ...]:
        """The lines, moved so that the ground's top left corner lies at ``x``, ``y``."""
        return tuple(line._replace(x=round(line.x + x, 2), y=round(line.y + y, 2)) for line in self.lines)


def box(element: Element, *, lines: int, least: float = 0) -> Block:
    """The text of an element, name, type and at most ``lines`` lines of description, on a ground ``least`` px high."""
    inset = insets(element)
    room = BOX_WIDTH - inset.left - inset.right
    runs = [
        (Face.NAME, wrap(element.title, Face.NAME, width=room, lines=3)),
        (Face.TECHNOLOGY, wrap(type_line(element), Face.TECHNOLOGY, width=room, lines=2)),
    ]
    if lines and element.description:
        description = wrap(_first_paragraph(element.description), Face.DESCRIPTION, width=room, lines=lines)
        runs.append((Face.DESCRIPTION, description))
    text = _stack(runs, gap=3.0)
    height = max(least, minimum_size(element).height, text.height + inset.top + inset.bottom)
    left = inset.left
    top = inset.top + (height - inset.top - inset.bottom - text.height) / 2
    centered = [line._replace(x=left + (room - line.width) / 2, y=top + line.y) for line in text.lines]
    return Block(width=BOX_WIDTH, height=round(height), lines=tuple(centered))


def chip(relationship: Relationship) -> Block | None:
    """The label of a line, how to cut it and every flow of it, or ``None`` where there is nothing to say."""
    runs: list[tuple[Face, tuple[str, ...]]] = []
    if relationship.cut:
        runs.append((Face.BOUNDARY, wrap(relationship.cut, Face.BOUNDARY, width=_CHIP_WIDTH, lines=3)))
    for label in relationship.labels:
        runs.append((Face.LABEL, wrap(label.text, Face.LABEL, width=_CHIP_WIDTH, lines=4)))
        if label.protocol:
            protocol = wrap(f"[{label.protocol}]", Face.PROTOCOL, width=_CHIP_WIDTH, lines=2)
            runs.append((Face.PROTOCOL, protocol))
    number = step_width(relationship.step)
    if not runs and not number:
        return None
    text = _stack(runs, gap=_CHIP_GAP, before=Face.LABEL)
    width = max((line.width for line in text.lines), default=0)
    left = CHIP_PADDING_X + number
    height = max(text.height, STEP_DIAMETER if number else 0)
    top = CHIP_PADDING_Y + (height - text.height) / 2
    centered = [line._replace(x=left + (width - line.width) / 2, y=line.y + top) for line in text.lines]
    return Block(
        width=math.ceil(width + left + CHIP_PADDING_X),
        height=math.ceil(height + 2 * CHIP_PADDING_Y),
        lines=tuple(centered),
    )


def boundary_title(boundary: Boundary) -> Block:
    """The title of a boundary in one line, and its subtitle below."""
    runs = [(Face.BOUNDARY, wrap(boundary.title, Face.BOUNDARY, width=_TITLE_WIDTH, lines=2))]
    if boundary.subtitle:
        runs.append((Face.TECHNOLOGY, wrap(boundary.subtitle, Face.TECHNOLOGY, width=_TITLE_WIDTH, lines=1)))
    return _stack(runs, gap=0)


def _first_paragraph(text: str) -> str:
    return text.split("\n\n", 1)[0]


def _stack(runs: Iterable[tuple[Face, Sequence[str]]], *, gap: float, before: Face | None = None) -> Block:
    """Runs of lines one below the other, ``gap`` px between two runs (or only before those of one face)."""
    lines: list[TextLine] = []
    top = 0.0
    for face, texts in runs:
        metrics = FACES[face]
        if lines and before in (None, face):
            top += gap
        for text in texts:
            lines.append(TextLine(text, face, 0.0, top + metrics.baseline, measure(text, face)))
            top += metrics.leading
    return Block(width=max((line.width for line in lines), default=0), height=top, lines=tuple(lines))
