"""structurizr-python reads what we write (in an environment of its own: it needs pydantic 1)."""

from __future__ import annotations

from structurizr import Workspace
from workspaces import counts, made

from sphinxcontrib_c4.structurizr import save_workspace

__all__ = ["made"]


def test_it_finds_everything(tmp_path, made):
    save_workspace(tmp_path / "workspace.json", made)
    found = Workspace.load(tmp_path / "workspace.json")
    containers = [container for system in found.model.software_systems for container in system.containers]
    views = found.views
    lists = (
        views.system_landscape_views,
        views.system_context_views,
        views.container_views,
        views.component_views,
        views.dynamic_views,
    )
    assert counts(made) == {
        "person": len(found.model.people),
        "system": len(found.model.software_systems),
        "container": len(containers),
        "component": sum(len(container.components) for container in containers),
        "relationships": len(list(found.model.get_relationships())),
        "views": {v.key: (len(v.element_views), len(v.relationship_views)) for shown in lists for v in shown},
    }
