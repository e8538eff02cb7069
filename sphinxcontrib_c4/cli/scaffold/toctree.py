"""Edits of the table of contents in the root document, in both markups."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sphinxcontrib_c4.cli.scaffold.markup import Markdown, Markup

_RST_START = re.compile(r"^(\s*)\.\. toctree::")
_FENCE_START = re.compile(r"^(\s*)(`{3,}|~{3,}|:{3,})\{toctree\}")
_OPTION = re.compile(r"^\s*:[\w-]+:")


def add_entry(text: str, entry: str, markup: Markup) -> str:
    """Return ``text`` with ``entry`` in its first table of contents, or in a new one at the end.

    The text is returned unchanged if a table of contents already lists the entry.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    is_markdown = isinstance(markup, Markdown)
    tables = [(_fenced if is_markdown else _indented)(lines, number) for number in range(len(lines))]
    blocks = [block for block in tables if block is not None]
    if any(_lists(lines[begin:end], entry) for begin, end, _ in blocks):
        return text
    if not blocks:
        table = markup.directive("toctree", lines=[entry], options={"maxdepth": "2"})
        return newline.join([*lines, "", *table.splitlines()]) + newline
    begin, end, indent = blocks[0]
    while end > begin and not lines[end - 1].strip():
        end -= 1
    gap = [""] if end == begin or _OPTION.match(lines[end - 1]) else []
    return newline.join([*lines[:end], *gap, f"{indent}{entry}", *lines[end:]]) + newline


def _indented(lines: Sequence[str], number: int) -> tuple[int, int, str] | None:
    """Return begin, end and indentation of the content of a reST table of contents that starts on a line."""
    start = _RST_START.match(lines[number])
    if not start:
        return None
    end = number + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > len(start[1])):
        end += 1
    depths = [_depth(line) for line in lines[number + 1 : end] if line.strip()]
    return number + 1, end, " " * min(depths, default=len(start[1]) + 3)


def _fenced(lines: Sequence[str], number: int) -> tuple[int, int, str] | None:
    """Return begin, end and indentation of the content of a MyST table of contents that starts on a line."""
    start = _FENCE_START.match(lines[number])
    if not start:
        return None
    end = number + 1
    while end < len(lines) and not lines[end].strip().startswith(start[2]):
        end += 1
    return (number + 1, end, start[1]) if end < len(lines) else None


def _depth(line: str) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip())


def _lists(lines: Sequence[str], entry: str) -> bool:
    """Return whether the content of a table of contents lists ``entry``, or has a pattern for it."""
    has_patterns = any(line.strip().startswith(":glob:") for line in lines)
    for line in lines:
        target = re.sub(r"^.*<(.*)>$", r"\1", line.strip()).strip("/").removesuffix(".md").removesuffix(".rst")
        pattern = re.escape(target).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
        if target == entry or (has_patterns and target and re.fullmatch(pattern, entry)):
            return True
    return False
