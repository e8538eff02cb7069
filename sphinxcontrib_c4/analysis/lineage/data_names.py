"""The names of data: matching them with the free text under ``data`` of flows and ingestion sources.

A text lists items, separated by commas, semicolons, plus signs and the like. A name matches a text that
contains all of its words, in any order; case and plural endings make no difference. Two texts share data
if they have an item in common, or if all words of an item of several words are in an item of the other.
The path of a URL does not name data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_SEPARATOR = re.compile(r"[,;+&()|:]|\s/\s|\band\b|->|→")
_URL_PATH = re.compile(r"(?<!\S)[^\s/]*/[^\s/]*/\S*|/\S+|\b(GET|POST|PUT|PATCH|DELETE)\b")
_PLURAL_ENDINGS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"))
_NO_PLURAL = ("ss", "us", "is")
_MIN_PLURAL = 4
"""The length of the shortest word that can be a plural."""


def matches_name(name: str, text: str) -> bool:
    """Return whether ``text`` contains all words of ``name``."""
    words = words_of(name)
    return bool(words) and words <= words_of(text)


def shares_data(text: str, other_text: str) -> bool:
    """Return whether an item of one text contains all words of an item of the other."""
    pairs = ((words, other_words) for words in _item_words(text) for other_words in _item_words(other_text))
    return any(_is_same_data(words, other_words) for words, other_words in pairs)


def _is_same_data(words: frozenset[str], other_words: frozenset[str]) -> bool:
    if words == other_words:
        return True
    smaller, larger = sorted((words, other_words), key=len)
    return len(smaller) > 1 and smaller < larger


def items_of(texts: Iterable[str]) -> list[str]:
    """Return the items that ``texts`` list, sorted; of several spellings, the first one."""
    items = sorted({item for text in texts for item in _items(text)})
    return sorted({words_of(item): item for item in reversed(items)}.values())


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """Return the words of ``text`` in lower case and in the singular."""
    return frozenset(_singular(word) for word in _WORD.findall(text.casefold()))


@lru_cache(maxsize=4096)
def _item_words(text: str) -> tuple[frozenset[str], ...]:
    return tuple(map(words_of, _items(text)))


def _items(text: str) -> list[str]:
    items = (" ".join(item.split()) for item in _SEPARATOR.split(_URL_PATH.sub(" ", text)))
    return [item for item in items if words_of(item)]


def _singular(word: str) -> str:
    """Return ``word`` without an English plural ending."""
    if len(word) < _MIN_PLURAL or word.endswith(_NO_PLURAL):
        return word
    for plural, singular in _PLURAL_ENDINGS:
        if word.endswith(plural):
            return word.removesuffix(plural) + singular
    return word.removesuffix("s")
