"""Lifting: the place of a flow that names a parent in a view that shows the parent's children.

Nothing is guessed. A flow that names only a system ends at its ``api_container`` if the model declares
one, and at the boundary of the system otherwise; a flow that names only a container ends at the boundary
of the container.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sphinxcontrib_c4.model import Flow, Mode, Model


def api_container(model: Model, system: str) -> str:
    """Return the declared ``api_container`` of ``system``, or ``system`` itself if it declares none."""
    declared_container = model.elements[system].api_container
    return declared_container if declared_container in model.elements else system


def drop_duplicate_flows(
    flows: Iterable[Flow], *, ancestors: Collection[str], parts: Collection[str], boxes: Mapping[str, str]
) -> tuple[Flow, ...]:
    """Return ``flows`` without the flows of ``ancestors`` that repeat a flow of one of their ``parts``.

    Two files may describe one flow from its two ends: one names ``a.worker`` and ``b``, the other ``a`` and
    ``b.api``. Flows are the same if they have the same label, protocol and direction, join the same box
    outside, and have the same mode, or the mode of the ancestor's flow is unknown. The flow that names the
    part is kept, since it is more precise.

    Args:
        flows: flows of the model.
        ancestors: elements that contain ``parts``.
        parts: elements inside of them.
        boxes: element name -> name of the box that represents the element.
    """
    flows = tuple(flows)
    crossings = _crossings(flows, inside={*ancestors, *parts}, boxes=boxes)
    modes = _modes([crossing for crossing in crossings if crossing.inner in parts])
    duplicates = {c.flow for c in crossings if c.inner in ancestors and _repeats(c.flow.mode, modes.get(c.key, ()))}
    return tuple(flow for flow in flows if flow not in duplicates)


class _Crossing(NamedTuple):
    """A flow that crosses the boundary of a parent; ``inner`` is its end inside, ``key`` identifies its meaning."""

    flow: Flow
    inner: str
    key: tuple[bool, str, str, str]


def _modes(crossings: Iterable[_Crossing]) -> dict[tuple[bool, str, str, str], set[Mode]]:
    """Return the key of a crossing -> the modes of its flows."""
    modes: dict[tuple[bool, str, str, str], set[Mode]] = {}
    for crossing in crossings:
        modes.setdefault(crossing.key, set()).add(crossing.flow.mode)
    return modes


def _crossings(flows: Iterable[Flow], *, inside: Collection[str], boxes: Mapping[str, str]) -> list[_Crossing]:
    crossings = []
    for flow in flows:
        outwards = flow.source in inside
        if outwards != (flow.target in inside):
            inner, outer = (flow.source, flow.target) if outwards else (flow.target, flow.source)
            crossings.append(_Crossing(flow, inner, (outwards, boxes.get(outer, ""), flow.label, flow.protocol)))
    return crossings


def _repeats(mode: Mode, modes: Collection[Mode]) -> bool:
    return mode in modes or (mode is Mode.UNKNOWN and bool(modes))
