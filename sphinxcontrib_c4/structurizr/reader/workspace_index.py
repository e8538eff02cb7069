"""The elements and relationships of a workspace by their ids.

The rules are those of Structurizr's reader: unique ids and names, valid references, no two relationships with the same
ends and description. All violations are reported together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.json_source import format_json_path


class ElementType(StrEnum):
    """A type of element in a workspace; the first four are those of a model."""

    PERSON = "person"
    SYSTEM = "software system"
    CONTAINER = "container"
    COMPONENT = "component"
    CUSTOM = "custom element"
    DEPLOYMENT_NODE = "deployment node"
    INFRASTRUCTURE = "infrastructure node"
    SYSTEM_INSTANCE = "software system instance"
    CONTAINER_INSTANCE = "container instance"

    @property
    def with_article(self) -> str:
        """The type with its indefinite article."""
        return f"{'an' if self[0] in 'aeiou' else 'a'} {self}"


KINDS = {
    ElementType.PERSON: Kind.PERSON,
    ElementType.SYSTEM: Kind.SYSTEM,
    ElementType.CONTAINER: Kind.CONTAINER,
    ElementType.COMPONENT: Kind.COMPONENT,
}
_INSTANCES = {
    ElementType.SYSTEM_INSTANCE: ("softwareSystemId", ElementType.SYSTEM),
    ElementType.CONTAINER_INSTANCE: ("containerId", ElementType.CONTAINER),
}
_CHILDREN = {
    ElementType.SYSTEM: (("containers", ElementType.CONTAINER),),
    ElementType.CONTAINER: (("components", ElementType.COMPONENT),),
    ElementType.DEPLOYMENT_NODE: (
        ("children", ElementType.DEPLOYMENT_NODE),
        ("infrastructureNodes", ElementType.INFRASTRUCTURE),
        ("softwareSystemInstances", ElementType.SYSTEM_INSTANCE),
        ("containerInstances", ElementType.CONTAINER_INSTANCE),
    ),
}
_ROOTS = (
    ("people", ElementType.PERSON),
    ("softwareSystems", ElementType.SYSTEM),
    ("customElements", ElementType.CUSTOM),
    ("deploymentNodes", ElementType.DEPLOYMENT_NODE),
)


@dataclass(frozen=True, slots=True)
class WorkspaceElement:
    """An element of a workspace; ``parent`` is the id of the element around it, or ``""``."""

    id: str
    type: ElementType
    name: str
    parent: str
    json: JsonObject

    def __str__(self) -> str:
        """Return, for example, ``the container 'Web'``."""
        return f"the {self.type} {self.name!r}"


@dataclass(frozen=True, slots=True)
class WorkspaceRelationship:
    """A relationship of a workspace; ``source`` and ``target`` are ids of elements."""

    id: str
    source: str
    target: str
    description: str
    json: JsonObject


@dataclass(slots=True)
class WorkspaceIndex:
    """All elements, in the order of the file, and all relationships with two known ends."""

    elements: dict[str, WorkspaceElement] = field(default_factory=dict)
    relationships: dict[str, WorkspaceRelationship] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, model: JsonObject) -> WorkspaceIndex:
        """Return the index of the object ``model`` of a workspace; add a fault for each violated rule."""
        index = cls()
        elements = list(index._add_elements(model))
        for element in elements:
            index._check_instance(element)
        _check_names(elements)
        for element in elements:
            index._add_relationships(element)
        for relationship in index.relationships.values():
            index._check_linked(relationship)
        _check_descriptions(index.relationships.values(), index.elements)
        return index

    def is_element(self, id_: str, *types: ElementType) -> bool:
        """Return whether an element of one of ``types`` has this id."""
        return id_ in self.elements and self.elements[id_].type in types

    # --- Elements ---

    def _add_elements(self, model: JsonObject) -> Iterator[WorkspaceElement]:
        """Add and yield all elements, also those whose ids are wrong; nodes may be nested deeply."""
        stack = [(item, type_, "") for key, type_ in reversed(_ROOTS) for item in reversed(list(model.objects(key)))]
        while stack:
            item, type_, parent = stack.pop()
            name = item.text("name", required=type_ not in _INSTANCES)
            element = WorkspaceElement(self._register_id(item), type_, name, parent, item)
            if element.id:
                self.elements[element.id] = element
            yield element
            children = [(child, inner) for key, inner in _CHILDREN.get(type_, ()) for child in item.objects(key)]
            stack += [(child, inner, element.id) for child, inner in reversed(children)]

    def _register_id(self, item: JsonObject) -> str:
        """Return the id of an element or relationship, or ``""`` if it is missing or not unique."""
        id_ = item.text("id", required=True)
        if id_ in self._paths:
            item.fault(f"duplicate id {id_!r}, first used by {self._paths[id_]}", "ids must be unique", key="id")
            return ""
        if id_:
            self._paths[id_] = format_json_path(item.path)
        return id_

    def _check_instance(self, element: WorkspaceElement) -> None:
        if element.type in _INSTANCES:
            key, type_ = _INSTANCES[element.type]
            id_ = element.json.text(key, required=True)
            if id_ and not self.is_element(id_, type_):
                element.json.fault(f"no {type_} has the id {id_!r}", f"use the id of a {type_} in the model", key=key)

    # --- Relationships ---

    def _add_relationships(self, element: WorkspaceElement) -> None:
        for item in element.json.objects("relationships"):
            id_ = self._register_id(item)
            source = item.text("sourceId") or element.id
            target = item.text("destinationId", required=True)
            if source != element.id:
                message = f"the source {source!r} is not {element}, which contains the relationship"
                item.fault(message, "move the relationship into its source, or correct the id", key="sourceId")
            elif target and target not in self.elements:
                hint = "use the id of an element in the model"
                item.fault(f"no element has the id {target!r}", hint, key="destinationId")
            elif id_ and source and target:
                self.relationships[id_] = WorkspaceRelationship(id_, source, target, item.text("description"), item)

    def _check_linked(self, relationship: WorkspaceRelationship) -> None:
        linked_id = relationship.json.text("linkedRelationshipId")
        if linked_id and linked_id not in self.relationships:
            hint = "use the id of a relationship in the model, or remove the key"
            relationship.json.fault(f"no relationship has the id {linked_id!r}", hint, key="linkedRelationshipId")


def _check_names(elements: Iterable[WorkspaceElement]) -> None:
    """Check names: unique among people and systems, and among the children of one element and environment."""
    first_uses: dict[tuple[str, str, str, str], WorkspaceElement] = {}
    for element in elements:
        if element.type in _INSTANCES or not element.name:
            continue
        shares_scope = element.type in (ElementType.PERSON, ElementType.SYSTEM)
        environment = element.json.text("environment") if element.type is ElementType.DEPLOYMENT_NODE else ""
        scope = (element.parent, "" if shares_scope else element.type.value, environment, element.name)
        first = first_uses.setdefault(scope, element)
        if first is not element:
            message = f"duplicate name {element.name!r}, first used by {format_json_path(first.json.path)}"
            element.json.fault(message, "rename one of the two", key="name")


def _check_descriptions(relationships: Iterable[WorkspaceRelationship], elements: dict[str, WorkspaceElement]) -> None:
    """Check that no two relationships have the same source, target and description."""
    first_uses: dict[tuple[str, str, str], WorkspaceRelationship] = {}
    for item in relationships:
        first = first_uses.setdefault((item.source, item.target, item.description), item)
        if first is not item:
            ends = f"from {elements[item.source]} to {elements[item.target]}"
            path = format_json_path(first.json.path)
            message = f"duplicate relationship {ends} with the description {item.description!r}, first at {path}"
            item.json.fault(message, "remove one of the two, or change its description")
