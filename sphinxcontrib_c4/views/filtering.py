"""From a candidate to a view: leave out what is not wanted, fold groups, merge lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Kind, Mode, Model, lineage
from sphinxcontrib_c4.views.candidate_view import CandidateView, Line
from sphinxcontrib_c4.views.landscape_levels import (
    LandscapeLevel,
    choose_level,
    fold_neighbours,
    folded_names,
    folding_note,
    neighbourhood,
)
from sphinxcontrib_c4.views.selection import ResolvedSelection, Selection, resolve_selection
from sphinxcontrib_c4.views.view import Boundary, Direction, Label, Relationship, View, ViewElement, ViewKind

_MODES = tuple(Mode)
#: A landscape with more lines than this shows their labels on demand.
_MOST_LABELLED = 40


def apply_selection(model: Model, candidate: CandidateView, selection: Selection) -> View:
    """Return the view of ``candidate`` that ``selection`` asks for. Raises ``model.NameFault`` for unknown names."""
    elements, lines = _selected(model, candidate, resolve_selection(model, selection, candidate=candidate), selection)
    if candidate.folds and selection.fold_groups:
        elements, lines = _folded(elements, lines, placed=candidate.parents)
    view = _view(candidate, elements, lines, selection.direction)
    if candidate.kind is not ViewKind.LANDSCAPE:
        return view
    return _at_level(view, candidate, elements, lines, selection)


def _selected(
    model: Model, candidate: CandidateView, resolved: ResolvedSelection, selection: Selection
) -> tuple[dict[str, Element], list[Line]]:
    """Return the elements, in the order of the model, and the lines of ``candidate`` that are selected."""
    subject = candidate.subject_elements
    lines = [line for line in candidate.lines if resolved.keeps_line(line, subject_elements=subject)]
    names = {box for box in candidate.always_shown if resolved.keeps_box(box, subject_elements=subject)}
    names |= {box for line in lines for box in (line.source, line.target)}
    if resolved.focus:
        boxes = names & {name for focus in resolved.focus for name in lineage(focus)}
        names &= neighbourhood(lines, boxes, selection.depth)
        lines = [line for line in lines if line.source in names and line.target in names]
    return {name: element for name, element in model.elements.items() if name in names}, lines


def _view(
    candidate: CandidateView, elements: Mapping[str, Element], lines: Iterable[Line], direction: Direction
) -> View:
    parents = candidate.parents
    return View(
        kind=candidate.kind,
        subject=candidate.subject,
        title=candidate.title,
        description=candidate.description,
        note=candidate.note,
        elements=tuple(ViewElement(element=e, boundary=parents.get(e.name, "")) for e in elements.values()),
        boundaries=_in_use(candidate.boundaries, {parents.get(name, "") for name in elements}),
        relationships=_merged(lines, {name: rank for rank, name in enumerate(elements)}),
        direction=direction,
    )


def _at_level(
    whole: View, candidate: CandidateView, elements: Mapping[str, Element], lines: Sequence[Line], selection: Selection
) -> View:
    """Return the landscape ``whole`` at the level of ``selection``, its labels on demand if it has many lines."""
    level = selection.level
    if level is LandscapeLevel.AUTO:
        level = choose_level(elements, lines)
    names = folded_names(elements, lines, level)
    view = whole
    if names:
        folded_elements, folded_lines = fold_neighbours(elements, lines, names)
        view = _view(candidate, folded_elements, folded_lines, selection.direction)
        view = replace(view, note=folding_note(elements, names), unfolded=whole)
    many = len(view.relationships) > _MOST_LABELLED
    return replace(view, labels_on_demand=selection.labels_on_demand and many)


def _folded(
    elements: Mapping[str, Element], lines: Iterable[Line], *, placed: Collection[str]
) -> tuple[dict[str, Element], list[Line]]:
    """Elements and lines with one box for each group of external systems that can be folded.

    A member is joined to one box at most, and never to another of its group, so that no flow is lost
    inside the fold. What an author has placed in a boundary stays there.
    """
    lines = list(lines)
    groups = _foldable_groups(elements, lines, placed=placed)
    boxes = {name: f"group:{title}" for title, members in groups.items() for name in members}
    folded: dict[str, Element] = {}
    for name, element in elements.items():
        box = boxes.get(name, name)
        if box not in folded:
            folded[box] = element if box == name else _group_element(box, [elements[m] for m in groups[element.group]])
    return folded, [
        line._replace(source=boxes.get(line.source, line.source), target=boxes.get(line.target, line.target))
        for line in lines
    ]


def _foldable_groups(
    elements: Mapping[str, Element], lines: Iterable[Line], *, placed: Collection[str]
) -> dict[str, list[str]]:
    """The groups that have two members or more that can be folded: title to names, in model order."""
    groups = {
        name: element.group
        for name, element in elements.items()
        if element.external and element.group and element.kind is Kind.SYSTEM and name not in placed
    }
    joined: dict[str, set[str]] = {name: set() for name in groups}
    for line in lines:
        for box, other in ((line.source, line.target), (line.target, line.source)):
            if box in joined:
                joined[box].add(other)
    members: dict[str, list[str]] = {}
    for name, title in groups.items():
        if len(joined[name]) <= 1 and all(groups.get(other) != title for other in joined[name]):
            members.setdefault(title, []).append(name)
    return {title: names for title, names in members.items() if len(names) > 1}


def _group_element(name: str, members: Sequence[Element]) -> Element:
    """One external system that stands for ``members``, all of one group."""
    return Element(
        name=name,
        title=members[0].group,
        kind=Kind.SYSTEM,
        position=members[0].position,
        external=True,
        technology=f"{len(members)} systems",
        description=", ".join(member.title for member in members),
        group=members[0].group,
    )


def _merged(lines: Iterable[Line], ranks: Mapping[str, int]) -> tuple[Relationship, ...]:
    """One relationship for each ordered pair of boxes and mode, or for each step.

    They come by the ranks of their ends (steps by their number), so that the order of the flows in
    the model changes only the order of labels. Labels that say the same are one.
    """
    merged: dict[tuple[int, int, int, int], list[Line]] = {}
    for line in lines:
        key = (line.step or 0, ranks[line.source], ranks[line.target], _MODES.index(line.mode))
        merged.setdefault(key, []).append(line)
    return tuple(_relationship(merged[key]) for key in sorted(merged))


def _relationship(lines: Sequence[Line]) -> Relationship:
    """One relationship for ``lines``, which share their boxes, their mode and their step."""
    labels: dict[tuple[str, str], Label] = {}
    for line in lines:
        labels.setdefault((line.label.text, line.label.protocol), line.label)
    first = lines[0]
    return Relationship(
        source=first.source, target=first.target, mode=first.mode, labels=tuple(labels.values()), step=first.step
    )


def _in_use(boundaries: Iterable[Boundary], names: Collection[str]) -> tuple[Boundary, ...]:
    """The boundaries that hold something, directly or through another one."""
    parents = {boundary.name: boundary.parent for boundary in boundaries}
    used = set()
    for name in names:
        while name in parents:
            used.add(name)
            name = parents[name]
    return tuple(boundary for boundary in boundaries if boundary.name in used)
