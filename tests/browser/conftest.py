"""The browser, and a small site for each theme."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pages import by_drawing, write_project
from sites import THEMES, SiteServer, build, site_server
from tabs import Tabs, Windows

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
    "--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND",  # no other host is asked
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium, or the one that ``CHROMIUM`` names."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium is installed: install it, or let CHROMIUM name one")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The windows of the browser, which all tests share."""
    return Windows(browser)


@pytest.fixture
def tabs(windows: Windows) -> Iterator[Tabs]:
    """The tabs of a test."""
    with windows.tabs() as tabs:
        yield tabs


@pytest.fixture
def open_page(tabs: Tabs) -> Callable[..., Page]:
    """Return a function that opens a page in a new tab of a window with given options."""
    return tabs.open


@pytest.fixture
def visit(tabs: Tabs) -> Callable[..., Iterator[Page]]:
    """Return a function that loads pages one after the other in one tab of a window with given options."""
    return tabs.visit


@pytest.fixture
def write_drawing(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that writes a page with only a drawing, and returns its address."""

    def write(drawing: str) -> str:
        path = tmp_path / "page.html"
        path.write_text(
            f'<!doctype html><meta charset="utf-8"><title>It</title>'
            f'<link rel="stylesheet" href="{STATIC / STYLESHEET}">'
            f'<body><figure class="c4-figure"><div class="c4-scroll" tabindex="0">{drawing}</div></figure>'
            f'<script src="{STATIC / SCRIPT}"></script></body>',
            encoding="utf-8",
        )
        return path.as_uri()

    return write


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that builds the small site in a theme once, and returns its folder."""

    @cache
    def build_site(theme: str) -> Path:
        folder = tmp_path_factory.mktemp(theme)
        write_project(folder / "source", MODEL, page_of=by_drawing, theme=theme)
        return build(folder / "source", folder / "html")

    return build_site


@pytest.fixture(scope="session")
def server() -> Iterator[SiteServer]:
    """The server of all sites."""
    with site_server() as server:
        yield server


@pytest.fixture(scope="session")
def site_of(folder_of: Callable[[str], Path], server: SiteServer) -> Callable[[str], str]:
    """Return a function that returns the address of the small site in a theme."""
    return cache(lambda theme: server.publish(folder_of(theme)))


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    """Each of the five themes, by the name that ``html_theme`` takes."""
    return THEMES[request.param]


@pytest.fixture
def site(theme: str, site_of: Callable[[str], str]) -> str:
    """The address of the small site in each of the five themes."""
    return site_of(theme)
