"""The public models load unchanged, and mean what their authors drew."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
import yaml

from sphinxcontrib_c4.model import Kind, Mode, load

OWN = ("learn-ai", "mit-learn", "micromasters", "mitxonline", "mitxonline-openedx")


@pytest.fixture(scope="module")
def models(shared_data):
    return shared_data / "mit-open-learning" / "models"


@pytest.mark.parametrize("name", OWN)
def test_a_file_loads_by_itself(models, name):
    model = load(models / f"{name}.yaml")
    written = yaml.safe_load((models / f"{name}.yaml").read_bytes())
    assert [file.primary_system for file in model.files] == [name]
    assert model.title == written["meta"]["name"]
    assert [flow.name for flow in model.flows][: len(written["flows"])] == [
        f"{name}.{flow['id']}" for flow in written["flows"]
    ]
    assert [flow.mode is Mode.SYNC for flow in model.flows][: len(written["flows"])] == [
        flow["sync"] for flow in written["flows"]
    ]
    assert [len(scenario.steps) for scenario in model.scenarios] == [
        len(scenario["steps"]) for scenario in written["scenarios"]
    ]
    assert len(model.ingestion) == len(written.get("etl_sources", ()))
    assert model.elements[name].api_container == f"{name}.{written['meta']['api_container']}"


def test_the_folder_composes_into_one_landscape(models):
    model = load(models)
    systems = [element for element in model.elements.values() if element.kind is Kind.SYSTEM]
    assert tuple(element.name for element in systems if not element.external) == OWN
    assert {file.primary_system for file in model.files} == set(OWN)
    assert model.elements["micromasters"].title == "MicroMasters"
    assert model.elements["mitxonline-openedx"].api_container == "mitxonline-openedx.lms"
    assert "mit-learn.django-web.search-orchestration" in model.elements
    assert all(flow.source in model.elements and flow.target in model.elements for flow in model.flows)
    assert len({flow.name for flow in model.flows}) == len(model.flows)


def test_relationships_of_components_become_flows(models):
    model = load(models)
    found = {flow.target: (flow.mode, flow.protocol) for flow in model.flows if flow.source.endswith(".etl-trigger")}
    assert found == {
        "mit-learn.redis": (Mode.ASYNC, "Celery"),
        "mit-learn.celery-edx": (Mode.ASYNC, ""),
    }


def test_a_slice_of_the_code_graph_loads_and_keeps_its_provenance(models):
    model = load(models / "mit-learn.graph.yaml")
    assert {flow.provenance.contract_kind for flow in model.flows if flow.provenance} == {"endpoint"}
    assert model.flows[0].name == "graph-micromasters-to-mit-learn-endpoint"


def test_two_loads_are_equal_and_survive_pickling(models):
    model = load(models)
    assert load(models) == model
    assert pickle.loads(pickle.dumps(model)) == model


def test_the_seed_of_hashes_changes_nothing(models):
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
