"""Levels of a landscape: how much of the surroundings of the own systems one drawing holds.

A large landscape cannot be read if all of it is drawn. A level folds people and external systems: every own system
with folded neighbours gets one box with their number, which leads to the system's context view. Folding loses nothing,
because a view keeps the unfolded one for its text alternative.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from sphinxcontrib_c4.model import Element, Kind, count_noun
from sphinxcontrib_c4.views.candidate_view import CandidateLine

FOLDED = "folded:"
"""The prefix of the name of a box that stands for the folded neighbours of a system."""

_MAX_ELEMENTS = 30


class LandscapeLevel(StrEnum):
    """What a landscape shows; each level adds to the one before, and ``AUTO`` chooses by size."""

    AUTO = "auto"
    SYSTEMS = "systems"
    SHARED = "shared"
    PEOPLE = "people"
    ALL = "all"


def choose_level(elements: Mapping[str, Element], lines: Sequence[CandidateLine]) -> LandscapeLevel:
    """Return the highest level that shows at most 30 of ``elements``, or the lowest level."""
    for level in (LandscapeLevel.ALL, LandscapeLevel.PEOPLE, LandscapeLevel.SHARED):
        if len(elements) - len(folded_names(elements, lines, level)) <= _MAX_ELEMENTS:
            return level
    return LandscapeLevel.SYSTEMS


def folded_names(
    elements: Mapping[str, Element], lines: Sequence[CandidateLine], level: LandscapeLevel
) -> frozenset[str]:
    """Return the names of the people and external systems that ``level`` folds."""
    if level is LandscapeLevel.ALL:
        return frozenset()
    systems = _own_neighbours(elements, lines)
    is_drawn: Callable[[str], bool] = {
        LandscapeLevel.SYSTEMS: lambda name: False,
        LandscapeLevel.SHARED: lambda name: _is_shared(elements[name], systems[name]),
        LandscapeLevel.PEOPLE: lambda name: _is_person(elements[name]) or _is_shared(elements[name], systems[name]),
    }[level]
    return frozenset(name for name in systems if not is_drawn(name))


def fold_neighbours(
    elements: Mapping[str, Element], lines: Iterable[CandidateLine], names: Collection[str]
) -> tuple[dict[str, Element], list[CandidateLine]]:
    """Return ``elements`` and ``lines`` with the elements ``names`` folded, one box for each system that they join.

    A neighbour of several systems counts in the box of each. A line between two folded elements, or between a folded
    and a drawn neighbour, is not drawn.
    """
    lines = list(lines)
    members = _members(elements, lines, names)
    unfolded_elements = {name: element for name, element in elements.items() if name not in names}
    boxes = {FOLDED + system: _fold_element(elements[system], group) for system, group in members.items()}
    return unfolded_elements | boxes, [
        drawn_line for line in lines if (drawn_line := _fold_line(line, elements, names)) is not None
    ]


def folding_note(elements: Mapping[str, Element], names: Collection[str]) -> str:
    """Return a sentence that says what is folded: ``12 people and 22 external systems are folded …``."""
    counts = _counts([elements[name] for name in names])
    verb = "is" if len(names) == 1 else "are"
    return f"{' and '.join(counts)} {verb} folded into one box for each system; it leads to the system's context."


def neighbourhood(lines: Iterable[CandidateLine], names: Iterable[str], depth: int) -> frozenset[str]:
    """Return ``names`` and every element that at most ``depth`` lines join to one of them, in either direction."""
    pairs = [(line.source, line.target) for line in lines]
    names_in_reach, previous_count = frozenset(names), -1
    while depth > 0 and len(names_in_reach) > previous_count:
        depth, previous_count = depth - 1, len(names_in_reach)
        names_in_reach |= {end for pair in pairs if not names_in_reach.isdisjoint(pair) for end in pair}
    return names_in_reach


def _is_own(element: Element) -> bool:
    return element.kind is Kind.SYSTEM and not element.external


def _is_person(element: Element) -> bool:
    return element.kind is Kind.PERSON


def _is_shared(element: Element, systems: Collection[str]) -> bool:
    return not _is_person(element) and len(systems) > 1


def _own_neighbours(elements: Mapping[str, Element], lines: Iterable[CandidateLine]) -> dict[str, set[str]]:
    """Return the own systems that a line joins to each person and each external system."""
    systems: dict[str, set[str]] = {name: set() for name, element in elements.items() if not _is_own(element)}
    for line in lines:
        for name, neighbour in ((line.source, line.target), (line.target, line.source)):
            if name in systems and neighbour not in systems:
                systems[name].add(neighbour)
    return systems


def _members(
    elements: Mapping[str, Element], lines: Sequence[CandidateLine], names: Collection[str]
) -> dict[str, list[Element]]:
    """Return the folded elements that join each own system, in the order of ``elements``."""
    systems = _own_neighbours(elements, lines)
    members: dict[str, list[Element]] = {}
    for name in elements:
        for system in elements:
            if name in names and system in systems[name]:
                members.setdefault(system, []).append(elements[name])
    return members


def _fold_line(line: CandidateLine, elements: Mapping[str, Element], names: Collection[str]) -> CandidateLine | None:
    source, target = line.source in names, line.target in names
    if source == target:
        return None if source else line
    system = line.target if source else line.source
    if not _is_own(elements[system]):
        return None
    return line._replace(source=FOLDED + system) if source else line._replace(target=FOLDED + system)


def _fold_element(system: Element, members: Sequence[Element]) -> Element:
    """Return the box for the folded neighbours ``members`` of ``system``."""
    return Element(
        name=FOLDED + system.name,
        title=", ".join(_counts(members)),
        kind=Kind.SYSTEM,
        position=system.position,
        external=True,
        technology="folded",
        description=", ".join(member.title for member in members),
    )


def _counts(elements: Sequence[Element]) -> list[str]:
    """Return the number of people and that of external systems in words, without zeros."""
    people = sum(map(_is_person, elements))
    systems = len(elements) - people
    counts = [(people, count_noun(people, "person", "people")), (systems, count_noun(systems, "external system"))]
    return [words for number, words in counts if number]
