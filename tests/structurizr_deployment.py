"""The requirements of Structurizr for deployment nodes and deployment views, as checks of the JSON of a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from structurizr_rules import elements, relationships, style

CONTENT = ("children", "infrastructureNodes", "softwareSystemInstances", "containerInstances")
_DEPLOYMENT = "deploymentViews"


def deployed_elements(workspace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return all deployed elements by their ids.

    Each gets the id of its parent, and an instance also the tags of its element.
    """
    return {element["id"]: element for element in _walk(workspace, workspace["model"]["deploymentNodes"], "")}


def _walk(workspace: dict[str, Any], items: list[dict[str, Any]], parent: str) -> Iterator[dict[str, Any]]:
    for item in items:
        original = item.get("containerId") or item.get("softwareSystemId")
        tags = f"{elements(workspace)[original]['tags']},{item['tags']}" if original else item["tags"]
        yield {**item, "parent": parent, "tags": tags}
        for key in CONTENT:
            yield from _walk(workspace, item.get(key, []), item["id"])


def lines(workspace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return all relationships of deployed elements by their ids."""
    return {
        line["id"]: line for item in deployed_elements(workspace).values() for line in item.get("relationships", ())
    }


def check_deployment(workspace: dict[str, Any]) -> None:
    """Fail if Structurizr would refuse deployment nodes or views, or lose parts of them."""
    index = deployed_elements(workspace)
    ids = [*index, *lines(workspace), *elements(workspace), *relationships(workspace)]
    assert len(ids) == len(set(ids))
    for item in index.values():
        assert item["environment"] == (index[item["parent"]]["environment"] if item["parent"] else item["environment"])
        assert ("name" in item) != ("containerId" in item or "softwareSystemId" in item)
        for line in item.get("relationships", ()):
            assert line["sourceId"] == item["id"]
            assert line["destinationId"] in index
            assert line.get("linkedRelationshipId", "") in {"", *relationships(workspace)}
    for view in workspace["views"].get(_DEPLOYMENT, ()):
        check_view(workspace, view)


def check_view(workspace: dict[str, Any], view: dict[str, Any]) -> None:
    """Check that a view is complete, and that its boxes and boundaries do not overlap."""
    index, drawn_ids = deployed_elements(workspace), {box["id"] for box in view["elements"]}
    assert drawn_ids <= index.keys()
    assert {index[id_]["parent"] for id_ in drawn_ids} <= {"", *drawn_ids}, "a node around a box is missing"
    assert {index[id_]["environment"] for id_ in drawn_ids} == {view["environment"]}
    for item in view["relationships"]:
        line = lines(workspace)[item["id"]]
        assert {line["sourceId"], line["destinationId"]} <= drawn_ids
    parents = {index[id_]["parent"] for id_ in drawn_ids}
    boxes = {box["id"]: _rect(workspace, index, box) for box in view["elements"] if box["id"] not in parents}
    for first, second in combinations(boxes.values(), 2):
        assert first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]
    assert all(
        left > 0 and top > 0 and right < view["dimensions"]["width"] and bottom < view["dimensions"]["height"]
        for left, top, right, bottom in boxes.values()
    )
    for box in view["elements"]:
        inner_rects = [boxes[id_] for id_ in boxes if box["id"] in _ancestors(index, id_)]
        assert all(box["x"] < rect[0] and box["y"] < rect[1] for rect in inner_rects)
        outer_rects = [boxes[id_] for id_ in boxes if box["id"] not in {id_, *_ancestors(index, id_)}]
        frame = [f(values) for f, values in zip((min, min, max, max), zip(*inner_rects, strict=True), strict=False)]
        assert not inner_rects or not any(_overlap(frame, rect) for rect in outer_rects)


def _ancestors(index: dict[str, dict[str, Any]], id_: str) -> Iterator[str]:
    while id_ := index[id_]["parent"]:
        yield id_


def _overlap(a: list[int], b: tuple[int, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _rect(workspace: dict[str, Any], index: dict[str, Any], box: dict[str, Any]) -> tuple[int, int, int, int]:
    size = style(workspace, index[box["id"]]["tags"], "elements", "Light")
    return box["x"], box["y"], box["x"] + size["width"], box["y"] + size["height"]
