"""Cycles: their classes, levels and severities, the cuts that break them, and scenarios that confirm them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.analysis import (
    Assumption,
    CycleClass,
    Level,
    Role,
    RuleSettings,
    Scope,
    analyse,
    cycle_advice,
    cycle_description,
    to_text,
)
from sphinxcontrib_c4.model import Severity, Shape

ALL = Scope()


def containers(*names, **fields):
    """Return the containers with these names (or systems, such as ``a``), each after its system."""
    elements = {}
    for name in names:
        owner = name.split(".")[0]
        elements.setdefault(owner, system(owner))
        if "." in name:
            elements[name] = part(name, **fields)
    return list(elements.values())


def cycles(*flows, scenarios=(), extra=(), scope=ALL):
    """Return the cycles among the elements at the ends of the flows."""
    ends = dict.fromkeys(end for text in flows for end in _ends(text))
    names = {element.name for element in extra}
    elements = [*extra, *(e for e in containers(*ends) if e.name not in names)]
    return analyse(model(elements, flows, scenarios), scope=scope).cycles


def _ends(text):
    item = flow(text) if isinstance(text, str) else text
    return item.source, item.target


def pairs(witness):
    return [edge.pair for edge in witness.edges]


def edges(finding):
    return {cyclic.edge.pair for cyclic in finding.edges}


@pytest.mark.parametrize(
    ("flows", "kind", "severity"),
    [
        (["s.a -> s.b", "s.b -> s.a"], CycleClass.BLOCKING, Severity.ERROR),
        (["s.a -> s.b", "s.b ?> s.a"], CycleClass.POSSIBLY_BLOCKING, Severity.WARNING),
        (["s.a -> s.b", "s.b ~> s.a"], CycleClass.MIXED, Severity.WARNING),
        (["s.a ?> s.b", "s.b ~> s.a"], CycleClass.MIXED, Severity.WARNING),
        (["s.a ~> s.b", "s.b ~> s.a"], CycleClass.FEEDBACK, Severity.WARNING),
        (["s.a ~> s.b", "s.a -> s.b", "s.b -> s.a"], CycleClass.BLOCKING, Severity.ERROR),
    ],
)
def test_cycle_class_follows_from_the_modes(flows, kind, severity):
    (cycle,) = cycles(*flows)
    assert (cycle.cycle_class, cycle.severity, cycle.level) == (kind, severity, Level.INTERNAL)
    assert cycle.members == ("s.a", "s.b")


@pytest.mark.parametrize("tag", ["reply", "callback", "webhook"])
@pytest.mark.parametrize(
    ("arrow", "severity"), [("->", Severity.INFO), ("~>", Severity.INFO)], ids=["mixed", "feedback"]
)
def test_cycle_closed_by_an_answer_is_information(tag, arrow, severity):
    (cycle,) = cycles(f"s.a {arrow} s.b", flow("s.b ~> s.a", tags=(tag,)))
    assert cycle.severity is severity
    assert cycle.answered


@pytest.mark.parametrize("tag", ["reply", "callback", "webhook", "redirect", "browser-redirect"])
@pytest.mark.parametrize("arrow", ["->", "~>", "?>"])
def test_cycle_closed_by_an_answer_is_information_in_any_mode(tag, arrow):
    (cycle,) = cycles("a.x -> b.y", flow(f"b.y {arrow} a.x", tags=(tag,)))
    assert (cycle.level, cycle.severity, cycle.answered) == (Level.REALISED, Severity.INFO, True)


def test_cycle_beside_an_answer_keeps_its_own_class():
    answer = flow("s.b -> s.a", tags=("webhook",))
    first, second = cycles("s.a -> s.b", answer, "s.b ~> s.c", "s.c ~> s.b")
    assert (first.members, first.severity) == (("s.b", "s.c"), Severity.WARNING)
    assert (second.members, second.severity, second.answered) == (("s.a", "s.b"), Severity.INFO, True)


def test_answer_is_no_reentrant_call():
    steps = ("s.a -> s.b", "s.b -> s.a: Send the webhook")
    results = cycles("s.a -> s.b", "s.b -> s.a", scenarios=[scenario("tell", *steps)])
    assert [item.severity for item in results] == [Severity.ERROR]


@pytest.mark.parametrize(
    "label", ["Payment callback", "Redirect to the shop", "Enrolment webhooks", "Reply", "Returns the token"]
)
def test_label_that_suggests_an_answer_makes_a_cycle_possible(label):
    (cycle,) = cycles("s.a -> s.b", f"s.b -> s.a: {label}")
    assert (cycle.level, cycle.severity) == (Level.POSSIBLE, Severity.REVIEW)
    assert f"“{label}” is not an answer" in cycle_description(cycle)
    assert "redirect if it is one" in cycle_advice(cycle)[0]
    (cycle,) = cycles("s.a -> s.b", "s.b -> s.a: Orders")
    assert (cycle.level, cycle.severity) == (Level.INTERNAL, Severity.ERROR)


def test_flow_with_another_trigger_makes_a_cycle_possible():
    flows = [flow("s.a -> s.b", trigger="on request"), flow("s.b -> s.a", trigger="nightly")]
    (cycle,) = cycles(*flows)
    assert (cycle.level, cycle.severity, cycle.triggers_differ) == (Level.POSSIBLE, Severity.WARNING, True)
    (cycle,) = cycles(*flows, scenarios=[scenario("tell", "s.a -> s.b", "s.b -> s.a")])
    assert (cycle.level, cycle.severity) == (Level.INTERNAL, Severity.CRITICAL)
    (cycle,) = cycles(flows[0], replace(flows[1], trigger=" On Request"))
    assert (cycle.level, cycle.severity) == (Level.INTERNAL, Severity.ERROR)


def test_mode_that_is_only_a_default_is_unknown():
    (cycle,) = cycles("s.a -> s.b", flow("s.b -> s.a", has_default_mode=True))
    assert (cycle.cycle_class, cycle.severity) == (CycleClass.POSSIBLY_BLOCKING, Severity.WARNING)


def test_cycle_class_considers_longer_blocking_cycles():
    (cycle,) = cycles("s.a -> s.b", "s.b ~> s.a", "s.b -> s.c", "s.c -> s.a")
    assert cycle.cycle_class is CycleClass.BLOCKING
    assert pairs(cycle.witnesses[0]) == [("s.a", "s.b"), ("s.b", "s.c"), ("s.c", "s.a")]
    classes = {cyclic.edge.pair: cyclic.cycle_class for cyclic in cycle.edges}
    assert classes.pop(("s.b", "s.a")) is CycleClass.MIXED
    assert set(classes.values()) == {CycleClass.BLOCKING}


def test_edge_classes_differ_between_cycles_that_share_a_member():
    (cycle,) = cycles("s.a -> s.b", "s.b -> s.a", "s.b ~> s.c", "s.c ~> s.b")
    classes = {cyclic.edge.pair: cyclic.cycle_class for cyclic in cycle.edges}
    assert classes["s.b", "s.c"] is CycleClass.FEEDBACK
    assert classes["s.a", "s.b"] is CycleClass.BLOCKING


def test_witnesses_include_both_cycles_through_a_shared_edge():
    (cycle,) = cycles("s.d -> s.e", "s.e -> s.g", "s.g -> s.d", "s.d -> s.f", "s.f -> s.g")
    assert (cycle.count, cycle.counted_all) == (2, True)
    assert {tuple(pairs(witness)) for witness in cycle.witnesses} == {
        (("s.d", "s.e"), ("s.e", "s.g"), ("s.g", "s.d")),
        (("s.d", "s.f"), ("s.f", "s.g"), ("s.g", "s.d")),
    }
    assert cycle.remove.pairs == {("s.g", "s.d")}


def test_cycles_of_a_star_of_diamonds_are_searched_quickly():
    flows = []
    for ray in range(10):
        for step in range(40):
            source, target = f"s.r{ray}n{step}" if step else "s.hub", f"s.r{ray}n{step + 1}"
            flows += [f"{source} -> {target}{side}" for side in "xy"] + [f"{target}{side} -> {target}" for side in "xy"]
    report = analyse(model(containers(*{end for text in flows for end in _ends(text)}), flows))
    assert report.cycles == ()
    assert report.metrics.longest_chain.hops == 80


def test_self_call_is_a_cycle_but_not_between_components_of_a_container():
    (cycle,) = cycles("s.a -> s.a")
    assert (cycle.members, cycle.count, cycle.level) == (("s.a",), 1, Level.INTERNAL)
    components = [system("s"), part("s.a"), part("s.a.x"), part("s.a.y")]
    assert cycles("s.a.x -> s.a.y", "s.a.y -> s.a.x", extra=components) == ()


def test_graph_lifts_flows_of_components_to_containers():
    elements = [system("s"), part("s.a"), part("s.a.x"), part("s.a.y"), part("s.b")]
    (cycle,) = cycles("s.a.x -> s.b", "s.b -> s.a.y", extra=elements)
    assert cycle.members == ("s.a", "s.b")


@pytest.mark.parametrize(
    ("flows", "text"),
    [(["s.a -> s.a"], "s.a calls itself."), (["s.a ~> s.q", "s.q ~> s.a"], "s.a sends messages to itself.")],
)
def test_self_call_is_information_with_a_text_of_its_own(flows, text):
    extra = [system("s"), part("s.q", shape=Shape.QUEUE)]
    severities = RuleSettings(severities={"cycle-blocking": Severity.ERROR, "cycle-feedback": Severity.ERROR})
    report = analyse(model([*extra, part("s.a")], flows), rules=severities)
    assert [cycle.severity for cycle in report.cycles] == [Severity.INFO]
    output = to_text(report)
    assert text in output
    assert "asynchronous" not in output.replace("(asynchronous)", "")


# --- The graph of dependencies ---


def test_graph_excludes_people():
    assert cycles("me -> s.a", "s.a -> me", extra=[person("me")]) == ()


def test_graph_edge_starts_at_the_initiator():
    assert cycles("s.a -> s.b", flow("s.b -> s.a", initiator="s.a")) == ()
    (cycle,) = cycles("s.a -> s.b", flow("s.a -> s.b: pull", initiator="s.b"))
    assert edges(cycle) == {("s.a", "s.b"), ("s.b", "s.a")}


@pytest.mark.parametrize("fields", [{"shape": Shape.DATABASE}, {"role": "store"}])
def test_store_closes_no_cycle(fields):
    assert cycles("s.a -> s.db", "s.db -> s.a", "s.b -> s.db", "s.db ~> s.b", extra=[part("s.db", **fields)]) == ()


@pytest.mark.parametrize("fields", [{"shape": Shape.QUEUE}, {"role": "broker"}])
def test_queue_makes_producers_depend_on_consumers(fields):
    (cycle,) = cycles("s.a -> s.q", "s.q -> s.b", "s.b -> s.a", extra=[system("s"), part("s.q", **fields)])
    assert cycle.members == ("s.a", "s.b")
    assert cycle.cycle_class is CycleClass.MIXED
    (queue_edge,) = [cyclic.edge for cyclic in cycle.edges if cyclic.edge.queues]
    assert (queue_edge.pair, queue_edge.queues) == (("s.a", "s.b"), ("s.q",))
    assert [item.target for cause in queue_edge.causes for item in cause.flows] == ["s.q", "s.b"]


@pytest.mark.parametrize("reading", [flow("s.b ~> s.q: Consume jobs"), flow("s.b ~> s.q: Jobs", access="read")])
def test_queue_consumer_is_the_reader_regardless_of_the_arrow(reading):
    (cycle,) = cycles("s.a -> s.q", reading, "s.b ~> s.a", extra=[system("s"), part("s.q", shape=Shape.QUEUE)])
    assert cycle.cycle_class is CycleClass.FEEDBACK
    assert edges(cycle) == {("s.a", "s.b"), ("s.b", "s.a")}


def test_topics_separate_flows_through_a_broker():
    broker = [system("s"), part("s.q", role="broker")]
    messages = [flow("s.a ~> s.q: x", topic="orders"), flow("s.b ~> s.q: y", topic="bills")]
    (cycle,) = cycles(*messages, "s.q ~> s.a", "s.q ~> s.b", extra=broker)
    assert cycle.members == ("s.a", "s.b")
    assert (cycle.level, {cause.assumption for cause in cycle.assumed}) == (Level.POSSIBLE, {Assumption.TOPIC})
    topics = [flow("s.q ~> s.b: x", topic="orders"), flow("s.q ~> s.c: y", topic="bills")]
    assert cycles(*messages, *topics, extra=broker) == ()


@pytest.mark.parametrize(
    ("broker", "others", "level"),
    [
        ({"shape": Shape.QUEUE}, [], Level.INTERNAL),
        ({"role": "broker"}, [], Level.POSSIBLE),
        ({"shape": Shape.QUEUE}, ["s.c ~> s.q", "s.q ~> s.d"], Level.POSSIBLE),
        ({"shape": Shape.QUEUE}, ["s.q ~> s.d"], Level.INTERNAL),
    ],
    ids=["one queue", "broker", "several ends", "one producer"],
)
def test_flow_without_a_topic_makes_a_cycle_possible_unless_the_queue_has_one_producer(broker, others, level):
    flows = ["s.a ~> s.q", "s.q ~> s.b", "s.b -> s.a", *others]
    (cycle,) = cycles(*flows, extra=[system("s"), part("s.q", **broker)])
    assert (cycle.members, cycle.level) == (("s.a", "s.b"), level)
    with_topics = [flow(text, topic="orders") if "s.q" in text else text for text in flows]
    (cycle,) = cycles(*with_topics, extra=[system("s"), part("s.q", **broker)])
    assert cycle.level is Level.INTERNAL
    if level is Level.POSSIBLE:
        (cycle,) = cycles(*flows, extra=[system("s"), part("s.q", **broker)])
        assert "flows through s.q use the same topic" in cycle_description(cycle)
        assert "'topic'" in cycle_advice(cycle)[0]


def test_label_that_suggests_a_consumer_makes_a_cycle_possible():
    extra = [system("s"), part("s.q", shape=Shape.QUEUE)]
    message, call = flow("s.a ~> s.q: Jobs", access="write"), "s.b -> s.a"
    (cycle,) = cycles(message, "s.b ~> s.q: Consume jobs", call, extra=extra)
    assert (cycle.level, cycle.severity) == (Level.POSSIBLE, Severity.WARNING)
    assert "“Consume jobs” means reading the queue" in cycle_description(cycle)
    (cycle,) = cycles(message, flow("s.b ~> s.q: Consume jobs", access="read"), call, extra=extra)
    assert cycle.level is Level.INTERNAL
    (cycle,) = cycles(message, "s.q ~> s.b: Consume jobs", call, extra=extra)
    assert cycle.level is Level.INTERNAL


def test_queue_closes_a_cycle_of_one_container_only_if_certain():
    flows = ["s.a ~> s.q", "s.q ~> s.a"]
    assert len(cycles(*flows, extra=[system("s"), part("s.q", shape=Shape.QUEUE)])) == 1
    assert cycles(*flows, extra=[system("s"), part("s.q", role="broker")]) == ()
    with_topics = [flow(text, topic="retries") for text in flows]
    assert len(cycles(*with_topics, extra=[system("s"), part("s.q", role="broker")])) == 1


# --- Systems and their containers ---


@pytest.mark.parametrize("api", ["", "b.y"], ids=["only container", "api container"])
def test_system_and_its_api_container_are_one_node(api):
    second_container = [part("b.z")] if api else []
    elements = [*containers("a.x", "b.y"), *second_container]
    elements = [replace(e, api_container=api) if e.name == "b" else e for e in elements]
    report = analyse(model(elements, ["a.x -> b", "b.y -> a", "a -> b.y: again", "b -> a.x: again"]))
    (cycle,) = report.cycles
    assert (cycle.members, cycle.level) == (("a.x", "b.y"), Level.REALISED)
    assert [len(cyclic.edge.causes) for cyclic in cycle.edges] == [2, 2]
    assert report.coverage.ends == report.coverage.named_ends


# --- Levels ---


def test_level_is_realised_if_flows_form_a_cycle_between_systems():
    (cycle,) = cycles("a.x -> b.y", "b.y -> b.z", "b.z ~> a.x")
    assert (cycle.level, cycle.systems) == (Level.REALISED, ("a", "b"))


def test_level_is_realised_for_a_system_named_as_a_whole():
    (cycle,) = cycles("a.x -> b", "b -> a.x", extra=[system("b"), part("b.y"), part("b.z")])
    assert (cycle.level, cycle.members) == (Level.REALISED, ("a.x", "b"))


TWO = [system("a"), system("b"), *map(part, ("a.x", "a.z", "b.y", "b.z"))]
"""Two systems with two containers each, so a flow that names a system may mean either container."""


def test_level_is_possible_if_a_system_may_mean_the_right_container():
    (cycle,) = cycles("a.x ~> b", "b.y ~> a", extra=TWO)
    assert (cycle.level, cycle.members, cycle.severity) == (Level.POSSIBLE, ("a", "b"), Severity.WARNING)
    assert cycle.cycle_class is CycleClass.FEEDBACK
    assert [pairs(witness) for witness in cycle.witnesses] == [[("a.x", "b"), ("b.y", "a")]]
    assert [item.breaks for item in cycle.remove.edges] == [1]


def test_last_condition_of_a_possible_cycle_ends_with_a_full_stop():
    elements = [system("a"), system("b"), *map(part, ("a.x", "a.z", "b.y", "b.w"))]
    text = to_text(analyse(model(elements, ["a.x ~> b", "b.y ~> a"])))
    assert "… if b means b.y here:\n" in text
    assert "… if a means a.x here.\n" in text


def test_possible_cycle_is_never_an_error():
    (cycle,) = cycles("a.x -> b", "b.y -> a", extra=TWO)
    assert (cycle.cycle_class, cycle.severity) == (CycleClass.BLOCKING, Severity.WARNING)


def test_possible_cycle_never_goes_through_a_store():
    elements = [system("a"), system("b"), part("a.x"), part("b.db", shape=Shape.DATABASE), part("b.y")]
    (cycle,) = cycles("a.x -> b", "b.db -> a.x", "b.y -> a.x", extra=elements)
    assert {end for witness in cycle.witnesses for pair in pairs(witness) for end in pair} == {"a.x", "b", "b.y"}


def test_level_is_aggregation_only_if_no_flows_form_a_cycle():
    (cycle,) = cycles("a.x -> b.y", "b.z -> a.w")
    assert (cycle.level, cycle.members, cycle.severity) == (Level.AGGREGATION_ONLY, ("a", "b"), Severity.INFO)


def test_possible_blocking_cycle_is_reported_beside_a_realised_feedback_cycle():
    parts = [system("a"), system("b"), *map(part, ("a.x", "a.z", "b.y"))]
    results = cycles("a.x ~> b.y", "b.y ~> a.x", "a.z -> b", "b.y -> a", extra=parts)
    assert {(item.level, item.cycle_class) for item in results} == {
        (Level.REALISED, CycleClass.FEEDBACK),
        (Level.POSSIBLE, CycleClass.BLOCKING),
    }


def test_feedback_between_systems_is_not_mixed_by_internal_flows():
    parts = [system("a"), system("b"), *map(part, ("a.in", "a.x", "b.y"))]
    (cycle,) = cycles("a.x ~> b", "b.y ~> a", "a.in -> a.x", extra=parts)
    assert (cycle.level, cycle.cycle_class) == (Level.POSSIBLE, CycleClass.FEEDBACK)


def test_cycle_through_an_external_system_is_possible_unless_a_scenario_confirms_it():
    flows = ["s.a -> pay", "pay -> s.a"]
    (cycle,) = cycles(*flows, extra=[external("pay")])
    assert (cycle.level, cycle.severity, cycle.relays) == (Level.POSSIBLE, Severity.WARNING, ("pay",))
    (cycle,) = cycles(*flows, extra=[external("pay")], scenarios=[scenario("order", "s.a -> pay", "pay -> s.a")])
    assert (cycle.level, cycle.severity, cycle.relays) == (Level.REALISED, Severity.CRITICAL, ())


def test_cycle_through_an_external_system_is_separate_from_a_realised_one():
    flows = ["s.a -> pay", "pay -> s.a", "s.a -> s.b", "s.b -> s.a"]
    first, second = cycles(*flows, extra=[external("pay")])
    assert (first.members, first.level) == (("s.a", "s.b"), Level.INTERNAL)
    assert (second.members, second.level, second.relays) == (("pay", "s.a"), Level.POSSIBLE, ("pay",))


def test_cut_prefers_edges_that_start_at_internal_elements():
    flows = ["s.a -> pay", "s.a -> pay: again", flow("pay -> s.a", tags=("callback",))]
    (cycle,) = cycles(*flows, extra=[external("pay")])
    assert cycle.remove.pairs == {("s.a", "pay")}


# --- Scenarios ---


def test_cycle_through_a_system_twice_is_mixed_for_all_its_systems():
    extra = [*map(system, "abc"), *map(part, ("a.x", "a.w", "b.x", "b.w", "c.x", "c.y"))]
    results = cycles("a.x ~> c.y", "c.y -> b.x", "b -> c.x", "c.x ~> a.x", extra=extra)
    assert [item.systems for item in results] == [("a", "c"), ("b", "c")]
    for item in results:
        assert item.cycle_class is CycleClass.MIXED
        assert [witness.cycle_class for witness in item.witnesses] == [CycleClass.MIXED]


def cycle_with_scenario(*steps):
    story = scenario("tell", *steps)
    flows = ["a.x -> b.y", "b.y -> c.z", "c.z -> a.x", "a.x -> d.w"]
    (cycle,) = cycles(*flows, scenarios=[story], extra=[person("me")])
    return cycle


def test_scenario_with_a_reentrant_call_confirms_a_cycle():
    cycle = cycle_with_scenario("me -> a.x", "a.x -> d.w", "a.x -> b.y", "b.y -> c.z", "c.z -> a.x")
    assert cycle.severity is Severity.CRITICAL
    assert [(item.scenario, item.path) for item in cycle.reentrant_scenarios] == [
        ("tell", ("a.x", "b.y", "c.z", "a.x"))
    ]
    assert "tell" in cycle.witnesses[0].scenarios


@pytest.mark.parametrize(
    "steps",
    [
        ["a.x -> b.y", "a.x -> d.w", "c.z -> a.x"],
        ["a.x -> b.y", "b.y ~> c.z", "c.z -> a.x"],
        ["a.x -> b.y", "b.y -> c.z"],
        ["c.z -> a.x", "a.x -> b.y"],
    ],
    ids=["after the response", "asynchronous", "no call back", "other order"],
)
def test_scenario_without_a_reentrant_call_confirms_nothing(steps):
    assert cycle_with_scenario(*steps).severity is Severity.ERROR


def test_scenarios_confirm_a_cycle_in_the_order_of_their_names():
    steps = ("a.x -> b.y", "b.y -> a.x")
    stories = [scenario(name, *steps) for name in ("b", "c", "a")]
    (cycle,) = cycles(*steps, scenarios=stories)
    assert [reentrant.scenario for reentrant in cycle.reentrant_scenarios] == ["a", "b", "c"]


def test_scenario_may_name_the_system_of_a_member():
    results = cycles(
        "a.x -> b.y", "b.y -> a.x", scenarios=[scenario("tell", "a -> b.y", "b.y -> a")], extra=[system("a")]
    )
    assert [item.severity for item in results] == [Severity.CRITICAL]


def test_scenario_continues_after_an_asynchronous_step():
    story = scenario("tell", "a.x -> b.y", "b.y ~> d.w", "b.y -> a.x")
    (cycle,) = cycles("a.x -> b.y", "b.y -> a.x", "b.y ~> d.w", scenarios=[story])
    assert cycle.severity is Severity.CRITICAL


# --- Scope ---


def test_scope_reports_exclusions_and_suppressed_cycles():
    elements = [*containers("s.a", "s.b"), system("registry", role="infrastructure")]
    world = model(elements, ["s.a -> registry", "registry -> s.a", "s.a -> s.b"])
    report = analyse(world)
    assert report.cycles == ()
    assert [(e.name, e.reason) for e in report.exclusions.elements] == [("registry", "has the role infrastructure")]
    assert report.exclusions.cycles == (("registry", "s.a"),)
    (cycle,) = analyse(world, scope=Scope(ignored_roles=frozenset())).cycles
    assert cycle.members == ("registry", "s.a")


@pytest.mark.parametrize(
    "scope",
    [
        Scope(ignored=frozenset(("b",))),
        Scope(ignored_tags=frozenset(("later",))),
        Scope(roles={"s.b": Role.INFRASTRUCTURE}),
        Scope(ignored=frozenset(("s.b -> s.a",))),
    ],
    ids=["name", "tag", "role", "flow"],
)
def test_scope_excludes_by_name_tag_and_role(scope):
    extra = [system("s"), part("s.a"), part("s.b", tags=("later",))]
    world = model(extra, ["s.a -> s.b", "s.b -> s.a"])
    report = analyse(world, scope=scope)
    assert report.cycles == ()
    assert report.exclusions.cycles == (("s.a", "s.b"),)
    assert len(analyse(world).cycles) == 1


def test_scope_counts_suppressed_possible_cycles():
    extra = [system("a"), system("b"), part("a.x"), part("b.y")]
    world = model(extra, [flow("a.x ~> b", tags=("etl",)), "b.y ~> a"])
    assert len(analyse(world).cycles) == 1
    assert analyse(world, scope=Scope(ignored_tags=frozenset(("etl",)))).exclusions.cycles == (("a.x", "b.y"),)


def test_subject_selects_the_findings_that_touch_it():
    flows = ["a.x -> a.y", "a.y -> a.x", "b.x -> b.y", "b.y -> b.x"]
    assert [item.systems for item in cycles(*flows, scope=Scope(subject="b"))] == [("b",)]


def test_coverage_of_a_report_without_findings():
    report = analyse(model([*containers("s.a", "s.b"), external("out")], ["s.a -> s.b", "s.a ?> out", "s.b -> s"]))
    assert report.cycles == ()
    coverage = report.coverage
    assert (coverage.containers, coverage.systems, coverage.flows, coverage.with_mode) == (2, 2, 3, 2)
    assert (coverage.ends, coverage.named_ends) == (5, 4)


# --- Cuts ---


def test_cut_follows_hints():
    flows = ["s.a -> s.b", "s.b -> s.c", "s.c -> s.a"]
    (cycle,) = cycles(*flows[:2], flow(flows[2], in_cycle="keep"), flow("s.b -> s.c: again"))
    assert cycle.remove.pairs == {("s.a", "s.b")}
    (cycle,) = cycles(*flows[:2], flow(flows[2], in_cycle="cut"))
    assert cycle.remove.pairs == {("s.c", "s.a")}


def test_cut_lists_the_edge_that_breaks_most_cycles_first():
    knot = ["s.z -> s.y", "s.y -> s.x", "s.x -> s.z", "s.y -> s.w", "s.w -> s.z"]
    (cycle,) = cycles("s.a -> s.b", "s.b -> s.a", *knot, "s.b -> s.z", "s.y -> s.a")
    breaks = [cut.breaks for cut in cycle.remove.edges]
    assert len(breaks) > 1
    assert breaks == sorted(breaks, reverse=True)


def test_cut_prefers_the_answer():
    (cycle,) = cycles("s.a -> s.b", flow("s.b -> s.a", tags=("callback",)))
    assert cycle.remove.pairs == {("s.b", "s.a")}


def test_cuts_make_asynchronous_or_remove():
    (cycle,) = cycles("s.a -> s.b", "s.b -> s.a", "s.b ~> s.c", "s.c ~> s.a")
    assert len(cycle.make_asynchronous.edges) == 1
    (cut,) = cycle.remove.edges
    assert (cut.edge.pair, cut.breaks, cut.largest_before, cut.largest_after) == (("s.a", "s.b"), 2, 3, 0)
    assert cycle.remove.exact


def test_large_cut_is_approximate_with_a_lower_bound():
    chance = random.Random(7)
    tangle = {
        f"s.n{source:02} -> s.n{target:02}" for source, target in (chance.sample(range(40), 2) for _ in range(240))
    }
    (cycle,) = cycles(*tangle)
    assert not cycle.remove.exact
    assert 0 < cycle.remove.at_least <= len(cycle.remove.edges)
