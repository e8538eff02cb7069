"""The project's model of itself agrees with its code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from package_graph import PACKAGE, imports_between_packages, packages

from sphinxcontrib_c4.model import Flow, Kind, Model, Step, load

PROJECT = PACKAGE.parent
SYSTEM = "sphinxcontrib-c4"


@pytest.fixture(scope="module")
def model() -> Model:
    return load(PROJECT / "model")


@pytest.fixture(scope="module")
def packages_by_container(model) -> dict[str, str]:
    """Return the packages by the full names of the containers that describe them."""
    sources = {element.name: element.source for element in model.children(SYSTEM)}
    names = {name: (PROJECT / source.path).stem for name, source in sources.items() if source}
    return {name: package for name, package in names.items() if package in packages()}


def _container(name: str) -> str:
    return ".".join(name.split(".")[:2])


def _flows(model: Model, packages_by_container: dict[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of packages that flows connect."""
    pairs = {_packages_at_ends(flow, packages_by_container) for flow in model.flows}
    return {(source, target) for source, target in pairs if source and target and source != target}


def _packages_at_ends(flow: Flow | Step, packages_by_container: dict[str, str]) -> tuple[str, str]:
    """Return the packages at the ends of a flow or step, ``""`` for an end outside the packages."""
    source, target = (packages_by_container.get(_container(end), "") for end in (flow.source, flow.target))
    return source, target


def _reachable(package: str, flows: set[tuple[str, str]]) -> Iterator[str]:
    """Yield the packages to which flows lead from ``package``, directly or through other packages."""
    stack, visited = [package], {package}
    while stack:
        current = stack.pop()
        stack += [target for source, target in flows if source == current and target not in visited]
        visited |= set(stack)
    yield from visited


def test_every_package_is_a_container(packages_by_container):
    assert sorted(packages_by_container.values()) == sorted(packages())


def test_source_files_of_elements_exist(model):
    for element in model.elements.values():
        if model.system_of(element.name) == SYSTEM and element.source:
            assert (PROJECT / element.source.path).exists(), element.name


def test_flows_between_packages_are_imports(model, packages_by_container):
    assert _flows(model, packages_by_container) - imports_between_packages() == set()


def test_imports_between_packages_follow_flows(model, packages_by_container):
    flows = _flows(model, packages_by_container)
    assert {(a, b) for a, b in imports_between_packages() if b not in _reachable(a, flows)} == set()


def test_steps_between_packages_follow_flows(model, packages_by_container):
    flows = _flows(model, packages_by_container)
    for scenario in model.scenarios:
        for step in scenario.steps:
            pair = _packages_at_ends(step, packages_by_container)
            if all(pair):
                assert pair in flows, f"{scenario.name}: {step.label}"


def test_every_element_has_a_description(model):
    own = [e for e in model.elements.values() if model.system_of(e.name) == SYSTEM or e.kind is Kind.PERSON]
    assert [element.name for element in own if not element.description and element.name != "customer"] == []


def test_declared_layers_are_those_of_the_imports(model):
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    titles = {name: element.title for name, element in model.elements.items()}
    rule = next(rule for rule in model.rules if rule.id == "packages-in-layers")
    declared = [{titles[name] for name in layer.selection.members if name.count(".") == 1} for layer in rule.parts]
    imports = [set(layer.split(" | ")) for layer in contract["layers"]]
    modelled = set().union(*declared) - {"Stylesheet"}
    assert [layer - {"Stylesheet"} for layer in declared] == [layer & modelled for layer in imports]
