"""From edges and traffic to candidates: names, rank, and what makes a candidate a phantom."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sphinxcontrib_c4.codegraph.bindings import Call
from sphinxcontrib_c4.codegraph.candidate import Candidate, CandidateEnd, Medium, Rank, Traffic
from sphinxcontrib_c4.codegraph.ends import End, EndResolver
from sphinxcontrib_c4.codegraph.file_classes import FileClass
from sphinxcontrib_c4.codegraph.join import Edge
from sphinxcontrib_c4.model import Model

TRAFFIC = "traffic"
"""The kind of a candidate that only traffic suggests."""

_ODD = re.compile(r"[^A-Za-z0-9_-]+")
_VOID = (FileClass.TEST, FileClass.LOAD_TEST, FileClass.GENERATED)
_NOUNS = {
    FileClass.TEST: ("test", "tests"),
    FileClass.LOAD_TEST: ("load test", "load tests"),
    FileClass.GENERATED: ("generated client", "generated clients"),
}


class _Route(NamedTuple):
    source: End
    target: End


def build_candidates(
    model: Model, edges: Iterable[Edge], calls: Iterable[tuple[End, End, Call]], *, threshold: float
) -> tuple[Candidate, ...]:
    """Return the candidates of all evidence, sorted by their names.

    Traffic confirms the candidates in code between the same ends, or an end and what contains it; other
    traffic gives candidates of its own.
    """
    edge_list = list(edges)
    traffic = _routes(calls)
    between: dict[tuple[str, str], list[_Route]] = {}
    for route in traffic:
        between.setdefault((route.source.system, route.target.system), []).append(route)
    traffic_routes = {
        id(edge): _traffic_of(edge, between.get((edge.consumer.system, edge.provider.system), ())) for edge in edge_list
    }
    routes_in_use = {route for routes in traffic_routes.values() for route in routes}
    left = [route for route in traffic if route not in routes_in_use]
    ends = _Ends(model, [*((e.consumer, e.provider) for e in edge_list), *left])
    candidates = [
        _from_edge(ends, edge, _merge_traffic(traffic, traffic_routes[id(edge)]), threshold=threshold)
        for edge in edge_list
    ]
    candidates += [_from_traffic(ends, route, traffic[route]) for route in left]
    return tuple(sorted(_with_unique_names(candidates), key=lambda candidate: candidate.name))


def resolve_calls(resolver: EndResolver, calls: Iterable[Call]) -> Iterator[tuple[End, End, Call]]:
    """Yield the calls with their ends."""
    for call in calls:
        yield resolver.service(call.client), resolver.service(call.server), call


# --- Traffic ---


def _routes(calls: Iterable[tuple[End, End, Call]]) -> dict[_Route, tuple[Traffic, ...]]:
    """Return the traffic between different systems, at least one of them in the model."""
    counts: dict[_Route, Counter[tuple[str, str, str]]] = {}
    for source, target, call in calls:
        if set(source.systems()).isdisjoint(target.systems()) and (source.is_in_model or target.is_in_model):
            counts.setdefault(_Route(source, target), Counter())[call.client, call.server, call.source] += call.calls
    return {
        route: tuple(
            Traffic(client, server, number, source) for (client, server, source), number in sorted(rows.items())
        )
        for route, rows in sorted(counts.items())
    }


def _traffic_of(edge: Edge, traffic: Iterable[_Route]) -> tuple[_Route, ...]:
    return tuple(r for r in traffic if _fits(r.source, edge.consumer) and _fits(r.target, edge.provider))


def _fits(first: End, second: End) -> bool:
    """Return whether two ends are the same, or one contains the other."""
    if not first.name or not second.name:
        return first == second
    return f"{first.name}.".startswith(f"{second.name}.") or f"{second.name}.".startswith(f"{first.name}.")


def _merge_traffic(traffic: Mapping[_Route, tuple[Traffic, ...]], routes: Iterable[_Route]) -> tuple[Traffic, ...]:
    return tuple(sorted(row for route in routes for row in traffic[route]))


# --- Candidates ---


def _from_edge(ends: _Ends, edge: Edge, traffic: tuple[Traffic, ...], *, threshold: float) -> Candidate:
    source, target = ends.end(edge.consumer), ends.end(edge.provider)
    confidence = edge.real_confidence if edge.real else edge.confidence
    is_sure = confidence >= threshold or bool(traffic)
    return Candidate(
        name=_name(source, target, edge.kind),
        source=source,
        target=target,
        kind=edge.kind,
        confidence=round(confidence, 3),
        rank=Rank.CANDIDATE if is_sure else Rank.LOW,
        confirmed_by=tuple(_media(edge, traffic)),
        phantom=() if edge.real or traffic else tuple(_phantom_reasons(edge)),
        keys=tuple(edge.keys.values()),
        key_count=edge.key_count,
        places=tuple(edge.places),
        place_count=edge.place_count,
        files={name: edge.files[name] for name in FileClass if name in edge.files},
        traffic=traffic,
        fingerprint=evidence_fingerprint(f"{edge.hash:016x}", traffic),
    )


def _media(edge: Edge, traffic: Sequence[Traffic]) -> Iterator[Medium]:
    if edge.real and edge.files.get(FileClass.SOURCE):
        yield Medium.CODE
    if traffic:
        yield Medium.TRAFFIC
    if edge.real and edge.files.get(FileClass.CATALOG):
        yield Medium.CATALOG


def _phantom_reasons(edge: Edge) -> Iterator[str]:
    """Yield why the evidence of an edge is void, each reason with its count."""
    for name in _VOID:
        if number := edge.files.get(name, 0):
            yield f"{number} {_NOUNS[name][number > 1]}"
    if edge.self_served:
        yield f"the consumer serves {'all' if edge.self_served == edge.place_count else 'some'} of the keys itself"


def _from_traffic(ends: _Ends, route: _Route, traffic: tuple[Traffic, ...]) -> Candidate:
    source, target = ends.end(route.source), ends.end(route.target)
    return Candidate(
        name=_name(source, target, TRAFFIC),
        source=source,
        target=target,
        kind=TRAFFIC,
        confidence=1.0,
        rank=Rank.CANDIDATE,
        confirmed_by=(Medium.TRAFFIC,),
        traffic=traffic,
        fingerprint=evidence_fingerprint("", traffic),
    )


def evidence_fingerprint(code: str, traffic: Iterable[Traffic]) -> str:
    """Return a hash of the evidence; how often a service was called does not count."""
    text = repr((code, [(row.client, row.server) for row in traffic]))
    return hashlib.blake2b(text.encode("utf-8"), digest_size=6).hexdigest()


# --- Names ---


def _name(source: CandidateEnd, target: CandidateEnd, kind: str) -> str:
    return f"graph-{source.name.replace('.', '-')}-to-{target.name.replace('.', '-')}-{_slug(kind)}"


def _slug(text: str) -> str:
    return _ODD.sub("-", text).strip("-") or "x"


def _with_unique_names(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates; one whose name is taken gets a hash of its ends and kind."""
    counts: Counter[str] = Counter()
    items = list(candidates)
    counts.update(candidate.name for candidate in items)
    for candidate in items:
        if counts[candidate.name] == 1:
            yield candidate
        else:
            text = repr((candidate.source.name, candidate.target.name, candidate.kind))
            digest = hashlib.blake2b(text.encode("utf-8"), digest_size=4).hexdigest()
            yield replace(candidate, name=f"{candidate.name}-{digest}")


class _Ends:
    """The ends of candidates; those outside the model get the last part of their address as id."""

    def __init__(self, model: Model, pairs: Iterable[tuple[End, End]]) -> None:
        self._model = model
        outside = {end for pair in pairs for end in pair if not end.name}
        names_in_use = {*model.elements, *model.aliases}
        self._ids = _ids(sorted(outside), names_in_use)

    def end(self, end: End) -> CandidateEnd:
        """Return the end of a candidate."""
        if end.name:
            element = self._model.elements[end.name]
            return CandidateEnd(name=end.name, is_in_model=True, repo=element.repo, title=element.title)
        return CandidateEnd(
            name=self._ids[end],
            is_in_model=False,
            repo=_address(end.origin),
            title="/".join(end.origin.split("/")[-2:]),
            choices=end.choices,
        )


def _ids(ends: Sequence[End], names_in_use: set[str]) -> dict[End, str]:
    """Return an id for each end; it gets longer as long as another one has it."""
    ids: dict[End, str] = {}
    short = Counter(_slug(end.origin.split("/")[-1]) for end in ends)
    for end in ends:
        parts = end.origin.split("/")
        spellings = [_slug("-".join(parts[-length:])) for length in range(1, len(parts) + 1)]
        if short[spellings[0]] > 1:
            spellings = spellings[1:] or spellings
        digest = hashlib.blake2b(repr(end).encode("utf-8"), digest_size=4).hexdigest()
        ids[end] = next(name for name in (*spellings, f"{spellings[-1]}-{digest}") if name not in names_in_use)
        names_in_use.add(ids[end])
    return ids


def _address(origin: str) -> str:
    """Return the address of a repository as a link; ``""`` for a service."""
    host, slash, _ = origin.partition("/")
    return f"https://{origin}" if slash and "." in host else ""
