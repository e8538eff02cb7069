"""Ordering: the order of the nodes in each layer, with few crossings of lines.

Layer by layer, there and back, each node moves to the mean of its neighbours (Sugiyama, Tagawa, Toda 1981); neighbours
in a layer then change places as long as that saves a crossing. The nodes of a boundary stay together, and boundaries
beside each other have one order in all layers that they share (Sander: Layout of Compound Directed Graphs, 1996). The
best of several starts is kept; starts are drawn from a fixed sequence of numbers, so that results are always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
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


class _Search:
    """A search for an order; ``order`` and ``place`` (of each node in its layer) are its current state."""

    def __init__(self, graph: Layered) -> None:
        self.graph = graph
        self.order = [list(layer) for layer in graph.layers]
        self.place = [0] * len(graph.nodes)
        self._keys = [0.0] * len(graph.nodes)
        self._frame_place = [0.0] * len(graph.frames)
        self._nests = [_nest(layer, graph.nodes, 0) for layer in graph.layers]

    def run(self, keys: Keys) -> tuple[Order, int]:
        """Return the best order that sweeps from ``keys`` lead to, and its crossings."""
        self.sort_all(keys)
        best, least, idle = self.copy(), self.crossings(), 0
        for _ in range(_SWEEPS):
            if idle == _PATIENCE or not least or not self._sweep():
                break
            crossings = self.crossings()
            idle = 0 if crossings < least else idle + 1
            if crossings < least:
                best, least = self.copy(), crossings
        self._restore(best)
        saving = self._switch() if least else 0
        return self.copy(), least - saving

    def copy(self) -> Order:
        """Return a copy of the current order."""
        return [layer.copy() for layer in self.order]

    def crossings(self) -> int:
        """Return the crossings of the current order."""
        return count_crossings(self.graph, self.order, self.place)

    def sort_all(self, keys: Keys) -> None:
        """Sort all layers by ``keys``."""
        self._keys[:] = keys
        self._frame_place = self._frame_means(keys)
        for number in range(len(self.order)):
            self._sort(number)

    def _restore(self, order: Order) -> None:
        self.order = order
        for layer in order:
            self._index(layer)

    def _index(self, layer: Sequence[int]) -> None:
        for place, node in enumerate(layer):
            self.place[node] = place

    def _sweep(self) -> bool:
        """Sort each layer by the means of its neighbours, forward and backward; return whether the order changed."""
        graph, earlier = self.graph, self.copy()
        last = len(self.order) - 1
        for neighbours, numbers in ((graph.before, range(1, last + 1)), (graph.behind, range(last - 1, -1, -1))):
            for number in numbers:
                if len(self.order[number]) > 1:
                    self._set_means(self.order[number], neighbours)
                    self._sort(number)
        if len(graph.frames) < 2:
            return self.order != earlier
        heights = [max(len(layer) - 1, 1) for layer in self.order]
        means = self._frame_means([at / heights[node.layer] for at, node in zip(self.place, graph.nodes, strict=True)])
        changed = self.order != earlier or means != self._frame_place
        self._frame_place = means
        return changed

    def _set_means(self, layer: Sequence[int], neighbours: Sequence[Sequence[int]]) -> None:
        """Make the key of each node the mean place of its neighbours, and of one without neighbours its own place."""
        keys, place = self._keys, self.place
        for node in layer:
            beside = neighbours[node]
            if len(beside) == 1:
                keys[node] = place[beside[0]]
            else:
                keys[node] = sum([place[n] for n in beside]) / len(beside) if beside else place[node]

    def _frame_means(self, keys: Keys) -> list[float]:
        """Return the mean key of the contents of each frame, by which adjacent frames are sorted."""
        total, count = [0.0] * len(self.graph.frames), [0] * len(self.graph.frames)
        for node, key in zip(self.graph.nodes, keys, strict=True):
            for frame in node.frames:
                total[frame] += key
                count[frame] += 1
        return [t / max(c, 1) for t, c in zip(total, count, strict=True)]

    def _sort(self, number: int) -> None:
        """Sort a layer by the keys of its nodes, those of each stack and frame together."""
        layer, nest = self.order[number], self._nests[number]
        if len(layer) == 1:
            return
        layer.sort(key=self._keys.__getitem__)
        if nest.homes:
            layer[:] = self._nested(layer, nest)
        self._index(layer)

    def _nested(self, members: Sequence[int], nest: _Nest) -> list[int]:
        """Return sorted ``members``, those of each stack and frame of ``nest`` together at the mean of their keys."""
        keys, homes = self._keys, nest.homes
        groups: dict[int, list[int]] = {frame: [] for frame in nest.groups}
        free = []
        for node in members:
            home = homes.get(node)
            if home is None:
                free.append(node)
            elif home >= 0:
                groups[home].append(node)
        nested: list[int] = []
        index = 0
        for mean, _, block in self._blocks(groups, nest):
            while index < len(free) and keys[free[index]] <= mean:
                nested.append(free[index])
                index += 1
            nested += block
        return nested + free[index:]

    def _blocks(self, groups: Mapping[int, Sequence[int]], nest: _Nest) -> list[_Block]:
        """Return the stacks and frames of ``nest`` in their order; ``groups`` are the sorted nodes of each frame."""
        blocks: list[_Block] = [(self._mean(stack), -1, stack) for stack in nest.stacks]
        for frame, group in groups.items():
            inner = nest.groups[frame]
            blocks.append((self._mean(group), frame, self._nested(group, inner) if inner.homes else group))
        if len(blocks) > 1:
            blocks.sort(key=itemgetter(0))
        if len(groups) > 1:
            framed = iter(sorted((b for b in blocks if b[1] >= 0), key=lambda b: (self._frame_place[b[1]], b[1])))
            blocks = [(block[0], *next(framed)[1:]) if block[1] >= 0 else block for block in blocks]
        return blocks

    def _mean(self, members: Sequence[int]) -> float:
        return sum([self._keys[node] for node in members]) / len(members)

    def _switch(self) -> int:
        """Exchange neighbours in a layer as long as that saves crossings; return how many it saved."""
        total, stale = 0, set(range(len(self.order)))
        for _ in range(_SWITCHES):
            for number, layer in enumerate(self.order):
                if number in stale:
                    stale.discard(number)
                    if saving := self._switch_layer(layer):
                        total += saving
                        stale |= {number - 1, number, number + 1}
        return total

    def _switch_layer(self, layer: list[int]) -> int:
        before, behind = [self._neighbour_places(layer, ends) for ends in (self.graph.before, self.graph.behind)]
        saving = 0
        for index in range(len(layer) - 1):
            if not (_may_cross(before[index], before[index + 1]) or _may_cross(behind[index], behind[index + 1])):
                continue
            if not _may_switch(self.graph.nodes[layer[index]], self.graph.nodes[layer[index + 1]]):
                continue
            gain = sum(
                [
                    pair_crossings(ends[index], ends[index + 1]) - pair_crossings(ends[index + 1], ends[index])
                    for ends in (before, behind)
                ]
            )
            if gain > 0:
                layer[index], layer[index + 1] = layer[index + 1], layer[index]
                for ends in (before, behind):
                    ends[index], ends[index + 1] = ends[index + 1], ends[index]
                saving += gain
        if saving:
            self._index(layer)
        return saving

    def _neighbour_places(self, layer: Sequence[int], neighbours: Sequence[Sequence[int]]) -> list[list[int]]:
        """Return the sorted places of the neighbours of each node of a layer."""
        place = self.place
        return [sorted([place[n] for n in neighbours[node]]) for node in layer]


def _may_cross(left: Sequence[int], right: Sequence[int]) -> bool:
    """Return whether edges to the sorted places ``left`` and ``right`` of two neighbours can cross."""
    return bool(left) and bool(right) and left[-1] > right[0]


def _may_switch(left: Node, right: Node) -> bool:
    return left.frames == right.frames and left.stack < 0 and right.stack < 0


_Block = tuple[float, int, Sequence[int]]
"""Nodes of a layer that stay together: their place among the keys, their frame (-1: none), and themselves in order."""


class _Nest(NamedTuple):
    """The nesting of nodes in a layer: stacks in the order of their seats, and inner frames.

    ``homes`` holds the frame of each node that is in one at this depth, and -1 for one in a stack.
    """

    homes: Mapping[int, int]
    stacks: Sequence[Sequence[int]]
    groups: Mapping[int, _Nest]


def _nest(members: Sequence[int], nodes: Sequence[Node], depth: int) -> _Nest:
    """Return the nesting of ``members``, whose first ``depth`` frames are the same."""
    homes = dict[int, int]()
    groups, stacks = dict[int, list[int]](), dict[int, list[int]]()
    for number in members:
        node = nodes[number]
        if len(node.frames) > depth:
            homes[number] = node.frames[depth]
            groups.setdefault(node.frames[depth], []).append(number)
        elif node.stack >= 0:
            homes[number] = -1
            stacks.setdefault(node.stack, []).append(number)
    return _Nest(
        homes=homes,
        stacks=[sorted(stack, key=lambda number: nodes[number].seat) for stack in stacks.values()],
        groups={frame: _nest(group, nodes, depth + 1) for frame, group in groups.items()},
    )
