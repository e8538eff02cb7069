"""Service graph metrics as OpenTelemetry's connector exports them, in Prometheus' text format.

A line is ``traces_service_graph_request_total{client="a",server="b"} 12``; other metrics are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from sphinxcontrib_c4.codegraph.bindings import Call, RowFault
from sphinxcontrib_c4.codegraph.sources.inputs import call_or_fault, open_input

METRIC = "traces_service_graph_request_total"

_SAMPLE = re.compile(rf"{METRIC}\{{(?P<labels>.*)\}}\s+(?P<value>\S+)(?:\s+-?\d+)?(?:\s*#.*)?\s*")
_LABEL = re.compile(r'\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)')
_ESCAPE = re.compile(r"\\(.)")
_MAX_LINE = 1 << 16


@dataclass(frozen=True, slots=True)
class ServiceGraphMetrics:
    """The calls in a file of metrics."""

    path: Path

    def evidence(self) -> Iterator[Call | RowFault]:
        """Yield the calls, and a fault for each sample that cannot be read.

        Raises:
            OSError: the file cannot be read.
            SourceError: it is a device or a named pipe.
        """
        with TextIOWrapper(open_input(self.path), encoding="utf-8", errors="replace") as lines:
            yield from parse_metrics(lines, self.path.as_posix())


def parse_metrics(lines: Iterator[str] | list[str], name: str) -> Iterator[Call | RowFault]:
    """Yield the calls in ``lines``, and a fault for each sample that cannot be read."""
    for number, line in enumerate(lines, start=1):
        if line.startswith(METRIC):
            call = _call(line)
            if isinstance(call, str):
                yield RowFault(name, number, call)
            elif call and call.calls and call.client != call.server:
                yield call


def _call(line: str) -> Call | str | None:
    match = _SAMPLE.fullmatch(line) if len(line) <= _MAX_LINE else None
    labels = _labels(match["labels"]) if match else None
    if match is None or labels is None:
        return "the sample cannot be read"
    try:
        value = float(match["value"])
    except ValueError:
        return "the number of calls is not a number"
    if not labels.get("client") or not labels.get("server"):
        return None  # a request whose other side has no trace
    return call_or_fault(labels["client"], labels["server"], value, "metrics")


def _labels(text: str) -> dict[str, str] | None:
    labels: dict[str, str] = {}
    position = 0
    while text[position:].strip():
        match = _LABEL.match(text, position)
        if not match:
            return None
        labels[match[1]] = _ESCAPE.sub(lambda m: "\n" if m[1] == "n" else m[1], match[2])
        position = match.end()
    return labels
