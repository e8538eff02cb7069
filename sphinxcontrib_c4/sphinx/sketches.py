"""Sketches: the view that a card draws of a finding, with the lines to cut marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.analysis import cycle_title, fingerprint, sketch
from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxcontrib_c4.analysis import CycleFinding, Sketch, SketchLine
    from sphinxcontrib_c4.model import Flow, Model

_MOST_LABELS = 3


def sketch_view(model: Model, found: CycleFinding, *, called: Callable[[str], str]) -> View:
    """The members of ``found`` and what makes them depend on each other."""
    drawn = sketch(found, model)
    frames = {frame.name for frame in drawn.frames}
    return View(
        kind=ViewKind.CONTAINER,
        subject=f"cycle-{fingerprint(found)[:12]}",
        title=f"Cycle: {cycle_title(found, called=called)}",
        note=_note(drawn),
        elements=tuple(
            ViewElement(element=each, boundary=each.parent if each.parent in frames else "") for each in drawn.elements
        ),
        boundaries=tuple(
            Boundary(name=frame.name, title=frame.title, subtitle="[System]" if frame.kind is Kind.SYSTEM else "")
            for frame in drawn.frames
        ),
        relationships=tuple(_line(line) for line in drawn.lines),
    )


def _note(drawn: Sketch) -> str:
    told = "Arrows lead from who depends to what it depends on."
    if drawn.left_out:
        left = f"{drawn.left_out} more {'member is' if drawn.left_out == 1 else 'members are'} not drawn."
        return f"{told} {left}"
    return told


def _line(line: SketchLine) -> Relationship:
    labels = tuple({(flow.label, flow.protocol): _label(flow) for flow in line.flows}.values())
    rest = len(labels[_MOST_LABELS:])
    more = (Label(text=f"and {rest} more"),) if rest else ()
    return Relationship(
        source=line.source,
        target=line.target,
        mode=line.mode,
        labels=(*labels[:_MOST_LABELS], *more),
        cut=_cut(line),
    )


def _label(flow: Flow) -> Label:
    return Label(text=flow.label, protocol=flow.protocol, flow=flow.name)


def _cut(line: SketchLine) -> str:
    """How to cut a line; the card tells what it takes where there is more than one way."""
    if line.make_asynchronous and line.remove:
        return "cut here"
    if line.make_asynchronous:
        return "cut: make asynchronous"
    return "cut: remove or invert" if line.remove else ""
