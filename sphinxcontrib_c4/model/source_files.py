"""Source files: find the files of a model, read and validate them.

Errors are recorded and never raised, so that all errors of all files are reported together.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from sphinxcontrib_c4.model.composer import read_document
from sphinxcontrib_c4.model.document import At, Document, Entries
from sphinxcontrib_c4.model.elements import Position
from sphinxcontrib_c4.model.faults import Fault, ModelError, quoted
from sphinxcontrib_c4.model.names import nearest, suggestion
from sphinxcontrib_c4.model.schema import FileEntry, LandscapeEntry
from sphinxcontrib_c4.model.schema_types import SchemaObject
from sphinxcontrib_c4.model.validation import validate

EntryT = TypeVar("EntryT", bound=SchemaObject)

_WORD = re.compile(r"[A-Za-z0-9_-]+")
LANDSCAPE = "landscape.yaml"
_MISNAMED = "landscape.yml"
_SAVE = "save it as UTF-8"
_ID = re.compile(r"\bid\s*:\s*[\"']?([A-Za-z0-9_-]+)")


class SourceFile(NamedTuple):
    """A model file: its name within the model, its digest, and its entries with positions."""

    name: str
    digest: str
    entry: FileEntry
    document: Document

    def at(self, tree: Entries, key: str = "") -> Position:
        """Return the position of ``tree``, or of the value of its ``key``."""
        return self.document.position(tree.values_at.get(key, tree.at))


@dataclass(eq=False, repr=False)
class SourceFiles:
    """The files of a model in order, ``landscape.yaml``, and the faults found so far.

    ``faults`` are those without a document. ``broken`` are ids that could not be read: a reference to them
    is not reported, since its cause has been.
    """

    files: list[SourceFile] = field(default_factory=list)
    landscape: LandscapeEntry = field(default_factory=lambda: LandscapeEntry())
    landscape_document: Document | None = None
    landscape_digest: str = ""
    documents: list[Document] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def is_broken(self, name: str) -> bool:
        """Return whether ``name``, which may have dots, may mean an element that could not be read."""
        return any(part in self.broken for part in name.split("."))


def read(path: Path) -> SourceFiles:
    """Read the model file ``path``, or all model files of the folder ``path``.

    Errors are recorded in ``faults`` of the result.
    """
    sources = SourceFiles()
    if path.name == LANDSCAPE and os.path.isfile(path):
        path = path.parent
    if os.path.isdir(path):
        _read_folder(sources, path)
    elif not os.path.lexists(path):
        _fault_file(sources, path, "this file or folder does not exist", _beside(path))
    else:
        _read_model_file(sources, path, path.name)
    return sources


def read_text(path: Path) -> Document:
    """Read a YAML file that is not a model file.

    Raises:
        ModelError: the file cannot be read as text.
    """
    sources = SourceFiles()
    if os.path.lexists(path):
        document, _ = _read_entry_document(sources, path)
    else:
        document = None
        _fault_file(sources, path, "this file does not exist", _beside(path))
    if document is None:
        raise ModelError(sources.faults)
    return document


def read_entry(path: Path) -> tuple[FileEntry, Document]:
    """See :func:`sphinxcontrib_c4.model.read_model_file`."""
    sources = SourceFiles()
    if os.path.lexists(path):
        _read_model_file(sources, path, path.name)
    else:
        _fault_file(sources, path, "this file does not exist", _beside(path))
    faults = [*sources.faults, *(fault for document in sources.documents for fault in document.faults)]
    if faults:
        raise ModelError(faults)
    return sources.files[0].entry, sources.files[0].document


def _beside(path: Path) -> str:
    """Return advice for a ``path`` that does not exist: the nearest name in its folder."""
    return suggestion(nearest(path.name, _listing(path.parent))) or "check the path that the model is read from"


def _listing(folder: Path) -> dict[str, str]:
    """Return name -> name of the files in a folder; empty if it cannot be read."""
    try:
        return {name: name for name in sorted(os.listdir(folder))}
    except (OSError, ValueError):
        return {}


def _fault_file(sources: SourceFiles, path: Path, message: str, hint: str = "") -> None:
    sources.faults.append(Fault(Position(path.as_posix(), 1, 1), message, "", hint))


# --- A folder ---


def _read_folder(sources: SourceFiles, folder: Path) -> None:
    try:
        present = sorted(filter(_is_model_name, os.listdir(folder)))
    except OSError as error:
        _fault_file(sources, folder, f"this folder cannot be read: {_reason(error)}")
        return
    if _MISNAMED in present:
        present.remove(_MISNAMED)
        _fault_file(sources, folder / _MISNAMED, f"this file must be named {LANDSCAPE}", "rename it")
    if LANDSCAPE in present:
        _read_landscape(sources, folder / LANDSCAPE)
    names = _named_files(sources, folder) or [
        name for name in present if name != LANDSCAPE and not name.endswith((".graph.yaml", ".graph.yml"))
    ]
    for name in names:
        _read_model_file(sources, folder / name, name)
    if not names and not sources.faults:
        others = [f"rename {quoted(name)}" for name in _listing(folder) if name.lower().endswith((".yaml", ".yml"))][:1]
        hint = "; ".join(["model files end in .yaml or .yml", *others])
        _fault_file(sources, folder, "this folder contains no model files", hint)


def _is_model_name(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")


def _read_landscape(sources: SourceFiles, path: Path) -> None:
    document, digest = _read_entry_document(sources, path)
    if document is None:
        return
    entry = _checked(sources, document, LandscapeEntry, lost=_WORD)
    sources.landscape_document, sources.landscape_digest = document, digest
    sources.landscape = entry or sources.landscape


def _named_files(sources: SourceFiles, folder: Path) -> list[str]:
    """Return the existing files that ``landscape.yaml`` lists."""
    document, names = sources.landscape_document, sources.landscape.files
    if document is None or not names:
        return []
    places = document.root["files"].items_at
    return [
        name
        for index, name in enumerate(names)
        if _is_named_file(document, folder, name, places[index], earlier=names[:index])
    ]


def _is_named_file(document: Document, folder: Path, name: str, at: At, *, earlier: tuple[str, ...]) -> bool:
    if name in earlier:
        document.fault(at, f"the file {quoted(name)} is listed twice", "delete one of them")
    elif not _is_model_name(name) or name == LANDSCAPE or name.startswith("/") or ".." in name.split("/"):
        document.fault(at, f"{quoted(name)} cannot be a model file", "list .yaml or .yml files of this folder")
    elif not os.path.lexists(folder / name):
        names = {entry: entry for entry in _listing(folder) if _is_model_name(entry) and entry != LANDSCAPE}
        message = f"the file {quoted(name)} does not exist in this folder"
        document.fault(at, message, "delete the name", name=name, candidates=names)
    else:
        return True
    return False


# --- One file ---


def _read_model_file(sources: SourceFiles, path: Path, name: str) -> None:
    document, digest = _read_entry_document(sources, path)
    if document is None:
        return
    entry = _checked(sources, document, FileEntry, lost=_ID)
    if entry is not None:
        sources.files.append(SourceFile(name=name, digest=digest, entry=entry, document=document))


def _checked(sources: SourceFiles, document: Document, schema: type[EntryT], *, lost: re.Pattern[str]) -> EntryT | None:
    """Return the validated ``document``; if that fails, all matches of ``lost`` in its text count as broken ids."""
    entry = validate(document, schema, broken=sources.broken)
    if entry is None:
        sources.broken.update(lost.findall(document.text))
    return entry


def _read_entry_document(sources: SourceFiles, path: Path) -> tuple[Document | None, str]:
    """Return the document of a file and the SHA-256 of its bytes."""
    data = _bytes(sources, path)
    if data is None:
        return None, ""
    digest, data = sha256(data).hexdigest(), data.removeprefix(b"\xef\xbb\xbf")
    if _is_utf16(data):
        _fault_file(sources, path, "this file is UTF-16 and not UTF-8", _SAVE)
        sources.broken.update(_ID.findall(data.replace(b"\0", b"").decode("utf-8", "replace")))
        return None, ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        sources.faults.append(_encoding_fault(path, data, error))
        sources.broken.update(_ID.findall(data.decode("utf-8", "replace")))
        return None, ""
    sources.documents.append(read_document(path.as_posix(), text))
    return sources.documents[-1], digest


def _bytes(sources: SourceFiles, path: Path) -> bytes | None:
    try:
        if os.path.isdir(path):
            _fault_file(sources, path, "this is a folder and not a file", "rename or delete it")
        elif os.path.islink(path) and not os.path.exists(path):
            message = f"this link to {quoted(os.readlink(path))} is broken"
            _fault_file(sources, path, message, "repair or delete it")
        elif os.path.exists(path) and not os.path.isfile(path):
            _fault_file(sources, path, "this is not a regular file", "delete it")
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        _fault_file(
            sources, path, f"this file cannot be read: {_reason(error)}", "check that it exists and is readable"
        )
    return None


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


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
