"""buildzr reads what we write."""

from __future__ import annotations

from buildzr.loaders.json_loader import JsonLoader
from workspaces import counts, made

from sphinxcontrib_c4.structurizr import save_workspace

__all__ = ["made"]


def test_it_finds_everything(tmp_path, made):
    save_workspace(tmp_path / "workspace.json", made)
    found = JsonLoader().load(str(tmp_path / "workspace.json"))
    people, systems = found.model.people or [], found.model.softwareSystems or []
    containers = [container for system in systems for container in system.containers or []]
    components = [component for container in containers for component in container.components or []]
    views = found.views
    lists = (
        views.systemLandscapeViews,
        views.systemContextViews,
        views.containerViews,
        views.componentViews,
        views.dynamicViews,
    )
    assert counts(made) == {
        "person": len(people),
        "system": len(systems),
        "container": len(containers),
        "component": len(components),
        "relationships": sum(len(e.relationships or []) for e in (*people, *systems, *containers, *components)),
        "views": {v.key: (len(v.elements), len(v.relationships or [])) for shown in lists for v in shown or []},
    }
