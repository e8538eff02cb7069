"""URLs as Structurizr accepts them: absolute, without spaces, quotes and braces."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

_SAFE = "%:/?#[]@!$&'()*+,;=-._~"


def is_absolute_url(url: str) -> bool:
    """Return whether ``url`` is an absolute http or https URL."""
    return bool(absolute_url(url))


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
