"""The join of consumers and providers: one edge for each kind of contract and pair of ends.

Work is done once for each consumer and set of providers, not for each pair of rows, so that contracts
which many systems share cost little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from sphinxcontrib_c4.codegraph.binding_index import Consumption
from sphinxcontrib_c4.codegraph.candidate import MAX_KEYS, MAX_PLACES, Place
from sphinxcontrib_c4.codegraph.ends import End
from sphinxcontrib_c4.codegraph.file_classes import REAL, FileClass

MAX_EDGES = 10_000
"""How many ends one consumer is joined to; more are not an architecture."""

_MASK = (1 << 64) - 1


@dataclass(slots=True)
class Edge:
    """All evidence in code for calls of ``consumer`` to ``provider``.

    ``real`` counts the bindings that may confirm it, ``self_served`` those whose contract the
    consumer provides itself. ``hash`` is a sum over contracts and files, so it depends on no order.
    """

    kind: str
    consumer: End
    provider: End
    keys: dict[str, str] = field(default_factory=dict)
    key_count: int = 0
    places: list[Place] = field(default_factory=list)
    place_count: int = 0
    files: dict[FileClass, int] = field(default_factory=dict)
    real: int = 0
    self_served: int = 0
    confidence: float = 0.0
    real_confidence: float = 0.0
    hash: int = 0


@dataclass(slots=True)
class _Evidence:
    """The evidence of one consumer for one set of providers."""

    keys: dict[str, str] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    place_count: int = 0
    real: int = 0
    self_served: int = 0
    confidence: float = 0.0
    real_confidence: float = 0.0
    hash: int = 0

    def add(self, row: Consumption, *, is_new: bool) -> None:
        """Add a binding; ``is_new`` unless an earlier line of the same file consumes the same contract."""
        is_real = row.file_class in REAL and not row.is_self_served
        place = Place(row.repo, row.file, row.line, row.key, row.confidence, row.file_class, row.is_self_served)
        self.keys[row.key_norm] = min(self.keys.get(row.key_norm, row.key), row.key)
        self.places.append(place)
        if len(self.places) > 8 * MAX_PLACES:
            self.places = best_places(self.places)
        self.place_count += 1
        self.real += is_real
        self.self_served += row.is_self_served
        self.confidence = max(self.confidence, row.confidence)
        self.real_confidence = max(self.real_confidence, row.confidence if is_real else 0.0)
        if is_new:
            self.hash = self.hash + _hash(row) & _MASK


def best_places(places: Iterable[Place]) -> list[Place]:
    """Return the ``MAX_PLACES`` best places: real ones first, then the most confident."""
    return sorted(places, key=_place_order)[:MAX_PLACES]


def _place_order(place: Place) -> tuple[object, ...]:
    is_void = place.file_class not in REAL or place.is_self_served
    return is_void, -place.confidence, place.repo, place.path, place.line, place.key, place.file_class


def _hash(row: Consumption) -> int:
    """Return a number for the contract and the file of a binding; lines do not count."""
    text = repr((row.kind, row.key_norm, row.repo, row.file, row.file_class.value, row.is_self_served))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def join(rows: Iterable[Consumption]) -> Iterator[Edge]:
    """Yield the edges between different systems, of ``rows`` that are sorted by kind, consumer and file.

    An edge whose two ends can be one system, or whose ends are both outside the model, is left out.
    """
    for (kind, consumer), block in groupby(rows, key=lambda row: (row.kind, row.consumer)):
        yield from _edges(kind, consumer, block)


def _edges(kind: str, consumer: End, rows: Iterable[Consumption]) -> Iterator[Edge]:
    evidence: dict[tuple[End, ...], _Evidence] = {}
    edges: dict[End, Edge] = {}
    for (_, _, file_class), block in groupby(rows, key=lambda row: (row.repo, row.file, row.file_class)):
        for provider in _add_file(evidence, block):
            if provider in edges or len(edges) < MAX_EDGES:
                edge = edges.setdefault(provider, Edge(kind, consumer, provider))
                edge.files[file_class] = edge.files.get(file_class, 0) + 1
        if len(evidence) > MAX_EDGES:
            _merge_all(edges, evidence)
    _merge_all(edges, evidence)
    systems = set(consumer.systems())
    for provider in sorted(edges):
        if systems.isdisjoint(provider.systems()) and (consumer.is_in_model or provider.is_in_model):
            yield _trim(edges[provider])


def _add_file(evidence: dict[tuple[End, ...], _Evidence], rows: Iterable[Consumption]) -> set[End]:
    """Add the bindings of one file, and return the ends that provide any of them."""
    groups: set[tuple[End, ...]] = set()
    last = ""
    for row in rows:
        groups.add(row.providers)
        evidence.setdefault(row.providers, _Evidence()).add(row, is_new=row.key_norm != last)
        last = row.key_norm
    return {end for ends in groups for end in ends}


def _merge_all(edges: dict[End, Edge], evidence: dict[tuple[End, ...], _Evidence]) -> None:
    for ends, part in evidence.items():
        for provider in ends:
            if provider in edges:
                _merge(edges[provider], part)
    evidence.clear()


def _merge(edge: Edge, part: _Evidence) -> None:
    edge.key_count += len(part.keys)
    edge.keys.update(part.keys)
    if len(edge.keys) > 8 * MAX_KEYS:
        edge.keys = dict(sorted(edge.keys.items())[:MAX_KEYS])
    edge.places += part.places
    if len(edge.places) > 8 * MAX_PLACES:
        edge.places = best_places(edge.places)
    edge.place_count += part.place_count
    edge.real += part.real
    edge.self_served += part.self_served
    edge.confidence = max(edge.confidence, part.confidence)
    edge.real_confidence = max(edge.real_confidence, part.real_confidence)
    edge.hash = edge.hash + part.hash & _MASK


def _trim(edge: Edge) -> Edge:
    edge.keys = dict(sorted(edge.keys.items())[:MAX_KEYS])
    edge.places = best_places(edge.places)
    return edge
