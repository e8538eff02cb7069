"""Workspaces of other tools, written again: views keep their keys, content and positions."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from structurizr_rules import check, relationships, views
from structurizr_workspaces import box, small_workspace

from sphinxcontrib_c4.structurizr import (
    build_workspace,
    exportable_views,
    merge_positions,
    read_workspace,
    select_views,
    unwritable_views,
    workspace_to_json,
)


@pytest.fixture
def rewrite(tmp_path):
    """Return a function that reads a workspace and writes it again."""

    def rewrite(data):
        path = Path(tmp_path / "workspace.json")
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        result = read_workspace(path)
        return build_workspace(result.model, views=result.views)

    return rewrite


def names(data):
    """Return the names of elements by their ids."""
    result = {}

    def walk(element):
        result[element["id"]] = element["name"]
        for child in (*element.get("containers", ()), *element.get("components", ())):
            walk(child)

    for element in (*data["model"].get("people", ()), *data["model"].get("softwareSystems", ())):
        walk(element)
    return result


def view_content(data, key):
    """Return the names of the boxes of a view, and the labels of its lines."""
    index = names(data)
    view = views(data)[key]
    lines = {line["id"]: line["description"] for line in relationships(data).values()}
    return {index[item["id"]] for item in view["elements"]}, sorted(lines[item["id"]] for item in view["relationships"])


def test_authored_views_keep_keys_and_content(rewrite):
    document = rewrite(small_workspace())
    check(document)
    assert list(views(document)) == ["All", "Parts", "Sign-In"]
    assert view_content(document, "All") == ({"Customer", "Banking", "E-mail"}, ["Uses"])
    assert view_content(document, "Parts") == ({"Customer", "Web App", "E-mail"}, ["Mails", "Uses"])
    assert [line["description"] for line in views(document)["Sign-In"]["relationships"]] == ["Sign in", "Welcome"]


def test_authored_views_replace_views_of_the_model(rewrite):
    data = small_workspace()
    data["views"]["systemContextViews"] = [{"key": "Around", "softwareSystemId": "2", "elements": [box("1"), box("2")]}]
    data["views"]["systemLandscapeViews"].append({"key": "Less", "elements": [box("1"), box("2")]})
    document = rewrite(data)
    check(document)
    assert list(views(document)) == ["All", "Less", "Around", "Parts", "Sign-In"]
    assert view_content(document, "Less")[0] == {"Customer", "Banking"}


def test_authored_workspace_is_written_again_with_the_same_bytes(rewrite):
    first = workspace_to_json(rewrite(small_workspace()))
    assert workspace_to_json(rewrite(first)) == first


def test_view_keys_with_invalid_characters_become_valid_and_unique(rewrite):
    data = small_workspace()
    data["views"]["systemLandscapeViews"] = [
        {"key": key, "elements": [box("1"), box(second)]}
        for key, second in (("All of it", "2"), ("All-of-it", "4"), ("Alles", "2"), ("コンテナ", "4"))
    ]
    data["views"]["containerViews"][0]["key"] = "context-banking"
    document = rewrite(data)
    check(document)
    assert len(views(document)) == 7
    assert {"All-of-it", "Alles", "context-banking"} <= views(document).keys()


def test_unwritable_views_are_listed(tmp_path):
    data = small_workspace()
    data["model"]["deploymentNodes"] = [
        {"id": "20", "name": "N", "containerInstances": [{"id": "21", "containerId": "3"}]}
    ]
    data["views"]["deploymentViews"] = [{"key": "Live", "elements": [box("20"), box("21")]}]
    data["views"]["systemLandscapeViews"].append({"key": "Inside out", "elements": [box("3")]})
    data["views"]["systemLandscapeViews"].append({"key": "Nothing"})
    path = tmp_path / "w.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    result = read_workspace(path)
    assert unwritable_views(result.model, result.views) == ("Inside out",)
    selection = select_views(result.model, exportable_views(result.model), result.views)
    assert [item.key for item in selection] == ["All", "Parts", "Sign-In", "Live"]
    check(build_workspace(result.model, views=result.views))


def with_positions(data):
    """Return a workspace with positions in its container views."""
    for view in data["views"]["containerViews"]:
        for number, item in enumerate(view["elements"], 1):
            item |= {"x": 111 * number, "y": 222 * number}
    return data


def test_merge_keeps_positions_of_a_foreign_workspace(rewrite):
    data = with_positions(small_workspace())
    document = rewrite(data)
    merged = merge_positions(document, data)
    names_after, names_before = names(merged), names(data)
    assert {names_after[item["id"]]: (item["x"], item["y"]) for item in views(merged)["Parts"]["elements"]} == {
        names_before[item["id"]]: (item["x"], item["y"]) for item in data["views"]["containerViews"][0]["elements"]
    }
    assert views(merged)["All"] == views(document)["All"]


def test_merge_ignores_boxes_without_complete_positions(rewrite):
    data = with_positions(small_workspace())
    data["views"]["containerViews"][0]["relationships"] = [
        {"id": "11", "vertices": [{"x": 10.6, "y": 20}, {"x": 1}, {}], "position": 140.5, "routing": "Direct"},
        {"id": "13", "vertices": [{}]},
    ]
    first, second = views(merge_positions(rewrite(data), data))["Parts"]["relationships"]
    assert {key: first[key] for key in first.keys() - {"id"}} == {
        "vertices": [{"x": 11, "y": 20}],
        "position": 100,
        "routing": "Direct",
    }
    assert second.keys() == {"id"}


@pytest.mark.parametrize(
    "change",
    [
        lambda view: view.update(automaticLayout={"rankDirection": "TopBottom"}),
        lambda view: [item.update(x=0, y=0) for item in view["elements"]],
        lambda view: [item.pop("x") and item.pop("y") for item in view["elements"]],
    ],
)
def test_merge_ignores_views_with_automatic_layout(rewrite, change):
    data = with_positions(small_workspace())
    change(data["views"]["containerViews"][0])
    document = rewrite(data)
    merged = merge_positions(document, data)
    assert merged == document
    check(merged)


@pytest.mark.parametrize("name", ["big-bank-plc", "amazon-web-services"])
def test_real_workspace_is_written_again(shared_data, rewrite, name):
    path = shared_data / "structurizr" / f"{name}.json"
    data = json.loads(path.read_text("utf-8"))
    document = rewrite(deepcopy(data))
    check(document)
    for kind in ("systemLandscapeViews", "systemContextViews", "containerViews", "componentViews", "dynamicViews"):
        for view in data["views"].get(kind, ()):
            names_before = names(data)
            assert view_content(document, view["key"])[0] == {names_before[item["id"]] for item in view["elements"]}
            assert len(views(document)[view["key"]]["relationships"]) == len(view["relationships"])
    assert merge_positions(document, data) == document
    assert workspace_to_json(rewrite(workspace_to_json(document))) == workspace_to_json(document)
