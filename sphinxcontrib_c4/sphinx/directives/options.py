"""Converters of options, and entries of the general index, for several directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinxcontrib_c4.model import listed, nearest, suggestion
from sphinxcontrib_c4.sphinx.nodes import OWN_NODE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    IndexEntry = tuple[str, str, str, str, None]


def one_of(*choices: str) -> Callable[[str | None], str]:
    """Return the converter of an option with one of ``choices`` as its value."""

    def convert(argument: str | None) -> str:
        value = (argument or "").strip().lower()
        if value not in choices:
            raise ValueError(_explain_wrong([value], choices))
        return value

    return convert


def comma_separated(*choices: str) -> Callable[[str | None], tuple[str, ...]]:
    """Return the converter of an option with a comma-separated list as its value, of ``choices`` if there are any."""

    def convert(argument: str | None) -> tuple[str, ...]:
        items = _split(argument or "")
        wrong = [item for item in items if choices and item not in choices]
        if wrong or not items:
            raise ValueError(_explain_wrong(wrong, choices))
        return items

    return convert


WHAT_IF_OPTIONS: Mapping[str, Callable[[str | None], tuple[str, ...]]] = {
    "without": comma_separated(),
    "async": comma_separated(),
}
"""The options of a what-if, for every directive that reports on the model."""


def _explain_wrong(values: Sequence[str], choices: Sequence[str]) -> str:
    """Return why ``values`` cannot be used, with the nearest choices or all; without choices, names are missing."""
    if not choices:
        return "a value is missing; write names, separated by commas"
    near = [name for value in values for name in nearest(value, {choice: choice for choice in choices}, count=1)]
    hint = suggestion(dict.fromkeys(near)) or f"choose {listed(choices, 'or')}"
    return f"unknown value {listed(values, 'and')}; {hint}" if any(values) else f"a value is missing; {hint}"


def _split(text: str) -> tuple[str, ...]:
    return tuple(item for part in text.split(",") if (item := part.strip()))


def index_entry(title: str, kind: str, anchor: str) -> IndexEntry:
    """Return an entry of the general index as Sphinx stores it; a semicolon would split it."""
    return ("single", f"{title.replace(';', ',')} ({kind})", anchor, "", None)


def index_node(entries: list[IndexEntry]) -> addnodes.index:
    """Return the node of ``entries``."""
    node = addnodes.index(entries=entries)
    node[OWN_NODE] = True
    return node
