"""Notes: what directives and roles note of the pages that they stand in.

All of it is strings and numbers by the document that they come from, so a document is forgotten or merged
by its name alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from sphinx.domains import Domain

from sphinxcontrib_c4.sphinx.places import Definition, Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.sphinx.places import Link, Target


class Diagram(NamedTuple):
    """A diagram of a document.

    That is its view, the question that this answers, the key of its geometry, and where its directive stands.
    """

    view: str
    question: tuple[str, ...]
    geometry: str
    location: str


class Shown(NamedTuple):
    """What a diagram of a document shows: the title of the view, the id of its figure, and the names of its boxes."""

    title: str
    anchor: str
    names: tuple[str, ...]


class NotingDomain(Domain):
    """A domain whose ``data`` is what pages note, by topic and document."""

    initial_data: ClassVar = {
        "questions": {},
        "definitions": {},
        "diagrams": {},
        "shown": {},
        "links": {},
        "stamps": {},
        "entries": {},
        "lines": {},
    }
    data_version = 3

    def __init__(self, env: BuildEnvironment) -> None:
        """Take up what the environment keeps."""
        super().__init__(env)
        self._places: Places | None = None
        self._first_places: dict[str, str] | None = None

    # --- Of the document that is being read ---

    def note_diagram(self, diagram: Diagram) -> None:
        """Note a diagram of the document that is being read."""
        self._note("diagrams", tuple(diagram))

    def note_link(self, link: Link) -> None:
        """Note a reference of the document that is being read."""
        self._note("links", tuple(link))

    def note_stamp(self, system: str) -> None:
        """Note that the document that is being read tells which files about ``system`` it was made from."""
        self._note("stamps", system)

    def note_shown(self, shown: Shown) -> None:
        """Note what a diagram of the document that is being read shows."""
        self._note("shown", tuple(shown))

    def note_entry(self, element: str) -> None:
        """Note that the document that is being read tells where ``element`` turns up."""
        self._note("entries", element)

    def note_line(self, spot: str) -> None:
        """Note that the document that is being read tells in which line ``spot``, one of ``lines``, is."""
        self._note("lines", spot)

    def note_definition(self, target: Target, *, rank: int, anchor: str, title: str, location: str) -> None:
        """Note that the document that is being read shows or documents ``target`` at ``anchor``."""
        docname = self.env.docname
        serial = len(self.data["definitions"].get(docname, ()))
        self._note("definitions", (target, (rank, docname, serial, anchor, title, location)))
        self._places = self._first_places = None

    def _note(self, what: str, entry: object) -> None:
        self.data[what].setdefault(self.env.docname, []).append(entry)

    # --- Of all documents ---

    def clear_doc(self, docname: str) -> None:
        """Forget what comes from a document."""
        for what in self.initial_data:
            self.data[what].pop(docname, None)
        self._places = self._first_places = None

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read in ``docnames``."""
        for what in self.initial_data:
            self.data[what].update((name, otherdata[what][name]) for name in docnames if name in otherdata[what])
        self._places = self._first_places = None

    def diagrams(self, docname: str) -> list[Diagram]:
        """The diagrams of a document, in their order."""
        return [Diagram(*stored) for stored in self.data["diagrams"].get(docname, ())]

    def all_diagrams(self) -> Iterator[Diagram]:
        """The diagrams of all documents."""
        return (diagram for docname in sorted(self.data["diagrams"]) for diagram in self.diagrams(docname))

    @property
    def places(self) -> Places:
        """Where the documents show or document objects."""
        if self._places is None:
            stored = (each for document in self.data["definitions"].values() for each in document)
            self._places = Places((target, Definition(*definition)) for target, definition in stored)
        return self._places

    @property
    def first_places(self) -> dict[str, str]:
        """The first document, by its name, that has a place with an id, for the ids of all objects and drawings."""
        if self._first_places is None:
            data = self.data
            found = [(place[3], docname) for docname, stored in data["definitions"].items() for _, place in stored]
            found += [(anchor, docname) for docname, stored in data["shown"].items() for _, anchor, _ in stored]
            self._first_places = dict(sorted(found, reverse=True))
        return self._first_places
