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


def emptying_filters(model: Model, partial_view: View, selection: Selection) -> tuple[str, ...]:
    """Return the filters of ``selection`` (``include``, ``exclude``, ``modes``) that leave a view without flows.

    These are the filters that do so alone, or all filters in use if only their combination does. The result
    is empty if a flow is left. A view without flows is judged by its boxes.
    """
    filters = {name: getattr(selection, name) for name in _FILTERS if getattr(selection, name) != _UNUSED[name]}
    if not filters or partial_view.relationships:
        return ()
    complete = _filter(model, partial_view, {})
    if _has_content(partial_view, complete):
        return ()
    alone = tuple(
        name for name in filters if not _has_content(_filter(model, partial_view, {name: filters[name]}), complete)
    )
    return alone or tuple(filters)


def _filter(model: Model, partial_view: View, filters: Mapping[str, Any]) -> View:
    return view(model, partial_view.kind, partial_view.subject, Selection(**filters))


def _has_content(partial_view: View, complete: View) -> bool:
    return bool(partial_view.relationships or (partial_view.elements and not complete.relationships))


def unmatched_entries(model: Model, partial_view: View, selection: Selection) -> tuple[str, ...]:
    """Return the entries of ``selection.include`` that match nothing in the complete view of ``partial_view``."""
    if not selection.include:
        return ()
    candidate = candidate_view(model, partial_view.kind, partial_view.subject)
    selections = {entry: Selection(include=(entry,)) for entry in selection.include}
    results = {entry: resolve_selection(model, alone, candidate=candidate) for entry, alone in selections.items()}
    return tuple(entry for entry, alone in results.items() if not _matches_any(alone, candidate))


def _matches_any(selection: ResolvedSelection, candidate: CandidateView) -> bool:
    if selection.included is None:
        return any(selection.keeps_line(line, subject_elements=()) for line in candidate.lines)
    boxes = {*candidate.always_shown, *(box for line in candidate.lines for box in (line.source, line.target))}
    return any(selection.keeps_box(box, subject_elements=()) for box in boxes)
