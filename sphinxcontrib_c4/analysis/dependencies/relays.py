"""Chains of calls: a call into an element and a call out of it are not always one chain.

External systems do not pass calls on, and neither does an element whose next flow has another
``trigger``, unless a scenario leads through both calls. In an expanded graph, each edge that starts
a chain of its own has a source of its own, which only those callers reach that it may follow. Paths
and cycles of the expanded graph are the chains that the model supports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyEdge
from sphinxcontrib_c4.analysis.graph.digraph import Pair

_SEPARATOR = "\0"

_ANY_TRIGGER = ""
"""Stands for the triggers of a call that states none, which may have any."""


def split_relays(
    edges: Mapping[Pair, DependencyEdge], external: Collection[str], *, by_trigger: bool = True
) -> dict[Pair, DependencyEdge]:
    """Return the expanded graph of ``edges``, where ``external`` elements do not relay calls without a scenario.

    With ``by_trigger``, flows that state different triggers are not one chain without a scenario either.
    """
    if not any(pair[0] in external or (by_trigger and _triggers(edge)) for pair, edge in edges.items()):
        return dict(edges)
    callers = _Callers(edges.values(), external)
    starts = {pair: pair[0] for pair in edges}
    for pair, edge in edges.items():
        if pair[0] in external or (by_trigger and callers.have_other_triggers(edge)):
            starts[pair] = f"{pair[0]}{_SEPARATOR}{pair[1]}"
    result = {(starts[pair], pair[1]): edge for pair, edge in edges.items()}
    for pair, edge in edges.items():
        if starts[pair] != pair[0]:
            for caller in callers.of(edge):
                result[starts[caller.pair], starts[pair]] = caller
    return result


def element_of(node: str) -> str:
    """Return the element of a node of the expanded graph."""
    return node.split(_SEPARATOR, 1)[0] if _SEPARATOR in node else node


class _Callers:
    """The edges into each element, indexed by the scenarios and triggers that calls out of it may share with them.

    An element with many callers usually makes many calls, so that comparing each caller with each call is slow.
    """

    def __init__(self, edges: Iterable[DependencyEdge], external: Collection[str]) -> None:
        self._external = external
        self._counts = Counter(edge.target for edge in edges)
        self._by_scenario: dict[tuple[str, str], list[DependencyEdge]] = {}
        self._by_trigger: dict[tuple[str, str], list[DependencyEdge]] = {}
        for edge in edges:
            for name in _scenarios(edge):
                self._by_scenario.setdefault((edge.target, name), []).append(edge)
            for trigger in _triggers(edge) or (_ANY_TRIGGER,):
                self._by_trigger.setdefault((edge.target, trigger), []).append(edge)

    def of(self, edge: DependencyEdge) -> list[DependencyEdge]:
        """Return the callers that a call along ``edge``, which states a trigger or is external, may follow from."""
        source = edge.source
        groups = [self._by_scenario.get((source, name), ()) for name in _scenarios(edge)]
        if source not in self._external:
            groups += [self._by_trigger.get((source, trigger), ()) for trigger in (_ANY_TRIGGER, *_triggers(edge))]
        callers = {caller.pair: caller for group in groups for caller in group}
        return [callers[pair] for pair in sorted(callers)]

    def have_other_triggers(self, edge: DependencyEdge) -> bool:
        """Return whether a call along ``edge`` does not follow from all callers because of its trigger."""
        return bool(_triggers(edge)) and len(self.of(edge)) < self._counts[edge.source]


def _triggers(edge: DependencyEdge) -> frozenset[str]:
    """Return the triggers of an edge; empty if one of its causes states none."""
    if not edge.causes[0].flow.trigger:
        return frozenset()
    triggers = frozenset(cause.flow.trigger.strip().casefold() for cause in edge.causes)
    return frozenset() if "" in triggers else triggers


def _scenarios(edge: DependencyEdge) -> set[str]:
    return {name for cause in edge.causes for name in cause.scenarios}
