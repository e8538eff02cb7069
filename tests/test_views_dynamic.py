"""What a dynamic view shows."""

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


def story(*steps, selection=ALL, **fields):
    told = scenario("shop.buy", *steps, **{"system": "shop", **fields})
    return view(model(ELEMENTS, scenarios=[told]), ViewKind.DYNAMIC, "shop.buy", selection)


def test_each_step_is_a_numbered_line_of_its_own():
    shown = story("ann -> shop.web: look", "ann -> shop.web: look", "shop.web ~> tax: tell", "ann -> shop.web: buy")
    assert relationships(shown) == [
        "1. ann -> shop.web: look",
        "2. ann -> shop.web: look",
        "3. shop.web ~> tax: tell",
        "4. ann -> shop.web: buy",
    ]


def test_elements_stand_as_they_are_named_in_the_boundaries_of_what_they_are_inside_of():
    shown = story("ann -> shop.web.cart", "shop.web.cart -> shop.db", "shop.web.cart -> bank", "bank -> tax")
    assert element_boundaries(shown) == {
        "ann": "",
        "shop.web.cart": "shop.web",
        "shop.db": "shop",
        "bank": "",
        "tax": "",
    }
    assert shown.boundaries == (
        Boundary(name="shop", title="Shop", subtitle="Software system"),
        Boundary(name="shop.web", title="Web", subtitle="Container: Django", parent="shop"),
    )


def test_the_frame_of_a_system_is_drawn_where_just_components_take_part():
    shown = story("ann -> shop.web.cart")
    assert [boundary.name for boundary in shown.boundaries] == ["shop", "shop.web"]


def test_a_system_of_which_a_container_takes_part_is_drawn_at_its_api_container():
    shown = story("ann -> shop: buy", "shop -> bank: pay", "bank -> bank.core: book", "shop.db -> shop.db: sweep")
    assert relationships(shown) == [
        "1. ann -> shop.web: buy",
        "2. shop.web -> bank.api: pay",
        "3. bank.api -> bank.core: book",
        "4. shop.db -> shop.db: sweep",
    ]


def test_a_step_that_names_the_parent_of_a_participant_ends_at_its_boundary():
    shown = story("ann -> shop: buy", "shop.web.cart -> shop.db: save")
    assert relationships(shown) == ["1. ann -> shop.web: buy", "2. shop.web.cart -> shop.db: save"]
    assert element_names(shown) == ["ann", "shop.web.cart", "shop.db"]
    shown = story("ann -> bank: pay", "bank.core -> tax: report", "shop.web.cart -> shop.web: done")
    assert relationships(shown) == [
        "1. ann -> bank.api: pay",
        "2. bank.core -> tax: report",
        "3. shop.web.cart -> shop.web: done",
    ]


def test_a_step_between_a_whole_and_its_entry_is_kept():
    assert relationships(story("shop -> shop.web: wake")) == ["1. shop.web -> shop.web: wake"]


def test_title_and_first_sentence_are_the_scenarios_own():
    shown = story("ann -> shop.web", title="Buying a book", description="Ann buys. She pays too.")
    assert (shown.title, shown.description) == ("Buying a book", "Ann buys.")


def test_filters_take_steps_and_leave_their_numbers():
    steps = ("ann -> shop.web: buy", "shop.web ~> tax: tell", "shop.web -> bank: pay", "shop.web -> shop.db: save")
    shown = story(*steps, selection=Selection(exclude=("tax",)))
    assert relationships(shown) == [
        "1. ann -> shop.web: buy",
        "3. shop.web -> bank: pay",
        "4. shop.web -> shop.db: save",
    ]
    assert "tax" not in element_names(shown)
    assert relationships(story(*steps, selection=Selection(modes=frozenset({Mode.ASYNC})))) == [
        "2. shop.web ~> tax: tell"
    ]
    kept = story(*steps, selection=Selection(include=("bank",)))
    assert relationships(kept) == ["3. shop.web -> bank: pay", "4. shop.web -> shop.db: save"]
    assert element_names(story(*steps, selection=Selection(exclude=("shop",)))) == []


def test_tags_of_flows_leave_steps_alone_and_those_of_elements_do_not():
    of = model(
        [person("ann"), system("shop"), external("tax", tags=("law",))],
        [flow("ann -> shop: buy", tags=("secret",))],
        [scenario("shop.buy", "ann -> shop: buy", "shop -> tax: tell", system="shop")],
    )
    for selection in (Selection(include=("tag:secret",)), Selection(exclude=("tag:secret",))):
        assert len(relationships(view(of, ViewKind.DYNAMIC, "shop.buy", selection))) == 2
    assert relationships(view(of, ViewKind.DYNAMIC, "shop.buy", Selection(exclude=("tag:law",)))) == [
        "1. ann -> shop: buy"
    ]
