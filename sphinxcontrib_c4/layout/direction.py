"""Direction: whether the flows of a view run down the page or to the right."""

from __future__ import annotations

from collections import Counter

from sphinxcontrib_c4.layout.flow_order import flow_order, relationship_ends
from sphinxcontrib_c4.layout.ranks import is_nested, ranks
from sphinxcontrib_c4.layout.text_boxes import BOX_WIDTH
from sphinxcontrib_c4.views import Direction, View, ViewKind

#: The px that a page of documentation has for a drawing, more or less.
_PAGE = 960.0
#: What a label takes in a row of its own, and what two columns of elements are apart, more or less (px).
_LABEL = 140.0
_APART = 200.0


def runs_down(view: View) -> bool:
    """Whether ``view`` is drawn from top to bottom: where it says so, or where only that fits on a page."""
    if view.direction is not Direction.AUTO:
        return view.direction is Direction.DOWN
    if view.kind is not ViewKind.DYNAMIC and any(each.parent for each in view.boundaries) and not is_nested(view):
        return False  # titles stand above then, and not in a lane each beside what lies in their boundaries
    layers = _layers(view)
    rows = Counter(layers)
    gaps = max(len(rows) - 1, 1)
    across = len(rows) * BOX_WIDTH + gaps * _APART
    down = max(max(rows.values(), default=0) * (BOX_WIDTH + 18), len(view.relationships) / gaps * _LABEL)
    return down <= _PAGE < across


def _layers(view: View) -> list[int]:
    """The layer of each element, as the layout will find it or nearly so: the longest path that leads there."""
    order, ends = flow_order(view), relationship_ends(view)
    found = ranks(view, [100.0] * len(view.elements), order, ends)
    if found:
        return found
    layer = [0] * len(view.elements)
    for one, other in sorted((sorted(pair, key=order.__getitem__) for pair in ends), key=lambda pair: order[pair[0]]):
        layer[other] = max(layer[other], layer[one] + (one != other))
    return layer
