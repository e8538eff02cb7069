"""The lineage of data: matching names, the direction of data, the order of steps, loops, and flows without data."""

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


def data_flow(text, data, **fields):
    return flow(text, data=data, **fields)


def store(name, **fields):
    return system(name, shape=Shape.DATABASE, **fields)


def model_of_data(*texts):
    """Return a model with one flow for each description of data."""
    return model(map(system, "ab"), [data_flow(f"a -> b: {number}", text) for number, text in enumerate(texts)])


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
    world = model_of_data(data, "else")
    if is_match:
        assert [step.flow.data for step in find_lineage(world, name).steps] == [data]
    else:
        with pytest.raises(NameLookupError):
            find_lineage(world, name)


def test_lineage_of_an_unknown_name_suggests_the_nearest_datum():
    world = model_of_data("Enrollments, grades", "enrollment; GET /api/v0/orders/")
    assert data_names(world) == ["Enrollments", "grades"]
    with pytest.raises(NameLookupError, match="did you mean 'Enrollments'"):
        find_lineage(world, "enrolments")
    with pytest.raises(NameLookupError, match="data is named 'Enrollments' and 'grades'"):
        find_lineage(world, "zzz")
    with pytest.raises(NameLookupError, match="no flow of the model states its 'data'"):
        find_lineage(model([system("a")]), "grades")


def test_lineage_prefers_an_element_and_mentions_the_datum_of_that_name():
    world = model(
        [system("search"), system("a")], [data_flow("a -> search", "words"), data_flow("a -> a: x", "search terms")]
    )
    assert find_lineage(world, "search").is_element
    assert find_lineage(world, "search").namesakes == 1
    assert "write 'data:search' to follow it" in " ".join(lineage_to_text(find_lineage(world, "search")).split())
    assert steps(world, "data:search") == ["a>a"]


# --- The direction of data ---


def test_lineage_at_a_store_follows_the_access():
    elements = [*map(system, "abc"), store("db")]
    flows = [
        data_flow("a -> db: x", "orders", access="write"),
        data_flow("b -> db: y", "orders", access="read"),
        data_flow("db -> c: z", "orders"),
    ]
    lineage = find_lineage(model(elements, flows), "orders")
    assert [(step.source, step.target) for step in lineage.steps] == [("a", "db"), ("db", "b"), ("db", "c")]
    assert (lineage.origins, lineage.ends, lineage.stores) == (("a",), ("b", "c"), ("db",))
    assert not any(step.is_inferred for step in lineage.steps)


def test_lineage_at_a_queue_leads_from_producers_to_consumers():
    elements = [*map(system, "ab"), system("q", shape=Shape.QUEUE)]
    flows = [data_flow("a ~> q: publish", "events"), data_flow("b ~> q: consume", "events")]
    assert steps(model(elements, flows), "events") == ["a>q", "q>b"]


def test_lineage_of_a_pull_is_inferred_from_its_label():
    world = model(map(system, "ab"), [data_flow("a -> b: Pull the catalog", "catalog")])
    (step,) = find_lineage(world, "catalog").steps
    assert (step.source, step.target, step.is_inferred) == ("b", "a", True)
    with_initiator = model(map(system, "ab"), [data_flow("a -> b: Pull the catalog", "catalog", initiator="b")])
    assert steps(with_initiator, "catalog") == ["a>b"]


# --- Elements ---


def test_lineage_of_a_store_follows_its_items_both_ways():
    elements = [person("p"), *map(system, "abcx"), store("db")]
    flows = [
        data_flow("p -> a: buy", "Orders"),
        data_flow("a -> db: x", "orders, customers", access="write"),
        data_flow("b -> db: y", "order", access="read"),
        data_flow("b -> c: send", "order, prices"),
        data_flow("b -> x: send", "prices"),
    ]
    lineage = find_lineage(model(elements, flows), "db")
    assert [(step.source, step.target) for step in lineage.steps] == [("p", "a"), ("a", "db"), ("db", "b"), ("b", "c")]
    assert (lineage.origins, lineage.ends) == (("p",), ("c",))
    assert [[step.flow.label for step in neighbours] for neighbours in (lineage.into(), lineage.out_of())] == [
        ["x"],
        ["y"],
    ]


def test_lineage_of_a_system_is_that_of_all_its_containers():
    elements = [system("s"), part("s.web"), part("s.db", shape=Shape.DATABASE), system("a")]
    flows = [data_flow(f"{ends}: x", "orders") for ends in ("a -> s.web", "s.web -> s.db", "s.web -> a")]
    assert steps(model(elements, flows), "s") == ["a>s.web", "s.web>a"]


def test_lineage_follows_an_item_of_several_words_into_a_longer_one():
    elements = [*map(system, "abc"), store("db")]
    items = {"db -> a": "orders, order lines", "a -> b": "paid orders", "a -> c": "printed order lines"}
    world = model(elements, [data_flow(f"{ends}: x", data) for ends, data in items.items()])
    assert steps(world, "db") == ["db>a", "a>c"]


def test_lineage_names_loops_through_stores_but_not_plain_store_access():
    elements = [*map(system, "ab"), store("db")]
    flows = [data_flow("a -> db: x", "orders", access="both"), data_flow("b -> db: y", "orders", access="read")]
    assert find_lineage(model(elements, flows), "orders").loops == ()
    flows_with_a_loop = [*flows, data_flow("b -> a: z", "orders")]
    assert find_lineage(model(elements, flows_with_a_loop), "orders").loops == (("a", "db", "b"),)


def test_lineage_lists_adjacent_flows_without_data_and_first_those_labelled_with_its_name():
    elements = [*map(system, "abc"), external("x")]
    flows = [data_flow("a -> b: x", "orders"), flow("a -> c: zzz"), flow("b -> c: send orders"), flow("c -> x: orders")]
    lineage = find_lineage(model(elements, flows), "order")
    assert [item.label for item in lineage.unknown] == ["send orders", "zzz"]


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
            ).filter(lambda values: values[0] != values[1]),
            max_size=12,
        )
    )
    flows = [
        data_flow(f"{a} -> {b}: move", data, access=access, name=f"f{number}")
        for number, (a, b, data, access) in enumerate(texts)
    ]
    return model([store(name) if name in stores else system(name) for name in names], flows)


def moves(world):
    """Yield the moves of data by their definition: (source, target, items)."""
    stores = {name for name, element in world.elements.items() if element.shape is Shape.DATABASE}
    for item in world.flows:
        items = frozenset(filter(None, item.data.split(", ")))
        a, b = item.source, item.target
        if (a in stores) == (b in stores) or not item.access:
            yield a, b, items
            continue
        client, database = (a, b) if b in stores else (b, a)
        if item.access in ("write", "both"):
            yield client, database, items
        if item.access in ("read", "both"):
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
        numbers = set()
        for start, end in ((0, 1), (1, 0)):
            connected = {number for number, move in enumerate(all_moves) if move[start] == name}
            while (
                added := {
                    number
                    for number, move in enumerate(all_moves)
                    for previous in (all_moves[index] for index in connected)
                    if previous[end] != name and move[start] == previous[end] and move[2] & previous[2]
                }
                - connected
            ):
                connected |= added
            numbers |= connected
        expected = sorted(all_moves[number][:2] for number in numbers)
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
        actual_loops = [cycle for cycle in nx.simple_cycles(graph) if len(cycle) > 2 or not stores & set(cycle)]
        assert bool(actual_loops) == bool(lineage.loops)


@given(worlds())
def test_lineage_is_independent_of_the_order_of_the_model(world):
    reversed_world = replace(world, flows=world.flows[::-1], elements=dict(reversed(world.elements.items())))
    for name in [*world.elements][:2]:
        assert lineage_to_json(find_lineage(world, name)) == lineage_to_json(find_lineage(reversed_world, name))


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
        data_flow("buyer -> shop.web: buy", "Orders", protocol="HTTPS"),
        data_flow("shop.web -> shop.db: Read/write", "orders, carts", protocol="SQL"),
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
    assert [(step["source"], step["target"]) for step in document["steps"]] == [
        ("buyer", "shop.web"),
        ("shop.db", "shop.web"),
        ("shop.web", "shop.db"),
    ]
    for definition in [schema, *schema["$defs"].values()]:
        assert definition.get("type") != "object" or definition["additionalProperties"] is False


def test_lineage_text_lists_steps_and_flows_without_data(shop):
    text = lineage_to_text(find_lineage(shop, "order"), width=100)
    assert text.startswith("2 flows carry 'order': from buyer.\nKept in shop.db.\n")
    assert "1. buyer → shop.web\n   Orders: buy (HTTPS, synchronous)\n   model.yaml:1:1" in text
    assert "\n   orders, carts: Read/write (SQL, synchronous)\n" in text
    assert " ↔ " in text
    assert "Rates → shop: order rates (daily)" in text
    assert "shop.web → bank: collect (asynchronous)" in text
    assert "The direction of 1 flow is inferred from the words of a label: shop.web → shop.db." in text
