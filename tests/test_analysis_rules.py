"""The rules: cases that each one reports or does not report, settings, and suppressions."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from models import POSITION, external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.analysis import (
    Role,
    RuleSettings,
    Scope,
    SettingError,
    State,
    analyse,
    cycle_impact,
    failing_findings,
    parse_settings,
    registered_rules,
    to_json,
    to_sarif,
    to_text,
)
from sphinxcontrib_c4.model import IngestionSource, Provenance, Severity, Shape, Suppression

DEFAULTS = RuleSettings()


def findings(rule, elements, flows=(), scenarios=(), rules=DEFAULTS, **fields):
    """Return the findings of one rule."""
    report = analyse(model(elements, flows, scenarios, **fields), rules=rules)
    return [finding for finding in report.rule_findings if finding.rule.id == rule]


def suppress(item, rule):
    """Return an element or a flow that accepts the findings of a rule."""
    return replace(item, suppressions=(Suppression(rule=rule, reason="Known.", position=POSITION),))


def shop(*names, **fields):
    return [system("shop"), *(part(f"shop.{name}", **fields) for name in names)]


DB = part("shop.db", shape=Shape.DATABASE)
OTHER = [system("club"), part("club.web")]


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [
        ("shop.web -> shop.db: Write orders", "club.web -> shop.db: Update orders", Severity.ERROR),
        ("shop.web -> shop.db: Read/write", "club.web -> shop.db: Query orders", Severity.WARNING),
        ("shop.web -> shop.db: Orders", "shop.db -> club.web: Orders", Severity.WARNING),
        ("shop.web -> shop.db: Orders", "club.web -> shop.db: Orders", Severity.ERROR),
        ("shop.web -> shop.db: Read", "club.web -> shop.db: Read", None),
        ("shop.web -> shop.db: Write", "shop.web -> shop.db: Read", None),
    ],
)
def test_shared_store_is_reported_by_access(first, second, severity):
    results = findings("shared-store", [*shop("web"), DB, *OTHER], [first, second])
    assert [finding.severity for finding in results] == ([severity] if severity else [])


def test_shared_store_prefers_access_over_the_label():
    flows = [flow("shop.web -> shop.db: Write", access="both"), flow("club.web -> shop.db: Write", access="read")]
    (finding,) = findings("shared-store", [*shop("web"), DB, *OTHER], flows)
    assert finding.severity is Severity.WARNING
    assert finding.edges == (("club.web", "shop.db"), ("shop.web", "shop.db"))


@pytest.mark.parametrize("caller", [person("me"), external("me")])
def test_external_store_access_is_reported(caller):
    (finding,) = findings("external-store-access", [caller, system("shop"), DB], ["me -> shop.db: Read"])
    assert (finding.severity, finding.elements) == (Severity.ERROR, ("shop.db", "me"))
    assert " reads shop.db directly" in finding.message
    elements = [caller, external("shop"), replace(DB, external=True)]
    assert findings("external-store-access", elements, ["me -> shop.db"]) == []


def chain(hops):
    names = [f"n{number}" for number in range(hops + 1)]
    return shop(*names), [f"shop.{a} -> shop.{b}" for a, b in pairwise(names)]


@pytest.mark.parametrize(
    ("hops", "severity"), [(3, None), (4, Severity.WARNING), (5, Severity.WARNING), (6, Severity.ERROR)]
)
def test_long_chain_starts_at_four_calls(hops, severity):
    results = findings("long-chain", *chain(hops))
    assert [finding.severity for finding in results] == ([severity] if severity else [])
    assert all(len(finding.edges) == hops and finding.elements[0] == "shop.n0" for finding in results)


def test_long_chain_ends_at_an_asynchronous_flow():
    elements, flows = chain(4)
    assert findings("long-chain", elements, [*flows[:2], flows[2].replace("->", "~>"), flows[3]]) == []


def test_long_chain_counts_only_the_calls_of_one_path():
    elements, flows = chain(3)
    flows += ["shop.n1 -> shop.x", "shop.x -> shop.n1"]
    assert findings("long-chain", [*elements, part("shop.x")], flows) == []
    (finding,) = findings("long-chain", [*elements, part("shop.x")], [*flows, "shop.x -> shop.n2"])
    assert "4 synchronous calls in a row: shop.n0 → shop.n1 → shop.x → shop.n2 → shop.n3." in finding.message


def test_long_chain_of_an_external_caller_is_the_longest_one():
    elements, flows = chain(4)
    flows += ["pay -> shop.n0", "pay -> shop.n1"]
    (finding,) = findings("long-chain", [*elements, external("pay")], flows)
    assert (finding.elements[0], len(finding.edges)) == ("pay", 5)


def test_chatty_pair_has_many_flows():
    flows = [f"shop.a -> shop.b: {n}" for n in range(3)] + [f"shop.b ~> shop.a: {n}" for n in range(2)]
    (finding,) = findings("chatty-pair", shop("a", "b"), flows)
    assert finding.elements == ("shop.a", "shop.b")
    assert len(finding.flows) == 5
    assert findings("chatty-pair", shop("a", "b"), flows[:4]) == []
    assert findings("chatty-pair", [*shop("a"), DB], [f"shop.a -> shop.db: {n}" for n in range(9)]) == []


def test_duplicate_flow_names_all_copies():
    distinct = ["shop.a -> shop.b: Ask", "shop.a ~> shop.b: Ask", "shop.b -> shop.a: Ask", "shop.a -> shop.b: Tell"]
    assert findings("duplicate-flow", shop("a", "b"), distinct) == []
    (finding,) = findings(
        "duplicate-flow", shop("a", "b"), [*distinct, "shop.a -> shop.b: ask", "shop.a -> shop.b: Ask"]
    )
    assert len(finding.flows) == 3
    assert {flow.source for flow in finding.flows} == {"shop.a"}
    assert "3 times" in finding.message
    assert all(flow.name in finding.message for flow in finding.flows)
    assert not finding.severity.gates


def test_chatty_pair_has_many_turns_in_a_scenario():
    steps = ["shop.a -> shop.b", "shop.b -> shop.a", "shop.b -> shop.c", "shop.a -> shop.b", "shop.b -> shop.a"]
    (finding,) = findings("chatty-pair", shop("a", "b", "c"), ["shop.a -> shop.b"], [scenario("tell", *steps)])
    assert "3 turns in the scenario tell" in finding.message
    assert findings("chatty-pair", shop("a", "b", "c"), [], [scenario("tell", *steps[:4])]) == []


def star(count, arrow="->"):
    return shop("hub", *(f"n{n}" for n in range(count))), [f"shop.n{n} {arrow} shop.hub" for n in range(count)]


def test_hub_is_a_finding_for_review_that_never_fails():
    report = analyse(model(*star(8, "~>")))
    (finding,) = [finding for finding in report.rule_findings if finding.rule.id == "hub"]
    assert (finding.severity, finding.elements) == (Severity.REVIEW, ("shop.hub",))
    assert "8 neighbours among 8 other connected elements, half of which have 1 or fewer" in finding.message
    assert "on 100% of the shortest paths" in finding.message
    assert failing_findings(report, "any") == ()


@pytest.mark.parametrize(("leaves", "others", "hubs"), [(4, 0, 1), (3, 0, 0), (6, 6, 1), (6, 30, 0), (11, 30, 1)])
def test_hub_has_many_neighbours_for_the_size_of_the_landscape(leaves, others, hubs):
    elements, flows = star(leaves, "~>")
    names = [f"shop.o{number}" for number in range(others)]
    flows += [f"{source} ~> {target}" for source, target in pairwise(names)]
    results = findings("hub", [*elements, *map(part, names)], flows)
    assert [finding.elements for finding in results] == [("shop.hub",)] * hubs


def test_hub_lies_on_shortest_paths():
    """In a complete graph, each element has many neighbours, but no shortest path passes through another element."""
    names = [f"n{number}" for number in range(8)]
    assert findings("hub", shop(*names), [f"shop.{a} ~> shop.{b}" for a, b in combinations(names, 2)]) == []


def test_hub_has_a_queue_as_one_neighbour():
    """Producers and consumers of a queue depend on each other, but do not know each other."""
    readers = [f"n{number}" for number in range(8)]
    elements = [*shop("web", *readers), part("shop.queue", shape=Shape.QUEUE)]
    flows = ["shop.web ~> shop.queue", *(f"shop.queue ~> shop.{reader}" for reader in readers)]
    assert findings("hub", elements, flows) == []
    flows += [f"shop.web ~> shop.{reader}" for reader in readers]
    (finding,) = findings("hub", elements, flows)
    assert "shop.web has 9 neighbours" in finding.message


def test_hub_is_never_external():
    elements, flows = star(8, "~>")
    elements = [system("shop"), external("hub"), *elements[2:]]
    assert findings("hub", elements, [text.replace("shop.hub", "hub") for text in flows]) == []


@pytest.mark.parametrize(
    ("fields", "hubs"),
    [
        ({"role": "gateway"}, 0),
        ({"title": "API Gateway"}, 0),
        ({"technology": "nginx 1.27"}, 0),
        ({"title": "Payment gateway"}, 1),
        ({"title": "Congregation"}, 1),
    ],
)
def test_gateway_is_recognised_by_its_role_name_or_technology(fields, hubs):
    elements, flows = star(8)
    elements[1] = replace(elements[1], **fields)
    assert len(findings("hub", elements, flows)) == hubs


def test_hub_is_never_a_gateway():
    elements, flows = star(12)
    assert findings("hub", [elements[0], replace(elements[1], role="gateway"), *elements[2:]], flows) == []


def test_single_point_of_failure_is_needed_by_half_of_all_containers():
    elements, flows = star(4)
    (finding,) = findings("single-point-of-failure", elements, flows)
    assert finding.elements == ("shop.hub",)
    assert "4 of 4 others (100 %)" in finding.message
    assert findings("single-point-of-failure", *star(4, "~>")) == []
    four_more = map(part, ("shop.p", "shop.q", "shop.r", "shop.s"))
    assert findings("single-point-of-failure", [*elements, *four_more], flows)
    five_more = [part(f"shop.more{n}") for n in range(5)]
    assert findings("single-point-of-failure", [*elements, *five_more], flows) == []


def test_single_point_of_failure_in_a_cycle_is_part_of_the_cycle():
    elements, flows = star(4)
    flows += ["shop.hub -> shop.x", "shop.x -> shop.hub"]
    report = analyse(model([*elements, part("shop.x")], flows))
    assert [finding.rule.id for finding in report.rule_findings if finding.rule.id != "hub"] == []
    (cycle,) = report.cycles
    assert (cycle.members, cycle.dependents) == (("shop.hub", "shop.x"), 4)
    assert "4 other elements need a member synchronously." in cycle_impact(cycle)


def test_single_point_of_failure_that_is_external_has_advice_for_its_callers():
    elements, flows = star(4)
    elements = [system("shop"), external("hub"), *elements[2:]]
    (finding,) = findings("single-point-of-failure", elements, [text.replace("shop.hub", "hub") for text in flows])
    assert finding.advice.startswith("Let callers work without it")


def test_long_chain_with_several_callers_is_one_finding():
    elements, flows = chain(5)
    (finding,) = findings("long-chain", [*elements, part("shop.p"), external("out")], [*flows, "shop.p -> shop.n1"])
    assert "shop.p enters the same chain." in finding.message
    flows += ["shop.p -> shop.n1", "out -> shop.n1"]
    (finding,) = findings("long-chain", [*elements, part("shop.p"), external("out")], flows)
    assert "shop.n0 and shop.p enter the same chain." in finding.message or "out and shop.p enter" in finding.message


def test_findings_about_one_flow_are_joined_to_one_finding():
    """A store that two systems write, one of them external, along a flow that its author flagged."""
    flows = [flow("shop.web -> shop.db", access="write")]
    flows += [flow("out -> shop.db", access="write", tags=("fragile",), protocol="http://10.1.2.3")]
    report = analyse(model([*shop("web"), DB, external("out")], flows))
    (finding,) = report.rule_findings
    rules = ["shared-store", "external-store-access", "hard-coded-endpoint", "flagged"]
    assert [reason.rule.id for reason in finding.reasons] == rules
    text = to_text(report, width=200)
    assert "ERROR: shared store and external store access and hard-coded endpoint and flagged" in text
    (entry,) = json.loads(to_json(report))["fragile"]
    assert [reason["rule"] for reason in entry["also"]] == rules[1:]
    (result,) = json.loads(to_sarif(report))["runs"][0]["results"]
    assert result["properties"]["rules"] == [f"c4/{rule}" for rule in rules]


def test_findings_about_different_flows_stay_apart():
    flows = [flow("shop.web -> shop.api", tags=("fragile",)), flow("shop.api -> shop.web", protocol="http://10.1.2.3")]
    rules = [finding.rule.id for finding in analyse(model(shop("web", "api"), flows)).rule_findings]
    assert rules == ["hard-coded-endpoint", "flagged"]


def test_findings_about_one_flow_are_joined_only_if_all_are_open():
    db = suppress(DB, "external-store-access")
    flows = [flow("out -> shop.db", tags=("fragile",))]
    report = analyse(model([*shop("web"), db, external("out")], flows))
    assert [(finding.rule.id, finding.also) for finding in report.rule_findings] == [
        ("external-store-access", ()),
        ("flagged", ()),
    ]


def test_same_name_of_two_elements_is_reported_as_a_question():
    (finding,) = findings("same-name", [system("a", title="Data Hub"), external("b", title="data-hub"), system("c")])
    assert finding.elements == ("a", "b")
    assert finding.message == "a and b have the name Data Hub: one system?"
    containers = [*shop("a", "b", title="Database"), system("club"), part("club.a", title="Database")]
    (finding,) = findings("same-name", containers)
    assert finding.elements == ("shop.a", "shop.b")


@pytest.mark.parametrize(
    "text",
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
def test_hard_coded_endpoint_is_an_address_of_one_environment(text, key):
    fields = {"provenance": Provenance(contract_key=text)} if key == "contract_key" else {key: text}
    (finding,) = findings("hard-coded-endpoint", shop("a", "b"), [flow("shop.a -> shop.b", **fields)])
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "text",
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
def test_hard_coded_endpoint_is_not_found_in_other_texts(text):
    assert findings("hard-coded-endpoint", shop("a", "b"), [flow("shop.a -> shop.b", data=text)]) == []


def test_no_gateway_is_reported_for_a_system_with_many_entries():
    elements, flows = shop("a", "b", "c"), ["me -> shop.a", "out -> shop.b", "me ~> shop.c"]
    callers = [person("me"), external("out")]
    (finding,) = findings("no-gateway", [*callers, *elements], flows)
    assert finding.elements == ("shop", "shop.a", "shop.b", "shop.c")
    assert "me and out reach 3 containers of shop" in finding.message
    assert findings("no-gateway", [*callers, *elements], flows[:2]) == []
    with_gateway = [*elements[:1], replace(elements[1], role="gateway"), *elements[2:]]
    assert findings("no-gateway", [*callers, *with_gateway], flows) == []
    with_pull = [*flows[:2], flow("me -> shop.c", initiator="shop.c")]
    assert findings("no-gateway", [*callers, *elements], with_pull) == []


def test_no_gateway_accepts_a_gateway_outside_of_the_system():
    flows = ["gate -> shop.a", "gate -> shop.b", "gate -> shop.c"]
    assert findings("no-gateway", [external("gate", role="gateway"), *shop("a", "b", "c")], flows) == []
    assert findings("no-gateway", [external("gate"), *shop("a", "b", "c")], flows)


@pytest.mark.parametrize(
    ("tag", "severity"),
    [("fragile", Severity.WARNING), ("fragile:error", Severity.ERROR), ("fragile:info", Severity.INFO)],
)
def test_flagged_elements_and_flows_are_reported(tag, severity):
    elements = [*shop("b"), part("shop.a", tags=(tag,))]
    results = findings("flagged", elements, [flow("shop.a -> shop.b", tags=(tag, "other"))])
    assert [(finding.elements, finding.severity) for finding in results] == [
        (("shop.a",), severity),
        (("shop.a", "shop.b"), severity),
    ]


def test_fragile_ingestion_is_reported():
    sources = (
        IngestionSource(title="Prices", system="shop", position=POSITION, transport="scrape", fragile=True),
        IngestionSource(title="Stock", system="shop", position=POSITION),
    )
    (finding,) = findings("fragile-ingestion", [system("shop")], ingestion=sources)
    assert "Prices (scrape) of shop" in finding.message
    assert all((finding.why, finding.advice))


# --- Settings and suppressions ---


def test_rules_can_be_tuned_and_turned_off():
    elements, flows = chain(4)
    assert findings("long-chain", elements, flows, rules=RuleSettings(thresholds={"chain_warning": 5})) == []
    assert findings("long-chain", elements, flows, rules=RuleSettings(off=frozenset(("long-chain",)))) == []
    (finding,) = findings("long-chain", elements, flows, rules=RuleSettings(severities={"long-chain": Severity.INFO}))
    assert finding.severity is Severity.INFO


def test_severity_of_cycles_can_be_set_by_class():
    world = model(shop("a", "b"), ["shop.a ~> shop.b", "shop.b ~> shop.a"])
    (cycle,) = analyse(world, rules=RuleSettings(severities={"cycle-feedback": Severity.ERROR})).cycles
    assert cycle.severity is Severity.ERROR


def test_suppression_of_an_element_or_all_flows_accepts_a_finding():
    elements, flows = [person("me"), system("shop")], ["me -> shop.db: Read"]
    db = suppress(DB, "external-store-access")
    report = analyse(model([*elements, db], flows))
    (finding,) = report.rule_findings
    assert finding.suppression.reason == "Known."
    assert finding.judgement.state is State.SUPPRESSED
    assert failing_findings(report, "any") == ()
    (finding,) = analyse(model([*elements, DB], [suppress(flow(flows[0]), "external-store-access")])).rule_findings
    assert finding.suppression
    (finding,) = analyse(model([*elements, suppress(DB, "hub")], flows)).rule_findings
    assert finding.suppression is None


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
    ("values", "message"),
    [
        ({"ignores": []}, "unknown setting 'ignores'; did you mean 'ignore'?"),
        ({"ignore_rules": ["hubs"]}, "unknown rule 'hubs'; did you mean 'hub'?"),
        ({"ignore_rules": "hub"}, "'ignore_rules' must be a list of names"),
        ({"roles": {"a": "stores"}}, "unknown role 'stores' of 'a'; did you mean 'store'?"),
        ({"severities": {"cycle-mix": "info"}}, "unknown rule 'cycle-mix'; did you mean 'cycle-mixed'?"),
        ({"severities": ["hub"]}, "'severities' must map names to values"),
        ({"thresholds": {"chain_warning": "x"}}, "'chain_warning' must be a whole number, not 'x'"),
        ({"thresholds": {"failure_share": -1}}, "'failure_share' must be a number, not '-1'"),
        ({"thresholds": {"failure_share": float("nan")}}, "'failure_share' must be a number, not 'nan'"),
        ({"thresholds": {"failure_share": "inf"}}, "'failure_share' must be a number, not 'inf'"),
        ({"thresholds": {"chain_warning": 10**5000}}, "'chain_warning' must be a whole number, not '<int>'"),
        ({"severities": {"hub": ["info"]}}, "unknown severity '['info']' of 'hub'; did you mean 'info'?"),
        ({"ignore_rules": [["hub"]]}, "'ignore_rules' must be a list of names"),
        ({"roles": {10**5000: "gateway"}}, "'roles' must map names to values"),
        ({"ignore": range(10**20)}, "'ignore' must be a list of names"),
    ],
)
def test_settings_explain_invalid_values(values, message):
    with pytest.raises(SettingError) as error:
        parse_settings(values)
    assert str(error.value) == message


def test_rules_of_the_model_and_the_analysis_are_the_same():
    from sphinxcontrib_c4.model import json_schema

    rules_of_the_model = json_schema()["$defs"]["SuppressionEntry"]["properties"]["rule"]["enum"]
    assert sorted(rules_of_the_model) == sorted(registered_rules())


def test_thresholds_of_zero_find_containers_without_callers():
    rules = RuleSettings(thresholds={"failure_dependents": 0, "failure_share": 0})
    results = findings("single-point-of-failure", [system("a"), system("b")], [flow("a -> b: ask")], rules=rules)
    assert {(finding.elements, finding.edges) for finding in results} == {(("a",), ()), (("b",), (("a", "b"),))}
