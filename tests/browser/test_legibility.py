"""Every drawing of the documentation and of real models is legible, as measured in the browser."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from pages import by_system, write_project
from sites import build, drawn_pages

PROJECT = Path(__file__).parent.parent.parent

# The faults that are allowed, and their maximums per hundred flows over all drawings.
PER_HUNDRED = {"line_label": 1, "label_astray": 2, "line_line": 10}

# The mean area of the container views, in px, of a drawing with the same boxes and labels by ELK is 2.5 million.
MEAN_AREA = 2_300_000

SCREENS = [(1280, 900), (1920, 1080), (390, 844)]


@pytest.fixture(scope="module")
def measure(shared_data):
    """Measure every drawing of a site in a colour scheme, once more if the browser of the script stalls."""
    script = shared_data.parent / "tools" / "legibility.py"
    assert script.is_file(), f"{script} is missing"

    def measure_site(folder, scheme, *, width=1400, height=1000):
        dark = ["--dark"] if scheme == "dark" else []
        screen = ["--width", str(width), "--height", str(height)]
        command = [sys.executable, str(script), "--json", *dark, *screen, *map(str, drawn_pages(folder))]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if "TimeoutError" in result.stderr:
            warnings.warn(f"{script.name} did not end: running it again", stacklevel=1)
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.stdout, result.stderr
        return json.loads(result.stdout)["diagrams"]

    return measure_site


@pytest.fixture(scope="module")
def docs(tmp_path_factory):
    """The folder of the documentation as readers get it."""
    return build(PROJECT / "docs", tmp_path_factory.mktemp("docs") / "html")


@pytest.fixture(scope="module")
def public(tmp_path_factory, shared_data):
    """The folder of a site with every drawing of the public models."""
    folder = tmp_path_factory.mktemp("public")
    write_project(folder / "source", shared_data / "mit-open-learning" / "models", page_of=by_system)
    return build(folder / "source", folder / "html")


@pytest.fixture(scope="module", params=["light", "dark"])
def docs_drawings(request, docs, measure):
    return measure(docs, request.param)


@pytest.fixture(scope="module", params=["light", "dark"])
def public_drawings(request, public, measure):
    return measure(public, request.param)


def _faults(drawings):
    """Return the faults that are not allowed, by view and kind."""
    return {
        (drawing["view"], kind): faults
        for drawing in drawings
        for kind, faults in drawing["found"].items()
        if faults and kind not in PER_HUNDRED
    }


def _crossings(drawings):
    """Return the number of allowed faults per hundred flows, by kind."""
    flows = sum(drawing["flows"] for drawing in drawings)
    return {kind: 100 * sum(len(drawing["found"][kind]) for drawing in drawings) / flows for kind in PER_HUNDRED}


def _too_many(drawings):
    return {kind: rate for kind, rate in _crossings(drawings).items() if rate > PER_HUNDRED[kind]}


def test_documentation_is_legible(docs_drawings):
    assert _faults(docs_drawings) == {}


def test_public_models_are_legible(public_drawings):
    assert _faults(public_drawings) == {}


def test_public_models_have_the_expected_number_of_drawings(public_drawings):
    kinds = [drawing["view"].partition(":")[0] for drawing in public_drawings]
    counts = {kind: kinds.count(kind) for kind in ("landscape", "context", "container", "component", "dynamic")}
    assert counts == {"landscape": 1, "context": 5, "container": 5, "component": 1, "dynamic": 20}


def test_lines_of_the_documentation_seldom_cross(docs_drawings):
    assert _too_many(docs_drawings) == {}


def test_lines_of_the_public_models_seldom_cross(public_drawings):
    assert _too_many(public_drawings) == {}


def test_container_views_are_small(public_drawings):
    areas = [drawing["width"] * drawing["height"] for drawing in public_drawings if "container:" in drawing["view"]]
    assert sum(areas) / len(areas) <= MEAN_AREA


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_every_drawing_is_visible_completely(width, height, docs, public, measure):
    drawings = [drawing for site in (docs, public) for drawing in measure(site, "light", width=width, height=height)]
    visible = {drawing["view"]: drawing["follow"]["visible"] for drawing in drawings}
    assert {view: share for view, share in visible.items() if share < 1} == {}
