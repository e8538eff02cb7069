"""Select the views of a workspace and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sphinxcontrib_c4.model import Kind, Model
from sphinxcontrib_c4.structurizr.writer.ids import safe_key, view_keys
from sphinxcontrib_c4.views import Selection, View, ViewKind, nonempty_views, without_boundary_ends

_KINDS = {
    ViewKind.LANDSCAPE: frozenset({Kind.PERSON, Kind.SYSTEM}),
    ViewKind.CONTEXT: frozenset({Kind.PERSON, Kind.SYSTEM}),
    ViewKind.CONTAINER: frozenset({Kind.PERSON, Kind.SYSTEM, Kind.CONTAINER}),
}
"""The kinds of elements that Structurizr allows in a view; other kinds of views allow all."""

_ORDER = tuple(ViewKind)
_UNFOLDED = Selection(fold_groups=False)
"""A folded group is a box that is not in the model; Structurizr draws boundaries around groups itself."""


class KeyedView(NamedTuple):
    """A view with its key; ``origin`` is its key in the workspace that it was read from, or ``""``."""

    key: str
    view: View
    origin: str = ""


def exportable_views(model: Model) -> tuple[View, ...]:
    """Return all views of a model that are not empty."""
    return tuple(without_boundary_ends(view) for view in nonempty_views(model, _UNFOLDED))


def select_views(model: Model, views: Sequence[View], authored_views: Mapping[str, View]) -> list[KeyedView]:
    """Return ``authored_views`` by their keys, or all ``views`` of a model without authored ones.

    Views are sorted from the landscape to components, authored ones first. Several authored views may have the same
    kind and subject. An authored view with the key of a view of the model comes from an earlier export, so the view of
    the model replaces it; no view is added that the author did not have. A scenario always has a view, because it would
    be lost without one. A workspace of which no view can be written gets those of the model, as Structurizr gives some
    to a workspace without views.
    """
    keys = view_keys(views)
    replacing = [
        (key, view) for key, view in authored_views.items() if is_writable(model, view) and keys.get(view.name) != key
    ]
    replaced_names = {view.name for _, view in replacing}
    has_own_views = bool(replacing) or any(key in authored_views for key in keys.values())
    used_keys: set[str] = set()
    first = [KeyedView(_unused_key(safe_key(key), key, used_keys), view, key) for key, view in replacing]
    rest = [
        KeyedView(_unused_key(keys[view.name], view.name, used_keys), view)
        for view in views
        if view.name not in replaced_names
        and (not has_own_views or view.kind is ViewKind.DYNAMIC or keys[view.name] in authored_views)
    ]
    return sorted([*first, *rest], key=lambda item: _ORDER.index(item.view.kind))


def unwritable_views(model: Model, authored_views: Mapping[str, View]) -> tuple[str, ...]:
    """Return the keys of views that Structurizr would refuse, because of their elements."""
    return tuple(key for key, view in authored_views.items() if view.elements and not is_writable(model, view))


def is_writable(model: Model, view: View) -> bool:
    """Return whether all elements of a view are in the model or its deployment, and allowed in a view of its kind."""
    if view.kind is ViewKind.DEPLOYMENT:
        names = {item.element.name for item in view.elements}
        return bool(names) and view.subject in model.deployment.scopes and names <= model.deployment.elements.keys()
    elements = [item.element for item in view.elements]
    names = {element.name for element in elements}
    kinds = _KINDS.get(view.kind, frozenset(Kind))
    return (
        bool(names)
        and all(element.name in model.elements and element.kind in kinds for element in elements)
        and not names & set(_parents(model, names))
        and (view.kind is not ViewKind.CONTAINER or view.subject not in names)
    )


def _parents(model: Model, names: Iterable[str]) -> Iterable[str]:
    """Yield all elements that contain an element with one of ``names``."""
    for name in names:
        parent = model.elements[name].parent if name in model.elements else ""
        while parent:
            yield parent
            parent = model.elements[parent].parent


def _unused_key(key: str, name: str, used_keys: set[str]) -> str:
    """Return ``key``, or one derived from ``name`` if it is in use, and add it to ``used_keys``."""
    new_key = key if key not in used_keys else safe_key(f"{key}-{name}", always_hash=True)
    used_keys.add(new_key)
    return new_key
