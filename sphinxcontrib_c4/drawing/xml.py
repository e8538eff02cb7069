"""Writing XML that is well-formed and harmless for any text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

#: The replacement of characters that XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets).
_REPLACEMENT = "\ufffd"
#: C0 and C1 controls but tab and line ends, controls of the direction of text, surrogates, two non-characters.
_ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
_ESCAPES = MappingProxyType(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_UNSAFE = re.compile(rf'[&<>"\t\n\r]|{_ILLEGAL}')

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})

Attributes = Mapping[str, str | float | None]


@lru_cache(maxsize=2048)
def text(value: str) -> str:
    """Return ``value`` as the content of an element or of an attribute. Cached: views repeat names and protocols."""
    return _UNSAFE.sub(_escape, value)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], _REPLACEMENT)


def number(value: float) -> str:
    """Return a length or a coordinate, to a hundredth of a px and without needless digits."""
    return f"{value:z.2f}".rstrip("0").rstrip(".")


def coordinate(value: float) -> str:
    """Return a length or a coordinate to a tenth of a px, which no screen shows."""
    return decimal(round(10 * value))


@lru_cache(maxsize=8192)
def decimal(tenths: int) -> str:
    """Return a number in tenths without needless digits. Cached: a drawing has a thousand numbers, mostly the same."""
    return str(tenths // 10 if tenths % 10 == 0 else tenths / 10)


def tag(name: str, values: Attributes, *children: str) -> str:
    """Return an element as text; ``children`` are XML already."""
    start = f"<{name}{attributes(values)}"
    return f"{start}>{''.join(children)}</{name}>" if children else f"{start}/>"


def attributes(values: Attributes) -> str:
    """Return attributes as text, in their order and each after a space, without those that are ``None``."""
    return "".join(
        [
            f' {key}="{text(value) if isinstance(value, str) else number(value)}"'
            for key, value in values.items()
            if value is not None
        ]
    )


def identifier(value: str) -> str:
    """Return ``value`` as a part of an id: letters, digits, ``.``, ``_`` and ``-``; other characters by number."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda match: f"_{ord(match[0]):x}_", value)


def safe_href(href: str) -> str | None:
    """Return ``href`` if it is relative, a fragment, or has a harmless scheme, or ``None`` if a browser might run it.

    Browsers skip control characters and white space before the scheme, so an address that contains any is rejected.
    """
    if not href or re.search(r"[\x00-\x20\x7f-\x9f\u2028\u2029]", href):
        return None
    scheme = _SCHEME.match(href)
    return href if scheme is None or scheme[1].lower() in _ALLOWED_SCHEMES else None
