"""Ineffective filters: parts of a selection that leave nothing of a view, or match nothing in it.

Either is most likely a mistake of the author, who would otherwise see a drawing without flows and without a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views.candidate_view import CandidateView
from sphinxcontrib_c4.views.registry import candidate_view, view
from sphinxcontrib_c4.views.selection import ResolvedSelection, Selection, resolve_selection
from sphinxcontrib_c4.views.view import View

_FILTERS = ("include", "exclude", "modes")
_UNUSED = {name: getattr(Selection(), name) for name in _FILTERS}


def emptying_filters(model: Model, filtered: View, selection: Selection) -> tuple[str, ...]:
    """Return the filters of ``selection`` that leave ``filtered`` without flows: ``include``, ``exclude``, ``modes``.

    These are the filters that do so alone, or all filters in use if only their combination does. The result
    is empty if a flow is left. A view without flows is judged by its boxes.
    """
    used = {name: getattr(selection, name) for name in _FILTERS if getattr(selection, name) != _UNUSED[name]}
    if not used or filtered.relationships:
        return ()
    complete = _filter(model, filtered, {})
    if _has_content(filtered, complete):
        return ()
    alone = tuple(name for name in used if not _has_content(_filter(model, filtered, {name: used[name]}), complete))
    return alone or tuple(used)


def _filter(model: Model, filtered: View, filters: Mapping[str, Any]) -> View:
    return view(model, filtered.kind, filtered.subject, Selection(**filters))


def _has_content(filtered: View, complete: View) -> bool:
    return bool(filtered.relationships or (filtered.elements and not complete.relationships))


def unmatched_entries(model: Model, filtered: View, selection: Selection) -> tuple[str, ...]:
    """Return the entries of ``selection.include`` that match nothing in the complete view of ``filtered``."""
    if not selection.include:
        return ()
    candidate = candidate_view(model, filtered.kind, filtered.subject)
    selections = {entry: Selection(include=(entry,)) for entry in selection.include}
    resolved = {entry: resolve_selection(model, alone, candidate=candidate) for entry, alone in selections.items()}
    return tuple(entry for entry, alone in resolved.items() if not _matches_any(alone, candidate))


def _matches_any(selection: ResolvedSelection, candidate: CandidateView) -> bool:
    if selection.included is None:
        return any(selection.keeps_line(line, subject_elements=()) for line in candidate.lines)
    boxes = {*candidate.always_shown, *(box for line in candidate.lines for box in (line.source, line.target))}
    return any(selection.keeps_box(box, subject_elements=()) for box in boxes)
