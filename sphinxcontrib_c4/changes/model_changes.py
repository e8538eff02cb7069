"""The changes between two models, as frozen values. Each list is sorted by the kinds of changes, then by full names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from sphinxcontrib_c4.changes.matching import own_id
from sphinxcontrib_c4.model import Element, Flow, IngestionSource, Model, Scenario, Step, system_of

PartT = TypeVar("PartT", Element, Flow, Step, Scenario, IngestionSource)


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
class PartChange(Generic[PartT]):
    """A part of the model that differs; ``before`` or ``after`` is None if only one of the models has it."""

    before: PartT | None
    after: PartT | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def part(self) -> PartT:
        """The part as it is now, or was."""
        part = self.before if self.after is None else self.after
        assert part is not None
        return part

    @property
    def kind(self) -> ChangeKind:
        """The kind of the change."""
        if self.before is None:
            return ChangeKind.ADDED
        if self.after is None:
            return ChangeKind.REMOVED
        return self._kind_between(self.before, self.after)

    def _kind_between(self, before: PartT, after: PartT) -> ChangeKind:
        """Return the kind of the change of a part that both models have."""
        return ChangeKind.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementChange(PartChange[Element]):
    """An element that differs; ``before`` has its old name. A renamed element may have other changes, too."""

    @property
    def element(self) -> Element:
        """The element as it is now, or was."""
        return self.part

    @property
    def name(self) -> str:
        """The full name now, or before the element was removed."""
        return self.element.name

    @property
    def old_name(self) -> str:
        """The full name before, or ``""``."""
        return self.before.name if self.before else ""

    def _kind_between(self, before: Element, after: Element) -> ChangeKind:
        if own_id(before.name) != own_id(after.name):
            return ChangeKind.RENAMED
        return ChangeKind.MOVED if any(field.name == "parent" for field in self.fields) else ChangeKind.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChange(PartChange[Flow]):
    """A flow that differs. The ends of ``before`` have their new names."""

    @property
    def flow(self) -> Flow:
        """The flow as it is now, or was."""
        return self.part


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange(PartChange[Step]):
    """A step that differs, with its number from 1 before and after, or 0; a moved step has no other change."""

    number_before: int = 0
    number_after: int = 0

    @property
    def step(self) -> Step:
        """The step as it is now, or was."""
        return self.part

    def _kind_between(self, before: Step, after: Step) -> ChangeKind:
        return ChangeKind.CHANGED if self.fields else ChangeKind.MOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioChange(PartChange[Scenario]):
    """A scenario that differs, with the steps that differ."""

    steps: tuple[StepChange, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is now, or was."""
        return self.part

    def _kind_between(self, before: Scenario, after: Scenario) -> ChangeKind:
        return ChangeKind.CHANGED if before.name == after.name else ChangeKind.RENAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestionChange(PartChange[IngestionSource]):
    """A source from which a system pulls data that differs."""

    @property
    def source(self) -> IngestionSource:
        """The source as it is now, or was."""
        return self.part


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
