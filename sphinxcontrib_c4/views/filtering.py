"""Filtering: from a candidate view to a view. Apply the selection, fold groups and neighbours, merge lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Kind, Mode, Model, lineage
from sphinxcontrib_c4.views.candidate_view import CandidateLine, CandidateView
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
_ID_LIKE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
#: A landscape with more lines than this shows their labels on demand.
_MAX_LABELLED = 40


def apply_selection(model: Model, candidate: CandidateView, selection: Selection) -> View:
    """Return the view of ``candidate`` with the content that ``selection`` selects.

    Raises:
        NameLookupError: ``selection`` names elements or tags that do not exist.
    """
    names, lines = _select(candidate, resolve_selection(model, selection, candidate=candidate), selection.depth)
    elements = {name: model.elements[name] for name in model.in_order(names)}
    if candidate.folds and selection.fold_groups:
        elements, lines = _fold_groups(elements, lines, fixed_names=candidate.parents)
    view = _view(model, candidate, elements, lines, selection.direction)
    if candidate.kind is not ViewKind.LANDSCAPE:
        return view
    return _at_level(model, view, candidate, elements, lines, selection)


def _view(
    model: Model,
    candidate: CandidateView,
    elements: Mapping[str, Element],
    lines: Iterable[CandidateLine],
    direction: Direction,
) -> View:
    return View(
        kind=candidate.kind,
        subject=candidate.subject,
        title=candidate.title,
        description=candidate.description,
        note=candidate.note,
        elements=tuple(ViewElement(element=e, boundary=candidate.parents.get(e.name, "")) for e in elements.values()),
        boundaries=_boundaries_in_use(candidate, elements),
        relationships=_merge_lines(lines, _ranks(model, elements, candidate.boundaries)),
        direction=direction,
    )


def _at_level(
    model: Model,
    complete: View,
    candidate: CandidateView,
    elements: Mapping[str, Element],
    lines: Sequence[CandidateLine],
    selection: Selection,
) -> View:
    """Return the landscape ``complete`` at the level of ``selection``, with labels on demand if it has many lines."""
    level = selection.level
    if level is LandscapeLevel.AUTO:
        level = choose_level(elements, lines)
    names = folded_names(elements, lines, level)
    view = complete
    if names:
        folded_elements, folded_lines = fold_neighbours(elements, lines, names)
        view = _view(model, candidate, folded_elements, folded_lines, selection.direction)
        view = replace(view, note=folding_note(elements, names), unfolded=complete)
    many = len(view.relationships) > _MAX_LABELLED
    return replace(view, labels_on_demand=selection.labels_on_demand and many)


def _ranks(model: Model, elements: Mapping[str, Element], boundaries: Iterable[Boundary]) -> dict[str, int]:
    """Return the order of the ends of lines: that of the model, in which boundaries of elements have a place too."""
    frames = {boundary.name for boundary in boundaries} & model.elements.keys()
    ends = model.in_order(elements.keys() | frames) if frames else list(elements)
    return {name: rank for rank, name in enumerate(ends)}


# --- Selection ---


def _select(candidate: CandidateView, selection: ResolvedSelection, depth: int) -> tuple[set[str], list[CandidateLine]]:
    """Return the names of the boxes, and the lines, of ``candidate`` that are selected."""
    subject = selection.always_kept(candidate)
    lines = [line for line in candidate.lines if selection.keeps_line(line, subject_elements=subject)]
    boxes = {box for box in candidate.always_shown if selection.keeps_box(box, subject_elements=subject)}
    names, lines = _drop_unsupported(candidate, boxes, lines)
    if selection.focus:
        focus = names & {name for element in selection.focus for name in lineage(element)}
        names &= neighbourhood(lines, focus, depth)
        lines = [line for line in lines if line.source in names and line.target in names]
    return names, lines


def _drop_unsupported(
    candidate: CandidateView, boxes: set[str], lines: list[CandidateLine]
) -> tuple[set[str], list[CandidateLine]]:
    """Return all boxes, and the lines whose ends exist: a boundary exists if there is a box inside."""
    frames = {boundary.name for boundary in candidate.boundaries}
    while True:
        names = boxes | ({end for line in lines for end in (line.source, line.target)} - frames)
        frames_in_use = {boundary.name for boundary in _boundaries_in_use(candidate, names)}
        supported_lines = [line for line in lines if {line.source, line.target} & frames <= frames_in_use]
        if len(supported_lines) == len(lines):
            return names, lines
        lines = supported_lines


def _boundaries_in_use(candidate: CandidateView, boxes: Iterable[str]) -> tuple[Boundary, ...]:
    """Return the boundaries that contain one of ``boxes``, directly or in another boundary."""
    parents = {boundary.name: boundary.parent for boundary in candidate.boundaries}
    names_in_use = set()
    for box in boxes:
        name = candidate.parents.get(box, "")
        while name in parents:
            names_in_use.add(name)
            name = parents[name]
    return tuple(boundary for boundary in candidate.boundaries if boundary.name in names_in_use)


# --- Groups ---


def _fold_groups(
    elements: Mapping[str, Element], lines: Iterable[CandidateLine], *, fixed_names: Collection[str]
) -> tuple[dict[str, Element], list[CandidateLine]]:
    """Return elements and lines with one box for each group of external systems that can be folded.

    A member is connected to one box at most, and never to another member, so that no flow is lost inside
    the folded group. The elements of ``fixed_names`` are never folded: the author has put them in a boundary.
    """
    lines = list(lines)
    groups = _foldable_groups(elements, lines, fixed_names=fixed_names)
    boxes = {name: f"group:{title}" for title, members in groups.items() for name in members}
    results: dict[str, Element] = {}
    for name, element in elements.items():
        box = boxes.get(name, name)
        if box not in results:
            results[box] = element if box == name else _group_element(box, [elements[m] for m in groups[element.group]])
    return results, [line.between(boxes) for line in lines]


def _foldable_groups(
    elements: Mapping[str, Element], lines: Iterable[CandidateLine], *, fixed_names: Collection[str]
) -> dict[str, list[str]]:
    """Return the groups with at least two members that can be folded: title -> names, in the order of the model."""
    groups = {
        name: element.group
        for name, element in elements.items()
        if element.external and element.group and element.kind is Kind.SYSTEM and name not in fixed_names
    }
    neighbours = _neighbours(groups, lines)
    members: dict[str, list[str]] = {}
    for name, title in groups.items():
        if len(neighbours[name]) <= 1 and all(groups.get(neighbour) != title for neighbour in neighbours[name]):
            members.setdefault(title, []).append(name)
    return {title: names for title, names in members.items() if len(names) > 1}


def _neighbours(names: Iterable[str], lines: Iterable[CandidateLine]) -> dict[str, set[str]]:
    """Return name -> the boxes that lines connect it with, for each of ``names``."""
    neighbours: dict[str, set[str]] = {name: set() for name in names}
    for line in lines:
        for box, neighbour in ((line.source, line.target), (line.target, line.source)):
            if box in neighbours:
                neighbours[box].add(neighbour)
    return neighbours


def _group_element(name: str, members: Sequence[Element]) -> Element:
    """Return one external system that represents ``members``, all of one group."""
    return Element(
        name=name,
        title=_readable_title(members[0].group),
        kind=Kind.SYSTEM,
        position=members[0].position,
        external=True,
        technology=f"{len(members)} systems",
        description=", ".join(member.title for member in members),
        group=members[0].group,
    )


def _readable_title(group: str) -> str:
    """Return the title of a group; one that is written like an id, such as ``mail-services``, becomes words."""
    return re.sub("[-_]", " ", group).capitalize() if _ID_LIKE.fullmatch(group) else group


# --- Lines ---


def _merge_lines(lines: Iterable[CandidateLine], ranks: Mapping[str, int]) -> tuple[Relationship, ...]:
    """Return one relationship for each ordered pair of ends and mode, or for each step.

    They are sorted by the ranks of their ends (steps by number), so that the order of the flows in the
    model affects only the order of labels. Equal labels are merged.
    """
    lines_by_key: dict[tuple[int, int, int, int], list[CandidateLine]] = {}
    for line in lines:
        key = (line.step or 0, ranks[line.source], ranks[line.target], _MODES.index(line.mode))
        lines_by_key.setdefault(key, []).append(line)
    return tuple(_relationship(lines_by_key[key]) for key in sorted(lines_by_key))


def _relationship(lines: Sequence[CandidateLine]) -> Relationship:
    """Return one relationship for ``lines``, which have the same ends, mode and step."""
    labels: dict[tuple[str, str], Label] = {}
    for line in lines:
        labels.setdefault((line.label.text, line.label.protocol), line.label)
    first = lines[0]
    return Relationship(
        source=first.source,
        target=first.target,
        mode=first.mode,
        labels=tuple(labels.values()),
        step=first.step,
        number=first.number,
    )
