"""Relationships: the flows of a model, and the lines of its views that no flow runs along.

Structurizr draws nothing that is not in its model. Where a view lifts a flow to the boxes that it shows, or a scenario
takes a step along which the model has no flow, a relationship of its own is needed; it is marked, so that a reader of
the workspace can tell it from what the model says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sphinxcontrib_c4.model import Flow, Mode
from sphinxcontrib_c4.structurizr.writer.ids import first_free
from sphinxcontrib_c4.views import Label, Relationship

_MODES = {Mode.SYNC: "synchronous", Mode.ASYNC: "asynchronous", Mode.UNKNOWN: "unspecified"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One relationship of a workspace: a ``flow``, or what was ``derived``.

    ``derived`` is the name of the flow that was lifted, or ``"step"``; ``linked`` is the id of the flow's own
    relationship. ``description`` is unique among all that lead from ``source`` to ``target``.
    """

    id: str
    source: str
    target: str
    label: str
    description: str
    protocol: str
    mode: Mode
    flow: Flow | None = None
    derived: str = ""
    linked: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The relationship that a step of a scenario runs along, and whether it runs back along it."""

    link: Link
    response: bool


class Links:
    """All relationships of a workspace, gathered while its views are written."""

    def __init__(self, flows: Iterable[Flow], *, first: int) -> None:
        """Begin with one relationship for each flow; their ids count from ``first``."""
        self._next = first
        self._all: list[Link] = []
        self._by_ends: dict[tuple[str, str], list[Link]] = {}
        self._by_flow: dict[str, Link] = {}
        for flow in flows:
            link = self._add(flow.source, flow.target, Label(text=flow.label, protocol=flow.protocol), flow.mode, flow)
            self._by_flow.setdefault(flow.name, link)

    @property
    def all(self) -> tuple[Link, ...]:
        """The relationships so far, in the order of their ids."""
        return tuple(self._all)

    def of_label(self, line: Relationship, label: Label) -> Link:
        """The relationship that one label of a line of a view stands for."""
        flow = self._by_flow.get(label.flow)
        if flow is not None and (flow.source, flow.target) == (line.source, line.target):
            return flow
        alike = self._alike(line, label)
        return next(
            (link for link in alike if link.label == label.text),
            None,
        ) or self._add(line.source, line.target, label, line.mode, derived=label.flow or "step", linked=flow)

    def of_step(self, line: Relationship, label: Label, earlier: Iterable[Step]) -> Step:
        """The relationship that a step runs along, one that the step does not contradict.

        A step that does not say how it runs, runs as the flow does. Where there is no such relationship, a step back
        along an earlier one, whose caller waits, is its response; any other gets a relationship of its own.
        """
        fitting = [link for link in self._by_ends.get((line.source, line.target), ()) if _fits(link, line, label)]
        if fitting:
            return Step(min(fitting, key=lambda link: _distance(link, line, label)), response=False)
        for step in earlier:
            link = step.link
            back = (link.source, link.target) == (line.target, line.source)
            if back and not step.response and link.mode is not Mode.ASYNC and _fits(link, line, label):
                return Step(link, response=True)
        return Step(self._add(line.source, line.target, label, line.mode, derived="step"), response=False)

    def _alike(self, line: Relationship, label: Label) -> list[Link]:
        """The relationships of the same ends, mode and protocol."""
        return [
            link
            for link in self._by_ends.get((line.source, line.target), ())
            if (link.mode, link.protocol) == (line.mode, label.protocol)
        ]

    def _add(
        self,
        source: str,
        target: str,
        label: Label,
        mode: Mode,
        flow: Flow | None = None,
        *,
        derived: str = "",
        linked: Link | None = None,
    ) -> Link:
        others = self._by_ends.setdefault((source, target), [])
        link = Link(
            id=str(self._next),
            source=source,
            target=target,
            label=label.text,
            description=_description(label, mode, {other.description for other in others}),
            protocol=label.protocol,
            mode=mode,
            flow=flow,
            derived=derived,
            linked=linked.id if linked else "",
        )
        self._next += 1
        self._all.append(link)
        others.append(link)
        return link


def _fits(link: Link, line: Relationship, label: Label) -> bool:
    """Whether a step may run along ``link``, by what it says of its mode and protocol."""
    return line.mode in (link.mode, Mode.UNKNOWN) and label.protocol in (link.protocol, "")


def _distance(link: Link, line: Relationship, label: Label) -> tuple[bool, ...]:
    """How badly ``link`` suits a step that fits it: first by its words, then by how it runs."""
    return link.label != label.text, link.mode is not line.mode, link.protocol != label.protocol, bool(link.derived)


def _description(label: Label, mode: Mode, taken: set[str]) -> str:
    """The words of a relationship, with how it runs behind them where another one says the same."""
    wanted = [label.text]
    if label.protocol:
        wanted.append(f"{label.text} ({label.protocol})".strip())
    wanted.append(f"{label.text} ({_MODES[mode]})".strip())
    return first_free(wanted, taken)
