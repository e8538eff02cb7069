"""The sizes of boxes in a workspace, so that Structurizr's text fits into them.

Structurizr sizes boxes by the style of a tag, hence one size for each kind of shape, and lets text overflow them: it
sets the name in 1.4 times and the technology in 0.7 times the font size, and the whole description
(``structurizr-diagram.js``). So each kind of shape is as large as its element with the most text needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

from sphinxcontrib_c4.layout import TEXT_STYLES, ShapeKind, Size, TextStyle, measure, shape_kind, wrap
from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.views import Label

SCALE = 2.2
"""The number of Structurizr's pixels in one pixel of a layout."""
FONT = 22
LABEL_FONT = 20
LABEL_WIDTH = 270
_ANY_TECHNOLOGY = "JSON/HTTPS"

_WIDTH = 420
_PERSON = 400
_BODY = 0.6
"""The share of a person's height that is the body, which contains the text."""
_NAME, _TECHNOLOGY = 1.4, 0.7
_LEADING = 1.2
_PADDING_X = 40
_PADDING_Y = 64
_GAP = 10
_MIN_HEIGHT = 200
_ENDS = 60
"""The height of the ends of a cylinder, and the width of the ends of a pipe."""
_STEP = 10
_MAX_LINES = 10
_UNLIMITED = 1000


def label_size(label: Label, number: str = "") -> Size | None:
    """Return the size of the label of a line with the ``number`` of a step, or None without text.

    Below a step, Structurizr writes the technology of the relationship that it follows, which may have more words.
    """
    text = f"{number}. {label.text}" if number else label.text
    technology = f"[{label.protocol or _ANY_TECHNOLOGY * bool(number)}]" if label.protocol or number else ""
    rows = [(row, LABEL_FONT) for row in _wrap(text, LABEL_WIDTH, LABEL_FONT, TextStyle.LABEL) if row]
    small = round(LABEL_FONT * _TECHNOLOGY)
    rows += [(row, small) for row in _wrap(technology, LABEL_WIDTH, small, TextStyle.LABEL) if row]
    if not rows:
        return None
    set_size = TEXT_STYLES[TextStyle.LABEL].size
    width = max(measure(row, TextStyle.LABEL) * size / set_size for row, size in rows)
    return Size(width, sum(size * _LEADING for _, size in rows))


def short_description(element: Element) -> str:
    """Return the description on one line, shortened if it would fill more than ten lines of a box."""
    text = " ".join(element.description.split())
    fits = len(_wrap(text, _text_width(element), FONT, TextStyle.DESCRIPTION)) <= _MAX_LINES
    return text if fits else _shorten(text, element)


def box_sizes(elements: Iterable[Element]) -> Mapping[ShapeKind, Size]:
    """Return the size of the boxes of each kind of shape among ``elements``."""
    heights: dict[ShapeKind, float] = {}
    for element in elements:
        kind = shape_kind(element)
        heights[kind] = max(heights.get(kind, 0), _text_height(element))
    return {kind: _box_size(kind, height) for kind, height in sorted(heights.items())}


def _box_size(kind: ShapeKind, text_height: float) -> Size:
    if kind is ShapeKind.PERSON:
        side = max(_PERSON, _round_up(text_height / _BODY))
        return Size(side, side)
    ends = _ENDS if kind is ShapeKind.DATABASE else 0
    return Size(_WIDTH, max(_MIN_HEIGHT, _round_up(text_height)) + ends)


def _round_up(length: float) -> int:
    return ceil(length / _STEP) * _STEP


def _text_height(element: Element) -> float:
    """Return the height of the text of an element, with padding."""
    width = _text_width(element)
    technology = f"[{element.kind.value}: {element.technology}]" if element.technology else "[Software System]"
    parts = (
        (element.title, FONT * _NAME, TextStyle.NAME),
        (technology, FONT * _TECHNOLOGY, TextStyle.TECHNOLOGY),
        (short_description(element), FONT, TextStyle.DESCRIPTION),
    )
    heights = [len(_wrap(text, width, size, style)) * size * _LEADING for text, size, style in parts]
    return sum(heights) + 2 * _GAP + _PADDING_Y


def _text_width(element: Element) -> float:
    """Return the width available to the text of an element."""
    kind = shape_kind(element)
    width = _PERSON if kind is ShapeKind.PERSON else _WIDTH
    return width - _PADDING_X - (_ENDS if kind is ShapeKind.QUEUE else 0)


def _wrap(text: str, width: float, size: float, style: TextStyle) -> tuple[str, ...]:
    """Return the lines of ``text``, set in ``size``, that are at most ``width`` px wide."""
    return wrap(text, style, width=width * TEXT_STYLES[style].size / size, lines=_UNLIMITED)


def _shorten(text: str, element: Element) -> str:
    """Return the beginning of ``text`` that fills ten lines.

    Characters are counted without spaces, because a line that ends within a word has none at its end.
    """
    width = _text_width(element) * TEXT_STYLES[TextStyle.DESCRIPTION].size / FONT
    lines = wrap(text, TextStyle.DESCRIPTION, width=width, lines=_MAX_LINES)
    remaining = len("".join("".join(lines).removesuffix("…").split()))
    end = 0
    while remaining:
        remaining -= not text[end].isspace()
        end += 1
    return f"{text[:end]}…"
