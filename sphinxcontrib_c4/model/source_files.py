"""Source files: find the files of a model and read their text.

Nothing is raised: a file that cannot be read is a :class:`FileText` with a fault.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sphinxcontrib_c4.model.faults import Fault, Position, quoted
from sphinxcontrib_c4.model.names import nearest, suggestion

LANDSCAPE = "landscape.yaml"
_MISNAMED = "landscape.yml"
_SAVE = "save it as UTF-8"


class FileText(NamedTuple):
    """A file as it was read: its path, its name within the model, the SHA-256 of its bytes, and its text.

    A file with a ``fault`` is not valid text; its ``text`` is then the best guess, or ``""``.
    """

    path: str
    name: str
    digest: str = ""
    text: str = ""
    fault: Fault | None = None


def model_path(path: Path) -> Path:
    """Return ``path``, or its folder if it is a ``landscape.yaml``, which is not a model by itself."""
    return path.parent if path.name == LANDSCAPE and os.path.isfile(path) else path


def read_landscape(path: Path) -> FileText | None:
    """Return the text of the ``landscape.yaml`` in the folder ``path``, if there is one."""
    return read_file(path / LANDSCAPE, LANDSCAPE) if LANDSCAPE in file_names(path) else None


def read_files(path: Path, names: tuple[str, ...]) -> Iterator[FileText]:
    """Yield the text of the model file ``path``, or of the files ``names`` of the folder ``path``.

    Without names, yield all model files of the folder but those that are extracted from a code graph.
    """
    if not os.path.isdir(path):
        yield read_file(path, path.name, kind="file or folder")
        return
    present = [name for name in file_names(path) if is_model_name(name)]
    if _MISNAMED in present:
        yield _unread(path / _MISNAMED, f"this file must be named {LANDSCAPE}", "rename it")
    system_files = [name for name in present if name not in (LANDSCAPE, _MISNAMED)]
    names = names or tuple(name for name in system_files if not name.endswith((".graph.yaml", ".graph.yml")))
    for name in names:
        yield read_file(path / name, name)
    if not names and _MISNAMED not in present:
        yield _without_files(path)


def read_file(path: Path, name: str, *, kind: str = "file") -> FileText:
    """Return the text of the file ``path``, which the model calls ``name``; ``kind`` is what is missing without it."""
    try:
        if not os.path.lexists(path):
            hint = _nearest_file(path) or "check the path"
            return _unread(path, f"this {kind} does not exist", hint)
        if fault := _kind_fault(path):
            return _unread(path, *fault)
        return _decoded(path, name, path.read_bytes())
    except (OSError, ValueError) as error:
        reason = f"this file cannot be read: {_reason(error)}"
        return _unread(path, reason, "check that it exists and is readable")


def file_names(path: Path) -> tuple[str, ...]:
    """Return the names of the files in the folder ``path`` in alphabetical order; none if it cannot be read."""
    try:
        return tuple(sorted(os.listdir(path)))
    except (OSError, ValueError):
        return ()


def is_model_name(name: str) -> bool:
    """Return whether a file of that name can be a model file."""
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")


def _nearest_file(path: Path) -> str:
    """Return the suggestion of a file whose name is near that of ``path``, or ``""``."""
    return suggestion(nearest(path.name, {name: name for name in file_names(path.parent)}))


# --- Faults ---


def _unread(path: Path, message: str, hint: str) -> FileText:
    """Return the text of a file or folder that is not read, with the reason."""
    return FileText(path.as_posix(), path.name, fault=Fault(Position(path.as_posix(), 1, 1), message, "", hint))


def _without_files(path: Path) -> FileText:
    """Return the text of a folder without model files, with the reason."""
    try:
        yaml_names = [name for name in sorted(os.listdir(path)) if name.lower().endswith((".yaml", ".yml"))]
    except OSError as error:
        return _unread(path, f"this folder cannot be read: {_reason(error)}", "")
    if LANDSCAPE in yaml_names:
        return _unread(path, "this folder contains no model files", f"add one beside {LANDSCAPE}")
    hint = "; ".join(["model files end in .yaml or .yml", *(f"rename {quoted(name)}" for name in yaml_names[:1])])
    return _unread(path, "this folder contains no model files", hint)


def _kind_fault(path: Path) -> tuple[str, str] | None:
    """Return message and advice if ``path`` is not a regular file."""
    if os.path.isdir(path):
        return "this is a folder and not a file", "rename or delete it"
    if os.path.islink(path) and not os.path.exists(path):
        return f"this link to {quoted(os.readlink(path))} is broken", "repair or delete it"
    if os.path.exists(path) and not os.path.isfile(path):
        return "this is not a regular file", "replace it by one"
    return None


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


# --- Text ---


def _decoded(path: Path, name: str, data: bytes) -> FileText:
    """Return the text of a file with the bytes ``data``."""
    digest, data = sha256(data).hexdigest(), data.removeprefix(b"\xef\xbb\xbf")
    if _is_utf16(data):
        text = data.replace(b"\0", b"").decode("utf-8", "replace")
        fault = Fault(Position(path.as_posix(), 1, 1), "this file is UTF-16 and not UTF-8", "", _SAVE)
        return FileText(path.as_posix(), name, digest, text, fault)
    try:
        return FileText(path.as_posix(), name, digest, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        fault = _encoding_fault(path, data, error)
        return FileText(path.as_posix(), name, digest, data.decode("utf-8", "replace"), fault)


def _encoding_fault(path: Path, data: bytes, error: UnicodeDecodeError) -> Fault:
    start = data.rfind(b"\n", 0, error.start) + 1
    line = data[start:].split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
    column = len(data[start : error.start].decode("utf-8", "replace")) + 1
    position = Position(path.as_posix(), data.count(b"\n", 0, error.start) + 1, column)
    message = f"this file is not UTF-8: byte {error.start} is 0x{data[error.start]:02X}"
    return Fault(position, message, line, _SAVE)


def _is_utf16(data: bytes) -> bool:
    """Return whether a file starts with the byte order mark of UTF-16, or looks like ASCII in UTF-16."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0\0\0\0" in (data[:8:2], data[1:8:2])
