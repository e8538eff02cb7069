"""The dependency matrix: a table in HTML, a drawing in PDF, and a list of the flows of each mark in every format."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import html5lib
import pytest
from docutils import nodes
from project_writer import Project

LANDSCAPE = """\
meta: {name: Bookshop, primary_system: shop}
actors: [{id: customer, name: Customer}]
systems:
  - id: shop
    name: Bookshop
    containers:
      - {id: web, name: Web <shop>}
      - {id: stock, name: Stock}
      - {id: orders, name: Orders, shape: db}
      - {id: jobs, name: Jobs, shape: queue}
      - {id: worker, name: Worker}
  - {id: bank, name: Bank, kind: external}
  - {id: press, name: Press, kind: external}
flows:
  - {id: buy, source: customer, target: web, label: buy a book, sync: true}
  - {id: save, source: web, target: orders, label: save the order, sync: true, protocol: SQL}
  - {id: read, source: web, target: orders, label: read the order}
  - {id: reserve, source: web, target: stock, label: reserve a copy, sync: true}
  - {id: tell, source: stock, target: web, label: tell what is left, sync: false}
  - {id: queue, source: web, target: jobs, label: queue a receipt, sync: false}
  - {id: take, source: jobs, target: worker, label: take a receipt, sync: false}
  - {id: pay, source: web, target: bank, label: take the money, tags: [money]}
  - {id: print, source: bank, target: press, label: print a bill, sync: false}
"""
SUFFIXES = (".txt", ".xhtml", ".texi", ".1")
PAGES = {
    "index.rst": "Shop\n====\n\n.. toctree::\n\n   parts\n\n.. c4-dependency-matrix:: shop\n",
    "parts.rst": "Parts\n=====\n\n.. c4-container::\n\n.. c4-elements::\n   :kind: container\n",
}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project").write(PAGES, model=LANDSCAPE)


def tree(site, docname="index"):
    return html5lib.parse(site.html(docname), namespaceHTMLElements=False)


def table(site, docname="index"):
    (matrix,) = (node for node in tree(site, docname).iter("table") if node.get("class") == "c4-matrix")
    return matrix


def text(element):
    return " ".join("".join(element.itertext()).split())


def rows(site):
    """Return the marks in each row by its title, with a dot for an empty cell."""
    return {
        text(row[0]).partition(" ")[2]: "".join(text(cell) or "." for cell in row[1:])
        for row in table(site).find("tbody")
    }


def list_items(site, docname="index"):
    """Return the paragraphs of each item in the list of dependencies, by its id."""
    items = {}
    for item in site.resolved_doctree(docname).findall(nodes.list_item):
        target = next(item[0].findall(nodes.target), None)
        if target is not None:
            items[target["ids"][0]] = [part.astext() for part in item.findall(nodes.paragraph)]
    return items


def test_rows_are_above_their_dependencies_and_marks_show_the_mode(project):
    with project.build() as site:
        assert site.warnings == []
        assert rows(site) == {
            "Web <shop>": ".S?SAA",
            "Stock": "A.....",
            "Bank": "......",
            "Orders": "......",
            "Worker": ".....A",
            "Jobs": "......",
        }


def test_each_mark_leads_to_its_flows(project):
    with project.build() as site:
        items, names = list_items(site), list(rows(site))
        marks = [a for a in table(site).iter("a") if a.get("class").startswith("c4-mark")]
        assert len(marks) == len(items) == 7
        for mark in marks:
            paragraphs = items[mark.get("href").removeprefix("#")]
            ends = mark.get("aria-label").partition(": ")[2].partition(", ")[0]
            assert paragraphs[0].startswith(ends)
            assert all(name in names for name in ends.split(" → "))
        ids = {node.get("id") for node in tree(site).iter()}
        assert {mark.get("href").removeprefix("#") for mark in marks} <= ids


def test_list_contains_each_flow_with_its_protocol_and_mode(project):
    with project.build() as site:
        items = list(list_items(site).values())
        assert ["Stock → Web <shop>: tell what is left (asynchronous) model.yaml:19"] in items
        assert [
            "Web <shop> → Orders:",
            "read the order (unknown mode) model.yaml:17",
            "save the order (SQL, synchronous) model.yaml:16",
        ] in items
        queue_flow = "queue a receipt (asynchronous) model.yaml:20"
        take_flow = "take a receipt (asynchronous) model.yaml:21"
        assert [
            f"Web <shop> → Worker: through Jobs: Web <shop> → Jobs: {queue_flow}, then Jobs → Worker: {take_flow}"
        ] in items


def test_flows_and_rows_lead_to_pages_that_show_them(project):
    with project.build() as site:
        page = tree(site)
        heads = {text(a): a.get("href") for head in table(site).iter("th") for a in head.iter("a")}
        assert heads["Stock"].startswith("parts.html#")
        flows = {text(a): a.get("href") for a in page.iter("a") if a.get("href", "").startswith("parts.html#")}
        assert flows["reserve a copy"] == "parts.html#c4-container-shop"


def test_frames_contain_cycles(project):
    with project.build() as site:
        cells = [row[1:] for row in table(site).find("tbody")]
        framed = {
            (i, j): cell.get("class").replace("c4-self", "").split()
            for i, row in enumerate(cells)
            for j, cell in enumerate(row)
            if "c4-framed" in (cell.get("class") or "")
        }
        assert framed == {
            (0, 0): ["c4-framed", "c4-top", "c4-left"],
            (0, 1): ["c4-framed", "c4-top", "c4-right"],
            (1, 0): ["c4-framed", "c4-bottom", "c4-left"],
            (1, 1): ["c4-framed", "c4-bottom", "c4-right"],
        }
        assert "Web <shop> and Stock depend on each other." in site.doctree().astext()


def test_reading_guide_explains_only_what_the_matrix_contains(project):
    with project.build() as site:
        (guide,) = (p.astext() for p in site.doctree().findall(nodes.paragraph) if "c4-reading" in p["classes"])
        assert "S synchronously, A asynchronously, ? if the model gives no mode" in guide
        assert "leads back. A frame contains a cycle" in guide
    project.edit("index.rst", "Shop\n====\n\n.. c4-dependency-matrix::\n")
    with project.build() as site:
        (guide,) = (p.astext() for p in site.doctree().findall(nodes.paragraph) if "c4-reading" in p["classes"])
        assert "column: A asynchronously, ? if" in guide
        assert guide.endswith("no dependency leads back.")
    back = "  - {id: back, source: press, target: stock, label: ask}\n"
    project.edit_model(LANDSCAPE + back)
    with project.build() as site:
        (guide,) = (p.astext() for p in site.doctree().findall(nodes.paragraph) if "c4-reading" in p["classes"])
        assert guide.endswith(
            "A frame contains systems that all depend on each other, although not always in one cycle of calls."
        )


def test_headings_have_scopes_and_the_table_has_a_caption(project):
    with project.build() as site:
        matrix = table(site)
        assert text(matrix.find("caption")) == "Dependencies of Bookshop"
        assert {head.get("scope") for head in matrix.find("thead").iter("th")} == {"col"}
        assert [text(head) for head in matrix.find("thead").iter("th")][:2] == ["1 Web <shop>", "2 Stock"]
        assert [row[0].get("scope") for row in matrix.find("tbody")] == ["row"] * 6


def test_all_systems_are_shown_without_an_argument_and_containers_on_request(project):
    project.edit("index.rst", "Shop\n====\n\n.. c4-dependency-matrix::\n")
    with project.build() as site:
        assert rows(site) == {"Bookshop": ".?.", "Bank": "..A", "Press": "..."}
    project.edit("index.rst", "Shop\n====\n\n.. c4-dependency-matrix::\n   :by: container\n")
    with project.build() as site:
        assert set(rows(site)) == {
            *(f"{name} (Bookshop)" for name in ("Web <shop>", "Stock", "Jobs", "Worker", "Orders")), "Bank", "Press"
        }  # fmt: skip


def test_matrix_without_dependencies_describes_the_analysis(project):
    project.edit_model(LANDSCAPE[: LANDSCAPE.index("  - {id: save")])
    with project.build() as site:
        paragraphs = [p.astext() for p in site.doctree().findall(nodes.paragraph)]
        assert (
            "Dependencies of Bookshop: none. Analysed 0 flows among 5 containers of 3 systems, and 0 scenarios."
            in paragraphs[-1]
        )


def test_excluded_elements_are_listed(project):
    project.edit_model(LANDSCAPE.replace("name: Press", "name: Press, role: infrastructure"))
    with project.build() as site:
        assert "Excluded from the analysis: Press (has the role infrastructure)." in site.doctree().astext()


def test_large_matrix_shows_systems_or_the_most_coupled_systems(tmp_path):
    def model(system_count, container_count):
        lines = ["meta: {name: Large}", "systems:"]
        for number in range(system_count):
            parts = ", ".join(f"{{id: c{index}, name: C{index}}}" for index in range(container_count))
            lines.append(f"  - {{id: s{number}, name: System {number}, containers: [{parts}]}}")
        ends = [f"s{number}.c{index}" for number in range(system_count) for index in range(container_count)]
        lines += [
            "flows:",
            *(f"  - {{source: {a}, target: {b}, label: go}}" for a, b in pairwise(ends)),
        ]
        return "\n".join(lines) + "\n"

    page = {"index.rst": "All\n===\n\n.. c4-dependency-matrix::\n   :by: container\n"}
    project = Project(tmp_path / "project").write(page, model=model(21, 3))
    with project.build() as site:
        assert len(rows(site)) == 21
        assert "by system, since it would have more than 60 containers" in site.doctree().astext()
    project.edit_model(model(70, 1))
    with project.build() as site:
        assert len(rows(site)) == 60
        assert "10 systems are not shown" in site.doctree().astext()


def test_unknown_system_is_reported(project):
    project.edit("index.rst", "Shop\n====\n\n.. c4-dependency-matrix:: shup\n")
    with project.build() as site:
        assert any(
            "index.rst:4: WARNING: c4-dependency-matrix: " in line and "'shop'" in line for line in site.warnings
        )


@pytest.mark.parametrize("builder", ["text", "man", "texinfo", "epub"])
def test_every_builder_has_the_list(project, builder):
    with project.build(builder) as site:
        assert [line for line in site.warnings if "EPUB3" not in line] == []
        pages = [path.read_text("utf-8") for path in site.app.outdir.iterdir() if path.suffix in SUFFIXES]
    output = " ".join(unescape(re.sub(r"<[^>]*>|\\\w\w", "", "".join(pages))).split())
    assert "reserve a copy (synchronous)" in output
    assert "A mark means" not in output, "plain text has no matrix"


def test_pdf_has_a_drawing(project):
    with project.build("latex") as site:
        (book,) = site.app.outdir.glob("*.tex")
        latex = book.read_text("utf-8")
        assert "\\begin{tikzpicture}" in latex
        assert "A mark means" in latex
        assert "\\hyperref[\\detokenize{index:c4-dependency-shop.web-shop.stock}]" in latex
        assert "\\label{\\detokenize{index:c4-dependency-shop.web-shop.stock}}" in latex


def test_focus_shows_elements_with_their_neighbours(project):
    project.edit(
        "index.rst", PAGES["index.rst"].replace("matrix:: shop\n", "matrix::\n   :focus: shop.worker, press\n")
    )
    with project.build() as site:
        assert "Dependencies of Worker and Press and their neighbours" in site.resolved_doctree().astext()
        assert {title.split(" (")[0] for title in rows(site)} >= {"Jobs", "Worker", "Bank", "Press"}
    project.edit("index.rst", PAGES["index.rst"].replace("matrix:: shop\n", "matrix::\n   :focus: shop.wroker\n"))
    with project.build() as site:
        assert "did you mean" in "".join(site.warnings)
