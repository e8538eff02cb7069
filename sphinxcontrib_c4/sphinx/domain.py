"""The domain ``c4``: what the pages show and document, and how references find it.

What the environment keeps, ``data``, is strings and numbers by the document that they come from; so a
document is forgotten or merged by its name alone. What can be worked out anew in each build (answers of
the model, geometries) hangs on the instance, which is not pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, cast

from docutils.nodes import inline
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinxcontrib_c4.sphinx.answers import Answers
from sphinxcontrib_c4.sphinx.foreign import known_elsewhere
from sphinxcontrib_c4.sphinx.keeping import imprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

    from docutils.nodes import Element, Node, reference, system_message
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from sphinxcontrib_c4.layout import Geometry
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.geometries import Geometries

T = TypeVar("T")

NAME = "c4"
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


class Link(NamedTuple):
    """A reference of a document, and what it may lead to, most wanted first.

    A link out of a diagram comes from the anchor ``here``, which it does not lead back to, and names
    its targets in full. An author's reference comes from nowhere and may use short names.
    """

    here: str
    targets: tuple[Target, ...]


class C4Role(XRefRole):
    """A reference to an object by its full or short name."""

    def result_nodes(
        self, document: Any, env: BuildEnvironment, node: Element, is_ref: bool
    ) -> tuple[list[Node], list[system_message]]:
        """Note what the page refers to, since it has to be written again when that moves."""
        if is_ref:
            domain_of(env).note_link(Link("", ((node["reftype"], node["reftarget"]),)))
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
        domain = cast("C4Domain", self.domain)
        for kind, heading in _HEADINGS.items():
            places = [(name, p) for (k, name), p in domain.places.items() if k == kind and p.rank <= Rank.DESCRIPTION]
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


class C4Domain(Domain):
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
    initial_data: ClassVar = {
        "questions": {},
        "definitions": {},
        "diagrams": {},
        "shown": {},
        "links": {},
        "stamps": {},
        "entries": {},
    }
    data_version = 2

    def __init__(self, env: BuildEnvironment) -> None:
        """Know of no model yet."""
        super().__init__(env)
        self.answers = Answers(None)
        self.geometries: Geometries | None = None
        self.written: set[str] = set()
        self._places: dict[Target, Definition] | None = None

    @property
    def model(self) -> Model:
        """The model of a project that has one."""
        assert self.answers.model is not None
        return self.answers.model

    # --- What directives note ---

    def ask(self, docname: str, topic: Callable[..., T], *arguments: str) -> T:
        """Ask on behalf of a document, which is out of date once the answer changes. Raises ``Unanswered``."""
        question = (topic.__name__, *arguments)
        self.data["questions"].setdefault(docname, {})[question] = self.answers.digest(question)
        return self.answers.ask(topic, *arguments)

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

    def note_definition(self, target: Target, *, rank: int, anchor: str, title: str, location: str) -> None:
        """Note that the document that is being read shows or documents ``target`` at ``anchor``."""
        docname = self.env.docname
        serial = len(self.data["definitions"].get(docname, ()))
        self._note("definitions", (target, (rank, docname, serial, anchor, title, location)))
        self._places = None

    def _note(self, what: str, entry: object) -> None:
        self.data[what].setdefault(self.env.docname, []).append(entry)

    def clear_doc(self, docname: str) -> None:
        """Forget what comes from a document."""
        for what in self.initial_data:
            self.data[what].pop(docname, None)
        self._places = None

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read in ``docnames``."""
        for what in self.initial_data:
            self.data[what].update((name, otherdata[what][name]) for name in docnames if name in otherdata[what])
        self._places = None

    # --- What the build wants to know ---

    def diagrams(self, docname: str) -> list[Diagram]:
        """The diagrams of a document, in their order."""
        return [Diagram(*stored) for stored in self.data["diagrams"].get(docname, ())]

    def all_diagrams(self) -> Iterator[Diagram]:
        """The diagrams of all documents."""
        return (diagram for docname in sorted(self.data["diagrams"]) for diagram in self.diagrams(docname))

    def undrawn(self) -> list[Diagram]:
        """The diagrams that have not been laid out."""
        geometries = self.geometries
        return [each for each in self.all_diagrams() if geometries is not None and not geometries.has(each.geometry)]

    def drawn(self, key: str) -> Geometry:
        """The geometry under ``key``, which was made in this build or in an earlier one."""
        geometry = self.geometries.get(key) if self.geometries else None
        assert geometry is not None
        return geometry

    def outdated(self) -> list[str]:
        """The documents of which a question has another answer than when they were read."""
        return [
            docname
            for docname, questions in self.data["questions"].items()
            if any(self.answers.digest(question) != known for question, known in questions.items())
        ]

    def states(self, stamp: Callable[[str], str]) -> dict[str, str]:
        """A digest for each document of all that its pages show of ours and of where their links lead.

        ``stamp`` tells what is written of the files about a system.
        """
        docnames = sorted({docname for what in self.initial_data for docname in self.data[what]})
        return {docname: imprint(self._state(docname, stamp)) for docname in docnames}

    def imprint(self, *others: Any) -> str:
        """Another one when anything that pages note is, or any of ``others``."""
        return imprint(self.data, *others)

    def _state(self, docname: str, stamp: Callable[[str], str]) -> object:
        faults = self.geometries.faults if self.geometries else {}
        return (
            sorted(self.data["questions"].get(docname, {}).items()),
            [self._led_to(docname, Link(*link)) for link in self.data["links"].get(docname, ())],
            [stamp(system) for system in self.data["stamps"].get(docname, ())],
            [diagram.geometry in faults for diagram in self.diagrams(docname)],
            [self.turns_up(name) for name in self.data["entries"].get(docname, ())],
        )

    def _led_to(self, docname: str, link: Link) -> object:
        """Where a link leads in this project, or in another one."""
        place = self.find(docname, link)
        return tuple(place) if place else known_elsewhere(self.env).get(link.targets[-1], "")

    def turns_up(self, element: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
        """Where ``element`` turns up.

        That is the diagrams that show it (document, anchor and title of each), and the documents whose
        authors refer to it (with their titles).
        """
        shown = [
            (docname, anchor, title)
            for docname in sorted(self.data["shown"])
            for title, anchor, names in self.data["shown"][docname]
            if element in names
        ]
        mentioned = sorted(docname for docname in self.data["links"] if self._mentions(docname, element))
        return shown, [(docname, self.env.titles[docname].astext()) for docname in mentioned]

    def _mentions(self, docname: str, element: str) -> bool:
        return any(
            self._full_name(role, name) == element
            for here, targets in self.data["links"][docname]
            if not here
            for role, name in targets
            if role in (*KINDS, ELEMENT)
        )

    # --- References ---

    @property
    def places(self) -> dict[Target, Definition]:
        """The place of each object that any page shows or documents."""
        if self._places is None:
            self._places = {target: min(found) for target, found in self._definitions().items()}
        return self._places

    def _definitions(self) -> dict[Target, list[Definition]]:
        found: dict[Target, list[Definition]] = {}
        for stored in self.data["definitions"].values():
            for target, definition in stored:
                found.setdefault(target, []).append(Definition(*definition))
        return found

    def find(self, docname: str, link: Link) -> Definition | None:
        """Where ``link``, which stands in a document, leads."""
        for role, name in link.targets:
            place = self._place(role, name) if link.here else self._place(role, self._full_name(role, name))
            if place and (place.docname, place.anchor) != (docname, link.here):
                return place
        return None

    def _place(self, role: str, full: str) -> Definition | None:
        return min((self.places[kind, full] for kind in _kinds(role) if (kind, full) in self.places), default=None)

    def _full_name(self, role: str, name: str) -> str:
        from sphinxcontrib_c4.model import NameFault, resolve

        try:
            return resolve(name, (known for kind, known in self.places if kind in _kinds(role)))
        except NameFault:
            return ""

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
        place = self.find(node["refdoc"], Link(node.get("c4-here", ""), targets))
        if place is None:
            return None
        text = contnode if node["refexplicit"] else inline(place.title, place.title, classes=contnode["classes"])
        return make_refnode(builder, fromdocname, place.docname, place.anchor, text, place.title)

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
        found = [(kind, self.places[kind, target]) for kind in self.object_types if (kind, target) in self.places]
        return [
            (f"{NAME}:{kind}", make_refnode(builder, fromdocname, place.docname, place.anchor, contnode, place.title))
            for kind, place in found
        ]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every object once, with the place that references lead to."""
        for (kind, name), place in sorted(self.places.items()):
            yield name, place.title, kind, place.docname, place.anchor, self.object_types[kind].attrs["searchprio"]

    # --- What is worth a warning ---

    def missing(self, role: str, name: str) -> str:
        """A sentence on why the reference ``name`` leads nowhere."""
        from sphinxcontrib_c4.model import NameFault, resolve

        try:
            full = resolve(name, {*self._model_names(role), *(n for kind, n in self.places if kind in _kinds(role))})
        except NameFault as fault:
            return str(fault)
        return f"{full!r} is in the model, but no page shows or documents it"

    def _model_names(self, role: str) -> Iterable[str]:
        model = self.answers.model
        if model is None:
            return ()
        if role == "scenario":
            return (scenario.name for scenario in model.scenarios)
        if role == "flow":
            return (flow.name for flow in model.flows)
        return (element.name for element in model.elements.values() if element.kind in _kinds(role))

    def duplicates(self) -> Iterator[tuple[Target, Definition, Definition]]:
        """Each element that is documented twice as well as by any other place: its name, and both places."""
        for target, found in sorted(self._definitions().items()):
            first, *others = sorted(found)
            is_own = target[0] in KINDS and first.rank in (Rank.SUBJECT, Rank.ROW)
            if is_own and others and others[0].rank == first.rank:
                yield target, first, others[0]


def _kinds(role: str) -> tuple[str, ...]:
    return KINDS if role == ELEMENT else (role,)


def domain_of(env: BuildEnvironment) -> C4Domain:
    """The domain of a project."""
    domain = env.get_domain(NAME)
    assert isinstance(domain, C4Domain)
    return domain
