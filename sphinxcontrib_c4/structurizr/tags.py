"""Tagging: tags as Structurizr keeps them, in one text with commas, those that give a look first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sphinxcontrib_c4.layout import ShapeKind, shape_kind
from sphinxcontrib_c4.model import Element, Kind, Mode

TAGS: Mapping[ShapeKind, str] = MappingProxyType(
    {
        ShapeKind.PERSON: "Person",
        ShapeKind.SYSTEM: "Software System",
        ShapeKind.CONTAINER: "Container",
        ShapeKind.COMPONENT: "Component",
        ShapeKind.DATABASE: "Database",
        ShapeKind.QUEUE: "Queue",
    }
)
EXTERNAL = "External"
ASYNCHRONOUS = "Asynchronous"
UNSPECIFIED = "Unspecified"

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.PERSON: "Person",
        Kind.SYSTEM: "Software System",
        Kind.CONTAINER: "Container",
        Kind.COMPONENT: "Component",
    }
)
_MODES = {Mode.SYNC: "Synchronous", Mode.ASYNC: ASYNCHRONOUS, Mode.UNKNOWN: UNSPECIFIED}

#: The tags that are not the author's own.
ELEMENT_TAGS = frozenset({"Element", *KINDS.values(), *TAGS.values(), EXTERNAL})
RELATIONSHIP_TAGS = frozenset({"Relationship", *_MODES.values()})


def element_tags(element: Element) -> str:
    """The tags of an element; where several have a style, the later ones win."""
    shape = TAGS[shape_kind(element)]
    given = ["Element", KINDS[element.kind], shape] + [EXTERNAL] * element.external
    return _joined((*given, *_foreign(element.tags, ELEMENT_TAGS)))


def relationship_tags(mode: Mode, tags: Iterable[str]) -> str:
    """The tags of a relationship."""
    return _joined(("Relationship", _MODES[mode], *_foreign(tags, RELATIONSHIP_TAGS)))


def _foreign(tags: Iterable[str], given: frozenset[str]) -> list[str]:
    """``tags`` without those that would give a look which the model does not mean."""
    return [tag for tag in tags if tag not in given]


def own_tags(tags: str, *, given: frozenset[str]) -> tuple[str, ...]:
    """The author's own tags among ``tags``."""
    return tuple(tag for tag in split(tags) if tag not in given)


def split(tags: str) -> list[str]:
    """The single tags, each once."""
    return list(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))


def kept_tags(tags: tuple[str, ...], *, written: str, given: frozenset[str]) -> dict[str, str]:
    """A property that keeps ``tags`` where a reader could not get them out of what was ``written``."""
    return {} if own_tags(written, given=given) == tags else {"c4.tags": json.dumps(tags, ensure_ascii=False)}


def _joined(tags: Iterable[str]) -> str:
    """Tags in one text; a comma within one becomes a semicolon."""
    return ",".join(dict.fromkeys(tag.replace(",", ";").strip() for tag in tags if tag.strip()))
