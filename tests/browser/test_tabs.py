"""A page that stalls is loaded once more, and fails if it stalls again; other hosts cannot be reached."""

from __future__ import annotations

import pytest


@pytest.fixture
def address(server, tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html><title>It</title>", "utf-8")
    return f"{server.publish(tmp_path)}/index.html"


def stall(times):
    """Return a preparation after which the first tabs load nothing, as many as ``times``."""
    tabs = []

    def prepare(page):
        tabs.append(page)
        if len(tabs) <= times:
            page.set_default_navigation_timeout(500)
            page.route("**/*", lambda route: None)

    return prepare


def test_page_that_stalls_once_is_loaded_again_with_a_warning(address, open_page):
    with pytest.warns(UserWarning, match="has not loaded"):
        page = open_page(address, before=stall(1))
    assert page.title() == "It"


def test_page_that_stalls_twice_fails(address, open_page):
    from playwright.sync_api import TimeoutError as LoadTimeoutError

    with pytest.warns(UserWarning, match="has not loaded"), pytest.raises(LoadTimeoutError):
        open_page(address, before=stall(2))


def test_page_is_not_loaded_from_another_host(open_page):
    from playwright.sync_api import Error

    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        open_page("http://example.org/")
