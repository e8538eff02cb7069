"""The baseline: findings that are accepted for now, by whom, why and until when.

It accepts edges within a class, never the text or the number of cycles, since both drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sphinxcontrib_c4.analysis.dependencies.graph_builder import Pair
from sphinxcontrib_c4.analysis.dependencies.scope import lineage
from sphinxcontrib_c4.analysis.enums import CycleClass, State
from sphinxcontrib_c4.model import Position

CYCLE = "cycle"
"""What the baseline calls the rule that finds cycles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One entry: ``edges``, or ``elements`` where a finding has no edges, that ``rule`` may find.

    For a cycle, ``cycle_class`` is the worst class that is accepted. It holds to the end of the day
    ``expires``, for ever where that is ``None``.
    """

    rule: str
    reason: str
    position: Position
    cycle_class: CycleClass | None = None
    edges: tuple[Pair, ...] = ()
    elements: tuple[str, ...] = ()
    owner: str = ""
    expires: date | None = None

    def is_expired(self, today: date | None) -> bool:
        """Whether its last day lies before ``today``; never where no day is given."""
        return bool(self.expires and today and self.expires < today)

    def covers(self, pair: Pair) -> bool:
        """Whether it accepts an edge, or one that is part of an edge between systems."""
        return any(pair[0] in lineage(one) and pair[1] in lineage(other) for one, other in self.edges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a baseline file says. ``metrics`` are the numbers of the day when it was written."""

    acceptances: tuple[Acceptance, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Where a finding stands, which entries say so, and the edges that none accepts."""

    state: State = State.NEW
    entries: tuple[Acceptance, ...] = ()
    open_edges: tuple[Pair, ...] = ()


UNJUDGED = Judgement()
"""The judgement of a finding that no baseline was held against."""

_ORDER = (State.NEW, State.WORSE, State.EXPIRED, State.ACCEPTED)


def judged_cycle(edges: Sequence[tuple[Pair, CycleClass]], baseline: Baseline, today: date | None) -> Judgement:
    """The judgement of a finding with ``edges``, each with the class of the worst cycle it is on."""
    entries = [entry for entry in baseline.acceptances if entry.rule == CYCLE]
    states = {pair: _edge_state(pair, kind, entries, today) for pair, kind in edges}
    return _judgement(states, [e for e in entries if any(e.covers(pair) for pair in states)])


def judged_weakness(
    rule: str, edges: Sequence[Pair], elements: Sequence[str], baseline: Baseline, today: date | None
) -> Judgement:
    """The judgement of a fragile linkage: all its edges are accepted, or what it is about is."""
    entries = [entry for entry in baseline.acceptances if entry.rule == rule]
    named = [entry for entry in entries if elements and elements[0] in entry.elements]
    if named:
        return Judgement(state=_by_expiry(named, today), entries=tuple(named))
    states = {pair: _by_expiry([e for e in entries if e.covers(pair)], today) for pair in edges}
    return _judgement(states, [e for e in entries if any(e.covers(pair) for pair in edges)])


def _judgement(states: Mapping[Pair, State], entries: Iterable[Acceptance]) -> Judgement:
    state = min(states.values(), key=_ORDER.index, default=State.NEW)
    opened = tuple(pair for pair, found in states.items() if found.is_open)
    return Judgement(state=state, entries=tuple(entries), open_edges=opened)


def _edge_state(pair: Pair, kind: CycleClass, entries: Iterable[Acceptance], today: date | None) -> State:
    covering = [entry for entry in entries if entry.covers(pair)]
    enough = [entry for entry in covering if entry.cycle_class and _is_enough(entry, entry.cycle_class, pair, kind)]
    return State.WORSE if covering and not enough else _by_expiry(enough, today)


def _is_enough(entry: Acceptance, accepted: CycleClass, pair: Pair, kind: CycleClass) -> bool:
    """Whether the class that an entry accepts is as bad as ``kind``.

    Who accepts an edge between containers accepts the one between their systems as well. What runs
    inside systems counts for the class of the first and not of the second, so of these two, mixed and
    feedback are not told apart.
    """
    if pair in entry.edges:
        return accepted.rank <= kind.rank
    return min(accepted.rank, CycleClass.MIXED.rank) <= kind.rank


def _by_expiry(entries: Sequence[Acceptance], today: date | None) -> State:
    if not entries:
        return State.NEW
    return State.EXPIRED if all(entry.is_expired(today) for entry in entries) else State.ACCEPTED
