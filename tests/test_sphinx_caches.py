"""Caches: damaged files count as missing, and concurrent builds share them."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project_writer import MODEL, Project, sphinx_build
from sphinx.errors import ConfigError

import sphinxcontrib_c4

DIRECTIVES = ("c4-landscape::", "c4-container:: shop", "c4-cycle-report::", "c4-elements:: shop")
PAGES = {"index.rst": "I\n=\n\n" + "".join(f".. {directive}\n\n" for directive in DIRECTIVES)}
DAMAGE = {
    "cut": lambda data: data[:-5],
    "no JSON": lambda data: b"[1\n",
    "list": lambda data: b"[1]",
    "empty": lambda data: b"",
    "a pickle of another kind": lambda data: pickle.dumps(5),
    "noise": lambda data: bytes(byte ^ 0x55 for byte in data),
}


@pytest.fixture
def project(tmp_path):
    """Return a project that uses every cache."""
    return Project(tmp_path / "project").write(PAGES, model=MODEL, c4_structurizr_export="workspace.json")


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_caches_count_as_missing(project, damage):
    with project.build() as site:
        files, folder = site.files(), site.app.doctreedir / "c4"
    suffixes = {path.suffix for path in folder.iterdir()}
    assert suffixes >= {".geometry", ".json", ".workspace", ".model", ".report"}
    for path in folder.iterdir():
        path.write_bytes(DAMAGE[damage](path.read_bytes()))
    os.utime(project.folder / "index.rst", (1, 1))
    with project.build() as site:
        assert site.warnings == []
        assert site.files() == files


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_caches_that_are_pipes_or_links_count_as_missing_and_are_replaced(project, tmp_path):
    with project.build() as site:
        files, folder = site.files(), site.app.doctreedir / "c4"
    (tmp_path / "precious").write_text("keep", "utf-8")
    for number, path in enumerate(sorted(folder.iterdir())):
        path.unlink()
        if number % 2:
            os.mkfifo(path)
        else:
            path.symlink_to(tmp_path / "precious")
    os.utime(project.folder / "index.rst", (1, 1))
    with project.build() as site:
        assert site.warnings == []
        assert site.files() == files
    assert all(path.is_file() and not path.is_symlink() for path in folder.iterdir())
    assert (tmp_path / "precious").read_text("utf-8") == "keep"


def test_cache_file_of_another_value_or_kind_counts_as_missing(project):
    with project.build() as site:
        files, folder = site.files(), site.app.doctreedir / "c4"
    layouts = sorted(folder.glob("*.geometry"))
    contents = [path.read_bytes() for path in layouts]
    for path, data in zip(layouts, [*contents[1:], contents[0]], strict=True):
        path.write_bytes(data)  # the content of another layout, with a correct checksum
    (report,) = folder.glob("*.report")
    report.unlink()
    report.mkdir()
    os.utime(project.folder / "index.rst", (1, 1))
    with pytest.raises(ConfigError, match="cannot be written"), project.build() as site:
        pass
    report.rmdir()
    with project.build() as site:
        assert site.warnings == []
        assert site.files() == files


def test_concurrent_builds_in_one_folder_succeed(project, tmp_path):
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(project.folder), str(tmp_path / "html")]
    builds = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [build.communicate(timeout=120)[1] for build in builds]
    assert not any("sphinxcontrib_c4" in text for text in errors), errors
    assert sphinx_build(project, tmp_path / "html").returncode == 0
    assert sphinx_build(project, tmp_path / "clean").returncode == 0
    page = (tmp_path / "html" / "index.html").read_bytes()
    assert page == (tmp_path / "clean" / "index.html").read_bytes()


RENAMED_NAMES = ("c4_diagram", "c4_matrix", "DiagramRecord", "Geometry", "RenderedView", "ViewQuery", "Report")


def test_caches_of_another_checkout_count_as_missing(project, tmp_path):
    checkout, renamed_checkout = tmp_path / "checkout", tmp_path / "renamed"
    package = Path(sphinxcontrib_c4.__file__).parent
    for folder in (checkout, renamed_checkout):
        shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (renamed_checkout / package.name).rglob("*.py"):
        source = re.sub(rf"(?<![\w/-])({'|'.join(RENAMED_NAMES)})(?![\w/-])", r"\1_2", path.read_text("utf-8"))
        path.write_text(re.sub(r"\b(visit|depart)_(c4_diagram|c4_matrix)_", r"\1_\2_2_", source), "utf-8")
    page = tmp_path / "html" / "index.html"
    for folder in (checkout, renamed_checkout):
        page.unlink(missing_ok=True)  # so that it is written again, from the doctrees
        result = sphinx_build(project, tmp_path / "html", PYTHONPATH=str(folder), PYTHONSAFEPATH="1")
        assert result.returncode == 0, result.stderr
        assert result.stderr == ""
    clean = sphinx_build(project, tmp_path / "clean", PYTHONPATH=str(renamed_checkout), PYTHONSAFEPATH="1")
    assert clean.returncode == 0
    assert page.read_bytes() == (tmp_path / "clean" / "index.html").read_bytes()


def test_configuration_that_has_not_changed_is_not_reported(project, tmp_path):
    for _ in range(2):
        result = sphinx_build(project, tmp_path / "html", "-v")
        assert result.returncode == 0, result.stderr
        assert "configuration has changed" not in result.stdout
    assert (tmp_path / "html" / "_static" / "c4.css").is_file()


def test_static_file_of_the_project_replaces_that_of_the_package(project, tmp_path):
    (project.folder / "own").mkdir()
    (project.folder / "own" / "c4.css").write_text("/* own */", "utf-8")
    project.configure(c4_model="model.yaml", html_static_path=["own"])
    assert sphinx_build(project, tmp_path / "html").returncode == 0
    assert (tmp_path / "html" / "_static" / "c4.css").read_text("utf-8") == "/* own */"


def test_pipe_in_the_folder_of_the_model_is_rejected(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("the platform has no pipes")
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n"}, model=None)
    (project.folder / "model").mkdir()
    os.mkfifo(project.folder / "model" / "pipe.yaml")
    project.configure(c4_model="model")
    result = sphinx_build(project, tmp_path / "html")
    assert result.returncode != 0
    assert "pipe.yaml:1:1: this is not a regular file" in result.stderr
