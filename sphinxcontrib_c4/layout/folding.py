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
    max_ranks: int,
    *,
    start: Sequence[int] | None = None,
) -> Folded:
    """Return ``ranks`` merged into at most ``max_ranks``.

    ``pairs`` are the ends of the lines, ``homes`` the boundaries of the elements, which come first among the nodes, and
    ``sizes`` their sizes across the flow. ``start`` are the ranks of an earlier result with more of them.
    """
    lines = _Lines(pairs, homes)
    if len(ranks) > _LARGE:
        new_ranks = _fill_buckets(ranks, max_ranks)
    else:
        costs = _Costs(lines, ranks, sizes)
        new_ranks = [*(start or ranks)]
        while max(new_ranks, default=0) >= max(max_ranks, 1):
            attempts = ([rank - (rank > gap) for rank in new_ranks] for gap in range(max(new_ranks)))
            new_ranks = costs.settle(min(attempts, key=costs.of))
    return Folded(new_ranks, lines.stacks(new_ranks))


def find_stacks(ranks: Sequence[int], pairs: Sequence[tuple[int, int]], homes: Sequence[int]) -> list[Stack]:
    """Return stacks that contain as many lines as possible between elements of one rank and one boundary."""
    return _Lines(pairs, homes).stacks(ranks)


def _fill_buckets(ranks: Sequence[int], max_ranks: int) -> list[int]:
    """Return ``ranks`` merged into at most ``max_ranks`` that hold about as many elements each."""
    sizes = Counter(ranks)
    place, filled = {}, 0
    for rank in sorted(sizes):
        place[rank] = min(filled * max_ranks // len(ranks), max_ranks - 1)
        filled += sizes[rank]
    number = {rank: n for n, rank in enumerate(sorted(set(place.values())))}
    return [number[place[rank]] for rank in ranks]


class _Lines:
    """The lines of a view, and those that may run within a stack: those first whose ends have the fewest lines."""

    def __init__(self, pairs: Sequence[tuple[int, int]], homes: Sequence[int]) -> None:
        self.pairs = pairs
        times = Counter([(min(pair), max(pair)) for pair in pairs])
        degree = Counter([end for pair in pairs for end in pair])
        stackable = [
            (degree[source] + degree[target], line, source, target)
            for line, (source, target) in enumerate(pairs)
            if source != target
            and max(source, target) < len(homes)
            and homes[source] == homes[target]
            and times[min(source, target), max(source, target)] == 1
        ]
        self._stackable = [(line, source, target) for _, line, source, target in sorted(stackable)]

    def stacked(self, ranks: Sequence[int]) -> list[int]:
        """Return the lines that run within stacks, each between two elements without another one beside them."""
        neighbours: Counter[int] = Counter()
        opposite_end: dict[int, int] = {}
        lines = []
        for line, source, target in self._stackable:
            if ranks[source] == ranks[target] and neighbours[source] < 2 and neighbours[target] < 2:
                first, last = opposite_end.get(source, source), opposite_end.get(target, target)
                if first != target:
                    opposite_end[first], opposite_end[last] = last, first
                    neighbours[source] += 1
                    neighbours[target] += 1
                    lines.append(line)
        return lines

    def stacks(self, ranks: Sequence[int]) -> list[Stack]:
        """Return stacks that contain as many lines as possible between elements of one rank and one boundary."""
        neighbours: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for line in self.stacked(ranks):
            source, target = self.pairs[line]
            neighbours[source].append((target, line))
            neighbours[target].append((source, line))
        stacks, stacked_elements = [], set[int]()
        ends = [element for element in neighbours if len(neighbours[element]) == 1]
        for end in sorted(ends, key=lambda element: (self.pairs[neighbours[element][0][1]][1] == element, element)):
            if end not in stacked_elements:
                stack = _follow(end, neighbours)
                stacked_elements.update(stack.elements)
                stacks.append(stack)
        return stacks


def _follow(end: int, neighbours: Mapping[int, Sequence[tuple[int, int]]]) -> Stack:
    elements, lines = [end], list[int]()
    while following := [step for step in neighbours[elements[-1]] if not lines or step[1] != lines[-1]]:
        elements.append(following[0][0])
        lines.append(following[0][1])
    return Stack(tuple(elements), tuple(lines))


class _Costs:
    """The costs of merged ranks; ``ranks`` are the ranks before merging, whose forward lines should stay forward."""

    def __init__(self, lines: _Lines, ranks: Sequence[int], sizes: Sequence[float]) -> None:
        self._lines = lines
        self._ranks = ranks
        self._sizes = [round(size) for size in sizes]
        self._mean = max(sum(sizes) / max(len(sizes), 1), 1.0)
        self._callees = {target for source, target in lines.pairs if source != target}

    def of(self, ranks: Sequence[int]) -> float:
        """Return the cost of lines within a rank, and of the largest rank."""
        level = sum([source != target and ranks[source] == ranks[target] for source, target in self._lines.pairs])
        stacked = len(self._lines.stacked(ranks)) if level else 0
        heights: dict[int, int] = {}
        for rank, size in zip(ranks, self._sizes, strict=False):
            heights[rank] = heights.get(rank, 0) + size
        largest = max(heights.values(), default=0) / self._mean
        return round(_BACK * (level - stacked) + _STACKED * stacked + largest, 3)

    def settle(self, ranks: list[int]) -> list[int]:
        """Return ``ranks`` with elements moved to an adjacent rank if that saves a line out of a column and back."""
        pairs, last = self._lines.pairs, max(ranks)
        stacked = {*self._lines.stacked(ranks)}
        level = [pair for line, pair in enumerate(pairs) if ranks[pair[0]] == ranks[pair[1]] and line not in stacked]
        elements = sorted({end for pair in level if pair[0] != pair[1] for end in pair})
        lowest_cost = self._with_lengths(ranks) if elements else 0.0
        for element in elements:
            for rank in (ranks[element] - 1, ranks[element] + 1):
                moved = [*ranks[:element], rank, *ranks[element + 1 :]]
                if 0 <= rank <= last and len(set(moved)) > last and (cost := self._with_lengths(moved)) < lowest_cost:
                    ranks, lowest_cost = moved, cost
        return ranks

    def _with_lengths(self, ranks: Sequence[int]) -> float:
        """Return the cost of ``ranks`` with that of lines that run against the flow, or pass a rank."""
        total = self.of(ranks)
        for source, target in self._lines.pairs:
            span = ranks[target] - ranks[source]
            if span * (self._ranks[target] - self._ranks[source]) < 0:
                total += _AGAINST if source in self._callees else _AGAINST_CALLER
            total += _LENGTH * max(abs(span) - 1, 0)
        return round(total, 3)
