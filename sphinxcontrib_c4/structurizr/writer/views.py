"""The views of a model in the form of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sphinxcontrib_c4.layout import Point, ShapeKind, Size
from sphinxcontrib_c4.model import Kind, Model, Properties, json_text
from sphinxcontrib_c4.structurizr.view_format import GROUPS_OFF, VIEW_LISTS, layout_fingerprint
from sphinxcontrib_c4.structurizr.writer.coordinates import PlacedView, place_view
from sphinxcontrib_c4.structurizr.writer.deployment import DeploymentWriter
from sphinxcontrib_c4.structurizr.writer.layout import LaidOutView
from sphinxcontrib_c4.structurizr.writer.relationships import ExportedStep, RelationshipRegistry
from sphinxcontrib_c4.structurizr.writer.vertices import Route
from sphinxcontrib_c4.views import GROUP_PREFIX, Label, Relationship, View, ViewKind

_BOUNDARY_KEYS = {
    ViewKind.CONTAINER: "externalSoftwareSystemBoundariesVisible",
    ViewKind.COMPONENT: "externalContainerBoundariesVisible",
    ViewKind.DYNAMIC: "externalBoundariesVisible",
}
_Lines = tuple[list[dict[str, Any]], dict[str, str]]
"""The lines of a view, and properties that store what the lines have no field for."""


class ViewWriter:
    """Writes views; derived relationships that they need are added to ``relationships``."""

    def __init__(
        self,
        model: Model,
        ids: Mapping[str, str],
        relationships: RelationshipRegistry,
        sizes: Mapping[ShapeKind, Size],
        groups: Mapping[str, str],
        deployment: DeploymentWriter,
    ) -> None:
        """Store the data that all views share: ids and groups by full names, relationships, and sizes of boxes."""
        self._model = model
        self._ids = ids
        self._relationships = relationships
        self._sizes = sizes
        self._groups = groups
        self._deployment = deployment
        self._scenarios = {scenario.name: scenario for scenario in model.scenarios}

    def write_views(self, layouts: Iterable[LaidOutView], settings: Mapping[str, Properties]) -> dict[str, list[Any]]:
        """Return the lists of views of a workspace, without empty ones; views are numbered in this order.

        ``settings`` are the properties of their author by keys.
        """
        lists: dict[str, list[Any]] = {}
        for order, layout in enumerate(layouts, 1):
            view = self._view(layout, order)
            view["properties"] = dict(settings.get(layout.key, ())) | view["properties"]
            lists.setdefault(VIEW_LISTS[layout.view.kind], []).append(view)
        return lists

    def _view(self, layout: LaidOutView, order: int) -> dict[str, Any]:
        view, placed_view = layout.view, place_view(layout.geometry, self._sizes)
        lines, line_properties = self._lines(view, placed_view)
        fields = {
            "key": layout.key,
            "order": order,
            "title": view.title,
            "description": view.description,
            **self._subject(view),
            **dict.fromkeys([_BOUNDARY_KEYS[view.kind]] if view.kind in _BOUNDARY_KEYS else [], True),
            "dimensions": {"width": placed_view.width, "height": placed_view.height},
            "elements": [_box(id_, placed_view.boxes[name]) for name, id_ in self._element_ids(view).items()],
            "relationships": lines,
        }
        properties = {
            "c4.view": view.name,
            **self._scenario_properties(view),
            **line_properties,
            "c4.layout": layout_fingerprint(fields),
        }
        if not self._has_group_boundaries(layout):
            properties |= GROUPS_OFF
        return {**fields, "properties": properties}

    def _has_group_boundaries(self, layout: LaidOutView) -> bool:
        """Return whether groups have boundaries, or the view has no group."""
        if layout.view.kind is ViewKind.DEPLOYMENT:
            has_frames = any(boundary.name.startswith(GROUP_PREFIX) for boundary in layout.view.boundaries)
            return has_frames or not self._deployment.has_group(layout.view)
        kinds = (ViewKind.CONTEXT, ViewKind.DYNAMIC)
        has_groups = any(item.element.name in self._groups for item in layout.view.elements)
        return not has_groups or (layout.has_group_boundaries and layout.view.kind not in kinds)

    def _subject(self, view: View) -> dict[str, str]:
        match view.kind:
            case ViewKind.LANDSCAPE:
                return {}
            case ViewKind.CONTEXT | ViewKind.CONTAINER:
                return {"softwareSystemId": self._ids[view.subject]}
            case ViewKind.COMPONENT:
                return {"containerId": self._ids[view.subject]}
            case ViewKind.DYNAMIC:
                scope = dynamic_scope(view, self._model, self._scenarios[view.subject].system)
                return {"elementId": self._ids[scope]} if scope else {}
            case ViewKind.DEPLOYMENT:
                return self._deployment.view_fields(view.subject)

    def _scenario_properties(self, view: View) -> dict[str, str]:
        """Return what a dynamic view has no field for."""
        if view.kind is not ViewKind.DYNAMIC:
            return {}
        scenario = self._scenarios[view.subject]
        properties = {"c4.system": scenario.system}
        if scenario.description != view.description:
            properties["c4.description"] = scenario.description
        return {name: text for name, text in properties.items() if text}

    def _step_properties(self, view: View, steps: Iterable[ExportedStep]) -> dict[str, str]:
        """Return the differences between the steps of a scenario and the relationships that they follow."""
        properties = {}
        scenario = self._scenarios[view.subject]
        for number, (step, line, export) in enumerate(zip(scenario.steps, view.relationships, steps, strict=True), 1):
            fields = {
                "source": line.source,
                "target": line.target,
                "mode": export.relationship.mode,
                "protocol": export.relationship.protocol,
            }
            differences = {key: getattr(step, key) for key, value in fields.items() if getattr(step, key) != value}
            if differences:
                properties[f"c4.step.{number}"] = json_text(differences)
        return properties

    def _element_ids(self, view: View) -> dict[str, str]:
        """Return the ids of the elements of a view by their names; the nodes of a deployment are elements as well."""
        if view.kind is ViewKind.DEPLOYMENT:
            return self._deployment.element_ids(view)
        return {item.element.name: self._ids[item.element.name] for item in view.elements}

    def _relationship_id(self, view: View, line: Relationship, label: Label) -> str:
        if view.kind is ViewKind.DEPLOYMENT:
            return self._deployment.relationship_id(line, label)
        return self._relationships.for_label(line, label).id

    def _lines(self, view: View, placed_view: PlacedView) -> _Lines:
        if view.kind is ViewKind.DYNAMIC:
            return self._steps(view, placed_view)
        return [
            {"id": self._relationship_id(view, line, label), **_route_fields(route)}
            for line, routes in zip(view.relationships, placed_view.routes, strict=True)
            for label, route in zip(line.labels or (Label(text=""),), routes, strict=True)
        ], {}

    def _steps(self, view: View, placed_view: PlacedView) -> _Lines:
        steps: list[ExportedStep] = []
        lines = []
        model_steps = self._scenarios[view.subject].steps
        for step, line, routes in zip(model_steps, view.relationships, placed_view.routes, strict=True):
            exported = self._relationships.for_step(step, line, steps)
            steps.append(exported)
            lines.append(
                {
                    "id": exported.relationship.id,
                    "order": line.step_number,
                    "description": line.labels[0].text if line.labels else "",
                    "response": exported.is_response,
                    **({"url": step.url} if step.url else {}),
                    **({"properties": dict(step.properties)} if step.properties else {}),
                    **_route_fields(routes[0]),
                }
            )
        return lines, self._step_properties(view, steps)


def dynamic_scope(view: View, model: Model, preferred_system: str = "") -> str:
    """Return the element that a dynamic view is about, or ``""`` for people and systems only.

    It is the parent of most of the view's components, or else of most of its containers. Parents in the
    ``preferred_system`` come first.
    """
    kinds = {item.element.kind for item in view.elements}
    innermost = next((kind for kind in (Kind.COMPONENT, Kind.CONTAINER) if kind in kinds), None)
    parents = [item.element.parent for item in view.elements if item.element.kind is innermost]
    return max(parents, key=lambda name: (model.system_of(name) == preferred_system, parents.count(name)), default="")


def _box(id_: str, corner: Point) -> dict[str, Any]:
    return {"id": id_, "x": corner.x, "y": corner.y}


def _route_fields(route: Route) -> dict[str, Any]:
    fields: dict[str, Any] = {"position": route.position}
    if route.vertices:
        fields["vertices"] = [{"x": point.x, "y": point.y} for point in route.vertices]
    return fields
