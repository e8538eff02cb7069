"""Digests of meaning: equal for values that give the same page, whatever was done to the files behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any

# Neither a drawing nor its prose shows these: a line that moved in a model file changes no page.
_UNDRAWN = frozenset({"position", "source", "repo", "owner", "tags", "api_container", "role", "hidden", "url"})


def digest(value: object) -> str:
    """The SHA-256, in hex, of the canonical JSON of ``value``.

    ``value`` is made of dataclasses, enums, mappings, sequences and what JSON knows. Of an element,
    only what is drawn counts.
    """
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    names = _names(type(value))  # type: ignore[arg-type]  # a class can be hashed
    return {name: _plain(getattr(value, name)) for name in names}


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass that count."""
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has no digest")
    from sphinxcontrib_c4.model import Element

    undrawn = _UNDRAWN if issubclass(kind, Element) else frozenset()
    return tuple(each.name for each in fields(kind) if each.name not in undrawn)
