"""The directive ``c4-cycle-report``: content, links, the baseline, the gate, and when pages are read again."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from docutils import nodes
from project_writer import Project, sphinx_build

MODEL = """\
meta: {name: Bookshop, primary_system: shop}
actors:
  - {id: customer, name: Customer}
systems:
  - id: shop
    name: Bookshop
    kind: internal
    containers:
      - {id: web, name: Web shop}
      - {id: stock, name: Stock}
      - {id: bus, name: Bus, role: infrastructure}
  - {id: mailer, name: Mail service, kind: external}
  - {id: printer, name: Printer, kind: external}
flows:
  - {id: buy, source: customer, target: web, label: buy, sync: true}
  - {id: ask, source: web, target: stock, label: ask for books, sync: true, protocol: HTTPS}
  - {id: price, source: stock, target: web, label: ask for the price, sync: true}
  - {id: publish, source: web, target: bus, label: publish, sync: true}
  - {id: notify, source: bus, target: web, label: notify, sync: true}
  - {id: mail, source: mailer, target: printer, label: send, sync: false}
  - {id: bounce, source: printer, target: mailer, label: bounce, sync: false}
scenarios:
  - id: order
    title: An order
    steps:
      - {source: customer, target: web, label: order, sync: true}
      - {source: web, target: stock, label: ask, sync: true}
      - {source: stock, target: web, label: price, sync: true}
"""
MODEL_WITHOUT_CYCLES = "".join(
    line for line in MODEL.splitlines(keepends=True) if "id: price" not in line and "id: bounce" not in line
)
PAGES = {"index.rst": "Shop\n====\n\n.. c4-cycle-report::\n\n.. toctree::\n\n   other\n", "other.rst": "Other\n=====\n"}
BASELINE = """\
accept:
  - rule: cycle
    class: blocking
    edges: [shop.web -> shop.stock, shop.stock -> shop.web]
    reason: Until prices are cached.
    owner: Shop team
    expires: 2030-06-30
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893456000")  # 2030-01-01
    return Project(tmp_path / "project").write(PAGES, model=MODEL)


def _set_day(monkeypatch, seconds):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))


def _line_number(text, word):
    return next(number for number, line in enumerate(text.splitlines(), 1) if word in line)


def _find_by_class(node, name):
    return [child for child in node.findall(nodes.Element) if name in child.get("classes", ())]


class _Links(HTMLParser):
    """The ids of a page, and the addresses that it links to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.hrefs = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids.add(values.get("id"))
        if tag == "a" and "href" in values:
            self.hrefs.append(values["href"])


# --- Content ---


def test_card_describes_the_finding(project):
    with project.build("text") as site:
        assert site.warnings == []
        text = " ".join(site.text().split())
    assert "Bookshop: 2 cyclic groups." in text
    for phrase in (
        "Critical: Stock ↔ Web shop",
        "blocking · internal · 2 members · 1 cycle",
        "It lies within Bookshop. In An order, a call re-enters a participant that is still waiting",
        "Confirmed by An order: Web shop → Stock → Web shop",
        "Make asynchronous, or remove or invert (1 flow, the minimum):",
        f'ask for books (HTTPS, synchronous) "model.yaml:{_line_number(MODEL, "id: ask")}", in An order',
        "cut here",
        "Warning: Mail service ↔ Printer",
        "feedback · possible",
    ):
        assert phrase in text


def test_argument_selects_the_system_whose_cycles_are_reported(project):
    project.edit("index.rst", "Mail\n====\n\n.. c4-cycle-report:: mailer\n")
    with project.build("text") as site:
        text = " ".join(site.text().split())
    assert "Mail service: 1 cyclic group." in text
    assert "the report contains the cycles that touch Mail service" in text
    assert "Stock" not in text


def test_unknown_system_is_reported_with_the_nearest_name(project):
    project.edit("index.rst", "Mail\n====\n\n.. c4-cycle-report:: mailers\n")
    with project.build() as site:
        (warning,) = (line for line in site.warnings if "c4" in line)
        assert warning.startswith("index.rst:4: WARNING: c4-cycle-report: ")
        assert "'mailer'" in warning
        assert "cannot be shown" in site.doctree().astext()


def test_report_without_cycles_describes_the_analysis(project):
    project.edit_model(MODEL_WITHOUT_CYCLES)
    with project.build("text") as site:
        text = " ".join(site.text().split())
    assert "Bookshop: no cycles." in text
    assert "Analysed 2 flows among 2 containers of 3 systems, and 1 scenario." in text
    assert "Bus (Bookshop): has the role infrastructure" in text
    assert "This suppresses at least 1 cycle." in text


def test_card_draws_its_members_and_marks_the_cut(project):
    with project.build() as site:
        html = site.html()
        figures = _find_by_class(site.doctree(), "c4-figure")
    assert len(figures) == 2
    assert html.count('class="c4-cross"') >= 2
    assert "<title" in html
    assert "cut here" in html


def test_links_of_a_card_lead_to_existing_ids(project):
    project.edit("other.rst", "Other\n=====\n\n.. c4-flow:: order\n\n.. c4-elements::\n")
    with project.build() as site:
        links = _Links(site.html())
        (listing,) = (site.app.outdir / "_model").iterdir()
        lines = _Links(listing.read_text("utf-8")).ids
    assert f"_model/model.yaml.html#line-{_line_number(MODEL, 'id: price')}" in links.hrefs
    assert {href.partition("#")[2] for href in links.hrefs if href.startswith("_model/")} <= lines
    assert any(href.startswith("other.html#c4-") and "order" in href for href in links.hrefs)
    assert any(href.startswith("other.html#c4-container-") for href in links.hrefs)
    assert {href[1:] for href in links.hrefs if href.startswith("#c4-cycle-")} <= links.ids
    assert any(href == "#c4-cycle-shop.stock-shop.web" for href in links.hrefs)


def test_markup_in_labels_is_escaped(project):
    project.edit_model(MODEL.replace("label: ask for books", "label: '<script>alert(1)</script> *`x` |y|'"))
    with project.build() as site:
        assert site.warnings == []
        pages = [site.html(), (site.app.outdir / "_model" / "model.yaml.html").read_text("utf-8")]
    assert all("<script>alert" not in page for page in pages)
    assert "&lt;script&gt;alert" in pages[0]


def test_cycle_report_folds_all_but_the_first_cycle(project):
    flows = "".join(
        f"  - {{source: {source}, target: {target}, label: call, sync: true}}\n"
        for source in "abcde"
        for target in "abcde"
        if source != target
    )
    systems = "".join(f"  - {{id: {name}, name: {name.upper()}}}\n" for name in "abcde")
    project.edit_model(f"systems:\n{systems}flows:\n{flows}")
    with project.build() as site:
        html, text = site.html(), site.doctree().astext()
    assert '<details class="c4-fold">\n<summary>9 more cycles</summary>' in html
    assert "84 cycles" in text
    with project.build("text", output="text") as site:
        assert "9 more cycles" in site.text()


# --- The baseline ---


def _write_with_baseline(project, text=BASELINE, **conf):
    project.write(PAGES, model=MODEL, c4_baseline="baseline.yaml", show_warning_types=True, **conf)
    project.edit("baseline.yaml", text)


def test_accepted_finding_shows_owner_reason_and_expiry_date(project):
    _write_with_baseline(project)
    with project.build() as site:
        text = site.doctree().astext()
        accepted = site.resolved_doctree()
    assert "Bookshop: 2 cyclic groups: 1 new, 1 accepted." in text
    assert "Stock ↔ Web shop [accepted]" in text
    assert "Accepted as blocking by Shop team until 2030-06-30: Until prices are cached." in text
    assert "baseline.yaml:2" in accepted.astext()


def test_page_is_read_again_only_on_the_day_when_a_baseline_entry_expires(project, monkeypatch):
    _write_with_baseline(project)
    day = 24 * 60 * 60
    last = 1909008000  # 2030-06-30
    with project.build() as site:
        assert site.documents_read == {"index", "other"}
    for seconds, documents in ((last, set()), (last + day, {"index"}), (last + 2 * day, set())):
        _set_day(monkeypatch, seconds)
        with project.build() as site:
            assert site.documents_read == documents
    assert "no longer accepted" in site.doctree().astext()
    assert "Was accepted as blocking by Shop team until 2030-06-30" in site.doctree().astext()


def test_stale_baseline_entries_are_reported(project):
    _write_with_baseline(project, BASELINE.replace("edges: [", "edges: [shop.web -> mailer, shop.stock -> mailer, "))
    with project.build() as site:
        text = site.doctree().astext()
    assert "Stale entries of the baseline" in text
    assert "cycle: shop.web → mailer and shop.stock → mailer can be removed (Until prices are cached.)" in text


def test_change_of_the_baseline_rereads_only_the_report(project):
    _write_with_baseline(project)
    with project.build():
        pass
    project.edit("baseline.yaml", BASELINE.replace("Shop team", "Nobody"))
    with project.build() as site:
        assert site.documents_read == {"index"}
    project.edit("baseline.yaml", "# A remark.\n" + BASELINE.replace("Shop team", "Nobody"))
    with project.build() as site:
        assert site.documents_read == set()
        assert "baseline.yaml:3" in site.html()


# --- Lines ---


def test_comment_moves_the_line_links_without_reading_a_page(project):
    with project.build() as site:
        before = site.html()
    project.edit_model(f"# One.\n# Two.\n{MODEL}")
    with project.build() as site:
        assert site.documents_read == set()
        after, listing = site.html(), (site.app.outdir / "_model" / "model.yaml.html").read_text("utf-8")
    line = _line_number(MODEL, "id: price")
    assert f"#line-{line}" in before
    assert f"#line-{line + 2}" in after
    assert "One." in listing


def test_listing_of_a_model_file_is_deleted_with_the_last_link_to_it(project):
    project.edit("third.rst", ":orphan:\n\nThird\n=====\n")
    with project.build() as site:
        listing = site.app.outdir / "_model" / "model.yaml.html"
        first = listing.stat().st_mtime_ns
        assert listing.exists()
    project.edit("other.rst", "Other\n=====\n\nMore.\n")
    with project.build() as site:
        assert site.documents_read == {"other"}
        assert listing.stat().st_mtime_ns == first
    project.edit("index.rst", PAGES["index.rst"].replace(".. c4-cycle-report::", "Nothing."))
    with project.build():
        assert not listing.exists()


def test_line_links_lead_to_the_source_url_if_it_is_set(project):
    project.write(PAGES, model=MODEL, c4_source_url="https://forge.test/shop/blob/main/{path}#L{line}")
    with project.build() as site:
        assert f"https://forge.test/shop/blob/main/model.yaml#L{_line_number(MODEL, 'id: ask')}" in site.html()
        assert not (site.app.outdir / "_model").exists()
    conf = project.folder / "conf.py"
    conf.write_text(conf.read_text().replace("shop/blob/main/{path}#L{line}", "other/{path}?line={line}"))
    with project.build() as site:
        assert site.documents_read == set()
        assert f"https://forge.test/other/model.yaml?line={_line_number(MODEL, 'id: ask')}" in site.html()


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "latex", "epub", "man", "texinfo", "gettext", "xml"])
def test_every_builder_writes_the_report(project, builder):
    with project.build(builder) as site:
        assert [line for line in site.warnings if "epub" not in line and "conf value" not in line] == []
        output = "".join(path.read_text("utf-8", "replace") for path in site.app.outdir.rglob("*") if path.is_file())
    assert "Each call waits for the next one" in output


def test_sentences_are_translated_and_links_are_kept(project):
    with project.build("gettext", output="catalogues") as site:
        catalogue = (site.app.outdir / "index.pot").read_text("utf-8")
    assert 'msgid "What to do first"' in catalogue
    assert "Critical:" not in catalogue
    assert "model.yaml:" not in catalogue.replace("index.rst:", "")
    texts = {
        "What to do first": "Was zuerst zu tun ist",
        "A message can circulate forever, or be processed twice.": "Eine Nachricht kann ewig kreisen.",
        "Critical: Stock ↔ Web shop": "Kein Ersatz für einen Titel mit Zeichen",
    }
    folder = project.folder / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entries = "".join(f'msgid "{english}"\nmsgstr "{german}"\n\n' for english, german in texts.items())
    (folder / "index.po").write_text(head + entries, "utf-8")
    project.write(PAGES, model=MODEL, language="de", locale_dirs=["locale"])
    with project.build() as site:
        assert site.warnings == []
        html = site.html()
    assert "Was zuerst zu tun ist" in html
    assert "Eine Nachricht kann ewig kreisen." in html
    assert 'class="c4-severity">Critical' in html
    assert "_model/model.yaml.html#line-" in html


# --- The gate ---

GATED = "mailer ↔ printer: feedback cycle, possible"


def test_gate_is_silent_by_default(project):
    with project.build() as site:
        assert site.warnings == []


@pytest.mark.parametrize(("fail_on", "warning_count"), [("new", 1), ("any", 2)])
def test_gate_warns_in_every_build(project, fail_on, warning_count):
    _write_with_baseline(project, c4_fail_on=fail_on)
    for documents in ({"index", "other"}, set(), set()):
        with project.build() as site:
            assert site.documents_read == documents
            assert len(site.warnings) == warning_count
            assert (
                f"model.yaml:{_line_number(MODEL, 'id: mail,')}: WARNING: {GATED} (warning, new)."
                in site.warnings[0] + (site.warnings[-1])
            )
            assert all("[c4.cycle]" in warning for warning in site.warnings)


def test_gate_warning_of_an_expired_entry_quotes_it(project, monkeypatch):
    _write_with_baseline(project, c4_fail_on="new")
    _set_day(monkeypatch, 1909008000 + 24 * 60 * 60)
    with project.build() as site:
        (warning,) = (line for line in site.warnings if "shop.stock" in line)
    assert "(critical, no longer accepted)" in warning
    assert "The baseline accepts it as blocking by Shop team until 2030-06-30: Until prices are cached." in warning


def test_gate_warns_of_fragile_links_and_can_be_suppressed(project):
    chain = "".join(f"  - {{source: s{n}, target: s{n + 1}, label: call, sync: true}}\n" for n in range(5))
    systems = "".join(f"  - {{id: s{n}, name: S{n}}}\n" for n in range(6))
    model = f"systems:\n{systems}flows:\n{chain}"
    project.write(PAGES, model=model, c4_fail_on="new", show_warning_types=True)
    with project.build() as site:
        assert {line.rpartition(" ")[2] for line in site.warnings} == {"[c4.fragile]"}
    project.write(PAGES, model=model, c4_fail_on="new", suppress_warnings=["c4.fragile"])
    with project.build() as site:
        assert site.warnings == []


def test_gate_fails_every_build_until_the_model_changes(project, tmp_path):
    project.write(PAGES, model=MODEL, c4_fail_on="new")
    for _ in range(2):
        assert sphinx_build(project, tmp_path / "out", "-W", "--keep-going").returncode == 1
    project.edit_model(MODEL_WITHOUT_CYCLES)
    assert sphinx_build(project, tmp_path / "out", "-W", "--keep-going").returncode == 0


def test_change_in_a_subfolder_of_the_model_rereads_the_report(project):
    project.write(PAGES, model=None, c4_model="model")
    (project.folder / "model" / "parts").mkdir(parents=True)
    project.edit("model/landscape.yaml", "files: [parts/shop.yaml]\n")
    project.edit("model/parts/shop.yaml", MODEL)
    with project.build() as site:
        assert "_model/parts/shop.yaml.html#line-" in site.html()
        assert (site.app.outdir / "_model" / "parts" / "shop.yaml.html").exists()
    with project.build() as site:
        assert site.documents_read == set()
    project.edit("model/parts/shop.yaml", MODEL_WITHOUT_CYCLES)
    with project.build() as site:
        assert site.documents_read == {"index"}
        assert "no cycles" in site.doctree().astext()


# --- Imports and determinism ---


def _print_imports(project, *names):
    """Let builds of ``project`` print the modules of ``names`` that they have imported."""
    statement = f"print(*(name for name in {names!r} if name in sys.modules))"
    hook = f"import sys\ndef setup(app):\n    app.connect('build-finished', lambda app, error: {statement})\n"
    conf = project.folder / "conf.py"
    conf.write_text(conf.read_text("utf-8") + hook, "utf-8")


def test_analysis_is_not_imported_for_pages_without_a_report(project, tmp_path):
    project.edit("index.rst", "Shop\n====\n\n.. toctree::\n\n   other\n\n.. c4-context::\n")
    _print_imports(project, "networkx", "sphinxcontrib_c4.analysis")
    assert sphinx_build(project, tmp_path / "out").stdout.split() == []
    project.edit("index.rst", PAGES["index.rst"])
    assert sphinx_build(project, tmp_path / "out").stdout.split() == ["sphinxcontrib_c4.analysis"]
    # The result is cached: no graph is needed to write it again.
    project.edit("other.rst", "Other\n=====\n\nMore.\n")
    assert "networkx" not in sphinx_build(project, tmp_path / "out").stdout


def test_build_without_changes_does_not_import_the_model(project, tmp_path):
    project.edit("index.rst", "Shop\n====\n\n.. toctree::\n\n   other\n\n.. c4-context::\n")
    _print_imports(project, "sphinxcontrib_c4.model", "yaml")
    assert sphinx_build(project, tmp_path / "out").stdout.split() == ["sphinxcontrib_c4.model", "yaml"]
    sphinx_build(project, tmp_path / "out")  # checks the output of the first build
    assert sphinx_build(project, tmp_path / "out").stdout.split() == []


def test_output_does_not_depend_on_order_processes_or_hashes(project, tmp_path):
    def build(name, *options, **environ):
        out = tmp_path / name
        assert sphinx_build(project, out, *options, "-E", "-d", str(tmp_path / f"{name}-trees"), **environ).stderr == ""
        listings = {"_model", "_sources", "searchindex.js"}
        return {
            path.name: path.read_bytes()
            for path in sorted(out.iterdir())
            if path.suffix == ".html" and path.name not in listings
        }

    expected = build("expected", PYTHONHASHSEED="1")
    assert build("seeded", PYTHONHASHSEED="7") == expected
    assert build("parallel", "-j", "4") == expected
    head, flows = MODEL.split("flows:\n")
    flows, scenarios = flows.split("scenarios:\n")
    reordered = "".join(reversed(flows.splitlines(keepends=True)))
    lines = {line: number for number, line in enumerate(MODEL.splitlines(), 1)}
    project.edit_model(f"{head}flows:\n{reordered}scenarios:\n{scenarios}")
    new_lines = {
        lines[line]: number for number, line in enumerate((project.folder / "model.yaml").read_text().splitlines(), 1)
    }
    reordered_site = build("reordered")
    text = expected["index.html"].decode()
    for old in sorted(new_lines, reverse=True):
        text = text.replace(f"model.yaml:{old}<", f"model.yaml:@{new_lines[old]}<").replace(
            f'line-{old}"', f'line-@{new_lines[old]}"'
        )
    assert reordered_site["index.html"].decode() == text.replace("@", "")
