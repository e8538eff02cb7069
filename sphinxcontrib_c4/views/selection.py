"""A selection: what an author leaves out of a view, or keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.model import (
    Mode,
    Model,
    NameFault,
    UnknownName,
    lineage,
    listed,
    nearest,
    quoted,
    resolve,
    suggestion,
)
from sphinxcontrib_c4.views.candidate_view import CandidateView, Line
from sphinxcontrib_c4.views.landscape_levels import LandscapeLevel
from sphinxcontrib_c4.views.view import Direction

_TAG = "tag:"
_MOST_TAGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a view is wanted. The default is all of it.

    Entries of ``include`` and ``exclude`` are names of elements, full or short, or ``tag:NAME``.

    ``exclude`` takes away elements, with all that is inside them and all their flows, and the flows
    that bear an excluded tag. The subject itself stays when a tag would take it; its name is refused.

    ``include`` keeps, of what is around the subject, just the elements that are named or bear a tag
    that is named; the subject and what is inside it always stay. In a landscape, which has nothing
    around it, just the named elements stay; in a dynamic view the elements of the scenario's own
    system always do. Naming a container keeps the system that stands for it, and the other way
    round. A tag that no element bears is meant for flows: just the flows that bear such a tag stay.
    The steps of a scenario bear no tags, and tags of flows leave them alone.

    ``modes`` keeps just the flows of these modes. What stands around the subject and has lost all its
    flows to a filter goes away. Steps keep their numbers.

    ``fold_groups`` draws external systems of one group as one box, in context and landscape views.

    ``level`` is how much of the surroundings of the own systems a landscape shows. ``focus`` names elements of a
    landscape: only those and what at most ``depth`` lines join to them are shown.
    ``labels_on_demand`` lets a landscape with more than 40 lines show its labels on demand.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    modes: frozenset[Mode] = frozenset(Mode)
    direction: Direction = Direction.AUTO
    fold_groups: bool = True
    level: LandscapeLevel = LandscapeLevel.ALL
    focus: tuple[str, ...] = ()
    depth: int = 1
    labels_on_demand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSelection:
    """A selection whose names are resolved: ``None`` keeps everything."""

    excluded: frozenset[str]
    excluded_tags: frozenset[str]
    included: frozenset[str] | None
    included_tags: frozenset[str] | None
    modes: frozenset[Mode]
    focus: frozenset[str]

    def keeps_box(self, box: str, *, subject_elements: Collection[str]) -> bool:
        """Whether the box may be shown; those in ``subject_elements`` need not be named to be kept."""
        if _is_within(box, self.excluded):
            return False
        if self.included is None or box in subject_elements:
            return True
        return _is_within(box, self.included) or any(_is_within(name, {box}) for name in self.included)

    def keeps_line(self, line: Line, *, subject_elements: Collection[str]) -> bool:
        """Whether ``line`` may be shown, and with it the boxes at its ends."""
        if line.mode not in self.modes or not self.excluded_tags.isdisjoint(line.tags):
            return False
        if self.included_tags is not None and line.step is None and self.included_tags.isdisjoint(line.tags):
            return False
        if any(_is_within(end, self.excluded) for end in line.ends):
            return False
        return all(self.keeps_box(box, subject_elements=subject_elements) for box in (line.source, line.target))


def resolve_selection(model: Model, selection: Selection, *, candidate: CandidateView) -> ResolvedSelection:
    """Resolve the names of ``selection``.

    Raises ``model.NameFault``, which tells of all names at once that are unknown or ambiguous, or
    that would exclude the subject itself.
    """
    names, tags = {element.name: element.title for element in model.elements.values()}, _tags(model)
    include, include_faults = _resolved(selection.include, names, tags)
    exclude, exclude_faults = _resolved(selection.exclude, names, tags)
    focus, focus_faults = _resolved(selection.focus, names, ())
    faults = [*include_faults, *exclude_faults, *focus_faults, *_subject_faults(exclude & candidate.wholes)]
    if faults:
        raise _together(faults)
    wanted, unwanted = _tagged(include), _tagged(exclude)
    named = include & model.elements.keys() | _bearers(model, wanted)
    flow_tags = wanted - {tag for element in model.elements.values() for tag in element.tags}
    return ResolvedSelection(
        excluded=exclude & model.elements.keys() | (_bearers(model, unwanted) - candidate.wholes),
        excluded_tags=unwanted,
        included=named or None,
        included_tags=flow_tags or None,
        modes=selection.modes,
        focus=focus,
    )


def _resolved(
    entries: Iterable[str], names: Mapping[str, str], tags: Collection[str]
) -> tuple[frozenset[str], list[NameFault]]:
    """What ``entries`` stand for, and a fault for each that stands for nothing; ``names`` come with their titles."""
    found, faults = set(), []
    for entry in entries:
        if entry.startswith(_TAG) and entry.removeprefix(_TAG) not in tags:
            faults.append(_unknown_tag(entry.removeprefix(_TAG), tags))
        elif entry.startswith(_TAG):
            found.add(entry)
        else:
            try:
                found.add(resolve(entry, names))
            except UnknownName:
                faults.append(UnknownName(entry, (_TAG + entry,) if entry in tags else nearest(entry, names)))
            except NameFault as fault:
                faults.append(fault)
    return frozenset(found), faults


def _unknown_tag(tag: str, tags: Collection[str]) -> NameFault:
    """That nothing bears ``tag``, with the tags that come closest, or else the first ones that there are."""
    near = nearest(tag, {known: known for known in sorted(tags)})
    others = f"; the tags are {listed(sorted(tags)[:_MOST_TAGS], 'and')}" if tags else "; the model has no tags"
    if len(tags) > _MOST_TAGS:
        others = f"; it has {len(tags)} tags, such as {listed(sorted(tags)[:_MOST_TAGS], 'and')}"
    advice = f"; {suggestion(f'{_TAG}{name}' for name in near)}" if near else others
    return NameFault(_TAG + tag, f"nothing in the model bears the tag {quoted(tag)}{advice}")


def _tags(model: Model) -> set[str]:
    elements = {tag for element in model.elements.values() for tag in element.tags}
    return elements | {tag for flow in model.flows for tag in flow.tags}


def _tagged(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(entry.removeprefix(_TAG) for entry in entries if entry.startswith(_TAG))


def _bearers(model: Model, tags: Collection[str]) -> frozenset[str]:
    return frozenset(e.name for e in model.elements.values() if not frozenset(tags).isdisjoint(e.tags))


def _subject_faults(names: Collection[str]) -> list[NameFault]:
    sentence = "is what the view shows, and cannot be excluded from it"
    return [NameFault(name, f"{quoted(name)} {sentence}") for name in sorted(names)]


def _together(faults: Sequence[NameFault]) -> NameFault:
    """One fault that tells of all ``faults``."""
    if len(faults) == 1:
        return faults[0]
    return NameFault(faults[0].name, "; ".join(dict.fromkeys(map(str, faults))))


def _is_within(name: str, holders: Collection[str]) -> bool:
    """Whether the element ``name``, or one that it is inside of, is in ``holders``."""
    return any(holder in holders for holder in lineage(name))
