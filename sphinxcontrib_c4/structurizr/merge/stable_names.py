"""Names of elements and relationships that stay the same when the ids of a workspace change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

_DEPLOYED = ("children", "infrastructureNodes", "softwareSystemInstances", "containerInstances")


@dataclass
class StableNames:
    """Stable names by the ids of a workspace.

    Elements have their full names; ``paths`` maps the names from the system inwards to them. An element without a
    stored full name gets the one in ``full_names`` for its path. Relationships are identified by their ends and
    descriptions.
    """

    workspace: Mapping[str, Any]
    full_names: Mapping[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    elements: dict[str, str] = field(default_factory=dict)
    relationships: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model = self.workspace["model"]
        elements: list[dict[str, Any]] = []
        for element in (*(model.get("people") or ()), *(model.get("softwareSystems") or ())):
            elements += self._add_elements(element, "")
        for node in model.get("deploymentNodes") or ():
            elements += self._add_deployed(node, f"/{node.get('environment') or ''}")
        for element in elements:
            for relationship in element.get("relationships") or ():
                ends = self.elements[str(element["id"])], self.elements.get(str(relationship["destinationId"]), "")
                self.relationships[str(relationship["id"])] = (*ends, str(relationship.get("description") or ""))

    def _add_elements(self, element: dict[str, Any], parent_path: str) -> Iterator[dict[str, Any]]:
        """Add and yield an element and everything inside it."""
        path = f"{parent_path}/{element['name']}"
        stored_name = (element.get("properties") or {}).get("c4.name")
        self.elements[str(element["id"])] = self.paths[path] = str(stored_name or self.full_names.get(path, path))
        self.tags[str(element["id"])] = str(element.get("tags") or "")
        yield element
        for child in (*(element.get("containers") or ()), *(element.get("components") or ())):
            yield from self._add_elements(child, path)

    def _add_deployed(self, element: dict[str, Any], parent_path: str) -> Iterator[dict[str, Any]]:
        """Add and yield a deployed element and everything inside it; an instance has the name of its element."""
        id_, original = str(element["id"]), str(element.get("containerId") or element.get("softwareSystemId") or "")
        name = f"{self.elements[original]}#{element.get('instanceId')}" if original else element["name"]
        self.elements[id_] = path = f"{parent_path}/{name}"
        self.tags[id_] = ",".join(filter(None, [self.tags.get(original), str(element.get("tags") or "")]))
        yield element
        for key in _DEPLOYED:
            for child in element.get(key) or ():
                yield from self._add_deployed(child, path)

    @cached_property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """The sizes of boxes by their ids, in a workspace written by this package."""
        styles = self.workspace["views"]["configuration"]["styles"]["elements"]
        return {id_: _box_size(tags.split(","), styles) for id_, tags in self.tags.items()}


def _box_size(tags: list[str], styles: list[dict[str, Any]]) -> tuple[int, int]:
    width, height = 450, 300
    for style in styles:
        if style["tag"] in tags:
            width, height = style.get("width", width), style.get("height", height)
    return width, height
