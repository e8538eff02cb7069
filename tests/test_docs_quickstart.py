"""What the quickstart and the README have a reader write, and where they lead."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.config import Config
from sphinx.directives.code import LiteralIncludeReader

DOCS = Path(__file__).parent.parent / "docs"
README = DOCS.parent / "README.md"
_INCLUDE = re.compile(r"\.\. literalinclude:: (\S+)\n((?: {3}:.*\n)+)")
_OPTION = re.compile(r":([a-z-]+): (.*)")


def _written() -> dict[Path, str]:
    """The files that the page includes parts of, and these parts one after the other."""
    files: dict[Path, str] = {}
    for name, options in _INCLUDE.findall((DOCS / "quickstart.rst").read_text("utf-8")):
        path = (DOCS / name).resolve()
        told = {key: value for key, value in _OPTION.findall(options) if key != "language"}
        files[path] = files.get(path, "") + LiteralIncludeReader(str(path), told, Config()).read()[0]
    return files


def test_readme_shows_the_first_part_of_it():
    (model,) = re.findall(r"```yaml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    whole = (DOCS.parent / "model" / "bookshop.yaml").read_text("utf-8")
    assert model == whole.partition("scenarios:")[0].rstrip() + "\n"


def test_readme_leads_to_files_that_exist():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (README.parent / target).is_file()] == []


def test_readme_leads_to_every_page_of_the_reference():
    told = README.read_text("utf-8")
    pages = sorted(path.relative_to(README.parent).as_posix() for path in DOCS.glob("reference/*.rst"))
    assert [page for page in pages if page not in told] == []


def test_parts_of_a_model_are_all_of_it():
    files = _written()
    assert [path.name for path in files] == ["bookshop.yaml"]
    for path, text in files.items():
        assert text == path.read_text("utf-8")
