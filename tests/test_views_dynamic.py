"""Dynamic views: their boxes, boundaries and numbered steps."""

from __future__ import annotations

from models import (
    element_boundaries,
    element_names,
    external,
    flow,
    model,
    part,
    person,
    relationships,
    scenario,
    system,
)

from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import Boundary, Selection, ViewKind, view

ALL = Selection()

ELEMENTS = (
    person("ann"),
    system("shop", api_container="shop.web"),
    part("shop.web", technology="Django"),
    part("shop.web.cart"),
    part("shop.web.api"),
    part("shop.db"),
    system("bank", api_container="bank.api"),
    part("bank.core"),
    part("bank.api"),
    external("tax"),
)


def dynamic_view(*steps, selection=ALL, **fields):
    purchase = scenario("shop.buy", *steps, **{"system": "shop", **fields})
    return view(model(ELEMENTS, scenarios=[purchase]), ViewKind.DYNAMIC, "shop.buy", selection)


def test_each_step_is_a_separate_numbered_line():
    result = dynamic_view(
        "ann -> shop.web: look", "ann -> shop.web: look", "shop.web ~> tax: tell", "ann -> shop.web: buy"
    )
    assert relationships(result) == [
        "1. ann -> shop.web: look",
        "2. ann -> shop.web: look",
        "3. shop.web ~> tax: tell",
        "4. ann -> shop.web: buy",
    ]


def test_elements_are_in_the_boundaries_of_their_parents():
    result = dynamic_view("ann -> shop.web.cart", "shop.web.cart -> shop.db", "shop.web.cart -> bank", "bank -> tax")
    assert element_boundaries(result) == {
        "ann": "",
        "shop.web.cart": "shop.web",
        "shop.db": "shop",
        "bank": "",
        "tax": "",
    }
    assert result.boundaries == (
        Boundary(name="shop", title="Shop", subtitle="Software system"),
        Boundary(name="shop.web", title="Web", subtitle="Container: Django", parent="shop"),
    )


def test_boundary_of_the_system_is_drawn_if_only_components_participate():
    result = dynamic_view("ann -> shop.web.cart")
    assert [boundary.name for boundary in result.boundaries] == ["shop", "shop.web"]


def test_system_is_drawn_at_its_api_container_if_its_containers_participate():
    result = dynamic_view(
        "ann -> shop: buy", "shop -> bank: pay", "bank -> bank.core: book", "shop.db -> shop.db: sweep"
    )
    assert relationships(result) == [
        "1. ann -> shop.web: buy",
        "2. shop.web -> bank.api: pay",
        "3. bank.api -> bank.core: book",
        "4. shop.db -> shop.db: sweep",
    ]


def test_step_that_names_the_parent_of_a_participant_ends_at_its_boundary():
    result = dynamic_view("ann -> shop: buy", "shop.web.cart -> shop.db: save")
    assert relationships(result) == ["1. ann -> shop.web: buy", "2. shop.web.cart -> shop.db: save"]
    assert element_names(result) == ["ann", "shop.web.cart", "shop.db"]
    result = dynamic_view("ann -> bank: pay", "bank.core -> tax: report", "shop.web.cart -> shop.web: done")
    assert relationships(result) == [
        "1. ann -> bank.api: pay",
        "2. bank.core -> tax: report",
        "3. shop.web.cart -> shop.web: done",
    ]


def test_step_between_a_system_and_its_api_container_is_kept():
    assert relationships(dynamic_view("shop -> shop.web: wake")) == ["1. shop.web -> shop.web: wake"]


def test_title_and_first_sentence_are_those_of_the_scenario():
    result = dynamic_view("ann -> shop.web", title="Buying a book", description="Ann buys. She pays too.")
    assert (result.title, result.description) == ("Buying a book", "Ann buys.")


def test_filters_remove_steps_and_keep_the_numbers_of_others():
    steps = ("ann -> shop.web: buy", "shop.web ~> tax: tell", "shop.web -> bank: pay", "shop.web -> shop.db: save")
    result = dynamic_view(*steps, selection=Selection(exclude=("tax",)))
    assert relationships(result) == [
        "1. ann -> shop.web: buy",
        "3. shop.web -> bank: pay",
        "4. shop.web -> shop.db: save",
    ]
    assert "tax" not in element_names(result)
    assert relationships(dynamic_view(*steps, selection=Selection(modes=frozenset({Mode.ASYNC})))) == [
        "2. shop.web ~> tax: tell"
    ]
    result = dynamic_view(*steps, selection=Selection(include=("bank",)))
    assert relationships(result) == ["3. shop.web -> bank: pay", "4. shop.web -> shop.db: save"]
    assert element_names(dynamic_view(*steps, selection=Selection(exclude=("shop",)))) == []


def test_tags_of_elements_filter_steps_but_tags_of_flows_do_not():
    world = model(
        [person("ann"), system("shop"), external("tax", tags=("law",))],
        [flow("ann -> shop: buy", tags=("secret",))],
        [scenario("shop.buy", "ann -> shop: buy", "shop -> tax: tell", system="shop")],
    )
    for selection in (Selection(include=("tag:secret",)), Selection(exclude=("tag:secret",))):
        assert len(relationships(view(world, ViewKind.DYNAMIC, "shop.buy", selection))) == 2
    assert relationships(view(world, ViewKind.DYNAMIC, "shop.buy", Selection(exclude=("tag:law",)))) == [
        "1. ann -> shop: buy"
    ]
