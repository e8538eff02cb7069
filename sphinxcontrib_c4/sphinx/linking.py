"""Linking: turning the titles in diagrams' words into references, when a page is written.

A box leads to a place of this project or, where none documents it, to the docs of another project that
``intersphinx_mapping`` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinxcontrib_c4.sphinx.domain import NAME, Link, domain_of
from sphinxcontrib_c4.sphinx.words import link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

    from sphinxcontrib_c4.sphinx.domain import Target
    from sphinxcontrib_c4.sphinx.nodes import c4_diagram


def link_boxes(app: Sphinx, diagram: c4_diagram) -> None:
    """Make references of the titles in the words of ``diagram``."""
    domain, refdoc = domain_of(app.env), diagram["refdoc"]

    def refer(title: str, targets: Sequence[Target]) -> nodes.reference | None:
        place = domain.find(refdoc, Link(diagram["here"], tuple(targets)))
        if place is None:
            return elsewhere(app, refdoc, title, targets[-1])
        try:
            text = nodes.Text(title)
            return make_refnode(app.builder, refdoc, place.docname, place.anchor, text, place.title)  # type: ignore[arg-type]
        except NoUri:
            return None

    link(diagram, refer)


def elsewhere(app: Sphinx, refdoc: str, title: str, target: Target) -> nodes.reference | None:
    """A reference to the place in another project's docs where ``target`` is documented."""
    if not getattr(app.env, "intersphinx_inventory", None):
        return None
    kind, name = target
    wanted = pending_xref(
        "", refdomain=NAME, reftype=kind, reftarget=name, refdoc=refdoc, refexplicit=True, refwarn=False
    )
    found = app.emit_firstresult(
        "missing-reference", app.env, wanted, nodes.inline(title, title), allowed_exceptions=(NoUri,)
    )
    return found if isinstance(found, nodes.reference) else None
