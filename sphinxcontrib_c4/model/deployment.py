"""The deployment of a landscape: nodes, and the instances of systems and containers that run on them.

Only workspaces of Structurizr describe one. Names are paths from the environment down, such as
``live/east/shop.web#1``, and are unique in a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sphinxcontrib_c4.model.faults import Position
from sphinxcontrib_c4.model.kinds import Kind, Mode
from sphinxcontrib_c4.model.perspectives import HealthCheck, Perspective, Properties

_COUNT = re.compile(r"[1-9][0-9]{0,8}|[0-9]{1,9}\.\.(?:[1-9][0-9]{0,8}|[N*])")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedElement:
    """A deployment node, an infrastructure node, or an instance of a software system or container.

    ``parent`` is the name of the node around it, or ``""``. ``instance_of`` is the full name of the element of an
    instance, which has the ``kind`` of the element and no title. ``instances`` is the number of instances of a node, or
    a range such as ``1..N``. Only instances have an ``instance_id``, ``deployment_groups`` and ``health_checks``.
    """

    name: str
    title: str
    kind: Kind
    position: Position
    parent: str = ""
    environment: str = ""
    technology: str = ""
    description: str = ""
    url: str = ""
    group: str = ""
    instances: str = ""
    instance_of: str = ""
    instance_id: str = ""
    deployment_groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    properties: Properties = ()
    perspectives: tuple[Perspective, ...] = ()
    health_checks: tuple[HealthCheck, ...] = ()

    @property
    def instance_count(self) -> str:
        """The ``instances`` if Structurizr reads them: a number from 1, or a range; other texts are ``""``."""
        return self.instances if _COUNT.fullmatch(self.instances) else ""

    @property
    def displayed_title(self) -> str:
        """The title of a node, and its number of instances if it is not 1."""
        return self.title if self.instances in ("", "1") else f"{self.title} ×{self.instances}"  # noqa: RUF001


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRelationship:
    """A relationship between two deployed elements.

    ``flow`` is the full name of the flow that it repeats between two instances, or ``""``.
    """

    source: str
    target: str
    label: str
    position: Position
    mode: Mode = Mode.UNKNOWN
    protocol: str = ""
    flow: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    properties: Properties = ()
    perspectives: tuple[Perspective, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentScope:
    """The environment that a deployment view shows, and the system that it is limited to: a full name, or ``""``."""

    environment: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """All environments of a landscape.

    ``elements`` maps names to deployed elements, each after the node around it. ``scopes`` holds the scope of each
    deployment view by its key. No two relationships have the same source, target and label.
    """

    elements: Mapping[str, DeployedElement] = field(default_factory=dict)
    relationships: tuple[DeploymentRelationship, ...] = ()
    scopes: Mapping[str, DeploymentScope] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether anything is deployed."""
        return bool(self.elements)
