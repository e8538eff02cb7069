"""Parsed files: the texts of the files of a model as documents with positions, and their validated entries.

A text is parsed once, when its content is first used. Faults are recorded in the documents and never raised,
so that all faults of all files are reported together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from sphinxcontrib_c4.model.composer import read_document
from sphinxcontrib_c4.model.document import At, Document, Entries
from sphinxcontrib_c4.model.elements import LANDSCAPE_TITLE, Source, Suppression
from sphinxcontrib_c4.model.faults import Fault, Position, quoted
from sphinxcontrib_c4.model.landscape_schema import LandscapeEntry
from sphinxcontrib_c4.model.schema import FileEntry, SourceEntry, SuppressionEntry
from sphinxcontrib_c4.model.schema_objects import SchemaObject
from sphinxcontrib_c4.model.source_files import LANDSCAPE, FileText, file_names, is_model_name
from sphinxcontrib_c4.model.validation import validate

EntryT = TypeVar("EntryT", bound=SchemaObject)

_PATH_LINE = re.compile(r"^(.+):([1-9][0-9]{0,8})$")
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_LISTED_FILES_HINT = "list .yaml or .yml files of this folder, and copy those of other repositories into it"
_ID = re.compile(r"\bid\s*:\s*[\"']?([A-Za-z0-9_-]+)")


class ParsedText(NamedTuple, Generic[EntryT]):
    """The document of a text, its entry if it is a mapping, and the ids that could not be read."""

    document: Document
    entry: EntryT | None
    broken: frozenset[str]


class SourceFile(NamedTuple):
    """A model file: its name within the model, its digest, and its entries with positions."""

    name: str
    digest: str
    entry: FileEntry
    document: Document

    def at(self, tree: Entries, key: str = "") -> Position:
        """Return the position of ``tree``, or of the value of its ``key``."""
        return self.document.position(tree.values_at.get(key, tree.at))

    def where(self, earlier: Position) -> str:
        """Return the location of ``earlier`` as written in a message about this file."""
        return f"in line {earlier.line}" if earlier.path == self.document.path else f"at {earlier}"

    def suppressions(self, tree: Entries, entries: tuple[SuppressionEntry, ...]) -> tuple[Suppression, ...]:
        """Return the suppressions under ``suppress`` of the mapping ``tree``."""
        return tuple(
            Suppression(rule=entry.rule, reason=entry.reason, position=self.at(subtree))
            for subtree, entry in zip(tree.get("suppress", ()), entries, strict=True)
        )


@dataclass(frozen=True, eq=False, repr=False)
class LandscapeFile:
    """The file ``landscape.yaml``. Without a ``text``, it does not exist and has the default entry."""

    text: FileText | None

    @cached_property
    def parsed(self) -> ParsedText[LandscapeEntry] | None:
        """The parsed text, if the file exists."""
        return None if self.text is None else parse_text(self.text, LandscapeEntry)

    @property
    def document(self) -> Document | None:
        """The document, if the file exists."""
        return None if self.parsed is None else self.parsed.document

    @cached_property
    def entry(self) -> LandscapeEntry:
        """The validated entry; the default if it cannot be read."""
        return (self.parsed and self.parsed.entry) or LandscapeEntry()


@dataclass(frozen=True, eq=False, repr=False)
class SourceFiles:
    """The texts of the files of a model in order, and ``landscape.yaml``."""

    landscape_file: LandscapeFile
    texts: tuple[FileText, ...]

    @cached_property
    def _parsed(self) -> tuple[ParsedText[FileEntry], ...]:
        return tuple(parse_text(text, FileEntry) for text in self.texts)

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """The model files, without those that are not a mapping."""
        pairs = zip(self.texts, self._parsed, strict=True)
        return tuple(SourceFile(t.name, t.digest, p.entry, p.document) for t, p in pairs if p.entry is not None)

    @property
    def landscape(self) -> LandscapeEntry:
        """The entry of ``landscape.yaml``."""
        return self.landscape_file.entry

    @property
    def title(self) -> str:
        """The title of the landscape, or that of its only file."""
        only = self.files[0].entry.meta.name if len(self.files) == 1 else ""
        return self.landscape.name or only or LANDSCAPE_TITLE

    @property
    def landscape_document(self) -> Document | None:
        """The document of ``landscape.yaml``, if the file exists."""
        return self.landscape_file.document

    @cached_property
    def broken(self) -> set[str]:
        """The ids that could not be read or composed: a reference to them is not reported, since its cause has been."""
        files = (self.landscape_file.parsed, *self._parsed)
        return {name for part in files if part is not None for name in part.broken}

    @property
    def faults(self) -> Iterator[Fault]:
        """The faults that the documents contain so far."""
        documents = (self.landscape_document, *(parsed.document for parsed in self._parsed))
        return (fault for document in documents if document is not None for fault in document.faults)

    def is_broken(self, name: str) -> bool:
        """Return whether ``name``, which may have dots, may mean an element that could not be read."""
        return any(part in self.broken for part in name.split("."))


def code_location(entry: SourceEntry | None) -> Source | None:
    """Return the location of code; a number after the path (``tasks.py:96``) is the line."""
    if entry is None:
        return None
    match = _PATH_LINE.match(entry.path) if entry.line is None else None
    if match:
        return Source(repo=entry.repo, path=match[1], line=int(match[2]))
    return Source(repo=entry.repo, path=entry.path, line=entry.line)


def parse(text: FileText) -> Document:
    """Return the document of a text; without values if the text has a fault."""
    if text.fault is not None:
        return Document(text.path, text.text, faults=[text.fault])
    return read_document(text.path, text.text)


def parse_text(text: FileText, schema: type[EntryT]) -> ParsedText[EntryT]:
    """Return the document of a text, reduced to its valid parts, and its entry as an object of ``schema``."""
    document, broken = parse(text), set[str]()
    entry = validate(document, schema, broken=broken)
    if entry is None:
        may_be_id = _WORD if schema is LandscapeEntry and text.fault is None else _ID
        broken.update(may_be_id.findall(text.text))
    return ParsedText(document, entry, frozenset(broken))


def listed_files(path: Path, landscape: LandscapeFile) -> tuple[str, ...]:
    """Return the existing files of the folder ``path`` that ``landscape.yaml`` lists; report the others."""
    document, names = landscape.document, landscape.entry.files
    if document is None or not names:
        return ()
    places = document.root["files"].items_at
    return tuple(
        name
        for index, name in enumerate(names)
        if _is_listed_file(path, document, name, places[index], earlier=names[:index])
    )


def _is_listed_file(path: Path, document: Document, name: str, at: At, *, earlier: tuple[str, ...]) -> bool:
    if name in earlier:
        document.fault(at, f"the file {quoted(name)} is listed twice", "delete one of them")
    elif not is_model_name(name) or name == LANDSCAPE or name.startswith("/") or ".." in name.split("/"):
        document.fault(at, f"{quoted(name)} cannot be a model file", _LISTED_FILES_HINT)
    elif not os.path.lexists(path / name):
        names = {entry: entry for entry in file_names(path) if is_model_name(entry) and entry != LANDSCAPE}
        message = f"the file {quoted(name)} does not exist in this folder"
        document.fault(at, message, "delete the name", name=name, candidates=names)
    else:
        return True
    return False
