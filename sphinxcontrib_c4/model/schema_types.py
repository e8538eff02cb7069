"""What single values, lists and tables of a model file must look like."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Self, TypeVar

from sphinxcontrib_c4.model.document import Entries
from sphinxcontrib_c4.model.faults import describe_character
from sphinxcontrib_c4.model.names import listed, nearest, suggestion
from sphinxcontrib_c4.model.scalars import RawScalar

T = TypeVar("T")
D = TypeVar("D")
T_co = TypeVar("T_co", covariant=True)

_ID = re.compile(r"[A-Za-z0-9_-]+")
_SCRIPT = re.compile(r"(javascript|data|vbscript):", re.IGNORECASE)
_FRACTION = re.compile(r"[0-9]*\.[0-9]+|[0-9]+\.")
_BLANKS = re.compile(r"\n{3,}")
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


class ValidationError(Exception):
    """A value is not what it must be.

    ``message`` says why, with ``{key}`` and ``{told}`` where the key and the value are to be named;
    ``hint`` says what to do.
    """

    def __init__(self, message: str, hint: str) -> None:
        """Say why, and what to do."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class TypeMismatchError(ValidationError):
    """A value is of another type than the one ``wanted``, which is told in words."""

    def __init__(self, wanted: str) -> None:
        """Say what is wanted."""
        super().__init__(f"{{key}} must be {wanted}", "")
        self.wanted = wanted


class FieldType(ABC, Generic[T_co]):
    """What a value must look like."""

    @abstractmethod
    def read(self, value: Any) -> T_co:
        """``value`` as it is meant.

        Raises:
            ValidationError: the value, or something in it, does not have this form.
        """

    @abstractmethod
    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """The JSON Schema of the form; what that refers to is added to ``definitions``."""


class Text(FieldType[str]):
    """Text, as ``clean`` lets it pass; ``facets`` are what JSON Schema can say about that."""

    def __init__(self, clean: Callable[[str], str], **facets: str | int) -> None:
        """Take what cleans a text, or raises :exc:`ValidationError`."""
        self._clean = clean
        self._facets = facets

    def read(self, value: Any) -> str:
        """The text, cleaned."""
        if value.__class__ is not str:
            raise TypeMismatchError("text")
        return self._clean(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A string."""
        return {"type": "string", **self._facets}


class Choice(FieldType[str]):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        """Take the words."""
        self.words = words

    def read(self, value: Any) -> str:
        """The word."""
        if value.__class__ is str and value in self.words:
            return str(value)
        written = value if isinstance(value, str) else ""
        near = suggestion(nearest(written, {word: word for word in self.words}, count=1))
        raise ValidationError("{key} cannot be {told}", f"{near} choose {listed(self.words, 'or')}".strip())

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A string out of an enumeration."""
        return {"type": "string", "enum": list(self.words)}


class Boolean(FieldType[bool]):
    """True or false."""

    def read(self, value: Any) -> bool:
        """The flag."""
        if value is True or value is False:
            return bool(value)
        raise TypeMismatchError("true or false")

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class LineNumber(FieldType[int]):
    """The number of a line."""

    def read(self, value: Any) -> int:
        """The number."""
        if value.__class__ is not int:
            raise TypeMismatchError("a whole number")
        if value < 1:
            raise ValidationError("{key} must be at least 1", "lines count from 1")
        return int(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """An integer from 1."""
        return {"type": "integer", "minimum": 1}


class Number(FieldType[float]):
    """A number from 0; a ``whole`` one counts something."""

    def __init__(self, *, whole: bool) -> None:
        """Say whether it has to be whole."""
        self._whole = whole

    def read(self, value: Any) -> float:
        """The number."""
        if value.__class__ is int:
            return int(value)
        text = value.text if value.__class__ is RawScalar and value.kind == "number" else ""
        if self._whole or not _FRACTION.fullmatch(text):
            raise TypeMismatchError("a whole number" if self._whole else "a number")
        return float(text)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A number from 0."""
        return {"type": "integer" if self._whole else "number", "minimum": 0}


class List(FieldType[tuple[T_co, ...]]):
    """A list of values of one form."""

    def __init__(self, item: FieldType[T_co]) -> None:
        """Take the form of an item."""
        self.item = item

    def read(self, value: Any) -> tuple[T_co, ...]:
        """The items."""
        if not isinstance(value, list):
            raise TypeMismatchError("a list")
        return tuple([self.item.read(item) for item in value])

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """An array."""
        return {"type": "array", "items": self.item.json(definitions)}


class Map(FieldType[Mapping[str, T_co]]):
    """A mapping of any keys to values of one form."""

    def __init__(self, item: FieldType[T_co]) -> None:
        """Take the form of a value."""
        self.item = item

    def read(self, value: Any) -> Mapping[str, T_co]:
        """The values by their keys."""
        if not isinstance(value, dict):
            raise TypeMismatchError("a mapping of keys and values")
        return {key: self.item.read(item) for key, item in value.items()}

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """An object with any properties."""
        return {"type": "object", "additionalProperties": self.item.json(definitions)}


# --- Texts ---


def _line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    if control := control_character(text):
        raise ValidationError(f"{{key}} holds the control character U+{ord(control):04X}", "take it out")
    return text


def control_character(text: str) -> str:
    """The first character that neither YAML nor XML accepts, which an escape in double quotes still lets through."""
    found = None if text.isprintable() else re.search(_CONTROL, text)
    return found[0] if found else ""


def _named(text: str) -> str:
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
        raise ValidationError("{key} is not the address of a page", "write an address that begins with https://")
    return line


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        odd = next((char for char in text if not char.isascii()), "")
        because = f", since it holds {describe_character(odd)}" if odd else ""
        hint = "an id is made of the letters a-z and A-Z, digits, '_' and '-'"
        raise ValidationError(f"{{told}} cannot be an id{because}", hint)
    return text


ID = Text(_id, pattern=f"^{_ID.pattern}$")
NAME = Text(_named, minLength=1)
LINE = Text(_line)
PROSE = Text(_prose)
LINK = Text(_link)
FLAG = Boolean()
LINE_NUMBER = LineNumber()
COUNT = Number(whole=True)
SHARE = Number(whole=False)


# --- Objects ---


class Field(Generic[T]):
    """A key of an entry: the form of its value, and what it means.

    In the class of an entry this declares the key. In an entry that was read, the attribute is the
    value, or the ``default`` where the file does not give the key.
    """

    def __init__(self, form: FieldType[Any], default: Any, description: str, *, required: bool = False) -> None:
        """Take what is known of the key."""
        self.form = form
        self.default = default
        self.description = description
        self.required = required

    def __get__(self, entry: object, owner: type | None = None) -> T:
        """The default, since what was read lies in the entry itself."""
        value: T = self.default
        return value

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """The JSON Schema of the value."""
        schema = self.form.json(definitions)
        if self.default is None and not self.required:
            schema = {"anyOf": [schema, {"type": "null"}]}
        if self.description:
            schema["description"] = self.description
        if isinstance(self.default, bool | str) and self.default != "":
            schema["default"] = self.default
        return schema


def required(form: FieldType[T], description: str = "") -> Field[T]:
    """A key that must be given."""
    return Field(form, None, description, required=True)


def optional(form: FieldType[T], default: D, description: str = "") -> Field[T | D]:
    """A key that may be left out; where the default is ``None``, that may also be written."""
    return Field(form, default, description)


def list_of(form: FieldType[T], description: str = "") -> Field[tuple[T, ...]]:
    """A key whose value is a list, which is empty unless given."""
    return Field(List(form), (), description)


def map_of(form: FieldType[T], description: str = "") -> Field[Mapping[str, T]]:
    """A key whose value is a mapping of any keys, which is empty unless given."""
    return Field(Map(form), {}, description)


class SchemaObject:
    """A mapping of a model file; a subclass declares its keys, each as a :class:`Field`.

    ``fields`` are the keys that it knows, and ``noun`` is what faults call it; that is empty for
    what is called by the key that it stands under.
    """

    fields: ClassVar[Mapping[str, Field[Any]]] = {}
    noun: ClassVar[str] = ""

    def __init_subclass__(cls, *, noun: str = "", keys: Mapping[str, Field[Any]] = MappingProxyType({})) -> None:
        """Collect the keys that the class declares, and those that a table gives as ``keys``."""
        for key, field in keys.items():
            setattr(cls, key, field)
        own = {key: field for key, field in vars(cls).items() if isinstance(field, Field)}
        cls.fields = {**cls.fields, **own}
        cls.noun = noun

    @classmethod
    def read(cls, value: Any) -> Self:
        """The entry that the mapping ``value`` holds.

        Raises:
            ValidationError: it is no such mapping, or something in it is not what it must be.
        """
        if not isinstance(value, dict):
            raise TypeMismatchError("a mapping of keys and values")
        entry, fields = cls(), cls.fields
        found = entry.__dict__
        written = value.keys_at if isinstance(value, Entries) else value  # also the keys without a value
        if not written.keys() <= fields.keys():
            raise ValidationError(f"unknown key in {cls.__name__}", "")
        for key, item in value.items():
            found[key] = fields[key].form.read(item)
        for key, field in fields.items():
            if field.required and key not in found:
                raise ValidationError(f"missing key in {cls.__name__}", "")
        return entry


EntryT = TypeVar("EntryT", bound=SchemaObject)


class Nested(FieldType[EntryT]):
    """An entry within another one."""

    def __init__(self, entry: type[EntryT]) -> None:
        """Take the class of the entry."""
        self.entry = entry

    def read(self, value: Any) -> EntryT:
        """The entry."""
        return self.entry.read(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A reference to the definition of the entry."""
        name = self.entry.__name__
        if name not in definitions:
            definitions[name] = _object(self.entry, definitions)
        return {"$ref": f"#/$defs/{name}"}


def to_json_schema(entry: type[SchemaObject], *, title: str) -> dict[str, Any]:
    """The JSON Schema of an entry, for editors that complete and check YAML."""
    definitions: dict[str, Any] = {}
    schema = _object(entry, definitions)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": title, **schema, "$defs": dict(sorted(definitions.items()))}


def _object(entry: type[SchemaObject], definitions: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": (entry.__doc__ or "").strip(),
        "properties": {key: field.json(definitions) for key, field in entry.fields.items()},
        "required": [key for key, field in entry.fields.items() if field.required],
        "additionalProperties": False,
    }
