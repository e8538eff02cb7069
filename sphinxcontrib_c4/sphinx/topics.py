"""Topics: what can be asked of the model, each a function of the model and of the strings in a directive.

They find out what a page's author means: which thing an argument names, in full or for short, and
which one is meant where there is no argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Kind, Mode, Model, NameFault, UnknownName, resolve
from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.descriptions import Description, descriptions
from sphinxcontrib_c4.sphinx.facts import Entry, entry_of
from sphinxcontrib_c4.sphinx.rows import Table, element_tables, ingestion_table
from sphinxcontrib_c4.sphinx.shown import Shown, key_of, views_of
from sphinxcontrib_c4.sphinx.warnings import WarningType
from sphinxcontrib_c4.views import Direction, Selection, ViewKind, subjects
from sphinxcontrib_c4.views import view as make_view

if TYPE_CHECKING:
    from sphinxcontrib_c4.drawing import KeyEntry
    from sphinxcontrib_c4.sphinx.sources import Sources

_MOST_NAMES = 6


def view(
    sources: Sources, kind: str, argument: str, include: str, exclude: str, mode: str, direction: str, groups: str
) -> Shown:
    """The view of ``kind`` of the thing that ``argument`` names; the rest are the options of a directive."""
    model, settings, view_kind = sources.model, sources.settings, ViewKind(kind)
    selection = Selection(
        include=listed(include),
        exclude=listed(exclude),
        modes=frozenset({Mode(mode)}) if mode else frozenset(Mode),
        direction=Direction(direction or settings.direction),
        fold_groups=groups == "fold" if groups else settings.fold_groups,
    )
    subject = _subject(sources, view_kind, argument)
    try:
        made = make_view(model, view_kind, subject, selection)
    except NameFault as fault:
        raise Unanswered(WarningType.REFERENCE, str(fault)) from fault
    return Shown.of(model, made)


def description(sources: Sources, argument: str) -> Description:
    """What the model says of the element, scenario or landscape that ``argument`` names."""
    known = descriptions(sources.model)
    return known[_named(sources.model, argument, known) if argument else _primary(sources)]


def entry(sources: Sources, argument: str) -> Entry:
    """All that is said of the element that ``argument`` names."""
    return entry_of(sources.model, _named(sources.model, argument, sources.model.elements, "element"))


def elements(sources: Sources, argument: str, kinds: str) -> tuple[Table, ...]:
    """The tables of ``kinds`` (all where it is empty) for the system or container that ``argument`` names."""
    model = sources.model
    wholes = [*subjects(model, ViewKind.CONTEXT), *subjects(model, ViewKind.COMPONENT)]
    noun = "internal system or a container with components"
    name = _named(model, argument, wholes, noun) if argument else _primary(sources)
    return element_tables(model, name, map(Kind, listed(kinds)) if kinds else Kind)


def ingestion(sources: Sources, argument: str) -> Table:
    """The table of what the system that ``argument`` names pulls from others."""
    return ingestion_table(sources.model, _system(sources, argument))


def legend(sources: Sources, argument: str) -> tuple[KeyEntry, ...]:
    """The key of the view ``kind:name``, or of all views of the system that ``argument`` names."""
    kind, colon, name = argument.partition(":")
    if colon:
        if kind not in {each.value for each in ViewKind}:
            choices = ", ".join(f"{each.value}:" for each in ViewKind)
            raise Unanswered(WarningType.REFERENCE, f"{argument!r} is no view: a view begins with one of {choices}")
        return key_of([view(sources, kind, name, "", "", "", "", "").view])
    shown = views_of(sources.model, _system(sources, argument))
    return key_of([make_view(sources.model, each, subject) for each, subject in shown])


def stamped_system(sources: Sources, argument: str) -> str:
    """The system that ``argument`` names, or the primary one; ``""`` where there is neither.

    The files about it are no answer: their digests change with every comment, and are looked up
    when a page is written.
    """
    return _system(sources, argument) if argument else sources.primary_system


TOPICS: Mapping[str, Callable[..., object]] = {
    topic.__name__: topic for topic in (view, description, entry, elements, ingestion, legend, stamped_system)
}


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list with commas between them."""
    return tuple(entry for part in text.split(",") if (entry := part.strip()))


def _systems(model: Model) -> list[str]:
    return [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]


def _named(model: Model, argument: str, candidates: Iterable[str], noun: str = "") -> str:
    """The full name among ``candidates`` that ``argument`` stands for; ``noun`` says what they are."""
    try:
        return resolve(argument, candidates)
    except UnknownName as fault:
        raise Unanswered(WarningType.REFERENCE, _misfit(model, argument, noun) or str(fault)) from fault
    except NameFault as fault:
        raise Unanswered(WarningType.REFERENCE, str(fault)) from fault


def _misfit(model: Model, argument: str, noun: str) -> str:
    """A sentence on something that is in the model, but is no ``noun``; ``""`` where there is no such thing."""
    known = descriptions(model)
    try:
        full = resolve(argument, known)
    except NameFault:
        return ""
    return f"{full!r} is a {known[full].kind or 'landscape'}, and what is shown here is {_a(noun)}"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _system(sources: Sources, argument: str) -> str:
    return _named(sources.model, argument, _systems(sources.model), "system") if argument else _primary(sources)


def _primary(sources: Sources) -> str:
    if sources.primary_system:
        return sources.primary_system
    raise _must_be_named(subjects(sources.model, ViewKind.CONTEXT), "system")


def _subject(sources: Sources, kind: ViewKind, argument: str) -> str:
    """What a view of ``kind`` shows.

    Unless ``argument`` names it, that is the primary system, or the only thing of it that there is a
    view of.
    """
    candidates = subjects(sources.model, kind)
    if argument:
        return _named(sources.model, argument, candidates, _SUBJECTS[kind])
    primary = sources.primary_system
    if primary in candidates:
        return primary
    own = [name for name in candidates if sources.model.system_of(name) == primary]
    if len(own or candidates) == 1:
        return (own or candidates)[0]
    raise _must_be_named(own or candidates, _SUBJECTS[kind])


_SUBJECTS = {
    ViewKind.LANDSCAPE: "landscape",
    ViewKind.CONTEXT: "internal system",
    ViewKind.CONTAINER: "system with containers",
    ViewKind.COMPONENT: "container with components",
    ViewKind.DYNAMIC: "scenario",
}


def _must_be_named(candidates: Sequence[str], noun: str) -> Unanswered:
    if not candidates:
        return Unanswered(WarningType.REFERENCE, f"there is nothing to show: the model has no {noun}")
    names = ", ".join(map(repr, candidates[:_MOST_NAMES])) + (", …" if len(candidates) > _MOST_NAMES else "")
    return Unanswered(WarningType.REFERENCE, f"an argument has to name one {noun} of several: {names}")
