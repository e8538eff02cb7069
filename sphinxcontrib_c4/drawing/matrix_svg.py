"""A dependency matrix as SVG, for formats whose tables cannot hold so many columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinxcontrib_c4.drawing import palette, paths
from sphinxcontrib_c4.drawing.svg_text import block, svg_root, text_line
from sphinxcontrib_c4.drawing.xml import safe_href, tag
from sphinxcontrib_c4.layout import Rect, TextLine, TextStyle, measure, wrap
from sphinxcontrib_c4.model import Mode

_SIDE = 20.0
_NAMES = 240.0
_BASELINE = 14.0
_MODES = {"S": Mode.SYNC, "A": Mode.ASYNC, "?": Mode.UNKNOWN}


class MatrixMark(NamedTuple):
    """A mark (``S``, ``A`` or ``?``) in a matrix: its row and column from 0, and its link or ``""``."""

    row: int
    column: int
    mark: str
    href: str


def matrix_svg(names: Sequence[str], marks: Sequence[MatrixMark], frames: Sequence[Sequence[int]]) -> str:
    """Return a matrix with a row for each of ``names`` and a column for each of their numbers.

    ``frames`` are ranges of rows, first and last; each is framed together with the columns of the same numbers.
    """
    side = _SIDE * len(names)
    bounds = Rect(0, 0, _NAMES + _SIDE + side, _SIDE + side)
    parts = [*_grounds(len(names), frames), *_words(names), *map(_mark, marks), *map(_frame, frames)]
    return svg_root({}, bounds, *parts)


def _at(row: int, column: int, rows: int = 1) -> Rect:
    """Return the area of a cell, or of a square of ``rows`` rows."""
    return Rect(_NAMES + (column + 1) * _SIDE, (row + 1) * _SIDE, rows * _SIDE, rows * _SIDE)


def _grounds(size: int, frames: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield the background of frames, the diagonal, and the rules between rows and columns."""
    for first, last in frames:
        yield block("c4-framed", _at(first, first, last - first + 1), fill=palette.FRAMES[1])
    for index in range(size):
        yield block("c4-self", _at(index, index), fill=palette.RULE)
    left, end = _NAMES + _SIDE, _NAMES + _SIDE * (size + 1)
    for index in range(size + 1):
        place = _SIDE * (index + 1)
        yield _line(f"M0 {place:g} H{end:g}")
        yield _line(f"M{left + place - _SIDE:g} 0 V{_SIDE * (size + 1):g}")


def _line(data: str) -> str:
    return tag("path", {"d": data, "fill": "none", "stroke": palette.RULE, "stroke-width": 0.5})


def _words(names: Sequence[str]) -> Iterator[str]:
    for index, name in enumerate(names):
        y = _SIDE * (index + 1) + _BASELINE
        (title, *_) = wrap(name, TextStyle.LABEL, width=_NAMES, lines=1) or ("",)
        yield text_line(TextLine(title, TextStyle.LABEL, 0, y, measure(title, TextStyle.LABEL)), fill=palette.INK)
        yield _centred(str(index + 1), Rect(_NAMES, _SIDE * (index + 1), _SIDE, _SIDE), palette.SOFT)
        yield _centred(str(index + 1), Rect(_NAMES + _SIDE * (index + 1), 0, _SIDE, _SIDE), palette.SOFT)


def _centred(words: str, rect: Rect, fill: str, style: TextStyle = TextStyle.LABEL) -> str:
    width = measure(words, style)
    return text_line(TextLine(words, style, rect.x + (rect.width - width) / 2, rect.y + _BASELINE, width), fill=fill)


def _mark(mark: MatrixMark) -> str:
    rect = _at(mark.row, mark.column)
    inner = Rect(rect.x + 2, rect.y + 2, rect.width - 4, rect.height - 4)
    ink = palette.LINES[_MODES[mark.mark]].ink
    is_stated = mark.mark != "?"
    fill = ink if is_stated else "none"
    shape = tag("path", {"d": paths.rounded(inner, 3), "fill": fill, "stroke": ink, "stroke-width": 0.75})
    group = tag("g", {}, shape, _centred(mark.mark, rect, palette.CANVAS if is_stated else ink))
    href = safe_href(mark.href)
    return tag("a", {"href": href}, group) if href else group


def _frame(rows: Sequence[int]) -> str:
    rect = _at(rows[0], rows[0], rows[1] - rows[0] + 1)
    return tag("path", {"d": paths.rounded(rect, 2), "fill": "none", "stroke": palette.INK, "stroke-width": 2})
