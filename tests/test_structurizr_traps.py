"""Every trap of Structurizr that is known, sprung on purpose: the rules that our workspaces are held to notice each.

What the reader refuses, what it drops in silence, what it crashes on after it was loaded, and what it draws badly. That
no export falls into any of them is a law of its own, see ``test_structurizr_laws``.
"""

from __future__ import annotations

from copy import deepcopy

import pytest
from structurizr_rules import check, elements, views
from test_structurizr_export import WORLD

from sphinxcontrib_c4.structurizr import Picture, Section, build_workspace

SECTIONS = [
    Section("## Shop\n\n![All](embed:landscape-world)"),
    Section("## Inside\n\n![Parts](embed:container-shop)", system="shop"),
]


@pytest.fixture(scope="module")
def sound():
    picture = Picture("images/a.png", "image/png", b"\x89PNG")
    made = build_workspace(
        WORLD,
        base_url="https://example.org/",
        urls={"shop": "shop.html", "shop.buy": "shop.html#buy"},
        documentation=SECTIONS,
        pictures=[picture],
    )
    made["documentation"]["sections"][0]["content"] = f"![All](embed:{next(iter(views(made)))})"
    return made


def system(of, name="shop"):
    return next(each for each in of["model"]["softwareSystems"] if each["properties"]["c4.name"] == name)


def person(of):
    return of["model"]["people"][0]


def line(of):
    return person(of)["relationships"][0]


def view(of, kind="containerViews"):
    return of["views"][kind][0]


def styles(of, what="elements"):
    return of["views"]["configuration"]["styles"][what]


def add_line(of, **changes):
    person(of)["relationships"].append({**line(of), "id": "999", **changes})


def pair(of):
    """Two lines of a view that join the same boxes, made alike."""
    lines = view(of)["relationships"]
    lines.append(deepcopy(lines[0]))


TO_LOAD = {
    "no description": lambda of: of.pop("description"),
    "no documentation": lambda of: of.pop("documentation"),
    "an id twice": lambda of: system(of).update(id=person(of)["id"]),
    "an id of an element for a relationship": lambda of: line(of).update(id=person(of)["id"]),
    "an id that is a word": lambda of: person(of).update(id="customer"),
    "a name twice among people and systems": lambda of: person(of).update(name=system(of)["name"]),
    "a name twice in a system": lambda of: system(of)["containers"][0].update(name=system(of)["containers"][1]["name"]),
    "a relationship in another element": lambda of: line(of).update(sourceId=system(of)["id"]),
    "a relationship to nowhere": lambda of: line(of).update(destinationId="998"),
    "a relationship without words": lambda of: line(of).pop("description"),
    "a relationship without a technology": lambda of: line(of).pop("technology"),
    "a relationship twice in the same words": add_line,
    "two without words": lambda of: [add_line(of, description=""), add_line(of, id="997", description="")],
    "a link to a relationship that is not there": lambda of: line(of).update(linkedRelationshipId="996"),
    "a view of an implied relationship that is not there": lambda of: view(of)["relationships"].append({"id": "995"}),
    "a key twice": lambda of: view(of).update(key=view(of, "dynamicViews")["key"]),
    "a key with a colon": lambda of: view(of).update(key="container:shop"),
    "an order twice": lambda of: view(of).update(order=1),
    "a view of a missing system": lambda of: view(of).update(softwareSystemId="994"),
    "a context view of a container": lambda of: view(of).update(softwareSystemId=system(of)["containers"][0]["id"]),
    "a dynamic view of too small a whole": lambda of: view(of, "dynamicViews").pop("elementId"),
    "a missing element in a view": lambda of: view(of)["elements"].append({"id": "993", "x": 1, "y": 1}),
    "tags as a list": lambda of: person(of).update(tags=["a"]),
    "a short colour": lambda of: styles(of)[0].update(background="#fff"),
    "a colour by name": lambda of: styles(of)[0].update(color="white"),
    "a relative address": lambda of: system(of).update(url="shop.html"),
    "an address of an anchor": lambda of: system(of).update(url="#shop"),
    "an address with a blank": lambda of: system(of).update(url="https://example.org/a b"),
    "an address with braces": lambda of: system(of).update(url="https://example.org/{a}"),
    "an address of a relationship that is none": lambda of: line(of).update(url="x"),
    "a perspective": lambda of: person(of).update(perspectives=[{"description": "x"}]),
    "a layout by the browser": lambda of: view(of).update(automaticLayout={"rankDirection": "Right"}),
}
LOST = {
    "a shape that nobody knows": lambda of: styles(of)[0].update(shape="Blob"),
    "a scope that nobody knows": lambda of: of["configuration"].update(scope="Team"),
    "an interaction that nobody knows": lambda of: line(of).update(interactionStyle="Sync"),
    "a format that nobody knows": lambda of: of["documentation"]["sections"][0].update(format="Html"),
    "documentation of a person": lambda of: person(of).update(documentation={}),
    "a step twice": lambda of: view(of, "dynamicViews")["relationships"].append(
        view(of, "dynamicViews")["relationships"][0]
    ),
    "an enterprise": lambda of: of["model"].update(enterprise={"name": "x"}),
}
CRASHES = {
    "a style without a tag": lambda of: styles(of)[0].pop("tag"),
    "a section without content": lambda of: of["documentation"]["sections"][0].pop("content"),
    "an empty section": lambda of: of["documentation"]["sections"][0].update(content=""),
}
DRAWN_BADLY = {
    "a box without a place": lambda of: view(of)["elements"][0].pop("x"),
    "a place that is no whole number": lambda of: view(of)["elements"][0].update(x=1.5),
    "no size": lambda of: view(of).pop("dimensions"),
    "a box beyond the canvas": lambda of: view(of)["elements"][0].update(x=100_000),
    "boxes on each other": lambda of: view(of)["elements"][0].update(
        x=view(of)["elements"][1]["x"], y=view(of)["elements"][1]["y"]
    ),
    "two lines on each other": pair,
    "a container view with its own system": lambda of: view(of)["elements"].append(
        {"id": system(of)["id"], "x": 1, "y": 1}
    ),
    "a line without one of its ends": lambda of: view(of)["elements"].pop(0),
    "an order that is a number": lambda of: view(of, "dynamicViews")["relationships"][0].update(order=1),
    "a response to nothing": lambda of: view(of, "dynamicViews")["relationships"][0].update(response=True),
    "a relationship without the tag of its style": lambda of: line(of).update(interactionStyle="Asynchronous"),
    "lines that are dashed alike": lambda of: styles(of, "relationships")[0].update(style="Dashed"),
    "a dark style without a light one": lambda of: styles(of).remove(
        next(entry for entry in styles(of) if entry.get("colorScheme") == "Light")
    ),
    "a style of everything": lambda of: styles(of).append({"tag": "Element", "color": "#ffffff"}),
    "a property that is no text": lambda of: system(of)["properties"].update(line=3),
    "an embedded view that is not there": lambda of: of["documentation"]["sections"][0].update(
        content="![](embed:nothing)"
    ),
    "a scope for fewer systems": lambda of: of["configuration"].update(scope="Landscape"),
    "a theme from elsewhere": lambda of: of["views"]["configuration"].update(themes=["https://example.org/t.json"]),
    "groups in groups": lambda of: of["properties"].update({"structurizr.groupSeparator": "/"}),
    "an empty view": lambda of: view(of).update(elements=[], relationships=[]),
}
TRAPS = {**TO_LOAD, **LOST, **CRASHES, **DRAWN_BADLY}


def test_rules_accept_the_sample(sound):
    check(sound)
    assert {"url", "documentation"} <= system(sound).keys()
    assert sound["documentation"]["images"] == [{"name": "images/a.png", "type": "image/png", "content": "iVBORw=="}]
    assert len(elements(sound)) == len(WORLD.elements)


@pytest.mark.parametrize("trap", TRAPS)
def test_rules_reject_each_trap(sound, trap):
    of = deepcopy(sound)
    TRAPS[trap](of)
    with pytest.raises((AssertionError, KeyError, AttributeError)):
        check(of)
