"""Notes: what directives and roles note of the pages that they stand in.

All of it is strings and numbers by the document that they come from, so a document is forgotten or merged
by its name alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, cast

from docutils.nodes import inline
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.errors import NoUri
from sphinx.roles import XRefRole

from sphinxcontrib_c4.sphinx.cache.queries import Answers
from sphinxcontrib_c4.sphinx.cache.store import imprint
from sphinxcontrib_c4.sphinx.objects import ELEMENT, KINDS, Definition, Link, Places, Rank
from sphinxcontrib_c4.sphinx.xrefs import refer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

    from docutils.nodes import Element, Node, reference, system_message
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from sphinxcontrib_c4.layout import Geometry
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.cache.layouts import Geometries
    from sphinxcontrib_c4.sphinx.objects import Target


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


class C4Role(XRefRole):
    """A reference to an object by its full or short name."""

    def result_nodes(
        self, document: Any, env: BuildEnvironment, node: Element, is_ref: bool
    ) -> tuple[list[Node], list[system_message]]:
        """Note what the page refers to, since it has to be written again when that moves."""
        if is_ref:
            domain = cast("NotingDomain", env.get_domain(node["refdomain"]))
            domain.note_link(Link("", ((node["reftype"], node["reftarget"]),)))
        return super().result_nodes(document, env, node, is_ref)


class ElementIndex(Index):
    """The page that lists the people, systems, containers and components that are documented.

    It has no short name: with one it would stand in the navigation of each page, which would have to
    be written again when the first element is documented.
    """

    name = "elements"
    localname = "Architecture"

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """The entries of each kind, by their titles."""
        wanted = None if docnames is None else set(docnames)
        found: dict[str, list[IndexEntry]] = {}
        best = cast("NotingDomain", self.domain).places.best
        for kind, heading in _HEADINGS.items():
            places = [(name, p) for (k, name), p in best.items() if k == kind and p.rank <= Rank.DESCRIPTION]
            for name, place in sorted(places, key=lambda each: (each[1].title.casefold(), each[0])):
                if wanted is None or place.docname in wanted:
                    entry = IndexEntry(place.title, 0, place.docname, place.anchor, name, "", "")
                    found.setdefault(heading, []).append(entry)
        return list(found.items()), False


_HEADINGS = {
    "person": "People",
    "system": "Systems",
    "container": "Containers",
    "component": "Components",
}

T = TypeVar("T")

NAME = "c4"


class C4Domain(NotingDomain):
    """People, systems, containers, components, flows, scenarios and views."""

    name = NAME
    label = "C4"
    object_types: ClassVar = {
        **{kind: ObjType(kind, kind, ELEMENT) for kind in KINDS},
        "flow": ObjType("flow", "flow", searchprio=-1),
        "scenario": ObjType("scenario", "scenario"),
        "view": ObjType("view", "view", searchprio=-1),
    }
    roles: ClassVar[dict[str, RoleFunction | XRefRole]] = {
        role: C4Role(warn_dangling=True) for role in (*KINDS, ELEMENT, "flow", "scenario", "view")
    }
    indices: ClassVar = [ElementIndex]

    def __init__(self, env: BuildEnvironment) -> None:
        """Know of no model yet."""
        super().__init__(env)
        self.answers = Answers(None)
        self.geometries: Geometries | None = None
        self.written: set[str] = set()

    @property
    def model(self) -> Model:
        """The model of a project that has one."""
        assert self.answers.model is not None
        return self.answers.model

    # --- What a build asks for ---

    def ask(self, docname: str, topic: Callable[..., T], *arguments: str) -> T:
        """Ask on behalf of a document, which is out of date once the answer changes. Raises ``Unanswered``."""
        question = (topic.__name__, *arguments)
        self.data["questions"].setdefault(docname, {})[question] = self.answers.digest(question)
        return self.answers.ask(topic, *arguments)

    def outdated(self) -> list[str]:
        """The documents of which a question has another answer than when they were read."""
        return [
            docname
            for docname, questions in self.data["questions"].items()
            if any(self.answers.digest(question) != known for question, known in questions.items())
        ]

    def undrawn(self) -> list[Diagram]:
        """The diagrams that have not been laid out."""
        geometries = self.geometries
        return [each for each in self.all_diagrams() if geometries is not None and not geometries.has(each.geometry)]

    def drawn(self, key: str) -> Geometry:
        """The geometry under ``key``, which was made in this build or in an earlier one."""
        geometry = self.geometries.get(key) if self.geometries else None
        assert geometry is not None
        return geometry

    def imprint(self, *others: Any) -> str:
        """Another one when anything that pages note is, or any of ``others``."""
        return imprint(self.data, *others)

    # --- References ---

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> reference | None:
        """Lead to the place of ``target``, or to the first place that a link of a diagram may lead to."""
        targets = tuple((kind, name) for kind, name in node.get("c4-targets", [[typ, target]]))
        place = self.places.find(node["refdoc"], Link(node.get("c4-here", ""), targets))
        if place is None:
            return None
        text = contnode if node["refexplicit"] else inline(place.title, place.title, classes=contnode["classes"])
        with suppress(NoUri):
            return refer(builder, self, fromdocname, place.docname, place.anchor, text, place.title)
        return text  # type: ignore[return-value]  # any node may stand in the place of the reference

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """The objects of each type that bear ``target`` as their full name."""
        best = self.places.best
        found = [(kind, best[kind, target]) for kind in self.object_types if (kind, target) in best]
        return [
            (f"{NAME}:{kind}", refer(builder, self, fromdocname, place.docname, place.anchor, contnode, place.title))
            for kind, place in found
        ]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every object once, with the place that references lead to."""
        for (kind, name), place in sorted(self.places.best.items()):
            yield name, place.title, kind, place.docname, place.anchor, self.object_types[kind].attrs["searchprio"]

    def missing(self, role: str, name: str) -> str:
        """A sentence on why the reference ``name`` leads nowhere, and what to do."""
        from sphinxcontrib_c4.sphinx.lookup import unresolved

        return unresolved(self.answers.model, role, name, self.places.names(role))


def domain_of(env: BuildEnvironment) -> C4Domain:
    """The domain of a project."""
    domain = env.get_domain(NAME)
    assert isinstance(domain, C4Domain)
    return domain
