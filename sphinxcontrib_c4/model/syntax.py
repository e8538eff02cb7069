"""Syntax errors of YAML: PyYAML's messages in plain words, at the right position."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model.faults import Fault, Position, describe_character, quoted

if TYPE_CHECKING:
    import yaml

    from sphinxcontrib_c4.model.document import Document

_REPORTED_AT_START = ("unexpected end of stream", "could not find expected ':'", "alphabetic or numeric character")
_QUOTES = "put the text in quotes"
_STRAY = frozenset(":{[")
_CLOSERS = {
    "'": "write '' for an apostrophe in single quotes, or put the text in double quotes",
    '"': 'write \\" for a double quote in the text, or put the text in single quotes',
}
_LineColumn = tuple[int, int]
_ODD_SPACE = re.compile(r"(?:^[ ]*|[:?-])([^\S\n \t])")

# Part of a message of libyaml or PyYAML -> the message and the advice that replace it.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a colon with a space after it ends a key, and no key can end here",
     "put text that holds ': ' in quotes, and check the indentation"),
    ("unexpected end of stream", "the quotes that open here are not closed", "close them"),
    ("block sequence entries are not allowed", "a list cannot start here", "put each '- ' on a line of its own"),
    ("could not find expected ':'", "this line is neither 'key: value' nor an item of a list ('- …')",
     "check the indentation, or put text that runs over several lines after '>-'"),
    ("',' or '}'", "this '{ … }' is broken: here a comma or the closing '}' is missing",
     "put text that holds a comma, ': ', ' #' or braces in quotes"),
    ("',' or ']'", "this '[ … ]' is broken: here a comma or the closing ']' is missing",
     "put text that holds a comma, ': ', ' #' or brackets in quotes"),
    ("unknown escape character", "a backslash in double quotes starts an unknown escape",
     "write two backslashes, or use single quotes"),
    ("escape", "this escape in double quotes is not a character", "write two backslashes, or use single quotes"),
    ("alphabetic or numeric character", "unquoted text cannot start with '*' or '&'", _QUOTES),
    ("tag handle", "unquoted text cannot start with '!'", _QUOTES),
    ("undefined alias", "the anchor of this alias is not defined before it", _QUOTES),
    ("node content", "a value is missing here, or text starts with a character that is reserved in YAML", _QUOTES),
    ("nesting depth", "values are nested too deep here", "remove levels"),
    ("directive", "unquoted text cannot start with '%'", _QUOTES),
    ("expected key", "this does not fit into the surrounding mapping",
     "check the indentation, and that quotes open and close around the whole text"),
    ("<block end>", "this does not fit into the surrounding mapping",
     "check the indentation, and that quotes open and close around the whole text"),
    ("'-' indicator", "this does not fit into the surrounding list",
     "check the indentation, and that each item starts with '- '"),
    ("document start", "text follows the end of the document", "use one file for each document"),
)  # fmt: skip


def syntax_fault(document: Document, error: yaml.YAMLError) -> Fault:
    """Return the fault for an ``error`` of PyYAML."""
    problem = str(getattr(error, "problem", None) or error)
    position = _place(document, error, problem)
    if odd := _odd_space(document, position[0]):
        position, message, hint = odd
    else:
        message, hint = _words(document, position, problem)
    return Fault(Position(document.path, *position), message, document.line(position[0]), hint)


def _place(document: Document, error: yaml.YAMLError, problem: str) -> _LineColumn:
    """Return the position of the error: for an unclosed quote, its start and not the end of the file."""
    context, mark = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if any(part in problem for part in _REPORTED_AT_START):
        mark = context or mark
    if mark is None:
        return (1, 1)
    line, column = mark.line + 1, mark.column + 1
    if column == 1 and not document.line(line).strip():
        return _end_before(document, line)
    return line, column


def _end_before(document: Document, line: int) -> _LineColumn:
    """Return the end of the last non-empty line before ``line``."""
    while line > 1 and not document.line(line).strip():
        line -= 1
    return line, len(document.line(line).rstrip()) or 1


def _odd_space(document: Document, number: int) -> tuple[_LineColumn, str, str] | None:
    """Return position, message and advice if line ``number`` or the one before contains a space that YAML rejects."""
    for line in (number, number - 1):
        if match := _ODD_SPACE.search(document.line(line)):
            message = f"{describe_character(match[1])} is not whitespace in YAML"
            return (line, match.start(1) + 1), message, "use a plain space"
    return None


def _words(document: Document, at: _LineColumn, problem: str) -> tuple[str, str]:
    line = document.line(at[0])
    if "\t" in (re.match(r"[ \t]*", line) or [""])[0] or "tab character" in problem:
        return "a tab is used for indentation", "indent with spaces"
    if "cannot start any token" in problem and line[at[1] - 1 : at[1]] == "\t":
        return "a tab is not allowed here", "write a space"
    if "cannot start any token" in problem:
        return f"unquoted text cannot start with {quoted(line[at[1] - 1 : at[1]])}", _QUOTES
    if "',' or '" in problem and line[at[1] - 2 : at[1] - 1] in _CLOSERS:
        return "the quotes end before this", _CLOSERS[line[at[1] - 2]]
    if "',' or '" in problem and line[at[1] - 1 : at[1]] in _STRAY:
        return f"{quoted(line[at[1] - 1])} is not allowed in the unquoted text before it", _QUOTES
    for part, message, hint in _WORDS:
        if part in problem:
            return message, hint
    return f"this is not valid YAML ({problem})", "check the indentation and the quotes"
