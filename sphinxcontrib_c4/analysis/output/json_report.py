"""The report as JSON, for other tools; ``report.schema.json`` beside this module says what is in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from sphinxcontrib_c4.analysis.baseline.fingerprint import fingerprint
from sphinxcontrib_c4.analysis.baseline.model import Acceptance, Judgement
from sphinxcontrib_c4.analysis.cycles.finding import Cut, CycleFinding, Witness
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Edge, Pair, Use
from sphinxcontrib_c4.analysis.matrix import Matrix
from sphinxcontrib_c4.analysis.output.phrases import cycle_advice, cycle_title, cycle_what, cycle_why
from sphinxcontrib_c4.analysis.output.summary import Verdict, verdict
from sphinxcontrib_c4.analysis.report import Hidden, Report, kept_metrics
from sphinxcontrib_c4.analysis.rules.base import Weakness
from sphinxcontrib_c4.analysis.rules.metrics import Coupling, Metrics
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import Flow, Position

VERSION = 1
"""The version of the form; it changes when a reader of the old one would go wrong."""


def as_json(report: Report) -> str:
    """The report as a JSON text that ends with a line break."""
    return json.dumps(_report(report), indent=2, ensure_ascii=False) + "\n"


def report_schema() -> dict[str, Any]:
    """The JSON Schema of what ``as_json`` writes."""
    text = files("sphinxcontrib_c4.analysis.output").joinpath("report.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _report(report: Report) -> dict[str, Any]:
    return {
        "version": VERSION,
        "tool": {"name": "sphinx-c4", "version": __version__},
        "title": report.title,
        "subject": report.subject,
        "verdict": _verdict(verdict(report)),
        "coverage": {name: getattr(report.coverage, name) for name in report.coverage.__slots__},
        "cycles": [_cycle(found) for found in report.cycles],
        "fragile": [_weakness(found) for found in report.weaknesses],
        "metrics": _metrics(report.metrics),
        "changes": [{"name": one.name, "before": one.before, "now": one.now} for one in report.changes],
        "matrix": _matrix(report.matrix()),
        "hidden": _hidden(report.hidden),
        "stale": [
            {"entry": _acceptance(one.entry), "edges": _pairs(one.edges), "elements": list(one.elements)}
            for one in report.stale
        ],
    }


def _verdict(told: Verdict) -> dict[str, Any]:
    return {
        "sentence": told.sentence,
        "looked_at": told.looked_at,
        "states": {state.value: number for state, number in told.states},
        "notes": told.notes,
        "actions": [
            {"severity": one.severity, "about": one.about, "text": one.text, "position": _position(one.position)}
            for one in told.actions
        ],
    }


def _cycle(found: CycleFinding) -> dict[str, Any]:
    return {
        "id": fingerprint(found),
        "title": cycle_title(found),
        "class": found.cycle_class,
        "level": found.level,
        "severity": found.severity,
        "judgement": _judgement(found.judgement),
        "members": list(found.members),
        "systems": list(found.systems),
        "what": cycle_what(found),
        "why": cycle_why(found),
        "advice": list(cycle_advice(found)),
        "position": _position(found.position),
        "edges": [{**_edge(one.edge), "class": one.cycle_class} for one in found.edges],
        "cycles": {"at_least": found.count, "all": found.counted_all},
        "witnesses": [_witness(one) for one in found.witnesses],
        "all_witnessed": found.complete,
        "make_asynchronous": _cut(found.make_asynchronous) if found.make_asynchronous else None,
        "remove": _cut(found.remove),
        "scenarios": [
            {"name": one.scenario, "title": one.title, "path": list(one.path), "position": _position(one.position)}
            for one in found.confirmations
        ],
    }


def _weakness(found: Weakness) -> dict[str, Any]:
    told = found.suppression
    return {
        "id": fingerprint(found),
        "rule": found.rule,
        "severity": found.severity,
        "judgement": _judgement(found.judgement),
        "what": found.what,
        "why": found.why,
        "advice": found.advice,
        "elements": list(found.elements),
        "edges": _pairs(found.edges),
        "flows": [_flow(flow) for flow in found.flows],
        "position": _position(found.position),
        "suppression": {"reason": told.reason, "position": _position(told.position)} if told else None,
    }


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
        "position": _position(entry.position),
    }


def _witness(shown: Witness) -> dict[str, Any]:
    return {
        "class": shown.cycle_class,
        "edges": _pairs(edge.pair for edge in shown.edges),
        "scenarios": list(shown.scenarios),
    }


def _cut(cut: Cut) -> dict[str, Any]:
    return {
        "edges": [
            {
                "source": one.edge.source,
                "target": one.edge.target,
                "breaks": one.breaks,
                "largest_before": one.largest_before,
                "largest_after": one.largest_after,
            }
            for one in cut.edges
        ],
        "exact": cut.exact,
        "at_least": cut.at_least,
        "flows": cut.flows,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {"source": edge.source, "target": edge.target, "mode": edge.mode, "uses": [_use(use) for use in edge.uses]}


def _use(use: Use) -> dict[str, Any]:
    return {"mode": use.mode, "flows": [_flow(flow) for flow in use.flows], "scenarios": list(use.scenarios)}


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "name": flow.name,
        "source": flow.source,
        "target": flow.target,
        "label": flow.label,
        "protocol": flow.protocol,
        "mode": flow.mode,
        "position": _position(flow.position),
    }


def _metrics(numbers: Metrics) -> dict[str, Any]:
    chain = numbers.longest_chain
    return {
        **kept_metrics(numbers),
        "longest_chain": {"hops": chain.hops, "exact": chain.exact, "path": list(chain.path)} if chain else None,
        "coupling": [
            {"name": one.name, "all": _coupling(one.all), "synchronous": _coupling(one.synchronous)}
            for one in numbers.coupling
        ],
    }


def _coupling(coupling: Coupling) -> dict[str, Any]:
    instability = coupling.instability
    return {
        "afferent": coupling.afferent,
        "efferent": coupling.efferent,
        "instability": None if instability is None else round(instability, 3),
    }


def _matrix(shown: Matrix) -> dict[str, Any]:
    return {
        "names": list(shown.names),
        "by_system": shown.by_system,
        "left_out": shown.left_out,
        "cycles": [list(rows) for rows in shown.cycles],
        "cells": [
            {"row": one.row, "column": one.column, "mark": one.mark, "feedback": one.feedback} for one in shown.cells
        ],
    }


def _hidden(hidden: Hidden) -> dict[str, Any]:
    return {
        "elements": [{"name": one.name, "reason": one.reason} for one in hidden.elements],
        "flows": [flow.name for flow in hidden.flows],
        "cycles": [list(ring) for ring in hidden.cycles],
    }


def _position(position: Position) -> dict[str, Any]:
    return {"path": position.path, "line": position.line, "column": position.column}


def _pairs(pairs: Iterable[Pair]) -> list[list[str]]:
    return [list(pair) for pair in pairs]
