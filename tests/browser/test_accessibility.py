"""Accessibility in every theme: axe (https://github.com/dequelabs/axe-core), the keyboard and reduced motion."""

from __future__ import annotations

import shutil
from functools import cache

import pytest
from conftest import MODEL
from sites import THEMES, build

PAGE = """\
Shop
====

.. c4-context:: shop
   :caption: Around the shop

.. c4-container:: shop

.. c4-flow::

.. c4-legend::

.. c4-description:: shop

.. c4-elements:: shop

.. c4-ingestion:: shop

.. c4-provenance:: shop

.. c4-cycle-report::

.. c4-dependency-matrix:: shop

.. c4-fragile:: shop

.. c4-metrics:: shop

Entries
-------

.. c4-element:: shop.web

   In the author's words.
"""
OWN_PARTS = [
    ".c4-figure",
    ".c4-legend",
    ".c4-description",
    "table.c4-elements",
    ".c4-ingestion",
    ".c4-provenance",
    ".c4-cycles",
    ".c4-dependencies",
    ".c4-fragile",
    ".c4-metrics",
    ".c4-documented",
]
# Flows that cause findings: a blocking cycle, an error, a warning and an accepted finding.
FLAWS = """\
flows:
  - {id: fraud, source: bank, target: web, label: Tell of fraud, tags: ["fragile:error"]}
  - {id: old, source: worker, target: bank, label: Ask 10.1.2.3, sync: true, tags: [fragile], suppress:
    [{rule: flagged, reason: It goes in May.}]}
"""
SCHEMES = ("light", "dark")

# Parts whose colours the theme chooses and which are too pale.
THEME_COLOURS = {"rtd": ["a.reference", "code", ".c4-documented > dt"]}


@pytest.fixture(scope="module")
def page_of(tmp_path_factory, server):
    """Return a function that builds a page with every part in a theme, and returns its address."""

    @cache
    def build_page(theme):
        folder = tmp_path_factory.mktemp("axe")
        source = folder / "source"
        shutil.copytree(MODEL, source / "model")
        model = source / "model" / "shop.yaml"
        model.write_text(model.read_text("utf-8").replace("flows:\n", FLAWS), "utf-8")
        conf = f'extensions = ["sphinxcontrib_c4"]\nc4_model = "model"\nhtml_theme = {theme!r}\nlanguage = "en"\n'
        (source / "conf.py").write_text(conf, "utf-8")
        (source / "index.rst").write_text(PAGE, "utf-8")
        return f"{server.publish(build(source, folder / 'html'))}/index.html"

    return build_page


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", THEMES)
def test_axe_finds_no_violation(name, scheme, page_of, open_page):
    page = open_page(page_of(THEMES[name]), color_scheme=scheme)
    page.evaluate("() => document.querySelectorAll('details.c4-words').forEach(words => words.open = true)")
    present = [part for part in OWN_PARTS if page.locator(part).count()]
    assert {*OWN_PARTS} - {".c4-ingestion", ".c4-provenance", ".c4-description"} <= set(present)
    check_with_axe(page, present, [*THEME_COLOURS.get(name, ())])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", THEMES)
def test_axe_finds_no_violation_around_a_reduced_drawing_and_in_the_large_view(name, scheme, page_of, open_page):
    page = open_page(page_of(THEMES[name]), color_scheme=scheme, viewport={"width": 320, "height": 800})
    assert page.locator(".c4-illegible .c4-note").first.is_visible()
    check_with_axe(page, [".c4-illegible"], [*THEME_COLOURS.get(name, ())])
    page.locator(".c4-illegible .c4-button").last.click()
    page.locator(".c4-dialog").wait_for()
    check_with_axe(page, [".c4-dialog"], [])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", THEMES)
def test_axe_finds_no_violation_in_a_listing(name, scheme, page_of, open_page):
    listing = page_of(THEMES[name]).replace("index.html", "_model/shop.yaml.html")
    check_with_axe(open_page(listing, color_scheme=scheme), ["h1", ".c4-listing"], [".c4-listing .highlight span"])


def check_with_axe(page, parts, excluded):
    """Check that axe finds no violation in parts of a page, except in excluded elements."""
    exclude = [[part] for part in excluded]
    from axe_playwright_python.sync_playwright import Axe  # installed where browsers are

    results = Axe().run(page, context={"include": [[part] for part in parts], "exclude": exclude})
    assert results.response["passes"], "axe has not checked anything"
    violations = [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
    assert not violations, "\n".join(violations)


# The focused box, which may be a link; null for a line.
FOCUSED = """() => { const at = document.activeElement;
    const box = at.closest("svg [data-c4-id]") || (at.closest("svg") && at.querySelector("[data-c4-id]"));
    return box ? box.dataset.c4Id : null; }"""

LINKED = """() => [...document.querySelector("svg.c4-diagram").querySelectorAll("a [data-c4-id]")]
    .map(box => box.dataset.c4Id)"""


@pytest.mark.parametrize("name", THEMES)
def test_keyboard_goes_from_box_to_box(name, page_of, open_page):
    page = open_page(page_of(THEMES[name]))
    boxes = page.evaluate(LINKED)
    assert boxes
    page.locator(".c4-scroll").first.focus()
    stops = page.locator("svg.c4-diagram").first.locator(":is(a, [tabindex='0'])").count()
    focused_boxes = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        focused_boxes.append(page.evaluate(FOCUSED))
    assert [name for name in focused_boxes if name in boxes] == boxes


@pytest.mark.parametrize("name", THEMES)
def test_nothing_moves_if_the_reader_prefers_reduced_motion(name, page_of, open_page):
    page = open_page(page_of(THEMES[name]), reduced_motion="reduce")
    moving_parts = page.evaluate("""() => [...document.querySelectorAll(".c4-figure, .c4-figure *")].filter(e => {
        const style = getComputedStyle(e);
        const long = text => text.split(",").some(part => parseFloat(part) > 0.01);
        return long(style.transitionDuration) || (style.animationName !== "none" && long(style.animationDuration));
    }).map(e => e.tagName + "." + e.getAttribute("class"))""")
    assert moving_parts == []
