"""The JSON Schemas for editors, and what importing the model's room costs."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from sphinxcontrib_c4.model import json_schema, landscape_json_schema


@pytest.mark.parametrize("schema", [json_schema, landscape_json_schema])
def test_a_schema_is_json_and_closed(schema):
    document = json.loads(json.dumps(schema()))
    assert document["$schema"].startswith("https://json-schema.org/")
    objects = [document, *document.get("$defs", {}).values()]
    assert all(entry["additionalProperties"] is False for entry in objects if "properties" in entry)
    assert all(entry["description"] for entry in objects)


@pytest.mark.parametrize("schema", [json_schema, landscape_json_schema])
def test_a_schema_defines_what_it_refers_to_and_nothing_else(schema):
    document = schema()
    named = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(document)))
    assert named == set(document["$defs"])


def test_the_schema_lets_nobody_knows_be_written_and_tells_what_else_holds():
    properties = json_schema()["$defs"]["FlowEntry"]["properties"]
    assert properties["sync"]["anyOf"] == [{"type": "boolean"}, {"type": "null"}]
    assert properties["initiator"]["default"] == "source"
    assert "default" not in properties["protocol"]


def test_the_schema_of_a_flow_says_what_the_reader_demands():
    flow = json_schema()["$defs"]["FlowEntry"]
    assert set(flow["required"]) == {"source", "target", "label"}
    assert flow["properties"]["id"]["pattern"] == "^[A-Za-z0-9_-]+$"
    assert flow["properties"]["label"]["minLength"] == 1
    assert flow["properties"]["initiator"]["enum"] == ["source", "target"]


def test_the_schema_of_a_system_says_what_the_reader_demands():
    system = json_schema()["$defs"]["SystemEntry"]
    assert set(system["required"]) == {"id", "name"}
    assert {"containers", "context_group", "aliases", "owner", "role", "url", "tags"} <= set(system["properties"])


def test_yaml_is_imported_only_to_read():
    script = "import sys, sphinxcontrib_c4.model; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
