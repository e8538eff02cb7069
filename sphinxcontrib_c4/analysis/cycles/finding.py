"""A finding about cycles: what it is made of, what would undo it, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass

from sphinxcontrib_c4.analysis.baseline.model import UNJUDGED, Judgement
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Edge, Pair
from sphinxcontrib_c4.analysis.enums import CycleClass, Level, Severity
from sphinxcontrib_c4.model import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclicEdge:
    """An edge between members of a finding, and the class of the worst cycle that it is on."""

    edge: Edge
    cycle_class: CycleClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One cycle, told by its edges in their order, the one whose source is first by name first.

    In one that is only possible, an edge may end at a system as a whole and the next begin at one of
    its containers; in one that is aggregation only, at any other container. ``scenarios`` go through
    a step of it.
    """

    edges: tuple[Edge, ...]
    cycle_class: CycleClass
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CutEdge:
    """An edge to cut.

    ``breaks`` tells how many witnesses it is on. ``largest_before`` and ``largest_after`` are the
    sizes of the largest set of members that all depend on each other, before and after this one cut,
    among the edges that the cut is of; the latter is ``None`` where it would have taken too long.
    """

    edge: Edge
    breaks: int
    largest_before: int
    largest_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Edges that, once cut, leave no cycle.

    ``exact`` says that no other set does it with fewer flows, as far as hints in the model allow; it is
    approximate otherwise. Any set has ``at_least`` edges. ``flows`` counts the flows to change.
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
class Confirmation:
    """A scenario that calls again what is still waiting for an answer.

    ``path`` names who waits for whom, from the first call of the participant to the call that comes
    back to it; ``position`` is that of the step which does.
    """

    scenario: str
    title: str
    path: tuple[str, ...]
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleFinding:
    """Members that depend on each other in a ring.

    ``members`` are containers (and systems that flows name as a whole), or systems where the level is
    possible or aggregation only. ``edges`` are all edges between members that are on a cycle.
    ``witnesses`` hold a shortest cycle through each of them, worst class first, as far as ``complete``
    says that there was time. ``count`` is how many cycles there are: at least, unless ``counted_all``.
    ``make_asynchronous`` is a cut of the synchronous edges (``None`` where they make no cycle),
    ``remove`` one of all edges. ``answered`` says that no cycle is left without the flows that are
    tagged as a reply, callback or webhook.
    """

    level: Level
    cycle_class: CycleClass
    severity: Severity
    members: tuple[str, ...]
    systems: tuple[str, ...]
    edges: tuple[CyclicEdge, ...]
    witnesses: tuple[Witness, ...]
    complete: bool
    count: int
    counted_all: bool
    remove: Cut
    make_asynchronous: Cut | None = None
    confirmations: tuple[Confirmation, ...] = ()
    answered: bool = False
    judgement: Judgement = UNJUDGED

    @property
    def position(self) -> Position:
        """Where to look first: the first flow of the worst witness."""
        return self.witnesses[0].edges[0].uses[0].flow.position if self.witnesses else self._first_position

    @property
    def _first_position(self) -> Position:
        return self.edges[0].edge.uses[0].flow.position
