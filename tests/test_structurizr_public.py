"""The public models as workspaces: valid, and read back as the same model."""

from __future__ import annotations

from pathlib import Path

import pytest
from structurizr_rules import check, relationships
from structurizr_samples import stored_content

from sphinxcontrib_c4.model import load
from sphinxcontrib_c4.structurizr import build_workspace, read_workspace, save_workspace

OWN_MODEL = Path(__file__).parent.parent / "model"
PUBLIC = ["learn-ai.yaml", "micromasters.yaml", "mit-learn.yaml", "mitxonline-openedx.yaml", "mitxonline.yaml", "."]


def check_round_trip(data, document, path):
    """Check that an export is valid and is read back as the same model."""
    check(document)
    names = {r["properties"].get("c4.name") for r in relationships(document).values()}
    assert names >= {flow.name for flow in data.flows}
    save_workspace(path, document)
    assert stored_content(read_workspace(path).model) == stored_content(data)


def test_own_model_is_exported_and_read_back(tmp_path):
    data = load(OWN_MODEL)
    check_round_trip(data, build_workspace(data, base_url="https://docs.example.org/"), tmp_path / "w.json")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_model_is_exported_and_read_back(shared_data, public_workspace, tmp_path, name):
    data = load(shared_data / "mit-open-learning" / "models" / name)
    check_round_trip(data, public_workspace(name), tmp_path / "w.json")
