"""A document against its schema: faults in plain words at the place of the key or value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sphinxcontrib_c4.model.document import At, Document, Entries, Items
from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.names import listed, nearest, suggestion
from sphinxcontrib_c4.model.scalars import Special
from sphinxcontrib_c4.model.schema import NOUNS

EntryT = TypeVar("EntryT", bound=BaseModel)
Loc = tuple[int | str, ...]

_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a mapping of keys and values",
    "dict_type": "a mapping of keys and values",
    "int_type": "a whole number",
}
_SHAPES = {
    "list_type": "begin each item on a line of its own with '- '",
    "model_type": "write 'key: value' lines, indented, below it",
    "dict_type": "write 'key: value' lines, indented, below it",
    "int_type": "write digits, without quotes",
}


_STAND_IN = "stand-in-"


@dataclass(frozen=True, slots=True)
class _Spot:
    """The value that an error is about, where it is, and what it stands in."""

    value: Any
    at: At
    key: str
    owner: Any


def validated(document: Document, entry: type[EntryT], *, broken: set[str]) -> EntryT | None:
    """The root of ``document`` as an ``entry``; what does not fit is added to the document's faults.

    Faulty parts are left out, or replaced by stand-ins, so that the rest can be checked as well;
    ids that are lost this way are added to ``broken``. ``None`` where nothing is left.
    """
    if not isinstance(document.root, Entries):
        if document.root is not None:
            _fault_root(document, entry)
        return None
    try:
        return entry.model_validate(document.root)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    for detail in details:
        _report(document, entry, detail)
    _note_ids(document.root, details, broken)
    return _repaired(document.root, entry, details, broken)


def _fault_root(document: Document, entry: type[BaseModel]) -> None:
    at = getattr(document.root, "at", (1, 1))
    message = f"a model file is a mapping of keys and values, and this is {_told(document.root)}"
    document.fault(at, message, _keys_hint(entry))


def _keys_hint(entry: type[BaseModel]) -> str:
    return f"the keys here are {listed(sorted(entry.model_fields), 'and')}"


# --- Reporting ---


def _report(document: Document, entry: type[BaseModel], detail: ErrorDetails) -> None:
    spot = _spot(document.root, detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            _fault_key(document, entry, detail["loc"], spot)
        case "missing":
            _fault_missing(document, entry, detail["loc"], spot)
        case kind:
            message, hint = _words(document, kind, spot, detail)
            document.fault(spot.at, message, hint)


def _spot(root: Any, loc: Loc) -> _Spot:
    """What stands at ``loc``; for a key that is missing, the mapping that it is missing from."""
    owner, value, at = None, root, getattr(root, "at", (1, 1))
    for step in loc:
        owner = value
        if isinstance(owner, Items) and isinstance(step, int):
            value, at = owner[step], owner.items_at[step]
        elif isinstance(owner, Entries) and isinstance(step, str):
            value, at = owner.get(step), owner.values_at.get(step, owner.at)
    key = next((step for step in reversed(loc) if isinstance(step, str)), "")
    return _Spot(value, at, key, owner)


def _fault_key(document: Document, entry: type[BaseModel], loc: Loc, spot: _Spot) -> None:
    noun, schema, name = _place(document.root, entry, loc[:-1])
    key = str(loc[-1])
    close = nearest(key, {known: known for known in schema.model_fields}, count=1)
    hint = suggestion(close) or _keys_hint(schema)
    if spot.owner.flow and (" " in key or not close):
        hint += "; if it belongs to the text before it, put that text in quotes"
    where = f"{noun} {name}".strip() if noun else "the file"
    document.fault(spot.owner.keys_at.get(key, spot.owner.at), f"unknown key {quoted(key)} in {where}", hint)


def _fault_missing(document: Document, entry: type[BaseModel], loc: Loc, spot: _Spot) -> None:
    noun, schema, name = _place(document.root, entry, loc[:-1])
    key = str(loc[-1])
    where = f"{noun} {name}".strip()
    if key in spot.owner.keys_at:
        document.fault(spot.owner.keys_at[key], f"{quoted(key)} of {where} is empty", _empty_hint(key))
    elif not spot.owner.partial and not _is_misspelled(key, spot.owner, schema):
        document.fault(spot.owner.at, f"{where} has no {quoted(key)}", f"add '{key}: …'")


def _is_misspelled(key: str, owner: Entries, schema: type[BaseModel]) -> bool:
    """Whether the mapping has an unknown key for which ``key`` is suggested, which says enough."""
    known = {name: name for name in schema.model_fields}
    return any(nearest(other, known, count=1) == (key,) for other in owner if other not in known)


def _empty_hint(key: str) -> str:
    return f"write a value after '{key}:'; text that begins with '#' or is 'null' or '~' must be put in quotes"


def _place(root: Any, entry: type[BaseModel], loc: Loc) -> tuple[str, type[BaseModel], str]:
    """What the mapping at ``loc`` is called, its schema, and its id or number in quotes."""
    keys = [step for step in loc if isinstance(step, str)]
    if not keys:
        return "", entry, ""
    noun, schema = NOUNS[keys[-1]]
    mapping = _spot(root, loc).value
    named = mapping.get("id") or mapping.get("name") if isinstance(mapping, Entries) else None
    if isinstance(named, str):
        return noun, schema, quoted(named)
    return noun, schema, f"number {loc[-1] + 1}" if isinstance(loc[-1], int) else ""


def _words(document: Document, kind: str, spot: _Spot, detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a value, and what to do."""
    key, value = quoted(spot.key), spot.value
    if value is None:
        return f"an item of {key} is empty", "write a value, or take the '-' away"
    if kind in _WANTED:
        return _words_type(document, kind, spot)
    match kind:
        case "literal_error":
            choices = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
            written = value if isinstance(value, str) else ""
            near = suggestion(nearest(written, {choice: choice for choice in choices}, count=1))
            told = quoted(value) if isinstance(value, str) else _told(value, document.spelled.get(spot.at, ""))
            return f"{key} cannot be {told}", f"{near} choose {listed(choices, 'or')}".strip()
        case "string_pattern_mismatch":
            return f"{quoted(value)} cannot be an id", "an id is made of the letters a-z and A-Z, digits, '_' and '-'"
        case "empty":
            return f"{key} is empty", "write some text"
        case "control":
            return f"{key} holds the control character {detail['msg']}", "take it out"
        case "script":
            return f"{key} is not the address of a page", "write an address that begins with https://"
        case "greater_than_equal":
            return f"{key} must be at least 1", "lines count from 1"
        case _:
            return f"{key}: {detail['msg']}", ""


def _words_type(document: Document, kind: str, spot: _Spot) -> tuple[str, str]:
    key, spelled = quoted(spot.key), document.spelled.get(spot.at, "")
    told = _told(spot.value, spelled)
    where = f"an item of {key}" if isinstance(spot.owner, Items) else key
    message = f"{where} must be {_WANTED[kind]}, and this is {told}"
    if kind == "string_type" and spelled:
        return message, f'put it in quotes: "{spelled}"'
    if kind == "string_type":
        return message, "write text; where it begins with '[', '{' or '- ', put it in quotes"
    if kind == "bool_type":
        extra = ", or leave the key out where nobody knows" if spot.key == "sync" else ""
        quotes = " without quotes" if str(spot.value).lower() in ("true", "false", "yes", "no") else ""
        return message, f"write true or false{quotes}{extra}"
    return message, _SHAPES[kind]


def _told(value: Any, spelled: str = "") -> str:
    """``value`` in words."""
    match value:
        case bool():
            return f"{quoted(spelled)}, which YAML reads as {str(value).lower()}"
        case int():
            return f"the number {quoted(spelled or str(value))}"
        case str():
            return f"the text {quoted(value)}"
        case Special(kind, text):
            return f"the {kind} {quoted(text)}"
        case Entries():
            return "a mapping"
        case Items():
            return "a list"
        case _:
            return "nothing"


# --- Going on with what is sound ---


def _repaired(root: Entries, entry: type[EntryT], details: list[ErrorDetails], broken: set[str]) -> EntryT | None:
    """The ``entry`` without its faulty parts, so that what refers to each other can be checked.

    Faulty values are taken out; a key that an entry cannot do without gets a stand-in, which counts
    as ``broken`` so that nothing is reported twice. Where no stand-in will do, the entry is taken out.
    """
    while details:
        before = repr(details)
        for detail in sorted(details, key=lambda detail: _backwards(detail["loc"])):
            loc, spot = detail["loc"], _spot(root, detail["loc"])
            if detail["type"] == "missing" and isinstance(spot.owner, Entries):
                _stand_in(spot.owner, str(loc[-1]), broken)
            else:
                _take_out(root, loc[:-1] if str(spot.value).startswith(_STAND_IN) else loc)
        try:
            return entry.model_validate(root)
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False)
        if repr(details) == before:
            return None
    return None


def _backwards(loc: Loc) -> tuple[tuple[int, str], ...]:
    """A sort key that puts later items of a list first, so that taking one out moves no other."""
    return tuple((-step, "") if isinstance(step, int) else (0, step) for step in loc)


def _take_out(root: Entries, loc: Loc) -> None:
    owner, step = _spot(root, loc).owner, loc[-1] if loc else None
    if isinstance(owner, Entries):
        owner.pop(str(step), None)
    elif isinstance(owner, Items) and isinstance(step, int) and step < len(owner):
        del owner[step], owner.items_at[step]


def _stand_in(owner: Entries, key: str, broken: set[str]) -> None:
    owner[key] = f"{_STAND_IN}{len(broken)}"
    owner.values_at[key] = owner.at
    broken.add(owner[key])


def _note_ids(root: Entries, details: list[ErrorDetails], broken: set[str]) -> None:
    """Remember the ids that were written but cannot be used, here and in what is dropped."""
    for detail in details:
        spot = _spot(root, detail["loc"])
        if detail["loc"] and detail["loc"][-1] == "id" and spot.value is not None:
            broken.update(_spellings(spot.value))
        broken.update(_ids(spot.value))


def _spellings(value: Any) -> Iterator[str]:
    if isinstance(value, Special):
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
