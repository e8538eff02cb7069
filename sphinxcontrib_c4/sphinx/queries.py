"""Topics: what can be asked of the model, each a function of the model and of the strings in a directive.

Those on the analysis stand in ``reports``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Kind, Mode, Model, NameLookupError, listed, quoted
from sphinxcontrib_c4.sphinx.logging import Unanswered, WarningType
from sphinxcontrib_c4.sphinx.lookup import named, own_view, primary_system, subject_named, system_named
from sphinxcontrib_c4.sphinx.presenters.diagram import Shown, key_of, views_of
from sphinxcontrib_c4.sphinx.presenters.element import Description, Entry, descriptions, entry_of
from sphinxcontrib_c4.sphinx.presenters.tables import Table, element_tables, ingestion_table
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, emptying_filters, subjects, unmatched_entries
from sphinxcontrib_c4.views import view as make_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.drawing import LegendEntry
    from sphinxcontrib_c4.sphinx.cache.model import Sources
    from sphinxcontrib_c4.sphinx.config import Settings
    from sphinxcontrib_c4.sphinx.presenters.cycles import ToldReport
    from sphinxcontrib_c4.sphinx.presenters.fragile import ToldLinkages
    from sphinxcontrib_c4.sphinx.presenters.matrix import ToldMatrix
    from sphinxcontrib_c4.sphinx.presenters.metrics import ToldMetrics


def view(
    sources: Sources, kind: str, argument: str, include: str, exclude: str, mode: str, direction: str, groups: str
) -> Shown:
    """The view of ``kind`` of the thing that ``argument`` names; the rest are the options of a directive."""
    selection = selected(
        sources.settings, include=include, exclude=exclude, mode=mode, direction=direction, groups=groups
    )
    return Shown.of(sources.model, _made_view(sources, ViewKind(kind), argument, selection))


def _made_view(sources: Sources, kind: ViewKind, argument: str, selection: Selection) -> View:
    subject = subject_named(sources, kind, argument)
    try:
        made = make_view(sources.model, kind, subject, selection)
    except NameLookupError as fault:
        raise Unanswered(WarningType.REFERENCE, str(fault)) from fault
    if not made.elements:
        raise Unanswered(WarningType.EMPTY, reason_for_nothing(sources.model, made, selection))
    return made


def doubts(sources: Sources, kind: str, argument: str, include: str, exclude: str, mode: str) -> tuple[str, ...]:
    """Sentences on filters of a view that leave nothing of it, or ask for what is not in it."""
    selection = selected(sources.settings, include=include, exclude=exclude, mode=mode)
    return tuple(doubts_about(sources.model, _made_view(sources, ViewKind(kind), argument, selection), selection))


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
            from sphinxcontrib_c4.sphinx.lookup import no_such_view

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


def report(sources: Sources, argument: str) -> Report:
    """The report on the system that ``argument`` names; on all systems where it is empty. Raises ``Unanswered``.

    It is no topic itself: it holds the whole model.
    """
    whole = sources.report()
    return whole.about(system_named(sources, argument)) if argument else whole


def dependencies(sources: Sources, argument: str, by: str) -> ToldMatrix:
    """The matrix of the systems or of the containers; unless ``by`` says it, of the containers of one system."""
    from sphinxcontrib_c4.sphinx.presenters.matrix import told_matrix

    return told_matrix(sources.model, report(sources, argument), by_system=_is_by_system(argument, by))


def cycle_report(sources: Sources, argument: str) -> ToldReport:
    """What is told of the cycles that touch a system, or of all."""
    from sphinxcontrib_c4.sphinx.presenters.cycles import told_report

    return told_report(sources.model, report(sources, argument))


def cycle_sketch(sources: Sources, key: str) -> Shown:
    """The drawing of the cycle with the fingerprint ``key``. Raises ``Unanswered`` where it is no more."""
    from sphinxcontrib_c4.analysis import fingerprint
    from sphinxcontrib_c4.sphinx.presenters.cycles import Names, sketch_view
    from sphinxcontrib_c4.sphinx.presenters.diagram import Shown

    for found in sources.report().cycles:
        if fingerprint(found) == key:
            view = sketch_view(sources.model, found, called=Names(sources.model, found).called)
            return Shown.of(sources.model, view)
    raise Unanswered(WarningType.REFERENCE, f"there is no cycle with the fingerprint {key}")


def fragile(sources: Sources, argument: str, rules: str, severities: str) -> ToldLinkages:
    """The fragile linkages that ``rules`` find and that are of ``severities``, all where these are empty."""
    from sphinxcontrib_c4.sphinx.presenters.fragile import told_linkages

    told = report(sources, argument)
    return told_linkages(sources.model, told, rules=entries(rules), severities=entries(severities))


def metrics(sources: Sources, argument: str, by: str) -> ToldMetrics:
    """Coupling in numbers, of the systems or of the containers; unless ``by`` says it, of those of one system."""
    from sphinxcontrib_c4.sphinx.presenters.metrics import told_metrics

    told, baseline = report(sources, argument), sources.analyses.baseline
    before = baseline.metrics if baseline else {}
    return told_metrics(sources.model, told, before, by_system=_is_by_system(argument, by))


def _is_by_system(argument: str, by: str) -> bool:
    return by == "system" or not (by or argument)


_REPORTS: tuple[Callable[..., object], ...] = (cycle_report, cycle_sketch, dependencies, fragile, metrics)

_OPTIONS = {"include": ":include:", "exclude": ":exclude:", "modes": ":mode:"}


_REASONS = {
    ViewKind.LANDSCAPE: "the landscape has no people and systems, or hides all of them",
    ViewKind.DYNAMIC: "the scenario has no steps",
}


def entries(text: str) -> tuple[str, ...]:
    """The entries of a list with commas between them."""
    return tuple(entry for part in text.split(",") if (entry := part.strip()))


def selected(
    settings: Settings, *, include: str, exclude: str, mode: str, direction: str = "", groups: str = ""
) -> Selection:
    """What the options of a directive select; those that are empty are left to the configuration."""
    return Selection(
        include=entries(include),
        exclude=entries(exclude),
        modes=frozenset({Mode(mode)}) if mode else frozenset(Mode),
        direction=Direction(direction or settings.direction),
        fold_groups=groups == "fold" if groups else settings.fold_groups,
    )


def doubts_about(model: Model, shown: View, selection: Selection) -> Iterator[str]:
    """Sentences on what the author of ``selection`` most likely did not mean."""
    name = quoted(shown.name)
    if missing := unmatched_entries(model, shown, selection):
        yield f":include: names {listed(missing, 'and')}, which {name} does not show"
    elif blamed := emptying_filters(model, shown, selection):
        options = " and ".join(_OPTIONS[each] for each in blamed)
        what = "flow" if shown.elements else "element"
        yield f"{options} {'leaves' if len(blamed) == 1 else 'together leave'} no {what} in {name}"


def reason_for_nothing(model: Model, shown: View, selection: Selection) -> str:
    """A sentence on why ``shown`` has no elements."""
    doubt = next(doubts_about(model, shown, selection), "")
    return doubt or f"there is nothing to show: {_REASONS.get(shown.kind, 'the model tells of nothing in it')}"


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


TOPICS: Mapping[str, Callable[..., object]] = {topic.__name__: topic for topic in (*_OWN, *_REPORTS)}
