"""Texts, tags and comments of Structurizr's DSL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sphinxcontrib_c4.exports.identifiers import one_line


def indent(rows: Iterable[str]) -> Iterator[str]:
    """Yield ``rows``, indented by the blocks around them."""
    depth = 0
    for row in rows:
        depth -= row == "}"
        yield f"{'    ' * depth}{row}"
        depth += row.endswith("{")


def quote(text: str) -> str:
    """Return ``text`` on one line in quotes.

    The DSL cannot escape a backslash, which would also escape the closing quote, and it substitutes ``${…}``.
    """
    return '"' + one_line(text).replace("\\", "\N{SET MINUS}").replace("${", "$ {").replace('"', '\\"') + '"'


def quoted_words(texts: Iterable[str]) -> str:
    """Return arguments in quotes, without empty ones at the end."""
    words = list(texts)
    while words and not words[-1]:
        words.pop()
    return " ".join(map(quote, words))


def tag_text(standard: Sequence[str], own: Iterable[str], reserved_tags: frozenset[str]) -> str:
    """Return tags as one text; a comma within a tag becomes a semicolon."""
    return ",".join([*standard, *(tag.replace(",", ";") for tag in own if tag not in reserved_tags)])
