"""Rules about the traffic between two containers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sphinxcontrib_c4.analysis.dependencies.graph_builder import PASSIVE, DependencyGraph
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.rules.base import Rule, RuleFinding, RuleSettings
from sphinxcontrib_c4.model import Flow, Position, Scenario, join_names


class ChattyPair(Rule):
    """Pairs of containers with many flows, or with many changes of direction in one scenario."""

    id = "chatty-pair"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each chatty pair."""
        flows = _flows_by_pair(graph)
        turns = _most_turns(graph)
        for pair in sorted({*flows, *turns}):
            between, (count, scenario) = flows.get(pair, []), turns.get(pair, (0, None))
            if len(between) >= settings.threshold("chatty_flows"):
                message = f"{pair[0]} and {pair[1]} have {len(between)} flows between them."
                yield self._finding(graph, pair, between, message)
            elif scenario and count >= settings.threshold("chatty_turns"):
                message = f"{pair[0]} and {pair[1]} take {count} turns in the scenario {scenario.name}."
                yield self._finding(graph, pair, between, message, scenario.position)

    def _finding(
        self,
        graph: DependencyGraph,
        pair: Pair,
        flows: Sequence[Flow],
        message: str,
        position: Position | None = None,
    ) -> RuleFinding:
        elements = [graph.scoped.model.elements[name] for name in pair]
        return self.make_finding(
            message,
            elements=pair,
            edges=(edge for edge in (pair, pair[::-1]) if edge in graph.edges),
            flows=flows,
            position=position or flows[0].position,
            suppression=self.suppression(elements, flows),
        )


class DuplicateFlow(Rule):
    """Flows that are the same in everything but their ids, tags and provenance."""

    id = "duplicate-flow"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each set of equal flows."""
        copies: dict[tuple[str, ...], list[Flow]] = {}
        for flow in graph.flows(people=True):
            copies.setdefault(_content(flow), []).append(flow)
        for flows in copies.values():
            if len(flows) > 1:
                yield self._finding(graph, flows)

    def _finding(self, graph: DependencyGraph, flows: Sequence[Flow]) -> RuleFinding:
        first = flows[0]
        pair = graph.node_of(first.source), graph.node_of(first.target)
        names = join_names([flow.name for flow in flows])
        return self.make_finding(
            f"The flow {first.source} → {first.target} ({first.label}) is in the model {len(flows)} times: {names}.",
            elements=(first.source, first.target),
            edges=(pair,) if pair in graph.edges else (),
            flows=flows,
            position=first.position,
            suppression=self.suppression([graph.scoped.model.elements[name] for name in pair], flows),
        )


def _content(flow: Flow) -> tuple[str, ...]:
    """Return everything that flows must share to be copies of one another."""
    texts = (flow.label, flow.protocol, flow.data, flow.trigger, flow.topic)
    return (flow.source, flow.target, flow.mode, flow.initiator, flow.access, *(text.casefold() for text in texts))


def _flows_by_pair(graph: DependencyGraph) -> dict[Pair, list[Flow]]:
    """Return the flows between two containers in either direction, except those of stores and queues."""
    flows: dict[Pair, list[Flow]] = {}
    for flow in graph.flows(people=False):
        pair = _unordered_pair(graph, flow.source, flow.target)
        if pair[0] != pair[1] and not any(graph.role(end) in PASSIVE for end in pair):
            flows.setdefault(pair, []).append(flow)
    return flows


def _most_turns(graph: DependencyGraph) -> dict[Pair, tuple[int, Scenario]]:
    """Return for each pair the scenario with the most changes of direction, and their number."""
    turns: dict[Pair, tuple[int, Scenario]] = {}
    for scenario in sorted(graph.scoped.model.scenarios, key=lambda scenario: scenario.name):
        for pair, sources in _sources_by_pair(graph, scenario).items():
            count = sum(earlier != later for earlier, later in pairwise(sources))
            if count > turns.get(pair, (0, scenario))[0]:
                turns[pair] = count, scenario
    return turns


def _sources_by_pair(graph: DependencyGraph, scenario: Scenario) -> dict[Pair, list[str]]:
    """Return for each pair the sources of the steps between its ends, in order."""
    sources: dict[Pair, list[str]] = {}
    nodes = set(graph.nodes)
    for step in scenario.steps:
        pair = _unordered_pair(graph, step.source, step.target)
        if pair[0] != pair[1] and nodes.issuperset(pair):
            sources.setdefault(pair, []).append(graph.node_of(step.source))
    return sources


def _unordered_pair(graph: DependencyGraph, source: str, target: str) -> Pair:
    first, second = sorted((graph.node_of(source), graph.node_of(target)))
    return first, second
