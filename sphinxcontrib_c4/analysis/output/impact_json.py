"""The impact of a failure as JSON for other tools; ``impact.schema.json`` beside this module is its schema."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.analysis.impact.chains import Hop
from sphinxcontrib_c4.analysis.impact.closure import ReachedElement
from sphinxcontrib_c4.analysis.impact.impact import AffectedPerson, AffectedScenario, Impact
from sphinxcontrib_c4.analysis.impact.paths import PathSearch
from sphinxcontrib_c4.analysis.output.json_records import flow_record, what_if_record
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import Model, json_document, position_record, read_json_schema

IMPACT_VERSION = 1
"""The version of the format; it changes when a reader of the previous one would misread the new one."""


def impact_to_json(impact: Impact, searches: Iterable[PathSearch] = ()) -> str:
    """Return the impact, and the paths of ``searches``, as a JSON text that ends with a line break."""
    model = impact.model
    document = {
        "version": IMPACT_VERSION,
        "tool": {"name": "sphinx-c4", "version": __version__},
        "title": model.title,
        "subject": impact.subject,
        "what_if": what_if_record(model),
        "owner": model.owner_of(impact.subject),
        "failed": list(impact.failed),
        "affected": [_reached(reached, model) for reached in impact.affected],
        "by_other_triggers": [_reached(reached, model) for reached in impact.by_other_triggers],
        "needs": [_reached(reached, model) for reached in impact.needs],
        "people": [_person(person) for person in impact.people],
        "scenarios": [_scenario(affected) for affected in impact.scenarios],
        "owners": [{"owner": owned.owner, "elements": list(owned.elements)} for owned in impact.owners],
        "paths": [_search(search) for search in searches],
    }
    return json_document(document)


def impact_schema() -> dict[str, Any]:
    """Return the JSON Schema of the impact."""
    return read_json_schema(Path(__file__).with_name("impact.schema.json"))


def _reached(reached: ReachedElement, model: Model) -> dict[str, Any]:
    element = model.elements[reached.name]
    return {
        "name": reached.name,
        "title": element.title,
        "effect": reached.effect,
        "external": element.external,
        "owner": model.owner_of(reached.name),
        "path": [_hop(hop) for hop in reached.hops],
        "confirmed_by": list(reached.scenarios),
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "source": hop.source,
        "target": hop.target,
        "mode": hop.mode,
        "is_part": hop.edge is None,
        "flows": [flow_record(flow) for cause in (hop.edge.causes if hop.edge else ()) for flow in cause.flows],
    }


def _person(person: AffectedPerson) -> dict[str, Any]:
    return {
        "name": person.name,
        "effect": person.effect,
        "flows": [{"name": flow.name, "effect": effect} for flow, effect in person.flows],
    }


def _scenario(affected: AffectedScenario) -> dict[str, Any]:
    return {
        "name": affected.scenario.name,
        "title": affected.scenario.title,
        "effect": affected.effect,
        "steps": [
            {
                "number": step.number,
                "source": step.step.source,
                "target": step.step.target,
                "label": step.step.label,
                "effect": step.effect,
                "is_direct": step.is_direct,
                "position": position_record(step.step.position),
            }
            for step in affected.steps
        ],
    }


def _search(search: PathSearch) -> dict[str, Any]:
    return {
        "source": search.source,
        "target": search.target,
        "all": search.complete,
        "paths": [{"mode": path.mode, "hops": [_hop(hop) for hop in path.hops]} for path in search.paths],
    }
