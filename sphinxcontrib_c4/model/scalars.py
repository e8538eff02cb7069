"""Scalars: the values of plain scalars by the rules of YAML 1.1, which PyYAML follows."""

from __future__ import annotations

from typing import NamedTuple

import yaml

_NUMBER_STARTS = frozenset("0123456789+-.")
_WORDS = {
    spelling: value
    for value, words in ((True, ("yes", "true", "on")), (False, ("no", "false", "off")), (None, ("null", "~", "")))
    for word in words
    for spelling in (word, word.capitalize(), word.upper())
}


class RawScalar(NamedTuple):
    """A plain scalar that is neither text, boolean, null nor a small integer: other numbers, and dates."""

    kind: str
    text: str


def parse_plain(text: str) -> object:
    """Return the value of a scalar without quotes: text, a boolean, a small integer, None or a RawScalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_STARTS:
        for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], ()):
            if pattern.match(text) and tag != "tag:yaml.org,2002:merge":
                return _number(text, tag.rsplit(":", 1)[-1])
    return text


def _number(text: str, kind: str) -> object:
    if kind == "int" and text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    return RawScalar("date" if kind == "timestamp" else "number", text)


def unfold(text: str) -> str:
    """Return folded text with an empty line between paragraphs, as the author wrote them."""
    if any(line[:1] in (" ", "\t") for line in text.split("\n")):
        return text
    return "\n\n".join(line for line in text.split("\n") if line)
