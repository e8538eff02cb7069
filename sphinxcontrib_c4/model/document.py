"""A document: the text of one YAML file, its values, and the place of each value.

A place is an index in the text; the few that are printed are converted to a line and a column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sphinxcontrib_c4.model.faults import Fault, Position
from sphinxcontrib_c4.model.names import nearest, suggestion

At = int
"""The index of the first character of a key or value in the text of its document."""

_SUGGESTED = 30
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Entries(dict[str, Any]):
    """A YAML mapping, with its position and those of its keys and values.

    ``partial`` states that some of it could not be read.
    """

    __slots__ = ("at", "flow", "keys_at", "partial", "values_at")

    def __init__(self, at: At, *, flow: bool) -> None:
        """Start an empty mapping at ``at``; ``flow`` is true for ``{…}``."""
        super().__init__()
        self.at = at
        self.flow = flow
        self.partial = False
        self.keys_at: dict[str, At] = {}
        self.values_at: dict[str, At] = {}


class Items(list[Any]):
    """A YAML sequence, with its position and those of its items."""

    __slots__ = ("at", "items_at")

    def __init__(self, at: At) -> None:
        """Start an empty sequence at ``at``."""
        super().__init__()
        self.at = at
        self.items_at: list[At] = []


@dataclass(eq=False, repr=False)
class Document:
    """The text of one file, its value (``root``), and the faults found so far.

    ``spellings`` holds the original spelling of plain words that YAML converts (``no`` to false);
    ``nameless`` are the lines of entries without a usable id.
    """

    path: str
    text: str
    root: Any = None
    faults: list[Fault] = field(default_factory=list)
    spellings: dict[At, str] = field(default_factory=dict)
    nameless: list[int] = field(default_factory=list)

    @cached_property
    def _starts(self) -> list[int]:
        """The index at which each line begins."""
        return [0, *[match.end() for match in _LINE_BREAK.finditer(self.text)]]

    def position(self, at: At) -> Position:
        """Return the line and column of a place in this file."""
        line = bisect_right(self._starts, at)
        return Position(self.path, line, at - self._starts[line - 1] + 1)

    def at(self, line: int, column: int = 1) -> At:
        """Return the place at ``line`` and ``column``, which count from 1."""
        return self._starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """Return the text of a line without its line break; the first line is 1."""
        if not 0 < number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n\x85\u2028\u2029")

    @property
    def suggests(self) -> bool:
        """Whether faults still get suggestions, which take time to compute; the first faults of a file do."""
        return len(self.faults) < _SUGGESTED

    def fault(
        self,
        at: At,
        message: str,
        hint: str = "",
        *,
        name: str = "",
        candidates: Mapping[str, str] | None = None,
        cause: str = "",
    ) -> None:
        """Record a fault.

        Args:
            at: the place in this file.
            message: what is wrong.
            hint: what to do.
            name: a misspelled name. The nearest of ``candidates`` replaces ``hint``, if one is near.
            candidates: valid names with their titles.
            cause: the same for all faults with one cause; by default, the message.
        """
        if candidates is not None and self.suggests:
            hint = suggestion(nearest(name, candidates)) or hint
        self.faults.append(replace(self.warning(at, message, hint), cause=cause))

    def warning(self, at: At, message: str, hint: str) -> Fault:
        """Return a fault at ``at`` without recording it; the model stays valid."""
        position = self.position(at)
        return Fault(position, message, self.line(position.line), hint)
