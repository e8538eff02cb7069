"""Small models, built by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model, Position, Scenario, Step
from sphinxcontrib_c4.views import View

AT = Position("model.yaml", 1, 1)
MODES = {"->": Mode.SYNC, "~>": Mode.ASYNC, "?>": Mode.UNKNOWN}


def person(name: str, **fields: Any) -> Element:
    return Element(**{"name": name, "title": name.title(), "kind": Kind.PERSON, "position": AT, **fields})


def system(name: str, **fields: Any) -> Element:
    return Element(**{"name": name, "title": name.title(), "kind": Kind.SYSTEM, "position": AT, **fields})


def external(name: str, group: str = "", **fields: Any) -> Element:
    return system(name, external=True, group=group, **fields)


def part(name: str, **fields: Any) -> Element:
    """A container (``system.container``) or a component (``system.container.component``)."""
    parent, _, last = name.rpartition(".")
    kind = Kind.COMPONENT if "." in parent else Kind.CONTAINER
    return Element(**{"name": name, "title": last.title(), "kind": kind, "position": AT, "parent": parent, **fields})


def flow(text: str, **fields: Any) -> Flow:
    """A flow from ``source -> target: label``; ``~>`` is asynchronous, ``?>`` says nothing of it."""
    source, arrow, target, label = _parsed(text)
    named = {"name": text, "source": source, "target": target, "label": label, "mode": MODES[arrow], "position": AT}
    return Flow(**{**named, **fields})


def scenario(name: str, *steps: str, **fields: Any) -> Scenario:
    """A scenario whose steps are written like flows."""
    told = []
    for text in steps:
        source, arrow, target, label = _parsed(text)
        told.append(Step(source=source, target=target, label=label, mode=MODES[arrow], position=AT))
    return Scenario(**{"name": name, "title": name.title(), "position": AT, "steps": tuple(told), **fields})


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
        flows=tuple(flow(f) if isinstance(f, str) else f for f in flows),
        scenarios=tuple(scenarios),
        groups=groups or {},
        **fields,
    )


def _parsed(text: str) -> tuple[str, str, str, str]:
    ends, _, label = text.partition(": ")
    source, arrow, target = ends.split()
    return source, arrow, target, label or "call"


def names(view: View) -> list[str]:
    return [shown.element.name for shown in view.elements]


def drawn(view: View) -> list[str]:
    """The relationships as ``source -> target: label | label``, steps with their number before them."""
    arrows = {mode: arrow for arrow, mode in MODES.items()}
    return [
        f"{f'{r.step}. ' if r.step else ''}{r.source} {arrows[r.mode]} {r.target}: "
        + " | ".join(label.text for label in r.labels)
        for r in view.relationships
    ]


def places(view: View) -> dict[str, str]:
    return {shown.element.name: shown.boundary for shown in view.elements}
