"""Converters of options, and entries of the general index, for several directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import directives
from sphinx import addnodes

from sphinxcontrib_c4.sphinx.nodes import OWN_NODE

if TYPE_CHECKING:
    from collections.abc import Callable

    IndexEntry = tuple[str, str, str, str, None]


def one_of(*choices: str) -> Callable[[str], str]:
    """Return the converter of an option with one of ``choices`` as its value."""

    def convert(argument: str) -> str:
        return directives.choice(argument, choices)

    return convert


def comma_separated(*choices: str) -> Callable[[str], tuple[str, ...]]:
    """Return the converter of an option with a comma-separated list as its value, of ``choices`` if there are any."""

    def convert(argument: str) -> tuple[str, ...]:
        items = _split(directives.unchanged_required(argument))
        wrong = [item for item in items if choices and item not in choices]
        if wrong or not items:
            raise ValueError(f"{', '.join(wrong) or 'nothing'}; expected {', '.join(choices) or 'names'}")
        return items

    return convert


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
