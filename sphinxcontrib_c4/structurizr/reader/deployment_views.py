"""Deployment views.

A deployment node with content in the view is a boundary; other deployment nodes, infrastructure nodes and instances are
boxes. A relationship of a node with content ends at its boundary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinxcontrib_c4.model import DeployedElement, Deployment, DeploymentScope, Element, Mode
from sphinxcontrib_c4.structurizr.reader.deployment import deployed_names
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.scenarios import ViewLine
from sphinxcontrib_c4.structurizr.reader.tag_filter import KEEP_ALL, TagFilter
from sphinxcontrib_c4.structurizr.reader.views import ParsedView, ViewReader
from sphinxcontrib_c4.structurizr.reader.workspace_index import WorkspaceElement, WorkspaceIndex
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
    """Return the deployment views, and their scopes by their keys; filtered views can be based on them."""
    names = deployed_names(index, parts)
    parsed_views, scopes = [], {}
    for item in views.objects(DEPLOYMENT_VIEWS):
        key = reader.read_key(item, "a deployment view")
        content = _DeploymentView.read(item, names, index, parts, deployment.elements, reader)
        reader.add_base_view(key, content.view)
        parsed_views.append(ParsedView(key, content.view()))
        scopes[key] = content.scope()
    return parsed_views, scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class _DeploymentView:
    """The content of one deployment view of a workspace.

    ``names`` are those of all deployed elements by their ids, ``shown`` the elements of the view by their ids, and
    ``lines`` its relationships.
    """

    json: JsonObject
    names: Mapping[str, str]
    index: WorkspaceIndex
    parts: ModelParts
    elements: Mapping[str, DeployedElement]
    shown: Mapping[str, WorkspaceElement]
    lines: tuple[ViewLine, ...]

    @classmethod
    def read(
        cls,
        view: JsonObject,
        names: Mapping[str, str],
        index: WorkspaceIndex,
        parts: ModelParts,
        elements: Mapping[str, DeployedElement],
        reader: ViewReader,
    ) -> _DeploymentView:
        """Return the content of ``view``; add faults and unmapped items once, however many views are drawn of it."""
        view.properties(VIEW_PROPERTIES, "a view")
        shown = {id_: item for id_, item in reader.read_elements(view).items() if id_ in names}
        ends = {names[id_] for id_ in shown}
        ends |= {outer for name in ends for outer in _around(elements[name], elements)}
        lines = tuple(reader.read_lines(view, {id_: name for id_, name in names.items() if name in ends}))
        return cls(json=view, names=names, index=index, parts=parts, elements=elements, shown=shown, lines=lines)

    def view(self, tag_filter: TagFilter = KEEP_ALL) -> View:
        """Return the part of the view that ``tag_filter`` keeps; the nodes around its elements belong to it."""
        ids = (id_ for id_, item in self.shown.items() if tag_filter.keeps_element(item, self.index))
        elements = [self.elements[self.names[id_]] for id_ in ids]
        around = {name for item in elements for name in _around(item, self.elements)}
        boxes = [item for item in elements if item.name not in around]
        nodes = [item for item in self.elements.values() if item.name in around]
        key = self.json.text("key")
        innermost, boundaries = self._boundaries(nodes, boxes)
        return View(
            kind=ViewKind.DEPLOYMENT,
            subject=key,
            title=self.json.text("title") or f"Deployment: {self.json.text('environment') or key}",
            description=self.json.text("description"),
            elements=tuple(
                ViewElement(element=deployed_box(item, self._originals), boundary=innermost.get(item.name, item.parent))
                for item in boxes
            ),
            boundaries=boundaries,
            relationships=self._relationships({item.name for item in [*nodes, *boxes]}, tag_filter),
        )

    def scope(self) -> DeploymentScope:
        """Return the environment and system of the view."""
        system = self.parts.elements.get(self.json.text("softwareSystemId"))
        return DeploymentScope(environment=self.json.text("environment"), system=system.name if system else "")

    @property
    def _originals(self) -> dict[str, Element]:
        return {element.name: element for element in self.parts.elements.values()}

    def _boundaries(
        self, nodes: Sequence[DeployedElement], boxes: Sequence[DeployedElement]
    ) -> tuple[dict[str, str], tuple[Boundary, ...]]:
        """Return the group directly around each member of a group, and all boundaries, outer ones first."""
        has_groups = not self.json.object("properties").value.items() >= GROUPS_OFF.items()
        members = [*nodes, *boxes] if has_groups else []
        innermost, groups = group_frames(
            {item.name: item.group for item in members if item.group},
            separator=self.parts.group_separator,
            parents={item.name: item.parent for item in members},
        )
        frames = [replace(deployed_boundary(item), parent=innermost.get(item.name, item.parent)) for item in nodes]
        return innermost, _parents_first([*frames, *groups])

    def _relationships(self, names: Collection[str], tag_filter: TagFilter) -> tuple[Relationship, ...]:
        """Return one relationship for each pair of ends and mode, with all labels; ``names`` are those of all ends."""
        labels_by_ends: dict[tuple[str, str, Mode], list[Label]] = {}
        for _, item in self.lines:
            source, target = self.names[item.source], self.names[item.target]
            if not {source, target} <= set(names) or not tag_filter.keeps_relationship(item, self.index):
                continue
            label = Label(text=item.description, protocol=item.json.text("technology"))
            labels = labels_by_ends.setdefault((source, target, self.parts.modes[item.id]), [])
            if label not in labels:
                labels.append(label)
        return tuple(
            Relationship(source=source, target=target, mode=mode, labels=tuple(labels))
            for (source, target, mode), labels in labels_by_ends.items()
        )


def _around(item: DeployedElement, elements: Mapping[str, DeployedElement]) -> Iterator[str]:
    """Yield the names of the nodes around a deployed element."""
    while item.parent:
        item = elements[item.parent]
        yield item.name


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
