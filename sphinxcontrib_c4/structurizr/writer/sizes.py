"""Sizes: how large the boxes of a workspace are, so that Structurizr's text fits into them.

Structurizr sizes boxes by the style of a tag, one size for each look, and lets text run out of them: the name in 1.4
times the size of the font, the technology in 0.7 times, the description whole (``structurizr-diagram.js``). So each
look is as large as its fullest element needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

from sphinxcontrib_c4.layout import TEXT_STYLES, ShapeKind, Size, TextStyle, shape_kind, wrap
from sphinxcontrib_c4.model import Element

SCALE = 2.2
"""How many of Structurizr's pixels one of our layout's is."""
FONT = 22
LABEL_FONT = 20
LABEL_WIDTH = 270

_WIDTH = 420
_PERSON = 400
_BODY = 0.6
"""The share of a person's height that is the body, in which the text stands."""
_NAME, _TECHNOLOGY = 1.4, 0.7
_LEADING = 1.2
_PADDING_X = 40
_PADDING_Y = 64
_GAP = 10
_LEAST = 200
_ENDS = 60
"""What the ends of a cylinder take of its height, and those of a pipe of its width."""
_STEP = 10
_LINES = 10
_ANY = 1000


def short_description(element: Element) -> str:
    """The description as it is drawn: on one line, and cut where it would fill more than ten of a box."""
    text = " ".join(element.description.split())
    return text if len(_wrapped(text, _room(element), FONT, TextStyle.DESCRIPTION)) <= _LINES else _cut(text, element)


def sizes(elements: Iterable[Element]) -> Mapping[ShapeKind, Size]:
    """The size of the boxes of each look among ``elements``."""
    needed: dict[ShapeKind, float] = {}
    for element in elements:
        needed[shape_kind(element)] = max(needed.get(shape_kind(element), 0), _height(element))
    return {shape: _size(shape, height) for shape, height in sorted(needed.items())}


def _size(shape: ShapeKind, height: float) -> Size:
    if shape is ShapeKind.PERSON:
        side = max(_PERSON, _stepped(height / _BODY))
        return Size(side, side)
    ends = _ENDS if shape is ShapeKind.DATABASE else 0
    return Size(_WIDTH, max(_LEAST, _stepped(height)) + ends)


def _stepped(length: float) -> int:
    return ceil(length / _STEP) * _STEP


def _height(element: Element) -> float:
    """What the text of an element needs in height, padding included."""
    room = _room(element)
    technology = f"[{element.kind.value}: {element.technology}]" if element.technology else "[Software System]"
    parts = (
        (element.title, FONT * _NAME, TextStyle.NAME),
        (technology, FONT * _TECHNOLOGY, TextStyle.TECHNOLOGY),
        (short_description(element), FONT, TextStyle.DESCRIPTION),
    )
    heights = [len(_wrapped(text, room, size, face)) * size * _LEADING for text, size, face in parts]
    return sum(heights) + 2 * _GAP + _PADDING_Y


def _room(element: Element) -> float:
    """The width that the text of an element has."""
    shape = shape_kind(element)
    width = _PERSON if shape is ShapeKind.PERSON else _WIDTH
    return width - _PADDING_X - (_ENDS if shape is ShapeKind.QUEUE else 0)


def _wrapped(text: str, room: float, size: float, face: TextStyle) -> tuple[str, ...]:
    """``text`` in lines of ``room`` px where it is set in ``size``."""
    return wrap(text, face, width=room * TEXT_STYLES[face].size / size, lines=_ANY)


def _cut(text: str, element: Element) -> str:
    """The beginning of ``text`` that fills ten lines; a line that ends within a word is no place for a blank."""
    width = _room(element) * TEXT_STYLES[TextStyle.DESCRIPTION].size / FONT
    left = len("".join("".join(wrap(text, TextStyle.DESCRIPTION, width=width, lines=_LINES)).removesuffix("…").split()))
    end = 0
    while left:
        left -= not text[end].isspace()
        end += 1
    return f"{text[:end]}…"
