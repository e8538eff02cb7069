"""Properties that switch off inspections of Structurizr which a model cannot pass.

Each inspection reports an error unless a property says otherwise. Missing values are never invented; only the
inspections that would report them are ignored. The names are those of ``structurizr-inspection``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sphinxcontrib_c4.model import DeployedElement, Deployment, Element, Kind, Model
from sphinxcontrib_c4.structurizr.scope import workspace_scope
from sphinxcontrib_c4.structurizr.writer.relationships import ExportedRelationship
from sphinxcontrib_c4.views import View, ViewKind

_PREFIX = "structurizr.inspection."
_TYPES = {
    Kind.PERSON: "person",
    Kind.SYSTEM: "softwaresystem",
    Kind.CONTAINER: "container",
    Kind.COMPONENT: "component",
    Kind.DEPLOYMENT_NODE: "deploymentnode",
    Kind.INFRASTRUCTURE_NODE: "infrastructurenode",
}
_TEXTS = ("description", "technology")


def ignored_inspections(
    model: Model,
    *,
    relationships: Iterable[ExportedRelationship],
    views: Sequence[View],
    documented_systems: Collection[str],
) -> dict[str, str]:
    """Return the properties of a workspace; ``documented_systems`` names the systems with documentation."""
    relationships = tuple(relationships)
    names = {
        *_scope_inspections(model, views, documented_systems),
        *_element_inspections(model.elements, documented_systems),
        *_connection_inspections(model.elements, relationships, views),
        *_relationship_inspections(model.elements, relationships),
        *_deployment_inspections(model.deployment, views),
    }
    return {f"{_PREFIX}{name}": "ignore" for name in sorted(names)}


def _scope_inspections(model: Model, views: Sequence[View], documented_systems: Collection[str]) -> Iterator[str]:
    kinds = (ViewKind.CONTEXT, ViewKind.CONTAINER)
    several = any(len({view.subject for view in views if view.kind is kind}) > 1 for kind in kinds)
    if several or not workspace_scope(model, documented_systems):
        yield "workspace.scope"


def _element_inspections(elements: Mapping[str, Element], documented_systems: Collection[str]) -> Iterator[str]:
    for element in elements.values():
        if not element.description.strip():
            yield f"model.{_TYPES[element.kind]}.description"
        if element.kind in (Kind.CONTAINER, Kind.COMPONENT) and not element.technology:
            yield f"model.{_TYPES[element.kind]}.technology"
        if element.kind is Kind.CONTAINER:
            yield "model.softwaresystem.decisions"
            if element.parent not in documented_systems:
                yield "model.softwaresystem.documentation"


def _connection_inspections(
    elements: Mapping[str, Element], relationships: Sequence[ExportedRelationship], views: Sequence[View]
) -> Iterator[str]:
    end_ids = {end for relationship in relationships for end in (relationship.source, relationship.target)}
    if any(name not in end_ids for name in elements):
        yield "model.element.disconnected"
        yield "model.element.orphaned"  # the name in older inspectors
    names_in_views = {item.element.name for view in views for item in view.elements}
    if any(name not in names_in_views for name in elements):
        yield "model.element.noview"


def _deployment_inspections(deployment: Deployment, views: Sequence[View]) -> Iterator[str]:
    types = {item.name: _deployed_type(item) for item in deployment.elements.values()}
    parents = {item.parent for item in deployment.elements.values()}
    names_in_views = {item.element.name for view in views for item in view.elements}
    names_in_views |= {boundary.name for view in views for boundary in view.boundaries}
    for item in deployment.elements.values():
        missing = [] if item.instance_of else [key for key in _TEXTS if not getattr(item, key).strip()]
        yield from (f"model.{types[item.name]}.{key}" for key in missing)
        if item.kind is Kind.DEPLOYMENT_NODE and item.name not in parents:
            yield "model.deploymentnode.empty"
        if item.name not in names_in_views:
            yield "model.element.noview"
    for line in deployment.relationships:
        ends = f"[{types[line.source]}->{types[line.target]}]"
        yield from [f"model.relationship{ends}.description"] * (not line.label)
        yield from [f"model.relationship{ends}.technology"] * (not line.protocol)


def _deployed_type(item: DeployedElement) -> str:
    return f"{_TYPES[item.kind]}instance" if item.instance_of else _TYPES[item.kind]


def _relationship_inspections(
    elements: Mapping[str, Element], relationships: Sequence[ExportedRelationship]
) -> Iterator[str]:
    for item in relationships:
        ends = f"[{_TYPES[elements[item.source].kind]}->{_TYPES[elements[item.target].kind]}]"
        if not item.description:
            yield f"model.relationship{ends}.description"
        if not item.protocol:
            yield f"model.relationship{ends}.technology"
