"""Transforms: the conversion of our nodes for a builder, when a document is resolved.

A document is read once for all builders. Links, source lines, back-references and provenance may change without the
document being read again, so they are resolved here, and are part of the fingerprint of the page.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.util.osutil import relative_uri

from sphinxcontrib_c4.drawing import svg
from sphinxcontrib_c4.sphinx.cache.store import cache_folder, write_atomic
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.nodes import (
    HOW_TO_READ,
    OWN_NODE,
    c4_backlinks,
    c4_diagram,
    c4_download,
    c4_fold,
    c4_key,
    c4_line,
    c4_matrix,
    c4_provenance,
    field,
    id_prefix,
    text_node,
)
from sphinxcontrib_c4.sphinx.objects import NAME, URL, ObjectLink
from sphinxcontrib_c4.sphinx.page_fingerprints import provenance_text
from sphinxcontrib_c4.sphinx.source_pages import find_source_line, source_uri
from sphinxcontrib_c4.sphinx.structurizr import BUILDER
from sphinxcontrib_c4.sphinx.writers import is_book, is_html_site, supports_drawings, supports_figures
from sphinxcontrib_c4.sphinx.writers.text_alternative import (
    TextAlternative,
    TextItem,
    reference_uri,
    search_terms_node,
    to_nodes,
)
from sphinxcontrib_c4.sphinx.xrefs import (
    base_url,
    deduplicate_id,
    external_link,
    find_intersphinx_target,
    is_single_page,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinxcontrib_c4.layout import Geometry
    from sphinxcontrib_c4.sphinx.objects import Target
    from sphinxcontrib_c4.views import View

_MAX_ROWS_ON_PAPER = 32


def resolve_document(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Resolve all nodes of the extension in a document for the builder."""
    data = domain_of(app.env).data
    if app.builder.name != BUILDER:  # it replaces diagrams by its own views
        for diagram in list(doctree.findall(c4_diagram)):
            resolve_diagram(app, diagram, docname)
    for download in list(doctree.findall(c4_download)):
        resolve_download(app, download, docname)
    for matrix in list(doctree.findall(c4_matrix)):
        resolve_matrix(app, matrix)
    if data["documented"]:
        for backlinks in list(doctree.findall(c4_backlinks)):
            resolve_backlinks(app, backlinks)
    adapt_to_builder(app, doctree)
    if data["source_refs"]:
        resolve_headings(app, doctree)
        for line in list(doctree.findall(c4_line)):
            resolve_source_ref(app, line, docname)
    if data["provenance"]:
        for provenance in doctree.findall(c4_provenance):
            provenance.children = []
            provenance += nodes.Text(provenance_text(app, provenance["system"]))
    if not supports_drawings(app.builder):
        replace_own_nodes(doctree)
    if app.builder.name != BUILDER and not supports_figures(app.builder):
        replace_figures(doctree)


# --- Diagrams ---


def resolve_diagram(app: Sphinx, diagram: c4_diagram, docname: str) -> None:
    """Prepare a diagram for the builder.

    The HTML and LaTeX writers draw it. A book contains an image and the text alternative, since EPUB allows inline SVG
    only in pages that declare it. Other builders, and views that could not be laid out, have the text alternative only.
    """
    domain, leads = domain_of(app.env), _references(app, diagram)
    if not (supports_drawings(app.builder) and domain.has_layout(diagram["geometry"])):
        diagram.replace_self(_text_container(to_nodes(diagram, leads)))
    elif is_book(app.builder):
        parts = [_image(app, diagram, domain.layout(diagram["geometry"]), docname), *to_nodes(diagram, leads)]
        diagram.replace_self(_text_container(parts))
    else:
        diagram["leads"], diagram["closer"] = leads, _closer_boxes(app, diagram)
        if app.builder.format == "html":
            diagram += search_terms_node(diagram)
        else:
            _adapt_to_latex(diagram, domain.layout(diagram["geometry"]).view)


def _text_container(parts: Sequence[nodes.Element]) -> nodes.container:
    """Return one node for several: HTML treats all but the first node of a figure as its caption."""
    return nodes.container("", *parts, classes=["c4-words"])


def _image(app: Sphinx, diagram: c4_diagram, geometry: Geometry, docname: str) -> nodes.image:
    """Return an image of the view; its file is named after its place, so that the next build replaces it."""
    prefix = id_prefix(diagram["refdoc"], diagram["view"], diagram["serial"])
    file = cache_folder(app) / f"{prefix}.svg"
    write_atomic(file, svg(geometry, prefix=prefix).encode())
    path, alt = str(file), TextAlternative.in_node(diagram).summary
    app.env.images.add_file(docname, path)
    return nodes.image(uri=path, alt=alt, candidates={"image/svg+xml": path}, classes=["c4-image"])


def _adapt_to_latex(diagram: c4_diagram, view: View) -> None:
    """Add the text alternative after a drawing that does not show all of it: paper has neither tooltips nor details."""
    figure = diagram.parent if isinstance(diagram.parent, nodes.figure) else diagram
    is_merged = any(line.edge_labels != line.labels for line in view.relationships)
    if view.labels_on_demand or view.unfolded or is_merged:
        _, *parts = to_nodes(diagram, diagram["leads"])
        figure.parent.insert(figure.parent.index(figure) + 1, _text_container(parts))
    if isinstance(figure, nodes.figure):
        _adapt_figure_to_latex(diagram, figure)


def _adapt_figure_to_latex(diagram: c4_diagram, figure: nodes.figure) -> None:
    """Let LaTeX float a drawing only if it has a caption; there is no space for text beside it."""
    diagram["align"] = figure.attributes.pop("align", "center")
    if not any(isinstance(part, nodes.caption) for part in figure):
        diagram["targets"] = figure["ids"]
        figure.replace_self(nodes.container("", *figure.children, classes=figure["classes"]))


# --- Links ---


def _references(app: Sphinx, diagram: c4_diagram) -> dict[str, nodes.reference]:
    """Return the references of the boxes of a diagram by name, without text."""
    items = TextAlternative.in_node(diagram).items
    pairs = ((item.name, _reference(app, diagram, item.targets)) for item in items)
    return {name: reference for name, reference in pairs if reference is not None}


def _closer_boxes(app: Sphinx, diagram: c4_diagram) -> list[str]:
    """Return the names of the boxes in ``diagram`` that link to a view of what they contain."""
    return [item.name for item in TextAlternative.in_node(diagram).items if _links_closer(app, diagram, item)]


def _links_closer(app: Sphinx, diagram: c4_diagram, item: TextItem) -> bool:
    objects = domain_of(app.env).objects
    for kind, name in item.targets:
        if objects.find(diagram["refdoc"], ObjectLink(diagram["anchor"], ((kind, name),))):
            return kind == "view" and (item.name.partition(":")[2] or item.name) == name.partition(":")[2]
    return False


def _reference(app: Sphinx, node: nodes.Element, targets: Sequence[Target]) -> nodes.reference | None:
    """Return a reference without text to the first of ``targets`` that exists in this project, another one or the web.

    A link of ``node`` does not lead to ``node`` itself.
    """
    domain, refdoc = domain_of(app.env), node["refdoc"]
    objects = tuple(target for target in targets if target[0] != URL)
    if not objects:
        return None
    entry = domain.objects.find(refdoc, ObjectLink(node["anchor"], objects))
    if entry is None:
        urls = (_without_text(external_link(name, "")) for kind, name in targets if kind == URL)
        return _intersphinx_reference(app, refdoc, objects[-1]) or next(urls, None)
    try:
        content = nodes.inline()
        return _without_text(
            domain.make_reference(app.builder, refdoc, entry.docname, entry.anchor, content, entry.title)
        )
    except NoUri:
        return None


def _intersphinx_reference(app: Sphinx, refdoc: str, target: Target) -> nodes.reference | None:
    """Return a reference to another project that documents ``target``."""
    match = find_intersphinx_target(app.env, domain_of(app.env).queries.model, target)
    if match is None:
        return None
    kind, name = match
    pending = addnodes.pending_xref(
        "", refdomain=NAME, reftype=kind, reftarget=name, refdoc=refdoc, refexplicit=True, refwarn=False
    )
    content = nodes.inline()
    return _without_text(
        app.emit_firstresult("missing-reference", app.env, pending, content, allowed_exceptions=(NoUri,))
    )


def _without_text(node: nodes.Node | None) -> nodes.reference | None:
    if not isinstance(node, nodes.reference):
        return None
    node.children = []
    return node


def resolve_download(app: Sphinx, node: c4_download, docname: str) -> None:
    """Resolve the address of the workspace: next to the page, or in the site if its address is set."""
    path = quote(node["path"])
    if is_html_site(app.builder):
        node["address"] = relative_uri(app.builder.get_target_uri(docname).partition("#")[0], path)
    elif base_url(app):
        node.replace_self(nodes.reference("", "", *node.children, refuri=urljoin(base_url(app), path), internal=False))


def resolve_source_ref(app: Sphinx, node: c4_line, docname: str) -> None:
    """Replace ``node`` by the file and line that it refers to, with a link."""
    line = find_source_line(app.env, node["ref"])
    if line is None:
        node.parent.remove(node)
        return
    uri = source_uri(app, docname, line)
    text = nodes.literal(str(line), str(line), classes=["c4-line"], support_smartquotes=False)
    node.replace_self(nodes.reference("", "", text, refuri=uri, internal=not app.config.c4_source_url) if uri else text)


def resolve_backlinks(app: Sphinx, node: c4_backlinks) -> None:
    """Replace ``node`` by fields with the back-references to its element."""
    backlinks, refdoc = domain_of(app.env).backlinks(node["element"]), node["refdoc"]
    figures = [_backlink(app, refdoc, docname, anchor, title) for docname, anchor, title in backlinks.figures]
    pages = [_backlink(app, refdoc, docname, "", title) for docname, title in backlinks.documents if docname != refdoc]
    lists = (("Shown in", figures), ("Mentioned in", pages))
    fields = node.parent
    node.replace_self([field(name, nodes.bullet_list("", *items)) for name, items in lists if items])
    if not fields.children:
        fields.parent.remove(fields)


def _backlink(app: Sphinx, refdoc: str, docname: str, anchor: str, title: str) -> nodes.list_item:
    text: nodes.Node = nodes.inline(title, title)
    with suppress(NoUri):
        text = domain_of(app.env).make_reference(app.builder, refdoc, docname, anchor, text, title)
    return nodes.list_item("", text_node(nodes.paragraph, title, text))


# --- Reports ---


def resolve_matrix(app: Sphinx, matrix: c4_matrix) -> None:
    """Resolve the links of the rows, or leave the text alternative only.

    A large matrix does not fit on paper, a book has no stylesheet, and plain text shows no matrix.
    """
    if _shows_matrix(app.builder, matrix):
        leads = [_reference(app, matrix, [(kind, name) for kind, name in targets]) for targets in matrix["targets"]]
        matrix["leads"] = [reference_uri(lead) if lead else "" for lead in leads]
        return
    for paragraph in list(matrix.parent.findall(nodes.paragraph)):
        if HOW_TO_READ in paragraph["classes"]:
            paragraph.parent.remove(paragraph)
    matrix.replace_self(matrix.children)


def _shows_matrix(builder: Builder, matrix: c4_matrix) -> bool:
    if builder.format == "latex":
        return len(matrix["rows"]) <= _MAX_ROWS_ON_PAPER
    return is_html_site(builder)


def resolve_headings(app: Sphinx, doctree: nodes.document) -> None:
    """Set the levels of the headings in reports, which depend on the sections around them."""
    for heading in doctree.findall(nodes.rubric):
        if "c4-part" in heading["classes"]:
            heading["heading-level"] = min(6, _section_depth(heading) + 1)
    if app.builder.format == "html":
        for fold in doctree.findall(c4_fold):
            fold["summary"] = fold.pop(0).astext()


def _section_depth(node: nodes.Node) -> int:
    return 0 if node.parent is None else isinstance(node.parent, nodes.section) + _section_depth(node.parent)


# --- Builders ---


def adapt_to_builder(app: Sphinx, doctree: nodes.document) -> None:
    """Change a document as the builder needs it."""
    if app.builder.format == "html":
        remove_index_entries(doctree)
    if is_book(app.builder):  # EPUB allows inline SVG only in pages that declare it
        for symbol in list(doctree.findall(c4_key)):
            symbol.replace_self(symbol.children)
    if is_single_page(app.builder):
        deduplicate_ids(app, doctree, app.config.root_doc)
    if app.builder.format == "latex":
        for table in list(doctree.findall(nodes.table)):
            set_column_widths(table)


def replace_own_nodes(doctree: nodes.document) -> None:
    """Replace our nodes by those of docutils that they derive from; some writers know a node by its name only."""
    for own, plain in ((c4_key, nodes.inline), (c4_provenance, nodes.inline), (c4_fold, nodes.container)):
        for node in list(doctree.findall(own)):
            replacement: nodes.Element = plain(ids=node["ids"], classes=node["classes"])
            replacement.extend(node.children)
            node.replace_self(replacement)
    for download in list(doctree.findall(c4_download)):
        download.replace_self(download.children)


def replace_figures(doctree: nodes.document) -> None:
    """Replace the figures of diagrams by their captions, in bold, and the text alternatives of their drawings."""
    for figure in list(doctree.findall(nodes.figure)):
        if "c4-figure" in figure["classes"]:
            anchor = nodes.target("", "", ids=figure["ids"], names=figure["names"])
            captions = [_bold(part) for part in figure if isinstance(part, nodes.caption)]
            content = [part for part in figure if not isinstance(part, nodes.caption)]
            figure.replace_self([anchor, *captions, *content])


def _bold(caption: nodes.caption) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", "", *caption.children))


def remove_index_entries(doctree: nodes.document) -> None:
    """Remove our entries of the general index, which Sphinx has collected already.

    Full-text search would list them, and lose them when the next build does not write the page. It finds the objects
    that they name anyway.
    """
    for node in list(doctree.findall(addnodes.index)):
        if OWN_NODE in node:
            node.parent.remove(node)


def deduplicate_ids(app: Sphinx, node: nodes.Element, docname: str) -> None:
    """Make the generated ids of ``singlehtml`` unique, and assign the figure numbers to the new ids."""
    first = domain_of(app.env).first_documents
    ids = [deduplicate_id(docname, name, first) for name in node["ids"]]
    numbers = app.env.toc_fignumbers.get(docname, {}).get("figure", {})
    numbers.update({new: numbers[old] for old, new in zip(node["ids"], ids, strict=True) if old in numbers})
    node["ids"] = ids
    for child in node.children:
        if isinstance(child, nodes.Element):
            deduplicate_ids(app, child, child["docname"] if isinstance(child, addnodes.start_of_file) else docname)


def set_column_widths(table: nodes.table) -> None:
    """Give the columns of our tables their widths, with ragged lines.

    The widths that LaTeX computes do not fit the words, and it stretches the spaces in narrow columns.
    """
    if any(name.startswith(f"{NAME}-") for name in table["classes"]):
        widths = [column["colwidth"] for column in table.findall(nodes.colspec)]
        columns = (rf">{{\raggedright\arraybackslash}}\X{{{width}}}{{{sum(widths)}}}" for width in widths)
        siblings = table.parent
        siblings.insert(siblings.index(table), addnodes.tabular_col_spec(spec="".join(columns)))
