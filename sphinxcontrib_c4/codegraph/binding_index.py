"""Bindings on disk, to join millions of them in bounded memory.

The bindings lie in a temporary SQLite database without a name, which grows on disk and disappears
with its connection. Ends and classes of files are resolved while rows are added. All results come in
an order that does not depend on the order of the rows.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from sphinxcontrib_c4.codegraph.bindings import CONSUMER, PROVIDER, SHARED, Binding
from sphinxcontrib_c4.codegraph.ends import End, EndResolver
from sphinxcontrib_c4.codegraph.file_classes import FileClass, FileClassifier

MAX_PROVIDERS = (1000, 200)
"""How many ends of one contract are joined: those in the model, and others."""

_CLASSES = tuple(FileClass)
_CLASS_IDS = {name: number for number, name in enumerate(_CLASSES)}
_ROLE_IDS = {PROVIDER: 0, CONSUMER: 1, SHARED: 2}
_MASK = (1 << 128) - 1
_FIELD, _ITEM = "\x1f", "\x1e"
_CACHE = 4096
_MAX_CACHED = 1_000_000
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE binding (
    kind TEXT, norm TEXT, role INTEGER, end TEXT, known INTEGER, repo TEXT, file TEXT, class INTEGER,
    line INTEGER, key TEXT, confidence REAL, generic INTEGER
);
"""
_JOIN = f"""
CREATE TABLE provider (kind TEXT, norm TEXT, end TEXT, known INTEGER, PRIMARY KEY (kind, norm, end)) WITHOUT ROWID;
INSERT OR IGNORE INTO provider SELECT kind, norm, end, known FROM binding WHERE role = 0 ORDER BY kind, norm, end;
CREATE TABLE served (id INTEGER PRIMARY KEY, kind TEXT, norm TEXT, known INTEGER, ends TEXT);
INSERT INTO served (kind, norm, known, ends) SELECT kind, norm, known, group_concat(end, char(30)) FROM (
    SELECT kind, norm, known, end, row_number() OVER (PARTITION BY kind, norm, known ORDER BY end) AS number
    FROM provider ORDER BY kind, norm, known, end
) WHERE number <= CASE known WHEN 1 THEN {MAX_PROVIDERS[0]} ELSE {MAX_PROVIDERS[1]} END GROUP BY kind, norm, known;
CREATE UNIQUE INDEX served_key ON served (kind, norm, known);
"""
# An end outside the model is joined to ends in the model only.
_CONSUMERS = """
SELECT b.kind, b.end, b.repo, b.file, b.class, b.norm, b.key, b.line, b.confidence, b.generic, k.id, o.id,
    EXISTS (SELECT 1 FROM provider AS p WHERE p.kind = b.kind AND p.norm = b.norm AND p.end = b.end)
FROM binding AS b
LEFT JOIN served AS k ON k.kind = b.kind AND k.norm = b.norm AND k.known = 1
LEFT JOIN served AS o ON o.kind = b.kind AND o.norm = b.norm AND o.known = 0 AND b.known = 1
WHERE b.role = 1 AND (k.id IS NOT NULL OR o.id IS NOT NULL)
ORDER BY b.kind, b.end, b.repo, b.file, b.norm, b.line, b.key, b.confidence, b.generic
"""


class Consumption(NamedTuple):
    """A binding of a consumer, with the ends that provide its contract."""

    kind: str
    consumer: End
    repo: str
    file: str
    file_class: FileClass
    key_norm: str
    key: str
    line: int
    confidence: float
    generic: bool
    providers: tuple[End, ...]
    is_self_served: bool


class BindingIndex:
    """The bindings of one extraction.

    ``count`` is the number of bindings, ``day`` the last day of a scan, and ``fingerprint`` is the
    same for the same bindings in any order.
    """

    def __init__(self, resolver: EndResolver, classifier: FileClassifier) -> None:
        """Create an empty index."""
        self._resolver = resolver
        self._classifier = classifier
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._sum = 0
        self.count = 0
        self.day = ""

    def close(self) -> None:
        """Drop the database."""
        self._database.close()

    def add(self, bindings: Iterable[Binding]) -> None:
        """Add bindings."""
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO binding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(self._row, bindings)
        )
        self._database.execute("COMMIT")

    def _row(self, binding: Binding) -> tuple[object, ...]:
        self.count += 1
        self.day = max(self.day, binding.day)
        kind, key, norm, role, repo, file, line, confidence, generic, _ = binding
        parts = (kind, key, norm, role, repo, file, f"{line} {confidence} {generic}")
        text = _FIELD.join(parts)
        self._sum = (self._sum + int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "big")) & _MASK
        end = self._resolver.repository(repo, file)
        return (
            kind,
            norm,
            _ROLE_IDS[role],
            _FIELD.join((end.name, end.origin, *end.choices)),
            int(end.is_in_model),
            repo,
            file,
            _CLASS_IDS[FileClass.CATALOG if kind.startswith("catalog-") else self._classifier.classify(file)],
            line,
            key,
            confidence,
            int(generic),
        )

    @property
    def fingerprint(self) -> str:
        """A hash of all bindings in any order."""
        return f"{self._sum:032x}"

    def ends(self) -> Iterator[End]:
        """Yield the ends in the model that have a binding of any kind and role."""
        query = "SELECT DISTINCT end FROM binding WHERE known = 1 ORDER BY end"
        return (_parse_end(text) for (text,) in self._database.execute(query))

    def providers(self) -> Iterator[tuple[str, End]]:
        """Yield the kinds of contracts with the ends in the model that provide one."""
        query = "SELECT DISTINCT kind, end FROM binding WHERE known = 1 AND role = 0 ORDER BY kind, end"
        return ((kind, _parse_end(text)) for kind, text in self._database.execute(query))

    def repository_count(self) -> int:
        """Return the number of repositories that have a binding."""
        return int(self._database.execute("SELECT count(DISTINCT repo) FROM binding").fetchone()[0])

    def consumptions(self) -> Iterator[Consumption]:
        """Yield each binding of a consumer whose contract has a provider, by kind, consumer and file."""
        self._database.executescript(_JOIN)
        parse_end, served = lru_cache(_CACHE)(_parse_end), _ServedEnds(self._database)
        previous: tuple[object, ...] = ()
        for values in self._database.execute(_CONSUMERS):
            if values == previous:
                continue
            previous = values
            kind, end, repo, file, number, norm, key, line, confidence, generic, inside, outside, is_own = values
            consumer, providers = parse_end(end), served.ends(inside, outside)
            is_own = bool(is_own) or _serves(consumer, providers)
            place = repo, file, _CLASSES[number]
            yield Consumption(kind, consumer, *place, norm, key, line, confidence, bool(generic), providers, is_own)


class _ServedEnds:
    """The ends that provide a contract, by the number of its row; the latest ones are kept."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._parse = lru_cache(_CACHE)(_parse_end)
        self._cache: dict[tuple[int | None, int | None], tuple[End, ...]] = {}
        self._size = 0

    def ends(self, inside: int | None, outside: int | None) -> tuple[End, ...]:
        """Return the ends in the model and the others."""
        ends = self._cache.get((inside, outside))
        if ends is None:
            ends = tuple(end for number in (inside, outside) if number for end in self._read(number))
            self._size += len(ends) + 10
            if self._size > _MAX_CACHED:
                self._cache.clear()
                self._size = len(ends)
            self._cache[inside, outside] = ends
        return ends

    def _read(self, number: int) -> Iterator[End]:
        (text,) = self._database.execute("SELECT ends FROM served WHERE id = ?", (number,)).fetchone()
        return map(self._parse, text.split(_ITEM))


def _parse_end(text: str) -> End:
    name, origin, *choices = text.split(_FIELD)
    return End(name, origin, tuple(choices))


def _serves(consumer: End, providers: Iterable[End]) -> bool:
    """Return whether the system of ``consumer`` is among the providers."""
    return bool(consumer.name) and any(provider.system == consumer.system for provider in providers)
