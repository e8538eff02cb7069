"""The domain ``c4``: what Sphinx asks of us, and the one place that a build's answers and drawings hang on.

What the environment keeps is what pages ``note``. What can be worked out anew in each build (answers of the
model, geometries) hangs on the instance, which is not pickled.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from docutils.nodes import inline
from sphinx.domains import ObjType
from sphinx.errors import NoUri

from sphinxcontrib_c4.sphinx.answers import Answers
from sphinxcontrib_c4.sphinx.keeping import imprint
from sphinxcontrib_c4.sphinx.notes import NotingDomain
from sphinxcontrib_c4.sphinx.onepage import refer
from sphinxcontrib_c4.sphinx.places import ELEMENT, KINDS, Link
from sphinxcontrib_c4.sphinx.references import C4Role, ElementIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.roles import XRefRole
    from sphinx.util.typing import RoleFunction

    from sphinxcontrib_c4.layout import Geometry
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.geometries import Geometries
    from sphinxcontrib_c4.sphinx.notes import Diagram

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
        from sphinxcontrib_c4.sphinx.senses import unresolved

        return unresolved(self.answers.model, role, name, self.places.names(role))


def domain_of(env: BuildEnvironment) -> C4Domain:
    """The domain of a project."""
    domain = env.get_domain(NAME)
    assert isinstance(domain, C4Domain)
    return domain
