"""What a model file can say to the analysis: access, topics, hints, roles and suppressions."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.model import ModelError, load

SOUND = """
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


def read(tmp_path, text):
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    return load(tmp_path / "m.yaml")


def test_flows_say_access_topic_and_where_to_cut(tmp_path):
    told = {flow.name: (flow.access, flow.topic, flow.in_cycle) for flow in read(tmp_path, SOUND).flows}
    assert told == {
        "shop.take": ("read", "orders", "cut"),
        "shop.web.cart.jobs-1": ("write", "orders", "keep"),
    }


def test_suppressions_keep_rule_reason_and_place(tmp_path):
    model = read(tmp_path, SOUND)
    holders = [*model.elements.values(), *model.flows, *model.ingestion]
    told = [(s.rule, s.reason, s.position.line) for holder in holders for s in holder.suppressions]
    assert told == [
        ("no-gateway", "A pilot.", 3),
        ("hub", "It is one by design.", 8),
        ("flagged", "Known.", 15),
        ("single-point-of-failure", "Spare.", 17),
        ("hard-coded-endpoint", "Local only.", 27),
        ("fragile-ingestion", "Replaced in May.", 29),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[{rule: hub}]", "suppression number 1 has no 'reason'"),
        ("[{rule: hub, reason: ''}]", "'reason' is empty"),
        ("[{rule: hubs, reason: Why.}]", "'rule' cannot be 'hubs'"),
        ("[{rule: hub, reason: Why., until: May}]", "unknown key 'until' in suppression number 1"),
    ],
)
def test_a_suppression_names_a_rule_and_a_reason(tmp_path, written, said):
    with pytest.raises(ModelError) as caught:
        read(tmp_path, f"systems:\n  - {{id: a, name: A, suppress: {written}}}\n")
    assert said in str(caught.value)


def test_the_nearest_rule_is_suggested(tmp_path):
    with pytest.raises(ModelError, match="did you mean 'shared-store'"):
        read(tmp_path, "systems:\n  - {id: a, name: A, suppress: [{rule: shared-stores, reason: Why.}]}\n")
