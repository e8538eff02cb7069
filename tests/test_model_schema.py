"""The JSON Schemas for editors, and the imports of the package."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from sphinxcontrib_c4.model import json_schema, landscape_json_schema


@pytest.mark.parametrize("schema", [json_schema, landscape_json_schema])
def test_schema_is_json_without_additional_properties(schema):
    document = json.loads(json.dumps(schema()))
    assert document["$schema"].startswith("https://json-schema.org/")
    objects = [document, *document.get("$defs", {}).values()]
    assert all(entry["additionalProperties"] is False for entry in objects if "properties" in entry)
    assert all(entry["description"] for entry in objects)


@pytest.mark.parametrize("schema", [json_schema, landscape_json_schema])
def test_schema_defines_exactly_the_entries_that_it_references(schema):
    document = schema()
    references = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(document)))
    assert references == set(document["$defs"])


def test_schema_of_a_flow_has_defaults_and_an_unknown_mode():
    properties = json_schema()["$defs"]["FlowEntry"]["properties"]
    assert properties["sync"]["anyOf"] == [{"type": "boolean"}, {"type": "null"}]
    assert properties["initiator"]["default"] == "source"
    assert "default" not in properties["protocol"]


def test_schema_of_a_flow_has_the_constraints_of_the_reader():
    flow = json_schema()["$defs"]["FlowEntry"]
    assert set(flow["required"]) == {"source", "target", "label"}
    assert flow["properties"]["id"]["pattern"] == "^[A-Za-z0-9_-]+$"
    assert flow["properties"]["label"]["minLength"] == 1
    assert flow["properties"]["initiator"]["enum"] == ["source", "target"]


def test_schema_of_a_system_has_the_keys_of_the_reader():
    system = json_schema()["$defs"]["SystemEntry"]
    assert set(system["required"]) == {"id", "name"}
    assert {"containers", "context_group", "aliases", "owner", "role", "url", "tags"} <= set(system["properties"])


def test_yaml_is_not_imported_with_the_package():
    script = "import sys, sphinxcontrib_c4.model; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
