"""The layout of views, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sphinxcontrib_c4.layout.axes import axes, scale
from sphinxcontrib_c4.layout.candidates import candidates, is_foldable, narrower, score, width_limit
from sphinxcontrib_c4.layout.constraints import BoundaryOrderError
from sphinxcontrib_c4.layout.coordinates import assign_positions
from sphinxcontrib_c4.layout.drafting import Draft, draft
from sphinxcontrib_c4.layout.geometry import Geometry
from sphinxcontrib_c4.layout.geometry_builder import Arrangement, arrange, geometry
from sphinxcontrib_c4.layout.layered import columns
from sphinxcontrib_c4.layout.ordering import Order, fixed_order, order_layers
from sphinxcontrib_c4.layout.routing import route
from sphinxcontrib_c4.views import View, ViewKind

#: The px that a page of documentation has for a drawing if nothing else is known.
COLUMN_WIDTH = 720.0
#: The number of orders that are tried besides the first.
_STARTS = 3
#: A drawing with this score or a lower one is accepted without comparing it with others.
_GOOD = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFault:
    """A view that could not be laid out, and why."""

    view_name: str
    message: str


def lay_out(views: Sequence[View], *, width: float = COLUMN_WIDTH) -> tuple[Geometry | LayoutFault, ...]:
    """Return the geometry of each of ``views``, in their order, for a page whose column is ``width`` px wide.

    A view that cannot be laid out has a :class:`LayoutFault` in its place.
    """
    return tuple(_lay_out(view, width) for view in views)


def _lay_out(view: View, width: float) -> Geometry | LayoutFault:
    limit = width_limit(view, width)
    try:
        return _Choice(limit).best_of(candidates(view, limit))
    except BoundaryOrderError as error:
        return LayoutFault(view_name=view.name, message=str(error))


class _Attempt(NamedTuple):
    """A draft with its arrangement and its score."""

    score: float
    sketch: Draft
    arrangement: Arrangement


class _Choice:
    """The best drawing so far of a view that may have a width of ``limit`` px."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._orders: dict[tuple[int, ...], tuple[Order, int]] = {}

    def best_of(self, sketches: Iterable[Draft]) -> Geometry:
        """Return the geometry of the draft with the best score, or of the first that is good enough."""
        best: _Attempt | None = None
        for sketch in sketches:
            attempt = self._fitting(sketch)
            if best is None or attempt.score < best.score:
                best = attempt
            if best.score <= _GOOD:
                break
        assert best is not None
        _, chosen, arrangement = best
        return geometry(chosen.view, arrangement, boxes=chosen.boxes, labels=chosen.labels, titles=chosen.titles)

    def _fitting(self, sketch: Draft) -> _Attempt:
        """Return a draft as arranged, or one with fewer ranks if it is too wide."""
        best = self._scored(sketch)
        while best.arrangement.width > self._limit and is_foldable(sketch):
            sketch = narrower(sketch)
            attempt = self._scored(sketch)
            if attempt.score >= best.score:
                break
            best = attempt
        return best

    def _scored(self, sketch: Draft) -> _Attempt:
        if sketch.graph.layer not in self._orders:
            self._orders[sketch.graph.layer] = _order(sketch)
        order, crossings = self._orders[sketch.graph.layer]
        result = _arrange(sketch, order)
        if None in result.title_places:
            sketch = draft(sketch.plan, sketch.variant, clear_titles=True)
            result = _arrange(sketch, order)
        return _Attempt(score(sketch, result, crossings, self._limit), sketch, result)


def _order(sketch: Draft) -> tuple[Order, int]:
    """Return the order of the layers of a draft, and its crossings; that of its steps in a scenario."""
    if sketch.view.kind is ViewKind.DYNAMIC:
        return min((fixed_order(sketch.graph, keys) for keys in sketch.step_keys), key=lambda order: order[1])
    return order_layers(sketch.graph, [float(n) for n in range(len(sketch.graph.nodes))], starts=_STARTS)


def _arrange(sketch: Draft, order: Order) -> Arrangement:
    ranges = sketch.ranges
    positions = assign_positions(sketch.graph, order, ranges)
    placement = columns(sketch.graph, positions.centers, positions.frames)
    routes = route(sketch.graph, placement, ranges)
    down = sketch.variant.down
    titles = [title.height + 4 if down else 0.0 for title in sketch.titles]
    scaled = scale(sketch.graph, placement, routes, titles)
    has_label = [label is not None for label in sketch.labels]
    page = axes(sketch.graph, placement, scaled, sketch.view.elements, down=down)
    return arrange(sketch.view, page, routes, titles=sketch.titles, has_label=has_label)
