"""Implied relationships: each repeats another one at a higher level, such as between the systems of two containers.

Views lift flows to the boxes that they show, so an implied relationship is not a flow of its own. Data that only the
implied relationship has is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.workspace_index import KINDS, WorkspaceIndex, WorkspaceRelationship
from sphinxcontrib_c4.structurizr.tags import RELATIONSHIP_TAGS, author_tags

_DRAWN_KEYS = ("description", "technology", "interactionStyle")
"""Keys of a relationship that its line in a view shows."""


def implying(relationship: WorkspaceRelationship, index: WorkspaceIndex) -> WorkspaceRelationship | None:
    """Return the relationship that implies this one, or None if it is not implied."""
    linked = index.relationships.get(relationship.json.text("linkedRelationshipId"))
    if linked is None or linked is relationship:
        return None
    ends = (relationship.source, relationship.target)
    is_around = ends[0] in _lineage(linked.source, index) and ends[1] in _lineage(linked.target, index)
    return linked if is_around and ends != (linked.source, linked.target) else None


def report_implied(index: WorkspaceIndex, drawn_ids: Collection[str]) -> None:
    """Report data that only implied relationships have and no view shows; views show those with ``drawn_ids``."""
    for relationship in index.relationships.values():
        json = relationship.json
        linked = implying(relationship, index)
        if linked is None or index.elements[relationship.source].type not in KINDS or _is_derived(json):
            continue
        keys = [key for key in _DRAWN_KEYS if relationship.id not in drawn_ids and _differs(json, linked.json, key)]
        for key in (*keys, *_own_keys(json, linked.json)):
            json.add_unmapped(f"{key!r} of an implied relationship", key)


def _is_derived(json: JsonObject) -> bool:
    """Return whether an export has written the relationship because a view needs it."""
    return "c4.derived" in json.object("properties").value


def _lineage(id_: str, index: WorkspaceIndex) -> Iterator[str]:
    while id_:
        yield id_
        id_ = index.elements[id_].parent


def _differs(json: JsonObject, linked: JsonObject, key: str) -> bool:
    return json.text(key) not in ("", linked.text(key))


def _own_keys(json: JsonObject, linked: JsonObject) -> Iterator[str]:
    """Yield the keys that no view shows and whose values the linked relationship does not have."""
    if _differs(json, linked, "url"):
        yield "url"
    if set(_tags(json)) - set(_tags(linked)):
        yield "tags"
    if _properties(json).items() - _properties(linked).items():
        yield "properties"
    if json.value.get("perspectives") not in (None, [], linked.value.get("perspectives")):
        yield "perspectives"


def _tags(json: JsonObject) -> tuple[str, ...]:
    return author_tags(json.text("tags"), standard=RELATIONSHIP_TAGS)


def _properties(json: JsonObject) -> Mapping[str, str]:
    return dict(json.custom_properties((), "an implied relationship"))
