"""An extraction: evidence from all sources, joined to candidates of one model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from sphinxcontrib_c4.codegraph.binding_index import BindingIndex
from sphinxcontrib_c4.codegraph.bindings import Binding, Call, RowFault
from sphinxcontrib_c4.codegraph.candidate import Candidate
from sphinxcontrib_c4.codegraph.candidates import build_candidates, resolve_calls
from sphinxcontrib_c4.codegraph.ends import End, EndResolver
from sphinxcontrib_c4.codegraph.file_classes import FileClassifier
from sphinxcontrib_c4.codegraph.join import Edge, join
from sphinxcontrib_c4.codegraph.settings import CodeGraphSettings
from sphinxcontrib_c4.model import Kind, Model

MAX_CANDIDATES = 10_000
"""How many edges are kept; more are not an architecture but an attack or a mistake."""

Evidence = Binding | Call | RowFault


class EvidenceSource(Protocol):
    """A kind of input that yields bindings, calls, and what it could not read."""

    def evidence(self) -> Iterator[Evidence]:
        """Yield all evidence of the input."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """The candidates of a model, and what they were extracted from.

    ``scanned`` are the full names of the elements whose code was scanned, ``providers`` those of them
    that provide a contract, and ``traced`` those whose traffic was counted. ``fingerprint`` is that of all
    evidence, ``mapping`` that of what the model contributes. ``faults`` is the number of unreadable rows
    and ``dropped`` that of edges beyond the limit.
    """

    candidates: tuple[Candidate, ...]
    scanned: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    traced: tuple[str, ...] = ()
    bindings: int = 0
    repositories: int = 0
    calls: int = 0
    faults: int = 0
    dropped: int = 0
    date: str = ""
    fingerprint: str = ""
    mapping: str = ""


def extract(
    model: Model,
    settings: CodeGraphSettings,
    sources: Iterable[EvidenceSource],
    *,
    date: str = "",
    report: Callable[[RowFault], None] = lambda fault: None,
    progress: Callable[[int], None] = lambda count: None,
) -> Extraction:
    """Return the candidates that ``sources`` give for ``model``.

    ``date`` is the day of the extraction; if not given, it is the last day that a row names.
    ``report`` is called for each unreadable row, and ``progress`` with the number of rows now and then.
    """
    resolver = EndResolver(model, settings)
    with closing(BindingIndex(resolver, FileClassifier(settings.patterns))) as index:
        sorter = _Sorter(report, progress)
        index.add(binding for source in sources for binding in sorter.bindings(source.evidence()))
        edges, dropped_count = _first(join(row for row in index.consumptions() if settings.is_data_flow(row.kind)))
        calls = list(resolve_calls(resolver, sorter.calls))
        return Extraction(
            candidates=build_candidates(model, edges, calls, threshold=settings.threshold),
            scanned=_names(index.ends()),
            providers=_names(end for kind, end in index.providers() if settings.is_data_flow(kind)),
            traced=_names(end for source, target, _ in calls for end in (source, target)),
            bindings=index.count,
            repositories=index.repository_count(),
            calls=len(sorter.calls),
            faults=sorter.faults,
            dropped=dropped_count,
            date=date or index.day,
            fingerprint=_evidence_fingerprint(index.fingerprint, sorter.calls),
            mapping=mapping_fingerprint(model, settings),
        )


class _Sorter:
    """Passes bindings on, and keeps calls and the number of faults."""

    def __init__(self, report: Callable[[RowFault], None], progress: Callable[[int], None]) -> None:
        self._report = report
        self._progress = progress
        self._count = 0
        self._calls: dict[tuple[str, str, str], int] = {}
        self.faults = 0

    def bindings(self, evidence: Iterable[Evidence]) -> Iterator[Binding]:
        for item in evidence:
            self._count += 1
            if not self._count % 10_000:
                self._progress(self._count)
            if isinstance(item, Binding):
                yield item
            elif isinstance(item, Call):
                key = item.client, item.server, item.source
                self._calls[key] = self._calls.get(key, 0) + item.calls
            else:
                self.faults += 1
                self._report(item)

    @property
    def calls(self) -> list[Call]:
        """The calls, one for each pair of services and source."""
        return [Call(client, server, count, source) for (client, server, source), count in sorted(self._calls.items())]


def _first(edges: Iterator[Edge]) -> tuple[list[Edge], int]:
    """Return the first edges, and the number of the others."""
    edges_in_order: list[Edge] = []
    dropped_count = 0
    for edge in edges:
        if len(edges_in_order) < MAX_CANDIDATES:
            edges_in_order.append(edge)
        else:
            dropped_count += 1
    return edges_in_order, dropped_count


def _names(ends: Iterable[End]) -> tuple[str, ...]:
    """Return the elements that ends are, all choices of ambiguous ones included."""
    return tuple(sorted({name for end in ends for name in (end.choices or (end.name,)) if name}))


def _evidence_fingerprint(bindings: str, calls: Iterable[Call]) -> str:
    return hashlib.sha256(repr((bindings, list(calls))).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def mapping_fingerprint(model: Model, settings: CodeGraphSettings) -> str:
    """Return a hash of all that decides which elements evidence belongs to, and how it is judged."""
    elements = [
        (e.name, e.title, e.kind.value, e.external, e.repo, (e.source.repo, e.source.path) if e.source else ())
        for e in model.elements.values()
        if e.kind is not Kind.COMPONENT
    ]
    files = [(file.path, file.primary_system) for file in model.files]
    values = (
        settings.threshold,
        sorted(settings.kinds),
        sorted(settings.repositories),
        sorted(settings.services.items()),
        sorted((name.value, globs) for name, globs in settings.patterns.items()),
    )
    text = repr((sorted(elements), sorted(model.aliases.items()), files, values))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
