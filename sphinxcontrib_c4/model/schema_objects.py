"""Objects of a schema: mappings of a model file whose keys are declared as fields, with their JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from sphinxcontrib_c4.model.document import Entries
from sphinxcontrib_c4.model.schema_types import FieldType, List, Map, TypeMismatchError, ValidationError

T = TypeVar("T")
D = TypeVar("D")


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
        """Collect the keys that the class declares, and the keys in ``keys``, which are built from a table."""
        declared = {**{key: value for key, value in vars(cls).items() if isinstance(value, Field)}, **keys}
        for key, field in declared.items():
            setattr(cls, key, field.default)
        cls.fields = {**cls.fields, **declared}
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
        keys = value.keys_at if isinstance(value, Entries) else value  # includes the keys without a value
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
