"""A selection: what an author leaves out of a view, or keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Mode, Model
from sphinxcontrib_c4.views.stage import Line, Stage, lineage
from sphinxcontrib_c4.views.view import Direction

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import NameFault

_TAG = "tag:"


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

    ``modes`` keeps just the flows of these modes. What stands around the subject and has lost all its
    flows to a filter goes away. Steps keep their numbers.

    ``fold_groups`` draws external systems of one group as one box, in context and landscape views.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    modes: frozenset[Mode] = frozenset(Mode)
    direction: Direction = Direction.AUTO
    fold_groups: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """A selection whose names are resolved: ``None`` keeps everything."""

    excluded: frozenset[str]
    excluded_tags: frozenset[str]
    included: frozenset[str] | None
    included_tags: frozenset[str] | None
    modes: frozenset[Mode]

    def keeps_box(self, box: str, *, fixed: Collection[str]) -> bool:
        """Whether the box may be shown; those in ``fixed`` need not be named to be kept."""
        if _is_within(box, self.excluded):
            return False
        if self.included is None or box in fixed:
            return True
        return _is_within(box, self.included) or any(_is_within(name, {box}) for name in self.included)

    def keeps_line(self, line: Line, *, fixed: Collection[str]) -> bool:
        """Whether ``line`` may be shown, and with it the boxes at its ends."""
        if line.mode not in self.modes or not self.excluded_tags.isdisjoint(line.tags):
            return False
        if self.included_tags is not None and self.included_tags.isdisjoint(line.tags):
            return False
        if any(_is_within(end, self.excluded) for end in line.ends):
            return False
        return all(self.keeps_box(box, fixed=fixed) for box in (line.source, line.target))


def sieve(model: Model, selection: Selection, *, stage: Stage) -> Sieve:
    """Resolve the names of ``selection``.

    Raises ``model.NameFault``, which tells of all names at once that are unknown or ambiguous, or
    that would exclude the subject itself.
    """
    faults: list[NameFault] = []
    include, include_tags = _read(model, selection.include, faults)
    exclude, exclude_tags = _read(model, selection.exclude, faults)
    subject = frozenset(lineage(model, stage.subject)) if stage.subject in model.elements else frozenset()
    faults += _subject_faults(exclude & subject)
    if faults:
        raise _together(faults)
    bearers = _bearers(model, include_tags)
    flow_tags = include_tags - {tag for name in bearers for tag in model.elements[name].tags}
    return Sieve(
        excluded=exclude | (_bearers(model, exclude_tags) - subject),
        excluded_tags=exclude_tags,
        included=include | bearers if include or bearers else None,
        included_tags=flow_tags or None,
        modes=selection.modes,
    )


def _read(
    model: Model, entries: tuple[str, ...], faults: list[NameFault]
) -> tuple[frozenset[str], frozenset[str]]:
    """The full names and the tags that ``entries`` mean; what they do not mean goes to ``faults``."""
    names: set[str] = set()
    tags: set[str] = set()
    if not entries:
        return frozenset(), frozenset()
    from sphinxcontrib_c4.model import NameFault, resolve

    for entry in entries:
        try:
            if entry.startswith(_TAG):
                tags.add(_known_tag(model, entry.removeprefix(_TAG).strip()))
            else:
                names.add(resolve(entry, model.elements))
        except NameFault as fault:
            faults.append(fault)
    return frozenset(names), frozenset(tags)


def _known_tag(model: Model, tag: str) -> str:
    known = {t for e in model.elements.values() for t in e.tags} | {t for f in model.flows for t in f.tags}
    if tag in known:
        return tag
    from difflib import get_close_matches

    from sphinxcontrib_c4.model import UnknownName

    raise UnknownName(_TAG + tag, tuple(_TAG + near for near in get_close_matches(tag, sorted(known))))


def _bearers(model: Model, tags: Collection[str]) -> frozenset[str]:
    return frozenset(e.name for e in model.elements.values() if not frozenset(tags).isdisjoint(e.tags))


def _subject_faults(names: Collection[str]) -> list[NameFault]:
    if not names:
        return []
    from sphinxcontrib_c4.model import NameFault

    return [NameFault(f"{name!r} is what the view shows: it cannot be excluded") for name in sorted(names)]


def _together(faults: list[NameFault]) -> NameFault:
    from sphinxcontrib_c4.model import NameFault

    return faults[0] if len(faults) == 1 else NameFault("; ".join(map(str, faults)))


def _is_within(name: str, holders: Collection[str]) -> bool:
    """Whether the element ``name``, or one that it is inside of, is in ``holders``."""
    while name not in holders:
        name, dot, _ = name.rpartition(".")
        if not dot:
            return False
    return True
