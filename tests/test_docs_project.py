"""The model that the project keeps of itself, against its code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rooms import PACKAGE, ROOMS, imports_between_rooms

from sphinxcontrib_c4.model import Kind, Model, load

PROJECT = PACKAGE.parent
SYSTEM = "sphinxcontrib-c4"


@pytest.fixture(scope="module")
def model() -> Model:
    return load(PROJECT / "model")


@pytest.fixture(scope="module")
def drawn(model) -> dict[str, str]:
    """Full names of containers -> the rooms that they stand for."""
    sources = {element.name: element.source for element in model.children(SYSTEM)}
    rooms = {name: (PROJECT / source.path).stem for name, source in sources.items() if source}
    return {name: room for name, room in rooms.items() if room in ROOMS}


def _container(name: str) -> str:
    return ".".join(name.split(".")[:2])


def _flows(model: Model, drawn: dict[str, str]) -> set[tuple[str, str]]:
    """Which room asks which other one, by the flows."""
    ends = [(_container(flow.source), _container(flow.target)) for flow in model.flows]
    return {(drawn[a], drawn[b]) for a, b in ends if a in drawn and b in drawn and a != b}


def _reached(room: str, flows: set[tuple[str, str]]) -> Iterator[str]:
    """The rooms that flows lead to from ``room``, over others as well."""
    todo, seen = [room], {room}
    while todo:
        here = todo.pop()
        todo += [target for source, target in flows if source == here and target not in seen]
        seen |= set(todo)
    yield from seen


def test_every_room_is_drawn(drawn):
    assert sorted(drawn.values()) == sorted(ROOMS)


def test_sources_are_there(model):
    for element in model.elements.values():
        if model.system_of(element.name) == SYSTEM and element.source:
            assert (PROJECT / element.source.path).exists(), element.name


def test_a_room_asks_only_those_that_it_imports(model, drawn):
    assert _flows(model, drawn) - {(each.room, each.path[0]) for each in imports_between_rooms()} == set()


def test_what_a_room_imports_is_reached_by_flows(model, drawn):
    flows = _flows(model, drawn)
    missing = {(i.room, i.path[0]) for i in imports_between_rooms() if i.path[0] not in _reached(i.room, flows)}
    assert missing == set()


def test_steps_between_rooms_follow_flows(model, drawn):
    flows = _flows(model, drawn)
    for scenario in model.scenarios:
        for step in scenario.steps:
            ends = _container(step.source), _container(step.target)
            if all(end in drawn for end in ends):
                assert (drawn[ends[0]], drawn[ends[1]]) in flows, f"{scenario.name}: {step.label}"


def test_every_element_says_what_it_is_for(model):
    own = [e for e in model.elements.values() if model.system_of(e.name) == SYSTEM or e.kind is Kind.PERSON]
    assert [element.name for element in own if not element.description and element.name != "customer"] == []
