"""Markup: writing XML that stays well-formed and harmless whatever text it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

#: What stands for characters that XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets).
_REPLACEMENT = "\ufffd"
#: C0 and C1 controls, surrogates and the two non-characters; tab and line ends are allowed.
_ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
_ESCAPES = MappingProxyType(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_UNSAFE = re.compile(rf'[&<>"\t\n\r]|{_ILLEGAL}')

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})

Attributes = Mapping[str, str | float | None]


def text(value: str) -> str:
    """``value`` as the content of an element or of an attribute."""
    return _UNSAFE.sub(_escape, value)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], _REPLACEMENT)


def number(value: float) -> str:
    """A length or a coordinate, to a hundredth of a px and without needless digits."""
    return f"{value:z.2f}".rstrip("0").rstrip(".")


def tag(name: str, values: Attributes, *children: str) -> str:
    """An element as text; ``children`` are markup already."""
    start = f"<{name}{attributes(values)}"
    return f"{start}>{''.join(children)}</{name}>" if children else f"{start}/>"


def attributes(values: Attributes) -> str:
    """Attributes as text, in their order and each behind a space; those that are ``None`` are left out."""
    return "".join(
        [
            f' {key}="{text(value) if isinstance(value, str) else number(value)}"'
            for key, value in values.items()
            if value is not None
        ]
    )


def identifier(value: str) -> str:
    """``value`` as (a part of) an id: letters, digits, ``.``, ``_`` and ``-``; other characters by their number."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda match: f"_{ord(match[0]):x}_", value)


def safe_href(href: str) -> str | None:
    """``href`` where it is relative, a fragment, or of a harmless scheme; ``None`` where a browser might run it.

    Browsers skip controls and white space when they look for the scheme, so an address that holds any is refused.
    """
    if not href or re.search(r"[\x00-\x20\x7f-\x9f\u2028\u2029]", href):
        return None
    scheme = _SCHEME.match(href)
    return href if scheme is None or scheme[1].lower() in _ALLOWED_SCHEMES else None
