"""Incremental and parallel builds: which pages are read and written again, and that the output is reproducible."""

from __future__ import annotations

import json
import os
import re

import pytest
from docutils import nodes
from project_writer import MODEL, Project, sphinx_build
from search_index import normalize_search_index
from sphinx.testing.util import SphinxTestApp

ORPHAN = ":orphan:\n\n"  # so that no page links to a next page

PAGES = {
    "index.rst": "Shop\n====\n\nNo drawing here.\n",
    "around.rst": f"{ORPHAN}Around\n======\n\n.. c4-context::\n   :caption: Around\n",
    "inside.rst": f"{ORPHAN}Inside\n======\n\n.. c4-container::\n",
    "parts.rst": f"{ORPHAN}Parts\n=====\n\n.. c4-component::\n\n.. c4-legend::\n",
    "story.rst": f"{ORPHAN}Story\n=====\n\n.. c4-flow:: purchase\n\n.. c4-description:: purchase\n",
    "tables.rst": f"{ORPHAN}Tables\n======\n\n.. c4-elements::\n\n.. c4-ingestion::\n",
    "stamp.rst": f"{ORPHAN}Stamp\n=====\n\n.. c4-provenance::\n",
    "words.rst": f"{ORPHAN}Words\n=====\n\nAsk :c4:system:`shop` about :c4:scenario:`purchase`.\n",
}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project").write(PAGES)


def _check_equals_clean_build(project, files, builder="html"):
    """Check that ``files`` contain the output of a clean build. Files of deleted pages may remain."""
    with project.build(builder, output=f"clean-{builder}", fresh=True) as site:
        clean_files = normalize_search_index(site.files())
    files = normalize_search_index(files)
    assert {name for name in clean_files if files.get(name) != clean_files[name]} == set()


EDITS = {
    "nothing": (MODEL, set()),
    "a comment": (f"# Selling books\n{MODEL}", set()),
    "the description of a container": (
        MODEL.replace("Takes orders.", "Takes all orders."),
        {"inside", "parts", "story", "tables"},
    ),
    "the name of an external system": (
        MODEL.replace("Mail service", "Post office"),
        {"around", "inside", "parts", "tables"},
    ),
    "a flow": (
        MODEL.replace("scenarios:", "  - {source: orders, target: mailer, label: dump, sync: false}\nscenarios:"),
        {"around", "inside", "tables"},
    ),
    "a step of the scenario": (MODEL.replace("label: pay,", "label: pay at once,"), {"story"}),
    "the description of the scenario": (MODEL.replace("waits for the order", "need not wait"), {"story"}),
    "a source of data": (MODEL.replace("nightly", "hourly"), {"tables"}),
    "the owner of a container": (
        MODEL.replace("technology: Django", "technology: Django\n        owner: us"),
        {"inside", "story", "tables"},
    ),
    "a tag of a container": (
        MODEL.replace("technology: Django", "technology: Django\n        tags: [web]"),
        set(),
    ),
}


@pytest.mark.parametrize(("model", "documents"), EDITS.values(), ids=EDITS)
def test_edit_of_the_model_rereads_only_the_pages_that_it_changes(project, model, documents):
    with project.build() as site:
        assert site.documents_read == {name.removesuffix(".rst") for name in PAGES}
    project.edit_model(model)
    with project.build() as site:
        assert site.documents_read == documents
        files = site.files()
    _check_equals_clean_build(project, files)


def test_page_with_an_unknown_name_is_read_again_when_the_name_exists(project):
    absent = MODEL.replace("id: purchase", "id: sale")
    project.edit_model(absent)
    with project.build() as site:
        assert sum("c4-flow" in warning for warning in site.warnings) == 1
    project.edit_model(MODEL)
    with project.build() as site:
        assert site.documents_read == {"story", "inside", "parts"}  # boxes of both lead to the scenario
        assert site.warnings == []
        files = site.files()
    _check_equals_clean_build(project, files)


def test_pages_are_written_again_when_their_link_targets_move(project):
    with project.build():
        pass
    project.edit("core.rst", PAGES["inside.rst"])
    project.edit("inside.rst", f"{ORPHAN}Inside\n======\n\nSee elsewhere.\n")
    with project.build() as site:
        assert site.documents_read == {"inside", "core"}
        assert "core.html#c4-container-shop" in site.html("around")
        files = site.files()
    _check_equals_clean_build(project, files)


def test_deleted_page_leaves_no_links(project):
    with project.build() as site:
        assert 'href="story.html#' in site.html("inside") + site.html("words")
    (project.folder / "story.rst").unlink()
    with project.build() as site:
        assert 'href="story.html#' not in site.html("inside") + site.html("words")
        files = site.files()
    _check_equals_clean_build(project, files)


def test_back_references_follow_the_title_of_a_renamed_page(project):
    pages = {
        "index.rst": f"{ORPHAN}Shop\n====\n\n.. c4-element:: web\n",
        "zebra.rst": f"{ORPHAN}Old title\n=========\n\nSee :c4:container:`web`.\n",
    }
    for name in PAGES:
        (project.folder / name).unlink()
    project.write(pages)
    with project.build() as site:
        assert "Old title" in site.html()
    project.edit("zebra.rst", pages["zebra.rst"].replace("Old title", "New title"))
    with project.build() as site:
        assert site.documents_read == {"zebra"}
        assert "New title" in site.html()
        assert "Old title" not in site.html()
        files = site.files()
    _check_equals_clean_build(project, files)


def test_change_of_the_column_width_lays_out_all_views_again(project, monkeypatch):
    from sphinxcontrib_c4 import layout

    lay_out, widths = layout.lay_out, []

    def record(views, *, width):
        widths.extend(width for _ in views)
        return lay_out(views, width=width)

    monkeypatch.setattr(layout, "lay_out", record)
    with project.build():
        first = widths.copy()
    assert set(first) == {720}
    project.configure(c4_model="model.yaml", c4_column_width=900)
    with project.build():
        assert widths[len(first) :] == [900] * len(first)


def test_model_is_read_again_when_its_cache_is_damaged(project):
    with project.build() as site:
        (path,) = (site.app.doctreedir / "c4").glob("*.model")
        before = site.files()
    path.write_bytes(b"no pickle")
    project.edit("around.rst", PAGES["around.rst"] + "\nMore.\n")
    with project.build() as site:
        assert site.documents_read == {"around"}
        files = site.files()
    assert files["inside.html"] == before["inside.html"]
    _check_equals_clean_build(project, files)


def test_build_without_changes_does_not_read_the_model(project, monkeypatch):
    with project.build():
        pass
    method = "sphinxcontrib_c4.sphinx.cache.model.ModelCache.context"
    monkeypatch.setattr(method, lambda self: pytest.fail("the model is read"))
    with project.build() as site:
        assert site.documents_read == set()


def test_cache_keeps_only_the_model_of_the_last_build(project):
    with project.build():
        pass
    project.edit_model(f"{MODEL}# The end.\n")
    with project.build() as site:
        assert len(list((site.app.doctreedir / "c4").glob("*.model"))) == 1


def test_second_builder_with_the_same_doctrees_is_never_stale(project):
    with project.build("html"), project.build("text"):
        pass
    project.edit_model(MODEL.replace("Takes orders.", "Takes all orders."))
    with project.build("text") as site:
        assert site.documents_read == {"inside", "parts", "story", "tables"}
        files = site.files()
    _check_equals_clean_build(project, files, "text")
    with project.build("html") as site:
        assert site.documents_read == set()
        files = site.files()
    _check_equals_clean_build(project, files, "html")


def test_second_output_folder_with_the_same_doctrees_is_never_stale(project, tmp_path):
    doctrees = tmp_path / "doctrees"
    project.edit("fragile.rst", f"{ORPHAN}Fragile\n=======\n\n.. c4-fragile::\n")
    for name in ("one", "two"):
        assert sphinx_build(project, tmp_path / name, "-d", str(doctrees)).returncode == 0
    project.edit_model(MODEL.replace("Takes orders.", "Takes all orders."))
    for name in ("one", "two"):
        assert sphinx_build(project, tmp_path / name, "-d", str(doctrees)).returncode == 0
        for page in ("inside.html", "_model/model.yaml.html"):
            assert "Takes all orders." in (tmp_path / name / page).read_text("utf-8").replace("</span>", "")


def test_pages_that_an_interrupted_build_did_not_write_are_written_later(project):
    with project.build():
        pass
    project.edit_model(MODEL.replace("Takes orders.", "Takes all orders."))

    def interrupt(app, pagename, *args):
        raise KeyboardInterrupt(pagename)

    app = SphinxTestApp("html", srcdir=project.folder, builddir=project.folder.parent / "project-built" / "incremental")
    app.connect("html-page-context", interrupt)
    with pytest.raises(KeyboardInterrupt):
        app.build()
    app.cleanup()
    with project.build() as site:
        assert site.documents_read == set()
        files = site.files()
    _check_equals_clean_build(project, files)


def test_provenance_is_written_again_without_reading_its_page(project):
    with project.build() as site:
        before = site.html("stamp")
    project.edit_model(f"{MODEL}# The end.\n")
    with project.build() as site:
        assert site.documents_read == set()
        assert site.html("stamp") != before


def test_new_version_of_the_package_rereads_all_pages_with_directives(project, monkeypatch):
    with project.build():
        pass
    monkeypatch.setattr("sphinxcontrib_c4.sphinx.cache.queries.code_version", lambda: 99)
    with project.build() as site:
        assert site.documents_read == {"around", "inside", "parts", "story", "tables", "stamp"}


def test_views_are_laid_out_once_when_their_document_is_read(project, monkeypatch):
    from sphinxcontrib_c4 import layout

    calls = []

    def record(views, *, width):
        calls.extend(view.name for view in views)
        return lay_out(views, width=width)

    lay_out = layout.lay_out
    monkeypatch.setattr(layout, "lay_out", record)
    with project.build() as site:
        folder = site.app.doctreedir / "c4"
        geometries = set(folder.glob("*.geometry"))
    assert calls == ["context:shop", "container:shop", "component:shop.web", "dynamic:shop.purchase"]
    assert len(geometries) == 4
    project.edit_model(MODEL.replace("label: pay,", "label: pay at once,"))
    with project.build():
        assert calls[4:] == ["dynamic:shop.purchase"]
        assert len(set(folder.glob("*.geometry"))) == 4
        assert len(geometries - set(folder.glob("*.geometry"))) == 1
    with project.build("text"):
        assert len(calls) == 5


def test_parallel_reading_lays_out_views_in_the_reading_processes(project, monkeypatch):
    from sphinxcontrib_c4 import layout

    def refuse(views, *, width):
        assert os.getpid() != main_process, "laid out after reading"
        return lay_out(views, width=width)

    lay_out, main_process = layout.lay_out, os.getpid()
    monkeypatch.setattr(layout, "lay_out", refuse)
    with project.build(parallel=2) as site:
        assert len(list((site.app.doctreedir / "c4").glob("*.geometry"))) == 4


def test_parallel_reading_runs_queries_in_the_reading_processes(project, monkeypatch):
    from sphinxcontrib_c4.sphinx.presenters import diagram

    def refuse(*arguments):
        assert os.getpid() != main_process, "computed again after reading"
        return render_view(*arguments)

    render_view, main_process = diagram.render_view, os.getpid()
    monkeypatch.setattr(diagram, "render_view", refuse)
    with project.build(parallel=2) as site:
        assert site.app.env.get_domain("c4").outdated() == []


def test_fresh_environment_lays_out_everything_again(project):
    with project.build() as site:
        times = {path.name: path.stat().st_mtime_ns for path in (site.app.doctreedir / "c4").glob("*.geometry")}
    with project.build(fresh=True) as site:
        new_times = {path.name: path.stat().st_mtime_ns for path in (site.app.doctreedir / "c4").glob("*.geometry")}
    assert times.keys() == new_times.keys()
    assert all(times[name] < new_times[name] for name in times)


def test_parallel_build_equals_a_serial_build(project):
    project.edit("broken.rst", f"{ORPHAN}Broken\n======\n\n.. c4-context:: shpo\n\n:c4:container:`ordrs`\n")
    project.edit("twice.rst", f"{ORPHAN}Twice\n=====\n\n.. c4-elements:: shop\n   :kind: container\n")
    project.edit("entry.rst", f"{ORPHAN}Entry\n=====\n\n.. c4-element:: orders\n")
    outcomes = []
    for parallel in (0, 2):
        with project.build(output=f"parallel-{parallel}", parallel=parallel) as site:
            outcomes.append((site.files(), sorted(site.warnings), dict(site.app.env.get_domain("c4").data)))
    serial, parallel = outcomes
    assert parallel == serial
    assert len(serial[1]) == 3


def test_parallel_json_has_the_same_assets(project):
    contexts = []
    for parallel in (0, 2):
        with project.build("json", output=f"json-{parallel}", parallel=parallel) as site:
            contexts.append((site.app.outdir / "globalcontext.json").read_text("utf-8"))
    assert contexts[0] == contexts[1]
    assert "_static/c4.js" in contexts[0]


@pytest.mark.parametrize("options", [(), ("-j", "2")])
def test_output_does_not_depend_on_the_hash_seed(project, tmp_path, options):
    outputs = []
    for seed in ("0", "1234"):
        output = tmp_path / f"seed-{seed}"
        result = sphinx_build(project, output, "-d", str(tmp_path / f"doctrees-{seed}"), *options, PYTHONHASHSEED=seed)
        assert result.stderr == ""
        pages = sorted(output.rglob("*"))
        outputs.append({p.relative_to(output): p.read_bytes() for p in pages if p.is_file() and p.name != ".buildinfo"})
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize(
    "builder",
    [
        "html",
        "dirhtml",
        "singlehtml",
        "epub",
        "latex",
        "text",
        "man",
        "texinfo",
        "xml",
        "pseudoxml",
        "gettext",
        "dummy",
    ],
)
def test_every_builder_builds_without_a_warning(project, builder):
    epub = {"epub_copyright": "none", "version": "1"} if builder == "epub" else {}
    project.write(PAGES, nitpicky=True, **epub)
    with project.build(builder) as site:
        assert site.warnings == []


def test_search_index_contains_titles_and_flows_of_drawings_but_no_descriptions(project):
    with project.build() as site:
        index = json.loads((site.app.outdir / "searchindex.js").read_text("utf-8")[len("Search.setIndex(") : -1])
    documents = {}
    for word, pages in index["terms"].items():
        documents[word] = {index["docnames"][page] for page in ([pages] if isinstance(pages, int) else pages)}
    assert documents["receipt"] == {"around", "inside", "parts", "tables"}
    (money,) = (pages for stem, pages in documents.items() if stem in ("money", "monei"))  # stemmers differ
    assert money == {"tables"}  # "Takes the money." describes a box of another page, too


def test_epub_contains_text_alternatives(project):
    with project.build("epub") as site:
        page = (site.app.outdir / "around.xhtml").read_text("utf-8")
        assert "<svg" not in page
        assert "Sends mail." in page


def test_singlehtml_links_within_its_page(project):
    project.edit("index.rst", "Shop\n====\n\n.. toctree::\n\n   around\n   inside\n")
    with project.build("singlehtml") as site:
        page = site.html()
        drawing = page.partition('data-c4-view="context:shop"')[2].partition("</svg>")[0]
        assert re.search('href="(index.html)?#c4-container-shop"', drawing)
        assert "#document-" not in drawing
        assert page.count("c4.css") == 1


def _write_translations(project, docnames, translations):
    """Write German translations of texts for some documents."""
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    entries = [f'msgid "{english}"\nmsgstr "{german}"\n' for english, german in translations.items()]
    for docname in docnames:
        project.edit(f"locale/de/LC_MESSAGES/{docname}.po", "\n".join([header, *entries]))


def test_text_alternatives_are_translated(project):
    sentences = {"Mail service [External system]: Sends mail.": "Postdienst [Fremdes System]: Versendet Post."}
    _write_translations(project, ["around"], sentences)
    project.write(PAGES, language="de", locale_dirs=["locale"])
    with project.build("text") as site:
        assert "Postdienst [Fremdes System]: Versendet Post." in site.text("around")
        assert "Customer → Bookshop: buy a book" in site.text("around")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("around", "Around"),
        ("around", "Mail service [External system]: Sends mail."),
        ("inside", "Web shop [Django]: Takes orders."),
        ("tables", "Containers of Bookshop"),
        ("tables", "Web shop"),
        ("tables", "Takes orders."),
        ("tables", "Responsibility"),
        ("story", "The customer waits for the order."),
        ("parts", "Database"),
    ],
)
def test_captions_names_and_text_alternatives_can_be_translated(project, page, text):
    with project.build("gettext") as site:
        assert f'msgid "{text}"' in (site.app.outdir / f"{page}.pot").read_text("utf-8")


def test_translated_site_uses_its_language(project):
    translations = {
        "Around": "Umgebung",
        "Containers of Bookshop": "Container der Buchhandlung",
        "Takes orders.": "Bestellt.",
    }
    _write_translations(project, ["around", "tables"], translations)
    project.write(PAGES, language="de", locale_dirs=["locale"])
    with project.build() as site:
        assert site.warnings == []
        (caption,) = site.doctree("around").findall(nodes.caption)
        assert caption.astext() == "Umgebung"
        assert "Container der Buchhandlung" in site.html("tables")
        assert "Bestellt." in site.html("tables")
        assert 'id="c4-container-shop.web"' in site.html("tables")


PAIRS = {
    "context": (
        ".. c4-context:: shop\n   :caption: Who *uses* it\n   :name: fig\n   :align: left\n   :class: wide\n",
        "```{c4-context} shop\n:caption: Who *uses* it\n:name: fig\n:align: left\n:class: wide\n```\n",
    ),
    "filters": (
        ".. c4-container::\n   :include: customer, tag:sale\n   :exclude: mailer\n   :mode: sync\n",
        "```{c4-container}\n:include: customer, tag:sale\n:exclude: mailer\n:mode: sync\n```\n",
    ),
    "flow": (".. c4-flow::\n", "```{c4-flow}\n```\n"),
    "elements": (
        ".. c4-elements:: shop\n   :kind: person, container\n   :no-index:\n",
        "```{c4-elements} shop\n:kind: person, container\n:no-index:\n```\n",
    ),
    "legend": (".. c4-legend::\n\n.. c4-component::\n", "```{c4-legend}\n```\n\n```{c4-component}\n```\n"),
    "prose": (
        ".. c4-description::\n\n.. c4-provenance::\n\n.. c4-ingestion::\n",
        "```{c4-description}\n```\n\n```{c4-provenance}\n```\n\n```{c4-ingestion}\n```\n",
    ),
    "unknown": (".. c4-context:: shpo\n   :caption: Nothing\n", "```{c4-context} shpo\n:caption: Nothing\n```\n"),
    "reference": (
        ":c4:element:`shop` and :c4:container:`w <web>`\n",
        "{c4:element}`shop` and {c4:container}`w <web>`\n",
    ),
}


@pytest.mark.parametrize(("rst", "md"), PAIRS.values(), ids=PAIRS)
def test_both_markups_have_equal_doctrees(tmp_path, rst, md):
    pytest.importorskip("myst_parser")
    trees = []
    for name, text in {"index.rst": f"Page\n====\n\n{rst}", "index.md": f"# Page\n\n{md}"}.items():
        with Project(tmp_path / name[-3:].strip(".")).write({name: text}).build() as site:
            (section,) = site.doctree().findall(nodes.section)
            trees.append("".join(child.pformat() for child in section[1:]))
    assert trees[0] == trees[1]


def test_markdown_directive_is_drawn_without_its_invalid_option(tmp_path):
    pytest.importorskip("myst_parser")
    page = "# Page\n\n```{c4-context} shop\n:direction: sideways\n```\n"
    with Project(tmp_path / "project").write({"index.md": page}).build() as site:
        (warning,) = site.warnings
        assert "sideways" in warning
        assert 'data-c4-view="context:shop"' in site.html()
