"""Bindings: places in code where a repository provides or consumes a contract.

A binding comes from a row: a JSON object that another tool wrote. Nothing in a row is trusted. A
row that is not a binding raises ``BindingError`` and costs nothing but itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sphinxcontrib_c4.model import quoted, visible

PROVIDER, CONSUMER, SHARED = "provider", "consumer", "shared"
ROLES = (PROVIDER, CONSUMER, SHARED)
MAX_TEXT = 2000
"""The longest text of a row, in characters."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_SCRIPT = re.compile(r"(javascript|data|vbscript):", re.IGNORECASE)
_MAX_LINE = 10_000_000
_FLAGS: Mapping[object, bool] = {None: False, False: False, True: True, "": False, "0": False, "1": True}


class BindingError(ValueError):
    """A row is not a binding; ``str()`` explains why."""


class Binding(NamedTuple):
    """A place where a repository provides or consumes a contract.

    ``key`` is the contract as written, ``key_norm`` the form by which providers and consumers are
    joined. ``repo`` is the address or name of the repository, or the name of a service.
    ``confidence`` is between 0 and 1. ``day`` is the date of the scan as ``2026-06-24``, or empty.
    """

    kind: str
    key: str
    key_norm: str
    role: str
    repo: str
    file: str
    line: int
    confidence: float
    generic: bool
    day: str


class Call(NamedTuple):
    """Traffic between two services, as a tracing system counted it."""

    client: str
    server: str
    calls: int
    source: str


class RowFault(NamedTuple):
    """An unreadable part of an input: the file, the line (0 if unknown), and what is wrong."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return ``path:line: message``."""
        return (
            f"{visible(self.path)}:{self.line}: {self.message}"
            if self.line
            else f"{visible(self.path)}: {self.message}"
        )


def parse_binding(row: object) -> Binding:
    """Return the binding in ``row``, a value that ``json.loads`` returned.

    Raises:
        BindingError: the row lacks a key, or one of its values cannot be used.
    """
    if not isinstance(row, dict):
        raise BindingError(f"a row must be a JSON object, not {_type_name(row)}")
    get = row.get
    kind, repo = _text(row, "kind"), _text(row, "repo")
    if _SCRIPT.match(repo):
        raise BindingError(f"'repo' is not an address: {quoted(repo)}")
    key_norm = _text(row, "key_norm")
    role = get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise BindingError(
            _missing("role") if role is None else f"'role' must be provider, consumer or shared, not {_display(role)}"
        )
    return Binding(
        kind=kind,
        key=_text(row, "key", key_norm),
        key_norm=key_norm,
        role=role,
        repo=repo,
        file=_text(row, "file", ""),
        line=_line(get("line")),
        confidence=_confidence(get("confidence")),
        generic=_flag(get("generic")),
        day=_day(get("indexed_at")),
    )


def _text(row: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = row.get(key)
    if value.__class__ is str and 0 < len(value) <= MAX_TEXT and value.isprintable() and value.strip() == value:
        return value
    if value is None or value == "":
        if default is None:
            raise BindingError(_missing(key))
        return default
    if value.__class__ is not str:
        raise BindingError(f"{quoted(key)} must be text, not {_type_name(value)}")
    if not value.isprintable() and visible(value) != value:
        raise BindingError(f"{quoted(key)} contains a character that cannot be shown: {quoted(value)}")
    if len(value) > MAX_TEXT:
        raise BindingError(f"{quoted(key)} is longer than {MAX_TEXT} characters")
    text: str = value.strip()
    if not text:
        raise BindingError(_missing(key))
    return text


def _missing(key: str) -> str:
    return f"{quoted(key)} is missing"


def _line(value: object) -> int:
    """Return the number of a line; 0 if the row gives none."""
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_LINE:
        return value
    raise BindingError(f"'line' must be the number of a line, not {_display(value)}")


def _confidence(value: object) -> float:
    """Return a confidence; a row without one is certain."""
    if value is None:
        return 1.0
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise BindingError(f"'confidence' must be a number from 0 to 1, not {_display(value)}")


def _flag(value: object) -> bool:
    try:
        return _FLAGS[value]
    except (KeyError, TypeError):
        raise BindingError(f"'generic' must be true or false, not {_display(value)}") from None


def _day(value: object) -> str:
    match = _DAY.match(value) if isinstance(value, str) else None
    return match[0] if match else ""


def _display(value: object) -> str:
    if isinstance(value, str):
        return quoted(value)
    is_small = isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**12)
    return quoted(repr(value)) if is_small else _type_name(value)


def _type_name(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
