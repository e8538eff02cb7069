"""Chains of calls: a call into an element and a call out of it are not always one chain.

External systems do not pass calls on, and neither does an element whose next flow has another
``trigger``, unless a scenario leads through both calls. In an expanded graph, each edge that starts
a chain of its own has a source of its own, which only those callers reach that it may follow. Paths
and cycles of the expanded graph are the chains that the model supports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyEdge
from sphinxcontrib_c4.analysis.graph.digraph import Pair

_SEPARATOR = "\0"


def split_relays(
    edges: Mapping[Pair, DependencyEdge], external: Collection[str], *, by_trigger: bool = True
) -> dict[Pair, DependencyEdge]:
    """Return the expanded graph of ``edges``, where ``external`` elements do not relay calls without a scenario.

    With ``by_trigger``, flows that state different triggers are not one chain without a scenario either.
    """
    if not any(pair[0] in external or (by_trigger and _triggers(edge)) for pair, edge in edges.items()):
        return dict(edges)
    callers: dict[str, list[DependencyEdge]] = {}
    for edge in edges.values():
        callers.setdefault(edge.target, []).append(edge)
    starts = {pair: pair[0] for pair in edges}
    for pair, edge in edges.items():
        if pair[0] in external or (by_trigger and _conflicts(edge, callers.get(pair[0], ()))):
            starts[pair] = f"{pair[0]}{_SEPARATOR}{pair[1]}"
    result = {(starts[pair], pair[1]): edge for pair, edge in edges.items()}
    for pair, edge in edges.items():
        if starts[pair] != pair[0]:
            for caller in callers.get(pair[0], ()):
                if _continues(caller, edge, is_external=pair[0] in external):
                    result[starts[caller.pair], starts[pair]] = caller
    return result


def element_of(node: str) -> str:
    """Return the element of a node of the expanded graph."""
    return node.split(_SEPARATOR, 1)[0] if _SEPARATOR in node else node


def _conflicts(edge: DependencyEdge, callers: Collection[DependencyEdge]) -> bool:
    return bool(_triggers(edge)) and not all(_continues(caller, edge, is_external=False) for caller in callers)


def _continues(caller: DependencyEdge, edge: DependencyEdge, *, is_external: bool) -> bool:
    """Return whether a call along ``edge`` may follow from one along ``caller``."""
    if not is_external:
        earlier, later = _triggers(caller), _triggers(edge)
        if not earlier or not later or not earlier.isdisjoint(later):
            return True
    return not _scenarios(caller).isdisjoint(_scenarios(edge))


def _triggers(edge: DependencyEdge) -> frozenset[str]:
    """Return the triggers of an edge; empty if one of its causes states none."""
    if not edge.causes[0].flow.trigger:
        return frozenset()
    triggers = frozenset(cause.flow.trigger.strip().casefold() for cause in edge.causes)
    return frozenset() if "" in triggers else triggers


def _scenarios(edge: DependencyEdge) -> set[str]:
    return {name for cause in edge.causes for name in cause.scenarios}
