"""JSON: the model and its views for programs.

The version changes if a key is removed or renamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sphinxcontrib_c4.model import Model, json_document
from sphinxcontrib_c4.views import View

VERSION = 1


def write(model: Model, views: Sequence[View], keys: Sequence[str] = ()) -> str:
    """Return ``model`` and ``views`` as JSON; empty and default values, and positions in files, are omitted."""
    document = {
        "format": "sphinxcontrib-c4",
        "version": VERSION,
        "model": {
            "name": model.name,
            "title": model.title,
            "description": model.description,
            "primary_system": model.primary_system,
            "elements": [_without_empty(asdict(element)) for element in model.elements.values()],
            "flows": [_without_empty(asdict(flow)) for flow in model.flows],
            "scenarios": [_without_empty(asdict(scenario)) for scenario in model.scenarios],
            "ingestion": [_without_empty(asdict(entry)) for entry in model.ingestion],
            "groups": [{"title": title, "members": list(names)} for title, names in model.groups.items()],
        },
        "views": [({"key": keys[index]} if keys else {}) | _view(view) for index, view in enumerate(views)],
    }
    return json_document(document)


def _view(view: View) -> dict[str, Any]:
    return {
        "name": view.name,
        "kind": view.kind.value,
        "subject": view.subject,
        "title": view.title,
        "description": view.description,
        "note": view.note,
        "elements": [
            _without_empty({"name": item.element.name, "title": item.element.title, "boundary": item.boundary})
            for item in view.elements
        ],
        "boundaries": [_without_empty(asdict(boundary)) for boundary in view.boundaries],
        "relationships": [_without_empty(asdict(line)) for line in view.relationships],
    }


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    """Return ``fields`` without positions in files and without empty values, at any depth."""
    result = {}
    for key, value in fields.items():
        if isinstance(value, dict):
            value = _without_empty(value)
        elif isinstance(value, tuple | list):
            value = [_without_empty(item) if isinstance(item, dict) else item for item in value]
        if key != "position" and value not in (None, "", [], {}, False):
            result[key] = value
    return result
