"""The report as SARIF 2.1.0, which code hosts show beside the lines of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from sphinxcontrib_c4.analysis.baseline.model import finding_id
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import State
from sphinxcontrib_c4.analysis.output.phrases import (
    cycle_advice,
    cycle_count,
    cycle_description,
    cycle_impact,
    cycle_title,
    new_edge_phrases,
)
from sphinxcontrib_c4.analysis.owners import owners_of
from sphinxcontrib_c4.analysis.report import Report
from sphinxcontrib_c4.analysis.rules.base import DECLARED_RULE, RuleFinding
from sphinxcontrib_c4.analysis.rules.declared_rules import declared_spec
from sphinxcontrib_c4.analysis.what_if import what_if_sentence
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import CYCLE_RULES, RULES, Flow, Position, RuleSpec, Severity, json_document

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MAX_RELATED = 20
_LEVELS = {Severity.CRITICAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning"}
_STATES = {State.NEW: "new", State.WORSE: "updated"}


def to_sarif(report: Report, *, root: str = "") -> str:
    """Return the report as a SARIF text that ends with a line break; paths are relative to the folder ``root``."""
    rules = [*CYCLE_RULES.values(), *(() if report.cycles_only else _rule_specs(report))]
    rule_ids = [rule.id for rule in rules]
    driver = {
        "name": "sphinx-c4",
        "version": __version__,
        "rules": [{"id": f"c4/{rule.id}", "shortDescription": {"text": rule.summary}} for rule in rules],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, f, rule_ids, root=root) for f in report.findings],
    }
    if report.model.assumptions:
        run["properties"] = {"whatIf": what_if_sentence(report.model)}
    return json_document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule_specs(report: Report) -> Iterator[RuleSpec]:
    """Yield the rules of the catalog, with those that the model declares in place of their family."""
    for spec in RULES.values():
        yield from map(declared_spec, report.model.rules) if spec.id == DECLARED_RULE else [spec]


def _result(report: Report, finding: CycleFinding | RuleFinding, rule_ids: list[str], *, root: str) -> dict[str, Any]:
    rule_id = finding.cycle_class.rule_id if isinstance(finding, CycleFinding) else finding.rule.id
    result: dict[str, Any] = {
        "ruleId": f"c4/{rule_id}",
        "ruleIndex": rule_ids.index(rule_id),
        "level": _LEVELS.get(finding.severity, "note"),
        "message": {"text": _message(finding)},
        "locations": [_location(finding.position, root)],
        "partialFingerprints": {"sphinxC4/v1": finding_id(finding)},
        "properties": {
            "severity": finding.severity,
            "owners": list(owners_of(report.model, finding)),
            **_properties(finding),
        },
    }
    related_flows = [
        {**_location(flow.position, root), "id": number, "message": {"text": _flow_text(flow)}}
        for number, flow in enumerate(_related_flows(finding))
    ]
    suppressions = list(_suppressions(finding, root))
    if isinstance(finding, RuleFinding) and finding.declaration:
        text = f"the rule {finding.declaration.id}"
        place = _location(finding.declaration.position, root)
        related_flows.append({**place, "id": len(related_flows), "message": {"text": text}})
    if related_flows:
        result["relatedLocations"] = related_flows
    if suppressions:
        result["suppressions"] = suppressions
    if report.has_baseline:
        result["baselineState"] = _STATES.get(finding.judgement.state, "unchanged")
    return result


def _message(finding: CycleFinding | RuleFinding) -> str:
    if isinstance(finding, CycleFinding):
        title = f"{cycle_title(finding)}: {cycle_count(finding)}."
        new_edges = (f"Not accepted: {phrase}." for phrase in new_edge_phrases(finding))
        return " ".join((title, *new_edges, cycle_description(finding), cycle_impact(finding), *cycle_advice(finding)))
    return " ".join(f"{reason.message} {reason.why} {reason.advice}" for reason in finding.reasons)


def _properties(finding: CycleFinding | RuleFinding) -> dict[str, Any]:
    if isinstance(finding, CycleFinding):
        return {"level": finding.level, "members": list(finding.members)}
    rules = {"rules": [f"c4/{reason.rule.id}" for reason in finding.reasons]} if finding.also else {}
    return {"elements": list(finding.elements), **rules}


def _related_flows(finding: CycleFinding | RuleFinding) -> list[Flow]:
    """Return the flows to point to, each once: those of the witnesses, worst first, or those of the finding."""
    flows: Iterable[Flow] = finding.flows if isinstance(finding, RuleFinding) else _witness_flows(finding)
    return list(dict.fromkeys(flows))[:_MAX_RELATED]


def _witness_flows(cycle: CycleFinding) -> Iterator[Flow]:
    for witness in cycle.witnesses:
        for edge in witness.edges:
            for cause in edge.causes:
                yield from cause.flows


def _flow_text(flow: Flow) -> str:
    return f"{flow.source} → {flow.target}: {flow.label} ({', '.join(filter(None, (flow.protocol, flow.mode)))})"


def _suppressions(finding: CycleFinding | RuleFinding, root: str) -> Iterator[dict[str, Any]]:
    if isinstance(finding, RuleFinding) and finding.suppression:
        suppression = finding.suppression
        location = _location(suppression.position, root)
        yield {"kind": "inSource", "justification": suppression.reason, "location": location}
    if finding.judgement.state is State.ACCEPTED:
        for entry in finding.judgement.entries:
            yield {
                "kind": "external",
                "status": "accepted",
                "justification": entry.reason,
                "location": _location(entry.position, root),
            }


def _location(position: Position, root: str) -> dict[str, Any]:
    region = {"startLine": position.line, "startColumn": position.column}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(position.path, root)}, "region": region}}


def _uri(path: str, root: str) -> str:
    """Return a path as a URI: relative to ``root`` if it is inside, ``file:`` if it is absolute."""
    pure = PurePosixPath(path)
    if root and pure.is_relative_to(root):
        pure = pure.relative_to(root)
    return f"file://{quote(str(pure))}" if pure.is_absolute() else quote(str(pure))
