"""Every drawing of the documentation and of real models is legible, as measured in the browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pages import by_system, write_project
from sites import build, drawn_pages

PROJECT = Path(__file__).parent.parent.parent

# What may happen, and how often on each hundred flows over all drawings; everything else may not happen at all.
PER_HUNDRED = {"line_label": 1, "label_astray": 2, "line_line": 10}

# The sizes of C4-PlantUML's container views of the same models, in px.
OTHERS = {
    "mit-learn": (2796, 1075),
    "mitxonline-openedx": (2498, 947),
    "mitxonline": (2423, 1075),
    "micromasters": (2359, 944),
    "learn-ai": (1855, 1371),
}


@pytest.fixture(scope="module")
def measure(shared_data):
    """Measure every drawing of a site in a colour scheme."""
    script = shared_data.parent / "tools" / "legibility.py"
    assert script.is_file(), f"{script} is missing"

    def measured(folder, scheme):
        dark = ["--dark"] if scheme == "dark" else []
        command = [sys.executable, str(script), "--json", *dark, *map(str, drawn_pages(folder))]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.stdout, result.stderr
        return json.loads(result.stdout)["diagrams"]

    return measured


@pytest.fixture(scope="module")
def docs(tmp_path_factory):
    """The documentation, as it is built for readers."""
    return build(PROJECT / "docs", tmp_path_factory.mktemp("docs") / "html")


@pytest.fixture(scope="module")
def public(tmp_path_factory, shared_data):
    """A site with every drawing of the public models."""
    folder = tmp_path_factory.mktemp("public")
    write_project(folder / "source", shared_data / "mit-open-learning" / "models", drawn=True, page_of=by_system)
    return build(folder / "source", folder / "html")


@pytest.fixture(scope="module", params=["light", "dark"])
def docs_drawings(request, docs, measure):
    return measure(docs, request.param)


@pytest.fixture(scope="module", params=["light", "dark"])
def public_drawings(request, public, measure):
    return measure(public, request.param)


def _faults(drawings):
    """What is wrong, by view and kind of fault."""
    return {
        (drawing["view"], kind): found
        for drawing in drawings
        for kind, found in drawing["found"].items()
        if found and kind not in PER_HUNDRED
    }


def _crossings(drawings):
    """How often lines and labels come too near to others, on each hundred flows."""
    flows = sum(drawing["flows"] for drawing in drawings)
    return {kind: 100 * sum(len(drawing["found"][kind]) for drawing in drawings) / flows for kind in PER_HUNDRED}


def _too_many(drawings):
    return {kind: rate for kind, rate in _crossings(drawings).items() if rate > PER_HUNDRED[kind]}


def test_documentation_is_legible(docs_drawings):
    assert _faults(docs_drawings) == {}


def test_public_models_are_legible(public_drawings):
    assert _faults(public_drawings) == {}


def test_every_drawing_of_the_public_models_is_there(public_drawings):
    kinds = [drawing["view"].partition(":")[0] for drawing in public_drawings]
    counts = {kind: kinds.count(kind) for kind in ("landscape", "context", "container", "component", "dynamic")}
    assert counts == {"landscape": 1, "context": 5, "container": 5, "component": 1, "dynamic": 20}


def test_lines_of_the_documentation_seldom_meet(docs_drawings):
    assert _too_many(docs_drawings) == {}


def test_lines_of_the_public_models_seldom_meet(public_drawings):
    assert _too_many(public_drawings) == {}


@pytest.mark.parametrize("system", OTHERS)
def test_container_view_is_small(system, public_drawings):
    (drawing,) = (found for found in public_drawings if found["view"] == f"container:{system}")
    width, height = OTHERS[system]
    assert drawing["width"] * drawing["height"] <= 0.7 * width * height
