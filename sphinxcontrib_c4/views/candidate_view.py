"""A candidate: what a kind of view shows of a subject before anything is left out, folded or merged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Step, lineage
from sphinxcontrib_c4.views.view import Boundary, Label, ViewKind


class Line(NamedTuple):
    """One flow or step as it runs in a view.

    ``source`` and ``target`` name the boxes that it is drawn between, ``ends`` the elements that the
    model names: those boxes, or something that they stand for.
    """

    source: str
    target: str
    ends: tuple[str, str]
    mode: Mode
    label: Label
    tags: tuple[str, ...] = ()
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateView:
    """All that a view may show.

    ``subject_elements`` names the boxes that the view is about; ``always_shown`` those that are shown even where no
    line reaches them. Other boxes are shown because a line reaches them. ``boundaries`` holds parents
    before children, and ``parents`` maps a box to the boundary that it stands in. ``folds`` says that
    external systems of one group may become one box.
    """

    kind: ViewKind
    subject: str
    title: str
    description: str = ""
    note: str = ""
    lines: tuple[Line, ...] = ()
    subject_elements: frozenset[str] = frozenset()
    always_shown: frozenset[str] = frozenset()
    boundaries: tuple[Boundary, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    folds: bool = False

    @property
    def wholes(self) -> frozenset[str]:
        """The element that the view is of and all that it is inside of; a scenario or landscape is none."""
        is_element = self.kind in (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT)
        return frozenset(lineage(self.subject)) if is_element else frozenset()


def flow_lines(
    flows: Iterable[Flow], boxes: Mapping[str, str], *, focus: Collection[str] | None = None
) -> tuple[Line, ...]:
    """The lines of ``flows``, where ``boxes`` maps elements to the boxes that stand for them.

    A flow is left out where an end has no box, where ``focus`` is given and neither box is in it, and
    where both ends share a box (it runs inside it), unless the model has it run from that very
    element to itself, or the box only stands in for an end that it is inside of.
    """
    lines = []
    for flow in flows:
        source, target = boxes.get(flow.source, ""), boxes.get(flow.target, "")
        if not source or not target or (source == target and _runs_inside(flow, source)):
            continue
        if focus is None or source in focus or target in focus:
            label = Label(text=flow.label, protocol=flow.protocol, flow=flow.name)
            lines.append(Line(source, target, (flow.source, flow.target), flow.mode, label, flow.tags))
    return tuple(lines)


def _runs_inside(flow: Flow, box: str) -> bool:
    return {flow.source, flow.target} != {box} and {flow.source, flow.target}.isdisjoint(lineage(box)[1:])


def step_lines(steps: Iterable[Step], boxes: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines of ``steps``, numbered from 1; every end has to have a box in ``boxes``."""
    return tuple(
        Line(
            boxes[step.source],
            boxes[step.target],
            (step.source, step.target),
            step.mode,
            Label(text=step.label, protocol=step.protocol),
            step=number,
        )
        for number, step in enumerate(steps, 1)
    )


def boundary(element: Element, *, parent: str = "") -> Boundary:
    """The frame that stands for a system or a container which is shown from inside."""
    if element.kind is Kind.SYSTEM:
        subtitle = "Software system"
    else:
        subtitle = f"Container: {element.technology}" if element.technology else "Container"
    return Boundary(name=element.name, title=element.title, subtitle=subtitle, parent=parent)
