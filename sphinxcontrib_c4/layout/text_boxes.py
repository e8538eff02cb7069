"""The text of boxes, labels and boundaries, and the sizes that it requires.

Text boxes start at 0, 0 and are moved when the layout has computed their positions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from sphinxcontrib_c4.layout.box_metrics import (
    LABEL_PADDING_X,
    LABEL_PADDING_Y,
    STEP_DIAMETER,
    insets,
    minimum_size,
    step_width,
    type_line,
)
from sphinxcontrib_c4.layout.geometry import TextLine, TextStyle
from sphinxcontrib_c4.layout.text import TEXT_STYLES, measure, wrap
from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.views import Boundary, Relationship

BOX_WIDTH = 190.0
LABEL_WIDTH = 124.0
_LABEL_GAP = 4.0
_TITLE_WIDTH = BOX_WIDTH - 12


class TextBox(NamedTuple):
    """Lines of text in a box of ``width`` by ``height`` px that starts at 0, 0."""

    width: float
    height: float
    lines: tuple[TextLine, ...]

    def at(self, x: float, y: float) -> tuple[TextLine, ...]:
        """Return the lines, moved so that the top left corner of the text box is at ``x``, ``y``."""
        return tuple(
            TextLine(text, style, round(left + x, 2), round(baseline + y, 2), width)
            for text, style, left, baseline, width in self.lines
        )


def element_box(element: Element, *, lines: int, least: float = 0, width: float = BOX_WIDTH) -> TextBox:
    """Return name, type and at most ``lines`` lines of description of an element, at least ``least`` px high."""
    inset = insets(element)
    room = width - inset.left - inset.right
    text = _element_text(element.title, type_line(element), element.description if lines else "", lines, room)
    height = max(least, minimum_size(element).height, text.height + inset.top + inset.bottom)
    left = inset.left
    top = inset.top + (height - inset.top - inset.bottom - text.height) / 2
    lines_in_box = [
        TextLine(words, style, left + (room - line_width) / 2, top + y, line_width)
        for words, style, _, y, line_width in text.lines
    ]
    return TextBox(width=width, height=round(height), lines=tuple(lines_in_box))


@lru_cache(maxsize=4096)
def _element_text(title: str, type_text: str, description: str, lines: int, room: float) -> TextBox:
    """Return the text of an element; it is often the same in several drafts and views."""
    runs = [
        (TextStyle.NAME, wrap(title, TextStyle.NAME, width=room, lines=3)),
        (TextStyle.TECHNOLOGY, wrap(type_text, TextStyle.TECHNOLOGY, width=room, lines=2)),
    ]
    if description:
        text = wrap(_first_paragraph(description), TextStyle.DESCRIPTION, width=room, lines=lines)
        runs.append((TextStyle.DESCRIPTION, text))
    return _stack(runs, gap=3.0)


def edge_label(relationship: Relationship, *, width: float = LABEL_WIDTH) -> TextBox | None:
    """Return the label of a line, with its cut and all its flows, or None if it has no label."""
    runs: list[tuple[TextStyle, tuple[str, ...]]] = []
    if relationship.cut:
        runs.append((TextStyle.BOUNDARY, wrap(relationship.cut, TextStyle.BOUNDARY, width=width, lines=3)))
    if relationship.mark:
        runs.append((TextStyle.BOUNDARY, (relationship.mark.value,)))
    for label in relationship.edge_labels:
        mark = f"{label.mark}: " if label.mark and label.mark is not relationship.mark else ""
        runs.append((TextStyle.LABEL, wrap(f"{mark}{label.text}", TextStyle.LABEL, width=width, lines=4)))
        if label.protocol:
            protocol = wrap(f"[{label.protocol}]", TextStyle.PROTOCOL, width=width, lines=2)
            runs.append((TextStyle.PROTOCOL, protocol))
    number = step_width(relationship.step_number)
    if not runs and not number:
        return None
    text = _stack(runs, gap=_LABEL_GAP, before=TextStyle.LABEL)
    widest = max((line.width for line in text.lines), default=0)
    left = LABEL_PADDING_X + number
    height = max(text.height, STEP_DIAMETER if number else 0)
    top = LABEL_PADDING_Y + (height - text.height) / 2
    lines_in_box = [line._replace(x=left + (widest - line.width) / 2, y=line.y + top) for line in text.lines]
    return TextBox(
        width=math.ceil(widest + left + LABEL_PADDING_X),
        height=math.ceil(height + 2 * LABEL_PADDING_Y),
        lines=tuple(lines_in_box),
    )


def boundary_title(boundary: Boundary) -> TextBox:
    """Return the title of a boundary with its subtitle below."""
    runs = [(TextStyle.BOUNDARY, wrap(boundary.title, TextStyle.BOUNDARY, width=_TITLE_WIDTH, lines=2))]
    if boundary.subtitle:
        runs.append((TextStyle.TECHNOLOGY, wrap(boundary.subtitle, TextStyle.TECHNOLOGY, width=_TITLE_WIDTH, lines=1)))
    return _stack(runs, gap=0)


def _first_paragraph(text: str) -> str:
    return text.split("\n\n", 1)[0]


def _stack(runs: Iterable[tuple[TextStyle, Sequence[str]]], *, gap: float, before: TextStyle | None = None) -> TextBox:
    """Stack runs of lines with ``gap`` px between two runs, or only before runs of the style ``before``."""
    lines: list[TextLine] = []
    top = 0.0
    for style, texts in runs:
        metrics = TEXT_STYLES[style]
        if lines and before in (None, style):
            top += gap
        for text in texts:
            lines.append(TextLine(text, style, 0.0, top + metrics.baseline, measure(text, style)))
            top += metrics.leading
    return TextBox(width=max((line.width for line in lines), default=0), height=top, lines=tuple(lines))
