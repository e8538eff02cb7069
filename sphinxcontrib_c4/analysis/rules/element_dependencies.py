"""The dependencies that a declared rule is about: between elements as flows name them, with the flows behind them.

They differ from the dependency graph in four ways. People and elements with the role ``infrastructure`` take part,
because a rule may name them. Components are kept apart if the rule names a component. Sending a message is a
dependency on the queue alone, not on its consumers: that is how to invert a dependency. Chains do not lead through
people and external systems.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import PASSIVE, DependencyGraph
from sphinxcontrib_c4.analysis.dependencies.scope import Role, ScopedModel
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.model import DeclaredRule, Flow, Kind, Mode, lineage


@dataclass(frozen=True, slots=True)
class ElementDependencies:
    """The flows behind each dependency, sorted by ends; ``relays`` are the elements that a chain may lead through."""

    flows: Mapping[Pair, tuple[Flow, ...]]
    relays: frozenset[str]

    def without(self, pairs: Collection[Pair]) -> ElementDependencies:
        """Return the dependencies without those with the ends ``pairs``."""
        if not pairs:
            return self
        flows = {pair: flows for pair, flows in self.flows.items() if pair not in pairs}
        return ElementDependencies(flows, self.relays)

    def chains(self, starts: Iterable[str], is_inside: Callable[[str], bool]) -> Iterator[tuple[str, ...]]:
        """Yield a shortest chain of two or more dependencies from each start to each end that is inside.

        The elements between them are relays that are not inside.
        """
        successors: dict[str, list[str]] = {}
        for source, target in self.flows:
            successors.setdefault(source, []).append(target)
        for start in sorted(starts):
            yield from self._chains_from(start, successors, is_inside)

    def _chains_from(
        self, start: str, successors: Mapping[str, list[str]], is_inside: Callable[[str], bool]
    ) -> Iterator[tuple[str, ...]]:
        before = {start: ""}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for successor in successors.get(node, ()):
                if successor in before:
                    continue
                before[successor] = node
                if is_inside(successor):
                    if node != start:
                        yield _path(before, successor)
                elif successor in self.relays:
                    queue.append(successor)


class DependenciesOfRules:
    """The dependencies that rules are about, which are equal for most rules and computed once."""

    def __init__(self, graph: DependencyGraph) -> None:
        """Take the dependencies from ``graph``."""
        self._scoped = graph.scoped
        self._cached: dict[tuple[bool, bool], ElementDependencies] = {}

    def of(self, rule: DeclaredRule) -> ElementDependencies:
        """Return the dependencies that ``rule`` is about."""
        elements = self._scoped.model.elements
        keeps_components = any(
            elements[name].kind is Kind.COMPONENT and elements[name].parent not in selection
            for selection in rule.selections
            for name in selection.members
        )
        key = keeps_components, rule.sync_only
        if key not in self._cached:
            self._cached[key] = _dependencies(self._scoped, keeps_components=keeps_components, sync_only=rule.sync_only)
        return self._cached[key]


def _dependencies(scoped: ScopedModel, *, keeps_components: bool, sync_only: bool) -> ElementDependencies:
    elements = scoped.model.elements
    flows: dict[Pair, list[Flow]] = {}
    for flow in _flows(scoped):
        ends = dependency_ends(scoped, flow)
        if ends is None:
            continue
        pair = _lifted(scoped, ends, keeps_components=keeps_components)
        is_inner = pair[0] in lineage(pair[1]) or pair[1] in lineage(pair[0])
        if not is_inner and not (sync_only and flow.mode is Mode.ASYNC):
            flows.setdefault(pair, []).append(flow)
    relays = (name for name, element in elements.items() if element.kind is not Kind.PERSON and not element.external)
    return ElementDependencies({pair: _sorted(flows[pair]) for pair in sorted(flows)}, frozenset(relays))


def dependency_ends(scoped: ScopedModel, flow: Flow) -> Pair | None:
    """Return the dependent end of ``flow`` and its dependency.

    Stores and queues depend on nothing, so the result is None for a flow between two of them.
    """
    passive = tuple(scoped.roles.get(end, Role.NONE) in PASSIVE for end in (flow.source, flow.target))
    if all(passive):
        return None
    is_reversed = passive[0] if passive[0] != passive[1] else flow.initiator == flow.target
    return (flow.target, flow.source) if is_reversed else (flow.source, flow.target)


def _flows(scoped: ScopedModel) -> Iterator[Flow]:
    """Yield the flows in scope, and those of infrastructure."""
    excluded_flows = {flow.name for flow in scoped.excluded_flows}
    excluded = {
        element.name for element in scoped.excluded if scoped.roles.get(element.name) is not Role.INFRASTRUCTURE
    }
    for flow in scoped.model.flows:
        if flow.name not in excluded_flows and excluded.isdisjoint((flow.source, flow.target)):
            yield flow


def _lifted(scoped: ScopedModel, pair: Pair, *, keeps_components: bool) -> Pair:
    """Return the ends as containers, or as components; a whole system is the container that stands for it."""
    if keeps_components:
        return scoped.representatives.get(pair[0], pair[0]), scoped.representatives.get(pair[1], pair[1])
    return scoped.node_of(pair[0]), scoped.node_of(pair[1])


def _sorted(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    return tuple(sorted(flows, key=lambda flow: (flow.source, flow.target, flow.label, flow.name)))


def _path(before: Mapping[str, str], end: str) -> tuple[str, ...]:
    path = [end]
    while before[path[-1]]:
        path.append(before[path[-1]])
    return tuple(reversed(path))
