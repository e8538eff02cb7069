"""What PyYAML says of broken YAML, in plain words and at the right place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model.faults import Fault, describe_character, quoted

if TYPE_CHECKING:
    import yaml

    from sphinxcontrib_c4.model.document import At, Document

_TOLD_WHERE_IT_BEGINS = ("unexpected end of stream", "could not find expected ':'", "alphabetic or numeric character")
_QUOTES = "put the text in quotes"
_STRAY = frozenset(":{[")
_CLOSERS = {
    "'": "write '' for an apostrophe in single quotes, or put the text in double quotes",
    '"': 'write \\" for a double quote in the text, or put the text in single quotes',
}
_ODD_SPACE = re.compile(r"(?:^[ ]*|[:?-])([^\S\n \t])")

# A part of the problem as libyaml or PyYAML words it -> what is wrong, and what to do.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a colon with a space after it ends a key, and no key can end here",
     "put text that holds ': ' in quotes, and check the indentation"),
    ("unexpected end of stream", "the quotes that open here are never closed", "close them"),
    ("block sequence entries are not allowed", "a list cannot begin here", "put each '- ' on a line of its own"),
    ("could not find expected ':'", "this line is neither 'key: value' nor an item of a list ('- …')",
     "check the indentation, or put text that runs over several lines after '>-'"),
    ("',' or '}'", "this '{ … }' is broken: here a comma or the closing '}' is missing",
     "put text that holds a comma, ': ', ' #' or braces in quotes"),
    ("',' or ']'", "this '[ … ]' is broken: here a comma or the closing ']' is missing",
     "put text that holds a comma, ': ', ' #' or brackets in quotes"),
    ("unknown escape character", "a backslash in double quotes begins an escape that YAML does not know",
     "write two backslashes, or use single quotes"),
    ("escape", "this escape in double quotes stands for no character", "write two backslashes, or use single quotes"),
    ("alphabetic or numeric character", "unquoted text cannot begin with '*' or '&'", _QUOTES),
    ("tag handle", "unquoted text cannot begin with '!'", _QUOTES),
    ("undefined alias", "no anchor stands before this alias", _QUOTES),
    ("node content", "a value is missing here, or text begins with a character that YAML keeps for itself", _QUOTES),
    ("nesting depth", "values are nested too deep here", "take levels away"),
    ("directive", "unquoted text cannot begin with '%'", _QUOTES),
    ("expected key", "this does not fit into the mapping that it stands in",
     "check the indentation, and that quotes open and close around the whole text"),
    ("<block end>", "this does not fit into the mapping that it stands in",
     "check the indentation, and that quotes open and close around the whole text"),
    ("'-' indicator", "this does not fit into the list that it stands in",
     "check the indentation, and that each item begins with '- '"),
    ("document start", "something stands after the end of the document", "keep to one document in a file"),
)  # fmt: skip


def syntax_fault(document: Document, error: yaml.YAMLError) -> Fault:
    """The fault that PyYAML's ``error`` tells of."""
    problem = str(getattr(error, "problem", None) or error)
    at = _place(document, error, problem)
    if odd := _odd_space(document, at[0]):
        at, message, hint = odd
    else:
        message, hint = _words(document, at, problem)
    return Fault(document.position(at), message, document.line(at[0]), hint)


def _place(document: Document, error: yaml.YAMLError, problem: str) -> At:
    """Where the fault is; an unclosed quote is shown where it opens, not where the file ends."""
    context, mark = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if any(part in problem for part in _TOLD_WHERE_IT_BEGINS):
        mark = context or mark
    if mark is None:
        return (1, 1)
    line, column = mark.line + 1, mark.column + 1
    if column == 1 and not document.line(line).strip():
        return _end_before(document, line)
    return line, column


def _end_before(document: Document, line: int) -> At:
    """The end of the last line before ``line`` that holds anything."""
    while line > 1 and not document.line(line).strip():
        line -= 1
    return line, len(document.line(line).rstrip()) or 1


def _odd_space(document: Document, number: int) -> tuple[At, str, str] | None:
    """Where a space that YAML does not know stands in the line ``number`` or in the one before, and what to say."""
    for line in (number, number - 1):
        if found := _ODD_SPACE.search(document.line(line)):
            message = f"here stands {describe_character(found[1])}, which is no space to YAML"
            return (line, found.start(1) + 1), message, "write a plain space"
    return None


def _words(document: Document, at: At, problem: str) -> tuple[str, str]:
    line = document.line(at[0])
    if "\t" in (re.match(r"[ \t]*", line) or [""])[0] or "tab character" in problem:
        return "a tab is used for indentation", "indent with spaces"
    if "cannot start any token" in problem and line[at[1] - 1 : at[1]] == "\t":
        return "a tab cannot stand here", "write a space"
    if "cannot start any token" in problem:
        return f"unquoted text cannot begin with {quoted(line[at[1] - 1 : at[1]])}", _QUOTES
    if "',' or '" in problem and line[at[1] - 2 : at[1] - 1] in _CLOSERS:
        return "the quotes end before this", _CLOSERS[line[at[1] - 2]]
    if "',' or '" in problem and line[at[1] - 1 : at[1]] in _STRAY:
        return f"{quoted(line[at[1] - 1])} cannot stand in the unquoted text before it", _QUOTES
    for part, message, hint in _WORDS:
        if part in problem:
            return message, hint
    return f"this is not valid YAML ({problem})", "check the indentation and the quotes"
