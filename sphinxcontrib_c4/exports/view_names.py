"""Find a view of a model by its full or short name."""

from __future__ import annotations

from sphinxcontrib_c4.model import (
    Model,
    NameLookupError,
    UnknownNameError,
    lineage,
    listed,
    nearest,
    quoted,
    resolve,
    suggestion,
)
from sphinxcontrib_c4.views import DEFINITIONS, Selection, View, ViewKind, subjects, view

_ALL = Selection()


def find_view(model: Model, name: str, selection: Selection = _ALL) -> View:
    """Return the view with this name, such as ``container:shop``; ``dynamic:buy`` may end in a short name.

    Raises:
        model.NameLookupError: no view, or more than one, has this name.
    """
    kind, colon, subject = name.partition(":")
    if not colon or kind not in DEFINITIONS:
        raise _unknown_view(model, name, name)
    try:
        return view(model, ViewKind(kind), subject or _only_subject(model, ViewKind(kind), name), selection)
    except UnknownNameError as error:
        if error.name == subject:
            raise _unknown_view(model, name, subject) from error
        raise


def _unknown_view(model: Model, name: str, subject: str) -> NameLookupError:
    """Return the error for ``name``; it suggests views of ``subject`` and of what contains it, or similar names."""
    names = sorted(f"{kind}:{full_name}" for kind in ViewKind for full_name in subjects(model, kind))
    choices = _views_around(model, names, subject) or nearest(name, {view_name: view_name for view_name in names})
    hint = suggestion(choices) or (f"the names of views are like {listed(names[:3], 'and')}" if names else "")
    return NameLookupError(name, "; ".join(filter(None, [f"no view is named {quoted(name)}", hint])))


def _views_around(model: Model, names: list[str], subject: str) -> tuple[str, ...]:
    """Return up to three of the views ``names`` that show ``subject``, a full or short name, or what contains it."""
    same_subject = tuple(view_name for view_name in names if view_name.endswith((f":{subject}", f".{subject}")))
    try:
        around = lineage(resolve(subject, model.elements))
    except NameLookupError:
        around = ()
    containing = (view_name for part in around for view_name in names if view_name.partition(":")[2] == part)
    return tuple(dict.fromkeys((*same_subject, *containing)))[:3]


def _only_subject(model: Model, kind: ViewKind, name: str) -> str:
    """Return the subject of the only view of ``kind``."""
    candidates = subjects(model, kind)
    if len(candidates) != 1:
        raise NameLookupError(name, f"{name!r} does not name a subject; write {kind}:NAME")
    return candidates[0]
