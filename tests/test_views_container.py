"""Container views: their boxes, boundaries and lines."""

from __future__ import annotations

import pytest
from models import element_boundaries, element_names, external, model, part, person, relationships, system

from sphinxcontrib_c4.model import Shape
from sphinxcontrib_c4.views import Boundary, ViewKind, view

SHOP = (
    person("ann"),
    system("shop", api_container="shop.web"),
    part("shop.db", shape=Shape.DATABASE),
    part("shop.worker"),
    part("shop.web"),
    part("shop.web.cart"),
    system("bank"),
    part("bank.api"),
    external("tax"),
)


def container_view(world):
    return view(world, ViewKind.CONTAINER, "shop")


def test_containers_are_in_their_system_and_other_systems_are_outside():
    result = container_view(
        model(SHOP, ["ann -> shop.web", "shop.web -> bank.api", "bank -> shop.worker", "bank -> tax"])
    )
    assert element_boundaries(result) == {
        "ann": "",
        "shop.db": "shop",
        "shop.worker": "shop",
        "shop.web": "shop",
        "bank": "",
    }
    assert result.boundaries == (Boundary(name="shop", title="Shop", subtitle="Software system"),)
    assert relationships(result) == ["ann -> shop.web: call", "shop.web -> bank: call", "bank -> shop.worker: call"]
    assert result.title == "Containers of Shop"


def test_flows_of_components_are_lifted_and_flows_inside_a_container_are_omitted():
    result = container_view(
        model(SHOP, ["shop.web.cart -> shop.db", "shop.web -> shop.web.cart", "shop.db ~> shop.db"])
    )
    assert relationships(result) == ["shop.db ~> shop.db: call", "shop.web -> shop.db: call"]


def test_flow_of_the_system_is_drawn_at_its_api_container():
    result = container_view(model(SHOP, ["ann -> shop: buy", "shop ~> tax: report", "shop.worker -> shop: poll"]))
    assert relationships(result) == [
        "ann -> shop.web: buy",
        "shop.worker -> shop.web: poll",
        "shop.web ~> tax: report",
    ]


def test_flow_of_a_system_without_an_api_container_ends_at_its_boundary():
    parts = [part("shop.db", shape=Shape.DATABASE), part("shop.a"), part("shop.b")]
    result = container_view(
        model([person("ann"), system("shop"), *parts], ["ann -> shop: buy", "shop.a -> shop: call"])
    )
    assert relationships(result) == ["ann -> shop: buy", "shop.a -> shop: call"]
    assert element_names(result) == ["ann", "shop.db", "shop.a", "shop.b"]
    assert result.note == ""


def test_flow_that_two_systems_define_is_drawn_once_at_the_named_container():
    flows = ["shop -> bank.api: pull", "shop.worker -> bank: pull"]
    assert relationships(container_view(model(SHOP, flows))) == ["shop.worker -> bank: pull"]
    other_labels = ["shop -> bank.api: pull", "shop.worker -> bank: pull all", "shop.worker ~> bank: pull"]
    assert "shop.web -> bank: pull" in relationships(container_view(model(SHOP, other_labels)))


@pytest.mark.parametrize(
    "ends", ["shop -> shop", "shop -> shop.web", "shop.web -> shop", "shop -> shop.web.cart", "shop.web.cart -> shop"]
)
def test_flow_of_the_system_inside_its_api_container_is_a_loop(ends):
    assert relationships(container_view(model(SHOP, [ends]))) == ["shop.web -> shop.web: call"]


def test_flows_inside_a_container_or_another_system_are_omitted():
    components = [part("shop.worker.run"), part("shop.worker.rest")]
    flows = ["shop.worker.run -> shop.worker.rest", "shop.worker -> shop.worker.run", "bank -> bank.api"]
    assert relationships(container_view(model([*SHOP, *components], flows))) == []


def test_flow_of_a_container_may_specify_an_unknown_mode():
    flows = ["shop ?> bank.api: pull", "shop.worker ~> bank: pull"]
    assert relationships(container_view(model(SHOP, flows))) == ["shop.worker ~> bank: pull"]


def test_container_without_flows_is_shown():
    assert element_names(container_view(model(SHOP))) == ["shop.db", "shop.worker", "shop.web"]
