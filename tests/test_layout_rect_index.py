"""The index of rectangles finds exactly the rectangles that overlap an area."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.layout import Rect, RectIndex

COORDINATES = st.floats(-500, 500, allow_nan=False) | st.integers(-8, 8).map(lambda number: 64.0 * number)
LENGTHS = st.floats(0, 700, allow_nan=False) | st.sampled_from((0.0, 32.0, 64.0, 128.0))
RECTS = st.builds(Rect, COORDINATES, COORDINATES, LENGTHS, LENGTHS)


def overlap(first: Rect, second: Rect) -> bool:
    return first.x < second.right and second.x < first.right and first.y < second.bottom and second.y < first.bottom


@given(rects=st.lists(RECTS, min_size=1, max_size=12), addition=RECTS, replacement=RECTS, query=RECTS)
def test_index_finds_the_overlapping_rectangles_in_order(rects, addition, replacement, query):
    index = RectIndex(rects)
    index.add(addition)
    index.replace(0, replacement)
    current = [replacement, *rects[1:], addition]
    assert index.overlapping(query) == [number for number, rect in enumerate(current) if overlap(rect, query)]
