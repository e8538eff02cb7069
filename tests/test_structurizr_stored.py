"""Properties that an export writes and users may edit: valid, or reported with their positions."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from structurizr_model import WORLD

from sphinxcontrib_c4 import cli
from sphinxcontrib_c4.model import ModelError, json_schema, load
from sphinxcontrib_c4.structurizr import build_workspace, read_workspace, workspace_to_json
from sphinxcontrib_c4.structurizr.reader.elements import ACCESSES, CUT_PREFERENCES, ROLES


@pytest.fixture
def write_workspace(tmp_path):
    """Return a function that writes a workspace and returns the path of the file."""

    def write(workspace):
        path = tmp_path / "w.json"
        path.write_text(workspace if isinstance(workspace, str) else json.dumps(workspace, indent=1), "utf-8")
        return path

    return write


def faults(path):
    with pytest.raises(ModelError) as caught:
        read_workspace(path)
    return caught.value.faults


def workspace_of_another_tool(properties, relationship_properties=()):
    """Return a workspace of another tool with properties of a system and of a relationship."""
    relationship = {"id": "9", "sourceId": "1", "destinationId": "2", "properties": dict(relationship_properties)}
    systems = [
        {"id": "1", "name": "A", "properties": properties, "relationships": [relationship]},
        {"id": "2", "name": "B"},
    ]
    return {"name": "W", "model": {"softwareSystems": systems}}


# --- Properties of other authors ---


@pytest.mark.parametrize(
    ("element", "relationship"),
    [
        ({"role": "frontend"}, {}),
        ({}, {"access": "rw"}),
        ({}, {"in_cycle": "yes"}),
        ({}, {"initiator": "Bob"}),
    ],
)
def test_foreign_property_with_a_known_name_is_an_ordinary_property(write_workspace, element, relationship):
    path = write_workspace(workspace_of_another_tool(element, relationship))
    workspace = read_workspace(path)
    assert workspace.unmapped == ()
    (flow,) = workspace.model.flows
    assert workspace.model.elements["a"].properties == tuple(element.items())
    assert flow.properties == tuple(relationship.items())
    assert (workspace.model.elements["a"].role, flow.access, flow.in_cycle, flow.initiator) == ("", "", "", "a")
    assert cli.main(["lint", str(path)]) == cli.main(["cycles", str(path)]) == 0


def test_choices_of_a_property_equal_those_of_the_schema():
    definitions = json_schema()["$defs"]

    def choices(entry, key):
        schema = definitions[entry]["properties"][key]
        return {value for option in schema.get("anyOf", [schema]) for value in option.get("enum", ()) if value}

    assert choices("SystemEntry", "role") == ROLES
    assert choices("FlowEntry", "access") == ACCESSES
    assert choices("FlowEntry", "in_cycle") == CUT_PREFERENCES


# --- Edited properties of an export ---

BROKEN = {
    "scenarios: a number": ("c4.scenarios", "5", "expected a list of objects with name, title"),
    "scenarios: no title": ("c4.scenarios", '[{"name": "x"}]', "expected a list of objects with name, title"),
    "scenarios: a name twice": (
        "c4.scenarios",
        '[{"name": "shop.buying", "title": "T"}]',
        "duplicate scenario 'shop.buying'",
    ),
    "scenarios: unknown system": (
        "c4.scenarios",
        '[{"name": "x", "title": "T", "system": "nope"}]',
        "'nope' is not an element of the model",
    ),
    "groups: a number": ("c4.groups", '{"a": 1}', "expected an object of lists of texts"),
    "groups: unknown name": ("c4.groups", '{"a": ["nope"]}', "'nope' is not a person or software system of the model"),
    "ingestion: a text": ("c4.ingestion", '"x"', "expected a list of ingestion sources"),
    "ingestion: wrong type": (
        "c4.ingestion",
        '[{"title": "T", "system": "shop", "fragile": "no"}]',
        "expected a list of ingestion sources",
    ),
    "ingestion: wrong line": (
        "c4.ingestion",
        '[{"title": "T", "system": "shop", "source": {"line": "x"}}]',
        "expected a list of ingestion sources",
    ),
    "ingestion: unknown system": (
        "c4.ingestion",
        '[{"title": "T", "system": "nope"}]',
        "'nope' is not an element of the model",
    ),
    "primary system": ("c4.primary_system", "nope", "'nope' is not an element of the model"),
    "analysis: unknown setting": ("c4.analysis", '{"nope": []}', "unknown setting 'nope'"),
    "analysis: unknown role": (
        "c4.analysis",
        '{"roles": {"shop": "zz"}}',
        "'zz' is not one of infrastructure, gateway, store, broker",
    ),
    "analysis: wrong type": ("c4.analysis", '{"ignore": {}}', "{} is not of the type array"),
    "analysis: wrong threshold": (
        "c4.analysis",
        '{"thresholds": {"chain_warning": -1}}',
        "-1 is less than 0",
    ),
    "analysis: unknown name": ("c4.analysis", '{"ignore": ["nope"]}', "'nope' is not in the model"),
    "analysis: unknown rule": ("c4.analysis", '{"severities": {"nope": "info"}}', "'nope' is not a rule"),
    "character in a key": ("c4.groups", r'{"\ud800": ["shop"]}', "the character U+D800 is not allowed"),
    "character in a value": (
        "c4.ingestion",
        r'[{"title": "\u0000", "system": "shop"}]',
        "the character U+0000 is not allowed",
    ),
    "not JSON": ("c4.groups", "{", "invalid JSON"),
    "not a JSON value": ("c4.analysis", '{"roles": NaN}', "invalid JSON: NaN is not a JSON value"),
    "not finite": (
        "c4.analysis",
        '{"thresholds": {"chain_warning": 1e999}}',
        "invalid JSON: 1e999 is not a finite number",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_invalid_property_of_a_workspace_is_reported_with_its_position(write_workspace, case):
    name, text, message = BROKEN[case]
    workspace = build_workspace(WORLD)
    workspace["properties"][name] = text
    path = write_workspace(workspace)
    (fault,) = faults(path)
    assert fault.message == f'properties["{name}"]: {message}'
    assert fault.line.strip().startswith(f'"{name}": ')
    assert fault.line[fault.position.column - 1 :].startswith(f'"{name}"')


def owners(workspace):
    """Return one element, container, relationship and view of an export."""
    shop = next(system for system in workspace["model"]["softwareSystems"] if system.get("containers"))
    container = next(inner for inner in shop["containers"] if inner.get("relationships"))
    return {
        "system": shop,
        "container": container,
        "relationship": container["relationships"][0],
        "dynamic view": workspace["views"]["dynamicViews"][0],
    }


@pytest.mark.parametrize(
    ("owner", "name", "text", "message"),
    [
        ("system", "c4.name", "a.b", "'a.b' cannot be the name of the software system"),
        ("container", "c4.name", "elsewhere", "'elsewhere' cannot be the name of the container"),
        ("system", "c4.api_container", "nope", "'nope' is not a container of the software system"),
        ("container", "c4.suppress", '[{"rule": 1}]', "expected a list of objects with rule, reason"),
        ("relationship", "c4.suppress", "{}", "expected a list of objects with rule, reason"),
        ("relationship", "c4.tags", "5", "expected a list of texts"),
        ("dynamic view", "c4.system", "nope", "'nope' is not an element of the model"),
        ("dynamic view", "c4.step.1", '{"mode": "later"}', "expected source, target, mode or protocol of a step"),
        ("dynamic view", "c4.step.1", '{"mode": []}', "expected an object of texts"),
        ("dynamic view", "c4.step.1", '{"source": "nope"}', "expected source, target, mode or protocol of a step"),
    ],
)
def test_invalid_property_of_a_part_is_reported_with_its_position(write_workspace, owner, name, text, message):
    workspace = build_workspace(WORLD)
    owners(workspace)[owner]["properties"][name] = text
    first = next(fault for fault in faults(write_workspace(workspace)) if f'["{name}"]: ' in fault.message)
    assert message in first.message
    assert first.line[first.position.column - 1 :].startswith(f'"{name}"')


def test_unchanged_properties_are_valid(write_workspace):
    read_workspace(write_workspace(workspace_to_json(build_workspace(WORLD))))


# --- Positions of errors in a file ---


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"name": "a NaN in a text", "model": {},\n "x": NaN}', 2, 7),
        ('{"name": "-Infinity",\n "x": -Infinity}', 2, 7),
        ('{"name": "1e999", "x": [0,\n 1e999]}', 2, 2),
        ('{"name": "' + "9" * 5000 + '",\n "x":\n ' + "9" * 4500 + "}", 3, 2),
    ],
)
def test_json_error_in_a_number_has_the_position_of_the_number(write_workspace, text, line, column):
    (fault,) = faults(write_workspace(text))
    assert (fault.position.line, fault.position.column) == (line, column)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_named_pipe_is_rejected_without_reading_it(tmp_path):
    os.mkfifo(tmp_path / "w.json")
    (fault,) = faults(tmp_path / "w.json")
    assert fault.message == "not a regular file"


def test_scenario_without_steps_that_has_a_view_is_exported_once(write_workspace):
    view = {"key": "d", "elements": [{"id": "1"}, {"id": "2"}], "relationships": []}
    first = read_workspace(write_workspace({**workspace_of_another_tool({}), "views": {"dynamicViews": [view]}}))
    second = read_workspace(write_workspace(workspace_to_json(build_workspace(first.model, views=first.views))))
    assert [scenario.name for scenario in second.model.scenarios] == ["d"]


@pytest.mark.memory
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process from /proc")
@pytest.mark.parametrize(
    "value",
    [
        "[" + ",".join("[" * 900 + "]" * 900 for _ in range(333)) + "]",
        "[" + ",".join('{"k":' * 900 + "1" + "}" * 900 for _ in range(111)) + "]",
        "[" * 300_000 + "]" * 300_000,
        "[" + "[]," * 200_000 + "1]",
    ],
    ids=["lists", "objects", "one list", "flat"],
)
def test_nested_json_of_600_kb_takes_less_than_200_mb(write_workspace, value):
    path = write_workspace(f'{{"name": "W", "model": {{}}, "x": {value}}}')
    script = "import sys; from sphinxcontrib_c4.cli import main; main(['check', sys.argv[1]]); "
    # ru_maxrss would include the memory of the process that starts this one.
    script += "peak = next(row.split()[1] for row in open('/proc/self/status') if row.startswith('VmHWM')); "
    script += "print(int(peak) // 1024, file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert "Traceback" not in result.stderr
    assert int(result.stderr.split()[-1]) < 200


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"name": "a NaN in a text",\n "x": NaN}', 2, 7),
        ('{"name": "1e999",\n "x": [0, 1e999]}', 2, 11),
        (f'{{"name": "{"1" * 6000}",\n "x": {"1" * 5000}}}', 2, 7),
        (f'{{"name": 1.{"1" * 6000},\n "x": {"1" * 5000}x}}', 2, 7),
        (f'{{"x": {"1" * 5000}, "' + '\\"' * 100_000, 1, 7),
    ],
    ids=["NaN", "infinite", "long", "long and broken", "unterminated text after it"],
)
def test_number_that_is_not_json_is_found_outside_texts(write_workspace, text, line, column):
    (fault,) = faults(write_workspace(text))
    assert (fault.position.line, fault.position.column) == (line, column)


def test_ingestion_source_without_a_system_is_read_back(write_workspace, tmp_path):
    (tmp_path / "m.yaml").write_text("systems: [{id: s, name: S}]\netl_sources: [{name: Prices}]\n", "utf-8")
    model = load(tmp_path / "m.yaml")
    assert (
        read_workspace(write_workspace(workspace_to_json(build_workspace(model)))).model.ingestion[0].title == "Prices"
    )
