"""Declared rules of landscape.yaml: their keys and faults, their violations, and reports of these."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from docutils import nodes
from project_writer import Project

from sphinxcontrib_c4.analysis import (
    Scope,
    State,
    analyse,
    failing_findings,
    finding_id,
    read_baseline,
    report_schema,
    to_json,
    to_sarif,
    to_text,
)
from sphinxcontrib_c4.cli import EXIT_FINDINGS, EXIT_OK, main
from sphinxcontrib_c4.model import ModelError, Severity, load
from sphinxcontrib_c4.model_source import load_any

SHOP = """\
meta: {primary_system: shop}
actors:
  - {id: buyer, name: Buyer}
systems:
  - id: shop
    name: Shop
    owner: Shop team
    containers:
      - id: web
        name: Web
        tags: [front]
        components: [{id: cart, name: Cart}, {id: page, name: Page}]
      - {id: api, name: API}
      - {id: jobs, name: Jobs}
      - {id: mails, name: Mails, shape: queue}
      - {id: orders, name: Orders, shape: db, tags: [storage]}
  - {id: pay, name: Pay, owner: Pay team, kind: external}
  - {id: ship, name: Ship, owner: Ship team, aliases: [parcels]}
  - {id: vault, name: Vault, role: infrastructure}
"""
FLOWS = {
    "web -> api": "{id: order, source: web, target: api, label: order, sync: true}",
    "cart -> page": "{id: show, source: web.cart, target: web.page, label: show, sync: true}",
    "api -> orders": "{id: save, source: api, target: orders, label: save, sync: true}",
    "orders -> jobs": "{id: take, source: orders, target: jobs, label: rows, sync: true}",
    "web -> orders": "{id: peek, source: web, target: orders, label: peek, sync: true}",
    "jobs -> web": "{id: tell, source: jobs, target: web, label: tell, sync: false}",
    "jobs -> api": "{id: done, source: jobs, target: api, label: done, sync: true}",
    "jobs -> mails": "{id: mail, source: jobs, target: mails, label: mail, sync: false}",
    "mails -> web": "{id: read, source: mails, target: web, label: mail, sync: false}",
    "api -> ship": "{id: send, source: api, target: ship, label: send, sync: true}",
    "ship -> vault": "{id: keys, source: ship, target: vault, label: keys, sync: true}",
    "ship -> jobs": "{id: late, source: ship, target: jobs, label: late, sync: false}",
    "api -> pay": "{id: bill, source: api, target: pay, label: bill, sync: true}",
    "pay -> ship": "{id: paid, source: pay, target: ship, label: paid, sync: true}",
    "buyer -> orders": "{id: look, source: buyer, target: orders, label: look, sync: true}",
    "poll ship": "{id: poll, source: ship, target: jobs, label: state, sync: true, initiator: target}",
}
LAYERS = "layers: [web, [api, jobs], {name: Storage, members: 'tag:storage'}]"


def write_model(tmp_path, rules, *flows, landscape=""):
    """Write a model with some of the flows, and rules: each is the text after its id and reason."""
    lines = [f"  - {{id: r{number}, reason: Because., {rule}}}" for number, rule in enumerate(rules, 1)]
    (tmp_path / "landscape.yaml").write_text("\n".join([landscape, "rules:", *lines, ""]), encoding="utf-8")
    text = SHOP + "".join(["flows:\n", *(f"  - {FLOWS[name]}\n" for name in flows)] if flows else [])
    (tmp_path / "shop.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def report_of(tmp_path, rule, *flows, **options):
    rules = [rule] if isinstance(rule, str) else rule
    return analyse(load(write_model(tmp_path, rules, *flows, **options)))


def violations(report):
    return [finding for finding in report.rule_findings if finding.declaration]


def messages(tmp_path, rule, *flows, **options):
    return [finding.message for finding in violations(report_of(tmp_path, rule, *flows, **options))]


# --- Kinds ---


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ("web -> api", []),
        ("web -> orders", []),
        ("jobs -> api", []),
        ("orders -> jobs", []),  # a reader depends on its store
        ("api -> ship", []),
        (
            "jobs -> web",
            [
                "shop.jobs depends on shop.web, which is in a layer above "
                "(the layer shop.web is above shop.api, shop.jobs)."
            ],
        ),
    ],
)
def test_layers_forbid_dependencies_on_a_layer_above(tmp_path, flow, expected):
    assert messages(tmp_path, LAYERS, flow) == expected


def test_layers_strict_forbid_skipping(tmp_path):
    rule = f"{LAYERS}, strict: true"
    assert messages(tmp_path, rule, "web -> api", "api -> orders") == []
    assert messages(tmp_path, rule, "web -> orders") == [
        "shop.web depends on shop.orders and skips shop.api, shop.jobs."
    ]


def test_layers_independent_forbid_dependencies_of_siblings(tmp_path):
    rule = "layers: [web, {members: [api, jobs], name: Logic, independent: true}]"
    assert messages(tmp_path, rule, "jobs -> api", "web -> api") == [
        "shop.jobs depends on shop.api, and members of the layer Logic must be independent."
    ]


def test_layers_optional_may_be_empty(tmp_path):
    rule = "layers: [web, {members: 'tag:nothing', optional: true}, api]"
    assert messages(tmp_path, rule, "web -> api") == []


def test_layers_exhaustive_report_elements_outside_all_layers(tmp_path):
    report = report_of(tmp_path, f"{LAYERS}, exhaustive: [shop, ship]", "web -> api")
    assert [(f.message, f.position.line) for f in violations(report)] == [
        ("ship is in no layer.", 18),
        ("shop.mails is in no layer.", 15),
    ]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ("web -> orders", ["shop.web depends on shop.orders, which is forbidden."]),
        ("buyer -> orders", []),
        ("api -> orders", []),
    ],
)
def test_forbidden_dependencies(tmp_path, flow, expected):
    assert messages(tmp_path, "forbidden: {from: 'tag:front', to: 'tag:storage'}", flow) == expected


def test_forbidden_to_people_and_infrastructure(tmp_path):
    flows = ("buyer -> orders", "ship -> vault")
    assert messages(tmp_path, "forbidden: {from: [buyer, ship], to: [orders, vault]}", *flows) == [
        "buyer depends on shop.orders, which is forbidden.",
        "ship depends on vault, which is forbidden.",
    ]


def test_allowed_dependencies_exclude_all_others(tmp_path):
    rule = "allowed: {from: [api, jobs], to: orders}"
    assert messages(tmp_path, rule, "api -> orders", "jobs -> api", "web -> api", "api -> ship") == [
        "shop.api depends on ship, and may depend only on shop.orders."
    ]


def test_protected_elements_have_few_dependents(tmp_path):
    rule = "protected: {from: api, to: orders}"
    assert messages(tmp_path, rule, "api -> orders", "orders -> jobs", "buyer -> orders") == [
        "buyer depends on shop.orders, and only shop.api may do so.",
        "shop.jobs depends on shop.orders, and only shop.api may do so.",
    ]


def test_independent_selections(tmp_path):
    rule = "independent: ['owner:Shop team', 'system:ship', 'owner:Pay team']"
    assert messages(tmp_path, rule, "web -> api", "api -> ship", "ship -> vault", "pay -> ship") == [
        "pay depends on ship, and the two must be independent.",
        "shop.api depends on ship, and the two must be independent.",
    ]


def test_rule_follows_the_initiator(tmp_path):
    assert messages(tmp_path, "forbidden: {from: jobs, to: ship}", "poll ship") == [
        "shop.jobs depends on ship, which is forbidden."
    ]
    assert messages(tmp_path, "forbidden: {from: ship, to: jobs}", "poll ship") == []


def test_rule_counts_a_message_as_a_dependency_on_the_queue_only(tmp_path):
    flows = ("jobs -> mails", "mails -> web")
    assert messages(tmp_path, "forbidden: {from: jobs, to: web}\n    , indirect: true", *flows) == []
    assert messages(tmp_path, "forbidden: {from: [jobs, web], to: mails}", *flows) == [
        "shop.jobs depends on shop.mails, which is forbidden.",
        "shop.web depends on shop.mails, which is forbidden.",
    ]


def test_rule_about_components_covers_dependencies_between_them(tmp_path):
    assert messages(tmp_path, "forbidden: {from: cart, to: page}", "cart -> page") == [
        "shop.web.cart depends on shop.web.page, which is forbidden."
    ]
    assert messages(tmp_path, "forbidden: {from: web, to: web}", "cart -> page") == []


def test_rule_mode_sync_ignores_asynchronous_dependencies(tmp_path):
    rule = f"{LAYERS}, mode: sync"
    assert messages(tmp_path, rule, "jobs -> web") == []
    assert messages(tmp_path, LAYERS, "jobs -> web")


def test_rule_ignores_excluded_flows_and_elements(tmp_path):
    model = load(write_model(tmp_path, [LAYERS], "jobs -> web"))
    assert violations(analyse(model))
    assert violations(analyse(model, scope=Scope(ignored=frozenset({"tell"})))) == []
    assert violations(analyse(model, scope=Scope(ignored_tags=frozenset({"front"})))) == []


# --- Chains ---


def test_indirect_chains_are_shortest_and_end_at_named_elements(tmp_path):
    rule = "forbidden: {from: [web, jobs], to: ship}, indirect: true"
    report = report_of(tmp_path, rule, "web -> api", "jobs -> api", "jobs -> web", "api -> ship", "api -> orders")
    findings = violations(report)
    assert [finding.message for finding in findings] == [
        "shop.jobs depends indirectly on ship, which is forbidden: shop.jobs → shop.api → ship.",
        "shop.web depends indirectly on ship, which is forbidden: shop.web → shop.api → ship.",
    ]
    assert [flow.name for flow in findings[1].flows] == ["shop.order", "shop.send"]
    assert findings[1].edges == (("shop.web", "shop.api"), ("shop.api", "ship"))
    assert messages(tmp_path, rule.removesuffix(", indirect: true"), "web -> api", "api -> ship") == []


def test_indirect_chains_do_not_pass_external_systems(tmp_path):
    rule = "forbidden: {from: api, to: ship}, indirect: true"
    assert messages(tmp_path, rule, "api -> pay", "pay -> ship") == []


def test_indirect_chains_of_layers_pass_only_elements_outside_the_layers(tmp_path):
    rule = "layers: [jobs, web], indirect: true"
    assert messages(tmp_path, rule, "web -> api", "api -> ship", "ship -> jobs") == [
        "shop.web depends indirectly on shop.jobs, which is in a layer above (the layer shop.jobs is above shop.web): "
        "shop.web → shop.api → ship → shop.jobs."
    ]
    rule = "layers: [jobs, ship, web], indirect: true"
    assert messages(tmp_path, rule, "web -> api", "api -> ship", "ship -> jobs") == [
        "ship depends on shop.jobs, which is in a layer above (the layer shop.jobs is above ship).",
        "shop.web depends indirectly on ship, which is in a layer above (the layer ship is above shop.web): "
        "shop.web → shop.api → ship.",
    ]


# --- Exceptions ---


def test_exception_ignores_a_dependency_and_its_chains(tmp_path):
    exception = "except: [{from: api, to: ship, reason: Known.}]"
    rule = f"forbidden: {{from: [web, api], to: ship}}, indirect: true, {exception}"
    assert messages(tmp_path, rule, "web -> api", "api -> ship") == []


def test_exception_without_a_dependency_is_reported(tmp_path):
    rule = f"{LAYERS}, severity: error, except: [{{from: jobs, to: web, reason: Old.}}]"
    assert messages(tmp_path, rule, "jobs -> web") == []
    report = report_of(tmp_path, rule, "web -> api")
    assert [(f.message, f.severity, f.position.line) for f in violations(report)] == [
        ("No dependency matches the exception from shop.jobs to shop.web.", Severity.WARNING, 3)
    ]


# --- Selections ---


@pytest.mark.parametrize("selection", ["web", "shop.web", "element:web", "tag:front", "[web]", "[cart, web]"])
def test_selection_texts_with_the_same_elements(tmp_path, selection):
    rule = f"forbidden: {{from: '{selection}', to: api}}" if "[" not in selection else ""
    rule = rule or f"forbidden: {{from: {selection}, to: api}}"
    assert len(messages(tmp_path, rule, "web -> api")) == 1


def test_selection_of_groups_and_aliases(tmp_path):
    landscape = "groups: {'Other: outside': [ship, vault]}"
    rule = "forbidden: {from: 'group:Other: outside', to: jobs}"
    assert len(messages(tmp_path, rule, "ship -> jobs", landscape=landscape)) == 1
    assert len(messages(tmp_path, "forbidden: {from: parcels, to: jobs}", "ship -> jobs")) == 1


def test_selection_by_owner_excludes_parts_of_other_owners(tmp_path):
    path = write_model(tmp_path, ["forbidden: {from: 'owner:Shop team', to: api}"], "web -> api", "jobs -> api")
    text = (path / "shop.yaml").read_text("utf-8").replace("name: Jobs}", "name: Jobs, owner: Job team}")
    (path / "shop.yaml").write_text(text, encoding="utf-8")
    assert [f.elements[0] for f in violations(analyse(load(path)))] == ["shop.web"]


# --- Faults ---


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        ("layers: [wep, api]", "nothing in the model is named 'wep'", "did you mean 'shop.web'"),
        ("layers: [web, 'tag:storge']", "no element has the tag 'storge'", "did you mean 'tag:storage'?"),
        ("layers: [web, 'owner:Shop tea']", "no element has the owner 'Shop tea'", "'owner:Shop team'"),
        ("layers: [web, 'group:None']", "no element is in the group 'None'", "give elements this group"),
        ("layers: [web, 'tags:front']", "'tags:front' cannot start with 'tags:'", "did you mean 'tag'?"),
        ("layers: [web, [api, shop]]", "'shop.web' is already in the layer 'shop.web'", "keep it in one layer"),
        ("independent: [web, web.cart]", "'shop.web.cart' is already in the member 'shop.web'", "one member"),
        ("layers: [web]", "'layers' has only one member", "add another one"),
        ("layers: [web, []]", "this selection is empty", "name an element, or delete the entry"),
        ("layers: [web, {independent: true}]", "layer number 2 has no 'members'", "add 'members: …'"),
        ("layers: web", "'layers' must be a list", "write [web]"),
        ("forbidden: {from: web}", "'forbidden' has no 'to'", "add 'to: …'"),
        ("mode: sync", "the rule 'r1' has no kind", "'layers', 'forbidden', 'allowed', 'protected' or 'independent'"),
        ("from: web, to: api", "the rule 'r1' has no kind", "such as 'forbidden: {from: …, to: …}'"),
        ("layers: [web, api], independent: [web, api]", "the rule 'r1' has 2 kinds", "write a rule for each"),
        ("independent: [web, api], strict: true", "'strict' has no effect on a rule of the kind 'independent'", ""),
        ("allowed: {from: web, to: api}, indirect: true", "'indirect' has no effect", "can forbid chains"),
        ("layers: [web, api], except: [{from: api, to: web}]", "exception number 1 has no 'reason'", ""),
        ("layers: [web, api], severity: fatal", "'severity' cannot be 'fatal'", "choose 'critical'"),
        ("layer: [web, api]", "unknown key 'layer' in rule 'r1'", "did you mean 'layers'?"),
    ],
)
def test_fault_has_a_position_and_a_hint(tmp_path, rule, message, hint):
    path = write_model(tmp_path, [rule])
    with pytest.raises(ModelError) as error:
        load(path)
    fault = next(fault for fault in error.value.faults if message in fault.message)
    assert hint in fault.hint
    assert (fault.position.line, fault.position.path) == (3, (path / "landscape.yaml").as_posix())


def test_fault_points_at_the_name_in_a_list(tmp_path):
    with pytest.raises(ModelError) as error:
        load(write_model(tmp_path, ["layers: [web, [api, jops]]"]))
    fault = error.value.faults[0]
    assert fault.line[fault.position.column - 1 :].startswith("jops")


def test_fault_of_a_rule_without_reason_or_with_a_taken_id(tmp_path):
    path = write_model(tmp_path, [LAYERS])
    rules = f"rules:\n  - {{id: a, reason: x, {LAYERS}}}\n  - {{id: a, reason: y, {LAYERS}}}\n  - {{id: b, {LAYERS}}}\n"
    (path / "landscape.yaml").write_text(rules, encoding="utf-8")
    with pytest.raises(ModelError) as error:
        load(path)
    assert [fault.message for fault in error.value.faults] == ["the rule 'a' occurs twice", "rule 'b' has no 'reason'"]


# --- Reports ---


def test_report_names_reason_flow_and_rule(tmp_path, monkeypatch):
    monkeypatch.chdir(write_model(tmp_path, [f"{LAYERS}, severity: warning"], "jobs -> web"))
    report = analyse(load(tmp_path))
    text = to_text(report, width=200)
    assert "1 violation of the declared rule and no fragile links" in text
    assert "WARNING: rule r1\n" in text
    assert "  Because.\n" in text
    assert f"    shop.jobs → shop.web: tell (asynchronous)\n      {tmp_path.as_posix()}/shop.yaml:21:5\n" in text
    assert f"  Declared at {tmp_path.as_posix()}/landscape.yaml:3:5\n" in text
    content = json.loads(to_json(report))
    jsonschema.validate(content, report_schema())
    finding = next(finding for finding in content["fragile"] if finding["declaration"])
    assert finding["rule"] == "declared-rule/r1"
    assert finding["declaration"]["kind"] == "layers"
    assert finding["declaration"]["position"]["line"] == 3


def test_report_sarif_has_one_rule_for_each_declaration(tmp_path):
    report = report_of(tmp_path, [LAYERS, "forbidden: {from: jobs, to: web}"], "jobs -> web")
    run = json.loads(to_sarif(report))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rule for rule in rules if "declared" in rule] == ["c4/declared-rule/r1", "c4/declared-rule/r2"]
    results = [result for result in run["results"] if "declared" in result["ruleId"]]
    assert [rules[result["ruleIndex"]] for result in results] == [result["ruleId"] for result in results]
    assert len({result["partialFingerprints"]["sphinxC4/v1"] for result in results}) == 2
    assert results[0]["relatedLocations"][-1]["message"]["text"] == "the rule r1"


def test_report_of_a_model_without_rules_does_not_mention_rules(tmp_path):
    text = to_text(analyse(load(write_model(tmp_path, [], "jobs -> web"))))
    assert "declared" not in text


def test_baseline_accepts_a_violation_of_one_rule(tmp_path, capsys):
    path = write_model(tmp_path, [LAYERS, "forbidden: {from: jobs, to: web}"], "jobs -> web")
    assert main(["lint", str(path)]) == EXIT_FINDINGS
    capsys.readouterr()
    main(["lint", str(path), "--format", "baseline", "--reason", "Known."])
    text = capsys.readouterr().out
    assert "rule: declared-rule/r1" in text
    file = tmp_path / "accepted.txt"
    file.write_text(text.replace("declared-rule/r2", "declared-rule/gone"), encoding="utf-8")
    report = analyse(load(path), baseline=read_baseline(file))
    assert [f.judgement.state for f in violations(report)] == [State.ACCEPTED, State.NEW]
    assert [stale.entry.rule for stale in report.stale] == ["declared-rule/gone"]
    file.write_text(text, encoding="utf-8")
    assert main(["lint", str(path), "--baseline", str(file)]) == EXIT_OK


def test_baseline_must_name_one_declared_rule(tmp_path):
    file = tmp_path / "accepted.txt"
    file.write_text("accept:\n  - {rule: declared-rule, edges: [a -> b], reason: x}\n", encoding="utf-8")
    with pytest.raises(ModelError, match="'declared-rule' does not name a rule"):
        read_baseline(file)


@pytest.mark.parametrize(("severity", "fails"), [("error", True), ("warning", True), ("info", False)])
def test_severity_decides_whether_a_violation_fails(tmp_path, severity, fails):
    report = report_of(tmp_path, f"{LAYERS}, severity: {severity}", "jobs -> web")
    assert bool([f for f in failing_findings(report, "new") if f in violations(report)]) is fails
    assert [f.severity.value for f in violations(report)] == [severity]


def test_violation_keeps_its_identity_when_lines_move(tmp_path):
    first = violations(report_of(tmp_path, LAYERS, "jobs -> web"))
    second = violations(report_of(tmp_path, LAYERS, "web -> api", "jobs -> web", landscape="name: Moved"))
    assert [finding_id(finding) for finding in first] == [finding_id(finding) for finding in second]


def test_fragile_page_shows_violations_with_their_reason(tmp_path):
    write_model(tmp_path, [LAYERS], "jobs -> web")
    page = "A\n=\n\n.. c4-fragile::\n   :rule: declared-rule\n"
    project = Project(tmp_path / "project").write({"index.rst": page}, model=None)
    project.configure(c4_model=str(tmp_path))
    with project.build() as site:
        tree = site.doctree("index")
    text = tree.astext()
    assert "Rule r1" in [node.astext() for node in tree.findall(nodes.rubric)][1]
    assert "Because." in text
    assert "Looked for violations of declared rules" in text


# --- Cuts ---


def test_cut_prefers_dependencies_against_the_layers(tmp_path):
    flows = ("web -> api", "jobs -> web", "api -> ship", "ship -> jobs")
    plain = analyse(load(write_model(tmp_path, [], *flows))).cycles[0]
    layered = analyse(load(write_model(tmp_path, ["layers: [web, [api, jobs]]"], *flows))).cycles[0]
    assert [cut.edge.pair for cut in plain.remove.edges] != [("shop.jobs", "shop.web")]
    assert [cut.edge.pair for cut in layered.remove.edges] == [("shop.jobs", "shop.web")]
    text = to_text(analyse(load(tmp_path)), width=200)
    assert "shop.jobs → shop.web (on 1 cycle, leaves no cycle, against the layers of r1)" in text


def test_cut_by_layers_does_not_count_exceptions_and_ignored_modes(tmp_path):
    flows = ("web -> api", "jobs -> web", "api -> ship", "ship -> jobs")
    exception = "layers: [web, [api, jobs]], except: [{from: jobs, to: web, reason: Known.}]"
    for rule in (exception, "layers: [web, [api, jobs]], mode: sync"):
        cycle = analyse(load(write_model(tmp_path, [rule], *flows))).cycles[0]
        assert [cut.edge.pair for cut in cycle.remove.edges] != [("shop.jobs", "shop.web")]


# --- Workspaces ---

ALL_KINDS = (
    "layers: [web, [api, jobs], {name: Storage, members: 'tag:storage', independent: true}, "
    "{members: 'tag:none', optional: true}], strict: true, exhaustive: [shop], severity: review, indirect: true",
    "forbidden: {from: 'owner:Shop team', to: ['system:ship', vault]}, mode: sync, "
    "except: [{from: api, to: ship, reason: Known.}]",
    "allowed: {from: api, to: orders}",
    "protected: {from: api, to: orders}",
    "independent: ['group:Outside', [web, api]]",
)


def export_workspace(tmp_path):
    path = write_model(tmp_path, ALL_KINDS, "web -> api", landscape="groups: {Outside: [ship, vault]}")
    workspace = tmp_path / "workspace.json"
    assert main(["export", str(path), "--format", "structurizr", "--output", str(workspace)]) == EXIT_OK
    return load(path), workspace


def test_workspace_keeps_declared_rules(tmp_path):
    model, workspace = export_workspace(tmp_path)

    def without_positions(rules):
        return [
            replace(rule, position=None, exceptions=tuple(replace(item, position=None) for item in rule.exceptions))
            for rule in rules
        ]

    assert len(model.rules) == len(ALL_KINDS)
    assert without_positions(load_any(workspace).rules) == without_positions(model.rules)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("5", "expected a list of objects"),
        ('[{"id": "a"}]', "rule number 1: missing key"),
        ('[{"id": 5, "reason": "x"}]', "rule number 1: a value must be text"),
        ('[{"id": "a", "reason": "x"}]', "the rule 'a' has no kind"),
        ('[{"id": "a", "reason": "x", "layers": [["nope"], ["shop"]]}]', "nothing in the model is named 'nope'"),
        ('[{"id": "a", "reason": "x", "layers": "shop"}]', "rule number 1: a value must be a list"),
    ],
)
def test_workspace_with_a_damaged_rule_has_a_fault_at_the_property(tmp_path, value, message):
    _, workspace = export_workspace(tmp_path)
    content = json.loads(workspace.read_text("utf-8"))
    content["properties"]["c4.rules"] = value
    workspace.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError) as error:
        load_any(workspace)
    assert any(message in fault.message and "c4.rules" in str(fault) for fault in error.value.faults)


# --- Builds ---


def test_fail_on_warns_of_violations_with_the_type_rule(tmp_path):
    write_model(tmp_path, [LAYERS], "jobs -> web")
    project = Project(tmp_path / "project").write({"index.rst": "A\n=\n"}, model=None)
    project.configure(c4_model=str(tmp_path), c4_fail_on="new", show_warning_types=True)
    with project.build() as site:
        warnings = [line for line in site.warnings if "[c4.rule]" in line]
    assert len(warnings) == 1
    assert "shop.yaml:21: WARNING: Rule r1: shop.jobs depends on shop.web, which is in a layer above" in warnings[0]


def test_rule_option_one_level_too_deep_is_explained(tmp_path):
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    rule = "{id: a, reason: B., forbidden: {from: web, to: orders, indirect: true}}"
    (tmp_path / "landscape.yaml").write_text(f"id: all\nname: All\nrules:\n  - {rule}\n", encoding="utf-8")
    with pytest.raises(ModelError) as error:
        load(tmp_path)
    (fault,) = error.value.faults
    assert (fault.message, fault.hint) == (
        "unknown key 'indirect' in 'forbidden'",
        "move it out of 'forbidden', beside it",
    )
