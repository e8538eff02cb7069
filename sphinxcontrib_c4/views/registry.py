"""The catalog: which views a model has, what each shows, and which views its boxes lead on to."""

from __future__ import annotations

from collections.abc import Iterator

from sphinxcontrib_c4.model import Element, Kind, Model, lineage, resolve
from sphinxcontrib_c4.views.candidate_view import CandidateView
from sphinxcontrib_c4.views.component import component
from sphinxcontrib_c4.views.container import container
from sphinxcontrib_c4.views.context import context
from sphinxcontrib_c4.views.dynamic import dynamic
from sphinxcontrib_c4.views.filtering import apply_selection
from sphinxcontrib_c4.views.landscape import landscape
from sphinxcontrib_c4.views.landscape_levels import FOLDED
from sphinxcontrib_c4.views.selection import Selection
from sphinxcontrib_c4.views.view import View, ViewKind

_ALL = Selection()


def view(model: Model, kind: ViewKind, subject: str, selection: Selection = _ALL) -> View:
    """The view of ``subject``, one of ``subjects`` by its full or short name, that ``selection`` asks for.

    Raises ``model.NameFault`` where there is no such view, and where ``selection`` names what the
    model does not have, with all such names at once.
    """
    return apply_selection(model, build_candidate(model, kind, resolve(subject, subjects(model, kind))), selection)


def nonempty_views(model: Model, selection: Selection = _ALL) -> tuple[View, ...]:
    """Return all views of a model that show something, from the landscape inwards, each with ``selection``."""
    views = (view(model, kind, subject, selection) for kind in ViewKind for subject in subjects(model, kind))
    return tuple(drawn for drawn in views if drawn.elements)


def subjects(model: Model, kind: ViewKind) -> tuple[str, ...]:
    """The full names of all that a view of ``kind`` can be drawn of, in the order of the model.

    Internal systems have a context view, systems with containers a container view, containers with
    components a component view, scenarios a dynamic view; the model is the one landscape.
    """
    match kind:
        case ViewKind.LANDSCAPE:
            return (model.name,)
        case ViewKind.DYNAMIC:
            return tuple(scenario.name for scenario in model.scenarios)
        case ViewKind.CONTEXT:
            return tuple(e.name for e in model.elements.values() if e.kind is Kind.SYSTEM and not e.external)
        case ViewKind.CONTAINER:
            return _wholes(model, Kind.SYSTEM)
        case ViewKind.COMPONENT:
            return _wholes(model, Kind.CONTAINER)


def leads_to(model: Model, view: View, name: str) -> tuple[tuple[ViewKind, str], ...]:
    """The views that the box ``name`` of ``view`` leads on to, as kinds and subjects, most wanted first.

    A system leads to its container view, then its context view. A container leads to its component
    view, then to the scenarios that it takes part in; a component to the component view that it is
    in, then to its scenarios. In a dynamic view, containers and components lead to the container view
    of their system instead of to scenarios. People and folded groups lead nowhere, and nothing leads
    to the view that it is in. ``name`` may also be a boundary: it leads where its element does.
    """
    if name.startswith(FOLDED):
        return ((ViewKind.CONTEXT, name.removeprefix(FOLDED)),)
    element = model.elements.get(name)
    if element is None:
        return ()
    here = (view.kind, view.subject)
    return tuple(there for there in _onward(model, element, kind=view.kind) if there != here)


def build_candidate(model: Model, kind: ViewKind, subject: str) -> CandidateView:
    """All that the view of ``subject``, a full name, may show."""
    match kind:
        case ViewKind.LANDSCAPE:
            return landscape(model)
        case ViewKind.CONTEXT:
            return context(model, subject)
        case ViewKind.CONTAINER:
            return container(model, subject)
        case ViewKind.COMPONENT:
            return component(model, subject)
        case ViewKind.DYNAMIC:
            return dynamic(model, subject)


def _wholes(model: Model, kind: Kind) -> tuple[str, ...]:
    """The elements of ``kind`` that have something inside."""
    parents = {element.parent for element in model.elements.values()}
    return tuple(e.name for e in model.elements.values() if e.kind is kind and e.name in parents)


def _onward(model: Model, element: Element, *, kind: ViewKind) -> Iterator[tuple[ViewKind, str]]:
    if element.kind is Kind.SYSTEM:
        if model.children(element.name):
            yield ViewKind.CONTAINER, element.name
        if not element.external:
            yield ViewKind.CONTEXT, element.name
    elif element.kind in (Kind.CONTAINER, Kind.COMPONENT):
        whole = element.parent if element.kind is Kind.COMPONENT else element.name
        if model.children(whole):
            yield ViewKind.COMPONENT, whole
        if kind is ViewKind.DYNAMIC:
            yield ViewKind.CONTAINER, model.system_of(element.name)
        else:
            yield from _scenarios(model, element.name)


def _scenarios(model: Model, name: str) -> Iterator[tuple[ViewKind, str]]:
    """The dynamic views of the scenarios that ``name``, or something inside it, takes part in."""
    for scenario in model.scenarios:
        ends = {end for step in scenario.steps for end in (step.source, step.target)}
        if any(name in lineage(end) for end in ends):
            yield ViewKind.DYNAMIC, scenario.name
