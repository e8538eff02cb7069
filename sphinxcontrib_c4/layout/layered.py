"""A view as a layered graph: nodes in layers, and edges from each layer to the next.

Elements lie in even layers and labels in the odd ones between: a label then has its own space on its own line, and no
other line crosses it. A line that passes a layer has a dummy node there. Lines that would close a
cycle are reversed for the layout, so that the graph has ranks (Sugiyama, Tagawa, Toda: Methods for Visual
Understanding of Hierarchical System Structures, 1981). ``u`` runs along the flow and ``v`` across it, both in px; a
view that runs down is the same with the axes of the page exchanged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

#: Px between the frame of a boundary and its content.
PADDING = 16.0


class Cell(NamedTuple):
    """Something that takes room: its size along ``u`` and across ``v`` in px, and its boundary (-1: none)."""

    length: float
    breadth: float
    frame: int = -1


class FrameSpec(NamedTuple):
    """A boundary: the index of the one around it (-1: none) and the px that its title takes across the flow."""

    parent: int = -1
    title: float = 0

    @property
    def title_space(self) -> float:
        """The px between the padding and the content that the title takes across the flow."""
        return self.title + 4 if self.title else 0.0


class Link(NamedTuple):
    """A line: from the cell ``tail`` through the cell of its label to ``head``.

    If it is ``turned``, it is laid out against its direction. Both ends of a ``same_rank_edge`` are in one layer, or
    are one cell: its line leads out to the label in the next layer and back. The ends and the label of a ``stacked``
    link are adjacent in one layer, ``tail`` first: its line runs straight across the flow.
    """

    tail: int
    label: int
    head: int
    turned: bool = False
    same_rank_edge: bool = False
    stacked: bool = False

    @property
    def halves(self) -> tuple[tuple[int, int], ...]:
        """The cells that each half of the line joins, the one in the lower layer first; none of a stacked one."""
        if self.stacked:
            return ()
        return (self.tail, self.label), ((self.head, self.label) if self.same_rank_edge else (self.label, self.head))


class Node(NamedTuple):
    """A place in a layer: a cell, a dummy of a half of a link (``cell`` is -1), or a filler (``link`` is -1 as well).

    ``frames`` are those around it, from outside in. The nodes of a ``stack`` (-1: none) stand beside each other in the
    order of their seats.
    """

    layer: int
    frames: tuple[int, ...]
    breadth: float
    cell: int = -1
    link: int = -1
    half: int = -1
    stack: int = -1
    seat: int = 0


FramePaths = Mapping[int, tuple[int, ...]]
"""Each frame with the frames around it, from outside in; nothing for -1."""

Spans = Sequence[tuple[int, int]]
"""The first and the last layer of each frame."""


class _End(NamedTuple):
    """The frames around an end of a line, from outside in, and its layer."""

    frames: tuple[int, ...]
    layer: int


class Layered(NamedTuple):
    """A layered graph; the first nodes are the cells in their order, then dummies, then fillers of frames.

    ``before`` and ``behind`` hold the neighbours of each node in the layer before and behind its own, ``chains`` the
    nodes of each half of each link in the order of their layers, ``spans`` the first and the last layer of each frame.
    """

    cells: tuple[Cell, ...]
    frames: tuple[FrameSpec, ...]
    links: tuple[Link, ...]
    layer: tuple[int, ...]
    nodes: tuple[Node, ...]
    layers: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, ...], ...]
    behind: tuple[tuple[int, ...], ...]
    chains: Mapping[tuple[int, int], tuple[int, ...]]
    spans: Spans


def build_layers(
    cells: Sequence[Cell],
    frames: Sequence[FrameSpec],
    links: Sequence[Link],
    layer: Sequence[int],
    stacks: Sequence[Sequence[int]] = (),
) -> Layered:
    """Return the layered graph of ``cells`` in the layers ``layer`` with a dummy for each layer that a line passes.

    ``stacks`` holds cells that stand beside each other in one layer.
    """
    paths = frame_paths(frames)
    spans = frame_spans(paths, [cell.frame for cell in cells], layer)
    seats = {cell: (number, seat) for number, stack in enumerate(stacks) for seat, cell in enumerate(stack)}
    nodes = [
        Node(layer[n], paths[cell.frame], cell.breadth, n, -1, -1, *seats.get(n, (-1, 0)))
        for n, cell in enumerate(cells)
    ]
    chains = _add_dummies(nodes, links, spans)
    count = len(nodes)
    nodes += _fillers(paths, spans, nodes)
    before, behind = _neighbours(len(nodes), chains.values())
    _join_fillers(nodes, count, before, behind)
    return Layered(
        cells=tuple(cells),
        frames=tuple(frames),
        links=tuple(links),
        layer=tuple(layer),
        nodes=tuple(nodes),
        layers=_rows(nodes),
        before=tuple(map(tuple, before)),
        behind=tuple(map(tuple, behind)),
        chains=chains,
        spans=spans,
    )


def _neighbours(count: int, chains: Iterable[Sequence[int]]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the neighbours of each of ``count`` nodes in the layer before its own, and in the one behind."""
    before: list[list[int]] = [[] for _ in range(count)]
    behind: list[list[int]] = [[] for _ in range(count)]
    for chain in chains:
        for tail, head in pairwise(chain):
            behind[tail].append(head)
            before[head].append(tail)
    return before, behind


def _rows(nodes: Sequence[Node]) -> tuple[tuple[int, ...], ...]:
    """Return the nodes of each layer."""
    rows: list[list[int]] = [[] for _ in range(max([node.layer for node in nodes], default=-1) + 1)]
    for number, node in enumerate(nodes):
        rows[node.layer].append(number)
    return tuple(map(tuple, rows))


def _add_dummies(nodes: list[Node], links: Sequence[Link], spans: Spans) -> dict[tuple[int, int], tuple[int, ...]]:
    """Add a node for each layer that half of a link passes, and return the nodes of each half."""
    chains = {}
    for number, link in enumerate(links):
        ends = [_End(nodes[end].frames, nodes[end].layer) for end in (link.tail, link.head)]
        for half, (tail, head) in enumerate(link.halves):
            first = len(nodes)
            for at in range(nodes[tail].layer + 1, nodes[head].layer):
                nodes.append(Node(at, _frames_at(at, ends[0], ends[1], spans), 0.0, -1, number, half))
            chains[number, half] = (tail, *range(first, len(nodes)), head)
    return chains


class Columns(NamedTuple):
    """The places of the cells: the layer of each, and its centre across the flow.

    ``lengths`` holds the length of each layer, ``frames`` for each frame its extent across the flow and its first and
    last layer, and ``dummies`` the centres of the dummies of each half of a link in the order of their layers.
    """

    column: tuple[int, ...]
    center: tuple[float, ...]
    lengths: tuple[float, ...]
    frames: tuple[tuple[float, float, int, int], ...]
    dummies: Mapping[tuple[int, int], tuple[float, ...]]


def columns(graph: Layered, centers: Sequence[float], extents: Sequence[tuple[float, float]]) -> Columns:
    """Return the columns of ``graph``, given the centre of each node and the extent of each frame."""
    lengths = [0.0] * len(graph.layers)
    for cell, layer in zip(graph.cells, graph.layer, strict=True):
        lengths[layer] = max(lengths[layer], cell.length)
    return Columns(
        column=graph.layer,
        center=tuple(centers[: len(graph.cells)]),
        lengths=tuple(lengths),
        frames=tuple([(*extent, *span) for extent, span in zip(extents, graph.spans, strict=True)]),
        dummies={key: tuple([centers[node] for node in chain[1:-1]]) for key, chain in graph.chains.items()},
    )


def _fillers(paths: FramePaths, spans: Spans, nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield a node without a size for each layer that a frame spans but has no node in."""
    occupied_layers = {(frame, node.layer) for node in nodes for frame in node.frames}
    for number in reversed(range(len(spans))):
        for layer in range(spans[number][0], spans[number][1] + 1):
            if (number, layer) not in occupied_layers:
                occupied_layers |= {(frame, layer) for frame in paths[number]}
                yield Node(layer, paths[number], 0.0)


def _join_fillers(nodes: Sequence[Node], first: int, before: list[list[int]], behind: list[list[int]]) -> None:
    """Join each filler, from the node ``first`` on, to the nodes of its frame in the adjacent layers.

    Few lines then cross the frame.
    """
    members: dict[tuple[int, int], list[int]] = defaultdict(list)
    if first < len(nodes):
        for number, node in enumerate(nodes):
            for frame in node.frames:
                members[frame, node.layer].append(number)
    for number in range(first, len(nodes)):
        layer, frame = nodes[number].layer, nodes[number].frames[-1]
        for neighbour in members.get((frame, layer - 1), ()):
            behind[neighbour].append(number)
            before[number].append(neighbour)
        for neighbour in members.get((frame, layer + 1), ()):
            if number not in before[neighbour]:
                behind[number].append(neighbour)
                before[neighbour].append(number)


def label_frame(link: Link, homes: Sequence[int], layer: Sequence[int], paths: FramePaths, spans: Spans) -> int:
    """Return the frame (-1: none) of the label of ``link``, where ``homes`` are those of the cells that it joins."""
    if homes[link.tail] == homes[link.head]:
        return homes[link.tail]
    tail, head = (_End(paths[homes[end]], layer[end]) for end in (link.tail, link.head))
    inside = _frames_at(layer[link.label], tail, head, spans)
    return inside[-1] if inside else -1


def frame_paths(frames: Sequence[FrameSpec]) -> FramePaths:
    """Return the path of each frame; parents precede their children."""
    paths: dict[int, tuple[int, ...]] = {-1: ()}
    for number, frame in enumerate(frames):
        paths[number] = (*paths[frame.parent], number)
    return paths


def frame_spans(paths: FramePaths, homes: Sequence[int], layer: Sequence[int]) -> Spans:
    """Return the first and the last layer of each frame, whose cells are in the frames ``homes``."""
    spans: dict[int, tuple[int, int]] = {}
    for home, at in zip(homes, layer, strict=False):
        for frame in paths[home]:
            first, last = spans.get(frame, (at, at))
            spans[frame] = min(first, at), max(last, at)
    return [spans.get(frame, (0, 0)) for frame in paths if frame >= 0]


def _frames_at(layer: int, tail: _End, head: _End, spans: Spans) -> tuple[int, ...]:
    """Return the frames that a line is inside of in layer ``at``.

    Besides those around both ends, it is inside of the frames of an end that reach the layer, unless they reach that of
    the other end, too: this one lies beside the frame, and the line leaves it at once.
    """
    if tail.frames == head.frames:
        return tail.frames
    common = [frame for frame, opposite in zip(tail.frames, head.frames, strict=False) if frame == opposite]
    for end, opposite in ((tail, head), (head, tail)):
        inner_frames = end.frames[len(common) :]
        if inner_frames and spans[inner_frames[0]][0] <= opposite.layer <= spans[inner_frames[0]][1]:
            continue
        frames = [frame for frame in inner_frames if spans[frame][0] <= layer <= spans[frame][1]]
        if frames:
            return (*common, *frames)
    return tuple(common)
