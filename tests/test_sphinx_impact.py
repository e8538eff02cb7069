"""The directives ``c4-impact`` and ``c4-lineage``: their content, and when their pages are read again."""

from __future__ import annotations

import pytest
from docutils import nodes
from project_writer import MODEL, Project

PAGES = {
    "index.rst": "Shop\n====\n\n.. toctree::\n\n   impact\n   paths\n   lineage\n   entry\n",
    "impact.rst": "Impact\n======\n\n.. c4-impact:: orders\n",
    "paths.rst": "Paths\n=====\n\n.. c4-impact:: web\n   :to: orders\n",
    "lineage.rst": "Lineage\n=======\n\n.. c4-lineage:: orders\n",
    "entry.rst": "Web\n===\n\n.. c4-element:: web\n",
}


@pytest.fixture
def project(tmp_path):
    model = MODEL.replace("label: save the order,", "label: save the order, data: 'Orders, customers',")
    return Project(tmp_path / "project").write(
        PAGES, model=model.replace("name: Orders,", "name: Orders, owner: Team A,")
    )


def published_files(site):
    """Return the files of a build except the search index, which depends on the order of reading."""
    return {name: data for name, data in site.files().items() if name != "searchindex.js"}


def texts(site, docname, kind):
    return [node.astext() for node in site.resolved_doctree(docname).findall(kind)]


def test_impact_page_lists_elements_that_stop_and_their_owners(project):
    with project.build() as site:
        assert site.warnings == []
        assert "If Orders is down, 1 element stops." in texts(site, "impact", nodes.strong)
        assert "Team A: Orders" in texts(site, "impact", nodes.list_item)
        assert "customer → web" not in site.html("impact")
        rows = [[cell.astext() for cell in row] for row in site.resolved_doctree("impact").findall(nodes.row)]
        assert [row[0] for row in rows] == ["Element", "Web shop"]
        assert "save the order (synchronous)" in rows[1][1]
        assert "A customer buys a book stops at step 2" in " ".join(texts(site, "impact", nodes.list_item))
        html = site.html("impact")
        assert 'href="entry.html#c4-container-shop.web"' in html
        assert 'data-c4-view="container:impact-shop.orders"' in html
        for title in ("Down", "Stops"):
            assert f">{title}</text>" in html


def test_paths_page_lists_both_directions(project):
    with project.build() as site:
        verdicts = texts(site, "paths", nodes.strong)
        assert verdicts == ["Web shop depends on Orders along 1 path.", "Orders does not depend on Web shop."]
        assert 'data-c4-view="container:paths-shop.web-shop.orders"' in site.html("paths")


def test_lineage_page_shows_steps_in_the_direction_of_the_data(project):
    with project.build() as site:
        rows = [[cell.astext() for cell in row] for row in site.resolved_doctree("lineage").findall(nodes.row)]
        assert rows[1][:4] == ["1", "Web shop", "Orders", "Orders, customers"]
        assert "send the receipt" in " ".join(texts(site, "lineage", nodes.list_item)), "flows without data are listed"
        assert 'data-c4-view="container:lineage-shop.orders"' in site.html("lineage")


def test_impact_and_lineage_are_read_again_only_when_they_change(project):
    with project.build():
        pass
    model = (project.folder / "model.yaml").read_text("utf-8")
    project.edit_model(model.replace("Sends mail.", "Sends letters."))
    with project.build() as site:
        assert site.documents_read.isdisjoint({"impact", "paths", "lineage"})
    project.edit_model(model.replace("id: save, source: web,", "id: save, source: web, access: read,"))
    with project.build() as incremental, project.build(output="clean", fresh=True) as clean:
        assert incremental.documents_read == {"lineage"}
        assert published_files(incremental) == published_files(clean)
    project.edit_model(model.replace("label: save the order, data: 'Orders, customers', sync: true", "label: save"))
    with project.build() as incremental, project.build(output="clean", fresh=True) as clean:
        assert incremental.documents_read >= {"impact", "paths", "lineage"}
        assert published_files(incremental) == published_files(clean)


@pytest.mark.parametrize(
    ("directive", "reason"),
    [
        (".. c4-impact:: oders", "c4-impact: nothing in the model is named 'oders'; did you mean 'shop.orders'?"),
        (".. c4-impact:: customer", "c4-impact: 'customer' is a person; name a system or a container"),
        (".. c4-impact:: web\n   :to: shop", "c4-impact: 'web' and 'shop' are the same element, or parts of one"),
        (
            ".. c4-lineage:: oder",
            "c4-lineage: no element and no data in the model is named 'oder'; did you mean",
        ),
    ],
)
def test_invalid_arguments_are_reported(project, directive, reason):
    project.write({"index.rst": f"Shop\n====\n\n{directive}\n"}, model=None, c4_model="model.yaml")
    with project.build() as site:
        assert any(reason in warning for warning in site.warnings)
        assert "cannot be shown" in site.html()
