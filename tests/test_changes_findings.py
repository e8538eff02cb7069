"""Findings that a change causes or resolves, and the changed parts that are to blame."""

from __future__ import annotations

from dataclasses import replace

from models import flow, model, part, system

from sphinxcontrib_c4.analysis import CycleFinding
from sphinxcontrib_c4.changes import FindingState, report_changes

CHAIN = model([system(name) for name in "abcde"], ["a -> b: 1", "b -> c: 2", "d ~> e: 3"])


def _add_flows(base, *flows):
    return replace(base, flows=(*base.flows, *map(flow, flows)))


def _cycle_changes(findings):
    return [change for change in findings if isinstance(change.finding, CycleFinding)]


def _blamed_ends(change):
    return [(blame.subject.flow.source, blame.subject.flow.target) for blame in change.blames]


def test_changes_cycle_is_blamed_on_the_flow_that_closes_it():
    findings = report_changes(CHAIN, _add_flows(CHAIN, "c -> a: 4", "a -> d: 5")).findings
    (cycle,) = _cycle_changes(findings.caused)
    assert cycle.state is FindingState.NEW
    assert _blamed_ends(cycle) == [("c", "a")]
    assert (cycle.blames[0].path, cycle.blames[0].is_sufficient) == (("a", "b", "c"), True)
    assert _cycle_changes(findings.resolved) == []


def test_changes_flow_that_closes_a_cycle_alone_is_blamed_first():
    changed = _add_flows(CHAIN, "a -> d: x", "d -> a: y", "c -> a: z")
    (cycle,) = _cycle_changes(report_changes(CHAIN, changed).findings.caused)
    assert _blamed_ends(cycle)[0] == ("c", "a")
    assert [blame.is_sufficient for blame in cycle.blames] == [True, False, False]


def test_changes_mode_that_makes_a_cycle_blocking_is_blamed():
    old = _add_flows(CHAIN, "c ~> a: 4")
    new = _add_flows(CHAIN, "c -> a: 4")
    (cycle,) = _cycle_changes(report_changes(old, new).findings.caused)
    assert (cycle.state, _blamed_ends(cycle)) == (FindingState.WORSE, [("c", "a")])
    (resolved,) = _cycle_changes(report_changes(new, old).findings.resolved)
    assert (resolved.state, _blamed_ends(resolved)) == (FindingState.MILDER, [("c", "a")])


def test_changes_removed_flow_resolves_its_cycle():
    (cycle,) = _cycle_changes(report_changes(_add_flows(CHAIN, "c -> a: 4"), CHAIN).findings.resolved)
    assert (cycle.state, _blamed_ends(cycle)) == (FindingState.RESOLVED, [("c", "a")])


def test_changes_removed_flow_resolves_its_cycle_if_another_flow_takes_its_name():
    old = replace(CHAIN, flows=(*CHAIN.flows, flow("c -> a: 4", name="x"), flow("a -> d: 5", name="y")))
    new = replace(CHAIN, flows=(*CHAIN.flows, flow("a -> d: 5", name="x")))
    (cycle,) = _cycle_changes(report_changes(old, new).findings.resolved)
    assert (cycle.state, _blamed_ends(cycle)) == (FindingState.RESOLVED, [("c", "a")])


def test_changes_existing_cycle_is_not_caused():
    old = _add_flows(CHAIN, "c -> a: 4")
    findings = report_changes(old, _add_flows(old, "d -> a: 9")).findings
    assert _cycle_changes(findings.caused) == _cycle_changes(findings.resolved) == []


def test_changes_larger_cycle_is_worse_and_blamed_on_the_new_flow_only():
    old = _add_flows(CHAIN, "c -> a: 4")
    (cycle,) = _cycle_changes(report_changes(old, _add_flows(old, "c -> d: 5", "d -> a: 6")).findings.caused)
    assert (cycle.state, sorted(_blamed_ends(cycle))) == (FindingState.WORSE, [("c", "d"), ("d", "a")])


def test_changes_rename_causes_and_resolves_nothing():
    elements = [system("a"), part("a.x", title="Shop"), system("b"), part("b.y")]
    renamed = [system("a"), part("a.shop", title="Shop"), system("b"), part("b.y")]
    old = model(elements, ["a.x -> b.y: 1", "b.y -> a.x: 2"])
    new = model(renamed, ["a.shop -> b.y: 1", "b.y -> a.shop: 2"])
    report = report_changes(old, new)
    assert report.findings.before.cycles
    assert report.findings.caused == report.findings.resolved == ()


def test_changes_finding_of_a_rule_is_blamed_on_its_new_flow():
    elements = [system("a"), system("b"), system("c", shape="database", role="store")]
    old = model(elements, [flow("a -> c: write", access="write")])
    new = model(elements, [*old.flows, flow("b -> c: write", access="write")])
    findings = report_changes(old, new).findings
    changes = [change for change in findings.caused if change.finding.elements[0] == "c"]
    assert changes
    assert all(_blamed_ends(change) == [("b", "c")] for change in changes)


def test_changes_fail_depending_on_severity_and_fail_on():
    findings = report_changes(CHAIN, _add_flows(CHAIN, "c -> a: 4")).findings
    assert findings.failing("new") == findings.failing("any") != ()
    assert findings.failing("never") == ()
    milder = {"severities": {"cycle-blocking": "info"}}
    report = report_changes(CHAIN, _add_flows(CHAIN, "c -> a: 4"), overrides=milder)
    assert not _cycle_changes(report.findings.failing("any"))


def test_changes_setting_about_a_new_element_is_no_error_in_the_old_model():
    new = replace(CHAIN, elements={**CHAIN.elements, "f": system("f")})
    assert report_changes(CHAIN, new, overrides={"ignore": ["f"]}).findings.caused == ()
