"""Folding: fewer ranks where a drawing would be too wide.

Neighbouring ranks are merged where that costs least. Lines between two elements of one rank then run straight from one
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
    ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int], sizes: Sequence[float], most: int
) -> Folded:
    """Return ``ranks`` merged into at most ``most``.

    ``pairs`` are the ends of the lines, ``homes`` the boundaries of the elements, which come first among the nodes, and
    ``sizes`` their sizes across the flow.
    """
    if len(ranks) > _LARGE:
        folded = _bucketed(ranks, most)
        return Folded(folded, find_stacks(folded, pairs, homes))
    folded = [*ranks]
    while max(folded, default=0) >= max(most, 1):
        merged = ([rank - (rank > gap) for rank in folded] for gap in range(max(folded)))
        folded = min(merged, key=lambda each: _cost(each, pairs, homes, sizes))
        folded = _settled(folded, ranks, pairs, homes, sizes)
    return Folded(folded, find_stacks(folded, pairs, homes))


def _bucketed(ranks: Sequence[int], most: int) -> list[int]:
    """Return ``ranks`` merged into at most ``most`` that hold about as many elements each."""
    sizes = Counter(ranks)
    place, filled = {}, 0
    for rank in sorted(sizes):
        place[rank] = min(filled * most // len(ranks), most - 1)
        filled += sizes[rank]
    number = {rank: n for n, rank in enumerate(sorted(set(place.values())))}
    return [number[place[rank]] for rank in ranks]


def _settled(
    folded: list[int],
    ranks: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    homes: Sequence[int],
    sizes: Sequence[float],
) -> list[int]:
    """Return ``folded`` with elements moved to the rank beside theirs where that saves a line out of a column and back.

    ``ranks`` are those before folding: lines that ran forward then should still run forward.
    """

    called = {two for one, two in pairs if one != two}

    def cost(candidate: Sequence[int]) -> float:
        total = _cost(candidate, pairs, homes, sizes)
        for one, two in pairs:
            span = candidate[two] - candidate[one]
            if span * (ranks[two] - ranks[one]) < 0:
                total += _AGAINST if one in called else _AGAINST_CALLER
            total += _LENGTH * max(abs(span) - 1, 0)
        return round(total, 3)

    least, last = cost(folded), max(folded)
    stacked = {line for stack in find_stacks(folded, pairs, homes) for line in stack.lines}
    level = [pair for n, pair in enumerate(pairs) if folded[pair[0]] == folded[pair[1]] and n not in stacked]
    for element in sorted({end for pair in level if pair[0] != pair[1] for end in pair}):
        for rank in (folded[element] - 1, folded[element] + 1):
            moved = [*folded[:element], rank, *folded[element + 1 :]]
            if 0 <= rank <= last and len(set(moved)) > last and cost(moved) < least:
                folded, least = moved, cost(moved)
    return folded


def find_stacks(ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int]) -> list[Stack]:
    """Return stacks that hold as many as can be of the lines between elements of one rank and one boundary."""
    joined: dict[int, list[tuple[int, int]]] = defaultdict(list)
    group: dict[int, int] = {}
    for line in _candidates(ranks, pairs, homes):
        one, two = pairs[line]
        if len(joined[one]) < 2 and len(joined[two]) < 2 and _root(group, one) != _root(group, two):
            group[_root(group, one)] = _root(group, two)
            joined[one].append((two, line))
            joined[two].append((one, line))
    stacks, done = [], set[int]()
    ends = [element for element in joined if len(joined[element]) == 1]
    for end in sorted(ends, key=lambda element: (_is_target(element, joined, pairs), element)):
        if end not in done:
            stack = _follow(end, joined)
            done.update(stack.elements)
            stacks.append(stack)
    return stacks


def _candidates(ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int]) -> list[int]:
    """Return the lines that may run within a stack, those first whose ends have the fewest lines."""
    times = Counter(frozenset(pair) for pair in pairs)
    degree = Counter(end for pair in pairs for end in pair)
    lines = [
        number
        for number, (one, two) in enumerate(pairs)
        if one != two
        and max(one, two) < len(homes)
        and ranks[one] == ranks[two]
        and homes[one] == homes[two]
        and times[frozenset((one, two))] == 1
    ]
    return sorted(lines, key=lambda n: (degree[pairs[n][0]] + degree[pairs[n][1]], n))


def _is_target(element: int, joined: Mapping[int, Sequence[tuple[int, int]]], pairs: Sequence[tuple[int, int]]) -> bool:
    return pairs[joined[element][0][1]][1] == element


def _root(group: Mapping[int, int], element: int) -> int:
    while element in group:
        element = group[element]
    return element


def _follow(end: int, joined: Mapping[int, Sequence[tuple[int, int]]]) -> Stack:
    elements, lines = [end], list[int]()
    while following := [(other, line) for other, line in joined[elements[-1]] if line not in lines]:
        elements.append(following[0][0])
        lines.append(following[0][1])
    return Stack(tuple(elements), tuple(lines))


def _cost(
    ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int], sizes: Sequence[float]
) -> float:
    level = sum(one != two and ranks[one] == ranks[two] for one, two in pairs)
    stacked = sum(len(stack.lines) for stack in find_stacks(ranks, pairs, homes))
    heights: Counter[int] = Counter()
    for element, size in enumerate(sizes):
        heights[ranks[element]] += round(size)
    mean = sum(sizes) / max(len(sizes), 1)
    return round(_BACK * (level - stacked) + _STACKED * stacked + max(heights.values(), default=0) / max(mean, 1.0), 3)
