"""Workspaces are valid by the schema that Structurizr publishes (in OpenAPI 3.0)."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from structurizr_samples import models

from sphinxcontrib_c4.model import load
from sphinxcontrib_c4.structurizr import Picture, Section, build_workspace, read_workspace

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}
SUPPORTED_KEYWORDS = {"type", "description", "properties", "items", "enum", "format", "additionalProperties", "$ref"}
# Keys that the schema does not define and Structurizr reads.
UNDOCUMENTED_KEYS = {"filename", "title", "style", "colorScheme"}


def violations(value: Any, schema: dict[str, Any], schemas: dict[str, Any], path: str = "") -> list[str]:
    """Return the violations of the schema, including unknown keys."""
    assert SUPPORTED_KEYWORDS.issuperset(schema), f"{path}: unsupported: {schema.keys() - SUPPORTED_KEYWORDS}"
    if "$ref" in schema:
        return violations(value, schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, path)
    expected = TYPES[schema["type"]]
    if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        return [f"{path}: {value!r} is not of the type {schema['type']}"]
    result = [f"{path}: {value!r} is not allowed"] if value not in schema.get("enum", [value]) else []
    if schema.get("format") == "integer" and not isinstance(value, int):
        result.append(f"{path}: {value!r} is not an integer")
    if isinstance(value, list):
        for number, item in enumerate(value):
            result += violations(item, schema["items"], schemas, f"{path}[{number}]")
    if isinstance(value, dict) and "properties" in schema:
        for key, item in value.items():
            if key in schema["properties"]:
                result += violations(item, schema["properties"][key], schemas, f"{path}.{key}")
            elif key not in UNDOCUMENTED_KEYS:
                result.append(f"{path}: unknown key {key!r}")
    return result


@pytest.fixture(scope="session")
def schemas(shared_data):
    text = (shared_data / "structurizr" / "structurizr.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["components"]["schemas"]


def test_schema_rejects_an_invalid_workspace(schemas):
    workspace = {
        "model": {"people": [{"id": 1, "tags": ["a"]}]},
        "views": {"systemLandscapeViews": [{"dimensions": {"width": "x"}}]},
    }
    assert violations(workspace, schemas["Workspace"], schemas) == [
        ".model.people[0].id: 1 is not of the type string",
        ".model.people[0].tags: ['a'] is not of the type string",
        ".views.systemLandscapeViews[0].dimensions.width: 'x' is not of the type number",
    ]


@pytest.mark.parametrize(
    "name", ["learn-ai.yaml", "micromasters.yaml", "mit-learn.yaml", "mitxonline-openedx.yaml", "mitxonline.yaml", "."]
)
def test_schema_accepts_exports_of_public_models(public_workspace, schemas, name):
    assert violations(public_workspace(name), schemas["Workspace"], schemas) == []


def test_schema_accepts_documentation_and_pictures(shared_data, schemas):
    document = build_workspace(
        load(shared_data / "mit-open-learning" / "models" / "learn-ai.yaml"),
        documentation=[Section(content="# All")],
        pictures=[Picture("a.png", "image/png", b"\x89PNG")],
    )
    assert document["documentation"]["sections"]
    assert violations(document, schemas["Workspace"], schemas) == []


@pytest.mark.parametrize("name", ["big-bank-plc", "amazon-web-services"])
def test_schema_accepts_real_workspaces_written_again(shared_data, schemas, name):
    result = read_workspace(shared_data / "structurizr" / f"{name}.json")
    assert violations(build_workspace(result.model, views=result.views), schemas["Workspace"], schemas) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=models())
def test_schema_accepts_exports_of_any_model(schemas, data):
    assert violations(build_workspace(data), schemas["Workspace"], schemas) == []
