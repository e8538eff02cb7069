"""Cross-references: to documents of the project, to other projects and to the web.

Three builders need care. In ``singlehtml`` and builders derived from it, references have the form
``#document-page#anchor``, of which only the last part is an id (https://github.com/sphinx-doc/sphinx/issues/14221), and
several documents may contain the same id. A manual page has no link targets and prints addresses. A Structurizr
workspace links to the site, if its address is set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinxcontrib_c4.sphinx.objects import KINDS, NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.objects import Target

#: The sources of ``rst_prolog`` and ``rst_epilog`` in a document, whose names depend on the version of Sphinx.
_PROLOGS = frozenset({"<rst_prolog>", "<rst_epilog>", "<rst_prologue>", "<rst_epilogue>"})
_GENERATED_ID = f"{NAME}-"
_EXTERNAL = re.compile(r"(?:https?://|mailto:)[^\s<>\"\x00-\x20\x7f]+", re.IGNORECASE)


# --- Within the project ---


def is_in_every_document(reference: pending_xref) -> bool:
    """Return whether ``reference`` is in a paragraph of ``rst_prolog`` or ``rst_epilog``."""
    parent = reference.parent
    while parent is not None and parent.source is None:
        parent = parent.parent
    return parent is not None and parent.source in _PROLOGS


def make_reference(
    builder: Builder,
    refdoc: str,
    docname: str,
    anchor: str,
    content: nodes.Node,
    title: str,
    *,
    first_documents: Mapping[str, str],
) -> nodes.reference:
    """Return ``content`` as a reference to an id of a document.

    Args:
        first_documents: the first document that contains an id, for all generated ids.

    Raises:
        NoUri: the builder has no address for the target.
    """
    if builder.format == "man":
        raise NoUri
    reference = make_refnode(builder, refdoc, docname, anchor or None, content, title)
    if anchor and is_single_page(builder):
        reference.attributes.pop("refid", None)
        reference["refuri"] = f"#{deduplicate_id(docname, anchor, first_documents)}"
    return reference


def is_single_page(builder: Builder) -> bool:
    """Return whether a builder writes all documents into one HTML page: ``singlehtml``, or one derived from it."""
    from sphinx.builders.singlehtml import SingleFileHTMLBuilder

    return isinstance(builder, SingleFileHTMLBuilder)


def deduplicate_id(docname: str, anchor: str, first_documents: Mapping[str, str]) -> str:
    """Return an id that is unique in all documents: the first document with the same id keeps it."""
    is_copy = anchor.startswith(_GENERATED_ID) and first_documents.get(anchor, docname) != docname
    return f"{anchor}-{docname.replace('/', '-')}" if is_copy else anchor


# --- To other projects ---


def intersphinx_objects(env: BuildEnvironment) -> dict[Target, str]:
    """Return the addresses of the objects that other projects document, by type and name."""
    inventories = getattr(env, "intersphinx_inventory", None) or {}
    return {
        (objects.partition(":")[2], name): _inventory_address(item)
        for objects, items in inventories.items()
        if objects.startswith(f"{NAME}:")
        for name, item in items.items()
    }


def find_intersphinx_target(env: BuildEnvironment, model: Model | None, target: Target) -> Target | None:
    """Return ``target`` as another project documents it: by its own name or by an alias in the model."""
    objects = intersphinx_objects(env)
    if not objects or target in objects:
        return target if objects else None
    _, name = target
    aliases = sorted(alias for alias, full in model.aliases.items() if full == name) if model else ()
    return next(((kind, alias) for alias in aliases for kind in KINDS if (kind, alias) in objects), None)


def _inventory_address(item: object) -> str:
    """Return the address in an entry of an inventory, which was a tuple before Sphinx 8.2."""
    uri: str = item[2] if isinstance(item, tuple) else item.uri  # type: ignore[attr-defined]
    return uri


# --- To the web ---


def external_link(url: str, text: str) -> nodes.Text | nodes.reference:
    """Return ``text`` as a link to ``url``, or as plain text if that is not a web or mail address.

    The model is untrusted: an address with another scheme could run a script.
    """
    if not _EXTERNAL.fullmatch(url):
        return nodes.Text(text)
    return nodes.reference("", "", nodes.Text(text), refuri=url, internal=False)


def linked_address(text: str) -> nodes.Text | nodes.reference:
    """Return ``text``, as a link without its scheme if it is a web address."""
    return external_link(text, re.sub(r"^(?:https?://|mailto:)|/$", "", text, flags=re.IGNORECASE) or text)


def linked_text(text: str, url: str = "") -> nodes.Text | nodes.reference:
    """Return ``text`` as a link to ``url``; without one, as a link if it is an address itself."""
    return external_link(url, text) if url else linked_address(text)


# --- From other files to the site ---


def base_url(app: Sphinx) -> str:
    """Return the address of the site with a final slash, or ``""`` if ``html_baseurl`` is not an absolute address."""
    address = str(app.config.html_baseurl or "")
    if not address:
        return ""
    from sphinxcontrib_c4.structurizr import is_absolute_url

    return f"{address.rstrip('/')}/" if is_absolute_url(address) else ""


def page_uri(app: Sphinx, docname: str) -> str:
    """Return the path of a document in the site, for any builder."""
    if app.builder.format == "html":
        return app.builder.get_target_uri(docname).partition("#")[0]
    config = app.config
    return f"{docname}{config.html_link_suffix or config.html_file_suffix or '.html'}"
