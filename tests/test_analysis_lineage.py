"""The lineage of data: matching names, the direction of data, steps in order, loops, and what is unknown."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import POSITION, external, flow, model, part, person, system

from sphinxcontrib_c4.analysis import data_names, find_lineage, lineage_schema, lineage_to_json, lineage_to_text
from sphinxcontrib_c4.model import IngestionSource, NameLookupError, Shape


def steps(world, name):
    return [f"{step.source}>{step.target}" for step in find_lineage(world, name).steps]


def carried(text, data, **fields):
    return flow(text, data=data, **fields)


def store(name, **fields):
    return system(name, shape=Shape.DATABASE, **fields)


def carrying(*texts):
    """A model with one flow for each description of data."""
    return model(map(system, "ab"), [carried(f"a -> b: {number}", text) for number, text in enumerate(texts)])


# --- Names ---


@pytest.mark.parametrize(
    ("name", "data", "is_match"),
    [
        ("enrollment", "Enrollments, grades", True),
        ("Enrollment events", "edX enrollment & certificate events", True),
        ("category", "Categories", True),
        ("address", "Addresses", True),
        ("bus", "Bus schedule", True),
        ("order", "Reorders", False),
        ("order line", "orders", False),
    ],
)
def test_lineage_matches_all_words_of_a_datum(name, data, is_match):
    world = carrying(data, "else")
    if is_match:
        assert [step.flow.data for step in find_lineage(world, name).steps] == [data]
    else:
        with pytest.raises(NameLookupError):
            find_lineage(world, name)


def test_lineage_of_an_unknown_name_suggests_the_nearest_datum():
    world = carrying("Enrollments, grades", "enrollment; GET /api/v0/orders/")
    assert data_names(world) == ["Enrollments", "grades"]
    with pytest.raises(NameLookupError, match="did you mean 'Enrollments'"):
        find_lineage(world, "enrolments")
    with pytest.raises(NameLookupError, match="data is named 'Enrollments' and 'grades'"):
        find_lineage(world, "zzz")
    with pytest.raises(NameLookupError, match="no flow of the model states its 'data'"):
        find_lineage(model([system("a")]), "grades")


def test_lineage_prefers_an_element_and_tells_of_the_datum():
    world = model(
        [system("search"), system("a")], [carried("a -> search", "words"), carried("a -> a: x", "search terms")]
    )
    assert find_lineage(world, "search").is_element
    assert find_lineage(world, "search").namesakes == 1
    assert "write 'data:search' to follow it" in " ".join(lineage_to_text(find_lineage(world, "search")).split())
    assert steps(world, "data:search") == ["a>a"]


# --- The direction of data ---


def test_lineage_at_a_store_follows_the_access():
    elements = [*map(system, "abc"), store("db")]
    flows = [
        carried("a -> db: x", "orders", access="write"),
        carried("b -> db: y", "orders", access="read"),
        carried("db -> c: z", "orders"),
    ]
    lineage = find_lineage(model(elements, flows), "orders")
    assert [(step.source, step.target) for step in lineage.steps] == [("a", "db"), ("db", "b"), ("db", "c")]
    assert (lineage.origins, lineage.ends, lineage.stores) == (("a",), ("b", "c"), ("db",))
    assert not any(step.is_inferred for step in lineage.steps)


def test_lineage_at_a_queue_leads_from_producers_to_consumers():
    elements = [*map(system, "ab"), system("q", shape=Shape.QUEUE)]
    flows = [carried("a ~> q: publish", "events"), carried("b ~> q: consume", "events")]
    assert steps(model(elements, flows), "events") == ["a>q", "q>b"]


def test_lineage_of_a_pull_is_inferred_from_its_label():
    world = model(map(system, "ab"), [carried("a -> b: Pull the catalog", "catalog")])
    (step,) = find_lineage(world, "catalog").steps
    assert (step.source, step.target, step.is_inferred) == ("b", "a", True)
    stated = model(map(system, "ab"), [carried("a -> b: Pull the catalog", "catalog", initiator="b")])
    assert steps(stated, "catalog") == ["a>b"]


# --- Elements ---


def test_lineage_of_a_store_follows_its_items_both_ways():
    elements = [person("p"), *map(system, "abcx"), store("db")]
    flows = [
        carried("p -> a: buy", "Orders"),
        carried("a -> db: x", "orders, customers", access="write"),
        carried("b -> db: y", "order", access="read"),
        carried("b -> c: send", "order, prices"),
        carried("b -> x: send", "prices"),
    ]
    lineage = find_lineage(model(elements, flows), "db")
    assert [(step.source, step.target) for step in lineage.steps] == [("p", "a"), ("a", "db"), ("db", "b"), ("b", "c")]
    assert (lineage.origins, lineage.ends) == (("p",), ("c",))
    assert [[step.flow.label for step in near] for near in (lineage.into(), lineage.out_of())] == [["x"], ["y"]]


def test_lineage_of_a_system_is_that_of_all_its_containers():
    elements = [system("s"), part("s.web"), part("s.db", shape=Shape.DATABASE), system("a")]
    flows = [carried(f"{ends}: x", "orders") for ends in ("a -> s.web", "s.web -> s.db", "s.web -> a")]
    assert steps(model(elements, flows), "s") == ["a>s.web", "s.web>a"]


def test_lineage_follows_an_item_of_several_words_into_a_longer_one():
    elements = [*map(system, "abc"), store("db")]
    items = {"db -> a": "orders, order lines", "a -> b": "paid orders", "a -> c": "printed order lines"}
    world = model(elements, [carried(f"{ends}: x", data) for ends, data in items.items()])
    assert steps(world, "db") == ["db>a", "a>c"]


def test_lineage_names_loops_through_stores_but_not_plain_store_access():
    elements = [*map(system, "ab"), store("db")]
    flows = [carried("a -> db: x", "orders", access="both"), carried("b -> db: y", "orders", access="read")]
    assert find_lineage(model(elements, flows), "orders").loops == ()
    looping = [*flows, carried("b -> a: z", "orders")]
    assert find_lineage(model(elements, looping), "orders").loops == (("a", "db", "b"),)


def test_lineage_lists_flows_without_data_next_to_it_those_with_its_name_first():
    elements = [*map(system, "abc"), external("x")]
    flows = [carried("a -> b: x", "orders"), flow("a -> c: zzz"), flow("b -> c: send orders"), flow("c -> x: orders")]
    lineage = find_lineage(model(elements, flows), "order")
    assert [each.label for each in lineage.unknown] == ["send orders", "zzz"]


def test_lineage_lists_scheduled_sources_of_the_datum():
    sources = [IngestionSource(title=title, system="a", position=POSITION, data=title) for title in ("rates", "videos")]
    world = model([system("a")], ingestion=tuple(sources))
    assert [source.title for source in find_lineage(world, "rate").ingestion] == ["rates"]
    assert lineage_to_text(find_lineage(world, "rate")).startswith("No flow carries 'rate', but it is fetched")


# --- Independent recomputation ---


@st.composite
def worlds(draw):
    names = "abcdef"[: draw(st.integers(2, 6))]
    stores = draw(st.sets(st.sampled_from(names), max_size=2))
    texts = draw(
        st.lists(
            st.tuples(
                st.sampled_from(names),
                st.sampled_from(names),
                st.sampled_from(["", "order", "price", "order, price"]),
                st.sampled_from(["", "read", "write", "both"]),
            ).filter(lambda each: each[0] != each[1]),
            max_size=12,
        )
    )
    flows = [
        carried(f"{a} -> {b}: move", data, access=access, name=f"f{number}")
        for number, (a, b, data, access) in enumerate(texts)
    ]
    return model([store(name) if name in stores else system(name) for name in names], flows)


def moves(world):
    """The moves of data by their definition: (source, target, items)."""
    stores = {name for name, element in world.elements.items() if element.shape is Shape.DATABASE}
    for each in world.flows:
        items = frozenset(filter(None, each.data.split(", ")))
        a, b = each.source, each.target
        if (a in stores) == (b in stores) or not each.access:
            yield a, b, items
            continue
        client, database = (a, b) if b in stores else (b, a)
        if each.access in ("write", "both"):
            yield client, database, items
        if each.access in ("read", "both"):
            yield database, client, items


@given(worlds())
def test_lineage_of_a_datum_equals_its_definition(world):
    expected = sorted((a, b) for a, b, items in moves(world) if "order" in items)
    if expected:
        lineage = find_lineage(world, "orders")
        assert sorted((step.source, step.target) for step in lineage.steps) == expected
        assert set(lineage.origins) == {a for a, _ in expected} - {b for _, b in expected}
        assert set(lineage.ends) == {b for _, b in expected} - {a for a, _ in expected}


@given(worlds())
def test_lineage_of_an_element_equals_its_definition(world):
    all_moves = [*moves(world)]
    for name in world.elements:
        found = set()
        for near, far in ((0, 1), (1, 0)):
            reached = {number for number, move in enumerate(all_moves) if move[near] == name}
            while (
                more := {
                    number
                    for number, move in enumerate(all_moves)
                    for earlier in (all_moves[each] for each in reached)
                    if earlier[far] != name and move[near] == earlier[far] and move[2] & earlier[2]
                }
                - reached
            ):
                reached |= more
            found |= reached
        expected = sorted(all_moves[number][:2] for number in found)
        assert sorted((step.source, step.target) for step in find_lineage(world, name).steps) == expected


@given(worlds())
def test_lineage_is_ordered_from_origins_to_ends_and_shows_loops(world):
    for name in world.elements:
        lineage = find_lineage(world, name)
        graph = nx.DiGraph(step.nodes for step in lineage.steps)
        rank = {}
        for number, members in enumerate(nx.topological_sort(nx.condensation(graph))):
            rank.update(dict.fromkeys(nx.condensation(graph).nodes[members]["members"], number))
        for index, step in enumerate(lineage.steps):
            for later in lineage.steps[index + 1 :]:
                if later.nodes[1] == step.nodes[0]:
                    assert rank[later.nodes[0]] == rank[step.nodes[0]], "a step precedes the data that it carries on"
        for loop in lineage.loops:
            assert all(graph.has_edge(*pair) for pair in zip(loop, (*loop[1:], loop[0]), strict=True))
        stores = set(lineage.stores)
        real = [cycle for cycle in nx.simple_cycles(graph) if len(cycle) > 2 or not stores & set(cycle)]
        assert bool(real) == bool(lineage.loops)


@given(worlds())
def test_lineage_is_independent_of_the_order_of_the_model(world):
    turned = replace(world, flows=world.flows[::-1], elements=dict(reversed(world.elements.items())))
    for name in [*world.elements][:2]:
        assert lineage_to_json(find_lineage(world, name)) == lineage_to_json(find_lineage(turned, name))


# --- Output ---


@pytest.fixture
def shop():
    elements = [
        person("buyer"),
        system("shop"),
        part("shop.web"),
        part("shop.db", shape=Shape.DATABASE),
        external("bank"),
    ]
    flows = [
        carried("buyer -> shop.web: buy", "Orders", protocol="HTTPS"),
        carried("shop.web -> shop.db: Read/write", "orders, carts", protocol="SQL"),
        flow("shop.web ~> bank: collect"),
    ]
    source = IngestionSource(title="Rates", system="shop", position=POSITION, data="order rates", cadence="daily")
    return model(elements, flows, ingestion=(source,))


def test_lineage_json_follows_its_schema(shop):
    schema = lineage_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for name in ("order", "shop.db"):
        document = json.loads(lineage_to_json(find_lineage(shop, name)))
        jsonschema.Draft202012Validator(schema).validate(document)
    assert [(each["source"], each["target"]) for each in document["steps"]] == [
        ("buyer", "shop.web"),
        ("shop.db", "shop.web"),
        ("shop.web", "shop.db"),
    ]
    for entry in [schema, *schema["$defs"].values()]:
        assert entry.get("type") != "object" or entry["additionalProperties"] is False


def test_lineage_text_lists_steps_and_what_is_unknown(shop):
    text = lineage_to_text(find_lineage(shop, "order"), width=100)
    assert text.startswith("2 flows carry 'order': from buyer.\nKept in shop.db.\n")
    assert "1. buyer → shop.web\n   Orders: buy (HTTPS, synchronous)\n   model.yaml:1:1" in text
    assert "\n   orders, carts: Read/write (SQL, synchronous)\n" in text
    assert " ↔ " in text
    assert "Rates → shop: order rates (daily)" in text
    assert "shop.web → bank: collect (asynchronous)" in text
    assert "The direction of 1 flow is inferred from the words of a label: shop.web → shop.db." in text
