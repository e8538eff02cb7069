"""The HTML writer: drawings, the dependency matrix as a table, and parts to unfold.

All text of the model is escaped here. A drawing and a matrix are followed by their text alternative.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxcontrib_c4.drawing import page_svg, svg
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.nodes import c4_diagram, c4_download, c4_fold, c4_key, c4_matrix, id_prefix
from sphinxcontrib_c4.sphinx.writers.text_alternative import TextAlternative, TextItem, reference_uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.writers.html5 import HTML5Translator

    from sphinxcontrib_c4.layout import Geometry

#: The builders whose pages are read in browsers. Others of the same format make PDF files of pages, or parts of pages
#: for another program, and it is unknown whether a stylesheet applies to the drawings there.
_STYLED = frozenset({"html", "dirhtml", "singlehtml"})


# --- Visitors ---


def visit_c4_diagram_html(self: HTML5Translator, node: c4_diagram) -> None:
    """Write the drawing and its text alternative."""
    geometry = domain_of(self.builder.env).layout(node["geometry"])
    self.body.append(diagram_html(node, geometry, is_styled=self.builder.name in _STYLED))
    raise nodes.SkipNode


def visit_c4_matrix_html(self: HTML5Translator, node: c4_matrix) -> None:
    """Write the table, and start its text alternative."""
    self.body.append(f'{matrix_html(node)}<details class="c4-words">\n<summary>The flows behind the marks</summary>\n')


def depart_c4_matrix_html(self: HTML5Translator, node: c4_matrix) -> None:
    """Close the text alternative."""
    self.body.append("</details>\n")


def visit_c4_fold_html(self: HTML5Translator, node: c4_fold) -> None:
    """Start a part that can be unfolded."""
    self.body.append(f'<details class="c4-fold">\n<summary>{escape(node["summary"])}</summary>\n')


def depart_c4_fold_html(self: HTML5Translator, node: c4_fold) -> None:
    """Close the part."""
    self.body.append("</details>\n")


def visit_c4_key_html(self: HTML5Translator, node: c4_key) -> None:
    """Write the drawing of the symbol, which contains its name."""
    self.body.append(node["drawing"])
    raise nodes.SkipNode


def visit_c4_download_html(self: HTML5Translator, node: c4_download) -> None:
    """Start a download link, except in a book, which does not contain the file."""
    if "address" in node:
        attributes = {"class": "reference download internal", "href": node["address"], "download": ""}
        self.body.append(self.starttag(node, "a", "", **attributes))


def depart_c4_download_html(self: HTML5Translator, node: c4_download) -> None:
    """Close the link."""
    if "address" in node:
        self.body.append("</a>")


# --- Diagram ---


def diagram_html(node: c4_diagram, geometry: Geometry, *, is_styled: bool) -> str:
    """Return the drawing in a region that scrolls, and its text alternative.

    ``is_styled`` is whether the stylesheet applies to the drawing.
    """
    prefix = id_prefix(node["refdoc"], node["view"], node["serial"])
    leads = {name: reference_uri(reference) for name, reference in node["leads"].items()}
    draw = page_svg if is_styled else svg
    drawing = draw(geometry, prefix=prefix, links=leads, closer=node["closer"])
    label, text = escape(node["label"], quote=True), text_alternative_html(node, node["leads"])
    return (
        f'<div class="c4-scroll" tabindex="0" role="region" aria-label="{label}">\n{drawing}</div>\n'
        f'<details class="c4-words"><summary>In words</summary>\n{text}</details>\n'
    )


def text_alternative_html(diagram: c4_diagram, references: Mapping[str, nodes.reference]) -> str:
    """Return the text alternative as HTML: as ``to_nodes`` and Sphinx would write it, without the nodes."""
    text = TextAlternative.in_node(diagram)
    items = _list_html("ul", "simple", [_item_html(item, references.get(item.name)) for item in text.items])
    flows = ("ol", "arabic simple") if text.is_numbered else ("ul", "simple")
    return f"<p>{_escape_text(text.summary)}</p>\n{items}{_list_html(*flows, [*map(_escape_text, text.flows)])}"


def _list_html(name: str, style: str, items: Sequence[str]) -> str:
    content = "".join(f"<li><p>{item}</p></li>\n" for item in items)
    return f'<{name} class="{style}">\n{content}</{name}>\n' if content else ""


def _item_html(item: TextItem, reference: nodes.reference | None) -> str:
    if reference is None:
        return _escape_text(item.sentence)
    link_text, rest = item.split()
    kind, href = "internal" if reference.get("internal") else "external", escape(reference_uri(reference))
    return f'<a class="reference {kind}" href="{href}">{_escape_text(link_text)}</a>{_escape_text(rest)}'


def _escape_text(text: str) -> str:
    return escape(text, quote=False)


# --- Matrix ---


def matrix_html(node: c4_matrix) -> str:
    """Return the matrix as a table in a region that scrolls."""
    title = escape(node["title"])
    rows = "".join(_row_html(node, number) for number in range(len(node["rows"])))
    return (
        f'<div class="c4-matrix-frame" tabindex="0" role="region" aria-label="{title}">\n'
        f'<table class="c4-matrix">\n<caption>{title}</caption>\n'
        f"<thead><tr><td></td>{_headings_html(node['rows'])}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _headings_html(titles: Sequence[str]) -> str:
    """Return the headings of the columns: numbers, since titles would make the columns wide."""
    return "".join(
        f'<th scope="col" title="{escape(title)}">{number}<span class="c4-unseen"> {escape(title)}</span></th>'
        for number, title in enumerate(titles, 1)
    )


def _row_html(node: c4_matrix, row: int) -> str:
    marks = {column: mark for at, column, *mark in node["cells"] if at == row}
    title, href = escape(node["rows"][row]), node["leads"][row]
    name = f'<a class="reference internal" href="{escape(href)}">{title}</a>' if href else title
    cells = "".join(_cell_html(node, row, column, marks.get(column)) for column in range(len(node["rows"])))
    heading = f'<th scope="row"><span class="c4-number">{row + 1}</span> {name}</th>'
    return f"<tr>{heading}{cells}</tr>\n"


_MARK_CLASSES = {"S": "sync", "A": "async", "?": "unknown"}


def _cell_html(node: c4_matrix, row: int, column: int, content: Sequence[str] | None) -> str:
    classes = [*_frame_classes(node["cycles"], row, column), *(["c4-self"] if row == column else [])]
    style = f' class="{" ".join(classes)}"' if classes else ""
    if content is None:
        return f"<td{style}></td>"
    mark, meaning, anchor = content
    label = escape(f"{mark}: {node['rows'][row]} → {node['rows'][column]}, {meaning}")
    kind = f"c4-mark c4-{_MARK_CLASSES[mark]}"
    link = f'<a class="{kind}" href="#{anchor}" title="{label}" aria-label="{label}">{mark}</a>'
    return f"<td{style}>{link}</td>"


def _frame_classes(cycles: Sequence[Sequence[int]], row: int, column: int) -> Iterator[str]:
    """Yield the classes of a cell in the frame of a cycle, and of its sides that are part of the frame."""
    for first, last in cycles:
        if first <= row <= last and first <= column <= last:
            yield "c4-framed"
            sides = {"top": row == first, "bottom": row == last, "left": column == first, "right": column == last}
            yield from (f"c4-{side}" for side, is_frame in sides.items() if is_frame)
