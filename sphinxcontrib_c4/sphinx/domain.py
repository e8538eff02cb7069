"""The domain ``c4``: what documents record about their content, its roles, its index, and references to its objects.

``data`` consists of strings, numbers and tuples by document, so that Sphinx can merge documents that were read in
parallel, and forget one by its name. The caches of a build (query results, layouts) are attributes of the domain, which
Sphinx does not pickle.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, cast

from docutils.nodes import inline
from sphinx.addnodes import pending_xref
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.errors import NoUri
from sphinx.roles import XRefRole

from sphinxcontrib_c4.sphinx.backlinks import Backlinks, FigureRecord, find_backlinks
from sphinxcontrib_c4.sphinx.cache.queries import QueryCache, to_stored
from sphinxcontrib_c4.sphinx.objects import ELEMENT, KINDS, NAME, ObjectEntry, ObjectIndex, ObjectLink, TargetPriority
from sphinxcontrib_c4.sphinx.source_refs import source_lines
from sphinxcontrib_c4.sphinx.xrefs import is_in_every_document, make_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from docutils.nodes import Element, Node, document, pending, reference, system_message
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from sphinxcontrib_c4.layout import Geometry
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.cache.layouts import LayoutCache
    from sphinxcontrib_c4.sphinx.cache.pages import ProgressMark
    from sphinxcontrib_c4.sphinx.cache.queries import Query, StoredQuery
    from sphinxcontrib_c4.sphinx.objects import Target
    from sphinxcontrib_c4.sphinx.source_refs import SourceLine, SourceRef
    from sphinxcontrib_c4.views import View

ResultT = TypeVar("ResultT")

_PENDING = "c4_pending"


class DiagramRecord(NamedTuple):
    """A diagram of a document: its view, the query for it, the key of its layout, and the place of its directive."""

    view: str
    query: StoredQuery
    layout: str
    location: str


class C4Role(XRefRole):
    """A reference to an object by its full or short name."""

    def result_nodes(
        self, document: Any, env: BuildEnvironment, node: Element, is_ref: bool
    ) -> tuple[list[Node], list[system_message]]:
        """Record the reference, since its page must be written again when its target moves."""
        if is_ref:
            domain_of(env).note_link(ObjectLink("", ((node["reftype"], node["reftarget"]),)))
        return super().result_nodes(document, env, node, is_ref)


class ElementIndex(Index):
    """The page that lists the documented people, systems, containers and components.

    It has no short name: with a short name it would appear in the navigation of each page, and all pages would be
    written again when the first element is documented.
    """

    name = "elements"
    localname = "Architecture"

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the entries of each kind, sorted by title."""
        documents = None if docnames is None else set(docnames)
        content: dict[str, list[IndexEntry]] = {}
        best = cast("C4Domain", self.domain).objects.best
        for kind, heading in _HEADINGS.items():
            entries = [
                (entry.title.casefold(), name, entry)
                for (object_kind, name), entry in best.items()
                if object_kind == kind and entry.priority <= TargetPriority.DESCRIPTION
            ]
            for _, name, entry in sorted(entries):
                if documents is None or entry.docname in documents:
                    item = IndexEntry(entry.title, 0, entry.docname, entry.anchor, name, "", "")
                    content.setdefault(heading, []).append(item)
        return list(content.items()), False


_HEADINGS = {"person": "People", "system": "Systems", "container": "Containers", "component": "Components"}


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
        "queries": {},
        "objects": {},
        "diagrams": {},
        "figures": {},
        "links": {},
        "mentions": {},
        "provenance": {},
        "documented": {},
        "source_refs": {},
    }
    data_version = 4

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self.queries = QueryCache(None, dict)
        self.layouts: LayoutCache | None = None
        self.draws = False
        self.progress: ProgressMark | None = None
        self.written: set[str] = set()
        self._objects: ObjectIndex | None = None
        self._source_lines: Mapping[SourceRef, SourceLine] | None = None
        self._first_documents: dict[str, str] | None = None

    # --- The document that is being read ---

    def run_query(self, docname: str, query: Query[ResultT]) -> ResultT:
        """Return the result of ``query``, and record it: the document is outdated as soon as the result changes.

        Raises:
            QueryError: there is no result.
        """
        self.data["queries"].setdefault(docname, {})[to_stored(query)] = self.queries.result_fingerprint(query)
        return self.queries.run(query)

    def note_object(self, target: Target, *, priority: int, anchor: str, title: str, location: str) -> None:
        """Record that the current document shows or documents ``target`` at ``anchor``."""
        docname = self.env.docname
        serial = len(self.data["objects"].get(docname, ()))
        self._note("objects", (target, (priority, docname, serial, anchor, title, location)))
        self._forget_index()

    def note_diagram(self, diagram: DiagramRecord) -> None:
        """Record a diagram of the current document."""
        self._note("diagrams", tuple(diagram))

    def lay_out(self, key: str, view: View) -> None:
        """Lay out a view of the current document, unless there is a layout or the builder does not draw."""
        if self.layouts and self.draws:
            self.layouts.lay_out({key: view})

    def note_figure(self, figure: FigureRecord) -> None:
        """Record the figure of a diagram of the current document."""
        self._note("figures", tuple(figure))

    def note_link(self, link: ObjectLink) -> None:
        """Record a reference of the current document."""
        self._note("links", tuple(link))

    def note_provenance(self, system: str) -> None:
        """Record that the current document names the files about ``system``."""
        self._note("provenance", system)

    def note_documented(self, element: str) -> None:
        """Record that the current document lists back-references to ``element``."""
        self._note("documented", element)

    def note_source_ref(self, ref: SourceRef) -> None:
        """Record that the current document shows the line of ``ref``."""
        self._note("source_refs", ref)

    def _note(self, key: str, record: object) -> None:
        self.data[key].setdefault(self.env.docname, []).append(record)

    def _forget_index(self) -> None:
        self._objects = self._first_documents = None

    # --- All documents ---

    def clear_doc(self, docname: str) -> None:
        """Forget what a document has recorded."""
        for key in self.initial_data:
            self.data[key].pop(docname, None)
        self._forget_index()

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Add what another process has read in ``docnames``."""
        for key in self.initial_data:
            self.data[key].update((name, otherdata[key][name]) for name in docnames if name in otherdata[key])
        for docname in docnames:
            self.queries.add_fingerprints(otherdata["queries"].get(docname, {}))
        self._forget_index()

    def note_pending(self, node: pending) -> None:
        """Record a node whose transform is to be applied when the current document has been read.

        ``document.note_pending`` is not enough: MyST parses an ``eval-rst`` block as a document of its own, whose
        transforms are never applied.
        """
        self.env.temp_data[_PENDING] = [*(self.env.temp_data.get(_PENDING) or ()), node]

    def process_doc(self, env: BuildEnvironment, docname: str, document: document) -> None:
        """Record the elements that a document mentions.

        References in ``rst_prolog`` and ``rst_epilog`` are part of every document and mention nothing; a substitution
        that is defined there is a reference where it is used.
        """
        for node in env.temp_data.get(_PENDING) or ():
            node.transform(document, node).apply()
        if docname not in self.data["links"]:
            return
        references = (node for node in document.findall(pending_xref) if node.get("refdomain") == NAME)
        mentions = [(node["reftype"], node["reftarget"]) for node in references if not is_in_every_document(node)]
        if mentions:
            self.data["mentions"][docname] = mentions

    def outdated(self) -> list[str]:
        """Return the documents with a query whose result has changed."""
        return [
            docname
            for docname, queries in self.data["queries"].items()
            if not all(self.queries.is_current(query, fingerprint) for query, fingerprint in queries.items())
        ]

    def diagrams(self, docname: str) -> list[DiagramRecord]:
        """Return the diagrams of a document, in order."""
        return [DiagramRecord(*record) for record in self.data["diagrams"].get(docname, ())]

    def all_diagrams(self) -> Iterator[DiagramRecord]:
        """Yield the diagrams of all documents."""
        return (diagram for docname in sorted(self.data["diagrams"]) for diagram in self.diagrams(docname))

    def diagrams_without_layout(self) -> list[DiagramRecord]:
        """Return the diagrams that must still be laid out."""
        layouts = self.layouts
        return [] if layouts is None else [each for each in self.all_diagrams() if not layouts.has(each.layout)]

    def has_layout(self, key: str) -> bool:
        """Return whether there is a layout with ``key``; only the process that draws it reads it."""
        assert self.layouts is not None
        return self.layouts.has(key) or self.find_layout(key) is not None

    def find_layout(self, key: str) -> Geometry | None:
        """Return the layout with ``key``, or ``None`` if its view cannot be laid out.

        The views of all documents have been laid out, but another build in the same folder may have deleted files.
        """
        assert self.layouts is not None
        geometry = self.layouts.get(key)
        if geometry is None and key not in self.layouts.faults:
            query = next((each.query for each in self.all_diagrams() if each.layout == key), None)
            geometry = self.layouts.get_or_lay_out(key, self.queries.rerun(query).view) if query else None
        return geometry

    def layout(self, key: str) -> Geometry:
        """Return a layout that this build or an earlier one has computed."""
        geometry = self.find_layout(key)
        assert geometry is not None
        return geometry

    def backlinks(self, element: str) -> Backlinks:
        """Return the back-references to an element."""
        referring = [docname for docname in self.data["mentions"] if self._mentions(docname, element)]
        return find_backlinks(
            element, self.data["figures"], referring, title_of=lambda docname: self.env.titles[docname].astext()
        )

    def _mentions(self, docname: str, element: str) -> bool:
        """Return whether the author of a document refers to ``element``."""
        roles = (*KINDS, ELEMENT)
        return any(
            role in roles and self.objects.full_name(role, name) == element
            for role, name in self.data["mentions"][docname]
        )

    # --- References ---

    @property
    def model(self) -> Model:
        """The model of a project that has one."""
        assert self.queries.model is not None
        return self.queries.model

    @property
    def source_lines(self) -> Mapping[SourceRef, SourceLine]:
        """The lines of all references to the model and the baseline."""
        if self._source_lines is None:
            context = self.queries.context
            self._source_lines = (
                source_lines(context.model, context.reports.baseline, context.settings.baseline) if context else {}
            )
        return self._source_lines

    @property
    def objects(self) -> ObjectIndex:
        """The entries of all objects."""
        if self._objects is None:
            records = (record for document in self.data["objects"].values() for record in document)
            self._objects = ObjectIndex((target, ObjectEntry(*entry)) for target, entry in records)
        return self._objects

    @property
    def first_documents(self) -> dict[str, str]:
        """The first document, by name, that contains an id, for the ids of all objects and figures."""
        if self._first_documents is None:
            objects, figures = self.data["objects"].items(), self.data["figures"].items()
            pairs = [(ObjectEntry(*entry).anchor, docname) for docname, records in objects for _, entry in records]
            pairs += [(FigureRecord(*record).anchor, docname) for docname, records in figures for record in records]
            self._first_documents = dict(sorted(pairs, reverse=True))
        return self._first_documents

    def make_reference(
        self, builder: Builder, refdoc: str, docname: str, anchor: str, content: Node, title: str
    ) -> reference:
        """Return ``content`` as a reference to an id of a document.

        Raises:
            NoUri: the builder has no address for the target.
        """
        first = self.first_documents
        return make_reference(builder, refdoc, docname, anchor, content, title, first_documents=first)

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
        """Return a reference to ``target``, or to the first possible target of a link in a diagram."""
        targets = tuple((kind, name) for kind, name in node.get("c4-targets", [[typ, target]]))
        entry = self.objects.find(node["refdoc"], ObjectLink(node.get("c4-here", ""), targets))
        if entry is None:
            return None
        text = contnode if node["refexplicit"] else inline(entry.title, entry.title, classes=contnode["classes"])
        with suppress(NoUri):
            return self.make_reference(builder, fromdocname, entry.docname, entry.anchor, text, entry.title)
        return text  # type: ignore[return-value]  # Sphinx accepts any node

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """Return references to the objects of all types with the full name ``target``."""
        best = self.objects.best
        entries = [(kind, best[kind, target]) for kind in self.object_types if (kind, target) in best]
        return [
            (
                f"{NAME}:{kind}",
                self.make_reference(builder, fromdocname, entry.docname, entry.anchor, contnode, entry.title),
            )
            for kind, entry in entries
        ]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every object once, with the place that references lead to."""
        for (kind, name), entry in sorted(self.objects.best.items()):
            yield name, entry.title, kind, entry.docname, entry.anchor, self.object_types[kind].attrs["searchprio"]

    def explain_unresolved(self, role: str, name: str) -> str:
        """Return why the reference to ``name`` does not resolve, and what to do."""
        from sphinxcontrib_c4.sphinx.lookup import explain_unresolved

        return explain_unresolved(self.queries.model, role, name, self.objects.names(role))


def domain_of(env: BuildEnvironment) -> C4Domain:
    """Return the domain of a project."""
    domain = env.get_domain(NAME)
    assert isinstance(domain, C4Domain)
    return domain
