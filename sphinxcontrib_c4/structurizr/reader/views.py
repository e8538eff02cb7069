"""The views of a workspace by their keys, in the form that this package draws; dynamic views give scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.model import Element, Kind, Mode, Scenario, Step
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts, slug
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.json_source import format_json_path
from sphinxcontrib_c4.structurizr.reader.stored_properties import StoredProperties
from sphinxcontrib_c4.structurizr.reader.workspace_index import (
    ElementType,
    WorkspaceElement,
    WorkspaceIndex,
    WorkspaceRelationship,
)
from sphinxcontrib_c4.structurizr.view_format import GROUPS_OFF, VIEW_LISTS
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

_MODES = tuple(Mode)
_SUBJECTS = {
    ViewKind.CONTEXT: ("softwareSystemId", (ElementType.SYSTEM,)),
    ViewKind.CONTAINER: ("softwareSystemId", (ElementType.SYSTEM,)),
    ViewKind.COMPONENT: ("containerId", (ElementType.CONTAINER,)),
    ViewKind.DYNAMIC: ("elementId", (ElementType.SYSTEM, ElementType.CONTAINER)),
}
_UNSUPPORTED = {"filteredViews": "filtered view", "imageViews": "image view", "customViews": "custom view"}
_TITLES = {
    ViewKind.LANDSCAPE: "System landscape",
    ViewKind.CONTEXT: "System context of {}",
    ViewKind.CONTAINER: "Containers of {}",
    ViewKind.COMPONENT: "Components of {}",
}
# Keys that place parts on the canvas are known and ignored: drawings have their own layout.
_KEYS = frozenset(
    {"key", "order", "title", "description", "elements", "relationships", "properties", "dimensions"}
    | {"automaticLayout", "enterpriseBoundaryVisible", "softwareSystemId", "containerId", "elementId", "paperSize"}
    | {"externalSoftwareSystemBoundariesVisible", "externalContainerBoundariesVisible", "externalBoundariesVisible"}
    | {"environment"}
)
_VIEW_PROPERTIES = frozenset({"c4.view", "c4.layout", *GROUPS_OFF})
_DYNAMIC_PROPERTIES = _VIEW_PROPERTIES | {"c4.system", "c4.description"}

_ViewLine = tuple[JsonObject, WorkspaceRelationship]
"""A line of a view: its entry in the view, and the relationship that it shows."""


@dataclass(frozen=True, slots=True)
class ParsedView:
    """A view of a workspace with its key, and the scenario of a dynamic view."""

    key: str
    view: View
    scenario: Scenario | None = None


class ViewReader:
    """Reads the views of a workspace and adds faults at their JSON objects."""

    def __init__(self, index: WorkspaceIndex, parts: ModelParts, *, model_name: str) -> None:
        """Take the elements and relationships; ``model_name`` becomes the subject of landscape views."""
        self._index = index
        self._parts = parts
        self._model_name = model_name
        self._paths_by_key: dict[str, str] = {}
        self._scenario_names: set[str] = set()

    def read_views(self, views: JsonObject) -> list[ParsedView]:
        """Return all views of the model, in the order of the file within each list."""
        for key, noun in _UNSUPPORTED.items():
            for item in views.objects(key):
                item.add_unmapped(f"{noun} {self.read_key(item)!r}")
        return [self._read_view(item, kind) for kind, name in VIEW_LISTS.items() for item in views.objects(name)]

    def read_key(self, view: JsonObject, owner: str = "") -> str:
        """Return the unique key of a view; report its other keys as unmapped if ``owner`` names its type."""
        if owner:
            view.check_keys(_KEYS, owner)
        key = view.text("key", required=True)
        view.object("dimensions").check_pixels("width", "height")
        if key in self._paths_by_key and key:
            message = f"duplicate key {key!r}, first used by {self._paths_by_key[key]}"
            view.fault(message, "keys must be unique", key="key")
        elif key:
            self._paths_by_key[key] = format_json_path(view.path)
        return key

    def read_elements(self, view: JsonObject) -> dict[str, WorkspaceElement]:
        """Return the elements of a view by their ids."""
        elements = {}
        for item in view.objects("elements"):
            id_ = item.text("id", required=True)
            item.check_pixels("x", "y")
            if id_ in self._index.elements:
                elements[id_] = self._index.elements[id_]
            elif id_:
                item.fault(f"no element has the id {id_!r}", "remove it from the view", key="id")
        return elements

    def read_lines(self, view: JsonObject, ends: Mapping[str, object]) -> Iterator[_ViewLine]:
        """Yield the lines of a view whose ends are in it; Structurizr does not draw others."""
        for item in view.objects("relationships"):
            id_ = item.text("id", required=True)
            item.check_pixels("position")
            for vertex in item.objects("vertices"):
                vertex.check_pixels("x", "y")
            relationship = self._index.relationships.get(id_)
            if relationship is None and id_:
                item.fault(f"no relationship has the id {id_!r}", "remove it from the view", key="id")
            elif relationship is not None and relationship.source in ends and relationship.target in ends:
                yield item, relationship
            elif relationship is not None:
                view.add_unmapped(f"relationship {relationship.description!r} of the view {view.text('key')!r}")

    # --- Views of the model ---

    def _read_view(self, view: JsonObject, kind: ViewKind) -> ParsedView:
        key = self.read_key(view, f"a {kind} view")
        subject = self._subject(view, kind)
        ids = self._without_parents(view, self.read_elements(view))
        elements = {id_: self._parts.elements[id_] for id_ in ids if id_ in self._parts.elements}
        lines = list(self.read_lines(view, elements))
        steps = self._in_order(lines) if kind is ViewKind.DYNAMIC else lines
        self._report_parallel_steps(view, steps)
        self._report_inner_groups(view, ids, kind)
        scenario = self._scenario(view, key, steps, subject) if kind is ViewKind.DYNAMIC else None
        parents, boundaries = self._boundaries(view, kind, elements)
        result = View(
            kind=kind,
            subject=scenario.name if scenario else subject.name if subject else self._model_name,
            title=view.text("title") or self._title(kind, subject, key),
            description=view.text("description"),
            elements=tuple(
                ViewElement(element=element, boundary=parents.get(element.name, ""))
                for element in self._in_model_order(elements)
            ),
            boundaries=boundaries,
            relationships=self._steps(steps, scenario) if scenario else self._merge_lines(lines),
        )
        return ParsedView(key, result, scenario)

    def _report_parallel_steps(self, view: JsonObject, lines: Iterable[_ViewLine]) -> None:
        """Report steps at one time as unmapped: the steps of a scenario have an order."""
        counts = Counter(item.text("order") for item, _ in lines if item.text("order"))
        for order, count in counts.items():
            if count > 1:
                key = view.text("key")
                view.add_unmapped(f"the same order {order!r} of {count} steps in the view {key!r}")

    def _report_inner_groups(self, view: JsonObject, elements: Mapping[str, WorkspaceElement], kind: ViewKind) -> None:
        """Report the groups of containers and components as unmapped: only landscapes and contexts have frames."""
        if kind not in (ViewKind.CONTAINER, ViewKind.COMPONENT):
            return
        inner = (element for element in elements.values() if element.parent)
        for group in dict.fromkeys(element.json.text("group") for element in inner):
            if group:
                view.add_unmapped(f"frame of the group {group!r} in the view {view.text('key')!r}")

    def _subject(self, view: JsonObject, kind: ViewKind) -> Element | None:
        """Return the subject of a view, or None for landscapes and for dynamic views without one."""
        if kind not in _SUBJECTS:
            return None
        key, types = _SUBJECTS[kind]
        id_ = view.text(key, required=kind is not ViewKind.DYNAMIC)
        if id_ and not self._index.is_element(id_, *types):
            nouns = " or ".join(types)
            view.fault(f"no {nouns} has the id {id_!r}", f"use the id of a {nouns} in the model", key=key)
        return self._parts.elements.get(id_)

    def _without_parents(self, view: JsonObject, elements: dict[str, WorkspaceElement]) -> dict[str, WorkspaceElement]:
        """Return ``elements`` without those that contain another: a drawing cannot show both."""
        parents = set()
        for element in elements.values():
            parent = element.parent
            while parent:
                parents.add(parent)
                parent = self._index.elements[parent].parent
        for id_ in parents & elements.keys():
            view.add_unmapped(f"{elements[id_]} in the view {view.text('key')!r}, which also shows parts of it")
        return {id_: element for id_, element in elements.items() if id_ not in parents}

    def _title(self, kind: ViewKind, subject: Element | None, key: str) -> str:
        return _TITLES[kind].format(subject.title if subject else "") if kind in _TITLES else key

    def _in_model_order(self, elements: Mapping[str, Element]) -> list[Element]:
        return [element for id_, element in self._parts.elements.items() if id_ in elements]

    # --- Boundaries ---

    def _boundaries(
        self, view: JsonObject, kind: ViewKind, elements: Mapping[str, Element]
    ) -> tuple[dict[str, str], tuple[Boundary, ...]]:
        """Return the boundary around each element, and all boundaries, outer ones first."""
        if kind is not ViewKind.DYNAMIC:  # the scenario of a dynamic view reads its properties
            properties = view.properties(_VIEW_PROPERTIES, "a view")
            if kind in (ViewKind.LANDSCAPE, ViewKind.CONTEXT):
                return self._group_boundaries(properties, elements)
        by_name = {element.name: element for element in self._parts.elements.values()}
        parents = {element.name: element.parent for element in elements.values() if element.parent}
        boundary_names = {outer for name in parents.values() for outer in (name, by_name[name].parent) if outer}
        return parents, tuple(_element_boundary(element) for name, element in by_name.items() if name in boundary_names)

    def _group_boundaries(
        self, properties: Mapping[str, str], elements: Mapping[str, Element]
    ) -> tuple[dict[str, str], tuple[Boundary, ...]]:
        if properties.items() >= GROUPS_OFF.items():
            return {}, ()
        groups = self._parts.groups
        titles = {element.name: groups[element.name] for element in elements.values() if element.name in groups}
        boundaries = tuple(Boundary(name=f"group:{title}", title=title) for title in dict.fromkeys(titles.values()))
        return {name: f"group:{title}" for name, title in titles.items()}, boundaries

    # --- Lines ---

    def _merge_lines(self, lines: Iterable[_ViewLine]) -> tuple[Relationship, ...]:
        """Return one relationship for each pair of elements and mode, with the labels of all its lines."""
        order = {id_: number for number, id_ in enumerate(self._parts.elements)}
        items_by_key: dict[tuple[int, int, int], list[WorkspaceRelationship]] = {}
        for _, item in lines:
            key = (order[item.source], order[item.target], _MODES.index(self._parts.modes[item.id]))
            items_by_key.setdefault(key, []).append(item)
        return tuple(self._relationship(items_by_key[key]) for key in sorted(items_by_key))

    def _relationship(self, items: Sequence[WorkspaceRelationship]) -> Relationship:
        labels = {(label.text, label.protocol): label for label in map(self._label, reversed(items))}
        first = items[0]
        return Relationship(
            source=self._parts.elements[first.source].name,
            target=self._parts.elements[first.target].name,
            mode=self._parts.modes[first.id],
            labels=tuple(reversed(labels.values())),
        )

    def _label(self, item: WorkspaceRelationship) -> Label:
        """Return the label of a relationship; one derived from a flow by an export has the label of the flow."""
        flow = self._parts.flows.get(item.id)
        derived_from = flow or self._parts.flows.get(item.json.text("linkedRelationshipId"))
        is_derived = "c4.derived" in item.json.object("properties").value
        text = derived_from.label if derived_from and (flow or is_derived) else item.description
        return Label(text=text, protocol=item.json.text("technology"), flow=derived_from.name if derived_from else "")

    # --- Scenarios ---

    def _in_order(self, lines: Iterable[_ViewLine]) -> list[_ViewLine]:
        """Return the lines of a dynamic view by their order (``1``, ``1.1``, ``2``)."""
        lines = list(lines)
        earlier_steps: set[tuple[str, str]] = set()
        for item, relationship in lines:
            step = (relationship.id, item.text("order"))
            if step in earlier_steps:
                item.fault("duplicate step: another one has the same id and order", "change its order")
            earlier_steps.add(step)
        return sorted(lines, key=lambda line: _order_key(line[0].text("order")))

    def _steps(self, lines: Iterable[_ViewLine], scenario: Scenario) -> tuple[Relationship, ...]:
        return tuple(
            Relationship(
                source=self._ends(line)[0],
                target=self._ends(line)[1],
                mode=step.mode,
                labels=(Label(text=step.label, protocol=step.protocol),),
                step=number,
            )
            for number, (line, step) in enumerate(zip(lines, scenario.steps, strict=True), 1)
        )

    def _ends(self, line: _ViewLine) -> tuple[str, str]:
        item, relationship = line
        source, target = (self._parts.elements[id_].name for id_ in (relationship.source, relationship.target))
        return (target, source) if item.value.get("response") is True else (source, target)

    def _scenario(self, view: JsonObject, key: str, lines: Sequence[_ViewLine], subject: Element | None) -> Scenario:
        steps = [f"c4.step.{number}" for number in range(1, len(lines) + 1)]
        properties = StoredProperties.read(view, _DYNAMIC_PROPERTIES | set(steps), "a view")
        subject_system = subject.name.split(".")[0] if subject else ""
        system = self._stored_system(properties)
        return Scenario(
            name=self._scenario_name(properties, system or subject_system, key),
            title=view.text("title") or key,
            position=view.position,
            system=system if "c4.view" in properties else system or subject_system,
            description=properties.text("c4.description") or view.text("description"),
            steps=tuple(self._step(line, properties, step) for line, step in zip(lines, steps, strict=True)),
        )

    def _stored_system(self, properties: StoredProperties) -> str:
        system = properties.text("c4.system")
        if system and system not in {element.name for element in self._parts.elements.values()}:
            properties.fault("c4.system", f"{system!r} is not an element of the model")
        return system

    def _scenario_name(self, properties: StoredProperties, system: str, key: str) -> str:
        name = properties.text("c4.view").removeprefix("dynamic:")
        if name and name in self._scenario_names:
            properties.fault("c4.view", f"duplicate view {properties.text('c4.view')!r}", "remove the property")
        if not name or name in self._scenario_names:
            name = ".".join(part for part in (system, slug(key) or key) if part)
        self._scenario_names.add(name)
        return name

    def _step(self, line: _ViewLine, properties: StoredProperties, property_name: str) -> Step:
        """Return one step; the property holds its differences from the relationship that it follows."""
        item, relationship = line
        source, target = self._ends(line)
        defaults = {
            "source": source,
            "target": target,
            "mode": self._parts.modes[relationship.id].value,
            "protocol": relationship.json.text("technology"),
        }
        fields = defaults | properties.text_object(property_name)
        names = {element.name for element in self._parts.elements.values()}
        is_valid = fields.keys() == defaults.keys() and fields["mode"] in _MODES
        if not is_valid or not names.issuperset((fields["source"], fields["target"])):
            properties.fault(
                property_name, "expected source, target, mode or protocol of a step", "remove the property"
            )
            fields = defaults
        return Step(
            source=fields["source"],
            target=fields["target"],
            label=item.text("description") if "description" in item.value else relationship.description,
            position=item.position,
            mode=Mode(fields["mode"]),
            protocol=fields["protocol"],
        )


def _order_key(order: str) -> tuple[int, ...]:
    return tuple(int(part) for part in order.split(".") if part.isascii() and part.isdigit() and len(part) < 10)


def _element_boundary(element: Element) -> Boundary:
    """Return the boundary of a system or container."""
    if element.kind is Kind.SYSTEM:
        subtitle = "Software system"
    else:
        subtitle = f"Container: {element.technology}" if element.technology else "Container"
    return Boundary(name=element.name, title=element.title, subtitle=subtitle, parent=element.parent)
