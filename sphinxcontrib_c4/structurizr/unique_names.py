"""Unique names: the names in use, and the first unused one of several candidates."""

from __future__ import annotations


class UniqueNames:
    """Names in use. If all candidates are in use, the last one gets the smallest free number from 2.

    The next number of each name is remembered, so equal names take time in proportion to their number.
    """

    def __init__(self, pattern: str = "{}-{}") -> None:
        """Start without names; ``pattern`` formats a name and its number."""
        self._pattern = pattern
        self._names: set[str] = set()
        self._numbers: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> str:
        """Add ``name`` and return it."""
        self._names.add(name)
        return name

    def add_unused(self, *candidates: str) -> str:
        """Add the first unused one of ``candidates``, or the last one with a number, and return it."""
        for name in candidates:
            if name not in self._names:
                return self.add(name)
        last = candidates[-1]
        number = self._numbers.get(last, 2)
        while (name := self._pattern.format(last, number)) in self._names:
            number += 1
        self._numbers[last] = number + 1
        return self.add(name)
