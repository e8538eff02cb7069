"""The loader of buildzr reads exported workspaces completely."""

from __future__ import annotations

from buildzr.loaders.json_loader import JsonLoader
from workspaces import content_counts, document

from sphinxcontrib_c4.structurizr import save_workspace

__all__ = ["document"]


def test_buildzr_reads_all_elements_relationships_and_views(tmp_path, document):
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
    assert content_counts(document) == {
        "person": len(people),
        "system": len(systems),
        "container": len(containers),
        "component": len(components),
        "relationships": sum(
            len(element.relationships or []) for element in (*people, *systems, *containers, *components)
        ),
        "views": {
            view.key: (len(view.elements), len(view.relationships or []))
            for list_of_views in lists
            for view in list_of_views or []
        },
    }
