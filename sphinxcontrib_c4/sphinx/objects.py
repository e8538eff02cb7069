"""Objects of the domain: their entries in the pages, and the entry that references lead to.

An object is a pair of type and full name. Several places may show or document it; references lead to the one with the
best priority. Nothing here depends on Sphinx or on the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NAME = "c4"
"""The name of the domain, which prefixes roles, ids and settings."""

ELEMENT = "element"
"""The role that refers to an element of any kind."""

KINDS = ("person", "system", "container", "component")

URL = "url"
"""The type of a target outside of the documentation, whose name is an address on the web."""

Target = tuple[str, str]
"""The type and the full name of an object that a link may lead to."""


class TargetPriority:
    """The priority of a place as the target of references; they lead to the place with the lowest number."""

    SUBJECT = 0
    """A diagram of the object, or the text about it."""
    FILTERED = 1
    """A diagram of the object without some of its elements."""
    ROW = 2
    """A row of the table of its parent."""
    NEIGHBOUR = 3
    """A row of a table about another object."""
    DESCRIPTION = 4
    """The description of the object in the model."""
    VIEW = 5
    """A diagram of its parts or of its neighbours."""
    MENTION = 7
    """A diagram that shows the object."""


class ObjectEntry(NamedTuple):
    """A place in the docs that shows or documents an object; references lead to the one that sorts first."""

    priority: int
    docname: str
    serial: int
    anchor: str
    title: str
    location: str


class ObjectLink(NamedTuple):
    """A reference of a document with its possible targets, most wanted first.

    A link of a diagram has the id ``source`` of that diagram, which it does not lead back to, and full names as
    targets. A reference of an author has the source ``""``, and may use short names.
    """

    source: str
    targets: tuple[Target, ...]


class ObjectIndex:
    """All entries of all objects; ``best`` maps each object to the entry that references lead to."""

    def __init__(self, entries: Iterable[tuple[Target, ObjectEntry]]) -> None:
        self._entries: dict[Target, list[ObjectEntry]] = {}
        for target, entry in entries:
            self._entries.setdefault(target, []).append(entry)
        self.best: Mapping[Target, ObjectEntry] = {
            target: min(all_entries) for target, all_entries in self._entries.items()
        }

    def find(self, docname: str, link: ObjectLink) -> ObjectEntry | None:
        """Return the entry that ``link`` in a document leads to."""
        for role, name in link.targets:
            entry = self._best(role, name if link.source else self.full_name(role, name))
            if entry and (entry.docname, entry.anchor) != (docname, link.source):
                return entry
        return None

    def _best(self, role: str, full: str) -> ObjectEntry | None:
        return min((self.best[kind, full] for kind in kinds_of(role) if (kind, full) in self.best), default=None)

    def names(self, role: str) -> Iterator[str]:
        """Yield the full names of the objects that ``role`` may refer to."""
        return (name for kind, name in self.best if kind in kinds_of(role))

    def full_name(self, role: str, name: str) -> str:
        """Return the full name of the object that ``role`` refers to as ``name``, or ``""``."""
        from sphinxcontrib_c4.model import NameLookupError, resolve

        try:
            return resolve(name, self.names(role))
        except NameLookupError:
            return ""

    def duplicates(self) -> Iterator[tuple[Target, ObjectEntry, ObjectEntry]]:
        """Yield each element that two entries document equally well, with both entries."""
        for target, entries in sorted(self._entries.items()):
            first, *further = sorted(entries)
            is_own = target[0] in KINDS and first.priority in (TargetPriority.SUBJECT, TargetPriority.ROW)
            if is_own and further and further[0].priority == first.priority:
                yield target, first, further[0]


def kinds_of(role: str) -> tuple[str, ...]:
    """Return the types of the objects that ``role`` may refer to."""
    return KINDS if role == ELEMENT else (role,)
