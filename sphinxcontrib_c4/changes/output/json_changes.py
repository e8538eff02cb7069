"""The change report as JSON for other tools; ``changes.schema.json`` beside this module is its schema."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.analysis import CycleFinding, finding_id, what_if_record
from sphinxcontrib_c4.changes.change_report import ChangeReport
from sphinxcontrib_c4.changes.finding_changes import Blame, FindingChange
from sphinxcontrib_c4.changes.model_changes import (
    ElementChange,
    FieldChange,
    FlowChange,
    IngestionChange,
    ScenarioChange,
    StepChange,
)
from sphinxcontrib_c4.changes.output.phrases import (
    blame_text,
    change_advice,
    finding_sentence,
    finding_title,
    subject_position,
    summary_sentence,
)
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import Flow, Position, Step, json_document, position_record, read_json_schema

CHANGES_VERSION = 1
"""The version of the format; it changes when a reader of the previous one would misread the new one."""


def changes_to_json(report: ChangeReport) -> str:
    """Return the report as a JSON text that ends with a line break."""
    return json_document(_report(report))


def changes_schema() -> dict[str, Any]:
    """Return the JSON Schema of the change report."""
    return read_json_schema(Path(__file__).with_name("changes.schema.json"))


def _report(report: ChangeReport) -> dict[str, Any]:
    changes = report.changes
    return {
        "version": CHANGES_VERSION,
        "tool": {"name": "sphinx-c4", "version": __version__},
        "old": report.old_title,
        "new": report.new_title,
        "what_if": what_if_record(changes.new),
        "summary": summary_sentence(report),
        "finding_summary": finding_sentence(report),
        "caused": [_finding(change) for change in report.findings.caused],
        "resolved": [_finding(change) for change in report.findings.resolved],
        "elements": [_element(change) for change in changes.elements],
        "flows": [_flow_change(change) for change in changes.flows],
        "scenarios": [_scenario(change) for change in changes.scenarios],
        "ingestion": [_ingestion(change) for change in changes.ingestion],
        "settings": _fields(changes.settings),
    }


def _finding(change: FindingChange) -> dict[str, Any]:
    finding = change.finding
    return {
        "id": finding_id(finding),
        "state": change.state,
        "rule": finding.cycle_class.rule_id if isinstance(finding, CycleFinding) else finding.rule.id,
        "severity": finding.severity,
        "accepted": finding.judgement.state,
        "what": finding_title(finding),
        "advice": change_advice(change),
        "elements": list(finding.members if isinstance(finding, CycleFinding) else finding.elements),
        "position": _position(finding.position),
        "blame": [_blame(blame, change) for blame in change.blames],
    }


def _blame(blame: Blame, change: FindingChange) -> dict[str, Any]:
    subject = blame.subject
    nouns = {FlowChange: "flow", ElementChange: "element", ScenarioChange: "scenario", FieldChange: "setting"}
    return {
        "type": nouns[type(subject)],
        "change": "changed" if isinstance(subject, FieldChange) else subject.kind,
        "text": blame_text(blame, change),
        "flow": _flow(subject.flow) if isinstance(subject, FlowChange) else None,
        "closes": list(blame.path),
        "alone": blame.is_sufficient,
        "position": _position(subject_position(subject)),
    }


def _element(change: ElementChange) -> dict[str, Any]:
    element = change.element
    return {
        "change": change.kind,
        "kind": element.kind,
        "name": element.name,
        "old_name": change.old_name or None,
        "title": element.title,
        "fields": _fields(change.fields),
        "position": _position(element.position),
    }


def _flow_change(change: FlowChange) -> dict[str, Any]:
    return {"change": change.kind, **_flow(change.flow), "fields": _fields(change.fields)}


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "source": flow.source,
        "target": flow.target,
        "label": flow.label,
        "protocol": flow.protocol,
        "mode": flow.mode,
        "position": _position(flow.position),
    }


def _scenario(change: ScenarioChange) -> dict[str, Any]:
    scenario = change.scenario
    return {
        "change": change.kind,
        "name": scenario.name,
        "old_name": change.before.name if change.before else None,
        "title": scenario.title,
        "fields": _fields(change.fields),
        "steps": [_step_change(step) for step in change.steps],
        "position": _position(scenario.position),
    }


def _step_change(change: StepChange) -> dict[str, Any]:
    step: Step = change.step
    return {
        "change": change.kind,
        "number_before": change.number_before or None,
        "number_after": change.number_after or None,
        "source": step.source,
        "target": step.target,
        "label": step.label,
        "fields": _fields(change.fields),
        "position": _position(step.position),
    }


def _ingestion(change: IngestionChange) -> dict[str, Any]:
    source = change.source
    return {
        "change": change.kind,
        "system": source.system,
        "title": source.title,
        "fields": _fields(change.fields),
        "position": _position(source.position),
    }


def _fields(fields: Iterable[FieldChange]) -> list[dict[str, str]]:
    return [{"name": field.name, "before": field.before, "after": field.after} for field in fields]


def _position(position: Position | None) -> dict[str, Any] | None:
    return position_record(position) if position else None
