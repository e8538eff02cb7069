"""What the drawings add to a build: the same pages with drawings and without, built in turn."""

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
    """The seconds that builds took, pair by pair, and the ratio that they may have."""

    title: str
    drawn: tuple[float, ...]
    plain: tuple[float, ...]
    limit: float

    @property
    def ratio(self) -> float:
        """The median with drawings over the median without."""
        return median(self.drawn) / median(self.plain)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a Sphinx project, and what is built of it."""

    folder: Path

    @property
    def output(self) -> Path:
        """Where the pages and the pickled doctrees go."""
        return self.folder / "_build"

    def build(self) -> float:
        """Build it in a process of its own; the seconds that took. Raises ``CalledProcessError``."""
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(self.folder), str(self.output)]
        start = perf_counter()
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return perf_counter() - start

    def clean(self) -> None:
        """Forget all that was built."""
        shutil.rmtree(self.output, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Edit:
    """One more word in the label of a flow, a new one at each call."""

    path: str
    label: str

    def __call__(self, project: Project, number: int) -> None:
        """Make the edit in the model of ``project``, from the text as it was first."""
        path = project.folder / "model" / self.path
        original = path.with_suffix(".original")
        if not original.exists():
            shutil.copyfile(path, original)
        text = original.read_text(encoding="utf-8")
        path.write_text(text.replace(self.label, f"{self.label} again{number}", 1), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Rewording:
    """One more word on each of some pages, a new one at each call."""

    pages: tuple[str, ...]

    def __call__(self, project: Project, number: int) -> None:
        """Write the word at the end of each page of ``project``."""
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
    """Build the two in turn, once unmeasured (which also fills the disk cache) and then ``pairs`` times."""
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
