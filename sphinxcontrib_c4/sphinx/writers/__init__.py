"""Writers: visitors for our nodes, and the capabilities of builders.

A writer is imported when it visits the first node, so that registering its visitors costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxcontrib_c4.sphinx import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils.nodes import Element
    from sphinx.builders import Builder

    Visitor = Callable[[Any, Any], None]
    Visitors = tuple[Visitor, Visitor | None]

_FORMATS: Mapping[type[Element], tuple[str, ...]] = {
    nodes.c4_diagram: ("html", "latex"),
    nodes.c4_key: ("html", "latex"),
    nodes.c4_matrix: ("html", "latex"),
    nodes.c4_download: ("html",),
    nodes.c4_fold: ("html",),
    nodes.c4_line: (),
    nodes.c4_provenance: (),
    nodes.c4_search_terms: (),
}
_WITH_CHILDREN = (nodes.c4_matrix, nodes.c4_download, nodes.c4_fold)
"""The nodes whose children are written, too, and that have a visitor for their end."""


def node_visitors() -> Mapping[type[Element], Mapping[str, Visitors]]:
    """Return the visitors of each node by format."""
    return {node: {name: _visitors(node, name) for name in formats} for node, formats in _FORMATS.items()}


def _visitors(node: type[Element], name: str) -> Visitors:
    suffix = f"{node.__name__}_{name}"
    return _visitor(name, f"visit_{suffix}"), _visitor(name, f"depart_{suffix}") if node in _WITH_CHILDREN else None


def _visitor(name: str, function: str) -> Visitor:
    """Return a visitor that imports its writer when it is first called."""

    def visit(translator: Any, node: Any) -> None:
        from sphinxcontrib_c4.sphinx.writers import html, latex

        getattr({"html": html, "latex": latex}[name], function)(translator, node)

    return visit


def supports_drawings(builder: Builder) -> bool:
    """Return whether a builder shows drawings: in its pages, or as images of a book."""
    return builder.format in {"html", "latex"}


def supports_figures(builder: Builder) -> bool:
    """Return whether a writer of Sphinx writes the pages; others expect an image in a figure, or drop its caption."""
    return builder.format in {"html", "latex", "text", "man", "texinfo", "xml", "pseudoxml"}


def is_book(builder: Builder) -> bool:
    """Return whether a builder writes an EPUB: ``epub``, or one derived from it."""
    from sphinx.builders.epub3 import Epub3Builder

    return isinstance(builder, Epub3Builder)


def is_html_site(builder: Builder) -> bool:
    """Return whether drawings are part of HTML pages; a book contains images, which no stylesheet affects."""
    return builder.format == "html" and not is_book(builder)
