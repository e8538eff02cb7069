"""The impact of a failure of one element: what stops or is delayed, what is needed, and who is responsible.

Calls that need the failed element fail. The model does not describe fallbacks, caches and retries, so an element
that stops is one that its calls alone cannot keep running.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.scope import Scope
from sphinxcontrib_c4.analysis.impact.closure import Effect, ReachedElement, dependencies, dependents
from sphinxcontrib_c4.analysis.impact.impact_graph import ImpactGraph, build_impact_graph
from sphinxcontrib_c4.analysis.impact.paths import PathSearch, find_paths
from sphinxcontrib_c4.model import (
    Flow,
    Kind,
    Mode,
    Model,
    NameLookupError,
    Scenario,
    Step,
    UnknownNameError,
    lineage,
    quoted,
    resolve,
)

_EFFECTS = {Mode.SYNC: Effect.STOPS, Mode.UNKNOWN: Effect.MAY_STOP, Mode.ASYNC: Effect.DELAYED}
_POSSIBLE = {
    Mode.SYNC: Effect.MAY_STOP,
    Mode.UNKNOWN: Effect.MAY_STOP,
    Mode.ASYNC: Effect.MAY_BE_DELAYED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedPerson:
    """A person, and the flows with elements that a failure affects, each with its effect; the worst is first."""

    name: str
    flows: tuple[tuple[Flow, Effect], ...]

    @property
    def effect(self) -> Effect:
        """The worst effect."""
        return self.flows[0][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedStep:
    """A step of a scenario with its number, from 1; ``is_direct`` states that an end of it has failed."""

    number: int
    step: Step
    effect: Effect
    is_direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedScenario:
    """A scenario, and its steps that a failure affects, in their order."""

    scenario: Scenario
    steps: tuple[AffectedStep, ...]

    @property
    def effect(self) -> Effect:
        """The worst effect."""
        return min((step.effect for step in self.steps), key=lambda effect: effect.rank)

    @property
    def first(self) -> AffectedStep:
        """The first step with the worst effect."""
        return next(step for step in self.steps if step.effect is self.effect)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedElements:
    """An owner (``""`` if the model names none) and the elements in question that they own, the worst first."""

    owner: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """The impact of a failure of ``subject``.

    ``failed`` are the elements that are down: the subject and, if it is a system, its containers.
    ``affected`` depend on them, and ``by_other_triggers`` would if calls with different triggers formed
    chains; ``needs`` are elements whose failure has the given effect on the subject.
    ``owners`` own the subject (first) and elements that are affected.
    """

    model: Model
    subject: str
    failed: tuple[str, ...]
    affected: tuple[ReachedElement, ...]
    by_other_triggers: tuple[ReachedElement, ...]
    needs: tuple[ReachedElement, ...]
    people: tuple[AffectedPerson, ...]
    scenarios: tuple[AffectedScenario, ...]
    owners: tuple[OwnedElements, ...]

    def with_effect(self, *effects: Effect) -> tuple[ReachedElement, ...]:
        """Return the affected elements with one of ``effects``."""
        return tuple(reached for reached in self.affected if reached.effect in effects)


def find_impact(model: Model, name: str, *, scope: Scope | None = None) -> Impact:
    """Return the impact of a failure of the element with the full or short ``name``.

    Raises:
        model.NameLookupError: there is no such element, or it is a person.
    """
    graph = build_impact_graph(model, scope or Scope())
    subject = _node(graph, resolve_failing(model, name))
    failed = _parts(model, subject)
    affected = dependents(graph, failed)
    names = {reached.name for reached in affected}
    loose_graph = graph.across_triggers()
    further = dependents(loose_graph, failed) if loose_graph is not graph else ()
    return Impact(
        model=model,
        subject=subject,
        failed=tuple(sorted(failed)),
        affected=affected,
        by_other_triggers=tuple(reached for reached in further if reached.name not in names),
        needs=dependencies(graph, failed),
        people=tuple(sorted(_people(graph, failed, affected), key=lambda person: (person.effect.rank, person.name))),
        scenarios=tuple(_scenarios(graph, failed, affected)),
        owners=_owners(model, [subject, *(reached.name for reached in affected)]),
    )


def find_dependency_paths(
    model: Model, name: str, other_name: str, *, scope: Scope | None = None
) -> tuple[PathSearch, PathSearch]:
    """Return the paths of dependencies from one element to another, and those back.

    Raises:
        model.NameLookupError: there is no such element, it is a person, or one element contains the other.
    """
    graph = build_impact_graph(model, scope or Scope())
    source, target = (_node(graph, resolve_failing(model, text)) for text in (name, other_name))
    if source in lineage(target) or target in lineage(source):
        reason = f"{quoted(name)} and {quoted(other_name)} are the same element, or parts of one; name two others"
        raise NameLookupError(other_name, reason)
    starts, ends = _parts(model, source), _parts(model, target)
    return (
        find_paths(graph, source, target, starts=starts, ends=ends),
        find_paths(graph, target, source, starts=ends, ends=starts),
    )


def resolve_failing(model: Model, name: str) -> str:
    """Return the full name of the system, container or component that ``name`` means.

    Raises:
        model.NameLookupError: there is no such element, or it is a person.
    """
    candidates = {element.name for element in model.elements.values() if element.kind is not Kind.PERSON}
    try:
        return resolve(name, candidates)
    except UnknownNameError as error:
        if name in model.aliases:
            return resolve_failing(model, model.aliases[name])
        if any(element == name and element not in candidates for element in model.elements):
            reason = f"{quoted(name)} is a person; name a system or a container"
            raise NameLookupError(name, reason) from error
        raise


# --- The failed elements ---


def _node(graph: ImpactGraph, name: str) -> str:
    """Return the container of a component; a system stays a system, even with one container."""
    return ".".join(name.split(".")[:2]) if graph.model.elements[name].kind is Kind.COMPONENT else name


def _parts(model: Model, name: str) -> frozenset[str]:
    """Return an element and, of a system, its containers."""
    return frozenset((name, *(element.name for element in model.children(name) if element.kind is Kind.CONTAINER)))


# --- People and scenarios ---


class _EffectOfCall:
    """The effect of a failure on a flow or step: that of its mode at a failed end, else a possible one."""

    def __init__(self, graph: ImpactGraph, failed: frozenset[str], affected: Iterable[ReachedElement]) -> None:
        """Collect the elements that fail, stop or may stop, and the elements that contain a failed one."""
        self._graph = graph
        self._failed = failed
        self._ancestors = {ancestor for name in failed for ancestor in lineage(name)[1:]}
        self._stopped = {reached.name for reached in affected if not reached.effect.is_delay}

    def find(self, ends: Iterable[str], mode: Mode) -> tuple[Effect, bool] | None:
        """Return the effect, and whether an end has failed; None without an effect."""
        nodes = {self._graph.dependencies.node_of(end) for end in ends}
        if nodes & self._failed:
            return _EFFECTS[mode], True
        if nodes & self._ancestors:
            return _POSSIBLE[mode], True
        return (_POSSIBLE[mode], False) if nodes & self._stopped else None


def _people(
    graph: ImpactGraph, failed: frozenset[str], affected: tuple[ReachedElement, ...]
) -> Iterator[AffectedPerson]:
    """Yield the people with a flow from or to an element that fails or stops."""
    effects, flows = _EffectOfCall(graph, failed, affected), _flows_of_people(graph.model)
    for person in flows:
        pairs = ((flow, effects.find((flow.source, flow.target), flow.mode)) for flow in flows[person])
        affected_flows = [(flow, effect[0]) for flow, effect in pairs if effect]
        if affected_flows:
            yield AffectedPerson(name=person, flows=tuple(sorted(affected_flows, key=_flow_order)))


def _flow_order(pair: tuple[Flow, Effect]) -> tuple[int, str, str, str]:
    flow, effect = pair
    return effect.rank, flow.source, flow.target, flow.name


def _flows_of_people(model: Model) -> Mapping[str, list[Flow]]:
    flows: dict[str, list[Flow]] = {e.name: [] for e in model.elements.values() if e.kind is Kind.PERSON}
    for flow in model.flows:
        for end in (flow.source, flow.target):
            if end in flows:
                flows[end].append(flow)
    return flows


def _scenarios(
    graph: ImpactGraph, failed: frozenset[str], affected: tuple[ReachedElement, ...]
) -> Iterator[AffectedScenario]:
    """Yield the affected scenarios, the worst first, then by name."""
    effects = _EffectOfCall(graph, failed, affected)
    scenarios = [
        AffectedScenario(scenario=scenario, steps=steps)
        for scenario in graph.model.scenarios
        if (steps := tuple(_steps(scenario, effects)))
    ]
    yield from sorted(scenarios, key=lambda affected: (affected.effect.rank, affected.scenario.name))


def _steps(scenario: Scenario, effects: _EffectOfCall) -> Iterator[AffectedStep]:
    for number, step in enumerate(scenario.steps, 1):
        effect = effects.find((step.source, step.target), step.mode)
        if effect:
            yield AffectedStep(number=number, step=step, effect=effect[0], is_direct=effect[1])


# --- Owners ---


def _owners(model: Model, names: Iterable[str]) -> tuple[OwnedElements, ...]:
    """Return the owners of elements in the order of ``names``; those without an owner come last."""
    elements: dict[str, list[str]] = {}
    for name in names:
        elements.setdefault(model.owner_of(name), []).append(name)
    owners = sorted(elements, key=lambda owner: not owner)
    return tuple(OwnedElements(owner=owner, elements=tuple(elements[owner])) for owner in owners)
