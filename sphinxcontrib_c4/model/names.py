"""Names: full names, short names, and suggestions for unknown names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property
from heapq import nsmallest

from sphinxcontrib_c4.model.faults import quoted

STAND_IN = "__stand-in__"
"""The prefix of placeholder ids, which replace missing or invalid ids."""


_COMPARED, _COMPARED_LETTERS = 400, 8_000

_MAX_LISTED_LENGTH = 200

_PREFIX = 4
"""The length from which the beginning of a name suggests that name."""


class NameLookupError(LookupError):
    """A name is unknown or ambiguous; ``str()`` explains it in one sentence."""

    def __init__(self, name: str, sentence: str) -> None:
        """Store the ``name`` and the message."""
        super().__init__(sentence)
        self.name = name


class UnknownNameError(NameLookupError):
    """The name is unknown; ``nearest`` holds the nearest full names, best first.

    They are computed when they are first used: many callers only need to know that the name is unknown.
    """

    def __init__(self, name: str, nearest: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()) -> None:
        """Store the name, and the nearest names or a function that returns them."""
        super().__init__(name, f"nothing in the model is named {quoted(name)}")
        self._nearest = nearest

    @cached_property
    def nearest(self) -> tuple[str, ...]:
        """The nearest full names, best first."""
        return self._nearest() if callable(self._nearest) else self._nearest

    def __str__(self) -> str:
        """Return the message with a suggestion."""
        advice = suggestion(self.nearest)
        return "; ".join(part for part in (super().__str__(), advice) if part)

    def __reduce__(self) -> tuple[type[UnknownNameError], tuple[str, tuple[str, ...]]]:
        """Pickle the arguments of the constructor."""
        return (UnknownNameError, (self.name, self.nearest))


class AmbiguousNameError(NameLookupError):
    """A short name matches several full names, listed in ``matches`` in alphabetical order."""

    def __init__(self, name: str, matches: tuple[str, ...]) -> None:
        """Store the name and all full names that it matches."""
        self.matches = matches
        super().__init__(name, f"{quoted(name)} can mean {listed(matches, 'or')}; write the full name")

    def __reduce__(self) -> tuple[type[AmbiguousNameError], tuple[str, tuple[str, ...]]]:
        """Pickle the arguments of the constructor."""
        return (AmbiguousNameError, (self.name, self.matches))


def resolve(name: str, candidates: Iterable[str]) -> str:
    """Return the full name among ``candidates`` that ``name`` means.

    A full name means itself. A short name is a dotted suffix (``search`` or ``django-web.search`` of
    ``mit-learn.django-web.search``) of exactly one full name.

    Raises:
        UnknownNameError: no full name has this suffix.
        AmbiguousNameError: several full names have it.
    """
    full_names = set(candidates)
    if name in full_names:
        return name
    suffix = f".{name}"
    matches = tuple(sorted(full for full in full_names if full.endswith(suffix)))
    return _only_match(name, matches, lambda: nearest(name, {full: full for full in sorted(full_names)}))


class NameTable:
    """The full names that each name means, to resolve many names at once."""

    def __init__(self, candidates: Iterable[str]) -> None:
        """Collect the dotted suffixes of all names."""
        self._full_names = frozenset(candidates)
        self._by_suffix: dict[str, list[str]] = {}
        for full in self._full_names:
            _, dot, rest = full.partition(".")
            while dot:
                self._by_suffix.setdefault(rest, []).append(full)
                _, dot, rest = rest.partition(".")

    def resolve(self, name: str) -> str:
        """Return the full name that ``name`` means, as :func:`resolve` does."""
        if name in self._full_names:
            return name
        matches = tuple(sorted(self._by_suffix.get(name, ())))
        return _only_match(name, matches, lambda: self._index.nearest(name))

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex({full: full for full in sorted(self._full_names)})


def _only_match(name: str, matches: tuple[str, ...], nearest_names: Callable[[], tuple[str, ...]]) -> str:
    if len(matches) == 1 and name:
        return matches[0]
    if matches and name:
        raise AmbiguousNameError(name, matches)
    raise UnknownNameError(name, nearest_names)


def system_of(name: str) -> str:
    """Return the full name of the system (or person) that the element ``name`` belongs to."""
    return name.split(".", 1)[0]


def lineage(name: str) -> tuple[str, ...]:
    """Return the full name ``name`` and the names of all elements that contain it, from the inside out."""
    names = [name]
    while "." in names[-1]:
        names.append(names[-1].rpartition(".")[0])
    return tuple(names)


def nearest(name: str, titles: Mapping[str, str], *, count: int = 3) -> tuple[str, ...]:
    """Return the names that are closest to ``name``, best first (see :class:`NameIndex`)."""
    return NameIndex(titles).nearest(name, count=count)


class NameIndex:
    """An index of valid names, from which the nearest ones of a misspelled name are found.

    ``titles`` maps each name to its title. Names that begin with the misspelled name come first. The distance of a
    name is that of the name itself, its last part, or its title, whichever is smallest, ignoring case. Placeholder
    ids are ignored. The exact distance is computed for the spellings that share most pairs of letters: at most 400,
    and fewer if the misspelled name is long, since each letter takes time.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        """Index the spellings of all names."""
        self._names: dict[str, list[str]] = {}
        for full, title in titles.items():
            if STAND_IN not in full:
                for spelling in dict.fromkeys((full, full.rsplit(".", 1)[-1], title)):
                    self._names.setdefault(spelling.lower(), []).append(full)

    def nearest(self, name: str, *, count: int = 3) -> tuple[str, ...]:
        """Return the names that are closest to ``name``, best first, at most ``count``."""
        spelling = name.lower()
        candidates = self._candidates(spelling)
        begun = [text for text in candidates if len(name) >= _PREFIX and text.startswith(spelling)]
        close = sorted(begun, key=len) + get_close_matches(spelling, candidates, n=count, cutoff=0.6)
        return tuple(dict.fromkeys(full for near in close for full in self._names[near]))[:count]

    def _candidates(self, spelling: str) -> Iterable[str]:
        """Return the spellings to compare: all of them, or those with the largest share of common pairs of letters."""
        limit = min(_COMPARED, 1 + _COMPARED_LETTERS // max(1, len(spelling)))
        if len(self._names) <= limit:
            return self._names
        counts: Counter[str] = Counter()
        for pair in _letter_pairs(spelling):
            counts.update(self._by_pair.get(pair, ()))

        def share(candidate: str) -> tuple[float, str]:
            return -counts[candidate] / (len(candidate) + len(spelling)), candidate

        return nsmallest(limit, counts, key=share)

    @cached_property
    def _by_pair(self) -> dict[str, list[str]]:
        """The spellings that contain each pair of letters."""
        spellings: dict[str, list[str]] = {}
        for spelling in self._names:
            for pair in _letter_pairs(spelling):
                spellings.setdefault(pair, []).append(spelling)
        return spellings


def _letter_pairs(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)}


def suggestion(names: Iterable[str]) -> str:
    """Return ``did you mean 'a' or 'b'?``, or ``""`` without names."""
    choices = tuple(names)
    return f"did you mean {listed(choices, 'or')}?" if choices else ""


def count_noun(number: int, singular: str, plural: str = "") -> str:
    """Return ``1 flow`` or ``2 flows``."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def capitalized(text: str) -> str:
    """Return ``text`` with a capital first letter; the rest keeps its case."""
    return f"{text[:1].upper()}{text[1:]}"


def lowered(text: str) -> str:
    """Return ``text``, a sentence or title, with a small first letter for the middle of a sentence."""
    return f"{text[:1].lower()}{text[1:]}"


def join_names(names: Iterable[str], *, limit: int = 6) -> str:
    """Return ``a, b and c``; above ``limit`` names, the first ones and the number of the others."""
    distinct = list(dict.fromkeys(names))
    if len(distinct) > limit:
        return f"{', '.join(distinct[:limit])} and {len(distinct) - limit} more"
    return f"{', '.join(distinct[:-1])} and {distinct[-1]}" if len(distinct) > 1 else "".join(distinct)


def listed(names: Iterable[str], word: str) -> str:
    """Return names in quotes, separated by commas and, before the last one, by ``word``.

    Only very long names are shortened, since an author copies them.
    """
    *first, last = (quoted(name, limit=_MAX_LISTED_LENGTH) for name in names)
    return f"{', '.join(first)} {word} {last}" if first else last
