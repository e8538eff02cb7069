"""The check of internal links in built pages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "docs" / "_ext" / "check_links.py"


@pytest.fixture(scope="module")
def check_links() -> ModuleType:
    specification = importlib.util.spec_from_file_location("check_links", SCRIPT)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("other.html", ""),
        ("other.html#part", ""),
        ("#here", ""),
        ("folder/", ""),
        ("other.html?digest=1", ""),
        ("https://example.com/missing", ""),
        ("mailto:a@example.com", ""),
        ("#", ""),
        ("missing.html", "no such file"),
        ("other.html#missing", "no such fragment"),
        ("#missing", "no such fragment"),
        ("folder/missing.html", "no such file"),
    ],
)
def test_link_check_finds_missing_files_and_fragments(tmp_path, capsys, check_links, address, problem):
    (tmp_path / "folder").mkdir()
    (tmp_path / "index.html").write_text(f'<p id="here">\n<a href="{address}">A</a>', "utf-8")
    (tmp_path / "other.html").write_text('<svg><a href="index.html"><g id="part"/></a></svg>', "utf-8")
    (tmp_path / "folder" / "index.html").write_text("<p>", "utf-8")
    assert check_links.main([str(tmp_path)]) == bool(problem)
    assert capsys.readouterr().out == (f"index.html:2: {address}: {problem}\n" if problem else "")
