"""Fragile linkages: what each rule finds, what it does not, and how it is tuned or accepted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from models import AT, external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.analysis import (
    Role,
    Rule,
    Rules,
    Scope,
    SettingFault,
    Severity,
    State,
    analyse,
    failures,
    settings,
)
from sphinxcontrib_c4.model import IngestionSource, Provenance, Shape, Suppression

USUAL = Rules()


def found(rule, elements, flows=(), scenarios=(), rules=USUAL, **fields):
    """The findings of one rule."""
    every = analyse(model(elements, flows, scenarios, **fields), rules=rules).weaknesses
    return [one for one in every if one.rule is rule]


def accepted(element, rule):
    return replace(element, suppressions=(Suppression(rule=rule, reason="Known.", position=AT),))


def shop(*names, **fields):
    return [system("shop"), *(part(f"shop.{name}", **fields) for name in names)]


DB = part("shop.db", shape=Shape.DATABASE)
OTHER = [system("club"), part("club.web")]


@pytest.mark.parametrize(
    ("mine", "theirs", "severity"),
    [
        ("shop.web -> shop.db: Write orders", "club.web -> shop.db: Update orders", Severity.ERROR),
        ("shop.web -> shop.db: Read/write", "club.web -> shop.db: Query orders", Severity.WARNING),
        ("shop.web -> shop.db: Orders", "shop.db -> club.web: Orders", Severity.WARNING),
        ("shop.web -> shop.db: Orders", "club.web -> shop.db: Orders", Severity.ERROR),
        ("shop.web -> shop.db: Read", "club.web -> shop.db: Read", None),
        ("shop.web -> shop.db: Write", "shop.web -> shop.db: Read", None),
    ],
)
def test_a_store_belongs_to_one_system(mine, theirs, severity):
    weak = found(Rule.SHARED_STORE, [*shop("web"), DB, *OTHER], [mine, theirs])
    assert [one.severity for one in weak] == ([severity] if severity else [])


def test_access_counts_more_than_the_label():
    flows = [flow("shop.web -> shop.db: Write", access="both"), flow("club.web -> shop.db: Write", access="read")]
    (weak,) = found(Rule.SHARED_STORE, [*shop("web"), DB, *OTHER], flows)
    assert weak.severity is Severity.WARNING
    assert weak.edges == (("club.web", "shop.db"), ("shop.web", "shop.db"))


@pytest.mark.parametrize("who", [person("me"), external("me")])
def test_nobody_outside_is_joined_to_a_store(who):
    (weak,) = found(Rule.EXTERNAL_STORE_ACCESS, [who, system("shop"), DB], ["me -> shop.db: Read"])
    assert (weak.severity, weak.elements) == (Severity.ERROR, ("shop.db", "me"))
    assert " reads shop.db directly" in weak.what
    outside = [who, external("shop"), replace(DB, external=True)]
    assert found(Rule.EXTERNAL_STORE_ACCESS, outside, ["me -> shop.db"]) == []


def chain(hops):
    names = [f"n{number}" for number in range(hops + 1)]
    return shop(*names), [f"shop.{a} -> shop.{b}" for a, b in pairwise(names)]


@pytest.mark.parametrize(
    ("hops", "severity"), [(3, None), (4, Severity.WARNING), (5, Severity.WARNING), (6, Severity.ERROR)]
)
def test_a_chain_of_calls_is_long_from_four(hops, severity):
    weak = found(Rule.LONG_CHAIN, *chain(hops))
    assert [one.severity for one in weak] == ([severity] if severity else [])
    assert all(len(one.edges) == hops and one.elements[0] == "shop.n0" for one in weak)


def test_a_message_ends_a_chain():
    elements, flows = chain(4)
    assert found(Rule.LONG_CHAIN, elements, [*flows[:2], flows[2].replace("->", "~>"), flows[3]]) == []


def test_a_chain_through_a_cycle_tells_the_most_there_can_be():
    elements, flows = chain(3)
    (weak,) = found(Rule.LONG_CHAIN, [*elements, part("shop.x")], [*flows, "shop.n1 -> shop.x", "shop.x -> shop.n1"])
    assert "Up to 4 synchronous calls in a row, 3 of them on this way" in weak.what


def test_many_flows_make_a_pair_chatty():
    flows = [f"shop.a -> shop.b: {n}" for n in range(3)] + [f"shop.b ~> shop.a: {n}" for n in range(2)]
    (weak,) = found(Rule.CHATTY_PAIR, shop("a", "b"), flows)
    assert weak.elements == ("shop.a", "shop.b")
    assert len(weak.flows) == 5
    assert found(Rule.CHATTY_PAIR, shop("a", "b"), flows[:4]) == []
    assert found(Rule.CHATTY_PAIR, [*shop("a"), DB], [f"shop.a -> shop.db: {n}" for n in range(9)]) == []


def test_turns_in_a_scenario_make_a_pair_chatty():
    steps = ["shop.a -> shop.b", "shop.b -> shop.a", "shop.b -> shop.c", "shop.a -> shop.b", "shop.b -> shop.a"]
    (weak,) = found(Rule.CHATTY_PAIR, shop("a", "b", "c"), ["shop.a -> shop.b"], [scenario("tell", *steps)])
    assert "3 turns in the scenario tell" in weak.what
    assert found(Rule.CHATTY_PAIR, shop("a", "b", "c"), [], [scenario("tell", *steps[:4])]) == []


def star(count, arrow="->"):
    return shop("hub", *(f"n{n}" for n in range(count))), [f"shop.n{n} {arrow} shop.hub" for n in range(count)]


def test_a_hub_is_for_review_and_never_fails():
    report = analyse(model(*star(8, "~>")))
    (weak,) = [one for one in report.weaknesses if one.rule is Rule.HUB]
    assert (weak.severity, weak.elements) == (Severity.REVIEW, ("shop.hub",))
    assert failures(report, "any") == ()
    assert found(Rule.HUB, *star(7)) == []


def test_what_half_of_all_need_synchronously_is_a_single_point_of_failure():
    elements, flows = star(4)
    (weak,) = found(Rule.SINGLE_POINT_OF_FAILURE, elements, flows)
    assert weak.elements == ("shop.hub",)
    assert "4 of 4 others (100 %)" in weak.what
    assert found(Rule.SINGLE_POINT_OF_FAILURE, *star(4, "~>")) == []
    assert found(Rule.SINGLE_POINT_OF_FAILURE, [*elements, *map(part, ("shop.p", "shop.q", "shop.r", "shop.s"))], flows)
    many = [part(f"shop.more{n}") for n in range(5)]
    assert found(Rule.SINGLE_POINT_OF_FAILURE, [*elements, *many], flows) == []


@pytest.mark.parametrize(
    "words",
    [
        "POST 10.1.2.3",
        "http://localhost:8080/x",
        "see [fe80::1]:80",
        "https://api-staging.example.com/v1",
        "qa.api.example.com",
        "https://orders.shop.svc.cluster.local",
    ],
)
@pytest.mark.parametrize("key", ["label", "data", "contract_key"])
def test_an_address_of_one_environment_is_hard_coded(words, key):
    fields = {"provenance": Provenance(contract_key=words)} if key == "contract_key" else {key: words}
    (weak,) = found(Rule.HARD_CODED_ENDPOINT, shop("a", "b"), [flow("shop.a -> shop.b", **fields)])
    assert weak.severity is Severity.WARNING


@pytest.mark.parametrize(
    "words",
    [
        "Version 1.2.3",
        "1.2.3.4.5",
        "300.1.2.3",
        "https://courses.example.edu/api",
        "/api/v0/test/users.json",
        "Test results",
        "the product catalog, e.g. products",
        "localhosts",
        "a::b",
    ],
)
def test_other_words_are_no_address(words):
    assert found(Rule.HARD_CODED_ENDPOINT, shop("a", "b"), [flow("shop.a -> shop.b", data=words)]) == []


def test_a_system_with_many_ways_in_needs_a_gateway():
    elements, flows = shop("a", "b", "c"), ["me -> shop.a", "out -> shop.b", "me ~> shop.c"]
    outside = [person("me"), external("out")]
    (weak,) = found(Rule.NO_GATEWAY, [*outside, *elements], flows)
    assert weak.elements == ("shop", "shop.a", "shop.b", "shop.c")
    assert "me and out reach 3 containers of shop" in weak.what
    assert found(Rule.NO_GATEWAY, [*outside, *elements], flows[:2]) == []
    gate = [*elements[:1], replace(elements[1], role="gateway"), *elements[2:]]
    assert found(Rule.NO_GATEWAY, [*outside, *gate], flows) == []
    pulled = [*flows[:2], flow("me -> shop.c", initiator="shop.c")]
    assert found(Rule.NO_GATEWAY, [*outside, *elements], pulled) == []


@pytest.mark.parametrize(
    ("tag", "severity"),
    [("fragile", Severity.WARNING), ("fragile:error", Severity.ERROR), ("fragile:info", Severity.INFO)],
)
def test_what_an_author_flags_is_told(tag, severity):
    elements = [*shop("b"), part("shop.a", tags=(tag,))]
    weak = found(Rule.FLAGGED, elements, [flow("shop.a -> shop.b", tags=(tag, "other"))])
    assert [(one.elements, one.severity) for one in weak] == [
        (("shop.a",), severity),
        (("shop.a", "shop.b"), severity),
    ]


def test_brittle_sources_are_told():
    sources = (
        IngestionSource(title="Prices", system="shop", position=AT, transport="scrape", fragile=True),
        IngestionSource(title="Stock", system="shop", position=AT),
    )
    (weak,) = found(Rule.FRAGILE_INGESTION, [system("shop")], ingestion=sources)
    assert "Prices (scrape) of shop" in weak.what
    assert all((weak.why, weak.advice))


# --- Tuning and accepting ---


def test_rules_can_be_tuned_and_switched_off():
    elements, flows = chain(4)
    assert found(Rule.LONG_CHAIN, elements, flows, rules=Rules(chain_warning=5)) == []
    assert found(Rule.LONG_CHAIN, elements, flows, rules=Rules(off=frozenset((Rule.LONG_CHAIN,)))) == []
    (weak,) = found(Rule.LONG_CHAIN, elements, flows, rules=Rules(severities={Rule.LONG_CHAIN: Severity.INFO}))
    assert weak.severity is Severity.INFO


def test_the_severity_of_cycles_can_be_set_by_class():
    told = model(shop("a", "b"), ["shop.a ~> shop.b", "shop.b ~> shop.a"])
    (cycle,) = analyse(told, rules=Rules(severities={"cycle-feedback": Severity.ERROR})).cycles
    assert cycle.severity is Severity.ERROR


def test_an_element_or_all_flows_can_accept_a_finding_with_a_reason():
    elements, flows = [person("me"), system("shop")], ["me -> shop.db: Read"]
    db = accepted(DB, Rule.EXTERNAL_STORE_ACCESS)
    report = analyse(model([*elements, db], flows))
    (weak,) = report.weaknesses
    assert weak.suppression.reason == "Known."
    assert weak.judgement.state is State.SUPPRESSED
    assert failures(report, "any") == ()
    (weak,) = analyse(model([*elements, DB], [accepted(flow(flows[0]), Rule.EXTERNAL_STORE_ACCESS)])).weaknesses
    assert weak.suppression
    (weak,) = analyse(model([*elements, accepted(DB, Rule.HUB)], flows)).weaknesses
    assert weak.suppression is None


def test_settings_are_read_from_plain_values():
    values = {
        "ignore": ["a"],
        "ignore_tags": ["t"],
        "ignore_roles": [],
        "roles": {"b": "store"},
        "ignore_rules": ["hub"],
        "severities": {"long-chain": "info"},
        "thresholds": {"chain_warning": 7, "failure_share": "0.75"},
    }
    scope, rules = settings(values, subject="s")
    assert scope == Scope(
        subject="s",
        roles={"b": Role.STORE},
        ignored_roles=frozenset(),
        ignored_tags=frozenset("t"),
        ignored=frozenset("a"),
    )
    assert rules == Rules(
        off=frozenset((Rule.HUB,)),
        severities={"long-chain": Severity.INFO},
        chain_warning=7,
        failure_share=0.75,
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ignores": []}, "'ignores' is no setting; did you mean 'ignore'?"),
        ({"ignore_rules": ["hubs"]}, "'hubs' is no rule; did you mean 'hub'?"),
        ({"ignore_rules": "hub"}, "'ignore_rules' must be a list of names"),
        ({"roles": {"a": "stores"}}, "'stores' is no role; did you mean 'store'?"),
        ({"severities": {"cycle-mix": "info"}}, "'cycle-mix' is no rule; did you mean 'cycle-mixed'?"),
        ({"severities": ["hub"]}, "'severities' must map names to values"),
        ({"thresholds": {"chain_warning": "x"}}, "'chain_warning' must be a whole number, and not 'x'"),
        ({"thresholds": {"failure_share": -1}}, "'failure_share' must be a number, and not '-1'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_explained(values, said):
    with pytest.raises(SettingFault) as caught:
        settings(values)
    assert str(caught.value) == said


def test_the_model_and_the_analysis_know_the_same_rules():
    from sphinxcontrib_c4.model import json_schema

    named = json_schema()["$defs"]["SuppressionEntry"]["properties"]["rule"]["enum"]
    assert sorted(named) == sorted(Rule)


def test_a_threshold_of_nothing_finds_what_nobody_calls():
    rules = Rules(failure_dependents=0, failure_share=0)
    told = found(Rule.SINGLE_POINT_OF_FAILURE, [system("a"), system("b")], [flow("a -> b: ask")], rules=rules)
    assert {(one.elements, one.edges) for one in told} == {(("a",), ()), (("b",), (("a", "b"),))}
