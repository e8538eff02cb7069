"""The layout engine: Graphviz ``dot``, asked for ranks and order, one process for many graphs.

The graphs that are written hold nothing but numbers, so that no text of a model can break them and no font is asked
for. Coordinates are turned into ``u`` (along the flow) and ``v`` (across it), both in px: a view whose flows run down
is the same problem with its axes exchanged.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, Any

_POINTS_PER_INCH = 72
#: Seconds that one process may take for each graph before it counts as failed.
_TIMEOUT = 20
#: Above this many edges the network simplex is bounded (https://graphviz.org/docs/attrs/nslimit/).
_LARGE = 300


class EngineError(Exception):
    """The engine cannot be found, or does not answer as Graphviz does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A node: its size along ``u`` and across ``v`` in px, and the index of its cluster (-1: none)."""

    length: float
    breadth: float
    cluster: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster: the index of the one around it (-1: none) and the px that its title takes across the flow."""

    parent: int = -1
    title: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge towards a higher rank; heavier ones are kept shorter and straighter."""

    tail: int
    head: int
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What the engine lays out; cells, clusters and edges are known by their indices.

    ``ranks`` holds the rank of each cell from 0, or nothing where the engine is to find them.
    """

    cells: tuple[Cell, ...]
    clusters: tuple[Cluster, ...] = ()
    edges: tuple[Edge, ...] = ()
    ranks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a graph lies: the centre of each cell, and the extent across ``v`` of each cluster.

    ``bends`` holds, for each edge, points that the engine led it through.
    """

    centers: tuple[tuple[float, float], ...]
    extents: tuple[tuple[float, float], ...]
    bends: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A process of the engine that lays out ``graphs``, and the files that it reads from and writes to.

    They are files and not pipes, so that it never has to wait for a reader. Where edges are ``routed``, they are led
    round what stands in their way.
    """

    command: str
    graphs: Sequence[Graph]
    routed: bool
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    complaints: IO[bytes]

    @classmethod
    def start(cls, command: str, graphs: Sequence[Graph], *, routed: bool = True) -> Run:
        """Start the program ``command``. Raises :class:`EngineError` where it cannot be run."""
        with TemporaryFile() as source, ExitStack() as files:
            output, complaints = files.enter_context(TemporaryFile()), files.enter_context(TemporaryFile())
            source.write("".join(_dot(graph, routed=routed) for graph in graphs).encode())
            source.seek(0)
            try:
                process = subprocess.Popen(
                    [command, "-Kdot", "-Tjson0"], stdin=source, stdout=output, stderr=complaints
                )
            except OSError as error:
                raise EngineError(f"{Path(command).name} cannot be run: {error.strerror}") from None
            files.pop_all()
        return cls(command, graphs, routed, process, output, complaints)

    def placements(self) -> list[Placement]:
        """Wait for the answer. Raises :class:`EngineError` where it is none."""
        with self.output, self.complaints:
            code = _ended(self.process, _TIMEOUT * len(self.graphs))
            if code is None:
                raise EngineError(f"the layout took longer than {_TIMEOUT} s")
            answer = _said(self.output)
            if code or not answer.strip():
                first = _said(self.complaints).strip().partition("\n")[0]
                raise EngineError(first or f"{Path(self.command).name} ended with exit code {code}")
        try:
            return [_placement(graph, each) for graph, each in zip(self.graphs, _documents(answer), strict=True)]
        except (KeyError, ValueError, IndexError, TypeError) as error:
            raise EngineError(f"{Path(self.command).name} gave an answer that cannot be read: {error}") from None


def _ended(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit code of ``process`` as soon as there is one; ``None``, and it is ended, where that takes too long.

    ``Popen.wait`` with a time limit would look now and then, up to 50 ms late.
    """
    waiting = Thread(target=process.wait, daemon=True)
    waiting.start()
    waiting.join(seconds)
    if not waiting.is_alive():
        return process.returncode
    process.kill()
    waiting.join()
    return None


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def start(graphs: Sequence[Graph], *, engine: str = "") -> Callable[[], list[Placement | EngineError]]:
    """Start to lay out ``graphs`` in one process, and return what waits for the answer.

    It is the embedded engine's, or that of the ``dot`` at the path ``engine``. Where it fails, each graph gets a
    process of its own, so that a bad one costs only itself. That one is tried again with ``splines=none``
    (https://graphviz.org/docs/attrs/splines/): routing may fail (``source point not in any triangle``), and is no more
    than a hint.
    """
    try:
        run = Run.start(_command(engine), graphs)
    except EngineError as fault:
        faults: list[Placement | EngineError] = [fault for _ in graphs]
        return lambda: faults
    return lambda: _finished(run)


def _finished(run: Run) -> list[Placement | EngineError]:
    try:
        return [*run.placements()]
    except EngineError as fault:
        if len(run.graphs) == 1:
            return _finished(Run.start(run.command, run.graphs, routed=False)) if run.routed else [fault]
        return [_finished(Run.start(run.command, [graph]))[0] for graph in run.graphs]


def _command(engine: str) -> str:
    """The program to run; an embedded engine is looked for where its wheel puts it before ``PATH`` is."""
    if engine:
        found = shutil.which(engine)
        if found is None:
            raise EngineError(f"there is no program {engine!r}")
        return found
    name = "graphviz-pure.exe" if os.name == "nt" else "graphviz-pure"
    user_scripts = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    for folder in (sysconfig.get_path("scripts"), str(Path(sys.executable).parent), user_scripts):
        if os.access(Path(folder) / name, os.X_OK):
            return str(Path(folder) / name)
    found = shutil.which(name)
    if found is None:
        raise EngineError("the embedded engine is missing: install the package graphviz-pure")
    return found


def _documents(text: str) -> Iterator[dict[str, Any]]:
    """The JSON documents that stand in ``text`` one after the other."""
    decoder, start = json.JSONDecoder(), 0
    while start < len(text):
        if text[start].isspace():
            start += 1
            continue
        document, start = decoder.raw_decode(text, start)
        yield document


def _dot(graph: Graph, *, routed: bool) -> str:
    """``graph`` in the DOT language (https://graphviz.org/doc/info/lang.html)."""
    large = len(graph.edges) > _LARGE
    splines = "none" if not routed else "line" if large else "polyline"
    lines = [
        "digraph {",
        "graph [rankdir=LR newrank=true nodesep=0.22 ranksep=0.3 compound=true fontsize=10 "
        + f"splines={splines}{' nslimit=1 nslimit1=1 mclimit=0.1' if large else ''}]",
        'node [shape=box fixedsize=true label=""]',
        "edge [arrowhead=none]",
        *_dot_cluster(graph, -1),
        *(f"n{e.tail}:e -> n{e.head}:w [weight={e.weight}]" for e in graph.edges),
        *_dot_ranks(graph.ranks),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _dot_ranks(ranks: Sequence[int]) -> Iterator[str]:
    """A chain of points, one for each rank, and beside each of them the cells that belong there."""
    if ranks:
        last = max(ranks)
        yield "node [width=0.01 height=0.01]"
        yield " -> ".join(f"r{rank}" for rank in range(last + 1)) + " [weight=0]" * (last > 0)
        for rank in range(last + 1):
            yield f"{{rank=same r{rank} " + " ".join(f"n{n}" for n, r in enumerate(ranks) if r == rank) + "}"


def _dot_cluster(graph: Graph, index: int) -> Iterator[str]:
    for number, cell in enumerate(graph.cells):
        if cell.cluster == index:
            width, height = cell.length / _POINTS_PER_INCH, cell.breadth / _POINTS_PER_INCH
            yield f"n{number} [width={width:.4f} height={height:.4f}]"
    for number, cluster in enumerate(graph.clusters):
        if cluster.parent == index:
            size = f"WIDTH='10' HEIGHT='{cluster.title:.0f}'"
            title = f"<<TABLE BORDER='0' FIXEDSIZE='TRUE' {size}><TR><TD></TD></TR></TABLE>>" if cluster.title else '""'
            yield f"subgraph cluster_{number} {{"
            yield f"margin=14 labeljust=l label={title}"
            yield from _dot_cluster(graph, number)
            yield "}"


def _placement(graph: Graph, answer: dict[str, Any]) -> Placement:
    objects = {item["name"]: item for item in answer.get("objects", ())}
    height = _numbers(answer["bb"])[3]
    centers = tuple(_point(objects[f"n{i}"]["pos"], height) for i in range(len(graph.cells)))
    boxes = [_numbers(objects[f"cluster_{i}"]["bb"]) for i in range(len(graph.clusters))]
    edges = sorted(answer.get("edges", ()), key=lambda edge: edge["_gvid"])
    bends = tuple(_bends(edge.get("pos", ""), height) for edge in edges[: len(graph.edges)])
    extents = tuple((height - top, height - bottom) for _, bottom, _, top in boxes)
    return Placement(centers=centers, extents=extents, bends=bends)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.replace("!", "").split(",")]


def _point(text: str, height: float) -> tuple[float, float]:
    """A point with ``y`` running down, as on a page."""
    x, y, *_ = _numbers(text)
    return x, height - y


def _bends(text: str, height: float) -> tuple[tuple[float, float], ...]:
    """The points of a spline (https://graphviz.org/docs/attr-types/splineType/) in the order of the flow."""
    return tuple(_point(part, height) for part in text.split() if part[0] not in "es")
