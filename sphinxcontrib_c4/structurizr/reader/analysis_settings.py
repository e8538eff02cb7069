"""Settings of the analysis and declared rules that an export stores in properties of the workspace.

They are checked like the sections ``analysis`` and ``rules`` of ``landscape.yaml``, from which they come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sphinxcontrib_c4.model import (
    CYCLE_RULES,
    RULES,
    DeclaredRule,
    Element,
    landscape_json_schema,
    parse_rule_records,
)
from sphinxcontrib_c4.structurizr.reader.stored_properties import StoredProperties

_PROPERTY = "c4.analysis"
_RULES = "c4.rules"
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def read_analysis_settings(
    properties: StoredProperties, elements: Collection[str], flows: Collection[str]
) -> Mapping[str, Any]:
    """Return the settings; ``elements`` and ``flows`` are the names that they may refer to."""
    settings = properties.collections(_PROPERTY)
    if not settings:
        return {}
    definitions = landscape_json_schema()["$defs"]
    errors = list(_schema_errors(settings, definitions["AnalysisEntry"], definitions))
    errors += [] if errors else _unknown_names(settings, elements, flows)
    for error in errors:
        properties.fault(_PROPERTY, error)
    return {} if errors else settings


def read_declared_rules(
    properties: StoredProperties, elements: Mapping[str, Element], groups: Mapping[str, tuple[str, ...]]
) -> tuple[DeclaredRule, ...]:
    """Return the declared rules; ``elements`` and ``groups`` are those that they may name."""
    return parse_rule_records(
        properties.records(_RULES),
        elements=elements,
        groups=groups,
        position=properties.owner.position,
        fault=lambda message: properties.fault(_RULES, message),
    )


def _schema_errors(value: Any, schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """Yield the violations of a schema made of types, enumerations, minimums, items and properties."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in schema:
        errors = [list(_schema_errors(value, option, definitions)) for option in schema["anyOf"]]
        yield from [] if [] in errors else errors[0]
    elif isinstance(value, bool) or not isinstance(value, _TYPES[schema["type"]]):
        yield f"{value!r} is not of the type {schema['type']}"
    elif value not in schema.get("enum", [value]):
        yield f"{value!r} is not one of {', '.join(schema['enum'])}"
    elif isinstance(value, int | float) and value < schema.get("minimum", value):
        yield f"{value!r} is less than {schema['minimum']}"
    elif isinstance(value, list):
        for item in value:
            yield from _schema_errors(item, schema["items"], definitions)
    elif isinstance(value, dict):
        yield from _property_errors(value, schema, definitions)


def _property_errors(value: dict[str, Any], schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    properties = schema.get("properties", {})
    for key, item in value.items():
        if item_schema := properties.get(key, schema.get("additionalProperties")):
            yield from _schema_errors(item, item_schema, definitions)
        else:
            yield f"unknown setting {key!r}"


def _unknown_names(settings: Mapping[str, Any], elements: Collection[str], flows: Collection[str]) -> Iterator[str]:
    """Yield an error for each name of an element, flow or rule that does not exist."""
    names = [(name, elements) for name in settings.get("roles", {})]
    names += [(name, {*elements, *flows}) for name in settings.get("ignore", ())]
    for name, candidates in names:
        if name not in candidates:
            yield f"{name!r} is not in the model"
    for name in settings.get("severities", {}):
        if name not in {*RULES, *CYCLE_RULES}:
            yield f"{name!r} is not a rule"
