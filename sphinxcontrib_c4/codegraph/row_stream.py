"""Rows out of a stream of JSON Lines, or of one JSON array, in bounded memory.

A row that is not JSON yields a ``RowFault`` with its line and costs only itself. No more than one
chunk and one row are in memory at a time.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from sphinxcontrib_c4.codegraph.bindings import RowFault

MAX_ROW = 1 << 20
"""The longest row, in bytes (JSON Lines) or characters (array)."""

_CHUNK = 1 << 16
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\r\n]*")
_NEXT_ROW = re.compile(r"\}[ \t\r\n]*,[ \t\r\n]*(?=\{)")
_NEXT_VALUE = re.compile(r",[ \t]*\r?\n[ \t\r\n]*")
_DEEP = "the row is nested too deeply"


class Row(NamedTuple):
    """A JSON value and the line that it begins in."""

    line: int
    value: object


def read_rows(stream: BinaryIO, name: str) -> Iterator[Row | RowFault]:
    """Yield the rows of ``stream`` and what is wrong with the others; faults call the stream ``name``."""
    head = _first_line(stream)
    if head.removeprefix(_BOM).lstrip()[:1] != b"[":
        return _json_lines(stream, name, head)
    if _is_complete(head):
        more = _first_line(stream)
        if more.strip():  # a row that is a list, and other rows
            return _json_lines(stream, name, head + more)
    return _ArrayReader(stream, name, head).rows()


def _is_complete(line: bytes) -> bool:
    """Return whether a line is a JSON value by itself."""
    try:
        json.loads(line.removeprefix(_BOM))
    except (ValueError, RecursionError):
        return False
    return True


def _first_line(stream: BinaryIO) -> bytes:
    """Return the beginning of the stream, up to the end of the first line that is not empty."""
    head = b""
    while len(head) <= MAX_ROW:
        line = stream.readline(MAX_ROW + 1)
        head += line
        if not line or line.removeprefix(_BOM).strip():
            break
    return head


# --- JSON Lines ---


def _json_lines(stream: BinaryIO, name: str, head: bytes) -> Iterator[Row | RowFault]:
    for number, line in enumerate(_lines(stream, head), start=1):
        text = line.removeprefix(_BOM) if number == 1 else line
        if len(line) > MAX_ROW:
            yield RowFault(name, number, f"the row is longer than {MAX_ROW} bytes")
        elif text.strip():
            yield _parse_line(text, name, number)


def _lines(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    *complete, last = head.split(b"\n")
    yield from complete
    line = last or stream.readline(MAX_ROW + 1)
    while line:
        yield line
        while len(line) > MAX_ROW and not line.endswith(b"\n"):
            line = stream.readline(MAX_ROW + 1)
        line = stream.readline(MAX_ROW + 1)


def _parse_line(line: bytes, name: str, number: int) -> Row | RowFault:
    try:
        return Row(number, json.loads(line.decode("utf-8")))
    except UnicodeDecodeError:
        return RowFault(name, number, "the row is not UTF-8")
    except RecursionError:
        return RowFault(name, number, _DEEP)
    except ValueError as error:
        return RowFault(name, number, f"the row is not JSON: {_reason(error)}")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} (column {error.colno})"
    return "a number is too long"


# --- A JSON array ---


class _ArrayReader:
    """Reads the items of one JSON array one after the other."""

    def __init__(self, stream: BinaryIO, name: str, head: bytes) -> None:
        self._stream = stream
        self._name = name
        # An invalid byte becomes a surrogate, which makes its row unreadable and no other.
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._text = self._decode(head.removeprefix(_BOM))
        self._at = 0
        self._line = 1
        self._is_complete = False
        self._decoder = json.JSONDecoder()

    def rows(self) -> Iterator[Row | RowFault]:
        """Yield the items of the array."""
        self._skip_space()
        self._move(self._at + 1)
        is_open = True
        while char := self._next_char():
            if char in ",]":
                is_open = is_open and char == ","
                self._move(self._at + 1)
                continue
            if not is_open:
                is_open = True
                yield RowFault(self._name, self._line, "there is text after the end of the array")
            yield self._row()
        if is_open:
            yield RowFault(self._name, self._line, "the array ends before its ']'")

    def _row(self) -> Row | RowFault:
        line = self._line
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
                if end < len(self._text) or not self._read_more():
                    self._move(end)
                    return Row(line, value)
            except RecursionError:
                message = _DEEP
                break
            except json.JSONDecodeError as error:
                if self._may_be_cut(error) and self._read_more():
                    continue
                message = f"the row is not JSON: {error.msg.lower()}"
                break
            except ValueError:
                message = "the row is not JSON: a number is too long"
                break
        self._skip_row()
        return RowFault(self._name, line, message)

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Return whether the row may be whole once more of the stream is read."""
        if len(self._text) - self._at > MAX_ROW:
            return False
        return error.pos >= len(self._text) - 16 or error.msg.startswith("Unterminated string")

    def _skip_row(self) -> None:
        """Move to the next object of the array, past a row that cannot be read."""
        while True:
            if match := _NEXT_ROW.search(self._text, self._at) or _NEXT_VALUE.search(self._text, self._at):
                self._move(match.end())
                return
            last = self._text.rfind("}", max(self._at, len(self._text) - 256))
            if not self._read_more(keep=last if last >= 0 else len(self._text)):
                end = self._text.rfind("]", self._at)
                self._move(end if end >= 0 else len(self._text))
                return

    def _next_char(self) -> str:
        self._skip_space()
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        while True:
            match = _SPACE.match(self._text, self._at)
            self._move(match.end() if match else self._at)
            if self._at < len(self._text) or not self._read_more():
                return

    def _move(self, position: int) -> None:
        self._line += self._text.count("\n", self._at, position)
        self._at = position

    def _read_more(self, keep: int | None = None) -> bool:
        """Read another chunk, and drop the text before ``keep`` (the current position if not given)."""
        if self._is_complete:
            return False
        if keep is not None:
            self._move(keep)
        chunk = self._stream.read(_CHUNK)
        self._is_complete = not chunk
        self._text = self._text[self._at :] + self._decode(chunk, self._is_complete)
        self._at = 0
        return True
