"""Classes of edges: what the worst cycle does that an edge is on.

They are told by strongly connected components alone, so that taking an edge away never makes the class
of another one worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sphinxcontrib_c4.analysis.enums import CycleClass
from sphinxcontrib_c4.analysis.graph.digraph import Arc, blocks, component_numbers, within
from sphinxcontrib_c4.model import Mode

BLOCKING = frozenset((Mode.SYNC,))
"""Modes of the edges that surely wait."""

PERHAPS_BLOCKING = frozenset((Mode.SYNC, Mode.UNKNOWN))
"""Modes of the edges that may wait."""


def edge_classes(modes: Mapping[Arc, Mode | None]) -> dict[Arc, CycleClass]:
    """The class of each arc that is on a cycle.

    ``modes`` gives each arc its mode; an arc with ``None`` fits every class. An arc is mixed where its
    block holds one that is not asynchronous.
    """
    cyclic = within(modes, component_numbers(modes))
    found = dict(_mixed_or_feedback(cyclic, modes))
    for waiting, kind in ((PERHAPS_BLOCKING, CycleClass.POSSIBLY_BLOCKING), (BLOCKING, CycleClass.BLOCKING)):
        kept = of_modes(cyclic, modes, waiting)
        found.update(dict.fromkeys(within(kept, component_numbers(kept)), kind))
    return found


def of_modes(arcs: Iterable[Arc], modes: Mapping[Arc, Mode | None], wanted: frozenset[Mode]) -> list[Arc]:
    """The ``arcs`` that have one of the modes ``wanted``, or fit all."""
    return [arc for arc in arcs if modes[arc] is None or modes[arc] in wanted]


def ring_class(modes: Iterable[Mode | None]) -> CycleClass:
    """The class of one cycle, by the modes of its edges."""
    found = {mode for mode in modes if mode}
    if found <= BLOCKING:
        return CycleClass.BLOCKING
    if found <= PERHAPS_BLOCKING:
        return CycleClass.POSSIBLY_BLOCKING
    return CycleClass.FEEDBACK if found == {Mode.ASYNC} else CycleClass.MIXED


def _mixed_or_feedback(cyclic: list[Arc], modes: Mapping[Arc, Mode | None]) -> Iterable[tuple[Arc, CycleClass]]:
    for block in blocks(cyclic):
        mixed = any(modes[arc] in PERHAPS_BLOCKING for arc in block)
        kind = CycleClass.MIXED if mixed else CycleClass.FEEDBACK
        yield from ((arc, kind) for arc in block)
