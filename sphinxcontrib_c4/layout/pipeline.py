"""Laying out views, many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.layout import text_boxes
from sphinxcontrib_c4.layout.axes import Axes, scale
from sphinxcontrib_c4.layout.box_metrics import HEAD, ShapeKind, shape_kind
from sphinxcontrib_c4.layout.coordinates import balanced
from sphinxcontrib_c4.layout.direction import runs_down
from sphinxcontrib_c4.layout.dummy_positions import DummyPositions, free_positions
from sphinxcontrib_c4.layout.engine import EngineError, Placement, start
from sphinxcontrib_c4.layout.flow_order import flow_order, relationship_ends
from sphinxcontrib_c4.layout.geometry import Geometry
from sphinxcontrib_c4.layout.geometry_builder import geometry
from sphinxcontrib_c4.layout.layered import Layered, columns, in_reading_order, layered
from sphinxcontrib_c4.layout.routing import route
from sphinxcontrib_c4.views import View, ViewKind

_BATCHES = 4
_PORT_MARGIN = 6.0
#: Px that each line needs at least of the side of a box.
_PORT = 8.0
#: A view with more elements than this is a full one.
_FULL = 12
#: Px that a title's lane is wider than the title.
_TITLE_LANE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFault:
    """A view that could not be laid out, and why."""

    view_name: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A view with its text set, ready for the engine.

    ``lanes`` says that the title of each boundary has a lane of its own, where flows run down and would cross it.
    """

    view: View
    boxes: tuple[text_boxes.TextBox, ...]
    labels: tuple[text_boxes.TextBox | None, ...]
    titles: tuple[text_boxes.TextBox, ...]
    layered: Layered
    down: bool
    lanes: bool


def lay_out(views: Sequence[View], *, engine: str = "") -> tuple[Geometry | LayoutFault, ...]:
    """The geometry of each of ``views``, in their order; a few processes of the engine serve them all.

    ``engine`` is the path of a ``dot`` to use in place of the embedded one. What cannot be laid out is returned as a
    :class:`LayoutFault` in its place.
    """
    batches = [begin(views[first::_BATCHES], engine=engine) for first in range(min(_BATCHES, len(views)))]
    found = [batch() for batch in batches]
    return tuple(found[number % _BATCHES][number // _BATCHES] for number in range(len(views)))


def begin(views: Sequence[View], *, engine: str = "") -> Callable[[], tuple[Geometry | LayoutFault, ...]]:
    """Begin to lay out ``views``, and return what waits for their geometries, as :func:`lay_out` gives them.

    Until then the engine works beside whatever else is done. Views whose lines leave no room for the titles of
    boundaries are laid out once more, then.
    """
    waiting = _begin(views, engine, lanes=False)
    return lambda: _lay_out_again_with_title_lanes(views, waiting(), engine)


def _lay_out_again_with_title_lanes(
    views: Sequence[View], first: Sequence[Geometry | LayoutFault | None], engine: str
) -> tuple[Geometry | LayoutFault, ...]:
    crossed = [view for view, geometry in zip(views, first, strict=True) if geometry is None]
    again = iter(_begin(crossed, engine, lanes=True)() if crossed else ())
    found = [next(again) if geometry is None else geometry for geometry in first]
    return tuple(geometry for geometry in found if geometry is not None)


def _begin(views: Sequence[View], engine: str, *, lanes: bool) -> Callable[[], Sequence[Geometry | LayoutFault | None]]:
    drafts = [_draft(view, lanes=lanes) for view in views]
    placements = start([draft.layered.graph for draft in drafts], engine=engine)
    return lambda: [*map(_finished, drafts, placements())]


def _draft(view: View, *, lanes: bool) -> _Draft:
    down = runs_down(view)
    least = [0.0] * len(view.elements) if down else _least_heights(view)
    boxes = tuple(
        text_boxes.element_box(item.element, lines=_description_lines(view), least=height)
        for item, height in zip(view.elements, least, strict=True)
    )
    labels = tuple(
        None if view.labels_on_demand else text_boxes.edge_label(relationship) for relationship in view.relationships
    )
    titles = tuple(text_boxes.boundary_title(boundary) for boundary in view.boundaries)
    across = [(title.width + _TITLE_LANE if lanes else 0.0) if down else title.height for title in titles]
    graph = layered(view, boxes, labels, across, down=down)
    return _Draft(view=view, boxes=boxes, labels=labels, titles=titles, layered=graph, down=down, lanes=lanes)


def _least_heights(view: View) -> list[float]:
    """How high each box has to be for the lines that meet one of its sides."""
    order = flow_order(view)
    ends = relationship_ends(view)
    sides = Counter((end, order[end] < order[other]) for pair in ends for end, other in (pair, pair[::-1]))
    most = [max(sides[number, False], sides[number, True]) for number in range(len(view.elements))]
    return [2 * _PORT_MARGIN + _PORT * lines for lines in most]


def _description_lines(view: View) -> int:
    """How many lines of description a box may hold: the fuller the view, the fewer; none where steps tell the story."""
    if view.kind is ViewKind.DYNAMIC:
        return 0
    return 3 if len(view.elements) <= _FULL else 2


def _finished(draft: _Draft, placement: Placement | EngineError) -> Geometry | LayoutFault | None:
    if isinstance(placement, EngineError):
        return LayoutFault(view_name=draft.view.name, message=str(placement))
    placed = columns(draft.layered, placement)
    titled = any(frame.title for frame in draft.layered.graph.clusters)
    if draft.view.kind is ViewKind.DYNAMIC and not titled:
        placed = in_reading_order(draft.layered, placed)
    ranges = [_range(draft, number) for number in range(len(draft.boxes))]
    dummies: DummyPositions
    if not draft.layered.graph.clusters:
        placed, dummies = balanced(draft.layered, placed, ranges)
    else:
        dummies = free_positions(draft.layered, placed)
    routes = route(draft.layered, placed, dummies, ranges)
    titles = [title.height + 4 if draft.down else 0.0 for title in draft.titles]
    axes = Axes(draft.layered, placed, scale(draft.layered, placed, routes, titles), draft.view.elements, draft.down)
    return geometry(
        draft.view, axes, routes, boxes=draft.boxes, labels=draft.labels, titles=draft.titles, lanes=draft.lanes
    )


def _range(draft: _Draft, number: int) -> tuple[float, float]:
    """The part of an element's side that lines may reach, measured from its centre."""
    block = draft.boxes[number]
    if draft.down:
        return -block.width / 2 + _PORT_MARGIN, block.width / 2 - _PORT_MARGIN
    head = HEAD if shape_kind(draft.view.elements[number].element) is ShapeKind.PERSON else 0
    return -block.height / 2 + head + _PORT_MARGIN, block.height / 2 - _PORT_MARGIN
