"""Deployment views, as far as they can be drawn.

Deployment nodes become boundaries; infrastructure nodes and instances become boxes. Relationships of deployment nodes
are unmapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Kind, Mode
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts, short_name, slug
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.views import ParsedView, ViewReader
from sphinxcontrib_c4.structurizr.reader.workspace_index import ElementType, WorkspaceElement, WorkspaceIndex
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

_KEYS = frozenset(
    {"id", "name", "description", "technology", "tags", "environment", "instances", "instanceId", "relationships"}
    | {"children", "infrastructureNodes", "softwareSystemInstances", "containerInstances", "softwareSystemId"}
    | {"containerId", "properties"}
)
_BOXES = (ElementType.INFRASTRUCTURE, ElementType.SYSTEM_INSTANCE, ElementType.CONTAINER_INSTANCE)
_DEPLOYED = (ElementType.DEPLOYMENT_NODE, *_BOXES)


def read_deployment_views(
    views: JsonObject, index: WorkspaceIndex, parts: ModelParts, reader: ViewReader
) -> list[ParsedView]:
    """Return the deployment views; report deployed elements and relationships that none of them shows."""
    items = list(views.objects("deploymentViews"))
    parsed_views = [_read_view(item, index, parts, reader) for item in items]
    view_ids = {
        entry.text("id") for item in items for key in ("elements", "relationships") for entry in item.objects(key)
    }
    _report_elements(index, view_ids)
    _report_relationships(index, view_ids)
    return parsed_views


def _report_elements(index: WorkspaceIndex, view_ids: set[str]) -> None:
    for element in index.elements.values():
        if element.type in _DEPLOYED:
            element.json.check_keys(_KEYS, element.type.with_article)
            element.json.properties((), element.type.with_article)
            if element.id not in view_ids and element.name:
                element.json.add_unmapped(f"{element.type} {element.name!r}")


def _report_relationships(index: WorkspaceIndex, view_ids: set[str]) -> None:
    for item in index.relationships.values():
        source = index.elements[item.source]
        if source.type in _DEPLOYED and item.id not in view_ids and not item.json.text("linkedRelationshipId"):
            item.json.add_unmapped(f"relationship {item.description!r} of {source.type.with_article}")


def _read_view(item: JsonObject, index: WorkspaceIndex, parts: ModelParts, reader: ViewReader) -> ParsedView:
    key = reader.read_key(item, "a deployment view")
    instances = {id_: element for id_, element in reader.read_elements(item).items() if element.type in _BOXES}
    boxes = {id_: _box(element, index, parts) for id_, element in instances.items()}
    environment = item.text("environment")
    view = View(
        kind=ViewKind.CONTAINER,
        subject=key,
        title=item.text("title") or f"Deployment: {environment or key}",
        description=item.text("description"),
        elements=tuple(
            ViewElement(element=box, boundary=_parent_path(index.elements[id_], index)) for id_, box in boxes.items()
        ),
        boundaries=_boundaries(instances.values(), index),
        relationships=_relationships(item, boxes, parts, reader),
    )
    item.properties((), "a view")
    return ParsedView(key, view)


def _path(element: WorkspaceElement, index: WorkspaceIndex) -> str:
    """Return the name of a deployment node in views, from its environment down."""
    names = [short_name(element)]
    while element.parent:
        element = index.elements[element.parent]
        names.append(short_name(element))
    environment = slug(element.json.text("environment")) or "default"
    return "/".join([environment, *reversed(names)])


def _parent_path(element: WorkspaceElement, index: WorkspaceIndex) -> str:
    """Return the path of the node around an element, or ``""`` if it has none (which is a fault already)."""
    return _path(index.elements[element.parent], index) if element.parent else ""


def _box(element: WorkspaceElement, index: WorkspaceIndex, parts: ModelParts) -> Element:
    """Return the box of an infrastructure node, or of an instance, which looks like its element."""
    json = element.json
    instance_of = parts.elements.get(json.text("containerId") or json.text("softwareSystemId"))
    parent = _parent_path(element, index) or "default"
    if instance_of is not None:
        name = f"{parent}/{instance_of.name}#{json.text('instanceId') or element.id}"
        return replace(instance_of, name=name, parent="")
    return Element(
        name=f"{parent}/{slug(element.name) or element.id}",
        title=element.name,
        kind=Kind.CONTAINER,
        position=json.position,
        technology=json.text("technology"),
        description=json.text("description"),
    )


def _boundaries(elements: Iterable[WorkspaceElement], index: WorkspaceIndex) -> tuple[Boundary, ...]:
    """Return a boundary for each node around ``elements``, at any depth."""
    ids: set[str] = set()
    for element in elements:
        parent = element.parent
        while parent:
            ids.add(parent)
            parent = index.elements[parent].parent
    return tuple(_boundary(element, index) for id_, element in index.elements.items() if id_ in ids)


def _boundary(node: WorkspaceElement, index: WorkspaceIndex) -> Boundary:
    technology, instances = node.json.text("technology"), node.json.text("instances")
    suffix = f" ×{instances}" if instances not in ("", "1") else ""  # noqa: RUF001
    return Boundary(
        name=_path(node, index),
        title=f"{node.name}{suffix}",
        subtitle=technology or "Deployment node",
        parent=_parent_path(node, index),
    )


def _relationships(
    view: JsonObject, boxes: Mapping[str, Element], parts: ModelParts, reader: ViewReader
) -> tuple[Relationship, ...]:
    """Return one relationship for each pair of boxes and mode, with all labels."""
    labels_by_ends: dict[tuple[str, str, Mode], list[Label]] = {}
    for _, item in reader.read_lines(view, boxes):
        flow_id = item.json.text("linkedRelationshipId")
        mode = parts.modes[flow_id if flow_id in parts.modes else item.id]
        label = Label(text=item.description, protocol=item.json.text("technology"))
        labels = labels_by_ends.setdefault((boxes[item.source].name, boxes[item.target].name, mode), [])
        if label not in labels:
            labels.append(label)
    return tuple(
        Relationship(source=source, target=target, mode=mode, labels=tuple(labels))
        for (source, target, mode), labels in labels_by_ends.items()
    )
