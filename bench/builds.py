"""Measure the cost of drawings: build the same pages with drawings and without, in turn.

The wall time of a build is measured, and the CPU time of all its processes. Builds keep byte code in their own folder,
as installed packages do, even if the environment forbids to write it.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from pages import Content, Grouping, drawings, write_project

from sphinxcontrib_c4.model import Flow, Model, load


class Cost(NamedTuple):
    """The duration of a build and the CPU time of all its processes, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Costs of builds, pair by pair, and the highest acceptable ratio."""

    title: str
    with_drawings: tuple[Cost, ...]
    plain: tuple[Cost, ...]
    limit: float

    @property
    def medians(self) -> tuple[Cost, Cost]:
        """The medians with drawings and without."""
        with_drawings, plain = (
            Cost(*map(median, zip(*costs, strict=True))) for costs in (self.with_drawings, self.plain)
        )
        return with_drawings, plain


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a Sphinx project and its output."""

    folder: Path

    @property
    def output(self) -> Path:
        """The folder of the built pages and doctrees."""
        return self.folder / "_build"

    def build(self, jobs: int = 1) -> Cost:
        """Build the project in ``jobs`` separate processes and return its cost."""
        options = ["-q", "-b", "html", "-j", str(jobs), str(self.folder), str(self.output)]
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(self.folder.parent / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        start, cpu = perf_counter(), _children_cpu()
        subprocess.run(
            [sys.executable, "-m", "sphinx", *options], check=True, stdin=subprocess.DEVNULL, env=environment
        )
        return Cost(perf_counter() - start, _children_cpu() - cpu)

    def drawing_bytes(self) -> int:
        """Return the bytes of SVG in all pages."""
        pages = (path.read_text(encoding="utf-8") for path in self.output.glob("*.html"))
        return sum(len(match[0].encode()) for page in pages for match in _SVG.finditer(page))

    def clean(self) -> None:
        """Delete the output."""
        shutil.rmtree(self.output, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of the model that adds another word to the label of a flow."""

    path: str
    label: str

    def __call__(self, project: Project, number: int) -> None:
        """Edit the model of ``project``, starting from its original text."""
        path = project.folder / "model" / self.path
        original = path.with_suffix(".original")
        if not original.exists():
            shutil.copyfile(path, original)
        text = original.read_text(encoding="utf-8")
        path.write_text(text.replace(self.label, f"{self.label} again{number}", 1), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Rewording:
    """An edit that adds another word to each of some pages."""

    pages: tuple[str, ...]

    def __call__(self, project: Project, number: int) -> None:
        """Append the word to each page of ``project``."""
        for name in self.pages:
            path = project.folder / f"{name}.rst"
            text, *_ = path.read_text(encoding="utf-8").partition(_ADDITION)
            path.write_text(f"{text}{_ADDITION}{number}\n", encoding="utf-8")


_ADDITION = "\nAgain"
_SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)
Preparation = Callable[[Project, int], None]


def _children_cpu() -> float:
    """Return the CPU time of all finished child processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def compare_builds(
    folder: Path, models: Path, *, page_of: Grouping, prose: int, pairs: int, most: int = 0
) -> tuple[Comparison, ...]:
    """Compare cold builds, parallel ones, builds without changes, and builds after a one-word edit of the model.

    Without drawings, the word is written on the pages that would show it, because drawings do not cause the cost of
    reading and writing these pages. ``most`` limits the number of drawings.
    """
    with_drawings, plain = Project(folder / "drawn"), Project(folder / "plain")
    for project, content in ((with_drawings, Content.DRAWINGS), (plain, Content.PARAGRAPHS)):
        write_project(project.folder, models, content=content, page_of=page_of, prose=prose, most=most)
    model = load(models)
    flow, edit = _edit(model, with_drawings.folder / "model")
    all_drawings = drawings(model)[: most or None]
    reword = Rewording(tuple(sorted({page_of(drawing) for drawing in all_drawings if drawing.shows(model, flow)})))

    def add_word(project: Project, number: int) -> None:
        (edit if project is with_drawings else reword)(project, number)

    return (
        compare("cold, in two processes", with_drawings, plain, prepare=_clean, pairs=pairs, limit=1.35, jobs=2),
        compare("cold", with_drawings, plain, prepare=_clean, pairs=pairs, limit=1.35),
        compare("nothing changed", with_drawings, plain, prepare=lambda project, _: None, pairs=pairs, limit=1.03),
        compare("one word of the model", with_drawings, plain, prepare=add_word, pairs=pairs, limit=1.15),
    )


def compare_graphviz(folder: Path, models: Path, *, page_of: Grouping, pairs: int) -> tuple[Comparison, ...]:
    """Compare cold builds whose pages contain the same views in the language DOT, drawn by ``sphinx.ext.graphviz``."""
    with_drawings, plain = Project(folder / "graphviz"), Project(folder / "plain")
    write_project(with_drawings.folder, models, content=Content.GRAPHVIZ, page_of=page_of)
    return (
        compare("cold, sphinx.ext.graphviz", with_drawings, plain, prepare=_clean, pairs=pairs, limit=1.35),
        compare("the same in two processes", with_drawings, plain, prepare=_clean, pairs=pairs, limit=1.35, jobs=2),
    )


def _clean(project: Project, _: int) -> None:
    project.clean()


def compare(
    title: str, with_drawings: Project, plain: Project, *, prepare: Preparation, pairs: int, limit: float, jobs: int = 1
) -> Comparison:
    """Build both projects in turn, once without measurement to fill the disk cache and then ``pairs`` times."""
    costs: list[tuple[Cost, Cost]] = []
    for number in range(pairs + 1):
        for project in (with_drawings, plain):
            prepare(project, number)
        costs.append((with_drawings.build(jobs), plain.build(jobs)))
    drawn_costs, plain_costs = zip(*costs[1:], strict=True)
    return Comparison(title, drawn_costs, plain_costs, limit)


def _edit(model: Model, folder: Path) -> tuple[Flow, Edit]:
    """Return the first flow whose label occurs exactly once in its file, and the edit that changes it."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    for flow in model.flows:
        name = Path(flow.position.path).name
        if texts[name].count(flow.label) == 1:
            return flow, Edit(name, flow.label)
    raise LookupError("no flow of the model has a label that can be edited")
