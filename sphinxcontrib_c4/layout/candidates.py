"""Candidates: the layouts of a view that fit the width of a page, and a score to choose among them.

A drawing that is wider than the column of its page is shown smaller, and its text with it. How wide it may be follows
from the size that text has to keep: 9 px of 12 px in a small view, less in a large one, which no column holds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sphinxcontrib_c4.layout.axes import APRON
from sphinxcontrib_c4.layout.box_metrics import MARGIN
from sphinxcontrib_c4.layout.constraints import GAP
from sphinxcontrib_c4.layout.drafting import Draft, Plan, Variant, draft
from sphinxcontrib_c4.layout.geometry import Point
from sphinxcontrib_c4.layout.geometry_builder import Arrangement
from sphinxcontrib_c4.layout.layered import PADDING
from sphinxcontrib_c4.layout.tracks import TRACK
from sphinxcontrib_c4.views import Direction, View, ViewKind

#: The widths of boxes and labels, the wider ones first.
_SIZES = ((190.0, 124.0), (160.0, 96.0), (144.0, 84.0))
#: How much wider than its column a drawing of up to ``_SMALL`` elements may be, a larger one, and a large
#: landscape, which is opened to be read.
_SMALL = 15
_SMALL_LIMIT = 12 / 9
_LARGE_LIMIT = 25 / 12
_MAP_LIMIT = 4.0
#: The share of the lines of a gap that need a track of their own, more or less.
_TRACKED = 0.2
#: What one px of height costs, what it costs to be twice as wide as the limit and to be wider at all, and a line that
#: leads back to the side that it comes from.
_HEIGHT_COST = 1 / 1500
_WIDTH_COST = 8.0
_TOO_WIDE = 1.0
_TURN_COST = 2.0
#: The ratio of a screen's width to its height, and what one px of height costs in a map that is opened on it.
_SCREEN_RATIO = 1.92
_SCREEN_COST = 1 / 1000


def width_limit(view: View, column: float) -> float:
    """Return how wide the drawing of ``view`` may be if the column of its page has ``column`` px."""
    if len(view.elements) <= _SMALL:
        return column * _SMALL_LIMIT
    return column * (_MAP_LIMIT if view.kind is ViewKind.LANDSCAPE else _LARGE_LIMIT)


def candidates(view: View, limit: float) -> Iterator[Draft]:
    """Yield drafts of ``view`` that may fit ``limit`` px, those with the wider boxes first."""
    plan = Plan(view)
    natural = max(plan.ranks, default=0) + 1
    if view.direction is not Direction.DOWN:
        for size in _SIZES:
            max_ranks = min(natural, _most_columns(limit, *size))
            while max_ranks > 1 and _width(plan, max_ranks, *size) > limit:
                max_ranks -= 1
            yield draft(plan, Variant(False, *size, max_ranks))
            if max_ranks == natural:
                break
    if view.direction is not Direction.RIGHT:
        yield from _running_down(plan, limit)


def is_foldable(sketch: Draft) -> bool:
    """Return whether ``sketch`` may have fewer ranks."""
    return not sketch.variant.down and sketch.variant.max_ranks > 1


def narrower(sketch: Draft) -> Draft:
    """Return ``sketch`` with one rank less."""
    return draft(sketch.plan, sketch.variant._replace(max_ranks=sketch.variant.max_ranks - 1))


def score(sketch: Draft, arrangement: Arrangement, crossings: int, limit: float) -> float:
    """Return a penalty for what makes a drawing hard to read; less is better."""
    lines = max(len(arrangement.paths), 1)
    bends = sum(len(path) - 2 for path in arrangement.paths)
    turns = sum(link.same_rank_edge and link.tail != link.head for link in sketch.graph.links)
    following = crossings + bends / 2 + _TURN_COST * turns + sum(map(_detour, arrangement.paths))
    width, height = arrangement.width, arrangement.height
    size = height * _HEIGHT_COST
    if sketch.view.labels_on_demand:
        size = max(width / _SCREEN_RATIO, height) * _SCREEN_COST
    if width > limit:
        size += _TOO_WIDE + (width / limit - 1) * _WIDTH_COST
    return round(following / lines + size, 4)


def _running_down(plan: Plan, limit: float) -> Iterator[Draft]:
    variant = Variant(True)
    largest = max(Counter(plan.ranks).values(), default=0)
    if plan.view.direction is not Direction.DOWN and largest * (variant.box_width + GAP) > limit:
        return
    sketch = draft(plan, variant)
    graph = sketch.graph
    frames = 2 * PADDING * max((len(node.frames) for node in graph.nodes), default=0)
    width = max((sum(graph.nodes[n].breadth + GAP for n in layer) for layer in graph.layers), default=0) + frames
    if plan.view.direction is Direction.DOWN or width <= limit:
        yield sketch


def _most_columns(limit: float, box_width: float, label_width: float) -> int:
    """Return the largest number of ranks that fit into ``limit`` px if no line needs a track."""
    gap = label_width + 4 * APRON
    return max(1, math.floor((limit - 2 * MARGIN + gap) / (box_width + gap)))


def _width(plan: Plan, max_ranks: int, box_width: float, label_width: float) -> float:
    """Return the approximate width of the drawing with ``max_ranks`` ranks."""
    gaps = sum(2 * (2 * APRON + TRACK * _TRACKED * lines) for lines in plan.lines_passing(max_ranks))
    depth = max((item.boundary.count(".") + 1 for item in plan.view.elements if item.boundary), default=0)
    return max_ranks * box_width + (max_ranks - 1) * label_width + gaps + 2 * PADDING * depth + 2 * MARGIN


def _detour(path: Sequence[Point]) -> float:
    length = sum([abs(one.x - two.x) + abs(one.y - two.y) for one, two in pairwise(path)])
    return length / max(40.0, abs(path[0].x - path[-1].x) + abs(path[0].y - path[-1].y))
