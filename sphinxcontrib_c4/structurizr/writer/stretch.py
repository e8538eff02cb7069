"""The factors by which a layout is stretched in each direction, so that Structurizr's larger boxes do not overlap.

Most pairs of boxes are far enough apart at the smallest factors. An index finds the other pairs, so the time grows with
the number of neighbours, not with the number of pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from sphinxcontrib_c4.layout import Geometry, Rect, RectIndex, Size
from sphinxcontrib_c4.structurizr.writer.polylines import grown
from sphinxcontrib_c4.structurizr.writer.sizes import SCALE

BoxNames = frozenset[str]
"""The names of one box, or of all boxes inside a boundary."""

BOUNDARY_PADDING = 50.0
"""The space inside a boundary."""
BOUNDARY_TITLE = 70.0
"""The height of the title at the bottom of a boundary."""
_GAP = 60.0
_LABEL_HEIGHT = 60.0
"""The height of a label of one line, with its technology."""
_MAX_STRETCH = 12.0

_Spans = Sequence[tuple[float, float, float]]
"""In one direction, for each size of boxes: the size, and the least and the largest centre."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A box, or the boxes inside a boundary, at their positions in the layout."""

    names: BoxNames
    across: _Spans
    down: _Spans

    def extent(self, gap: float = 0.0) -> Rect:
        """Return the area of the boxes at the smallest factors, with the ``gap`` around them."""
        (left, right), (top, bottom) = _ends(self.across), _ends(self.down)
        return grown(Rect(left, top, right - left, bottom - top), gap / SCALE)


def stretch_factors(geometry: Geometry, sizes: Mapping[str, Size], frames: Sequence[BoxNames]) -> tuple[float, float]:
    """Return the factors of x and y at which no boxes overlap, and no boundary overlaps a box outside it."""
    across, down = SCALE, SCALE
    for a, b, gaps in _close_pairs(geometry, sizes, frames):
        factors = _separating_factor(a.across, b.across, gaps[0]), _separating_factor(a.down, b.down, gaps[1])
        if factors[0] <= across or factors[1] <= down or min(factors) == inf:
            continue
        if factors[0] / across <= factors[1] / down:
            across = min(factors[0], _MAX_STRETCH)
        else:
            down = min(factors[1], _MAX_STRETCH)
    return across, down


_Pair = tuple[_Group, _Group, tuple[float, float]]
"""Two boxes or boundaries that must not overlap, and the gaps between them in x and y."""


def _close_pairs(geometry: Geometry, sizes: Mapping[str, Size], frames: Sequence[BoxNames]) -> Iterator[_Pair]:
    """Yield the pairs of boxes and boundaries that may be too close to each other at the smallest factors."""
    rects = {box.name: box.rect for box in geometry.boxes}
    boxes = [_group(frozenset({name}), rects, sizes) for name in rects]
    boundaries = [_group(frame, rects, sizes) for frame in frames]
    index = RectIndex(box.extent() for box in boxes)
    yield from _pairs_of_boxes(geometry, boxes, index)
    yield from _pairs_of_boundaries(boundaries, boxes, index)


def _pairs_of_boxes(geometry: Geometry, boxes: Sequence[_Group], index: RectIndex) -> Iterator[_Pair]:
    """Yield pairs of neighbouring or connected boxes; the vertical gap has space for all labels of their lines."""
    relationships = geometry.view.relationships
    labels = Counter(frozenset((r.source, r.target)) for r in relationships for _ in r.labels or ("",))
    numbers = {box.names: number for number, box in enumerate(boxes)}
    connected = defaultdict(set)
    for names in labels:
        ends = [numbers[end] for name in names if (end := frozenset({name})) in numbers]
        connected[min(ends, default=0)].add(max(ends, default=0))
    for number, box in enumerate(boxes):
        for place in sorted(connected[number].union(index.overlapping(box.extent(_GAP + 1)))):
            if place > number:
                label_count = labels[box.names | boxes[place].names]
                yield box, boxes[place], (_GAP, _GAP + _LABEL_HEIGHT * label_count)


def _pairs_of_boundaries(boundaries: Sequence[_Group], boxes: Sequence[_Group], index: RectIndex) -> Iterator[_Pair]:
    """Yield pairs of a boundary and a box outside it, then pairs of boundaries without common boxes."""
    boundary_index = RectIndex(boundary.extent() for boundary in boundaries)
    for boundary in boundaries:
        near = [boundaries[place] for place in boundary_index.overlapping(boundary.extent())]
        levels = 1 + sum(inner.names < boundary.names for inner in near)
        gaps = (_GAP + levels * BOUNDARY_PADDING, _GAP + levels * BOUNDARY_TITLE)
        for place in index.overlapping(boundary.extent(max(gaps) + 1)):
            if not boxes[place].names <= boundary.names:
                yield boundary, boxes[place], gaps
    gaps = (_GAP + 4 * BOUNDARY_PADDING, _GAP + 4 * BOUNDARY_TITLE)
    for number, boundary in enumerate(boundaries):
        for place in boundary_index.overlapping(boundary.extent(max(gaps) + 1)):
            if place > number and boundary.names.isdisjoint(boundaries[place].names):
                yield boundary, boundaries[place], gaps


def _separating_factor(a: _Spans, b: _Spans, gap: float) -> float:
    """Return the factor at which two groups are ``gap`` apart in one direction; infinite if they never are."""
    if max(high for _, _, high in a) < min(low for _, low, _ in b):
        before, behind = a, b
    elif max(high for _, _, high in b) <= min(low for _, low, _ in a):
        before, behind = b, a
    else:
        return inf
    distances = [((i + j) / 2 + gap, low - high) for i, _, high in before for j, low, _ in behind]
    return max(size / distance if distance else inf for size, distance in distances)


def _group(names: BoxNames, rects: Mapping[str, Rect], sizes: Mapping[str, Size]) -> _Group:
    centers = {name: rects[name].center for name in names}
    return _Group(
        names,
        _spans((sizes[name].width, center.x) for name, center in centers.items()),
        _spans((sizes[name].height, center.y) for name, center in centers.items()),
    )


def _spans(boxes: Iterable[tuple[float, float]]) -> _Spans:
    """Return the spans of boxes with these sizes and centres."""
    centers: dict[float, list[float]] = defaultdict(list)
    for size, center in boxes:
        centers[size].append(center)
    return tuple((size, min(places), max(places)) for size, places in centers.items())


def _ends(spans: _Spans) -> tuple[float, float]:
    """Return the first and the last position that boxes cover at the smallest factors."""
    halves = [(size / SCALE / 2, low, high) for size, low, high in spans]
    return min(low - half for half, low, _ in halves), max(high + half for half, _, high in halves)
