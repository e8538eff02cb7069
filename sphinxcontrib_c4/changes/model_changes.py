"""The changes between two models, as frozen values. Each list is sorted by the kinds of changes, then by full names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sphinxcontrib_c4.changes.matching import own_id
from sphinxcontrib_c4.model import Element, Flow, IngestionSource, Model, Scenario, Step, system_of


class ChangeKind(StrEnum):
    """The kind of a change. A renamed element has a new id, a moved one a new parent."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """The change of one field; a value is ``""`` if the field was or is not set."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementChange:
    """An element that differs. ``before`` has its old name; ``before`` or ``after`` is None if it is only in one."""

    before: Element | None
    after: Element | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def element(self) -> Element:
        """The element as it is now, or was."""
        element = self.after or self.before
        assert element is not None
        return element

    @property
    def name(self) -> str:
        """The full name now, or before the element was removed."""
        return self.element.name

    @property
    def old_name(self) -> str:
        """The full name before, or ``""``."""
        return self.before.name if self.before else ""

    @property
    def kind(self) -> ChangeKind:
        """The kind of the change: a renamed element may have other changes, too."""
        if self.before is None:
            return ChangeKind.ADDED
        if self.after is None:
            return ChangeKind.REMOVED
        if own_id(self.before.name) != own_id(self.after.name):
            return ChangeKind.RENAMED
        return ChangeKind.MOVED if any(each.name == "parent" for each in self.fields) else ChangeKind.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChange:
    """A flow that differs. The ends of ``before`` have their new names."""

    before: Flow | None
    after: Flow | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def flow(self) -> Flow:
        """The flow as it is now, or was."""
        flow = self.after or self.before
        assert flow is not None
        return flow

    @property
    def kind(self) -> ChangeKind:
        """Whether the flow was added, removed or changed."""
        if self.before is None:
            return ChangeKind.ADDED
        return ChangeKind.CHANGED if self.after else ChangeKind.REMOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """A step that differs, with its number from 1 before and after, or 0."""

    before: Step | None
    after: Step | None
    number_before: int = 0
    number_after: int = 0
    fields: tuple[FieldChange, ...] = ()

    @property
    def step(self) -> Step:
        """The step as it is now, or was."""
        step = self.after or self.before
        assert step is not None
        return step

    @property
    def kind(self) -> ChangeKind:
        """Whether the step was added, removed, changed, or moved to another place without a change."""
        if self.before is None:
            return ChangeKind.ADDED
        if self.after is None:
            return ChangeKind.REMOVED
        return ChangeKind.CHANGED if self.fields else ChangeKind.MOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioChange:
    """A scenario that differs, with the steps that differ."""

    before: Scenario | None
    after: Scenario | None
    fields: tuple[FieldChange, ...] = ()
    steps: tuple[StepChange, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is now, or was."""
        scenario = self.after or self.before
        assert scenario is not None
        return scenario

    @property
    def kind(self) -> ChangeKind:
        """Whether the scenario was added, removed, renamed or changed."""
        if self.before is None:
            return ChangeKind.ADDED
        if self.after is None:
            return ChangeKind.REMOVED
        return ChangeKind.RENAMED if self.before.name != self.after.name else ChangeKind.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestionChange:
    """A source from which a system pulls data that differs."""

    before: IngestionSource | None
    after: IngestionSource | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def source(self) -> IngestionSource:
        """The source as it is now, or was."""
        source = self.after or self.before
        assert source is not None
        return source

    @property
    def kind(self) -> ChangeKind:
        """Whether the source was added, removed or changed."""
        if self.before is None:
            return ChangeKind.ADDED
        return ChangeKind.CHANGED if self.after else ChangeKind.REMOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChanges:
    """All changes from the model ``old`` to the model ``new``.

    ``aligned`` is ``old`` with the names that its elements, flows and scenarios have in ``new``, and ``names`` maps
    the full names of elements in ``old`` to those in ``aligned``. ``settings`` are changes of the landscape itself:
    its title, its groups and the settings of the analysis.
    """

    old: Model
    new: Model
    aligned: Model
    names: dict[str, str]
    settings: tuple[FieldChange, ...] = ()
    elements: tuple[ElementChange, ...] = ()
    flows: tuple[FlowChange, ...] = ()
    scenarios: tuple[ScenarioChange, ...] = ()
    ingestion: tuple[IngestionChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both models mean the same."""
        return not (self.settings or self.elements or self.flows or self.scenarios or self.ingestion)

    def about(self, system: str) -> ModelChanges:
        """Return the changes that involve ``system``, a full name in the new model."""
        return replace(
            self,
            settings=(),
            elements=tuple(c for c in self.elements if system_of(self.new_name(c)) == system),
            flows=tuple(c for c in self.flows if system in map(system_of, (c.flow.source, c.flow.target))),
            scenarios=tuple(c for c in self.scenarios if system in _systems_of_scenario(c.scenario)),
            ingestion=tuple(c for c in self.ingestion if c.source.system == system),
        )

    def new_name(self, change: ElementChange) -> str:
        """Return the full name of an element in the names of the new model, even if it was removed."""
        return change.name if change.after else self.names[change.name]

    def counts(self) -> Iterator[tuple[str, ChangeKind, int]]:
        """Yield noun, kind and number of the changes, without zeros."""
        for noun, changes in (
            ("element", self.elements),
            ("flow", self.flows),
            ("scenario", self.scenarios),
            ("ingestion source", self.ingestion),
        ):
            kinds = [change.kind for change in changes]
            yield from ((noun, kind, kinds.count(kind)) for kind in ChangeKind if kind in kinds)
        if self.settings:
            yield "setting", ChangeKind.CHANGED, len(self.settings)


def _systems_of_scenario(scenario: Scenario) -> set[str]:
    ends = {system_of(end) for step in scenario.steps for end in (step.source, step.target)}
    return {scenario.system, *ends}
