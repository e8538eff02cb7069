"""The rules reject each known fault that Structurizr refuses, drops, crashes on or draws badly.

``test_structurizr_laws`` checks that no export breaks a rule.
"""

from __future__ import annotations

from copy import deepcopy

import pytest
from structurizr_model import WORLD
from structurizr_rules import check, elements, views

from sphinxcontrib_c4.structurizr import Picture, Section, build_workspace

SECTIONS = [
    Section("## Shop\n\n![All](embed:landscape-world)"),
    Section("## Inside\n\n![Parts](embed:container-shop)", system="shop"),
]


@pytest.fixture(scope="module")
def valid_document():
    picture = Picture("images/a.png", "image/png", b"\x89PNG")
    document = build_workspace(
        WORLD,
        base_url="https://example.org/",
        urls={"shop": "shop.html", "shop.buy": "shop.html#buy"},
        documentation=SECTIONS,
        pictures=[picture],
    )
    document["documentation"]["sections"][0]["content"] = f"![All](embed:{next(iter(views(document)))})"
    return document


def system(data, name="shop"):
    return next(item for item in data["model"]["softwareSystems"] if item["properties"]["c4.name"] == name)


def person(data):
    return data["model"]["people"][0]


def line(data):
    return person(data)["relationships"][0]


def view(data, kind="containerViews"):
    return data["views"][kind][0]


def styles(data, kind="elements"):
    return data["views"]["configuration"]["styles"][kind]


def add_line(data, **changes):
    person(data)["relationships"].append({**line(data), "id": "999", **changes})


def duplicate_line(data):
    """Add a line with the boxes and vertices of another line."""
    lines = view(data)["relationships"]
    lines.append(deepcopy(lines[0]))


NOT_LOADED = {
    "no description": lambda data: data.pop("description"),
    "no documentation": lambda data: data.pop("documentation"),
    "an id twice": lambda data: system(data).update(id=person(data)["id"]),
    "an id of an element for a relationship": lambda data: line(data).update(id=person(data)["id"]),
    "an id that is not a number": lambda data: person(data).update(id="customer"),
    "a name twice among people and systems": lambda data: person(data).update(name=system(data)["name"]),
    "a name twice in a system": lambda data: system(data)["containers"][0].update(
        name=system(data)["containers"][1]["name"]
    ),
    "a relationship in another element": lambda data: line(data).update(sourceId=system(data)["id"]),
    "a relationship to nowhere": lambda data: line(data).update(destinationId="998"),
    "a relationship without a description": lambda data: line(data).pop("description"),
    "a relationship without a technology": lambda data: line(data).pop("technology"),
    "two relationships with the same description": add_line,
    "two relationships without descriptions": lambda data: [
        add_line(data, description=""),
        add_line(data, id="997", description=""),
    ],
    "a link to a missing relationship": lambda data: line(data).update(linkedRelationshipId="996"),
    "a view of a missing relationship": lambda data: view(data)["relationships"].append({"id": "995"}),
    "a key twice": lambda data: view(data).update(key=view(data, "dynamicViews")["key"]),
    "a key with a colon": lambda data: view(data).update(key="container:shop"),
    "an order twice": lambda data: view(data).update(order=1),
    "a view of a missing system": lambda data: view(data).update(softwareSystemId="994"),
    "a context view of a container": lambda data: view(data).update(
        softwareSystemId=system(data)["containers"][0]["id"]
    ),
    "a dynamic view without a scope": lambda data: view(data, "dynamicViews").pop("elementId"),
    "a missing element in a view": lambda data: view(data)["elements"].append({"id": "993", "x": 1, "y": 1}),
    "tags as a list": lambda data: person(data).update(tags=["a"]),
    "a short colour": lambda data: styles(data)[0].update(background="#fff"),
    "a colour by name": lambda data: styles(data)[0].update(color="white"),
    "a relative address": lambda data: system(data).update(url="shop.html"),
    "an address of an anchor": lambda data: system(data).update(url="#shop"),
    "an address with a blank": lambda data: system(data).update(url="https://example.org/a b"),
    "an address with braces": lambda data: system(data).update(url="https://example.org/{a}"),
    "a relative address of a relationship": lambda data: line(data).update(url="x"),
    "a perspective without a name": lambda data: person(data).update(perspectives=[{"description": "x"}]),
    "a layout by the browser": lambda data: view(data).update(automaticLayout={"rankDirection": "Right"}),
}
LOST = {
    "an unknown shape": lambda data: styles(data)[0].update(shape="Blob"),
    "an unknown scope": lambda data: data["configuration"].update(scope="Team"),
    "an unknown interaction style": lambda data: line(data).update(interactionStyle="Sync"),
    "an unknown format": lambda data: data["documentation"]["sections"][0].update(format="Html"),
    "documentation of a person": lambda data: person(data).update(documentation={}),
    "a step twice": lambda data: view(data, "dynamicViews")["relationships"].append(
        view(data, "dynamicViews")["relationships"][0]
    ),
    "an enterprise": lambda data: data["model"].update(enterprise={"name": "x"}),
}
CRASHES = {
    "a style without a tag": lambda data: styles(data)[0].pop("tag"),
    "a section without content": lambda data: data["documentation"]["sections"][0].pop("content"),
    "an empty section": lambda data: data["documentation"]["sections"][0].update(content=""),
}
DRAWN_BADLY = {
    "a box without a position": lambda data: view(data)["elements"][0].pop("x"),
    "a fractional position": lambda data: view(data)["elements"][0].update(x=1.5),
    "no size": lambda data: view(data).pop("dimensions"),
    "a box beyond the canvas": lambda data: view(data)["elements"][0].update(x=100_000),
    "overlapping boxes": lambda data: view(data)["elements"][0].update(
        x=view(data)["elements"][1]["x"], y=view(data)["elements"][1]["y"]
    ),
    "overlapping lines": duplicate_line,
    "a container view with its own system": lambda data: view(data)["elements"].append(
        {"id": system(data)["id"], "x": 1, "y": 1}
    ),
    "a line without one of its ends": lambda data: view(data)["elements"].pop(0),
    "an order that is a number": lambda data: view(data, "dynamicViews")["relationships"][0].update(order=1),
    "a response to nothing": lambda data: view(data, "dynamicViews")["relationships"][0].update(response=True),
    "a relationship without the tag of its style": lambda data: line(data).update(interactionStyle="Asynchronous"),
    "two modes with the same line style": lambda data: styles(data, "relationships")[0].update(style="Dashed"),
    "a dark style without a light one": lambda data: styles(data).remove(
        next(entry for entry in styles(data) if entry.get("colorScheme") == "Light")
    ),
    "a style of everything": lambda data: styles(data).append({"tag": "Element", "color": "#ffffff"}),
    "a property that is not text": lambda data: system(data)["properties"].update(line=3),
    "a missing embedded view": lambda data: data["documentation"]["sections"][0].update(content="![](embed:nothing)"),
    "a scope for fewer systems": lambda data: data["configuration"].update(scope="Landscape"),
    "a theme from elsewhere": lambda data: data["views"]["configuration"].update(themes=["https://example.org/t.json"]),
    "groups in groups": lambda data: data["properties"].update({"structurizr.groupSeparator": "/"}),
    "an empty view": lambda data: view(data).update(elements=[], relationships=[]),
}
TRAPS = {**NOT_LOADED, **LOST, **CRASHES, **DRAWN_BADLY}


def test_rules_accept_the_sample(valid_document):
    check(valid_document)
    assert {"url", "documentation"} <= system(valid_document).keys()
    assert valid_document["documentation"]["images"] == [
        {"name": "images/a.png", "type": "image/png", "content": "iVBORw=="}
    ]
    assert len(elements(valid_document)) == len(WORLD.elements)


@pytest.mark.parametrize("trap", TRAPS)
def test_rules_reject_each_trap(valid_document, trap):
    data = deepcopy(valid_document)
    TRAPS[trap](data)
    with pytest.raises((AssertionError, KeyError, AttributeError)):
        check(data)
