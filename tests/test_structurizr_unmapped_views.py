"""Parts of a workspace's views that a model cannot express are reported, and an empty view is not drawn."""

from __future__ import annotations

import json

import pytest
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


def _unmapped(path):
    return [str(part) for part in read_workspace(path).unmapped]


@pytest.mark.parametrize(("orders", "count"), [(("1", "2", "2"), 1), (("1", "2", "3"), 0)])
def test_unmapped_parallel_steps_are_reported(tmp_path, orders, count):
    ids = ("9", "9", "10")
    steps = [{"id": id_, "order": order, "description": "x"} for id_, order in zip(ids, orders, strict=True)]
    view = {"key": "booking", "elementId": "1", "elements": [{"id": "2"}, {"id": "3"}], "relationships": steps}
    unmapped = _unmapped(_workspace(tmp_path / "workspace.json", dynamicViews=[view]))
    assert sum("the same order '2' of 2 steps" in each for each in unmapped) == count


def test_unmapped_groups_of_containers_are_reported(tmp_path):
    view = {"key": "inside", "softwareSystemId": "1", "elements": [{"id": "2"}, {"id": "3"}]}
    unmapped = _unmapped(_workspace(tmp_path / "workspace.json", containerViews=[view]))
    assert "frame of the group 'Front' in the view 'inside'" in unmapped
    assert "frame of the group 'Back' in the view 'inside'" in unmapped


def test_empty_view_of_a_workspace_is_not_drawn(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n\n.. c4-view:: inside\n"}, model=None)
    view = {"key": "inside", "softwareSystemId": "1", "elements": []}
    _workspace(project.folder / "workspace.json", containerViews=[view])
    project.configure(c4_model="workspace.json")
    with project.built() as built:
        assert any("contains no elements" in warning and "c4.empty" in warning for warning in built.warnings)
        assert "<svg" not in built.html()
