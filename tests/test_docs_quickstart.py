"""What the quickstart has a reader write, is what it then shows."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.config import Config
from sphinx.directives.code import LiteralIncludeReader

DOCS = Path(__file__).parent.parent / "docs"
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


def test_parts_of_a_model_are_all_of_it():
    files = _written()
    assert [path.name for path in files] == ["bookshop.yaml"]
    for path, text in files.items():
        assert text == path.read_text("utf-8")
