"""The colours of the how-to guide on theming, on light and on dark pages."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from sites import THEMES, build

DOCS = Path(__file__).parents[2] / "docs"
BRAND = DOCS / "howto" / "examples" / "brand.css"
FAINT = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
FILLS = """() => Object.fromEntries([...document.querySelectorAll(".c4-element")]
    .map(box => [box.dataset.c4Id, getComputedStyle(box.querySelector(".c4-shape")).fill]))"""


@pytest.fixture(scope="module")
def branded(tmp_path_factory, server):
    """Return a function that builds a page with the stylesheet of the guide in a theme, and returns its address."""

    @cache
    def build_page(theme: str) -> str:
        folder = tmp_path_factory.mktemp("branded")
        source = folder / "source"
        (source / "_static").mkdir(parents=True)
        shutil.copy(BRAND, source / "_static")
        conf = f"extensions = ['sphinxcontrib_c4']\nhtml_theme = {theme!r}\nhtml_static_path = ['_static']\n"
        conf += f"html_css_files = ['brand.css']\nc4_model = {str(DOCS.parent / 'model' / 'bookshop.yaml')!r}\n"
        (source / "conf.py").write_text(conf, "utf-8")
        page = "Shop\n====\n\n.. c4-container:: shop\n\n.. c4-context:: shop\n"
        (source / "index.rst").write_text(page, "utf-8")
        return f"{server.publish(build(source, folder / 'html'))}/index.html"

    return build_page


def _values(name: str) -> list[tuple[int, ...]]:
    """Return the values of a property in the stylesheet, in order."""
    colours = re.findall(rf"--c4-{name}: #([0-9a-f]{{6}})", BRAND.read_text("utf-8"))
    return [tuple(bytes.fromhex(colour)) for colour in colours]


@pytest.mark.parametrize("theme", ["furo", "pydata"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_own_colours_apply_in_both_schemes(theme, scheme, branded, open_page):
    page = open_page(branded(THEMES[theme]), color_scheme=scheme)
    page.wait_for_function(f"() => document.documentElement.dataset.c4Scheme === {scheme!r}")
    fills = page.evaluate(FILLS)
    is_dark = scheme == "dark"
    assert fills["shop"] == f"rgb{_values('system-fill')[is_dark]}"
    assert fills["shop.web"] == f"rgb{_values('container-fill')[1 + 2 * is_dark]}"
    assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawing_keeps_its_colours_if_the_system_forces_others(scheme, branded, open_page):
    page = open_page(branded(THEMES["furo"]), color_scheme=scheme, forced_colors="active")
    page.wait_for_function(f"() => document.documentElement.dataset.c4Scheme === {scheme!r}")
    assert page.evaluate(FILLS)["shop"] == f"rgb{_values('system-fill')[scheme == 'dark']}"
    assert page.evaluate(FAINT) == []
