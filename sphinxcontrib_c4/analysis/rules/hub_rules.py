"""The rule about hubs: elements with many neighbours that lie on many paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from sphinxcontrib_c4.analysis.dependencies.graph_builder import PASSIVE, DependencyGraph
from sphinxcontrib_c4.analysis.dependencies.scope import is_gateway
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.rules.base import Rule, RuleFinding, RuleSettings, flows_of
from sphinxcontrib_c4.model import count_noun

_DEGREE_FACTOR = 1.5
_BETWEENNESS_FACTOR = 0.5
_MAX_WORK = 300_000


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The numbers that a hub is compared with: connected elements, their median, and shares of shortest paths."""

    elements: int
    median: int
    betweenness: Mapping[str, float]


class Hub(Rule):
    """Own elements with many neighbours and many shortest paths for the size of the landscape.

    A hub has at least 1.5 times the square root of the number of connected elements as neighbours,
    and lies on a share of the shortest paths of at least half the reciprocal of that root; in graphs
    too large to count paths, neighbours decide alone. Gateways, stores and brokers have many
    neighbours by design. A queue is one neighbour of its producers and consumers, who do not know
    each other: an element is not a hub because the queue that it writes to has many readers.

    References:
        L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40 (1977).
    """

    id = "hub"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each hub."""
        neighbours = {node: names for node, names in _neighbours(graph).items() if names}
        root = sqrt(len(neighbours))
        limit = max(settings.threshold("hub_neighbours"), ceil(_DEGREE_FACTOR * root))
        hubs = [node for node, names in neighbours.items() if len(names) >= limit and _may_be_hub(graph, node)]
        if not hubs:
            return
        counts = sorted(map(len, neighbours.values()))
        comparison = _Comparison(len(counts), counts[(len(counts) - 1) // 2], _betweenness(neighbours))
        edges = _edges_of(graph, hubs)
        for node in hubs:
            share = comparison.betweenness.get(node)
            if share is None or share >= _BETWEENNESS_FACTOR / root:
                yield self._finding(graph, node, edges[node], len(neighbours[node]), comparison)

    def _finding(
        self, graph: DependencyGraph, node: str, edges: Sequence[Pair], count: int, comparison: _Comparison
    ) -> RuleFinding:
        element = graph.scoped.model.elements[node]
        share = comparison.betweenness.get(node)
        paths = "" if share is None else f", and lies on {share:.0%} of the shortest paths between the others"
        return self.make_finding(
            f"{node} has {count_noun(count, 'neighbour')} among {comparison.elements - 1} other connected elements, "
            f"half of which have {comparison.median} or fewer{paths}.",
            elements=(node,),
            edges=edges,
            flows=flows_of(graph, edges),
            position=element.position,
            suppression=self.suppression((element,)),
        )


def _may_be_hub(graph: DependencyGraph, node: str) -> bool:
    element = graph.scoped.model.elements[node]
    return not element.external and graph.role(node) not in PASSIVE and not is_gateway(graph.scoped, node)


def _neighbours(graph: DependencyGraph) -> dict[str, set[str]]:
    neighbours: dict[str, set[str]] = {node: set() for node in graph.nodes}
    for source, target in _direct_edges(graph):
        if source != target:
            neighbours[source].add(target)
            neighbours[target].add(source)
    return neighbours


def _edges_of(graph: DependencyGraph, nodes: Iterable[str]) -> dict[str, list[Pair]]:
    """Return the direct edges of each of ``nodes``, in the order of the graph."""
    edges: dict[str, list[Pair]] = {node: [] for node in nodes}
    for pair in _direct_edges(graph):
        for node in dict.fromkeys(pair):
            if node in edges:
                edges[node].append(pair)
    return edges


def _direct_edges(graph: DependencyGraph) -> Iterator[Pair]:
    """Yield the edges that do not only lead through a queue: the graph also contains those to the queue."""
    for pair, edge in graph.edges.items():
        if not all(cause.queue for cause in edge.causes):
            yield pair


def _betweenness(neighbours: Mapping[str, set[str]]) -> dict[str, float]:
    """Return each element's share of the shortest paths between others that are joined; empty for large graphs."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(sorted((node, other) for node, others in neighbours.items() for other in others))
    if len(graph) * graph.number_of_edges() > _MAX_WORK:
        return {}
    shares: dict[str, float] = {}
    for component in nx.connected_components(graph):
        shares |= nx.betweenness_centrality(graph.subgraph(sorted(component)))
    return shares
