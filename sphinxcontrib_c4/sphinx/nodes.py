"""The node classes of the extension, and helpers that build text nodes.

Every class derives from a node that all writers support, and its children are its text alternative. Any builder can
therefore write it; only ``writers.html`` and ``writers.latex`` have visitors of their own. Attributes are plain values,
so that pickled documents do not depend on other modules.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

TextT = TypeVar("TextT", bound=nodes.TextElement)

OWN_NODE = "c4-own"
"""The attribute of Sphinx nodes that only this extension uses."""

HOW_TO_READ = "c4-reading"
"""The class of a paragraph that explains a drawing or a table, for builders that show it."""


class c4_diagram(nodes.container):
    """A view: ``view`` is its name or key, ``geometry`` the key of its layout, ``label`` its title.

    ``unfiltered`` is true if the author has not left out anything. ``serial`` counts the diagrams of the same view in
    the document ``refdoc``, from 0; ``anchor`` is the id of the figure there. ``text`` is its text alternative as a
    tuple. When the page is written, ``leads`` are the references of its boxes, and ``closer`` the names of the boxes
    that lead to a closer view.
    """


class c4_search_terms(nodes.Invisible, nodes.Element):
    """The words by which full-text search finds a diagram; no builder shows them."""


class c4_key(nodes.inline):
    """A symbol of a legend with its name: ``drawing`` is its SVG."""


class c4_matrix(nodes.container):
    """A dependency matrix called ``title``; its children are a list of the dependencies.

    ``rows`` are titles, and ``targets`` the possible targets of each. ``cycles`` are ranges of rows, and ``cells`` have
    a row, a column, a mark, its meaning and the id of the item in the list. ``leads`` are the addresses of the rows,
    which are resolved when the page is written.
    """


class c4_download(nodes.inline):
    """The title of the file ``path`` of a site; in a page of the site, ``address`` is its relative address."""


class c4_backlinks(nodes.Invisible, nodes.Element):
    """The place of the fields that list the back-references to ``element``, in the document ``refdoc``."""


class c4_fold(nodes.container):
    """A part that a reader can unfold; its first child is its title. In HTML, ``summary`` is that title as text."""


class c4_line(nodes.inline):
    """The file and line of the source reference ``ref``, which are resolved when the page is written."""


class c4_provenance(nodes.inline):
    """The files about ``system``, the date and the version, which are resolved when the page is written."""


def id_prefix(*parts: object) -> str:
    """Return a prefix for ids that is unique in the site if ``parts`` are."""
    return "c4-" + sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def text_node(kind: type[TextT], text: str, *children: nodes.Node, **attributes: object) -> TextT:
    """Return a node with ``text`` from the model, in which quotes and dashes are kept.

    ``children`` replace the text node if the text has several parts.
    """
    return kind(text, "" if children else text, *children, support_smartquotes=False, **attributes)


def field(name: str, *body: nodes.Node) -> nodes.field:
    """Return a field called ``name``."""
    return nodes.field("", text_node(nodes.field_name, name), nodes.field_body("", *body))


def numbered_list(items: Iterable[nodes.list_item]) -> nodes.enumerated_list:
    """Return an enumerated list of ``items``."""
    return nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
