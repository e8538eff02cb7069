"""Drift: the flows of the model between systems, compared with the candidates.

The end that starts a flow is compared with the consumer of a contract. States: a flow is *confirmed*
if evidence exists; *stale* if both ends were scanned and no evidence exists; *phantom* if all evidence
is void; *unverifiable* otherwise. A candidate without a flow is *undocumented*, *phantom*, *rejected*
by the author, or *unverifiable* if it is ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, product

from sphinxcontrib_c4.codegraph.candidate import Candidate, CandidateEnd, Medium
from sphinxcontrib_c4.codegraph.graph_reader import CodeGraph
from sphinxcontrib_c4.model import Flow, Kind, Model, Rejection, system_of


class DriftState(StrEnum):
    """The result of comparing a flow or a candidate with the evidence."""

    UNDOCUMENTED = "undocumented"
    STALE = "stale"
    PHANTOM = "phantom"
    UNVERIFIABLE = "unverifiable"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


# Protocols of which neither bindings of endpoints nor service graphs have any trace.
_OTHER_PROTOCOLS = re.compile(
    r"\b(amqp|avro|ftps?|imap|jdbc|kafka|ldaps?|mongodb|mqtt|mysql|nats|nfs|odbc|postgres(ql)?|pulsar|rabbitmq|redis"
    r"|s3|scp|sftp|smtps?|sns|sql|sqs|ssh|syslog)\b",
    re.IGNORECASE,
)
_HTTP = re.compile(r"http|rest|graphql|grpc|soap|oauth|oidc|saml|webhook|websocket|wss?\b|api", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftItem:
    """The state of one flow, or of one candidate without a flow.

    ``source`` and ``target`` are the full names of the caller and the callee, or ids of systems outside the
    model. ``candidates`` are the evidence. ``rejection`` is that of the author, be it valid or
    outdated.
    """

    state: DriftState
    source: str
    target: str
    reason: str
    flow: Flow | None = None
    candidates: tuple[Candidate, ...] = ()
    rejection: Rejection | None = None

    @property
    def media(self) -> tuple[Medium, ...]:
        """What confirms it."""
        return tuple(medium for medium in Medium if any(medium in c.confirmed_by for c in self.candidates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """All flows between systems and all candidates, worst state first.

    ``unmatched`` are the rejections that no candidate has the ends of.
    """

    items: tuple[DriftItem, ...]
    unmatched: tuple[Rejection, ...] = ()

    def exceeded(self, allowed: Mapping[str, int]) -> dict[DriftState, int]:
        """Return the states with more flows and candidates than allowed, each with its number.

        Undocumented and stale ones are not allowed, and others are, unless ``allowed`` has a number.
        """
        limits: dict[DriftState, float] = dict.fromkeys(DriftState, float("inf"))
        limits |= {DriftState.UNDOCUMENTED: 0, DriftState.STALE: 0}
        limits |= {DriftState(name): number for name, number in allowed.items()}
        return {state: self.count(state) for state in DriftState if self.count(state) > limits[state]}

    def count(self, state: DriftState) -> int:
        """Return the number of flows and candidates in ``state``."""
        return sum(item.state is state for item in self.items)


def compare(model: Model, graph: CodeGraph) -> Drift:
    """Return the comparison of the flows of ``model`` with the candidates of ``graph``."""
    flows = [(flow, *_caller_and_callee(flow)) for flow in model.flows]
    crossing = [(flow, a, b) for flow, a, b in flows if _crosses(model, a, b)]
    between = _by_systems(graph.candidates)
    items = [_flow_item(model, graph, flow, a, b, between) for flow, a, b in crossing]
    matched_ids = {id(candidate) for item in items for candidate in item.candidates}
    open_flows = {item.flow.name for item in items if item.flow and item.state is not DriftState.CONFIRMED}
    opposite: dict[tuple[str, str], list[tuple[Flow, str, str]]] = {}
    for flow, a, b in crossing:
        if flow.name in open_flows:
            opposite.setdefault((system_of(b), system_of(a)), []).append((flow, a, b))
    rest = [candidate for candidate in graph.candidates if id(candidate) not in matched_ids]
    items += [_candidate_item(model, graph, candidate, opposite) for candidate in rest]
    order = list(DriftState)
    items.sort(
        key=lambda item: (order.index(item.state), item.source, item.target, item.flow.name if item.flow else "")
    )
    return Drift(items=tuple(items), unmatched=tuple(_unmatched_rejections(model, graph.candidates)))


def _caller_and_callee(flow: Flow) -> tuple[str, str]:
    starts_at_target = flow.initiator == flow.target and flow.source != flow.target
    return (flow.target, flow.source) if starts_at_target else (flow.source, flow.target)


def _crosses(model: Model, source: str, target: str) -> bool:
    """Return whether a flow joins two systems, and no people."""
    is_person = any(model.elements[model.system_of(name)].kind is Kind.PERSON for name in (source, target))
    return not is_person and model.system_of(source) != model.system_of(target)


def _by_systems(candidates: Iterable[Candidate]) -> dict[tuple[str, str], list[Candidate]]:
    """Return the candidates by the systems that their ends are, or can be."""
    result: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        for source in _systems(candidate.source):
            for target in _systems(candidate.target):
                result.setdefault((source, target), []).append(candidate)
    return result


def _systems(end: CandidateEnd) -> tuple[str, ...]:
    names = end.choices or (end.name,)
    return tuple(dict.fromkeys(map(system_of, names)))


# --- Flows ---


def _flow_item(
    model: Model,
    graph: CodeGraph,
    flow: Flow,
    source: str,
    target: str,
    between: dict[tuple[str, str], list[Candidate]],
) -> DriftItem:
    pair = model.system_of(source), model.system_of(target)
    matches = [c for c in between.get(pair, ()) if _contains(c.source, source) and _contains(c.target, target)]
    state, reason = _flow_state(graph, flow, source, target, matches)
    return DriftItem(state=state, source=source, target=target, reason=reason, flow=flow, candidates=tuple(matches))


def _contains(end: CandidateEnd, name: str) -> bool:
    """Return whether one of the elements that ``end`` can be is ``name``, is inside of it, or contains it."""
    return any(
        f"{one}.".startswith(f"{name}.") or f"{name}.".startswith(f"{one}.") for one in end.choices or (end.name,)
    )


def _covers(name: str, end: CandidateEnd) -> bool:
    """Return whether ``end`` is the element ``name``, or inside of it."""
    return f"{end.name}.".startswith(f"{name}.")


def _flow_state(
    graph: CodeGraph, flow: Flow, source: str, target: str, candidates: Sequence[Candidate]
) -> tuple[DriftState, str]:
    sure = [c for c in candidates if not c.is_ambiguous]
    real = [c for c in sure if not c.is_phantom]
    if real:
        exact = any(_covers(source, c.source) and _covers(target, c.target) for c in real)
        return (
            DriftState.CONFIRMED,
            f"confirmed by {_join_words(_media(real))}{'' if exact else ', for the systems as wholes'}",
        )
    if len(sure) < len(candidates):
        return DriftState.UNVERIFIABLE, _ambiguity(next(c for c in candidates if c.is_ambiguous))
    if sure:
        return DriftState.PHANTOM, f"the only evidence: {'; '.join(dict.fromkeys(r for c in sure for r in c.phantom))}"
    return _state_without_evidence(graph, flow, source, target)


def _state_without_evidence(graph: CodeGraph, flow: Flow, source: str, target: str) -> tuple[DriftState, str]:
    if all(_is_among(name, graph.traced) for name in (source, target)):
        return DriftState.STALE, "traffic of both ends was counted, and shows no such call"
    missing = [name for name in (source, target) if not _is_among(name, graph.scanned)]
    if missing:
        return DriftState.UNVERIFIABLE, f"{_join_words(missing)} {'was' if len(missing) == 1 else 'were'} not scanned"
    if not _is_among(target, graph.providers):
        return DriftState.UNVERIFIABLE, f"{target} was scanned, and provides no contract that a scan finds"
    if _OTHER_PROTOCOLS.search(flow.protocol) and not _HTTP.search(flow.protocol):
        return DriftState.UNVERIFIABLE, f"a scan of code does not see {flow.protocol}"
    return DriftState.STALE, "both ends were scanned, and no evidence exists"


def _is_among(name: str, names: frozenset[str]) -> bool:
    """Return whether ``name``, what contains it, or a part of it, is among ``names``."""
    if name in names or system_of(name) in names:
        return True
    return any(one.startswith(f"{name}.") or name.startswith(f"{one}.") for one in names)


def _media(candidates: Iterable[Candidate]) -> list[str]:
    media = {medium for candidate in candidates for medium in candidate.confirmed_by}
    return [medium.value for medium in Medium if medium in media]


# --- Candidates ---


def _candidate_item(
    model: Model,
    graph: CodeGraph,
    candidate: Candidate,
    opposite: Mapping[tuple[str, str], list[tuple[Flow, str, str]]],
) -> DriftItem:
    rejection = _rejection(model.rejections, candidate)
    state, reason = _candidate_state(candidate, rejection)
    if state is DriftState.UNDOCUMENTED:
        reason += _opposite_flow(candidate, opposite) + _self_call(candidate, graph)
    return DriftItem(
        state=state,
        source=candidate.source.name,
        target=candidate.target.name,
        reason=reason,
        candidates=(candidate,),
        rejection=rejection,
    )


def _candidate_state(candidate: Candidate, rejection: Rejection | None) -> tuple[DriftState, str]:
    if rejection and rejection.evidence == candidate.fingerprint:
        return DriftState.REJECTED, rejection.reason
    note = "; its evidence has changed since it was rejected" if rejection else ""
    if candidate.is_phantom:
        return DriftState.PHANTOM, f"all evidence is void: {'; '.join(candidate.phantom)}{note}"
    if candidate.is_ambiguous:
        return DriftState.UNVERIFIABLE, _ambiguity(candidate)
    low = " of low confidence" if candidate.rank == "low" else ""
    return (
        DriftState.UNDOCUMENTED,
        f"evidence{low} in {_join_words(_media([candidate]))}, and no flow in the model{note}",
    )


def _ambiguity(candidate: Candidate) -> str:
    parts = [
        f"{end.title or end.name} can be {_join_words(end.choices, 'or')}"
        for end in (candidate.source, candidate.target)
        if end.choices
    ]
    return f"{'; '.join(parts)}: map its files in landscape.yaml"


def _opposite_flow(candidate: Candidate, opposite: Mapping[tuple[str, str], list[tuple[Flow, str, str]]]) -> str:
    """Return a hint at a flow in the opposite direction; ``opposite`` has flows by the systems of target and source."""
    systems = product(_systems(candidate.source), _systems(candidate.target))
    for flow, source, target in chain.from_iterable(opposite.get(pair, ()) for pair in systems):
        if _contains(candidate.source, target) and _contains(candidate.target, source):
            return f"; the flow {flow.name} runs the other way: if it is this call, give it 'initiator: target'"
    return ""


def _self_call(candidate: Candidate, graph: CodeGraph) -> str:
    """Return a doubt about a candidate in code whose consumer has no contract of its own in the evidence."""
    source = candidate.source
    if Medium.TRAFFIC in candidate.confirmed_by or _is_among(source.name, graph.providers) or not source.is_in_model:
        return ""
    return f"; no contract of {source.name} itself was found, so check that it does not call itself"


def _rejection(rejections: Iterable[Rejection], candidate: Candidate) -> Rejection | None:
    """Return the rejection of ``candidate``: one for its evidence, else one for its ends."""
    matches = [r for r in rejections if (r.source, r.target) == (candidate.source.name, candidate.target.name)]
    matches.sort(key=lambda rejection: rejection.evidence != candidate.fingerprint)
    return matches[0] if matches else None


def _unmatched_rejections(model: Model, candidates: Iterable[Candidate]) -> Iterator[Rejection]:
    ends = {(candidate.source.name, candidate.target.name) for candidate in candidates}
    return (rejection for rejection in model.rejections if (rejection.source, rejection.target) not in ends)


def _join_words(names: Sequence[str], word: str = "and") -> str:
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last
