"""The overview: what a workspace says in prose, out of the first page of a documentation and out of the model."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.sphinx.cache.store import digest
from sphinxcontrib_c4.sphinx.domain import NAME, domain_of
from sphinxcontrib_c4.sphinx.objects import Link
from sphinxcontrib_c4.sphinx.presenters.element import descriptions, paragraphs
from sphinxcontrib_c4.sphinx.structurizr.export import Documentation, base_url, page_uri
from sphinxcontrib_c4.sphinx.structurizr.markdown import Writer, escaped
from sphinxcontrib_c4.structurizr import KeyedView, Section, exportable_views, select_views
from sphinxcontrib_c4.views import View, ViewKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.nodes import c4_diagram


_KINDS = (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT)


def overview(app: Sphinx) -> Documentation:
    """The first page, and a section on each system that is told of from inside."""
    model, views = domain_of(app.env).model, views_of(app)
    doctree = app.env.get_doctree(app.config.root_doc)
    writer = Writer(
        embed=embedding(views),
        picture=_remote,
        shows=lambda expression: _is_shown(app, expression),
        refer=lambda node: _referred(app, node),
    )
    first = writer.page(doctree) if _says_something(doctree) else _page(model.title, _description(model))
    return Documentation([Section(first, f"01-{app.config.root_doc}.md"), *system_sections(model, views)])


def _description(model: Model) -> str:
    """What the model says of itself, or else of the system that it is about."""
    return model.description or (descriptions(model)[model.primary_system].text if model.primary_system else "")


def views_of(app: Sphinx) -> list[KeyedView]:
    """The views that the workspace of a project has."""
    answers, model = domain_of(app.env).answers, domain_of(app.env).model
    return select_views(model, exportable_views(model), answers.views)


def embedding(views: Sequence[KeyedView]) -> Callable[[c4_diagram], str]:
    """What tells the key of the view that a diagram shows, ``""`` for one that the workspace does not have."""
    drawn = {digest(each.view): each.key for each in views}
    named = {each.origin or each.view.name: each.key for each in views}

    def embed(diagram: c4_diagram) -> str:
        found = named.get(diagram["view"], "") if diagram["whole"] else ""
        return found or drawn.get(diagram["geometry"], "")

    return embed


def _says_something(doctree: nodes.document) -> bool:
    """Whether there is more in a page than titles and tables of contents."""
    return any(isinstance(node, (nodes.paragraph, nodes.figure, nodes.table)) for node in doctree.findall())


def _is_shown(app: Sphinx, expression: str) -> bool:
    """Whether the content of an ``only`` with ``expression`` is there."""
    try:
        return bool(app.tags.eval_condition(expression))
    except Exception:  # whatever an expression may raise; Sphinx warns of it and shows the content
        return True


def _remote(image: nodes.image) -> str:
    """The address of an image elsewhere; of others, a workspace beside pages has no copy."""
    address = str(image.get("uri", ""))
    return address if address.startswith("https://") else ""


def _referred(app: Sphinx, node: addnodes.pending_xref) -> tuple[str, str]:
    """The title and the address of what a reference to a page, to a label or to something of ours is about."""
    docname, anchor, title = _target(app, node)
    base = base_url(app)
    address = f"{base}{page_uri(app, docname)}" if base and docname else ""
    return title, f"{address}#{anchor}" if address and anchor else address


def _target(app: Sphinx, node: addnodes.pending_xref) -> tuple[str, str, str]:
    """Its document, the id in that document, and the title; all are ``""`` where that is not known."""
    kind, target = node["reftype"], node["reftarget"]
    if node["refdomain"] == NAME:
        place = domain_of(app.env).places.find(app.config.root_doc, Link("", ((kind, target),)))
        return (place.docname, place.anchor, place.title) if place else ("", "", "")
    if kind == "ref":
        docname, anchor, title = app.env.get_domain("std").data["labels"].get(target, ("", "", ""))
        return docname, anchor, str(title)
    docname = posixpath.normpath(posixpath.join(posixpath.dirname(app.config.root_doc), target)).lstrip("/")
    if kind == "doc" and docname in app.env.titles:
        return docname, "", app.env.titles[docname].astext()
    return "", "", ""


def system_sections(model: Model, views: Sequence[KeyedView]) -> Iterator[Section]:
    """A section for each system with containers: what the model says of it, and its views."""
    told = descriptions(model)
    for element in model.elements.values():
        if element.kind is Kind.SYSTEM and model.children(element.name):
            text = _page(element.title, told[element.name].text)
            shown = (_shown(each) for each in views if _is_of(each.view, model, element.name))
            yield Section("\n".join([text, *shown]), "01-overview.md", element.name)


def _is_of(view: View, model: Model, system: str) -> bool:
    return view.kind in _KINDS and model.system_of(view.subject) == system


def _shown(keyed: KeyedView) -> str:
    title = escaped(" ".join(keyed.view.title.split()))
    return f"### {title}\n\n![{title}](embed:{keyed.key})\n"


def _page(title: str, text: str) -> str:
    return "\n\n".join([f"## {escaped(' '.join(title.split()))}", *map(escaped, paragraphs(text))]) + "\n"
