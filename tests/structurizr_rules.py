"""The requirements of Structurizr's reader and front end, as checks of the JSON of a workspace.

The rules come from experiments with Structurizr. The checks share no code with the exporter that they test.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import Any

LISTS = ("systemLandscapeViews", "systemContextViews", "containerViews", "componentViews", "dynamicViews")
COLOUR = re.compile(r"#[0-9a-f]{6}")
SHAPES = {"Box", "RoundedBox", "Person", "Cylinder", "Pipe", "Component", "Bucket", "WebBrowser"}
ADDRESS = re.compile(r"https?://[^\s{}\"<>]+")


def elements(workspace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return all elements by their ids; each gets the id of its parent."""
    result: dict[str, dict[str, Any]] = {}

    def walk(element: dict[str, Any], parent: str) -> None:
        assert element["id"] not in result, "an id is used twice"
        result[element["id"]] = {**element, "parent": parent}
        for child in (*element.get("containers", ()), *element.get("components", ())):
            walk(child, element["id"])

    for element in (*workspace["model"]["people"], *workspace["model"]["softwareSystems"]):
        walk(element, "")
    return result


def relationships(workspace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {r["id"]: r for element in elements(workspace).values() for r in element.get("relationships", ())}


def views(workspace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {view["key"]: view for name in LISTS for view in workspace["views"].get(name, ())}


def style(workspace: dict[str, Any], tags: str, kind: str, scheme: str) -> dict[str, Any]:
    """Return the style of these tags, merged as the front end does."""
    result: dict[str, Any] = {}
    for tag in tags.split(","):
        for entry in workspace["views"]["configuration"]["styles"][kind]:
            if entry["tag"] == tag and entry.get("colorScheme") in (None, scheme):
                result |= entry
    return result


def rects(workspace: dict[str, Any], view: dict[str, Any]) -> dict[str, tuple[int, int, int, int]]:
    """Return left, top, right and bottom of the boxes of a view, by ids."""
    index = elements(workspace)
    result = {}
    for box in view["elements"]:
        size = style(workspace, index[box["id"]]["tags"], "elements", "Light")
        result[box["id"]] = (box["x"], box["y"], box["x"] + size["width"], box["y"] + size["height"])
    return result


def check(workspace: dict[str, Any]) -> None:
    """Fail if Structurizr would refuse the workspace, lose data or crash."""
    check_head(workspace)
    check_ids(workspace)
    check_names(workspace)
    check_relationships(workspace)
    check_views(workspace)
    check_styles(workspace)
    check_documentation(workspace)
    check_absences(workspace)


def check_head(workspace: dict[str, Any]) -> None:
    assert {"name", "description", "documentation"} <= workspace.keys()
    assert workspace["name"]
    assert isinstance(workspace["documentation"], dict)
    detailed = [system for system in workspace["model"]["softwareSystems"] if _has_details(system)]
    assert len(detailed) <= {"Landscape": 0, "SoftwareSystem": 1}.get(workspace["configuration"].get("scope"), 99)
    assert workspace["configuration"].get("scope", "Landscape") in ("Landscape", "SoftwareSystem")
    assert all(isinstance(value, str) and value for value in workspace["properties"].values())


def _has_details(system: dict[str, Any]) -> bool:
    return bool(system.get("containers") or system.get("documentation", {}).get("sections"))


def check_ids(workspace: dict[str, Any]) -> None:
    ids = [*elements(workspace), *(r["id"] for e in elements(workspace).values() for r in e.get("relationships", ()))]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[1-9][0-9]*", item) for item in ids)


def check_names(workspace: dict[str, Any]) -> None:
    names = Counter((element["parent"], element["name"]) for element in elements(workspace).values())
    assert max(names.values(), default=1) == 1
    for element in elements(workspace).values():
        assert isinstance(element["tags"], str)
        assert "url" not in element or ADDRESS.fullmatch(element["url"])
        assert all(isinstance(value, str) and value for value in element["properties"].values())


def check_relationships(workspace: dict[str, Any]) -> None:
    index, triples = elements(workspace), Counter()
    for element in index.values():
        for line in element.get("relationships", ()):
            assert line["sourceId"] == element["id"]
            assert line["destinationId"] in index
            assert {"description", "technology"} <= line.keys()
            assert line.get("linkedRelationshipId", line["id"]) in relationships(workspace)
            assert line.get("interactionStyle", "Synchronous") in ("Synchronous", "Asynchronous")
            assert ("Asynchronous" in line["tags"].split(",")) == (line.get("interactionStyle") == "Asynchronous")
            assert "url" not in line or ADDRESS.fullmatch(line["url"])
            assert all(isinstance(value, str) and value for value in line["properties"].values())
            triples[line["sourceId"], line["destinationId"], line["description"]] += 1
    assert max(triples.values(), default=1) == 1


def check_views(workspace: dict[str, Any]) -> None:
    all_views = [view for name in LISTS for view in workspace["views"].get(name, ())]
    assert [view["order"] for view in all_views] == list(range(1, len(all_views) + 1))
    assert len(views(workspace)) == len(all_views)
    for view in all_views:
        assert re.fullmatch(r"[A-Za-z0-9_-]+", view["key"])
        assert "automaticLayout" not in view
        assert view["elements"]
        assert all(isinstance(value, str) and value for value in view["properties"].values())
        check_subject(workspace, view)
        check_steps(view)
        check_lines(workspace, view)
        check_canvas(workspace, view)
        check_parents(workspace, view)
        check_groups(workspace, view)


def check_subject(workspace: dict[str, Any], view: dict[str, Any]) -> None:
    """Check that the subject of a view exists and has the type that its list requires."""
    index, lists = elements(workspace), workspace["views"]
    tags = {key: index[view[key]]["tags"].split(",")[1] for key in _SUBJECTS if key in view}
    if view in lists.get("systemLandscapeViews", ()):
        assert tags == {}
    elif view in lists.get("componentViews", ()):
        assert tags == {"containerId": "Container"}
    elif view in lists.get("dynamicViews", ()):
        finest = {index[box["id"]]["tags"].split(",")[1] for box in view["elements"]}
        subject_type = "Container" if "Component" in finest else "Software System" if "Container" in finest else ""
        assert tags == ({"elementId": subject_type} if subject_type else {})
    else:
        assert tags == {"softwareSystemId": "Software System"}


_SUBJECTS = ("softwareSystemId", "containerId", "elementId")


def check_steps(view: dict[str, Any]) -> None:
    """Check that steps are complete, and that a response follows the relationship of an earlier step."""
    earlier_ids = set()
    for line in view["relationships"]:
        if "order" in line:
            assert type(line["order"]) is str
            assert type(line["response"]) is bool
            assert "description" in line
            assert not line["response"] or line["id"] in earlier_ids
            earlier_ids.add(line["id"])


def check_lines(workspace: dict[str, Any], view: dict[str, Any]) -> None:
    index, drawn_ids = relationships(workspace), {box["id"] for box in view["elements"]}
    chains = Counter()
    steps = [(line["id"], line["order"]) for line in view["relationships"] if "order" in line]
    assert len(steps) == len(set(steps))
    for line in view["relationships"]:
        ends = [index[line["id"]]["sourceId"], index[line["id"]]["destinationId"]]
        assert drawn_ids.issuperset(ends), "a line that is never drawn"
        chain = [ends[0], *[(point["x"], point["y"]) for point in line.get("vertices", ())], ends[1]]
        chains[tuple(min(chain, chain[::-1], key=repr))] += 1
        assert 0 <= line.get("position", 50) <= 100
        assert ends[0] != ends[1] or len(line["vertices"]) > 1, "an invisible line from a box to itself"
    assert max(chains.values(), default=1) == 1, "two lines on each other"


def check_canvas(workspace: dict[str, Any], view: dict[str, Any]) -> None:
    size = view["dimensions"]
    boxes = rects(workspace, view)
    for left, top, right, bottom in boxes.values():
        assert all(type(value) is int for value in (left, top))
        assert left > 0
        assert top > 0
        assert right < size["width"]
        assert bottom < size["height"]
    for first, second in combinations(boxes.values(), 2):
        assert first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]


def check_parents(workspace: dict[str, Any], view: dict[str, Any]) -> None:
    index, drawn_ids = elements(workspace), {box["id"] for box in view["elements"]}
    assert not drawn_ids & {index[item]["parent"] for item in drawn_ids}
    assert view.get("softwareSystemId") not in drawn_ids or view in workspace["views"].get("systemContextViews", ())


def check_groups(workspace: dict[str, Any], view: dict[str, Any]) -> None:
    """Check that no boundary of a group overlaps a box outside the group."""
    index, boxes = elements(workspace), rects(workspace, view)
    if view["properties"].get("structurizr.groups") == "false":
        return
    assert view not in (
        *workspace["views"].get("systemContextViews", ()),
        *workspace["views"].get("dynamicViews", ()),
    ) or all("group" not in index[item] for item in boxes)
    outer = "" if view in workspace["views"].get("systemLandscapeViews", ()) else None
    members: dict[tuple[str, str], list[tuple[int, int, int, int]]] = {}
    for item, box in boxes.items():
        parent = index[item]["parent"]
        if "group" in index[item] and (parent == outer or parent):
            members.setdefault((parent, index[item]["group"]), []).append(box)
    for (parent, group), group_boxes in members.items():
        left, top = min(box[0] for box in group_boxes), min(box[1] for box in group_boxes)
        right, bottom = max(box[2] for box in group_boxes), max(box[3] for box in group_boxes)
        for item, box in boxes.items():
            apart = box[2] <= left or right <= box[0] or box[3] <= top or bottom <= box[1]
            assert apart or (index[item]["parent"], index[item].get("group")) == (parent, group)


def check_styles(workspace: dict[str, Any]) -> None:
    for entries in workspace["views"]["configuration"]["styles"].values():
        schemes: dict[str, set[Any]] = {}
        for entry in entries:
            schemes.setdefault(entry["tag"], set()).add(entry.get("colorScheme"))
            assert all(COLOUR.fullmatch(entry[key]) for key in ("background", "color", "stroke") if key in entry)
            assert entry.get("shape", "Box") in SHAPES
            assert entry.get("border", "Solid") in ("Solid", "Dashed", "Dotted")
            assert entry.get("style", "Solid") in ("Solid", "Dashed", "Dotted")
        assert all(values == {None, "Light", "Dark"} for values in schemes.values())
        assert "Element" not in schemes
    assert style(workspace, "Relationship", "relationships", "Light")["style"] == "Solid"
    assert style(workspace, "Relationship,Asynchronous", "relationships", "Light")["style"] == "Dashed"


def check_documentation(workspace: dict[str, Any]) -> None:
    """Check that sections are complete and embed existing views."""
    documented = [workspace, *workspace["model"]["softwareSystems"]]
    for section in (item for part in documented for item in part.get("documentation", {}).get("sections", ())):
        assert section["content"]
        assert section["format"] == "Markdown"
        keys = {*views(workspace), *(view["key"] for view in workspace["views"].get("deploymentViews", ()))}
        assert set(re.findall(r"\(embed:([^)]*)\)", section["content"])) <= keys
    assert not any("documentation" in person for person in workspace["model"]["people"])


def check_absences(workspace: dict[str, Any]) -> None:
    """Check that there are no values that Structurizr would refuse, drop, fetch or crash on."""
    assert "themes" not in workspace["views"]["configuration"]
    assert "enterprise" not in workspace["model"]
    assert not any(key.startswith("structurizr.group") for key in workspace["properties"])
    owners = (*elements(workspace).values(), *relationships(workspace).values())
    assert all(item["name"] for owner in owners for item in owner.get("perspectives", ()))
