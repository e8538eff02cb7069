"""Unmapped items: data of a workspace that a model has no place for.

They are reported and never dropped silently. Equal descriptions are counted, with the place of the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sphinxcontrib_c4.model import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedItem:
    """One description of unmapped data, the place of its first occurrence, and the number of occurrences.

    ``path`` is the JSON path, such as ``model.people[0].perspectives``.
    """

    description: str
    position: Position
    path: str
    count: int = 1

    def __str__(self) -> str:
        """Return, for example, ``property 'cost' of a person (2 times)``."""
        return self.description if self.count == 1 else f"{self.description} ({self.count} times)"


@dataclass(slots=True)
class UnmappedItems:
    """The unmapped items of one workspace by their descriptions."""

    _items: dict[str, UnmappedItem] = field(default_factory=dict)

    def add(self, description: str, position: Position, path: str) -> None:
        """Count one occurrence at ``position``."""
        if item := self._items.get(description):
            self._items[description] = replace(item, count=item.count + 1)
        else:
            self._items[description] = UnmappedItem(description=description, position=position, path=path)

    def sorted(self) -> tuple[UnmappedItem, ...]:
        """Return the items in alphabetical order of their descriptions."""
        return tuple(self._items[description] for description in sorted(self._items))
