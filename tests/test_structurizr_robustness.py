"""Randomly damaged workspaces are read or refused with faults, and never raise another exception."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_structurizr_export import WORLD
from test_structurizr_reading import small

from sphinxcontrib_c4.model import ModelError
from sphinxcontrib_c4.structurizr import build_workspace, merge_positions, read_workspace, workspace_to_json

SAMPLES = [small(), build_workspace(WORLD)]
JUNK = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "1", "3", "99", "x" * 300, [], {}, [None], [{}], {"id": "1"}, {"a": []}]
)


def places(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*path, key))


@st.composite
def changed(draw):
    """Return a valid workspace in which a few values were removed or replaced."""
    value = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from([path for path in places(value) if path] or [()]))
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
@given(changed())
def test_reading_raises_nothing_but_model_errors(value):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workspace.json"
        path.write_text(json.dumps(value))
        try:
            result = read_workspace(path)
        except ModelError as error:
            fields = str(error)
        else:
            fields = workspace_to_json(merge_positions(SAMPLES[1], value)) + workspace_to_json(
                build_workspace(result.model)
            )
    assert fields
