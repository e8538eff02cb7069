"""An index of rectangles, which finds the rectangles in an area without comparing all of them.

Each rectangle is in one cell of a grid, that of its top left corner. There is a grid for each range of widths and
heights, with cells that are larger than its rectangles. So each rectangle that overlaps an area is in a cell that the
area touches, or in the cell to the left of one, above one, or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import floor, frexp

from sphinxcontrib_c4.layout.geometry import Rect

_MIN_SIDE = 64.0
"""Px of a side of the smallest cells; smaller ones would only make more grids."""

_Cells = dict[tuple[int, int], list[int]]


class RectIndex:
    """Numbered rectangles, which may be replaced."""

    def __init__(self, rects: Iterable[Rect]) -> None:
        """Add the rectangles, which are numbered from 0."""
        self._rects: list[Rect] = []
        self._grids: dict[tuple[float, float], _Cells] = {}
        for rect in rects:
            self.add(rect)

    def add(self, rect: Rect) -> None:
        """Add a rectangle, which gets the next number."""
        self._rects.append(rect)
        self._cell(len(self._rects) - 1).append(len(self._rects) - 1)

    def replace(self, number: int, rect: Rect) -> None:
        """Replace the rectangle ``number`` by ``rect``."""
        self._cell(number).remove(number)
        self._rects[number] = rect
        self._cell(number).append(number)

    def overlapping(self, rect: Rect) -> list[int]:
        """Return the numbers of the rectangles that overlap ``rect`` by more than an edge, in ascending order."""
        left, top, width, height = rect
        right, bottom = left + width, top + height
        rects, result = self._rects, []
        for cell in self._cells_near(left, top, right, bottom):
            for number in cell:
                x, y, width, height = rects[number]
                if left < x + width and x < right and top < y + height and y < bottom:
                    result.append(number)
        return sorted(result)

    def _cell(self, number: int) -> list[int]:
        x, y, width, height = self._rects[number]
        sides = _side(width), _side(height)
        place = floor(x / sides[0]), floor(y / sides[1])
        return self._grids.setdefault(sides, {}).setdefault(place, [])

    def _cells_near(self, left: float, top: float, right: float, bottom: float) -> Iterator[list[int]]:
        for (across, down), cells in self._grids.items():
            columns = range(floor(left / across) - 1, floor(right / across) + 1)
            rows = range(floor(top / down) - 1, floor(bottom / down) + 1)
            if len(columns) * len(rows) >= len(cells):
                yield from cells.values()
            else:
                yield from (cells[place] for column in columns for row in rows if (place := (column, row)) in cells)


def _side(size: float) -> float:
    """Return the side of the cells for rectangles of this size: the next power of two."""
    return 2.0 ** frexp(max(size, _MIN_SIDE / 2))[1]
