"""The workspace that is written beside the pages, the folder of the builder, and the link to the one."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from docutils import nodes
from project_writer import MODEL, Project
from sphinx.errors import ConfigError
from structurizr_rules import check, elements, relationships, views

from sphinxcontrib_c4.layout import LayoutFault
from sphinxcontrib_c4.structurizr import read_workspace

EXPORT = "workspace.json"
INDEX = """\
Shop
====

All about *the* shop. See :doc:`inside`, :c4:element:`web` and `the rest <https://example.org/>`_.

.. c4-context::
   :caption: The shop

.. toctree::

   inside
   sub/deep
"""
PAGES = {
    "index.rst": INDEX,
    "inside.rst": "Inside\n======\n\n.. c4-container::\n\n.. c4-elements:: shop\n",
    "sub/deep.rst": "Deep\n====\n\n.. c4-workspace::\n\n.. c4-container::\n   :exclude: mailer\n",
}


@pytest.fixture
def project(tmp_path):
    def write(pages=PAGES, **conf):
        (tmp_path / "project" / "sub").mkdir(parents=True)
        values = {"c4_structurizr_export": EXPORT, "copyright": "Us", "version": "1", "show_warning_types": True}
        return Project(tmp_path / "project").write(pages, **{**values, **conf})

    return write


def exported(site, name=EXPORT):
    return json.loads((site.app.outdir / name).read_text("utf-8"))


def named(workspace, name):
    return next(element for element in elements(workspace).values() if element["name"] == name)


# --- What is in it ---


def test_an_html_build_writes_the_whole_model_with_all_views(project):
    with project().build() as site:
        assert site.warnings == []
        made = exported(site)
        check(made)
        assert {element["name"] for element in elements(made).values()} == {
            *("Customer", "Bookshop", "Web shop", "Cart", "Checkout", "Orders", "Mail service")
        }
        assert set(views(made)) == {
            *("landscape-landscape", "context-shop", "container-shop", "component-shop-web", "dynamic-shop-purchase")
        }
        assert read_workspace(site.app.outdir / EXPORT).model.flows[0].name == "shop.buy"


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml"])
def test_every_builder_of_a_site_writes_it(project, builder):
    with project().build(builder) as site:
        check(exported(site))


@pytest.mark.parametrize("builder", ["text", "epub", "latex"])
def test_no_other_builder_does(project, builder):
    with project().build(builder) as site:
        assert not list(Path(site.app.outdir).rglob(EXPORT))


def test_elements_and_flows_lead_to_their_pages_where_the_site_is_known(project):
    made = project(html_baseurl="https://docs.example.org/shop")
    with made.build() as site:
        workspace = exported(site)
        check(workspace)
        base = "https://docs.example.org/shop/"
        assert named(workspace, "Web shop")["url"] == f"{base}inside.html#c4-container-shop.web"
        assert named(workspace, "Customer")["url"].startswith(f"{base}inside.html#")
        flows = [line for line in relationships(workspace).values() if line["properties"].get("c4.name") == "shop.buy"]
        assert flows[0]["url"].startswith(base)
    with made.build("dirhtml", output="dir") as site:
        assert named(exported(site), "Web shop")["url"] == f"{base}inside/#c4-container-shop.web"
    with made.build("singlehtml", output="single") as site:
        assert named(exported(site), "Web shop")["url"].count("#") == 1


def test_no_element_has_an_address_where_the_site_is_not_known(project):
    with project().build() as site:
        assert not any("url" in element for element in elements(exported(site)).values())


def test_a_base_that_is_not_a_address_is_reported_where_it_stands(project):
    with project(html_baseurl="docs").build() as site:
        (warning,) = site.warnings
        assert re.match(r"conf\.py:\d+: WARNING: elements have no addresses: .*'docs'", warning)
        line = int(warning.split(":")[1])
        assert (site.app.srcdir / "conf.py").read_text().splitlines()[line - 1].startswith("html_baseurl")
        check(exported(site))


def test_the_first_page_is_the_overview_with_live_diagrams(project):
    with project(html_baseurl="https://docs.example.org").build() as site:
        (section,) = exported(site)["documentation"]["sections"]
        assert section["content"] == (
            "## Shop\n\nAll about *the* shop. See [Inside](https://docs.example.org/inside.html), "
            "[Web shop](https://docs.example.org/inside.html#c4-container-shop.web) and "
            "[the rest](https://example.org/).\n\n"
            "![System context of Bookshop](embed:context-shop)\n\nThe shop\n"
        )


def test_a_first_page_without_a_word_gives_way_to_the_description_of_the_model(project):
    model = MODEL.replace("  name: Bookshop\n  primary", "  name: Books & <more>\n  primary")
    pages = {**PAGES, "index.rst": "Shop\n====\n\n.. toctree::\n\n   inside\n   sub/deep\n"}
    with project(pages, model=model).build() as site:
        assert exported(site)["documentation"]["sections"][0]["content"].startswith("## ")
        assert "Sells books." in exported(site)["documentation"]["sections"][0]["content"]


def test_a_system_with_containers_is_documented_by_its_description_and_views(project):
    with project().build() as site:
        (section,) = named(exported(site), "Bookshop")["documentation"]["sections"]
        assert section["content"].startswith("## Bookshop\n\nSells books.\n\nAnd nothing else.\n")
        assert re.findall(r"embed:([\w-]+)", section["content"]) == [
            *("context-shop", "container-shop", "component-shop-web")
        ]
        assert "documentation" not in json.dumps(named(exported(site), "Customer"))


# --- When it is written ---


def mark(site, name=EXPORT):
    return (site.app.outdir / name).stat().st_mtime_ns


def age(site, name=EXPORT):
    """Let the file look old, so that writing it shows."""
    os.utime(site.app.outdir / name, ns=(10**18, 10**18))


def test_it_is_written_anew_when_it_would_be_another_one_and_only_then(project):
    made = project(html_baseurl="https://docs.example.org")

    def is_written(change=None, **options):
        if change:
            made.edit(*change)
        with made.build(**options) as site:
            written = mark(site) != 10**18
            age(site)
            return written

    assert is_written()
    assert not is_written()
    assert not is_written(("inside.rst", PAGES["inside.rst"] + "\nMore words.\n"))
    assert is_written(("index.rst", INDEX.replace("All about", "Much about")))
    assert is_written(("inside.rst", PAGES["inside.rst"].replace("Inside\n======", "Indoors\n=======")))
    assert is_written(("model.yaml", MODEL.replace("buy a book", "order a book")))
    assert is_written(("inside.rst", PAGES["inside.rst"].replace(".. c4-elements:: shop\n", "")))
    assert not is_written()


def test_a_file_that_was_taken_away_or_changed_comes_back(project):
    made = project()
    with made.build() as site:
        first = (site.app.outdir / EXPORT).read_bytes()
        (site.app.outdir / EXPORT).unlink()
    with made.build() as site:
        assert (site.app.outdir / EXPORT).read_bytes() == first
        (site.app.outdir / EXPORT).write_text("{}")
    with made.build() as site:
        assert (site.app.outdir / EXPORT).read_bytes() == first


def test_after_any_edit_it_is_what_a_clean_build_writes(project):
    made = project()
    edits = [
        MODEL.replace("name: Web shop", "name: Shop window"),
        MODEL.replace("actors:", "# moved by a comment\n\nactors:"),
        MODEL.replace("tags: [sale]", "tags: [sale, pii]"),
        MODEL.replace("technology: Django", "technology: Django\n        owner: Team"),
        MODEL.replace("    steps:\n", "    steps:\n      - {source: customer, target: web, label: look, sync: true}\n"),
        MODEL,
    ]
    with made.build():
        pass
    for text in edits:
        made.edit_model(text)
        with made.build() as site:
            now = (site.app.outdir / EXPORT).read_bytes()
        with made.build(output="clean", fresh=True) as site:
            assert (site.app.outdir / EXPORT).read_bytes() == now


def test_layouts_are_made_once(project, monkeypatch):
    made = project()
    with made.build() as site:
        kept = {path.name for path in Path(site.app.doctreedir, "c4").glob("*.geometry")}

    def refuse(*args, **kwargs):
        raise AssertionError("a view was laid out again")

    monkeypatch.setattr("sphinxcontrib_c4.layout.lay_out", refuse)
    made.edit("index.rst", INDEX.replace("All about", "Much about"))
    made.edit_model(MODEL.replace("tags: [sale]", "tags: [sale, pii]"))
    with made.build() as site:
        assert {path.name for path in Path(site.app.doctreedir, "c4").glob("*.geometry")} == kept
        assert "Much about" in exported(site)["documentation"]["sections"][0]["content"]


# --- What goes wrong ---


@pytest.mark.parametrize(
    "path", ["/tmp/workspace.json", "../workspace.json", "a/../../w.json", "C:/w.json", "a//w.json", "./w.json"]
)
def test_a_path_out_of_the_output_folder_is_refused(project, path):
    with pytest.raises(ConfigError) as caught, project(c4_structurizr_export=path).build():
        pass
    assert f"c4_structurizr_export must be a path inside the output folder, not {path!r}" in str(caught.value)


@pytest.mark.parametrize("path", ["workspace", "workspace.dsl", "a\\w.json"])
def test_a_path_that_is_not_a_json_file_is_refused(project, path):
    with (
        pytest.raises(ConfigError, match=r"must be a path with slashes that ends in \.json"),
        project(c4_structurizr_export=path).build(),
    ):
        pass


def test_an_export_without_a_model_is_refused(project):
    with pytest.raises(ConfigError, match="c4_structurizr_export needs a model"), project(model=None).build():
        pass


def test_a_folder_below_the_output_is_made(project):
    with project(c4_structurizr_export="downloads/for you/shop.json").build() as site:
        check(exported(site, "downloads/for you/shop.json"))
        assert 'href="../downloads/for%20you/shop.json"' in site.html("sub/deep")


def test_what_cannot_be_written_is_reported_and_leaves_nothing(project):
    made = project(c4_structurizr_export="taken/workspace.json")
    (made.folder / "extra").mkdir()
    (made.folder / "extra" / "taken").write_text("a file", "utf-8")
    with (made.folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('html_extra_path = ["extra"]\n')
    with made.build() as site:
        (warning,) = site.warnings
        assert re.match(r"conf\.py:\d+: WARNING: .*taken/workspace\.json cannot be written: ", warning)
        assert warning.endswith("[c4.workspace]")
        assert (site.app.outdir / "taken").read_text("utf-8") == "a file"


@pytest.mark.skipif(os.name == "nt", reason="folders have no such rights there")
def test_a_folder_that_is_read_only_is_reported(project, monkeypatch):
    create = os.open

    def refuse(path, flags, *args, **kwargs):
        if flags & os.O_EXCL and Path(path).parent.name == "html":
            raise PermissionError(13, "Permission denied")
        return create(path, flags, *args, **kwargs)

    monkeypatch.setattr("sphinxcontrib_c4.output_files.os.open", refuse)
    with project().build() as site:
        (warning,) = site.warnings
        assert "cannot be written: permission denied" in warning
        assert not (site.app.outdir / EXPORT).exists()


def test_a_write_that_breaks_off_leaves_the_old_file(project, monkeypatch):
    made = project()
    with made.build() as site:
        before = (site.app.outdir / EXPORT).read_bytes()
    made.edit_model(MODEL.replace("buy a book", "order a book"))

    replace = os.replace

    def fail(source, target):
        if Path(target).name == EXPORT:
            raise OSError(28, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr("sphinxcontrib_c4.output_files.os.replace", fail)
        with made.build() as site:
            assert "no space left on device" in site.warnings[0]
            assert (site.app.outdir / EXPORT).read_bytes() == before
            assert not list(Path(site.app.outdir).glob(".*.part"))
    with made.build() as site:
        assert site.warnings == []
        assert "order a book" in (site.app.outdir / EXPORT).read_text("utf-8")


def test_a_view_that_cannot_be_laid_out_leaves_the_old_file(project, monkeypatch):
    made = project()
    with made.build() as site:
        before = (site.app.outdir / EXPORT).read_bytes()
    made.edit_model(MODEL.replace("A customer buys a book", "Buying"))
    monkeypatch.setattr(
        "sphinxcontrib_c4.layout.lay_out",
        lambda views, width: tuple(LayoutFault(view_name=view.name, message="too large") for view in views),
    )
    with made.build() as site:
        messages = [warning for warning in site.warnings if "is not written" in warning]
        assert "workspace.json is not written: dynamic:shop.purchase cannot be laid out: too large" in messages[0]
        assert (site.app.outdir / EXPORT).read_bytes() == before


# --- Positions that were moved ---


def moved(workspace, by=77):
    for view in workspace["views"]["containerViews"]:
        for box in view["elements"]:
            box["x"] += by
    return workspace


def test_positions_of_a_workspace_in_the_project_are_kept(project):
    made = project(c4_structurizr_merge="moved.json")
    made.edit("moved.json", '{"name": "x", "model": {}}')
    with made.build() as site:
        plain = exported(site)
    made.edit("moved.json", json.dumps(moved(plain)))
    made.edit_model(MODEL.replace("buy a book", "order a book"))
    with made.build() as site:
        kept = exported(site)
        assert site.documents_read == {"index", "inside", "sub/deep"}
    check(kept)
    assert views(kept)["container-shop"]["elements"] == views(plain)["container-shop"]["elements"]
    assert "order a book" in json.dumps(kept)
    with made.build() as site:
        age(site)
    with made.build() as site:
        assert mark(site) == 10**18


def test_a_file_to_take_positions_from_that_is_not_there_is_reported(project):
    with project(c4_structurizr_merge="moved.json").build() as site:
        (warning,) = site.warnings
        assert "no positions are kept: there is no file 'moved.json' [c4.workspace]" in warning
        check(exported(site))


def test_a_broken_one_ends_the_build_before_it_begins(project):
    made = project(c4_structurizr_merge="moved.json")
    made.edit("moved.json", '{"model": {"people": [{"id": "1"}]}}')
    with pytest.raises(ConfigError) as caught, made.build():
        pass
    assert "cannot take positions from the workspace" in str(caught.value)
    assert 'model.people[0]: "name" is missing or empty' in str(caught.value)
    with made.build("text", output="text") as site:
        assert site.warnings == []


# --- The link ---


def paragraph(site, docname="sub/deep"):
    return next(p for p in site.resolved_doctree(docname).findall(nodes.paragraph) if "c4-workspace" in p["classes"])


@pytest.mark.parametrize(
    ("builder", "page", "address"),
    [
        ("html", "sub/deep.html", "../workspace.json"),
        ("dirhtml", "sub/deep/index.html", "../../workspace.json"),
        ("singlehtml", "index.html", "workspace.json"),
    ],
)
def test_a_page_leads_to_the_file(project, builder, page, address):
    with project().build(builder) as site:
        assert site.warnings == []
        text = (site.app.outdir / page).read_text("utf-8")
        assert f'<a class="reference download internal" download="" href="{address}">Structurizr workspace</a>' in text
        assert (site.app.outdir / page).parent.joinpath(address).resolve().is_file()


@pytest.mark.parametrize("builder", ["text", "man", "latex", "epub", "texinfo", "gettext", "xml"])
@pytest.mark.parametrize("base", ["", "https://docs.example.org"])
def test_other_builders_say_the_same_and_lead_to_the_site(project, builder, base):
    with project(html_baseurl=base).build(builder) as site:
        assert site.warnings == []
        found = "".join(
            path.read_text("utf-8", "replace")
            for path in Path(site.app.outdir).rglob("*")
            if path.is_file() and ".doctrees" not in path.parts and path.suffix not in (".epub", ".pickle")
        )
        assert "Structurizr workspace" in " ".join(found.split())
        leads = base and builder not in ("text", "man", "gettext")
        assert (f"{base}/workspace.json" in found) is bool(leads) or builder in ("man", "text")


def test_a_link_without_an_export_explains_what_to_set(project):
    made = project(c4_structurizr_export="")
    with made.build() as site:
        (warning,) = site.warnings
        assert re.match(
            r"sub/deep\.rst:4: WARNING: c4-workspace: no workspace is written; set c4_structurizr_export", warning
        )
        assert 'c4_structurizr_export = "workspace.json" in conf.py [c4.workspace]' in warning
        assert "c4-workspace cannot be shown." in site.doctree("sub/deep").astext()
    conf = made.folder / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace("export = ''", f"export = {EXPORT!r}"), "utf-8")
    with made.build() as site:
        assert site.warnings == []
        assert site.documents_read == {"sub/deep"}


def test_a_link_takes_class_and_name_and_no_argument(project):
    text = "Shop\n====\n\n.. c4-workspace::\n   :class: big\n   :name: file\n"
    with project({"index.rst": text}).build() as site:
        assert paragraph(site, "index")["classes"] == ["c4-workspace", "big"]
        assert paragraph(site, "index")["names"] == ["file"]
    with project_again(site, "Shop\n====\n\n.. c4-workspace:: shop\n") as site:
        assert any("c4-workspace" in warning for warning in site.warnings)


def project_again(site, text):
    made = Project(site.app.srcdir)
    made.edit("index.rst", text)
    return made.build()


# --- The builder ---


def sections(site):
    return exported(site)["documentation"]["sections"]


def test_the_builder_makes_a_folder_with_the_pages_in_their_order(project):
    with project(c4_structurizr_export="").build("structurizr") as site:
        assert [warning for warning in site.warnings if "c4-workspace" not in warning] == []
        made = exported(site)
        check(made)
        assert [section["filename"] for section in sections(site)] == [
            "001-index.md",
            "002-inside.md",
            "003-sub-deep.md",
        ]
        files = sorted(path.name for path in (site.app.outdir / "documentation").iterdir())
        assert files == ["001-index.md", "002-inside.md", "003-sub-deep.md"]
        for section in sections(site):
            text = (site.app.outdir / "documentation" / section["filename"]).read_text("utf-8")
            assert text == section["content"]


def test_diagrams_become_live_ones_and_filtered_ones_words(project):
    with project().build("structurizr") as site:
        first, inside, deep = (section["content"] for section in sections(site))
        assert "![System context of Bookshop](embed:context-shop)\n\nThe shop" in first
        assert "![Containers of Bookshop](embed:container-shop)" in inside
        assert "embed:" not in deep
        assert "- Web shop \\[Django\\]: Takes orders." in deep
        assert set(re.findall(r"embed:([\w-]+)", first + inside)) <= set(views(exported(site)))


def test_references_lead_to_the_site_or_nowhere(project):
    made = project()
    with made.build("structurizr") as site:
        assert site.warnings == []
        assert "See Inside, Web shop and [the rest](https://example.org/)." in sections(site)[0]["content"]
    made.write(PAGES, html_baseurl="https://docs.example.org/x/", c4_structurizr_export=EXPORT)
    with made.build("structurizr") as site:
        assert "See [Inside](https://docs.example.org/x/inside.html), [Web shop](" in sections(site)[0]["content"]
        assert named(exported(site), "Web shop")["url"] == (
            "https://docs.example.org/x/inside.html#c4-container-shop.web"
        )
        assert "(https://docs.example.org/x/workspace.json)" in sections(site)[2]["content"]


def test_what_was_moved_in_the_folder_stays_there(project):
    made = project()
    with made.build("structurizr") as site:
        before = moved(exported(site))
        (site.app.outdir / EXPORT).write_text(json.dumps(before), "utf-8")
    made.edit_model(MODEL.replace("buy a book", "order a book"))
    with made.build("structurizr") as site:
        after = exported(site)
        assert views(after)["container-shop"]["elements"] == views(before)["container-shop"]["elements"]
        assert "order a book" in json.dumps(after)
        age(site)
    with made.build("structurizr") as site:
        assert mark(site) == 10**18


def test_a_broken_workspace_in_the_folder_is_reported_and_left_alone(project):
    made = project()
    with made.build("structurizr") as site:
        path = site.app.outdir / EXPORT
        path.write_text("{", "utf-8")
    with pytest.raises(ConfigError, match="invalid JSON"), made.build("structurizr"):
        pass
    assert path.read_text("utf-8") == "{"


def test_files_of_pages_that_are_gone_go_and_those_of_others_stay(project):
    made = project()
    with made.build("structurizr") as site:
        (site.app.outdir / "documentation" / "notes.md").write_text("mine", "utf-8")
    (made.folder / "inside.rst").unlink()
    made.edit("index.rst", "Shop\n====\n\n.. toctree::\n\n   sub/deep\n")
    with made.build("structurizr") as site:
        files = sorted(path.name for path in (site.app.outdir / "documentation").iterdir())
        assert files == ["001-index.md", "002-sub-deep.md", "notes.md"]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082".replace(" ", "")
)


def test_pictures_come_along_and_what_cannot_is_reported_in_words(project):
    text = "Shop\n====\n\n.. image:: a'b(c).png\n   :alt: A pixel\n\n.. image:: x.svg\n   :alt: A drawing\n\nWords.\n"
    made = project({"index.rst": text})
    (made.folder / "a'b(c).png").write_bytes(PIXEL)
    (made.folder / "x.svg").write_text("<svg/>", "utf-8")
    with made.build("structurizr") as site:
        (picture,) = exported(site)["documentation"]["images"]
        assert picture["type"] == "image/png"
        assert f"![A pixel]({picture['name']})\n\nA drawing\n\nWords." in sections(site)[0]["content"]
        assert (site.app.outdir / "documentation" / picture["name"]).read_bytes() == PIXEL


def test_pages_that_cannot_be_written_are_reported(project):
    made = project()
    with made.build("structurizr") as site:
        folder = site.app.outdir / "documentation"
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        folder.write_text("a file", "utf-8")
    with made.build("structurizr") as site:
        (warning,) = site.warnings
        assert "the pages cannot be written next to workspace.json: " in warning
        check(exported(site))


def test_a_picture_that_is_not_there_is_reported_in_words(project):
    text = "Shop\n====\n\n.. image:: gone.png\n   :alt: A pixel\n\nWords.\n"
    with project({"index.rst": text}).build("structurizr") as site:
        assert ["not readable" in warning for warning in site.warnings] == [True]
        assert sections(site)[0]["content"] == "## Shop\n\nA pixel\n\nWords.\n"


def test_the_builder_needs_a_model(project):
    made = project({"index.rst": "Shop\n====\n"}, model=None, c4_structurizr_export="")
    with pytest.raises(ConfigError, match="the builder structurizr needs a model"), made.build("structurizr"):
        pass


def test_html_and_the_folder_share_one_folder_of_doctrees(project):
    """Each keeps its own layouts and knows what it has written."""
    made = project()
    with made.build() as site:
        html = (site.app.outdir / EXPORT).read_bytes()
    with made.build("structurizr") as site:
        check(exported(site))
    with made.build() as site:
        assert (site.app.outdir / EXPORT).read_bytes() == html
        assert site.documents_read == set()
