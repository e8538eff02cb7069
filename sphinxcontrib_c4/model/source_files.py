"""The files of a model: which ones, their bytes, and their entries as the schema checked them."""

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
_SAVE = "save it in the encoding UTF-8"
_ID = re.compile(r"\bid\s*:\s*[\"']?([A-Za-z0-9_-]+)")


class SourceFile(NamedTuple):
    """One model file that was read: its name within the model, its entries, and where they stand."""

    name: str
    digest: str
    entry: FileEntry
    document: Document

    def at(self, tree: Entries, key: str = "") -> Position:
        """The position of ``tree``, or of the value of its ``key``."""
        return self.document.position(tree.values_at.get(key, tree.at))


@dataclass(eq=False, repr=False)
class SourceFiles:
    """What was read: the files in order, the landscape's entry, and what is wrong so far.

    ``faults`` are those that no document
    holds, and ``broken`` are ids that may well be meant but could not be read, so that nothing else
    need be said about them.
    """

    files: list[SourceFile] = field(default_factory=list)
    landscape: LandscapeEntry = field(default_factory=lambda: LandscapeEntry())
    landscape_document: Document | None = None
    landscape_digest: str = ""
    documents: list[Document] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def is_broken(self, name: str) -> bool:
        """Whether ``name``, which may have dots, may well mean what could not be read."""
        return any(part in self.broken for part in name.split("."))


def read(path: Path) -> SourceFiles:
    """Read the model file ``path``, or all model files of the folder ``path``.

    Nothing is raised for what can be wrong with files; see ``faults`` of the result.
    """
    reading = SourceFiles()
    if path.name == LANDSCAPE and os.path.isfile(path):
        path = path.parent
    if os.path.isdir(path):
        _read_folder(reading, path)
    elif not os.path.lexists(path):
        _fault_file(reading, path, "there is no such file or folder", _beside(path))
    else:
        _read_model_file(reading, path, path.name)
    return reading


def read_text(path: Path) -> Document:
    """Read one YAML file that is no model file; raises ``ModelError`` where there is no text to read."""
    reading = SourceFiles()
    if os.path.lexists(path):
        document, _ = _read_entry_document(reading, path)
    else:
        document = None
        _fault_file(reading, path, "there is no such file", _beside(path))
    if document is None:
        raise ModelError(reading.faults)
    return document


def read_entry(path: Path) -> tuple[FileEntry, Document]:
    """See :func:`sphinxcontrib_c4.model.read_model_file`."""
    reading = SourceFiles()
    if os.path.lexists(path):
        _read_model_file(reading, path, path.name)
    else:
        _fault_file(reading, path, "there is no such file", _beside(path))
    faults = [*reading.faults, *(fault for document in reading.documents for fault in document.faults)]
    if faults:
        raise ModelError(faults)
    return reading.files[0].entry, reading.files[0].document


def _beside(path: Path) -> str:
    """A suggestion among what lies beside a ``path`` that does not exist."""
    return suggestion(nearest(path.name, _listing(path.parent))) or "check the path that the model is read from"


def _listing(folder: Path) -> dict[str, str]:
    """The names in a folder, with themselves as titles; none where it cannot be read."""
    try:
        return {name: name for name in sorted(os.listdir(folder))}
    except (OSError, ValueError):
        return {}


def _fault_file(reading: SourceFiles, path: Path, message: str, hint: str = "") -> None:
    reading.faults.append(Fault(Position(path.as_posix(), 1, 1), message, "", hint))


# --- A folder ---


def _read_folder(reading: SourceFiles, folder: Path) -> None:
    try:
        present = sorted(filter(_is_model_name, os.listdir(folder)))
    except OSError as error:
        _fault_file(reading, folder, f"this folder cannot be read: {_reason(error)}")
        return
    if _MISNAMED in present:
        present.remove(_MISNAMED)
        _fault_file(reading, folder / _MISNAMED, f"this file has to be called {LANDSCAPE}", "rename it")
    if LANDSCAPE in present:
        _read_landscape(reading, folder / LANDSCAPE)
    names = _named_files(reading, folder) or [
        name for name in present if name != LANDSCAPE and not name.endswith((".graph.yaml", ".graph.yml"))
    ]
    for name in names:
        _read_model_file(reading, folder / name, name)
    if not names and not reading.faults:
        others = [f"rename {quoted(name)}" for name in _listing(folder) if name.lower().endswith((".yaml", ".yml"))][:1]
        hint = "; ".join(["model files end in .yaml or .yml", *others])
        _fault_file(reading, folder, "this folder holds no model files", hint)


def _is_model_name(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")


def _read_landscape(reading: SourceFiles, path: Path) -> None:
    document, digest = _read_entry_document(reading, path)
    if document is None:
        return
    entry = _checked(reading, document, LandscapeEntry, lost=_WORD)
    reading.landscape_document, reading.landscape_digest = document, digest
    reading.landscape = entry or reading.landscape


def _named_files(reading: SourceFiles, folder: Path) -> list[str]:
    """The files that ``landscape.yaml`` names, as far as they are there."""
    document, names = reading.landscape_document, reading.landscape.files
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
        document.fault(at, f"the file {quoted(name)} is named twice", "take one of the two away")
    elif not _is_model_name(name) or name == LANDSCAPE or name.startswith("/") or ".." in name.split("/"):
        document.fault(at, f"{quoted(name)} cannot be a model file", "name .yaml or .yml files of this folder")
    elif not os.path.lexists(folder / name):
        names = {other: other for other in _listing(folder) if _is_model_name(other) and other != LANDSCAPE}
        hint = suggestion(nearest(name, names)) or "take the name away"
        document.fault(at, f"there is no file {quoted(name)} in this folder", hint)
    else:
        return True
    return False


# --- One file ---


def _read_model_file(reading: SourceFiles, path: Path, name: str) -> None:
    document, digest = _read_entry_document(reading, path)
    if document is None:
        return
    entry = _checked(reading, document, FileEntry, lost=_ID)
    if entry is not None:
        reading.files.append(SourceFile(name=name, digest=digest, entry=entry, document=document))


def _checked(reading: SourceFiles, document: Document, schema: type[EntryT], *, lost: re.Pattern[str]) -> EntryT | None:
    """What ``document`` holds; where that is nothing, what ``lost`` finds in its text counts as broken."""
    entry = validate(document, schema, broken=reading.broken)
    if entry is None:
        reading.broken.update(lost.findall(document.text))
    return entry


def _read_entry_document(reading: SourceFiles, path: Path) -> tuple[Document | None, str]:
    """The document of a file and the SHA-256 of its bytes."""
    data = _bytes(reading, path)
    if data is None:
        return None, ""
    digest, data = sha256(data).hexdigest(), data.removeprefix(b"\xef\xbb\xbf")
    if _is_utf16(data):
        _fault_file(reading, path, "this file is UTF-16 and not UTF-8", _SAVE)
        reading.broken.update(_ID.findall(data.replace(b"\0", b"").decode("utf-8", "replace")))
        return None, ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        reading.faults.append(_encoding_fault(path, data, error))
        reading.broken.update(_ID.findall(data.decode("utf-8", "replace")))
        return None, ""
    reading.documents.append(read_document(path.as_posix(), text))
    return reading.documents[-1], digest


def _bytes(reading: SourceFiles, path: Path) -> bytes | None:
    try:
        if os.path.isdir(path):
            _fault_file(reading, path, "this is a folder and not a file", "rename it, or take it away")
        elif os.path.islink(path) and not os.path.exists(path):
            message = f"this link to {quoted(os.readlink(path))} leads nowhere"
            _fault_file(reading, path, message, "mend it, or take it away")
        elif os.path.exists(path) and not os.path.isfile(path):
            _fault_file(reading, path, "this is not a regular file", "take it away")
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        _fault_file(reading, path, f"this file cannot be read: {_reason(error)}", "check that it is there and readable")
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
    """Whether a file begins with the mark of UTF-16, or as ASCII does in it."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0\0\0\0" in (data[:8:2], data[1:8:2])
