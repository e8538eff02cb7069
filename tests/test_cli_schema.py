"""The JSON Schemas for editors: the command, the files in the package, and their use by a language server."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from sphinxcontrib_c4.cli import EXIT_OK, EXIT_USAGE, main
from sphinxcontrib_c4.model import json_schema, landscape_json_schema

PROJECT = Path(__file__).parent.parent
FILES = {"model": "c4.schema.json", "landscape": "c4-landscape.schema.json"}
SCHEMAS = {"model": json_schema, "landscape": landscape_json_schema}
GENERATED_ENTRIES = {"EvidencePlaceEntry", "TrafficEntry", "ProvenanceEntry", "GeneratedEntry"}


def keys(schema):
    """Yield (object, key, schema of the value) of all objects."""
    for name, entry in {"root": schema, **schema["$defs"]}.items():
        for key, value in entry["properties"].items():
            yield name, key, value


@pytest.mark.parametrize("kind", FILES)
def test_schema_is_printed_and_in_the_package(kind, capsys, tmp_path):
    assert main(["schema", kind]) == EXIT_OK
    output = capsys.readouterr().out
    assert json.loads(output) == SCHEMAS[kind]()
    jsonschema.Draft202012Validator.check_schema(json.loads(output))
    path = resources.files("sphinxcontrib_c4") / "schemas" / FILES[kind]
    assert path.read_text("utf-8") == output, f"run: sphinx-c4 schema {kind} --output {path}"


def test_schema_of_a_model_is_the_default_and_can_be_written_to_a_file(capsys, tmp_path):
    assert main(["schema", "--output", str(tmp_path / "s.json")]) == EXIT_OK
    assert json.loads((tmp_path / "s.json").read_text("utf-8")) == json_schema()
    assert main(["schema", "--output", str(tmp_path / "none" / "s.json")]) == EXIT_USAGE
    assert "cannot write" in capsys.readouterr().err


@pytest.mark.parametrize("schema", SCHEMAS.values())
def test_schema_describes_every_key(schema):
    assert [(name, key) for name, key, value in keys(schema()) if not value.get("description")] == []


@pytest.mark.parametrize("schema", SCHEMAS.values())
def test_schema_has_valid_examples_for_every_key_that_authors_write(schema):
    document = schema()
    for name, key, value in keys(document):
        text = json.dumps(value)
        has_choices = any(part in text for part in ('"enum"', '"boolean"', "$ref"))
        assert has_choices or "examples" in value or name in GENERATED_ENTRIES, (name, key)
        for example in value.get("examples", ()):
            validator = jsonschema.Draft202012Validator({**value, "$defs": document["$defs"]})
            assert validator.is_valid(example), (name, key)


# --- The YAML language server ---

MODEL = """\
# yaml-language-server: $schema=c4.schema.json
meta: { name: Shop }
systems:
  - id: shop
    name: Shop
    kind: outside
    containers:
      - id: web
        name: Web
        nam: x
        shape:\x20
        \x20
"""


@pytest.fixture(scope="session")
def ask(tmp_path_factory):
    """Return a function that asks the server for the problems of a file and for answers.

    The server is installed with npm once for each checkout.
    """
    folder = PROJECT / "build" / "yaml-language-server"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "tests" / "readers" / "yaml_language_server.mjs", folder)
    npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "yaml-language-server@1.25.0"]
    subprocess.run(npm, cwd=folder, check=True, timeout=600)

    def ask(path, *questions):
        command = ["node", "yaml_language_server.mjs", str(path), *questions]
        result = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60)
        return json.loads(result.stdout)

    return ask


@pytest.mark.programs
def test_schema_lets_the_language_server_complete_explain_and_check(ask, tmp_path):
    main(["schema", "--output", str(tmp_path / "c4.schema.json")])
    (tmp_path / "shop.yaml").write_text(MODEL, "utf-8")
    reply = ask(tmp_path / "shop.yaml", "completion:11:16", "completion:12:9", "completion:6:11", "hover:9:9")
    assert '6:11: Value is not accepted. Valid values: "internal", "external".' in reply["problems"]
    assert "10:9: Property nam is not allowed." in reply["problems"]
    values, names, kinds, hover = reply["answers"]
    assert values == ["container", "db", "database", "queue"]
    assert {"description", "technology", "components", "role"} <= set(names)
    assert {"internal", "external"} <= set(kinds)
    assert "The displayed name." in hover
    assert "Web shop" in hover
