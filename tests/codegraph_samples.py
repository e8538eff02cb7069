"""Models and rows for the tests of the code graph."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

from sphinxcontrib_c4.codegraph import (
    Binding,
    CodeGraph,
    Drift,
    Extraction,
    RowFault,
    code_graph_settings,
    compare,
    extract,
    graph_file_texts,
    parse_rows,
    read_code_graph,
)
from sphinxcontrib_c4.model import Model, load


def row(role: str, repo: str, key: str, **values: Any) -> dict[str, Any]:
    """Return a binding row of an endpoint. ``key`` is also its normalized key, unless ``values`` say otherwise."""
    file = "openapi.yaml" if role == "provider" else "src/api.ts"
    defaults = {"kind": "endpoint", "key": key, "key_norm": key, "role": role, "repo": repo, "file": file, "line": 3}
    confidence = 1.0 if role == "provider" else 0.5
    return {**defaults, "framework": "drf", "generic": False, "confidence": confidence, **values}


def call(consumer: str, provider: str, key: str, **values: Any) -> list[dict[str, Any]]:
    """Return the rows of a contract between two repositories."""
    return [row("provider", provider, key), row("consumer", consumer, key, **values)]


def jsonl(rows: Iterable[Any]) -> bytes:
    return "".join(f"{json.dumps(item)}\n" for item in rows).encode()


class RowSource:
    """A source of evidence: binding rows in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def evidence(self) -> Iterable[Binding | RowFault]:
        return parse_rows(BytesIO(self.data), "rows")


def extract_rows(model: Model, rows: Iterable[Any], **options: Any) -> Extraction:
    return extract(model, code_graph_settings(model), [RowSource(jsonl(rows))], **options)


class ModelFolder:
    """A folder with a model and its code graph, to be edited and extracted again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def write(self, **files: Any) -> ModelFolder:
        """Write a file ``<name>.yaml`` for each keyword: text as it is, other values as YAML."""
        for name, content in files.items():
            text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
            (self.path / f"{name}.yaml").write_text(text, "utf-8")
        return self

    def model(self) -> Model:
        return load(self.path)

    def extract(self, rows: Iterable[Any], *sources: Any, **options: Any) -> Extraction:
        model = self.model()
        sources = (RowSource(jsonl(rows)), *sources)
        extraction = extract(model, code_graph_settings(model), sources, **options)
        for file in graph_file_texts(model, extraction, has_inputs=False):
            (self.path / file.name).write_text(file.text, "utf-8")
        return extraction

    def graph(self) -> CodeGraph:
        return read_code_graph(self.path, self.model())

    def drift(self) -> Drift:
        model = self.model()
        return compare(model, read_code_graph(self.path, model))

    def states(self) -> dict[str, str]:
        """Return the state of each item of the drift by ``source -> target``."""
        return {f"{item.source} -> {item.target}": item.state.value for item in self.drift().items}


def system(name: str, **values: Any) -> dict[str, Any]:
    """Return a system of a model file, with a repository of the same name."""
    repo = f"https://github.com/acme/{name}"
    return {"id": name, "name": name.title(), "kind": "internal", "repo": repo, **values}
