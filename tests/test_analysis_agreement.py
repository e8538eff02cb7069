"""Reports agree with each other: equal models have no changes, what-ifs add no findings, the order has no effect."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from models import flow, model, part, system
from structurizr_samples import models

from sphinxcontrib_c4.analysis import (
    Effect,
    analyse,
    assume,
    find_impact,
    find_lineage,
    impact_to_json,
    impact_to_text,
    lineage_to_json,
    lineage_to_text,
    to_sarif,
)
from sphinxcontrib_c4.changes import report_changes
from sphinxcontrib_c4.model import Kind, Mode

NAMES = ("a.x", "a.y", "b.x", "b.y", "c.x", "c.y", "a", "b")
FLOWS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(("->", "~>", "?>")), st.sampled_from(NAMES)),
    min_size=1,
    max_size=14,
    unique=True,
)


def law(*strategies, examples=40):
    relaxed = settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    return lambda test: relaxed(given(*strategies)(test))


def landscape(triples):
    elements = [*(system(name) for name in "abc"), *(part(name) for name in NAMES if "." in name)]
    flows = [flow(f"{first} {arrow} {second}: call", data="orders") for first, arrow, second in triples]
    return model(elements, flows)


def stopped_names(impact):
    return {dependent.name for dependent in impact.with_effect(Effect.STOPS)}


@law(models())
def test_diff_of_a_model_with_itself_is_empty(any_model):
    assert report_changes(any_model, any_model).is_empty


@law(FLOWS, st.data())
def test_diff_of_a_flow_removed_outside_cycles_changes_no_cycle(triples, data):
    before = landscape(triples)
    cycles = analyse(before).cycles
    systems = {name for cycle in cycles for name in cycle.systems}
    candidates = [item for item in before.flows if systems.isdisjoint((item.source[0], item.target[0]))]
    if candidates:
        removed = data.draw(st.sampled_from(candidates))
        report = report_changes(before, assume(before, without=[removed.name]))
        assert [change for change in report.findings.caused if change.finding in cycles] == []
        assert report.findings.failing("any") == ()


@law(FLOWS, st.data())
def test_impact_stops_no_more_when_a_flow_becomes_asynchronous(triples, data):
    before = landscape(triples)
    after = assume(before, asynchronous=[data.draw(st.sampled_from(before.flows)).name])
    for name in NAMES:
        assert stopped_names(find_impact(after, name)) <= stopped_names(find_impact(before, name))


@law(FLOWS)
def test_lineage_does_not_depend_on_modes(triples):
    before = landscape(triples)
    after = replace(before, flows=tuple(replace(item, mode=Mode.ASYNC) for item in before.flows))
    first, second = (find_lineage(world, "data:orders") for world in (before, after))
    assert [step.nodes for step in first.steps] == [step.nodes for step in second.steps]
    assert (first.origins, first.ends, first.loops) == (second.origins, second.ends, second.loops)


@law(models(), st.randoms(use_true_random=False), examples=25)
def test_reports_do_not_depend_on_the_order_of_the_model(any_model, chance):
    assert report_texts(shuffle_model(any_model, chance)) == report_texts(any_model)


def shuffle_model(any_model, chance):
    def shuffle(values):
        return tuple(chance.sample(values, len(values)))

    return replace(
        any_model,
        elements={element.name: element for element in shuffle(tuple(any_model.elements.values()))},
        flows=shuffle(any_model.flows),
        scenarios=shuffle(any_model.scenarios),
        ingestion=shuffle(any_model.ingestion),
    )


def report_texts(any_model):
    names = [e.name for e in any_model.elements.values() if e.kind in (Kind.SYSTEM, Kind.CONTAINER)]
    impacts = [find_impact(any_model, name) for name in sorted(names)]
    lineages = [find_lineage(any_model, name) for name in sorted(names)]
    return (
        [(impact_to_json(impact), impact_to_text(impact)) for impact in impacts],
        [(lineage_to_json(lineage), lineage_to_text(lineage)) for lineage in lineages],
    )


@pytest.mark.parametrize("without", [(), ("a.x:b.x",)])
def test_sarif_is_valid_with_and_without_a_what_if(shared_data, without):
    schema = json.loads((shared_data / "sarif" / "sarif-schema-2.1.0.json").read_text("utf-8"))
    world = landscape([("a.x", "->", "b.x"), ("b.x", "->", "a.x"), ("a.y", "~>", "a.y"), ("b.x", "?>", "c.x")])
    document = json.loads(to_sarif(analyse(assume(world, without=without))))
    jsonschema.Draft7Validator(schema).validate(document)
