"""Keeping: files in the folder of doctrees that make the next build shorter, and never another one.

Each is written beside its place and renamed, so that nobody ever reads half of one.
"""

from __future__ import annotations

import json
import marshal
import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sphinxcontrib_c4.output_files import write_file

if TYPE_CHECKING:
    from pathlib import Path


def keep(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whose folder need not exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, data)


def keep_only(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, and take away what was kept beside it with the same suffix."""
    for earlier in path.parent.glob(f"*{path.suffix}"):
        earlier.unlink(missing_ok=True)
    keep(path, data)


def kept(path: Path) -> bytes:
    """What was kept at ``path``; nothing where nothing was."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def recalled(path: Path) -> Any:
    """What was kept at ``path`` as a pickle; ``None`` where nothing was, or what cannot be read."""
    try:
        return pickle.loads(kept(path))
    except Exception:  # whatever unpickling damaged or foreign bytes may raise
        return None


def digest_of(path: Path) -> str:
    """The digest of the bytes of a file; of one that cannot be read, whoever reads it says so."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def imprint(*values: Any) -> str:
    """A digest of values that the environment keeps: strings, numbers, tuples, lists and dictionaries.

    It tells whether anything is different from the build before, in its order, too, and takes no time:
    the format of version 0 knows nothing of which values are one object.
    """
    return sha256(marshal.dumps(values, 0)).hexdigest()


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
