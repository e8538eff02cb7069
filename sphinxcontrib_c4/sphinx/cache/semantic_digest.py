"""Semantic digests: hashes of the content that a page shows.

They differ from the fingerprints in :mod:`~sphinxcontrib_c4.sphinx.cache.store`, which change with every byte of their
input: two models with equal digests give the same pages, even if lines have moved in their files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.sphinx.cache.store import fingerprint

# Fields of an element that no drawing, text alternative or table shows.
_INVISIBLE = frozenset({"position", "tags", "api_container", "role", "hidden", "url"})

# The types of most values, which need no conversion.
_PLAIN = frozenset({str, int, float, bool, type(None)})


def semantic_digest(value: object) -> str:
    """Return the fingerprint of ``value`` without the invisible fields of elements.

    ``value`` consists of dataclasses, enums, mappings, sequences, strings, numbers, booleans and ``None``.
    """
    return fingerprint(_content(value))


def _content(value: object) -> object:
    """Return the visible content of a value as plain values in tuples."""
    kind = type(value)
    return value if kind in _PLAIN else _conversion(kind)(value)  # type: ignore[arg-type]  # a class can be hashed


@cache
def _conversion(kind: type[Any]) -> Callable[[Any], object]:
    """Return the function that converts the values of a type."""
    if issubclass(kind, Enum):
        return attrgetter("value")
    for plain in (str, int, float):
        if issubclass(kind, plain):
            return plain
    if issubclass(kind, (tuple, list)):
        return lambda value: tuple(map(_content, value))
    if issubclass(kind, Mapping):
        return lambda value: tuple((str(key), _content(item)) for key, item in sorted(value.items()))
    return _dataclass_conversion(kind)


def _dataclass_conversion(kind: type[Any]) -> Callable[[Any], object]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has no digest")
    invisible = _INVISIBLE if issubclass(kind, Element) else frozenset()
    names = [each.name for each in fields(kind) if each.name not in invisible]
    return lambda value: (kind.__name__, *[_content(getattr(value, name)) for name in names])
