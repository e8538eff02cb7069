"""Linking: where the boxes of diagrams lead, found out when a page is written.

A box leads to a place of this project or, where none documents it, to the docs of another project that
``intersphinx_mapping`` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.errors import NoUri

from sphinxcontrib_c4.sphinx.domain import NAME, domain_of
from sphinxcontrib_c4.sphinx.foreign import found_elsewhere
from sphinxcontrib_c4.sphinx.onepage import refer
from sphinxcontrib_c4.sphinx.places import Link
from sphinxcontrib_c4.sphinx.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

    from sphinxcontrib_c4.sphinx.nodes import c4_diagram
    from sphinxcontrib_c4.sphinx.places import Target


def references(app: Sphinx, diagram: c4_diagram) -> dict[str, nodes.reference]:
    """The references, without text, to where the boxes of ``diagram`` lead, by their names."""
    found = ((item.name, reference(app, diagram, item.targets)) for item in Words.in_node(diagram).items)
    return {name: reference for name, reference in found if reference is not None}


def reference(app: Sphinx, node: nodes.Element, targets: Sequence[Target]) -> nodes.reference | None:
    """A reference, without text, to the first of ``targets`` that is shown or documented.

    ``node`` has its id in ``here``, which it does not lead back to, and its document in ``refdoc``.
    """
    domain, refdoc = domain_of(app.env), node["refdoc"]
    if not targets:
        return None
    place = domain.places.find(refdoc, Link(node["here"], tuple(targets)))
    if place is None:
        return elsewhere(app, refdoc, targets[-1])
    try:
        return _bare(refer(app.builder, domain, refdoc, place.docname, place.anchor, nodes.inline(), place.title))
    except NoUri:
        return None


def elsewhere(app: Sphinx, refdoc: str, target: Target) -> nodes.reference | None:
    """A reference to the place in another project's docs where ``target`` is documented."""
    documented = found_elsewhere(domain_of(app.env), target)
    if documented is None:
        return None
    kind, name = documented
    wanted = pending_xref(
        "", refdomain=NAME, reftype=kind, reftarget=name, refdoc=refdoc, refexplicit=True, refwarn=False
    )
    found = app.emit_firstresult("missing-reference", app.env, wanted, nodes.inline(), allowed_exceptions=(NoUri,))
    return _bare(found)


def _bare(found: nodes.Node | None) -> nodes.reference | None:
    """``found`` without text, where it leads anywhere."""
    if not isinstance(found, nodes.reference):
        return None
    found.children = []
    return found
