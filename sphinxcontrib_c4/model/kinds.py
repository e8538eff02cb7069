"""The kinds of elements, their outlines, and the modes of flows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """The kind of an element, as defined by the C4 model (https://c4model.com/abstractions).

    Only deployments contain nodes (see ``Deployment``).
    """

    PERSON = "person"
    SYSTEM = "system"
    CONTAINER = "container"
    COMPONENT = "component"
    DEPLOYMENT_NODE = "node"
    INFRASTRUCTURE_NODE = "infrastructure"

    @property
    def noun(self) -> str:
        """The words for an element of this kind, such as ``infrastructure node``."""
        return _NOUNS.get(self, self.value)


_NOUNS = {Kind.DEPLOYMENT_NODE: "deployment node", Kind.INFRASTRUCTURE_NODE: "infrastructure node"}


class Shape(StrEnum):
    """The outline of an element: a plain box, a database or a queue."""

    BOX = "box"
    DATABASE = "database"
    QUEUE = "queue"


SHAPE_NAMES: Mapping[str, Shape] = MappingProxyType(
    {"container": Shape.BOX, "db": Shape.DATABASE, "database": Shape.DATABASE, "queue": Shape.QUEUE}
)
"""The values of ``shape`` in a model file."""


class Mode(StrEnum):
    """Whether the caller of a flow waits (``sync``), does not wait (``async``), or the mode is unknown."""

    SYNC = "sync"
    ASYNC = "async"
    UNKNOWN = "unknown"
