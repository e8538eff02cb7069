"""The kinds of views: one definition for each, the views of a model, and the links from a box to other views.

The order of ``DEFINITIONS`` is that of ``ViewKind``, from the outside in. Directives, command line and exports read it.
Deployment views have no definition, because their content is not derived from a model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sphinxcontrib_c4.model import Element, Kind, Model, resolve
from sphinxcontrib_c4.views.candidate_view import CandidateView, ViewDefinition
from sphinxcontrib_c4.views.component import COMPONENT
from sphinxcontrib_c4.views.container import CONTAINER
from sphinxcontrib_c4.views.context import CONTEXT
from sphinxcontrib_c4.views.dynamic import DYNAMIC
from sphinxcontrib_c4.views.filtering import apply_selection
from sphinxcontrib_c4.views.landscape import LANDSCAPE
from sphinxcontrib_c4.views.landscape_levels import FOLDED
from sphinxcontrib_c4.views.selection import Selection
from sphinxcontrib_c4.views.view import View, ViewKind

_ALL = Selection()

DEFINITIONS: Mapping[ViewKind, ViewDefinition] = MappingProxyType(
    {definition.kind: definition for definition in (LANDSCAPE, CONTEXT, CONTAINER, COMPONENT, DYNAMIC)}
)


def view(model: Model, kind: ViewKind, subject: str, selection: Selection = _ALL) -> View:
    """Return the view of ``subject``, a full or short name, with the content that ``selection`` selects.

    Raises:
        NameLookupError: the view does not exist, or ``selection`` names elements or tags that do not exist.
            The message lists all such names.
    """
    return apply_selection(model, candidate_view(model, kind, resolve(subject, subjects(model, kind))), selection)


def candidate_view(model: Model, kind: ViewKind, subject: str) -> CandidateView:
    """Return everything that the view of ``subject``, a full name, can show."""
    return DEFINITIONS[kind].build(model, subject)


def nonempty_views(model: Model, selection: Selection = _ALL) -> tuple[View, ...]:
    """Return all views of a model that are not empty, from the landscape to components, each with ``selection``."""
    candidates = (candidate_view(model, kind, subject) for kind in ViewKind for subject in subjects(model, kind))
    views = (apply_selection(model, candidate, selection) for candidate in candidates)
    return tuple(drawn for drawn in views if drawn.elements)


def subjects(model: Model, kind: ViewKind) -> tuple[str, ...]:
    """Return the full names of all subjects of views of ``kind``, in the order of the model.

    Internal systems have a context view, systems with containers a container view, containers with
    components a component view, scenarios a dynamic view; the model itself has one landscape. Deployment views
    have no subject in a model.
    """
    return DEFINITIONS[kind].subjects(model) if kind in DEFINITIONS else ()


def leads_to(model: Model, view: View, name: str) -> tuple[tuple[ViewKind, str], ...]:
    """Return the views that the box or boundary ``name`` of ``view`` links to, as kind and subject, best first.

    A system links to its container view, then its context view. A container links to its component view,
    then to the scenarios in which it takes part; a component to the component view of its container, then
    to its scenarios. In a dynamic view, containers and components link to the container view of their
    system instead of to scenarios. The folded neighbours of a system link to its context view. People and
    folded groups have no links, and no box links to the view that it is in.
    """
    if name.startswith(FOLDED):
        return ((ViewKind.CONTEXT, name.removeprefix(FOLDED)),)
    element = model.elements.get(name)
    if element is None:
        return ()
    current = (view.kind, view.subject)
    return tuple(target for target in _linked_views(model, element, kind=view.kind) if target != current)


def _linked_views(model: Model, element: Element, *, kind: ViewKind) -> Iterator[tuple[ViewKind, str]]:
    if element.kind is Kind.SYSTEM:
        if model.children(element.name):
            yield ViewKind.CONTAINER, element.name
        if not element.external:
            yield ViewKind.CONTEXT, element.name
    elif element.kind in (Kind.CONTAINER, Kind.COMPONENT):
        container = element.parent if element.kind is Kind.COMPONENT else element.name
        if model.children(container):
            yield ViewKind.COMPONENT, container
        if kind is ViewKind.DYNAMIC:
            yield ViewKind.CONTAINER, model.system_of(element.name)
        else:
            yield from ((ViewKind.DYNAMIC, scenario.name) for scenario in model.scenarios_of(element.name))
