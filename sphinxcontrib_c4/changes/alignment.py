"""Alignment: an old model with the names that its parts have in a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

from sphinxcontrib_c4.changes.flow_matching import match_flows, match_scenarios
from sphinxcontrib_c4.changes.matching import match_elements
from sphinxcontrib_c4.model import Element, Flow, Model, Scenario, lineage


class Alignment(NamedTuple):
    """The old model in names of the new one, and the pairs of flows and scenarios that are the same.

    ``names`` maps all full names of elements in the old model to their names in the aligned one.
    """

    model: Model
    names: dict[str, str]
    flows: list[tuple[Flow | None, Flow | None]]
    scenarios: list[tuple[Scenario | None, Scenario | None]]


def align(old: Model, new: Model) -> Alignment:
    """Return ``old`` in the names of ``new``."""
    matches = match_elements(old, new)
    names = {name: _renamed(name, matches) for name in old.elements}
    elements = {names[name]: _element(element, names) for name, element in old.elements.items()}
    flows = [_flow(flow, names) for flow in old.flows]
    scenarios = [_scenario(scenario, names) for scenario in old.scenarios]
    flow_pairs, scenario_pairs = match_flows(flows, new.flows), match_scenarios(scenarios, new.scenarios)
    new_flow_names = _unique_names(flow_pairs)
    scenario_names = {before.name: after.name for before, after in scenario_pairs if before and after}
    model = replace(
        old,
        primary_system=names.get(old.primary_system, old.primary_system),
        elements=elements,
        flows=tuple(_with_new_name(flow, new_flow_names) for flow in flows),
        scenarios=tuple(replace(s, name=scenario_names.get(s.name, s.name)) for s in scenarios),
        ingestion=tuple(replace(source, system=names.get(source.system, source.system)) for source in old.ingestion),
        groups={title: tuple(names.get(name, name) for name in group) for title, group in old.groups.items()},
        analysis=_deeply_renamed(old.analysis, {**names, **new_flow_names}),
        rules=_deeply_renamed(old.rules, names),
        aliases={alias: names.get(name, name) for alias, name in old.aliases.items()},
    )
    pairs = [(before and _with_new_name(before, new_flow_names), after) for before, after in flow_pairs]
    return Alignment(model, names, pairs, scenario_pairs)


def _renamed(name: str, matches: Mapping[str, str]) -> str:
    """Return the new name of an element, which is that of its nearest matched ancestor with the rest of its name."""
    for ancestor in lineage(name):
        if ancestor in matches:
            return matches[ancestor] + name[len(ancestor) :]
    return name


def _unique_names(pairs: list[tuple[Flow | None, Flow | None]]) -> dict[str, str]:
    """Return old name of a flow -> new name; a removed flow whose name a new flow has gets a different one."""
    names = {before.name: after.name for before, after in pairs if before and after}
    taken = {after.name for _, after in pairs if after}
    for before, after in pairs:
        if before and not after and before.name in taken:
            names[before.name] = f"{before.name} (removed)"
    return names


def _with_new_name(flow: Flow, names: Mapping[str, str]) -> Flow:
    return replace(flow, name=names.get(flow.name, flow.name))


def _element(element: Element, names: Mapping[str, str]) -> Element:
    name = names[element.name]
    return replace(
        element,
        name=name,
        parent=name.rpartition(".")[0],
        api_container=names.get(element.api_container, element.api_container),
    )


def _flow(flow: Flow, names: Mapping[str, str]) -> Flow:
    return replace(
        flow,
        source=names.get(flow.source, flow.source),
        target=names.get(flow.target, flow.target),
        initiator=names.get(flow.initiator, flow.initiator),
    )


def _scenario(scenario: Scenario, names: Mapping[str, str]) -> Scenario:
    system, name = names.get(scenario.system, scenario.system), scenario.name
    if scenario.system and name.startswith(f"{scenario.system}."):
        name = system + name[len(scenario.system) :]
    steps = (
        replace(step, source=names.get(step.source, step.source), target=names.get(step.target, step.target))
        for step in scenario.steps
    )
    return replace(scenario, name=name, system=system, steps=tuple(steps))


def _deeply_renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Return settings in which each text that is a name is renamed."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {names.get(key, key): _deeply_renamed(item, names) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_deeply_renamed(item, names) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        values = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{key: _deeply_renamed(item, names) for key, item in values.items()})
    return value
