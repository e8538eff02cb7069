"""Files for hosting services and contributors: they name commands, environments and files that exist."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
import yaml

from sphinxcontrib_c4.cli import main

PROJECT = Path(__file__).parent.parent
if not (PROJECT / ".github").is_dir():
    pytest.skip("a source distribution has no such files", allow_module_level=True)
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))


def _jobs(path: Path) -> dict[str, dict]:
    return yaml.safe_load(path.read_text("utf-8"))["jobs"]


def _expand(name: str) -> set[str]:
    """Return the names that a generative name of tox stands for."""
    prefix, brace, rest = name.partition("{")
    if not brace:
        return {name}
    choices, _, suffix = rest.partition("}")
    return {name for choice in choices.split(",") for name in _expand(f"{prefix}{choice}{suffix}")}


def _tox_environments() -> set[str]:
    config = configparser.ConfigParser(interpolation=None)
    config.read(PROJECT / "tox.ini", encoding="utf-8")
    entries = [*config["tox"]["env_list"].split(), *(name.removeprefix("testenv:") for name in config.sections())]
    return {name for entry in entries for name in _expand(entry)}


def _environments_of_workflow(path: Path) -> set[str]:
    """Return the tox environments that a workflow runs, with the values of its matrices filled in."""
    names: set[str] = set()
    for job in _jobs(path).values():
        matrix = job.get("strategy", {}).get("matrix", {})
        for step in job.get("steps", []):
            for name in re.findall(r"tox run -e (.+)", step.get("run", "")):
                key = re.search(r"\$\{\{ matrix\.(\w+) \}\}", name)
                names |= {name.replace(key[0], value) for value in matrix[key[1]]} if key else {name}
    return names


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_run_existing_tox_environments(path):
    environments = {re.sub(r"^py3\d+", "py", name) for name in _tox_environments()}
    assert _environments_of_workflow(path) - environments == set()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_jobs_have_a_time_limit_and_least_permissions(path):
    assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {"contents": "read"}
    assert [name for name, job in _jobs(path).items() if "steps" in job and "timeout-minutes" not in job] == []


def test_workflows_run_three_pythons_three_sphinxes_and_three_systems():
    matrix = _jobs(PROJECT / ".github" / "workflows" / "tests.yml")["pytest"]["strategy"]["matrix"]
    systems = {entry["os"] for entry in matrix["include"]} | set(matrix["os"])
    assert (len(matrix["python"]), len(matrix["sphinx"]), len(systems)) == (3, 3, 3)


def test_workflows_and_forms_are_checked_by_lint():
    settings = (PROJECT / "tox.ini").read_text("utf-8")
    files = [path for path in (PROJECT / ".github").rglob("*.yml") if path.name != "zizmor.yml"]
    assert [name for path in files if (name := path.relative_to(PROJECT).as_posix()) not in settings] == []


def test_pre_commit_hook_checks_a_model(tmp_path, monkeypatch, capsys):
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    command, *arguments = hook["entry"].split()
    assert (command, hook["id"]) == ("sphinx-c4", "sphinx-c4-check")
    model = tmp_path / hook["args"][0]
    model.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    (model / "shop.yaml").write_text("meta: {name: Shop, primary_system: shop}\nsystems: [{id: shop, name: Shop}]\n")
    assert main([*arguments, *hook["args"]]) == 0
    (model / "shop.yaml").write_text("meta: {name: Shop, primary_system: shop}\nsystems: [{id: shop, nam: Shop}]\n")
    assert main([*arguments, *hook["args"]]) == 1
    assert "'nam'" in capsys.readouterr().err


def test_release_instructions_name_existing_files():
    names = re.findall(
        r"`((?:[\w.-]+/)*[\w.-]+\.(?:toml|md|py|rst|yml|yaml))`", (PROJECT / "RELEASING.md").read_text("utf-8")
    )
    folders = [PROJECT, PROJECT / ".github" / "workflows"]
    assert names
    assert [name for name in names if not any((folder / name).is_file() for folder in folders)] == []


def test_source_distribution_includes_the_release_instructions():
    settings = (PROJECT / "pyproject.toml").read_text("utf-8")
    assert [name for name in ("CONTRIBUTING.md", "RELEASING.md", "SECURITY.md") if f'"/{name}"' not in settings] == []
