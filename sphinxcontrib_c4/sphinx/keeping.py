"""Keeping: files in the folder of doctrees that make the next build shorter, and never another one.

Each is written beside its place and renamed, so that nobody ever reads half of one.
"""

from __future__ import annotations

import marshal
import os
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


def kept(path: Path) -> bytes:
    """What was kept at ``path``; nothing where nothing was."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def imprint(*values: Any) -> str:
    """A digest of values that the environment keeps: strings, numbers, tuples, lists and dictionaries.

    It tells whether anything is different from the build before, in its order, too, and takes no time:
    the format of version 0 knows nothing of which values are one object.
    """
    return sha256(marshal.dumps(values, 0)).hexdigest()
