"""Workspaces as JSON text, and files that are replaced as a whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def workspace_to_json(workspace: Mapping[str, Any]) -> str:
    """Return a workspace as JSON text, the same text for the same workspace."""
    return json.dumps(workspace, ensure_ascii=False, indent=2) + "\n"


def write_workspace(path: Path, workspace: Mapping[str, Any]) -> None:
    """Write a workspace to ``path``."""
    write_text(path, workspace_to_json(workspace))


def write_text(path: Path, text: str) -> None:
    """Write ``text`` beside ``path`` and rename it, so that no reader ever sees a part of it.

    An existing file keeps its access rights.

    Raises:
        OSError: the file cannot be written; the existing one is unchanged.
    """
    data = text.encode("utf-8")
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, _access_rights(path))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _access_rights(path: Path) -> int:
    """Return the access rights of the file at ``path``, or those of a new file."""
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
