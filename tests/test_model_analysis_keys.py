"""Keys of a model file for the analysis: access, topics, hints, roles and suppressions."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.analysis import CycleClass, registered_rules
from sphinxcontrib_c4.analysis.settings import KEYS
from sphinxcontrib_c4.model import CYCLE_RULES, RULES, THRESHOLDS, ModelError, Severity, load
from sphinxcontrib_c4.model.landscape_schema import SEVERITY, AnalysisEntry, ThresholdsEntry
from sphinxcontrib_c4.model.schema import RULE

VALID_MODEL = """
actors:
  - {id: buyer, name: Buyer, suppress: [{rule: no-gateway, reason: A pilot.}]}
systems:
  - id: shop
    name: Shop
    role: gateway
    suppress: [{rule: hub, reason: "It is one   by design."}]
    containers:
      - id: web
        name: Web
        components:
          - id: cart
            name: Cart
            suppress: [{rule: flagged, reason: Known.}]
            relationships: [{target: jobs, label: Enqueue, access: write, topic: orders, in_cycle: keep}]
      - {id: jobs, name: Jobs, shape: queue, role: broker, suppress: [{rule: single-point-of-failure, reason: Spare.}]}
      - {id: worker, name: Worker}
flows:
  - id: take
    source: jobs
    target: worker
    label: Take a job
    access: read
    topic: orders
    in_cycle: cut
    suppress: [{rule: hard-coded-endpoint, reason: Local only.}]
etl_sources:
  - {name: Prices, suppress: [{rule: fragile-ingestion, reason: Replaced in May.}]}
"""


def load_text(tmp_path, text):
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    return load(tmp_path / "m.yaml")


def test_flow_keys_access_topic_and_in_cycle_are_read(tmp_path):
    values = {flow.name: (flow.access, flow.topic, flow.in_cycle) for flow in load_text(tmp_path, VALID_MODEL).flows}
    assert values == {
        "shop.take": ("read", "orders", "cut"),
        "shop.web.cart.jobs-1": ("write", "orders", "keep"),
    }


def test_suppressions_have_rule_reason_and_position(tmp_path):
    model = load_text(tmp_path, VALID_MODEL)
    holders = [*model.elements.values(), *model.flows, *model.ingestion]
    values = [
        (suppression.rule, suppression.reason, suppression.position.line)
        for holder in holders
        for suppression in holder.suppressions
    ]
    assert values == [
        ("no-gateway", "A pilot.", 3),
        ("hub", "It is one by design.", 8),
        ("flagged", "Known.", 15),
        ("single-point-of-failure", "Spare.", 17),
        ("hard-coded-endpoint", "Local only.", 27),
        ("fragile-ingestion", "Replaced in May.", 29),
    ]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("[{rule: hub}]", "suppression number 1 has no 'reason'"),
        ("[{rule: hub, reason: ''}]", "'reason' is empty"),
        ("[{rule: hubs, reason: Why.}]", "'rule' cannot be 'hubs'"),
        ("[{rule: hub, reason: Why., until: May}]", "unknown key 'until' in suppression number 1"),
    ],
)
def test_suppression_requires_a_rule_and_a_reason(tmp_path, entry, message):
    with pytest.raises(ModelError) as error:
        load_text(tmp_path, f"systems:\n  - {{id: a, name: A, suppress: {entry}}}\n")
    assert message in str(error.value)


def test_suppression_suggests_the_nearest_rule(tmp_path):
    with pytest.raises(ModelError, match="did you mean 'shared-store'"):
        load_text(tmp_path, "systems:\n  - {id: a, name: A, suppress: [{rule: shared-stores, reason: Why.}]}\n")


# --- landscape.yaml ---

SETTINGS = """
name: All
analysis:
  ignore: [jobs, shop.take]
  ignore_roles: []
  ignore_tags: [later]
  roles: {web: gateway, shop.worker: broker}
  ignore_rules: [hub]
  severities: {chatty-pair: info, cycle-mixed: error}
  thresholds: {chain_warning: 5, failure_share: 0.75}
"""


def load_landscape(tmp_path, text):
    (tmp_path / "m.yaml").write_text(VALID_MODEL, encoding="utf-8")
    (tmp_path / "landscape.yaml").write_text(text, encoding="utf-8")
    return load(tmp_path)


def test_landscape_settings_have_full_names(tmp_path):
    assert load_landscape(tmp_path, SETTINGS).analysis == {
        "ignore": ("shop.jobs", "shop.take"),
        "ignore_roles": (),
        "ignore_tags": ("later",),
        "roles": {"shop.web": "gateway", "shop.worker": "broker"},
        "ignore_rules": ("hub",),
        "severities": {"chatty-pair": "info", "cycle-mixed": "error"},
        "thresholds": {"chain_warning": 5, "failure_share": 0.75},
    }


def test_landscape_without_settings_has_no_analysis_settings(tmp_path):
    assert load_landscape(tmp_path, "name: All\n").analysis == {}
    assert load_landscape(tmp_path, "analysis:\n").analysis == {}


@pytest.mark.parametrize(
    ("entry", "word", "message"),
    [
        ("{ignore: [jobz]}", "jobz", "nothing in the model is named 'jobz'. Did you mean 'shop.jobs'"),
        ("{roles: {webb: gateway}}", "webb", "nothing in the model is named 'webb'"),
        ("{roles: {web: gate}}", "gate}", "'web' in 'roles' cannot be 'gate'. Did you mean 'gateway'"),
        ("{ignore_role: []}", "ignore_role", "unknown key 'ignore_role' in 'analysis'. Did you mean 'ignore_roles'"),
        ("{ignore_rules: [hubz]}", "hubz", "'ignore_rules' cannot be 'hubz'. Did you mean 'hub'"),
        ("{severities: {cycle-mix: error}}", "cycle-mix", "'cycle-mix' is not a rule. Did you mean 'cycle-mixed'"),
        ("{severities: {hub: bad}}", "bad", "'hub' in 'severities' cannot be 'bad'"),
        ("{thresholds: {chain_warning: 4.5}}", "4.5", "'chain_warning' must be a whole number"),
        ("{thresholds: {failure_share: half}}", "half", "'failure_share' must be a number"),
        ("{thresholds: {chain_warn: 4}}", "chain_warn", "unknown key 'chain_warn' in 'thresholds'"),
        ("[]", "[]", "'analysis' must be a mapping"),
    ],
)
def test_landscape_settings_report_errors_with_positions(tmp_path, entry, word, message):
    with pytest.raises(ModelError) as error:
        load_landscape(tmp_path, f"analysis: {entry}\n")
    (fault,) = error.value.faults
    assert (fault.position.line, fault.position.column) == (1, f"analysis: {entry}".index(word) + 1)
    assert message.lower() in f"{fault.message}. {fault.hint}".lower()


def test_landscape_schema_has_the_settings_of_the_analysis():
    entry = AnalysisEntry.fields
    assert set(entry) == set(KEYS)
    assert set(ThresholdsEntry.fields) == set(THRESHOLDS)
    assert set(RULE.words) == set(RULES) == set(registered_rules())
    assert set(SEVERITY.words) == set(Severity)
    assert {f"cycle-{kind}" for kind in CycleClass} == set(CYCLE_RULES)
