"""The group of each element, and boundaries around groups where Structurizr draws them.

Structurizr draws a boundary around the people and systems of a group in landscape and context views, around its
containers in container views, and around its components in component views (``includeGroup`` of
``structurizr-diagram.js``), unless a property of the view disables that. Drawings in pages show groups in a landscape
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Kind, Model
from sphinxcontrib_c4.views import Boundary, View, ViewElement, ViewKind

_SHARED = "Shared services"
_OUTER = frozenset({Kind.PERSON, Kind.SYSTEM})
_GROUPED_KINDS = {
    ViewKind.LANDSCAPE: _OUTER,
    ViewKind.CONTAINER: frozenset({Kind.CONTAINER}),
    ViewKind.COMPONENT: frozenset({Kind.COMPONENT}),
}


def group_titles(model: Model) -> dict[str, str]:
    """Return the title of its group for each element that is in one.

    The groups of the landscape come first; without them, people and systems have the groups into which a context view
    folds them. Containers and components have their own groups.
    """
    declared_titles = {name: title for title, names in model.groups.items() for name in names}
    shared_titles = {
        name: _SHARED for name, element in model.elements.items() if element.shared and name not in declared_titles
    }
    titles = declared_titles | shared_titles
    known_titles = set(titles.values())
    for name, element in model.elements.items():
        uses_own = not known_titles or element.parent or _joins_group(element, known_titles)
        if name not in titles and element.group and uses_own:
            titles[name] = element.group
    return titles


def _joins_group(element: Element, titles: set[str]) -> bool:
    """Return whether the group of an external element has the title of a group of the landscape."""
    return element.external and element.group in titles


def add_group_boundaries(view: View, titles: Mapping[str, str]) -> View:
    """Return ``view`` with a boundary around each group for which Structurizr would draw one."""
    kinds = _GROUPED_KINDS.get(view.kind, frozenset())
    names = {item.element.name: _boundary_name(item, titles, kinds) for item in view.elements}
    groups = {
        name: Boundary(name=name, title=titles[item.element.name], parent=_outer_boundary(item))
        for item in view.elements
        if (name := names[item.element.name]) != _outer_boundary(item)
    }
    frames = tuple(boundary for boundary in view.boundaries if not _is_group(boundary.name))
    elements = tuple(replace(item, boundary=names[item.element.name]) for item in view.elements)
    return replace(view, elements=elements, boundaries=(*frames, *groups.values()))


def remove_group_boundaries(view: View) -> View:
    """Return ``view`` without boundaries around groups."""
    return add_group_boundaries(view, {})


def _boundary_name(item: ViewElement, titles: Mapping[str, str], kinds: frozenset[Kind]) -> str:
    title = titles.get(item.element.name, "") if item.element.kind in kinds else ""
    return f"group:{_outer_boundary(item)}:{title}" if title else _outer_boundary(item)


def _outer_boundary(item: ViewElement) -> str:
    """Return the system or container around an element in a view, ignoring its group."""
    return "" if _is_group(item.boundary) else item.boundary


def _is_group(name: str) -> bool:
    return name.startswith("group:")
