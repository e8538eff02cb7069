"""The standard tags of a workspace, and the tags of an author, which a workspace lists in one text with commas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sphinxcontrib_c4.drawing import SHAPES
from sphinxcontrib_c4.layout import ShapeKind, shape_kind
from sphinxcontrib_c4.model import DeployedElement, Element, Kind, Mode, json_text

SHAPE_TAGS: Mapping[ShapeKind, str] = MappingProxyType({kind: style.structurizr_tag for kind, style in SHAPES.items()})
EXTERNAL = "External"
MODE_TAGS: Mapping[Mode, str] = MappingProxyType(
    {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous", Mode.UNKNOWN: "Unspecified"}
)
_KIND_TAGS = {
    Kind.PERSON: "Person",
    Kind.SYSTEM: "Software System",
    Kind.CONTAINER: "Container",
    Kind.COMPONENT: "Component",
}

ELEMENT_TAGS = frozenset({"Element", *_KIND_TAGS.values(), *SHAPE_TAGS.values(), EXTERNAL})
"""The standard tags of elements."""
DEPLOYMENT_TAGS = frozenset(
    {"Element", "Deployment Node", "Infrastructure Node", "Container Instance", "Software System Instance"}
)
"""The standard tags of deployed elements."""
RELATIONSHIP_TAGS = frozenset({"Relationship", *MODE_TAGS.values()})
"""The standard tags of relationships."""


def element_tags(element: Element) -> str:
    """Return the tags of an element, the more specific ones later: the style of the last tag wins."""
    shape = SHAPE_TAGS[shape_kind(element)]
    standard = ["Element", _KIND_TAGS[element.kind], shape] + [EXTERNAL] * element.external
    return _join((*standard, *_without(element.tags, ELEMENT_TAGS)))


def deployment_tags(item: DeployedElement) -> str:
    """Return the tags of a deployed element."""
    if item.instance_of:
        standard = [f"{_KIND_TAGS[item.kind]} Instance"]
    else:
        standard = ["Element", SHAPE_TAGS[ShapeKind(item.kind.value)]]
    return _join((*standard, *item.tags))


def relationship_tags(mode: Mode, tags: Iterable[str]) -> str:
    """Return the tags of a relationship."""
    return _join(("Relationship", MODE_TAGS[mode], *_without(tags, RELATIONSHIP_TAGS)))


def _without(tags: Iterable[str], standard: frozenset[str]) -> list[str]:
    """Return ``tags`` without standard tags, which would change the appearance."""
    return [tag for tag in tags if tag not in standard]


def author_tags(text: str, *, standard: frozenset[str]) -> tuple[str, ...]:
    """Return the tags in ``text`` that are not ``standard``."""
    return tuple(tag for tag in split_tags(text) if tag not in standard)


def split_tags(text: str) -> list[str]:
    """Return the tags in ``text``, without duplicates."""
    return list(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))


def stored_tags(tags: tuple[str, ...], *, tag_text: str, standard: frozenset[str]) -> dict[str, str]:
    """Return a property that stores ``tags``, or nothing if ``tag_text`` already gives them."""
    return {} if author_tags(tag_text, standard=standard) == tags else {"c4.tags": json_text(tags)}


def _join(tags: Iterable[str]) -> str:
    """Return tags as one text; a comma within a tag becomes a semicolon."""
    return ",".join(dict.fromkeys(tag.replace(",", ";").strip() for tag in tags if tag.strip()))
