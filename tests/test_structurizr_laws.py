"""Laws of workspaces: what is written is sound, and read back it is the same model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from structurizr_samples import models, same

from sphinxcontrib_c4.structurizr import read, workspace, write

RELAXED = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read_back(made):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workspace.json"
        write(path, made)
        return read(path)


@RELAXED
@given(models())
def test_an_export_reads_back_as_the_same_model(model):
    found = read_back(workspace(model, base_url="https://docs.example.org/c4/"))
    assert same(found.model) == same(model)
    assert found.unmapped == ()
