"""Measure the cost of drawings: build the same pages with drawings and without, in turn."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from pages import Grouping, drawings, write_project

from sphinxcontrib_c4.model import Flow, Model, load


@dataclass(frozen=True, slots=True)
class Comparison:
    """Durations of builds in seconds, pair by pair, and the highest acceptable ratio."""

    title: str
    drawn: tuple[float, ...]
    plain: tuple[float, ...]
    limit: float

    @property
    def ratio(self) -> float:
        """The median with drawings divided by the median without."""
        return median(self.drawn) / median(self.plain)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a Sphinx project and its output."""

    folder: Path

    @property
    def output(self) -> Path:
        """The folder of the built pages and doctrees."""
        return self.folder / "_build"

    def build(self) -> float:
        """Build the project in a separate process and return the duration in seconds."""
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(self.folder), str(self.output)]
        start = perf_counter()
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return perf_counter() - start

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
            text, *_ = path.read_text(encoding="utf-8").partition(_AGAIN)
            path.write_text(f"{text}{_AGAIN}{number}\n", encoding="utf-8")


_AGAIN = "\nAgain"
Before = Callable[[Project, int], None]


def compare_builds(folder: Path, models: Path, *, page_of: Grouping, prose: int, pairs: int) -> tuple[Comparison, ...]:
    """Compare cold builds, builds of nothing new, and builds after a one-word edit of the model.

    Without drawings, the word is written on the pages that would show it: what reading and writing these
    costs anyhow is not the drawings'.
    """
    drawn, plain = Project(folder / "drawn"), Project(folder / "plain")
    write_project(drawn.folder, models, drawn=True, page_of=page_of, prose=prose)
    write_project(plain.folder, models, drawn=False, page_of=page_of, prose=prose)
    model = load(models)
    flow, edit = _edit(model, drawn.folder / "model")
    reword = Rewording(tuple(sorted({page_of(each) for each in drawings(model) if each.shows(model, flow)})))

    def one_word(project: Project, number: int) -> None:
        (edit if project is drawn else reword)(project, number)

    return (
        _compare("cold build", drawn, plain, before=lambda project, _: project.clean(), pairs=pairs, limit=1.3),
        _compare("nothing changed", drawn, plain, before=lambda project, _: None, pairs=pairs, limit=1.05),
        _compare("one word of the model", drawn, plain, before=one_word, pairs=pairs, limit=1.1),
    )


def _compare(title: str, drawn: Project, plain: Project, *, before: Before, pairs: int, limit: float) -> Comparison:
    """Build both in turn, once unmeasured to fill the disk cache and then ``pairs`` times."""
    times: list[tuple[float, float]] = []
    for number in range(pairs + 1):
        for project in (drawn, plain):
            before(project, number)
        times.append((drawn.build(), plain.build()))
    with_drawings, without = zip(*times[1:], strict=True)
    return Comparison(title, with_drawings, without, limit)


def _edit(model: Model, folder: Path) -> tuple[Flow, Edit]:
    """Return the first flow whose label occurs exactly once in its file, and the edit that changes it."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    for flow in model.flows:
        name = Path(flow.position.path).name
        if texts[name].count(flow.label) == 1:
            return flow, Edit(name, flow.label)
    raise LookupError("no flow of the model has a label that can be edited")
