"""Properties that authors define for elements and relationships."""

from __future__ import annotations

import json
from functools import partial

import pytest
from structurizr_samples import read_content

from sphinxcontrib_c4.model import ModelError, load
from sphinxcontrib_c4.structurizr import build_workspace, workspace_to_json

MODEL = """
systems:
  - id: shop
    name: Shop
    properties: {cost centre: "4711", wiki: "https://example.org/shop"}
    containers:
      - id: web
        name: Web
        properties: {c4.name: forged, structurizr.x: "1", owner: nobody}
  - id: bank
    name: Bank
flows:
  - {source: shop, target: bank, label: Pay, properties: {contract: v2}}
"""


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, "utf-8")
    return load(path)


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a workspace from a value or from text."""
    return partial(read_content, tmp_path)


def test_properties_are_read_from_a_model_file(model):
    assert model.elements["shop"].properties == (("cost centre", "4711"), ("wiki", "https://example.org/shop"))
    assert model.flows[0].properties == (("contract", "v2"),)


def test_properties_of_a_model_file_must_be_text(tmp_path):
    path = tmp_path / "model.yaml"
    path.write_text("systems: [{id: a, name: A, properties: {cost: [1]}}]", "utf-8")
    with pytest.raises(ModelError, match="'cost' in 'properties' must be text"):
        load(path)


def test_properties_survive_an_export(model, read):
    text = workspace_to_json(build_workspace(model))
    workspace = read(text)
    for name, element in model.elements.items():
        assert workspace.model.elements[name].properties == element.properties
    assert workspace.model.flows[0].properties == model.flows[0].properties
    assert workspace.unmapped == ()
    assert workspace_to_json(build_workspace(workspace.model)) == text


def test_properties_are_visible_in_a_workspace_unless_programs_use_their_names(model):
    system = json.loads(workspace_to_json(build_workspace(model)))["model"]["softwareSystems"][0]
    assert system["properties"] == {
        "cost centre": "4711",
        "wiki": "https://example.org/shop",
        "c4.name": "shop",
    }
    (container,) = system["containers"]
    assert (container["properties"]["c4.name"], "owner" in container["properties"]) == ("shop.web", False)


def test_properties_of_a_workspace_may_be_numbers_and_booleans(read):
    properties = {"cost": 42, "hot": True, "note": "x", "structurizr.dsl.identifier": "a", "many": [1]}
    workspace = read(
        json.dumps({"name": "W", "model": {"people": [{"id": "1", "name": "P", "properties": properties}]}})
    )
    assert workspace.model.elements["p"].properties == (("cost", "42"), ("hot", "true"), ("note", "x"))
    assert [str(item) for item in workspace.unmapped] == ["property 'many' of a person"]


@pytest.mark.parametrize("value", ["{}", '["a"]', '[["a", 1]]', "[[]]", "nonsense"])
def test_damaged_properties_are_rejected(read, value):
    person = {"id": "1", "name": "P", "properties": {"c4.properties": value}}
    with pytest.raises(ModelError, match=r"expected a list of names with their values|invalid JSON"):
        read(json.dumps({"name": "W", "model": {"people": [person]}}))
