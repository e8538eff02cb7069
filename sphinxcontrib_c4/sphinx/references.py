"""References: the role that authors use, and the page that lists what they can refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sphinx.domains import Index, IndexEntry
from sphinx.roles import XRefRole

from sphinxcontrib_c4.sphinx.places import Link, Rank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element, Node, system_message
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.sphinx.notes import NotingDomain


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
