"""Component views: their boxes, boundaries and lines."""

from __future__ import annotations

import pytest
from models import element_boundaries, element_names, external, flow, model, part, person, relationships, system

from sphinxcontrib_c4.model import Shape
from sphinxcontrib_c4.views import Boundary, InnerBoxes, Selection, ViewKind, view

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


def component_view(flows, elements=SHOP):
    return view(model(elements, flows), ViewKind.COMPONENT, "shop.web")


def test_components_and_neighbours_are_in_their_boundaries():
    result = component_view(
        [
            "ann -> shop.web.api",
            "shop.web.api -> shop.web.cart",
            "shop.web.cart -> shop.db",
            "shop.web.cart ~> shop.worker.run",
            "shop.web.cart -> bank.api",
            "shop.proxy -> shop.db",
        ]
    )
    assert element_boundaries(result) == {
        "ann": "",
        "shop.web.store": "shop.web",
        "shop.web.cart": "shop.web",
        "shop.web.api": "shop.web",
        "shop.web.hooks": "shop.web",
        "shop.db": "shop",
        "shop.worker": "shop",
        "bank": "",
    }
    assert result.boundaries == (
        Boundary(name="shop", title="Shop", subtitle="Software system"),
        Boundary(name="shop.web", title="Web", subtitle="Container: Django", parent="shop"),
    )
    assert relationships(result) == [
        "ann -> shop.web.api: call",
        "shop.web.cart -> shop.db: call",
        "shop.web.cart ~> shop.worker: call",
        "shop.web.cart -> bank: call",
        "shop.web.api -> shop.web.cart: call",
    ]
    assert (result.title, result.description, result.note) == ("Components of Web", "", "")


class TestFlowsOfTheContainer:
    def test_flows_of_the_container_end_at_its_boundary(self):
        result = component_view(
            ["shop.proxy -> shop.web: forward", "shop.web -> tax: report", "shop.web.api -> shop.db"]
        )
        assert relationships(result) == [
            "shop.proxy -> shop.web: forward",
            "shop.web -> tax: report",
            "shop.web.api -> shop.db: call",
        ]
        assert "shop.web" not in element_names(result)
        assert result.note == ""

    def test_flow_of_the_container_reaches_no_component(self):
        assert relationships(component_view(["shop.proxy -> shop.web"])) == ["shop.proxy -> shop.web: call"]

    def test_flows_of_the_container_and_of_its_system_share_a_line(self):
        assert relationships(component_view(["bank -> shop: notify", "bank -> shop.web: ping"])) == [
            "bank -> shop.web: notify | ping"
        ]

    def test_flows_of_the_system_are_shown_if_this_is_its_api_container(self):
        assert relationships(component_view(["bank -> shop: notify"])) == ["bank -> shop.web: notify"]
        other_api = [system("shop", api_container="shop.proxy") if e.name == "shop" else e for e in SHOP]
        assert relationships(component_view(["bank -> shop: notify"], other_api)) == []
        without_api = [system("shop") if e.name == "shop" else e for e in SHOP]
        assert relationships(component_view(["bank -> shop: notify"], without_api)) == []

    def test_flow_from_a_component_to_its_own_system_ends_at_the_boundary_of_the_system(self):
        without_api = [system("shop") if e.name == "shop" else e for e in SHOP]
        assert relationships(component_view(["shop.web.cart -> shop: notify"], without_api)) == [
            "shop.web.cart -> shop: notify"
        ]

    def test_flow_with_the_label_of_a_flow_of_a_component_is_drawn_only_there(self):
        result = component_view(["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: read"])
        assert relationships(result) == ["shop.web.hooks -> shop.db: read"]
        assert result.note == ""

    def test_flow_with_another_label_is_drawn_separately(self):
        result = component_view(["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: hydrate"])
        assert relationships(result) == ["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: hydrate"]

    def test_flow_with_another_protocol_is_drawn_separately(self):
        flows = [flow("shop.web -> shop.db: read", protocol="SQL"), flow("shop.web.hooks -> shop.db: read")]
        assert relationships(component_view(flows)) == ["shop.web -> shop.db: read", "shop.web.hooks -> shop.db: read"]

    def test_flow_with_another_mode_or_direction_is_drawn_separately(self):
        flows = ["shop.web ~> shop.db: hydrate", "shop.db -> shop.web: hydrate", "shop.web.hooks -> shop.db: hydrate"]
        assert relationships(component_view(flows)) == [
            "shop.web ~> shop.db: hydrate",
            "shop.web.hooks -> shop.db: hydrate",
            "shop.db -> shop.web: hydrate",
        ]

    def test_flow_of_a_component_may_specify_an_unknown_mode(self):
        assert relationships(component_view(["shop.web ?> shop.db: emit", "shop.web.hooks ~> shop.db: emit"])) == [
            "shop.web.hooks ~> shop.db: emit"
        ]
        assert relationships(component_view(["shop.web ~> shop.db: emit", "shop.web.hooks ?> shop.db: emit"])) == [
            "shop.web ~> shop.db: emit",
            "shop.web.hooks ?> shop.db: emit",
        ]

    def test_flow_of_the_system_is_omitted_if_another_container_has_it(self):
        flows = ["shop ~> bank.api: pull", "shop.worker.run ~> bank: pull"]
        assert relationships(component_view(flows)) == []
        assert relationships(component_view([*flows, "shop ~> bank: report"])) == ["shop.web ~> bank: report"]


@pytest.mark.parametrize("ends", ["shop.web -> shop.web", "shop.web -> shop.web.cart", "shop.web.cart -> shop.web"])
def test_flow_of_the_container_with_itself_or_a_component_ends_at_the_boundary(ends):
    assert relationships(component_view([ends])) == [f"{ends}: call"]


def test_line_at_a_boundary_disappears_with_the_last_box_inside():
    components = tuple(f"shop.web.{name}" for name in ("store", "cart", "api", "hooks"))
    world = model(SHOP, ["shop.proxy -> shop.web: forward"])
    result = view(world, ViewKind.COMPONENT, "shop.web", Selection(exclude=components))
    assert (relationships(result), element_names(result), result.boundaries) == ([], [], ())


def test_component_without_flows_is_shown():
    assert element_names(component_view([])) == ["shop.web.store", "shop.web.cart", "shop.web.api", "shop.web.hooks"]


class TestInnerBox:
    """The box at which a line ends in a layout that cannot end lines at boundaries."""

    INSIDE = ("shop.web.api -> shop.web.cart", "shop.web.cart -> shop.web.store")

    def test_inner_box_of_a_box_is_the_box(self):
        assert InnerBoxes(component_view(["bank -> shop.web.api"])).of("bank") == "bank"

    def test_inner_box_is_a_component_that_no_other_calls(self):
        elements = [e for e in SHOP if e.name != "shop.web.hooks"]
        assert (
            InnerBoxes(component_view([*self.INSIDE, "shop.proxy -> shop.web"], elements)).of("shop.web")
            == "shop.web.api"
        )

    def test_inner_box_is_called_from_outside_if_possible(self):
        flows = [*self.INSIDE, "bank -> shop.web.hooks: notify", "shop.proxy -> shop.web: forward"]
        assert InnerBoxes(component_view(flows)).of("shop.web") == "shop.web.hooks"

    def test_inner_box_is_the_first_of_several_and_never_a_store(self):
        assert InnerBoxes(component_view(["shop.proxy -> shop.web"])).of("shop.web") == "shop.web.cart"

    def test_inner_box_of_a_cycle_is_its_first_component(self):
        cycle = ["shop.web.cart -> shop.web.api", "shop.web.api -> shop.web.hooks", "shop.web.hooks -> shop.web.cart"]
        assert InnerBoxes(component_view([*cycle, "shop.proxy -> shop.web"])).of("shop.web") == "shop.web.cart"

    def test_inner_box_may_call_itself(self):
        flows = ["shop.web.cart -> shop.web.cart", "shop.web.cart -> shop.web.api", "shop.proxy -> shop.web: forward"]
        assert InnerBoxes(component_view(flows)).of("shop.web") == "shop.web.cart"

    def test_inner_box_may_be_in_a_nested_boundary(self):
        assert InnerBoxes(component_view([])).of("shop") == "shop.web.cart"
