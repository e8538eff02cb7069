"""The examples of the documentation as one project, for tests that cover every directive."""

from __future__ import annotations

import re
from pathlib import Path

from project_writer import Project

ROOT = Path(__file__).parent.parent
SNIPPETS = ROOT / "docs" / "snippets"
MODEL = ROOT / "model"
#: The settings for the models of the documentation.
MODELS = {"c4_model": str(MODEL), "c4_changes_base": str(ROOT / "docs" / "earlier" / "bookshop.yaml")}

#: The examples by name, and the directives in them.
EXAMPLES = {path.stem: path.read_text("utf-8") for path in sorted(SNIPPETS.glob("*.rst"))}
DIRECTIVES = sorted({name for text in EXAMPLES.values() for name in re.findall(r"^\.\. (c4-[\w-]+)::", text, re.M)})


def pages() -> dict[str, str]:
    """Return a page for each example, and an index of them."""
    entries = "".join(f"   {name}\n" for name in EXAMPLES)
    texts = {f"{name}.rst": f"{name}\n{'=' * len(name)}\n\n{text}" for name, text in EXAMPLES.items()}
    return {"index.rst": f"Examples\n========\n\n.. toctree::\n\n{entries}", **texts}


def write(folder: Path, **conf: object) -> Project:
    """Write the project, with the metadata that books need."""
    metadata = {
        "project": "Shop",
        "author": "Somebody",
        "version": "1",
        "epub_copyright": "nobody",
        "numfig": True,
        "nitpicky": True,
        "language": "en",
        "c4_structurizr_export": "workspace.json",
    }
    return Project(folder).write(pages(), model=None, **{**MODELS, **metadata, **conf})


def write_one_page(folder: Path, **conf: object) -> Project:
    """Write a project with all examples on one page, and another page without examples."""
    sections = "".join(f"{name}\n{'-' * len(name)}\n\n{text}\n" for name, text in EXAMPLES.items())
    texts = {
        "index.rst": f"Examples\n========\n\n.. toctree::\n\n   words\n\n{sections}",
        "words.rst": "Words\n=====\n\nNothing of ours.\n",
    }
    values = {**MODELS, "c4_structurizr_export": "workspace.json", "language": "en", "numfig": True}
    return Project(folder).write(texts, model=None, **{**values, **conf})
