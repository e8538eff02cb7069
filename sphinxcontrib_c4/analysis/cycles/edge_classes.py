"""The class of each edge: the class of the worst cycle through it.

Classes follow from strongly connected components alone, so removing an edge never makes the class
of another edge worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sphinxcontrib_c4.analysis.dependencies.graph_builder import BLOCKING, POSSIBLY_BLOCKING
from sphinxcontrib_c4.analysis.enums import CycleClass
from sphinxcontrib_c4.analysis.graph.digraph import Pair, component_index, edge_blocks, edges_within
from sphinxcontrib_c4.model import Mode

BLOCKING_CLASSES = (CycleClass.BLOCKING, CycleClass.POSSIBLY_BLOCKING)
"""The classes of cycles in which callers wait, or may wait, worst first."""

_ALL_MODES = frozenset(Mode)
_MODES = {CycleClass.BLOCKING: BLOCKING, CycleClass.POSSIBLY_BLOCKING: POSSIBLY_BLOCKING}


def edge_classes(modes: Mapping[Pair, Mode | None]) -> dict[Pair, CycleClass]:
    """Return the class of each edge that is on a cycle.

    ``modes`` maps edges to their modes; an edge with None belongs to cycles of every class. An edge
    is mixed, not feedback, if its block contains an edge that is not asynchronous.
    """
    cyclic = edges_within(modes, component_index(modes))
    classes = dict(_mixed_or_feedback(cyclic, modes))
    for cycle_class in (CycleClass.POSSIBLY_BLOCKING, CycleClass.BLOCKING):
        edges = edges_of_class(cyclic, modes, cycle_class)
        classes.update(dict.fromkeys(edges_within(edges, component_index(edges)), cycle_class))
    return classes


def edges_of_class(edges: Iterable[Pair], modes: Mapping[Pair, Mode | None], cycle_class: CycleClass) -> list[Pair]:
    """Return the ``edges`` that a cycle of ``cycle_class`` may contain."""
    allowed = _MODES.get(cycle_class, _ALL_MODES)
    return [edge for edge in edges if modes[edge] is None or modes[edge] in allowed]


def class_of_cycle(modes: Iterable[Mode | None]) -> CycleClass:
    """Return the class of one cycle by the modes of its edges."""
    distinct = {mode for mode in modes if mode}
    if distinct <= BLOCKING:
        return CycleClass.BLOCKING
    if distinct <= POSSIBLY_BLOCKING:
        return CycleClass.POSSIBLY_BLOCKING
    return CycleClass.FEEDBACK if distinct == {Mode.ASYNC} else CycleClass.MIXED


def worst_class(classes: Iterable[CycleClass]) -> CycleClass:
    """Return the worst of some classes."""
    return min(classes, key=lambda cycle_class: cycle_class.rank)


def _mixed_or_feedback(cyclic: list[Pair], modes: Mapping[Pair, Mode | None]) -> Iterable[tuple[Pair, CycleClass]]:
    for block in edge_blocks(cyclic):
        is_mixed = any(modes[edge] in POSSIBLY_BLOCKING for edge in block)
        yield from ((edge, CycleClass.MIXED if is_mixed else CycleClass.FEEDBACK) for edge in block)
