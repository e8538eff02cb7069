"""The report as JSON for other tools; ``report.schema.json`` beside this module is its schema."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.analysis.baseline.model import finding_id
from sphinxcontrib_c4.analysis.cycles.cuts import violated_rule
from sphinxcontrib_c4.analysis.cycles.finding import Cut, CycleFinding, ReentrantScenario, WitnessCycle
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Cause, DependencyEdge
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.judgement import Acceptance, Judgement
from sphinxcontrib_c4.analysis.matrix import DependencyMatrix
from sphinxcontrib_c4.analysis.output.json_records import flow_record, what_if_record
from sphinxcontrib_c4.analysis.output.phrases import (
    cycle_advice,
    cycle_description,
    cycle_impact,
    cycle_title,
    unaccepted_edges,
)
from sphinxcontrib_c4.analysis.output.summary import Summary, summarize
from sphinxcontrib_c4.analysis.owners import owners_of
from sphinxcontrib_c4.analysis.report import Exclusions, Report
from sphinxcontrib_c4.analysis.rules.base import RuleFinding
from sphinxcontrib_c4.analysis.rules.metrics import Coupling, Metrics
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import DeclaredRule, Model, Suppression, json_document, position_record, read_json_schema

VERSION = 1
"""The version of the format; it changes when a reader of the previous one would misread the new one."""


def to_json(report: Report, *, focus: Iterable[str] = ()) -> str:
    """Return the report as a JSON text that ends with a line break; ``focus`` is that of its matrix.

    Raises:
        model.NameLookupError: a name of ``focus`` refers to no element and no group.
    """
    return json_document(_report(report, focus))


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of the report."""
    return read_json_schema(Path(__file__).with_name("report.schema.json"))


def _report(report: Report, focus: Iterable[str]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "tool": {"name": "sphinx-c4", "version": __version__},
        "title": report.title,
        "subject": report.subject,
        "what_if": what_if_record(report.model),
        "verdict": _summary(summarize(report)),
        "coverage": {name: getattr(report.coverage, name) for name in report.coverage.__slots__},
        "cycles": [_cycle(report.model, cycle) for cycle in report.cycles],
        "fragile": [_rule_finding(report.model, finding) for finding in report.rule_findings],
        "inferred": [
            {"flow": flow_record(inference.flow), "meaning": inference.meaning} for inference in report.inferred
        ],
        "metrics": _metrics(report.metrics),
        "changes": [{"name": change.name, "before": change.before, "now": change.now} for change in report.changes],
        "matrix": _matrix(report.matrix(focus=focus)),
        "hidden": _exclusions(report.exclusions),
        "stale": [
            {"entry": _acceptance(stale.entry), "edges": _pairs(stale.edges), "elements": list(stale.elements)}
            for stale in report.stale
        ],
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "sentence": summary.sentence,
        "looked_at": summary.coverage,
        "states": {state.value: number for state, number in summary.states},
        "notes": summary.notes,
        "actions": [
            {
                "severity": action.severity,
                "about": action.about,
                "text": action.text,
                "position": position_record(action.position),
            }
            for action in summary.actions
        ],
    }


def _cycle(model: Model, cycle: CycleFinding) -> dict[str, Any]:
    return {
        "id": finding_id(cycle),
        "title": cycle_title(cycle),
        "class": cycle.cycle_class,
        "level": cycle.level,
        "severity": cycle.severity,
        "judgement": _judgement(cycle.judgement),
        "members": list(cycle.members),
        "systems": list(cycle.systems),
        "owners": list(owners_of(model, cycle)),
        "answered": cycle.answered,
        "conditions": _conditions(cycle),
        "dependents": cycle.dependents,
        "new_edges": [
            {"edge": list(edge.pair), "closes": [step.source for step in witness.edges] if witness else []}
            for edge, witness in unaccepted_edges(cycle)
        ],
        "what": cycle_description(cycle),
        "why": cycle_impact(cycle),
        "advice": list(cycle_advice(cycle)),
        "position": position_record(cycle.position),
        "edges": [{**_edge(cyclic.edge), "class": cyclic.cycle_class} for cyclic in cycle.edges],
        "cycles": {"at_least": cycle.count, "all": cycle.counted_all},
        "witnesses": [_witness(witness) for witness in cycle.witnesses],
        "all_witnessed": cycle.complete,
        "make_asynchronous": _cut(cycle.make_asynchronous) if cycle.make_asynchronous else None,
        "remove": _cut(cycle.remove),
        "scenarios": [_reentrant_scenario(scenario) for scenario in cycle.reentrant_scenarios],
    }


def _conditions(cycle: CycleFinding) -> dict[str, Any]:
    return {
        "relays": list(cycle.relays),
        "assumed": [
            {"assumption": cause.assumption, "flows": [flow.name for flow in cause.flows]} for cause in cycle.assumed
        ],
        "triggers_differ": cycle.triggers_differ,
    }


def _reentrant_scenario(scenario: ReentrantScenario) -> dict[str, Any]:
    return {
        "name": scenario.scenario,
        "title": scenario.title,
        "path": list(scenario.path),
        "position": position_record(scenario.position),
    }


def _rule_finding(model: Model, finding: RuleFinding) -> dict[str, Any]:
    return {
        **_reason(finding),
        "judgement": _judgement(finding.judgement),
        "also": [_reason(reason) for reason in finding.also],
        "elements": list(finding.elements),
        "owners": list(owners_of(model, finding)),
        "edges": _pairs(finding.edges),
        "flows": [flow_record(flow) for flow in finding.flows],
        "position": position_record(finding.position),
        "suppression": _suppression(finding.suppression) if finding.suppression else None,
        "declaration": _declaration(finding.declaration) if finding.declaration else None,
    }


def _reason(finding: RuleFinding) -> dict[str, Any]:
    return {
        "id": finding_id(finding),
        "rule": finding.rule.id,
        "severity": finding.severity,
        "what": finding.message,
        "why": finding.why,
        "advice": finding.advice,
    }


def _suppression(suppression: Suppression) -> dict[str, Any]:
    return {"reason": suppression.reason, "position": position_record(suppression.position)}


def _declaration(rule: DeclaredRule) -> dict[str, Any]:
    return {"id": rule.id, "kind": rule.kind, "position": position_record(rule.position)}


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {
        "state": judgement.state,
        "entries": [_acceptance(entry) for entry in judgement.entries],
        "open_edges": _pairs(judgement.open_edges),
    }


def _acceptance(entry: Acceptance) -> dict[str, Any]:
    return {
        "rule": entry.rule,
        "reason": entry.reason,
        "owner": entry.owner,
        "expires": entry.expires.isoformat() if entry.expires else None,
        "position": position_record(entry.position),
    }


def _witness(witness: WitnessCycle) -> dict[str, Any]:
    return {
        "class": witness.cycle_class,
        "edges": _pairs(edge.pair for edge in witness.edges),
        "scenarios": list(witness.scenarios),
    }


def _cut(cut: Cut) -> dict[str, Any]:
    return {
        "edges": [
            {
                "source": cut_edge.edge.source,
                "target": cut_edge.edge.target,
                "breaks": cut_edge.breaks,
                "largest_before": cut_edge.largest_before,
                "largest_after": cut_edge.largest_after,
                "violated_rule": violated_rule(cut_edge.edge) or None,
            }
            for cut_edge in cut.edges
        ],
        "exact": cut.exact,
        "at_least": cut.at_least,
        "flows": cut.flows,
    }


def _edge(edge: DependencyEdge) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "mode": edge.mode,
        "uses": [_cause(cause) for cause in edge.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "mode": cause.mode,
        "flows": [flow_record(flow) for flow in cause.flows],
        "scenarios": list(cause.scenarios),
    }


def _metrics(metrics: Metrics) -> dict[str, Any]:
    chain = metrics.longest_chain
    return {
        **metrics.totals(),
        "longest_chain": {"hops": chain.hops, "exact": chain.exact, "path": list(chain.path)} if chain else None,
        "coupling": [
            {"name": node.name, "all": _coupling(node.all), "synchronous": _coupling(node.synchronous)}
            for node in metrics.coupling
        ],
    }


def _coupling(coupling: Coupling) -> dict[str, Any]:
    instability = coupling.instability
    return {
        "afferent": coupling.afferent,
        "efferent": coupling.efferent,
        "instability": None if instability is None else round(instability, 3),
    }


def _matrix(matrix: DependencyMatrix) -> dict[str, Any]:
    return {
        "names": list(matrix.names),
        "by_system": matrix.by_system,
        "left_out": matrix.left_out,
        "focus": list(matrix.focus),
        "cycles": [list(rows) for rows in matrix.cycles],
        "cells": [
            {"row": cell.row, "column": cell.column, "mark": cell.mark, "feedback": cell.feedback}
            for cell in matrix.cells
        ],
    }


def _exclusions(exclusions: Exclusions) -> dict[str, Any]:
    return {
        "elements": [{"name": element.name, "reason": element.reason} for element in exclusions.elements],
        "flows": [flow.name for flow in exclusions.flows],
        "cycles": [list(cycle) for cycle in exclusions.cycles],
    }


def _pairs(pairs: Iterable[Pair]) -> list[list[str]]:
    return [list(pair) for pair in pairs]
