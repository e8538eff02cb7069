"""The deployment of a model in the form of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sphinxcontrib_c4.model import DeployedElement, DeploymentRelationship, Kind, Mode, Model
from sphinxcontrib_c4.structurizr.tags import deployment_tags, relationship_tags
from sphinxcontrib_c4.structurizr.urls import exported_url
from sphinxcontrib_c4.structurizr.writer.perspectives import health_check_fields, perspective_fields
from sphinxcontrib_c4.structurizr.writer.properties import stored_texts
from sphinxcontrib_c4.structurizr.writer.sizes import short_description
from sphinxcontrib_c4.views import Label, Relationship, View, deployed_box

_INTERACTION_STYLES = {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous"}
_REFERENCES = {Kind.SYSTEM: "softwareSystemId", Kind.CONTAINER: "containerId"}
_LISTS = {
    Kind.DEPLOYMENT_NODE: "children",
    Kind.INFRASTRUCTURE_NODE: "infrastructureNodes",
    Kind.SYSTEM: "softwareSystemInstances",
    Kind.CONTAINER: "containerInstances",
}
"""The key under which a deployment node lists its content of each kind."""


class DeploymentWriter:
    """Writes deployment nodes, and the elements and relationships of deployment views."""

    def __init__(self, model: Model, element_ids: Mapping[str, str], base_url: str) -> None:
        """Give ids to deployed elements and their relationships, after those of the elements of the model."""
        deployment = model.deployment
        first = len(element_ids) + 1
        self._model = model
        self._element_ids = element_ids
        self._base_url = base_url
        self._ids = {name: str(number) for number, name in enumerate(deployment.elements, first)}
        self._relationship_ids = {
            _key(item): str(number)
            for number, item in enumerate(deployment.relationships, first + len(deployment.elements))
        }
        self.next_id = first + len(self._ids) + len(self._relationship_ids)
        """The first id that is not in use."""

    # --- Views ---

    def element_ids(self, view: View) -> dict[str, str]:
        """Return the ids of the nodes and boxes of a deployment view by their names, outer ones first."""
        nodes = [boundary.name for boundary in view.boundaries if boundary.name in self._ids]
        return {name: self._ids[name] for name in [*nodes, *(item.element.name for item in view.elements)]}

    def relationship_id(self, line: Relationship, label: Label) -> str:
        """Return the id of the relationship that a label of a line in a view belongs to."""
        return self._relationship_ids[line.source, line.target, label.text]

    def view_fields(self, key: str) -> dict[str, str]:
        """Return the environment and the system of the deployment view with this key."""
        scope = self._model.deployment.scopes[key]
        fields = {"softwareSystemId": self._element_ids.get(scope.system, ""), "environment": scope.environment}
        return {name: text for name, text in fields.items() if text}

    def has_group(self, view: View) -> bool:
        """Return whether anything in a deployment view is in a group."""
        return any(self._model.deployment.elements[name].group for name in self.element_ids(view))

    # --- The model ---

    def nodes(self, flow_ids: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the outer deployment nodes; ``flow_ids`` are the ids of the relationships of flows."""
        outgoing: dict[str, list[DeploymentRelationship]] = {}
        for relationship in self._model.deployment.relationships:
            outgoing.setdefault(relationship.source, []).append(relationship)
        children: dict[str, list[DeployedElement]] = {}
        for item in self._model.deployment.elements.values():
            children.setdefault(item.parent, []).append(item)
        written: dict[str, dict[str, Any]] = {}
        for item in reversed(list(self._model.deployment.elements.values())):  # children before their parents
            relationships = [self._relationship(line, flow_ids) for line in outgoing.get(item.name, ())]
            written[item.name] = self._element(item) | _without_empty(
                {"relationships": relationships, **_content(children.get(item.name, ()), written)}
            )
        return [written[item.name] for item in children.get("", ())]

    def _element(self, item: DeployedElement) -> dict[str, Any]:
        description = short_description(deployed_box(item, {}))
        url = exported_url(item.url, base=self._base_url)
        properties = dict(item.properties) | stored_texts(item, description=description, url=url)
        fields = {"name": item.title, "description": description}
        if item.instance_of:
            fields = self._instance_fields(item) | _without_empty({"description": description})
        details = {
            "technology": item.technology,
            "environment": item.environment,
            "instances": item.instance_count,
            "url": url,
            "group": item.group,
            "deploymentGroups": list(item.deployment_groups),
            "properties": properties,
            **perspective_fields(item.perspectives),
            **health_check_fields(item.health_checks),
        }
        tags = deployment_tags(item)
        return {"id": self._ids[item.name], **fields, "tags": tags, **_without_empty(details)}

    def _instance_fields(self, item: DeployedElement) -> dict[str, Any]:
        """Return the reference of an instance to its element."""
        number = item.instance_id
        value = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else number
        reference = {_REFERENCES[item.kind]: self._element_ids[item.instance_of]}
        return reference | ({"instanceId": value} if number else {})

    def _relationship(self, item: DeploymentRelationship, flow_ids: Mapping[str, str]) -> dict[str, Any]:
        details = {
            "interactionStyle": _INTERACTION_STYLES.get(item.mode, ""),
            "linkedRelationshipId": flow_ids.get(item.flow, ""),
            "url": exported_url(item.url, base=self._base_url),
            "properties": dict(item.properties),
            **perspective_fields(item.perspectives),
        }
        return {
            "id": self._relationship_ids[_key(item)],
            "sourceId": self._ids[item.source],
            "destinationId": self._ids[item.target],
            "description": item.label,
            "technology": item.protocol,
            "tags": relationship_tags(item.mode, item.tags),
            **_without_empty(details),
        }


def _key(item: DeploymentRelationship) -> tuple[str, str, str]:
    """Return what no two relationships of a deployment have in common."""
    return item.source, item.target, item.label


def _content(children: Iterable[DeployedElement], written: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the lists of the content of a node."""
    lists: dict[str, list[Any]] = {}
    for child in children:
        lists.setdefault(_LISTS[child.kind], []).append(written[child.name])
    return {key: lists[key] for key in _LISTS.values() if key in lists}


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}
