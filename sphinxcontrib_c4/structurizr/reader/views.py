"""The views of a workspace by their keys, in the form that this package draws; dynamic views give scenarios."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Properties, Scenario
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.json_source import format_json_path
from sphinxcontrib_c4.structurizr.reader.scenarios import ScenarioReader, ViewLine
from sphinxcontrib_c4.structurizr.reader.tag_filter import KEEP_ALL, TagFilter
from sphinxcontrib_c4.structurizr.reader.workspace_index import (
    ElementType,
    WorkspaceElement,
    WorkspaceIndex,
    WorkspaceRelationship,
)
from sphinxcontrib_c4.structurizr.view_format import (
    DEPLOYMENT_VIEWS,
    GROUPED_KINDS,
    GROUPS_OFF,
    MODEL_VIEW_LISTS,
    VIEW_PROPERTIES,
)
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind, group_frames

_MODES = tuple(Mode)
_SUBJECTS = {
    ViewKind.CONTEXT: ("softwareSystemId", (ElementType.SYSTEM,)),
    ViewKind.CONTAINER: ("softwareSystemId", (ElementType.SYSTEM,)),
    ViewKind.COMPONENT: ("containerId", (ElementType.CONTAINER,)),
    ViewKind.DYNAMIC: ("elementId", (ElementType.SYSTEM, ElementType.CONTAINER)),
}
_UNDRAWN = {
    "imageViews": ("image view", "a picture that was made elsewhere; show the picture itself instead"),
    "customViews": ("custom view", "a diagram of elements outside the C4 model"),
}
_FILTERED = "filteredViews"
_FORMER_LANDSCAPES = "enterpriseContextViews"
"""The key of landscape views before 2018, which Structurizr still reads."""
_VIEW_SET_KEYS = frozenset(
    {*MODEL_VIEW_LISTS.values(), DEPLOYMENT_VIEWS, _FILTERED, _FORMER_LANDSCAPES, *_UNDRAWN, "configuration"}
)
_FILTER_KEYS = frozenset({"key", "order", "title", "name", "description", "properties", "baseViewKey", "mode", "tags"})
_TITLES = {
    ViewKind.LANDSCAPE: "System landscape",
    ViewKind.CONTEXT: "System context of {}",
    ViewKind.CONTAINER: "Containers of {}",
    ViewKind.COMPONENT: "Components of {}",
}
# Keys that place parts on the canvas are known and ignored: drawings have their own layout.
_KEYS = frozenset(
    {"key", "order", "title", "name", "description", "elements", "relationships", "properties", "dimensions"}
    | {"automaticLayout", "enterpriseBoundaryVisible", "softwareSystemId", "containerId", "elementId", "paperSize"}
    | {"externalSoftwareSystemBoundariesVisible", "externalContainerBoundariesVisible", "externalBoundariesVisible"}
    | {"environment"}
)
_BOX_KEYS = frozenset({"id", "x", "y"})
_LINE_KEYS = frozenset({"id", "order", "description", "response", "vertices", "routing", "position", "jump"})
_STEP_KEYS = _LINE_KEYS | {"url", "properties"}


@dataclass(frozen=True, slots=True)
class ParsedView:
    """A view of a workspace with its key.

    A dynamic view has a scenario, and a filtered view the key of the view that it is part of, its ``base``.
    """

    key: str
    view: View
    scenario: Scenario | None = None
    base: str = ""


class _ViewContent(NamedTuple):
    """The elements of a view by their ids, and its lines."""

    json: JsonObject
    kind: ViewKind
    subject: Element | None
    elements: Mapping[str, Element]
    lines: tuple[ViewLine, ...]


class ViewReader:
    """Reads the views of a workspace and adds faults at their JSON objects."""

    def __init__(self, index: WorkspaceIndex, parts: ModelParts, *, model_name: str) -> None:
        """Take the elements and relationships; ``model_name`` becomes the subject of landscape views."""
        self._index = index
        self._parts = parts
        self._model_name = model_name
        self._paths_by_key: dict[str, str] = {}
        self._scenarios = ScenarioReader(parts)
        self._base_views: dict[str, Callable[[TagFilter], View]] = {}
        self.undrawn_views: dict[str, str] = {}
        self.view_properties: dict[str, Properties] = {}
        """The settings of the views read so far by their keys."""
        self.described_ids: set[str] = set()
        """The ids of the relationships whose descriptions the views read so far show."""

    def read_views(self, views: JsonObject) -> list[ParsedView]:
        """Return all views of the model, in the order of the file within each list."""
        views.check_keys(_VIEW_SET_KEYS, "the views")
        for name, (noun, meaning) in _UNDRAWN.items():
            for item in views.objects(name):
                self._report_undrawn(item, self.read_key(item), noun, meaning)
        return [
            self._read_view(item, kind)
            for kind, name in [*MODEL_VIEW_LISTS.items(), (ViewKind.LANDSCAPE, _FORMER_LANDSCAPES)]
            for item in views.objects(name)
        ]

    def add_base_view(self, key: str, draw: Callable[[TagFilter], View]) -> None:
        """Store the function that draws the part of a view that a tag filter keeps."""
        self._base_views[key] = draw

    def read_filtered_views(self, views: JsonObject) -> list[ParsedView]:
        """Return the filtered views, each part of one of the views read so far."""
        keys = frozenset(self._paths_by_key)
        parsed_views = (self._read_filtered_view(item, keys) for item in views.objects(_FILTERED))
        return [parsed for parsed in parsed_views if parsed is not None]

    def _report_undrawn(self, view: JsonObject, key: str, noun: str, meaning: str) -> None:
        """Report a view that is not drawn, because of its ``meaning``."""
        self.undrawn_views[key] = f"{'an' if noun.startswith('image') else 'a'} {noun}, {meaning}"
        view.add_unmapped(f"{noun} {key!r}")

    def _read_filtered_view(self, view: JsonObject, keys: Collection[str]) -> ParsedView | None:
        """Return the part of another view that has tags, or does not have them; ``keys`` are those of all views."""
        key, base = self.read_key(view), view.text("baseViewKey", required=True)
        view.check_keys(_FILTER_KEYS, "a filtered view")
        self._read_settings(view, key)
        tag_filter = TagFilter.read(view)
        if base not in self._base_views:
            if base in keys:
                self._report_undrawn(view, key, "filtered view", f"and the parts of {base!r} cannot be filtered")
            elif base:
                view.fault(f"no view has the key {base!r}", "use the key of a view in the workspace", key="baseViewKey")
            return None
        result = self._base_views[base](tag_filter)
        title, description = view.text("title") or result.title, view.text("description") or result.description
        subject = key if result.kind is ViewKind.DEPLOYMENT else result.subject
        return ParsedView(key, replace(result, subject=subject, title=title, description=description), base=base)

    def read_key(self, view: JsonObject, owner: str = "") -> str:
        """Return the unique key of a view; report its other keys as unmapped if ``owner`` names its type."""
        key = view.text("key", required=True)
        if owner:
            view.check_keys(_KEYS, owner)
            self._read_settings(view, key)
        view.object("dimensions").check_pixels("width", "height")
        if key in self._paths_by_key and key:
            message = f"duplicate key {key!r}, first used by {self._paths_by_key[key]}"
            view.fault(message, "keys must be unique", key="key")
        elif key:
            self._paths_by_key[key] = format_json_path(view.path)
        return key

    def _read_settings(self, view: JsonObject, key: str) -> None:
        if properties := view.settings(VIEW_PROPERTIES, "a view"):
            self.view_properties[key] = properties

    def read_elements(self, view: JsonObject) -> dict[str, WorkspaceElement]:
        """Return the elements of a view by their ids."""
        elements = {}
        for item in view.objects("elements"):
            id_ = item.text("id", required=True)
            item.check_keys(_BOX_KEYS, "an element in a view")
            item.check_pixels("x", "y")
            if id_ in self._index.elements:
                elements[id_] = self._index.elements[id_]
            elif id_:
                item.fault(f"no element has the id {id_!r}", "remove it from the view", key="id")
        return elements

    def read_lines(
        self, view: JsonObject, ends: Mapping[str, object], *, has_steps: bool = False
    ) -> Iterator[ViewLine]:
        """Yield the lines of a view whose ends are in it; Structurizr does not draw others."""
        keys, noun = (_STEP_KEYS, "a step") if has_steps else (_LINE_KEYS, "a relationship in a view")
        for item in view.objects("relationships"):
            id_ = item.text("id", required=True)
            item.check_keys(keys, noun)
            item.check_pixels("position")
            for vertex in item.objects("vertices"):
                vertex.check_pixels("x", "y")
            relationship = self._index.relationships.get(id_)
            if relationship is None and id_:
                item.fault(f"no relationship has the id {id_!r}", "remove it from the view", key="id")
            elif relationship is not None and relationship.source in ends and relationship.target in ends:
                yield item, relationship
            elif relationship is not None and not self._has_custom_end(relationship):
                view.add_unmapped(f"relationship {relationship.description!r} of the view {view.text('key')!r}")

    def _has_custom_end(self, relationship: WorkspaceRelationship) -> bool:
        """Return whether an end is a custom element: then all views lack the relationship, which is reported once."""
        ends = (relationship.source, relationship.target)
        return any(self._index.is_element(id_, ElementType.CUSTOM) for id_ in ends)

    # --- Views of the model ---

    def _read_view(self, view: JsonObject, kind: ViewKind) -> ParsedView:
        key = self.read_key(view, f"a {kind} view")
        content = self._read_content(view, kind)
        if kind is ViewKind.DYNAMIC:
            scenario, steps = self._scenarios.read(view, key, content.lines, content.subject)
            result = self._view(content, content.elements, steps)
            return ParsedView(key, replace(result, subject=scenario.name), scenario)
        view.properties(VIEW_PROPERTIES, "a view")
        _report_descriptions(content.lines)
        self.add_base_view(key, partial(self._static_view, content))
        return ParsedView(key, self._static_view(content))

    def _read_content(self, view: JsonObject, kind: ViewKind) -> _ViewContent:
        subject = self._subject(view, kind)
        ids = self._without_parents(view, self.read_elements(view))
        elements = {id_: self._parts.elements[id_] for id_ in ids if id_ in self._parts.elements}
        lines = tuple(self.read_lines(view, elements, has_steps=kind is ViewKind.DYNAMIC))
        self.described_ids |= {
            relationship.id
            for item, relationship in lines
            if kind is not ViewKind.DYNAMIC or not item.text("description")
        }
        return _ViewContent(view, kind, subject, elements, lines)

    def _static_view(self, content: _ViewContent, tag_filter: TagFilter = KEEP_ALL) -> View:
        """Return the part of a view whose elements and relationships ``tag_filter`` keeps."""
        elements = {
            id_: element
            for id_, element in content.elements.items()
            if tag_filter.keeps_element(self._index.elements[id_], self._index)
        }
        lines = [
            (item, relationship)
            for item, relationship in content.lines
            if {relationship.source, relationship.target} <= elements.keys()
            and tag_filter.keeps_relationship(relationship, self._index)
        ]
        return self._view(content, elements, self._merge_lines(lines))

    def _view(
        self, content: _ViewContent, elements: Mapping[str, Element], relationships: tuple[Relationship, ...]
    ) -> View:
        view, kind, subject = content.json, content.kind, content.subject
        parents, boundaries = self._boundaries(view, kind, elements)
        return View(
            kind=kind,
            subject=subject.name if subject else self._model_name,
            title=view.text("title") or self._title(kind, subject, view.text("key")),
            description=view.text("description"),
            elements=tuple(
                ViewElement(element=element, boundary=parents.get(element.name, ""))
                for element in self._in_model_order(elements)
            ),
            boundaries=boundaries,
            relationships=relationships,
        )

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
        by_name = {element.name: element for element in self._parts.elements.values()}
        parents = {element.name: element.parent for element in elements.values() if element.parent}
        boundary_names = {outer for name in parents.values() for outer in (name, by_name[name].parent) if outer}
        frames = tuple(_element_boundary(element) for name, element in by_name.items() if name in boundary_names)
        innermost, groups = group_frames(
            self._groups(view, kind, elements), separator=self._parts.group_separator, parents=parents
        )
        return parents | innermost, (*frames, *groups)

    def _groups(self, view: JsonObject, kind: ViewKind, elements: Mapping[str, Element]) -> dict[str, str]:
        """Return the groups of those elements of which Structurizr draws groups in a view of this ``kind``."""
        if view.object("properties").value.items() >= GROUPS_OFF.items():
            return {}
        groups, kinds = self._parts.groups, GROUPED_KINDS.get(kind, frozenset())
        members = (item for item in elements.values() if item.kind in kinds and item.name in groups)
        return {element.name: groups[element.name] for element in members}

    # --- Lines ---

    def _merge_lines(self, lines: Iterable[ViewLine]) -> tuple[Relationship, ...]:
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
        """Return the label of a relationship; an export stores the label of one without a flow of its own."""
        flow = self._parts.flows.get(item.id)
        derived_from = flow or self._parts.flows.get(item.json.text("linkedRelationshipId"))
        text = flow.label if flow else _derived_label(item, derived_from)
        return Label(text=text, protocol=item.json.text("technology"), flow=derived_from.name if derived_from else "")


def _report_descriptions(lines: Iterable[ViewLine]) -> None:
    """Report descriptions in a static view that differ from those of the relationships: only steps have their own."""
    for item, relationship in lines:
        if item.text("description") not in ("", relationship.description):
            item.add_unmapped("'description' of a relationship in a view", "description")


def _derived_label(item: WorkspaceRelationship, flow: Flow | None) -> str:
    """Return the label of a relationship without a flow of its own, whose description may have got a suffix."""
    properties = item.json.object("properties")
    if flow and not flow.label and "c4.derived" in properties.value and item.description.startswith("("):
        return ""
    return properties.text("c4.label") or item.description


def _element_boundary(element: Element) -> Boundary:
    """Return the boundary of a system or container."""
    if element.kind is Kind.SYSTEM:
        subtitle = "Software system"
    else:
        subtitle = f"Container: {element.technology}" if element.technology else "Container"
    return Boundary(name=element.name, title=element.title, subtitle=subtitle, parent=element.parent)
