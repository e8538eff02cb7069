"""All examples of the documentation in every theme: accessible, narrow enough, printable, under a strict policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import snippets
from project_writer import MODEL as PROJECT_MODEL
from project_writer import Project
from sites import THEMES, build
from test_accessibility import SCHEMES, THEME_COLOURS, check_with_axe
from test_policy import LISTEN, STRICT
from test_reading import PAGE_OVERFLOW, PHONE

# The outermost elements with a class of the extension.
PARTS = """() => [...new Set([...document.querySelectorAll("[class]")]
    .filter(e => [...e.classList].some(name => name.startsWith("c4-")) && !e.classList.contains("xref"))
    .filter(e => !e.parentElement.closest("[class^='c4-'], [class*=' c4-']"))
    .map(e => e.tagName.toLowerCase() + "." + [...e.classList].find(name => name.startsWith("c4-"))))]"""

# The elements that reach over the right edge of the page, except in an area that scrolls.
WIDE = """() => [...document.querySelectorAll("[class^='c4-'], [class*=' c4-'], [class*='c4-'] *")].filter(e => {
  if (e.getBoundingClientRect().right <= document.documentElement.clientWidth + 1) return false;
  for (let at = e.parentElement; at; at = at.parentElement)
    if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return false;
  return true;
}).map(e => `${e.tagName}.${e.getAttribute("class")}: ${e.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def folder_of_examples(tmp_path_factory):
    """Return a function that builds the site of all examples in a theme, and returns its folder."""

    @cache
    def build_theme(theme: str) -> Path:
        folder = tmp_path_factory.mktemp("examples")
        return build(snippets.write_one_page(folder / "source", html_theme=theme).folder, folder / "html")

    return build_theme


@pytest.fixture(scope="module")
def examples_of(folder_of_examples, server):
    """Return a function that returns the address of the site of all examples in a theme."""
    return cache(lambda theme: server.publish(folder_of_examples(theme)))


@pytest.fixture
def examples(theme, examples_of):
    return examples_of(theme)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", THEMES)
def test_axe_finds_no_violation_in_any_example(name, scheme, examples_of, open_page):
    page = open_page(f"{examples_of(THEMES[name])}/index.html", color_scheme=scheme)
    page.evaluate("() => document.querySelectorAll('details').forEach(details => { details.open = true })")
    check_with_axe(page, page.evaluate(PARTS), [*THEME_COLOURS.get(name, ())])


def test_no_example_makes_a_phone_scroll_the_page(examples, open_page):
    overflow_of_the_theme = open_page(f"{examples}/words.html", **PHONE).evaluate(PAGE_OVERFLOW)
    page = open_page(f"{examples}/index.html", **PHONE)
    assert (page.evaluate(WIDE), page.evaluate(PAGE_OVERFLOW) <= overflow_of_the_theme) == ([], True)


def test_examples_follow_a_strict_policy(theme, folder_of_examples, server, open_page):
    requests: list[str] = []

    def listen(page):
        page.add_init_script(LISTEN)
        page.on("request", lambda request: requests.append(request.url))

    site = server.publish(folder_of_examples(theme), policy=STRICT)
    page = open_page(f"{site}/index.html", before=listen)
    assert [violation["what"] for violation in page.evaluate("window.violations") if violation["ours"]] == []
    assert [url for url in requests if not url.startswith((f"{site}/", "data:"))] == []
    assert {"c4.css", "c4.js"} <= {Path(urlsplit(url).path).name for url in requests}
    requests.clear()
    open_page(f"{site}/words.html", before=listen)
    assert {"c4.css", "c4.js"} & {Path(urlsplit(url).path).name for url in requests} == set()


def test_examples_are_complete_in_print(examples, open_page):
    page = open_page(f"{examples}/index.html", before=lambda page: page.emulate_media(media="print"))
    hidden = page.evaluate("""() => [...document.querySelectorAll("svg.c4-diagram, table[class*='c4-']")]
        .filter(e => e.getBoundingClientRect().width === 0).map(e => e.getAttribute("class"))""")
    assert hidden == []


LONG = ".. c4-elements::\n\n.. c4-element:: web\n\n.. c4-ingestion::\n\n.. c4-metrics::\n"


def test_name_of_three_hundred_letters_does_not_widen_the_page(theme, tmp_path, server, open_page):
    model = PROJECT_MODEL.replace("Web shop", "W" * 300).replace("Mail service", "M" * 300)
    project = Project(tmp_path / "project").write({"index.rst": f"It\n==\n\n{LONG}"}, model=model, html_theme=theme)
    site = server.publish(build(project.folder, tmp_path / "html"))
    for width in (390, 1200):
        page = open_page(f"{site}/index.html", viewport={"width": width, "height": 800})
        assert page.evaluate(WIDE) == [], width
