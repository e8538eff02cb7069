"""Ordering: the order of the nodes in each layer, with few crossings of lines.

Layer by layer, there and back, each node moves to the mean of its neighbours (Sugiyama, Tagawa, Toda 1981); neighbours
in a layer then change places as long as that saves a crossing. The nodes of a boundary stay together, and boundaries
beside each other have one order in all layers that they share (Sander: Layout of Compound Directed Graphs, 1996). The
best of several starts is kept; starts are drawn from a fixed sequence of numbers, so that results are always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sphinxcontrib_c4.layout.crossings import count_crossings, pair_crossings
from sphinxcontrib_c4.layout.layered import Layered

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
    _is_nested: bool = False

    def __post_init__(self) -> None:
        self.order = [list(layer) for layer in self.graph.layers]
        self.place = [0] * len(self.graph.nodes)
        self._frame_place = [0.0] * len(self.graph.frames)
        self._is_nested = bool(self.graph.frames) or any(node.stack >= 0 for node in self.graph.nodes)

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
        for number in range(len(self.order)):
            self._sort(number, keys.__getitem__)

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
                self._sort(number, lambda node, neighbours=neighbours: _mean(neighbours[node], place, place[node]))  # type: ignore[misc]
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

    def _sort(self, number: int, key: Callable[[int], float]) -> None:
        layer = self.order[number]
        keys = {node: key(node) for node in layer}
        layer.sort(key=keys.__getitem__)
        if self._is_nested:
            layer[:] = self._nested(layer, keys, 0)
        self._index(layer)

    def _nested(self, members: Sequence[int], keys: dict[int, float], depth: int) -> list[int]:
        """Return sorted ``members`` with those of each frame at ``depth`` together, at the mean of their keys."""
        nodes, groups = self.graph.nodes, dict[int, list[int]]()
        stacks = dict[int, list[int]]()
        items: list[tuple[float, int, list[int]]] = []
        for node in members:
            frames = nodes[node].frames
            if len(frames) > depth:
                groups.setdefault(frames[depth], []).append(node)
            elif nodes[node].stack >= 0:
                stacks.setdefault(nodes[node].stack, []).append(node)
            else:
                items.append((keys[node], -1, [node]))
        if not groups and not stacks:
            return [*members]
        for stack in stacks.values():
            mean = sum(keys[node] for node in stack) / len(stack)
            items.append((mean, -1, sorted(stack, key=lambda node: nodes[node].seat)))
        for frame, group in groups.items():
            mean = sum(keys[node] for node in group) / len(group)
            items.append((mean, frame, self._nested(group, keys, depth + 1)))
        items.sort(key=lambda item: item[0])
        if len(groups) > 1:
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
            left, right = layer[at], layer[at + 1]
            if (
                graph.nodes[left].frames != graph.nodes[right].frames
                or graph.nodes[left].stack != graph.nodes[right].stack
            ):
                continue
            if graph.nodes[left].stack >= 0:
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


def _mean(neighbours: Sequence[int], place: Sequence[int], own: int) -> float:
    if not neighbours:
        return float(own)
    return sum(place[n] for n in neighbours) / len(neighbours)
