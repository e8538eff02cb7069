"""Views that a model cannot express are reported, and an empty view is not drawn."""

from __future__ import annotations

import json

from project_writer import Project

from sphinxcontrib_c4.structurizr import read_workspace

BACK = {"id": "10", "sourceId": "3", "destinationId": "2"}
CONTAINERS = [
    {
        "id": "2",
        "name": "Desk",
        "group": "Front",
        "relationships": [{"id": "9", "sourceId": "2", "destinationId": "3"}],
    },
    {"id": "3", "name": "Bus", "group": "Back", "relationships": [BACK]},
]
SYSTEM = {"id": "1", "name": "Depot", "containers": CONTAINERS}


def _workspace(path, **views):
    path.write_text(json.dumps({"name": "W", "model": {"softwareSystems": [SYSTEM]}, "views": views}), "utf-8")
    return path


def test_unmapped_views_are_named_with_their_kind(tmp_path):
    views = {
        "imageViews": [{"key": "pic", "content": "https://example.org/x.png"}],
        "customViews": [{"key": "robots", "elements": []}],
    }
    workspace = read_workspace(_workspace(tmp_path / "workspace.json", **views))
    assert [str(part) for part in workspace.unmapped] == ["custom view 'robots'", "image view 'pic'"]
    assert {key: reason.partition(",")[0] for key, reason in workspace.undrawn_views.items()} == {
        "pic": "an image view",
        "robots": "a custom view",
    }


def test_undrawn_view_of_a_workspace_is_explained_on_its_page(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n\n.. c4-view:: pic\n"}, model=None)
    _workspace(project.folder / "workspace.json", imageViews=[{"key": "pic", "content": "https://example.org/x.png"}])
    project.configure(c4_model="workspace.json")
    with project.build() as site:
        assert any("cannot be drawn: it is an image view" in warning for warning in site.warnings)


def test_empty_view_of_a_workspace_is_not_drawn(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n\n.. c4-view:: inside\n"}, model=None)
    view = {"key": "inside", "softwareSystemId": "1", "elements": []}
    _workspace(project.folder / "workspace.json", containerViews=[view])
    project.configure(c4_model="workspace.json")
    with project.build() as site:
        assert any("contains no elements" in warning and "c4.empty" in warning for warning in site.warnings)
        assert "<svg" not in site.html()
