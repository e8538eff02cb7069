"""Deployment: deployment views as far as they can be drawn.

Nodes become boundaries, and what runs in them becomes boxes. A line that begins or ends at a node cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Kind, Mode
from sphinxcontrib_c4.structurizr.reader.elements import Interpretation, slug
from sphinxcontrib_c4.structurizr.reader.json_object import Node
from sphinxcontrib_c4.structurizr.reader.views import Showing, Shown
from sphinxcontrib_c4.structurizr.reader.workspace_index import Census, Entry, Sort
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

_KEYS = frozenset(
    {"id", "name", "description", "technology", "tags", "environment", "instances", "instanceId", "relationships"}
    | {"children", "infrastructureNodes", "softwareSystemInstances", "containerInstances", "softwareSystemId"}
    | {"containerId", "properties"}
)
_BOXES = (Sort.INFRASTRUCTURE, Sort.SYSTEM_INSTANCE, Sort.CONTAINER_INSTANCE)


def deployment_views(views: Node, census: Census, found: Interpretation, showing: Showing) -> list[Shown]:
    """The deployment views of a workspace; what is deployed and in none of them is noted as unmapped."""
    nodes = list(views.nodes("deploymentViews"))
    shown = [_shown(node, census, found, showing) for node in nodes]
    drawn = {item.text("id") for node in nodes for key in ("elements", "relationships") for item in node.nodes(key)}
    for entry in census.entries.values():
        if entry.sort is Sort.DEPLOYMENT_NODE or entry.sort in _BOXES:
            entry.node.expect(_KEYS, entry.sort.one)
            entry.node.properties((), entry.sort.one)
            if entry.id not in drawn and entry.name:
                entry.node.leave(f"{entry.sort} {entry.name!r}")
    for tie in census.ties.values():
        source = census.entries[tie.source]
        deployed = source.sort is Sort.DEPLOYMENT_NODE or source.sort in _BOXES
        if deployed and tie.id not in drawn and not tie.node.text("linkedRelationshipId"):
            tie.node.leave(f"relationship {tie.description!r} of {source.sort.one}")
    return shown


def _shown(node: Node, census: Census, found: Interpretation, showing: Showing) -> Shown:
    key = showing.key(node, "a deployment view")
    entries = showing.entries(node)
    boxes = {name: _box(entry, census, found) for name, entry in entries.items() if entry.sort in _BOXES}
    frames = _frames((entry for entry in entries.values() if entry.sort in _BOXES), census)
    environment = node.text("environment")
    view = View(
        kind=ViewKind.CONTAINER,
        subject=key,
        title=node.text("title") or f"Deployment: {environment or key}",
        description=node.text("description"),
        elements=tuple(
            ViewElement(element=box, boundary=_outer(census.entries[name], census)) for name, box in boxes.items()
        ),
        boundaries=frames,
        relationships=_merged(node, boxes, found, showing),
    )
    node.properties((), "a view")
    return Shown(key, view)


def _path(entry: Entry, census: Census) -> str:
    """What an entry is called among the boxes and boundaries of a deployment view."""
    names = [slug(entry.name) or f"id-{slug(entry.id)}"]
    while entry.parent:
        entry = census.entries[entry.parent]
        names.append(slug(entry.name) or f"id-{slug(entry.id)}")
    environment = slug(entry.node.text("environment")) or "default"
    return "/".join([environment, *reversed(names)])


def _outer(entry: Entry, census: Census) -> str:
    """What the node around an entry is called; a fault has been noted of one that has none."""
    return _path(census.entries[entry.parent], census) if entry.parent else ""


def _box(entry: Entry, census: Census, found: Interpretation) -> Element:
    """What runs in a node, with the looks of what it is an instance of."""
    of = found.elements.get(entry.node.text("containerId") or entry.node.text("softwareSystemId"))
    outer = _outer(entry, census) or "default"
    if of is not None:
        return replace(of, name=f"{outer}/{of.name}#{entry.node.text('instanceId') or entry.id}", parent="")
    return Element(
        name=f"{outer}/{slug(entry.name) or entry.id}",
        title=entry.name,
        kind=Kind.CONTAINER,
        position=entry.node.position,
        technology=entry.node.text("technology"),
        description=entry.node.text("description"),
    )


def _frames(entries: Iterable[Entry], census: Census) -> tuple[Boundary, ...]:
    """A boundary for each node that something runs in, at any depth."""
    used: set[str] = set()
    for entry in entries:
        parent = entry.parent
        while parent:
            used.add(parent)
            parent = census.entries[parent].parent
    return tuple(_frame(entry, census) for name, entry in census.entries.items() if name in used)


def _frame(entry: Entry, census: Census) -> Boundary:
    technology, count = entry.node.text("technology"), entry.node.text("instances")
    times = f" ×{count}" if count not in ("", "1") else ""  # noqa: RUF001
    return Boundary(
        name=_path(entry, census),
        title=f"{entry.name}{times}",
        subtitle=technology or "Deployment node",
        parent=_outer(entry, census),
    )


def _merged(
    node: Node, boxes: Mapping[str, Element], found: Interpretation, showing: Showing
) -> tuple[Relationship, ...]:
    merged: dict[tuple[str, str, Mode], list[Label]] = {}
    for _, tie in showing.lines(node, boxes):
        linked = tie.node.text("linkedRelationshipId")
        mode = found.modes[linked if linked in found.modes else tie.id]
        label = Label(text=tie.description, protocol=tie.node.text("technology"))
        labels = merged.setdefault((boxes[tie.source].name, boxes[tie.target].name, mode), [])
        if label not in labels:
            labels.append(label)
    return tuple(
        Relationship(source=source, target=target, mode=mode, labels=tuple(labels))
        for (source, target, mode), labels in merged.items()
    )
