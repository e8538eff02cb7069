"""What a container view shows."""

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


def containers(of):
    return view(of, ViewKind.CONTAINER, "shop")


def test_containers_stand_in_their_system_and_all_others_outside_as_systems():
    shown = containers(model(SHOP, ["ann -> shop.web", "shop.web -> bank.api", "bank -> shop.worker", "bank -> tax"]))
    assert element_boundaries(shown) == {
        "ann": "",
        "shop.db": "shop",
        "shop.worker": "shop",
        "shop.web": "shop",
        "bank": "",
    }
    assert shown.boundaries == (Boundary(name="shop", title="Shop", subtitle="Software system"),)
    assert relationships(shown) == ["ann -> shop.web: call", "shop.web -> bank: call", "bank -> shop.worker: call"]
    assert shown.title == "Containers of Shop"


def test_flows_of_components_are_lifted_and_those_inside_a_container_vanish():
    shown = containers(model(SHOP, ["shop.web.cart -> shop.db", "shop.web -> shop.web.cart", "shop.db ~> shop.db"]))
    assert relationships(shown) == ["shop.db ~> shop.db: call", "shop.web -> shop.db: call"]


def test_a_flow_that_names_only_the_system_is_drawn_at_its_api_container():
    shown = containers(model(SHOP, ["ann -> shop: buy", "shop ~> tax: report", "shop.worker -> shop: poll"]))
    assert relationships(shown) == [
        "ann -> shop.web: buy",
        "shop.worker -> shop.web: poll",
        "shop.web ~> tax: report",
    ]


def test_without_an_api_container_a_flow_of_the_system_ends_at_its_boundary():
    parts = [part("shop.db", shape=Shape.DATABASE), part("shop.a"), part("shop.b")]
    shown = containers(model([person("ann"), system("shop"), *parts], ["ann -> shop: buy", "shop.a -> shop: call"]))
    assert relationships(shown) == ["ann -> shop: buy", "shop.a -> shop: call"]
    assert element_names(shown) == ["ann", "shop.db", "shop.a", "shop.b"]
    assert shown.note == ""


def test_a_flow_told_by_both_of_its_systems_is_drawn_once_at_the_container_that_is_named():
    told = ["shop -> bank.api: pull", "shop.worker -> bank: pull"]
    assert relationships(containers(model(SHOP, told))) == ["shop.worker -> bank: pull"]
    other_words = ["shop -> bank.api: pull", "shop.worker -> bank: pull all", "shop.worker ~> bank: pull"]
    assert "shop.web -> bank: pull" in relationships(containers(model(SHOP, other_words)))


@pytest.mark.parametrize(
    "ends", ["shop -> shop", "shop -> shop.web", "shop.web -> shop", "shop -> shop.web.cart", "shop.web.cart -> shop"]
)
def test_a_flow_of_the_system_within_its_api_container_is_a_loop_there(ends):
    assert relationships(containers(model(SHOP, [ends]))) == ["shop.web -> shop.web: call"]


def test_what_is_inside_a_container_that_stands_for_nothing_else_vanishes():
    inside = [part("shop.worker.run"), part("shop.worker.rest")]
    flows = ["shop.worker.run -> shop.worker.rest", "shop.worker -> shop.worker.run", "bank -> bank.api"]
    assert relationships(containers(model([*SHOP, *inside], flows))) == []


def test_where_nobody_said_the_mode_a_container_may_know_it():
    told = ["shop ?> bank.api: pull", "shop.worker ~> bank: pull"]
    assert relationships(containers(model(SHOP, told))) == ["shop.worker ~> bank: pull"]


def test_a_container_without_flows_is_shown():
    assert element_names(containers(model(SHOP))) == ["shop.db", "shop.worker", "shop.web"]
