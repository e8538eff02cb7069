"""Visitors that write our nodes, and the capabilities of builders.

A writer is imported when the first node is written, so that registering its visitors costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxcontrib_c4.sphinx import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils.nodes import Element
    from sphinx.builders import Builder

    Visitors = tuple[Callable[[Any, Any], None], Callable[[Any, Any], None] | None]

_DEPARTED = (nodes.c4_matrix, nodes.c4_download, nodes.c4_fold)
_WRITTEN: Mapping[type[Element], tuple[str, ...]] = {
    nodes.c4_diagram: ("html", "latex"),
    nodes.c4_key: ("html", "latex"),
    nodes.c4_matrix: ("html", "latex"),
    nodes.c4_download: ("html",),
    nodes.c4_fold: ("html",),
    nodes.c4_line: (),
    nodes.c4_stamp: (),
    nodes.c4_terms: (),
}


def visitors() -> Mapping[type[Element], Mapping[str, Visitors]]:
    """Return the visitors of each node by the format that they write."""
    return {node: {name: _visitors(node, name) for name in formats} for node, formats in _WRITTEN.items()}


def _visitors(node: type[Element], name: str) -> Visitors:
    depart = _on_demand(f"depart_{node.__name__}_{name}", name) if node in _DEPARTED else None
    return _on_demand(f"visit_{node.__name__}_{name}", name), depart


def _on_demand(function: str, name: str) -> Callable[[Any, Any], None]:
    """Return a visitor that imports the writer called ``name`` when it is first called."""

    def visit(translator: Any, node: Any) -> None:
        from sphinxcontrib_c4.sphinx.writers import html, latex

        getattr({"html": html, "latex": latex}[name], function)(translator, node)

    return visit


def draws(builder: Builder) -> bool:
    """Return whether a builder shows drawings: in a page, or as images of a book."""
    return builder.format in {"html", "latex"}


def is_site(builder: Builder) -> bool:
    """Return whether drawings are part of the pages; a book has images, which no stylesheet reaches."""
    return builder.format == "html" and builder.name != "epub"
