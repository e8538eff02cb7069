"""The nodes of our own, and how HTML shows them.

Each derives from a node that every writer knows, and its children say in words what it shows. So any
builder can write it: only HTML, which can hold a drawing, does more.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable


TextT = TypeVar("TextT", bound=nodes.TextElement)


class c4_diagram(nodes.container):
    """A view: ``view`` is its name or key, ``geometry`` the key of its geometry, ``label`` what it is called.

    ``whole`` says that the author has left nothing out of it. ``serial`` counts the diagrams of the same view
    in the document ``refdoc``, from 0; ``here`` is the id of its figure there. ``words`` is what it shows in
    words, and ``leads`` where its boxes lead, which is known when the page is written, as is ``closer``: the boxes
    that lead to a closer view.
    """


class c4_terms(nodes.Invisible, nodes.Element):
    """What search finds a diagram by; no builder shows it."""


class c4_key(nodes.inline):
    """A symbol of a legend with its name: ``drawing`` is its SVG."""


class c4_matrix(nodes.container):
    """A dependency matrix called ``title``; its children are a list of the dependencies.

    ``rows`` are titles, and ``targets`` what each may lead to, like ``words`` of a diagram. ``cycles``
    are ranges of rows, and ``cells`` have a row, a column, a mark and the id of what is told of it in
    the list. ``leads`` are the addresses that rows lead to, known when the page is written.
    """


class c4_download(nodes.inline):
    """What the file at ``path`` in a site is called; in a page of it, ``address`` is where the file is."""


class c4_turns_up(nodes.Invisible, nodes.Element):
    """The place of the fields that tell where ``element`` turns up, in the document ``refdoc``."""


class c4_fold(nodes.container):
    """What a reader may unfold; its first child says what it is. In HTML, ``summary`` is its text."""


class c4_line(nodes.inline):
    """The line that ``spot``, one of ``lines``, is in when the page is written."""


class c4_stamp(nodes.inline):
    """What is said of the files about ``system`` when the page is written."""


OURS = "c4-own"
"""The attribute of nodes of Sphinx that only we make use of."""

READING = "c4-reading"
"""The class of a paragraph that tells how to read a drawing or a table, for builders that show it."""


def prefix(*parts: object) -> str:
    """A prefix for ids that no other place of the site has, from what tells the place from all others."""
    return "c4-" + sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def said(kind: type[TextT], text: str, *children: nodes.Node, **attributes: object) -> TextT:
    """A node that says what the model does, to the letter: quotes and dashes stay what they are.

    ``children`` are given where they say it in parts.
    """
    return kind(text, "" if children else text, *children, support_smartquotes=False, **attributes)


def field(name: str, *body: nodes.Node) -> nodes.field:
    """A field called ``name``."""
    return nodes.field("", said(nodes.field_name, name), nodes.field_body("", *body))


def numbered(items: Iterable[nodes.list_item]) -> nodes.enumerated_list:
    """A list with the numbers of its items."""
    return nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
