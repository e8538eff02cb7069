"""Perspectives and health checks: data about elements that only workspaces of Structurizr have."""

from __future__ import annotations

from dataclasses import dataclass

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
