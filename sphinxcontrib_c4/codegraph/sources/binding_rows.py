"""Binding rows from a file or standard input: JSON Lines, or one JSON array."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sphinxcontrib_c4.codegraph.bindings import Binding, BindingError, RowFault, parse_binding
from sphinxcontrib_c4.codegraph.row_stream import Row, read_rows
from sphinxcontrib_c4.codegraph.sources.inputs import open_input

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class BindingRows:
    """The rows of a file; ``STANDARD_INPUT`` stands for standard input."""

    path: Path

    def evidence(self) -> Iterator[Binding | RowFault]:
        """Yield the bindings, and a fault for each invalid row.

        Raises:
            OSError: the file cannot be read.
            SourceError: it is a device or a named pipe.
        """
        if self.path == STANDARD_INPUT:
            yield from parse_rows(sys.stdin.buffer, "<stdin>")
        else:
            with open_input(self.path) as stream:
                yield from parse_rows(stream, self.path.as_posix())


def parse_rows(stream: BinaryIO, name: str) -> Iterator[Binding | RowFault]:
    """Yield the bindings in ``stream``, and a fault for each invalid row."""
    for row in read_rows(stream, name):
        if isinstance(row, RowFault):
            yield row
        else:
            yield _parse_row(row, name)


def _parse_row(row: Row, name: str) -> Binding | RowFault:
    try:
        return parse_binding(row.value)
    except BindingError as error:
        return RowFault(name, row.line, str(error))
