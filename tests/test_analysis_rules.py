"""Fragile linkages: what each rule finds, what it does not, and how it is tuned or accepted."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from models import AT, external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.analysis import (
    Role,
    RuleSettings,
    Scope,
    SettingError,
    State,
    analyse,
    failing_findings,
    parse_settings,
    registered_rules,
)
from sphinxcontrib_c4.model import IngestionSource, Provenance, Severity, Shape, Suppression

USUAL = RuleSettings()


def found(rule, elements, flows=(), scenarios=(), rules=USUAL, **fields):
    """The findings of one rule."""
    every = analyse(model(elements, flows, scenarios, **fields), rules=rules).rule_findings
    return [one for one in every if one.rule.id == rule]


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
    weak = found("shared-store", [*shop("web"), DB, *OTHER], [mine, theirs])
    assert [one.severity for one in weak] == ([severity] if severity else [])


def test_access_counts_more_than_the_label():
    flows = [flow("shop.web -> shop.db: Write", access="both"), flow("club.web -> shop.db: Write", access="read")]
    (weak,) = found("shared-store", [*shop("web"), DB, *OTHER], flows)
    assert weak.severity is Severity.WARNING
    assert weak.edges == (("club.web", "shop.db"), ("shop.web", "shop.db"))


@pytest.mark.parametrize("who", [person("me"), external("me")])
def test_nobody_outside_is_joined_to_a_store(who):
    (weak,) = found("external-store-access", [who, system("shop"), DB], ["me -> shop.db: Read"])
    assert (weak.severity, weak.elements) == (Severity.ERROR, ("shop.db", "me"))
    assert " reads shop.db directly" in weak.message
    outside = [who, external("shop"), replace(DB, external=True)]
    assert found("external-store-access", outside, ["me -> shop.db"]) == []


def chain(hops):
    names = [f"n{number}" for number in range(hops + 1)]
    return shop(*names), [f"shop.{a} -> shop.{b}" for a, b in pairwise(names)]


@pytest.mark.parametrize(
    ("hops", "severity"), [(3, None), (4, Severity.WARNING), (5, Severity.WARNING), (6, Severity.ERROR)]
)
def test_a_chain_of_calls_is_long_from_four(hops, severity):
    weak = found("long-chain", *chain(hops))
    assert [one.severity for one in weak] == ([severity] if severity else [])
    assert all(len(one.edges) == hops and one.elements[0] == "shop.n0" for one in weak)


def test_a_message_ends_a_chain():
    elements, flows = chain(4)
    assert found("long-chain", elements, [*flows[:2], flows[2].replace("->", "~>"), flows[3]]) == []


def test_long_chain_does_not_count_calls_that_no_path_has():
    elements, flows = chain(3)
    flows += ["shop.n1 -> shop.x", "shop.x -> shop.n1"]
    assert found("long-chain", [*elements, part("shop.x")], flows) == []
    (finding,) = found("long-chain", [*elements, part("shop.x")], [*flows, "shop.x -> shop.n2"])
    assert "4 synchronous calls in a row: shop.n0 → shop.n1 → shop.x → shop.n2 → shop.n3." in finding.message


def test_many_flows_make_a_pair_chatty():
    flows = [f"shop.a -> shop.b: {n}" for n in range(3)] + [f"shop.b ~> shop.a: {n}" for n in range(2)]
    (weak,) = found("chatty-pair", shop("a", "b"), flows)
    assert weak.elements == ("shop.a", "shop.b")
    assert len(weak.flows) == 5
    assert found("chatty-pair", shop("a", "b"), flows[:4]) == []
    assert found("chatty-pair", [*shop("a"), DB], [f"shop.a -> shop.db: {n}" for n in range(9)]) == []


def test_turns_in_a_scenario_make_a_pair_chatty():
    steps = ["shop.a -> shop.b", "shop.b -> shop.a", "shop.b -> shop.c", "shop.a -> shop.b", "shop.b -> shop.a"]
    (weak,) = found("chatty-pair", shop("a", "b", "c"), ["shop.a -> shop.b"], [scenario("tell", *steps)])
    assert "3 turns in the scenario tell" in weak.message
    assert found("chatty-pair", shop("a", "b", "c"), [], [scenario("tell", *steps[:4])]) == []


def star(count, arrow="->"):
    return shop("hub", *(f"n{n}" for n in range(count))), [f"shop.n{n} {arrow} shop.hub" for n in range(count)]


def test_a_hub_is_for_review_and_never_fails():
    report = analyse(model(*star(8, "~>")))
    (weak,) = [one for one in report.rule_findings if one.rule.id == "hub"]
    assert (weak.severity, weak.elements) == (Severity.REVIEW, ("shop.hub",))
    assert failing_findings(report, "any") == ()
    assert found("hub", *star(7)) == []


@pytest.mark.parametrize(("leaves", "hubs"), [(13, []), (14, [("shop.hub",)])])
def test_hub_lies_beyond_three_interquartile_ranges_of_the_upper_quartile(leaves, hubs):
    """Quartiles of 1 and 4 neighbours put the fence at 4 + 3 * (4 - 1), above the minimum of a hub."""
    elements, flows = star(leaves, "~>")
    meshes = [[f"shop.{mesh}{number}" for number in range(5)] for mesh in ("p", "q")]
    elements += [part(name) for mesh in meshes for name in mesh]
    flows += [f"{source} ~> {target}" for mesh in meshes for source, target in combinations(mesh, 2)]
    assert [finding.elements for finding in found("hub", elements, flows)] == hubs


def test_hub_is_never_a_gateway():
    elements, flows = star(12)
    assert found("hub", [elements[0], replace(elements[1], role="gateway"), *elements[2:]], flows) == []


def test_what_half_of_all_need_synchronously_is_a_single_point_of_failure():
    elements, flows = star(4)
    (weak,) = found("single-point-of-failure", elements, flows)
    assert weak.elements == ("shop.hub",)
    assert "4 of 4 others (100 %)" in weak.message
    assert found("single-point-of-failure", *star(4, "~>")) == []
    assert found("single-point-of-failure", [*elements, *map(part, ("shop.p", "shop.q", "shop.r", "shop.s"))], flows)
    many = [part(f"shop.more{n}") for n in range(5)]
    assert found("single-point-of-failure", [*elements, *many], flows) == []


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
    (weak,) = found("hard-coded-endpoint", shop("a", "b"), [flow("shop.a -> shop.b", **fields)])
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
    assert found("hard-coded-endpoint", shop("a", "b"), [flow("shop.a -> shop.b", data=words)]) == []


def test_a_system_with_many_ways_in_needs_a_gateway():
    elements, flows = shop("a", "b", "c"), ["me -> shop.a", "out -> shop.b", "me ~> shop.c"]
    outside = [person("me"), external("out")]
    (weak,) = found("no-gateway", [*outside, *elements], flows)
    assert weak.elements == ("shop", "shop.a", "shop.b", "shop.c")
    assert "me and out reach 3 containers of shop" in weak.message
    assert found("no-gateway", [*outside, *elements], flows[:2]) == []
    gate = [*elements[:1], replace(elements[1], role="gateway"), *elements[2:]]
    assert found("no-gateway", [*outside, *gate], flows) == []
    pulled = [*flows[:2], flow("me -> shop.c", initiator="shop.c")]
    assert found("no-gateway", [*outside, *elements], pulled) == []


def test_gateway_outside_of_the_system_satisfies_the_rule():
    flows = ["gate -> shop.a", "gate -> shop.b", "gate -> shop.c"]
    assert found("no-gateway", [external("gate", role="gateway"), *shop("a", "b", "c")], flows) == []
    assert found("no-gateway", [external("gate"), *shop("a", "b", "c")], flows)


@pytest.mark.parametrize(
    ("tag", "severity"),
    [("fragile", Severity.WARNING), ("fragile:error", Severity.ERROR), ("fragile:info", Severity.INFO)],
)
def test_what_an_author_flags_is_told(tag, severity):
    elements = [*shop("b"), part("shop.a", tags=(tag,))]
    weak = found("flagged", elements, [flow("shop.a -> shop.b", tags=(tag, "other"))])
    assert [(one.elements, one.severity) for one in weak] == [
        (("shop.a",), severity),
        (("shop.a", "shop.b"), severity),
    ]


def test_brittle_sources_are_told():
    sources = (
        IngestionSource(title="Prices", system="shop", position=AT, transport="scrape", fragile=True),
        IngestionSource(title="Stock", system="shop", position=AT),
    )
    (weak,) = found("fragile-ingestion", [system("shop")], ingestion=sources)
    assert "Prices (scrape) of shop" in weak.message
    assert all((weak.why, weak.advice))


# --- Tuning and accepting ---


def test_rules_can_be_tuned_and_switched_off():
    elements, flows = chain(4)
    assert found("long-chain", elements, flows, rules=RuleSettings(thresholds={"chain_warning": 5})) == []
    assert found("long-chain", elements, flows, rules=RuleSettings(off=frozenset(("long-chain",)))) == []
    (weak,) = found("long-chain", elements, flows, rules=RuleSettings(severities={"long-chain": Severity.INFO}))
    assert weak.severity is Severity.INFO


def test_the_severity_of_cycles_can_be_set_by_class():
    told = model(shop("a", "b"), ["shop.a ~> shop.b", "shop.b ~> shop.a"])
    (cycle,) = analyse(told, rules=RuleSettings(severities={"cycle-feedback": Severity.ERROR})).cycles
    assert cycle.severity is Severity.ERROR


def test_an_element_or_all_flows_can_accept_a_finding_with_a_reason():
    elements, flows = [person("me"), system("shop")], ["me -> shop.db: Read"]
    db = accepted(DB, "external-store-access")
    report = analyse(model([*elements, db], flows))
    (weak,) = report.rule_findings
    assert weak.suppression.reason == "Known."
    assert weak.judgement.state is State.SUPPRESSED
    assert failing_findings(report, "any") == ()
    (weak,) = analyse(model([*elements, DB], [accepted(flow(flows[0]), "external-store-access")])).rule_findings
    assert weak.suppression
    (weak,) = analyse(model([*elements, accepted(DB, "hub")], flows)).rule_findings
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
    scope, rules = parse_settings(values, subject="s")
    assert scope == Scope(
        subject="s",
        roles={"b": Role.STORE},
        ignored_roles=frozenset(),
        ignored_tags=frozenset("t"),
        ignored=frozenset("a"),
    )
    assert rules == RuleSettings(
        off=frozenset(("hub",)),
        severities={"long-chain": Severity.INFO},
        thresholds={"chain_warning": 7, "failure_share": 0.75},
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ignores": []}, "unknown setting 'ignores'; did you mean 'ignore'?"),
        ({"ignore_rules": ["hubs"]}, "unknown rule 'hubs'; did you mean 'hub'?"),
        ({"ignore_rules": "hub"}, "'ignore_rules' must be a list of names"),
        ({"roles": {"a": "stores"}}, "unknown role 'stores'; did you mean 'store'?"),
        ({"severities": {"cycle-mix": "info"}}, "unknown rule 'cycle-mix'; did you mean 'cycle-mixed'?"),
        ({"severities": ["hub"]}, "'severities' must map names to values"),
        ({"thresholds": {"chain_warning": "x"}}, "'chain_warning' must be a whole number, not 'x'"),
        ({"thresholds": {"failure_share": -1}}, "'failure_share' must be a number, not '-1'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_explained(values, said):
    with pytest.raises(SettingError) as caught:
        parse_settings(values)
    assert str(caught.value) == said


def test_the_model_and_the_analysis_know_the_same_rules():
    from sphinxcontrib_c4.model import json_schema

    named = json_schema()["$defs"]["SuppressionEntry"]["properties"]["rule"]["enum"]
    assert sorted(named) == sorted(registered_rules())


def test_a_threshold_of_nothing_finds_what_nobody_calls():
    rules = RuleSettings(thresholds={"failure_dependents": 0, "failure_share": 0})
    told = found("single-point-of-failure", [system("a"), system("b")], [flow("a -> b: ask")], rules=rules)
    assert {(one.elements, one.edges) for one in told} == {(("a",), ()), (("b",), (("a", "b"),))}
