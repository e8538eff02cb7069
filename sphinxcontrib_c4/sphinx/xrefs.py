"""One page: builders that put all documents into one, in which what leads to a place of a document is no address.

In one long page of HTML, references out of domains come as ``#document-page#anchor``
(https://github.com/sphinx-doc/sphinx/issues/14221), of which only the last part is one, and places of several
documents may have the same id. A manual page has no places at all, and shows the addresses of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinxcontrib_c4.sphinx.objects import KINDS

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.sphinx.domain import C4Domain, NotingDomain
    from sphinxcontrib_c4.sphinx.objects import Target


_PREFIX = "c4-"  # of ids that no author has given


def refer(
    builder: Builder, domain: NotingDomain, refdoc: str, docname: str, anchor: str, content: nodes.Node, title: str
) -> nodes.reference:
    """``content`` as a reference to a place. Raises ``NoUri`` where the builder writes no such place."""
    if builder.format == "man":
        raise NoUri
    made = make_refnode(builder, refdoc, docname, anchor or None, content, title)
    if builder.name == "singlehtml" and anchor:
        made.attributes.pop("refid", None)
        made["refuri"] = f"#{_id_in_all(domain, docname, anchor)}"
    return made


def _id_in_all(domain: NotingDomain, docname: str, anchor: str) -> str:
    """The id of a place among all documents: the first of those that have the same one keeps it."""
    own = anchor.startswith(_PREFIX) and domain.first_places.get(anchor, docname) != docname
    return f"{anchor}-{docname.replace('/', '-')}" if own else anchor


def known_elsewhere(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """The addresses of the elements that other projects document, by their kinds and names."""
    inventories = getattr(env, "intersphinx_inventory", None) or {}
    return {
        (objects.partition(":")[2], name): _inventory_address(item)
        for objects, items in inventories.items()
        if objects.startswith("c4:")
        for name, item in items.items()
    }


def found_elsewhere(domain: C4Domain, target: Target) -> Target | None:
    """``target`` as another project documents it, under its own name or an alias that the model gives it."""
    known = known_elsewhere(domain.env)
    if not known or target in known:
        return target if known else None
    model, (_, name) = domain.answers.model, target
    others = sorted(other for other, full in model.aliases.items() if full == name) if model else ()
    return next(((kind, other) for other in others for kind in KINDS if (kind, other) in known), None)


def _inventory_address(item: object) -> str:
    """The address in an entry of an inventory, which was a tuple before Sphinx 8.2."""
    uri: str = item[2] if isinstance(item, tuple) else item.uri  # type: ignore[attr-defined]
    return uri


_SAFE = re.compile(r"(?:https?://|mailto:)[^\s<>\"\x00-\x20\x7f]+", re.IGNORECASE)


def leading(url: str, text: str) -> nodes.Text | nodes.reference:
    """``text``, which leads to ``url`` where that is an address of the web or of mail.

    A model is no trusted text: an address of another scheme could run a script.
    """
    if not _SAFE.fullmatch(url):
        return nodes.Text(text)
    return nodes.reference("", "", nodes.Text(text), refuri=url, internal=False)


def linked(text: str) -> nodes.Text | nodes.reference:
    """``text``, as a link without its scheme where it is a web address."""
    return leading(text, re.sub(r"^(?:https?://|mailto:)|/$", "", text, flags=re.IGNORECASE) or text)
