"""The nodes of our own, and how HTML shows them.

Each derives from a node that every writer knows, and its children say in words what it shows. So any
builder can write it: only HTML, which can hold a drawing, does more.
"""

from __future__ import annotations

from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, TypeVar

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxcontrib_c4.sphinx.domain import domain_of

if TYPE_CHECKING:
    from typing import Any

    from sphinx.writers.html5 import HTML5Translator

    from sphinxcontrib_c4.layout import Geometry


TextT = TypeVar("TextT", bound=nodes.TextElement)


class c4_diagram(nodes.container):
    """A view: ``view`` is its name, ``geometry`` the key of its geometry, ``label`` what it is called.

    ``serial`` counts the diagrams of the same view in the document ``refdoc``, from 0.
    """


class c4_key(nodes.inline):
    """A symbol of a legend with its name: ``drawing`` is its SVG."""


class c4_stamp(nodes.inline):
    """What is said of the files about ``system`` when the page is written."""


def prefix(*parts: object) -> str:
    """A prefix for ids that no other place of the site has, from what tells the place from all others."""
    return "c4-" + sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def said(kind: type[TextT], text: str, *children: nodes.Node, **attributes: object) -> TextT:
    """A node that says what the model does, to the letter: quotes and dashes stay what they are.

    ``children`` are given where they say it in parts.
    """
    return kind(text, "" if children else text, *children, support_smartquotes=False, **attributes)


def end_item(name: str, sentence: nodes.paragraph) -> nodes.list_item:
    """An item of a diagram's text that is about the box ``name``; a reference in it is where the box leads."""
    return nodes.list_item("", sentence, **{"c4-name": name})


def links(diagram: c4_diagram) -> dict[str, str]:
    """Where the boxes of a diagram lead, by their names, from the references that its text was resolved to."""
    found = {}
    for item in diagram.findall(nodes.list_item):
        reference = next(item.findall(nodes.reference), None)
        if "c4-name" in item and reference is not None:
            found[item["c4-name"]] = _address(reference)
    return found


def _address(reference: nodes.reference) -> str:
    """The address of a resolved reference.

    In one long page, references out of domains come as ``#document-page#anchor``
    (https://github.com/sphinx-doc/sphinx/issues/14221), of which only the last part is one.
    """
    uri: str = reference.get("refuri", "") or f"#{reference['refid']}"
    return "#" + uri.rpartition("#")[2] if uri.startswith("#") else uri


def visit_c4_diagram_html(self: HTML5Translator, node: c4_diagram) -> None:
    """Draw the view, and keep its text within reach; where there is no drawing, show the text alone."""
    geometries = domain_of(self.builder.env).geometries
    geometry = geometries and geometries.get(node["geometry"])
    if geometry:
        self.body.append(_drawn(node, geometry))
        self.context.append("</details>\n")
    else:
        self.context.append("")


def _drawn(node: c4_diagram, geometry: Geometry) -> str:
    from sphinxcontrib_c4.drawing import svg

    ids = prefix(node["refdoc"], node["view"], node["serial"])
    drawing = svg(geometry, prefix=ids, links=links(node))
    label = escape(node["label"], quote=True)
    return (
        f'<div class="c4-scroll" tabindex="0" role="region" aria-label="{label}">\n{drawing}</div>\n'
        '<details class="c4-words"><summary>In words</summary>\n'
    )


def depart_c4_diagram_html(self: HTML5Translator, node: c4_diagram) -> None:
    """Close what was opened."""
    self.body.append(self.context.pop())


def visit_c4_key_html(self: HTML5Translator, node: c4_key) -> None:
    """Draw the symbol; its name is in the drawing."""
    self.body.append(node["drawing"])
    raise nodes.SkipNode


class WordsOnly(SphinxPostTransform):
    """Leave the words alone in books: EPUB does not allow inline SVG in a page that does not declare it."""

    default_priority = 50
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        """Put the children in the place of their node."""
        for kind in (c4_diagram, c4_key):
            for node in list(self.document.findall(kind)):
                node.replace_self(node.children)
