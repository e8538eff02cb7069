"""Properties of elements, relationships and the workspace, for data that has no field of its own.

Values that people may want to read have plain names; names that only serve to read the model back begin with ``c4.``.
Empty values are omitted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from typing import Any

from sphinxcontrib_c4.model import (
    DeployedElement,
    Element,
    Flow,
    IngestionSource,
    Model,
    Scenario,
    Source,
    Suppression,
    json_text,
    rule_records,
)
from sphinxcontrib_c4.structurizr.property_names import (
    CUSTOM_PROPERTIES,
    ELEMENT_PROPERTIES,
    FLOW_PROPERTIES,
    RESERVED_PREFIXES,
    Choices,
    element_choices,
    flow_choices,
)
from sphinxcontrib_c4.structurizr.writer.relationships import ExportedRelationship

Properties = dict[str, str]
CustomProperties = tuple[tuple[str, str], ...]


def _with_custom(
    properties: CustomProperties, exported: Properties, reserved: Collection[str], choices: Choices
) -> Properties:
    """Return the properties of an author and the ``exported`` properties.

    An author's properties without a value, or with a ``reserved`` name, are stored as JSON in one of them. A
    reserved name stays if the export does not use it and its value is not one of the ``choices`` of the export.
    """

    def is_plain(name: str, value: str) -> bool:
        if name in reserved or name.startswith(RESERVED_PREFIXES):
            return name not in exported and value not in choices.get(name, (value,))
        return True

    plain = {name: value for name, value in properties if value and is_plain(name, value)}
    stored = [[name, value] for name, value in properties if name not in plain]
    return plain | exported | _without_empty({CUSTOM_PROPERTIES: _json_or_empty(stored)})


def element_properties(element: Element, *, fields: dict[str, Any], has_page: bool) -> Properties:
    """Return the properties of an element with these ``fields`` in the workspace.

    If it ``has_page``, the URL in the workspace is that of its page, and the element's own URL is stored.
    """
    properties = {
        "c4.name": element.name,
        "owner": element.owner,
        "repo": element.repo,
        "role": element.role,
        **_source_properties(element.source, "source."),
        "c4.title": _if_changed(element.title, fields["name"]),
        "c4.description": _if_changed(element.description, fields["description"]),
        "c4.page": "true" if has_page else "",
        "c4.url": element.url if has_page else _if_changed(element.url, fields.get("url", "")),
        "c4.group": element.group,
        "c4.api_container": element.api_container,
        "c4.shared": "true" if element.shared else "",
        "c4.hidden": "true" if element.hidden else "",
        "c4.suppress": _suppressions_json(element.suppressions),
    }
    if not element.parent:
        properties["technology"] = element.technology
    line = dict(element.properties).get("source.line", "")
    choices = element_choices(line, is_inner=bool(element.parent))
    return _with_custom(element.properties, _without_empty(properties), ELEMENT_PROPERTIES, choices)


def flow_properties(flow: Flow, *, description: str, url: str, has_page: bool) -> Properties:
    """Return the properties of a flow whose relationship has this ``description`` and ``url``.

    If it ``has_page``, the URL is that of its page, and the flow's own URL is stored.
    """
    properties = {
        "c4.name": flow.name,
        "data": flow.data,
        "trigger": flow.trigger,
        "access": flow.access,
        "topic": flow.topic,
        "in_cycle": flow.in_cycle,
        "c4.default_mode": "true" if flow.has_default_mode else "",
        "protocol": flow.protocol if "protocol" not in dict(flow.properties) else "",
        "initiator": _if_changed(flow.initiator, flow.source),
        "c4.label": _if_changed(flow.label, description),
        "c4.page": "true" if has_page else "",
        "c4.url": flow.url if has_page else _if_changed(flow.url, url),
        "c4.suppress": _suppressions_json(flow.suppressions),
    }
    if flow.provenance is not None:
        properties |= {
            "c4.provenance": "true",
            "provenance.derived_from": flow.provenance.derived_from,
            "provenance.contract_kind": flow.provenance.contract_kind,
            "provenance.contract_key": flow.provenance.contract_key,
            **_source_properties(flow.provenance.source, "provenance."),
        }
    choices = flow_choices(
        (flow.source, flow.target), protocol=flow.protocol, has_provenance=flow.provenance is not None
    )
    return _with_custom(flow.properties, _without_empty(properties), FLOW_PROPERTIES, choices)


def derived_properties(relationship: ExportedRelationship) -> Properties:
    """Return the properties of a relationship without a flow of its own; its label may differ from its description."""
    label = _if_changed(relationship.label, relationship.description)
    return {"c4.derived": relationship.derived_from, **_without_empty({"c4.label": label})}


def workspace_properties(model: Model, *, empty_scenarios: Iterable[Scenario]) -> Properties:
    """Return the properties of the workspace; no view can show the ``empty_scenarios``."""
    groups = {title: list(names) for title, names in model.groups.items()}
    return _without_empty(
        {
            "c4.model": model.name,
            "c4.description": _if_changed(model.description, " ".join(model.description.split())),
            "c4.primary_system": model.primary_system,
            "c4.groups": _json_or_empty(groups),
            "c4.analysis": _json_or_empty(dict(model.analysis)),
            "c4.rules": _json_or_empty(rule_records(model.rules)),
            "c4.ingestion": _json_or_empty([_ingestion_record(entry) for entry in model.ingestion]),
            "c4.scenarios": _json_or_empty([_scenario_record(scenario) for scenario in empty_scenarios]),
        }
    )


def stored_texts(item: DeployedElement, *, description: str, url: str) -> Properties:
    """Return the properties that store the description, URL and number of instances, as far as exported ones differ."""
    properties = {
        "c4.description": _if_changed(item.description, description),
        "c4.url": _if_changed(item.url, url),
        "c4.instances": _if_changed(item.instances, item.instance_count),
    }
    return _without_empty(properties)


def _ingestion_record(entry: IngestionSource) -> dict[str, Any]:
    record = asdict(replace(entry, suppressions=()))
    del record["position"]
    suppressions = _without_empty({"suppress": _suppressions_json(entry.suppressions)})
    return {key: value for key, value in record.items() if value} | suppressions


def _scenario_record(scenario: Scenario) -> Properties:
    record = {
        "name": scenario.name,
        "title": scenario.title,
        "system": scenario.system,
        "description": scenario.description,
    }
    return _without_empty(record)


def _suppressions_json(suppressions: tuple[Suppression, ...]) -> str:
    return _json_or_empty([{"rule": item.rule, "reason": item.reason} for item in suppressions])


def _source_properties(source: Source | None, prefix: str) -> Properties:
    if source is None:
        return {}
    line = "" if source.line is None else str(source.line)
    return {f"{prefix}repo": source.repo, f"{prefix}path": source.path, f"{prefix}line": line}


def _if_changed(value: str, workspace_value: str) -> str:
    return "" if value == workspace_value else value


def _without_empty(properties: Properties) -> Properties:
    return {key: value for key, value in properties.items() if value}


def _json_or_empty(value: Any) -> str:
    return json_text(value, compact=True) if value else ""
