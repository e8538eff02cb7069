"""Export: a model and all its views as a Structurizr workspace.

What the reader, the inspector and the drawing of Structurizr take, refuse and lose has shaped every choice here; the
modules beside this one say why. A workspace holds nothing but dicts, lists, texts, whole numbers and booleans.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Element, Kind, Mode, Model
from sphinxcontrib_c4.structurizr.tags import (
    ELEMENT_TAGS,
    RELATIONSHIP_TAGS,
    element_tags,
    kept_tags,
    relationship_tags,
)
from sphinxcontrib_c4.structurizr.writer.groups import groups
from sphinxcontrib_c4.structurizr.writer.ids import element_ids, element_names
from sphinxcontrib_c4.structurizr.writer.inspections import ignored, scope
from sphinxcontrib_c4.structurizr.writer.layout import LayOut, arranged
from sphinxcontrib_c4.structurizr.writer.properties import element_properties, flow_properties, workspace_properties
from sphinxcontrib_c4.structurizr.writer.relationships import Link, Links
from sphinxcontrib_c4.structurizr.writer.sizes import short_description, sizes
from sphinxcontrib_c4.structurizr.writer.styles import styles
from sphinxcontrib_c4.structurizr.writer.urls import absolute, is_absolute
from sphinxcontrib_c4.structurizr.writer.view_selection import chosen_views
from sphinxcontrib_c4.structurizr.writer.views import ViewWriter, drawn_views
from sphinxcontrib_c4.views import View

_NO_URLS: Mapping[str, str] = MappingProxyType({})
_NO_VIEWS: Mapping[str, View] = MappingProxyType({})
_INTERACTIONS = {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous"}


class Section(NamedTuple):
    """A piece of documentation in Markdown, of the system with the full name ``system``, or of the whole workspace.

    ``filename`` is what Structurizr calls the file that it came from.
    """

    content: str
    filename: str = ""
    system: str = ""


class Picture(NamedTuple):
    """An image of the documentation of a workspace: sections call it ``name``; ``type`` is its media type."""

    name: str
    type: str
    data: bytes


def workspace(
    model: Model,
    *,
    base_url: str = "",
    urls: Mapping[str, str] = _NO_URLS,
    views: Mapping[str, View] = _NO_VIEWS,
    documentation: Sequence[Section] = (),
    pictures: Sequence[Picture] = (),
    lay_out: LayOut = lay_out,
) -> dict[str, Any]:
    """The workspace that holds all of ``model``, ready to be written by :func:`write`.

    ``urls`` maps full names of elements and flows to their pages, relative to ``base_url``; an element that is not in
    it keeps the address that the model gives. ``views`` are those that come with the model, by their keys; they take
    the place of the ones that would be made of the same. ``lay_out`` may answer from what was laid out before.

    Raises:
        ValueError: ``base_url`` is not an absolute http address.
        LayoutError: a view could not be laid out.
    """
    if base_url and not is_absolute(base_url):
        raise ValueError(f"{base_url!r} is not an absolute http or https address")
    sections = tuple(section for section in documentation if section.content)
    return _Export(model, base_url, urls, sections, tuple(pictures)).run(views, lay_out)


class _Export:
    """One export: what all its parts need to know of the model."""

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
        self._groups = groups(model)
        self._links = Links(model.flows, first=len(model.elements) + 1)

    def run(self, authored: Mapping[str, View], lay_out: LayOut) -> dict[str, Any]:
        made, unseen = drawn_views(self._model)
        chosen = chosen_views(self._model, made, authored)
        views = [each.view for each in chosen]
        boxes = sizes(self._model.elements.values())
        writer = ViewWriter(self._model, self._ids, self._links, boxes, self._groups)
        drawn = writer.views(arranged(chosen, self._groups, lay_out))
        documented = {section.system for section in self._sections if section.system}
        found = {
            "name": self._model.title,
            "description": " ".join(self._model.description.split()),
            "properties": workspace_properties(self._model, unseen=unseen)
            | ignored(self._model, links=self._links.all, views=views, documented=documented),
            "configuration": _filled({"scope": scope(self._model, documented)}),
            "documentation": self._documentation(""),
            "model": self._model_part(),
            "views": {**drawn, "configuration": {"styles": styles(boxes)}},
        }
        return {"id": 1, **found}

    # --- The model ---

    def _model_part(self) -> dict[str, Any]:
        leaving: dict[str, list[Link]] = {}
        for link in self._links.all:
            leaving.setdefault(link.source, []).append(link)
        outer = [element for element in self._model.elements.values() if not element.parent]
        return {
            "people": [self._element(e, leaving) for e in outer if e.kind is Kind.PERSON],
            "softwareSystems": [self._element(e, leaving) for e in outer if e.kind is Kind.SYSTEM],
        }

    def _element(self, element: Element, leaving: Mapping[str, Iterable[Link]]) -> dict[str, Any]:
        told = {
            "id": self._ids[element.name],
            "name": self._names[element.name],
            "description": short_description(element),
            "tags": element_tags(element),
            **_filled({"url": self._url(element.name, element.url), "group": self._groups.get(element.name, "")}),
        }
        if element.kind in (Kind.PERSON, Kind.SYSTEM):
            told["location"] = self._location(element)
        else:
            told |= _filled({"technology": element.technology})
        told["properties"] = element_properties(element, written=told, page=bool(self._page(element.name))) | kept_tags(
            element.tags, written=told["tags"], given=ELEMENT_TAGS
        )
        relationships = [self._relationship(link) for link in leaving.get(element.name, ())]
        parts = [self._element(child, leaving) for child in self._model.children(element.name)]
        return {**told, **_filled({"relationships": relationships, **self._inside(element, parts)})}

    def _inside(self, element: Element, parts: list[dict[str, Any]]) -> dict[str, Any]:
        match element.kind:
            case Kind.SYSTEM:
                return {"documentation": self._documentation(element.name), "containers": parts}
            case Kind.CONTAINER:
                return {"components": parts}
            case _:
                return {}

    def _location(self, element: Element) -> str:
        """Where older installations draw it; they would tear a group apart that is both inside and outside."""
        title = self._groups.get(element.name)
        sides = {self._model.elements[name].external for name, group in self._groups.items() if group == title}
        if title and len(sides) > 1:
            return "Unspecified"
        return "External" if element.external else "Internal"

    def _url(self, name: str, own: str) -> str:
        return self._page(name) or absolute(own, base=self._base_url)

    def _page(self, name: str) -> str:
        return absolute(self._urls.get(name, ""), base=self._base_url)

    def _relationship(self, link: Link) -> dict[str, Any]:
        flow = link.flow
        tags = relationship_tags(link.mode, flow.tags if flow else ())
        if flow:
            properties = flow_properties(flow, description=link.description) | kept_tags(
                flow.tags, written=tags, given=RELATIONSHIP_TAGS
            )
        else:
            properties = {"c4.derived": link.derived}
        return {
            "id": link.id,
            "sourceId": self._ids[link.source],
            "destinationId": self._ids[link.target],
            "description": link.description,
            "technology": link.protocol,
            **_filled(
                {
                    "interactionStyle": _INTERACTIONS.get(link.mode, ""),
                    "linkedRelationshipId": link.linked,
                    "url": self._url(flow.name, "") if flow else "",
                }
            ),
            "tags": tags,
            "properties": properties,
        }

    # --- Documentation ---

    def _documentation(self, system: str) -> dict[str, Any]:
        sections = [section for section in self._sections if section.system == system]
        pictures = [] if system else list(map(_picture, self._pictures))
        return _filled({"sections": list(_sections(sections)), "images": pictures})


def _sections(sections: Iterable[Section]) -> Iterator[dict[str, Any]]:
    for order, section in enumerate(sections, 1):
        filename = section.filename or f"{order:02}.md"
        yield {"content": section.content, "format": "Markdown", "order": order, "filename": filename, "title": ""}


def _picture(picture: Picture) -> dict[str, str]:
    return {"name": picture.name, "type": picture.type, "content": b64encode(picture.data).decode("ascii")}


def _filled(told: Mapping[str, Any]) -> dict[str, Any]:
    """``told`` without what is empty."""
    return {key: value for key, value in told.items() if value}
