"""Viewing: the views of a model as those of a workspace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sphinxcontrib_c4.layout import ShapeKind, Size
from sphinxcontrib_c4.model import Kind, Model, Scenario
from sphinxcontrib_c4.structurizr.view_format import GROUPS_OFF, VIEW_LISTS, layout_fingerprint
from sphinxcontrib_c4.structurizr.writer.coordinates import Placement, placed
from sphinxcontrib_c4.structurizr.writer.layout import Arrangement
from sphinxcontrib_c4.structurizr.writer.relationships import Links, Step
from sphinxcontrib_c4.structurizr.writer.vertices import Route
from sphinxcontrib_c4.views import Label, Selection, View, ViewKind, subjects, view

_BORDERS = {
    ViewKind.CONTAINER: "externalSoftwareSystemBoundariesVisible",
    ViewKind.COMPONENT: "externalContainerBoundariesVisible",
    ViewKind.DYNAMIC: "externalBoundariesVisible",
}
_WHOLE = Selection(fold_groups=False)
"""A fold is a box that the model does not have; Structurizr frames groups itself."""


def drawn_views(model: Model) -> tuple[list[View], tuple[Scenario, ...]]:
    """All views that show something, and the scenarios whose views show nothing."""
    every = [view(model, kind, subject, _WHOLE) for kind in ViewKind for subject in subjects(model, kind)]
    empty = {shown.subject for shown in every if shown.kind is ViewKind.DYNAMIC and not shown.elements}
    return [shown for shown in every if shown.elements], tuple(s for s in model.scenarios if s.name in empty)


class ViewWriter:
    """Writes views; relationships that they need and the model does not have are added to the links."""

    def __init__(
        self,
        model: Model,
        ids: Mapping[str, str],
        links: Links,
        boxes: Mapping[ShapeKind, Size],
        groups: Mapping[str, str],
    ) -> None:
        """Take what all views share: ids and groups by full names, and sizes of boxes."""
        self._model = model
        self._ids = ids
        self._links = links
        self._boxes = boxes
        self._groups = groups
        self._scenarios = {scenario.name: scenario for scenario in model.scenarios}

    def views(self, arrangements: Iterable[Arrangement]) -> dict[str, list[Any]]:
        """The lists of views of a workspace, in the order of ``arrangements``; empty lists are left out."""
        found: dict[str, list[Any]] = {}
        for order, arrangement in enumerate(arrangements, 1):
            found.setdefault(VIEW_LISTS[arrangement.view.kind], []).append(self._view(arrangement, order))
        return found

    def _view(self, arrangement: Arrangement, order: int) -> dict[str, Any]:
        shown, placement = arrangement.view, placed(arrangement.geometry, self._boxes)
        lines, untold = self._lines(shown, placement)
        told = {
            "key": arrangement.key,
            "order": order,
            "title": shown.title,
            "description": shown.description,
            **self._subject(shown),
            **dict.fromkeys([_BORDERS[shown.kind]] if shown.kind in _BORDERS else [], True),
            "dimensions": {"width": placement.width, "height": placement.height},
            "elements": [self._box(item.element.name, placement) for item in shown.elements],
            "relationships": lines,
        }
        properties = {"c4.view": shown.name, **self._told(shown), **untold, "c4.layout": layout_fingerprint(told)}
        if not self._frames_groups(arrangement):
            properties |= GROUPS_OFF
        return {**told, "properties": properties}

    def _frames_groups(self, arrangement: Arrangement) -> bool:
        """Whether groups are framed, or there is no group to be framed."""
        kinds = (ViewKind.CONTEXT, ViewKind.DYNAMIC)
        grouped = any(item.element.name in self._groups for item in arrangement.view.elements)
        return not grouped or (arrangement.framed and arrangement.view.kind not in kinds)

    def _subject(self, shown: View) -> dict[str, str]:
        match shown.kind:
            case ViewKind.LANDSCAPE:
                return {}
            case ViewKind.CONTEXT | ViewKind.CONTAINER:
                return {"softwareSystemId": self._ids[shown.subject]}
            case ViewKind.COMPONENT:
                return {"containerId": self._ids[shown.subject]}
            case ViewKind.DYNAMIC:
                scope = self._scope(shown)
                return {"elementId": self._ids[scope]} if scope else {}

    def _scope(self, shown: View) -> str:
        """What a dynamic view is of: the whole of most of its finest parts, or ``""``; its own system comes first."""
        kinds = {item.element.kind for item in shown.elements}
        finest = next((kind for kind in (Kind.COMPONENT, Kind.CONTAINER) if kind in kinds), None)
        wholes = [item.element.parent for item in shown.elements if item.element.kind is finest]
        system = self._scenarios[shown.subject].system
        return max(wholes, key=lambda name: (self._model.system_of(name) == system, wholes.count(name)), default="")

    def _told(self, shown: View) -> dict[str, str]:
        """What a dynamic view does not say of its scenario."""
        if shown.kind is not ViewKind.DYNAMIC:
            return {}
        scenario = self._scenarios[shown.subject]
        told = {"c4.system": scenario.system}
        if scenario.description != shown.description:
            told["c4.description"] = scenario.description
        return {key: value for key, value in told.items() if value}

    def _untold(self, shown: View, steps: Iterable[Step]) -> dict[str, str]:
        """What the steps of a scenario say in another way than the relationships that they run along."""
        told = {}
        scenario = self._scenarios[shown.subject]
        for number, (step, line, way) in enumerate(zip(scenario.steps, shown.relationships, steps, strict=True), 1):
            written = {
                "source": line.source,
                "target": line.target,
                "mode": way.link.mode,
                "protocol": way.link.protocol,
            }
            kept = {key: getattr(step, key) for key, value in written.items() if getattr(step, key) != value}
            if kept:
                told[f"c4.step.{number}"] = json.dumps(kept, ensure_ascii=False)
        return told

    def _box(self, name: str, placement: Placement) -> dict[str, Any]:
        at = placement.boxes[name]
        return {"id": self._ids[name], "x": at.x, "y": at.y}

    def _lines(self, shown: View, placement: Placement) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """The lines of a view, and properties that tell what they do not."""
        if shown.kind is ViewKind.DYNAMIC:
            return self._steps(shown, placement)
        return [
            {"id": self._links.of_label(line, label).id, **_route(route)}
            for line, routes in zip(shown.relationships, placement.routes, strict=True)
            for label, route in zip(line.labels or (Label(text=""),), routes, strict=True)
        ], {}

    def _steps(self, shown: View, placement: Placement) -> tuple[list[dict[str, Any]], dict[str, str]]:
        steps: list[Step] = []
        lines = []
        for number, (line, routes) in enumerate(zip(shown.relationships, placement.routes, strict=True), 1):
            label = line.labels[0] if line.labels else Label(text="")
            steps.append(self._links.of_step(line, label, steps))
            lines.append(
                {
                    "id": steps[-1].link.id,
                    "order": str(number),
                    "description": label.text,
                    "response": steps[-1].response,
                    **_route(routes[0]),
                }
            )
        return lines, self._untold(shown, steps)


def _route(route: Route) -> dict[str, Any]:
    told: dict[str, Any] = {"position": route.position}
    if route.vertices:
        told["vertices"] = [{"x": point.x, "y": point.y} for point in route.vertices]
    return told
