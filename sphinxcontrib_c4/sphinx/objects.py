"""Places: where the pages show or document objects, and which of these places references lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


ELEMENT = "element"


KINDS = ("person", "system", "container", "component")

Target = tuple[str, str]
"""The type and the full name of an object that a link may lead to."""


class Rank:
    """How well a place fits an object; references lead to the place of the least rank."""

    SUBJECT = 0
    """A diagram of it, or the prose about it."""
    FILTERED = 1
    """A diagram of it that leaves something out."""
    ROW = 2
    """A row of the table of what it belongs to."""
    NEIGHBOUR = 3
    """A row of a table around something else."""
    DESCRIPTION = 4
    """What the model says of it."""
    VIEW = 5
    """A diagram of what it is made of, or of what is around it."""
    MENTION = 7
    """A diagram that it stands in."""


class Definition(NamedTuple):
    """A place in the docs that shows or documents an object; the least of several is the one to lead to."""

    rank: int
    docname: str
    serial: int
    anchor: str
    title: str
    location: str


class Link(NamedTuple):
    """A reference of a document, and what it may lead to, most wanted first.

    A link out of a diagram comes from the anchor ``here``, which it does not lead back to, and names
    its targets in full. An author's reference comes from nowhere and may use short names.
    """

    here: str
    targets: tuple[Target, ...]


class Places:
    """All places that the pages define; ``best`` is the one of each object that references lead to."""

    def __init__(self, definitions: Iterable[tuple[Target, Definition]]) -> None:
        """Sort ``definitions``, of which there may be several for one object."""
        self._all: dict[Target, list[Definition]] = {}
        for target, definition in definitions:
            self._all.setdefault(target, []).append(definition)
        self.best: Mapping[Target, Definition] = {target: min(found) for target, found in self._all.items()}

    def find(self, docname: str, link: Link) -> Definition | None:
        """Where ``link``, which stands in a document, leads."""
        for role, name in link.targets:
            place = self._place(role, name if link.here else self.full_name(role, name))
            if place and (place.docname, place.anchor) != (docname, link.here):
                return place
        return None

    def _place(self, role: str, full: str) -> Definition | None:
        return min((self.best[kind, full] for kind in kinds_of(role) if (kind, full) in self.best), default=None)

    def names(self, role: str) -> Iterator[str]:
        """The full names of the objects that ``role`` may refer to."""
        return (name for kind, name in self.best if kind in kinds_of(role))

    def full_name(self, role: str, name: str) -> str:
        """The full name of the object that ``role`` refers to as ``name``, or ``""``."""
        from sphinxcontrib_c4.model import NameLookupError, resolve

        try:
            return resolve(name, self.names(role))
        except NameLookupError:
            return ""

    def duplicates(self) -> Iterator[tuple[Target, Definition, Definition]]:
        """Each element that is documented twice as well as by any other place: its name, and both places."""
        for target, found in sorted(self._all.items()):
            first, *others = sorted(found)
            is_own = target[0] in KINDS and first.rank in (Rank.SUBJECT, Rank.ROW)
            if is_own and others and others[0].rank == first.rank:
                yield target, first, others[0]


def kinds_of(role: str) -> tuple[str, ...]:
    """The types of the objects that ``role`` may refer to."""
    return KINDS if role == ELEMENT else (role,)
