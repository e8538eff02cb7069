"""Sphinx projects written for a measurement: one page for each system of a model, or for each drawing.

The same pages can be written without drawings, to measure the cost of the drawings: each directive is then a paragraph,
and the extension is not loaded. Or each directive is a graph that Graphviz draws.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from sphinxcontrib_c4.exports import FORMATS
from sphinxcontrib_c4.model import Flow, Model, load
from sphinxcontrib_c4.views import ViewKind, subjects, view

DIRECTIVES = {
    ViewKind.LANDSCAPE: "c4-landscape",
    ViewKind.CONTEXT: "c4-context",
    ViewKind.CONTAINER: "c4-container",
    ViewKind.COMPONENT: "c4-component",
    ViewKind.DYNAMIC: "c4-flow",
}


class Content(Enum):
    """The content in the place of each drawing: the drawing, a paragraph, or a graph for ``sphinx.ext.graphviz``."""

    DRAWINGS = auto()
    PARAGRAPHS = auto()
    GRAPHVIZ = auto()


@dataclass(frozen=True, slots=True)
class Drawing:
    """One diagram of a page: its kind and the full name of its subject."""

    kind: ViewKind
    subject: str

    @property
    def directive(self) -> str:
        """The lines of a page that draw the diagram."""
        argument = "" if self.kind is ViewKind.LANDSCAPE else f" {self.subject}"
        return f".. {DIRECTIVES[self.kind]}::{argument}\n"

    @property
    def paragraph(self) -> str:
        """The line that replaces the diagram on pages without drawings."""
        return f"Here the {self.kind} of {self.subject} would be drawn.\n"

    def graph(self, model: Model) -> str:
        """Return the lines of a page with the same view in the language DOT."""
        text = FORMATS["dot"].write(model, [view(model, self.kind, self.subject)])
        return ".. graphviz::\n\n" + "".join(f"   {line}\n" for line in text.splitlines())

    def shows(self, model: Model, flow: Flow) -> bool:
        """Check whether a line of the diagram represents ``flow``."""
        lines = view(model, self.kind, self.subject).relationships
        return any(label.flow == flow.name for line in lines for label in line.labels)


Grouping = Callable[[Drawing], str]


def by_system(drawing: Drawing) -> str:
    """Return the name of the page of a drawing: one for each system and one for the landscape."""
    return "landscape" if drawing.kind is ViewKind.LANDSCAPE else drawing.subject.split(".", 1)[0]


def by_drawing(drawing: Drawing) -> str:
    """Return the name of the page of a drawing: one for each drawing."""
    return f"{drawing.kind}-{drawing.subject}".lower()


def drawings(model: Model) -> tuple[Drawing, ...]:
    """Return all drawings of a model, the landscape first."""
    return tuple(Drawing(kind, subject) for kind in ViewKind for subject in subjects(model, kind))


def write_project(
    folder: Path,
    models: Path,
    *,
    content: Content = Content.DRAWINGS,
    page_of: Grouping = by_system,
    prose: int = 0,
    most: int = 0,
    theme: str = "alabaster",
) -> None:
    """Write a project to ``folder`` that shows every drawing of the folder of model files ``models``.

    The model is copied to ``folder / "model"``, so that it can be edited. ``content`` is the content in the place
    of each drawing. ``prose`` is the number of additional pages without drawings, and ``most`` limits that of drawings.

    Raises:
        ModelError: the model is invalid.
    """
    folder.mkdir(parents=True)
    copy_model(models, folder / "model")
    (folder / "conf.py").write_text(_settings(content, theme), encoding="utf-8")
    model = load(models)
    pages: dict[str, list[Drawing]] = {}
    for drawing in drawings(model)[: most or None]:
        pages.setdefault(page_of(drawing), []).append(drawing)
    for name, page_drawings in pages.items():
        sections = "\n".join(_section(drawing, content, model) for drawing in page_drawings)
        (folder / f"{name}.rst").write_text(f"{_heading(name, '=')}\n{sections}", encoding="utf-8")
    prose_pages = [f"prose-{number}" for number in range(prose)]
    for name in prose_pages:
        (folder / f"{name}.rst").write_text(_prose(name), encoding="utf-8")
    (folder / "index.rst").write_text(_index([*pages, *prose_pages]), encoding="utf-8")


def _prose(name: str) -> str:
    """Return a typical page: sections with paragraphs, code, lists and links. The same name gives the same page."""
    generator = random.Random(name)

    def sentence() -> str:
        words = [generator.choice(_WORDS) for _ in range(generator.randint(8, 16))]
        return f"{' '.join(words).capitalize()}."

    def section(number: int) -> str:
        paragraphs = [" ".join(sentence() for _ in range(4)) for _ in range(3)]
        items = "\n".join(f"- {sentence()}" for _ in range(4))
        code = f'.. code-block:: python\n\n   value = {generator.choice(_WORDS)}("{generator.choice(_WORDS)}")\n'
        return "\n\n".join([_heading(f"Part {number}", "-"), *paragraphs, items, "See :doc:`index`.", code])

    return f"{_heading(name, '=')}\n" + "\n".join(section(number) for number in range(4))


_WORDS = (
    "account", "answer", "before", "build", "cache", "change", "check", "copy", "course", "data", "deploy", "event",
    "every", "field", "from", "hold", "into", "keep", "learner", "load", "message", "never", "order", "page", "queue",
    "read", "reply", "send", "server", "state", "store", "task", "test", "token", "value", "wait", "when", "write",
)  # fmt: skip


def copy_model(models: Path, folder: Path) -> None:
    """Copy the YAML files of ``models`` to ``folder``, writable."""
    folder.mkdir()
    for path in sorted((*models.glob("*.yaml"), *models.glob("*.yml"))):
        (folder / path.name).write_bytes(path.read_bytes())


_EXTENSIONS = {
    Content.DRAWINGS: 'extensions = ["sphinxcontrib_c4"]\nc4_model = "model"\n',
    Content.PARAGRAPHS: "",
    Content.GRAPHVIZ: 'extensions = ["sphinx.ext.graphviz"]\ngraphviz_output_format = "svg"\n',
}


def _settings(content: Content, theme: str) -> str:
    return f'project = "Architecture"\nhtml_theme = "{theme}"\n{_EXTENSIONS[content]}'


def _section(drawing: Drawing, content: Content, model: Model) -> str:
    heading = _heading(f"{drawing.kind.capitalize()}: {drawing.subject}", "-")
    match content:
        case Content.DRAWINGS:
            return f"{heading}\n{drawing.directive}"
        case Content.GRAPHVIZ:
            return f"{heading}\n{drawing.graph(model)}"
        case _:
            return f"{heading}\n{drawing.paragraph}"


def _heading(text: str, mark: str) -> str:
    return f"{text}\n{mark * len(text)}\n"


def _index(pages: Iterable[str]) -> str:
    entries = "".join(f"   {name}\n" for name in pages)
    return f"{_heading('Architecture', '=')}\n.. toctree::\n\n{entries}"
