"""Faults: what is wrong in a model, where, and what to do about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sphinxcontrib_c4.model.elements import Position

_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_UNSAFE = f"[\\x00-\\x08\\x0a-\\x1f\\x7f-\\xa0{_INVISIBLE}\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
_WIDTH = 120


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a model file.

    ``line`` is the source line that ``position`` points into and ``hint`` says what to do, with the
    nearest valid name where there is one. Both may be empty.
    """

    position: Position
    message: str
    line: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """The fault as it is shown: position and message, the line with a caret, and the hint."""
        rows = [f"{visible(str(self.position))}: {self.message}"]
        if self.line.strip():
            rows += _excerpt(self.line, self.position.column)
        if self.hint:
            rows.append(f"  {self.hint}")
        return "\n".join(rows)


class ModelError(Exception):
    """The model cannot be used; ``faults`` holds everything that is wrong with it, by position."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Take the faults in any order; the same fault counts once."""
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__(self.faults)

    def __str__(self) -> str:
        """The whole report: every fault, and how many there are."""
        count = len(self.faults)
        total = "1 fault in the model" if count == 1 else f"{count} faults in the model"
        return "\n\n".join([*map(str, self.faults), total])

    def __reduce__(self) -> tuple[type[ModelError], tuple[tuple[Fault, ...]]]:
        """Pickle by the faults, so that the error can cross from a worker process."""
        return (ModelError, (self.faults,))


def visible(text: str) -> str:
    """``text`` on one line, with what could upset a terminal or reorder the line made visible."""
    return text if text.isprintable() else re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", text)


def quoted(text: str, *, limit: int = 60) -> str:
    """``text`` in single quotes for use within a sentence, cut after ``limit`` characters."""
    return f"'{visible(text if len(text) <= limit else text[: limit - 1] + '…')}'"


def describe_character(char: str) -> str:
    """``char`` in words, where it looks like another one or like nothing: ``'é' (U+00E9, latin …)``."""
    code, name = f"U+{ord(char):04X}", unicodedata.name(char, "").lower()
    if visible(char) == char:
        return f"{quoted(char)} ({f'{code}, {name}' if name else code})"
    return f"{code} ({name})" if name else code


def _excerpt(line: str, column: int) -> list[str]:
    """The part of ``line`` around ``column`` and, under it, a caret at that column."""
    start = max(0, column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    head = visible(line[start : column - 1])
    shown = head + visible(line[column - 1 : start + _WIDTH])
    lead = "".join("\t" if char == "\t" else " " * _cells(char) for char in head)
    return [f"    {shown.rstrip()}", f"    {lead}^"]


def _cells(char: str) -> int:
    """How many cells of a terminal ``char`` takes: 0, 1 or 2."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
