"""URLs as Structurizr accepts them: absolute and valid by RFC 2396; or places in a workspace.

Structurizr rejects a whole workspace because of one invalid URL.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

_SAFE = "%:/?@!$&'()*+,;=-._~"
_AUTHORITY = re.compile(r"(?:[^@\[\]]*@)?(?:[^@\[\]]+|\[[0-9A-Fa-f:.]+\](?::[0-9]*)?)")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PLACE = re.compile(r"\{workspace(?:\}|:[0-9]+\}).*")
"""Addresses of views and documentation in a workspace, which Structurizr resolves."""


def is_absolute_url(url: str) -> bool:
    """Return whether ``url`` is an absolute http or https URL."""
    return bool(absolute_url(url))


def exported_url(url: str, *, base: str = "") -> str:
    """Return ``url`` as it stands in a workspace, or ``""`` if Structurizr would refuse it."""
    return url if _PLACE.fullmatch(url) else absolute_url(url, base=base)


def absolute_url(url: str, *, base: str = "") -> str:
    """Return ``url``, resolved against ``base``, as an absolute http or https URL, or ``""`` if it is not one."""
    if not url:
        return ""
    try:
        parts = urlsplit(urljoin(base, url))
        parts.port  # noqa: B018  raises ValueError if the port is not a number
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or not _AUTHORITY.fullmatch(parts.netloc):
        return ""
    authority = _quoted(parts.netloc, safe=f"{_SAFE}[]")
    path, query, fragment = (_quoted(part, safe=_SAFE) for part in parts[2:])
    return parts._replace(netloc=authority, path=path, query=query, fragment=fragment).geturl()


def _quoted(text: str, *, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe)
