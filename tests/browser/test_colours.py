"""Drawings have the colour scheme of their page."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from drawing_samples import complete_geometry, element, geometry
from sites import DARK_THEMES, OTHER_THEMES, THEMES
from tabs import wait_for_value

from sphinxcontrib_c4.drawing import Scheme, standalone_svg, svg
from sphinxcontrib_c4.drawing.page import without_styles
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import load
from sphinxcontrib_c4.views import ChangeMark, Selection, ViewKind, view

PAGE = "container-shop.html"

COLOURS = """() => [...document.querySelectorAll("svg.c4-diagram :is(.c4-shape, .c4-line, text)")]
    .map(e => { const s = getComputedStyle(e); return `${e.getAttribute("class")} ${s.fill} ${s.stroke}`; })"""

CANVAS = "() => getComputedStyle(document.querySelector('.c4-canvas')).fill"
CANVASES = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}
DARK_GROUND = "document.body.style.background = '#111'"

FAINT = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


def _remember(site, choice):
    """Return the storage state of a reader who chose a scheme on an earlier visit."""
    entries = [{"name": key, "value": choice} for key in ("theme", "mode")]
    return {"cookies": [], "origins": [{"origin": site, "localStorage": entries}]}


@pytest.fixture(scope="module")
def colours(site_of, windows):
    """Return a function that returns the computed colours of the drawings on a page in a scheme."""

    @cache
    def compute_colours(theme, scheme):
        with windows.tabs() as tabs:
            result = tabs.open(f"{site_of(theme)}/{PAGE}", color_scheme=scheme).evaluate(COLOURS)
        assert result
        return result

    return compute_colours


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(site, scheme, open_page):
    assert open_page(f"{site}/{PAGE}", color_scheme=scheme).evaluate(FAINT) == []


@pytest.mark.parametrize("theme", [THEMES[name] for name in DARK_THEMES])
def test_dark_page_has_dark_drawings(theme, colours):
    assert colours(theme, "dark") != colours(theme, "light")


@pytest.mark.parametrize("theme", [THEMES[name] for name in DARK_THEMES])
@pytest.mark.parametrize(("chosen", "system"), [("dark", "light"), ("light", "dark")])
def test_choice_of_the_reader_overrides_the_system(theme, chosen, system, site_of, colours, open_page):
    site = site_of(theme)
    page = open_page(f"{site}/{PAGE}", color_scheme=system, storage_state=_remember(site, chosen))
    wait_for_value(page, COLOURS, colours(theme, chosen))


@pytest.mark.parametrize("theme", [name for key, name in THEMES.items() if key not in DARK_THEMES])
def test_page_that_is_always_light_has_light_drawings(theme, colours):
    assert colours(theme, "dark") == colours(theme, "light")


@pytest.mark.parametrize("theme", OTHER_THEMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_that_follows_the_system_has_drawings_of_its_scheme(theme, scheme, site_of, open_page):
    page = open_page(f"{site_of(theme)}/{PAGE}", color_scheme=scheme)
    wait_for_value(page, CANVAS, CANVASES[scheme])


@pytest.mark.parametrize(
    "change",
    [
        "root.classList.add('dark')",
        "root.dataset.theme = 'dark'",
        "root.dataset.bsTheme = 'dark'",
        "root.dataset.colorMode = 'dark'",
        "document.body.dataset.theme = 'dark'",
    ],
)
@pytest.mark.parametrize("javascript", [True, False])
def test_drawing_is_dark_when_the_page_states_it(change, javascript, open_page, write_drawing):
    options = {"java_script_enabled": javascript, "color_scheme": "light"}
    page = open_page(write_drawing(svg(geometry(element("a")))), **options)
    assert page.evaluate(CANVAS) == CANVASES["light"]
    page.evaluate(f"() => {{ const root = document.documentElement; {change}; {DARK_GROUND} }}")
    assert page.evaluate(CANVAS) == CANVASES["dark"]


def test_drawing_follows_the_ground_of_a_page_that_states_nothing(open_page, write_drawing):
    page = open_page(write_drawing(svg(geometry(element("a")))))
    page.evaluate(f"() => {{ {DARK_GROUND} }}")
    wait_for_value(page, CANVAS, CANVASES["dark"])
    page.evaluate("() => { document.body.style.background = 'oklch(0.95 0 0)' }")
    wait_for_value(page, CANVAS, CANVASES["light"])


LIGHT_IMAGE = "background: #222; } body { background: linear-gradient(white, white); color: #111"


@pytest.mark.parametrize(
    ("style", "colour_scheme", "scheme"),
    [
        ("color-scheme: light dark", "dark", "dark"),
        ("color-scheme: light dark", "light", "light"),
        ("color-scheme: light", "dark", "light"),
        (LIGHT_IMAGE, "dark", "light"),
        (LIGHT_IMAGE.replace("white", "black").replace("#111", "#eee"), "light", "dark"),
    ],
)
def test_drawing_follows_a_background_without_a_colour(style, colour_scheme, scheme, open_page, write_drawing):
    page = open_page(write_drawing(svg(geometry(element("a")))), color_scheme=colour_scheme)
    page.add_style_tag(content=f"html {{ {style} }}")
    page.evaluate("document.body.classList.add('other')")  # makes the script measure again
    wait_for_value(page, CANVAS, CANVASES[scheme])


def test_drawing_is_light_on_a_light_page_that_states_dark(open_page, write_drawing):
    page = open_page(write_drawing(svg(geometry(element("a")))))
    page.evaluate("document.body.dataset.theme = 'dark'; document.body.style.background = 'white'")
    assert page.evaluate(CANVAS) == CANVASES["light"]


def test_print_is_light(theme, site_of, colours, open_page):
    page = open_page(
        f"{site_of(theme)}/{PAGE}", color_scheme="dark", before=lambda page: page.emulate_media(media="print")
    )
    wait_for_value(page, COLOURS, colours(theme, "light"))


STYLES = """() => [...document.querySelectorAll("svg.c4-diagram, svg.c4-diagram *")].map(part => {
    const style = getComputedStyle(part);
    const names = ["fill", "stroke", "strokeWidth", "strokeDasharray", "strokeLinecap", "fontSize", "fontWeight",
        "fontFamily", "visibility", "textAnchor", ...(part.matches("rect") ? ["rx"] : [])];
    return [part.getAttribute("class"), ...names.map(name => style[name])];
})"""


def _landscape():
    """Return a landscape whose parts have marks of changes."""
    landscape = view(load(Path(__file__).parent / "model"), ViewKind.LANDSCAPE, "landscape", Selection())
    marks = [*ChangeMark, None] * 100
    marked_parts = {
        name: tuple(map(lambda part, mark: replace(part, mark=mark), getattr(landscape, name), marks))
        for name in ("elements", "relationships")
    }
    return replace(landscape, **marked_parts)


def _cut_landscape():
    """Return the landscape with a suggestion to cut each line."""
    landscape = _landscape()
    lines = tuple(replace(line, mark=None, cut="here") for line in landscape.relationships)
    return replace(landscape, relationships=lines)


def test_stylesheet_replaces_the_attributes_that_drawings_in_pages_leave_out(open_page, write_drawing):
    drawings = [svg(complete_geometry()), *map(svg, lay_out([_landscape(), _cut_landscape()]))]
    complete = open_page(write_drawing("".join(drawings)), java_script_enabled=False)
    complete.evaluate("() => document.querySelector('link').remove()")
    stripped = open_page(write_drawing("".join(map(without_styles, drawings))), java_script_enabled=False)
    assert stripped.evaluate(STYLES) == complete.evaluate(STYLES)


@pytest.mark.parametrize("scheme", list(Scheme)[:2])
def test_file_has_the_colours_of_the_page(scheme, open_page, write_drawing, tmp_path):
    paints = """() => [...document.querySelectorAll("svg :is(rect, path, text)")].map(part => {
        const style = getComputedStyle(part);
        return [part.getAttribute("class"), part.textContent, style.fill, style.stroke];
    })"""
    for drawing in [svg(complete_geometry()), *map(svg, lay_out([_landscape(), _cut_landscape()]))]:
        page = open_page(write_drawing(drawing), java_script_enabled=False)
        page.evaluate(f"() => {{ document.documentElement.dataset.theme = '{scheme}' }}")
        (tmp_path / "drawing.svg").write_text(standalone_svg(drawing, scheme), encoding="utf-8")
        file = open_page((tmp_path / "drawing.svg").as_uri(), java_script_enabled=False)
        assert file.evaluate(paints) == page.evaluate(paints)
