"""The dependency matrix in a browser: it scrolls without the page, names stay visible, and marks lead to flows."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from sites import THEMES, build

NUMBER = 24


@pytest.fixture(scope="module")
def page_of(tmp_path_factory, server):
    """Return a function that builds a page with a matrix wider than a phone in a theme, and returns its address."""

    @cache
    def build_page(theme):
        source = tmp_path_factory.mktemp("matrix") / "source"
        source.mkdir()
        conf = f'extensions = ["sphinxcontrib_c4"]\nc4_model = "model.yaml"\nhtml_theme = {theme!r}\nhtml_title = "S"\n'
        (source / "conf.py").write_text(conf, "utf-8")
        (source / "index.rst").write_text("Parts\n=====\n\n.. c4-dependency-matrix:: shop\n", "utf-8")
        names = [f"part-{number}" for number in range(NUMBER)]
        parts = ", ".join(f"{{id: {name}, name: The {name} of the whole shop}}" for name in names)
        flows = "".join(f"  - {{source: {a}, target: {b}, label: go}}\n" for a, b in pairwise([*names, names[0]]))
        model = f"systems:\n  - {{id: shop, name: Shop, containers: [{parts}]}}\nflows:\n{flows}"
        (source / "model.yaml").write_text(model, "utf-8")
        return f"{server.publish(build(source, source.parent / 'html'))}/index.html"

    return build_page


# Whether the target of the address is visible. Some themes scroll to it late.
IS_TARGET_VISIBLE = """() => {
    const target = document.querySelector(":target").closest("li").getBoundingClientRect();
    return target.bottom > 0 && target.top < innerHeight; }"""
WIDTHS = "() => [document.documentElement.scrollWidth, innerWidth]"


@pytest.mark.parametrize("name", THEMES)
def test_matrix_scrolls_without_the_page_and_names_stay_visible(name, page_of, open_page):
    page = open_page(page_of(THEMES[name]), viewport={"width": 390, "height": 800})
    page_width, window_width = page.evaluate(WIDTHS)
    assert page_width <= window_width
    frame = page.locator(".c4-matrix-frame")
    inner, outer = frame.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert inner > outer
    frame.evaluate("e => { e.scrollLeft = 1e6; }")
    head, edge = page.locator(".c4-matrix tbody th").first.bounding_box(), frame.bounding_box()
    assert abs(head["x"] - edge["x"]) < 3
    assert head["width"] < edge["width"] / 2
    last = page.locator(".c4-matrix tbody tr").first.locator("td").last.bounding_box()
    assert last["x"] + last["width"] <= edge["x"] + edge["width"] + 1


@pytest.mark.parametrize("name", THEMES)
def test_mark_opens_the_list_at_its_flows(name, page_of, open_page):
    page = open_page(page_of(THEMES[name]))
    mark = page.locator("a.c4-mark").nth(10)
    box = mark.bounding_box()
    assert min(box["width"], box["height"]) >= 20
    assert page.locator("details.c4-words").get_attribute("open") is None
    mark.click()
    page.wait_for_function("() => document.querySelector('details.c4-words').open")
    page.wait_for_function(IS_TARGET_VISIBLE)


def test_list_opens_by_the_script_if_the_browser_does_not_open_it(page_of, open_page):
    address = page_of(THEMES["alabaster"])
    page = open_page(address)
    target = page.locator("a.c4-mark").last.get_attribute("href")
    page = open_page(address + target)
    assert page.locator("details.c4-words").evaluate("e => e.open")
    page.locator("details.c4-words").evaluate("e => { e.open = false; }")
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    assert page.locator("details.c4-words").evaluate("e => e.open")
