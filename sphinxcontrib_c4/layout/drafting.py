"""Drafts: a view with measured text and one of several rankings of its elements, without positions."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinxcontrib_c4.layout import text_boxes
from sphinxcontrib_c4.layout.box_metrics import HEAD, ShapeKind, shape_kind
from sphinxcontrib_c4.layout.constraints import LABEL_GAP
from sphinxcontrib_c4.layout.flow_order import flow_order
from sphinxcontrib_c4.layout.folding import Folded, Stack, fold
from sphinxcontrib_c4.layout.layered import (
    Cell,
    FrameSpec,
    Layered,
    Link,
    build_layers,
    frame_paths,
    frame_spans,
    label_frame,
)
from sphinxcontrib_c4.layout.ranks import RankEdge, assign_ranks
from sphinxcontrib_c4.views import InnerBoxes, View, ViewKind

_PORT_MARGIN = 6.0
#: The minimum length of the side of a box for each line, in px.
_PORT = 8.0
#: A view with more elements than this is a full one.
_FULL = 12
#: The px by which the lane of a title is wider than the title, and by which a title above a column may exceed its
#: boxes.
_TITLE_LANE = 20.0
_TITLE_EXCESS = 12.0
#: The size of a line without a label, along the flow and across it.
_BARE = (1.0, 12.0)
#: The number of steps between two elements from which their boxes are as high as all labels together.
_DIALOG = 3
#: The maximum number of columns of elements without flows.
_TILES = 4


class Variant(NamedTuple):
    """The parameters of a draft: the direction of flows, the widths of boxes and labels, and the number of ranks."""

    down: bool = False
    box_width: float = text_boxes.BOX_WIDTH
    label_width: float = text_boxes.LABEL_WIDTH
    max_ranks: int = 99


class Plan:
    """The common part of all drafts of a view: the elements that its lines join, their ranks, and measured texts."""

    def __init__(self, view: View) -> None:
        """Rank the elements of ``view``."""
        self.view = view
        self.frame = {boundary.name: number for number, boundary in enumerate(view.boundaries)}
        #: Whether each line starts and ends at a frame.
        self.at_frame = [(line.source in self.frame, line.target in self.frame) for line in view.relationships]
        self.homes = [self.frame.get(item.boundary, -1) for item in view.elements]
        self.pairs = _line_ends(view)
        outside = [*_pairs_around_frames(view, self.pairs)]
        self.ranks = _ranks(self.pairs, outside, flow_order(view, [*self.pairs, *outside]), self.homes)
        self._folded: dict[int, Folded] = {}
        self._passing: dict[int, list[int]] = {}
        #: The part of each box that lines cannot reach from the side: the head of a person.
        self.heads = [HEAD if shape_kind(item.element) is ShapeKind.PERSON else 0.0 for item in view.elements]
        self._boxes: dict[float, tuple[text_boxes.TextBox, ...]] = {}
        self._labels: dict[float, tuple[text_boxes.TextBox | None, ...]] = {}
        self._titles: dict[float, tuple[text_boxes.TextBox, ...]] = {}

    def folded(self, max_ranks: int) -> Folded:
        """Return the ranks of the elements, at most ``max_ranks``."""
        if max_ranks not in self._folded:
            wider = min((number for number in self._folded if number > max_ranks), default=0)
            start = self._folded[wider].ranks if wider else None
            self._folded[max_ranks] = fold(
                self.ranks, self.pairs, self.homes, [1.0] * len(self.homes), max_ranks, start=start
            )
        return self._folded[max_ranks]

    def lines_passing(self, max_ranks: int) -> list[int]:
        """Return how many lines pass each gap between at most ``max_ranks`` ranks."""
        if max_ranks not in self._passing:
            ranks = self.folded(max_ranks).ranks
            steps = Counter(min(ranks[one], ranks[two]) for one, two in self.pairs)
            steps.subtract(max(ranks[one], ranks[two]) for one, two in self.pairs)
            self._passing[max_ranks] = [*itertools.accumulate(steps[rank] for rank in range(max_ranks - 1))]
        return self._passing[max_ranks]

    def boxes(self, width: float) -> tuple[text_boxes.TextBox, ...]:
        """Return the boxes of the elements, ``width`` px wide and as high as their texts require."""
        if width not in self._boxes:
            lines = _description_lines(self.view)
            self._boxes[width] = tuple(
                [text_boxes.element_box(item.element, lines=lines, width=width) for item in self.view.elements]
            )
        return self._boxes[width]

    def labels(self, width: float) -> tuple[text_boxes.TextBox | None, ...]:
        """Return the labels of the lines, at most ``width`` px wide."""
        if width not in self._labels:
            self._labels[width] = tuple(
                None if self.view.labels_on_demand else text_boxes.edge_label(line, width=width)
                for line in self.view.relationships
            )
        return self._labels[width]

    def titles(self, width: float) -> tuple[text_boxes.TextBox, ...]:
        """Return the titles of the boundaries, at most ``width`` px wide."""
        if width not in self._titles:
            self._titles[width] = tuple(
                [text_boxes.boundary_title(boundary, width=width) for boundary in self.view.boundaries]
            )
        return self._titles[width]


class Draft(NamedTuple):
    """A view ready to be laid out.

    The cells of ``graph`` are the elements, then one label for each line.
    ``clear_titles`` holds if no line can cross the title of a boundary: it has a lane of its own where flows run down,
    and ends above the first column where they run to the right.
    """

    plan: Plan
    variant: Variant
    boxes: tuple[text_boxes.TextBox, ...]
    labels: tuple[text_boxes.TextBox | None, ...]
    titles: tuple[text_boxes.TextBox, ...]
    graph: Layered
    clear_titles: bool

    @property
    def view(self) -> View:
        """The view that is laid out."""
        return self.plan.view

    @property
    def ranges(self) -> list[tuple[float, float]]:
        """The part of each cell's side that lines may reach, measured from its centre."""
        ranges = [(0.0, 0.0)] * len(self.graph.cells)
        for number, (box, head) in enumerate(zip(self.boxes, self.plan.heads, strict=True)):
            if self.variant.down:
                ranges[number] = -box.width / 2 + _PORT_MARGIN, box.width / 2 - _PORT_MARGIN
            else:
                ranges[number] = -box.height / 2 + head + _PORT_MARGIN, box.height / 2 - _PORT_MARGIN
        return ranges

    @property
    def ranks(self) -> int:
        """The number of ranks of elements."""
        return (len(self.graph.layers) + 1) // 2

    @property
    def step_keys(self) -> Iterator[list[float]]:
        """Yield keys for the nodes of a scenario: lines by their steps, elements by their first step or all of them."""
        steps: dict[int, list[int]] = defaultdict(list)
        for number, link in enumerate(self.graph.links):
            for end in (link.tail, link.head):
                steps[end].append(number)
            steps[link.label].append(number)
        for choose in (min, _low_median):
            yield [
                float(node.link) if node.link >= 0 else float(choose(steps.get(node.cell, [0])))
                for node in self.graph.nodes
            ]


def _low_median(numbers: Sequence[int]) -> int:
    """Return the median, or the lower of the two; the module ``statistics`` would be imported for this only."""
    return sorted(numbers)[(len(numbers) - 1) // 2]


def draft(plan: Plan, variant: Variant, *, clear_titles: bool = False) -> Draft:
    """Return the view of ``plan`` with its text and layers, built with the parameters of ``variant``."""
    view, down = plan.view, variant.down
    ranks, stacks = plan.folded(variant.max_ranks)
    labels = plan.labels(variant.label_width)
    boxes = _boxes(plan, ranks, variant, [label.height if label else 0.0 for label in labels])
    room = variant.box_width + _TITLE_EXCESS if clear_titles else text_boxes.TITLE_WIDTH
    titles = plan.titles(min(room, text_boxes.TITLE_WIDTH))
    across = [(title.width + _TITLE_LANE if clear_titles else 0.0) if down else title.height for title in titles]
    frames = tuple(
        FrameSpec(plan.frame.get(boundary.parent, -1), title)
        for boundary, title in zip(view.boundaries, across, strict=True)
    )
    sizes = [(box.width, box.height) for box in boxes]
    bare = _BARE[::-1] if down else _BARE
    sizes += [(label.width, label.height) if label else bare for label in labels]
    cells = [Cell(*((height, width) if down else (width, height))) for width, height in sizes]
    graph = _graph(plan, cells, frames, ranks, stacks)
    return Draft(
        plan=plan,
        variant=variant,
        boxes=boxes,
        labels=labels,
        titles=titles,
        graph=graph,
        clear_titles=clear_titles,
    )


def _boxes(
    plan: Plan, ranks: Sequence[int], variant: Variant, labels: Sequence[float]
) -> tuple[text_boxes.TextBox, ...]:
    """Return the text of each element in a box that is high enough for its lines, whose ``labels`` have heights."""
    boxes = plan.boxes(variant.box_width)
    if variant.down:
        return boxes
    heights = zip(_least_heights(plan.pairs, ranks, len(boxes)), _dialog_heights(plan, labels), strict=True)
    return tuple([box.at_least(max(pair) + head) for box, pair, head in zip(boxes, heights, plan.heads, strict=True)])


def _dialog_heights(plan: Plan, labels: Sequence[float]) -> list[float]:
    """Return how high each box has to be for all steps of its dialogs to be straight.

    A dialog is at least ``_DIALOG`` steps between the same two elements.
    """
    steps: dict[frozenset[int], list[float]] = defaultdict(list)
    if plan.view.kind is ViewKind.DYNAMIC:
        for pair, height in zip(plan.pairs, labels, strict=True):
            steps[frozenset(pair)].append(height)
    least = [0.0] * len(plan.homes)
    for elements, heights in steps.items():
        if len(heights) >= _DIALOG and len(elements) == 2:
            total = sum(heights) + LABEL_GAP * (len(heights) - 1) - (heights[0] + heights[-1]) / 2
            for end in elements:
                least[end] = max(least[end], total + 2 * _PORT_MARGIN)
    return least


def _line_ends(view: View) -> list[tuple[int, int]]:
    """Return the elements that each line joins; for a boundary the one inside through which it is laid out."""
    index = {item.element.name: number for number, item in enumerate(view.elements)}
    boxes = InnerBoxes(view)
    return [(index[boxes.of(line.source)], index[boxes.of(line.target)]) for line in view.relationships]


def _pairs_around_frames(view: View, pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that put an element before or after all elements of a frame that a line joins it to."""
    inside: dict[str, list[int]] = defaultdict(list)
    parents = {boundary.name: boundary.parent for boundary in view.boundaries}
    for number, item in enumerate(view.elements):
        name = item.boundary
        while name:
            inside[name].append(number)
            name = parents[name]
    for line, (source, target) in zip(view.relationships, pairs, strict=True):
        if target not in inside.get(line.source, ()):
            yield from ((member, target) for member in inside.get(line.source, ()))
        if source not in inside.get(line.target, ()):
            yield from ((source, member) for member in inside.get(line.target, ()))


def _ranks(
    pairs: Sequence[tuple[int, int]], outside: Sequence[tuple[int, int]], order: Sequence[int], homes: Sequence[int]
) -> list[int]:
    """Return the rank of each element; ``outside`` are further pairs that keep their order, if that is possible."""
    edges = []
    for pair in pairs:
        if pair[0] != pair[1]:
            tail, head = sorted(pair, key=order.__getitem__)
            edges.append(RankEdge(tail, head, 3 if homes[tail] == homes[head] else 1))
    edges += [RankEdge(tail, head, 0) for tail, head in outside if order[tail] < order[head]]
    ranks = assign_ranks(len(order), order, edges)
    ends = {end for pair in pairs for end in pair}
    _tile([n for n in range(len(order)) if n not in ends], homes, ranks, ends)
    place = {rank: number for number, rank in enumerate(sorted(set(ranks)))}
    return [place[rank] for rank in ranks]


def _tile(alone: Sequence[int], homes: Sequence[int], ranks: list[int], ends: set[int]) -> None:
    """Put elements without lines in the emptiest columns of their boundary, or in a few columns of their own."""
    groups: dict[int, list[int]] = defaultdict(list)
    for element in alone:
        groups[homes[element]].append(element)
    for home, members in groups.items():
        peers = [n for n, other in enumerate(homes) if other == home and n in ends]
        low = min((ranks[n] for n in peers), default=0)
        wide = min(_TILES, math.ceil(math.sqrt(len(members))))
        high = max(max((ranks[n] for n in peers), default=0), low + wide - 1)
        load = Counter(dict.fromkeys(range(low, high + 1), 0))
        load.update(ranks[n] for n in peers)
        for element in members:
            rank = min(range(low, high + 1), key=lambda r: (load[r], r))
            ranks[element] = rank
            load[rank] += 1


def _graph(
    plan: Plan, cells: Sequence[Cell], frames: Sequence[FrameSpec], ranks: Sequence[int], stacks: Sequence[Stack]
) -> Layered:
    count, lines = len(plan.homes), len(plan.pairs)
    links = [*_links(plan.pairs, ranks, count, stacks)]
    layer = [*(2 * rank for rank in ranks), *([0] * lines)]
    for link, gap in zip(links, _label_gaps(links, ranks, cells, plan.at_frame), strict=True):
        layer[link.label] = layer[link.tail] if link.stacked else 2 * gap + 1
    homes = [*plan.homes, *([-1] * lines)]
    paths = frame_paths(frames)
    spans = frame_spans(paths, homes, layer)
    for link in links:
        homes[link.label] = label_frame(link, homes, layer, paths, spans)
    framed_cells = [Cell(length, breadth, home) for (length, breadth, _), home in zip(cells, homes, strict=True)]
    return build_layers(framed_cells, frames, links, layer, [_seats(stack, count) for stack in stacks])


def _seats(stack: Stack, count: int) -> list[int]:
    """Return the cells of a stack in their order: elements, and the labels of the lines between."""
    between = itertools.zip_longest(stack.elements, (count + line for line in stack.lines))
    return [cell for pair in between for cell in pair if cell is not None]


def _links(
    pairs: Sequence[tuple[int, int]], ranks: Sequence[int], count: int, stacks: Sequence[Stack]
) -> Iterator[Link]:
    upper = {line: element for stack in stacks for element, line in zip(stack.elements, stack.lines, strict=False)}
    for number, (source, target) in enumerate(pairs):
        if number in upper:
            turned = upper[number] == target
            yield Link(
                *((target, count + number, source) if turned else (source, count + number, target)), turned, False, True
            )
        elif ranks[source] > ranks[target]:
            yield Link(target, count + number, source, turned=True)
        else:
            yield Link(source, count + number, target, same_rank_edge=ranks[source] == ranks[target])


def _label_gaps(
    links: Sequence[Link], ranks: Sequence[int], cells: Sequence[Cell], at_frame: Sequence[tuple[bool, bool]]
) -> Iterator[int]:
    """Yield the rank before each label: among those that its line passes, the one with most room.

    The label of a line that ends ``at_frame`` (its source, its target) is as far away from there as possible.
    """
    load: dict[int, float] = defaultdict(float)
    for link, (source_at_frame, target_at_frame) in zip(links, at_frame, strict=True):
        if link.stacked:
            yield 0
            continue
        gaps = range(ranks[link.tail], max(ranks[link.head], ranks[link.tail] + 1))
        gap = min(gaps, key=lambda gap: (load[gap], gap))
        if source_at_frame != target_at_frame:
            gap = gaps[-1] if source_at_frame != link.turned else gaps[0]
        load[gap] += cells[link.label].breadth
        yield gap


def _least_heights(pairs: Sequence[tuple[int, int]], ranks: Sequence[int], count: int) -> list[float]:
    """Return how high each box has to be for the lines that meet one of its sides."""
    sides: Counter[tuple[int, bool]] = Counter()
    for source, target in pairs:
        sides[source, ranks[source] <= ranks[target]] += 1
        sides[target, ranks[target] <= ranks[source]] += 1
    line_counts = [max(sides[number, False], sides[number, True]) for number in range(count)]
    return [2 * _PORT_MARGIN + _PORT * lines for lines in line_counts]


def _description_lines(view: View) -> int:
    """Return the maximum number of lines of a description: fewer in a full view, 0 beside steps and in a large map."""
    if view.kind is ViewKind.DYNAMIC or view.labels_on_demand:
        return 0
    return 3 if len(view.elements) <= _FULL else 2
