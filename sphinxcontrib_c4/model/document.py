"""The text of one file, the values that it holds, and where each of them stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sphinxcontrib_c4.model.elements import Position
from sphinxcontrib_c4.model.faults import Fault

At = tuple[int, int]
"""Line and column, counted from 1."""

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Entries(dict[str, Any]):
    """A YAML mapping: where it begins, and where each of its keys and values does.

    ``partial`` says that more was meant to be in it than could be read.
    """

    __slots__ = ("at", "flow", "keys_at", "partial", "values_at")

    def __init__(self, at: At, *, flow: bool) -> None:
        """Begin at ``at``; ``flow`` tells ``{…}`` from an indented mapping."""
        super().__init__()
        self.at = at
        self.flow = flow
        self.partial = False
        self.keys_at: dict[str, At] = {}
        self.values_at: dict[str, At] = {}


class Items(list[Any]):
    """A YAML sequence: where it begins, and where each of its items does."""

    __slots__ = ("at", "items_at")

    def __init__(self, at: At) -> None:
        """Begin at ``at``."""
        super().__init__()
        self.at = at
        self.items_at: list[At] = []


@dataclass(eq=False, repr=False)
class Document:
    """The text of one file, what it holds (``root``), and what is wrong with it so far.

    ``spelled`` keeps what the file says where YAML reads a plain word as something else
    (``no`` as false); ``nameless`` are the lines of entries whose ids are missing or cannot be used.
    """

    path: str
    text: str
    root: Any = None
    faults: list[Fault] = field(default_factory=list)
    spelled: dict[At, str] = field(default_factory=dict)
    nameless: list[int] = field(default_factory=list)

    @cached_property
    def _starts(self) -> list[int]:
        """The index at which each line begins."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def position(self, at: At) -> Position:
        """The position of a place in this file."""
        return Position(self.path, *at)

    def line(self, number: int) -> str:
        """The text of a line, without its line break; lines count from 1."""
        if not 0 < number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n\x85\u2028\u2029")

    def at(self, index: int) -> At:
        """The place of the character ``index``."""
        number = bisect_right(self._starts, index)
        return number, index - self._starts[number - 1] + 1

    def fault(self, at: At, message: str, hint: str = "") -> None:
        """Note what is wrong at a place."""
        self.faults.append(Fault(self.position(at), message, self.line(at[0]), hint))
