"""The documentation of a workspace: the first page of the site, and a section for each system.

It is written as Markdown. Diagrams become views of the workspace if it contains them.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.sphinx.cache.semantic_digest import semantic_digest
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.objects import NAME, ObjectLink
from sphinxcontrib_c4.sphinx.presenters.element import descriptions, paragraphs
from sphinxcontrib_c4.sphinx.structurizr.markdown import MarkdownWriter, escape_markdown
from sphinxcontrib_c4.sphinx.xrefs import base_url, page_uri
from sphinxcontrib_c4.structurizr import KeyedView, Picture, Section, exportable_views, select_views
from sphinxcontrib_c4.views import View, ViewKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx import addnodes
    from sphinx.application import Sphinx

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.nodes import c4_diagram

_KINDS = (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT)


class Documentation(NamedTuple):
    """The text and the images of a workspace."""

    sections: Sequence[Section] = ()
    pictures: Sequence[Picture] = ()


class LinkTarget(NamedTuple):
    """The document, the id and the title of the target of a reference; all are empty if it is unknown."""

    docname: str = ""
    anchor: str = ""
    title: str = ""


def page_section(text: str, filename: str) -> Section:
    """Return the section of a page."""
    return Section(text, filename)


def page_picture(name: str, media_type: str, data: bytes) -> Picture:
    """Return an image of a page."""
    return Picture(name, media_type, data)


# --- Views ---


def views_of(app: Sphinx) -> list[KeyedView]:
    """Return the views in the workspace of a project."""
    queries, model = domain_of(app.env).queries, domain_of(app.env).model
    return select_views(model, exportable_views(model), queries.views)


def view_key_finder(views: Sequence[KeyedView]) -> Callable[[c4_diagram], str]:
    """Return a function from a diagram to the key of its view, or ``""`` if the workspace does not contain it."""
    by_layout = {semantic_digest(keyed.view): keyed.key for keyed in views}
    by_name = {keyed.origin or keyed.view.name: keyed.key for keyed in views}

    def find_key(diagram: c4_diagram) -> str:
        key = by_name.get(diagram["view"], "") if diagram["unfiltered"] else ""
        return key or by_layout.get(diagram["geometry"], "")

    return find_key


# --- Sections ---


def overview(app: Sphinx) -> Documentation:
    """Return the first page, and a section for each system with containers."""
    model, views = domain_of(app.env).model, views_of(app)
    doctree = app.env.get_doctree(app.config.root_doc)
    writer = MarkdownWriter(
        view_key=view_key_finder(views),
        image_uri=_remote_uri,
        is_included=lambda expression: _is_included(app, expression),
        resolve_reference=lambda node: _resolve_reference(app, node),
    )
    first = writer.page(doctree) if _has_text(doctree) else _section_text(model.title, _model_description(model))
    return Documentation([Section(first, f"01-{app.config.root_doc}.md"), *system_sections(model, views)])


def system_sections(model: Model, views: Sequence[KeyedView]) -> Iterator[Section]:
    """Yield a section for each system with containers: its description and its views."""
    texts = descriptions(model)
    for element in model.elements.values():
        if element.kind is Kind.SYSTEM and model.children(element.name):
            text = _section_text(element.title, texts[element.name].text)
            diagrams = (_embed(keyed) for keyed in views if _belongs_to(keyed.view, model, element.name))
            yield Section("\n".join([text, *diagrams]), "01-overview.md", element.name)


def _belongs_to(view: View, model: Model, system: str) -> bool:
    return view.kind in _KINDS and model.system_of(view.subject) == system


def _embed(keyed_view: KeyedView) -> str:
    title = escape_markdown(" ".join(keyed_view.view.title.split()))
    return f"### {title}\n\n![{title}](embed:{keyed_view.key})\n"


def _section_text(title: str, text: str) -> str:
    heading = f"## {escape_markdown(' '.join(title.split()))}"
    return "\n\n".join([heading, *map(escape_markdown, paragraphs(text))]) + "\n"


def _model_description(model: Model) -> str:
    """Return the description of the model, or else of its primary system."""
    return model.description or (descriptions(model)[model.primary_system].text if model.primary_system else "")


# --- The first page ---


def _has_text(doctree: nodes.document) -> bool:
    """Return whether a page contains more than titles and tables of contents."""
    return any(isinstance(node, (nodes.paragraph, nodes.figure, nodes.table)) for node in doctree.findall())


def _is_included(app: Sphinx, expression: str) -> bool:
    """Return whether the content of an ``only`` directive is included."""
    try:
        return bool(app.tags.eval_condition(expression))
    except Exception:  # an expression may raise any exception; Sphinx warns of it and includes the content
        return True


def _remote_uri(image: nodes.image) -> str:
    """Return the address of an image on the web; a workspace next to pages contains no images."""
    uri = str(image.get("uri", ""))
    return uri if uri.startswith("https://") else ""


def _resolve_reference(app: Sphinx, node: addnodes.pending_xref) -> tuple[str, str]:
    """Return the title and the address of the target of a reference; both are empty if it is unknown."""
    target = _find_target(app, node)
    base = base_url(app)
    address = f"{base}{page_uri(app, target.docname)}" if base and target.docname else ""
    return target.title, f"{address}#{target.anchor}" if address and target.anchor else address


def _find_target(app: Sphinx, node: addnodes.pending_xref) -> LinkTarget:
    """Return the target of a reference to a document, a label or an object of the domain."""
    kind, name = node["reftype"], node["reftarget"]
    if node["refdomain"] == NAME:
        entry = domain_of(app.env).objects.find(app.config.root_doc, ObjectLink("", ((kind, name),)))
        return LinkTarget(entry.docname, entry.anchor, entry.title) if entry else LinkTarget()
    if kind == "ref":
        docname, anchor, title = app.env.get_domain("std").data["labels"].get(name, ("", "", ""))
        return LinkTarget(docname, anchor, str(title))
    docname = posixpath.normpath(posixpath.join(posixpath.dirname(app.config.root_doc), name)).lstrip("/")
    if kind == "doc" and docname in app.env.titles:
        return LinkTarget(docname, "", app.env.titles[docname].astext())
    return LinkTarget()
