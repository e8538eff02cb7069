"""The script: what belongs together stands out, and drawings can be fitted and enlarged."""

from __future__ import annotations

import re

import pytest
from drawing_samples import element, geometry

from sphinxcontrib_c4.drawing import SCRIPT, STATIC, STYLESHEET, svg
from sphinxcontrib_c4.model import Kind, Mode

STATE = """() => ({
  dialogs: document.querySelectorAll("dialog").length,
  inside: document.querySelector(".c4-scroll").contains(document.querySelector("svg.c4-diagram")),
  focus: document.activeElement.getAttribute("aria-label"),
})"""
NEAR = "() => [...document.querySelectorAll('.c4-near')].map(e => e.dataset.c4Id || e.dataset.c4Source).sort()"
TRANSFORM = "() => document.querySelector('svg.c4-diagram').style.transform"


@pytest.fixture
def page(open_page, tmp_path):
    """A page with one drawing of four boxes in a row, each leading to the next but the last, two of them links."""
    boxes = [element("a", Kind.PERSON), element("b"), element("c"), element("d")]
    it = geometry(*boxes, lines=((0, 1, Mode.SYNC, "ask", None), (1, 2, Mode.ASYNC, "tell", None)))
    drawing = svg(it, prefix="p", links={"b": "#b", "c": "#c"})
    (tmp_path / "page.html").write_text(
        f'<!doctype html><meta charset="utf-8"><title>It</title><link rel="stylesheet" href="{STATIC / STYLESHEET}">'
        f'<body><figure class="c4-figure"><div class="c4-scroll" tabindex="0">{drawing}</div></figure>'
        f'<script src="{STATIC / SCRIPT}"></script></body>',
        encoding="utf-8",
    )
    return open_page((tmp_path / "page.html").as_uri(), viewport={"width": 900, "height": 600})


def test_a_line_stands_out_with_its_ends(page):
    page.locator(".c4-flow text", has_text="ask").hover()
    assert page.evaluate(NEAR) == ["a", "a", "b"]
    page.mouse.move(5, 590)
    assert page.evaluate(NEAR) == []


def test_a_box_stands_out_with_its_neighbours(page):
    page.locator(".c4-element[data-c4-id=b] .c4-text-name").hover()
    assert page.evaluate(NEAR) == ["a", "a", "b", "b", "c"]


def test_what_is_hovered_does_not_move(page):
    size = page.locator("svg.c4-diagram").bounding_box()
    page.locator(".c4-element[data-c4-id=b] .c4-text-name").hover()
    assert page.locator("svg.c4-diagram").bounding_box() == size


def test_tab_key_stops_at_links_and_once_at_the_rest(page):
    stops = []
    for _ in range(6):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("() => document.activeElement.getAttribute('class')"))
    assert [stop.split()[0] for stop in stops] == [
        "c4-scroll",
        "c4-flow",
        "c4-link",
        "c4-link",
        "c4-button",
        "c4-button",
    ]


def test_arrow_keys_walk_among_lines_and_boxes(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    names = []
    for _ in range(4):
        names.append(page.evaluate("() => document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("ArrowRight")
    assert names == [
        "A → B: ask (HTTPS, synchronous)",
        "B → C: tell (HTTPS, asynchronous)",
        "A [Person]",
        "D [Container]",
    ]


def test_fits_to_the_width_and_back(page):
    natural = page.locator("svg.c4-diagram").bounding_box()["width"]
    button = page.get_by_role("button", name="Fit to the width of the page")
    button.click()
    assert page.locator("svg.c4-diagram").bounding_box()["width"] < 900
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.locator("svg.c4-diagram").bounding_box()["width"] == natural > 900


def test_a_drawing_that_is_slightly_too_wide_is_fitted_from_the_start(page):
    natural = page.locator("svg.c4-diagram").bounding_box()["width"]
    page.set_viewport_size({"width": int(natural * 0.9), "height": 600})
    page.reload()
    assert page.locator("svg.c4-diagram").bounding_box()["width"] < natural * 0.9
    button = page.get_by_role("button", name="Fit to the width of the page")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.locator("svg.c4-diagram").bounding_box()["width"] == natural


def test_enlarges_and_comes_back(page):
    page.get_by_role("button", name="Enlarge the diagram").click()
    assert page.evaluate(STATE)["dialogs"] == 1
    assert not page.evaluate(STATE)["inside"]
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('dialog')")
    assert page.evaluate(STATE) == {"dialogs": 0, "inside": True, "focus": "Enlarge the diagram"}
    assert page.evaluate(TRANSFORM) == ""


def test_wheel_and_keys_zoom_and_move(page):
    page.get_by_role("button", name="Enlarge the diagram").click()
    states = [page.evaluate(TRANSFORM)]
    page.mouse.move(400, 300)
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        "before => document.querySelector('svg.c4-diagram').style.transform !== before", arg=states[0]
    )
    states.append(page.evaluate(TRANSFORM))
    for key in ("-", "ArrowLeft", "0"):
        page.keyboard.press(key)
        states.append(page.evaluate(TRANSFORM))
    scales = [float(re.search(r"scale\((.+)\)", state)[1]) for state in states]
    assert scales[1] > scales[0]
    assert scales[2] < scales[1]
    assert states[3] != states[2]
    assert states[4] == states[0]


def test_a_drag_moves_the_drawing_and_is_no_click(page):
    page.get_by_role("button", name="Enlarge the diagram").click()
    before = page.evaluate(TRANSFORM)
    at = page.locator(".c4-element[data-c4-id=b] .c4-text-name").bounding_box()
    page.mouse.move(at["x"] + 3, at["y"] + 3)
    page.mouse.down()
    page.mouse.move(at["x"] + 90, at["y"] + 60, steps=4)
    page.mouse.up()
    assert page.evaluate(TRANSFORM) != before
    assert "#" not in page.url
