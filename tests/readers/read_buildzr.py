"""buildzr reads exported workspaces."""

from __future__ import annotations

from buildzr.loaders.json_loader import JsonLoader
from workspaces import counts, document

from sphinxcontrib_c4.structurizr import save_workspace

__all__ = ["document"]


def test_reader_finds_everything(tmp_path, document):
    save_workspace(tmp_path / "workspace.json", document)
    result = JsonLoader().load(str(tmp_path / "workspace.json"))
    people, systems = result.model.people or [], result.model.softwareSystems or []
    containers = [container for system in systems for container in system.containers or []]
    components = [component for container in containers for component in container.components or []]
    views = result.views
    lists = (
        views.systemLandscapeViews,
        views.systemContextViews,
        views.containerViews,
        views.componentViews,
        views.dynamicViews,
    )
    assert counts(document) == {
        "person": len(people),
        "system": len(systems),
        "container": len(containers),
        "component": len(components),
        "relationships": sum(len(e.relationships or []) for e in (*people, *systems, *containers, *components)),
        "views": {v.key: (len(v.elements), len(v.relationships or [])) for drawn in lists for v in drawn or []},
    }
