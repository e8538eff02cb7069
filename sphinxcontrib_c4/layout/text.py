"""The width of text and its line breaks.

Widths are those of Helvetica and of the fonts made to its measure (Arial, Liberation Sans, Arimo), taken character by
character and without kerning; the same numbers come out on every platform. Characters outside the font get a safe
width: an em for East Asian wide ones, 1.25 em for emoji, 0 for invisible characters and for marks on their neighbour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from sphinxcontrib_c4.layout._helvetica_widths import BOLD, REGULAR, UNITS
from sphinxcontrib_c4.layout.geometry import TextStyle

FONT_FAMILY = 'Helvetica, Arial, "Liberation Sans", Arimo, sans-serif'

_ASCENT = 0.905
_DESCENT = 0.212
_AVERAGE = int(0.6 * UNITS)
_EMOJI = int(1.25 * UNITS)
_ELLIPSIS = "…"
_JOINER = "\u200d"

_Advance = Callable[[str], int]

#: Where a word that is too long for a line may break: before a capital in CamelCase (for an acronym, before its last
#: letter if a word follows), and behind punctuation if a letter or digit follows.
_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[/\-_.,:;=&?|+])(?=\w)")
#: The end of a clause, after which a text can be cut.
_CLAUSE = re.compile(r"(?:(?<=[\w)]{3})[;.,:]|\s[\u2013\u2014-])(?=\s|$)")
#: The share of the last line that must remain for a cut at a clause to be worth it.
_CLAUSE_KEEPS = 0.6


class StyleMetrics(NamedTuple):
    """How a style is set: ``size`` and ``leading`` (the distance from baseline to baseline) in px, and its weight."""

    size: float
    bold: bool
    leading: float

    @property
    def baseline(self) -> float:
        """How far below the top of its line the baseline lies, the text in the middle of the leading (px)."""
        return (self.leading - (_ASCENT + _DESCENT) * self.size) / 2 + _ASCENT * self.size


TEXT_STYLES: Mapping[TextStyle, StyleMetrics] = MappingProxyType(
    {
        TextStyle.NAME: StyleMetrics(14, True, 18),
        TextStyle.TECHNOLOGY: StyleMetrics(12, False, 16),
        TextStyle.DESCRIPTION: StyleMetrics(12, False, 16),
        TextStyle.LABEL: StyleMetrics(12, False, 15),
        TextStyle.PROTOCOL: StyleMetrics(12, False, 15),
        TextStyle.BOUNDARY: StyleMetrics(13, True, 17),
        TextStyle.HEADING: StyleMetrics(18, True, 24),
        TextStyle.SUBHEADING: StyleMetrics(13, False, 18),
        TextStyle.KEY: StyleMetrics(12, False, 16),
    }
)


@lru_cache(maxsize=8192)
def measure(text: str, style: TextStyle) -> float:
    """Return the width in px of ``text`` in one line of ``style``."""
    metrics = TEXT_STYLES[style]
    return sum(map(_bold if metrics.bold else _regular, text)) * metrics.size / UNITS


@lru_cache(maxsize=8192)
def wrap(text: str, style: TextStyle, *, width: float, lines: int) -> tuple[str, ...]:
    """Break ``text`` into at most ``lines`` lines of ``style``, none wider than ``width`` px.

    It breaks at white space, then inside a long word before a capital in CamelCase and behind punctuation such as
    ``/ - _ . =``, and only in a part that is still too long between any two characters. What does not fit is cut: the
    last line then ends in "…", at the end of a clause where that loses little. A single character that is wider than
    ``width`` has a line of its own, the only case of a line that is too wide.
    """
    if lines < 1:
        return ()
    limit = width * UNITS / TEXT_STYLES[style].size
    advance = _bold_word if TEXT_STYLES[style].bold else _regular_word
    broken = tuple(islice(_fill_lines(text.split(), limit, advance), lines + 1))
    if len(broken) <= lines:
        return broken
    return (*broken[: lines - 1], _cut(broken[lines - 1], limit, advance))


def _fill_lines(words: list[str], limit: float, advance: _Advance) -> Iterator[str]:
    """Fill lines greedily; a word that is too long continues the line that it follows."""
    space = advance(" ")
    line, line_width = "", 0
    for word in words:
        pieces = (word,) if advance(word) <= limit else _pieces(word, limit, advance)
        for number, piece in enumerate(pieces):
            gap = space if line and not number else 0
            size = advance(piece)
            if line and line_width + gap + size > limit:
                yield line
                line, line_width = piece, size
            else:
                line, line_width = line + " " * bool(gap) + piece, line_width + gap + size
    if line:
        yield line


def _pieces(word: str, limit: float, advance: _Advance) -> Iterator[str]:
    """Yield the parts of a word that is too long: split at its seams, or into clusters if a part is still too long."""
    for part in _SEAM.split(word):
        if advance(part) > limit:
            yield from _clusters(part)
        else:
            yield part


def _clusters(text: str) -> Iterator[str]:
    """Yield the grapheme clusters of a text: a base character with its marks, joined emoji, a flag."""
    cluster = ""
    for char in text:
        flag = _is_regional(char) and len(cluster) == 1 and _is_regional(cluster)
        if cluster and not (flag or cluster.endswith(_JOINER) or not _regular(char)):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _cut(line: str, limit: float, advance: _Advance) -> str:
    """Return ``line`` with an ellipsis, shortened to a clause, to whole words, or else to the characters that fit."""
    room = limit - advance(_ELLIPSIS)
    while advance(line) > room and " " in line:
        line = line.rpartition(" ")[0]
    if advance(line) > room:
        clusters = list(_clusters(line))
        while clusters and advance("".join(clusters)) > room:
            clusters.pop()
        line = "".join(clusters)
    clauses = [match.start() for match in _CLAUSE.finditer(line)]
    if clauses and clauses[-1] >= _CLAUSE_KEEPS * len(line):
        line = line[: clauses[-1]]
    return line.rstrip(" ,;:.-\u2013\u2014") + _ELLIPSIS


@lru_cache(maxsize=4096)
def _regular_word(word: str) -> int:
    return sum(map(_regular, word))


@lru_cache(maxsize=4096)
def _bold_word(word: str) -> int:
    return sum(map(_bold, word))


@lru_cache(maxsize=4096)
def _regular(char: str) -> int:
    return _advance(char, REGULAR)


@lru_cache(maxsize=4096)
def _bold(char: str) -> int:
    return _advance(char, BOLD)


def _advance(char: str, blocks: tuple[tuple[int, str], ...]) -> int:
    """Return the advance width of one character in units of the font; control characters count as a space."""
    code = ord(char)
    if _is_invisible(char):
        return 0
    for start, widths in blocks:
        if start <= code < start + len(widths) // 3:
            index = 3 * (code - start)
            return int(widths[index : index + 3], 16)
    if unicodedata.category(char) == "Cc":
        return _advance(" ", blocks)
    return _unlisted(char)


def _unlisted(char: str) -> int:
    """Return a safe width for a character that the font lacks: half of a flag, an emoji, a wide or any other one."""
    if _is_regional(char):
        return _EMOJI // 2
    if "\U0001f000" <= char <= "\U0001faff":
        return _EMOJI
    return UNITS if unicodedata.east_asian_width(char) in "WF" else _AVERAGE


def _is_invisible(char: str) -> bool:
    """Check for a character without a width: a combining mark, a format or direction control, a skin tone."""
    return unicodedata.category(char) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_regional(char: str) -> bool:
    """Check for half of a flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"
