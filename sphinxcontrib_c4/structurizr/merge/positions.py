"""Keep positions that a user has changed in Structurizr when a workspace is written again.

Ids change when a model grows, so elements are matched by full names, relationships by their ends and descriptions, and
views by their keys. An unchanged view gets its new layout. A changed view keeps all its positions, and new
elements are put below the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from sphinxcontrib_c4.structurizr.merge.stable_names import StableNames
from sphinxcontrib_c4.structurizr.view_format import VIEW_LISTS, layout_fingerprint

_GAP = 100
_EDGE = 300
_MIN_ROW = 3
"""The number of new boxes that fit into a row below a narrow view."""
_BEND = 120
_LINE_KEYS = ("vertices", "position", "routing", "jump")

_LineName = tuple[tuple[str, str, str], str, bool, int]
"""The stable name of a line: its relationship, its own description, whether it is a response, and a number."""


def merge_positions(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``new`` with the positions that were changed in ``old``, which is a valid workspace."""
    workspace = deepcopy(dict(new))
    old_views = {str(view["key"]): view for view in _views(old)}
    names = StableNames(workspace)
    old_names = StableNames(old, full_names=names.paths)
    for view in _views(workspace):
        old_view = old_views.get(view["key"])
        if old_view is not None and _is_changed(old_view):
            _copy_positions(view, old_view, names, old_names)
    return workspace


def _views(workspace: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in VIEW_LISTS.values():
        yield from (workspace.get("views") or {}).get(name) or ()


def _is_changed(view: Mapping[str, Any]) -> bool:
    """Return whether a user has placed the parts of a view; boxes at 0, 0 are laid out automatically."""
    positions = {(box.get("x"), box.get("y")) for box in view.get("elements") or ()} - {(None, None), (0, 0)}
    if view.get("automaticLayout") or not positions:
        return False
    return bool((view.get("properties") or {}).get("c4.layout") != layout_fingerprint(view))


def _copy_positions(
    view: dict[str, Any], old_view: Mapping[str, Any], names: StableNames, old_names: StableNames
) -> None:
    positions = {
        old_names.elements.get(str(box["id"]), ""): (round(box["x"]), round(box["y"]))
        for box in old_view.get("elements") or ()
        if box.get("x") is not None and box.get("y") is not None
    }
    old_boxes = [box for box in view["elements"] if names.elements[box["id"]] in positions]
    for box in old_boxes:
        box["x"], box["y"] = positions[names.elements[box["id"]]]
    _put_below(view, old_boxes, names)
    _copy_lines(view, old_view, names, old_names)
    _copy_canvas_size(view, old_view, names)
    view["properties"]["c4.layout"] = (old_view.get("properties") or {}).get("c4.layout") or "moved"


def _put_below(view: Mapping[str, Any], old_boxes: list[dict[str, Any]], names: StableNames) -> None:
    """Put all boxes except ``old_boxes`` below the others, in rows as wide as the others, or as three boxes."""
    sizes = names.sizes
    left = min((box["x"] for box in old_boxes), default=_GAP)
    top = max((box["y"] + sizes[box["id"]][1] + _GAP for box in old_boxes), default=_GAP)
    new_boxes = [box for box in view["elements"] if box not in old_boxes]
    widest = max((sizes[box["id"]][0] for box in new_boxes), default=0)
    right = max((box["x"] + sizes[box["id"]][0] for box in old_boxes), default=left)
    right = max(right, left + _MIN_ROW * (widest + _GAP))
    x = left
    row_height = 0
    for box in new_boxes:
        width, height = sizes[box["id"]]
        if x > left and x + width > right:
            x, top, row_height = left, top + row_height + _GAP, 0
        box["x"], box["y"] = x, top
        x += width + _GAP
        row_height = max(row_height, height)


def _copy_lines(
    view: Mapping[str, Any], old_view: Mapping[str, Any], names: StableNames, old_names: StableNames
) -> None:
    """Copy vertices and label positions; a new line between boxes that have one gets a vertex beside it."""
    old_lines = dict(_named_lines(old_view, old_names))
    lines = list(_named_lines(view, names))
    counts = Counter(frozenset(name[0][:2]) for name, _ in lines if name in old_lines)
    for name, line in lines:
        for key in _LINE_KEYS:
            line.pop(key, None)
        old_line = old_lines.get(name)
        ends = frozenset(name[0][:2])
        if old_line is not None:
            values = {key: _round_value(key, old_line.get(key)) for key in _LINE_KEYS}
            line |= {key: value for key, value in values.items() if value is not None}
        elif counts[ends]:
            line["vertices"] = [_vertex_beside(view, line, names, counts[ends])]
        counts[ends] += old_line is None


def _round_value(key: str, value: Any) -> Any:
    """Return a value of a line in whole pixels or per cent, or None if it is empty."""
    if key == "vertices":
        points = [point for point in value or () if point.get("x") is not None and point.get("y") is not None]
        return [{"x": round(point["x"]), "y": round(point["y"])} for point in points] or None
    return min(max(round(value), 0), 100) if isinstance(value, int | float) else value


def _named_lines(view: Mapping[str, Any], names: StableNames) -> Iterator[tuple[_LineName, dict[str, Any]]]:
    """Yield the lines of a view with their stable names; equal lines are numbered."""
    counts: Counter[Any] = Counter()
    for line in view.get("relationships") or ():
        name = (
            names.relationships.get(str(line["id"]), ("", "", "")),
            str(line.get("description") or ""),
            bool(line.get("response")),
        )
        yield (*name, counts[name]), line
        counts[name] += 1


def _vertex_beside(view: Mapping[str, Any], line: Mapping[str, Any], names: StableNames, number: int) -> dict[str, int]:
    """Return a point beside the middle of a line that would otherwise cover another one."""
    ends = names.relationships[line["id"]][:2]
    boxes = [box for box in view["elements"] if names.elements[box["id"]] in ends]
    x = sum(box["x"] + names.sizes[box["id"]][0] // 2 for box in boxes) // max(1, len(boxes))
    y = sum(box["y"] + names.sizes[box["id"]][1] // 2 for box in boxes) // max(1, len(boxes))
    return {"x": x + _BEND * number, "y": y + _BEND * number}


def _copy_canvas_size(view: dict[str, Any], old_view: Mapping[str, Any], names: StableNames) -> None:
    """Keep the size of the canvas, or enlarge it as far as its content requires."""
    old_size = old_view.get("dimensions") or {}
    width, height = round(old_size.get("width") or 0), round(old_size.get("height") or 0)
    right = max((box["x"] + names.sizes[box["id"]][0] for box in view["elements"]), default=0)
    bottom = max((box["y"] + names.sizes[box["id"]][1] for box in view["elements"]), default=0)
    elements = {names.elements[box["id"]] for box in view["elements"]}
    has_new_elements = len(elements) != len(old_view.get("elements") or ())
    view["dimensions"] = {
        "width": width if right < width and not has_new_elements else max(width, right + _EDGE),
        "height": height if bottom < height and not has_new_elements else max(height, bottom + _EDGE),
    }
    if old_view.get("paperSize") and not has_new_elements:
        view["paperSize"] = old_view["paperSize"]
