"""The dependency matrix in a browser: it scrolls by itself, names stay in sight, and marks lead to their flows."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from sites import THEMES, build

NUMBER = 24


@pytest.fixture(scope="module")
def page_of(tmp_path_factory, server):
    """The address of a page with a matrix that is wider than a phone, in a theme."""

    @cache
    def built(theme):
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

    return built


# Where the address leads, which some themes scroll to in their own time.
IN_SIGHT = """() => {
    const told = document.querySelector(":target").closest("li").getBoundingClientRect();
    return told.bottom > 0 && told.top < innerHeight; }"""
WIDTHS = "() => [document.documentElement.scrollWidth, innerWidth]"


@pytest.mark.parametrize("name", THEMES)
def test_it_scrolls_and_not_the_page_and_names_stay_in_sight(name, page_of, open_page):
    page = open_page(page_of(THEMES[name]), viewport={"width": 390, "height": 800})
    whole, visible = page.evaluate(WIDTHS)
    assert whole <= visible
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
def test_a_mark_opens_the_list_at_its_flows(name, page_of, open_page):
    page = open_page(page_of(THEMES[name]))
    mark = page.locator("a.c4-mark").nth(10)
    box = mark.bounding_box()
    assert min(box["width"], box["height"]) >= 20
    assert page.locator("details.c4-words").get_attribute("open") is None
    mark.click()
    page.wait_for_function("() => document.querySelector('details.c4-words').open")
    page.wait_for_function(IN_SIGHT)


def test_the_list_opens_where_the_browser_does_not_do_it(page_of, open_page):
    address = page_of(THEMES["alabaster"])
    page = open_page(address)
    target = page.locator("a.c4-mark").last.get_attribute("href")
    page = open_page(address + target)
    assert page.locator("details.c4-words").evaluate("e => e.open")
    page.locator("details.c4-words").evaluate("e => { e.open = false; }")
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    assert page.locator("details.c4-words").evaluate("e => e.open")
