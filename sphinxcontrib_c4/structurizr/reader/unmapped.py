"""Unmapped items: data of a workspace that a model has no place for.

They are reported and never dropped silently. Equal descriptions are counted, with the place of the first. A
model does not contain presentation, such as colours and animations; all of it is one item.
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
    _presentation: dict[str, UnmappedItem] = field(default_factory=dict)

    def add(self, description: str, position: Position, path: str) -> None:
        """Count one occurrence at ``position``."""
        _count(self._items, description, position, path)

    def add_presentation(self, plural: str, position: Position, path: str) -> None:
        """Count one occurrence of presentation of one sort, such as ``animations``."""
        _count(self._presentation, plural, position, path)

    def sorted(self) -> tuple[UnmappedItem, ...]:
        """Return the items in alphabetical order of their descriptions."""
        return tuple(self._items[description] for description in sorted(self._items))

    def presentation(self) -> UnmappedItem | None:
        """Return one item for all presentation, such as ``animations (2 times), styles``; or ``None``."""
        items = [self._presentation[plural] for plural in sorted(self._presentation)]
        if not items:
            return None
        return replace(items[0], description=", ".join(map(str, items)), count=1)


def _count(items: dict[str, UnmappedItem], description: str, position: Position, path: str) -> None:
    if item := items.get(description):
        items[description] = replace(item, count=item.count + 1)
    else:
        items[description] = UnmappedItem(description=description, position=position, path=path)
