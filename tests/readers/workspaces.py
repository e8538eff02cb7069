"""Workspaces that other tools must read, and the numbers of their parts."""

from __future__ import annotations

from typing import Any

import pytest
from structurizr_model import WORLD
from structurizr_rules import LISTS, elements, relationships

from sphinxcontrib_c4.model import Kind, Model
from sphinxcontrib_c4.model_source import load_any
from sphinxcontrib_c4.structurizr import Picture, Section, build_workspace

KINDS = {
    Kind.PERSON: "Person",
    Kind.SYSTEM: "Software System",
    Kind.CONTAINER: "Container",
    Kind.COMPONENT: "Component",
}


@pytest.fixture(params=["world", "big-bank-plc"])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return a workspace with documentation and a picture, of a small model and of a public workspace."""
    model = _model(request)
    system = next(element.name for element in model.elements.values() if model.children(element.name))
    return build_workspace(
        model,
        base_url="https://docs.example.org/",
        urls={system: "system.html"},
        documentation=[Section("## All\n\n![Dot](images/dot.png)"), Section("## One", system=system)],
        pictures=[Picture("images/dot.png", "image/png", b"\x89PNG")],
    )


def _model(request: pytest.FixtureRequest) -> Model:
    if request.param == "world":
        return WORLD
    return load_any(request.getfixturevalue("shared_data") / "structurizr" / f"{request.param}.json")


def content_counts(document: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of elements of each kind, of relationships, and of the parts of each view."""
    tags = [element["tags"].split(",")[1] for element in elements(document).values()]
    return {
        **{kind.value: tags.count(tag) for kind, tag in KINDS.items()},
        "relationships": len(relationships(document)),
        "views": {
            view["key"]: (len(view["elements"]), len(view["relationships"]))
            for name in LISTS
            for view in document["views"].get(name, ())
        },
    }
