"""The public models load without changes, with the content of their files."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
import yaml

from sphinxcontrib_c4.model import Kind, Mode, load

SYSTEMS = ("learn-ai", "mit-learn", "micromasters", "mitxonline", "mitxonline-openedx")


@pytest.fixture(scope="module")
def models(shared_data):
    return shared_data / "mit-open-learning" / "models"


@pytest.mark.parametrize("name", SYSTEMS)
def test_public_file_loads_on_its_own(models, name):
    model = load(models / f"{name}.yaml")
    content = yaml.safe_load((models / f"{name}.yaml").read_bytes())
    assert [file.primary_system for file in model.files] == [name]
    assert model.title == content["meta"]["name"]
    assert [flow.name for flow in model.flows][: len(content["flows"])] == [
        f"{name}.{flow['id']}" for flow in content["flows"]
    ]
    assert [flow.mode is Mode.SYNC for flow in model.flows][: len(content["flows"])] == [
        flow["sync"] for flow in content["flows"]
    ]
    assert [len(scenario.steps) for scenario in model.scenarios] == [
        len(scenario["steps"]) for scenario in content["scenarios"]
    ]
    assert len(model.ingestion) == len(content.get("etl_sources", ()))
    assert model.elements[name].api_container == f"{name}.{content['meta']['api_container']}"


def test_public_folder_is_one_landscape(models):
    model = load(models)
    systems = [element for element in model.elements.values() if element.kind is Kind.SYSTEM]
    assert tuple(element.name for element in systems if not element.external) == SYSTEMS
    assert {file.primary_system for file in model.files} == set(SYSTEMS)
    assert model.elements["micromasters"].title == "MicroMasters"
    assert model.elements["mitxonline-openedx"].api_container == "mitxonline-openedx.lms"
    assert "mit-learn.django-web.search-orchestration" in model.elements
    assert all(flow.source in model.elements and flow.target in model.elements for flow in model.flows)
    assert len({flow.name for flow in model.flows}) == len(model.flows)


def test_relationships_of_components_become_flows(models):
    model = load(models)
    flows = {flow.target: (flow.mode, flow.protocol) for flow in model.flows if flow.source.endswith(".etl-trigger")}
    assert flows == {
        "mit-learn.redis": (Mode.ASYNC, "Celery"),
        "mit-learn.celery-edx": (Mode.ASYNC, ""),
    }


def test_slice_of_a_code_graph_has_provenance(models):
    model = load(models / "mit-learn.graph.yaml")
    assert {flow.provenance.contract_kind for flow in model.flows if flow.provenance} == {"endpoint"}
    assert model.flows[0].name == "graph-micromasters-to-mit-learn-endpoint"


def test_loads_are_equal_also_after_pickling(models):
    model = load(models)
    assert load(models) == model
    assert pickle.loads(pickle.dumps(model)) == model


def test_hash_seed_does_not_change_the_model(models):
    script = (
        "import sys, pathlib; from sphinxcontrib_c4.model import load; print(load(pathlib.Path(sys.argv[1])), end='')"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(models)],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1
