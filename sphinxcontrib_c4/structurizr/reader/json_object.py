"""A node: an object of a workspace, with ways to get at what it holds that note what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sphinxcontrib_c4.model import Position
from sphinxcontrib_c4.structurizr.reader.json_source import JsonText, Path, written
from sphinxcontrib_c4.structurizr.reader.unmapped import Leftovers

_CANVAS = 1_000_000
"""No canvas is as wide or high as this (px)."""


@dataclass(frozen=True, slots=True)
class Node:
    """The object ``value`` that stands at ``path`` of a text."""

    source: JsonText
    leftovers: Leftovers
    path: Path
    value: dict[str, Any]

    @property
    def position(self) -> Position:
        """Where it stands."""
        return self.source.position(self.path)

    def fault(self, message: str, hint: str = "", *, key: str = "") -> None:
        """Note what is wrong with it, or with the value of ``key``."""
        self.source.fault((*self.path, key) if key else self.path, message, hint)

    def leave(self, what: str, *keys: str) -> None:
        """Note that it, or what stands at ``keys`` in it, is not taken over; ``what`` says what that is."""
        path = (*self.path, *keys)
        self.leftovers.note(what, self.source.position(path), written(path))

    def text(self, key: str, *, wanted: bool = False) -> str:
        """The text of ``key``; ``""`` where there is none, which is a fault if it is ``wanted``.

        A number counts as text, since ids are often written as numbers.
        """
        value = self.value.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            self.fault(f"this must be text, and it is {_told(value)}", f'write "{key}": "…"', key=key)
        elif wanted and not (value or "").strip():
            self.fault(f'"{key}" is missing or empty', f'add "{key}": "…"')
        return value if isinstance(value, str) else ""

    def check_numbers(self, *keys: str) -> None:
        """Note which of ``keys`` hold something that is no coordinate or length on a canvas."""
        for key in keys:
            value = self.value.get(key)
            if value is None or (type(value) in (int, float) and abs(value) < _CANVAS):
                continue
            self.fault(f"this must be a number of pixels, and it is {_told(value)}", f'write "{key}": 0', key=key)

    def node(self, key: str) -> Node:
        """The object of ``key``; an empty one where there is none."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(f"this must be an object, and it is {_told(value)}", f'write "{key}": {{…}}', key=key)
        return Node(self.source, self.leftovers, (*self.path, key), value if isinstance(value, dict) else {})

    def nodes(self, key: str) -> Iterator[Node]:
        """The objects of the list ``key``."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, list):
            self.fault(f"this must be a list, and it is {_told(value)}", f'write "{key}": […]', key=key)
        for number, item in enumerate(value if isinstance(value, list) else ()):
            path = (*self.path, key, number)
            if isinstance(item, dict):
                yield Node(self.source, self.leftovers, path, item)
            else:
                self.source.fault(path, f"this must be an object, and it is {_told(item)}", "write {…}")

    def properties(self, known: Collection[str], what: str) -> dict[str, str]:
        """The properties that are ``known``; others of ``what`` are noted as left over."""
        node = self.node("properties")
        for name in node.value:
            if name not in known and not name.startswith("structurizr.inspection."):
                # Those of its own tools stand at whatever they have made.
                of = "" if name.startswith("structurizr.") else f" of {what}"
                self.leave(f"property {name!r}{of}", "properties", name)
        return {name: node.text(name) for name in node.value if name in known}

    def expect(self, known: Collection[str], what: str) -> None:
        """Note every key that is not ``known`` and holds something as left over."""
        for key, value in self.value.items():
            if key not in known and value not in (None, "", [], {}, False):
                self.leave(f"{key!r} of {what}", key)


def _told(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "nothing"
