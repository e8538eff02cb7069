"""Types of a schema: values, lists, maps and objects of a model file, with their JSON Schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from sphinxcontrib_c4.model.document import Entries
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


# --- Objects ---


class Field(Generic[T]):
    """A key of an object: the type of its value, its default, its description and an example.

    In the body of a class, it declares the key. Afterwards, the attribute of the class is the ``default``, and that of
    an instance the value, if the file contains the key. So reading a key without a value costs no call.
    """

    def __init__(
        self, type_: FieldType[Any], default: Any, description: str, *, example: Any = None, required: bool = False
    ) -> None:
        """Store the declaration."""
        self.type = type_
        self.default = default
        self.description = description
        self.example = example
        self.required = required

    if TYPE_CHECKING:

        def __get__(self, entry: object, owner: type | None = None) -> T:
            """State the type of the attribute."""

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        schema = self.type.json(definitions)
        if self.default is None and not self.required:
            schema = {"anyOf": [schema, {"type": "null"}]}
        if self.description:
            schema["description"] = self.description
        if isinstance(self.default, bool | str) and self.default != "":
            schema["default"] = self.default
        if self.example is not None:
            schema["examples"] = [self.example]
        return schema


def required(type_: FieldType[T], description: str = "", *, example: Any = None) -> Field[T]:
    """Return a required key."""
    return Field(type_, None, description, example=example, required=True)


def optional(type_: FieldType[T], default: D, description: str = "", *, example: Any = None) -> Field[T | D]:
    """Return an optional key; a default of ``None`` may also be written."""
    return Field(type_, default, description, example=example)


def list_of(type_: FieldType[T], description: str = "", *, example: Any = None) -> Field[tuple[T, ...]]:
    """Return an optional key whose value is a list, by default empty."""
    return Field(List(type_), (), description, example=example)


def map_of(type_: FieldType[T], description: str = "", *, example: Any = None) -> Field[Mapping[str, T]]:
    """Return an optional key whose value is a mapping, by default empty."""
    return Field(Map(type_), {}, description, example=example)


class SchemaObject:
    """A mapping of a model file; a subclass declares its keys, each as a :class:`Field`.

    ``fields`` are the keys, ``noun`` is its name in messages; if empty, messages name its key.
    """

    fields: ClassVar[Mapping[str, Field[Any]]] = {}
    noun: ClassVar[str] = ""

    def __init_subclass__(cls, *, noun: str = "", keys: Mapping[str, Field[Any]] = MappingProxyType({})) -> None:
        """Collect the keys that the class declares, and those that a table gives as ``keys``."""
        own = {**{key: value for key, value in vars(cls).items() if isinstance(value, Field)}, **keys}
        for key, field in own.items():
            setattr(cls, key, field.default)
        cls.fields = {**cls.fields, **own}
        cls.noun = noun

    @classmethod
    def read(cls, value: Any) -> Self:
        """Return the object in the mapping ``value``.

        Raises:
            ValidationError: it is not a mapping, or a part of it is invalid.
        """
        if not isinstance(value, dict):
            raise TypeMismatchError("a mapping of keys and values")
        entry, fields = cls(), cls.fields
        values = entry.__dict__
        keys = value.keys_at if isinstance(value, Entries) else value  # also the keys without a value
        if not keys.keys() <= fields.keys():
            raise ValidationError(f"unknown key in {cls.__name__}", "")
        for key, item in value.items():
            values[key] = fields[key].type.read(item)
        for key, field in fields.items():
            if field.required and key not in values:
                raise ValidationError(f"missing key in {cls.__name__}", "")
        return entry


EntryT = TypeVar("EntryT", bound=SchemaObject)


class Nested(FieldType[EntryT]):
    """An object inside of an object."""

    def __init__(self, entry: type[EntryT]) -> None:
        """Store the class of the object."""
        self.entry = entry

    def read(self, value: Any) -> EntryT:
        """Return the object."""
        return self.entry.read(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return a reference to the definition of the object."""
        name = self.entry.__name__
        if name not in definitions:
            definitions[name] = _object(self.entry, definitions)
        return {"$ref": f"#/$defs/{name}"}


class ShortForm(FieldType[T | EntryT]):
    """An object, or a value that is its short form."""

    def __init__(self, short: FieldType[T], nested: Nested[EntryT]) -> None:
        """Store the type of the short form and that of the object."""
        self.short = short
        self.nested = nested

    def read(self, value: Any) -> T | EntryT:
        """Return the value, or the object."""
        return self.nested.read(value) if isinstance(value, dict) else self.short.read(value)

    def type_of(self, value: Any) -> FieldType[Any]:
        """Return the type that ``value`` must have."""
        return self.nested if isinstance(value, dict) else self.short

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of either."""
        return {"anyOf": [self.short.json(definitions), self.nested.json(definitions)]}


def to_json_schema(entry: type[SchemaObject], *, title: str) -> dict[str, Any]:
    """Return the JSON Schema of an object, for editors that complete and validate YAML."""
    definitions: dict[str, Any] = {}
    schema = _object(entry, definitions)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": title, **schema, "$defs": dict(sorted(definitions.items()))}


def _object(entry: type[SchemaObject], definitions: dict[str, Any]) -> dict[str, Any]:
    return {
        **({"title": entry.noun} if entry.noun else {}),
        "type": "object",
        "description": (entry.__doc__ or "").strip(),
        "properties": {key: field.json(definitions) for key, field in entry.fields.items()},
        "required": [key for key, field in entry.fields.items() if field.required],
        "additionalProperties": False,
    }
