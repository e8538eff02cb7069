"""Drawings of a change: views of both models at once, in which each part is marked that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinxcontrib_c4.changes.flow_matching import match_steps
from sphinxcontrib_c4.changes.model_changes import ChangeKind, ModelChanges, ScenarioChange
from sphinxcontrib_c4.model import Element, Kind, Model, Scenario, Step, count_noun, lineage
from sphinxcontrib_c4.views import (
    ChangeMark,
    InnerBoxes,
    Label,
    Relationship,
    View,
    ViewElement,
    ViewKind,
    subjects,
    view,
)

MAX_DRAWINGS = 8
"""The number of drawings of a change; further changes are only listed."""
_MAX_BOXES = 10
"""A view with more boxes is reduced to those that the change touches."""

_UNDRAWN_FIELDS = frozenset(
    {"api_container", "hidden", "owner", "properties", "repo", "role", "shared", "source", "suppressions"}
)
_UNDRAWN_FIELDS |= {"tags", "url", "perspectives"}
_MARKS = {ChangeKind.ADDED: ChangeMark.ADDED, ChangeKind.REMOVED: ChangeMark.REMOVED}


def changed_views(changes: ModelChanges) -> tuple[View, ...]:
    """Return a few views that together show all changes of elements, flows and scenarios, as far as possible.

    They show both models: what was removed stands beside what was added. The views with the most changes come first,
    then scenarios.
    """
    combined = _Combination(changes)
    views: list[View] = []
    missing = set(combined.marks) - combined.undrawn
    candidates = [(name, drawn) for name, drawn in combined.candidates() if _marked_parts(drawn)]
    while candidates and len(views) < MAX_DRAWINGS:
        name, best = max(candidates, key=lambda pair: (len(_marked_parts(pair[1]) & missing), -_rank(pair[1]), pair[0]))
        gained = _marked_parts(best) & missing
        if not gained:
            break
        missing -= gained
        candidates.remove((name, best))
        views.append(_reduced(best))
    scenarios = (combined.scenario_view(change) for change in changes.scenarios if _is_drawn(change))
    return (*views, *scenarios)[:MAX_DRAWINGS]


def _rank(drawn: View) -> int:
    """Return the place of a kind of view among equally good ones."""
    return (ViewKind.CONTAINER, ViewKind.COMPONENT, ViewKind.CONTEXT, ViewKind.LANDSCAPE).index(drawn.kind)


def _is_drawn(change: ScenarioChange) -> bool:
    return bool(change.steps) or change.kind in _MARKS


def _marked_parts(drawn: View) -> set[str]:
    """Return the references to marked elements and flows."""
    elements = {item.element.ref for item in drawn.elements if item.mark}
    labels = (label for line in drawn.relationships for label in line.labels)
    return elements | {f"flow {label.flow}" for label in labels if label.mark}


@dataclass
class _Combination:
    """Both models in one, and ``marks``: the mark of each element and flow that differs, by its reference.

    ``undrawn`` are elements that differ in fields only that no drawing shows.
    """

    changes: ModelChanges

    def __post_init__(self) -> None:
        changes = self.changes
        self.marks: dict[str, ChangeMark] = {}
        self.undrawn: set[str] = set()
        for change in changes.elements:
            ref = f"element {changes.new_name(change)}"
            self.marks[ref] = _MARKS.get(change.kind, ChangeMark.CHANGED)
            if change.kind is ChangeKind.CHANGED and _UNDRAWN_FIELDS.issuperset(field.name for field in change.fields):
                self.undrawn.add(ref)
        for flow_change in changes.flows:
            self.marks[flow_change.flow.ref] = _MARKS.get(flow_change.kind, ChangeMark.CHANGED)
        removed_flows = (change.flow for change in changes.flows if change.kind is ChangeKind.REMOVED)
        self.model = replace(
            changes.new,
            elements=_combined_elements(changes),
            flows=(*changes.new.flows, *removed_flows),
            scenarios=changes.new.scenarios,
        )

    def candidates(self) -> Iterator[tuple[str, View]]:
        """Yield name and view of all subjects that a change touches; a system with containers needs no context view."""
        names = set(self._touched())
        divided = set(subjects(self.model, ViewKind.CONTAINER))
        for kind in (ViewKind.CONTAINER, ViewKind.COMPONENT, ViewKind.CONTEXT, ViewKind.LANDSCAPE):
            for subject in subjects(self.model, kind):
                is_touched = subject in names and not (kind is ViewKind.CONTEXT and subject in divided)
                if kind is ViewKind.LANDSCAPE or is_touched:
                    drawn = self._marked(view(self.model, kind, subject))
                    yield drawn.name, drawn

    def _touched(self) -> Iterator[str]:
        """Yield the names of all elements that a change touches, and of the elements that contain them."""
        for change in self.changes.elements:
            yield from lineage(self.changes.new_name(change))
        for flow_change in self.changes.flows:
            for end in (flow_change.flow.source, flow_change.flow.target):
                yield from lineage(end)

    def _marked(self, drawn: View) -> View:
        elements = (replace(item, mark=self.marks.get(item.element.ref)) for item in drawn.elements)
        lines = (_marked_line(line, self.marks) for line in drawn.relationships)
        return replace(
            drawn,
            subject=f"changes-{drawn.subject}",
            title=f"Changes: {drawn.title}",
            description="",
            elements=tuple(elements),
            relationships=tuple(lines),
            labels_on_demand=False,
            unfolded=None,
        )

    # --- Scenarios ---

    def scenario_view(self, change: ScenarioChange) -> View:
        """Return the steps of both versions of a scenario, marked."""
        steps, marks = _combined_steps(change)
        scenario = replace(change.scenario, steps=steps)
        model = replace(self.model, scenarios=(*_others(self.model, scenario), scenario))
        drawn = self._marked(view(model, ViewKind.DYNAMIC, scenario.name))
        lines = (_with_mark(line, marks[(line.step or 1) - 1]) for line in drawn.relationships)
        has_removed = ChangeMark.REMOVED in marks and change.kind is not ChangeKind.REMOVED
        note = "Removed steps are counted, too." if has_removed else ""
        return replace(drawn, note=note, relationships=tuple(lines))


def _others(model: Model, scenario: Scenario) -> Iterator[Scenario]:
    return (other for other in model.scenarios if other.name != scenario.name)


def _combined_steps(change: ScenarioChange) -> tuple[tuple[Step, ...], list[ChangeMark | None]]:
    """Return the steps of both versions in reading order, and the mark of each."""
    before = change.before.steps if change.before else ()
    after = change.after.steps if change.after else ()
    changed = {step.number_after for step in change.steps if step.kind is ChangeKind.CHANGED}
    steps: list[Step] = []
    marks: list[ChangeMark | None] = []
    for old, new in match_steps(before, after):
        if new is None:
            steps.append(before[old or 0])
            marks.append(ChangeMark.REMOVED)
        else:
            steps.append(after[new])
            is_changed = ChangeMark.CHANGED if new + 1 in changed else None
            marks.append(ChangeMark.ADDED if old is None else is_changed)
    return tuple(steps), marks


def _with_mark(line: Relationship, mark: ChangeMark | None) -> Relationship:
    return replace(line, mark=mark, labels=tuple(replace(label, mark=mark) for label in line.labels))


def _marked_line(line: Relationship, marks: Mapping[str, ChangeMark]) -> Relationship:
    """Return a line with the mark that all its flows have, or as changed if they differ."""
    labels = tuple(replace(label, mark=marks.get(f"flow {label.flow}")) for label in line.labels)
    label_marks = {label.mark for label in labels}
    mark = label_marks.pop() if len(label_marks) == 1 else ChangeMark.CHANGED if label_marks else None
    return replace(line, labels=_sorted_labels(labels), mark=mark)


def _sorted_labels(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Return the labels, marked ones first: a line shows a few labels only."""
    marked = [label for label in labels if label.mark]
    rest = [label for label in labels if not label.mark]
    if marked and len(labels) > 3 and rest:
        rest = [Label(text=f"and {count_noun(len(rest), 'other flow')}")]
    return (*marked, *rest)


# --- Elements ---


def _combined_elements(changes: ModelChanges) -> dict[str, Element]:
    """Return the elements of the new model, each system followed by its parts, removed ones last."""
    aligned, new = changes.aligned.elements, changes.new.elements
    elements = [*new.values(), *(element for name, element in aligned.items() if name not in new)]
    children: dict[str, list[Element]] = {}
    for element in elements:
        parent = element.parent if element.parent in new or element.parent in aligned else ""
        children.setdefault(parent, []).append(element)
    tops = sorted(children.get("", ()), key=lambda element: element.kind is not Kind.PERSON)
    return {element.name: element for top in tops for element in _with_parts(top, children)}


def _with_parts(element: Element, children: Mapping[str, list[Element]]) -> Iterator[Element]:
    yield element
    for child in children.get(element.name, ()):
        yield from _with_parts(child, children)


# --- Reduction ---


def _reduced(drawn: View) -> View:
    """Return a view that is large without the boxes that the change does not touch."""
    if len(drawn.elements) <= _MAX_BOXES:
        return drawn
    names = {item.element.name for item in drawn.elements if item.mark}
    boxes = InnerBoxes(drawn)
    for line in drawn.relationships:
        if line.mark:
            names |= {boxes.of(line.source), boxes.of(line.target)}
    elements = tuple(item for item in drawn.elements if item.element.name in names)
    frames = set(_frames_in_use(drawn, elements))
    ends = names | frames
    left_out = len(drawn.elements) - len(elements)
    note = f"{count_noun(left_out, 'element')} without a change {'is' if left_out == 1 else 'are'} not drawn."
    return replace(
        drawn,
        note=note if left_out else drawn.note,
        elements=elements,
        boundaries=tuple(boundary for boundary in drawn.boundaries if boundary.name in frames),
        relationships=tuple(line for line in drawn.relationships if {line.source, line.target} <= ends),
    )


def _frames_in_use(drawn: View, elements: Iterable[ViewElement]) -> Iterator[str]:
    parents = {boundary.name: boundary.parent for boundary in drawn.boundaries}
    for item in elements:
        name = item.boundary
        while name in parents:
            yield name
            name = parents[name]
