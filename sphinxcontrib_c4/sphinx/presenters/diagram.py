"""The presenter of diagrams: views of the model, the links of their boxes, and legends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.drawing import view_legend
from sphinxcontrib_c4.model import Mode, Model, NameLookupError, listed, quoted
from sphinxcontrib_c4.sphinx.cache.semantic_digest import semantic_digest
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.lookup import explain_missing_view, resolve_subject, resolve_system, resolve_view_key
from sphinxcontrib_c4.views import (
    DEFINITIONS,
    Direction,
    LandscapeLevel,
    Selection,
    View,
    ViewKind,
    emptying_filters,
    leads_to,
    subjects,
    unmatched_entries,
    view,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxcontrib_c4.drawing import LegendEntry
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext
    from sphinxcontrib_c4.sphinx.config import Settings

_INCLUDE_HINT = "only the named elements remain, so name both ends of a flow"
_OPTIONS = {"include": ":include:", "exclude": ":exclude:", "modes": ":mode:"}


class RenderedView(NamedTuple):
    """A view, the key of its layout, and for each of its boxes the views that it links to, most wanted first.

    ``urls`` are the addresses of elements on the web, for boxes without a page in the documentation. ``key`` is the key
    of a view in a workspace, or ``""`` for a view of the model.
    """

    view: View
    layout: str
    leads: tuple[tuple[str, tuple[tuple[ViewKind, str], ...]], ...]
    urls: tuple[tuple[str, str], ...] = ()
    key: str = ""

    @classmethod
    def of(cls, model: Model, view: View, *, key: str = "") -> RenderedView:
        """Add the links to a view; boxes without links that are not elements of the model are left out."""
        names = (box.element.name for box in view.all_elements)
        pairs = ((name, leads_to(model, view, name)) for name in names)
        leads = tuple((name, links) for name, links in pairs if links or name in model.elements)
        urls = tuple((box.element.name, box.element.url) for box in view.elements if box.element.url)
        return cls(view=view, layout=semantic_digest(view), leads=leads, urls=urls, key=key)

    @property
    def name(self) -> str:
        """The unique name of the view: a workspace may have several views with one kind and subject."""
        return self.key or self.view.name

    @property
    def digest_content(self) -> object:
        """The values that identify the view in a digest: the key of the layout already is a digest of the view."""
        return (self.layout, self.leads, self.urls)

    def shows_only(self, model: Model) -> bool:
        """Return whether all boxes are elements of ``model``, and not deployment nodes."""
        names = [box.element.name for box in self.view.complete_view.elements]
        return bool(names) and all(name in model.elements for name in names)


# --- Views ---


def make_selection(
    settings: Settings,
    *,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    mode: str,
    direction: str = "",
    groups: str = "",
    show: str = "",
    focus: tuple[str, ...] = (),
    depth: int = 1,
) -> Selection:
    """Return the selection that options of a directive make; the configuration replaces empty options."""
    return Selection(
        include=include,
        exclude=exclude,
        modes=frozenset({Mode(mode)}) if mode else frozenset(Mode),
        direction=Direction(direction or settings.direction),
        fold_groups=groups == "fold" if groups else settings.fold_groups,
        level=LandscapeLevel(show or LandscapeLevel.AUTO),
        focus=focus,
        depth=depth,
        labels_on_demand=True,
    )


def render_view(context: QueryContext, kind: str, argument: str, selection: Selection) -> RenderedView:
    """Return the view of one kind.

    Raises:
        QueryError: there is no such subject, or the view is empty.
    """
    return RenderedView.of(context.model, _find_view(context, kind, argument, selection))


def render_keyed_view(context: QueryContext, key: str, direction: str) -> RenderedView:
    """Return the view with a key in the workspace, or the view of the model with that name or key.

    Raises:
        QueryError: there is no such view.
    """
    workspace_view = context.views.get(key)
    if workspace_view is None:
        kind, subject = resolve_view_key(context.model, key, context.views, context.undrawn_views)
        return render_view(context, kind, subject, _default_selection(context.settings, direction))
    if not workspace_view.elements:
        raise QueryError(WarningType.EMPTY, f"the view {quoted(key)} of the workspace contains no elements")
    view = replace(workspace_view, direction=Direction(direction or context.settings.direction))
    return RenderedView.of(context.model, view, key=key)


def filter_warnings(context: QueryContext, kind: str, argument: str, selection: Selection) -> tuple[str, ...]:
    """Return sentences about filters that remove everything, or name elements that the view does not show.

    Raises:
        QueryError: there is no such subject, or the view is empty.
    """
    return tuple(_filter_warnings(context.model, _find_view(context, kind, argument, selection), selection))


def _default_selection(settings: Settings, direction: str = "") -> Selection:
    return make_selection(settings, include=(), exclude=(), mode="", direction=direction)


def _find_view(context: QueryContext, kind: str, argument: str, selection: Selection) -> View:
    view_kind = ViewKind(kind)
    subject = resolve_subject(context.model, view_kind, argument, context.primary_system)
    try:
        selected = view(context.model, view_kind, subject, selection)
    except NameLookupError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from error
    if not selected.elements:
        raise QueryError(WarningType.EMPTY, _explain_empty_view(context.model, selected, selection))
    return selected


def _filter_warnings(model: Model, partial_view: View, selection: Selection) -> Iterator[str]:
    name = quoted(partial_view.name)
    if missing := unmatched_entries(model, partial_view, selection):
        yield f":include: names {listed(missing, 'and')}, which {name} does not show"
    elif filters := emptying_filters(model, partial_view, selection):
        options = " and ".join(_OPTIONS[option] for option in filters)
        noun = "flow" if partial_view.elements else "element"
        hint = f"; {_INCLUDE_HINT}" if filters == ("include",) else ""
        yield f"{options} {'leaves' if len(filters) == 1 else 'together leave'} no {noun} in {name}{hint}"


def _explain_empty_view(model: Model, selected: View, selection: Selection) -> str:
    if selection.focus and view(model, selected.kind, selected.subject, replace(selection, focus=())).elements:
        return f":focus: names {listed(selection.focus, 'and')}, which {quoted(selected.name)} does not show"
    warning = next(_filter_warnings(model, selected, selection), "")
    return warning or f"there is nothing to show: {DEFINITIONS[selected.kind].empty_message}"


# --- Legends ---


def find_legend(context: QueryContext, argument: str) -> tuple[LegendEntry, ...]:
    """Return the legend of the view ``kind:name``, of a view of the workspace, or of all views of a system.

    Raises:
        QueryError: there is no such view or system.
    """
    model = context.model
    if argument in context.views:
        return legend_of([context.views[argument]])
    kind, colon, name = argument.partition(":")
    if colon:
        if kind not in DEFINITIONS:
            raise QueryError(WarningType.REFERENCE, explain_missing_view(model, argument, context.views))
        return legend_of([_find_view(context, kind, name, _default_selection(context.settings))])
    system = resolve_system(model, argument, context.primary_system)
    return legend_of([view(model, kind, subject) for kind, subject in _views_of_system(model, system)])


def legend_of(views: Sequence[View]) -> tuple[LegendEntry, ...]:
    """Return the shapes and lines that any of ``views`` uses, each once."""
    if not views:
        return ()
    return view_legend(
        replace(
            views[0],
            elements=tuple(element for view in views for element in view.elements),
            boundaries=tuple(boundary for view in views for boundary in view.boundaries),
            relationships=tuple(line for view in views for line in view.relationships),
        )
    )


def _views_of_system(model: Model, system: str) -> Iterator[tuple[ViewKind, str]]:
    """Yield the views of a system, its containers and its scenarios."""
    for kind in (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT, ViewKind.DYNAMIC):
        yield from ((kind, name) for name in subjects(model, kind) if model.system_of(name) == system)
