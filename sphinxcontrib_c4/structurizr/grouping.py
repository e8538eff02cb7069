"""Grouping: boundaries around groups, laid out where Structurizr will draw them.

It frames the people and systems of a group in landscape and context views and in dynamic views of no scope, the
containers of one in container views, and so on (``includeGroup`` of ``structurizr-diagram.js``), whatever the author
of the view had in mind. What is framed has to lie together, so the layout has to know.
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
    ViewKind.CONTEXT: _OUTER,
    ViewKind.CONTAINER: frozenset({Kind.CONTAINER}),
    ViewKind.COMPONENT: frozenset({Kind.COMPONENT}),
}


def groups(model: Model) -> dict[str, str]:
    """The title of the group of each element that is in one: the landscape's, or else its own."""
    of_landscape = {name: title for title, names in model.groups.items() for name in names}
    found = {name: of_landscape.get(name) or _own_group(element) for name, element in model.elements.items()}
    return {name: title for name, title in found.items() if title}


def _own_group(element: Element) -> str:
    return _SHARED if element.shared and element.kind is Kind.SYSTEM else element.group


def framed(view: View, titles: Mapping[str, str]) -> View:
    """``view`` with a boundary for each group whose frame Structurizr draws in it."""
    kinds = _FRAMED.get(view.kind) or _dynamic_kinds(view)
    places = {item.element.name: _place(item, titles, kinds) for item in view.elements}
    frames = {
        place: Boundary(name=place, title=titles[item.element.name], parent=_outer(item))
        for item in view.elements
        if (place := places[item.element.name]) != _outer(item)
    }
    wholes = tuple(boundary for boundary in view.boundaries if not _is_group(boundary.name))
    return replace(
        view,
        elements=tuple(replace(item, boundary=places[item.element.name]) for item in view.elements),
        boundaries=(*wholes, *frames.values()),
    )


def _dynamic_kinds(view: View) -> frozenset[Kind]:
    """What is framed in a dynamic view: the finest kind of elements that takes part."""
    kinds = {item.element.kind for item in view.elements}
    if Kind.COMPONENT in kinds:
        return frozenset({Kind.COMPONENT})
    return frozenset({Kind.CONTAINER}) if Kind.CONTAINER in kinds else _OUTER


def _place(item: ViewElement, titles: Mapping[str, str], kinds: frozenset[Kind]) -> str:
    title = titles.get(item.element.name, "") if item.element.kind in kinds else ""
    return f"group:{_outer(item)}:{title}" if title else _outer(item)


def _outer(item: ViewElement) -> str:
    """The system or container around an element in a view, whatever group it is in."""
    return "" if _is_group(item.boundary) else item.boundary


def _is_group(name: str) -> bool:
    return name.startswith("group:")
