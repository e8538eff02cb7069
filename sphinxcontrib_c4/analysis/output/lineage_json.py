"""The lineage of data as JSON for other tools; ``lineage.schema.json`` beside this module is its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinxcontrib_c4.analysis.lineage.data_steps import DataStep
from sphinxcontrib_c4.analysis.lineage.lineage import Lineage
from sphinxcontrib_c4.analysis.output.json_records import flow_record
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import (
    Assumptions,
    Flow,
    IngestionSource,
    json_document,
    position_record,
    read_json_schema,
)

LINEAGE_VERSION = 1
"""The version of the format; it changes when a reader of the previous one would misread the new one."""


def lineage_to_json(lineage: Lineage) -> str:
    """Return the lineage as a JSON text that ends with a line break."""
    document = {
        "version": LINEAGE_VERSION,
        "tool": {"name": "sphinx-c4", "version": __version__},
        "title": lineage.model.title,
        "subject": lineage.subject,
        "what_if": _what_if(lineage.model.assumptions),
        "is_element": lineage.is_element,
        "elements": list(lineage.elements),
        "steps": [_step(number, step) for number, step in enumerate(lineage.steps, 1)],
        "origins": list(lineage.origins),
        "ends": list(lineage.ends),
        "stores": list(lineage.stores),
        "loops": [list(loop) for loop in lineage.loops],
        "ingestion": [_ingestion(source) for source in lineage.ingestion],
        "unknown": [_flow(flow) for flow in lineage.unknown],
    }
    return json_document(document)


def lineage_schema() -> dict[str, Any]:
    """Return the JSON Schema of the lineage."""
    return read_json_schema(Path(__file__).with_name("lineage.schema.json"))


def _what_if(assumptions: Assumptions) -> dict[str, Any]:
    return {
        "without": [_flow(flow) for flow in assumptions.removed],
        "async": [_flow(flow) for flow in assumptions.asynchronous],
    }


def _step(number: int, step: DataStep) -> dict[str, Any]:
    return {
        "number": number,
        "source": step.source,
        "target": step.target,
        "is_inferred": step.is_inferred,
        "flow": _flow(step.flow),
    }


def _flow(flow: Flow) -> dict[str, Any]:
    return {**flow_record(flow), "data": flow.data}


def _ingestion(source: IngestionSource) -> dict[str, Any]:
    return {
        "title": source.title,
        "system": source.system,
        "data": source.data,
        "transport": source.transport,
        "cadence": source.cadence,
        "position": position_record(source.position),
    }
