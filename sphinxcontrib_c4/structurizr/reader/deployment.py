"""Deployment views.

A deployment node with content in the view is a boundary; other deployment nodes, infrastructure nodes and instances are
boxes. A relationship of a node with content ends at its boundary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sphinxcontrib_c4.model import Element, Kind, Mode
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts, short_name, slug
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.views import ParsedView, ViewReader
from sphinxcontrib_c4.structurizr.reader.workspace_index import ElementType, WorkspaceElement, WorkspaceIndex
from sphinxcontrib_c4.structurizr.tags import split_tags
from sphinxcontrib_c4.structurizr.view_format import GROUPS_OFF
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind, group_frames

_KEYS = frozenset(
    {"id", "name", "description", "technology", "tags", "environment", "instances", "instanceId", "relationships"}
    | {"children", "infrastructureNodes", "softwareSystemInstances", "containerInstances", "softwareSystemId"}
    | {"containerId", "properties", "group"}
)
_INSTANCES = (ElementType.SYSTEM_INSTANCE, ElementType.CONTAINER_INSTANCE)
_KINDS = {
    ElementType.DEPLOYMENT_NODE: Kind.DEPLOYMENT_NODE,
    ElementType.INFRASTRUCTURE: Kind.INFRASTRUCTURE_NODE,
}
_DEPLOYED = (*_KINDS, *_INSTANCES)
_DEFAULT_GROUPS: tuple[object, ...] = (None, [], ["Default"])


def read_deployment_views(
    views: JsonObject, index: WorkspaceIndex, parts: ModelParts, reader: ViewReader
) -> list[ParsedView]:
    """Return the deployment views; report deployed elements and relationships that none of them shows."""
    items = list(views.objects("deploymentViews"))
    parsed_views = [_DeploymentView(item, index, parts, reader).read() for item in items]
    view_ids = {
        entry.text("id") for item in items for key in ("elements", "relationships") for entry in item.objects(key)
    }
    _report_elements(index, view_ids)
    _report_relationships(index, view_ids)
    return parsed_views


def _report_elements(index: WorkspaceIndex, view_ids: set[str]) -> None:
    for element in index.elements.values():
        if element.type in _DEPLOYED:
            has_default_groups = element.json.value.get("deploymentGroups") in _DEFAULT_GROUPS
            keys = _KEYS | {"deploymentGroups"} if has_default_groups else _KEYS
            element.json.check_keys(_with_url(element, keys), element.type.with_article)
            element.json.properties((), element.type.with_article)
            if element.id not in view_ids and element.name:
                element.json.add_unmapped(f"{element.type} {element.name!r}")


def _with_url(element: WorkspaceElement, keys: frozenset[str]) -> frozenset[str]:
    """Return ``keys`` and that of a URL, which a box has, but a boundary does not."""
    is_boundary = any(element.json.value.get(key) for key in ("children", "infrastructureNodes")) or any(
        element.json.value.get(key) for key in ("softwareSystemInstances", "containerInstances")
    )
    return keys if is_boundary else keys | {"url"}


def _report_relationships(index: WorkspaceIndex, view_ids: set[str]) -> None:
    for item in index.relationships.values():
        source = index.elements[item.source]
        if source.type in _DEPLOYED and item.id not in view_ids and not item.json.text("linkedRelationshipId"):
            item.json.add_unmapped(f"relationship {item.description!r} of {source.type.with_article}")


@dataclass(frozen=True, slots=True)
class _DeploymentView:
    """One deployment view of a workspace, while it is read."""

    json: JsonObject
    index: WorkspaceIndex
    parts: ModelParts
    reader: ViewReader

    def read(self) -> ParsedView:
        """Return the view with its key."""
        key = self.reader.read_key(self.json, "a deployment view")
        properties = self.json.properties(GROUPS_OFF, "a view")
        shown = {id_: item for id_, item in self.reader.read_elements(self.json).items() if item.type in _DEPLOYED}
        around = _ids_around(shown.values(), self.index)
        boxes = {id_: _box(item, self.index, self.parts) for id_, item in shown.items() if id_ not in around}
        nodes = {id_: item for id_, item in self.index.elements.items() if id_ in around}
        frames = {id_: _boundary(item, self.index) for id_, item in nodes.items()}
        names = {id_: boundary.name for id_, boundary in frames.items()} | {id_: e.name for id_, e in boxes.items()}
        members = {} if properties.items() >= GROUPS_OFF.items() else {**nodes, **{id_: shown[id_] for id_ in boxes}}
        innermost, groups = self._groups(members, names)
        view = View(
            kind=ViewKind.CONTAINER,
            subject=key,
            title=self.json.text("title") or f"Deployment: {self.json.text('environment') or key}",
            description=self.json.text("description"),
            elements=tuple(
                ViewElement(element=box, boundary=innermost.get(box.name) or _parent_path(shown[id_], self.index))
                for id_, box in boxes.items()
            ),
            boundaries=_parents_first(
                [*(replace(each, parent=innermost.get(each.name, each.parent)) for each in frames.values()), *groups]
            ),
            relationships=self._relationships(names),
        )
        return ParsedView(key, view)

    def _groups(
        self, members: Mapping[str, WorkspaceElement], names: Mapping[str, str]
    ) -> tuple[dict[str, str], tuple[Boundary, ...]]:
        """Return the frame of a group around each of ``members`` that is in one, and the frames."""
        groups = {names[id_]: group for id_, item in members.items() if (group := item.json.text("group"))}
        parents = {names[id_]: _parent_path(item, self.index) for id_, item in members.items()}
        return group_frames(groups, separator=self.parts.group_separator, parents=parents)

    def _relationships(self, names: Mapping[str, str]) -> tuple[Relationship, ...]:
        """Return one relationship for each pair of ends and mode, with all labels; ``names`` are those of all ends."""
        labels_by_ends: dict[tuple[str, str, Mode], list[Label]] = {}
        for _, item in self.reader.read_lines(self.json, names):
            flow_id = item.json.text("linkedRelationshipId")
            mode = self.parts.modes[flow_id if flow_id in self.parts.modes else item.id]
            label = Label(text=item.description, protocol=item.json.text("technology"))
            labels = labels_by_ends.setdefault((names[item.source], names[item.target], mode), [])
            if label not in labels:
                labels.append(label)
        return tuple(
            Relationship(source=source, target=target, mode=mode, labels=tuple(labels))
            for (source, target, mode), labels in labels_by_ends.items()
        )


def _ids_around(elements: Iterable[WorkspaceElement], index: WorkspaceIndex) -> set[str]:
    """Return the ids of all nodes around ``elements``, at any depth."""
    ids: set[str] = set()
    for element in elements:
        parent = element.parent
        while parent and parent not in ids:
            ids.add(parent)
            parent = index.elements[parent].parent
    return ids


def _parents_first(boundaries: Iterable[Boundary]) -> tuple[Boundary, ...]:
    """Return ``boundaries`` in their order, but each after the one around it."""
    waiting = {boundary.name: boundary for boundary in boundaries}
    ordered: dict[str, Boundary] = {}
    for boundary in tuple(waiting.values()):
        chain = [boundary]
        while chain[-1].parent in waiting and chain[-1].parent not in ordered:
            chain.append(waiting[chain[-1].parent])
        ordered |= {item.name: item for item in reversed(chain)}
    return tuple(ordered.values())


# --- Names ---


def _path(element: WorkspaceElement, index: WorkspaceIndex) -> str:
    """Return the name of a deployment node in views, from its environment down."""
    names = [short_name(element)]
    while element.parent:
        element = index.elements[element.parent]
        names.append(short_name(element))
    environment = slug(element.json.text("environment")) or "default"
    return "/".join([environment, *reversed(names)])


def _parent_path(element: WorkspaceElement, index: WorkspaceIndex) -> str:
    """Return the path of the node around an element, or ``""`` if it has none."""
    return _path(index.elements[element.parent], index) if element.parent else ""


# --- Boxes and boundaries ---


def _box(element: WorkspaceElement, index: WorkspaceIndex, parts: ModelParts) -> Element:
    """Return the box of a node, or of an instance, which looks like its element."""
    json = element.json
    parent = _parent_path(element, index) or slug(json.text("environment")) or "default"
    instance_of = parts.elements.get(json.text("containerId") or json.text("softwareSystemId"))
    if instance_of is not None:
        name = f"{parent}/{instance_of.name}#{json.text('instanceId') or element.id}"
        return replace(instance_of, name=name, parent="", url=json.text("url") or instance_of.url)
    return Element(
        name=f"{parent}/{slug(element.name) or element.id}",
        title=_title(element),
        kind=_KINDS.get(element.type, Kind.DEPLOYMENT_NODE),
        position=json.position,
        technology=json.text("technology"),
        description=json.text("description"),
        url=json.text("url"),
        external="External" in split_tags(json.text("tags")),
    )


def _title(element: WorkspaceElement) -> str:
    """Return the name of a node, and its number of instances if it is not 1."""
    instances = element.json.text("instances")
    return element.name if instances in ("", "1") else f"{element.name} ×{instances}"  # noqa: RUF001


def _boundary(node: WorkspaceElement, index: WorkspaceIndex) -> Boundary:
    return Boundary(
        name=_path(node, index),
        title=_title(node),
        subtitle=node.json.text("technology") or "Deployment node",
        parent=_parent_path(node, index),
    )
