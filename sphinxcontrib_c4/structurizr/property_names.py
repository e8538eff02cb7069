"""The names of the properties that an export writes for elements and relationships."""

from __future__ import annotations

CUSTOM_PROPERTIES = "c4.properties"
"""The property that stores properties of an author which cannot stand among the others."""
_SOURCE = ("source.repo", "source.path", "source.line")
_PROVENANCE = tuple(
    f"provenance.{name}" for name in ("derived_from", "contract_kind", "contract_key", "repo", "path", "line")
)
ELEMENT_PROPERTIES = frozenset(
    {
        "c4.name",
        "c4.title",
        "c4.description",
        "c4.url",
        "c4.page",
        "c4.group",
        "c4.api_container",
        "c4.shared",
        "c4.hidden",
        "c4.suppress",
        CUSTOM_PROPERTIES,
    }
    | {"c4.tags", "owner", "repo", "role", "technology", *_SOURCE}
)
FLOW_PROPERTIES = frozenset(
    {
        "c4.name",
        "c4.label",
        "c4.url",
        "c4.page",
        "c4.tags",
        "c4.suppress",
        "c4.provenance",
        "c4.derived",
        "c4.default_mode",
        CUSTOM_PROPERTIES,
    }
    | {"data", "trigger", "protocol", "initiator", "access", "topic", "in_cycle"}
    | set(_PROVENANCE)
)

RESERVED_PROPERTIES = ELEMENT_PROPERTIES | FLOW_PROPERTIES
RESERVED_PREFIXES = ("c4.", "structurizr.")
"""The beginnings of names that only programs use."""
