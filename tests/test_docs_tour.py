"""The tour of the code and the guide for contributors name files, classes and functions that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "sphinxcontrib_c4"
TOUR, CONTRIBUTING = ((PROJECT / "docs" / f"{name}.rst").read_text("utf-8") for name in ("tour", "contributing"))
# ``drawing/shapes.py``, optionally followed by ``: arrow`` or ``: C4Domain.resolve_xref``.
_REFERENCE = re.compile(r"``([\w./-]+/[\w.-]*|\w+\.(?:py|css|js|toml|ini))(?:: ([\w.]+))?``")
REFERENCES = sorted(
    {(path, name) for path, name in _REFERENCE.findall(TOUR + CONTRIBUTING) if not path.startswith("build/")}
)


def _folder(path: str) -> Path:
    """Return the folder to which a path of the tour is relative: the package, or the project."""
    return PACKAGE if (PACKAGE / path).exists() else PROJECT


def _names(tree: ast.Module) -> set[str]:
    """Return the functions, classes, methods and module variables that a module defines."""
    names: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name):
                names.add(name)
            case ast.ClassDef(name=name, body=body):
                names.add(name)
                names |= {f"{name}.{inner.name}" for inner in body if isinstance(inner, ast.FunctionDef)}
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


@pytest.mark.parametrize(
    ("path", "name"), [pytest.param(*reference, id=": ".join(reference)) for reference in REFERENCES]
)
def test_tour_names_existing_code(path, name):
    file = _folder(path) / path
    assert file.exists()
    if name:
        assert name in _names(ast.parse(file.read_text("utf-8")))


def test_tour_answers_each_question_with_a_function():
    sections = re.split(r"\n(?=[^\n]+\n[-~]{4,}\n)", TOUR)[1:]
    questions = [section for section in sections if section.splitlines()[0].startswith(("Where", "Add"))]
    assert len(questions) >= 9
    unanswered = [text for text in questions if not any(name for _, name in _REFERENCE.findall(text))]
    assert [text.splitlines()[0] for text in unanswered] == []
