"""Properties in which an export stores what a workspace has no field for, some of them as JSON.

Anyone can edit them, so every value is checked. A broken one is a fault at the property, and counts as missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sphinxcontrib_c4.model import IngestionSource, Source, Suppression
from sphinxcontrib_c4.structurizr.property_names import CUSTOM_PROPERTIES, Choices
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.json_source import JsonNumberError, all_texts, character_error, parse_json

_HINT = "remove the property, or export the model again"
_INGESTION_TEXTS = frozenset({"system", "transport", "cadence", "data", "source_of_truth", "suppress"})


@dataclass(frozen=True, slots=True)
class StoredProperties:
    """Those properties of ``owner`` that an export writes, by their names."""

    owner: JsonObject
    texts: Mapping[str, str]

    @classmethod
    def read(cls, owner: JsonObject, names: Collection[str], owner_type: str) -> StoredProperties:
        """Return the properties with these ``names``; report others of an ``owner_type`` as unmapped."""
        return cls(owner, owner.properties(names, owner_type))

    @classmethod
    def select(cls, owner: JsonObject, names: Collection[str]) -> StoredProperties:
        """Return the properties with these ``names``; ``custom`` returns the others."""
        return cls(owner, owner.known_properties(names))

    def __contains__(self, name: str) -> bool:
        """Return whether the property exists."""
        return name in self.texts

    def text(self, name: str, default: str = "") -> str:
        """Return the text of a property, or ``default`` if it is missing."""
        return self.texts.get(name, default)

    def is_true(self, name: str) -> bool:
        """Return whether a property is set to ``true``."""
        return self.texts.get(name) == "true"

    def choice(self, name: str, choices: Collection[str]) -> str:
        """Return a text that is one of ``choices``, or ``""``; another text is an author's own property."""
        text = self.text(name)
        return text if text in choices else ""

    def custom(self, owner_type: str, choices: Choices) -> tuple[tuple[str, str], ...]:
        """Return an author's own properties, in their order; those with ``choices`` are own ones with other texts."""
        own_names = {name for name, texts in choices.items() if self.text(name) not in ("", *texts)}
        custom = self.owner.custom_properties(self.texts.keys() - own_names, owner_type)
        value = self._json(CUSTOM_PROPERTIES)
        if isinstance(value, list) and all(_is_text_list(item) and len(item) == 2 for item in value):
            return (*custom, *((name, text) for name, text in value))
        self._expect(CUSTOM_PROPERTIES, value, "a list of names with their values")
        return custom

    def fault(self, name: str, message: str, hint: str = _HINT) -> None:
        """Add a fault of a property."""
        self.owner.source.fault((*self.owner.path, "properties", name), message, hint)

    def name_lists(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return a JSON object of lists of texts."""
        value = self._json(name)
        if isinstance(value, dict) and all(_is_text_list(item) for item in value.values()):
            return {key: tuple(item) for key, item in value.items()}
        self._expect(name, value, "an object of lists of texts")
        return {}

    def collections(self, name: str) -> dict[str, Any]:
        """Return a JSON object of lists and objects."""
        value = self._json(name)
        if isinstance(value, dict) and all(isinstance(item, list | dict) for item in value.values()):
            return value
        self._expect(name, value, "an object of lists and objects")
        return {}

    def records(self, name: str) -> list[dict[str, Any]]:
        """Return a JSON list of objects."""
        value = self._json(name)
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        self._expect(name, value, "a list of objects")
        return []

    def text_list(self, name: str) -> tuple[str, ...]:
        """Return a JSON list of texts."""
        value = self._json(name)
        if isinstance(value, list) and _is_text_list(value):
            return tuple(value)
        self._expect(name, value, "a list of texts")
        return ()

    def text_object(self, name: str) -> dict[str, str]:
        """Return a JSON object of texts."""
        value = self._json(name)
        if isinstance(value, dict) and _are_texts(value.values()):
            return value
        self._expect(name, value, "an object of texts")
        return {}

    def text_records(
        self, name: str, required: Collection[str], optional: Collection[str] = ()
    ) -> list[dict[str, str]]:
        """Return a JSON list of objects of texts that have all ``required`` keys and perhaps ``optional`` ones."""
        value = self._json(name)
        if isinstance(value, list) and all(_is_record(item, required, optional) for item in value):
            return value
        self._expect(name, value, f"a list of objects with {', '.join(required)}")
        return []

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the accepted findings in the property ``c4.suppress``."""
        records = self.text_records("c4.suppress", ("rule", "reason"))
        return tuple(Suppression(**record, position=self.owner.position) for record in records)

    def ingestion(self) -> tuple[IngestionSource, ...]:
        """Return the ingestion sources in the property ``c4.ingestion``."""
        value = self._json("c4.ingestion")
        if isinstance(value, list) and all(_is_ingestion(item) for item in value):
            return tuple(self._ingestion_source(item) for item in value)
        self._expect("c4.ingestion", value, "a list of ingestion sources")
        return ()

    def _ingestion_source(self, record: Mapping[str, Any]) -> IngestionSource:
        fields = {"system": "", **{key: value for key, value in record.items() if key not in ("source", "suppress")}}
        source = record.get("source")
        properties = StoredProperties(self.owner, {"c4.suppress": record["suppress"]} if "suppress" in record else {})
        return IngestionSource(
            **fields,
            suppressions=properties.suppressions(),
            position=self.owner.position,
            source=Source(**source) if source else None,
        )

    def _json(self, name: str) -> Any:
        """Return the JSON value of a property, or None if it is missing or invalid."""
        text = self.texts.get(name)
        if not text:
            return None
        try:
            value = parse_json(text)
        except JsonNumberError as error:
            self.fault(name, f"invalid JSON: {error}")
        except (ValueError, RecursionError):
            self.fault(name, "invalid JSON")
        else:
            message = next(filter(None, map(character_error, all_texts(value))), "")
            if not message:
                return value
            self.fault(name, message)
        return None

    def _expect(self, name: str, value: Any, requirement: str) -> None:
        if value is not None:
            self.fault(name, f"expected {requirement}")


def _are_texts(values: Collection[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_text_list(value: Any) -> bool:
    return isinstance(value, list) and _are_texts(value)


def _is_record(value: Any, required_keys: Collection[str], optional: Collection[str]) -> bool:
    return (
        isinstance(value, dict)
        and _are_texts(value.values())
        and value.keys() >= set(required_keys)
        and value.keys() <= {*required_keys, *optional}
    )


def _is_ingestion(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    texts = {key: item for key, item in value.items() if key not in ("fragile", "source")}
    return (
        _is_record(texts, ("title",), _INGESTION_TEXTS)
        and isinstance(value.get("fragile", False), bool)
        and _is_source(value.get("source"))
    )


def _is_source(value: Any) -> bool:
    if not isinstance(value, dict):
        return value is None
    texts = {key: item for key, item in value.items() if key != "line"}
    line = value.get("line")
    return _is_record(texts, (), ("repo", "path")) and (line is None or type(line) is int)
