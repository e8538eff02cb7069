"""The parts that sources share: reading an input, and checking the names of services."""

from __future__ import annotations

import math
from pathlib import Path
from typing import BinaryIO

from sphinxcontrib_c4.codegraph.bindings import MAX_TEXT, Call, RowFault
from sphinxcontrib_c4.model import visible

MAX_SIZE = 64 << 20
"""The largest input that is read as a whole, in bytes."""

_MAX_CALLS = 10**15
_OPEN_STREAMS = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")


class SourceError(Exception):
    """A source cannot be used at all; ``str()`` explains why and what to do."""


def open_input(path: Path) -> BinaryIO:
    """Return the open file ``path``, which must be a regular file or a stream that a shell has opened.

    Raises:
        OSError: the file cannot be read.
        SourceError: it is a device or a named pipe, which may never end.
    """
    if not path.is_dir() and path.exists() and not path.is_file() and not path.as_posix().startswith(_OPEN_STREAMS):
        raise SourceError(f"{path} is not a regular file; use - for binding rows from standard input")
    return path.open("rb")


def read_input(path: Path) -> str | RowFault:
    """Return the text of a file, or a fault if it is too large or not UTF-8.

    Raises:
        OSError: the file cannot be read.
        SourceError: it is a device or a named pipe.
    """
    with open_input(path) as stream:
        data = stream.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        return RowFault(path.as_posix(), 0, f"the file is larger than {MAX_SIZE >> 20} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return RowFault(path.as_posix(), 0, "the file is not UTF-8")


def call_or_fault(client: object, server: object, calls: object, source: str) -> Call | str:
    """Return a call, or a sentence on what is wrong with it."""
    for value in (client, server):
        if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT or visible(value) != value:
            return "the name of a service is missing or cannot be used"
    if isinstance(calls, bool) or not isinstance(calls, int | float) or not _is_count(calls):
        return "the number of calls is not a number"
    return Call(str(client).strip(), str(server).strip(), int(calls), source)


def _is_count(value: float) -> bool:
    return math.isfinite(value) and 0 <= value <= _MAX_CALLS if abs(value) <= _MAX_CALLS else False
