"""The dependency graph of a model: an edge points from an element to one that it needs.

The source of an edge is the end that starts a flow (caller, consumer, puller), its target the end
that answers; data may move either way. Stores and queues are never a source. Producers of a queue
depend asynchronously on its consumers, so cycles through a queue stay visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sphinxcontrib_c4.analysis.dependencies.answers import is_answer, is_labelled_answer
from sphinxcontrib_c4.analysis.dependencies.layer_order import LayerOrder
from sphinxcontrib_c4.analysis.dependencies.scope import Role, ScopedModel
from sphinxcontrib_c4.analysis.dependencies.store_access import is_labelled_consumer, queue_access
from sphinxcontrib_c4.analysis.enums import Assumption
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.model import Flow, Kind, Mode, Shape, lineage, system_of

PASSIVE = frozenset((Role.STORE, Role.BROKER))
"""The roles of elements that are only ever called."""

BLOCKING = frozenset((Mode.SYNC,))
"""The modes of edges whose source certainly waits."""

POSSIBLY_BLOCKING = frozenset((Mode.SYNC, Mode.UNKNOWN))
"""The modes of edges whose source may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A reason for a dependency: a flow, or two flows through a queue.

    ``second_hop`` is the flow between ``queue`` and the consumer. ``scenarios`` are the full names of
    those with a step between the same ends as ``flow``. ``assumption`` is set if the model does not
    state that the dependency exists. ``violated_rule`` is the id of a declared rule whose layers the
    dependency runs against.
    """

    flow: Flow
    second_hop: Flow | None = None
    queue: str = ""
    scenarios: tuple[str, ...] = ()
    assumption: Assumption = Assumption.NONE
    violated_rule: str = ""

    @property
    def mode(self) -> Mode:
        """The mode of the dependency, which is asynchronous through a queue."""
        return Mode.ASYNC if self.second_hop else self.flow.mode

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The flows in the order in which data passes."""
        return (self.flow, self.second_hop) if self.second_hop else (self.flow,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyEdge:
    """A dependency of the first element of ``pair`` on the second; ``mode`` is the strongest mode of its causes.

    Both ends are containers, or systems where a flow names no container. ``causes`` is never empty.
    """

    pair: Pair
    mode: Mode
    causes: tuple[Cause, ...]

    @property
    def source(self) -> str:
        """The element that depends on the target."""
        return self.pair[0]

    @property
    def target(self) -> str:
        """The element that the source depends on."""
        return self.pair[1]

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues that the dependency passes through."""
        return tuple(sorted({cause.queue for cause in self.causes if cause.queue}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyGraph:
    """The dependency graph of a scoped model.

    ``nodes`` are, by name, the containers in scope, the systems without containers, and the systems
    that a flow names as a whole. ``edges`` are sorted by their ends.
    """

    scoped: ScopedModel
    nodes: tuple[str, ...]
    edges: Mapping[Pair, DependencyEdge]

    def neighbourhood(self, subject: str) -> DependencyGraph:
        """Return the graph of the system ``subject`` and its neighbours; all of it if ``subject`` is empty."""
        edges = edges_near(self.edges, subject)
        ends = {end for pair in edges for end in pair}
        nodes = tuple(name for name in self.nodes if name in ends or system_of(name) == subject or not subject)
        return DependencyGraph(scoped=self.scoped, nodes=nodes, edges=edges)

    @property
    def external(self) -> frozenset[str]:
        """The nodes that are external to the organisation."""
        elements = self.scoped.model.elements
        return frozenset(name for name in self.nodes if elements[name].external)

    def node_of(self, name: str) -> str:
        """Return the node for the element ``name``."""
        return self.scoped.node_of(name)

    def role(self, name: str) -> Role:
        """Return the role of the element ``name``."""
        return self.scoped.roles[name]

    def flows(self, *, people: bool) -> list[Flow]:
        """Return the flows in scope, by ends and name; ``people`` includes the flows of people."""
        return sorted(
            (flow for flow, *_ in self.flows_with_nodes(people=people)),
            key=_flow_order,
        )

    def flows_with_nodes(self, *, people: bool = False) -> Iterator[tuple[Flow, str, str]]:
        """Yield the flows in scope in the order of the model, each with the nodes of its source and target."""
        return _flows(self.scoped, {element.name for element in self.scoped.excluded}, people=people)

    @property
    def has_assumptions(self) -> bool:
        """Whether a dependency rests on an assumption."""
        return any(cause.assumption for edge in self.edges.values() for cause in edge.causes)

    def stated_edges(self) -> Mapping[Pair, DependencyEdge]:
        """Return the edges whose dependency the model states, each with the causes that rest on no assumption."""
        if not self.has_assumptions:
            return self.edges
        stated: dict[Pair, DependencyEdge] = {}
        for pair, edge in self.edges.items():
            causes = [cause for cause in edge.causes if not cause.assumption]
            if causes:
                stated[pair] = edge if len(causes) == len(edge.causes) else make_edge(pair, causes)
        return stated


def build_graph(scoped: ScopedModel) -> DependencyGraph:
    """Return the dependency graph of the flows in ``scoped``."""
    excluded = {element.name for element in scoped.excluded}
    order = LayerOrder.of(scoped.model.rules)
    causes: dict[Pair, list[Cause]] = {}
    for pair, cause in _causes(scoped, excluded):
        causes.setdefault(pair, []).append(_in_order(scoped, order, pair, cause))
    edges = {pair: make_edge(pair, causes[pair]) for pair in sorted(causes)}
    return DependencyGraph(scoped=scoped, nodes=_nodes(scoped, excluded, edges), edges=edges)


def make_edge(pair: Pair, causes: Iterable[Cause]) -> DependencyEdge:
    """Return the edge with all ``causes``, in an order that is independent of the model files."""
    in_order = tuple(causes)
    if len(in_order) > 1:
        in_order = tuple(sorted(in_order, key=lambda cause: [_flow_order(flow) for flow in cause.flows]))
    return DependencyEdge(pair=pair, mode=_strongest_mode(in_order), causes=in_order)


def _flow_order(flow: Flow) -> tuple[str, str, str, str]:
    return flow.source, flow.target, flow.label, flow.name


def edges_near(edges: Mapping[Pair, DependencyEdge], subject: str) -> dict[Pair, DependencyEdge]:
    """Return the edges among the system ``subject`` and its neighbours; all edges if ``subject`` is empty."""
    touching = [pair for pair in edges if any(system_of(end) == subject for end in pair)]
    ends = {end for pair in touching for end in pair}
    return {pair: edge for pair, edge in edges.items() if not subject or ends.issuperset(pair)}


def system_pair(pair: Pair) -> Pair:
    """Return the systems of both ends."""
    return system_of(pair[0]), system_of(pair[1])


def system_edges(edges: Iterable[DependencyEdge]) -> dict[Pair, DependencyEdge]:
    """Return the edges between systems, sorted by their ends, each with the causes of all edges that it covers."""
    edges_by_pair: dict[Pair, list[DependencyEdge]] = {}
    for edge in edges:
        source, target = system_pair(edge.pair)
        if source != target:
            edges_by_pair.setdefault((source, target), []).append(edge)
    return {
        pair: make_edge(pair, (cause for edge in edges_by_pair[pair] for cause in edge.causes))
        for pair in sorted(edges_by_pair)
    }


def blocking_edges(edges: Mapping[Pair, DependencyEdge]) -> dict[Pair, DependencyEdge]:
    """Return the synchronous ones of ``edges``."""
    return {pair: edge for pair, edge in edges.items() if edge.mode in BLOCKING}


def is_answer_edge(edge: DependencyEdge) -> bool:
    """Return whether all flows of an edge are tagged as answers."""
    return all(is_answer(cause.flow) for cause in edge.causes)


def _strongest_mode(causes: Iterable[Cause]) -> Mode:
    modes = {cause.mode for cause in causes}
    return next(mode for mode in (Mode.SYNC, Mode.UNKNOWN, Mode.ASYNC) if mode in modes)


def _nodes(scoped: ScopedModel, excluded: set[str], edges: Mapping[Pair, DependencyEdge]) -> tuple[str, ...]:
    elements = scoped.model.elements.values()
    divided_systems = {element.parent for element in elements if element.kind is Kind.CONTAINER}
    parts = {
        e.name
        for e in elements
        if e.kind is Kind.CONTAINER or (e.kind is Kind.SYSTEM and e.name not in divided_systems)
    }
    return tuple(sorted((parts - excluded) | {end for pair in edges for end in pair}))


# --- Causes ---


def _causes(scoped: ScopedModel, excluded: set[str]) -> Iterator[tuple[Pair, Cause]]:
    scenarios = _scenarios_by_ends(scoped)
    queue_flows: dict[str, list[tuple[str, Flow]]] = {}
    for flow, source, target in _flows(scoped, excluded):
        pair = _dependency_pair(scoped, flow, source, target)
        if pair:
            yield (
                pair,
                Cause(
                    flow=flow,
                    scenarios=scenarios.get((flow.source, flow.target), ()),
                    assumption=Assumption.LABEL if is_labelled_answer(flow) else Assumption.NONE,
                ),
            )
            if scoped.roles[pair[1]] is Role.BROKER:
                queue_flows.setdefault(pair[1], []).append((pair[0], flow))
    for queue, flows in queue_flows.items():
        element = scoped.model.elements[queue]
        yield from _queue_causes(
            scoped, queue, flows, is_shared=element.role == Role.BROKER or element.shape is not Shape.QUEUE
        )


def _in_order(scoped: ScopedModel, order: LayerOrder, pair: Pair, cause: Cause) -> Cause:
    """Return ``cause`` with the rule whose layers it runs against, which may distinguish components."""
    if not order.ranks:
        return cause
    flow = cause.flow
    ends = (flow.source, flow.target) if scoped.node_of(flow.source) == pair[0] else (flow.target, flow.source)
    rule = order.violated_rule(*pair, cause.mode) or (not cause.queue and order.violated_rule(*ends, cause.mode))
    return replace(cause, violated_rule=rule) if rule else cause


def _scenarios_by_ends(scoped: ScopedModel) -> dict[Pair, tuple[str, ...]]:
    """Return the names of the scenarios that have a step from one element to another."""
    scenarios: dict[Pair, set[str]] = {}
    for scenario in scoped.model.scenarios:
        for step in scenario.steps:
            scenarios.setdefault((step.source, step.target), set()).add(scenario.name)
    return {pair: tuple(sorted(names)) for pair, names in scenarios.items()}


def _flows(scoped: ScopedModel, excluded: set[str], *, people: bool = False) -> Iterator[tuple[Flow, str, str]]:
    """Yield the flows in scope with their ends lifted to containers or systems (and people)."""
    excluded_flows = {flow.name for flow in scoped.excluded_flows}
    nodes = {name: scoped.node_of(name) for name in scoped.model.elements}
    for flow in scoped.model.flows:
        source, target = nodes[flow.source], nodes[flow.target]
        if flow.name in excluded_flows or not excluded.isdisjoint((source, target, flow.source, flow.target)):
            continue
        if people or (source in scoped.roles and target in scoped.roles):
            yield flow, source, target


def _dependency_pair(scoped: ScopedModel, flow: Flow, source: str, target: str) -> Pair | None:
    """Return the dependent and its dependency; None if the flow makes no dependency."""
    passive = scoped.roles[source] in PASSIVE, scoped.roles[target] in PASSIVE
    if all(passive) or (source == target and flow.source != flow.target):
        return None
    if source.startswith(f"{target}.") or target.startswith(f"{source}."):
        return None
    if any(passive):
        return (target, source) if passive[0] else (source, target)
    starts_at_target = flow.initiator == flow.target and flow.source != flow.target
    return (target, source) if starts_at_target else (source, target)


def _queue_causes(
    scoped: ScopedModel, queue: str, flows: list[tuple[str, Flow]], *, is_shared: bool
) -> Iterator[tuple[Pair, Cause]]:
    """Yield the dependencies of the producers of a queue on its consumers.

    An element that produces and consumes depends on itself only through one queue, or one topic of
    a broker.
    """
    access = [
        (name, flow, queue_access(flow, queue_is_target=scoped.node_of(flow.target) == queue)) for name, flow in flows
    ]
    consumers = [(name, flow) for name, flow, does in access if does.reads]
    producers = [(name, flow) for name, flow, does in access if does.writes]
    has_topics = is_shared or (len(_names(producers)) > 1 and len(_names(consumers)) > 1)
    for producer, publication in producers:
        for consumer, subscription in consumers:
            if publication is subscription or not _may_share_topic(publication, subscription):
                continue
            if producer == consumer and is_shared and not publication.topic:
                continue
            if producer == consumer or (producer not in lineage(consumer) and consumer not in lineage(producer)):
                yield (
                    (producer, consumer),
                    Cause(
                        flow=publication,
                        second_hop=subscription,
                        queue=queue,
                        assumption=_queue_assumption(
                            publication,
                            subscription,
                            is_target=scoped.node_of(subscription.target) == queue,
                            has_topics=has_topics,
                        ),
                    ),
                )


def _names(flows: Iterable[tuple[str, Flow]]) -> set[str]:
    return {name for name, _ in flows}


def _queue_assumption(publication: Flow, subscription: Flow, *, is_target: bool, has_topics: bool) -> Assumption:
    """Return the assumption that joins a producer with a consumer; ``is_target`` is where the queue is.

    A queue with several producers and several consumers may have several topics, like a broker.
    """
    if is_labelled_consumer(subscription) and is_target:
        return Assumption.LABEL
    return Assumption.TOPIC if has_topics and not (publication.topic and subscription.topic) else Assumption.NONE


def _may_share_topic(publication: Flow, subscription: Flow) -> bool:
    """Return whether two flows may use one topic; a flow that names none may use any."""
    return not publication.topic or not subscription.topic or publication.topic == subscription.topic
