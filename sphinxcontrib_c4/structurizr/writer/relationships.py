"""The relationships of an exported workspace.

Structurizr draws only relationships of its model. Where a view lifts a flow to the boxes that it shows, or a scenario
has a step without a flow, the workspace needs a derived relationship, which is marked as such for readers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sphinxcontrib_c4.model import Flow, Mode, Step
from sphinxcontrib_c4.structurizr.unique_names import UniqueNames
from sphinxcontrib_c4.structurizr.writer.ids import NUMBERED
from sphinxcontrib_c4.views import Label, Relationship

_MODES = {Mode.SYNC: "synchronous", Mode.ASYNC: "asynchronous", Mode.UNKNOWN: "unspecified"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRelationship:
    """A relationship of a workspace: that of a ``flow``, or a derived one.

    ``derived_from`` is the name of the lifted flow, or ``"step"``; ``linked_id`` is the id of the flow's own
    relationship. The ``description`` is unique among the relationships from ``source`` to ``target``.
    """

    id: str
    source: str
    target: str
    label: str
    description: str
    protocol: str
    mode: Mode
    flow: Flow | None = None
    derived_from: str = ""
    linked_id: str = ""


@dataclass(frozen=True, slots=True)
class ExportedStep:
    """The relationship that a step of a scenario follows, whether the step is a response along it, and its number."""

    relationship: ExportedRelationship
    is_response: bool
    number: str = ""


_NO_TARGETS: frozenset[str] = frozenset()


class RelationshipRegistry:
    """All relationships of a workspace; writing its views adds derived ones."""

    def __init__(self, flows: Iterable[Flow], *, first_id: int) -> None:
        """Add one relationship for each flow, with ids from ``first_id``."""
        self._next_id = first_id
        self._relationships: list[ExportedRelationship] = []
        self._by_ends: dict[tuple[str, str], list[ExportedRelationship]] = {}
        self._targets: dict[str, set[str]] = {}
        self._descriptions: defaultdict[tuple[str, str], UniqueNames] = defaultdict(lambda: UniqueNames(NUMBERED))
        self._by_flow: dict[str, ExportedRelationship] = {}
        for flow in flows:
            label = Label(text=flow.label, protocol=flow.protocol)
            relationship = self._add(flow.source, flow.target, label, flow.mode, flow)
            self._by_flow.setdefault(flow.name, relationship)

    @property
    def all(self) -> tuple[ExportedRelationship, ...]:
        """The relationships so far, in the order of their ids."""
        return tuple(self._relationships)

    def among(self, names: set[str]) -> list[ExportedRelationship]:
        """Return the relationships so far with both ends in ``names``, in the order of their ids.

        The smaller one of two sets is searched, since views may have few boxes and boxes many relationships.
        """
        pairs = ((source, target) for source in names for target in names & self._targets.get(source, _NO_TARGETS))
        relationships = [relationship for pair in pairs for relationship in self._by_ends[pair]]
        return sorted(relationships, key=lambda relationship: int(relationship.id))

    @property
    def flow_ids(self) -> dict[str, str]:
        """The id of the relationship of each flow, by the name of the flow."""
        return {name: relationship.id for name, relationship in self._by_flow.items()}

    def for_label(self, line: Relationship, label: Label) -> ExportedRelationship:
        """Return the relationship of one label of a line in a view; add a derived one if it does not exist."""
        of_flow = self._by_flow.get(label.flow)
        if of_flow is not None and (of_flow.source, of_flow.target) == (line.source, line.target):
            return of_flow
        for candidate in self._by_ends.get((line.source, line.target), ()):
            same_mode = (candidate.mode, candidate.protocol) == (line.mode, label.protocol)
            if same_mode and candidate.label == label.text:
                return candidate
        return self._add(
            line.source, line.target, label, line.mode, derived_from=label.flow or "step", linked_to=of_flow
        )

    def for_step(self, step: Step, line: Relationship, earlier: Iterable[ExportedStep]) -> ExportedStep:
        """Return the relationship that a ``step`` follows, whose ``line`` in the view comes after those of ``earlier``.

        This is the relationship of the flow that the step names, or the closest one that does not contradict the step.
        A step of unknown mode has the mode of its flow. Without such a relationship, a step back along an ``earlier``
        synchronous one is its response; any other step gets a derived relationship. Structurizr drops the second one of
        two steps with the same relationship and number, so parallel steps follow different ones.
        """
        number, label = line.step_number, line.labels[0] if line.labels else Label(text="")
        earlier = tuple(earlier)
        used_ids = {item.relationship.id for item in earlier if item.number == number}
        followed = self._followed(step, line)
        if followed is not None and followed.id not in used_ids:
            return ExportedStep(followed, is_response=step.is_response, number=number)
        compatible = [
            item
            for item in self._by_ends.get((line.source, line.target), ())
            if _fits(item, line, label) and item.id not in used_ids
        ]
        if compatible:
            closest = min(compatible, key=lambda item: _distance(item, line, label))
            return ExportedStep(closest, is_response=False, number=number)
        for item in earlier:
            request = item.relationship
            is_reverse = (request.source, request.target) == (line.target, line.source)
            waits = not item.is_response and request.mode is not Mode.ASYNC
            if is_reverse and waits and _fits(request, line, label) and request.id not in used_ids:
                return ExportedStep(request, is_response=True, number=number)
        relationship = self._add(line.source, line.target, label, line.mode, derived_from="step")
        return ExportedStep(relationship, is_response=False, number=number)

    def _followed(self, step: Step, line: Relationship) -> ExportedRelationship | None:
        """Return the relationship of the flow that a step names, or a derived one between the ends of its ``line``."""
        of_flow = self._by_flow.get(step.flow)
        if of_flow is None:
            return None
        ends = (line.target, line.source) if step.is_response else (line.source, line.target)
        if ends == (of_flow.source, of_flow.target):
            return of_flow
        for candidate in self._by_ends.get(ends, ()):
            if (candidate.linked_id, candidate.mode) == (of_flow.id, step.mode):
                return candidate
        label = Label(text=of_flow.label, protocol=step.protocol)
        return self._add(*ends, label, step.mode, derived_from=step.flow, linked_to=of_flow)

    def _add(
        self,
        source: str,
        target: str,
        label: Label,
        mode: Mode,
        flow: Flow | None = None,
        *,
        derived_from: str = "",
        linked_to: ExportedRelationship | None = None,
    ) -> ExportedRelationship:
        siblings = self._by_ends.setdefault((source, target), [])
        self._targets.setdefault(source, set()).add(target)
        relationship = ExportedRelationship(
            id=str(self._next_id),
            source=source,
            target=target,
            label=label.text,
            description=self._descriptions[source, target].add_unused(*_descriptions(label, mode)),
            protocol=label.protocol,
            mode=mode,
            flow=flow,
            derived_from=derived_from,
            linked_id=linked_to.id if linked_to else "",
        )
        self._next_id += 1
        self._relationships.append(relationship)
        siblings.append(relationship)
        return relationship


def _fits(relationship: ExportedRelationship, line: Relationship, label: Label) -> bool:
    """Return whether mode and protocol of a step do not contradict the relationship."""
    return line.mode in (relationship.mode, Mode.UNKNOWN) and label.protocol in (relationship.protocol, "")


def _distance(relationship: ExportedRelationship, line: Relationship, label: Label) -> tuple[bool, ...]:
    """Return a sort key that prefers the same label, then the same mode and protocol, then flows."""
    return (
        relationship.label != label.text,
        relationship.mode is not line.mode,
        relationship.protocol != label.protocol,
        bool(relationship.derived_from),
    )


def _descriptions(label: Label, mode: Mode) -> list[str]:
    """Return the label, and the label with protocol or mode, in case another relationship has the same one."""
    candidates = [label.text]
    if label.protocol:
        candidates.append(f"{label.text} ({label.protocol})".strip())
    candidates.append(f"{label.text} ({_MODES[mode]})".strip())
    return candidates
