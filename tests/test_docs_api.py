"""The page about the Python API: its example works, and the documentation build compares its names with the code."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parent.parent
BOOKSHOP = PROJECT / "model" / "bookshop.yaml"


def _import_file(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def example() -> ModuleType:
    return _import_file(PROJECT / "docs" / "reference" / "examples" / "slowest_path.py")


def test_api_example_lists_the_waiting_containers(example):
    assert example.waits(BOOKSHOP) == ["Web shop waits for Orders"]


def test_api_example_draws_a_file(example):
    drawing = example.draw(BOOKSHOP, "shop")
    assert drawing.startswith("<svg ")
    assert 'data-c4-view="container:shop"' in drawing
    assert "prefers-color-scheme" in drawing


@pytest.mark.parametrize(
    ("signature", "problem"),
    [
        ("Model", ""),
        ("resolve(name, candidates)", ""),
        ("resolve(candidates, name)", "its parameters are name, candidates"),
        ("resolve(name, others)", "its parameters are name, candidates"),
        ("Modell", "sphinxcontrib_c4.model does not export it"),
    ],
)
def test_api_page_is_compared_with_the_code(signature, problem):
    pytest.importorskip("docutils")
    public_api = _import_file(PROJECT / "docs" / "_ext" / "public_api.py")
    assert public_api.problem_of("sphinxcontrib_c4.model", signature) == problem
