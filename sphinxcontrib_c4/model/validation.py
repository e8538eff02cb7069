"""Validation of a document: faults in plain words at the position of the key or value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from sphinxcontrib_c4.model.document import At, Document, Entries, Items
from sphinxcontrib_c4.model.faults import quoted, visible
from sphinxcontrib_c4.model.names import STAND_IN, listed, nearest, suggestion
from sphinxcontrib_c4.model.scalars import RawScalar
from sphinxcontrib_c4.model.schema import FileEntry, StepEntry
from sphinxcontrib_c4.model.schema_objects import Nested, SchemaObject, ShortForm
from sphinxcontrib_c4.model.schema_types import (
    Choice,
    FieldType,
    List,
    Map,
    OneOrMore,
    TypeMismatchError,
    ValidationError,
)

EntryT = TypeVar("EntryT", bound=SchemaObject)

_SECTIONS = {
    key: field.type.item.entry
    for key, field in FileEntry.fields.items()
    if isinstance(field.type, List) and isinstance(field.type.item, Nested)
}

_INHERITED = (StepEntry, "label")
"""The key that a step need not have if a flow has it."""

# Words of other tools -> the keys that they can mean, the best one first.
_OTHER_WORDS = {
    "from": ("source",),
    "to": ("target",),
    "destination": ("target",),
    "tech": ("technology", "protocol"),
    "technology": ("protocol",),
    "title": ("name",),
    "name": ("title",),
    "text": ("label",),
    "type": ("kind", "shape"),
    "desc": ("description",),
    "summary": ("description",),
    "link": ("url",),
    "team": ("owner",),
    "repository": ("repo",),
    "people": ("actors",),
    "persons": ("actors",),
    "relationships": ("flows",),
}

_SHAPES = {
    "a list": "start each item on its own line with '- '",
    "a mapping of keys and values": "write 'key: value' lines, indented, below it",
    "a whole number": "write digits, without quotes",
    "a number": "write digits such as 0.5, without quotes",
}


def validate(document: Document, schema: type[EntryT], *, broken: set[str]) -> EntryT | None:
    """Return the root of ``document`` as an object of ``schema``, or None if it is not a mapping.

    Faults are recorded in the document. Faulty parts of the root are removed, or replaced by placeholders,
    so that the rest can be checked as well; the ids in them are added to ``broken``.
    """
    root = document.root
    if not isinstance(root, Entries):
        if root is not None:
            message = f"a model file must be a mapping of keys and values, and this is {_describe(root)}"
            document.fault(getattr(root, "at", 0), message, _keys_hint(schema))
        return None
    try:
        return schema.read(root)
    except ValidationError:
        document.root = _Validator(document, broken).entry(schema, root, "the file")
        return schema.read(document.root)


class _Location(NamedTuple):
    """The location of a value: its position, its key, its number in a list, and the mapping that its key is free in.

    ``schema`` is that of the mapping that it is directly in.
    """

    at: At
    key: str
    item: int | None = None
    mapping: str = ""
    schema: type[SchemaObject] | None = None


class _Validator:
    """Copies the valid parts of a document and reports the others.

    It copies, since aliases of YAML can put one value in several places, and it may be valid in only some.
    """

    def __init__(self, document: Document, broken: set[str]) -> None:
        self._document = document
        self._broken = broken

    def entry(
        self, schema: type[SchemaObject], tree: Entries, label: str, *, outer: Mapping[str, str] = MappingProxyType({})
    ) -> Entries:
        """Return the valid part of the mapping ``tree``, with placeholders for missing required values.

        ``outer`` maps the keys of the mapping around it to the key beside which they belong.
        """
        valid = self._table(tree, {key: field.type for key, field in schema.fields.items()}, schema=schema)
        for key in tree.keys_at:
            if key not in schema.fields:
                self._fault_key(schema, tree, key, label, outer.get(key, ""))
                self._note_ids(key, tree.get(key))
        for key, field in schema.fields.items():
            if field.required and key not in valid:
                if key not in tree:
                    self._fault_missing(schema, tree, key, label)
                self._add_placeholder(valid, key, field.type)
            elif key not in valid and (schema, key) == _INHERITED and _is_misspelled(key, tree, schema):
                self._add_placeholder(valid, key, field.type)
        return valid

    def _table(
        self,
        tree: Entries,
        types: dict[str, FieldType[Any]],
        *,
        mapping: str = "",
        schema: type[SchemaObject] | None = None,
    ) -> Entries:
        """Return the valid values of ``tree`` under the keys of ``types``; ``mapping`` is its key if they are free."""
        valid = Entries(tree.at, flow=tree.flow)
        valid.partial, valid.values_at = tree.partial, dict(tree.values_at)
        valid.keys_at = {key: at for key, at in tree.keys_at.items() if key in types}
        for key, value in tree.items():
            if key in types:
                part = self._valid_part(
                    types[key], value, _Location(tree.values_at.get(key, tree.at), key, mapping=mapping, schema=schema)
                )
                if part is not None:
                    valid[key] = part
        return valid

    def _items(self, type_: FieldType[Any], items: Items, key: str) -> Items:
        valid = Items(items.at)
        for index, (value, at) in enumerate(zip(items, items.items_at, strict=True)):
            part = self._valid_part(type_, value, _Location(at, key, index))
            if part is not None:
                valid.append(part)
                valid.items_at.append(at)
        return valid

    def _valid_part(self, type_: FieldType[Any], value: Any, location: _Location) -> Any:
        """Return the valid part of ``value``, or None."""
        if isinstance(type_, ShortForm):
            type_ = type_.type_of(value)
        if isinstance(type_, OneOrMore):
            type_ = type_.list if isinstance(value, Items) else type_.item
        if isinstance(type_, Nested) and isinstance(value, Entries):
            if type_.entry in _SECTIONS.values() and (section := _fitting_section(type_.entry, value)):
                self._fault_misplaced(type_.entry, value, location, section)
                return None
            outer = dict.fromkeys(location.schema.fields, location.key) if location.schema else {}
            return self.entry(type_.entry, value, _label(type_.entry, value, location), outer=outer)
        if isinstance(type_, List) and isinstance(value, Items):
            return self._items(type_.item, value, location.key)
        if isinstance(type_, Map) and isinstance(value, Entries):
            return self._table(value, dict.fromkeys(value, type_.item), mapping=location.key)
        try:
            type_.read(value)
        except ValidationError as error:
            self._document.fault(location.at, *self._words(type_, error, value, location))
            self._note_ids(location.key if location.item is None else "", value)
            return None
        return value

    def _add_placeholder(self, valid: Entries, key: str, type_: FieldType[Any]) -> None:
        """Set a missing key to a placeholder, which counts as ``broken`` so that its uses are not reported."""
        valid[key] = type_.words[0] if isinstance(type_, Choice) else self._stand_in()
        valid.values_at[key] = valid.at
        self._broken.add(valid[key])
        if key == "id":
            self._document.nameless.append(self._document.position(valid.at).line)

    def _stand_in(self) -> str:
        """Return a placeholder that no other file of the model contains."""
        return f"{STAND_IN}{self._document.path.encode('utf-8', 'surrogateescape').hex()}-{len(self._broken)}"

    def _note_ids(self, key: str, value: Any) -> None:
        """Record the ids of a dropped value as broken."""
        if key == "id":
            self._broken.update(_spellings(value))
        self._broken.update(_ids(value))

    # --- Words ---

    def _fault_key(self, schema: type[SchemaObject], tree: Entries, key: str, label: str, beside: str) -> None:
        """Report an unknown key; one of the mapping around ``tree`` belongs ``beside`` another key of that mapping."""
        close = _intended_key(schema, key)
        value_hint = _value_hint(schema, key, tree)
        if not value_hint and not close and beside:
            value_hint = f"move it out of {quoted(beside)}, beside it"
        hint = value_hint or suggestion(close) or _nesting_hint(schema, key) or _keys_hint(schema)
        if tree.flow and not value_hint and (" " in key or not close):
            hint += "; if it is part of the text before it, put that text in quotes"
        message, cause = f"unknown key {quoted(key)} in {label}", f"unknown key {key} in {schema.__name__}"
        self._document.fault(tree.keys_at.get(key, tree.at), message, hint, cause=cause)

    def _fault_misplaced(self, schema: type[SchemaObject], tree: Entries, location: _Location, section: str) -> None:
        message = f"{_label(schema, tree, location)} belongs under {quoted(section)}"
        self._document.fault(location.at, message, f"move it from '{location.key}:' to '{section}:'")
        self._note_ids("id", tree.get("id"))

    def _fault_missing(self, schema: type[SchemaObject], tree: Entries, key: str, label: str) -> None:
        if key in tree.keys_at:
            hint = f"write a value after '{key}:'; text that starts with '#' or is 'null' or '~' must be put in quotes"
            self._document.fault(tree.keys_at[key], f"{quoted(key)} of {label} is empty", hint)
        elif not tree.partial and not _is_misspelled(key, tree, schema):
            self._document.fault(tree.at, f"{label} has no {quoted(key)}", f"add '{key}: …'")

    def _words(self, type_: FieldType[Any], error: ValidationError, value: Any, location: _Location) -> tuple[str, str]:
        """Return the message about an invalid value, and advice."""
        key = f"{quoted(location.key)} in {quoted(location.mapping)}" if location.mapping else quoted(location.key)
        if value is None:
            return f"an item of {key} is empty", "write a value, or delete the '-'"
        spelling = self._document.spellings.get(location.at, "")
        if isinstance(error, TypeMismatchError):
            place = key if location.item is None else f"an item of {key}"
            message = f"{place} must be {error.type_name}, and this is {_describe(value, spelling)}"
            return message, _example(type_, value) or _type_hint(error.type_name, value, spelling, location)
        value_text = quoted(value) if isinstance(value, str) else _describe(value, spelling)
        return error.message.format(key=key, value=value_text), error.hint


def _value_hint(schema: type[SchemaObject], key: str, tree: Entries) -> str:
    """Return the advice for a key that stands for a value of another key, such as ``async``, or ``""``."""
    is_false = tree.get(key) is False
    if key.lower() in ("async", "asynchronous") and "sync" in schema.fields:
        return f"write 'sync: {'true' if is_false else 'false'}'"
    if key.lower() == "external" and "kind" in schema.fields:
        return f"write 'kind: {'internal' if is_false else 'external'}'"
    return ""


def _nesting_hint(schema: type[SchemaObject], key: str) -> str:
    """Return the advice for a key that is indented too little, such as ``containers`` beside ``systems``, or ``""``."""
    level = [schema]
    while level:
        nested = [(name, *_nested(field.type)) for each in level for name, field in each.fields.items()]
        owners = {(name, is_list) for name, entry, is_list in nested if entry and key in entry.fields}
        if owners:
            name, is_list = owners.pop()
            items = "the items of " if is_list else ""
            return "" if owners else f"it is a key of {items}{quoted(name)}; check the indentation"
        level = [entry for _, entry, _ in nested if entry]
    return ""


def _nested(type_: FieldType[Any]) -> tuple[type[SchemaObject] | None, bool]:
    """Return the class of the object that is the value of a key, or an item of its list, and whether it is a list."""
    is_list = isinstance(type_, List)
    item = type_.item if isinstance(type_, List) else type_
    return item.entry if isinstance(item, Nested) else None, is_list


def _keys_hint(schema: type[SchemaObject]) -> str:
    return f"the keys here are {listed(sorted(schema.fields), 'and')}"


def _label(schema: type[SchemaObject], tree: Entries, location: _Location) -> str:
    """Return the name of an object in messages: its key, or its noun with its id, name or number."""
    if not schema.noun:
        return quoted(location.key)
    name = tree.get("id") or tree.get("name")
    return f"{schema.noun} {quoted(name) if isinstance(name, str) else f'number {(location.item or 0) + 1}'}"


def _intended_key(schema: type[SchemaObject], key: str) -> tuple[str, ...]:
    """Return the key that ``key`` most likely means, if there is one."""
    synonyms = [word for word in _OTHER_WORDS.get(key.lower(), ()) if word in schema.fields]
    return (synonyms[0],) if synonyms else nearest(key, {name: name for name in schema.fields}, count=1)


def _fitting_section(schema: type[SchemaObject], tree: Entries) -> str:
    """Return the section that ``tree`` fits if it does not fit its own, else ``""``."""
    unknown = tree.keys_at.keys() - schema.fields.keys()
    if not unknown or _required_keys(schema) <= tree.keys() or any(_intended_key(schema, key) for key in unknown):
        return ""
    return next((key for key, other in _SECTIONS.items() if _fits(other, tree)), "")


def _fits(schema: type[SchemaObject], tree: Entries) -> bool:
    return tree.keys_at.keys() <= schema.fields.keys() and _required_keys(schema) <= tree.keys()


def _required_keys(schema: type[SchemaObject]) -> set[str]:
    return {key for key, field in schema.fields.items() if field.required}


def _example(type_: FieldType[Any], value: Any) -> str:
    """Return an example of an object or a list of texts in place of ``value``; ``""`` for other types."""
    if isinstance(type_, List) and not isinstance(type_.item, Nested) and isinstance(value, str):
        return f"write [{visible(value)}], or {_SHAPES['a list']}"
    required_keys = _required_keys(type_.entry) if isinstance(type_, Nested) else set()
    fields = ", ".join(f"{key}: …" for key in sorted(required_keys, key=lambda key: (key not in ("id", "source"), key)))
    return f"write '{{ {fields} }}', or each key on its own line" if fields else ""


def _is_misspelled(key: str, tree: Entries, schema: type[SchemaObject]) -> bool:
    """Return whether ``key`` is already suggested for an unknown key of the mapping."""
    return any(_intended_key(schema, other) == (key,) for other in tree.keys_at if other not in schema.fields)


def _type_hint(type_name: str, value: Any, spelling: str, location: _Location) -> str:
    if type_name == "text" and spelling:
        return f'put it in quotes: "{visible(spelling)}"'
    if type_name == "text":
        return "write text; if it starts with '[', '{' or '- ', put it in quotes"
    if type_name == "true or false":
        extra = ", or omit the key if the mode is unknown" if location.key == "sync" else ""
        quotes = " without quotes" if str(value).lower() in ("true", "false", "yes", "no") else ""
        return f"write true or false{quotes}{extra}"
    return _SHAPES[type_name]


def _describe(value: Any, spelling: str = "") -> str:
    """Return a description of ``value``."""
    match value:
        case bool():
            return f"{quoted(spelling)}, which YAML reads as {str(value).lower()}"
        case int():
            return f"the number {quoted(spelling or str(value))}"
        case str():
            return f"the text {quoted(value)}"
        case RawScalar(kind, text):
            return f"the {kind} {quoted(text)}"
        case Entries():
            return "a mapping"
        case Items():
            return "a list"
        case _:
            return "nothing"


# --- Ids ---


def _spellings(value: Any) -> Iterator[str]:
    if isinstance(value, RawScalar):
        yield value.text
    elif isinstance(value, str | int):
        yield str(value)
        yield from str(value).split(".")


def _ids(value: Any) -> Iterator[str]:
    """Yield all ids at any depth of ``value``."""
    todo = [value]
    while todo:
        node = todo.pop()
        if isinstance(node, Entries):
            if "id" in node:
                yield from _spellings(node["id"])
            todo.extend(node.values())
        elif isinstance(node, Items):
            todo.extend(node)
