"""The exported workspace, the folder of the builder ``structurizr``, and the link to the workspace."""

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
def write_project(tmp_path):
    def write(pages=PAGES, **conf):
        (tmp_path / "project" / "sub").mkdir(parents=True)
        values = {"c4_structurizr_export": EXPORT, "copyright": "Us", "version": "1", "show_warning_types": True}
        return Project(tmp_path / "project").write(pages, **{**values, **conf})

    return write


def read_export(site, name=EXPORT):
    return json.loads((site.app.outdir / name).read_text("utf-8"))


def find_element(workspace, name):
    return next(element for element in elements(workspace).values() if element["name"] == name)


# --- Content ---


def test_html_build_exports_the_whole_model_with_all_views(write_project):
    with write_project().build() as site:
        assert site.warnings == []
        workspace = read_export(site)
        check(workspace)
        assert {element["name"] for element in elements(workspace).values()} == {
            *("Customer", "Bookshop", "Web shop", "Cart", "Checkout", "Orders", "Mail service")
        }
        assert set(views(workspace)) == {
            *("landscape-landscape", "context-shop", "container-shop", "component-shop-web", "dynamic-shop-purchase")
        }
        assert read_workspace(site.app.outdir / EXPORT).model.flows[0].name == "shop.buy"


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml"])
def test_every_html_builder_exports_the_workspace(write_project, builder):
    with write_project().build(builder) as site:
        check(read_export(site))


@pytest.mark.parametrize("builder", ["text", "epub", "latex"])
def test_other_builders_do_not_export_the_workspace(write_project, builder):
    with write_project().build(builder) as site:
        assert not list(Path(site.app.outdir).rglob(EXPORT))


def test_elements_and_flows_have_urls_if_the_base_url_is_set(write_project):
    project = write_project(html_baseurl="https://docs.example.org/shop")
    with project.build() as site:
        workspace = read_export(site)
        check(workspace)
        base = "https://docs.example.org/shop/"
        assert find_element(workspace, "Web shop")["url"] == f"{base}inside.html#c4-container-shop.web"
        assert find_element(workspace, "Customer")["url"].startswith(f"{base}inside.html#")
        flows = [line for line in relationships(workspace).values() if line["properties"].get("c4.name") == "shop.buy"]
        assert flows[0]["url"].startswith(base)
    with project.build("dirhtml", output="dir") as site:
        assert find_element(read_export(site), "Web shop")["url"] == f"{base}inside/#c4-container-shop.web"
    with project.build("singlehtml", output="single") as site:
        assert find_element(read_export(site), "Web shop")["url"].count("#") == 1


def test_elements_have_no_urls_without_a_base_url(write_project):
    with write_project().build() as site:
        assert not any("url" in element for element in elements(read_export(site)).values())


def test_invalid_base_url_is_reported_at_its_line(write_project):
    with write_project(html_baseurl="docs").build() as site:
        (warning,) = site.warnings
        assert re.match(r"conf\.py:\d+: WARNING: elements have no addresses: .*'docs'", warning)
        line = int(warning.split(":")[1])
        assert (site.app.srcdir / "conf.py").read_text().splitlines()[line - 1].startswith("html_baseurl")
        check(read_export(site))


def test_first_page_is_the_overview_with_embedded_views(write_project):
    with write_project(html_baseurl="https://docs.example.org").build() as site:
        (section,) = read_export(site)["documentation"]["sections"]
        assert section["content"] == (
            "## Shop\n\nAll about *the* shop. See [Inside](https://docs.example.org/inside.html), "
            "[Web shop](https://docs.example.org/inside.html#c4-container-shop.web) and "
            "[the rest](https://example.org/).\n\n"
            "![System context of Bookshop](embed:context-shop)\n\nThe shop\n"
        )


def test_description_of_the_model_replaces_a_first_page_without_text(write_project):
    model = MODEL.replace("  name: Bookshop\n  primary", "  name: Books & <more>\n  primary")
    pages = {**PAGES, "index.rst": "Shop\n====\n\n.. toctree::\n\n   inside\n   sub/deep\n"}
    with write_project(pages, model=model).build() as site:
        assert read_export(site)["documentation"]["sections"][0]["content"].startswith("## ")
        assert "Sells books." in read_export(site)["documentation"]["sections"][0]["content"]


def test_system_with_containers_is_documented_by_its_description_and_views(write_project):
    with write_project().build() as site:
        (section,) = find_element(read_export(site), "Bookshop")["documentation"]["sections"]
        assert section["content"].startswith("## Bookshop\n\nSells books.\n\nAnd nothing else.\n")
        assert re.findall(r"embed:([\w-]+)", section["content"]) == [
            *("context-shop", "container-shop", "component-shop-web")
        ]
        assert "documentation" not in json.dumps(find_element(read_export(site), "Customer"))


# --- When the workspace is written ---


def modification_time(site, name=EXPORT):
    return (site.app.outdir / name).stat().st_mtime_ns


def reset_modification_time(site, name=EXPORT):
    """Set an old modification time, which changes when the file is written."""
    os.utime(site.app.outdir / name, ns=(10**18, 10**18))


def test_workspace_is_written_again_only_if_its_content_changes(write_project):
    project = write_project(html_baseurl="https://docs.example.org")

    def is_written(change=None, **options):
        if change:
            project.edit(*change)
        with project.build(**options) as site:
            has_changed = modification_time(site) != 10**18
            reset_modification_time(site)
            return has_changed

    assert is_written()
    assert not is_written()
    assert not is_written(("inside.rst", PAGES["inside.rst"] + "\nMore words.\n"))
    assert is_written(("index.rst", INDEX.replace("All about", "Much about")))
    assert is_written(("inside.rst", PAGES["inside.rst"].replace("Inside\n======", "Indoors\n=======")))
    assert is_written(("model.yaml", MODEL.replace("buy a book", "order a book")))
    assert is_written(("inside.rst", PAGES["inside.rst"].replace(".. c4-elements:: shop\n", "")))
    assert not is_written()


def test_deleted_or_changed_workspace_is_written_again(write_project):
    project = write_project()
    with project.build() as site:
        first = (site.app.outdir / EXPORT).read_bytes()
        (site.app.outdir / EXPORT).unlink()
    with project.build() as site:
        assert (site.app.outdir / EXPORT).read_bytes() == first
        (site.app.outdir / EXPORT).write_text("{}")
    with project.build() as site:
        assert (site.app.outdir / EXPORT).read_bytes() == first


def test_workspace_after_an_edit_equals_that_of_a_clean_build(write_project):
    project = write_project()
    edits = [
        MODEL.replace("name: Web shop", "name: Shop window"),
        MODEL.replace("actors:", "# moved by a comment\n\nactors:"),
        MODEL.replace("tags: [sale]", "tags: [sale, pii]"),
        MODEL.replace("technology: Django", "technology: Django\n        owner: Team"),
        MODEL.replace("    steps:\n", "    steps:\n      - {source: customer, target: web, label: look, sync: true}\n"),
        MODEL,
    ]
    with project.build():
        pass
    for text in edits:
        project.edit_model(text)
        with project.build() as site:
            workspace = (site.app.outdir / EXPORT).read_bytes()
        with project.build(output="clean", fresh=True) as site:
            assert (site.app.outdir / EXPORT).read_bytes() == workspace


def test_export_does_not_lay_out_views_again(write_project, monkeypatch):
    project = write_project()
    with project.build() as site:
        geometries = {path.name for path in Path(site.app.doctreedir, "c4").glob("*.geometry")}

    def refuse(*args, **kwargs):
        raise AssertionError("a view was laid out again")

    monkeypatch.setattr("sphinxcontrib_c4.layout.lay_out", refuse)
    project.edit("index.rst", INDEX.replace("All about", "Much about"))
    project.edit_model(MODEL.replace("tags: [sale]", "tags: [sale, pii]"))
    with project.build() as site:
        assert {path.name for path in Path(site.app.doctreedir, "c4").glob("*.geometry")} == geometries
        assert "Much about" in read_export(site)["documentation"]["sections"][0]["content"]


# --- Errors ---


@pytest.mark.parametrize(
    "path", ["/tmp/workspace.json", "../workspace.json", "a/../../w.json", "C:/w.json", "a//w.json", "./w.json"]
)
def test_path_outside_the_output_folder_is_rejected(write_project, path):
    with pytest.raises(ConfigError) as caught, write_project(c4_structurizr_export=path).build():
        pass
    assert f"c4_structurizr_export must be a path inside the output folder, not {path!r}" in str(caught.value)


@pytest.mark.parametrize("path", ["workspace", "workspace.dsl", "a\\w.json"])
def test_path_of_another_file_type_is_rejected(write_project, path):
    with (
        pytest.raises(ConfigError, match=r"must be a path with slashes that ends in \.json"),
        write_project(c4_structurizr_export=path).build(),
    ):
        pass


def test_export_without_a_model_is_rejected(write_project):
    with pytest.raises(ConfigError, match="c4_structurizr_export needs a model"), write_project(model=None).build():
        pass


def test_export_creates_folders_in_the_output(write_project):
    with write_project(c4_structurizr_export="downloads/for you/shop.json").build() as site:
        check(read_export(site, "downloads/for you/shop.json"))
        assert 'href="../downloads/for%20you/shop.json"' in site.html("sub/deep")


def test_workspace_that_cannot_be_written_is_reported(write_project):
    project = write_project(c4_structurizr_export="taken/workspace.json")
    (project.folder / "extra").mkdir()
    (project.folder / "extra" / "taken").write_text("a file", "utf-8")
    with (project.folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('html_extra_path = ["extra"]\n')
    with project.build() as site:
        (warning,) = site.warnings
        assert re.match(r"conf\.py:\d+: WARNING: .*taken/workspace\.json cannot be written: ", warning)
        assert warning.endswith("[c4.workspace]")
        assert (site.app.outdir / "taken").read_text("utf-8") == "a file"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions of folders")
def test_read_only_folder_is_reported(write_project, monkeypatch):
    create = os.open

    def refuse(path, flags, *args, **kwargs):
        if flags & os.O_EXCL and Path(path).parent.name == "html":
            raise PermissionError(13, "Permission denied")
        return create(path, flags, *args, **kwargs)

    monkeypatch.setattr("sphinxcontrib_c4.output_files.os.open", refuse)
    with write_project().build() as site:
        (warning,) = site.warnings
        assert "cannot be written: permission denied" in warning
        assert not (site.app.outdir / EXPORT).exists()


def test_interrupted_write_keeps_the_old_file(write_project, monkeypatch):
    project = write_project()
    with project.build() as site:
        before = (site.app.outdir / EXPORT).read_bytes()
    project.edit_model(MODEL.replace("buy a book", "order a book"))

    replace = os.replace

    def fail(source, target):
        if Path(target).name == EXPORT:
            raise OSError(28, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr("sphinxcontrib_c4.output_files.os.replace", fail)
        with project.build() as site:
            assert "no space left on device" in site.warnings[0]
            assert (site.app.outdir / EXPORT).read_bytes() == before
            assert not list(Path(site.app.outdir).glob(".*.part"))
    with project.build() as site:
        assert site.warnings == []
        assert "order a book" in (site.app.outdir / EXPORT).read_text("utf-8")


def test_view_that_cannot_be_laid_out_keeps_the_old_file(write_project, monkeypatch):
    project = write_project()
    with project.build() as site:
        before = (site.app.outdir / EXPORT).read_bytes()
    project.edit_model(MODEL.replace("A customer buys a book", "Buying"))
    monkeypatch.setattr(
        "sphinxcontrib_c4.layout.lay_out",
        lambda views, width: tuple(LayoutFault(view_name=view.name, message="too large") for view in views),
    )
    with project.build() as site:
        messages = [warning for warning in site.warnings if "is not written" in warning]
        assert "workspace.json is not written: dynamic:shop.purchase cannot be laid out: too large" in messages[0]
        assert (site.app.outdir / EXPORT).read_bytes() == before


# --- Positions of an earlier workspace ---


def move_boxes(workspace, offset=77):
    """Move the boxes of the container views, and return the workspace."""
    for view in workspace["views"]["containerViews"]:
        for box in view["elements"]:
            box["x"] += offset
    return workspace


def test_merge_keeps_the_positions_of_a_workspace_in_the_project(write_project):
    project = write_project(c4_structurizr_merge="moved.json")
    project.edit("moved.json", '{"name": "x", "model": {}}')
    with project.build() as site:
        original = read_export(site)
    project.edit("moved.json", json.dumps(move_boxes(original)))
    project.edit_model(MODEL.replace("buy a book", "order a book"))
    with project.build() as site:
        merged = read_export(site)
        assert site.documents_read == {"index", "inside", "sub/deep"}
    check(merged)
    assert views(merged)["container-shop"]["elements"] == views(original)["container-shop"]["elements"]
    assert "order a book" in json.dumps(merged)
    with project.build() as site:
        reset_modification_time(site)
    with project.build() as site:
        assert modification_time(site) == 10**18


def test_missing_merge_file_is_reported(write_project):
    with write_project(c4_structurizr_merge="moved.json").build() as site:
        (warning,) = site.warnings
        assert "no positions are kept: there is no file 'moved.json' [c4.workspace]" in warning
        check(read_export(site))


def test_invalid_merge_file_stops_the_build(write_project):
    project = write_project(c4_structurizr_merge="moved.json")
    project.edit("moved.json", '{"model": {"people": [{"id": "1"}]}}')
    with pytest.raises(ConfigError) as caught, project.build():
        pass
    assert "c4_structurizr_merge: cannot take positions from the workspace" in str(caught.value)
    assert 'model.people[0]: "name" is missing or empty' in str(caught.value)
    with project.build("text", output="text") as site:
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
def test_workspace_link_leads_to_the_file(write_project, builder, page, address):
    with write_project().build(builder) as site:
        assert site.warnings == []
        text = (site.app.outdir / page).read_text("utf-8")
        assert f'<a class="reference download internal" download="" href="{address}">Structurizr workspace</a>' in text
        assert (site.app.outdir / page).parent.joinpath(address).resolve().is_file()


@pytest.mark.parametrize("builder", ["text", "man", "latex", "epub", "texinfo", "gettext", "xml"])
@pytest.mark.parametrize("base", ["", "https://docs.example.org"])
def test_workspace_link_of_other_builders_leads_to_the_site(write_project, builder, base):
    with write_project(html_baseurl=base).build(builder) as site:
        assert site.warnings == []
        output = "".join(
            path.read_text("utf-8", "replace")
            for path in Path(site.app.outdir).rglob("*")
            if path.is_file() and ".doctrees" not in path.parts and path.suffix not in (".epub", ".pickle")
        )
        assert "Structurizr workspace" in " ".join(output.split())
        has_url = base and builder not in ("text", "man", "gettext")
        assert (f"{base}/workspace.json" in output) is bool(has_url) or builder in ("man", "text")


def test_workspace_link_without_an_export_names_the_setting(write_project):
    project = write_project(c4_structurizr_export="")
    with project.build() as site:
        (warning,) = site.warnings
        assert re.match(
            r"sub/deep\.rst:4: WARNING: c4-workspace: no workspace is written; set c4_structurizr_export", warning
        )
        assert 'c4_structurizr_export = "workspace.json" in conf.py [c4.workspace]' in warning
        assert "c4-workspace cannot be shown." in site.doctree("sub/deep").astext()
    conf = project.folder / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace("export = ''", f"export = {EXPORT!r}"), "utf-8")
    with project.build() as site:
        assert site.warnings == []
        assert site.documents_read == {"sub/deep"}


def test_workspace_link_has_class_and_name_but_no_argument(write_project):
    text = "Shop\n====\n\n.. c4-workspace::\n   :class: big\n   :name: file\n"
    with write_project({"index.rst": text}).build() as site:
        assert paragraph(site, "index")["classes"] == ["c4-workspace", "big"]
        assert paragraph(site, "index")["names"] == ["file"]
    with build_again(site, "Shop\n====\n\n.. c4-workspace:: shop\n") as site:
        assert any("c4-workspace" in warning for warning in site.warnings)


def build_again(site, text):
    """Replace the first page of a project, and build it again."""
    project = Project(site.app.srcdir)
    project.edit("index.rst", text)
    return project.build()


# --- The builder ---


def sections(site):
    return read_export(site)["documentation"]["sections"]


def test_structurizr_builder_writes_the_pages_in_their_order(write_project):
    with write_project(c4_structurizr_export="").build("structurizr") as site:
        assert [warning for warning in site.warnings if "c4-workspace" not in warning] == []
        check(read_export(site))
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


def test_diagrams_are_embedded_views_and_filtered_ones_are_text(write_project):
    with write_project().build("structurizr") as site:
        first, inside, deep = (section["content"] for section in sections(site))
        assert "![System context of Bookshop](embed:context-shop)\n\nThe shop" in first
        assert "![Containers of Bookshop](embed:container-shop)" in inside
        assert "embed:" not in deep
        assert "- Web shop \\[Django\\]: Takes orders." in deep
        assert set(re.findall(r"embed:([\w-]+)", first + inside)) <= set(views(read_export(site)))


def test_references_lead_to_the_site_or_are_text(write_project):
    project = write_project()
    with project.build("structurizr") as site:
        assert site.warnings == []
        assert "See Inside, Web shop and [the rest](https://example.org/)." in sections(site)[0]["content"]
    project.write(PAGES, html_baseurl="https://docs.example.org/x/", c4_structurizr_export=EXPORT)
    with project.build("structurizr") as site:
        assert "See [Inside](https://docs.example.org/x/inside.html), [Web shop](" in sections(site)[0]["content"]
        assert find_element(read_export(site), "Web shop")["url"] == (
            "https://docs.example.org/x/inside.html#c4-container-shop.web"
        )
        assert "(https://docs.example.org/x/workspace.json)" in sections(site)[2]["content"]


def test_structurizr_builder_keeps_positions_in_its_folder(write_project):
    project = write_project()
    with project.build("structurizr") as site:
        before = move_boxes(read_export(site))
        (site.app.outdir / EXPORT).write_text(json.dumps(before), "utf-8")
    project.edit_model(MODEL.replace("buy a book", "order a book"))
    with project.build("structurizr") as site:
        after = read_export(site)
        assert views(after)["container-shop"]["elements"] == views(before)["container-shop"]["elements"]
        assert "order a book" in json.dumps(after)
        reset_modification_time(site)
    with project.build("structurizr") as site:
        assert modification_time(site) == 10**18


def test_invalid_workspace_in_the_folder_is_reported_and_not_changed(write_project):
    project = write_project()
    with project.build("structurizr") as site:
        path = site.app.outdir / EXPORT
        path.write_text("{", "utf-8")
    with pytest.raises(ConfigError, match="invalid JSON"), project.build("structurizr"):
        pass
    assert path.read_text("utf-8") == "{"


def test_files_of_removed_pages_are_deleted_and_other_files_stay(write_project):
    project = write_project()
    with project.build("structurizr") as site:
        (site.app.outdir / "documentation" / "notes.md").write_text("mine", "utf-8")
    (project.folder / "inside.rst").unlink()
    project.edit("index.rst", "Shop\n====\n\n.. toctree::\n\n   sub/deep\n")
    with project.build("structurizr") as site:
        files = sorted(path.name for path in (site.app.outdir / "documentation").iterdir())
        assert files == ["001-index.md", "002-sub-deep.md", "notes.md"]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082".replace(" ", "")
)


def test_images_are_copied_and_unsupported_ones_are_text(write_project):
    text = "Shop\n====\n\n.. image:: a'b(c).png\n   :alt: A pixel\n\n.. image:: x.svg\n   :alt: A drawing\n\nWords.\n"
    project = write_project({"index.rst": text})
    (project.folder / "a'b(c).png").write_bytes(PIXEL)
    (project.folder / "x.svg").write_text("<svg/>", "utf-8")
    with project.build("structurizr") as site:
        (picture,) = read_export(site)["documentation"]["images"]
        assert picture["type"] == "image/png"
        assert f"![A pixel]({picture['name']})\n\nA drawing\n\nWords." in sections(site)[0]["content"]
        assert (site.app.outdir / "documentation" / picture["name"]).read_bytes() == PIXEL


def test_pages_that_cannot_be_written_are_reported(write_project):
    project = write_project()
    with project.build("structurizr") as site:
        folder = site.app.outdir / "documentation"
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        folder.write_text("a file", "utf-8")
    with project.build("structurizr") as site:
        (warning,) = site.warnings
        assert "the pages cannot be written next to workspace.json: " in warning
        check(read_export(site))


def test_missing_image_is_text(write_project):
    text = "Shop\n====\n\n.. image:: gone.png\n   :alt: A pixel\n\nWords.\n"
    with write_project({"index.rst": text}).build("structurizr") as site:
        assert ["not readable" in warning for warning in site.warnings] == [True]
        assert sections(site)[0]["content"] == "## Shop\n\nA pixel\n\nWords.\n"


def test_structurizr_builder_needs_a_model(write_project):
    project = write_project({"index.rst": "Shop\n====\n"}, model=None, c4_structurizr_export="")
    with pytest.raises(ConfigError, match="the builder structurizr needs a model"), project.build("structurizr"):
        pass


def test_html_and_structurizr_builders_share_doctrees(write_project):
    """Check that each builder keeps its layouts and its record of written files."""
    project = write_project()
    with project.build() as site:
        html = (site.app.outdir / EXPORT).read_bytes()
    with project.build("structurizr") as site:
        check(read_export(site))
    with project.build() as site:
        assert (site.app.outdir / EXPORT).read_bytes() == html
        assert site.documents_read == set()
