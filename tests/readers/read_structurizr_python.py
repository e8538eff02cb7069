"""structurizr-python reads exported workspaces, in a separate environment with pydantic 1."""

from __future__ import annotations

from structurizr import Workspace
from structurizr.model import Component, Container, Person, SoftwareSystem
from workspaces import counts, document

from sphinxcontrib_c4.structurizr import save_workspace

__all__ = ["document"]


def test_reader_finds_everything(tmp_path, document):
    save_workspace(tmp_path / "workspace.json", document)
    result = Workspace.load(tmp_path / "workspace.json")
    containers = [container for system in result.model.software_systems for container in system.containers]
    views = result.views
    static = (Person, SoftwareSystem, Container, Component)
    relationships = [each for each in result.model.get_relationships() if isinstance(each.source, static)]
    lists = (
        views.system_landscape_views,
        views.system_context_views,
        views.container_views,
        views.component_views,
        views.dynamic_views,
    )
    assert counts(document) == {
        "person": len(result.model.people),
        "system": len(result.model.software_systems),
        "container": len(containers),
        "component": sum(len(container.components) for container in containers),
        "relationships": len(relationships),
        "views": {v.key: (len(v.element_views), len(v.relationship_views)) for drawn in lists for v in drawn},
    }
    assert {view.key for view in views.deployment_views} == {
        view["key"] for view in document["views"].get("deploymentViews", ())
    }
