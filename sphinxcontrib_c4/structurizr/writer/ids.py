"""Naming: the ids, names and keys by which a workspace tells its parts apart.

Ids are numbers as text, since others neither sort nor export reliably. Names are unique among people
and systems, and among the parts of one whole; what bears the same title gets its id behind it.
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
    """The id of each element by its full name: ``1``, ``2``, … in the order of the model."""
    return {name: str(number) for number, name in enumerate(elements, 1)}


def element_names(elements: Mapping[str, Element]) -> dict[str, str]:
    """What each element is called in a workspace, by its full name."""
    taken: dict[str, set[str]] = {}
    titles = Counter((element.parent, element.title) for element in elements.values())
    names = {}
    for name, element in elements.items():
        siblings = taken.setdefault(element.parent, set())
        short = name.rsplit(".", 1)[-1]
        plain = [element.title] if titles[element.parent, element.title] == 1 else []
        names[name] = first_free([*plain, f"{element.title} ({short})"], siblings)
        siblings.add(names[name])
    return names


def first_free(wanted: Sequence[str], taken: Iterable[str]) -> str:
    """The first of ``wanted`` that is not ``taken``, or the last one with a number from 2 behind it."""
    used = set(taken)
    for name in wanted:
        if name not in used:
            return name
    number = 2
    while f"{wanted[-1]} ({number})" in used:
        number += 1
    return f"{wanted[-1]} ({number})"


def view_keys(views: Iterable[View]) -> dict[str, str]:
    """The key of each view by its full name: ``container:shop`` is ``container-shop``.

    A key depends on nothing but the names, so that what was moved by hand is found again. Views whose keys would be
    the same get a part of the digest of their names.
    """
    keys = {view.name: _UNSAFE_IN_KEY.sub("-", view.name) for view in views}
    times = Counter(keys.values())
    return {name: key if times[key] == 1 else safe_key(name, whole=True) for name, key in keys.items()}


def safe_key(name: str, *, whole: bool = False) -> str:
    """``name`` in the characters that a key may have; with a part of its digest where it has others, or is ``whole``.

    That part tells apart what would else be one key.
    """
    key = _UNSAFE_IN_KEY.sub("-", name)
    return f"{key}-{_digest(name)}" if whole or key != name else key


def _digest(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
