"""Find a view of a model by its full or short name."""

from __future__ import annotations

from sphinxcontrib_c4.model import Model, NameLookupError, UnknownNameError, nearest
from sphinxcontrib_c4.views import Selection, View, ViewKind, subjects, view

_ALL = Selection()


def find_view(model: Model, name: str, selection: Selection = _ALL) -> View:
    """Return the view with this name, such as ``container:shop``; ``dynamic:buy`` may end in a short name.

    Raises:
        model.NameLookupError: no view, or more than one, has this name.
    """
    kind, colon, subject = name.partition(":")
    if colon and kind in tuple(ViewKind):
        return view(model, ViewKind(kind), subject or _only_subject(model, ViewKind(kind), name), selection)
    names = sorted(f"{kind}:{subject}" for kind in ViewKind for subject in subjects(model, kind))
    same_subject = tuple(full_name for full_name in names if full_name.endswith((f":{name}", f".{name}")))[:3]
    raise UnknownNameError(name, same_subject or nearest(name, {full_name: full_name for full_name in names}))


def _only_subject(model: Model, kind: ViewKind, name: str) -> str:
    """Return the subject of the only view of ``kind``."""
    candidates = subjects(model, kind)
    if len(candidates) != 1:
        raise NameLookupError(name, f"{name!r} does not name a subject; write {kind}:NAME")
    return candidates[0]
