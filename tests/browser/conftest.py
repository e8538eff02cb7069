"""The browser, and one small site for each theme."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pages import by_drawing, write_project
from sites import THEMES, build, serve

from sphinxcontrib_c4.drawing import SCRIPT, STATIC, STYLESHEET

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MODEL = Path(__file__).parent / "model"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that is installed, or the one that ``CHROMIUM`` names."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium is installed: install it, or let CHROMIUM name one")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page in a context of its own, made with the options that are given."""
    with ExitStack() as contexts:

        def opened(address: str, *, before: Callable[[Page], object] = lambda page: None, **options: object) -> Page:
            context = browser.new_context(service_workers="block", **options)
            contexts.callback(context.close)
            page = context.new_page()
            before(page)
            page.goto(address, wait_until="load")
            return page

        yield opened


@pytest.fixture
def write_drawing(tmp_path: Path) -> Callable[[str], str]:
    """Write a page that holds nothing but a drawing, and return its address."""

    def written(drawing: str) -> str:
        path = tmp_path / "page.html"
        path.write_text(
            f'<!doctype html><meta charset="utf-8"><title>It</title>'
            f'<link rel="stylesheet" href="{STATIC / STYLESHEET}">'
            f'<body><figure class="c4-figure"><div class="c4-scroll" tabindex="0">{drawing}</div></figure>'
            f'<script src="{STATIC / SCRIPT}"></script></body>',
            encoding="utf-8",
        )
        return path.as_uri()

    return written


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the small site in a theme, built when it is first asked for."""

    @cache
    def built(theme: str) -> Path:
        folder = tmp_path_factory.mktemp(theme)
        write_project(folder / "source", MODEL, page_of=by_drawing, theme=theme)
        return build(folder / "source", folder / "html")

    return built


@pytest.fixture(scope="session")
def site_of(folder_of: Callable[[str], Path]) -> Iterator[Callable[[str], str]]:
    """The address of the small site in a theme."""
    with ExitStack() as servers:

        @cache
        def served(theme: str) -> str:
            return servers.enter_context(serve(folder_of(theme)))

        yield served


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    """Each of the five themes, by the name that ``html_theme`` takes."""
    return THEMES[request.param]


@pytest.fixture
def site(theme: str, site_of: Callable[[str], str]) -> str:
    """The address of the small site in each of the five themes."""
    return site_of(theme)
