"""A strict Content-Security-Policy has nothing against us, and nothing is fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sites import drawn_pages, serve

STRICT = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

# A violation is ours where it is told of one of our elements, or of a file of ours.
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => {
  const at = event.target instanceof Element ? event.target : null;
  const names = [event.sourceFile, event.blockedURI, at && (at.src || at.href)];
  const file = names.some(name => /\\/c4\\.(css|js)/.test(name || ""));
  window.violations.push({
    ours: file || Boolean(at && at.closest("[class*='c4-']")),
    what: `${event.effectiveDirective} ${event.blockedURI} ${at ? at.outerHTML.slice(0, 200) : event.sourceFile}`,
  });
});
"""


@pytest.fixture
def violations(open_page):
    """What the browser refuses on a page of a folder under the strict policy."""

    def refused(folder, name):
        with serve(folder, policy=STRICT) as site:
            page = open_page(f"{site}/{name}", before=lambda page: page.add_init_script(LISTEN))
            for element in page.query_selector_all("svg.c4-diagram a"):
                element.focus()
            return page.evaluate("window.violations")

    return refused


def _names(folder):
    return [path.relative_to(folder).as_posix() for path in drawn_pages(folder)]


def test_policy_has_nothing_against_us(theme, folder_of, violations):
    folder = folder_of(theme)
    for name in _names(folder):
        assert [found["what"] for found in violations(folder, name) if found["ours"]] == []


@pytest.mark.parametrize(
    "fault",
    [
        '<svg class="c4-diagram"><rect style="fill: red"/></svg>',
        '<div class="c4-wrapper"><style>rect { fill: red }</style></div>',
        '<div class="c4-wrapper"><script>window.found = 1</script></div>',
        '<script src="http://127.0.0.1:9/c4.js"></script>',
    ],
)
def test_violation_of_ours_would_be_seen(fault, tmp_path, violations):
    (tmp_path / "index.html").write_text(f"<!doctype html><title>A fault</title><p>{fault}</p>", encoding="utf-8")
    assert [found["ours"] for found in violations(tmp_path, "index.html")] == [True]


@pytest.fixture
def requests(open_page):
    """The addresses that a page asks for, itself among them."""

    def asked(address):
        found = []
        open_page(address, before=lambda page: page.on("request", lambda request: found.append(request.url)))
        return found

    return asked


def _ours(addresses):
    return {Path(urlsplit(address).path).name for address in addresses} & {"c4.css", "c4.js"}


def test_nothing_is_fetched_from_elsewhere(theme, folder_of, site_of, requests):
    site = site_of(theme)
    for name in _names(folder_of(theme)):
        asked = requests(f"{site}/{name}")
        assert [url for url in asked if not url.startswith((f"{site}/", "data:"))] == []
        assert _ours(asked) == {"c4.css", "c4.js"}


def test_page_without_a_drawing_asks_for_nothing_of_ours(theme, site_of, requests):
    assert _ours(requests(f"{site_of(theme)}/search.html")) == set()
