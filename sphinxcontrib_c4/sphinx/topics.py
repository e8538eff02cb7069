"""Topics: what can be asked of the model, each a function of the model and of the strings in a directive.

Those on the analysis stand in ``reports``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Kind, NameFault
from sphinxcontrib_c4.sphinx import reports
from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.descriptions import Description, descriptions
from sphinxcontrib_c4.sphinx.facts import Entry, entry_of
from sphinxcontrib_c4.sphinx.filtering import doubts_about, entries, reason_for_nothing, selected
from sphinxcontrib_c4.sphinx.keyed import own_view
from sphinxcontrib_c4.sphinx.naming import named, primary_system, subject_named, system_named
from sphinxcontrib_c4.sphinx.rows import Table, element_tables, ingestion_table
from sphinxcontrib_c4.sphinx.shown import Shown, key_of, views_of
from sphinxcontrib_c4.sphinx.warnings import WarningType
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, subjects
from sphinxcontrib_c4.views import view as make_view

if TYPE_CHECKING:
    from sphinxcontrib_c4.drawing import LegendEntry
    from sphinxcontrib_c4.sphinx.sources import Sources


def view(
    sources: Sources, kind: str, argument: str, include: str, exclude: str, mode: str, direction: str, groups: str
) -> Shown:
    """The view of ``kind`` of the thing that ``argument`` names; the rest are the options of a directive."""
    selection = selected(
        sources.settings, include=include, exclude=exclude, mode=mode, direction=direction, groups=groups
    )
    return Shown.of(sources.model, _made(sources, ViewKind(kind), argument, selection))


def _made(sources: Sources, kind: ViewKind, argument: str, selection: Selection) -> View:
    subject = subject_named(sources, kind, argument)
    try:
        made = make_view(sources.model, kind, subject, selection)
    except NameFault as fault:
        raise Unanswered(WarningType.REFERENCE, str(fault)) from fault
    if not made.elements:
        raise Unanswered(WarningType.EMPTY, reason_for_nothing(sources.model, made, selection))
    return made


def doubts(sources: Sources, kind: str, argument: str, include: str, exclude: str, mode: str) -> tuple[str, ...]:
    """Sentences on filters of a view that leave nothing of it, or ask for what is not in it."""
    selection = selected(sources.settings, include=include, exclude=exclude, mode=mode)
    return tuple(doubts_about(sources.model, _made(sources, ViewKind(kind), argument, selection), selection))


def keyed_view(sources: Sources, argument: str, direction: str) -> Shown:
    """The view of a workspace with the key ``argument``, or the one of the model with this name (or the key of it)."""
    found = sources.views.get(argument)
    if found is None:
        kind, subject = own_view(sources, argument)
        return view(sources, kind, subject, "", "", "", direction, "")
    wanted = Direction(direction or sources.settings.direction)
    return Shown.of(sources.model, replace(found, direction=wanted), key=argument)


def description(sources: Sources, argument: str) -> Description:
    """What the model says of the element, scenario or landscape that ``argument`` names."""
    known = descriptions(sources.model)
    return known[named(sources.model, argument, known) if argument else primary_system(sources)]


def entry(sources: Sources, argument: str) -> Entry:
    """All that is said of the element that ``argument`` names."""
    return entry_of(sources.model, named(sources.model, argument, sources.model.elements, "element"))


def elements(sources: Sources, argument: str, kinds: str) -> tuple[Table, ...]:
    """The tables of ``kinds`` (all where it is empty) for the system or container that ``argument`` names."""
    model = sources.model
    wholes = [*subjects(model, ViewKind.CONTEXT), *subjects(model, ViewKind.COMPONENT)]
    noun = "internal system or a container with components"
    name = named(model, argument, wholes, noun) if argument else primary_system(sources)
    return element_tables(model, name, map(Kind, entries(kinds)) if kinds else Kind)


def ingestion(sources: Sources, argument: str) -> Table:
    """The table of what the system that ``argument`` names pulls from others."""
    return ingestion_table(sources.model, system_named(sources, argument))


def legend(sources: Sources, argument: str) -> tuple[LegendEntry, ...]:
    """The key of the view ``kind:name`` or of one of a workspace, or of all of the system that ``argument`` names."""
    if argument in sources.views:
        return key_of([sources.views[argument]])
    kind, colon, name = argument.partition(":")
    if colon:
        if kind not in {each.value for each in ViewKind}:
            from sphinxcontrib_c4.sphinx.senses import no_such_view

            raise Unanswered(WarningType.REFERENCE, no_such_view(sources.model, argument, sources.views))
        return key_of([view(sources, kind, name, "", "", "", "", "").view])
    shown = views_of(sources.model, system_named(sources, argument))
    return key_of([make_view(sources.model, each, subject) for each, subject in shown])


def stamped_system(sources: Sources, argument: str) -> str:
    """The system that ``argument`` names, or the primary one; ``""`` where there is neither.

    The files about it are no answer: their digests change with every comment, and are looked up
    when a page is written.
    """
    return system_named(sources, argument) if argument else sources.primary_system


def workspace_path(sources: Sources) -> str:
    """Where HTML builds write the workspace, in the folder that they write to."""
    if not sources.settings.structurizr_export:
        reason = 'no workspace is written: let conf.py say c4_structurizr_export = "workspace.json"'
        raise Unanswered(WarningType.WORKSPACE, reason)
    return sources.settings.structurizr_export


_OWN: tuple[Callable[..., object], ...] = (
    view,
    doubts,
    keyed_view,
    description,
    entry,
    elements,
    ingestion,
    legend,
    stamped_system,
    workspace_path,
)
TOPICS: Mapping[str, Callable[..., object]] = {topic.__name__: topic for topic in (*_OWN, *reports.TOPICS)}
