"""Perspectives, health checks and settings: data that only workspaces of Structurizr have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Properties = tuple[tuple[str, str], ...]
"""Names and values, in the order of their author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Perspective:
    """A statement about one aspect of an element or relationship, such as its security or its owner.

    ``value`` is a short rating, ``url`` the address of more information; both may be ``""``.
    """

    name: str
    description: str = ""
    value: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """The value and the description."""
        return ": ".join(filter(None, [self.value, self.description]))


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """An address that is requested to check whether an instance is healthy.

    ``interval`` is in seconds and ``timeout`` in milliseconds, as text; ``headers`` are those of the request.
    """

    name: str
    url: str
    interval: str = ""
    timeout: str = ""
    headers: Properties = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSettings:
    """The settings of a workspace, which no drawing shows and the next export needs.

    ``scope`` is set if it does not follow from the content of the workspace. ``properties``, ``model_properties`` and
    ``view_set_properties`` are those of the workspace, of its model and of all its views; ``view_properties`` are
    those of single views by their keys. ``documentation`` maps full names of elements, or ``""`` for the workspace, to
    sections, decisions and images as JSON.
    """

    scope: str = ""
    properties: Properties = ()
    model_properties: Properties = ()
    view_set_properties: Properties = ()
    view_properties: Mapping[str, Properties] = field(default_factory=dict)
    documentation: Mapping[str, str] = field(default_factory=dict)
