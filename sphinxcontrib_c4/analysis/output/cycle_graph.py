"""The graph of one finding for a drawing: its members as boxes, its dependencies as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyEdge
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model, system_of

_MAX_MEMBERS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleGraphLine:
    """All flows of one mode that make ``source`` depend on ``target``, which is where the arrow points.

    A dependency through a queue is two lines. ``remove`` and ``make_asynchronous`` state which cuts
    of the finding contain it.
    """

    source: str
    target: str
    mode: Mode
    flows: tuple[Flow, ...]
    remove: bool
    make_asynchronous: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleGraph:
    """The boxes and lines of a drawing.

    ``elements`` are the members of a finding and the queues between them, in the order of the model.
    ``frames`` are the systems around containers that are not boxes themselves. A drawing has at most
    30 members; ``left_out`` is the number of the others.
    """

    elements: tuple[Element, ...]
    frames: tuple[Element, ...]
    lines: tuple[CycleGraphLine, ...]
    left_out: int


def build_cycle_graph(cycle: CycleFinding, model: Model) -> CycleGraph:
    """Return the graph of ``cycle``; of too many members, those on the worst witnesses."""
    members = _drawn_members(cycle)
    lines = tuple(_lines(cycle, members))
    names = members | {end for line in lines for end in (line.source, line.target)}
    elements = tuple(element for name, element in model.elements.items() if name in names)
    frames = {element.parent for element in elements if element.kind is Kind.CONTAINER} - names
    return CycleGraph(
        elements=elements,
        frames=tuple(element for name, element in model.elements.items() if name in frames),
        lines=lines,
        left_out=len(cycle.members) - len(members),
    )


def _drawn_members(cycle: CycleFinding) -> set[str]:
    """Return all members, or those on as many of the worst witnesses as the limit allows."""
    if len(cycle.members) <= _MAX_MEMBERS:
        return set(cycle.members)
    members, boxes = set(cycle.members), set[str]()
    for witness in cycle.witnesses:
        ends = {end for edge in witness.edges for end in edge.pair}
        on_witness = (ends | set(map(system_of, ends))) & members
        if len(boxes | on_witness) > _MAX_MEMBERS:
            break
        boxes |= on_witness
    return boxes or set(cycle.members[:_MAX_MEMBERS])


def _lines(cycle: CycleFinding, members: set[str]) -> Iterator[CycleGraphLine]:
    asynchronous = cycle.make_asynchronous.pairs if cycle.make_asynchronous else frozenset()
    lines: dict[tuple[Pair, Mode], dict[str, Flow]] = {}
    to_remove, to_make_asynchronous = set[Pair](), set[Pair]()
    for edge in (cyclic.edge for cyclic in cycle.edges if members.issuperset(cyclic.edge.pair)):
        for pair, mode, flow in _drawn_flows(edge):
            lines.setdefault((pair, mode), {})[flow.name] = flow
            if edge.pair in cycle.remove.pairs:
                to_remove.add(pair)
            if edge.pair in asynchronous and mode is Mode.SYNC:
                to_make_asynchronous.add(pair)
    for (pair, mode), flows in sorted(lines.items()):
        yield CycleGraphLine(
            source=pair[0],
            target=pair[1],
            mode=mode,
            flows=tuple(flows[name] for name in sorted(flows)),
            remove=pair in to_remove,
            make_asynchronous=pair in to_make_asynchronous and mode is Mode.SYNC,
        )


def _drawn_flows(edge: DependencyEdge) -> Iterable[tuple[Pair, Mode, Flow]]:
    """Yield the flows behind an edge with the line that draws each; a queue is drawn between two flows."""
    for cause in edge.causes:
        if cause.second_hop is None:
            yield edge.pair, cause.mode, cause.flow
            continue
        yield (edge.source, cause.queue), cause.flow.mode, cause.flow
        yield (cause.queue, edge.target), cause.second_hop.mode, cause.second_hop
