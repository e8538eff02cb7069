"""Keeping: files in the folder of doctrees that make the next build shorter, and never another one.

Each is written beside its place and renamed, so that nobody ever reads half of one.
"""

from __future__ import annotations

import marshal
import os
import pickle
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def keep(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whose folder need not exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(data)
    os.replace(beside, path)


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
