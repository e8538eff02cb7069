"""Ranks: which column each element of a view stands in, where the view has an inside and an outside.

A context, container or component view is laid out like an onion: the subject in the middle, and round it, one ring for
each boundary, the neighbours: those that call on the left, those that are called on the right. No neighbour then
stretches a boundary, and a label stands beside the neighbour that it tells of.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sphinxcontrib_c4.views import View, ViewKind

#: Px that a side may grow beyond the other one, and beyond the middle, before neighbours change sides.
_LOPSIDED = 240.0
#: Px between two elements of a column.
GAP = 18.0
_ONIONS = (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT)
#: More columns than this are worth making fewer.
_WIDE = 4
#: The height in px that a drawing may have in any case, and what its title, its key and the like add.
_LOW = 560.0
_HEADROOM = 160.0
#: So many layers are drawn as they are, whatever the size of the drawing.
_DEEP = 8
#: Px from a column to the next, more or less, where there is little between them.
_PITCH = 330.0


def ranks(
    view: View, breadths: Sequence[float], order: Sequence[int], ends: Sequence[tuple[int, int]]
) -> list[int] | None:
    """The column of each element from 0, or ``None`` where the engine had better choose.

    ``breadths`` are the sizes of the elements across the flow in px, ``order`` their places in an order that most lines
    run along, and ``ends`` the source and the target of each relationship.
    """
    if view.kind is not ViewKind.CONTEXT:
        return None
    if not is_nested(view):
        return None
    ring = rings(view)
    layer = _inner_layers(ring, order, ends, breadths)
    layer = _fewer(_packed(layer, breadths), ring, ends, breadths)
    for number in range(1, max(ring, default=0) + 1):
        members = [n for n, r in enumerate(ring) if r == number]
        left = _left(members, ring, ends, breadths, layer)
        low, high = min(layer.values(), default=0), max(layer.values(), default=0)
        layer |= {n: low - 1 if n in left else high + 1 for n in members}
    places = {place: number for number, place in enumerate(sorted(set(layer.values())))}
    return [places[layer[n]] for n in range(len(view.elements))]


def is_nested(view: View) -> bool:
    """Whether each boundary lies in the one before; those beside each other, as of deployment nodes, need room each."""
    parents = [boundary.parent for boundary in view.boundaries]
    return len(set(parents)) == len(parents)


def label_gap(tail: int, head: int, load: Mapping[int, float]) -> int:
    """The gap (by the column before it) that a label between the columns ``tail`` and ``head`` burdens least."""
    return min(range(tail, head), key=lambda gap: (load.get(gap, 0.0), gap))


def rings(view: View) -> list[int]:
    """How many boundaries away from the middle each element stands."""
    if view.kind not in _ONIONS:
        return [0] * len(view.elements)
    if view.kind is ViewKind.CONTEXT:
        return [int(item.element.name != view.subject) for item in view.elements]
    parent = {boundary.name: boundary.parent for boundary in view.boundaries}
    depths = [len([*_around(item.boundary, parent)]) for item in view.elements]
    return [max(depths, default=0) - depth for depth in depths]


def _around(name: str, parent: Mapping[str, str]) -> Iterator[str]:
    while name:
        yield name
        name = parent.get(name, "")


def _inner_layers(
    ring: Sequence[int], order: Sequence[int], ends: Sequence[tuple[int, int]], breadths: Sequence[float]
) -> dict[int, int]:
    """The layers of the innermost ring: longest paths, then each element drawn as near to what it calls as can be."""
    inner = sorted((n for n, r in enumerate(ring) if r == 0), key=lambda n: order[n])
    after: dict[int, set[int]] = defaultdict(set)
    before: dict[int, set[int]] = defaultdict(set)
    for source, target in ends:
        if ring[source] == ring[target] == 0 and source != target:
            one, other = sorted((source, target), key=lambda n: order[n])
            after[one].add(other)
            before[other].add(one)
    layer: dict[int, int] = {}
    for node in inner:
        layer[node] = max((layer[n] + 1 for n in before[node]), default=0)
    for node in reversed(inner):
        if after[node] and len(after[node]) >= len(before[node]):
            layer[node] = min(layer[n] for n in after[node]) - 1
    alone = [n for n in inner if not after[n] and not before[n]]
    tiled = math.ceil(math.sqrt(sum(breadths[n] + GAP for n in alone) / _PITCH))
    heights = dict.fromkeys(range(max(tiled, max(layer.values(), default=0) + 1)), 0.0)
    for node in inner:
        if node not in alone:
            heights[layer[node]] += breadths[node]
    for node in alone:
        layer[node] = _lonely_layer(node, ring, ends, heights)
        heights[layer[node]] += breadths[node]
    return layer


def _packed(layer: Mapping[int, int], breadths: Sequence[float]) -> dict[int, int]:
    """No more layers than make a drawing about as wide as high: those that follow each other share a column."""
    whole = sum(breadths[n] + GAP for n in layer)
    most = max(_DEEP, math.ceil(math.sqrt(whole / _PITCH)))
    if max(layer.values(), default=0) < most:
        return dict(layer)
    found, filled = {}, 0.0
    for node in sorted(layer, key=lambda n: layer[n]):
        found[node] = min(int(filled / whole * most), most - 1)
        filled += breadths[node] + GAP
    places = {place: number for number, place in enumerate(sorted(set(found.values())))}
    return {node: places[place] for node, place in found.items()}


def _fewer(
    layer: dict[int, int], ring: Sequence[int], ends: Sequence[tuple[int, int]], breadths: Sequence[float]
) -> dict[int, int]:
    """Fewer layers where that makes the drawing smaller: one after the other is dissolved into those beside it.

    The neighbours, shared out to two sides, say how high the drawing is anyway.
    """
    outside = sum(breadths[n] + GAP for n, r in enumerate(ring) if r == 1) / 2
    sides = min(2, sum(map(bool, ring)))

    def area(found: Mapping[int, int]) -> float:
        height = max(outside, _tallest(breadths, found), _LOW) + _HEADROOM
        return height * (max(found.values(), default=0) + 1 + sides)

    while max(layer.values(), default=0) + 1 + sides > _WIDE:
        dissolved = [_dissolved(layer, number, ends, breadths) for number in range(max(layer.values()) + 1)]
        smaller = [found for found in dissolved if area(found) <= area(layer)]
        if not smaller:
            break
        layer = min(smaller, key=lambda found: (_brackets(found, ends), _tallest(breadths, found)))
    return layer


def _dissolved(
    layer: Mapping[int, int], number: int, ends: Sequence[tuple[int, int]], breadths: Sequence[float]
) -> dict[int, int]:
    """The layers without layer ``number``: its elements go where they are joined to less, then where there is room."""
    found = {node: place for node, place in layer.items() if place != number}
    joined: dict[int, list[int]] = defaultdict(list)
    for one, other in ends:
        joined[one].append(other)
        joined[other].append(one)
    heights: dict[int, float] = defaultdict(float)
    for node, place in found.items():
        heights[place] += breadths[node]
    beside = [place for place in (number - 1, number + 1) if 0 <= place <= max(layer.values())]
    for node in (n for n, place in layer.items() if place == number):
        burden = [(sum(found.get(n) == place for n in joined[node]), heights[place], place) for place in beside]
        found[node] = min(burden)[2]
        heights[found[node]] += breadths[node]
    return {node: place - (place > number) for node, place in found.items()}


def _brackets(layer: Mapping[int, int], ends: Sequence[tuple[int, int]]) -> int:
    """How many lines join two elements of one layer."""
    return sum(one != two and one in layer and layer[one] == layer.get(two) for one, two in ends)


def _lonely_layer(node: int, ring: Sequence[int], ends: Sequence[tuple[int, int]], heights: Mapping[int, float]) -> int:
    """The layer for an element without flows inside: the emptiest one; of equals, that beside its neighbours."""
    called = any(target == node and ring[source] for source, target in ends)
    return min(heights, key=lambda n: (heights[n], n if called else -n))


def _left(
    members: Sequence[int],
    ring: Sequence[int],
    ends: Sequence[tuple[int, int]],
    breadths: Sequence[float],
    layer: Mapping[int, int],
) -> set[int]:
    """Which members of a ring stand on the left: those that call more than they are called, as far as it balances."""
    calls = dict.fromkeys(members, 0)
    for source, target in ends:
        if source in calls:
            calls[source] += 1
        if target in calls:
            calls[target] -= 1
    left = {n for n in members if calls[n] > 0}
    right = {n for n in members if calls[n] < 0}
    for node in members:
        if calls[node] == 0:
            (left if _sum(left, breadths) <= _sum(right, breadths) else right).add(node)
    middle = _tallest(breadths, layer)
    heavy, light = (left, right) if _sum(left, breadths) > _sum(right, breadths) else (right, left)
    movable = sorted(heavy, key=lambda n: (abs(calls[n]), -n))
    while movable and _sum(heavy, breadths) > max(middle, _sum(light, breadths) + _LOPSIDED):
        node = movable.pop(0)
        heavy.remove(node)
        light.add(node)
    return left


def _sum(members: set[int], breadths: Sequence[float]) -> float:
    return sum(breadths[n] + GAP for n in members)


def _tallest(breadths: Sequence[float], layer: Mapping[int, int]) -> float:
    """The height of the tallest column that stands already."""
    heights: dict[int, float] = defaultdict(float)
    for node, number in layer.items():
        heights[number] += breadths[node] + GAP
    return max(heights.values(), default=0)
