"""The choice of views: all that a model has, or one by its name."""

from __future__ import annotations

from sphinxcontrib_c4.model import Model, NameFault, UnknownName, nearest
from sphinxcontrib_c4.views import Selection, View, ViewKind, subjects, view

_ALL = Selection()


def all_views(model: Model, selection: Selection = _ALL) -> tuple[View, ...]:
    """All views of a model that show something, from the outside in; ``selection`` holds for each."""
    found = (view(model, kind, subject, selection) for kind in ViewKind for subject in subjects(model, kind))
    return tuple(shown for shown in found if shown.elements)


def chosen_view(model: Model, name: str, selection: Selection = _ALL) -> View:
    """The view that ``name`` stands for: ``container:shop``, or ``dynamic:buy-a-book`` with a short name behind.

    Raises:
        model.NameFault: there is no such view.
    """
    kind, colon, subject = name.partition(":")
    if colon and kind in tuple(ViewKind):
        return view(model, ViewKind(kind), subject or _only(model, ViewKind(kind), name), selection)
    known = sorted(f"{kind}:{subject}" for kind in ViewKind for subject in subjects(model, kind))
    meant = tuple(full for full in known if full.endswith((f":{name}", f".{name}")))[:3]
    raise UnknownName(name, meant or nearest(name, {full: full for full in known}))


def _only(model: Model, kind: ViewKind, name: str) -> str:
    """The only thing that a view of ``kind`` can be drawn of."""
    found = subjects(model, kind)
    if len(found) != 1:
        raise NameFault(name, f"{name!r} does not say of what; write {kind}:NAME")
    return found[0]
