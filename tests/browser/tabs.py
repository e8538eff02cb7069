"""Tabs of a browser in windows that tests share, and pages that are loaded again if the browser stalls."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

#: Milliseconds until a page counts as stalled. It takes less than one second on an idle machine.
LOAD_LIMIT = 30_000
#: Milliseconds until a page must have reached a state.
STATE_LIMIT = 15_000
#: Windows that stay open. Each needs processes of its own, and tests that follow each other need few.
MAXIMUM_WINDOWS = 6

Preparation = Callable[["Page"], object]


class Windows:
    """The windows of a browser, one for each set of options, because a new window costs ten times as much as a page.

    Tests with the same options share the storage of a site, but no tab.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._windows: dict[str, BrowserContext] = {}  # by their options, the one used last at the end

    def new_tab(self, **options: object) -> Page:
        """Open a tab in the window with ``options``, which are those of ``Browser.new_context``."""
        key = json.dumps(options, sort_keys=True)
        window = self._windows.pop(key, None) or self._open(**options)
        self._windows[key] = window
        if len(self._windows) > MAXIMUM_WINDOWS:
            self._windows.pop(next(iter(self._windows))).close()
        return window.new_page()

    def _open(self, **options: object) -> BrowserContext:
        window = self._browser.new_context(service_workers="block", **options)
        window.set_default_navigation_timeout(LOAD_LIMIT)
        window.new_page()  # keeps the window open when all other tabs are closed
        return window

    def discard(self, **options: object) -> None:
        """Open the next tab with ``options`` in a new window."""
        self._windows.pop(json.dumps(options, sort_keys=True), None)

    @contextmanager
    def tabs(self) -> Iterator[Tabs]:
        """Close the tabs of a test at its end."""
        with ExitStack() as pages:
            yield Tabs(self, pages)


class Tabs:
    """The tabs of a test."""

    def __init__(self, windows: Windows, pages: ExitStack) -> None:
        self._windows = windows
        self._pages = pages

    def open(self, address: str, *, before: Preparation = lambda page: None, **options: object) -> Page:
        """Load a page in a new tab, after ``before`` has prepared that tab."""
        return next(self.visit([address], before=before, **options))

    def visit(
        self, addresses: Iterable[str], *, before: Preparation = lambda page: None, **options: object
    ) -> Iterator[Page]:
        """Load pages one after the other in a new tab.

        A browser on a busy machine sometimes loses a connection or a process, so that a page never loads. Such a page
        is loaded once more, in a new window and with a warning. A page that stalls again fails.
        """
        from playwright.sync_api import TimeoutError as LoadTimeoutError  # installed where browsers are

        tab = self._new_tab(before, options)
        for address in addresses:
            try:
                tab.goto(address, wait_until="load")
            except LoadTimeoutError:
                warnings.warn(f"{address} has not loaded within {LOAD_LIMIT} ms: loading it again", stacklevel=2)
                self._windows.discard(**options)
                tab = self._new_tab(before, options)
                tab.goto(address, wait_until="load")
            yield tab

    def _new_tab(self, before: Preparation, options: dict[str, object]) -> Page:
        tab = self._windows.new_tab(**options)
        self._pages.callback(tab.close)
        before(tab)
        return tab


def wait_for_value(page: Page, script: str, value: object) -> None:
    """Wait until a function in a page returns ``value``; if it does not, fail with what it returns."""
    from playwright.sync_api import TimeoutError as StateTimeoutError

    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    with suppress(StateTimeoutError):
        page.wait_for_function(f"text => JSON.stringify(({script})()) === text", arg=text, timeout=STATE_LIMIT)
    assert page.evaluate(script) == value
