"""Files that a reader never sees half written or damaged.

A regular file is written beside its path and renamed. Devices, pipes and the targets of symbolic links stay what they
are. A sealed file has a checksum: a file that is damaged, truncated or written by another program counts as missing.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

_CHECKSUM_LENGTH = 32


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


def seal(path: Path, data: bytes) -> bytes:
    """Return the content of a sealed file at ``path``: a checksum, then ``data``."""
    return _checksum(path, data) + data


def read_sealed(path: Path) -> bytes:
    """Return the data in the sealed file at ``path``, or ``b""`` if the file is missing or damaged."""
    content = read_bytes_or_empty(path)
    checksum, data = content[:_CHECKSUM_LENGTH], content[_CHECKSUM_LENGTH:]
    return data if _checksum(path, data) == checksum else b""


def read_bytes_or_empty(path: Path) -> bytes:
    """Return the content of a file, or ``b""`` if it cannot be read or is not a regular file."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


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


def _checksum(path: Path, data: bytes) -> bytes:
    """Return a checksum of the name and the data of a file, since a renamed file has the value of another key."""
    return sha256(path.name.encode("utf-8", "surrogateescape") + b"\0" + data).digest()
