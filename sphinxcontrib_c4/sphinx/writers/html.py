"""writers.html"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.nodes import c4_diagram, c4_download, c4_fold, c4_key, c4_matrix, prefix
from sphinxcontrib_c4.sphinx.presenters.phrases import MODES
from sphinxcontrib_c4.sphinx.writers.text_alternative import Item, Words, _split, address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.writers.html5 import HTML5Translator

    from sphinxcontrib_c4.layout import Geometry


def visit_c4_diagram_html(self: HTML5Translator, node: c4_diagram) -> None:
    """Draw the view, and keep its text within reach."""
    self.body.append(_drawn(node, domain_of(self.builder.env).drawn(node["geometry"])))
    raise nodes.SkipNode


def _drawn(node: c4_diagram, geometry: Geometry) -> str:
    from sphinxcontrib_c4.drawing import svg
    from sphinxcontrib_c4.sphinx.writers.text_alternative import address

    ids = prefix(node["refdoc"], node["view"], node["serial"])
    links = {name: address(lead) for name, lead in node["leads"].items()}
    drawing = svg(geometry, prefix=ids, links=links, closer=node["closer"])
    label, words = escape(node["label"], quote=True), text_alternative_html(node, node["leads"])
    return (
        f'<div class="c4-scroll" tabindex="0" role="region" aria-label="{label}">\n{drawing}</div>\n'
        f'<details class="c4-words"><summary>In words</summary>\n{words}</details>\n'
    )


def visit_c4_matrix_html(self: HTML5Translator, node: c4_matrix) -> None:
    """Show the table, and keep the list within reach."""

    self.body.append(f'{matrix_html(node)}<details class="c4-words">\n<summary>The flows behind the marks</summary>\n')


def depart_c4_matrix_html(self: HTML5Translator, node: c4_matrix) -> None:
    """End the list."""
    self.body.append("</details>\n")


def visit_c4_fold_html(self: HTML5Translator, node: c4_fold) -> None:
    """Begin what can be unfolded."""
    self.body.append(f'<details class="c4-fold">\n<summary>{escape(node["summary"])}</summary>\n')


def depart_c4_fold_html(self: HTML5Translator, node: c4_fold) -> None:
    """End it."""
    self.body.append("</details>\n")


def visit_c4_key_html(self: HTML5Translator, node: c4_key) -> None:
    """Draw the symbol; its name is in the drawing."""
    self.body.append(node["drawing"])
    raise nodes.SkipNode


def visit_c4_download_html(self: HTML5Translator, node: c4_download) -> None:
    """Begin a link that saves the file; in a book, which does not have it, there is the text alone."""
    if "address" in node:
        told = {"class": "reference download internal", "href": node["address"], "download": ""}
        self.body.append(self.starttag(node, "a", "", **told))


def depart_c4_download_html(self: HTML5Translator, node: c4_download) -> None:
    """End the link."""
    if "address" in node:
        self.body.append("</a>")


# --- HTML ---


def matrix_html(node: c4_matrix) -> str:
    """The matrix as a table, which scrolls by itself where it is wider than the page."""
    title = escape(node["title"])
    rows = "".join(_matrix_row(node, number) for number in range(len(node["rows"])))
    return (
        f'<div class="c4-matrix-frame" tabindex="0" role="region" aria-label="{title}">\n'
        f'<table class="c4-matrix">\n<caption>{title}</caption>\n'
        f"<thead><tr><td></td>{_heads(node['rows'])}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _heads(titles: Sequence[str]) -> str:
    """Numbers, since names would make the columns wide."""
    return "".join(
        f'<th scope="col" title="{escape(title)}">{number}<span class="c4-unseen"> {escape(title)}</span></th>'
        for number, title in enumerate(titles, 1)
    )


def _matrix_row(node: c4_matrix, row: int) -> str:
    marks = {column: rest for at, column, *rest in node["cells"] if at == row}
    title, href = escape(node["rows"][row]), node["leads"][row]
    name = f'<a class="reference internal" href="{escape(href)}">{title}</a>' if href else title
    cells = "".join(_cell(node, row, column, marks.get(column)) for column in range(len(node["rows"])))
    head = f'<th scope="row"><span class="c4-number">{row + 1}</span> {name}</th>'
    return f"<tr>{head}{cells}</tr>\n"


_MARKS = {"S": ("sync", MODES[Mode.SYNC]), "A": ("async", MODES[Mode.ASYNC]), "?": ("unknown", MODES[Mode.UNKNOWN])}


def _cell(node: c4_matrix, row: int, column: int, found: Sequence[str] | None) -> str:
    classes = [*_framed(node["cycles"], row, column), *(["c4-self"] if row == column else [])]
    style = f' class="{" ".join(classes)}"' if classes else ""
    if found is None:
        return f"<td{style}></td>"
    mark, anchor = found
    kind, meaning = _MARKS[mark]
    label = escape(f"{mark}: {node['rows'][row]} → {node['rows'][column]}, {meaning}")
    link = f'<a class="c4-mark c4-{kind}" href="#{anchor}" title="{label}" aria-label="{label}">{mark}</a>'
    return f"<td{style}>{link}</td>"


def _framed(cycles: Sequence[Sequence[int]], row: int, column: int) -> Iterator[str]:
    """The classes of a cell in the frame of a cycle: which of its edges are the frame's."""
    for first, last in cycles:
        if first <= row <= last and first <= column <= last:
            yield "c4-framed"
            edges = {"top": row == first, "bottom": row == last, "left": column == first, "right": column == last}
            yield from (f"c4-{side}" for side, is_edge in edges.items() if is_edge)


def text_alternative_html(diagram: c4_diagram, references: Mapping[str, nodes.reference]) -> str:
    """The words as HTML: the same as ``spoken``, without the nodes."""
    words = Words.in_node(diagram)
    items = _html_list("ul", "simple", [_html_item(each, references.get(each.name)) for each in words.items])
    flows = ("ol", "arabic simple") if words.numbered else ("ul", "simple")
    return f"<p>{_escaped(words.summary)}</p>\n{items}{_html_list(*flows, [*map(_escaped, words.flows)])}"


def _html_list(name: str, style: str, items: Sequence[str]) -> str:
    inside = "".join(f"<li><p>{item}</p></li>\n" for item in items)
    return f'<{name} class="{style}">\n{inside}</{name}>\n' if inside else ""


def _html_item(item: Item, reference: nodes.reference | None) -> str:
    if reference is None:
        return _escaped(item.sentence)
    linked, rest = _split(item)
    kind = "internal" if reference.get("internal") else "external"
    return f'<a class="reference {kind}" href="{escape(address(reference))}">{_escaped(linked)}</a>{_escaped(rest)}'


def _escaped(words: str) -> str:
    return escape(words, quote=False)
