"""Attribution: where a flow is drawn that names a whole, in a view that shows the whole's parts.

A parent and its child never stand in one view, and no line can end at a boundary. So a flow that
names only a system is drawn at one of its containers, and one that names only a container at one of
its components.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sphinxcontrib_c4.model import Flow, Kind, Mode, Model, Shape
from sphinxcontrib_c4.views.candidate_view import Line


def representative(model: Model, parent: str) -> str:
    """Return the child that stands for the system or container ``parent``, which has at least one."""
    if model.elements[parent].kind is Kind.SYSTEM:
        return representative_container(model, parent)
    return representative_component(model, parent)


def representative_container(model: Model, system: str) -> str:
    """The container that stands for ``system``: its ``api_container``.

    Where the model names none, the first container that is neither a database nor a queue, or just
    the first one. ``system`` has at least one container.
    """
    declared = model.elements[system].api_container
    if declared in model.elements:
        return declared
    return min(model.children(system), key=lambda container: container.shape is not Shape.BOX).name


def representative_component(model: Model, container: str) -> str:
    """The component that stands for ``container``: the one that the rest of the world most likely meets.

    That is a component which no other component of the container calls; of several, one that is
    called from outside; of several, the first in the model. Databases and queues come last.
    ``container`` has at least one component.
    """
    components = model.children(container)
    names = {component.name for component in components}
    called = {f.target for f in model.flows if f.source != f.target and {f.source, f.target} <= names}
    reached = {f.target for f in model.flows if f.target in names and f.source not in names}
    return min(components, key=lambda c: (c.shape is not Shape.BOX, c.name in called, c.name not in reached)).name


def attribution_note(model: Model, lines: Iterable[Line], *, wholes: Collection[str], entry: str) -> str:
    """A sentence on where flows are drawn that name one of ``wholes``; ``""`` where none of ``lines`` does."""
    if not any(end in wholes for line in lines for end in line.ends):
        return ""
    element = model.elements[entry]
    return f"Flows that name no {element.kind} are drawn at {element.title}."


def drop_duplicate_flows(
    flows: Iterable[Flow], *, wholes: Collection[str], parts: Collection[str], boxes: Mapping[str, str]
) -> tuple[Flow, ...]:
    """``flows`` without those of ``wholes`` that one of their ``parts`` tells of in the same words.

    Two files may tell of one flow from its two sides: ``a.worker`` to ``b`` in one, ``a`` to
    ``b.api`` in the other. The same label and protocol, in the same direction, to or from the same
    box of ``boxes`` outside is the same flow if the modes are the same as well, or the whole's is not
    known. The one that names the part knows better where it is to be drawn.
    """
    flows = tuple(flows)
    crossings = _crossings(flows, inside={*wholes, *parts}, boxes=boxes)
    told: dict[tuple[_Way, str, str], set[Mode]] = {}
    for crossing in crossings:
        if crossing.inner in parts:
            told.setdefault(crossing.words, set()).add(crossing.flow.mode)
    echoes = {c.flow for c in crossings if c.inner in wholes and _is_told(c.flow.mode, told.get(c.words, ()))}
    return tuple(flow for flow in flows if flow not in echoes)


class _Way(NamedTuple):
    """A direction across the border of a whole, and the box outside that it leads from or to."""

    outwards: bool
    outside: str


class _Crossing(NamedTuple):
    """A flow across the border of a whole, and which element inside it touches."""

    flow: Flow
    inner: str
    way: _Way

    @property
    def words(self) -> tuple[_Way, str, str]:
        """What is the same where two flows may be one."""
        return self.way, self.flow.label, self.flow.protocol


def _crossings(flows: Iterable[Flow], *, inside: Collection[str], boxes: Mapping[str, str]) -> list[_Crossing]:
    crossings = []
    for flow in flows:
        outwards = flow.source in inside
        if outwards != (flow.target in inside):
            inner, outer = (flow.source, flow.target) if outwards else (flow.target, flow.source)
            crossings.append(_Crossing(flow, inner, _Way(outwards, boxes.get(outer, ""))))
    return crossings


def _is_told(mode: Mode, modes: Collection[Mode]) -> bool:
    return mode in modes or (mode is Mode.UNKNOWN and bool(modes))
