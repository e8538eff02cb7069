"""What a component view shows."""

from __future__ import annotations

import pytest
from models import drawn, external, flow, model, names, part, person, places, system

from sphinxcontrib_c4.model import Shape
from sphinxcontrib_c4.views import Boundary, ViewKind, view

SHOP = (
    person("ann"),
    system("shop", api_container="shop.web"),
    part("shop.proxy"),
    part("shop.web", technology="Django"),
    part("shop.web.store", shape=Shape.DATABASE),
    part("shop.web.cart"),
    part("shop.web.api"),
    part("shop.web.hooks"),
    part("shop.db"),
    part("shop.worker"),
    part("shop.worker.run"),
    system("bank"),
    part("bank.api"),
    external("tax"),
)


def components(flows, elements=SHOP):
    return view(model(elements, flows), ViewKind.COMPONENT, "shop.web")


def test_components_and_neighbours_stand_in_their_boundaries():
    shown = components(
        [
            "ann -> shop.web.api",
            "shop.web.api -> shop.web.cart",
            "shop.web.cart -> shop.db",
            "shop.web.cart ~> shop.worker.run",
            "shop.web.cart -> bank.api",
            "shop.proxy -> shop.db",
        ]
    )
    assert places(shown) == {
        "ann": "",
        "shop.web.store": "shop.web",
        "shop.web.cart": "shop.web",
        "shop.web.api": "shop.web",
        "shop.web.hooks": "shop.web",
        "shop.db": "shop",
        "shop.worker": "shop",
        "bank": "",
    }
    assert shown.boundaries == (
        Boundary(name="shop", title="Shop", subtitle="Software system"),
        Boundary(name="shop.web", title="Web", subtitle="Container: Django", parent="shop"),
    )
    assert drawn(shown) == [
        "ann -> shop.web.api: call",
        "shop.web.cart -> shop.db: call",
        "shop.web.cart ~> shop.worker: call",
        "shop.web.cart -> bank: call",
        "shop.web.api -> shop.web.cart: call",
    ]
    assert (shown.title, shown.description, shown.note) == ("Components of Web", "", "")


class TestFlowsThatNameNoComponent:
    INSIDE = ("shop.web.api -> shop.web.cart", "shop.web.cart -> shop.web.store")

    def test_they_are_drawn_at_the_one_that_no_sibling_calls_and_the_view_says_so(self):
        elements = [e for e in SHOP if e.name != "shop.web.hooks"]
        shown = components([*self.INSIDE, "shop.proxy -> shop.web: forward", "shop.web -> tax: report"], elements)
        assert "shop.proxy -> shop.web.api: forward" in drawn(shown)
        assert "shop.web.api -> tax: report" in drawn(shown)
        assert shown.note == "Flows that name no component are drawn at Api."

    def test_of_several_that_no_sibling_calls_one_that_is_called_from_outside_is_taken(self):
        flows = [*self.INSIDE, "bank -> shop.web.hooks: notify", "shop.proxy -> shop.web: forward"]
        assert "shop.proxy -> shop.web.hooks: forward" in drawn(components(flows))

    def test_of_several_alike_the_first_is_taken_and_never_a_store(self):
        assert drawn(components(["shop.proxy -> shop.web"])) == ["shop.proxy -> shop.web.cart: call"]

    def test_a_ring_of_components_has_an_entry_too(self):
        ring = ["shop.web.cart -> shop.web.api", "shop.web.api -> shop.web.hooks", "shop.web.hooks -> shop.web.cart"]
        assert "shop.proxy -> shop.web.cart: call" in drawn(components([*ring, "shop.proxy -> shop.web"]))

    def test_a_component_that_calls_itself_is_not_called_by_a_sibling(self):
        flows = ["shop.web.cart -> shop.web.cart", "shop.web.cart -> shop.web.api", "shop.proxy -> shop.web: forward"]
        assert "shop.proxy -> shop.web.cart: forward" in drawn(components(flows))

    def test_those_of_the_container_and_of_its_system_are_told_together(self):
        assert drawn(components(["bank -> shop: notify", "bank -> shop.web: ping"])) == [
            "bank -> shop.web.cart: notify | ping"
        ]

    def test_those_of_the_system_come_in_where_this_is_its_api_container(self):
        assert drawn(components(["bank -> shop: notify"])) == ["bank -> shop.web.cart: notify"]
        elsewhere = [system("shop", api_container="shop.proxy") if e.name == "shop" else e for e in SHOP]
        assert drawn(components(["bank -> shop: notify"], elsewhere)) == []

    def test_one_that_a_component_tells_of_in_the_same_words_is_drawn_there_alone(self):
        shown = components(["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: read"])
        assert drawn(shown) == ["shop.web.hooks -> shop.db: read"]
        assert shown.note == ""

    def test_other_words_with_the_same_neighbour_are_another_flow(self):
        shown = components(["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: hydrate"])
        assert drawn(shown) == ["shop.web.cart -> shop.db: read", "shop.web.hooks -> shop.db: hydrate"]
        assert shown.note == "Flows that name no component are drawn at Cart."

    def test_another_protocol_is_another_flow(self):
        told = [flow("shop.web -> shop.db: read", protocol="SQL"), flow("shop.web.hooks -> shop.db: read")]
        assert drawn(components(told)) == ["shop.web.cart -> shop.db: read", "shop.web.hooks -> shop.db: read"]

    def test_another_mode_or_direction_is_another_flow(self):
        flows = ["shop.web ~> shop.db: hydrate", "shop.db -> shop.web: hydrate", "shop.web.hooks -> shop.db: hydrate"]
        assert drawn(components(flows)) == [
            "shop.web.cart ~> shop.db: hydrate",
            "shop.web.hooks -> shop.db: hydrate",
            "shop.db -> shop.web.cart: hydrate",
        ]

    def test_where_nobody_said_the_mode_a_component_may_know_it(self):
        assert drawn(components(["shop.web ?> shop.db: emit", "shop.web.hooks ~> shop.db: emit"])) == [
            "shop.web.hooks ~> shop.db: emit"
        ]
        assert drawn(components(["shop.web ~> shop.db: emit", "shop.web.hooks ?> shop.db: emit"])) == [
            "shop.web.cart ~> shop.db: emit",
            "shop.web.hooks ?> shop.db: emit",
        ]

    def test_those_of_the_system_may_be_told_by_another_container_as_well(self):
        flows = ["shop ~> bank.api: pull", "shop.worker.run ~> bank: pull"]
        assert drawn(components(flows)) == []
        assert drawn(components([*flows, "shop ~> bank: report"])) == ["shop.web.cart ~> bank: report"]


@pytest.mark.parametrize("ends", ["shop.web -> shop.web", "shop.web -> shop.web.cart", "shop.web.cart -> shop.web"])
def test_a_flow_of_the_container_within_itself_is_a_loop_at_the_entry(ends):
    shown = components([ends])
    assert drawn(shown) == ["shop.web.cart -> shop.web.cart: call"]
    assert shown.note == "Flows that name no component are drawn at Cart."


def test_a_component_without_flows_is_shown():
    assert names(components([])) == ["shop.web.store", "shop.web.cart", "shop.web.api", "shop.web.hooks"]
