"""Merging: keeping what a user has moved in Structurizr when a workspace is written anew.

Ids say nothing, as they change when a model grows: elements are known by their full names (or else by their names from
the outside in), relationships by their ends and their words, views by their keys. A view in which nothing was moved is
laid out anew; in one where something was, everything stays, and what is new is put below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sphinxcontrib_c4.structurizr.view_format import VIEW_LISTS, layout_fingerprint

_GAP = 100
_EDGE = 300
_BEND = 120
_KEPT = ("vertices", "position", "routing", "jump")


def merge_positions(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """``new`` with the places that things were moved to in ``old``, which is a sound workspace.

    Both stay as they are.
    """
    merged = deepcopy(dict(new))
    before = {str(view["key"]): view for view in _views(old)}
    names = _Names(merged)
    old_names = _Names(old, known=names.paths)
    for view in _views(merged):
        earlier = before.get(view["key"])
        if earlier is not None and _is_moved(earlier):
            _keep(view, earlier, names, old_names)
    return merged


def _views(workspace: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in VIEW_LISTS.values():
        yield from (workspace.get("views") or {}).get(name) or ()


def _is_moved(view: Mapping[str, Any]) -> bool:
    """Whether somebody has placed the parts of a view; one that is laid out at each opening often has all at 0, 0."""
    places = {(box.get("x"), box.get("y")) for box in view.get("elements") or ()} - {(None, None), (0, 0)}
    if view.get("automaticLayout") or not places:
        return False
    return bool((view.get("properties") or {}).get("c4.layout") != layout_fingerprint(view))


# --- Names ---


@dataclass
class _Names:
    """What the ids of a workspace stand for, in words that outlive them.

    ``paths`` maps the names of elements from the outside in to their full names. Where an element does not tell its
    full name, the one ``known`` for its path counts.
    """

    workspace: Mapping[str, Any]
    known: Mapping[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    elements: dict[str, str] = field(default_factory=dict)
    relationships: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model = self.workspace["model"]
        found: list[dict[str, Any]] = []
        for element in (*(model.get("people") or ()), *(model.get("softwareSystems") or ())):
            found += self._walk(element, "")
        for element in found:
            for relationship in element.get("relationships") or ():
                ends = self.elements[str(element["id"])], self.elements.get(str(relationship["destinationId"]), "")
                self.relationships[str(relationship["id"])] = (*ends, str(relationship.get("description") or ""))

    def _walk(self, element: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
        path = f"{path}/{element['name']}"
        given = (element.get("properties") or {}).get("c4.name")
        self.elements[str(element["id"])] = self.paths[path] = str(given or self.known.get(path, path))
        self.tags[str(element["id"])] = str(element.get("tags") or "")
        yield element
        for child in (*(element.get("containers") or ()), *(element.get("components") or ())):
            yield from self._walk(child, path)

    @cached_property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """The sizes of boxes by their ids; of a workspace of ours."""
        styles = self.workspace["views"]["configuration"]["styles"]["elements"]
        return {name: _size(tags.split(","), styles) for name, tags in self.tags.items()}


def _size(tags: list[str], styles: list[dict[str, Any]]) -> tuple[int, int]:
    """The size of a box with these tags."""
    width, height = 450, 300
    for style in styles:
        if style["tag"] in tags:
            width, height = style.get("width", width), style.get("height", height)
    return width, height


# --- Keeping ---


def _keep(view: dict[str, Any], earlier: Mapping[str, Any], names: _Names, old_names: _Names) -> None:
    """Move the parts of ``view`` to where they lay ``earlier``."""
    places = {
        old_names.elements.get(str(box["id"]), ""): (round(box["x"]), round(box["y"]))
        for box in earlier.get("elements") or ()
        if box.get("x") is not None and box.get("y") is not None
    }
    kept = [box for box in view["elements"] if names.elements[box["id"]] in places]
    for box in kept:
        box["x"], box["y"] = places[names.elements[box["id"]]]
    _put_below(view, kept, names)
    _keep_lines(view, earlier, names, old_names)
    _keep_canvas(view, earlier, names)
    view["properties"]["c4.layout"] = (earlier.get("properties") or {}).get("c4.layout") or "moved"


def _put_below(view: Mapping[str, Any], kept: list[dict[str, Any]], names: _Names) -> None:
    """Put what was not there before in a row below all else."""
    left = min((box["x"] for box in kept), default=_GAP)
    top = max((box["y"] + names.sizes[box["id"]][1] + _GAP for box in kept), default=_GAP)
    for box in view["elements"]:
        if box not in kept:
            box["x"], box["y"] = left, top
            left += names.sizes[box["id"]][0] + _GAP


def _keep_lines(view: Mapping[str, Any], earlier: Mapping[str, Any], names: _Names, old_names: _Names) -> None:
    before = dict(_known_lines(earlier, old_names))
    lines = list(_known_lines(view, names))
    times = Counter(frozenset(known[0][:2]) for known, _ in lines if known in before)
    for known, line in lines:
        for key in _KEPT:
            line.pop(key, None)
        old = before.get(known)
        ends = frozenset(known[0][:2])
        if old is not None:
            line |= {key: kept for key in _KEPT if (kept := _whole(key, old.get(key))) is not None}
        elif times[ends]:
            line["vertices"] = [_aside(view, line, names, times[ends])]
        times[ends] += old is None


def _whole(key: str, value: Any) -> Any:
    """What is kept of a line, in whole pixels and per cent; ``None`` where there is nothing of use."""
    if key == "vertices":
        told = [point for point in value or () if point.get("x") is not None and point.get("y") is not None]
        return [{"x": round(point["x"]), "y": round(point["y"])} for point in told] or None
    return min(max(round(value), 0), 100) if isinstance(value, int | float) else value


_Known = tuple[tuple[str, str, str], str, bool, int]


def _known_lines(view: Mapping[str, Any], names: _Names) -> Iterator[tuple[_Known, dict[str, Any]]]:
    """The lines of a view by their ends and words, and a number for those that say the same."""
    times: Counter[Any] = Counter()
    for line in view.get("relationships") or ():
        words = (
            names.relationships.get(str(line["id"]), ("", "", "")),
            str(line.get("description") or ""),
            bool(line.get("response")),
        )
        yield (*words, times[words]), line
        times[words] += 1


def _aside(view: Mapping[str, Any], line: Mapping[str, Any], names: _Names, number: int) -> dict[str, int]:
    """A point beside the middle between the ends of a line, for one that would else lie on another."""
    ends = names.relationships[line["id"]][:2]
    boxes = [box for box in view["elements"] if names.elements[box["id"]] in ends]
    x = sum(box["x"] + names.sizes[box["id"]][0] // 2 for box in boxes) // max(1, len(boxes))
    y = sum(box["y"] + names.sizes[box["id"]][1] // 2 for box in boxes) // max(1, len(boxes))
    return {"x": x + _BEND * number, "y": y + _BEND * number}


def _keep_canvas(view: dict[str, Any], earlier: Mapping[str, Any], names: _Names) -> None:
    """Keep the size of the canvas, or make it as large as what is on it needs."""
    size = earlier.get("dimensions") or {}
    right = max((box["x"] + names.sizes[box["id"]][0] for box in view["elements"]), default=0)
    bottom = max((box["y"] + names.sizes[box["id"]][1] for box in view["elements"]), default=0)
    known = {names.elements[box["id"]] for box in view["elements"]}
    grown = len(known) != len(earlier.get("elements") or ())
    width, height = round(size.get("width") or 0), round(size.get("height") or 0)
    view["dimensions"] = {
        "width": width if right < width and not grown else max(width, right + _EDGE),
        "height": height if bottom < height and not grown else max(height, bottom + _EDGE),
    }
    if earlier.get("paperSize") and not grown:
        view["paperSize"] = earlier["paperSize"]
