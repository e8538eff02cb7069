"""Properties: what Structurizr has no place for, as named texts on elements, relationships and the workspace.

What a person may want to read there has a plain name; what only serves to read the model back begins with ``c4.``.
Empty values are left out.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from sphinxcontrib_c4.model import Element, Flow, IngestionSource, Model, Scenario, Source, Suppression

Properties = dict[str, str]


def element_properties(element: Element, *, written: dict[str, Any], page: bool) -> Properties:
    """The properties of an element, of which ``written`` says already what a workspace has a place for.

    ``page`` says that the address written is that of a page about it, and not its own.
    """
    told = {
        "c4.name": element.name,
        "owner": element.owner,
        "repo": element.repo,
        "role": element.role,
        **_source(element.source, "source."),
        "c4.title": _unless(element.title, written["name"]),
        "c4.description": _unless(element.description, written["description"]),
        "c4.page": "true" if page else "",
        "c4.url": element.url if page else _unless(element.url, written.get("url", "")),
        "c4.group": element.group,
        "c4.api_container": element.api_container,
        "c4.shared": "true" if element.shared else "",
        "c4.hidden": "true" if element.hidden else "",
        "c4.suppress": _suppress(element.suppressions),
    }
    if "technology" not in written:
        told["technology"] = element.technology
    return _filled(told)


def flow_properties(flow: Flow, *, description: str) -> Properties:
    """The properties of a flow whose relationship is described by ``description``."""
    told = {
        "c4.name": flow.name,
        "data": flow.data,
        "trigger": flow.trigger,
        "access": flow.access,
        "topic": flow.topic,
        "in_cycle": flow.in_cycle,
        "protocol": flow.protocol,
        "initiator": _unless(flow.initiator, flow.source),
        "c4.label": _unless(flow.label, description),
        "c4.suppress": _suppress(flow.suppressions),
    }
    if flow.provenance is not None:
        told |= {
            "c4.provenance": "true",
            "provenance.derived_from": flow.provenance.derived_from,
            "provenance.contract_kind": flow.provenance.contract_kind,
            "provenance.contract_key": flow.provenance.contract_key,
            **_source(flow.provenance.source, "provenance."),
        }
    return _filled(told)


def workspace_properties(model: Model, *, unseen: tuple[Scenario, ...]) -> Properties:
    """The properties of the workspace; ``unseen`` are the scenarios that no view can show."""
    return _filled(
        {
            "c4.model": model.name,
            "c4.description": _unless(model.description, " ".join(model.description.split())),
            "c4.primary_system": model.primary_system,
            "c4.groups": _json({title: list(names) for title, names in model.groups.items()}) if model.groups else "",
            "c4.analysis": _json(dict(model.analysis)) if model.analysis else "",
            "c4.ingestion": _json([_ingestion(entry) for entry in model.ingestion]) if model.ingestion else "",
            "c4.scenarios": _json([_empty_scenario(scenario) for scenario in unseen]) if unseen else "",
        }
    )


def _ingestion(entry: IngestionSource) -> dict[str, Any]:
    told = asdict(replace(entry, suppressions=()))
    del told["position"]
    return {key: value for key, value in told.items() if value} | _filled({"suppress": _suppress(entry.suppressions)})


def _empty_scenario(scenario: Scenario) -> dict[str, str]:
    told = {
        "name": scenario.name,
        "title": scenario.title,
        "system": scenario.system,
        "description": scenario.description,
    }
    return _filled(told)


def _suppress(suppressions: tuple[Suppression, ...]) -> str:
    return _json([{"rule": told.rule, "reason": told.reason} for told in suppressions]) if suppressions else ""


def _source(source: Source | None, prefix: str) -> Properties:
    if source is None:
        return {}
    line = "" if source.line is None else str(source.line)
    return {f"{prefix}repo": source.repo, f"{prefix}path": source.path, f"{prefix}line": line}


def _unless(value: str, other: str) -> str:
    return "" if value == other else value


def _filled(told: Properties) -> Properties:
    return {key: value for key, value in told.items() if value}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
