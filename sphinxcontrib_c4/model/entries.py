"""Entries: the mappings of a model file, with the keys that each of them knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

from sphinxcontrib_c4.model.document import Entries
from sphinxcontrib_c4.model.forms import Form, Many, Misfit, Table, WrongType

T = TypeVar("T")
D = TypeVar("D")


class Field(Generic[T]):
    """A key of an entry: the form of its value, and what it means.

    In the class of an entry this declares the key. In an entry that was read, the attribute is the
    value, or the ``default`` where the file does not give the key.
    """

    def __init__(self, form: Form[Any], default: Any, description: str, *, required: bool = False) -> None:
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


def required(form: Form[T], description: str = "") -> Field[T]:
    """A key that must be given."""
    return Field(form, None, description, required=True)


def optional(form: Form[T], default: D, description: str = "") -> Field[T | D]:
    """A key that may be left out; where the default is ``None``, that may also be written."""
    return Field(form, default, description)


def many(form: Form[T], description: str = "") -> Field[tuple[T, ...]]:
    """A key whose value is a list, which is empty unless given."""
    return Field(Many(form), (), description)


def table(form: Form[T], description: str = "") -> Field[Mapping[str, T]]:
    """A key whose value is a mapping of any keys, which is empty unless given."""
    return Field(Table(form), {}, description)


class Entry:
    """A mapping of a model file; a subclass declares its keys, each as a :class:`Field`.

    ``fields`` are the keys that it knows, and ``noun`` is what faults call it; that is empty for
    what is called by the key that it stands under.
    """

    fields: ClassVar[Mapping[str, Field[Any]]] = {}
    noun: ClassVar[str] = ""

    def __init_subclass__(cls, *, noun: str = "") -> None:
        """Gather the keys."""
        own = {key: field for key, field in vars(cls).items() if isinstance(field, Field)}
        cls.fields = {**cls.fields, **own}
        cls.noun = noun

    @classmethod
    def read(cls, value: Any) -> Self:
        """The entry that the mapping ``value`` holds.

        Raises:
            Misfit: it is no such mapping, or something in it is not what it must be.
        """
        if not isinstance(value, dict):
            raise WrongType("a mapping of keys and values")
        entry, fields = cls(), cls.fields
        found = entry.__dict__
        written = value.keys_at if isinstance(value, Entries) else value  # also the keys without a value
        if not written.keys() <= fields.keys():
            raise Misfit(f"unknown key in {cls.__name__}", "")
        for key, item in value.items():
            found[key] = fields[key].form.read(item)
        for key, field in fields.items():
            if field.required and key not in found:
                raise Misfit(f"missing key in {cls.__name__}", "")
        return entry


EntryT = TypeVar("EntryT", bound=Entry)


class Part(Form[EntryT]):
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


def published(entry: type[Entry], *, title: str) -> dict[str, Any]:
    """The JSON Schema of an entry, for editors that complete and check YAML."""
    definitions: dict[str, Any] = {}
    schema = _object(entry, definitions)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": title, **schema, "$defs": dict(sorted(definitions.items()))}


def _object(entry: type[Entry], definitions: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": (entry.__doc__ or "").strip(),
        "properties": {key: field.json(definitions) for key, field in entry.fields.items()},
        "required": [key for key, field in entry.fields.items() if field.required],
        "additionalProperties": False,
    }
