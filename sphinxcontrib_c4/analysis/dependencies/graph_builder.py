"""Dependencies: who needs whom, read off the flows of a model.

An edge leads from the end that starts a flow (caller, consumer, puller) to the one that answers, which
need not be the way that data moves. Stores and queues are never the dependent end. What is sent to
a queue makes its producers depend on its consumers, asynchronously: who deletes a queue from the
picture hides the loops that run through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.scope import Role, ScopedModel, lineage
from sphinxcontrib_c4.analysis.dependencies.store_access import queue_access
from sphinxcontrib_c4.model import Flow, Kind, Mode, Shape

PASSIVE = frozenset((Role.STORE, Role.BROKER))
"""Roles of what is only ever called."""

Pair = tuple[str, str]
"""Who depends, and on whom: two full names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One reason for a dependency: a flow, or one that reaches its end ``onward`` through ``queue``.

    ``scenarios`` are the full names of those that have a step between the same ends.
    """

    flow: Flow
    onward: Flow | None = None
    queue: str = ""
    scenarios: tuple[str, ...] = ()

    @property
    def mode(self) -> Mode:
        """The mode of the dependency: through a queue it is asynchronous."""
        return Mode.ASYNC if self.onward else self.flow.mode

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The flows behind it, in the order in which data passes."""
        return (self.flow, self.onward) if self.onward else (self.flow,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """All that makes ``source`` depend on ``target``; ``mode`` is that of the tightest use.

    Both are containers, or systems where a flow names no container. ``uses`` is never empty.
    """

    source: str
    target: str
    mode: Mode
    uses: tuple[Use, ...]

    @property
    def pair(self) -> Pair:
        """Its ends."""
        return self.source, self.target

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues that it runs through, where it does."""
        return tuple(sorted({use.queue for use in self.uses if use.queue}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """The graph of dependencies of a scoped model.

    ``nodes`` are, by name, the containers in scope, the systems that have none, and the systems that a
    flow names as a whole. ``edges`` are sorted by their ends.
    """

    scoped: ScopedModel
    nodes: tuple[str, ...]
    edges: Mapping[Pair, Edge]

    def near(self, subject: str) -> Dependencies:
        """The graph of the system ``subject`` and all that it is joined to; the whole where it is empty."""
        edges = near(self.edges, subject)
        ends = {end for pair in edges for end in pair}
        nodes = tuple(name for name in self.nodes if name in ends or name.split(".", 1)[0] == subject or not subject)
        return Dependencies(scoped=self.scoped, nodes=nodes, edges=edges)

    def role(self, name: str) -> Role:
        """What ``name`` is to the analysis."""
        return self.scoped.roles[name]

    def flows(self, *, people: bool) -> list[Flow]:
        """The flows in scope, by ends and name; with ``people``, those of people among them."""
        hidden = {element.name for element in self.scoped.hidden}
        return sorted(
            (flow for flow, *ends in _flows(self.scoped, hidden, people=people)),
            key=lambda flow: (flow.source, flow.target, flow.label, flow.name),
        )


def near(edges: Mapping[Pair, Edge], subject: str) -> dict[Pair, Edge]:
    """The edges among the system ``subject``, or what is inside of it, and all that is joined to that.

    All edges where ``subject`` is empty.
    """
    joined = [pair for pair in edges if any(end.split(".", 1)[0] == subject for end in pair)]
    ends = {end for pair in joined for end in pair}
    return {pair: edge for pair, edge in edges.items() if not subject or ends.issuperset(pair)}


def dependencies(scoped: ScopedModel) -> Dependencies:
    """Read the dependencies off the flows of ``scoped``."""
    hidden = {element.name for element in scoped.hidden}
    uses: dict[Pair, list[Use]] = {}
    for pair, use in _uses(scoped, hidden):
        uses.setdefault(pair, []).append(use)
    edges = {pair: edge(pair, uses[pair]) for pair in sorted(uses)}
    return Dependencies(scoped=scoped, nodes=_nodes(scoped, hidden, edges), edges=edges)


def container_of(name: str) -> str:
    """The container of a component; anything else is itself."""
    return ".".join(name.split(".")[:2])


def tightest(modes: Iterator[Mode]) -> Mode:
    """The mode that ties the ends of an edge most."""
    found = set(modes)
    return next(mode for mode in (Mode.SYNC, Mode.UNKNOWN, Mode.ASYNC) if mode in found)


def edge(pair: Pair, uses: Iterable[Use]) -> Edge:
    """The edge of all ``uses``, in an order that does not depend on that of the model."""
    ordered = sorted(uses, key=lambda use: [(f.source, f.target, f.label, f.name) for f in use.flows])
    return Edge(source=pair[0], target=pair[1], mode=tightest(use.mode for use in ordered), uses=tuple(ordered))


def _nodes(scoped: ScopedModel, hidden: set[str], edges: Mapping[Pair, Edge]) -> tuple[str, ...]:
    elements = scoped.model.elements.values()
    wholes = {element.parent for element in elements if element.kind is Kind.CONTAINER}
    parts = {e.name for e in elements if e.kind is Kind.CONTAINER or (e.kind is Kind.SYSTEM and e.name not in wholes)}
    return tuple(sorted((parts - hidden) | {end for pair in edges for end in pair}))


def _uses(scoped: ScopedModel, hidden: set[str]) -> Iterator[tuple[Pair, Use]]:
    scenarios = _scenarios(scoped)
    ends_at: dict[str, list[tuple[str, Flow]]] = {}
    for flow, source, target in _flows(scoped, hidden):
        pair = _pair(scoped, flow, source, target)
        if pair:
            yield pair, Use(flow=flow, scenarios=scenarios.get((flow.source, flow.target), ()))
            if scoped.roles[pair[1]] is Role.BROKER:
                ends_at.setdefault(pair[1], []).append((pair[0], flow))
    for queue, ends in ends_at.items():
        element = scoped.model.elements[queue]
        yield from _through(queue, ends, is_shared=element.role == Role.BROKER or element.shape is not Shape.QUEUE)


def _scenarios(scoped: ScopedModel) -> dict[Pair, tuple[str, ...]]:
    """The scenarios that have a step from one element to another."""
    found: dict[Pair, set[str]] = {}
    for scenario in scoped.model.scenarios:
        for step in scenario.steps:
            found.setdefault((step.source, step.target), set()).add(scenario.name)
    return {pair: tuple(sorted(names)) for pair, names in found.items()}


def _flows(scoped: ScopedModel, hidden: set[str], *, people: bool = False) -> Iterator[tuple[Flow, str, str]]:
    """The flows in scope between containers or systems (and people), with the two."""
    dropped = {flow.name for flow in scoped.hidden_flows}
    for flow in scoped.model.flows:
        ends = container_of(flow.source), container_of(flow.target)
        if flow.name in dropped or not hidden.isdisjoint((*ends, flow.source, flow.target)):
            continue
        if people or all(end in scoped.roles for end in ends):
            yield flow, *ends


def _pair(scoped: ScopedModel, flow: Flow, source: str, target: str) -> Pair | None:
    """Who depends on whom by ``flow``; ``None`` where it makes nobody depend on another."""
    passive = scoped.roles[source] in PASSIVE, scoped.roles[target] in PASSIVE
    if all(passive) or (source == target and flow.source != flow.target):
        return None
    if source != target and (source in lineage(target) or target in lineage(source)):
        return None
    if any(passive):
        return (target, source) if passive[0] else (source, target)
    starts_at_target = flow.initiator == flow.target and flow.source != flow.target
    return (target, source) if starts_at_target else (source, target)


def _through(queue: str, ends: list[tuple[str, Flow]], *, is_shared: bool) -> Iterator[tuple[Pair, Use]]:
    """The dependencies of the producers of a queue on its consumers.

    What both sends and takes depends on itself only where that is one queue, or one topic of a broker.
    """
    access = [(name, flow, queue_access(flow, queue_is_target=_is_at(queue, flow))) for name, flow in ends]
    consumers = [(name, flow) for name, flow, does in access if does.reads]
    for producer, sent in ((name, flow) for name, flow, does in access if does.writes):
        for consumer, taken in consumers:
            if sent is taken or not _is_one_topic(sent, taken):
                continue
            if producer == consumer and is_shared and not sent.topic:
                continue
            if producer == consumer or (producer not in lineage(consumer) and consumer not in lineage(producer)):
                yield (producer, consumer), Use(flow=sent, onward=taken, queue=queue)


def _is_at(queue: str, flow: Flow) -> bool:
    return container_of(flow.target) == queue


def _is_one_topic(one: Flow, other: Flow) -> bool:
    """Whether two flows may be of one topic; one that names none may be of any."""
    return not one.topic or not other.topic or one.topic == other.topic
