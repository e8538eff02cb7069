"""The model: elements, flows and scenarios, read from YAML and validated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinxcontrib_c4.model.declared_rules import DeclaredRule, ElementSelection, Layer, RuleException, RuleKind
from sphinxcontrib_c4.model.deployment import (
    DeployedElement,
    Deployment,
    DeploymentRelationship,
    DeploymentScope,
)
from sphinxcontrib_c4.model.document import At, Document, Entries, Items
from sphinxcontrib_c4.model.elements import (
    LANDSCAPE_TITLE,
    Assumptions,
    Element,
    Flow,
    IngestionSource,
    Model,
    ModelFile,
    Provenance,
    Rejection,
    Scenario,
    Source,
    Step,
    Suppression,
)
from sphinxcontrib_c4.model.faults import (
    Fault,
    ModelError,
    Position,
    control_character,
    quoted,
    quoted_value,
    visible,
    visible_lines,
)
from sphinxcontrib_c4.model.json_text import json_document, json_text, position_record, read_json_schema
from sphinxcontrib_c4.model.kinds import Kind, Mode, Shape
from sphinxcontrib_c4.model.names import (
    AmbiguousNameError,
    NameLookupError,
    NameTable,
    UnknownNameError,
    capitalized,
    count_noun,
    join_names,
    lineage,
    listed,
    lowered,
    nearest,
    resolve,
    suggestion,
    system_of,
)
from sphinxcontrib_c4.model.perspectives import HealthCheck, Perspective, Properties, WorkspaceSettings
from sphinxcontrib_c4.model.rule_catalog import CYCLE_RULES, RULES, THRESHOLDS, RuleSpec, Severity, Threshold

if TYPE_CHECKING:
    from sphinxcontrib_c4.model.schema import FileEntry as FileEntry
    from sphinxcontrib_c4.model.schema import FlowEntry as FlowEntry
    from sphinxcontrib_c4.model.schema import ProvenanceEntry as ProvenanceEntry
    from sphinxcontrib_c4.model.schema import SystemEntry as SystemEntry

__all__ = [
    "CYCLE_RULES",
    "LANDSCAPE_TITLE",
    "RULES",
    "THRESHOLDS",
    "AmbiguousNameError",
    "Assumptions",
    "At",
    "DeclaredRule",
    "DeployedElement",
    "Deployment",
    "DeploymentRelationship",
    "DeploymentScope",
    "Document",
    "Element",
    "ElementSelection",
    "Entries",
    "Fault",
    "Flow",
    "HealthCheck",
    "IngestionSource",
    "Items",
    "Kind",
    "Layer",
    "Mode",
    "Model",
    "ModelError",
    "ModelFile",
    "NameLookupError",
    "NameTable",
    "Perspective",
    "Position",
    "Properties",
    "Provenance",
    "Rejection",
    "RuleException",
    "RuleKind",
    "RuleSpec",
    "Scenario",
    "Severity",
    "Shape",
    "Source",
    "Step",
    "Suppression",
    "Threshold",
    "UnknownNameError",
    "WorkspaceSettings",
    "capitalized",
    "control_character",
    "count_noun",
    "join_names",
    "json_document",
    "json_schema",
    "json_text",
    "landscape_json_schema",
    "lineage",
    "listed",
    "load",
    "lowered",
    "nearest",
    "parse_rule_records",
    "position_record",
    "quoted",
    "quoted_value",
    "read_json_schema",
    "read_model_file",
    "read_yaml",
    "resolve",
    "rule_records",
    "suggestion",
    "system_of",
    "visible",
    "visible_lines",
]


def load(path: Path) -> Model:
    """Read the model at ``path``: one file, or a folder of files composed into one landscape.

    All ``*.yaml`` and ``*.yml`` files directly in a folder are read in alphabetical order.
    ``landscape.yaml`` defines how they are composed, and may list the files. If it does not,
    ``*.graph.yaml`` files, which are extracted from a code graph, are ignored.

    Raises:
        ModelError: the model is invalid; the exception holds all faults of all files.
    """
    from sphinxcontrib_c4.model.loader import load_model

    return load_model(path)


def read_yaml(path: Path) -> Document:
    """Read a YAML file that belongs to a model, such as a baseline, with the positions of its values.

    Syntax errors are recorded in ``faults`` and not raised, so that the caller can add more.

    Raises:
        ModelError: the file cannot be read as text.
    """
    from sphinxcontrib_c4.model.loader import read_yaml_document

    return read_yaml_document(path)


def read_model_file(path: Path) -> tuple[FileEntry, Document]:
    """Read one model file by itself, such as an extracted one, without resolving its names.

    Raises:
        ModelError: the file is invalid; the exception holds all faults.
    """
    from sphinxcontrib_c4.model.loader import read_entry

    return read_entry(path)


def parse_rule_records(
    records: Iterable[Any],
    *,
    elements: Mapping[str, Element],
    groups: Mapping[str, tuple[str, ...]],
    position: Position,
    fault: Callable[[str], None],
) -> tuple[DeclaredRule, ...]:
    """Return the declared rules in ``records``, which have the form of ``rules`` in ``landscape.yaml``.

    Args:
        elements: the elements that the rules may name.
        groups: the groups that they may name.
        position: the position of all rules.
        fault: a function that is called with a message for each mistake.
    """
    from sphinxcontrib_c4.model.rule_records import parse_records

    return parse_records(records, elements=elements, groups=groups, position=position, fault=fault)


def rule_records(rules: Iterable[DeclaredRule]) -> list[dict[str, Any]]:
    """Return declared rules as plain values that :func:`parse_rule_records` reads."""
    from sphinxcontrib_c4.model.rule_records import records_of

    return records_of(rules)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a model file, for editors that complete and validate YAML."""
    from sphinxcontrib_c4.model.schema import FileEntry as FileEntry
    from sphinxcontrib_c4.model.schema import FlowEntry as FlowEntry
    from sphinxcontrib_c4.model.schema import ProvenanceEntry as ProvenanceEntry
    from sphinxcontrib_c4.model.schema import SystemEntry as SystemEntry
    from sphinxcontrib_c4.model.schema_objects import to_json_schema

    return to_json_schema(FileEntry, title="sphinxcontrib-c4 model file")


def landscape_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``landscape.yaml``."""
    from sphinxcontrib_c4.model.landscape_schema import LandscapeEntry
    from sphinxcontrib_c4.model.schema_objects import to_json_schema

    return to_json_schema(LandscapeEntry, title="sphinxcontrib-c4 landscape")
