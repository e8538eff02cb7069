"""The deployment of a workspace: nodes, instances, and the relationships between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sphinxcontrib_c4.model import DeployedElement, Deployment, DeploymentRelationship, Kind
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts, original_description, slug
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.perspectives import read_health_checks, read_perspectives
from sphinxcontrib_c4.structurizr.reader.workspace_index import (
    ElementType,
    WorkspaceElement,
    WorkspaceIndex,
    WorkspaceRelationship,
)
from sphinxcontrib_c4.structurizr.tags import DEPLOYMENT_TAGS, RELATIONSHIP_TAGS, author_tags
from sphinxcontrib_c4.structurizr.unique_names import UniqueNames

_KEYS = frozenset(
    {"id", "name", "description", "technology", "tags", "environment", "instances", "instanceId", "relationships"}
    | {"children", "infrastructureNodes", "softwareSystemInstances", "containerInstances", "softwareSystemId"}
    | {"containerId", "properties", "group", "url", "deploymentGroups", "perspectives"}
)
_RELATIONSHIP_KEYS = frozenset(
    {"id", "sourceId", "destinationId", "description", "technology", "interactionStyle", "tags", "properties"}
    | {"linkedRelationshipId", "url", "perspectives"}
)
_INSTANCES = frozenset({ElementType.SYSTEM_INSTANCE, ElementType.CONTAINER_INSTANCE})
_KINDS = {
    ElementType.DEPLOYMENT_NODE: Kind.DEPLOYMENT_NODE,
    ElementType.INFRASTRUCTURE: Kind.INFRASTRUCTURE_NODE,
    ElementType.SYSTEM_INSTANCE: Kind.SYSTEM,
    ElementType.CONTAINER_INSTANCE: Kind.CONTAINER,
}
_DEFAULT_GROUP = "Default"
_DESCRIPTION, _URL, _COUNT = "c4.description", "c4.url", "c4.instances"


def read_deployment(index: WorkspaceIndex, parts: ModelParts) -> Deployment:
    """Return the deployed elements and their relationships; the scopes of views are those of the views."""
    deployed = {id_: element for id_, element in index.elements.items() if element.type in _KINDS}
    names = deployed_names(index, parts)
    elements = (_element(element, names, parts) for element in deployed.values())
    lines = (item for item in index.relationships.values() if item.source in deployed)
    return Deployment(
        elements={element.name: element for element in elements},
        relationships=tuple(_relationships(lines, index, names, parts)),
    )


def deployed_names(index: WorkspaceIndex, parts: ModelParts) -> dict[str, str]:
    """Return the name of each deployed element by its id: a path from the environment down."""
    names: dict[str, str] = {}
    used_names = UniqueNames()
    for element in index.elements.values():
        if element.type in _KINDS:
            prefix = names.get(element.parent) or slug(element.json.text("environment")) or "default"
            names[element.id] = used_names.add_unused(f"{prefix}/{_last_part(element, parts)}")
    return names


def _last_part(element: WorkspaceElement, parts: ModelParts) -> str:
    if instance_of := _instance_of(element, parts):
        return f"{instance_of}#{element.json.text('instanceId') or '1'}"
    return slug(element.name) or "node"


def _instance_of(element: WorkspaceElement, parts: ModelParts) -> str:
    """Return the full name of the element that an instance is of, or ``""``."""
    original = parts.elements.get(element.json.text("containerId") or element.json.text("softwareSystemId"))
    return original.name if original else ""


def _element(element: WorkspaceElement, names: Mapping[str, str], parts: ModelParts) -> DeployedElement:
    json = element.json
    is_instance = element.type in _INSTANCES
    json.check_keys(_KEYS | ({"healthChecks"} if is_instance else set()), element.type.with_article)
    return DeployedElement(
        name=names[element.id],
        title=element.name,
        kind=_KINDS[element.type],
        position=json.position,
        parent=names.get(element.parent, ""),
        environment=json.text("environment"),
        technology=json.text("technology"),
        description=original_description(_stored_text(json, _DESCRIPTION), json.text("description")),
        url=_stored_text(json, _URL) or json.text("url"),
        group=json.text("group"),
        instances=_stored_text(json, _COUNT) or json.text("instances"),
        instance_of=_instance_of(element, parts),
        instance_id=json.text("instanceId"),
        deployment_groups=_deployment_groups(json),
        tags=author_tags(json.text("tags"), standard=DEPLOYMENT_TAGS),
        properties=json.custom_properties((_DESCRIPTION, _URL, _COUNT), element.type.with_article),
        perspectives=read_perspectives(json),
        health_checks=read_health_checks(json) if is_instance else (),
    )


def _stored_text(json: JsonObject, name: str) -> str | None:
    """Return the text of a property that an export has written, or None."""
    stored = json.object("properties").value.get(name)
    return stored if isinstance(stored, str) else None


def _deployment_groups(json: JsonObject) -> tuple[str, ...]:
    groups = tuple(json.text_list("deploymentGroups"))
    return () if groups == (_DEFAULT_GROUP,) else groups


def _relationships(
    lines: Iterator[WorkspaceRelationship], index: WorkspaceIndex, names: Mapping[str, str], parts: ModelParts
) -> Iterator[DeploymentRelationship]:
    for item in lines:
        if item.target not in names:
            item.json.add_unmapped(f"relationship {item.description!r} of {index.elements[item.source]}")
            continue
        item.json.check_keys(_RELATIONSHIP_KEYS, "a relationship")
        flow = parts.flows.get(item.json.text("linkedRelationshipId"))
        yield DeploymentRelationship(
            source=names[item.source],
            target=names[item.target],
            label=item.description,
            position=item.json.position,
            mode=parts.modes[item.id],
            protocol=item.json.text("technology"),
            flow=flow.name if flow else "",
            url=item.json.text("url"),
            tags=author_tags(item.json.text("tags"), standard=RELATIONSHIP_TAGS),
            properties=item.json.custom_properties((), "a relationship"),
            perspectives=read_perspectives(item.json),
        )
