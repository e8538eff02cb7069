"""The group of each element, and boundaries around groups where Structurizr draws them.

Structurizr draws a boundary around the people and systems of a group in landscape and context views, around its
containers in container views, and around its components in component views (``includeGroup`` of
``structurizr-diagram.js``), unless a property of the view disables that. Drawings in pages show no groups in the
context view of a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Kind, Model
from sphinxcontrib_c4.structurizr.view_format import GROUPED_KINDS
from sphinxcontrib_c4.views import GROUP_PREFIX, View, ViewKind, group_frames

_SHARED = "Shared services"
_NO_KINDS: frozenset[Kind] = frozenset()


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


def add_group_boundaries(view: View, titles: Mapping[str, str], *, separator: str = "") -> View:
    """Return ``view`` with a boundary around each group for which Structurizr would draw one.

    Args:
        titles: the name of an element -> the title of its group, or its path.
        separator: the text between the titles of a path, or ``""`` if groups do not nest.
    """
    if view.kind is ViewKind.DEPLOYMENT:  # its groups do not depend on those of elements
        return view
    kinds = _NO_KINDS if view.kind is ViewKind.CONTEXT else GROUPED_KINDS.get(view.kind, _NO_KINDS)
    groups = {
        item.element.name: titles[item.element.name]
        for item in view.elements
        if item.element.name in titles and item.element.kind in kinds
    }
    outer = {boundary.name: boundary.parent for boundary in view.boundaries if _is_group(boundary.name)}
    parents = {item.element.name: _outer_boundary(item.boundary, outer) for item in view.elements}
    innermost, frames = group_frames(groups, separator=separator, parents=parents)
    boundaries = tuple(boundary for boundary in view.boundaries if not _is_group(boundary.name))
    names = parents | innermost
    elements = tuple(replace(item, boundary=names[item.element.name]) for item in view.elements)
    return replace(view, elements=elements, boundaries=(*boundaries, *frames))


def remove_group_boundaries(view: View) -> View:
    """Return ``view`` without boundaries around groups."""
    return add_group_boundaries(view, {})


def _outer_boundary(name: str, group_parents: Mapping[str, str]) -> str:
    """Return the boundary ``name``, or the first one around it that is not a group."""
    while _is_group(name):
        name = group_parents.get(name, "")
    return name


def _is_group(name: str) -> bool:
    return name.startswith(GROUP_PREFIX)
