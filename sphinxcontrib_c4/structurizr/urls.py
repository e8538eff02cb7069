"""URLs as Structurizr accepts them: absolute, without spaces, quotes and braces; or places in a workspace."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

_SAFE = "%:/?#[]@!$&'()*+,;=-._~"
_PLACES = ("{workspace}/", "{workspace:")
"""The beginnings of addresses of views and documentation in a workspace, which Structurizr resolves."""


def is_absolute_url(url: str) -> bool:
    """Return whether ``url`` is an absolute http or https URL."""
    return bool(absolute_url(url))


def exported_url(url: str, *, base: str = "") -> str:
    """Return ``url`` as it stands in a workspace, or ``""`` if Structurizr would refuse it."""
    return url if url.startswith(_PLACES) else absolute_url(url, base=base)


def absolute_url(url: str, *, base: str = "") -> str:
    """Return ``url``, resolved against ``base``, as an absolute http or https URL, or ``""`` if it is not one."""
    if not url:
        return ""
    try:
        address = quote(urljoin(base, url), safe=_SAFE)
        parts = urlsplit(address)
        parts.port  # noqa: B018  raises ValueError if the port is not a number
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""
