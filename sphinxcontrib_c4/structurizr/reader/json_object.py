"""An object of a workspace, with accessors that check the types of its values and report errors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sphinxcontrib_c4.model import Position
from sphinxcontrib_c4.structurizr.reader.json_source import JsonPath, JsonSource, format_json_path
from sphinxcontrib_c4.structurizr.reader.unmapped import UnmappedItems

_MAX_PIXELS = 2**31
# Programs write these keys, not authors. ``name`` of a view and ``defaultTags`` repeat what other keys state.
_BOOKKEEPING = frozenset(
    {"generatedKey", "lastSavedView", "metadataSymbols", "defaultTags", "defaultView", "viewSortOrder", "version"}
    | {"layoutMergeStrategy", "mergeFromRemote", "users", "visibility", "thumbnail", "lastModifiedUser"}
    | {"lastModifiedUserAgent"}
)
_EXPORT_PREFIX = "c4."
_PROGRAM_PREFIXES = ("structurizr.",)
_WRITTEN_PREFIXES = (_EXPORT_PREFIX, "structurizr.dsl", "structurizr.inspection.")
_PRESENTATION = {
    "animations": "animations",
    "branding": "branding",
    "enterprise": "enterprise",
    "terminology": "terminology",
    "theme": "themes",
    "themes": "themes",
}
"""Keys that change only the appearance in Structurizr -> their name in a report."""


@dataclass(frozen=True, slots=True)
class JsonObject:
    """The object ``value`` at ``path`` in a JSON text."""

    source: JsonSource
    unmapped: UnmappedItems
    path: JsonPath
    value: dict[str, Any]

    @property
    def position(self) -> Position:
        """The position of the object in the file."""
        return self.source.position(self.path)

    def fault(self, message: str, hint: str = "", *, key: str = "") -> None:
        """Add a fault of the object, or of the value of ``key``."""
        self.source.fault((*self.path, key) if key else self.path, message, hint)

    def add_unmapped(self, description: str, *keys: str) -> None:
        """Add an unmapped item for the object, or for the value at ``keys`` in it."""
        path = (*self.path, *keys)
        self.unmapped.add(description, self.source.position(path), format_json_path(path))

    def text(self, key: str, *, required: bool = False) -> str:
        """Return the text of ``key``, or ``""`` if it is missing; a ``required`` text must not be blank.

        A number counts as text, because ids are often written as numbers.
        """
        value = self.value.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            self.fault(f"expected text, got {_type_name(value)}", f'write "{key}": "…"', key=key)
        elif required and not (value or "").strip():
            self.fault(f'"{key}" is missing or empty', f'add "{key}": "…"')
        return value if isinstance(value, str) else ""

    def text_list(self, key: str) -> list[str]:
        """Return the texts of the list ``key``."""
        value = self.value.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            self.fault(f"expected a list of texts, got {_type_name(value)}", f'write "{key}": ["…"]', key=key)
            return []
        return list(value or ())

    def check_pixels(self, *keys: str) -> None:
        """Check that the values of ``keys`` are coordinates or lengths on a canvas."""
        for key in keys:
            value = self.value.get(key)
            if value is None or (type(value) in (int, float) and abs(value) < _MAX_PIXELS):
                continue
            got = "a greater number" if type(value) in (int, float) else _type_name(value)
            self.fault(f"expected a number of pixels below {_MAX_PIXELS}, got {got}", f'write "{key}": 0', key=key)

    def object(self, key: str) -> JsonObject:
        """Return the object of ``key``, or an empty one if it is missing."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(f"expected an object, got {_type_name(value)}", f'write "{key}": {{…}}', key=key)
        return JsonObject(self.source, self.unmapped, (*self.path, key), value if isinstance(value, dict) else {})

    def objects(self, key: str) -> Iterator[JsonObject]:
        """Yield the objects of the list ``key``."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, list):
            self.fault(f"expected a list, got {_type_name(value)}", f'write "{key}": […]', key=key)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            path = (*self.path, key, index)
            if isinstance(item, dict):
                yield JsonObject(self.source, self.unmapped, path, item)
            else:
                self.source.fault(path, f"expected an object, got {_type_name(item)}", "write {…}")

    def properties(self, names: Collection[str], owner: str) -> dict[str, str]:
        """Return the properties with these ``names``; report others of ``owner`` that begin like those of exports."""
        properties = self.object("properties")
        for name in properties.value:
            if name not in names and name.startswith(_EXPORT_PREFIX):
                self.add_unmapped(f"property {name!r} of {owner}", "properties", name)
        return self.known_properties(names)

    def known_properties(self, names: Collection[str]) -> dict[str, str]:
        """Return the properties with these ``names``."""
        properties = self.object("properties")
        return {name: properties.text(name) for name in properties.value if name in names}

    def settings(self, names: Collection[str], owner: str) -> tuple[tuple[str, str], ...]:
        """Return the properties that set up Structurizr and other programs, other than those with these ``names``.

        An export writes its own inspections, and the source in the DSL would contradict what it writes.
        """
        return self.custom_properties(names, owner, skipped_prefixes=_WRITTEN_PREFIXES)

    def custom_properties(
        self, names: Collection[str], owner: str, *, skipped_prefixes: tuple[str, ...] = _PROGRAM_PREFIXES
    ) -> tuple[tuple[str, str], ...]:
        """Return the properties other than those with these ``names`` and prefixes, in their order.

        Lists and objects of ``owner`` are unmapped.
        """
        properties = self.object("properties")
        texts = []
        for name, value in properties.value.items():
            if name in names or name.startswith(skipped_prefixes):
                continue
            if isinstance(value, bool | str | int | float):
                texts.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
            elif not _is_empty(value):
                self.add_unmapped(f"property {name!r} of {owner}", "properties", name)
        return tuple(texts)

    def check_keys(self, keys: Collection[str], owner: str) -> None:
        """Report keys of ``owner`` other than ``keys`` as unmapped, unless they are empty or written by programs."""
        for key, value in self.value.items():
            if key in keys or key in _BOOKKEEPING or _is_empty(value):
                continue
            if key in _PRESENTATION:
                self.add_presentation(_PRESENTATION[key], key)
            else:
                self.add_unmapped(f"{key!r} of {owner}", key)

    def add_presentation(self, plural: str, *keys: str) -> None:
        """Report that the object, or the value at ``keys`` in it, only changes the appearance in Structurizr."""
        path = (*self.path, *keys)
        self.unmapped.add_presentation(plural, self.source.position(path), format_json_path(path))


def _is_empty(value: Any) -> bool:
    """Return whether a value holds nothing; an object may consist of empty lists."""
    if isinstance(value, dict):
        return all(item in (None, "", [], {}, False) for item in value.values())
    return value in (None, "", [], False)


def _type_name(value: Any) -> str:
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
            return "null"
