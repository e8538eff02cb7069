"""Grouping: which group each element is in, and boundaries around groups where Structurizr draws them.

It frames the people and systems of a group in landscape and context views, the containers of one in container views,
and so on, whatever the author of the view had in mind (``includeGroup`` of ``structurizr-diagram.js``), unless the
view says that it shall not. Our drawings frame groups in a landscape only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Kind, Model
from sphinxcontrib_c4.views import Boundary, View, ViewElement, ViewKind

_SHARED = "Shared services"
_OUTER = frozenset({Kind.PERSON, Kind.SYSTEM})
_FRAMED = {
    ViewKind.LANDSCAPE: _OUTER,
    ViewKind.CONTAINER: frozenset({Kind.CONTAINER}),
    ViewKind.COMPONENT: frozenset({Kind.COMPONENT}),
}


def groups(model: Model) -> dict[str, str]:
    """The title of the group of each element that is in one.

    Where the landscape groups its systems, that counts; where it does not, the group that a context view may fold them
    into. Containers and components have none but their own.
    """
    declared = {name: title for title, names in model.groups.items() for name in names}
    shared = {name: _SHARED for name, element in model.elements.items() if element.shared and name not in declared}
    found = declared | shared
    titles = set(found.values())
    for name, element in model.elements.items():
        if name not in found and element.group and (not titles or element.parent or _joins(element, titles)):
            found[name] = element.group
    return found


def _joins(element: Element, titles: set[str]) -> bool:
    """Whether an element stands in a group of the landscape since its own bears the same title."""
    return element.external and element.group in titles


def framed(view: View, titles: Mapping[str, str]) -> View:
    """``view`` with a boundary around each group that Structurizr would frame, or just as it is."""
    kinds = _FRAMED.get(view.kind, frozenset())
    places = {item.element.name: _place(item, titles, kinds) for item in view.elements}
    frames = {
        place: Boundary(name=place, title=titles[item.element.name], parent=_outer(item))
        for item in view.elements
        if (place := places[item.element.name]) != _outer(item)
    }
    wholes = tuple(boundary for boundary in view.boundaries if not _is_group(boundary.name))
    elements = tuple(replace(item, boundary=places[item.element.name]) for item in view.elements)
    return replace(view, elements=elements, boundaries=(*wholes, *frames.values()))


def unframed(view: View) -> View:
    """``view`` without boundaries around groups."""
    return framed(view, {})


def _place(item: ViewElement, titles: Mapping[str, str], kinds: frozenset[Kind]) -> str:
    title = titles.get(item.element.name, "") if item.element.kind in kinds else ""
    return f"group:{_outer(item)}:{title}" if title else _outer(item)


def _outer(item: ViewElement) -> str:
    """The system or container around an element in a view, whatever group it is in."""
    return "" if _is_group(item.boundary) else item.boundary


def _is_group(name: str) -> bool:
    return name.startswith("group:")
