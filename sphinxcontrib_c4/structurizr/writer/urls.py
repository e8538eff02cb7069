"""Addresses: links as Structurizr takes them, absolute and without spaces, quotes or braces."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

_SAFE = "%:/?#[]@!$&'()*+,;=-._~"


def is_absolute(address: str) -> bool:
    """Whether ``address`` is an absolute http address."""
    return bool(absolute(address))


def absolute(address: str, *, base: str = "") -> str:
    """``address`` as an absolute http address, relative to ``base``; ``""`` where that cannot be."""
    if not address:
        return ""
    try:
        whole = quote(urljoin(base, address), safe=_SAFE)
        parts = urlsplit(whole)
        parts.port  # noqa: B018  raises for a port that is no number
    except ValueError:
        return ""
    return whole if parts.scheme in ("http", "https") and parts.hostname else ""
