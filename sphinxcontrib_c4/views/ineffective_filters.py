"""Filters: which parts of a selection leave nothing of a view, and which keep nothing that is in it.

Each is most likely a mistake of the author, who would otherwise see a drawing without flows and no reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views.candidate_view import CandidateView
from sphinxcontrib_c4.views.registry import build_candidate, view
from sphinxcontrib_c4.views.selection import ResolvedSelection, Selection, resolve_selection
from sphinxcontrib_c4.views.view import View

_FILTERS = ("include", "exclude", "modes")


def emptied_by(model: Model, shown: View, selection: Selection) -> tuple[str, ...]:
    """The filters of ``selection`` that leave ``shown`` without flows: ``include``, ``exclude``, ``modes``.

    Those that do so each by itself; where it takes them together, all that are in use. None where a
    flow is left, or the view has none in the first place; one without flows is left without boxes.
    """
    used = {name: getattr(selection, name) for name in _FILTERS if getattr(selection, name) != _UNUSED[name]}
    if not used or shown.relationships:
        return ()
    whole = _filtered(model, shown, {})
    if _is_left(shown, whole):
        return ()
    alone = tuple(name for name in used if not _is_left(_filtered(model, shown, {name: used[name]}), whole))
    return alone or tuple(used)


_UNUSED = {name: getattr(Selection(), name) for name in _FILTERS}


def _filtered(model: Model, shown: View, filters: Mapping[str, Any]) -> View:
    return view(model, shown.kind, shown.subject, Selection(**filters))


def _is_left(shown: View, whole: View) -> bool:
    return bool(shown.relationships or (shown.elements and not whole.relationships))


def absent(model: Model, shown: View, selection: Selection) -> tuple[str, ...]:
    """The entries that ``selection`` includes although nothing in the view of ``shown`` is, or bears, any of them."""
    if not selection.include:
        return ()
    candidate = build_candidate(model, shown.kind, shown.subject)
    kept = {
        entry: resolve_selection(model, Selection(include=(entry,)), candidate=candidate) for entry in selection.include
    }
    return tuple(entry for entry, one in kept.items() if not _keeps_any(one, candidate))


def _keeps_any(one: ResolvedSelection, candidate: CandidateView) -> bool:
    if one.included is None:
        return any(one.keeps_line(line, subject_elements=()) for line in candidate.lines)
    boxes = {*candidate.always_shown, *(box for line in candidate.lines for box in (line.source, line.target))}
    return any(one.keeps_box(box, subject_elements=()) for box in boxes)
