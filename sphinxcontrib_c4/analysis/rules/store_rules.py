"""Rules about stores: access past the system that owns the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph
from sphinxcontrib_c4.analysis.dependencies.scope import Role
from sphinxcontrib_c4.analysis.dependencies.store_access import Access, store_access
from sphinxcontrib_c4.analysis.rules.base import Rule, RuleFinding, RuleSettings
from sphinxcontrib_c4.model import Flow, Kind, Severity, count_noun, join_names, system_of


@dataclass(frozen=True, slots=True)
class _StoreFlow:
    """A flow at a store: the element at its far end, and its access to the store."""

    flow: Flow
    store: str
    user: str
    access: Access


class SharedStore(Rule):
    """Stores that several systems write, or that one system writes and another reads."""

    id = "shared-store"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each shared store."""
        by_store: dict[str, list[_StoreFlow]] = {}
        for flow in _store_flows(graph, people=False):
            by_store.setdefault(flow.store, []).append(flow)
        for store in sorted(by_store):
            writers = {system_of(flow.user) for flow in by_store[store] if flow.access.writes}
            readers = {system_of(flow.user) for flow in by_store[store] if flow.access.reads} - writers
            if len(writers) > 1:
                message = f"{count_noun(len(writers), 'system')} write {store}: {join_names(sorted(writers))}."
                yield self._finding(graph, store, by_store[store], Severity.ERROR, message)
            elif writers and readers:
                verb = "reads" if len(readers) == 1 else "read"
                message = f"{join_names(writers)} writes {store}, and {join_names(sorted(readers))} {verb} it directly."
                yield self._finding(graph, store, by_store[store], Severity.WARNING, message)

    def _finding(
        self, graph: DependencyGraph, store: str, store_flows: list[_StoreFlow], severity: Severity, message: str
    ) -> RuleFinding:
        element = graph.scoped.model.elements[store]
        flows = tuple(store_flow.flow for store_flow in store_flows)
        return self.make_finding(
            message,
            severity=severity,
            elements=(store,),
            edges=sorted({(store_flow.user, store) for store_flow in store_flows}),
            flows=flows,
            position=element.position,
            suppression=self.suppression((element,), flows),
        )


class ExternalStoreAccess(Rule):
    """Own stores that a person or an external system accesses directly."""

    id = "external-store-access"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each flow of an outsider at an own store."""
        elements = graph.scoped.model.elements
        for store_flow in _store_flows(graph, people=True):
            user = elements[store_flow.user]
            if not elements[store_flow.store].external and (user.external or user.kind is Kind.PERSON):
                yield self._finding(graph, store_flow)

    def _finding(self, graph: DependencyGraph, store_flow: _StoreFlow) -> RuleFinding:
        elements = graph.scoped.model.elements
        user, store = elements[store_flow.user], elements[store_flow.store]
        caller = "The person" if user.kind is Kind.PERSON else "The external system"
        return self.make_finding(
            f"{caller} {store_flow.user} {_verb(store_flow.access)} {store_flow.store} directly.",
            elements=(store_flow.store, store_flow.user),
            edges=((store_flow.user, store_flow.store),),
            flows=(store_flow.flow,),
            position=store_flow.flow.position,
            advice=f"Give {store_flow.user} an API, an export or events of {system_of(store_flow.store)} instead.",
            suppression=self.suppression((store, user), (store_flow.flow,)),
        )


def _verb(access: Access) -> str:
    if access.reads:
        return "reads and writes" if access.writes else "reads"
    return "writes"


def _store_flows(graph: DependencyGraph, *, people: bool) -> Iterator[_StoreFlow]:
    """Yield the flows in scope between a store and an element that is not a store, by name."""
    stores = {name for name in graph.nodes if graph.role(name) is Role.STORE}
    for flow in graph.flows(people=people):
        source, target = graph.node_of(flow.source), graph.node_of(flow.target)
        if (source in stores) == (target in stores):
            continue
        store, user = (target, source) if target in stores else (source, target)
        yield _StoreFlow(flow, store, user, store_access(flow, store_is_target=store == target))
