"""Cycles that the flows as written do not show: possible ones, and those of aggregation only.

A flow that names a whole system may mean any of its containers. So each such system gets two more
nodes: what ends at the system goes on to every container, and every container goes on to what begins
at the system. What is cyclic there and not as written is possible. What is cyclic among systems and
not there is so by aggregation only: something in A needs something in B, and something else in B
needs something else in A.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinxcontrib_c4.analysis.cycles.edge_classes import BLOCKING, PERHAPS_BLOCKING, edge_classes, of_modes
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding, CyclicEdge, Witness
from sphinxcontrib_c4.analysis.cycles.realised_cycles import Work, finding, pairs_of, witness, worst_of
from sphinxcontrib_c4.analysis.dependencies.graph_builder import PASSIVE, Dependencies, Edge, Pair, edge
from sphinxcontrib_c4.analysis.enums import CycleClass, Level
from sphinxcontrib_c4.analysis.graph.digraph import blocks, component_numbers, within
from sphinxcontrib_c4.analysis.graph.shortest_cycles import shortest_rings
from sphinxcontrib_c4.model import Mode

_IN, _OUT = "\0in", "\0out"


@dataclass(frozen=True, slots=True)
class _Expanded:
    """The expanded graph: the mode of each arc (``None`` for those that were added), and the edges behind them."""

    modes: Mapping[Pair, Mode | None]
    edges: Mapping[Pair, Edge]


def possible(whole: Dependencies, work: Work) -> list[CycleFinding]:
    """The findings between systems that are possible, where none as bad is realised between them."""
    if not _wholes(whole):
        return []
    expanded = _expanded(whole)
    written = _worst_by_systems(edge_classes({pair: edge.mode for pair, edge in whole.edges.items()}))
    classes = {arc: kind for arc, kind in edge_classes(expanded.modes).items() if _crosses(arc)}
    closed = system_edges(expanded.edges[arc] for arc in classes)
    kinds = _between_systems(expanded, classes, closed)
    worse = {
        arc: kind for arc, kind in kinds.items() if _is_worse(kind, written.get(system_pair(expanded.edges[arc].pair)))
    }
    rings, complete = _rings(expanded, worse, work)
    return [
        finding(
            level=Level.POSSIBLE,
            worst=worst,
            edges=[CyclicEdge(edge=edge, cycle_class=kind) for edge, kind in edges],
            witnesses=witnesses,
            complete=complete,
            reentries=(),
            work=work,
        )
        for worst, edges, witnesses in _by_block(expanded, rings, kinds, closed)
    ]


def aggregated(whole: Dependencies, work: Work) -> list[CycleFinding]:
    """The findings between systems that nothing but aggregation makes."""
    systems = system_edges(whole.edges.values())
    classes = edge_classes({pair: edge.mode for pair, edge in systems.items()})
    expanded = _expanded(whole)
    closed = {system_pair(expanded.edges[arc].pair) for arc in edge_classes(expanded.modes) if _crosses(arc)}
    wanted = [pair for pair in classes if pair not in closed]
    if not wanted:
        return []
    rings = shortest_rings(within(systems, component_numbers(systems)), work.witnesses, through=wanted)
    on_rings = {pair for ring in rings.values() for pair in pairs_of(ring)}
    return [
        finding(
            level=Level.AGGREGATION_ONLY,
            worst=worst_of(classes[pair] for pair in block if pair in wanted),
            edges=[CyclicEdge(edge=systems[pair], cycle_class=classes[pair]) for pair in block],
            witnesses=[
                witness([systems[pair] for pair in pairs_of(ring)])
                for ring in set(rings.values())
                if not set(block).isdisjoint(pairs_of(ring))
            ],
            complete=len(rings) == len(wanted),
            reentries=(),
            work=work,
        )
        for block in blocks(on_rings)
    ]


def system_pair(pair: Pair) -> Pair:
    """The systems of both ends."""
    return pair[0].split(".", 1)[0], pair[1].split(".", 1)[0]


def system_edges(edges: Iterable[Edge]) -> dict[Pair, Edge]:
    """The edges between systems, sorted by their ends: each has the uses of all that it stands for."""
    found: dict[Pair, list[Edge]] = {}
    for one in edges:
        source, target = system_pair(one.pair)
        if source != target:
            found.setdefault((source, target), []).append(one)
    return {pair: edge(pair, (use for one in found[pair] for use in one.uses)) for pair in sorted(found)}


# --- The expanded graph ---


def _expanded(whole: Dependencies) -> _Expanded:
    wholes = _wholes(whole)
    edges = {
        (f"{one}{_OUT}" if one in wholes else one, f"{other}{_IN}" if other in wholes else other): found
        for (one, other), found in whole.edges.items()
    }
    modes: dict[Pair, Mode | None] = {arc: found.mode for arc, found in edges.items()}
    for system, containers in wholes.items():
        modes[system + _IN, system + _OUT] = None
        for container in containers:
            modes[system + _IN, container] = modes[container, system + _OUT] = None
    return _Expanded(modes, edges)


def _wholes(whole: Dependencies) -> dict[str, list[str]]:
    """The systems that flows name as a whole, with the containers in scope that may be meant."""
    named = {end for pair in whole.edges for end in pair if "." not in end}
    found: dict[str, list[str]] = {}
    for node in whole.nodes:
        system, dot, _ = node.partition(".")
        if dot and system in named and whole.role(node) not in PASSIVE:
            found.setdefault(system, []).append(node)
    return {system: found[system] for system in sorted(found)}


def _crosses(arc: Pair) -> bool:
    """Whether an arc leads from one system to another."""
    one, other = (end.split("\0", 1)[0].split(".", 1)[0] for end in arc)
    return one != other


def _is_worse(kind: CycleClass, written: CycleClass | None) -> bool:
    """Whether a class is blocking, or perhaps, and the one between systems as written is not."""
    return written is None or (kind in _WAITING and kind.rank < written.rank)


_WAITING = (CycleClass.BLOCKING, CycleClass.POSSIBLY_BLOCKING)


def _worst_by_systems(classes: Mapping[Pair, CycleClass]) -> dict[Pair, CycleClass]:
    """Two systems -> the worst class of the edges from one to the other."""
    found: dict[Pair, CycleClass] = {}
    for pair, kind in classes.items():
        systems = system_pair(pair)
        found[systems] = min(kind, found.get(systems, kind), key=lambda one: one.rank)
    return found


def _between_systems(
    expanded: _Expanded, classes: Mapping[Pair, CycleClass], closed: Mapping[Pair, Edge]
) -> dict[Pair, CycleClass]:
    """``classes``, with what runs inside systems left out of the choice between mixed and feedback."""
    kinds = edge_classes({pair: edge.mode for pair, edge in closed.items()})
    milder = {pair: CycleClass.MIXED if kind in _WAITING else kind for pair, kind in kinds.items()}
    return {
        arc: kind if kind in _WAITING else milder.get(system_pair(expanded.edges[arc].pair), kind)
        for arc, kind in classes.items()
    }


def _rings(
    expanded: _Expanded, classes: Mapping[Pair, CycleClass], work: Work
) -> tuple[dict[Pair, tuple[str, ...]], bool]:
    """Arc of ``classes`` -> the shortest cycle through it, within its class where that is a blocking one."""
    rings: dict[Pair, tuple[str, ...]] = {}
    for kind in CycleClass:
        wanted = [arc for arc in classes if classes[arc] is kind]
        if wanted:
            arcs = of_modes(expanded.modes, expanded.modes, _modes(kind))
            rings.update(shortest_rings(within(arcs, component_numbers(arcs)), work.witnesses, through=wanted))
    return rings, len(rings) == len(classes)


def _modes(kind: CycleClass) -> frozenset[Mode]:
    if kind is CycleClass.BLOCKING:
        return BLOCKING
    return PERHAPS_BLOCKING if kind is CycleClass.POSSIBLY_BLOCKING else frozenset(Mode)


def _edges_of(expanded: _Expanded, ring: Sequence[str]) -> list[Edge]:
    """The edges of the model along a ring, what was added left out; the first by name comes first."""
    edges = [expanded.edges[arc] for arc in pairs_of(ring) if arc in expanded.edges]
    start = min(range(len(edges)), key=lambda index: edges[index].pair)
    return [*edges[start:], *edges[:start]]


def _witness(edges: list[Edge]) -> Witness:
    """The witness along ``edges``; what runs inside systems does not make feedback between them mixed."""
    shown = witness(edges)
    crossing = {edge.mode for edge in edges if _crosses(edge.pair)}
    return replace(shown, cycle_class=CycleClass.FEEDBACK) if crossing == {Mode.ASYNC} else shown


def _by_block(
    expanded: _Expanded,
    rings: Mapping[Pair, tuple[str, ...]],
    classes: Mapping[Pair, CycleClass],
    closed: Mapping[Pair, Edge],
) -> Iterator[tuple[CycleClass, list[tuple[Edge, CycleClass]], list[Witness]]]:
    """For each block of systems: the worst class, the edges that the rings run along, and the witnesses.

    A cycle that visits no system twice stays in one block. One that does may be mixed by what it does in
    another block, so witnesses count for the worst class as well. The class of an edge between systems is the
    worst of the arcs that it stands for.
    """
    kinds = _worst_by_systems({expanded.edges[arc].pair: kind for arc, kind in classes.items()})
    shown = {arc: _witness(_edges_of(expanded, ring)) for arc, ring in rings.items()}
    for block in blocks(within(closed, component_numbers(closed))):
        arcs = [arc for arc in rings if system_pair(expanded.edges[arc].pair) in block]
        along = {system_pair(edge.pair) for arc in arcs for edge in shown[arc].edges}
        edges = [(closed[pair], kinds[pair]) for pair in block if pair in along]
        if arcs:
            witnesses = [shown[arc] for arc in arcs]
            worst = worst_of([*(classes[arc] for arc in arcs), *(found.cycle_class for found in witnesses)])
            yield worst, edges, witnesses
