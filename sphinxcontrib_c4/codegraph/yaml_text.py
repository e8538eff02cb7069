"""YAML text of plain values, much faster than a general emitter and the same on every platform.

Texts that could mean something else to YAML are written in double quotes, with JSON's escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sphinxcontrib_c4.model import json_text

_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9_./$(){}<>@+=~^|;,*-]|:(?=[^ ])| (?=[^ #]))*")
_FLOW_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9_./()<>@+=~^|;*-]|:(?=[A-Za-z0-9/_-])| (?=[^ #]))*")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


def block_lines(value: Any, indent: str = "") -> Iterator[str]:
    """Yield the lines of ``value``, a mapping or a list, in block style."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{indent}{scalar(key)}:", item, indent)
    else:
        for item in value:
            yield from _item(item, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from block_lines(value, f"{indent}  ")
    elif _is_list(value) and value:
        yield head
        yield from block_lines(value, indent)
    else:
        yield f"{head} {_empty_or_scalar(value)}"


def _item(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        first, *rest = block_lines(value, f"{indent}  ")
        yield f"{indent}- {first[len(indent) + 2 :]}"
        yield from rest
    else:
        yield f"{indent}- {_empty_or_scalar(value)}"


def flow(value: Any) -> str:
    """Return ``value`` on one line: ``{ id: a, tags: [b, c] }``."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if _is_list(value):
        return f"[{', '.join(map(flow, value))}]"
    return scalar(value, plain=_FLOW_PLAIN)


def scalar(value: Any, *, plain: re.Pattern[str] = _PLAIN) -> str:
    """Return a text, number, boolean or None."""
    if isinstance(value, str):
        is_plain = plain.fullmatch(value) and value.lower() not in _WORDS
        return value if is_plain else json_text(value)
    return json_text(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _empty_or_scalar(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if _is_list(value) else scalar(value)
