"""The names of the properties that an export writes for elements and relationships."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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
ROLES = frozenset({"infrastructure", "gateway", "store", "broker"})
ACCESSES = frozenset({"read", "write", "both"})
CUT_PREFERENCES = frozenset({"keep", "cut"})
Choices = Mapping[str, Collection[str]]
"""The values of a property that an export may have written; with another value, it is one of the author."""

RESERVED_PREFIXES = ("c4.", "structurizr.")
"""The beginnings of names that only programs use."""


def element_choices(source_line: str, *, is_inner: bool) -> Choices:
    """Return the choices for an element whose property ``source.line`` has this value.

    An element inside another one, such as a container, has a field for its technology and no property.
    """
    choices: Choices = {"role": ROLES, "source.line": () if line_number(source_line) is None else (source_line,)}
    return {**choices, "technology": ()} if is_inner else choices


def line_number(text: str) -> int | None:
    """Return the number of a line, or None if ``text`` is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def flow_choices(ends: tuple[str, str], *, protocol: str, has_provenance: bool) -> Choices:
    """Return the choices for a flow between two ``ends``."""
    choices: Choices = {"initiator": ends, "access": ACCESSES, "in_cycle": CUT_PREFERENCES, "protocol": (protocol,)}
    return choices if has_provenance else {**choices, **dict.fromkeys(_PROVENANCE, ())}
