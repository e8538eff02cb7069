"""Candidate views: the content of a view before a selection is applied, and the definition of a kind of view.

A candidate view lists every line that its subject can have. Filtering, folding and merging come later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model, Step, lineage
from sphinxcontrib_c4.views.group_frames import group_frames
from sphinxcontrib_c4.views.view import Boundary, Label, ViewKind


class CandidateLine(NamedTuple):
    """One flow or step of a view.

    ``source`` and ``target`` name the boxes or boundaries at which the line ends, ``ends`` the elements
    in the model: the same ones, or elements inside them.
    """

    source: str
    target: str
    ends: tuple[str, str]
    mode: Mode
    label: Label
    tags: tuple[str, ...] = ()
    step: int | None = None
    number: str = ""

    def between(self, boxes: Mapping[str, str]) -> CandidateLine:
        """Return the line with its ends replaced by the ``boxes`` that represent them."""
        return self._replace(source=boxes.get(self.source, self.source), target=boxes.get(self.target, self.target))


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateView:
    """The complete content of a view.

    ``subject_elements`` are the boxes (and boundaries) that the view is about, ``always_shown`` the boxes
    that are shown even without lines; other boxes are shown if a line reaches them. ``boundaries`` lists
    parents before children, and ``parents`` maps a box to its boundary. ``folds`` states that external
    systems of one group may become one box.
    """

    kind: ViewKind
    subject: str
    title: str
    description: str = ""
    note: str = ""
    lines: tuple[CandidateLine, ...] = ()
    subject_elements: frozenset[str] = frozenset()
    always_shown: frozenset[str] = frozenset()
    boundaries: tuple[Boundary, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    folds: bool = False

    @property
    def subject_lineage(self) -> frozenset[str]:
        """The element that the view shows, and its ancestors; empty if a scenario or a landscape is shown."""
        is_element = self.kind in (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT)
        return frozenset(lineage(self.subject)) if is_element else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDefinition:
    """A kind of view: its names, its subjects, and the function that builds it.

    ``directive`` draws it in a document, ``noun`` describes a subject (``system with containers``), and
    ``title`` is a template for the title of the subject. ``subjects`` returns the full names of all subjects
    of a model, ``build`` the candidate view of one of them. ``empty_message`` explains a view without
    elements.
    """

    kind: ViewKind
    directive: str
    noun: str
    title: str
    subjects: Callable[[Model], tuple[str, ...]]
    build: Callable[[Model, str], CandidateView]
    empty_message: str


def flow_lines(
    flows: Iterable[Flow], boxes: Mapping[str, str], *, focus: Collection[str] | None = None
) -> tuple[CandidateLine, ...]:
    """Return the lines of ``flows``.

    A flow is left out if an end has no box, if neither box is in ``focus``, or if it runs inside one box.
    A flow from an element to itself is a loop.

    Args:
        flows: flows of the model.
        boxes: element name -> name of the box (or boundary) that represents the element.
        focus: the boxes that the view is about, or ``None`` if all lines are shown.
    """
    lines = (_flow_line(flow, boxes.get(flow.source, ""), boxes.get(flow.target, "")) for flow in flows)
    return tuple(line for line in lines if line and (focus is None or line.source in focus or line.target in focus))


def _flow_line(flow: Flow, source: str, target: str) -> CandidateLine | None:
    """Return the line of a flow between two boxes; None if one of them is ``""`` or the flow runs inside one."""
    if not source or not target or (source == target and _runs_inside(flow, source)):
        return None
    label = Label(text=flow.label, protocol=flow.protocol, flow=flow.name)
    return CandidateLine(source, target, (flow.source, flow.target), flow.mode, label, flow.tags)


def _runs_inside(flow: Flow, box: str) -> bool:
    return {flow.source, flow.target} != {box} and {flow.source, flow.target}.isdisjoint(lineage(box)[1:])


def step_lines(steps: Iterable[Step], boxes: Mapping[str, str]) -> tuple[CandidateLine, ...]:
    """Return the lines of ``steps``, numbered from 1; ``boxes`` must contain both ends of each step."""
    return tuple(
        CandidateLine(
            boxes[step.source],
            boxes[step.target],
            (step.source, step.target),
            step.mode,
            Label(text=step.label, protocol=step.protocol),
            step=place,
            number=step.number,
        )
        for place, step in enumerate(steps, 1)
    )


def boundary(element: Element, *, parent: str = "") -> Boundary:
    """Return the boundary of a system or container whose children are shown."""
    if element.kind is Kind.SYSTEM:
        subtitle = "Software system"
    else:
        subtitle = f"Container: {element.technology}" if element.technology else "Container"
    return Boundary(name=element.name, title=element.title, subtitle=subtitle, parent=parent)


def child_frames(model: Model, subject: str) -> tuple[dict[str, str], tuple[Boundary, ...]]:
    """Return the boundary around each child of ``subject``, its group or ``subject`` itself, and those of groups."""
    children = model.children(subject)
    parents = {child.name: subject for child in children}
    groups = {child.name: child.group for child in children if child.group}
    innermost, frames = group_frames(groups, separator=model.group_separator, parents=parents)
    return parents | innermost, frames


def parents_of_kind(model: Model, kind: Kind) -> tuple[str, ...]:
    """Return the full names of the elements of ``kind`` that have children, in the order of the model."""
    parents = {element.parent for element in model.elements.values()}
    return tuple(e.name for e in model.elements.values() if e.kind is kind and e.name in parents)
