"""A sketch: what a drawing of one finding shows, for whoever draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Edge, Pair
from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model

_MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchLine:
    """All flows of one mode that make ``source`` depend on ``target``, which is where the arrow points.

    A dependency through a queue is two lines. ``remove`` and ``make_asynchronous`` say which of the
    finding's cuts it is in.
    """

    source: str
    target: str
    mode: Mode
    flows: tuple[Flow, ...]
    remove: bool
    make_asynchronous: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """Boxes and lines of a drawing.

    ``elements`` are the members of a finding and the queues between them, in the order of the model.
    ``frames`` are the systems to draw around containers: those that are no box themselves. A drawing has
    30 members at most; ``left_out`` counts the others.
    """

    elements: tuple[Element, ...]
    frames: tuple[Element, ...]
    lines: tuple[SketchLine, ...]
    left_out: int


def sketch(found: CycleFinding, model: Model) -> Sketch:
    """The drawing of ``found``: where it has too many members, of those on the worst witnesses."""
    shown = _members(found)
    lines = tuple(_lines(found, shown))
    names = shown | {end for line in lines for end in (line.source, line.target)}
    elements = tuple(element for name, element in model.elements.items() if name in names)
    frames = {element.parent for element in elements if element.kind is Kind.CONTAINER} - names
    return Sketch(
        elements=elements,
        frames=tuple(element for name, element in model.elements.items() if name in frames),
        lines=lines,
        left_out=len(found.members) - len(shown),
    )


def _members(found: CycleFinding) -> set[str]:
    """The members to show: all of them, or those on as many of the worst witnesses as there is room for."""
    if len(found.members) <= _MOST:
        return set(found.members)
    members, shown = set(found.members), set[str]()
    for witness in found.witnesses:
        ends = {end for edge in witness.edges for end in edge.pair}
        on = (ends | {end.split(".", 1)[0] for end in ends}) & members
        if len(shown | on) > _MOST:
            break
        shown |= on
    return shown or set(found.members[:_MOST])


def _lines(found: CycleFinding, shown: set[str]) -> Iterator[SketchLine]:
    waiting = found.make_asynchronous.pairs if found.make_asynchronous else frozenset()
    lines: dict[tuple[Pair, Mode], dict[str, Flow]] = {}
    cuts: dict[Pair, tuple[bool, bool]] = {}
    for edge in (cyclic.edge for cyclic in found.edges if shown.issuperset(cyclic.edge.pair)):
        for pair, mode, flow in _drawn(edge):
            lines.setdefault((pair, mode), {})[flow.name] = flow
            cut = (edge.pair in found.remove.pairs, edge.pair in waiting and mode is Mode.SYNC)
            earlier = cuts.get(pair, (False, False))
            cuts[pair] = (earlier[0] or cut[0], earlier[1] or cut[1])
    for (pair, mode), flows in sorted(lines.items()):
        remove, wait = cuts[pair]
        yield SketchLine(
            source=pair[0],
            target=pair[1],
            mode=mode,
            flows=tuple(flows[name] for name in sorted(flows)),
            remove=remove,
            make_asynchronous=wait and mode is Mode.SYNC,
        )


def _drawn(edge: Edge) -> Iterable[tuple[Pair, Mode, Flow]]:
    """The lines of an edge, each with a flow behind it; one through a queue is a line to it and one from it."""
    for use in edge.uses:
        if use.onward is None:
            yield edge.pair, use.mode, use.flow
            continue
        yield (edge.source, use.queue), use.flow.mode, use.flow
        yield (use.queue, edge.target), use.onward.mode, use.onward
