"""The text of boxes, labels and boundaries, and the sizes that it requires.

Many sizes are tried before the layout is chosen, so lines get positions only when the position of their box is known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
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
TITLE_WIDTH = BOX_WIDTH - 12


class TextBlock(NamedTuple):
    """Lines of text, one below the other: the text, style, baseline and width of each, and the size of all."""

    width: float
    height: float
    lines: tuple[tuple[str, TextStyle, float, float], ...]


class TextBox(NamedTuple):
    """A text in a box of ``width`` by ``height`` px, ``left`` and ``top`` px from its corner.

    Its lines are centred in ``room`` px, or start at the left if that is 0.
    """

    width: float
    height: float
    text: TextBlock
    left: float
    top: float
    room: float = 0.0

    def at(self, x: float, y: float) -> tuple[TextLine, ...]:
        """Return the lines of the box with its top left corner at ``x``, ``y``."""
        left, top, room = self.left, self.top, self.room
        lines = []
        for text, style, baseline, width in self.text.lines:
            start = left + (room - width) / 2 if room else left
            lines.append(TextLine(text, style, round(start + x, 2), round(top + baseline + y, 2), width))
        return tuple(lines)

    def at_least(self, height: float) -> TextBox:
        """Return the box with a height of ``height`` px, its text in the middle, or the box itself if it is higher."""
        if height <= self.height:
            return self
        return self._replace(height=round(height), top=self.top + (height - self.height) / 2)


def element_box(element: Element, *, lines: int, width: float) -> TextBox:
    """Return name, type and at most ``lines`` lines of description of an element."""
    inset = insets(element)
    room = width - inset.left - inset.right
    text = _element_text(element.title, type_line(element), element.description if lines else "", lines, room)
    height = round(text.height + inset.top + inset.bottom)
    box = TextBox(width=width, height=height, text=text, left=inset.left, top=inset.top, room=room)
    return box.at_least(minimum_size(element).height)


@lru_cache(maxsize=4096)
def _element_text(title: str, type_text: str, description: str, lines: int, room: float) -> TextBlock:
    """Return the text of an element; it is often the same in several views."""
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
    number = step_width(relationship.step_number)
    runs = [*_label_runs(relationship, width)]
    if not runs and not number:
        return None
    text = _stack(runs, gap=_LABEL_GAP, before=TextStyle.LABEL)
    left = LABEL_PADDING_X + number
    height = max(text.height, STEP_DIAMETER if number else 0)
    return TextBox(
        width=math.ceil(text.width + left + LABEL_PADDING_X),
        height=math.ceil(height + 2 * LABEL_PADDING_Y),
        text=text,
        left=left,
        top=LABEL_PADDING_Y + (height - text.height) / 2,
        room=text.width,
    )


def _label_runs(relationship: Relationship, width: float) -> Iterator[tuple[TextStyle, Sequence[str]]]:
    if relationship.cut:
        yield TextStyle.BOUNDARY, wrap(relationship.cut, TextStyle.BOUNDARY, width=width, lines=3)
    if relationship.mark:
        yield TextStyle.BOUNDARY, (relationship.mark.value,)
    for label in relationship.edge_labels:
        mark = f"{label.mark}: " if label.mark and label.mark is not relationship.mark else ""
        yield TextStyle.LABEL, wrap(f"{mark}{label.text}", TextStyle.LABEL, width=width, lines=4)
        if label.protocol:
            yield TextStyle.PROTOCOL, wrap(f"[{label.protocol}]", TextStyle.PROTOCOL, width=width, lines=2)


def boundary_title(boundary: Boundary, *, width: float = TITLE_WIDTH) -> TextBox:
    """Return the title of a boundary with its subtitle below, at most ``width`` px wide.

    The subtitle has one line, or two if it has less width than usual.
    """
    lines = 1 if width >= TITLE_WIDTH else 2
    runs = [(TextStyle.BOUNDARY, wrap(boundary.title, TextStyle.BOUNDARY, width=width, lines=2))]
    if boundary.subtitle:
        runs.append((TextStyle.TECHNOLOGY, wrap(boundary.subtitle, TextStyle.TECHNOLOGY, width=width, lines=lines)))
    text = _stack(runs, gap=0)
    return TextBox(width=text.width, height=text.height, text=text, left=0.0, top=0.0)


def _first_paragraph(text: str) -> str:
    return text.split("\n\n", 1)[0]


def _stack(
    runs: Iterable[tuple[TextStyle, Sequence[str]]], *, gap: float, before: TextStyle | None = None
) -> TextBlock:
    """Stack runs of lines with ``gap`` px between two runs, or only before runs of the style ``before``."""
    lines: list[tuple[str, TextStyle, float, float]] = []
    top = 0.0
    for style, texts in runs:
        metrics = TEXT_STYLES[style]
        baseline, leading = metrics.baseline, metrics.leading
        if lines and before in (None, style):
            top += gap
        for text in texts:
            lines.append((text, style, top + baseline, measure(text, style)))
            top += leading
    return TextBlock(width=max([line[3] for line in lines], default=0), height=top, lines=tuple(lines))
