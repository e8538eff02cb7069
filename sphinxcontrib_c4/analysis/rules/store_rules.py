"""Rules about stores: who reads and writes them past the system that owns them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies, container_of
from sphinxcontrib_c4.analysis.dependencies.scope import Role
from sphinxcontrib_c4.analysis.dependencies.store_access import Access, store_access
from sphinxcontrib_c4.analysis.enums import Severity
from sphinxcontrib_c4.analysis.rules.base import Rule, Rules, Weakness, counted, listed, suppression_of
from sphinxcontrib_c4.model import Flow, Kind


@dataclass(frozen=True, slots=True)
class _Touch:
    """One flow at a store: who is at the other end, and what it does."""

    flow: Flow
    store: str
    other: str
    access: Access


def shared_stores(whole: Dependencies, _rules: Rules) -> Iterator[Weakness]:
    """Stores that several systems write, or that one writes and another reads."""
    for store, touches in _by_store(whole).items():
        writers = {_system(t.other) for t in touches if t.access.writes}
        readers = {_system(t.other) for t in touches if t.access.reads} - writers
        if len(writers) > 1:
            what = f"{counted(len(writers), 'system')} write {store}: {listed(sorted(writers))}."
            yield _shared(whole, store, touches, Severity.ERROR, what)
        elif writers and readers:
            what = f"{listed(sorted(writers))} writes {store}, and {listed(sorted(readers))} reads it directly."
            yield _shared(whole, store, touches, Severity.WARNING, what)


def external_access(whole: Dependencies, _rules: Rules) -> Iterator[Weakness]:
    """Stores of ours that a person or an external system is joined to directly."""
    for touch in _touches(whole, people=True):
        elements = whole.scoped.model.elements
        other, store = elements[touch.other], elements[touch.store]
        if store.external or not (other.external or other.kind is Kind.PERSON):
            continue
        who = "The person" if other.kind is Kind.PERSON else "The external system"
        does = {(True, True): "reads and writes", (True, False): "reads"}
        verb = does.get((touch.access.reads, touch.access.writes), "writes")
        yield Weakness(
            rule=Rule.EXTERNAL_STORE_ACCESS,
            severity=Severity.ERROR,
            elements=(touch.store, touch.other),
            edges=((touch.other, touch.store),),
            flows=(touch.flow,),
            position=touch.flow.position,
            what=f"{who} {touch.other} {verb} {touch.store} directly.",
            why="Its tables become an interface that no code guards: neither side can change them alone.",
            advice=f"Give {touch.other} an API, an export or events of {_system(touch.store)} instead.",
            suppression=suppression_of(Rule.EXTERNAL_STORE_ACCESS, (store, other), (touch.flow,)),
        )


def _shared(whole: Dependencies, store: str, touches: list[_Touch], severity: Severity, what: str) -> Weakness:
    flows = tuple(touch.flow for touch in touches)
    return Weakness(
        rule=Rule.SHARED_STORE,
        severity=severity,
        elements=(store,),
        edges=tuple(sorted({(touch.other, store) for touch in touches})),
        flows=flows,
        position=whole.scoped.model.elements[store].position,
        what=what,
        why="A change of the schema breaks the others, and no one system can vouch for the data.",
        advice="Let one system own the store, and the others ask it, or copy what they need from its events.",
        suppression=suppression_of(Rule.SHARED_STORE, (whole.scoped.model.elements[store],), flows),
    )


def _by_store(whole: Dependencies) -> dict[str, list[_Touch]]:
    found: dict[str, list[_Touch]] = {}
    for touch in _touches(whole, people=False):
        found.setdefault(touch.store, []).append(touch)
    return {store: found[store] for store in sorted(found)}


def _touches(whole: Dependencies, *, people: bool) -> Iterator[_Touch]:
    """The flows in scope between a store and something that is none, by name."""
    stores = {name for name in whole.nodes if whole.role(name) is Role.STORE}
    for flow in whole.flows(people=people):
        source, target = container_of(flow.source), container_of(flow.target)
        if (source in stores) == (target in stores):
            continue
        store, other = (target, source) if target in stores else (source, target)
        yield _Touch(flow, store, other, store_access(flow, store_is_target=store == target))


def _system(name: str) -> str:
    return name.split(".", 1)[0]
