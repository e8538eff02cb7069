"""The index of rectangles finds exactly the rectangles that overlap an area."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.layout import Rect, RectIndex

PLACES = st.floats(-500, 500, allow_nan=False) | st.integers(-8, 8).map(lambda number: 64.0 * number)
SIDES = st.floats(0, 700, allow_nan=False) | st.sampled_from((0.0, 32.0, 64.0, 128.0))
RECTS = st.builds(Rect, PLACES, PLACES, SIDES, SIDES)


def overlap(a: Rect, b: Rect) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


@given(rects=st.lists(RECTS, min_size=1, max_size=12), added=RECTS, replacement=RECTS, query=RECTS)
def test_index_finds_the_overlapping_rectangles_in_order(rects, added, replacement, query):
    index = RectIndex(rects)
    index.add(added)
    index.replace(0, replacement)
    current = [replacement, *rects[1:], added]
    assert index.overlapping(query) == [number for number, rect in enumerate(current) if overlap(rect, query)]
