"""Aliases: what boxes and boundaries are called inside a diagram's text, in letters, digits and underscores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.views import Boundary, View, ViewElement

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def aliases(names: Iterable[str], *, prefix: str = "e") -> dict[str, str]:
    """An alias for each name, no two alike: ``e_shop_web`` for ``shop.web``; no word of any language among them."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        alias = plain = f"{prefix}_{_UNSAFE.sub('_', name)}"
        number = 1
        while alias in taken:
            number += 1
            alias = f"{plain}_{number}"
        found[name] = alias
        taken.add(alias)
    return found


def view_aliases(view: View) -> dict[str, str]:
    """The aliases of the boxes of a view."""
    return aliases(item.element.name for item in view.elements)


def nested(view: View, parent: str = "", depth: int = 1) -> Iterator[tuple[int, Boundary | Element | None]]:
    """The boundaries and boxes of a view from the outside in, each with its depth; ``None`` ends a boundary."""
    for boundary in view.boundaries:
        if boundary.parent == parent:
            yield depth, boundary
            yield from nested(view, boundary.name, depth + 1)
            yield depth, None
    for item in view.elements:
        if _place(view, item) == parent:
            yield depth, item.element


def _place(view: View, item: ViewElement) -> str:
    """The boundary that a box stands in, ``""`` where the view draws none."""
    return item.boundary if any(boundary.name == item.boundary for boundary in view.boundaries) else ""


def one_line(text: str) -> str:
    """``text`` with each run of white space and control characters as one space."""
    return " ".join("".join(" " if _is_control(char) else char for char in text).split())


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char <= "\x9f" or char in "\u2028\u2029" or "\ud800" <= char <= "\udfff"
