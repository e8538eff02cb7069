"""The legend: the meaning of the shapes and lines that a view uses, and of no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from sphinxcontrib_c4.drawing import palette, paths
from sphinxcontrib_c4.drawing.change_marks import MARK_STYLES, mark_symbol
from sphinxcontrib_c4.drawing.palette import Paint
from sphinxcontrib_c4.drawing.shapes import BOX_SYMBOL, SHAPES, SYMBOL_CORNER, box_paint
from sphinxcontrib_c4.drawing.svg_text import block, canvas, svg_root, text_line
from sphinxcontrib_c4.drawing.xml import identifier, tag, text
from sphinxcontrib_c4.layout import (
    MARGIN,
    TEXT_STYLES,
    Point,
    Rect,
    ShapeKind,
    TextLine,
    TextStyle,
    measure,
    shape_kind,
)
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import ChangeMark, View

_ROW = 24.0
_LINE_SWATCH = 34.0
_GAP = 6.0
_BETWEEN = 18.0
_BASELINE = (_ROW - TEXT_STYLES[TextStyle.KEY].leading) / 2 + TEXT_STYLES[TextStyle.KEY].baseline
_DASHES = ' stroke-dasharray="3 2"'
_PADDING_TOP = 8.0
_PADDING_BOTTOM = 8.0
#: The width of a separate legend, which fits into the text column of every theme.
_ALONE_WIDTH = 640.0

_EXTERNAL = "Dashed and grey: owned by others."
_MODES = {
    Mode.SYNC: ("Synchronous", "Solid line: the caller waits for the answer."),
    Mode.ASYNC: ("Asynchronous", "Amber dashed line: the caller goes on without an answer."),
    Mode.UNKNOWN: ("Not stated", "Grey dotted line: the model does not say whether the caller waits."),
}

#: The symbol of a boundary.
BOUNDARY: Final = "boundary"
#: The symbol of a line to cut.
CUT: Final = "cut"


class LegendEntry(NamedTuple):
    """One entry of a legend: a symbol of the drawing, its name, and a sentence with its meaning."""

    symbol: ShapeKind | Mode | ChangeMark | Literal["boundary", "cut"]
    title: str
    meaning: str
    external: bool = False


def view_legend(view: View) -> tuple[LegendEntry, ...]:
    """Return the legend of ``view``: boxes, external boxes, lines and boundaries, in this order."""
    in_use = {(item.element.external, shape_kind(item.element)) for item in view.elements}
    modes = {line.mode for line in view.relationships}
    return (
        *(
            _box_entry(shape, external)
            for external in (False, True)
            for shape in ShapeKind
            if (external, shape) in in_use
        ),
        *(LegendEntry(mode, *_MODES[mode]) for mode in Mode if mode in modes),
        *_cut_entries(view),
        *_change_entries(view),
        *_boundary_entries(view),
    )


def legend_svg(entries: Sequence[LegendEntry], *, prefix: str = "") -> str:
    """Return the symbols and names of ``entries`` as a separate drawing; ``prefix`` makes its ids unique."""
    row = min(_natural_width(entries), _ALONE_WIDTH)
    bounds = Rect(0, 0, row + 2 * MARGIN, legend_height(entries, width=row))
    title = f"{identifier(prefix) or 'c4'}-key"
    return svg_root(
        {"class": "c4-key-drawing", "role": "img", "aria-labelledby": title},
        bounds,
        tag("title", {"id": title}, text("Key: " + ", ".join(entry.title for entry in entries))),
        canvas(bounds),
        draw_legend(entries, at=Point(MARGIN, 0), width=row),
    )


def legend_height(entries: Sequence[LegendEntry], *, width: float) -> float:
    """Return the height of a legend in rows of at most ``width`` px, with its padding; 0 without entries."""
    if not entries:
        return 0
    rows = 1 + max(position.y for position in _positions(tuple(entries), width))
    return rows * _ROW + _PADDING_TOP + _PADDING_BOTTOM


def draw_legend(entries: Sequence[LegendEntry], *, at: Point, width: float) -> str:
    """Return the group of a legend whose top left corner is ``at``, in rows of at most ``width`` px."""
    if not entries:
        return ""
    places = (
        Point(at.x + position.x, at.y + _PADDING_TOP + position.y * _ROW)
        for position in _positions(tuple(entries), width)
    )
    groups = map(_entry, entries, places)
    return tag("g", {"class": "c4-key", "fill": palette.INK, "stroke-width": 1}, *groups)


def _box_entry(shape: ShapeKind, external: bool) -> LegendEntry:
    title = f"External {shape.noun}" if external else shape.noun.capitalize()
    meaning = f"{SHAPES[shape].meaning} {_EXTERNAL}" if external else SHAPES[shape].meaning
    return LegendEntry(shape, title, meaning, external)


def _boundary_entries(view: View) -> tuple[LegendEntry, ...]:
    if not view.boundaries:
        return ()
    return (LegendEntry(BOUNDARY, "Boundary", "Dashed frame: its content belongs together."),)


def _cut_entries(view: View) -> tuple[LegendEntry, ...]:
    if not any(line.cut for line in view.relationships):
        return ()
    return (LegendEntry(CUT, "To cut", "Crossed line with a dashed label: a place to cut, so that no cycle is left."),)


def _change_entries(view: View) -> Iterator[LegendEntry]:
    marks = {item.mark for item in view.elements} | {line.mark for line in view.relationships}
    for mark, style in MARK_STYLES.items():
        if mark in marks:
            yield LegendEntry(mark, style.title, style.meaning)


def _swatch(entry: LegendEntry) -> float:
    return _LINE_SWATCH if isinstance(entry.symbol, Mode) or entry.symbol == CUT else BOX_SYMBOL.width


def _entry_width(entry: LegendEntry) -> float:
    return _swatch(entry) + _GAP + _title_width(entry.title)


@lru_cache(maxsize=128)
def _title_width(title: str) -> float:
    """Return the width of a title. Cached: the same few titles are arranged in every legend."""
    return measure(title, TextStyle.KEY)


def _natural_width(entries: Sequence[LegendEntry]) -> float:
    return sum(map(_entry_width, entries)) + _BETWEEN * max(0, len(entries) - 1)


@lru_cache(maxsize=64)
def _positions(entries: tuple[LegendEntry, ...], width: float) -> tuple[Point, ...]:
    """Return the position of each entry: ``x`` in px from the left of the rows, ``y`` the number of its row.

    Cached: each legend is measured before it is drawn.
    """
    positions = []
    for row_number, row in enumerate(_rows(entries, width)):
        x = 0.0
        for entry in row:
            positions.append(Point(x, row_number))
            x += _entry_width(entry) + _BETWEEN
    return tuple(positions)


def _rows(entries: Sequence[LegendEntry], width: float) -> list[list[LegendEntry]]:
    """Return entries in rows of at most ``width`` px, none of them alone in its row if that can be avoided."""
    rows: list[list[LegendEntry]] = []
    for entry in entries:
        if rows and _natural_width([*rows[-1], entry]) <= width + 0.01:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    filled_rows = _without_single_entry(rows)
    return filled_rows if all(_natural_width(row) <= width + 0.01 for row in filled_rows) else rows


def _without_single_entry(rows: Sequence[Sequence[LegendEntry]]) -> list[list[LegendEntry]]:
    """Return ``rows`` with entries moved down, so that the last row has two, if a row above has more than two."""
    result = [list(row) for row in rows]
    if not any(len(row) > 2 for row in result[:-1]):
        return result
    for above, row in zip(result[-2::-1], result[:0:-1], strict=True):
        if len(row) == 1:
            row.insert(0, above.pop())
    return result


def _entry(entry: LegendEntry, at: Point) -> str:
    """Return the symbol and the name of an entry in a row that starts at ``at``."""
    x = at.x + _swatch(entry) + _GAP
    words = text_line(TextLine(entry.title, TextStyle.KEY, x, at.y + _BASELINE, _title_width(entry.title)))
    external = " c4-key-external" if entry.external else ""
    return f'<g class="c4-key-{entry.symbol}{external}">{_symbol(entry, at)}{words}</g>'


def _symbol(entry: LegendEntry, at: Point) -> str:
    if isinstance(entry.symbol, Mode):
        return _line_symbol(entry.symbol, at)
    if isinstance(entry.symbol, ChangeMark):
        return mark_symbol(_moved(BOX_SYMBOL, at), entry.symbol)
    return _cut_symbol(at) if entry.symbol == CUT else _box_symbol(entry, at)


def _line_symbol(mode: Mode, at: Point) -> str:
    stroke, _, dashes = palette.LINES[mode]
    start, end = Point(at.x, at.y + _ROW / 2), Point(at.x + _LINE_SWATCH, at.y + _ROW / 2)
    line, head = paths.arrow((start, start, end, end))
    return tag(
        "path",
        {
            "class": "c4-key-line",
            "d": line,
            "fill": "none",
            "stroke": stroke,
            "stroke-width": 1.5,
            "stroke-dasharray": dashes,
            "stroke-linecap": "round" if mode is Mode.UNKNOWN else None,
        },
    ) + tag("path", {"d": head, "fill": stroke})


def _cut_symbol(at: Point) -> str:
    """Return a line with a cross."""
    across = paths.cross(Point(at.x + _LINE_SWATCH / 2 - 4, at.y + _ROW / 2))
    stroke = tag("path", {"class": "c4-cross", "d": across, "fill": "none", "stroke": palette.CUT, "stroke-width": 2.5})
    return _line_symbol(Mode.SYNC, at) + stroke


def _box_symbol(entry: LegendEntry, at: Point) -> str:
    if not isinstance(entry.symbol, ShapeKind):
        return _rectangle(at, Paint(palette.FRAMES[0], palette.FRAME_STROKE, "", ""), _DASHES)
    style, paint = SHAPES[entry.symbol], box_paint(entry.symbol, external=entry.external)
    dashes = _DASHES if entry.external else ""
    rim = ""
    if style.symbol_rim:
        data = style.symbol_rim(_moved(style.symbol_rect, at))
        rim = f'<path class="c4-key-lip" d="{data}" fill="none" stroke="{paint.stroke}"/>'
    if style.is_rectangle:
        return _rectangle(at, paint, dashes) + rim
    data = style.symbol(_moved(style.symbol_rect, at))
    return f'<path class="c4-key-shape" d="{data}" fill="{paint.fill}" stroke="{paint.stroke}"{dashes}/>{rim}'


def _rectangle(at: Point, paint: Paint, dashes: str) -> str:
    outline = f' stroke="{paint.stroke}"{dashes}'
    return block("", _moved(BOX_SYMBOL, at), fill=paint.fill, radius=SYMBOL_CORNER, outline=outline)


def _moved(rect: Rect, at: Point) -> Rect:
    """Return ``rect`` in a row that starts at ``at``."""
    return Rect(at.x + rect.x, at.y + rect.y, rect.width, rect.height)
