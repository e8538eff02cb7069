"""Drawings are legible on any screen, and their links work."""

from __future__ import annotations

import json
from functools import cache

import pytest
from sites import drawn_pages

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SCREENS = {
    "phone": PHONE,
    "laptop": {"viewport": {"width": 1280, "height": 900}},
    "desktop": {"viewport": {"width": 1920, "height": 1080}},
    "narrow": {"viewport": {"width": 320, "height": 800}},
}

FONT_SIZES = """() => [...document.querySelectorAll("svg.c4-diagram text")].filter(t => t.textContent.trim())
    .map(t => parseFloat(getComputedStyle(t).fontSize))"""

PAGE_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

# The drawings that overflow an element around them, or the page.
CUT_OFF = """() => [...document.querySelectorAll("svg.c4-diagram")].filter(svg => {
  const drawing = svg.getBoundingClientRect();
  for (let e = svg.parentElement; e; e = e.parentElement) {
    const area = e.getBoundingClientRect();
    if (drawing.left < area.left - 1 || drawing.right > area.right + 1) return true;
  }
  return drawing.width < 50;
}).map(svg => svg.dataset.c4View)"""

# The drawings whose text is too small to read and that have no note about it, and the reverse.
SILENT = """() => [...document.querySelectorAll("svg.c4-diagram")].filter(svg => {
  const size = text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
  const small = [...svg.querySelectorAll("text")].some(text => size(text) < 8.99);
  return small !== /Reduced to/.test(svg.closest(".c4-figure").innerText);
}).map(svg => svg.dataset.c4View)"""

# The links of drawings whose page or anchor does not exist.
DEAD_LINKS = """async () => {
  const links = [...new Set([...document.querySelectorAll("svg.c4-diagram a")].map(a => a.href.baseVal))];
  const leads = async link => {
    const url = new URL(link, location);
    const found = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    const anchor = decodeURIComponent(url.hash.slice(1));
    return anchor ? found.getElementById(anchor) : found.querySelector("svg.c4-diagram");
  };
  const places = await Promise.all(links.map(leads));
  return links.filter((link, at) => !places[at]);
}"""


MEASURES = {"overflow": PAGE_OVERFLOW, "cut off": CUT_OFF, "silent": SILENT, "font sizes": FONT_SIZES}
MEASURE = f"() => ({{ {', '.join(f'{json.dumps(name)}: ({script})()' for name, script in MEASURES.items())} }})"
# Two frames: the script adapts to the size of a drawing after the first one.
NEXT_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def measure(folder_of, site_of, windows):
    """Return a function that measures the index, which has no drawing, and each page with a drawing on a screen."""

    @cache
    def measure_pages(theme, screen, has_script=True):
        names = ["index.html", *_names(folder_of(theme))]
        results = {}
        with windows.tabs() as tabs:
            addresses = [f"{site_of(theme)}/{name}" for name in names]
            for name, page in zip(
                names, tabs.visit(addresses, java_script_enabled=has_script, **SCREENS[screen]), strict=True
            ):
                if has_script:
                    page.evaluate(NEXT_FRAMES)
                results[name] = page.evaluate(MEASURE)
        return results

    return measure_pages


def _names(folder):
    return [path.relative_to(folder).as_posix() for path in drawn_pages(folder)]


def test_pages_do_not_scroll_sideways_on_a_phone(theme, measure):
    index, *pages = measure(theme, "phone").items()  # the index overflows as the theme makes it
    assert [name for name, page in pages if page["overflow"] > index[1]["overflow"]] == []


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("screen", ["phone", "laptop", "desktop"])
def test_drawings_are_visible_completely(theme, screen, has_script, measure):
    pages = measure(theme, screen, has_script)
    assert {name: page["cut off"] for name, page in pages.items() if page["cut off"]} == {}


@pytest.mark.parametrize("screen", ["laptop", "narrow"])
def test_drawing_with_small_text_has_a_note(theme, screen, measure):
    pages = measure(theme, screen)
    assert {name: page["silent"] for name, page in pages.items() if page["silent"]} == {}


def test_text_is_large_enough(theme, measure):
    _, *pages = measure(theme, "laptop").values()
    assert min(min(page["font sizes"]) for page in pages) >= 12


def test_markup_in_a_model_is_text(site, open_page):
    page = open_page(f"{site}/container-shop.html")
    assert page.locator("svg.c4-diagram script").count() == 0
    assert page.locator("svg.c4-diagram text", has_text="<script>").count() > 0


def test_every_link_leads_to_an_existing_anchor(theme, folder_of, site_of, visit):
    for page in visit(f"{site_of(theme)}/{name}" for name in _names(folder_of(theme))):
        assert page.evaluate(DEAD_LINKS) == [], page.url


@pytest.mark.parametrize(
    ("start", "box", "view"),
    [
        ("context-shop.html", "shop", "container:shop"),
        ("container-shop.html", "shop.web", "component:shop.web"),
    ],
)
def test_click_on_a_box_opens_the_closer_view(site, start, box, view, open_page):
    page = open_page(f"{site}/{start}")
    page.locator(f"svg.c4-diagram a:has([data-c4-id='{box}']), g[data-c4-id='{box}'] a").first.click()
    page.wait_for_url(lambda url: start not in url, wait_until="commit")
    page.locator(f"svg.c4-diagram[data-c4-view='{view}']").wait_for()


def test_enter_on_a_box_opens_the_closer_view(site, open_page):
    page = open_page(f"{site}/context-shop.html")
    page.locator("svg.c4-diagram a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "context-shop" not in url, wait_until="commit")
    page.locator("svg.c4-diagram").first.wait_for()


REPORT = (
    '<div class="c4-report"><div class="c4-card"><dl class="field-list"><dt>Why</dt><dd>Because</dd></dl></div></div>'
    '<div class="c4-table docutils container"><table class="c4-elements"><caption><span>Elements</span></caption>'
    "<tbody><tr>" + 9 * f"<td>{'x' * 30}</td>" + "</tr></tbody></table></div>"
)
IS_BESIDE = """() => {
  const [name, value] = ["dt", "dd"].map(tag => document.querySelector(tag).getBoundingClientRect());
  return name.bottom > value.top;
}"""
COLUMN_OVERFLOW = """() => {
  const column = document.querySelector(".c4-scroll");
  return column.scrollWidth - column.clientWidth;
}"""
CAPTION_END = """() => document.querySelector("caption span").getBoundingClientRect().right"""


@pytest.mark.parametrize(("width", "is_beside"), [(390, False), (1280, True)])
def test_report_fits_the_screen(width, is_beside, write_drawing, open_page):
    page = open_page(write_drawing(REPORT), viewport={"width": width, "height": 800})
    assert page.evaluate(IS_BESIDE) is is_beside
    assert page.evaluate(COLUMN_OVERFLOW) == 0
    assert is_beside or page.evaluate(CAPTION_END) < width
