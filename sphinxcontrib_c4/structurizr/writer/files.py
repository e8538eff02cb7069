"""Writing: text files that are whole or not there at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def text_of(workspace: Mapping[str, Any]) -> str:
    """A workspace as JSON, the same bytes for the same workspace."""
    return json.dumps(workspace, ensure_ascii=False, indent=2) + "\n"


def write(path: Path, workspace: Mapping[str, Any]) -> None:
    """Write a workspace to ``path``."""
    write_text(path, text_of(workspace))


def write_text(path: Path, text: str) -> None:
    """Write ``text`` beside ``path`` and then rename it, so that nobody ever reads half of it.

    A file that is there keeps its access rights.

    Raises:
        OSError: the file cannot be written; nothing is left behind.
    """
    data = text.encode("utf-8")
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, _rights(path))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _rights(path: Path) -> int:
    """The access rights of the file at ``path``, or those that a new one gets."""
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
