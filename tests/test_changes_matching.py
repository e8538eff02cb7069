"""Matching the elements, flows and scenarios of two models."""

from __future__ import annotations

from dataclasses import fields, replace
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import flow, model, part, person, scenario, system

from sphinxcontrib_c4.changes import ChangeKind, compare_models

SHOP = model(
    [
        person("anna"),
        system("shop"),
        part("shop.web", title="Web shop", technology="Django", description="Sells books."),
        part("shop.api", title="Orders API", technology="FastAPI", description="Takes orders."),
        part("shop.db", title="Database", technology="PostgreSQL"),
        system("bank"),
    ],
    ["anna -> shop.web: buy", "shop.web -> shop.api: order", "shop.api -> shop.db: store", "shop.api -> bank: pay"],
    [scenario("shop.buy", "anna -> shop.web: buy", "shop.web -> shop.api: order", "shop.api -> bank: pay")],
)


def _rename(source, names):
    """Return the model with other names of elements in all places."""

    def new_name(name):
        for old, new in names.items():
            if name == old or name.startswith(f"{old}."):
                return new + name[len(old) :]
        return name

    elements = [
        replace(element, name=new_name(element.name), parent=new_name(element.name).rpartition(".")[0])
        for element in source.elements.values()
    ]
    flows = [
        replace(item, source=new_name(item.source), target=new_name(item.target), initiator=new_name(item.initiator))
        for item in source.flows
    ]
    scenarios = [
        replace(
            item,
            steps=tuple(
                replace(step, source=new_name(step.source), target=new_name(step.target)) for step in item.steps
            ),
        )
        for item in source.scenarios
    ]
    return model(elements, flows, scenarios)


def _kinds(changes):
    return {change.name: change.kind for change in changes.elements}


def test_changes_of_equal_models_are_empty():
    assert compare_models(SHOP, SHOP).is_empty


def test_changes_renamed_container_is_only_a_rename():
    changes = compare_models(SHOP, _rename(SHOP, {"shop.api": "shop.orders"}))
    assert _kinds(changes) == {"shop.orders": ChangeKind.RENAMED}
    assert changes.elements[0].old_name == "shop.api"
    assert [field.name for field in changes.elements[0].fields] == ["id"]
    assert changes.flows == changes.scenarios == ()


def test_changes_renamed_container_with_other_title_and_one_more_flow_is_a_rename():
    new = _rename(SHOP, {"shop.api": "shop.orders"})
    orders = replace(new.elements["shop.orders"], title="Order service")
    new = replace(
        new, elements={**new.elements, "shop.orders": orders}, flows=(*new.flows, flow("bank ~> shop.orders"))
    )
    changes = compare_models(SHOP, new)
    assert _kinds(changes) == {"shop.orders": ChangeKind.RENAMED}
    assert [(change.kind, change.flow.source) for change in changes.flows] == [(ChangeKind.ADDED, "bank")]


def test_changes_renamed_system_does_not_rename_its_containers():
    changes = compare_models(SHOP, _rename(SHOP, {"shop": "store"}))
    assert _kinds(changes) == {"store": ChangeKind.RENAMED}
    assert changes.flows == ()


def test_changes_two_renamed_neighbours_are_found():
    changes = compare_models(SHOP, _rename(SHOP, {"shop.api": "shop.orders", "shop.web": "shop.site"}))
    assert _kinds(changes) == {"shop.orders": ChangeKind.RENAMED, "shop.site": ChangeKind.RENAMED}
    assert changes.flows == ()


def test_changes_moved_container_keeps_its_flows():
    changes = compare_models(SHOP, _rename(SHOP, {"shop.api": "bank.api"}))
    assert _kinds(changes) == {"bank.api": ChangeKind.MOVED}
    assert changes.flows == ()


def test_changes_same_id_in_another_system_is_not_a_move():
    """Several systems can have a container with the id ``db``."""
    old = model([system("a"), part("a.db"), part("a.x"), system("b"), part("b.y")], ["a.x -> a.db: read"])
    new = model([system("a"), part("a.x"), system("b"), part("b.y"), part("b.db")], ["b.y -> b.db: read"])
    assert _kinds(compare_models(old, new)) == {"a.db": ChangeKind.REMOVED, "b.db": ChangeKind.ADDED}


def test_changes_different_container_instead_of_a_removed_one_is_no_rename():
    old = model(
        [system("a"), part("a.cache", title="Redis", technology="Redis"), part("a.x")], ["a.x -> a.cache: read"]
    )
    new = model([system("a"), part("a.mail", title="Mailer", technology="Go"), part("a.x")], ["a.x ~> a.mail: send"])
    assert _kinds(compare_models(old, new)) == {"a.cache": ChangeKind.REMOVED, "a.mail": ChangeKind.ADDED}


def test_changes_declared_alias_is_a_rename():
    old = model([system("crm", title="Siebel")])
    new = model([system("sales", title="Salesforce")], aliases={"crm": "sales"})
    assert _kinds(compare_models(old, new)) == {"sales": ChangeKind.RENAMED}


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ("a -> b: order", "a ~> b: order", {"mode"}),
        ("a -> b: send the order", "a -> b: send an order", {"label"}),
        ("a -> b: order", "a -> b.api: order", {"target"}),
        ("a -> b: order", "b -> a: order", {"source", "target"}),
    ],
)
def test_changes_flow_is_compared_field_by_field(before, after, fields):
    elements = [system("a"), system("b"), part("b.api")]
    (change,) = compare_models(model(elements, [before]), model(elements, [after])).flows
    assert (change.kind, {field.name for field in change.fields} - {"initiator"}) == (ChangeKind.CHANGED, fields)


def test_changes_other_flow_between_the_same_ends_is_added():
    elements = [system("a"), system("b")]
    changes = compare_models(model(elements, ["a -> b: order"]), model(elements, ["a ~> b: publish prices"]))
    assert [change.kind for change in changes.flows] == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_changes_numbered_names_of_flows_do_not_matter():
    elements = [system("a"), system("b")]
    old = [flow("a -> b: x", name="a-b"), flow("a -> b: y", name="a-b-2")]
    new = [flow("a -> b: y", name="a-b"), flow("a -> b: x", name="a-b-2")]
    assert compare_models(model(elements, old), model(elements, new)).is_empty


@pytest.mark.parametrize(
    ("after", "steps"),
    [
        (["a -> b: 1", "b -> c: 2", "c -> d: 3", "d -> a: 4"], [("added", 0, 4)]),
        (["a -> b: 1", "c -> d: 3"], [("removed", 2, 0)]),
        (["a -> b: 1", "b -> c: two", "c -> d: 3"], [("changed", 2, 2)]),
        (["a -> b: 1", "b -> c: 2", "c ~> d: 3"], [("changed", 3, 3)]),
        (["c -> d: 3", "a -> b: 1", "b -> c: 2"], [("moved", 3, 1)]),
    ],
)
def test_changes_steps_are_added_removed_changed_and_moved(after, steps):
    elements = [system(name) for name in "abcd"]
    before = scenario("s", "a -> b: 1", "b -> c: 2", "c -> d: 3")
    changes = compare_models(model(elements, scenarios=[before]), model(elements, scenarios=[scenario("s", *after)]))
    (change,) = changes.scenarios
    assert [(step.kind.value, step.number_before, step.number_after) for step in change.steps] == steps


def test_changes_renamed_scenario_is_a_rename():
    new = replace(SHOP, scenarios=(replace(SHOP.scenarios[0], name="shop.purchase"),))
    assert [(change.kind, change.steps) for change in compare_models(SHOP, new).scenarios] == [(ChangeKind.RENAMED, ())]


def _variants(item):
    """Yield the name of each flag, text and list of tags of an item, and the item with another value of it."""
    for field in fields(item):
        value = getattr(item, field.name)
        if isinstance(value, bool):
            yield field.name, replace(item, **{field.name: not value})
        elif isinstance(value, tuple) and field.name == "tags":
            yield field.name, replace(item, tags=("other",))
        elif isinstance(value, str) and not isinstance(value, Enum):
            yield field.name, replace(item, **{field.name: f"{value}x"})


def test_changes_of_every_text_and_flag_are_found():
    """New fields of the model must be compared, too."""
    for name, element in _variants(SHOP.elements["shop.db"]):
        if name not in ("name", "parent"):
            assert not compare_models(SHOP, replace(SHOP, elements={**SHOP.elements, "shop.db": element})).is_empty, (
                name
            )
    for name, changed_flow in _variants(SHOP.flows[0]):
        if name not in ("name", "source", "target"):
            assert not compare_models(SHOP, replace(SHOP, flows=(changed_flow, *SHOP.flows[1:]))).is_empty, name
    steps = SHOP.scenarios[0].steps
    for name, step in _variants(steps[0]):
        if name not in ("source", "target", "flow", "is_response", "url"):  # the last three only serve exports
            new = replace(SHOP.scenarios[0], steps=(step, *steps[1:]))
            assert not compare_models(SHOP, replace(SHOP, scenarios=(new,))).is_empty, name


def test_changes_groups_and_settings_of_the_analysis_are_compared():
    old = replace(SHOP, groups={"Ours": ("shop", "bank")}, analysis={"ignore": ("bank",)})
    reordered = replace(SHOP, groups={"Ours": ("bank", "shop")}, analysis={"ignore": ("bank",)})
    assert compare_models(old, reordered).is_empty
    assert [change.name for change in compare_models(old, SHOP).settings] == ["groups: Ours", "analysis: ignore"]


@given(st.permutations(range(6)), st.permutations(range(4)))
def test_changes_order_does_not_matter(element_order, flow_order):
    elements = list(SHOP.elements.values())
    shuffled = model([elements[n] for n in element_order], [SHOP.flows[n] for n in flow_order], SHOP.scenarios)
    assert compare_models(SHOP, shuffled).is_empty
    renamed = _rename(shuffled, {"shop.api": "shop.orders"})
    assert (
        compare_models(SHOP, renamed).elements
        == compare_models(SHOP, _rename(SHOP, {"shop.api": "shop.orders"})).elements
    )
