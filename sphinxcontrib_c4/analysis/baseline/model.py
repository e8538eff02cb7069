"""The baseline: findings that are accepted for now, with a reason, an owner and a last day.

It accepts edges within a class of cycles, never the text or the number of cycles, because both
drift: removing an edge never makes a build fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from sphinxcontrib_c4.analysis.baseline.acceptance_index import AcceptanceIndex, EdgeAcceptance
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import CycleClass, State
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.judgement import Acceptance, Judgement
from sphinxcontrib_c4.analysis.rules.base import RuleFinding
from sphinxcontrib_c4.model import system_of

CYCLE = "cycle"
"""The name of the rule that reports cycles, in a baseline."""

_ID_LENGTH = 32
_STATE_ORDER = (State.NEW, State.WORSE, State.EXPIRED, State.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The content of a baseline file; ``metrics`` are the values on the day when it was written."""

    acceptances: tuple[Acceptance, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)

    def of_cycles(self) -> Baseline:
        """Return the part that accepts cycles."""
        return replace(self, acceptances=tuple(entry for entry in self.acceptances if entry.rule == CYCLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleEntry:
    """An entry of the baseline with edges or elements that no finding has any more; it can be shortened."""

    entry: Acceptance
    edges: tuple[Pair, ...]
    elements: tuple[str, ...]


def judge_cycle(cycle: CycleFinding, accepted: AcceptanceIndex, today: date | None) -> Judgement:
    """Return the judgement of a cycle, edge by edge."""
    states = {
        cyclic.edge.pair: _edge_state(cyclic.cycle_class, accepted.of_edge(CYCLE, cyclic.edge.pair), today)
        for cyclic in cycle.edges
    }
    return _judgement(states, accepted.of_edges(CYCLE, states))


def judge_rule_finding(finding: RuleFinding, accepted: AcceptanceIndex, today: date | None) -> Judgement:
    """Return the judgement of a finding: suppressed by the model, or its first element or all edges accepted."""
    if finding.suppression:
        return Judgement(state=State.SUPPRESSED)
    rule = finding.rule.id
    by_element = accepted.of_element(rule, finding.elements[0]) if finding.elements else ()
    if by_element:
        return Judgement(state=_state_by_expiry(by_element, today), entries=by_element)
    states = {
        pair: _state_by_expiry([entry for entry, _ in accepted.of_edge(rule, pair)], today) for pair in finding.edges
    }
    return _judgement(states, accepted.of_edges(rule, finding.edges))


def _judgement(states: Mapping[Pair, State], entries: Iterable[Acceptance]) -> Judgement:
    state = min(states.values(), key=_STATE_ORDER.index, default=State.NEW)
    open_edges = tuple(pair for pair, edge_state in states.items() if edge_state.is_open)
    return Judgement(state=state, entries=tuple(entries), open_edges=open_edges)


def _edge_state(cycle_class: CycleClass, covering: Sequence[EdgeAcceptance], today: date | None) -> State:
    sufficient = [
        entry
        for entry, is_exact in covering
        if entry.cycle_class and _accepts(entry.cycle_class, cycle_class, is_exact=is_exact)
    ]
    return State.WORSE if covering and not sufficient else _state_by_expiry(sufficient, today)


def _accepts(accepted_class: CycleClass, cycle_class: CycleClass, *, is_exact: bool) -> bool:
    """Return whether the class that an entry accepts is at least as bad as ``cycle_class``.

    An entry for an edge between containers also accepts the edge between their systems. Flows inside
    systems count for the class of the former and not of the latter, so mixed and feedback are not
    distinguished between these two.
    """
    if is_exact:
        return accepted_class.rank <= cycle_class.rank
    return min(accepted_class.rank, CycleClass.MIXED.rank) <= cycle_class.rank


def _state_by_expiry(entries: Sequence[Acceptance], today: date | None) -> State:
    if not entries:
        return State.NEW
    return State.EXPIRED if all(entry.is_expired(today) for entry in entries) else State.ACCEPTED


# --- Stale entries ---


def stale_entries(
    baseline: Baseline, cycles: Sequence[CycleFinding], findings: Sequence[RuleFinding]
) -> Iterator[StaleEntry]:
    """Yield the entries that accept edges or elements which no finding has any more."""
    rules = {entry.rule for entry in baseline.acceptances}
    reported_parts = {rule: _reported_parts(rule, cycles, findings) for rule in rules}
    for entry in baseline.acceptances:
        edges, elements = reported_parts[entry.rule]
        stale_edges = tuple(pair for pair in entry.edges if not _is_reported(pair, edges))
        stale_elements = tuple(name for name in entry.elements if name not in elements)
        if stale_edges or stale_elements:
            yield StaleEntry(entry=entry, edges=stale_edges, elements=stale_elements)


def _reported_parts(
    rule: str, cycles: Sequence[CycleFinding], findings: Sequence[RuleFinding]
) -> tuple[set[Pair], set[str]]:
    """Return the edges and first elements of all findings of a rule."""
    if rule == CYCLE:
        return {cyclic.edge.pair for cycle in cycles for cyclic in cycle.edges}, set()
    matching = [finding for finding in findings if finding.rule.id == rule]
    edges = {pair for finding in matching for pair in finding.edges}
    return edges, {finding.elements[0] for finding in matching if finding.elements}


def _is_reported(pair: Pair, edges: set[Pair]) -> bool:
    return pair in edges or (system_of(pair[0]), system_of(pair[1])) in edges


# --- Identity ---


def finding_id(finding: CycleFinding | RuleFinding) -> str:
    """Return 32 hexadecimal digits derived from the rule and the names of elements and flows.

    The class of a cycle and the severity are not included: a finding that becomes worse stays the
    same finding.
    """
    parts = _cycle_parts(finding) if isinstance(finding, CycleFinding) else _rule_parts(finding)
    return sha256("\n".join(parts).encode()).hexdigest()[:_ID_LENGTH]


def _cycle_parts(cycle: CycleFinding) -> list[str]:
    return [CYCLE, cycle.level, *cycle.members, *(["\0answered"] if cycle.answered else [])]


def _rule_parts(finding: RuleFinding) -> list[str]:
    """Return the parts of a finding; the message is one of them only if nothing else tells findings apart."""
    flows = [flow.name for flow in finding.flows] if len(finding.flows) == 1 else []
    message = [finding.message] if not finding.flows and not finding.edges else []
    return [finding.rule.id, *finding.elements, *flows, *message]
