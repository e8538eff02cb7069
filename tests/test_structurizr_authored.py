"""A workspace that somebody else has made, written again: its views under their keys, its positions where they were."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from structurizr_rules import check, relationships, views
from test_structurizr_reading import box, small

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
def again(tmp_path):
    """What a workspace becomes by reading and writing it."""

    def written(of):
        path = Path(tmp_path / "workspace.json")
        path.write_text(of if isinstance(of, str) else json.dumps(of), encoding="utf-8")
        found = read_workspace(path)
        return build_workspace(found.model, views=found.views)

    return written


def names(of):
    """What elements are called, by their ids."""
    found = {}

    def walk(element):
        found[element["id"]] = element["name"]
        for child in (*element.get("containers", ()), *element.get("components", ())):
            walk(child)

    for element in (*of["model"].get("people", ()), *of["model"].get("softwareSystems", ())):
        walk(element)
    return found


def shown(of, key):
    """The names of the boxes of a view, and the words of its lines."""
    known = names(of)
    view = views(of)[key]
    lines = {line["id"]: line["description"] for line in relationships(of).values()}
    return {known[each["id"]] for each in view["elements"]}, sorted(lines[each["id"]] for each in view["relationships"])


def test_authored_views_keep_keys_and_content(again):
    made = again(small())
    check(made)
    assert list(views(made)) == ["All", "context-banking", "Parts", "Sign-In"]
    assert shown(made, "All") == ({"Customer", "Banking", "E-mail"}, ["Uses"])
    assert shown(made, "Parts") == ({"Customer", "Web App", "E-mail"}, ["Mails", "Uses"])
    assert [line["description"] for line in views(made)["Sign-In"]["relationships"]] == ["Sign in", "Welcome"]


def test_authored_views_replace_views_of_the_model(again):
    of = small()
    of["views"]["systemContextViews"] = [{"key": "Around", "softwareSystemId": "2", "elements": [box("1"), box("2")]}]
    of["views"]["systemLandscapeViews"].append({"key": "Less", "elements": [box("1"), box("2")]})
    made = again(of)
    check(made)
    assert list(views(made)) == ["All", "Less", "Around", "Parts", "Sign-In"]
    assert shown(made, "Less")[0] == {"Customer", "Banking"}


def test_authored_workspace_is_written_again_with_the_same_bytes(again):
    first = workspace_to_json(again(small()))
    assert workspace_to_json(again(first)) == first


def test_view_keys_with_invalid_characters_become_valid_and_unique(again):
    of = small()
    of["views"]["systemLandscapeViews"] = [
        {"key": key, "elements": [box("1"), box(other)]}
        for key, other in (("All of it", "2"), ("All-of-it", "4"), ("Alles", "2"), ("コンテナ", "4"))
    ]
    of["views"]["containerViews"][0]["key"] = "context-banking"
    made = again(of)
    check(made)
    assert len(views(made)) == 7
    assert {"All-of-it", "Alles", "context-banking"} <= views(made).keys()


def test_unwritable_views_are_listed(tmp_path):
    of = small()
    of["model"]["deploymentNodes"] = [
        {"id": "20", "name": "N", "containerInstances": [{"id": "21", "containerId": "3"}]}
    ]
    of["views"]["deploymentViews"] = [{"key": "Live", "elements": [box("20"), box("21")]}]
    of["views"]["systemLandscapeViews"].append({"key": "Inside out", "elements": [box("3")]})
    of["views"]["systemLandscapeViews"].append({"key": "Nothing"})
    path = tmp_path / "w.json"
    path.write_text(json.dumps(of), encoding="utf-8")
    found = read_workspace(path)
    assert unwritable_views(found.model, found.views) == ("Inside out", "Live")
    chosen = select_views(found.model, exportable_views(found.model), found.views)
    assert [each.key for each in chosen] == ["All", "context-banking", "Parts", "Sign-In"]
    check(build_workspace(found.model, views=found.views))


def placed(of):
    """The sample, with positions that somebody has given it."""
    for view in of["views"]["containerViews"]:
        for number, each in enumerate(view["elements"], 1):
            each |= {"x": 111 * number, "y": 222 * number}
    return of


def test_merge_keeps_positions_of_a_foreign_workspace(again):
    of = placed(small())
    made = again(of)
    kept = merge_positions(made, of)
    known, before = names(kept), names(of)
    assert {known[each["id"]]: (each["x"], each["y"]) for each in views(kept)["Parts"]["elements"]} == {
        before[each["id"]]: (each["x"], each["y"]) for each in of["views"]["containerViews"][0]["elements"]
    }
    assert views(kept)["All"] == views(made)["All"]


def test_merge_ignores_boxes_without_complete_positions(again):
    of = placed(small())
    of["views"]["containerViews"][0]["relationships"] = [
        {"id": "11", "vertices": [{"x": 10.6, "y": 20}, {"x": 1}, {}], "position": 140.5, "routing": "Direct"},
        {"id": "13", "vertices": [{}]},
    ]
    first, second = views(merge_positions(again(of), of))["Parts"]["relationships"]
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
        lambda view: [each.update(x=0, y=0) for each in view["elements"]],
        lambda view: [each.pop("x") and each.pop("y") for each in view["elements"]],
    ],
)
def test_merge_ignores_views_with_automatic_layout(again, change):
    of = placed(small())
    change(of["views"]["containerViews"][0])
    made = again(of)
    kept = merge_positions(made, of)
    assert kept == made
    check(kept)


@pytest.mark.parametrize("name", ["big-bank-plc", "amazon-web-services"])
def test_real_workspace_is_written_again(shared_data, again, name):
    path = shared_data / "structurizr" / f"{name}.json"
    of = json.loads(path.read_text("utf-8"))
    made = again(deepcopy(of))
    check(made)
    for kind in ("systemLandscapeViews", "systemContextViews", "containerViews", "componentViews", "dynamicViews"):
        for view in of["views"].get(kind, ()):
            before = names(of)
            assert shown(made, view["key"])[0] == {before[each["id"]] for each in view["elements"]}
            assert len(views(made)[view["key"]]["relationships"]) == len(view["relationships"])
    assert merge_positions(made, of) == made
    assert workspace_to_json(again(workspace_to_json(made))) == workspace_to_json(made)
