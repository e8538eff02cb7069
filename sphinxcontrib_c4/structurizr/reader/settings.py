"""The settings and the documentation of a workspace, which no drawing shows, kept for the next export."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sphinxcontrib_c4.model import Kind, Model, Properties, WorkspaceSettings, json_text
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.workspace_index import WorkspaceIndex
from sphinxcontrib_c4.structurizr.scope import scope_by_content

MODEL_PROPERTIES = frozenset({"structurizr.groupSeparator"})
"""The properties of a model that the reader uses, so that they are not kept as settings."""


def read_settings(
    root: JsonObject,
    model: Model,
    index: WorkspaceIndex,
    parts: ModelParts,
    *,
    reserved: Collection[str],
    view_properties: Mapping[str, Properties],
) -> WorkspaceSettings:
    """Return the settings of the workspace ``root``, other than properties with ``reserved`` names."""
    documentation = dict(_documentation(root, index, parts))
    documented_systems = {name for name in documentation if name and model.elements[name].kind is Kind.SYSTEM}
    scope = root.object("configuration").text("scope")
    return WorkspaceSettings(
        scope=scope if scope != scope_by_content(model, documented_systems) else "",
        properties=root.settings(reserved, "the workspace"),
        model_properties=root.object("model").settings(MODEL_PROPERTIES, "the model"),
        view_set_properties=root.object("views").object("configuration").settings((), "the configuration of views"),
        view_properties=view_properties,
        documentation=documentation,
    )


def _documentation(root: JsonObject, index: WorkspaceIndex, parts: ModelParts) -> Iterator[tuple[str, str]]:
    """Yield the full names of documented elements, ``""`` for the workspace, with their documentation as JSON."""
    if text := _documentation_text(root, "the workspace"):
        yield "", text
    for id_, element in parts.elements.items():
        original = index.elements[id_]
        text = _documentation_text(original.json, original.type.with_article, can_have=element.kind is not Kind.PERSON)
        if text:
            yield element.name, text


def _documentation_text(owner: JsonObject, noun: str, *, can_have: bool = True) -> str:
    """Return the documentation of ``owner`` as JSON, or ``""``; report one that cannot be written again as it is."""
    value = owner.value.get("documentation")
    if not value or (isinstance(value, dict) and not any(value.values())):
        return ""
    if can_have and isinstance(value, dict) and not _names_elements(value):
        return json_text(value, compact=True)
    owner.add_unmapped(f"'documentation' of {noun}", "documentation")
    return ""


def _names_elements(documentation: Mapping[str, Any]) -> bool:
    """Return whether parts belong to elements, as before 2022; the ids of elements change in an export."""
    parts = (part for parts in documentation.values() if isinstance(parts, list) for part in parts)
    return any(isinstance(part, dict) and part.get("elementId") for part in parts)
