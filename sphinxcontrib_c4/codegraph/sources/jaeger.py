"""Distributed traces: the dependencies between services as Jaeger's HTTP API returns them.

The document is ``{"data": [{"parent": "a", "child": "b", "callCount": 12}]}``; a bare list is read too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinxcontrib_c4.codegraph.bindings import Call, RowFault
from sphinxcontrib_c4.codegraph.sources.inputs import call_or_fault, read_input


@dataclass(frozen=True, slots=True)
class JaegerDependencies:
    """The calls in a file of dependencies."""

    path: Path

    def evidence(self) -> Iterator[Call | RowFault]:
        """Yield the calls, and a fault for each dependency that cannot be read.

        Raises:
            OSError: the file cannot be read.
        """
        text = read_input(self.path)
        if isinstance(text, RowFault):
            yield text
            return
        yield from parse_dependencies(text, self.path.as_posix())


def parse_dependencies(text: str, name: str) -> Iterator[Call | RowFault]:
    """Yield the calls in ``text``, and a fault for each dependency that cannot be read."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        yield RowFault(name, line, "the file is not JSON")
        return
    rows = document.get("data") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        yield RowFault(name, 0, "the file has no list 'data' of dependencies")
        return
    for number, row in enumerate(rows, start=1):
        yield from _calls(row, name, number)


def _calls(row: object, name: str, number: int) -> Iterator[Call | RowFault]:
    location = f"dependency {number}"
    if not isinstance(row, dict):
        yield RowFault(name, 0, f"{location} is not a JSON object")
        return
    call = call_or_fault(row.get("parent"), row.get("child"), row.get("callCount", 1), "traces")
    if isinstance(call, str):
        yield RowFault(name, 0, f"{location}: {call}")
    elif call.calls and call.client != call.server:
        yield call
