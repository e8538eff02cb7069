"""Choosing: which views a workspace holds, and by which keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sphinxcontrib_c4.model import Kind, Model
from sphinxcontrib_c4.structurizr.writer.ids import safe_key, view_keys
from sphinxcontrib_c4.views import View, ViewKind

_KINDS = {
    ViewKind.LANDSCAPE: frozenset({Kind.PERSON, Kind.SYSTEM}),
    ViewKind.CONTEXT: frozenset({Kind.PERSON, Kind.SYSTEM}),
    ViewKind.CONTAINER: frozenset({Kind.PERSON, Kind.SYSTEM, Kind.CONTAINER}),
}
"""What the views of a kind may show; others show anything."""


_ORDER = tuple(ViewKind)


class Keyed(NamedTuple):
    """A view, its key, and the key that it has in the workspace that it comes from, ``""`` for one of the model."""

    key: str
    view: View
    origin: str = ""


def chosen_views(model: Model, made: Sequence[View], authored: Mapping[str, View]) -> list[Keyed]:
    """The views ``authored`` in another workspace, by their keys, and those ``made`` of what no author shows.

    They go from the outside in, those of an author first. Of several views of one kind and subject, all are taken. A
    view that we wrote ourselves is made anew.
    """
    own = view_keys(made)
    kept = [(key, view) for key, view in authored.items() if is_writable(model, view) and own.get(view.name) != key]
    told = {view.name for _, view in kept}
    taken: set[str] = set()
    first = [Keyed(_free(safe_key(key), key, taken), view, key) for key, view in kept]
    rest = [Keyed(_free(own[view.name], view.name, taken), view) for view in made if view.name not in told]
    return sorted([*first, *rest], key=lambda each: _ORDER.index(each.view.kind))


def unwritten(model: Model, authored: Mapping[str, View]) -> tuple[str, ...]:
    """The keys of the views that no workspace can be given back, since not all that they show is in the model."""
    return tuple(key for key, view in authored.items() if view.elements and not is_writable(model, view))


def is_writable(model: Model, view: View) -> bool:
    """Whether all that a view shows is in the model, and Structurizr takes it in a view of this kind."""
    elements = [item.element for item in view.elements]
    names = {element.name for element in elements}
    kinds = _KINDS.get(view.kind, frozenset(Kind))
    return (
        bool(names)
        and all(element.name in model.elements and element.kind in kinds for element in elements)
        and not names & set(_wholes(model, names))
        and (view.kind is not ViewKind.CONTAINER or view.subject not in names)
    )


def _wholes(model: Model, names: Iterable[str]) -> Iterable[str]:
    """Everything that something with one of ``names`` is a part of."""
    for name in names:
        parent = model.elements[name].parent if name in model.elements else ""
        while parent:
            yield parent
            parent = model.elements[parent].parent


def _free(key: str, name: str, taken: set[str]) -> str:
    """``key``, or one made of ``name`` where it is taken; taken from now on."""
    free = key if key not in taken else safe_key(f"{key}-{name}", whole=True)
    taken.add(free)
    return free
