"""Builders of other packages: derived from those of Sphinx, or with a writer that knows only nodes of docutils."""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from project_writer import MODEL, Project
from sphinx import addnodes
from sphinx.builders.dummy import DummyBuilder
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder

DIRECTIVES = (
    "c4-elements:: shop",
    "c4-legend:: container:shop",
    "c4-provenance:: shop",
    "c4-cycle-report::",
    "c4-dependency-matrix::",
    "c4-fragile::",
    "c4-impact:: shop.orders",
    "c4-lineage:: shop.orders",
)
PAGES = {
    "index.rst": "I\n=\n\n.. toctree::\n\n   parts\n\n.. c4-container:: shop\n   :caption: Inside *it*\n",
    "parts.rst": "Parts\n=====\n\n"
    + "".join(f".. {directive}\n\n" for directive in DIRECTIVES)
    + ":c4:container:`shop.web`\n",
}
SOURCE = """\
from sphinx.builders.{module} import {base}


class Builder({base}):
    name = "derived"


def setup(app):
    app.add_builder(Builder)
"""


def _project(tmp_path, monkeypatch, base):
    """Write a project and an extension with a builder that is derived from ``base``."""
    (tmp_path / "lib").mkdir()
    module = f"derived_{base.__name__.lower()}"
    source = SOURCE.format(module=base.__module__.rpartition(".")[2], base=base.__name__)
    (tmp_path / "lib" / f"{module}.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    project = Project(tmp_path / "project")
    project.write(PAGES, model=MODEL)
    project.configure(extensions=["sphinxcontrib_c4", module], c4_model="model.yaml")
    return project


def test_singlehtml_derived_builder_has_no_double_fragments(tmp_path, monkeypatch):
    with _project(tmp_path, monkeypatch, SingleFileHTMLBuilder).build("derived") as site:
        page = (site.app.outdir / "index.html").read_text("utf-8")
    hrefs = re.findall(r'href="(#[^"]*)"', page)
    assert [href for href in hrefs if href.startswith("#c4-container-")]
    assert [href for href in hrefs if href.startswith("#document-") and "#" in href[1:]] == []


@pytest.mark.parametrize("page", ["index", "parts"])
def test_unknown_builder_gets_nodes_of_docutils_only(tmp_path, monkeypatch, page):
    with _project(tmp_path, monkeypatch, DummyBuilder).build("derived") as site:
        tree = site.app.env.get_and_resolve_doctree(page, site.app.builder)
    standard_names = {*nodes.node_class_names, *vars(addnodes), "Text"}
    names = {type(node).__name__ for node in tree.findall()}
    assert names <= standard_names - {"figure", "caption"}
    assert "Container" in tree.astext()
    assert ("Inside it" in tree.astext()) is (page == "index")
    ids = {name for node in tree.findall(nodes.Element) for name in node["ids"]}
    assert ("c4-container-shop" in ids) is (page == "index")


def test_epub_derived_builder_has_images(tmp_path, monkeypatch):
    with _project(tmp_path, monkeypatch, Epub3Builder).build("derived") as site:
        page = (site.app.outdir / "index.xhtml").read_text("utf-8")
        images = list((site.app.outdir / "_images").glob("c4-*.svg"))
    assert len(images) >= 1
    assert "<svg" not in page
