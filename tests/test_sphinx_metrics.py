"""The directive ``c4-metrics``: numbers with explanations, and their comparison with the baseline."""

from __future__ import annotations

import pytest
from docutils import nodes
from project_writer import Project

LANDSCAPE = """\
meta: {name: Bookshop, primary_system: shop}
systems:
  - id: shop
    name: Bookshop
    containers:
      - {id: web, name: Web shop}
      - {id: stock, name: Stock}
      - {id: orders, name: Orders, shape: db}
  - {id: bank, name: Bank, kind: external}
flows:
  - {id: save, source: web, target: orders, label: save the order, sync: true, protocol: SQL}
  - {id: reserve, source: web, target: stock, label: reserve a copy, sync: true}
  - {id: count, source: stock, target: orders, label: count copies, sync: true}
  - {id: again, source: stock, target: orders, label: count again, sync: true}
  - {id: pay, source: web, target: bank, label: take the money, sync: false}
"""
METRICS = {"nodes": 3, "edges": 4, "cyclic_edges": 0, "propagation_cost": 0.5, "longest_chain": 1}


def page(argument="", *options):
    return {
        "index.rst": "\n".join(["Shop", "====", "", f".. c4-metrics:: {argument}", *map("   {}".format, options), ""])
    }


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project").write(page("shop"), model=LANDSCAPE)


def table(site, style):
    """Return the rows of a table, by the first cell of each row."""
    (table_node,) = (node for node in site.resolved_doctree().findall(nodes.table) if style in node["classes"])
    rows = [[cell.astext() for cell in row] for row in table_node.findall(nodes.row)]
    return {first: rest for first, *rest in rows}


def test_numbers_have_explanations(project):
    with project.build() as site:
        assert site.warnings == []
        numbers = table(site, "c4-numbers")
        assert numbers.pop("Number") == ["Now", "How to read it"]
        # Web reaches all four, stock itself and orders, the others themselves: 8 of 16; without the bank, 7.
        assert {name: cells[0] for name, cells in numbers.items()} == {
            "Elements": "4",
            "Dependencies": "4",
            "Dependencies on a cycle": "0",
            "Propagation cost": "50.0%",
            "Synchronous propagation cost": "43.8%",
            "Longest synchronous chain": "2",
        }
        assert all(len(cells[1]) > 20 for cells in numbers.values())


def test_longest_chain_is_listed_call_by_call(project):
    with project.build() as site:
        (chain,) = site.resolved_doctree().findall(nodes.enumerated_list)
        assert [item.astext().strip() for item in chain] == [
            "Web shop → Stock: reserve a copy (synchronous) model.yaml:12",
            "Stock → Orders: count again (synchronous) model.yaml:14, and 1 more",
        ]
        assert "The longest synchronous chain has 2 calls:" in site.doctree().astext()


def test_coupling_of_each_container_is_reported(project):
    with project.build() as site:
        assert table(site, "c4-coupling") == {
            "Container": ["Ca", "Ce", "Instability", "Synchronous Ca", "Synchronous Ce"],
            "Web shop": ["0", "3", "1.00", "0", "2"],
            "Orders": ["2", "0", "0.00", "2", "0"],
            "Stock": ["1", "1", "0.50", "1", "1"],
        }


def test_coupling_of_systems_is_reported_without_an_argument(project):
    project.edit("index.rst", page()["index.rst"])
    with project.build() as site:
        assert table(site, "c4-coupling") == {
            "System": ["Ca", "Ce", "Instability", "Synchronous Ca", "Synchronous Ce"],
            "Bank": ["1", "0", "0.00", "0", "0"],
            "Bookshop": ["0", "1", "1.00", "0", "0"],
        }
    project.edit("index.rst", page("", ":by: container")["index.rst"])
    with project.build() as site:
        assert "Stock (Bookshop)" in table(site, "c4-coupling")


def test_numbers_are_shown_next_to_those_of_the_baseline(tmp_path):
    project = Project(tmp_path / "project").write(page(), model=LANDSCAPE, c4_baseline="baseline.yaml")
    lines = "".join(f"  {name}: {value}\n" for name, value in METRICS.items())
    project.edit("baseline.yaml", f"accept: []\nmetrics:\n{lines}")
    with project.build() as site:
        numbers = table(site, "c4-numbers")
        assert numbers["Number"][:2] == ["Now", "Baseline"]
        assert numbers["Elements"][:2] == ["4", "3"]
        assert numbers["Propagation cost"][:2] == ["50.0%", "50.0%"]
        assert numbers["Synchronous propagation cost"][1] == "", "the baseline has no such number"


def test_numbers_of_one_system_exclude_unconnected_systems(project):
    far = "{id: far, source: bank, target: press, label: print a bill, sync: true}"
    project.edit_model(
        LANDSCAPE.replace("kind: external}", "kind: external}\n  - {id: press, name: Press}") + f"  - {far}\n"
    )
    with project.build() as site:
        assert table(site, "c4-numbers")["Elements"][0] == "4"
    project.edit("index.rst", page()["index.rst"])
    with project.build() as site:
        assert table(site, "c4-numbers")["Elements"][0] == "5"


def test_excluded_elements_are_listed(project):
    project.edit_model(LANDSCAPE.replace("kind: external}", "kind: external, role: infrastructure}"))
    with project.build() as site:
        assert "Excluded from the analysis: Bank (has the role infrastructure)." in site.doctree().astext()


def test_model_without_synchronous_calls_has_no_chain(project):
    project.edit_model(LANDSCAPE.replace("sync: true", "sync: false"))
    with project.build() as site:
        assert "There is no chain of synchronous calls." in site.doctree().astext()


@pytest.mark.parametrize("builder", ["text", "man", "texinfo", "epub", "latex", "gettext"])
def test_every_builder_writes_the_numbers(project, builder):
    with project.build(builder) as site:
        assert [line for line in site.warnings if "EPUB3" not in line] == []
