"""Short functions that create small models, and texts that describe their views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model, Position, Scenario, Step
from sphinxcontrib_c4.views import View

POSITION = Position("model.yaml", 1, 1)
MODES = {"->": Mode.SYNC, "~>": Mode.ASYNC, "?>": Mode.UNKNOWN}


def person(name: str, **fields: Any) -> Element:
    return Element(**{"name": name, "title": name.title(), "kind": Kind.PERSON, "position": POSITION, **fields})


def system(name: str, **fields: Any) -> Element:
    return Element(**{"name": name, "title": name.title(), "kind": Kind.SYSTEM, "position": POSITION, **fields})


def external(name: str, group: str = "", **fields: Any) -> Element:
    return system(name, external=True, group=group, **fields)


def part(name: str, **fields: Any) -> Element:
    """Return a container (``system.container``) or a component (``system.container.component``)."""
    parent, _, last = name.rpartition(".")
    kind = Kind.COMPONENT if "." in parent else Kind.CONTAINER
    return Element(
        **{"name": name, "title": last.title(), "kind": kind, "position": POSITION, "parent": parent, **fields}
    )


def flow(text: str, **fields: Any) -> Flow:
    """Parse a flow of the form ``source -> target: label``; ``~>`` is asynchronous, ``?>`` has an unknown mode."""
    source, arrow, target, label = _parse(text)
    values = {
        "name": text,
        "source": source,
        "target": target,
        "label": label,
        "mode": MODES[arrow],
        "position": POSITION,
    }
    return Flow(**{**values, **fields})


def scenario(name: str, *steps: str, **fields: Any) -> Scenario:
    """Return a scenario whose steps are texts like those of flows."""
    parsed_steps = []
    for text in steps:
        source, arrow, target, label = _parse(text)
        parsed_steps.append(Step(source=source, target=target, label=label, mode=MODES[arrow], position=POSITION))
    return Scenario(
        **{"name": name, "title": name.title(), "position": POSITION, "steps": tuple(parsed_steps), **fields}
    )


def model(
    elements: Iterable[Element],
    flows: Iterable[Flow | str] = (),
    scenarios: Iterable[Scenario] = (),
    groups: Mapping[str, tuple[str, ...]] | None = None,
    **fields: Any,
) -> Model:
    return Model(
        name="world",
        title="World",
        elements={element.name: element for element in elements},
        flows=tuple(flow(item) if isinstance(item, str) else item for item in flows),
        scenarios=tuple(scenarios),
        groups=groups or {},
        **fields,
    )


def _parse(text: str) -> tuple[str, str, str, str]:
    ends, _, label = text.partition(": ")
    source, arrow, target = ends.split()
    return source, arrow, target, label or "call"


def element_names(view: View) -> list[str]:
    """Return the names of the elements in a view."""
    return [item.element.name for item in view.elements]


def relationships(view: View) -> list[str]:
    """Return each relationship as ``source -> target: label | label``, after its number if it is a step."""
    arrows = {mode: arrow for arrow, mode in MODES.items()}
    return [
        f"{f'{r.step}. ' if r.step else ''}{r.source} {arrows[r.mode]} {r.target}: "
        + " | ".join(label.text for label in r.labels)
        for r in view.relationships
    ]


def element_boundaries(view: View) -> dict[str, str]:
    """Return the name of the boundary around each element."""
    return {item.element.name: item.boundary for item in view.elements}
