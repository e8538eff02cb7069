"""Ordering: the order of the nodes in each layer, with few crossings of lines.

Layer by layer, there and back, each node moves to the mean of its neighbours (Sugiyama, Tagawa, Toda 1981); neighbours
in a layer then change places as long as that saves a crossing. The nodes of a boundary stay together, and boundaries
beside each other have one order in all layers that they share (Sander: Layout of Compound Directed Graphs, 1996). The
best of several starts is kept; starts are drawn from a fixed sequence of numbers, so that results are always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinxcontrib_c4.layout.crossings import count_crossings, pair_crossings
from sphinxcontrib_c4.layout.layered import Layered, Node

Order = list[list[int]]
Keys = Sequence[float]

#: The number of sweeps without a better order after which a start ends.
_PATIENCE = 2
_SWEEPS = 8
#: The number of times that neighbours are switched in all layers.
_SWITCHES = 6
#: More nodes than this get fewer starts.
_LARGE = 600


def order_layers(graph: Layered, start: Keys, *, starts: int) -> tuple[Order, int]:
    """Return the order of each layer from the first one up or left, and its crossings.

    ``start`` holds a key for each node, by which the layers are sorted at first. ``starts`` says how many other orders
    are tried.
    """
    search = _Search(graph)
    best = search.run(start)
    for keys in _random_keys(len(graph.nodes), starts if len(graph.nodes) <= _LARGE else 0):
        if best[1] == 0:
            break
        result = search.run(keys)
        if result[1] < best[1]:
            best = result
    return best


def fixed_order(graph: Layered, keys: Keys) -> tuple[Order, int]:
    """Return the order of each layer by ``keys``, one for each node, and its crossings."""
    search = _Search(graph)
    search.sort_all(keys)
    return search.copy(), search.crossings()


def _random_keys(count: int, starts: int) -> Iterator[list[float]]:
    """Yield pseudo-random keys from a linear congruential generator (Knuth's MMIX constants)."""
    state = 20_260_101
    for _ in range(starts):
        keys = []
        for _ in range(count):
            state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
            keys.append(float(state >> 33))
        yield keys


@dataclass(slots=True)
class _Search:
    """A search for an order; ``order`` and ``place`` (of each node in its layer) are its current state."""

    graph: Layered
    order: Order = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    _frame_place: list[float] = field(default_factory=list)
    _nests: list[_Nest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.order = [list(layer) for layer in self.graph.layers]
        self.place = [0] * len(self.graph.nodes)
        self._frame_place = [0.0] * len(self.graph.frames)
        self._nests = [_nest(layer, self.graph.nodes, 0) for layer in self.graph.layers]

    def run(self, keys: Keys) -> tuple[Order, int]:
        """Return the best order that sweeps from ``keys`` lead to, and its crossings."""
        self.sort_all(keys)
        best, least, idle = self.copy(), self.crossings(), 0
        for _ in range(_SWEEPS):
            self._sweep()
            crossings = self.crossings()
            idle = 0 if crossings < least else idle + 1
            if crossings < least:
                best, least = self.copy(), crossings
            if idle == _PATIENCE or not least:
                break
        self._restore(best)
        self._switch()
        return self.copy(), self.crossings()

    def copy(self) -> Order:
        """Return a copy of the current order."""
        return [layer.copy() for layer in self.order]

    def crossings(self) -> int:
        """Return the crossings of the current order."""
        return count_crossings(self.graph, self.order, self.place)

    def sort_all(self, keys: Keys) -> None:
        """Sort all layers by ``keys``."""
        self._place_frames(keys)
        for number, layer in enumerate(self.order):
            self._sort(number, {node: keys[node] for node in layer})

    def _restore(self, order: Order) -> None:
        self.order = [layer.copy() for layer in order]
        for layer in self.order:
            self._index(layer)

    def _index(self, layer: Sequence[int]) -> None:
        for place, node in enumerate(layer):
            self.place[node] = place

    def _sweep(self) -> None:
        graph, place, order = self.graph, self.place, self.order
        for neighbours, numbers in (
            (graph.before, range(1, len(order))),
            (graph.behind, range(len(order) - 2, -1, -1)),
        ):
            for number in numbers:
                self._sort(number, _means(order[number], neighbours, place))
        if len(graph.frames) > 1:
            heights = [max(len(order[node.layer]) - 1, 1) for node in graph.nodes]
            self._place_frames([p / h for p, h in zip(place, heights, strict=True)])

    def _place_frames(self, keys: Keys) -> None:
        """Sort adjacent frames by the means of their contents."""
        total, count = [0.0] * len(self.graph.frames), [0] * len(self.graph.frames)
        for node, key in zip(self.graph.nodes, keys, strict=True):
            for frame in node.frames:
                total[frame] += key
                count[frame] += 1
        self._frame_place = [t / max(c, 1) for t, c in zip(total, count, strict=True)]

    def _sort(self, number: int, keys: dict[int, float]) -> None:
        layer, nest = self.order[number], self._nests[number]
        layer.sort(key=keys.__getitem__)
        if nest.groups or nest.stacks:
            layer[:] = self._nested(layer, nest, keys)
        self._index(layer)

    def _nested(self, members: Sequence[int], nest: _Nest, keys: dict[int, float]) -> list[int]:
        """Return sorted ``members``, those of each stack and frame of ``nest`` together at the mean of their keys."""
        items: list[tuple[float, int, Sequence[int]]] = [
            (keys[node], -1, (node,)) for node in members if node in nest.free
        ]
        for stack in nest.stacks:
            items.append((sum([keys[node] for node in stack]) / len(stack), -1, stack))
        for frame, inner in nest.groups:
            group: Sequence[int] = [node for node in members if node in inner.members]
            mean = sum([keys[node] for node in group]) / len(group)
            if inner.groups or inner.stacks:
                group = self._nested(group, inner, keys)
            items.append((mean, frame, group))
        if len(items) == 1:
            return [*items[0][2]]
        items.sort(key=_first)
        if len(nest.groups) > 1:
            framed = iter(sorted((i for i in items if i[1] >= 0), key=lambda i: (self._frame_place[i[1]], i[1])))
            items = [next(framed) if item[1] >= 0 else item for item in items]
        return [node for _, _, group in items for node in group]

    def _switch(self) -> None:
        """Exchange neighbours in a layer as long as that saves crossings."""
        for _ in range(_SWITCHES):
            if not sum(self._switch_layer(layer) for layer in self.order):
                break

    def _switch_layer(self, layer: list[int]) -> int:
        graph, place = self.graph, self.place
        before = [sorted(place[n] for n in graph.before[node]) for node in layer]
        behind = [sorted(place[n] for n in graph.behind[node]) for node in layer]
        saving = 0
        for at in range(len(layer) - 1):
            if _is_sorted(before[at], before[at + 1]) and _is_sorted(behind[at], behind[at + 1]):
                continue
            left, right = layer[at], layer[at + 1]
            if not _may_switch(graph.nodes[left], graph.nodes[right]):
                continue
            gain = sum(
                pair_crossings(ends[at], ends[at + 1]) - pair_crossings(ends[at + 1], ends[at])
                for ends in (before, behind)
            )
            if gain > 0:
                layer[at], layer[at + 1] = right, left
                before[at], before[at + 1] = before[at + 1], before[at]
                behind[at], behind[at + 1] = behind[at + 1], behind[at]
                saving += gain
        self._index(layer)
        return saving


def _may_switch(left: Node, right: Node) -> bool:
    return left.frames == right.frames and left.stack < 0 and right.stack < 0


def _is_sorted(left: Sequence[int], right: Sequence[int]) -> bool:
    """Return whether no edges to the sorted places ``left`` and ``right`` of two neighbours cross."""
    return not left or not right or left[-1] <= right[0]


class _Nest(NamedTuple):
    """The nesting of nodes in a layer: the ``free`` ones, stacks in the order of their seats, and the inner frames."""

    members: frozenset[int]
    free: frozenset[int]
    stacks: tuple[tuple[int, ...], ...]
    groups: tuple[tuple[int, _Nest], ...]


def _nest(members: Sequence[int], nodes: Sequence[Node], depth: int) -> _Nest:
    """Return the nesting of ``members``, whose first ``depth`` frames are the same."""
    groups, stacks = dict[int, list[int]](), dict[int, list[int]]()
    for number in members:
        node = nodes[number]
        if len(node.frames) > depth:
            groups.setdefault(node.frames[depth], []).append(number)
        elif node.stack >= 0:
            stacks.setdefault(node.stack, []).append(number)
    grouped = {number for group in (*groups.values(), *stacks.values()) for number in group}
    return _Nest(
        members=frozenset(members),
        free=frozenset(members) - grouped,
        stacks=tuple(tuple(sorted(stack, key=lambda number: nodes[number].seat)) for stack in stacks.values()),
        groups=tuple((frame, _nest(group, nodes, depth + 1)) for frame, group in groups.items()),
    )


def _first(item: tuple[float, int, Sequence[int]]) -> float:
    return item[0]


def _means(layer: Sequence[int], neighbours: Sequence[Sequence[int]], place: Sequence[int]) -> dict[int, float]:
    """Return the mean place of the neighbours of each node, and of one without neighbours its own place."""
    means = {}
    for node in layer:
        beside = neighbours[node]
        if len(beside) == 1:
            means[node] = float(place[beside[0]])
        else:
            means[node] = sum([place[n] for n in beside]) / len(beside) if beside else float(place[node])
    return means
