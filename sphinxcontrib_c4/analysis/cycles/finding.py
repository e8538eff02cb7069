"""A finding about a cyclic component: its edges, the cycles that prove it, and the cuts that break it."""

from __future__ import annotations

from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import Cause, DependencyEdge
from sphinxcontrib_c4.analysis.enums import CycleClass, Level
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.judgement import UNJUDGED, Judgement
from sphinxcontrib_c4.model import Position, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclicEdge:
    """An edge between members of a finding, and the class of the worst cycle through it."""

    edge: DependencyEdge
    cycle_class: CycleClass


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessCycle:
    """One cycle by its edges in order, starting at the source that is first by name.

    At level possible, an edge may end at a whole system and the next one start at a container of it;
    at level aggregation only, at any other container. ``scenarios`` have a step along it.
    """

    edges: tuple[DependencyEdge, ...]
    cycle_class: CycleClass
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CutEdge:
    """An edge to cut.

    ``breaks`` is the number of witnesses through it. ``largest_before`` and ``largest_after`` are the
    sizes of the largest cyclic component before and after this cut alone, among the edges that the
    cut applies to; the latter is None if the budget did not suffice.
    """

    edge: DependencyEdge
    breaks: int
    largest_before: int
    largest_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Edges whose removal leaves no cycle, those on the most witnesses first.

    ``exact`` states that no other set does so with fewer flows, as far as hints in the model allow.
    Any such set has ``at_least`` edges. ``flows`` is the number of flows to change.
    """

    edges: tuple[CutEdge, ...]
    exact: bool
    at_least: int
    flows: int

    @property
    def pairs(self) -> frozenset[Pair]:
        """The ends of the edges."""
        return frozenset(cut.edge.pair for cut in self.edges)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReentrantScenario:
    """A scenario that calls a participant which is still waiting for a response.

    ``path`` names the waiting participants, from the first call of the participant to the call that
    re-enters it; ``position`` is that of the re-entering step.
    """

    scenario: str
    title: str
    path: tuple[str, ...]
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleFinding:
    """A cyclic component of the dependency graph.

    ``members`` are containers (and systems that flows name as a whole), or systems at the levels
    possible and aggregation only. ``edges`` are all edges between members that are on a cycle.
    ``witnesses`` contain a shortest cycle through each of them, worst class first; all of them if
    ``complete``. ``count`` is the number of cycles, a lower bound unless ``counted_all``.
    ``make_asynchronous`` is a cut of the synchronous edges (None if these form no cycle), ``remove``
    a cut of all edges. ``answered`` states that no cycle is left without the flows that are tagged
    as a reply, callback or webhook. ``relays`` are the external members that have to pass a call on
    for the cycle to close, if it closes only then. ``assumed`` are the causes that the model does not
    state and that the cycle needs; ``triggers_differ`` states that it closes only if a flow follows
    from another one with a different trigger. ``dependents`` is the number of other elements that need
    a member of a blocking cycle synchronously.
    """

    level: Level
    cycle_class: CycleClass
    severity: Severity
    members: tuple[str, ...]
    systems: tuple[str, ...]
    edges: tuple[CyclicEdge, ...]
    witnesses: tuple[WitnessCycle, ...]
    complete: bool
    count: int
    counted_all: bool
    remove: Cut
    make_asynchronous: Cut | None = None
    reentrant_scenarios: tuple[ReentrantScenario, ...] = ()
    answered: bool = False
    relays: tuple[str, ...] = ()
    assumed: tuple[Cause, ...] = ()
    triggers_differ: bool = False
    dependents: int = 0
    judgement: Judgement = UNJUDGED

    @property
    def is_self_call(self) -> bool:
        """Whether the only member depends on itself."""
        return len(self.members) == 1

    @property
    def first_edge(self) -> DependencyEdge:
        """The first edge of the worst witness."""
        return self.witnesses[0].edges[0] if self.witnesses else self.edges[0].edge

    @property
    def position(self) -> Position:
        """The position of the first flow of the worst witness."""
        return self.first_edge.causes[0].flow.position
