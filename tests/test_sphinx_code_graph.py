"""Candidates, drift and cycles with unverified edges on pages, and when a page is read again."""

from __future__ import annotations

import pytest
from codegraph_samples import RowSource, call, jsonl, row
from docutils import nodes
from project_writer import Project

from sphinxcontrib_c4.codegraph import code_graph_settings, extract, graph_file_texts
from sphinxcontrib_c4.model import load

SHOP, BANK = "https://github.com/acme/shop", "https://gitlab.example/acme/bank"
MODEL = """\
meta: {name: Shop, primary_system: shop}
systems:
  - id: shop
    name: Shop
    kind: internal
    repo: https://github.com/acme/shop
    containers: [{id: web, name: Web shop}]
  - {id: bank, name: Bank, kind: internal, repo: "https://gitlab.example/acme/bank"}
  - {id: mail, name: Mail, kind: external}
flows:
  - {id: told, source: bank, target: shop, label: confirm, sync: true}
  - {id: sent, source: shop.web, target: mail, label: send, sync: true}
"""
DOCUMENTED = MODEL + "  - {id: pays, source: shop, target: bank, label: pay, sync: true}\n"
ROWS = [*call(SHOP, BANK, "/pay", line=7), row("provider", SHOP, "/ok")]


def page(*directives: str) -> dict[str, str]:
    return {"index.rst": "Shop\n====\n\n" + "\n\n".join(directives) + "\n"}


@pytest.fixture
def project(tmp_path):
    pages = page(".. c4-candidates::", ".. c4-drift::", ".. c4-cycle-report::\n   :unverified:")
    return Project(tmp_path / "project").write(
        {**pages, "other.rst": ":orphan:\n\nOther\n=====\n\n.. c4-elements:: shop\n"}, model=MODEL
    )


def write_evidence(project: Project, rows, *, date: str = "2026-06-24") -> None:
    """Write the extracted files next to the model of a project."""
    model = load(project.folder / "model.yaml")
    extraction = extract(model, code_graph_settings(model), [RowSource(jsonl(rows))], date=date)
    for file in graph_file_texts(model, extraction, has_inputs=False):
        project.edit(file.name, file.text)


def test_candidate_is_shown_with_its_evidence_and_a_link_to_the_host(project):
    write_evidence(project, ROWS)
    with project.build() as site:
        assert site.warnings == []
        html, doctree = site.html(), site.resolved_doctree()
    links = [node["refuri"] for node in doctree.findall(nodes.reference) if "refuri" in node]
    assert "https://github.com/acme/shop/blob/HEAD/src/api.ts#L7" in links
    text = doctree.astext()
    assert "Candidates of Shop: 1 undocumented." in text or "Candidates of" in text
    assert "a scan of code reads text and guesses calls from it" in text
    assert "Extracted from 3 bindings of 2 repositories as of 2026-06-24." in text
    for fact in ("contract: endpoint", "rank: candidate", "confidence: 0.5", "seen in code", "1 source file"):
        assert fact in text
    assert "[undocumented]" in text
    assert "/pay" in html


def test_candidate_of_a_repository_elsewhere_links_to_that_host(project):
    write_evidence(project, [*call(BANK, SHOP, "/ok", file="api/a b.py", line=3), row("provider", BANK, "/pay")])
    with project.build() as site:
        links = [node.get("refuri", "") for node in site.resolved_doctree().findall(nodes.reference)]
    assert "https://gitlab.example/acme/bank/-/blob/HEAD/api/a%20b.py#L3" in links


def test_drift_is_shown_by_state_with_lines_of_the_model(project):
    write_evidence(project, ROWS)
    with project.build() as site:
        text = site.resolved_doctree().astext()
    assert "Undocumented (1)" in text
    assert "Stale (1)" in text
    assert "Bank → Shop: confirm" in text.replace("\n", "")
    assert "model.yaml:11" in text
    assert "Unverifiable (1)" in text


def test_cycle_with_unverified_edges_is_reported_on_request_only(project):
    write_evidence(project, ROWS)
    with project.build() as site:
        text = site.resolved_doctree().astext()
    assert "Scope: with unverified edges." in text
    assert "unverified: calls /pay" in text
    project.edit("index.rst", page(".. c4-cycle-report::")["index.rst"])
    with project.build() as site:
        assert "unverified" not in site.resolved_doctree().astext()


@pytest.mark.parametrize("states", ["phantom", "phantom, stale"])
def test_candidates_are_filtered_by_state(project, states):
    write_evidence(project, ROWS)
    project.edit("index.rst", page(f".. c4-candidates::\n   :state: {states}")["index.rst"])
    with project.build() as site:
        assert "none." in site.resolved_doctree().astext()


def test_argument_selects_the_system(project):
    write_evidence(project, ROWS)
    project.edit("index.rst", page(".. c4-drift:: mail", ".. c4-candidates:: mail")["index.rst"])
    with project.build() as site:
        text = site.resolved_doctree().astext()
    assert "Drift of Mail: 1 unverifiable." in text
    assert "Candidates of Mail: none." in text


def test_drift_of_an_unknown_system_is_a_warning(project):
    project.edit("index.rst", page(".. c4-drift:: sho")["index.rst"])
    with project.build() as site:
        (warning,) = site.warnings
    assert "index.rst:4: WARNING: c4-drift: " in warning


def test_pages_without_evidence_suggest_to_extract_it(project):
    with project.build() as site:
        assert site.warnings == []
        assert "There are no extracted files: run sphinx-c4 extract." in site.resolved_doctree().astext()


def test_page_is_read_again_when_the_evidence_changes_and_only_then(project):
    write_evidence(project, ROWS)
    with project.build() as site:
        assert {"index", "other"} <= site.documents_read
        first = site.html()
    with project.build() as site:
        assert site.documents_read == frozenset()
    write_evidence(project, [*ROWS, *call(SHOP, BANK, "/refund")])
    with project.build() as site:
        assert site.documents_read == {"index"}
        assert site.html() != first
    with project.build(output="clean", fresh=True) as clean:
        expected = clean.html()
    with project.build() as site:
        assert site.html() == expected


def test_page_is_read_again_when_the_model_documents_a_candidate(project):
    write_evidence(project, ROWS)
    with project.build():
        pass
    project.edit_model(DOCUMENTED)
    with project.build() as site:
        assert "index" in site.documents_read
        assert "confirmed by code" in site.html()


def test_provenance_states_the_day_of_the_evidence(project):
    project.edit("index.rst", page(".. c4-provenance::")["index.rst"])
    with project.build() as site:
        assert "Evidence extracted" not in site.html()
    write_evidence(project, ROWS)
    with project.build() as site:
        assert "Evidence extracted on 2026-06-24." in site.html()
    write_evidence(project, ROWS, date="2026-07-01")
    with project.build() as site:
        assert "Evidence extracted on 2026-07-01." in site.html()
    write_evidence(project, ROWS, date="")
    with project.build() as site:
        assert "Evidence extracted on an unknown day." in site.html()


@pytest.mark.parametrize("builder", ["text", "latex", "singlehtml", "epub"])
def test_candidates_and_drift_are_in_every_format(project, builder):
    hostile = "/p<script>&\\%$#_{}`|*/"
    write_evidence(project, [*ROWS, *call(SHOP, BANK, hostile, file="src/<b>.ts")])
    with project.build(builder, output=builder) as site:
        assert [w for w in site.warnings if "c4" in w] == []
        files = b"".join(
            content for name, content in site.files().items() if name.endswith((".txt", ".tex", ".html", ".xhtml"))
        )
    assert b"undocumented" in files
    assert b"<script>&\\" not in files or builder in ("text", "latex")


def test_extracted_file_that_is_broken_is_a_warning_of_its_own(project):
    project.edit("model.graph.yaml", "flows: [{source: x, target: y, label: z}]\n")
    with project.build() as site:
        assert len(site.warnings) == 3
        assert all("an extracted file cannot be read: " in warning for warning in site.warnings)
