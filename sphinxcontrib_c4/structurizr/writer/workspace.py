"""A model with all its views as a Structurizr workspace.

What Structurizr's reader, inspector and front end accept, refuse and lose determines the choices here; the other
modules of this package give the reasons. A workspace consists of dicts, lists, texts, integers and booleans.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Element, Kind, Mode, Model, Properties, Scenario, json_document
from sphinxcontrib_c4.output_files import write_text_file
from sphinxcontrib_c4.structurizr.scope import workspace_scope
from sphinxcontrib_c4.structurizr.tags import (
    ELEMENT_TAGS,
    RELATIONSHIP_TAGS,
    element_tags,
    relationship_tags,
    stored_tags,
)
from sphinxcontrib_c4.structurizr.urls import absolute_url, exported_url, is_absolute_url
from sphinxcontrib_c4.structurizr.writer.deployment import DeploymentWriter
from sphinxcontrib_c4.structurizr.writer.groups import group_titles
from sphinxcontrib_c4.structurizr.writer.ids import element_ids, element_names
from sphinxcontrib_c4.structurizr.writer.inspections import ignored_inspections
from sphinxcontrib_c4.structurizr.writer.layout import LayoutFunction, lay_out_views
from sphinxcontrib_c4.structurizr.writer.perspectives import perspective_fields
from sphinxcontrib_c4.structurizr.writer.properties import (
    derived_properties,
    element_properties,
    flow_properties,
    workspace_properties,
)
from sphinxcontrib_c4.structurizr.writer.relationships import ExportedRelationship, RelationshipRegistry
from sphinxcontrib_c4.structurizr.writer.sizes import box_sizes, short_description
from sphinxcontrib_c4.structurizr.writer.styles import styles
from sphinxcontrib_c4.structurizr.writer.view_selection import KeyedView, exportable_views, select_views
from sphinxcontrib_c4.structurizr.writer.views import ViewWriter
from sphinxcontrib_c4.views import View, ViewKind

_NO_URLS: Mapping[str, str] = MappingProxyType({})
_NO_VIEWS: Mapping[str, View] = MappingProxyType({})
_INTERACTION_STYLES = {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous"}


class Section(NamedTuple):
    """A section of documentation in Markdown, of the system with the full name ``system`` or of the workspace.

    ``filename`` is the name that Structurizr gives to its source file.
    """

    content: str
    filename: str = ""
    system: str = ""


class Picture(NamedTuple):
    """An image in the documentation: the ``name`` that sections refer to, its media type, and its content."""

    name: str
    type: str
    data: bytes


def build_workspace(
    model: Model,
    *,
    base_url: str = "",
    urls: Mapping[str, str] = _NO_URLS,
    views: Mapping[str, View] = _NO_VIEWS,
    documentation: Sequence[Section] = (),
    pictures: Sequence[Picture] = (),
    lay_out: LayoutFunction = lay_out,
) -> dict[str, Any]:
    """Return the workspace of ``model``, ready for ``save_workspace``.

    ``urls`` maps full names of elements and flows to their pages, relative to ``base_url``; an element without a page
    keeps the URL in the model. ``views`` are views of an author by their keys, which replace views of the model.
    ``lay_out`` may return cached layouts.

    Raises:
        ValueError: ``base_url`` is not an absolute http or https URL.
        LayoutError: a view could not be laid out.
    """
    if base_url and not is_absolute_url(base_url):
        raise ValueError(f"{base_url!r} is not an absolute http or https address")
    sections = tuple(section for section in documentation if section.content)
    return _WorkspaceBuilder(model, base_url, urls, sections, tuple(pictures)).build(views, lay_out)


def workspace_to_json(workspace: Mapping[str, Any]) -> str:
    """Return a workspace as JSON text, the same text for the same workspace."""
    return json_document(workspace)


def save_workspace(path: Path, workspace: Mapping[str, Any]) -> None:
    """Write a workspace to ``path``."""
    write_text_file(path, workspace_to_json(workspace))


class _WorkspaceBuilder:
    """Builds one workspace; holds what all its parts need."""

    def __init__(
        self,
        model: Model,
        base_url: str,
        urls: Mapping[str, str],
        sections: tuple[Section, ...],
        pictures: tuple[Picture, ...],
    ) -> None:
        self._model = model
        self._base_url = base_url
        self._urls = urls
        self._sections = sections
        self._pictures = pictures
        self._ids = element_ids(model.elements)
        self._names = element_names(model.elements)
        self._groups = group_titles(model)
        self._mixed_groups = _mixed_groups(model, self._groups)
        self._deployment = DeploymentWriter(model, self._ids, base_url)
        self._relationships = RelationshipRegistry(model.flows, first_id=self._deployment.next_id)

    def build(self, authored_views: Mapping[str, View], lay_out: LayoutFunction) -> dict[str, Any]:
        model_views = exportable_views(self._model)
        keyed_views = select_views(self._model, model_views, authored_views)
        sizes = box_sizes([*self._model.elements.values(), *_node_boxes(item.view for item in keyed_views)])
        separator = self._model.group_separator
        writer = ViewWriter(self._model, self._ids, self._relationships, sizes, self._groups, self._deployment)
        layouts = lay_out_views(keyed_views, self._groups, lay_out, separator=separator)
        written_views = writer.write_views(layouts, _settings_by_key(self._model, keyed_views))
        documented_systems = set(self._documented_systems())
        inspections = ignored_inspections(
            self._model,
            relationships=self._relationships.all,
            views=[item.view for item in keyed_views],
            documented_systems=documented_systems,
        )
        scenarios = self._empty_scenarios(item.view for item in keyed_views)
        settings = self._model.workspace_settings
        own_properties = workspace_properties(self._model, empty_scenarios=scenarios) | inspections
        configuration = {"styles": styles(sizes), "properties": dict(settings.view_set_properties)}
        return {
            "id": 1,
            "name": self._model.title,
            "description": " ".join(self._model.description.split()),
            "properties": dict(settings.properties) | own_properties,
            "configuration": _without_empty({"scope": workspace_scope(self._model, documented_systems)}),
            "documentation": self._documentation(""),
            "model": self._model_part(),
            "views": {**written_views, "configuration": _without_empty(configuration)},
        }

    def _empty_scenarios(self, views: Iterable[View]) -> Iterator[Scenario]:
        """Yield the scenarios without a view, because they have no steps."""
        scenario_names = {view.subject for view in views if view.kind is ViewKind.DYNAMIC}
        return (scenario for scenario in self._model.scenarios if scenario.name not in scenario_names)

    # --- The model ---

    def _model_part(self) -> dict[str, Any]:
        outgoing: dict[str, list[ExportedRelationship]] = {}
        for relationship in self._relationships.all:
            outgoing.setdefault(relationship.source, []).append(relationship)
        outer = [element for element in self._model.elements.values() if not element.parent]
        separator = self._model.group_separator
        properties = dict(self._model.workspace_settings.model_properties)
        properties |= {"structurizr.groupSeparator": separator} if separator else {}
        return {
            **_without_empty({"properties": properties}),
            "people": [self._element(element, outgoing) for element in outer if element.kind is Kind.PERSON],
            "softwareSystems": [self._element(element, outgoing) for element in outer if element.kind is Kind.SYSTEM],
            **_without_empty({"deploymentNodes": self._deployment.nodes(self._relationships.flow_ids)}),
        }

    def _element(self, element: Element, outgoing: Mapping[str, Iterable[ExportedRelationship]]) -> dict[str, Any]:
        fields = self._element_fields(element)
        fields["properties"] = element_properties(
            element, fields=fields, has_page=bool(self._page_url(element.name))
        ) | stored_tags(element.tags, tag_text=fields["tags"], standard=ELEMENT_TAGS)
        fields |= perspective_fields(element.perspectives)
        relationships = [self._relationship(item) for item in outgoing.get(element.name, ())]
        children = [self._element(child, outgoing) for child in self._model.children(element.name)]
        return {**fields, **_without_empty({"relationships": relationships, **self._inner_fields(element, children)})}

    def _element_fields(self, element: Element) -> dict[str, Any]:
        group = self._groups.get(element.name, "")
        fields = {
            "id": self._ids[element.name],
            "name": self._names[element.name],
            "description": short_description(element),
            "tags": element_tags(element),
            **_without_empty({"url": self._url(element.name, element.url), "group": group}),
        }
        if element.kind in (Kind.PERSON, Kind.SYSTEM):
            return {**fields, "location": self._location(element)}
        return {**fields, **_without_empty({"technology": element.technology})}

    def _inner_fields(self, element: Element, children: list[dict[str, Any]]) -> dict[str, Any]:
        match element.kind:
            case Kind.SYSTEM:
                return {"documentation": self._documentation(element.name), "containers": children}
            case Kind.CONTAINER:
                return {"documentation": self._documentation(element.name), "components": children}
            case Kind.COMPONENT:
                return {"documentation": self._documentation(element.name)}
            case _:
                return {}

    def _location(self, element: Element) -> str:
        """Return the location that older installations use; a group with both locations would be torn apart."""
        if self._groups.get(element.name) in self._mixed_groups:
            return "Unspecified"
        return "External" if element.external else "Internal"

    def _url(self, name: str, model_url: str) -> str:
        return self._page_url(name) or exported_url(model_url, base=self._base_url)

    def _page_url(self, name: str) -> str:
        return absolute_url(self._urls.get(name, ""), base=self._base_url)

    def _relationship(self, relationship: ExportedRelationship) -> dict[str, Any]:
        flow = relationship.flow
        tags = relationship_tags(relationship.mode, flow.tags if flow else ())
        if flow:
            url = self._url(flow.name, flow.url)
            has_page = bool(self._page_url(flow.name))
            properties = flow_properties(flow, description=relationship.description, url=url, has_page=has_page)
            properties |= stored_tags(flow.tags, tag_text=tags, standard=RELATIONSHIP_TAGS)
        else:
            url, properties = "", derived_properties(relationship)
        return {
            "id": relationship.id,
            "sourceId": self._ids[relationship.source],
            "destinationId": self._ids[relationship.target],
            "description": relationship.description,
            "technology": relationship.protocol,
            **_without_empty(
                {
                    "interactionStyle": _INTERACTION_STYLES.get(relationship.mode, ""),
                    "linkedRelationshipId": relationship.linked_id,
                    "url": url,
                }
            ),
            "tags": tags,
            "properties": properties,
            **perspective_fields(flow.perspectives if flow else ()),
        }

    # --- Documentation ---

    def _documented_systems(self) -> Iterator[str]:
        names = [section.system for section in self._sections]
        names += self._model.workspace_settings.documentation
        return (name for name in names if name and self._model.elements[name].kind is Kind.SYSTEM)

    def _documentation(self, name: str) -> dict[str, Any]:
        """Return the documentation of an element, or of the workspace; new sections and images replace stored ones."""
        sections = [section for section in self._sections if section.system == name]
        pictures = [] if name else list(map(_picture, self._pictures))
        stored: dict[str, Any] = json.loads(self._model.workspace_settings.documentation.get(name, "{}"))
        return stored | _without_empty({"sections": list(_section_fields(sections)), "images": pictures})


def _settings_by_key(model: Model, views: Iterable[KeyedView]) -> dict[str, Properties]:
    """Return the settings of views by the keys with which they are written."""
    settings = model.workspace_settings.view_properties
    return {item.key: settings.get(item.origin or item.key, ()) for item in views}


def _node_boxes(views: Iterable[View]) -> Iterator[Element]:
    """Yield the boxes of deployment views; those of instances are as large as their elements."""
    for view in views:
        if view.kind is ViewKind.DEPLOYMENT:
            yield from (item.element for item in view.elements)


def _mixed_groups(model: Model, groups: Mapping[str, str]) -> set[str]:
    """Return the titles of the groups with internal and external elements."""
    external, internal = (
        {title for name, title in groups.items() if title and model.elements[name].external is is_external}
        for is_external in (True, False)
    )
    return external & internal


def _section_fields(sections: Iterable[Section]) -> Iterator[dict[str, Any]]:
    for order, section in enumerate(sections, 1):
        filename = section.filename or f"{order:02}.md"
        yield {"content": section.content, "format": "Markdown", "order": order, "filename": filename, "title": ""}


def _picture(picture: Picture) -> dict[str, str]:
    return {"name": picture.name, "type": picture.type, "content": b64encode(picture.data).decode("ascii")}


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}
