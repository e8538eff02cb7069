"""The tag filter of a filtered view: the elements and relationships that it keeps of another view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.workspace_index import (
    ElementType,
    WorkspaceElement,
    WorkspaceIndex,
    WorkspaceRelationship,
)
from sphinxcontrib_c4.structurizr.tags import split_tags

_INCLUDE, _EXCLUDE = "Include", "Exclude"
_IMPLICIT_TAGS: Mapping[ElementType, frozenset[str]] = MappingProxyType(
    {
        ElementType.PERSON: frozenset({"Element", "Person"}),
        ElementType.SYSTEM: frozenset({"Element", "Software System"}),
        ElementType.CONTAINER: frozenset({"Element", "Container"}),
        ElementType.COMPONENT: frozenset({"Element", "Component"}),
        ElementType.DEPLOYMENT_NODE: frozenset({"Element", "Deployment Node"}),
        ElementType.INFRASTRUCTURE: frozenset({"Element", "Infrastructure Node"}),
        ElementType.SYSTEM_INSTANCE: frozenset({"Software System Instance"}),
        ElementType.CONTAINER_INSTANCE: frozenset({"Container Instance"}),
    }
)
"""The tags that Structurizr gives to each element of a type, even if a file does not list them."""


@dataclass(frozen=True, slots=True)
class TagFilter:
    """A filter that includes only what has one of ``tags``, or excludes it."""

    tags: frozenset[str]
    includes: bool

    @classmethod
    def read(cls, view: JsonObject) -> TagFilter:
        """Return the filter of a filtered view; without a mode, it excludes."""
        mode = view.text("mode") or _EXCLUDE
        if mode not in (_INCLUDE, _EXCLUDE):
            view.fault(f"unknown mode {mode!r}", f"write {_INCLUDE!r} or {_EXCLUDE!r}", key="mode")
        return cls(frozenset(view.text_list("tags")), mode == _INCLUDE)

    def keeps_element(self, element: WorkspaceElement, index: WorkspaceIndex) -> bool:
        """Return whether an element stays in the view; an instance has the tags of its element as well."""
        original = index.elements.get(element.json.text("containerId") or element.json.text("softwareSystemId"))
        tags = {tag for item in (element, original) if item is not None for tag in _all_tags(item)}
        return self.tags.isdisjoint(tags) is not self.includes

    def keeps_relationship(self, relationship: WorkspaceRelationship, index: WorkspaceIndex) -> bool:
        """Return whether a relationship stays if its ends do; an implied one has the tags of the other as well."""
        tags = {"Relationship", *split_tags(relationship.json.text("tags"))}
        linked = index.relationships.get(relationship.json.text("linkedRelationshipId"))
        if linked is not None:
            tags |= {*split_tags(linked.json.text("tags"))}
        return self.tags.isdisjoint(tags) is not self.includes


def _all_tags(element: WorkspaceElement) -> frozenset[str]:
    return _IMPLICIT_TAGS.get(element.type, frozenset()) | frozenset(split_tags(element.json.text("tags")))


KEEP_ALL = TagFilter(frozenset(), includes=False)
"""The filter that excludes nothing."""
