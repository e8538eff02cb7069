"""Lines that cross no box, and labels that no other line crosses.

Structurizr's boxes are larger than those of a layout, and its labels have a background that hides what is below. After
a view has been stretched, each line that crosses a box is led around it, and each label moves along its line to a free
place. A label without a free place gets a detour of its line, or of the line that crosses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import heappop, heappush
from math import hypot, inf
from typing import NamedTuple

from sphinxcontrib_c4.layout import Point, Rect, RectIndex, Size
from sphinxcontrib_c4.structurizr.writer.polylines import (
    Polyline,
    bounds,
    crosses,
    exit_point,
    grown,
    interpolate,
    length,
    overlap,
    point_at,
)

_CLEARANCE = 30.0
"""The distance of a detour from a box."""
_LABEL_GAP = 4.0
_POSITIONS = range(10, 91, 4)
_DETOURS = (40.0, 80.0, 130.0, 190.0, 260.0, 340.0, 430.0, 530.0)
_SPANS = ((0.3, 0.7), (0.15, 0.5), (0.5, 0.85))
"""The parts of a segment that a detour moves aside."""
_MAX_OBSTACLES = 12
_MIN_GAIN = 1e-6
_PASSES = 4
_BOX_COST, _LABEL_COST, _BEND_COST = 1000.0, 10.0, 0.05
_MAX_VARIANTS = 25_000
MAX_LINES = 2_000
"""Views with more lines are left as they are: clearing them would take too long."""
_COMPARISONS_OF_VIEW, _COMPARISONS_OF_LINE = 400_000, 1_000


def max_comparisons(lines: int) -> int:
    """Return the maximum number of comparisons of lines with boxes and lines near them, in a view with ``lines`` lines.

    A hundred thousand comparisons take about a second, so the time of a large view is limited and in proportion to
    its lines.
    """
    return _COMPARISONS_OF_VIEW + _COMPARISONS_OF_LINE * lines


@dataclass(frozen=True)
class ExportedLine:
    """A line between two boxes: its vertices, the size of its label or None, and the label's position in per cent."""

    source: str
    target: str
    ends: tuple[Rect, Rect]
    vertices: Polyline
    label: Size | None
    position: int
    preferred_position: int = 50

    @cached_property
    def points(self) -> Polyline:
        """The points of the line between the outlines of its boxes."""
        through = (self.ends[0].center, *self.vertices, self.ends[1].center)
        return exit_point(self.ends[0], through[1]), *self.vertices, exit_point(self.ends[1], through[-2])

    @cached_property
    def label_rect(self) -> Rect | None:
        """The space of the label, or None."""
        return self.label_rect_at(self.position)

    def label_rect_at(self, position: int) -> Rect | None:
        """Return the space of the label at ``position``, or None."""
        if self.label is None:
            return None
        center = point_at(self.points, position / 100)
        width, height = self.label.width + 2 * _LABEL_GAP, self.label.height + 2 * _LABEL_GAP
        return Rect(center.x - width / 2, center.y - height / 2, width, height)

    @cached_property
    def bounds(self) -> Rect:
        """The rectangle around line and label."""
        rect = grown(bounds(self.points), 1)
        if self.label_rect is None:
            return rect
        corners = [Point(r.x, r.y) for r in (rect, self.label_rect)]
        return bounds([*corners, *(Point(r.right, r.bottom) for r in (rect, self.label_rect))])


@dataclass(slots=True)
class ClearedView:
    """The wires of a view; ``clear`` moves them until as few as possible collide."""

    boxes: Mapping[str, Rect]
    wires: list[ExportedLine]
    budget: int = _MAX_VARIANTS
    """The number of variants that ``clear`` may still try, so that its time is limited."""
    comparisons: int = _COMPARISONS_OF_VIEW
    """The number of comparisons that ``clear`` may still make, for the same reason."""
    _box_names: list[str] = field(init=False)
    _box_index: RectIndex = field(init=False)
    _wire_index: RectIndex = field(init=False)

    def __post_init__(self) -> None:
        """Index the boxes; ``clear`` indexes the wires after it has routed them around the boxes."""
        self._box_names = [*self.boxes]
        self._box_index = RectIndex(self.boxes.values())

    def clear(self) -> int:
        """Route lines around boxes and move labels; return the number of wires that still collide."""
        for number, wire in enumerate(self.wires):
            self.wires[number] = self._around_boxes(wire)
        self._wire_index = RectIndex(wire.bounds for wire in self.wires)
        for _ in range(_PASSES):
            colliding = [number for number in range(len(self.wires)) if self._cost(number)]
            improvements = [self._improve(number) for number in colliding if self.comparisons >= 0]
            if not any(improvements):
                break
        return sum(self._cost(number) > 0 for number in range(len(self.wires)))

    def _cost(self, number: int) -> float:
        wire = self.wires[number]
        near = self._surroundings(number, wire)
        return self._route_cost(wire, near.wires) + _label_cost(wire.label_rect, near)

    # --- One wire ---

    def _improve(self, number: int) -> bool:
        """Replace a wire by the best of its variants; return whether it has become better."""
        wire = self.wires[number]
        best, best_cost = wire, self._cost(number) + (_route_effort(wire, wire) + _label_effort(wire, wire.position))
        for route in self._routes(wire):
            near = self._surroundings(number, route)
            route_cost, effort = self._route_cost(route, near.wires), _route_effort(route, wire)
            positions = _label_positions(route)
            self.budget -= len(positions)
            for position in positions:
                cost = route_cost + (effort + _label_effort(route, position))
                if cost >= best_cost:
                    break  # later positions are farther away
                cost += _label_cost(route.label_rect_at(position), near)
                if cost < best_cost - _MIN_GAIN:
                    best, best_cost = replace(route, position=position), cost
            if best_cost < _LABEL_COST or self.budget < 0 or self.comparisons < 0:
                break
        if best is not wire:
            self.wires[number] = best
            self._wire_index.replace(number, best.bounds)
        return best is not wire

    def _surroundings(self, number: int, wire: ExportedLine) -> _Surroundings:
        """Return the boxes and the other wires that ``wire`` may collide with, wherever its label is."""
        around = grown(bounds(wire.points), 1)
        if wire.label is not None:
            around = grown(around, max(wire.label) / 2 + 2 * _LABEL_GAP)
        near = _Surroundings(
            [self.boxes[self._box_names[place]] for place in self._box_index.overlapping(around)],
            [self.wires[place] for place in self._wire_index.overlapping(around) if place != number],
        )
        self.comparisons -= len(near.boxes) + len(near.wires)
        return near

    def _route_cost(self, wire: ExportedLine, others: Iterable[ExportedLine]) -> float:
        """Return the cost of the boxes and of the labels of others that a line crosses."""
        labels = sum(other.label_rect is not None and crosses(wire.points, other.label_rect) for other in others)
        return _BOX_COST * sum(1 for _ in self._boxes_on(wire)) + _LABEL_COST * labels

    def _boxes_on(self, wire: ExportedLine) -> Iterator[str]:
        for place in self._box_index.overlapping(grown(bounds(wire.points), 1)):
            name = self._box_names[place]
            if name not in (wire.source, wire.target) and crosses(wire.points, self.boxes[name]):
                yield name

    # --- Routes ---

    def _routes(self, wire: ExportedLine) -> Iterator[ExportedLine]:
        """Yield the wire, the straight line, and variants with a detour of a long segment, small ones first."""
        yield wire
        if wire.source == wire.target:
            return
        straight = replace(wire, vertices=())
        bases = [wire, *([straight] if wire.vertices and not any(self._boxes_on(straight)) else [])]
        yield from bases[1:]
        for detour in _DETOURS:
            for base in bases:
                for variant in _detours(base, detour):
                    leaves_ends = not any(_contains(rect, point) for rect in wire.ends for point in variant.vertices)
                    if leaves_ends and not any(self._boxes_on(variant)):
                        yield variant

    def _around_boxes(self, wire: ExportedLine) -> ExportedLine:
        """Return the wire on a shortest way around the boxes that it crosses."""
        if wire.source == wire.target or not any(self._boxes_on(wire)):
            return wire
        obstacles: dict[str, Rect] = {}
        result = replace(wire, vertices=())
        while len(obstacles) < _MAX_OBSTACLES:
            hits = [name for name in self._boxes_on(result) if name not in obstacles]
            if not hits:
                break
            obstacles |= {name: grown(self.boxes[name], _CLEARANCE - 1) for name in hits}
            path = _shortest_path(wire.ends[0].center, wire.ends[1].center, tuple(obstacles.values()))
            result = replace(result, vertices=path[1:-1])
        return wire if any(self._boxes_on(result)) else result


_Way = tuple[float, tuple[int, ...]]
"""The length of a way, and the points on it."""


class _Surroundings(NamedTuple):
    """The boxes and wires near a wire."""

    boxes: list[Rect]
    wires: list[ExportedLine]


def _label_cost(label: Rect | None, near: _Surroundings) -> float:
    """Return the cost of the boxes, lines and labels below the label of a wire."""
    if label is None:
        return 0.0
    count = sum([overlap(label, rect) for rect in near.boxes])
    for wire in near.wires:
        if overlap(label, wire.bounds):
            count += crosses(wire.points, label)
            count += wire.label_rect is not None and overlap(label, wire.label_rect)
    return _LABEL_COST * count


def _detours(wire: ExportedLine, distance: float) -> Iterator[ExportedLine]:
    """Yield the wire with parts of its longest segments moved aside by ``distance``, to either side."""
    corners = (wire.ends[0].center, *wire.vertices, wire.ends[1].center)
    segments = sorted(range(len(corners) - 1), key=lambda index: -length(corners[index : index + 2]))
    for place in segments[:2]:
        a, b = corners[place], corners[place + 1]
        along = hypot(b.x - a.x, b.y - a.y) or 1.0
        for side in (distance, -distance):
            shift = Point(-(b.y - a.y) / along * side, (b.x - a.x) / along * side)
            for span in _SPANS:
                middle = tuple(_moved(interpolate(a, b, share), shift) for share in span)
                yield replace(wire, vertices=(*corners[1 : place + 1], *middle, *corners[place + 1 : -1]))


def _label_positions(wire: ExportedLine) -> list[int]:
    """Return the possible positions of the label of a wire, close to the preferred one first."""
    if wire.label is None:
        return [wire.position]
    preferred = wire.preferred_position
    return sorted({wire.position, *_POSITIONS}, key=lambda position: (abs(position - preferred), position))


def _contains(rect: Rect, point: Point) -> bool:
    return rect.x <= point.x <= rect.right and rect.y <= point.y <= rect.bottom


def _moved(point: Point, by: Point) -> Point:
    return Point(round(point.x + by.x), round(point.y + by.y))


def _route_effort(variant: ExportedLine, wire: ExportedLine) -> float:
    """Return the cost of the bends and the additional length of a variant."""
    longer = length(variant.points) / max(1.0, length(wire.points)) - 1
    return _BEND_COST * len(variant.vertices) + max(0.0, longer)


def _label_effort(wire: ExportedLine, position: int) -> float:
    """Return the cost of moving a label to ``position``."""
    return abs(position - wire.preferred_position) / 100 if wire.label else 0.0


def _shortest_path(start: Point, end: Point, obstacles: Sequence[Rect]) -> Polyline:
    """Return a shortest line past the corners of obstacles that crosses no obstacle (the A* algorithm).

    A point is visited again if a better way to it exists, and the search continues through all ways whose lengths
    differ only by rounding. So the choice among several shortest lines does not depend on the order of the search.
    """
    nodes = [start, end, *_corners(obstacles)]
    remaining = [hypot(end.x - node.x, end.y - node.y) for node in nodes]
    sight = _Sight(obstacles)
    ways: dict[int, _Way] = {0: (0.0, (0,))}
    queue = [(remaining[0], ways[0])]
    limit = inf
    while queue and queue[0][0] <= limit:
        _, (distance, path) = heappop(queue)
        node = nodes[path[-1]]
        if ways[path[-1]] != (distance, path):
            continue
        for number, point in enumerate(nodes):
            step = distance + hypot(point.x - node.x, point.y - node.y)
            way = step, (*path, number)
            is_better = step + remaining[number] <= limit and (number not in ways or way < ways[number])
            if is_better and sight.is_free((node, point)):
                ways[number] = way
                heappush(queue, (step + remaining[number], way))
                if number == 1:
                    limit = step + _MIN_GAIN
    return tuple(nodes[number] for number in ways[1][1]) if 1 in ways else (start, end)


class _Sight:
    """The obstacles between points; the last blocking one is tried first, since it often blocks the next point too."""

    def __init__(self, obstacles: Sequence[Rect]) -> None:
        self._obstacles = obstacles
        self._index = RectIndex(obstacles)
        self._last = obstacles[0]

    def is_free(self, segment: Polyline) -> bool:
        """Return whether a segment crosses no obstacle."""
        if crosses(segment, self._last):
            return False
        near = self._index.overlapping(grown(bounds(segment), _MIN_GAIN))
        blocking = next((rect for number in near if crosses(segment, rect := self._obstacles[number])), None)
        self._last = blocking or self._last
        return blocking is None


def _corners(obstacles: Iterable[Rect]) -> Iterator[Point]:
    for rect in obstacles:
        wide = grown(rect, 1)
        yield from (Point(x, y) for x in (wide.x, wide.right) for y in (wide.y, wide.bottom))
