"""Identifiers of boxes and boundaries in the text of a diagram, and other helpers of all text formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sphinxcontrib_c4.model import Element, control_character
from sphinxcontrib_c4.views import Boundary, View, ViewElement

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def make_identifiers(names: Iterable[str], *, prefix: str = "e") -> dict[str, str]:
    """Return a unique identifier for each name: ``e_shop_web`` for ``shop.web``.

    It consists of letters, digits and underscores; because of its prefix it is not a keyword of any language.
    """
    identifiers: dict[str, str] = {}
    names_in_use: set[str] = set()
    for name in names:
        identifier = base = f"{prefix}_{_UNSAFE.sub('_', name)}"
        number = 1
        while identifier in names_in_use:
            number += 1
            identifier = f"{base}_{number}"
        identifiers[name] = identifier
        names_in_use.add(identifier)
    return identifiers


def box_identifiers(view: View, *, prefix: str = "e") -> dict[str, str]:
    """Return the identifiers of the boxes of a view."""
    return make_identifiers((item.element.name for item in view.elements), prefix=prefix)


def boundary_identifiers(view: View, *, prefix: str) -> dict[str, str]:
    """Return the identifiers of the boundaries of a view."""
    return make_identifiers((boundary.name for boundary in view.boundaries), prefix=prefix)


def walk_boundaries(view: View, parent: str = "", depth: int = 1) -> Iterator[tuple[int, Boundary | Element | None]]:
    """Yield boundaries and boxes from the outside in, each with its depth; None ends a boundary."""
    for boundary in view.boundaries:
        if boundary.parent == parent:
            yield depth, boundary
            yield from walk_boundaries(view, boundary.name, depth + 1)
            yield depth, None
    for item in view.elements:
        if _boundary_of(view, item) == parent:
            yield depth, item.element


def _boundary_of(view: View, item: ViewElement) -> str:
    """Return the boundary around a box, or ``""`` if the view does not draw it."""
    return item.boundary if any(boundary.name == item.boundary for boundary in view.boundaries) else ""


def one_line(text: str) -> str:
    """Return ``text`` with each run of white space and control characters as one space."""
    if control_character(text):
        text = "".join(" " if control_character(char) else char for char in text)
    return " ".join(text.split())
