"""Ids, names and keys in a workspace.

Ids are numbers as text, because others neither sort nor export reliably. Names are unique among people and systems,
and among the children of one element: elements with the same title get their ids as a suffix.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256

from sphinxcontrib_c4.model import Element
from sphinxcontrib_c4.structurizr.unique_names import UniqueNames
from sphinxcontrib_c4.views import View

NUMBERED = "{} ({})"
"""The pattern of a name with a number."""
_UNSAFE_IN_KEY = re.compile(r"[^A-Za-z0-9_-]")


def element_ids(elements: Mapping[str, Element]) -> dict[str, str]:
    """Return the id of each element by its full name: ``1``, ``2``, … in the order of the model."""
    return {name: str(number) for number, name in enumerate(elements, 1)}


def element_names(elements: Mapping[str, Element]) -> dict[str, str]:
    """Return the name of each element in a workspace by its full name."""
    names_by_parent: defaultdict[str, UniqueNames] = defaultdict(lambda: UniqueNames(NUMBERED))
    titles = Counter((element.parent, element.title) for element in elements.values())
    names = {}
    for name, element in elements.items():
        title = [element.title] if titles[element.parent, element.title] == 1 else []
        with_id = f"{element.title} ({name.rsplit('.', 1)[-1]})"
        names[name] = names_by_parent[element.parent].add_unused(*title, with_id)
    return names


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
