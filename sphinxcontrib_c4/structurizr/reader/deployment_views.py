"""Deployment views.

A deployment node with content in the view is a boundary; other deployment nodes, infrastructure nodes and instances are
boxes. A relationship of a node with content ends at its boundary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sphinxcontrib_c4.model import DeployedElement, Deployment, DeploymentScope, Element, Mode
from sphinxcontrib_c4.structurizr.reader.deployment import deployed_names, deployment_mode
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.views import ParsedView, ViewReader
from sphinxcontrib_c4.structurizr.reader.workspace_index import WorkspaceIndex
from sphinxcontrib_c4.structurizr.view_format import DEPLOYMENT_VIEWS, GROUPS_OFF, VIEW_PROPERTIES
from sphinxcontrib_c4.views import (
    Boundary,
    Label,
    Relationship,
    View,
    ViewElement,
    ViewKind,
    deployed_boundary,
    deployed_box,
    group_frames,
)


def read_deployment_views(
    views: JsonObject, index: WorkspaceIndex, parts: ModelParts, deployment: Deployment, reader: ViewReader
) -> tuple[list[ParsedView], dict[str, DeploymentScope]]:
    """Return the deployment views, and their scopes by their keys."""
    names = deployed_names(index, parts)
    items = [
        _DeploymentView(item, names, parts, deployment.elements, reader) for item in views.objects(DEPLOYMENT_VIEWS)
    ]
    return [item.read() for item in items], {item.json.text("key"): item.scope() for item in items}


@dataclass(frozen=True, slots=True)
class _DeploymentView:
    """One deployment view of a workspace, while it is read; ``names`` are those of deployed elements by their ids."""

    json: JsonObject
    names: Mapping[str, str]
    parts: ModelParts
    elements: Mapping[str, DeployedElement]
    reader: ViewReader

    def read(self) -> ParsedView:
        """Return the view with its key."""
        key = self.reader.read_key(self.json, "a deployment view")
        properties = self.json.properties(VIEW_PROPERTIES, "a view")
        elements = [self.elements[self.names[id_]] for id_ in self.reader.read_elements(self.json) if id_ in self.names]
        around = {name for item in elements for name in self._around(item)}
        boxes = [item for item in elements if item.name not in around]
        nodes = [item for item in self.elements.values() if item.name in around]
        members = [] if properties.items() >= GROUPS_OFF.items() else [*nodes, *boxes]
        innermost, groups = group_frames(
            {item.name: item.group for item in members if item.group},
            separator=self.parts.group_separator,
            parents={item.name: item.parent for item in members},
        )
        frames = [replace(deployed_boundary(item), parent=innermost.get(item.name, item.parent)) for item in nodes]
        view = View(
            kind=ViewKind.DEPLOYMENT,
            subject=key,
            title=self.json.text("title") or f"Deployment: {self.json.text('environment') or key}",
            description=self.json.text("description"),
            elements=tuple(
                ViewElement(element=deployed_box(item, self._originals), boundary=innermost.get(item.name, item.parent))
                for item in boxes
            ),
            boundaries=_parents_first([*frames, *groups]),
            relationships=self._relationships({item.name for item in [*nodes, *boxes]}),
        )
        return ParsedView(key, view)

    def scope(self) -> DeploymentScope:
        """Return the environment and system of the view."""
        system = self.parts.elements.get(self.json.text("softwareSystemId"))
        return DeploymentScope(environment=self.json.text("environment"), system=system.name if system else "")

    @property
    def _originals(self) -> dict[str, Element]:
        return {element.name: element for element in self.parts.elements.values()}

    def _around(self, item: DeployedElement) -> Iterator[str]:
        """Yield the names of the nodes around a deployed element."""
        while item.parent:
            item = self.elements[item.parent]
            yield item.name

    def _relationships(self, names: Collection[str]) -> tuple[Relationship, ...]:
        """Return one relationship for each pair of ends and mode, with all labels; ``names`` are those of all ends."""
        ends = {id_: name for id_, name in self.names.items() if name in names}
        labels_by_ends: dict[tuple[str, str, Mode], list[Label]] = {}
        for _, item in self.reader.read_lines(self.json, ends):
            label = Label(text=item.description, protocol=item.json.text("technology"))
            key = (self.names[item.source], self.names[item.target], deployment_mode(item, self.parts))
            labels = labels_by_ends.setdefault(key, [])
            if label not in labels:
                labels.append(label)
        return tuple(
            Relationship(source=source, target=target, mode=mode, labels=tuple(labels))
            for (source, target, mode), labels in labels_by_ends.items()
        )


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
