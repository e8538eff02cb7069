"""Rules about the structure: long chains, single points of failure and missing gateways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    PASSIVE,
    DependencyGraph,
    blocking_edges,
)
from sphinxcontrib_c4.analysis.dependencies.scope import is_gateway
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.rules.base import Rule, RuleFinding, RuleSettings, flows_of
from sphinxcontrib_c4.analysis.rules.call_chains import CallChain, longest_chains
from sphinxcontrib_c4.analysis.rules.metrics import blocking_cycle_members, dependents_of
from sphinxcontrib_c4.model import Flow, Kind, Severity, count_noun, join_names, system_of

_EXTERNAL_ADVICE = "Let callers work without it for a while, or remove it from the synchronous path."


class LongChain(Rule):
    """Chains of many synchronous calls: the longest one from each entry point."""

    id = "long-chain"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each entry point with a long chain."""
        chains = [chain for chain in longest_chains(graph) if chain.hops >= settings.threshold("chain_warning")]
        for chain, starts in _distinct_chains(chains):
            is_error = chain.hops >= settings.threshold("chain_error")
            yield self._finding(graph, chain, starts, Severity.ERROR if is_error else Severity.WARNING)

    def _finding(
        self, graph: DependencyGraph, chain: CallChain, starts: Sequence[str], severity: Severity
    ) -> RuleFinding:
        flows = tuple(edge.causes[0].flow for edge in chain.edges)
        start = graph.scoped.model.elements[chain.path[0]]
        hops = count_noun(chain.hops, "synchronous call")
        length = f"{hops} in a row" if chain.exact else f"At least {hops} in a row, at most {chain.at_most}"
        verb = "enters" if len(starts) == 1 else "enter"
        more = f" {join_names(starts)} {verb} the same chain." if starts else ""
        return self.make_finding(
            f"{length}: {' → '.join(chain.path)}.{more}",
            severity=severity,
            elements=chain.path,
            edges=(edge.pair for edge in chain.edges),
            flows=flows,
            position=flows[0].position if flows else start.position,
            suppression=self.suppression((start,), flows),
        )


def _distinct_chains(chains: Sequence[CallChain]) -> list[tuple[CallChain, list[str]]]:
    """Return the chains, longest first, that differ in more than their first call, with the starts of the others."""
    distinct: list[tuple[CallChain, list[str]]] = []
    for chain in sorted(chains, key=lambda chain: (-chain.hops, chain.path)):
        calls = {edge.pair for edge in chain.edges[1:]}
        starts_of_equal = next(
            (starts for longer, starts in distinct if calls <= {edge.pair for edge in longer.edges}), None
        )
        if starts_of_equal is None:
            distinct.append((chain, []))
        else:
            starts_of_equal.append(chain.path[0])
    return distinct


class SinglePointOfFailure(Rule):
    """Containers that a large share of all others needs synchronously, directly or indirectly.

    The members of one cycle stop together, so the report on the cycle states who needs them.
    """

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
        in_cycles = blocking_cycle_members(graph)
        for node in graph.nodes:
            dependents = needed_by[node].bit_count() - 1
            if dependents >= limit and node not in in_cycles:
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
            advice=_EXTERNAL_ADVICE if element.external else "",
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
            has_gateway = any(is_gateway(graph.scoped, container) for container in containers)
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
        elements[caller].external and not is_gateway(graph.scoped, caller)
    )
    return (container, caller) if is_outside else ("", "")
