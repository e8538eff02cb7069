"""Randomly damaged workspaces are read or refused with faults, and never raise another exception."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structurizr_model import WORLD
from structurizr_workspaces import small_workspace

from sphinxcontrib_c4.model import ModelError, load
from sphinxcontrib_c4.structurizr import build_workspace, merge_positions, read_workspace, workspace_to_json

SAMPLES = [small_workspace(), build_workspace(WORLD)]
JUNK = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "1", "3", "99", "x" * 300, [], {}, [None], [{}], {"id": "1"}, {"a": []}]
)


def json_paths(value, path=()):
    """Yield the path of a value and of each value in it."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from json_paths(item, (*path, key))


@st.composite
def damaged_workspaces(draw):
    """Draw a valid workspace, and remove or replace a few of its values."""
    value = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from([path for path in json_paths(value) if path] or [()]))
        if not path:
            return value
        owner = value
        for step in path[:-1]:
            owner = owner[step]
        if draw(st.booleans()):
            owner[path[-1]] = copy.deepcopy(draw(JUNK))
        else:
            del owner[path[-1]]
    return value


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(damaged_workspaces())
def test_reading_raises_nothing_but_model_errors(value):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workspace.json"
        path.write_text(json.dumps(value))
        try:
            result = read_workspace(path)
        except ModelError as error:
            output = str(error)
        else:
            output = workspace_to_json(merge_positions(SAMPLES[1], value)) + workspace_to_json(
                build_workspace(result.model)
            )
    assert output


def test_export_with_a_very_long_word_is_read_back(tmp_path):
    (tmp_path / "m.yaml").write_text(f"systems: [{{id: s, name: {'m' * 70_000}}}]\n", "utf-8")
    path = tmp_path / "workspace.json"
    path.write_text(workspace_to_json(build_workspace(load(tmp_path / "m.yaml"))), "utf-8")
    assert len(read_workspace(path).model.elements["s"].title) == 70_000


def test_number_of_pixels_beyond_the_limit_is_rejected(tmp_path):
    value = copy.deepcopy(SAMPLES[0])
    value["views"]["systemLandscapeViews"][0]["elements"][0]["x"] = 2**31
    (tmp_path / "workspace.json").write_text(json.dumps(value), "utf-8")
    with pytest.raises(ModelError, match="expected a number of pixels below 2147483648, got a greater number"):
        read_workspace(tmp_path / "workspace.json")
