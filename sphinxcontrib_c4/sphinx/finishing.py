"""Finishing: what becomes of a diagram when its page is written, which depends on the builder."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri

from sphinxcontrib_c4.sphinx.builder import BUILDER
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.downloads import finish_download
from sphinxcontrib_c4.sphinx.keeping import keep
from sphinxcontrib_c4.sphinx.lines import put_in
from sphinxcontrib_c4.sphinx.linking import reference, references
from sphinxcontrib_c4.sphinx.nodes import (
    OURS,
    READING,
    c4_diagram,
    c4_download,
    c4_fold,
    c4_line,
    c4_matrix,
    c4_stamp,
    c4_turns_up,
    field,
    prefix,
    said,
)
from sphinxcontrib_c4.sphinx.onepage import part_ids, refer
from sphinxcontrib_c4.sphinx.sites import draws, is_site
from sphinxcontrib_c4.sphinx.states import turns_up
from sphinxcontrib_c4.sphinx.words import Words, address, searched, spoken
from sphinxcontrib_c4.sphinx.written import folder_of, stamp_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinxcontrib_c4.layout import Geometry


_MOST_ON_PAPER = 32


def finish_document(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give all of ours in a document the shape that its builder takes, and put in what is known only now."""
    data = domain_of(app.env).data
    if app.builder.name != BUILDER:  # which has views of its own in their places
        for diagram in list(doctree.findall(c4_diagram)):
            finish(app, diagram, docname)
    for download in list(doctree.findall(c4_download)):
        finish_download(app, download, docname)
    for matrix in list(doctree.findall(c4_matrix)):
        finish_matrix(app, matrix)
    if data["entries"]:
        for place in list(doctree.findall(c4_turns_up)):
            tell_where(app, place)
    _suit(app, doctree)
    if data["lines"]:
        finish_cards(app, doctree)
        for line in list(doctree.findall(c4_line)):
            put_in(app, line, docname)
    for stamp in doctree.findall(c4_stamp) if data["stamps"] else ():
        stamp.children = []
        stamp += nodes.Text(stamp_of(app, stamp["system"]))


def _suit(app: Sphinx, doctree: nodes.document) -> None:
    """What one kind of builder needs."""
    if app.builder.format == "html":
        forget_index(doctree)
    if app.builder.name == "singlehtml":
        part_ids(app, domain_of(app.env), doctree)
    if app.builder.format == "latex":
        for table in list(doctree.findall(nodes.table)):
            give_widths(table)


def finish(app: Sphinx, diagram: c4_diagram, docname: str) -> None:
    """Prepare ``diagram`` for its builder.

    HTML and LaTeX draw it in their visitors. A book has an image, since EPUB allows inline SVG only
    in a page that declares it, with the words after it. All others have the words alone, and so has
    a view that could not be laid out.
    """
    leads, geometry = references(app, diagram), _geometry(app, diagram)
    if geometry is None:
        diagram.replace_self(_wrapped(spoken(diagram, leads)))
    elif app.builder.name == "epub":
        diagram.replace_self(_wrapped([_image(app, diagram, geometry, docname), *spoken(diagram, leads)]))
    else:
        diagram["leads"] = leads
        if app.builder.format == "html":
            diagram += searched(diagram)
        elif isinstance(diagram.parent, nodes.figure):
            _lay_on_paper(diagram, diagram.parent)


def _lay_on_paper(diagram: c4_diagram, figure: nodes.figure) -> None:
    """Have LaTeX float a drawing only where a caption tells what it is, with no text beside it, for lack of room."""
    diagram["align"] = figure.attributes.pop("align", "center")
    if not any(isinstance(part, nodes.caption) for part in figure):
        diagram["targets"] = figure["ids"]
        figure.replace_self(nodes.container("", *figure.children, classes=figure["classes"]))


def finish_matrix(app: Sphinx, matrix: c4_matrix) -> None:
    """Find out where the rows of ``matrix`` lead, or leave nothing but its list.

    Paper has no room for a large one, books have no stylesheet, and nobody reads a matrix in plain text.
    """
    if _has_room(app.builder, matrix):
        leads = [reference(app, matrix, [(kind, name) for kind, name in targets]) for targets in matrix["targets"]]
        matrix["leads"] = [address(lead) if lead else "" for lead in leads]
        return
    for told in list(matrix.parent.findall(nodes.paragraph)):
        if READING in told["classes"]:
            told.parent.remove(told)
    matrix.replace_self(matrix.children)


def _has_room(builder: Builder, matrix: c4_matrix) -> bool:
    if builder.format == "latex":
        return len(matrix["rows"]) <= _MOST_ON_PAPER
    return is_site(builder)


def _wrapped(parts: Sequence[nodes.Element]) -> nodes.container:
    """One node for several: HTML takes whatever follows the first one of a figure for its caption."""
    return nodes.container("", *parts, classes=["c4-words"])


def _geometry(app: Sphinx, diagram: c4_diagram) -> Geometry | None:
    geometries = domain_of(app.env).geometries
    if geometries is None or not draws(app.builder):
        return None
    return geometries.get(diagram["geometry"])


def _image(app: Sphinx, diagram: c4_diagram, geometry: Geometry, docname: str) -> nodes.image:
    """An image of the view, in a file that is named by its place, so that the next build replaces it."""
    from sphinxcontrib_c4.drawing import svg

    ids = prefix(diagram["refdoc"], diagram["view"], diagram["serial"])
    file = folder_of(app) / f"{ids}.svg"
    path = str(file)
    keep(file, svg(geometry, prefix=ids).encode())
    app.env.images.add_file(docname, path)
    alt = Words.in_node(diagram).summary
    return nodes.image(uri=path, alt=alt, candidates={"image/svg+xml": path}, classes=["c4-image"])


def finish_cards(app: Sphinx, doctree: nodes.document) -> None:
    """Give headings of reports the level that follows the section around them, and what can be unfolded its text."""
    for heading in doctree.findall(nodes.rubric):
        if "c4-part" in heading["classes"]:
            heading["heading-level"] = min(6, _depth(heading) + 1)
    if app.builder.format == "html":
        for fold in doctree.findall(c4_fold):
            fold["summary"] = fold.pop(0).astext()


def _depth(node: nodes.Node) -> int:
    """How many sections are around ``node``."""
    return 0 if node.parent is None else isinstance(node.parent, nodes.section) + _depth(node.parent)


def forget_index(doctree: nodes.document) -> None:
    """Take away the entries of the general index, which has them by now.

    Search would list them, and forgets them when the next build does not write their page; what they
    name is an object, which search finds anyway.
    """
    for node in list(doctree.findall(addnodes.index)):
        if OURS in node:
            node.parent.remove(node)


def give_widths(table: nodes.table) -> None:
    """Let the columns of a table of ours have the widths that they were given, with ragged lines.

    LaTeX finds no widths that fit words, and stretches the blanks of narrow columns.
    """
    if any(name.startswith("c4-") for name in table["classes"]):
        widths = [column["colwidth"] for column in table.findall(nodes.colspec)]
        columns = (rf">{{\raggedright\arraybackslash}}\X{{{width}}}{{{sum(widths)}}}" for width in widths)
        siblings = table.parent
        siblings.insert(siblings.index(table), addnodes.tabular_col_spec(spec="".join(columns)))


def tell_where(app: Sphinx, place: c4_turns_up) -> None:
    """Put the fields that tell where an element turns up in the place of their node."""
    shown, mentioned = turns_up(domain_of(app.env), place["element"])
    refdoc = place["refdoc"]
    views = [_back(app, refdoc, at, anchor, title) for at, anchor, title in shown]
    pages = [_back(app, refdoc, at, "", title) for at, title in mentioned if at != refdoc]
    told = (("Shown in", views), ("Mentioned in", pages))
    fields = [field(name, nodes.bullet_list("", *items)) for name, items in told if items]
    facts = place.parent
    place.replace_self(fields)
    if not facts.children:
        facts.parent.remove(facts)


def _back(app: Sphinx, refdoc: str, docname: str, anchor: str, title: str) -> nodes.list_item:
    text: nodes.Node = nodes.inline(title, title)
    with suppress(NoUri):
        text = refer(app.builder, domain_of(app.env), refdoc, docname, anchor, text, title)
    return nodes.list_item("", said(nodes.paragraph, title, text))
