"""One page: builders that put all documents into one, in which what leads to a place of a document is no address.

In one long page of HTML, references out of domains come as ``#document-page#anchor``
(https://github.com/sphinx-doc/sphinx/issues/14221), of which only the last part is one, and places of several
documents may have the same id. A manual page has no places at all, and shows the addresses of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinxcontrib_c4.sphinx.notes import NotingDomain

_PREFIX = "c4-"  # of ids that no author has given


def refer(
    builder: Builder, domain: NotingDomain, refdoc: str, docname: str, anchor: str, content: nodes.Node, title: str
) -> nodes.reference:
    """``content`` as a reference to a place. Raises ``NoUri`` where the builder writes no such place."""
    if builder.format == "man":
        raise NoUri
    made = make_refnode(builder, refdoc, docname, anchor or None, content, title)
    if builder.name == "singlehtml" and anchor:
        made.attributes.pop("refid", None)
        made["refuri"] = f"#{_id_in_all(domain, docname, anchor)}"
    return made


def _id_in_all(domain: NotingDomain, docname: str, anchor: str) -> str:
    """The id of a place among all documents: the first of those that have the same one keeps it."""
    own = anchor.startswith(_PREFIX) and domain.first_places.get(anchor, docname) != docname
    return f"{anchor}-{docname.replace('/', '-')}" if own else anchor


def part_ids(app: Sphinx, domain: NotingDomain, doctree: nodes.document) -> None:
    """Give each place in one long page an id of its own, and its number to a figure that gets another one."""
    _part_ids(app, domain, doctree, app.config.root_doc)


def _part_ids(app: Sphinx, domain: NotingDomain, node: nodes.Element, docname: str) -> None:
    ids = [_id_in_all(domain, docname, name) for name in node["ids"]]
    numbers = app.env.toc_fignumbers.get(docname, {}).get("figure", {})
    numbers.update({new: numbers[old] for old, new in zip(node["ids"], ids, strict=True) if old in numbers})
    node["ids"] = ids
    for child in node.children:
        if isinstance(child, nodes.Element):
            _part_ids(app, domain, child, child["docname"] if isinstance(child, start_of_file) else docname)
