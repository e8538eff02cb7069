"""Backstage catalogs: components, and the APIs and components that they provide, consume and depend on.

An API that one component provides and another one consumes is a contract like one in code. A
component in ``dependsOn`` is one that it consumes. Each becomes a binding of the class *catalog*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sphinxcontrib_c4.codegraph.bindings import CONSUMER, PROVIDER, Binding, BindingError, RowFault, parse_binding
from sphinxcontrib_c4.codegraph.sources.inputs import read_input

API, COMPONENT = "catalog-api", "catalog-component"
_SLUG = "github.com/project-slug"
_NAMES = ("catalog-info.yaml", "catalog-info.yml")


@dataclass(frozen=True, slots=True)
class BackstageCatalog:
    """A catalog file, or a folder whose catalog files are read.

    ``is_service`` tells whether the model has the service of a name. A component that it does not have
    stands for the repository that the component names, or for its system.
    """

    path: Path
    is_service: Callable[[str], bool] = lambda name: True

    def evidence(self) -> Iterator[Binding | RowFault]:
        """Yield the bindings, and a fault for each entity that cannot be read.

        Raises:
            OSError: a file cannot be read.
        """
        for path in self._files():
            text = read_input(path)
            if isinstance(text, RowFault):
                yield text
            else:
                name = path.relative_to(self.path).as_posix() if path != self.path else path.name
                yield from parse_catalog(text, name, is_service=self.is_service)

    def _files(self) -> list[Path]:
        if not self.path.is_dir():
            return [self.path]
        return sorted(path for name in _NAMES for path in self.path.rglob(name) if path.is_file())


def parse_catalog(text: str, name: str, *, is_service: Callable[[str], bool]) -> Iterator[Binding | RowFault]:
    """Yield the bindings in the YAML documents of ``text``, and a fault for each that cannot be read."""
    for line, document in _documents(text, name):
        if isinstance(document, RowFault):
            yield document
        elif document is not None:
            yield from _entity(document, name, line, is_service)


def _documents(text: str, name: str) -> Iterator[tuple[int, Any]]:
    """Yield the documents with their lines; a broken one ends the file."""
    loader = (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            yield (node.start_mark.line + 1, loader.construct_document(node)) if node else (0, None)
    except Exception as error:  # PyYAML raises many kinds, such as IndexError for ``!!int ""``
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        yield line, RowFault(name, line, "the document is not YAML that can be read")
    finally:
        loader.dispose()


def _entity(document: Any, name: str, line: int, is_service: Callable[[str], bool]) -> Iterator[Binding | RowFault]:
    kind = document.get("kind") if isinstance(document, dict) else None
    metadata = document.get("metadata") if isinstance(document, dict) else None
    if not isinstance(kind, str) or not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        yield RowFault(name, line, "the document is not an entity: it has no 'kind' or 'metadata.name'")
        return
    if kind.lower() != "component":
        return
    spec = document.get("spec")
    component = _Component(metadata, spec if isinstance(spec, dict) else {}, name, line)
    for row in component.rows(component.origin(is_service)):
        try:
            yield parse_binding(row)
        except BindingError as error:
            yield RowFault(name, line, str(error))


class _Component(NamedTuple):
    metadata: dict[str, Any]
    spec: dict[str, Any]
    path: str
    line: int

    def origin(self, is_service: Callable[[str], bool]) -> str:
        """Return the service or repository that the component is."""
        name, system = self.metadata["name"], self.spec.get("system")
        annotations = self.metadata.get("annotations")
        slug = annotations.get(_SLUG) if isinstance(annotations, dict) else None
        if is_service(name):
            return str(name)
        if isinstance(slug, str) and slug:
            return f"https://github.com/{slug}"
        short = system.rsplit("/", 1)[-1].rsplit(":", 1)[-1] if isinstance(system, str) else ""
        return short if short and is_service(short) else str(name)

    def rows(self, origin: str) -> Iterator[dict[str, Any]]:
        """Yield a row for each contract that it provides or consumes."""
        namespace = str(self.metadata.get("namespace") or "default")
        name = f"component:{namespace}/{self.metadata['name']}".lower()
        yield self._row(COMPONENT, name, PROVIDER, origin)
        for key, role in (("providesApis", PROVIDER), ("consumesApis", CONSUMER)):
            for reference in _texts(self.spec.get(key)):
                yield self._row(API, _reference(reference, "api", namespace), role, origin)
        for reference in _texts(self.spec.get("dependsOn")):
            full = _reference(reference, "component", namespace)
            if full.startswith("component:"):
                yield self._row(COMPONENT, full, CONSUMER, origin)

    def _row(self, kind: str, key: str, role: str, origin: str) -> dict[str, Any]:
        values = {"kind": kind, "key": key, "key_norm": key, "role": role, "repo": origin}
        return {**values, "file": self.path, "line": self.line, "confidence": 1.0}


def _texts(value: object) -> Iterable[str]:
    return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []


def _reference(text: str, kind: str, namespace: str) -> str:
    """Return an entity reference in full, as ``kind:namespace/name``."""
    head, colon, rest = text.partition(":")
    kind_name, path = (head, rest) if colon else (kind, text)
    space, slash, name = path.partition("/")
    return (f"{kind_name}:{space}/{name}" if slash else f"{kind_name}:{namespace}/{path}").lower()
