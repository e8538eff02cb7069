"""Plain JSON: the model and its views for programs, with a version that changes when a key is taken away or renamed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views import View

VERSION = 1


def plain(model: Model, views: Sequence[View], keys: Sequence[str]) -> str:
    """``model`` and ``views``; values that are empty or as usual are left out, and so is where they were written."""
    told = {
        "format": "sphinxcontrib-c4",
        "version": VERSION,
        "model": {
            "name": model.name,
            "title": model.title,
            "description": model.description,
            "primary_system": model.primary_system,
            "elements": [_filled(asdict(element)) for element in model.elements.values()],
            "flows": [_filled(asdict(flow)) for flow in model.flows],
            "scenarios": [_filled(asdict(scenario)) for scenario in model.scenarios],
            "ingestion": [_filled(asdict(entry)) for entry in model.ingestion],
            "groups": [{"title": title, "members": list(names)} for title, names in model.groups.items()],
        },
        "views": [({"key": keys[number]} if keys else {}) | _view(view) for number, view in enumerate(views)],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _view(view: View) -> dict[str, Any]:
    return {
        "name": view.name,
        "kind": view.kind.value,
        "subject": view.subject,
        "title": view.title,
        "description": view.description,
        "note": view.note,
        "elements": [
            _filled({"name": item.element.name, "title": item.element.title, "boundary": item.boundary})
            for item in view.elements
        ],
        "boundaries": [_filled(asdict(boundary)) for boundary in view.boundaries],
        "relationships": [_filled(asdict(line)) for line in view.relationships],
    }


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    """``told`` without places in files and without what is empty, at any depth."""
    found = {}
    for key, value in told.items():
        if isinstance(value, dict):
            value = _filled(value)
        elif isinstance(value, tuple | list):
            value = [_filled(item) if isinstance(item, dict) else item for item in value]
        if key != "position" and value not in (None, "", [], {}, False):
            found[key] = value
    return found
