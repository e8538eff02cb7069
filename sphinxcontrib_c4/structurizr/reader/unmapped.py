"""Leftovers: what a workspace says and a model has no place for, which is told and never dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sphinxcontrib_c4.model import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """One thing that is not taken over: what it is, where it stands first, and how often it was met.

    ``path`` is its JSON path, such as ``model.people[0].perspectives``.
    """

    what: str
    position: Position
    path: str
    times: int = 1

    def __str__(self) -> str:
        """``property 'cost' of a person (2 times)``."""
        return self.what if self.times == 1 else f"{self.what} ({self.times} times)"


@dataclass(slots=True)
class Leftovers:
    """All leftovers of one workspace, each thing once."""

    found: dict[str, Leftover] = field(default_factory=dict)

    def note(self, what: str, position: Position, path: str) -> None:
        """Note that ``what`` was met."""
        known = self.found.get(what)
        again = replace(known, times=known.times + 1) if known else Leftover(what=what, position=position, path=path)
        self.found[what] = again

    def all(self) -> tuple[Leftover, ...]:
        """All of them in alphabetical order."""
        return tuple(self.found[what] for what in sorted(self.found))
