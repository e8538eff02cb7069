"""Pages follow a strict Content-Security-Policy, fetch no foreign files and do not run hostile text."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from hostile_model import MODEL, TEXT, write_hostile_model
from sites import build, drawn_pages

from sphinxcontrib_c4.sphinx.directives import DIRECTIVES

STRICT = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

# A violation is "ours" if its element or file is part of the extension.
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
def violations(server, visit):
    """Return a function that yields the violations of the strict policy on pages of a folder."""

    def find_violations(folder, names):
        site = server.publish(folder, policy=STRICT)
        for page in visit([f"{site}/{name}" for name in names], before=lambda page: page.add_init_script(LISTEN)):
            for element in page.query_selector_all("svg.c4-diagram a"):
                element.focus()
            yield from page.evaluate("window.violations")

    return find_violations


def _names(folder):
    return [path.relative_to(folder).as_posix() for path in drawn_pages(folder)]


def test_pages_do_not_violate_the_policy(theme, folder_of, violations):
    folder = folder_of(theme)
    assert [violation["what"] for violation in violations(folder, _names(folder)) if violation["ours"]] == []


@pytest.mark.parametrize(
    "fault",
    [
        '<svg class="c4-diagram"><rect style="fill: red"/></svg>',
        '<div class="c4-wrapper"><style>rect { fill: red }</style></div>',
        '<div class="c4-wrapper"><script>window.found = 1</script></div>',
        '<script src="http://127.0.0.1:9/c4.js"></script>',
    ],
)
def test_violation_by_a_part_of_the_extension_is_detected(fault, tmp_path, violations):
    (tmp_path / "index.html").write_text(f"<!doctype html><title>A fault</title><p>{fault}</p>", encoding="utf-8")
    assert [violation["ours"] for violation in violations(tmp_path, ["index.html"])] == [True]


@pytest.fixture
def requests(visit):
    """Return a function that yields the addresses that each page requests, including its own."""

    def record_requests(*addresses):
        requested = []

        def listen(page):
            page.on("request", lambda request: requested.append(request.url))

        for _ in visit(addresses, before=listen):
            yield [*requested]
            requested.clear()

    return record_requests


def _own_files(addresses):
    return {Path(urlsplit(address).path).name for address in addresses} & {"c4.css", "c4.js"}


def test_pages_fetch_nothing_from_other_sites(theme, folder_of, site_of, requests):
    site = site_of(theme)
    for urls in requests(*(f"{site}/{name}" for name in _names(folder_of(theme)))):
        assert [url for url in urls if not url.startswith((f"{site}/", "data:"))] == []
        assert _own_files(urls) == {"c4.css", "c4.js"}


def test_page_without_a_drawing_does_not_fetch_the_assets(theme, site_of, requests):
    assert [*map(_own_files, requests(f"{site_of(theme)}/search.html"))] == [set()]


# -- Hostile text -------------------------------------------------------------------------------------------------

#: The arguments of directives that need one.
ARGUMENTS = {
    "c4-component": "web",
    "c4-element": "web",
    "c4-flow": "buy",
    "c4-impact": "db",
    "c4-legend": "container:shop",
    "c4-lineage": "db",
    "c4-view": "container:shop",
}


CONF = """\
extensions = ["sphinxcontrib_c4"]
c4_model = "model"
c4_changes_base = "earlier.yaml"
c4_baseline = "baseline.yaml"
c4_structurizr_export = "workspace.json"
html_theme = "alabaster"
suppress_warnings = ["c4", "ref"]
"""


def _page(name):
    """Return a page with a directive, and with hostile text in its options that accept arbitrary text."""
    spec = DIRECTIVES[name].option_spec
    options = "".join(f"   :{option}: {TEXT}\n" for option in ("alt",) if option in spec)
    return f"{name}\n{'=' * len(name)}\n\n.. {name}:: {ARGUMENTS.get(name, '')}".rstrip() + f"\n{options}"


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory):
    """A site with hostile text in every key of the model and of the baseline, and a page for each directive."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "source"
    source.mkdir()
    assert write_hostile_model(source / "model") == set()
    accepted = {"rule": "flagged", "elements": ["shop.web"], "reason": TEXT, "owner": TEXT}
    (source / "baseline.yaml").write_text(yaml.safe_dump({"accept": [accepted]}), "utf-8")
    (source / "earlier.yaml").write_text(MODEL, "utf-8")
    (source / "conf.py").write_text(CONF, "utf-8")
    for name in DIRECTIVES:
        (source / f"{name}.rst").write_text(_page(name), "utf-8")
    (source / "index.rst").write_text("Index\n=====\n\n.. toctree::\n   :glob:\n\n   c4-*\n", "utf-8")
    return build(source, folder / "html")


def test_pages_with_hostile_text_do_not_violate_the_policy(hostile_site, violations):
    names = sorted(path.relative_to(hostile_site).as_posix() for path in hostile_site.rglob("*.html"))
    assert len(names) > len(DIRECTIVES)
    assert [violation["what"] for violation in violations(hostile_site, names) if violation["ours"]] == []


def test_no_page_runs_hostile_text(hostile_site, server, visit):
    site = server.publish(hostile_site)
    names = (*(f"{directive}.html" for directive in DIRECTIVES), "genindex.html", "search.html?q=window")
    for page in visit(f"{site}/{name}" for name in names):
        if "?q=" in page.url:
            page.locator("#search-results li").first.wait_for()
        for button in page.get_by_role("button", name="Open the diagram large").all()[:1]:
            button.click()
            page.keyboard.press("Escape")
        assert page.evaluate("window.harmed") is None, page.url
