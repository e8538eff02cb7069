"""All that the documentation shows as an example, in every theme: what there is to like about it on a screen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import snippets
from project_writer import MODEL as PROJECT_MODEL
from project_writer import Project
from sites import THEMES, build
from test_accessibility import SCHEMES, THEIRS, look
from test_policy import LISTEN, STRICT
from test_reading import PAGE_OVERFLOW, PHONE

# What has a class of ours, and is in nothing else that has one.
PARTS = """() => [...new Set([...document.querySelectorAll("[class]")]
    .filter(e => [...e.classList].some(name => name.startsWith("c4-")) && !e.classList.contains("xref"))
    .filter(e => !e.parentElement.closest("[class^='c4-'], [class*=' c4-']"))
    .map(e => e.tagName.toLowerCase() + "." + [...e.classList].find(name => name.startsWith("c4-"))))]"""

# What reaches over the right edge of the page, other than what can be scrolled.
WIDE = """() => [...document.querySelectorAll("[class^='c4-'], [class*=' c4-'], [class*='c4-'] *")].filter(e => {
  if (e.getBoundingClientRect().right <= document.documentElement.clientWidth + 1) return false;
  for (let at = e.parentElement; at; at = at.parentElement)
    if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return false;
  return true;
}).map(e => `${e.tagName}.${e.getAttribute("class")}: ${e.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def folder_of_examples(tmp_path_factory):
    """The folder of the site of all examples, in a theme."""

    @cache
    def build_theme(theme: str) -> Path:
        folder = tmp_path_factory.mktemp("examples")
        return build(snippets.write_one_page(folder / "source", html_theme=theme).folder, folder / "html")

    return build_theme


@pytest.fixture(scope="module")
def examples_of(folder_of_examples, server):
    """The address of the site of all examples, in a theme."""
    return cache(lambda theme: server.publish(folder_of_examples(theme)))


@pytest.fixture
def examples(theme, examples_of):
    return examples_of(theme)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", THEMES)
def test_axe_finds_nothing_in_any_example(name, scheme, examples_of, open_page):
    page = open_page(f"{examples_of(THEMES[name])}/index.html", color_scheme=scheme)
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    look(page, page.evaluate(PARTS), [*THEIRS.get(name, ())])


def test_no_example_makes_a_phone_scroll_the_page(examples, open_page):
    own = open_page(f"{examples}/words.html", **PHONE).evaluate(PAGE_OVERFLOW)
    page = open_page(f"{examples}/index.html", **PHONE)
    assert (page.evaluate(WIDE), page.evaluate(PAGE_OVERFLOW) <= own) == ([], True)


def test_strict_policy_has_nothing_against_any_example(theme, folder_of_examples, server, open_page):
    asked: list[str] = []

    def listen(page):
        page.add_init_script(LISTEN)
        page.on("request", lambda request: asked.append(request.url))

    site = server.publish(folder_of_examples(theme), policy=STRICT)
    page = open_page(f"{site}/index.html", before=listen)
    assert [found["what"] for found in page.evaluate("window.violations") if found["ours"]] == []
    assert [url for url in asked if not url.startswith((f"{site}/", "data:"))] == []
    assert {"c4.css", "c4.js"} <= {Path(urlsplit(url).path).name for url in asked}
    asked.clear()
    open_page(f"{site}/words.html", before=listen)
    assert {"c4.css", "c4.js"} & {Path(urlsplit(url).path).name for url in asked} == set()


def test_examples_do_not_lose_anything_on_paper(examples, open_page):
    page = open_page(f"{examples}/index.html", before=lambda page: page.emulate_media(media="print"))
    hidden = page.evaluate("""() => [...document.querySelectorAll("svg.c4-diagram, table[class*='c4-']")]
        .filter(e => e.getBoundingClientRect().width === 0).map(e => e.getAttribute("class"))""")
    assert hidden == []


LONG = ".. c4-elements::\n\n.. c4-element:: web\n\n.. c4-ingestion::\n\n.. c4-metrics::\n"


def test_name_of_three_hundred_letters_widens_nothing(theme, tmp_path, server, open_page):
    model = PROJECT_MODEL.replace("Web shop", "W" * 300).replace("Mail service", "M" * 300)
    project = Project(tmp_path / "project").write({"index.rst": f"It\n==\n\n{LONG}"}, model=model, html_theme=theme)
    site = server.publish(build(project.folder, tmp_path / "html"))
    for width in (390, 1200):
        page = open_page(f"{site}/index.html", viewport={"width": width, "height": 800})
        assert page.evaluate(WIDE) == [], width
