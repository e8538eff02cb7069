"""Kept: what we wrote into properties as JSON, since a workspace has no other place for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sphinxcontrib_c4.model import IngestionSource, Source, Suppression
from sphinxcontrib_c4.structurizr.reader.json_object import Node


def decoded(node: Node, name: str, text: str) -> Any:
    """The value that a property holds as JSON; ``None`` after telling that it is broken."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        node.fault(f"the property {name!r} is not valid JSON", "take it away, and export the model anew")
        return None


def suppressions(node: Node, text: str) -> tuple[Suppression, ...]:
    """The accepted findings in ``text``, the value of a property of ``node``; none where it is empty or broken."""
    kept = decoded(node, "c4.suppress", text) if text else []
    try:
        return tuple(
            Suppression(rule=str(told["rule"]), reason=str(told["reason"]), position=node.position)
            for told in kept or ()
        )
    except (TypeError, KeyError):
        node.fault("the property 'c4.suppress' is broken", "take it away, and export the model anew")
        return ()


def analysis(node: Node, told: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the analysis that we wrote into a property: lists of names, and mappings from names."""
    kept = decoded(node, "c4.analysis", told["c4.analysis"]) if "c4.analysis" in told else {}
    if isinstance(kept, dict) and all(isinstance(value, list | dict) for value in kept.values()):
        return kept
    if kept is not None:
        node.fault("the property 'c4.analysis' is broken", "take it away, and export the model anew")
    return {}


def ingestion(node: Node, told: Mapping[str, str]) -> tuple[IngestionSource, ...]:
    """The ingestion sources that we wrote into a property."""
    kept = decoded(node, "c4.ingestion", told["c4.ingestion"]) if "c4.ingestion" in told else []
    try:
        return tuple(_ingestion(node, entry) for entry in kept or ())
    except (TypeError, ValueError):
        node.fault("the property 'c4.ingestion' is broken", "take it away, and export the model anew")
        return ()


def _ingestion(node: Node, entry: Mapping[str, Any]) -> IngestionSource:
    source = entry.get("source")
    return IngestionSource(
        **{key: value for key, value in entry.items() if key not in ("source", "suppress")},
        suppressions=suppressions(node, str(entry.get("suppress", ""))),
        position=node.position,
        source=Source(**source) if source else None,
    )
