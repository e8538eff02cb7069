"""Types of a schema: values, lists and maps of a model file, with their JSON Schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from sphinxcontrib_c4.model.faults import control_character, describe_character
from sphinxcontrib_c4.model.names import listed, nearest, suggestion
from sphinxcontrib_c4.model.scalars import RawScalar

T = TypeVar("T")
D = TypeVar("D")
T_co = TypeVar("T_co", covariant=True)

_ID = re.compile(r"[A-Za-z0-9_-]+")
_SCRIPT = re.compile(r"(javascript|data|vbscript):", re.IGNORECASE)
_FRACTION = re.compile(r"[0-9]*\.[0-9]+|[0-9]+\.")
_BLANKS = re.compile(r"\n{3,}")


class ValidationError(Exception):
    """A value is invalid.

    ``message`` explains why; ``{key}`` and ``{value}`` in it are replaced by the key and the value.
    ``hint`` is advice.
    """

    def __init__(self, message: str, hint: str) -> None:
        """Store message and advice."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class TypeMismatchError(ValidationError):
    """A value has the wrong type; ``type_name`` describes the right one."""

    def __init__(self, type_name: str) -> None:
        """Store the description of the right type."""
        super().__init__(f"{{key}} must be {type_name}", "")
        self.type_name = type_name


class FieldType(ABC, Generic[T_co]):
    """The type of a value."""

    @abstractmethod
    def read(self, value: Any) -> T_co:
        """Return the validated ``value``.

        Raises:
            ValidationError: the value, or a part of it, does not have this type.
        """

    @abstractmethod
    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON Schema of the type; add the objects that it refers to to ``definitions``."""


class Text(FieldType[str]):
    """Text that ``clean`` accepts and normalises; ``facets`` are its constraints in JSON Schema."""

    def __init__(self, clean: Callable[[str], str], **facets: str | int) -> None:
        """Store a function that normalises a text, or raises :exc:`ValidationError`."""
        self._clean = clean
        self._facets = facets

    def read(self, value: Any) -> str:
        """Return the normalised text."""
        if value.__class__ is not str:
            raise TypeMismatchError("text")
        return self._clean(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a string."""
        return {"type": "string", **self._facets}


class Choice(FieldType[str]):
    """One of several words."""

    def __init__(self, *words: str) -> None:
        """Store the words."""
        self.words = words

    def read(self, value: Any) -> str:
        """Return the word."""
        if value.__class__ is str and value in self.words:
            return str(value)
        text = value if isinstance(value, str) else ""
        near = suggestion(nearest(text, {word: word for word in self.words}, count=1))
        raise ValidationError("{key} cannot be {value}", f"{near} choose {listed(self.words, 'or')}".strip())

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of an enumeration."""
        return {"type": "string", "enum": list(self.words)}


class Boolean(FieldType[bool]):
    """True or false."""

    def read(self, value: Any) -> bool:
        """Return the boolean."""
        if value is True or value is False:
            return bool(value)
        raise TypeMismatchError("true or false")

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a boolean."""
        return {"type": "boolean"}


class LineNumber(FieldType[int]):
    """The number of a line."""

    def read(self, value: Any) -> int:
        """Return the number."""
        if value.__class__ is not int:
            raise TypeMismatchError("a whole number")
        if value < 1:
            raise ValidationError("{key} must be at least 1", "lines count from 1")
        return int(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of an integer from 1."""
        return {"type": "integer", "minimum": 1}


class Number(FieldType[float]):
    """A number from 0; a ``whole`` number is an integer."""

    def __init__(self, *, is_integer: bool) -> None:
        """Store whether it must be an integer."""
        self._is_integer = is_integer

    def read(self, value: Any) -> float:
        """Return the number."""
        if value.__class__ is int:
            return int(value)
        text = value.text if value.__class__ is RawScalar and value.kind == "number" else ""
        if self._is_integer or not _FRACTION.fullmatch(text):
            raise TypeMismatchError("a whole number" if self._is_integer else "a number")
        return float(text)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a number from 0."""
        return {"type": "integer" if self._is_integer else "number", "minimum": 0}


class List(FieldType[tuple[T_co, ...]]):
    """A list of values of one type."""

    def __init__(self, item: FieldType[T_co]) -> None:
        """Store the type of an item."""
        self.item = item

    def read(self, value: Any) -> tuple[T_co, ...]:
        """Return the items."""
        if not isinstance(value, list):
            raise TypeMismatchError("a list")
        return tuple([self.item.read(item) for item in value])

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of an array."""
        return {"type": "array", "items": self.item.json(definitions)}


class OneOrMore(FieldType[tuple[T_co, ...]]):
    """One value of a type, or a list of such values."""

    def __init__(self, item: FieldType[T_co]) -> None:
        """Store the type of a value."""
        self.item = item
        self.list = List(item)

    def read(self, value: Any) -> tuple[T_co, ...]:
        """Return the values."""
        return self.list.read(value) if isinstance(value, list) else (self.item.read(value),)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a value or an array."""
        return {"anyOf": [self.item.json(definitions), self.list.json(definitions)]}


class Map(FieldType[Mapping[str, T_co]]):
    """A mapping of any keys to values of one type."""

    def __init__(self, item: FieldType[T_co]) -> None:
        """Store the type of a value."""
        self.item = item

    def read(self, value: Any) -> Mapping[str, T_co]:
        """Return the values by key."""
        if not isinstance(value, dict):
            raise TypeMismatchError("a mapping of keys and values")
        return {key: self.item.read(item) for key, item in value.items()}

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of an object with any properties."""
        return {"type": "object", "additionalProperties": self.item.json(definitions)}


# --- Texts ---


def _line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    if control := control_character(text):
        raise ValidationError(f"{{key}} contains the control character U+{ord(control):04X}", "delete it")
    return text


def _nonempty_line(text: str) -> str:
    line = _line(text)
    if not line:
        raise ValidationError("{key} is empty", "write some text")
    return line


def _prose(text: str) -> str:
    lines = [_printable(line).rstrip() for line in text.split("\n")]
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")


def _link(text: str) -> str:
    line = _line(text)
    if _SCRIPT.match(line):
        raise ValidationError("{key} is not the address of a page", "write an address that starts with https://")
    return line


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        odd = next((char for char in text if not char.isascii()), "")
        because = f", since it contains {describe_character(odd)}" if odd else ""
        hint = "an id consists of the letters a-z and A-Z, digits, '_' and '-'"
        raise ValidationError(f"{{value}} cannot be an id{because}", hint)
    return text


ID = Text(_id, pattern=f"^{_ID.pattern}$")
NAME = Text(_nonempty_line, minLength=1)
LINE = Text(_line)
PROSE = Text(_prose)
LINK = Text(_link)
FLAG = Boolean()
LINE_NUMBER = LineNumber()
COUNT = Number(is_integer=True)
SHARE = Number(is_integer=False)
