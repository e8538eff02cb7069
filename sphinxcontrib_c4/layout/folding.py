"""Folding: fewer ranks for a drawing that would be too wide.

Neighbouring ranks are merged if that costs least. Lines between two elements of one rank then run straight from one
to the other, across the flow, with their label between: such elements form a stack. A line whose ends find no place
beside each other leads out of the column and back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

#: What a line that leads out of a column and back costs, next to one more element in the largest column.
_BACK = 5.0
#: What a line within a stack costs.
_STACKED = 0.5
#: What a line costs that runs against the flow only because ranks were merged (more if nothing calls its source),
#: and what one costs that passes a rank.
_AGAINST = 4.0
_AGAINST_CALLER = 12.0
_LENGTH = 0.5
#: In a view of more elements than this, ranks are merged by their sizes alone.
_LARGE = 80


class Stack(NamedTuple):
    """Elements of one rank in their order, and the line between each two of them."""

    elements: tuple[int, ...]
    lines: tuple[int, ...]


class Folded(NamedTuple):
    """The rank of each node, and the stacks in the ranks."""

    ranks: list[int]
    stacks: list[Stack]


def fold(
    ranks: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    homes: Sequence[int],
    sizes: Sequence[float],
    most: int,
    *,
    start: Sequence[int] | None = None,
) -> Folded:
    """Return ``ranks`` merged into at most ``most``.

    ``pairs`` are the ends of the lines, ``homes`` the boundaries of the elements, which come first among the nodes, and
    ``sizes`` their sizes across the flow. ``start`` are the ranks of an earlier result with more of them.
    """
    if len(ranks) > _LARGE:
        new_ranks = _fill_buckets(ranks, most)
        return Folded(new_ranks, find_stacks(new_ranks, pairs, homes))
    new_ranks = [*(start or ranks)]
    while max(new_ranks, default=0) >= max(most, 1):
        attempts = ([rank - (rank > gap) for rank in new_ranks] for gap in range(max(new_ranks)))
        new_ranks = min(attempts, key=lambda each: _cost(each, pairs, homes, sizes))
        new_ranks = _settle(new_ranks, ranks, pairs, homes, sizes)
    return Folded(new_ranks, find_stacks(new_ranks, pairs, homes))


def _fill_buckets(ranks: Sequence[int], most: int) -> list[int]:
    """Return ``ranks`` merged into at most ``most`` that hold about as many elements each."""
    sizes = Counter(ranks)
    place, filled = {}, 0
    for rank in sorted(sizes):
        place[rank] = min(filled * most // len(ranks), most - 1)
        filled += sizes[rank]
    number = {rank: n for n, rank in enumerate(sorted(set(place.values())))}
    return [number[place[rank]] for rank in ranks]


def _settle(
    new_ranks: list[int],
    ranks: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    homes: Sequence[int],
    sizes: Sequence[float],
) -> list[int]:
    """Return ``new_ranks`` with elements moved to an adjacent rank if that saves a line out of a column and back.

    ``ranks`` are those before folding: lines that ran forward then should still run forward.
    """

    callees = {two for one, two in pairs if one != two}

    def cost(candidate: Sequence[int]) -> float:
        total = _cost(candidate, pairs, homes, sizes)
        for source, target in pairs:
            span = candidate[target] - candidate[source]
            if span * (ranks[target] - ranks[source]) < 0:
                total += _AGAINST if source in callees else _AGAINST_CALLER
            total += _LENGTH * max(abs(span) - 1, 0)
        return round(total, 3)

    least, last = cost(new_ranks), max(new_ranks)
    lines_in_stacks = {line for stack in find_stacks(new_ranks, pairs, homes) for line in stack.lines}
    level = [
        pair for n, pair in enumerate(pairs) if new_ranks[pair[0]] == new_ranks[pair[1]] and n not in lines_in_stacks
    ]
    for element in sorted({end for pair in level if pair[0] != pair[1] for end in pair}):
        for rank in (new_ranks[element] - 1, new_ranks[element] + 1):
            moved = [*new_ranks[:element], rank, *new_ranks[element + 1 :]]
            if 0 <= rank <= last and len(set(moved)) > last and cost(moved) < least:
                new_ranks, least = moved, cost(moved)
    return new_ranks


def find_stacks(ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int]) -> list[Stack]:
    """Return stacks that contain as many lines as possible between elements of one rank and one boundary."""
    neighbours: dict[int, list[tuple[int, int]]] = defaultdict(list)
    group: dict[int, int] = {}
    for line in _candidates(ranks, pairs, homes):
        source, target = pairs[line]
        if len(neighbours[source]) < 2 and len(neighbours[target]) < 2 and _root(group, source) != _root(group, target):
            group[_root(group, source)] = _root(group, target)
            neighbours[source].append((target, line))
            neighbours[target].append((source, line))
    stacks, done = [], set[int]()
    ends = [element for element in neighbours if len(neighbours[element]) == 1]
    for end in sorted(ends, key=lambda element: (_is_target(element, neighbours, pairs), element)):
        if end not in done:
            stack = _follow(end, neighbours)
            done.update(stack.elements)
            stacks.append(stack)
    return stacks


def _candidates(ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int]) -> list[int]:
    """Return the lines that may run within a stack, those first whose ends have the fewest lines."""
    times = Counter(frozenset(pair) for pair in pairs)
    degree = Counter(end for pair in pairs for end in pair)
    lines = [
        number
        for number, (source, target) in enumerate(pairs)
        if source != target
        and max(source, target) < len(homes)
        and ranks[source] == ranks[target]
        and homes[source] == homes[target]
        and times[frozenset((source, target))] == 1
    ]
    return sorted(lines, key=lambda n: (degree[pairs[n][0]] + degree[pairs[n][1]], n))


def _is_target(
    element: int, neighbours: Mapping[int, Sequence[tuple[int, int]]], pairs: Sequence[tuple[int, int]]
) -> bool:
    return pairs[neighbours[element][0][1]][1] == element


def _root(group: Mapping[int, int], element: int) -> int:
    while element in group:
        element = group[element]
    return element


def _follow(end: int, neighbours: Mapping[int, Sequence[tuple[int, int]]]) -> Stack:
    elements, lines = [end], list[int]()
    while following := [(other, line) for other, line in neighbours[elements[-1]] if line not in lines]:
        elements.append(following[0][0])
        lines.append(following[0][1])
    return Stack(tuple(elements), tuple(lines))


def _cost(
    ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int], sizes: Sequence[float]
) -> float:
    level = sum(one != two and ranks[one] == ranks[two] for one, two in pairs)
    line_count = sum(len(stack.lines) for stack in find_stacks(ranks, pairs, homes))
    heights: Counter[int] = Counter()
    for element, size in enumerate(sizes):
        heights[ranks[element]] += round(size)
    mean = sum(sizes) / max(len(sizes), 1)
    return round(
        _BACK * (level - line_count) + _STACKED * line_count + max(heights.values(), default=0) / max(mean, 1.0), 3
    )
