"""The cache of page fingerprints: which pages a builder must write again.

One file for each builder and folder of pages maps each document to the fingerprint of the page that was written last.
The name ``""`` maps to a fingerprint of everything that any page can depend on: as long as that is the same, all pages
are current.

Sphinx compares the dates of pages and sources. After a build that was killed, a page may be old, half written or
missing in the search index although its date is new. A file marks each folder of pages while a build is in progress: if
it remains, the next build writes all pages.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx.cache.store import delete_file, load_text_map, write_cache

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from pathlib import Path

_ALL = ""  # is not the name of a document


class PageCache:
    """The fingerprints of the pages that one builder has written to one folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def are_current(self, input_fingerprint: str) -> bool:
        """Return whether all pages are current, given the fingerprint of everything that they depend on."""
        return self._read().get(_ALL) == input_fingerprint

    def outdated(self, fingerprints: Mapping[str, str]) -> list[str]:
        """Return the documents whose pages have other fingerprints, and forget these pages."""
        pages = self._read()
        docnames = [docname for docname, value in fingerprints.items() if pages.get(docname) != value]
        self._write({name: value for name, value in pages.items() if name not in {_ALL, *docnames}})
        return docnames

    def record(self, fingerprints: Mapping[str, str], docnames: Set[str], *, input_fingerprint: str) -> None:
        """Store the fingerprints of the pages that this build has written.

        Args:
            fingerprints: the fingerprints of the pages of all documents.
            docnames: the documents whose pages were written.
            input_fingerprint: the fingerprint of everything that pages depend on, or ``""`` if a page is incomplete.
        """
        earlier = self._read()
        pages = {name: value if name in docnames else earlier.get(name) for name, value in fingerprints.items()}
        current = {name: value for name, value in pages.items() if value}
        is_complete = input_fingerprint and current == fingerprints
        self._write({**current, _ALL: input_fingerprint} if is_complete else current)

    def _read(self) -> dict[str, str]:
        return load_text_map(self._path)

    def _write(self, pages: Mapping[str, str]) -> None:
        write_cache(self._path, json.dumps(pages, indent=1).encode("ascii"))


class ProgressMark:
    """A file that exists while a builder works on a folder of pages.

    ``was_interrupted`` is whether an earlier build has left it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.was_interrupted = self._path.exists()

    def set(self) -> None:
        """Write the mark."""
        write_cache(self._path, b"")

    def clear(self) -> None:
        """Delete the mark."""
        delete_file(self._path)
