"""Model files with hostile text in every key of the schema that accepts arbitrary text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

import sphinxcontrib_c4

TEXT = (
    "\"'><script>window.harmed=1</script><img src=x onerror=window.harmed=1><svg onload=window.harmed=1>"
    "<a href=javascript:window.harmed=1 style=color:red>x</a>`|{{7*7}}`{{% raw %}}`--></style>"
)
#: Keys whose text must be a name of the model, a path or a number.
REFERENCES = frozenset(
    {
        *("aliases", "api_container", "element", "exhaustive", "from", "groups", "hidden", "ignore", "independent"),
        *("inputs", "members", "order", "primary_system", "providers", "roles", "scanned", "services", "severities"),
        *("shared", "source", "source_choices", "system", "target", "target_choices", "to", "traced"),
    }
)
#: Keys that list files of the model.
FILES = frozenset({"files"})
_FLAGGED = "flagged"

MODEL = """\
meta: { primary_system: shop }
actors: [{ id: customer, name: H }]
systems:
  - id: shop
    name: H
    containers:
      - id: web
        name: H
        components: [{ id: cart, name: H, relationships: [{ target: till, label: H }] }, { id: till, name: H }]
      - { id: db, name: H, shape: db }
      - { id: bus, name: H, shape: queue }
  - { id: mail, name: H, kind: external }
flows:
  - { source: customer, target: web, label: H, sync: true }
  - { source: web, target: db, label: H, sync: true }
  - { source: web, target: bus, label: H, sync: false }
  - { source: bus, target: web, label: H, sync: false }
  - { source: web, target: mail, label: H, sync: true }
  - { source: mail, target: web, label: H, sync: true }
  - { source: mail, target: db, label: H, sync: true, tags: [fragile] }
scenarios:
  - id: buy
    title: H
    steps: [{ source: customer, target: web, label: H, sync: true }, { source: web, target: mail, label: H }]
etl_sources: [{ name: H, fragile: true }]
rejected_candidates: [{ source: shop.db, target: mail, reason: H, evidence: H }]
"""
GRAPH = """\
generated: { bindings: 1 }
flows:
  - { source: shop.bus, target: mail, label: H, provenance: { rank: candidate, confidence: 0.9, key_count: 1 } }
"""
LANDSCAPE = """\
groups: { H: [shop] }
primary_system: shop
code_graph: { repositories: [{ repo: H, element: shop.web }] }
rules:
  - id: layers
    reason: H
    layers: [{ name: H, members: shop.db }, { name: H, members: shop.web }]
  - { id: forbidden, reason: H, forbidden: { from: shop, to: mail }, except: [{ from: shop, to: mail, reason: H }] }
"""


@dataclass
class Filler:
    """A writer of hostile text by a JSON Schema; ``filled`` contains the objects and keys with hostile text."""

    schema: dict[str, Any]
    filled: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def for_schema(cls, name: str) -> Filler:
        """Return the filler for a schema of the package."""
        path = Path(sphinxcontrib_c4.__file__).parent / "schemas" / name
        return cls(json.loads(path.read_text("utf-8")))

    def fill(self, text: str) -> str:
        """Return a file with the keys in ``text`` and all others that accept arbitrary text."""
        return yaml.safe_dump(self._object(yaml.safe_load(text), "", self.schema), sort_keys=False)

    def fillable(self) -> set[tuple[str, str]]:
        """Return all keys that accept arbitrary text, with the names of their objects."""
        objects = {"": self.schema, **self.schema["$defs"]}
        return {
            (name, key)
            for name, schema in objects.items()
            for key, value in schema["properties"].items()
            if self._is_filled(key) and self._text(self._resolve(value)[1]) is not None
        }

    @staticmethod
    def _is_filled(key: str) -> bool:
        return key not in REFERENCES and key not in FILES

    def _resolve(self, schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the name and the schema of the first choice."""
        for choices in (schema.get("anyOf"), schema.get("allOf")):
            if choices:
                return self._resolve(next((choice for choice in choices if "$ref" in choice), choices[0]))
        name = schema.get("$ref", "").rpartition("/")[2]
        return (name, self.schema["$defs"][name]) if name else ("", schema)

    def _text(self, schema: dict[str, Any]) -> Any:
        """Return the hostile value for a schema of text, of a list or of a map of texts, or ``None``."""
        if schema.get("type") == "string" and "enum" not in schema and "pattern" not in schema:
            return TEXT
        if schema.get("type") == "array" and "items" in schema:
            name, item = self._resolve(schema["items"])
            value = None if name else self._text(item)
            return None if value is None else [value]
        if isinstance(schema.get("additionalProperties"), dict):
            name, item = self._resolve(schema["additionalProperties"])
            value = None if name else self._text(item)
            return None if value is None else {TEXT: value}
        return None

    def _object(self, value: dict[str, Any], name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Return ``value`` with all keys that accept arbitrary text, and the objects that consist of such keys."""
        result = {TEXT if key == "H" else key: content for key, content in value.items()}
        for key, declared in schema["properties"].items():
            inner_name, inner = self._resolve(declared)
            text = self._text(inner) if self._is_filled(key) else None
            if text is not None:
                result[key] = [*value.get(key, ()), *text] if isinstance(text, list) else text
                self.filled.add((name, key))
            elif inner_name:
                if key in value or self._is_free(inner):
                    result[key] = self._object(value.get(key) or {}, inner_name, inner)
            elif inner.get("type") == "array" and "items" in inner:
                result.update(self._items(value.get(key), key, inner["items"]))
            elif key == "groups" and key in value:
                result[key] = dict.fromkeys([TEXT], *value[key].values())
            elif key in schema.get("required", ()) and key not in value and "enum" in inner:
                result[key] = _FLAGGED if _FLAGGED in inner["enum"] else inner["enum"][0]
        return result

    def _items(self, value: list[Any] | None, key: str, schema: dict[str, Any]) -> dict[str, list[Any]]:
        name, item = self._resolve(schema)
        if not name or not (value or self._is_free(item)):
            return {}
        return {key: [self._object(entry, name, item) for entry in value or [{}]]}

    def _is_free(self, schema: dict[str, Any]) -> bool:
        """Return whether an object can be filled without names of elements."""
        needs = [key for key in schema.get("required", ()) if "enum" not in self._resolve(schema["properties"][key])[1]]
        return all(self._is_filled(key) and key != "id" for key in needs)


def write_hostile_model(folder: Path) -> set[tuple[str, str]]:
    """Write the files of a model into ``folder``, and return the keys that remain without hostile text."""
    folder.mkdir()
    model, landscape = Filler.for_schema("c4.schema.json"), Filler.for_schema("c4-landscape.schema.json")
    for name, filler, text in (
        ("shop.yaml", model, MODEL),
        ("shop.graph.yaml", model, GRAPH),
        ("landscape.yaml", landscape, LANDSCAPE),
    ):
        (folder / name).write_text(filler.fill(text), "utf-8")
    return {*(model.fillable() - model.filled), *(landscape.fillable() - landscape.filled)}
