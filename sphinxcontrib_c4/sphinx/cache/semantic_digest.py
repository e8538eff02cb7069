"""Semantic digests: hashes of the content that a page shows.

They differ from the fingerprints in :mod:`~sphinxcontrib_c4.sphinx.cache.store`, which change with every byte of their
input: two models with equal digests give the same pages, even if lines have moved in their files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any

from sphinxcontrib_c4.model import Element

# Fields of an element that no drawing, text alternative or table shows.
_INVISIBLE = frozenset({"position", "tags", "api_container", "role", "hidden", "url"})

# The types of most values, which need no conversion.
_PLAIN = frozenset({str, int, float, bool, type(None)})


def semantic_digest(value: object) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of ``value`` without the invisible fields of elements.

    ``value`` consists of dataclasses, enums, mappings, sequences, strings, numbers, booleans and ``None``.
    """
    text = json.dumps(_to_json(value), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _to_json(value: object) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return [_to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _to_json(item) for key, item in value.items()}
    names = _visible_fields(kind)  # type: ignore[arg-type]  # a class can be hashed
    return {name: _to_json(getattr(value, name)) for name in names}


@cache
def _visible_fields(kind: type[Any]) -> tuple[str, ...]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has no digest")
    invisible = _INVISIBLE if issubclass(kind, Element) else frozenset()
    return tuple(each.name for each in fields(kind) if each.name not in invisible)
