"""External systems as relays: a call into an external system and a call out of it are not one chain.

In an expanded graph, each edge out of an external element has a source of its own, which only those
callers reach that a scenario leads through the external element to the same target. Paths and cycles
of the expanded graph pass through external elements only along scenarios.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyEdge
from sphinxcontrib_c4.analysis.graph.digraph import Pair

_SEPARATOR = "\0"


def split_relays(edges: Mapping[Pair, DependencyEdge], external: Collection[str]) -> dict[Pair, DependencyEdge]:
    """Return the expanded graph of ``edges``, where ``external`` elements do not relay calls without a scenario."""
    result: dict[Pair, DependencyEdge] = {}
    callers: dict[str, list[DependencyEdge]] = {}
    for (source, target), edge in edges.items():
        result[f"{source}{_SEPARATOR}{target}" if source in external else source, target] = edge
        if target in external:
            callers.setdefault(target, []).append(edge)
    for (source, target), edge in edges.items():
        for caller in callers.get(source, ()):
            if not _scenarios(caller).isdisjoint(_scenarios(edge)):
                start = f"{caller.source}{_SEPARATOR}{source}" if caller.source in external else caller.source
                result[start, f"{source}{_SEPARATOR}{target}"] = caller
    return result


def element_of(node: str) -> str:
    """Return the element of a node of the expanded graph."""
    return node.split(_SEPARATOR, 1)[0]


def _scenarios(edge: DependencyEdge) -> set[str]:
    return {name for cause in edge.causes for name in cause.scenarios}
