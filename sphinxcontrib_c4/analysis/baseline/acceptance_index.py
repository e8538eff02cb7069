"""Index of acceptances: the entries of a baseline by the edges and elements that they accept.

A finding is compared only with the entries that concern it, so the time for each finding does not grow with the length
of the baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.judgement import Acceptance
from sphinxcontrib_c4.model import lineage


class EdgeAcceptance(NamedTuple):
    """An entry that names an edge itself (``exact``), or an edge between parts of its ends."""

    entry: Acceptance
    exact: bool


class AcceptanceIndex:
    """The entries of a baseline, found by rule and edge, or by rule and element."""

    def __init__(self, acceptances: Iterable[Acceptance]) -> None:
        """Index ``acceptances``."""
        self._entries = tuple(acceptances)
        self._by_edge: dict[tuple[str, Pair], dict[int, bool]] = {}
        self._by_element: dict[tuple[str, str], list[int]] = {}
        for number, entry in enumerate(self._entries):
            for pair in entry.edges:
                for outer in product(lineage(pair[0]), lineage(pair[1])):
                    numbers = self._by_edge.setdefault((entry.rule, outer), {})
                    numbers[number] = numbers.get(number, False) or outer == pair
            for name in dict.fromkeys(entry.elements):
                self._by_element.setdefault((entry.rule, name), []).append(number)

    def of_edge(self, rule: str, pair: Pair) -> tuple[EdgeAcceptance, ...]:
        """Return the entries that accept an edge, in the order of the baseline."""
        numbers = self._by_edge.get((rule, pair), {})
        return tuple(EdgeAcceptance(self._entries[number], exact) for number, exact in numbers.items())

    def of_edges(self, rule: str, pairs: Iterable[Pair]) -> Iterator[Acceptance]:
        """Yield the entries that accept at least one of ``pairs``, in the order of the baseline."""
        numbers = {number for pair in pairs for number in self._by_edge.get((rule, pair), ())}
        return (self._entries[number] for number in sorted(numbers))

    def of_element(self, rule: str, name: str) -> tuple[Acceptance, ...]:
        """Return the entries that accept findings about an element, in the order of the baseline."""
        return tuple(self._entries[number] for number in self._by_element.get((rule, name), ()))
