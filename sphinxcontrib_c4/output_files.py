"""Write files that a reader never sees half written.

A regular file is written beside its path and renamed. Devices, pipes and the targets of symbolic links stay what they
are.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``; an existing file keeps its access rights.

    Raises:
        OSError: the file cannot be written; an existing regular file is unchanged.
    """
    mode = _existing_mode(path)
    if mode is not None and _is_written_in_place(path, mode):
        path.write_bytes(data)
    else:
        _replace(Path(os.path.realpath(path)), data, mode)


def write_text_file(path: Path, text: str) -> None:
    """Write ``text`` in UTF-8 to ``path``, as ``write_file`` does."""
    write_file(path, text.encode("utf-8"))


def _existing_mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _is_written_in_place(path: Path, mode: int) -> bool:
    """Return whether ``path`` is a special file, or one that a shell holds open, such as ``/dev/stdout``."""
    return not stat.S_ISREG(mode) or path.absolute().parts[:2] == ("/", "dev")


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    beside = path.with_name(f".{os.urandom(8).hex()}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(beside, stat.S_IMODE(mode))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
