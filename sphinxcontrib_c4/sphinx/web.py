"""Web addresses in a model: which of them a page may lead to, and how it says them."""

from __future__ import annotations

import re

from docutils import nodes

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
