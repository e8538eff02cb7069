"""Selections: the elements, tags and modes by which an author filters a view."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.model import (
    Mode,
    Model,
    NameLookupError,
    UnknownNameError,
    lineage,
    listed,
    nearest,
    quoted,
    resolve,
    suggestion,
)
from sphinxcontrib_c4.views.candidate_view import CandidateLine, CandidateView
from sphinxcontrib_c4.views.landscape_levels import LandscapeLevel
from sphinxcontrib_c4.views.view import Direction, ViewKind

_TAG = "tag:"
_MAX_TAGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The filters of a view. The default keeps everything.

    Entries of ``include`` and ``exclude`` are full or short names of elements, or ``tag:NAME``.

    ``exclude`` removes elements with their descendants and flows, and flows that have an excluded tag.
    A tag never removes the subject; excluding the subject by name is an error.

    ``include`` keeps, of the elements around the subject, only those that are named or have a named tag;
    the subject always stays. Its descendants stay as well, unless some of them are named or have a named
    tag: then only these stay in a container or component view. A landscape, which has no subject inside it, keeps only
    the named elements; a dynamic view always keeps the elements of the scenario's own system. Naming a
    container keeps the system that represents it, and vice versa. A tag that no element has applies to
    flows: only flows with such a tag stay. Steps of a scenario have no tags, so tags of flows do not
    affect them.

    ``modes`` keeps only flows of these modes. An element around the subject is removed with its last flow.
    Steps keep their numbers.

    ``fold_groups`` draws external systems of one group as one box, in context and landscape views.

    ``level`` sets how many neighbours of the own systems a landscape shows. ``focus`` names elements of a
    landscape: only they and the elements within ``depth`` lines are shown. ``labels_on_demand`` hides the
    labels of a landscape with more than 40 lines until a reader asks for them.
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
    """A selection with full names; ``None`` keeps everything."""

    excluded: frozenset[str] = frozenset()
    excluded_tags: frozenset[str] = frozenset()
    included: frozenset[str] | None = None
    included_tags: frozenset[str] | None = None
    modes: frozenset[Mode]
    focus: frozenset[str] = frozenset()

    def keeps_box(self, box: str, *, subject_elements: Collection[str]) -> bool:
        """Return whether the box is kept; ``subject_elements`` are kept even if they are not included."""
        if _is_within(box, self.excluded):
            return False
        if self.included is None or box in subject_elements:
            return True
        return _is_within(box, self.included) or any(_is_within(name, {box}) for name in self.included)

    def always_kept(self, candidate: CandidateView) -> frozenset[str]:
        """Return the boxes that stay even if they are not included: those of the subject, or the subject only."""
        subject, names = candidate.subject_elements, self.included or frozenset()
        if candidate.kind not in (ViewKind.CONTAINER, ViewKind.COMPONENT):
            return subject
        parts = subject - {candidate.subject}
        narrows = any(_is_within(name, parts) for name in names)
        return subject - parts if narrows else subject

    def keeps_line(self, line: CandidateLine, *, subject_elements: Collection[str]) -> bool:
        """Return whether ``line`` is kept, and with it the boxes at its ends."""
        if line.mode not in self.modes or not self.excluded_tags.isdisjoint(line.tags):
            return False
        if self.included_tags is not None and line.step is None and self.included_tags.isdisjoint(line.tags):
            return False
        if any(_is_within(end, self.excluded) for end in line.ends):
            return False
        return all(self.keeps_box(box, subject_elements=subject_elements) for box in (line.source, line.target))


def resolve_selection(model: Model, selection: Selection, *, candidate: CandidateView) -> ResolvedSelection:
    """Resolve the names of ``selection``.

    Raises:
        NameLookupError: names are unknown or ambiguous, or exclude the subject; the message lists all of them.
    """
    if not (selection.include or selection.exclude or selection.focus):
        return ResolvedSelection(modes=selection.modes)
    names, tags = {element.name: element.title for element in model.elements.values()}, _tags(model)
    include, include_errors = _resolve_entries(selection.include, names, tags)
    exclude, exclude_errors = _resolve_entries(selection.exclude, names, tags)
    focus, focus_errors = _resolve_entries(selection.focus, names, ())
    errors = [*include_errors, *exclude_errors, *focus_errors, *_subject_errors(exclude & candidate.subject_lineage)]
    if errors:
        raise _combine(errors)
    included_tags, excluded_tags = _tag_names(include), _tag_names(exclude)
    names_included = include & model.elements.keys() | _tagged_elements(model, included_tags)
    flow_tags = included_tags - {tag for element in model.elements.values() for tag in element.tags}
    return ResolvedSelection(
        excluded=exclude & model.elements.keys() | (_tagged_elements(model, excluded_tags) - candidate.subject_lineage),
        excluded_tags=excluded_tags,
        included=names_included or None,
        included_tags=flow_tags or None,
        modes=selection.modes,
        focus=focus,
    )


def _resolve_entries(
    entries: Iterable[str], titles: Mapping[str, str], tags: Collection[str]
) -> tuple[frozenset[str], list[NameLookupError]]:
    """Return the full names and tags of ``entries``, and an error for each unknown entry."""
    names, errors = set(), []
    for entry in entries:
        if entry.startswith(_TAG) and entry.removeprefix(_TAG) not in tags:
            errors.append(_unknown_tag(entry.removeprefix(_TAG), tags))
        elif entry.startswith(_TAG):
            names.add(entry)
        else:
            try:
                names.add(resolve(entry, titles))
            except UnknownNameError:
                errors.append(UnknownNameError(entry, (_TAG + entry,) if entry in tags else nearest(entry, titles)))
            except NameLookupError as error:
                errors.append(error)
    return frozenset(names), errors


def _unknown_tag(tag: str, tags: Collection[str]) -> NameLookupError:
    """Return an error for the unknown ``tag`` with the nearest tags, or else with the first existing ones."""
    near = nearest(tag, {name: name for name in sorted(tags)})
    choices = f"; the tags are {listed(sorted(tags)[:_MAX_TAGS], 'and')}" if tags else "; the model has no tags"
    if len(tags) > _MAX_TAGS:
        choices = f"; it has {len(tags)} tags, such as {listed(sorted(tags)[:_MAX_TAGS], 'and')}"
    advice = f"; {suggestion(f'{_TAG}{name}' for name in near)}" if near else choices
    return NameLookupError(_TAG + tag, f"nothing in the model has the tag {quoted(tag)}{advice}")


def _tags(model: Model) -> set[str]:
    elements = {tag for element in model.elements.values() for tag in element.tags}
    return elements | {tag for flow in model.flows for tag in flow.tags}


def _tag_names(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(entry.removeprefix(_TAG) for entry in entries if entry.startswith(_TAG))


def _tagged_elements(model: Model, tags: Collection[str]) -> frozenset[str]:
    return frozenset(e.name for e in model.elements.values() if not frozenset(tags).isdisjoint(e.tags))


def _subject_errors(names: Collection[str]) -> list[NameLookupError]:
    message = "is the subject of the view and cannot be excluded"
    return [NameLookupError(name, f"{quoted(name)} {message}") for name in sorted(names)]


def _combine(errors: Sequence[NameLookupError]) -> NameLookupError:
    """Return one error with the messages of all ``errors``."""
    if len(errors) == 1:
        return errors[0]
    return NameLookupError(errors[0].name, "; ".join(dict.fromkeys(map(str, errors))))


def _is_within(name: str, ancestors: Collection[str]) -> bool:
    """Return whether the element ``name`` or one of its ancestors is in ``ancestors``."""
    return bool(ancestors) and any(ancestor in ancestors for ancestor in lineage(name))
