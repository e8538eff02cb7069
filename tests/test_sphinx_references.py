"""The domain: references from pages to elements, scenarios and views."""

from __future__ import annotations

import pytest
from docutils import nodes
from project_writer import Project
from sphinx.util.inventory import InventoryFile


@pytest.fixture
def page(tmp_path):
    project = Project(tmp_path / "project")

    def build(text, **pages):
        sources = {"index.rst": f"Page\n====\n\n{text}\n", **{f"{name}.rst": source for name, source in pages.items()}}
        return project.write(sources, nitpicky=True).build()

    return build


def _reference(site):
    (reference,) = [r for r in site.resolved_doctree().findall(nodes.reference) if not r.get("anchorname")]
    return reference.astext(), reference.get("refuri", "") or f"#{reference['refid']}"


TABLES = ":orphan:\n\nTables\n======\n\n.. c4-elements:: shop\n"


@pytest.mark.parametrize(
    ("role", "text", "anchor"),
    [
        (":c4:container:`web`", "Web shop", "c4-container-shop.web"),
        (":c4:container:`shop.web`", "Web shop", "c4-container-shop.web"),
        (":c4:element:`the cart <web.cart>`", "the cart", "c4-component-shop.web.cart"),
        (":c4:person:`customer`", "Customer", "c4-person-customer"),
        (":c4:system:`mailer`", "Mail service", "c4-system-mailer"),
        (":any:`mailer`", "mailer", "c4-system-mailer"),
    ],
)
def test_references_lead_to_rows_of_tables(page, role, text, anchor):
    with page(role, tables=TABLES) as site:
        assert site.warnings == []
        assert _reference(site) == (text, f"tables.html#{anchor}")


@pytest.mark.parametrize(
    ("role", "text", "anchor"),
    [
        (":c4:scenario:`purchase`", "A customer buys a book", "c4-dynamic-shop.purchase"),
        (":c4:view:`context:shop`", "System context of Bookshop", "c4-context-shop"),
        (":c4:system:`shop`", "Bookshop", "c4-context-shop"),
        (":c4:flow:`buy`", "buy a book", "c4-context-shop"),
    ],
)
def test_references_lead_to_drawings(page, role, text, anchor):
    drawings = ":orphan:\n\nDrawings\n========\n\n.. c4-context:: shop\n\n.. c4-flow:: purchase\n"
    with page(role, drawings=drawings) as site:
        assert site.warnings == []
        assert _reference(site) == (text, f"drawings.html#{anchor}")


def test_unknown_name_is_reported_with_the_nearest_name(page):
    with page(":c4:container:`ordrs`") as site:
        (warning,) = site.warnings
        assert warning.startswith("index.rst:4: WARNING: nothing in the model is named 'ordrs'; did you mean")


def test_name_that_no_page_documents_is_reported(page):
    with page(":c4:container:`orders`") as site:
        (warning,) = site.warnings
        assert "'shop.orders' is in the model, but no page shows or documents it" in warning


@pytest.mark.parametrize(
    ("role", "message"),
    [
        (
            ":c4:container:`orders`",
            "'shop.orders' is in the model, but no page shows or documents it; let c4-element d",
        ),
        (":c4:scenario:`purchase`", "no page shows or documents it; let c4-flow draw it"),
        (":c4:flow:`buy`", "'shop.buy' is in the model, but no page shows or documents it; draw a view that shows it"),
        (":c4:system:`web`", "'shop.web' is a container, not a system; refer to it by 'c4:container'"),
        (":c4:person:`mailer`", "'mailer' is an external system without containers, not a person; refer to it by"),
        (":c4:scenario:`buy`", "'shop.buy' is a flow, not a scenario; refer to it by 'c4:flow'"),
        (":c4:element:`purchase`", "'shop.purchase' is a scenario, not an element; refer to it by 'c4:scenario'"),
        (":c4:container:`Web shop`", "nothing in the model is named 'Web shop'; did you mean 'shop.web'?"),
        (":c4:container:`zzz`", "nothing in the model is named 'zzz'; choose from 'shop.orders', 'shop.web'"),
        (":c4:view:`container:shop`", "no page shows the view 'container:shop'; let c4-container draw it"),
        (
            ":c4:view:`dynamic:purchase`",
            "no page shows the view 'dynamic:shop.purchase'; let c4-flow draw it",
        ),
        (":c4:view:`landscape:landscape`", "no page shows the view 'landscape:landscape'; let c4-landscape draw it"),
        (
            ":c4:view:`container:mailer`",
            "'mailer' is an external system without containers, but the subject of a container view is",
        ),
        (":c4:view:`container:shpo`", "nothing in the model is named 'shpo'; did you mean 'shop'?"),
        (":c4:view:`zzz`", "there is no view 'zzz'; the name of a view is its kind and its subject"),
        (":c4:view:`shop`", "there is no view 'shop'; write 'context:shop' or 'container:shop'"),
        (":c4:view:`contianer:shop`", "there is no view 'contianer:shop'; did you mean 'container:shop'"),
    ],
)
def test_reference_that_does_not_resolve_explains_what_the_name_is_and_what_to_write(page, role, message):
    with page(role) as site:
        (warning,) = site.warnings
        assert message in warning


def test_reference_without_a_model_is_reported(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "Page\n====\n\n:c4:system:`shop`\n"}, model=None)
    with project.build() as site:
        (warning,) = site.warnings
        assert "there is no model that could contain 'shop'" in warning


def test_element_in_two_tables_is_a_duplicate(page):
    with page(".. c4-elements:: shop\n   :kind: container", tables=TABLES) as site:
        warnings = sorted(site.warnings)
        assert [warning.partition(" is documented twice")[0] for warning in warnings] == [
            "tables.rst:6: WARNING: the container 'shop.orders'",
            "tables.rst:6: WARNING: the container 'shop.web'",
        ]
        assert all("the first place is index.rst:4" in warning for warning in warnings)


def test_tables_of_different_kinds_are_not_duplicates(page):
    tables = TABLES + "   :kind: person, system\n"
    with page(".. c4-elements:: shop\n   :kind: person", tables=tables) as site:
        assert site.warnings == []


def test_table_with_no_index_is_not_a_target(page):
    with page(".. c4-elements:: shop\n   :no-index:\n\n:c4:container:`web`", tables=TABLES) as site:
        assert site.warnings == []
        assert _reference(site)[1] == "tables.html#c4-container-shop.web"


def test_reference_prefers_a_whole_view_to_a_filtered_one(page):
    filtered_view = ":orphan:\n\nA\n=\n\n.. c4-context:: shop\n   :include: customer\n"
    whole_view = ":orphan:\n\nZ\n=\n\n.. c4-context:: shop\n"
    with page(":c4:view:`context:shop`", a=filtered_view, z=whole_view) as site:
        assert _reference(site)[1] == "z.html#c4-context-shop"


def test_inventory_contains_every_object_once(page):
    with page(".. c4-context:: shop\n\n.. c4-context:: shop\n", tables=TABLES) as site:
        with (site.app.outdir / "objects.inv").open("rb") as file:
            inventory = InventoryFile.load(file, "https://example.org", lambda base, path: f"{base}/{path}")
        assert set(inventory["c4:container"]) == {"shop.web", "shop.orders"}
        assert set(inventory["c4:view"]) == {"context:shop"}
        assert set(inventory["c4:system"]) == {"shop", "mailer"}
