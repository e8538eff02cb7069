"""The impact of a failure: dependents, certainty, people, scenarios, owners, and paths between two elements."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.analysis import (
    Effect,
    FullNaming,
    build_impact_report,
    find_dependency_paths,
    find_impact,
    impact_schema,
    impact_to_json,
    impact_to_text,
    paths_to_text,
)
from sphinxcontrib_c4.model import Mode, NameLookupError, Shape


def effects(world, name):
    return {dependent.name: dependent.effect.value for dependent in find_impact(world, name).affected}


def needs(world, name):
    return {dependency.name: dependency.effect.value for dependency in find_impact(world, name).needs}


def paths(world, source, target):
    """Return the paths from ``source`` to ``target`` and those back, as texts."""
    return tuple(
        [">".join(path.names) for path in search.paths] for search in find_dependency_paths(world, source, target)
    )


# --- Dependents ---


def long_chain(count):
    return model([system(f"s{number}") for number in range(count)], [f"s{n} -> s{n + 1}" for n in range(count - 1)])


def test_impact_text_leaves_out_steps_of_very_long_chains_only():
    for subject in ("s49", "s0"):
        impact = find_impact(long_chain(50), subject)
        report = build_impact_report(impact, FullNaming(impact.model))
        groups = report.groups if subject == "s49" else report.needs
        paths = {row.element.name: row.path.split(" → ") for group in groups for row in group.rows}
        if subject == "s49":
            assert paths["s8"] == [f"s{number}" for number in range(8, 50)]
            assert paths["s7"] == [*(f"s{number}" for number in range(7, 48)), "(1 more)", "s49"]
        else:
            assert paths["s41"] == [f"s{number}" for number in range(42)]
            assert paths["s42"] == ["s0", "(1 more)", *(f"s{number}" for number in range(2, 43))]


def test_impact_chains_have_all_hops_in_the_order_of_the_calls():
    chain = long_chain(50)
    (first, *_) = [dependent for dependent in find_impact(chain, "s49").affected if dependent.name == "s0"]
    (last, *_) = [dependency for dependency in find_impact(chain, "s0").needs if dependency.name == "s49"]
    assert first.path == last.path == tuple(f"s{number}" for number in range(50))
    assert first.hops == last.hops
    assert first.length == 49


def test_impact_follows_synchronous_calls_upstream():
    world = model(map(system, "abcde"), ["a -> b", "b -> c", "c -> d", "e ~> c"])
    assert effects(world, "d") == {"c": "stops", "b": "stops", "a": "stops", "e": "delayed"}
    assert needs(world, "a") == {"b": "stops", "c": "stops", "d": "stops"}


def test_impact_of_an_unknown_mode_is_possible():
    world = model(map(system, "abcd"), ["a -> b", "b ?> c", "d ~> b"])
    assert effects(world, "c") == {"b": "may-stop", "a": "may-stop", "d": "may-be-delayed"}


def test_impact_of_a_delay_does_not_spread():
    assert effects(model(map(system, "abc"), ["a -> b", "b ~> c"]), "c") == {"b": "delayed"}


def test_impact_ends_at_an_external_system_without_a_scenario():
    flows = ["a -> pay", "pay -> b", "b -> db"]
    elements = [*map(system, "ab"), external("pay"), system("db")]
    assert effects(model(elements, flows), "db") == {"b": "stops", "pay": "stops"}
    steps = scenario("s", "a -> pay", "pay -> b")
    assert effects(model(elements, flows, [steps]), "db") == {"b": "stops", "pay": "stops", "a": "stops"}


def test_impact_of_a_queue_reaches_its_producers_as_a_delay():
    elements = [*map(system, "ab"), system("q", shape=Shape.QUEUE)]
    world = model(elements, [flow("a -> q"), flow("q ~> b")])
    assert effects(world, "b") == {"a": "delayed"}
    assert effects(world, "q") == {"a": "stops", "b": "delayed"}


def test_impact_of_a_pull_reaches_the_initiator():
    world = model(map(system, "ab"), [flow("a -> b", initiator="b")])
    assert effects(world, "a") == {"b": "stops"}
    assert effects(world, "b") == {}


def test_impact_of_a_webhook_is_a_delay_for_its_sender():
    world = model(map(system, "ab"), [flow("a -> b", tags=("webhook",))])
    assert effects(world, "b") == {"a": "delayed"}


def test_impact_of_a_suspected_webhook_is_possible():
    world = model(map(system, "ab"), ["a -> b: Webhook"])
    assert effects(world, "b") == {"a": "may-stop"}


def test_impact_through_an_unnamed_topic_is_possible():
    elements = [*map(system, "abcd"), system("bus", role="broker")]
    flows = ["a ~> bus", "b ~> bus", "bus ~> c", "bus ~> d"]
    assert effects(model(elements, flows), "c") == {"a": "may-be-delayed", "b": "may-be-delayed"}
    with_topics = [flow(text, topic="orders") for text in flows]
    assert effects(model(elements, with_topics), "c") == {"a": "delayed", "b": "delayed"}


def test_impact_ends_at_another_trigger_and_names_the_elements_beyond_it():
    flows = [flow("a -> b", trigger="request"), flow("b -> c", trigger="nightly")]
    impact = find_impact(model(map(system, "abc"), flows), "c")
    assert effects(impact.model, "c") == {"b": "stops"}
    assert [dependent.name for dependent in impact.by_other_triggers] == ["a"]
    assert "only on another trigger: a" in " ".join(impact_to_text(impact).split())


def test_impact_of_a_system_is_that_of_all_its_containers():
    elements = [system("s"), part("s.web"), part("s.db", shape=Shape.DATABASE), system("a"), system("b")]
    world = model(elements, ["a -> s.web", "s.web -> s.db", "b ~> s"])
    assert effects(world, "s") == {"a": "stops", "b": "delayed"}
    assert find_impact(world, "s").failed == ("s", "s.db", "s.web")


def test_impact_through_a_system_without_a_named_container_is_possible():
    elements = [system("s"), part("s.web"), part("s.job"), *map(system, "abc")]
    world = model(elements, ["a -> s", "s -> b", "c -> s.web"])
    assert effects(world, "b") == {"s": "stops", "a": "may-stop", "c": "may-stop"}
    assert effects(world, "s.web") == {"c": "stops", "a": "may-stop"}


def test_impact_includes_infrastructure_that_findings_exclude():
    world = model([system("a"), system("vault", role="infrastructure")], ["a -> vault"])
    assert effects(world, "vault") == {"a": "stops"}


def test_impact_of_a_component_is_that_of_its_container():
    world = model([system("s"), part("s.web"), part("s.web.search"), system("a")], ["a -> s.web"])
    assert find_impact(world, "search").subject == "s.web"
    assert effects(world, "search") == {"a": "stops"}


def test_impact_names_the_scenarios_that_confirm_a_chain():
    steps = scenario("s", "a -> b", "b -> c")
    world = model(map(system, "abc"), ["a -> b", "b -> c"], [steps])
    assert [dependent.scenarios for dependent in find_impact(world, "c").affected] == [("s",), ("s",)]


def test_impact_of_an_unknown_name_suggests_the_nearest():
    world = model([system("payments"), person("learner")])
    with pytest.raises(NameLookupError, match="did you mean 'payments'"):
        find_impact(world, "paymnts")
    with pytest.raises(NameLookupError, match="'learner' is a person"):
        find_impact(world, "learner")


# --- People, scenarios and owners ---


def test_impact_names_people_and_their_worst_flow():
    elements = [person("staff"), person("guest"), *map(system, "abc")]
    world = model(elements, ["staff -> a", "staff -> b", "guest -> c", "a -> b"])
    (affected,) = find_impact(world, "b").people
    assert (affected.name, [(item.name, effect.value) for item, effect in affected.flows]) == (
        "staff",
        [("staff -> b", "stops"), ("staff -> a", "may-stop")],
    )


def test_impact_names_the_steps_of_scenarios():
    steps = scenario("s", "p -> a", "a -> b", "b ~> c", "a -> x")
    world = model([person("p"), *map(system, "abcx")], ["a -> b", "b ~> c"], [steps])
    (affected,) = find_impact(world, "b").scenarios
    assert [(step.number, step.effect.value, step.is_direct) for step in affected.steps] == [
        (1, "may-stop", False),
        (2, "stops", True),
        (3, "delayed", True),
        (4, "may-stop", False),
    ]
    assert (affected.effect, affected.first.number) == (Effect.STOPS, 2)


def test_impact_names_owners_with_that_of_the_subject_first():
    elements = [system("a", owner="Team A"), system("s", owner="Team S"), part("s.web"), part("s.db"), system("x")]
    world = model(elements, ["a -> s.web", "s.web -> s.db", "x -> s.db"])
    owners = [(owned.owner, owned.elements) for owned in find_impact(world, "s.db").owners]
    assert owners == [("Team S", ("s.db", "s.web")), ("Team A", ("a",)), ("", ("x",))]


# --- Paths ---


def test_paths_are_listed_in_both_directions_shortest_first():
    world = model(map(system, "abcd"), ["a -> b", "b -> d", "a -> d", "a ~> c", "c -> d", "d -> a"])
    assert paths(world, "a", "d") == (["a>d", "a>b>d", "a>c>d"], ["d>a"])
    search, _ = find_dependency_paths(world, "a", "d")
    assert [path.mode for path in search.paths] == [Mode.SYNC, Mode.SYNC, Mode.ASYNC]


def test_paths_beyond_the_budget_are_counted_as_at_least_so_many():
    names = [f"n{number:02}" for number in range(14)]
    world = model(map(system, names), [f"{a} -> {b}" for a in names for b in names if a != b])
    search, _ = find_dependency_paths(world, names[0], names[-1])
    assert not search.complete
    assert len(search.paths) == 1_000
    assert search.paths[0].names == (names[0], names[-1])
    assert "along at least 1000 paths" in paths_to_text([search], world)


@pytest.mark.parametrize(("size", "detour_count", "is_complete"), [(6, 0, True), (10, 0, False), (8, 19, False)])
def test_paths_are_complete_only_if_the_search_has_ended(size, detour_count, is_complete):
    """Most walks do not reach the target. With 19 more elements, the budget ends in the last round of the search."""
    clique, detours = [f"n{number}" for number in range(size)], [f"p{number}" for number in range(detour_count)]
    flows = ["a -> n0", "n0 -> z", *(f"{a} -> {b}" for a in clique for b in clique if a != b)]
    flows += [f"{a} -> {b}" for detour in detours for a, b in (("n1", detour), (detour, "n2"))]
    search, _ = find_dependency_paths(model(map(system, ["a", "z", *clique, *detours]), flows), "a", "z")
    assert [path.names for path in search.paths] == [("a", "n0", "z")]
    assert search.complete is is_complete


def test_paths_between_a_system_and_its_part_are_refused():
    with pytest.raises(NameLookupError, match="parts of one"):
        find_dependency_paths(model([system("s"), part("s.web")]), "s", "web")


# --- Independent recomputation ---


@st.composite
def worlds(draw):
    names = "abcdefg"[: draw(st.integers(2, 7))]
    triples = st.tuples(st.sampled_from(names), st.sampled_from(["->", "~>", "?>"]), st.sampled_from(names))
    flows = draw(st.lists(triples.filter(lambda triple: triple[0] != triple[2]), max_size=14, unique=True))
    return model(map(system, names), [" ".join(triple) for triple in flows])


def brute_force(world, failed):
    """Return the effects by their definition, computed on plain edges."""
    modes = {}
    for item in world.flows:
        modes.setdefault((item.source, item.target), set()).add(item.mode)
    order = [Mode.SYNC, Mode.UNKNOWN, Mode.ASYNC]
    strongest = {pair: min(pair_modes, key=order.index) for pair, pair_modes in modes.items()}

    def closure(allowed):
        closed = {failed}
        while added := {a for (a, b), mode in strongest.items() if b in closed and mode in allowed} - closed:
            closed |= added
        return closed

    stops, may_stop = closure({Mode.SYNC}), closure({Mode.SYNC, Mode.UNKNOWN})
    result = dict.fromkeys(may_stop, "may-stop") | dict.fromkeys(stops, "stops")
    for effect, group in (("may-be-delayed", may_stop), ("delayed", stops)):
        for (a, b), mode in strongest.items():
            if mode is Mode.ASYNC and b in group and a not in may_stop:
                result[a] = effect
    return {name: effect for name, effect in result.items() if name != failed}


@given(worlds())
def test_impact_equals_the_closure_by_definition(world):
    for name in world.elements:
        assert effects(world, name) == brute_force(world, name)


@given(worlds())
def test_impact_and_needs_are_inverse(world):
    affected = {(a, b, effect) for b in world.elements for a, effect in effects(world, b).items()}
    assert affected == {(a, b, effect) for a in world.elements for b, effect in needs(world, a).items()}


@given(worlds())
def test_impact_chains_consist_of_flows_of_the_model(world):
    edges = {(item.source, item.target) for item in world.flows}
    for name in world.elements:
        for dependent in find_impact(world, name).affected:
            assert {(hop.source, hop.target) for hop in dependent.hops} <= edges
            assert (dependent.path[0], dependent.path[-1]) == (dependent.name, name)


@given(worlds())
def test_paths_equal_all_simple_paths(world):
    graph = nx.DiGraph()
    graph.add_nodes_from(world.elements)
    graph.add_edges_from((item.source, item.target) for item in world.flows)
    source, target = [*world.elements][:2]
    forward, backward = paths(world, source, target)
    assert sorted(forward) == sorted(map(">".join, nx.all_simple_paths(graph, source, target)))
    assert sorted(backward) == sorted(map(">".join, nx.all_simple_paths(graph, target, source)))
    assert [len(path) for path in forward] == sorted(map(len, forward))


@given(worlds())
def test_impact_is_independent_of_the_order_of_the_model(world):
    reversed_world = replace(world, flows=world.flows[::-1], elements=dict(reversed(world.elements.items())))
    for name in [*world.elements][:2]:
        assert impact_to_json(find_impact(world, name)) == impact_to_json(find_impact(reversed_world, name))


# --- Output ---


@pytest.fixture
def shop():
    elements = [
        person("buyer"),
        system("shop", owner="Shop team"),
        part("shop.web"),
        part("shop.db", shape=Shape.DATABASE),
        system("mail", owner="Mail team"),
        external("bank"),
    ]
    flows = ["buyer -> shop.web: buy", "shop.web -> shop.db: save", "mail ~> shop.web: fetch", "bank ?> shop.web: pay"]
    return model(elements, flows, [scenario("order", "buyer -> shop.web: buy", "shop.web -> shop.db: save")])


def test_impact_json_follows_its_schema(shop):
    schema = impact_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(impact_to_json(find_impact(shop, "db"), find_dependency_paths(shop, "mail", "db")))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document["version"] == 1
    assert [(entry["name"], entry["effect"]) for entry in document["affected"]] == [
        ("shop.web", "stops"),
        ("bank", "may-stop"),
        ("mail", "delayed"),
    ]
    for definition in [schema, *schema["$defs"].values()]:
        assert definition.get("type") != "object" or definition["additionalProperties"] is False


def test_impact_text_names_the_elements_that_stop_and_their_owners(shop):
    text = impact_to_text(find_impact(shop, "db"), width=100)
    assert text.startswith(
        "If shop.db is down, 1 element stops, 1 is delayed and calls of 1 external system fail or wait.\n"
        "Owner: Shop team\n"
    )
    assert "Shop team: shop.db and shop.web" in text
    assert "shop.web → shop.db [Shop team]\n    save (synchronous)\n    model.yaml:1:1" in text
    assert "order stops at step 2: shop.web → shop.db: save (synchronous)" in text
    assert "buyer → shop.web: buy (synchronous)" in text


def test_impact_text_of_an_element_without_dependents(shop):
    assert impact_to_text(find_impact(shop, "bank")).startswith("Nothing in the model depends on bank.\n")
