"""The directives that write descriptions, tables, legends and provenance."""

from __future__ import annotations

from hashlib import sha256

import pytest
from docutils import nodes
from project_writer import MODEL, Project

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.nodes import c4_key


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Return a function that builds a page with some text, without a fixed build time."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    project = Project(tmp_path / "project")

    def build(text, builder="html", **options):
        return project.write({"index.rst": f"Page\n====\n\n{text}\n"}, **options).build(builder)

    return build


def _tables(site):
    """Return the rows of each table of a page, by its title."""
    tables = {}
    for table in site.doctree().findall(nodes.table):
        rows = [[cell.astext() for cell in row] for row in table.findall(nodes.row)]
        tables[next(table.findall(nodes.title)).astext()] = rows
    return tables


def _paragraphs(site):
    return [node.astext() for node in site.resolved_doctree().findall(nodes.paragraph)]


@pytest.mark.parametrize(
    ("argument", "paragraphs"),
    [
        ("", ["Sells books.", "And nothing else."]),
        ("shop", ["Sells books.", "And nothing else."]),
        ("web", ["Takes orders."]),
        ("purchase", ["The customer waits for the order."]),
        ("orders", []),
    ],
)
def test_description_is_that_of_the_model_or_an_element(page, argument, paragraphs):
    with page(f".. c4-description:: {argument}") as site:
        assert site.warnings == []
        assert _paragraphs(site) == paragraphs


@pytest.mark.parametrize("quote", ["epigraph", "highlights"])
def test_empty_description_can_be_the_only_content_of_a_block_quote(page, quote):
    with page(f".. {quote}::\n\n   .. c4-description:: orders") as site:
        assert site.warnings == []
        assert [node.astext() for node in site.resolved_doctree().findall(nodes.block_quote)] == [""]


def test_elements_of_a_system_are_listed_in_tables_by_kind(page):
    with page(".. c4-elements::") as site:
        assert site.warnings == []
        assert _tables(site) == {
            "People who use Bookshop": [
                ["Person", "Role", "To Bookshop"],
                ["Customer", "Buys books.", "buy a book (HTTPS, synchronous)"],
            ],
            "Systems around Bookshop": [
                ["System", "Description", "From Bookshop"],
                ["Mail service", "Sends mail.", "send the receipt (asynchronous)"],
            ],
            "Containers of Bookshop": [
                ["Container", "Technology", "Responsibility"],
                ["Web shop", "Django", "Takes orders."],
                ["Orders", "PostgreSQL", ""],
            ],
            "Components of Web shop": [
                ["Component", "Technology", "Responsibility"],
                ["Cart", "Python", ""],
                ["Checkout", "", "Takes the money."],
            ],
        }


@pytest.mark.parametrize(
    ("directive", "titles"),
    [
        (".. c4-elements:: shop\n   :kind: container", ["Containers of Bookshop"]),
        (".. c4-elements::\n   :kind: person, system", ["People who use Bookshop", "Systems around Bookshop"]),
        (".. c4-elements:: web", ["Components of Web shop"]),
    ],
)
def test_elements_are_selected_by_argument_and_kind(page, directive, titles):
    with page(directive) as site:
        assert list(_tables(site)) == titles


def test_table_rows_are_targets_of_references(page):
    with page(".. c4-elements::") as site:
        objects = {(kind, name): anchor for name, _, kind, _, anchor, _ in site.app.env.get_domain("c4").get_objects()}
        ids = {anchor for target in site.doctree().findall(nodes.target) for anchor in target["ids"]}
    assert objects["container", "shop.web"] == "c4-container-shop.web"
    assert set(objects.values()) == ids


def test_tables_have_no_style_attributes(page):
    with page(".. c4-elements::\n\n.. c4-ingestion::") as site:
        assert "<col " not in site.html()


def test_ingestion_marks_fragile_sources_with_a_word(page):
    with page(".. c4-ingestion::") as site:
        assert _tables(site) == {
            "Data that Bookshop fetches": [
                ["Source", "Transport", "Cadence", "Data", "Source of truth"],
                ["Price list (fragile)", "SFTP", "nightly", "prices", "the publisher"],
            ]
        }
        (mark,) = site.doctree().findall(nodes.strong)
        assert mark.astext() == "(fragile)"


def test_ingestion_shows_the_location_of_the_code(page):
    source = "source_ref: {repo: https://example.org/shop, path: prices.py, line: 7}"
    model = MODEL.replace("fragile: true}", f"fragile: true, {source}}}")
    with page(".. c4-ingestion::", model=model) as site:
        ((heads, row),) = _tables(site).values()
        assert (heads[-1], row[-1]) == ("Fetched by", "prices.py:7\n\nexample.org/shop")
        (link,) = site.doctree().findall(nodes.reference)
        assert link["refuri"] == "https://example.org/shop"


def test_ingestion_of_a_system_without_sources_is_a_sentence(page):
    with page(".. c4-ingestion:: mailer") as site:
        assert _paragraphs(site) == ["The model defines no ingestion sources."]


def _legend(site):
    return {item[0].astext(): item[1].astext() for item in site.doctree().findall(nodes.definition_list_item)}


def test_legend_lists_the_symbols_in_use_on_the_page(page):
    with page(".. c4-legend::\n\n.. c4-context::\n\n.. c4-container::\n   :mode: async") as site:
        assert list(_legend(site)) == [
            "Person",
            "System",
            "Container",
            "Database",
            "External system",
            "Synchronous",
            "Asynchronous",
            "Boundary",
        ]


def test_legend_of_a_page_without_drawings_covers_the_system(page):
    with page(".. c4-legend::") as site:
        assert "Component" in _legend(site)


@pytest.mark.parametrize(("argument", "absent"), [("context:shop", "Database"), ("component:web", "Asynchronous")])
def test_legend_of_a_view_lists_its_symbols(page, argument, absent):
    with page(f".. c4-legend:: {argument}") as site:
        assert site.warnings == []
        assert "Person" in _legend(site)
        assert absent not in _legend(site) or argument == "component:web"


def test_legend_of_an_unknown_view_is_a_warning(page):
    with page(".. c4-legend:: kontext:shop") as site:
        (warning,) = site.warnings
        assert "there is no view 'kontext:shop'; did you mean 'context:shop'" in warning


def test_legends_have_unique_ids(page):
    with page(".. c4-legend::\n\n.. c4-legend:: shop\n\n.. c4-legend:: shop") as site:
        drawings = [node["drawing"] for node in site.doctree().findall(c4_key)]
        assert len(drawings) == len(set(drawings))
        assert all(drawing in site.html() for drawing in drawings)


def test_provenance_lists_files_digests_and_version(page):
    short = sha256(MODEL.encode()).hexdigest()[:12]
    with page(".. c4-provenance::") as site:
        assert _paragraphs(site) == [f"Generated from model.yaml ({short}) by sphinxcontrib-c4 {__version__}."]
        assert short in site.html()


def test_provenance_shows_the_configured_date(page, monkeypatch):
    with page(".. c4-provenance::", today="Saint Nicholas") as site:
        assert _paragraphs(site)[0].startswith("Generated on Saint Nicholas from")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    with page(".. c4-provenance::") as site:
        assert _paragraphs(site)[0].startswith("Generated on 1970-01-01 from")


@pytest.mark.parametrize("name", ["description", "elements", "ingestion", "legend", "provenance"])
def test_unknown_name_causes_one_warning(page, name):
    with page(f".. c4-{name}:: shpo") as site:
        (warning,) = site.warnings
        assert warning.startswith(
            f"index.rst:4: WARNING: c4-{name}: nothing in the model is named 'shpo'; did you mean"
        )


def test_assets_are_on_pages_with_tables(page):
    with page(".. c4-elements::") as site:
        assert "c4.css" in site.html()


def test_text_output_has_short_lines(page):
    with page(".. c4-legend::\n\n.. c4-elements::\n\n.. c4-ingestion::", builder="text") as site:
        text = site.text()
        assert "Solid line: the caller waits for the answer." in text
        assert "Price list" in text
        assert max(map(len, text.splitlines())) < 100


def test_legend_of_a_markdown_page_in_restructuredtext_is_completed(tmp_path):
    pytest.importorskip("myst_parser")
    project = Project(tmp_path / "project")
    text = "# Page\n\n```{c4-container} shop\n```\n\n```{eval-rst}\n.. c4-legend::\n```\n"
    with project.write({"index.md": text}).build() as built:
        assert built.warnings == []
        assert list(built.doctree().findall(nodes.pending)) == []
        assert next(built.doctree().findall(nodes.definition_list)).astext()
