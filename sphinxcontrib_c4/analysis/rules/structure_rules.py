"""Rules about the structure: long chains, chatty pairs, hubs, single points of failure, missing gateways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from sphinxcontrib_c4.analysis.dependencies.graph_builder import PASSIVE, Dependencies, Pair, container_of
from sphinxcontrib_c4.analysis.dependencies.scope import Role
from sphinxcontrib_c4.analysis.enums import Severity
from sphinxcontrib_c4.analysis.rules.base import Rule, Rules, Weakness, counted, listed, suppression_of
from sphinxcontrib_c4.analysis.rules.metrics import Chain, longest_chains, reach, synchronous
from sphinxcontrib_c4.model import Flow, Kind, Position, Scenario


def long_chains(whole: Dependencies, rules: Rules) -> Iterator[Weakness]:
    """Chains of synchronous calls with many hops, the longest one from each entry point."""
    for chain in longest_chains(whole):
        if chain.hops >= rules.chain_warning:
            severity = Severity.ERROR if chain.hops >= rules.chain_error else Severity.WARNING
            yield _long_chain(whole, chain, severity)


def _long_chain(whole: Dependencies, chain: Chain, severity: Severity) -> Weakness:
    flows = tuple(edge.uses[0].flow for edge in chain.edges)
    hops = counted(chain.hops, "synchronous call")
    told = f"{hops} in a row" if chain.exact else f"Up to {hops} in a row, {len(chain.path) - 1} of them on this way"
    return Weakness(
        rule=Rule.LONG_CHAIN,
        severity=severity,
        elements=chain.path,
        edges=tuple(edge.pair for edge in chain.edges),
        flows=flows,
        position=flows[0].position if flows else whole.scoped.model.elements[chain.path[0]].position,
        what=f"{told}: {' → '.join(chain.path)}.",
        why="The first caller waits for all of them: their latencies add up, and any one that fails, fails the call.",
        advice="Take a call out of the chain: answer from a copy or a cache, or hand the work over asynchronously.",
        suppression=suppression_of(Rule.LONG_CHAIN, (whole.scoped.model.elements[chain.path[0]],), flows),
    )


# --- Chatty pairs ---


def chatty_pairs(whole: Dependencies, rules: Rules) -> Iterator[Weakness]:
    """Pairs that many flows join, or that call each other back and forth in one scenario."""
    flows = _by_pair(whole)
    turns = _turns(whole)
    for pair in sorted({*flows, *turns}):
        between, (count, scenario) = flows.get(pair, []), turns.get(pair, (0, None))
        if len(between) >= rules.chatty_flows:
            yield _chatty(whole, pair, between, f"{len(between)} flows join {pair[0]} and {pair[1]}.")
        elif scenario and count >= rules.chatty_turns:
            what = f"{pair[0]} and {pair[1]} take {count} turns in the scenario {scenario.name}."
            yield _chatty(whole, pair, between, what, scenario.position)


def _chatty(
    whole: Dependencies, pair: Pair, flows: Sequence[Flow], what: str, position: Position | None = None
) -> Weakness:
    elements = [whole.scoped.model.elements[name] for name in pair]
    return Weakness(
        rule=Rule.CHATTY_PAIR,
        severity=Severity.WARNING,
        elements=pair,
        edges=tuple(end for end in (pair, pair[::-1]) if end in whole.edges),
        flows=tuple(flows),
        position=position or flows[0].position,
        what=what,
        why="They change and fail together, and pay the network for what may be one piece of work.",
        advice="Offer one call for the whole task, send the data along, or make one container of the two.",
        suppression=suppression_of(Rule.CHATTY_PAIR, elements, flows),
    )


def _by_pair(whole: Dependencies) -> dict[Pair, list[Flow]]:
    """The flows between two containers, in either direction; stores and queues are there to be used often."""
    found: dict[Pair, list[Flow]] = {}
    for flow in whole.flows(people=False):
        pair = _unordered(flow.source, flow.target)
        if pair[0] != pair[1] and not any(whole.role(end) in PASSIVE for end in pair):
            found.setdefault(pair, []).append(flow)
    return found


def _turns(whole: Dependencies) -> dict[Pair, tuple[int, Scenario]]:
    """Two containers -> how often the direction between them changes in the scenario where it does most."""
    found: dict[Pair, tuple[int, Scenario]] = {}
    known = set(whole.nodes)
    for scenario in sorted(whole.scoped.model.scenarios, key=lambda one: one.name):
        ways: dict[Pair, list[str]] = {}
        for step in scenario.steps:
            pair = _unordered(step.source, step.target)
            if pair[0] != pair[1] and known.issuperset(pair):
                ways.setdefault(pair, []).append(container_of(step.source))
        for pair, sources in ways.items():
            count = sum(one != other for one, other in pairwise(sources))
            if count > found.get(pair, (0, scenario))[0]:
                found[pair] = count, scenario
    return found


def _unordered(source: str, target: str) -> Pair:
    one, other = sorted((container_of(source), container_of(target)))
    return one, other


# --- Hubs and single points of failure ---


def hubs(whole: Dependencies, rules: Rules) -> Iterator[Weakness]:
    """Containers with far more neighbours than most: beyond three interquartile ranges above the upper quartile.

    That fence is Tukey's for what is far out ("Exploratory Data Analysis", 1977).
    """
    neighbours: dict[str, set[str]] = {node: set() for node in whole.nodes}
    for one, other in whole.edges:
        if one != other:
            neighbours[one].add(other)
            neighbours[other].add(one)
    counts = sorted(len(others) for others in neighbours.values())
    if not counts:
        return
    lower, upper = counts[(len(counts) - 1) // 4], counts[3 * (len(counts) - 1) // 4]
    fence = max(rules.hub_neighbours, upper + 3 * (upper - lower) + 1)
    for node, others in neighbours.items():
        if len(others) >= fence:
            yield _hub(whole, node, others, counts[len(counts) // 2])


def _hub(whole: Dependencies, node: str, others: set[str], median: int) -> Weakness:
    element = whole.scoped.model.elements[node]
    edges = tuple(pair for pair in whole.edges if node in pair)
    return Weakness(
        rule=Rule.HUB,
        severity=Severity.REVIEW,
        elements=(node,),
        edges=edges,
        flows=_flows(whole, edges),
        position=element.position,
        what=f"{node} has {counted(len(others), 'neighbour')}; half of the others have {median} or fewer.",
        why="What everything touches is hard to change, and few people know all of it.",
        advice="See whether it does several jobs that could be told apart.",
        suppression=suppression_of(Rule.HUB, (element,), ()),
    )


def single_points(whole: Dependencies, rules: Rules) -> Iterator[Weakness]:
    """Containers that a large part of all others needs synchronously, directly or through others."""
    waiting = synchronous(whole)
    needed = reach(whole.nodes, ((other, one) for one, other in waiting))
    callers: dict[str, list[Pair]] = {}
    for pair in waiting:
        callers.setdefault(pair[1], []).append(pair)
    for node in whole.nodes:
        dependents = needed[node].bit_count() - 1
        if dependents >= rules.failure_dependents and dependents >= rules.failure_share * (len(whole.nodes) - 1):
            yield _single_point(whole, node, dependents, tuple(callers.get(node, ())))


def _single_point(whole: Dependencies, node: str, dependents: int, edges: tuple[Pair, ...]) -> Weakness:
    element = whole.scoped.model.elements[node]
    share = round(100 * dependents / (len(whole.nodes) - 1))
    return Weakness(
        rule=Rule.SINGLE_POINT_OF_FAILURE,
        severity=Severity.WARNING,
        elements=(node,),
        edges=edges,
        flows=_flows(whole, edges),
        position=element.position,
        what=f"{dependents} of {len(whole.nodes) - 1} others ({share} %) need {node} synchronously.",
        why="While it is down or slow, so are they.",
        advice="Run it redundantly, let callers do without it for a while, or take it out of the synchronous path.",
        suppression=suppression_of(Rule.SINGLE_POINT_OF_FAILURE, (element,), ()),
    )


def _flows(whole: Dependencies, edges: Iterable[Pair]) -> tuple[Flow, ...]:
    return tuple(dict.fromkeys(flow for pair in edges for use in whole.edges[pair].uses for flow in use.flows))


# --- Gateways ---


def missing_gateways(whole: Dependencies, rules: Rules) -> Iterator[Weakness]:
    """Systems of which people or external systems reach several containers, none of them a gateway."""
    reached: dict[str, dict[str, list[Flow]]] = {}
    for flow in whole.flows(people=True):
        inside, outside = _entry(whole, flow)
        if inside and outside:
            reached.setdefault(inside.split(".", 1)[0], {}).setdefault(inside, []).append(flow)
    for system, containers in sorted(reached.items()):
        if len(containers) >= rules.gateway_reach and not any(whole.role(c) is Role.GATEWAY for c in containers):
            yield _missing_gateway(whole, system, containers)


def _entry(whole: Dependencies, flow: Flow) -> Pair:
    """The container of ours that a flow from outside reaches, and who starts it; empty where it is none."""
    outside, inside = container_of(flow.source), container_of(flow.target)
    if flow.initiator == flow.target != flow.source:
        outside, inside = inside, outside
    elements = whole.scoped.model.elements
    if elements[inside].kind is not Kind.CONTAINER or elements[inside].external or whole.role(inside) in PASSIVE:
        return "", ""
    is_outside = elements[outside].kind is Kind.PERSON or elements[outside].external
    return (inside, outside) if is_outside else ("", "")


def _missing_gateway(whole: Dependencies, system: str, containers: Mapping[str, Sequence[Flow]]) -> Weakness:
    element = whole.scoped.model.elements[system]
    flows = tuple(flow for name in sorted(containers) for flow in containers[name])
    callers = {end for flow in flows for end in (flow.source, flow.target)} - set(containers)
    verb = "reaches" if len({container_of(caller) for caller in callers}) == 1 else "reach"
    return Weakness(
        rule=Rule.NO_GATEWAY,
        severity=Severity.WARNING,
        elements=(system, *sorted(containers)),
        edges=tuple(sorted({(c, n) for n in containers for c in callers if (c, n) in whole.edges})),
        flows=flows,
        position=element.position,
        what=f"{listed(sorted(container_of(c) for c in callers))} {verb} {counted(len(containers), 'container')} "
        f"of {system}: {listed(sorted(containers))}.",
        why="Each of them has to authenticate, limit and stay compatible for the outside on its own.",
        advice=f"Put a gateway in front of {system}, or mark the container that is one with 'role: gateway'.",
        suppression=suppression_of(Rule.NO_GATEWAY, (element,), flows),
    )
