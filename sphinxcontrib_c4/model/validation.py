"""A document against its schema: faults in plain words at the place of the key or value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from sphinxcontrib_c4.model.document import At, Document, Entries, Items
from sphinxcontrib_c4.model.faults import quoted, visible
from sphinxcontrib_c4.model.names import STAND_IN, listed, nearest, suggestion
from sphinxcontrib_c4.model.scalars import RawScalar
from sphinxcontrib_c4.model.schema import FileEntry
from sphinxcontrib_c4.model.schema_types import (
    Choice,
    FieldType,
    List,
    Map,
    Nested,
    SchemaObject,
    TypeMismatchError,
    ValidationError,
)

EntryT = TypeVar("EntryT", bound=SchemaObject)

_SECTIONS = {
    key: field.form.item.entry
    for key, field in FileEntry.fields.items()
    if isinstance(field.form, List) and isinstance(field.form.item, Nested)
}

# What other tools call the keys.
_OTHER_WORDS = {
    "from": "source",
    "to": "target",
    "destination": "target",
    "tech": "technology",
    "title": "name",
    "name": "title",
    "text": "label",
    "type": "kind",
    "desc": "description",
    "summary": "description",
    "link": "url",
    "people": "actors",
    "persons": "actors",
    "relationships": "flows",
}

_SHAPES = {
    "a list": "begin each item on a line of its own with '- '",
    "a mapping of keys and values": "write 'key: value' lines, indented, below it",
    "a whole number": "write digits, without quotes",
    "a number": "write digits such as 0.5, without quotes",
}


def validate(document: Document, schema: type[EntryT], *, broken: set[str]) -> EntryT | None:
    """The root of ``document`` as an entry of ``schema``; what does not fit is added to the document's faults.

    Faulty parts are taken out of the root, or replaced by stand-ins, so that the rest can be checked
    as well; ids that are lost this way are added to ``broken``. ``None`` where there is no mapping.
    """
    root = document.root
    if not isinstance(root, Entries):
        if root is not None:
            message = f"a model file is a mapping of keys and values, and this is {_told(root)}"
            document.fault(getattr(root, "at", (1, 1)), message, _keys_hint(schema))
        return None
    try:
        return schema.read(root)
    except ValidationError:
        document.root = _Sifting(document, broken).entry(schema, root, "the file")
        return schema.read(document.root)


class _Spot(NamedTuple):
    """Where a value stands: its place, the key that leads to it, and its number where it is an item of a list."""

    at: At
    key: str
    item: int | None = None


class _Sifting:
    """Copies what is sound of a document, and reports the rest.

    It is a copy, since one value may stand in several places by way of YAML's aliases, and be sound
    in some of them only.
    """

    def __init__(self, document: Document, broken: set[str]) -> None:
        self._document = document
        self._broken = broken

    def entry(self, schema: type[SchemaObject], tree: Entries, called: str) -> Entries:
        """What is sound of the mapping ``tree``, with stand-ins for what it cannot do without."""
        sound = self._table(tree, {key: field.form for key, field in schema.fields.items()})
        for key in tree.keys_at:
            if key not in schema.fields:
                self._fault_key(schema, tree, key, called)
                self._note_ids(key, tree.get(key))
        for key, field in schema.fields.items():
            if field.required and key not in sound:
                if key not in tree:
                    self._fault_missing(schema, tree, key, called)
                self._stand_in(sound, key, field.form)
        return sound

    def _table(self, tree: Entries, forms: dict[str, FieldType[Any]]) -> Entries:
        """The values of ``tree`` that have their form, as far as a form is known for their key."""
        sound = Entries(tree.at, flow=tree.flow)
        sound.partial, sound.values_at = tree.partial, dict(tree.values_at)
        sound.keys_at = {key: at for key, at in tree.keys_at.items() if key in forms}
        for key, value in tree.items():
            if key in forms:
                kept = self._sound(forms[key], value, _Spot(tree.values_at.get(key, tree.at), key))
                if kept is not None:
                    sound[key] = kept
        return sound

    def _items(self, form: FieldType[Any], items: Items, key: str) -> Items:
        sound = Items(items.at)
        for index, (value, at) in enumerate(zip(items, items.items_at, strict=True)):
            kept = self._sound(form, value, _Spot(at, key, index))
            if kept is not None:
                sound.append(kept)
                sound.items_at.append(at)
        return sound

    def _sound(self, form: FieldType[Any], value: Any, spot: _Spot) -> Any:
        """What is sound of ``value``; ``None`` where nothing is."""
        if isinstance(form, Nested) and isinstance(value, Entries):
            if form.entry in _SECTIONS.values() and (meant := _misplaced(form.entry, value)):
                self._fault_misplaced(form.entry, value, spot, meant)
                return None
            return self.entry(form.entry, value, _called(form.entry, value, spot))
        if isinstance(form, List) and isinstance(value, Items):
            return self._items(form.item, value, spot.key)
        if isinstance(form, Map) and isinstance(value, Entries):
            return self._table(value, dict.fromkeys(value, form.item))
        try:
            form.read(value)
        except ValidationError as misfit:
            self._document.fault(spot.at, *self._words(form, misfit, value, spot))
            self._note_ids(spot.key if spot.item is None else "", value)
            return None
        return value

    def _stand_in(self, sound: Entries, key: str, form: FieldType[Any]) -> None:
        """Give a key that is missing a value, which counts as ``broken`` so that nothing is reported twice."""
        sound[key] = form.words[0] if isinstance(form, Choice) else f"{STAND_IN}{len(self._broken)}"
        sound.values_at[key] = sound.at
        self._broken.add(sound[key])
        if key == "id":
            self._document.nameless.append(sound.at[0])

    def _note_ids(self, key: str, value: Any) -> None:
        """Remember the ids that were written but cannot be used, here and in what is dropped."""
        if key == "id":
            self._broken.update(_spellings(value))
        self._broken.update(_ids(value))

    # --- Words ---

    def _fault_key(self, schema: type[SchemaObject], tree: Entries, key: str, called: str) -> None:
        close = _meant(schema, key)
        hint = _async_hint(schema, key, tree) or suggestion(close) or _keys_hint(schema)
        if tree.flow and (" " in key or not close):
            hint += "; if it belongs to the text before it, put that text in quotes"
        self._document.fault(tree.keys_at.get(key, tree.at), f"unknown key {quoted(key)} in {called}", hint)

    def _fault_misplaced(self, schema: type[SchemaObject], tree: Entries, spot: _Spot, meant: str) -> None:
        message = f"{_called(schema, tree, spot)} has the keys of what stands under {quoted(meant)}"
        self._document.fault(spot.at, message, f"move it from '{spot.key}:' to '{meant}:'")
        self._note_ids("id", tree.get("id"))

    def _fault_missing(self, schema: type[SchemaObject], tree: Entries, key: str, called: str) -> None:
        if key in tree.keys_at:
            hint = f"write a value after '{key}:'; text that begins with '#' or is 'null' or '~' must be put in quotes"
            self._document.fault(tree.keys_at[key], f"{quoted(key)} of {called} is empty", hint)
        elif not tree.partial and not _is_misspelled(key, tree, schema):
            self._document.fault(tree.at, f"{called} has no {quoted(key)}", f"add '{key}: …'")

    def _words(self, form: FieldType[Any], misfit: ValidationError, value: Any, spot: _Spot) -> tuple[str, str]:
        """What is wrong with a value, and what to do."""
        key = quoted(spot.key)
        if value is None:
            return f"an item of {key} is empty", "write a value, or take the '-' away"
        spelled = self._document.spelled.get(spot.at, "")
        if isinstance(misfit, TypeMismatchError):
            where = key if spot.item is None else f"an item of {key}"
            message = f"{where} must be {misfit.wanted}, and this is {_told(value, spelled)}"
            return message, _example(form, value) or _type_hint(misfit.wanted, value, spelled, spot)
        told = quoted(value) if isinstance(value, str) else _told(value, spelled)
        return misfit.message.format(key=key, told=told), misfit.hint


def _async_hint(schema: type[SchemaObject], key: str, tree: Entries) -> str:
    """Return the advice for the key ``async``, which is the opposite of ``sync``; ``""`` for any other key."""
    if key.lower() not in ("async", "asynchronous") or "sync" not in schema.fields:
        return ""
    return "write 'sync: true'" if tree.get(key) is False else "write 'sync: false'"


def _keys_hint(schema: type[SchemaObject]) -> str:
    return f"the keys here are {listed(sorted(schema.fields), 'and')}"


def _called(schema: type[SchemaObject], tree: Entries, spot: _Spot) -> str:
    """What an entry is called: by its key, or by what it is with its id, name or number."""
    if not schema.noun:
        return quoted(spot.key)
    named = tree.get("id") or tree.get("name")
    return f"{schema.noun} {quoted(named) if isinstance(named, str) else f'number {(spot.item or 0) + 1}'}"


def _meant(schema: type[SchemaObject], key: str) -> tuple[str, ...]:
    """The key that was most likely meant by ``key``, if there is one."""
    other = _OTHER_WORDS.get(key.lower(), "")
    return (other,) if other in schema.fields else nearest(key, {known: known for known in schema.fields}, count=1)


def _misplaced(schema: type[SchemaObject], tree: Entries) -> str:
    """The section of a file that ``tree`` fits, where it stands in one that it does not fit."""
    unknown = tree.keys_at.keys() - schema.fields.keys()
    if not unknown or _needed(schema) <= tree.keys() or any(_meant(schema, key) for key in unknown):
        return ""
    return next((key for key, other in _SECTIONS.items() if _fits(other, tree)), "")


def _fits(schema: type[SchemaObject], tree: Entries) -> bool:
    return tree.keys_at.keys() <= schema.fields.keys() and _needed(schema) <= tree.keys()


def _needed(schema: type[SchemaObject]) -> set[str]:
    return {key for key, field in schema.fields.items() if field.required}


def _example(form: FieldType[Any], value: Any) -> str:
    """How an entry or a list of texts is written, for whoever wrote ``value`` instead; ``""`` for all else."""
    if isinstance(form, List) and not isinstance(form.item, Nested) and isinstance(value, str):
        return f"write [{visible(value)}], or {_SHAPES['a list']}"
    needed = _needed(form.entry) if isinstance(form, Nested) else set()
    shown = ", ".join(f"{key}: …" for key in sorted(needed, key=lambda key: (key not in ("id", "source"), key)))
    return f"write '{{ {shown} }}', or these keys on lines of their own" if shown else ""


def _is_misspelled(key: str, tree: Entries, schema: type[SchemaObject]) -> bool:
    """Whether the mapping has an unknown key for which ``key`` is suggested, which says enough."""
    return any(_meant(schema, other) == (key,) for other in tree.keys_at if other not in schema.fields)


def _type_hint(wanted: str, value: Any, spelled: str, spot: _Spot) -> str:
    if wanted == "text" and spelled:
        return f'put it in quotes: "{visible(spelled)}"'
    if wanted == "text":
        return "write text; where it begins with '[', '{' or '- ', put it in quotes"
    if wanted == "true or false":
        extra = ", or leave the key out where nobody knows" if spot.key == "sync" else ""
        quotes = " without quotes" if str(value).lower() in ("true", "false", "yes", "no") else ""
        return f"write true or false{quotes}{extra}"
    return _SHAPES[wanted]


def _told(value: Any, spelled: str = "") -> str:
    """``value`` in words."""
    match value:
        case bool():
            return f"{quoted(spelled)}, which YAML reads as {str(value).lower()}"
        case int():
            return f"the number {quoted(spelled or str(value))}"
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
    """All ids at any depth of ``value``."""
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, Entries):
            if "id" in here:
                yield from _spellings(here["id"])
            todo.extend(here.values())
        elif isinstance(here, Items):
            todo.extend(here)
