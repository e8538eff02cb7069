"""Ids, names and keys in a workspace.

Ids are numbers as text, because others neither sort nor export reliably. Names are unique among people and systems,
and among the children of one element: elements with the same title get their ids as a suffix.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.views import View

_UNSAFE_IN_KEY = re.compile(r"[^A-Za-z0-9_-]")


def element_ids(elements: Mapping[str, Element]) -> dict[str, str]:
    """Return the id of each element by its full name: ``1``, ``2``, … in the order of the model."""
    return {name: str(number) for number, name in enumerate(elements, 1)}


def element_names(elements: Mapping[str, Element]) -> dict[str, str]:
    """Return the name of each element in a workspace by its full name."""
    used_names: dict[str, set[str]] = {}
    titles = Counter((element.parent, element.title) for element in elements.values())
    names = {}
    for name, element in elements.items():
        siblings = used_names.setdefault(element.parent, set())
        title = [element.title] if titles[element.parent, element.title] == 1 else []
        names[name] = first_unused([*title, f"{element.title} ({name.rsplit('.', 1)[-1]})"], siblings)
        siblings.add(names[name])
    return names


def first_unused(candidates: Sequence[str], used_names: Iterable[str]) -> str:
    """Return the first unused candidate, or the last one with a number from 2 as a suffix."""
    names_in_use = set(used_names)
    for name in candidates:
        if name not in names_in_use:
            return name
    number = 2
    while f"{candidates[-1]} ({number})" in names_in_use:
        number += 1
    return f"{candidates[-1]} ({number})"


def view_keys(views: Iterable[View]) -> dict[str, str]:
    """Return the key of each view by its full name: ``container:shop`` is ``container-shop``.

    A key depends on names alone, so that a layout changed by hand is found again. Views that would have the same key
    get a hash of their names as a suffix.
    """
    keys = {view.name: _UNSAFE_IN_KEY.sub("-", view.name) for view in views}
    counts = Counter(keys.values())
    return {name: key if counts[key] == 1 else safe_key(name, always_hash=True) for name, key in keys.items()}


def safe_key(name: str, *, always_hash: bool = False) -> str:
    """Return ``name`` in the characters that a key may have.

    A part of its hash is added if characters were replaced, so that different names have different keys, or always.
    """
    key = _UNSAFE_IN_KEY.sub("-", name)
    return f"{key}-{_short_hash(name)}" if always_hash or key != name else key


def _short_hash(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
