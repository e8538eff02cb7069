"""What a component view shows."""

from __future__ import annotations

import pytest
from models import element_boundaries, element_names, external, flow, model, part, person, relationships, system

from sphinxcontrib_c4.model import Shape
from sphinxcontrib_c4.views import Boundary, Selection, ViewKind, inner_box, view

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
    assert element_boundaries(shown) == {
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
    assert relationships(shown) == [
        "ann -> shop.web.api: call",
        "shop.web.cart -> shop.db: call",
        "shop.web.cart ~> shop.worker: call",
        "shop.web.cart -> bank: call",
        "shop.web.api -> shop.web.cart: call",
    ]
    assert (shown.title, shown.description, shown.note) == ("Components of Web", "", "")


class TestFlowsThatNameNoComponent:
    def test_flows_of_the_container_end_at_its_boundary(self):
        shown = components(["shop.proxy -> shop.web: forward", "shop.web -> tax: report", "shop.web.api -> shop.db"])
        assert relationships(shown) == [
            "shop.proxy -> shop.web: forward",
            "shop.web -> tax: report",
            "shop.web.api -> shop.db: call",
        ]
        assert "shop.web" not in element_names(shown)
        assert shown.note == ""

    def test_a_flow_of_the_container_reaches_no_component(self):
        assert relationships(components(["shop.proxy -> shop.web"])) == ["shop.proxy -> shop.web: call"]

    def test_flows_of_the_container_and_of_its_system_share_a_line(self):
        assert relationships(components(["bank -> shop: notify", "bank -> shop.web: ping"])) == [
            "bank -> shop.web: notify | ping"
        ]

    def test_flows_of_the_system_are_shown_if_this_is_its_api_container(self):
        assert relationships(components(["bank -> shop: notify"])) == ["bank -> shop.web: notify"]
        elsewhere = [system("shop", api_container="shop.proxy") if e.name == "shop" else e for e in SHOP]
        assert relationships(components(["bank -> shop: notify"], elsewhere)) == []
        undeclared = [system("shop") if e.name == "shop" else e for e in SHOP]
        assert relationships(components(["bank -> shop: notify"], undeclared)) == []

    def test_a_component_that_uses_its_own_system_ends_at_the_boundary_of_the_system(self):
        undeclared = [system("shop") if e.name == "shop" else e for e in SHOP]
        assert relationships(components(["shop.web.cart -> shop: notify"], undeclared)) == [
            "shop.web.cart -> shop: notify"
        ]

    def test_one_that_a_component_tells_of_in_the_same_words_is_drawn_there_alone(self):
        shown = components(["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: read"])
        assert relationships(shown) == ["shop.web.hooks -> shop.db: read"]
        assert shown.note == ""

    def test_other_words_with_the_same_neighbour_are_another_flow(self):
        shown = components(["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: hydrate"])
        assert relationships(shown) == ["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: hydrate"]

    def test_another_protocol_is_another_flow(self):
        told = [flow("shop.web -> shop.db: read", protocol="SQL"), flow("shop.web.hooks -> shop.db: read")]
        assert relationships(components(told)) == ["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: read"]

    def test_another_mode_or_direction_is_another_flow(self):
        flows = ["shop.web ~> shop.db: hydrate", "shop.db -> shop.web: hydrate", "shop.web.hooks -> shop.db: hydrate"]
        assert relationships(components(flows)) == [
            "shop.web ~> shop.db: hydrate",
            "shop.web.hooks -> shop.db: hydrate",
            "shop.db -> shop.web: hydrate",
        ]

    def test_where_nobody_said_the_mode_a_component_may_know_it(self):
        assert relationships(components(["shop.web ?> shop.db: emit", "shop.web.hooks ~> shop.db: emit"])) == [
            "shop.web.hooks ~> shop.db: emit"
        ]
        assert relationships(components(["shop.web ~> shop.db: emit", "shop.web.hooks ?> shop.db: emit"])) == [
            "shop.web ~> shop.db: emit",
            "shop.web.hooks ?> shop.db: emit",
        ]

    def test_those_of_the_system_may_be_told_by_another_container_as_well(self):
        flows = ["shop ~> bank.api: pull", "shop.worker.run ~> bank: pull"]
        assert relationships(components(flows)) == []
        assert relationships(components([*flows, "shop ~> bank: report"])) == ["shop.web ~> bank: report"]


@pytest.mark.parametrize("ends", ["shop.web -> shop.web", "shop.web -> shop.web.cart", "shop.web.cart -> shop.web"])
def test_a_flow_of_the_container_with_itself_or_a_component_ends_at_the_boundary(ends):
    assert relationships(components([ends])) == [f"{ends}: call"]


def test_a_line_at_a_boundary_goes_with_the_last_box_inside():
    everything = tuple(f"shop.web.{name}" for name in ("store", "cart", "api", "hooks"))
    of = model(SHOP, ["shop.proxy -> shop.web: forward"])
    shown = view(of, ViewKind.COMPONENT, "shop.web", Selection(exclude=everything))
    assert (relationships(shown), element_names(shown), shown.boundaries) == ([], [], ())


def test_a_component_without_flows_is_shown():
    assert element_names(components([])) == ["shop.web.store", "shop.web.cart", "shop.web.api", "shop.web.hooks"]


class TestInnerBox:
    """The box through which a layout that cannot end lines at boundaries leads them."""

    INSIDE = ("shop.web.api -> shop.web.cart", "shop.web.cart -> shop.web.store")

    def test_a_box_is_its_own(self):
        assert inner_box(components(["bank -> shop.web.api"]), "bank") == "bank"

    def test_it_is_one_that_no_other_calls(self):
        elements = [e for e in SHOP if e.name != "shop.web.hooks"]
        assert inner_box(components([*self.INSIDE, "shop.proxy -> shop.web"], elements), "shop.web") == "shop.web.api"

    def test_among_several_it_is_one_that_is_called_from_outside(self):
        flows = [*self.INSIDE, "bank -> shop.web.hooks: notify", "shop.proxy -> shop.web: forward"]
        assert inner_box(components(flows), "shop.web") == "shop.web.hooks"

    def test_among_several_alike_it_is_the_first_and_never_a_store(self):
        assert inner_box(components(["shop.proxy -> shop.web"]), "shop.web") == "shop.web.cart"

    def test_a_cycle_of_components_has_one_too(self):
        cycle = ["shop.web.cart -> shop.web.api", "shop.web.api -> shop.web.hooks", "shop.web.hooks -> shop.web.cart"]
        assert inner_box(components([*cycle, "shop.proxy -> shop.web"]), "shop.web") == "shop.web.cart"

    def test_a_component_that_calls_itself_is_not_called_by_another(self):
        flows = ["shop.web.cart -> shop.web.cart", "shop.web.cart -> shop.web.api", "shop.proxy -> shop.web: forward"]
        assert inner_box(components(flows), "shop.web") == "shop.web.cart"

    def test_a_box_in_a_boundary_within_counts(self):
        assert inner_box(components([]), "shop") == "shop.web.cart"
