"""Linking: where the boxes of diagrams lead, found out when a page is written.

A box leads to a place of this project or, where none documents it, to the docs of another project that
``intersphinx_mapping`` names.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.addnodes import pending_xref, start_of_file
from sphinx.errors import NoUri
from sphinx.util.osutil import relative_uri

from sphinxcontrib_c4.sphinx.cache.store import keep
from sphinxcontrib_c4.sphinx.domain import NAME, domain_of
from sphinxcontrib_c4.sphinx.nodes import (
    OURS,
    READING,
    c4_diagram,
    c4_download,
    c4_fold,
    c4_key,
    c4_line,
    c4_matrix,
    c4_stamp,
    c4_turns_up,
    field,
    prefix,
    said,
)
from sphinxcontrib_c4.sphinx.objects import Link
from sphinxcontrib_c4.sphinx.page_fingerprints import folder_of, stamp_of, turns_up
from sphinxcontrib_c4.sphinx.source_pages import line_of, source_address
from sphinxcontrib_c4.sphinx.structurizr.builder import BUILDER
from sphinxcontrib_c4.sphinx.structurizr.export import base_url
from sphinxcontrib_c4.sphinx.writers import draws, is_site
from sphinxcontrib_c4.sphinx.writers.text_alternative import Item, Words, address, searched, spoken
from sphinxcontrib_c4.sphinx.xrefs import _id_in_all, found_elsewhere, refer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinxcontrib_c4.layout import Geometry
    from sphinxcontrib_c4.sphinx.domain import NotingDomain
    from sphinxcontrib_c4.sphinx.objects import Target


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


def references(app: Sphinx, diagram: c4_diagram) -> dict[str, nodes.reference]:
    """The references, without text, to where the boxes of ``diagram`` lead, by their names."""
    found = ((item.name, reference(app, diagram, item.targets)) for item in Words.in_node(diagram).items)
    return {name: reference for name, reference in found if reference is not None}


def closer_boxes(app: Sphinx, diagram: c4_diagram) -> list[str]:
    """Return the names of the boxes in ``diagram`` that link to a view of what they contain."""
    return [item.name for item in Words.in_node(diagram).items if _links_closer(app, diagram, item)]


def _links_closer(app: Sphinx, diagram: c4_diagram, item: Item) -> bool:
    places = domain_of(app.env).places
    for kind, name in item.targets:
        if places.find(diagram["refdoc"], Link(diagram["here"], ((kind, name),))):
            return kind == "view" and (item.name.partition(":")[2] or item.name) == name.partition(":")[2]
    return False


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


def put_in(app: Sphinx, node: c4_line, docname: str) -> None:
    """Put the line and where it can be looked at in the place of ``node``."""
    line = line_of(app.env, node["spot"])
    if line is None:
        node.parent.remove(node)
        return
    href = source_address(app, docname, line)
    text = nodes.literal(str(line), str(line), classes=["c4-line"], support_smartquotes=False)
    node.replace_self(
        nodes.reference("", "", text, refuri=href, internal=not app.config.c4_source_url) if href else text
    )


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
    if app.builder.name == "epub":  # EPUB does not allow inline SVG in a page that does not declare it.
        for symbol in list(doctree.findall(c4_key)):
            symbol.replace_self(symbol.children)
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
        diagram["leads"], diagram["closer"] = leads, closer_boxes(app, diagram)
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


def finish_download(app: Sphinx, node: c4_download, docname: str) -> None:
    """Let ``node`` lead to the workspace: beside the page, or else in the site whose address is known."""
    path = quote(node["path"])
    if is_site(app.builder):
        node["address"] = relative_uri(app.builder.get_target_uri(docname).partition("#")[0], path)
    elif base_url(app):
        node.replace_self(nodes.reference("", "", *node.children, refuri=urljoin(base_url(app), path), internal=False))
