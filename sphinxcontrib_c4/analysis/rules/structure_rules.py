"""Rules about the structure: long chains, hubs, single points of failure and missing gateways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    PASSIVE,
    DependencyGraph,
    blocking_edges,
)
from sphinxcontrib_c4.analysis.dependencies.scope import Role
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.rules.base import Rule, RuleFinding, RuleSettings, flows_of
from sphinxcontrib_c4.analysis.rules.call_chains import CallChain, longest_chains
from sphinxcontrib_c4.analysis.rules.metrics import dependents_of
from sphinxcontrib_c4.model import Flow, Kind, Severity, count_noun, join_names, system_of


class LongChain(Rule):
    """Chains of many synchronous calls: the longest one from each entry point."""

    id = "long-chain"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each entry point with a long chain."""
        for chain in longest_chains(graph):
            if chain.hops >= settings.threshold("chain_warning"):
                is_error = chain.hops >= settings.threshold("chain_error")
                yield self._finding(graph, chain, Severity.ERROR if is_error else Severity.WARNING)

    def _finding(self, graph: DependencyGraph, chain: CallChain, severity: Severity) -> RuleFinding:
        flows = tuple(edge.causes[0].flow for edge in chain.edges)
        start = graph.scoped.model.elements[chain.path[0]]
        hops = count_noun(chain.hops, "synchronous call")
        length = f"{hops} in a row" if chain.exact else f"At least {hops} in a row, at most {chain.at_most}"
        return self.make_finding(
            f"{length}: {' → '.join(chain.path)}.",
            severity=severity,
            elements=chain.path,
            edges=(edge.pair for edge in chain.edges),
            flows=flows,
            position=flows[0].position if flows else start.position,
            suppression=self.suppression((start,), flows),
        )


class Hub(Rule):
    """Containers with far more neighbours than most, except gateways, which have many by design.

    The limit is Tukey's outer fence: three interquartile ranges above the upper quartile.

    References:
        J. W. Tukey, "Exploratory Data Analysis" (1977).
    """

    id = "hub"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each hub."""
        neighbours = _neighbours(graph)
        counts = sorted(map(len, neighbours.values()))
        if not counts:
            return
        lower, upper = counts[(len(counts) - 1) // 4], counts[3 * (len(counts) - 1) // 4]
        limit = max(settings.threshold("hub_neighbours"), upper + 3 * (upper - lower) + 1)
        for node, neighbour_names in neighbours.items():
            if len(neighbour_names) >= limit and graph.role(node) is not Role.GATEWAY:
                yield self._finding(graph, node, len(neighbour_names), counts[len(counts) // 2])

    def _finding(self, graph: DependencyGraph, node: str, count: int, median: int) -> RuleFinding:
        element = graph.scoped.model.elements[node]
        edges = tuple(pair for pair in graph.edges if node in pair)
        return self.make_finding(
            f"{node} has {count_noun(count, 'neighbour')}; half of all containers have {median} or fewer.",
            elements=(node,),
            edges=edges,
            flows=flows_of(graph, edges),
            position=element.position,
            suppression=self.suppression((element,)),
        )


def _neighbours(graph: DependencyGraph) -> dict[str, set[str]]:
    neighbours: dict[str, set[str]] = {node: set() for node in graph.nodes}
    for source, target in graph.edges:
        if source != target:
            neighbours[source].add(target)
            neighbours[target].add(source)
    return neighbours


class SinglePointOfFailure(Rule):
    """Containers that a large share of all others needs synchronously, directly or indirectly."""

    id = "single-point-of-failure"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each single point of failure."""
        blocking = blocking_edges(graph.edges)
        needed_by = dependents_of(graph, blocking)
        callers: dict[str, list[Pair]] = {}
        for pair in blocking:
            callers.setdefault(pair[1], []).append(pair)
        limit = max(
            settings.threshold("failure_dependents"), settings.threshold("failure_share") * (len(graph.nodes) - 1)
        )
        for node in graph.nodes:
            dependents = needed_by[node].bit_count() - 1
            if dependents >= limit:
                yield self._finding(graph, node, dependents, callers.get(node, ()))

    def _finding(self, graph: DependencyGraph, node: str, dependents: int, edges: Sequence[Pair]) -> RuleFinding:
        element = graph.scoped.model.elements[node]
        total = max(len(graph.nodes) - 1, 1)
        return self.make_finding(
            f"{dependents} of {total} others ({round(100 * dependents / total)} %) need {node} synchronously.",
            elements=(node,),
            edges=edges,
            flows=flows_of(graph, edges),
            position=element.position,
            suppression=self.suppression((element,)),
        )


class NoGateway(Rule):
    """Systems of which callers from outside reach several containers, and no gateway is on the way."""

    id = "no-gateway"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each system that needs a gateway."""
        flows_by_system: dict[str, dict[str, list[Flow]]] = {}
        for flow in graph.flows(people=True):
            container, _ = _entry(graph, flow)
            if container:
                flows_by_system.setdefault(system_of(container), {}).setdefault(container, []).append(flow)
        for system, containers in sorted(flows_by_system.items()):
            has_gateway = any(graph.role(container) is Role.GATEWAY for container in containers)
            if len(containers) >= settings.threshold("gateway_reach") and not has_gateway:
                yield self._finding(graph, system, containers)

    def _finding(self, graph: DependencyGraph, system: str, containers: Mapping[str, Sequence[Flow]]) -> RuleFinding:
        element = graph.scoped.model.elements[system]
        flows = tuple(flow for name in sorted(containers) for flow in containers[name])
        ends = {end for flow in flows for end in (flow.source, flow.target)} - set(containers)
        callers = sorted(map(graph.node_of, ends))
        verb = "reaches" if len(set(callers)) == 1 else "reach"
        return self.make_finding(
            f"{join_names(callers)} {verb} {count_noun(len(containers), 'container')} of {system}: "
            f"{join_names(sorted(containers))}.",
            elements=(system, *sorted(containers)),
            edges=sorted({(end, name) for name in containers for end in ends if (end, name) in graph.edges}),
            flows=flows,
            position=element.position,
            advice=f"Put a gateway in front of {system}, or mark the container that is one with 'role: gateway'.",
            suppression=self.suppression((element,), flows),
        )


def _entry(graph: DependencyGraph, flow: Flow) -> Pair:
    """Return (container, caller) if the flow enters an own container from outside, else ("", "").

    A caller that is a gateway itself is not outside.
    """
    caller, container = graph.node_of(flow.source), graph.node_of(flow.target)
    if flow.initiator == flow.target != flow.source:
        caller, container = container, caller
    elements = graph.scoped.model.elements
    element = elements[container]
    if element.kind is not Kind.CONTAINER or element.external or graph.role(container) in PASSIVE:
        return "", ""
    is_outside = elements[caller].kind is Kind.PERSON or (
        elements[caller].external and graph.role(caller) is not Role.GATEWAY
    )
    return (container, caller) if is_outside else ("", "")
