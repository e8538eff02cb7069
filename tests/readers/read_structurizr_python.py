"""structurizr-python reads exported workspaces completely, in a separate environment with pydantic 1."""

from __future__ import annotations

from structurizr import Workspace
from structurizr.model import Component, Container, Person, SoftwareSystem
from workspaces import content_counts, document

from sphinxcontrib_c4.structurizr import save_workspace

__all__ = ["document"]


def test_structurizr_python_reads_all_elements_relationships_and_views(tmp_path, document):
    save_workspace(tmp_path / "workspace.json", document)
    result = Workspace.load(tmp_path / "workspace.json")
    containers = [container for system in result.model.software_systems for container in system.containers]
    views = result.views
    element_types = (Person, SoftwareSystem, Container, Component)
    relationships = [item for item in result.model.get_relationships() if isinstance(item.source, element_types)]
    lists = (
        views.system_landscape_views,
        views.system_context_views,
        views.container_views,
        views.component_views,
        views.dynamic_views,
    )
    assert content_counts(document) == {
        "person": len(result.model.people),
        "system": len(result.model.software_systems),
        "container": len(containers),
        "component": sum(len(container.components) for container in containers),
        "relationships": len(relationships),
        "views": {
            view.key: (len(view.element_views), len(view.relationship_views))
            for list_of_views in lists
            for view in list_of_views
        },
    }
    assert {view.key for view in views.deployment_views} == {
        view["key"] for view in document["views"].get("deploymentViews", ())
    }
