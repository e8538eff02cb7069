"""Faults: errors and warnings in a model, with their position and advice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = "\u00ad\u061c\u200b\u2060\ufeff"
_UNSAFE = (
    f"[\\x00-\\x08\\x0a-\\x1f\\x7f-\\xa0{_INVISIBLE}\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_ADDRESS = re.compile(" at 0x[0-9A-Fa-f]+")
_WIDTH = 120

_MAX_SEPARATE = 3
"""The number of faults with one cause up to which each is shown with its source line."""

_MAX_PLACES = 20


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A position in a model file; ``line`` and ``column`` start at 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{visible(self.path)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """An error or a warning in a model file.

    ``line`` is the source line of ``position``. ``hint`` is advice, with the nearest valid name if one is
    near. Both may be empty. A report groups faults with the same ``cause``, by default the message.
    """

    position: Position
    message: str
    line: str = ""
    hint: str = ""
    cause: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return position and message, the source line with a caret, and the hint."""
        rows = [f"{self.position}: {visible(self.message)}"]
        if self.line.strip():
            rows += _excerpt(self.line, self.position.column)
        if self.hint:
            rows.append(f"  {visible(self.hint)}")
        return "\n".join(rows)


class ModelError(Exception):
    """The model is invalid; ``faults`` holds all of its faults, sorted by position."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Store ``faults``, sorted and without duplicates."""
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Return the full report: each fault, and their number; many faults with one cause are one paragraph."""
        paragraphs = list(_paragraphs(self.faults))
        count, causes = len(self.faults), len(paragraphs)
        total = "1 error" if count == 1 else f"{count} errors"
        if causes < count:
            total += " with one cause" if causes == 1 else f" with {causes} causes"
        return "\n\n".join([*paragraphs, total])

    def __reduce__(self) -> tuple[type[ModelError], tuple[tuple[Fault, ...]]]:
        """Pickle the faults, so that the error can leave a worker process."""
        return (ModelError, (self.faults,))


def _paragraphs(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield the text of each fault, and one text for many faults with the same cause."""
    groups: dict[str, list[Fault]] = {}
    for fault in faults:
        groups.setdefault(fault.cause or fault.message, []).append(fault)
    for fault in faults:
        group = groups[fault.cause or fault.message]
        if len(group) <= _MAX_SEPARATE:
            yield str(fault)
        elif fault is group[0]:
            yield _grouped(group)


def _grouped(faults: list[Fault]) -> str:
    """Return the first of ``faults`` with the places of the others, which have the same cause."""
    first, *others = faults
    places: dict[str, list[str]] = {}
    for fault in others[:_MAX_PLACES]:
        places.setdefault(visible(fault.position.path), []).append(f"{fault.position.line}:{fault.position.column}")
    listing = "; ".join(f"{path}:{', '.join(numbers)}" for path, numbers in places.items())
    more = f" and {len(others) - _MAX_PLACES} more" if len(others) > _MAX_PLACES else ""
    return f"{first}\n  the same in {len(others)} other places: {listing}{more}"


def visible(text: str) -> str:
    """Return ``text`` on one line, with control characters and bidirectional marks escaped."""
    return text if text.isprintable() else re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", text)


def visible_lines(text: str) -> str:
    """Return ``text`` with its line breaks and tabs, and with other control characters escaped."""
    return text if text.isascii() and text.isprintable() else "\n".join(map(visible, text.split("\n")))


def control_character(text: str) -> str:
    """Return the first character of ``text`` that a model must not contain, or ``""``.

    These are control characters other than tabs and line ends, characters that change the direction of the text
    after them, surrogates, and two codes that are not characters. An escape in quotes can contain them.
    """
    match = None if text.isprintable() else _CONTROL.search(text)
    return match[0] if match else ""


def quoted(text: str, *, limit: int = 60) -> str:
    """Return ``text`` in single quotes for use in a sentence, shortened to ``limit`` characters."""
    return f"'{visible(text if len(text) <= limit else text[: limit - 1] + '…')}'"


def quoted_value(value: object) -> str:
    """Return any value of Python for use in a sentence: as its code, on one line and shortened.

    The address of an object is left out, since it differs in each run. A value whose code cannot be computed, such as
    an integer of too many digits, is described by its type.
    """
    try:
        code = repr(value)
    except Exception:  # a class in conf.py can raise any
        code = f"<{type(value).__name__}>"
    code = _ADDRESS.sub("", code)
    return visible(code if len(code) <= _WIDTH else f"{code[: _WIDTH - 1]}…")


def describe_character(char: str) -> str:
    """Return ``char`` with its code and name, since it may look like another one: ``'é' (U+00E9, latin …)``."""
    code, name = f"U+{ord(char):04X}", unicodedata.name(char, "").lower()
    if visible(char) == char:
        return f"{quoted(char)} ({f'{code}, {name}' if name else code})"
    return f"{code} ({name})" if name else code


def _excerpt(line: str, column: int) -> list[str]:
    """Return the part of ``line`` around ``column`` and, below it, a caret at that column."""
    start = max(0, column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    head = visible(line[start : column - 1])
    excerpt = head + visible(line[column - 1 : start + _WIDTH])
    lead = "".join("\t" if char == "\t" else " " * _cells(char) for char in head)
    return [f"    {excerpt.rstrip()}", f"    {lead}^"]


def _cells(char: str) -> int:
    """Return the number of terminal cells that ``char`` takes: 0, 1 or 2."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
