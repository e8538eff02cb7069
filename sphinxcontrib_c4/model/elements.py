"""The parts of a model: elements, flows, scenarios and ingestion sources.

All of them are frozen values. Names are always full names (``mit-learn.django-web.search``); the ids and
short names of a file are resolved while it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from sphinxcontrib_c4.model.declared_rules import DeclaredRule
from sphinxcontrib_c4.model.deployment import Deployment
from sphinxcontrib_c4.model.faults import Fault, Position
from sphinxcontrib_c4.model.kinds import Kind, Mode, Shape
from sphinxcontrib_c4.model.names import lineage, system_of
from sphinxcontrib_c4.model.perspectives import Perspective, Properties, WorkspaceSettings

LANDSCAPE_TITLE = "System landscape"
"""The title of a landscape that has no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The location of the code of an element, or of the evidence for a flow."""

    repo: str = ""
    path: str = ""
    line: int | None = None

    @property
    def file(self) -> str:
        """The path within the repository, with the line: ``app/tasks.py:96``; or ``""``."""
        return f"{self.path}:{self.line}" if self.path and self.line else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The origin of a flow that was not written by hand."""

    derived_from: str = ""
    contract_kind: str = ""
    contract_key: str = ""
    source: Source = Source()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A rule of the analysis whose findings about an element or flow are accepted, and why."""

    rule: str
    reason: str
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A person, software system, container or component.

    ``parent`` is the full name of the system of a container, or of the container of a component.
    ``external`` states that another organisation owns the element. External systems with the same ``group`` may
    be folded into one box; a group of containers or components is drawn as a frame. ``api_container`` is the full
    name of the container at which flows that name only the system end. ``role`` is ``""``, ``infrastructure``,
    ``gateway``, ``store`` or ``broker``.
    ``shared`` states that the landscape declares the system to be shared by all. ``properties`` are names and values
    of the author's choice, without a meaning for this package. Only an element of a workspace has ``perspectives``.
    """

    name: str
    title: str
    kind: Kind
    position: Position
    parent: str = ""
    external: bool = False
    shape: Shape = Shape.BOX
    technology: str = ""
    description: str = ""
    repo: str = ""
    url: str = ""
    owner: str = ""
    source: Source | None = None
    group: str = ""
    api_container: str = ""
    role: str = ""
    shared: bool = False
    hidden: bool = False
    tags: tuple[str, ...] = ()
    properties: Properties = ()
    perspectives: tuple[Perspective, ...] = ()
    suppressions: tuple[Suppression, ...] = ()

    @property
    def ref(self) -> str:
        """A reference to the element that stays valid when lines move."""
        return f"element {self.name}"

    @property
    def code(self) -> tuple[str, ...]:
        """The location of its code: the file and the address of the repository, as far as they are in the model."""
        file, repo = (self.source.file, self.source.repo) if self.source else ("", "")
        return tuple(text for text in (file, self.repo or repo) if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A relationship along which data moves from ``source`` to ``target``.

    ``initiator`` is the full name of the end that starts it (the caller, consumer or puller) and
    therefore depends on the opposite end; the default is ``source``. ``access`` to a store or queue is
    ``read``, ``write`` or ``both``; consumers read a queue. ``topic`` distinguishes the flows of a broker.
    ``in_cycle`` is ``keep`` if the flow should be the last of a cycle to be cut, ``cut`` if the first.
    ``has_default_mode`` states that the mode is the default of the format, not a statement of the author.
    Only a flow of a workspace has a ``url`` and ``perspectives``.
    """

    name: str
    source: str
    target: str
    label: str
    position: Position
    mode: Mode = Mode.UNKNOWN
    protocol: str = ""
    data: str = ""
    trigger: str = ""
    initiator: str = ""
    access: str = ""
    topic: str = ""
    in_cycle: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    properties: Properties = ()
    perspectives: tuple[Perspective, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    provenance: Provenance | None = None
    has_default_mode: bool = field(default=False, compare=False)

    @property
    def ref(self) -> str:
        """A reference to the flow that stays valid when lines move."""
        return f"flow {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a scenario, in the order in which it happens.

    ``number`` is the author's number if it differs from the place of the step: ``1.1`` for a part of step 1, or the
    number of another step that happens at the same time. A workspace states the ``flow`` that the step follows, by its
    full name, and whether it ``is_response`` along a relationship in the opposite direction. Its ``url`` and
    ``properties`` only serve the next export.
    """

    source: str
    target: str
    label: str
    position: Position
    mode: Mode = Mode.UNKNOWN
    protocol: str = ""
    number: str = ""
    flow: str = field(default="", compare=False)
    is_response: bool = field(default=False, compare=False)
    url: str = field(default="", compare=False)
    properties: Properties = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An ordered list of steps, drawn as a dynamic view; ``system`` is the system that it belongs to."""

    name: str
    title: str
    position: Position
    system: str = ""
    description: str = ""
    steps: tuple[Step, ...] = ()

    def step_ref(self, number: int) -> str:
        """Return a reference to a step, counted from 0, that stays valid when lines move."""
        return f"step {number} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestionSource:
    """A source from which a system pulls data on a schedule (``etl_sources`` in a file)."""

    title: str
    system: str
    position: Position
    transport: str = ""
    cadence: str = ""
    data: str = ""
    source_of_truth: str = ""
    fragile: bool = False
    source: Source | None = None
    suppressions: tuple[Suppression, ...] = ()

    @property
    def ref(self) -> str:
        """A reference to the source that stays valid when lines move."""
        return f"source {self.system} {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A candidate of a code graph that an author has rejected; ``evidence`` is the fingerprint of its evidence."""

    source: str
    target: str
    reason: str
    evidence: str
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file that a model was read from.

    ``path`` is relative to the folder of the model, ``digest`` the SHA-256 of its bytes in hex, and
    ``description`` the description of its primary system in ``meta``.
    """

    path: str
    digest: str
    title: str = ""
    description: str = ""
    primary_system: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The changes that a what-if makes to a model: flows that it leaves out, and flows that it makes asynchronous."""

    removed: tuple[Flow, ...] = ()
    asynchronous: tuple[Flow, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.removed or self.asynchronous)


@dataclass(frozen=True, kw_only=True)
class Model:
    """One landscape, composed of one or more files.

    ``elements`` maps full names to elements in the order of the landscape: people, then systems,
    each followed by its containers and their components. ``primary_system`` is the full name of the
    default subject of pages, or ``""``. ``analysis`` holds the settings of the analysis in
    ``landscape.yaml``, with full names. ``aliases`` maps alternative ids of people, systems and containers
    to their full names. ``rules`` are the declared rules about dependencies. ``code_graph`` holds the settings
    of the code graph, with full names, and ``rejections`` its candidates that authors have rejected.
    ``group_separator`` is the text between the titles in the path of a nested group, or ``""`` if groups do not
    nest. ``warnings`` are mistakes that do not make the model invalid. ``assumptions`` are the changes of a
    what-if, as flows of the original model. Only a workspace has a ``deployment`` and ``workspace_settings``.
    """

    name: str
    title: str
    description: str = ""
    primary_system: str = ""
    elements: Mapping[str, Element] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    ingestion: tuple[IngestionSource, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group_separator: str = ""
    deployment: Deployment = field(default_factory=Deployment)
    workspace_settings: WorkspaceSettings = field(default_factory=WorkspaceSettings)
    files: tuple[ModelFile, ...] = ()
    analysis: Mapping[str, Any] = field(default_factory=dict)
    code_graph: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[DeclaredRule, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()
    assumptions: Assumptions = Assumptions()

    def system_of(self, name: str) -> str:
        """Return the full name of the system or person that the element ``name`` belongs to."""
        return system_of(name)

    def title_beside(self, name: str, system: str) -> str:
        """Return the title of an element in a text about ``system``, with that of its own system if it is another."""
        title, own_system = self.elements[name].title, self.system_of(name)
        system_title = self.elements[own_system].title
        return title if own_system in (name, system) or system_title == title else f"{title} ({system_title})"

    def owner_of(self, name: str) -> str:
        """Return the owner of an element, or else of the nearest element that contains it, or ``""``."""
        return next((self.elements[part].owner for part in lineage(name) if self.elements[part].owner), "")

    def children(self, name: str) -> tuple[Element, ...]:
        """Return the elements directly inside the element ``name``, in the order of the model."""
        return self._children.get(name, ())

    @cached_property
    def _children(self) -> Mapping[str, tuple[Element, ...]]:
        children: dict[str, list[Element]] = {}
        for element in self.elements.values():
            children.setdefault(element.parent, []).append(element)
        return {name: tuple(elements) for name, elements in children.items()}

    def in_order(self, names: Set[str]) -> list[str]:
        """Return those of ``names`` that are elements, in the order of the model."""
        return sorted(names & self._ranks.keys(), key=self._ranks.__getitem__)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {name: rank for rank, name in enumerate(self.elements)}

    def flows_of(self, system: str) -> tuple[Flow, ...]:
        """Return the flows with an end at a system or person, or inside it, in the order of the model."""
        return self._flows_by_system.get(system, ())

    @cached_property
    def _flows_by_system(self) -> Mapping[str, tuple[Flow, ...]]:
        flows: dict[str, list[Flow]] = {}
        for flow in self.flows:
            for system in dict.fromkeys((system_of(flow.source), system_of(flow.target))):
                flows.setdefault(system, []).append(flow)
        return {system: tuple(members) for system, members in flows.items()}

    def scenarios_of(self, name: str) -> tuple[Scenario, ...]:
        """Return the scenarios in which an element or a part of it takes part, in the order of the model."""
        return self._scenarios_by_participant.get(name, ())

    @cached_property
    def _scenarios_by_participant(self) -> Mapping[str, tuple[Scenario, ...]]:
        scenarios: dict[str, list[Scenario]] = {}
        for scenario in self.scenarios:
            ends = dict.fromkeys(end for step in scenario.steps for end in (step.source, step.target))
            for name in dict.fromkeys(name for end in ends for name in lineage(end)):
                scenarios.setdefault(name, []).append(scenario)
        return {name: tuple(members) for name, members in scenarios.items()}

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields to pickle, without the indices, which are built on demand."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def titles(self) -> dict[str, str]:
        """Return full name -> title of all elements and scenarios."""
        return {s.name: s.title for s in self.scenarios} | {e.name: e.title for e in self.elements.values()}
