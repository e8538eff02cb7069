"""The layout of views, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.layout.axes import Axes, scale
from sphinxcontrib_c4.layout.candidates import candidates, is_foldable, narrower, score, width_limit
from sphinxcontrib_c4.layout.coordinates import assign_positions
from sphinxcontrib_c4.layout.drafting import Draft, draft
from sphinxcontrib_c4.layout.geometry import Geometry
from sphinxcontrib_c4.layout.geometry_builder import geometry
from sphinxcontrib_c4.layout.layered import columns
from sphinxcontrib_c4.layout.ordering import Order, fixed_order, order_layers
from sphinxcontrib_c4.layout.routing import route
from sphinxcontrib_c4.views import View, ViewKind

#: The px that a page of documentation has for a drawing if nothing else is known.
COLUMN_WIDTH = 720.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFault:
    """A view that could not be laid out, and why."""

    view_name: str
    message: str


def lay_out(views: Sequence[View], *, width: float = COLUMN_WIDTH) -> tuple[Geometry | LayoutFault, ...]:
    """Return the geometry of each of ``views``, in their order, for a page whose column is ``width`` px wide."""
    return tuple(_lay_out(view, width) for view in views)


def begin(
    views: Sequence[View], *, engine: str = "", width: float = COLUMN_WIDTH
) -> Callable[[], tuple[Geometry | LayoutFault, ...]]:
    """Begin to lay out ``views``, and return what waits for their geometries, as :func:`lay_out` gives them."""
    return lambda: lay_out(views, width=width)


def _lay_out(view: View, width: float) -> Geometry:
    limit = width_limit(view, width)
    results = [_best_of_narrower(sketch, limit) for sketch in candidates(view, limit)]
    return min(results, key=lambda result: result[0])[1]


def _best_of_narrower(sketch: Draft, limit: float) -> tuple[float, Geometry]:
    """Return the score and the geometry of ``sketch``, or of one with fewer ranks if it turns out to be too wide."""
    best = _scored(sketch, limit)
    while best[1].width > limit and is_foldable(sketch):
        sketch = narrower(sketch)
        following = _scored(sketch, limit)
        if following[0] >= best[0]:
            break
        best = following
    return best


def _scored(sketch: Draft, limit: float) -> tuple[float, Geometry]:
    order, crossings = _order(sketch)
    result = _finish(sketch, order)
    if result is None:
        result = _finish(draft(sketch.view, sketch.variant, lanes=True), order)
    assert result is not None
    return score(sketch, result, crossings, limit), result


def _order(sketch: Draft) -> tuple[Order, int]:
    """Return the order of the layers of a draft, and its crossings; that of its steps in a scenario."""
    if sketch.view.kind is ViewKind.DYNAMIC:
        return min((fixed_order(sketch.graph, keys) for keys in sketch.step_keys), key=lambda order: order[1])
    return order_layers(sketch.graph, [float(n) for n in range(len(sketch.graph.nodes))], starts=4)


def _finish(sketch: Draft, order: Order) -> Geometry | None:
    ranges = sketch.ranges
    positions = assign_positions(sketch.graph, order, ranges)
    placed = columns(sketch.graph, positions.centers, positions.frames)
    routes = route(sketch.graph, placed, ranges)
    down = sketch.variant.down
    titles = [title.height + 4 if down else 0.0 for title in sketch.titles]
    axes = Axes(sketch.graph, placed, scale(sketch.graph, placed, routes, titles), sketch.view.elements, down)
    return geometry(
        sketch.view, axes, routes, boxes=sketch.boxes, labels=sketch.labels, titles=sketch.titles, lanes=sketch.lanes
    )
