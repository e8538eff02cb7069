"""structurizr-python reads exported workspaces, in a separate environment with pydantic 1."""

from __future__ import annotations

from structurizr import Workspace
from workspaces import counts, document

from sphinxcontrib_c4.structurizr import save_workspace

__all__ = ["document"]


def test_reader_finds_everything(tmp_path, document):
    save_workspace(tmp_path / "workspace.json", document)
    result = Workspace.load(tmp_path / "workspace.json")
    containers = [container for system in result.model.software_systems for container in system.containers]
    views = result.views
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
        "relationships": len(list(result.model.get_relationships())),
        "views": {v.key: (len(v.element_views), len(v.relationship_views)) for drawn in lists for v in drawn},
    }
