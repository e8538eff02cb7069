"""The graph along which a failure spreads: the dependency graph without false chains.

A chain through an external system, or on to a flow with another ``trigger``, exists only if a scenario contains it.
A flow that names a system with several containers is meant for an unknown one of them: links of unknown mode join the
system with its containers, so that a chain through it is possible and never certain. Such a system has two nodes, one
for the flows that end at it and one for those that start at it: a flow to one container and a flow from another are not
a chain. A webhook or another answer counts as asynchronous, whatever its mode: its sender does not need a result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.answers import is_answer
from sphinxcontrib_c4.analysis.dependencies.graph_builder import (
    PASSIVE,
    Cause,
    DependencyEdge,
    DependencyGraph,
    build_graph,
)
from sphinxcontrib_c4.analysis.dependencies.relays import element_of, split_relays
from sphinxcontrib_c4.analysis.dependencies.scope import Scope, apply_scope
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.model import Kind, Mode, Model

_OUT = "\0"
"""The suffix of the node from which the flows of a whole system start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactLink:
    """A link from a node to one that it depends on; a link between a system and a part of it has no ``edge``.

    ``is_stated`` is false if the dependency rests on an assumption, such as a topic that no flow names. ``guessed`` is
    the bit of the system whose container the link guesses, or 0; chains combine these bits.
    """

    source: str
    target: str
    mode: Mode
    edge: DependencyEdge | None = None
    is_stated: bool = True
    guessed: int = 0

    @property
    def pair(self) -> Pair:
        """Both nodes."""
        return self.source, self.target

    @property
    def ends(self) -> Pair:
        """The elements of both nodes."""
        return element_of(self.source), element_of(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactGraph:
    """The links by their nodes, sorted, and the dependency graph from which they are built.

    ``outgoing`` and ``incoming`` map a node to the links that leave and enter it; ``guesses`` maps each system whose
    container a link guesses to its bit.
    """

    dependencies: DependencyGraph
    links: Mapping[Pair, ImpactLink]
    outgoing: Mapping[str, Sequence[ImpactLink]]
    incoming: Mapping[str, Sequence[ImpactLink]]
    guesses: Mapping[str, int]

    @property
    def model(self) -> Model:
        """The model that the graph is made from."""
        return self.dependencies.scoped.model

    def nodes_of(self, elements: frozenset[str]) -> tuple[str, ...]:
        """Return the nodes of ``elements``, sorted, including those without links."""
        ends = self.outgoing.keys() | self.incoming.keys()
        return tuple(sorted({end for end in ends if element_of(end) in elements} | elements))

    def across_triggers(self) -> ImpactGraph:
        """Return the graph in which flows with different triggers are chains, too."""
        has_triggers = any(flow.trigger for flow in self.model.flows)
        return _expand(self.dependencies, by_trigger=False) if has_triggers else self


def build_impact_graph(model: Model, scope: Scope) -> ImpactGraph:
    """Return the graph of ``model``; of ``scope``, only the roles count: a failure spreads through all elements."""
    graph = build_graph(apply_scope(model, Scope(roles=scope.roles, ignored_roles=frozenset())))
    return _expand(graph, by_trigger=True)


def _expand(graph: DependencyGraph, *, by_trigger: bool) -> ImpactGraph:
    systems = _divided_systems(graph)
    edges = split_relays(graph.edges, graph.external, by_trigger=by_trigger)
    links = [_link(pair, edge, systems) for pair, edge in edges.items()]
    callers: dict[str, list[str]] = {}
    for node in dict.fromkeys(link.source for link in links):
        callers.setdefault(element_of(node), []).append(node)
    guesses = {system: 1 << place for place, system in enumerate(systems)}
    for system, containers in systems.items():
        links += _part_links(system, containers, callers.get(system, ()), guesses[system])
    by_nodes = {link.pair: link for link in links}
    outgoing: dict[str, list[ImpactLink]] = {}
    incoming: dict[str, list[ImpactLink]] = {}
    ordered = {pair: by_nodes[pair] for pair in sorted(by_nodes)}
    for link in ordered.values():
        outgoing.setdefault(link.source, []).append(link)
        incoming.setdefault(link.target, []).append(link)
    return ImpactGraph(dependencies=graph, links=ordered, outgoing=outgoing, incoming=incoming, guesses=guesses)


def _link(pair: Pair, edge: DependencyEdge, systems: Collection[str]) -> ImpactLink:
    source = f"{pair[0]}{_OUT}" if pair[0] in systems else pair[0]
    modes = {_mode(cause) for cause in edge.causes}
    return ImpactLink(
        source=source,
        target=pair[1],
        mode=next(mode for mode in (Mode.SYNC, Mode.UNKNOWN, Mode.ASYNC) if mode in modes),
        edge=edge,
        is_stated=any(not cause.assumption for cause in edge.causes),
    )


def _mode(cause: Cause) -> Mode:
    """Return the mode of a cause: asynchronous for an answer, unknown instead of synchronous if it is assumed."""
    if is_answer(cause.flow):
        return Mode.ASYNC
    return Mode.UNKNOWN if cause.assumption and cause.mode is Mode.SYNC else cause.mode


def _divided_systems(graph: DependencyGraph) -> dict[str, tuple[str, ...]]:
    """Return the containers of each internal system that a flow names as a whole."""
    elements = graph.scoped.model.elements
    systems = [name for name in graph.nodes if elements[name].kind is Kind.SYSTEM and not elements[name].external]
    parts: dict[str, list[str]] = {name: [] for name in systems}
    for element in elements.values():
        if element.kind is Kind.CONTAINER and element.parent in parts and graph.role(element.name) not in PASSIVE:
            parts[element.parent].append(element.name)
    return {name: tuple(containers) for name, containers in parts.items() if containers}


def _part_links(system: str, containers: Iterable[str], starts: Collection[str], guessed: int) -> Iterator[ImpactLink]:
    """Yield the links between a system and the containers that a flow may mean.

    ``starts`` are the nodes of the system from which flows start; there may be several, with chains of their own.
    """

    def link(source: str, target: str) -> ImpactLink:
        return ImpactLink(source=source, target=target, mode=Mode.UNKNOWN, guessed=guessed)

    if f"{system}{_OUT}" in starts:
        yield link(system, f"{system}{_OUT}")
    for container in containers:
        yield link(system, container)
        yield from (link(container, node) for node in starts)
