"""The large view of a drawing on pages of Sphinx, whose scripts use the same keys."""

from __future__ import annotations

import re

import pytest
from drawing_samples import element, geometry
from tabs import wait_for_value

from sphinxcontrib_c4.drawing import svg
from sphinxcontrib_c4.model import Mode

NARROW = {"width": 320, "height": 800}
PHONE = {"viewport": NARROW, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
OPEN = "Open the diagram large"

IS_OPEN = "() => document.querySelectorAll('dialog[open]').length === 1"
IS_BACK = (
    "() => Boolean(document.querySelector('.c4-scroll > svg.c4-diagram')) && !document.querySelector('.c4-dialog')"
)
FOCUS = "() => document.activeElement.getAttribute('aria-label')"
TRANSFORM = "() => document.querySelector('svg.c4-diagram').style.transform"
FOCUS_IS_INSIDE = "() => Boolean(document.activeElement.closest('dialog'))"

# The parts of the toolbar that cover the drawing.
COVERED = """() => {
    const area = element => element.getBoundingClientRect();
    const drawing = area(document.querySelector("svg.c4-diagram"));
    return [...document.querySelectorAll(".c4-toolbar")].map(area).filter(bar => bar.right > drawing.left &&
        bar.left < drawing.right && bar.bottom > drawing.top && bar.top < drawing.bottom).length;
}"""


@pytest.fixture
def page(site, open_page):
    """A page of each theme with a drawing that is too wide for it."""
    return open_page(f"{site}/container-shop.html", viewport=NARROW)


def scale(page):
    return float(re.search(r"scale\((.+)\)", page.evaluate(TRANSFORM))[1])


def press(page, key):
    """Press a key in the large view, and return the new transformation of the drawing."""
    page.keyboard.press(key)
    return page.evaluate(TRANSFORM)


def test_toolbar_of_a_reduced_drawing_is_visible_and_covers_nothing(page):
    bar = page.locator(".c4-toolbar").first
    assert bar.is_visible()
    assert float(bar.evaluate("bar => getComputedStyle(bar).opacity")) == 1
    assert re.search(r"Reduced to \d+ %", bar.inner_text())
    assert page.evaluate(COVERED) == 0


def test_toolbar_of_a_drawing_in_full_size_has_no_text_and_covers_nothing(open_page, write_drawing):
    page = open_page(write_drawing(svg(geometry(element("a")))), viewport={"width": 900, "height": 600})
    assert page.locator(".c4-toolbar").first.inner_text().strip() == ""
    assert page.evaluate(COVERED) == 0


def test_escape_closes_the_large_view_and_returns_the_focus(page):
    page.get_by_role("button", name=OPEN).first.click()
    page.wait_for_function(IS_OPEN)
    page.keyboard.press("Escape")
    page.wait_for_function(IS_BACK)
    wait_for_value(page, FOCUS, OPEN)
    wait_for_value(page, TRANSFORM, "")


def test_escape_closes_the_large_view_while_search_terms_are_highlighted(site, open_page):
    page = open_page(f"{site}/container-shop.html?highlight=shop", viewport=NARROW)
    page.get_by_role("button", name=OPEN).first.click()
    page.keyboard.press("Escape")
    page.wait_for_function(IS_BACK)


def test_button_closes_the_large_view(page):
    page.get_by_role("button", name=OPEN).first.click()
    page.get_by_role("button", name="Close", exact=True).click()
    page.wait_for_function(IS_BACK)


def test_enter_on_the_drawing_opens_the_large_view(page):
    page.locator(".c4-scroll").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(IS_OPEN)
    page.keyboard.press("Escape")
    wait_for_value(page, "() => document.activeElement.className", "c4-scroll")


def test_click_on_a_reduced_drawing_opens_it_at_the_clicked_part(page):
    text = page.locator("svg.c4-diagram .c4-flow .c4-label text").first
    text.click()
    page.wait_for_function(IS_OPEN)
    box = text.bounding_box()
    assert 0 <= box["x"] <= 320
    assert 0 <= box["y"] <= 800


def test_large_view_opens_at_the_caller(open_page, write_drawing):
    lines = ((2, 1, Mode.SYNC, "ask", None), (1, 0, Mode.SYNC, "ask", None))
    drawing = geometry(*map(element, ("last", "second", "caller")), lines=lines)
    page = open_page(write_drawing(svg(drawing)), viewport=NARROW)
    page.get_by_role("button", name=OPEN).first.click()
    area = page.locator("[data-c4-id='caller']").bounding_box()
    assert 0 <= area["x"] <= 320
    assert 0 <= area["y"] <= 800


def test_text_is_legible_in_the_large_view(page):
    page.get_by_role("button", name=OPEN).first.click()
    assert scale(page) * 12 >= 9


def test_tap_on_a_link_of_a_reduced_drawing_opens_it_large(site, open_page):
    page = open_page(f"{site}/container-shop.html", **PHONE)
    address = page.url
    page.locator("svg.c4-diagram a").first.tap()
    page.wait_for_function(IS_OPEN)
    assert page.url == address


def test_click_on_a_link_of_a_reduced_drawing_follows_it(page):
    address = page.url
    page.locator("svg.c4-diagram a").first.click()
    page.wait_for_url(lambda url: url != address, wait_until="commit")


def test_tab_key_stays_in_the_large_view(page):
    page.get_by_role("button", name=OPEN).first.click()
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        assert page.evaluate(FOCUS_IS_INSIDE)


def test_keys_zoom_and_move_the_drawing(page):
    page.get_by_role("button", name=OPEN).first.click()
    fitted = press(page, "0")
    fitted_scale = scale(page)
    press(page, "+")
    larger_scale = scale(page)
    press(page, "-")
    assert fitted_scale == pytest.approx(scale(page))
    assert larger_scale > fitted_scale
    states = [press(page, key) for key in ("ArrowLeft", "ArrowDown", "ArrowRight")]
    assert len({fitted, *states}) == 4
    press(page, "ArrowUp")
    assert press(page, "0") == fitted
    assert "container-shop" in page.url


def test_keys_of_the_page_are_inactive_in_the_large_view(site, open_page):
    page = open_page(f"{site}/container-shop.html", viewport=NARROW)
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', e => heard.push(e.key)); }")
    page.get_by_role("button", name=OPEN).first.click()
    for key in ("ArrowLeft", "ArrowRight", "/", "s", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == []


def test_wheel_zooms_about_the_pointer(page):
    page.get_by_role("button", name=OPEN).first.click()
    press(page, "0")
    box = page.locator("svg.c4-diagram").bounding_box()
    pointer = (box["x"] + box["width"] / 4, box["y"] + box["height"] / 3)
    page.mouse.move(*pointer)
    before = page.evaluate(TRANSFORM)
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"before => ({TRANSFORM})() !== before", arg=before)
    zoomed_box = page.locator("svg.c4-diagram").bounding_box()
    assert zoomed_box["width"] > box["width"]
    assert zoomed_box["x"] + zoomed_box["width"] / 4 == pytest.approx(pointer[0], abs=1)
    assert zoomed_box["y"] + zoomed_box["height"] / 3 == pytest.approx(pointer[1], abs=1)


def test_two_fingers_zoom_the_drawing(site, open_page):
    page = open_page(f"{site}/container-shop.html", **PHONE)
    page.get_by_role("button", name=OPEN).first.tap()
    before = scale(page)
    client = page.context.new_cdp_session(page)
    for kind, gap in (("touchStart", 40), ("touchMove", 60), ("touchMove", 120), ("touchEnd", 0)):
        points = [{"x": 160 - gap, "y": 500, "id": 1}, {"x": 160 + gap, "y": 500, "id": 2}] if gap else []
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_function(rf"before => ({TRANSFORM})().match(/scale\((.+)\)/)[1] > 1.5 * before", arg=before)


def test_drag_moves_the_drawing_without_a_click(page):
    page.get_by_role("button", name=OPEN).first.click()
    press(page, "0")
    before, address = page.evaluate(TRANSFORM), page.url
    title = page.locator("svg.c4-diagram a .c4-text-name").first.bounding_box()
    page.mouse.move(title["x"] + 3, title["y"] + 3)
    page.mouse.down()
    page.mouse.move(title["x"] + 90, title["y"] + 60, steps=4)
    page.mouse.up()
    assert page.evaluate(TRANSFORM) != before
    assert page.url == address


def test_tooltip_is_visible_in_the_large_view(page):
    page.get_by_role("button", name=OPEN).first.click()
    press(page, "0")
    page.locator("svg.c4-diagram .c4-element text").first.hover()
    page.locator("dialog .c4-tooltip").wait_for()


def test_print_shows_the_drawing_in_its_page(site, open_page):
    page = open_page(f"{site}/container-shop.html", viewport=NARROW)
    page.get_by_role("button", name=OPEN).first.click()
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(IS_BACK)
    page.emulate_media(media="print")
    assert not page.locator(".c4-toolbar").first.is_visible()
    assert page.locator("svg.c4-diagram").first.is_visible()


@pytest.mark.parametrize("names", [("a", "b")])
def test_large_view_of_a_small_drawing_shows_all_of_it(names, open_page, write_drawing):
    drawing = geometry(*map(element, names), lines=((0, 1, Mode.SYNC, "ask", None),))
    page = open_page(write_drawing(svg(drawing)), viewport={"width": 1200, "height": 800})
    page.get_by_role("button", name=OPEN).click()
    box = page.locator("svg.c4-diagram").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 1200
    assert box["y"] + box["height"] <= 800


# The computed colours of all parts that both the page and a saved file have.
COLOURS = """() => [...document.querySelector("svg.c4-diagram").querySelectorAll("rect, path:not(.c4-hit), text")]
    .map(part => [getComputedStyle(part), part.tagName])
    .map(([style, name]) => [style.fill, style.stroke, style.strokeWidth, style.fontSize, style.textAnchor,
        name === "rect" && style.rx])"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_saved_drawing_has_the_colours_of_the_page(site_of, scheme, open_page, tmp_path):
    page = open_page(f"{site_of('furo')}/container-shop.html", color_scheme=scheme)
    colours = page.evaluate(COLOURS)
    page.get_by_role("button", name=OPEN).first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as SVG").click()
    assert download.value.suggested_filename == "container-shop.svg"
    path = tmp_path / "saved.svg"
    download.value.save_as(path)
    saved_page = open_page(path.as_uri())
    assert saved_page.evaluate(COLOURS) == colours
    assert not saved_page.locator("a[href^='../'], a[href^='#']").count()
    assert saved_page.locator("svg").get_attribute("role") == "document"
