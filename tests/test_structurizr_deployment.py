"""Deployment: nodes, instances and views survive an export, and Structurizr accepts it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from functools import partial

import pytest
from structurizr_deployment import check_deployment, deployed_elements, lines
from structurizr_rules import check
from structurizr_samples import export, read_content
from structurizr_workspaces import references, relation

from sphinxcontrib_c4.exports import FORMATS
from sphinxcontrib_c4.model import Position
from sphinxcontrib_c4.structurizr import (
    build_workspace,
    merge_positions,
    select_views,
)

POSITION = Position("", 1, 1)


SHOP = {
    "id": "1",
    "name": "Shop",
    "containers": [
        {"id": "2", "name": "Web", "relationships": [relation("9", "2", "3", "Reads", technology="SQL")]},
        {"id": "3", "name": "DB", "tags": "Element,Container,Database"},
    ],
}
EAST = {
    "id": "20",
    "name": "East",
    "environment": "Live",
    "group": "Europe",
    "description": "The site that comes first.",
    "technology": "Amazon",
    "tags": "Element,Deployment Node,AWS, Region",
    "properties": {"cost centre": "42", "empty": "", "structurizr.dsl.identifier": "x"},
    "url": "https://example.org/east",
    "children": [
        {
            "id": "21",
            "name": "Node",
            "environment": "Live",
            "instances": "1..N",
            "containerInstances": [
                {
                    "id": "22",
                    "containerId": "2",
                    "instanceId": 1,
                    "environment": "Live",
                    "tags": "Container Instance,Canary",
                    "deploymentGroups": ["Blue"],
                    "relationships": [
                        relation("30", "22", "23", "Reads", technology="SQL", linkedRelationshipId="9"),
                        relation("31", "22", "24", "Resolves with"),
                    ],
                },
                {"id": "23", "containerId": "3", "instanceId": 1, "environment": "Live"},
                {"id": "26", "containerId": "3", "instanceId": 2, "environment": "Live", "properties": {"zone": "b"}},
            ],
        }
    ],
    "infrastructureNodes": [{"id": "24", "name": "DNS", "environment": "Live", "technology": "Bind"}],
    "relationships": [relation("32", "20", "25", "Replicates to", interactionStyle="Asynchronous", tags="x")],
}
WEST = {
    "id": "25",
    "name": "West",
    "environment": "Live",
    "group": "Europe",
    "softwareSystemInstances": [{"id": "27", "softwareSystemId": "1", "instanceId": 1, "environment": "Live"}],
}
TEST = {"id": "28", "name": "East", "environment": "Test", "instances": "3"}
LIVE = {
    "key": "live",
    "environment": "Live",
    "softwareSystemId": "1",
    "title": "In production",
    "elements": references("20", "21", "22", "23", "24", "25", "26", "27"),
    "relationships": references("30", "31", "32"),
}
WORKSPACE = {
    "name": "W",
    "model": {"softwareSystems": [SHOP], "deploymentNodes": [EAST, WEST, TEST]},
    "views": {"deploymentViews": [LIVE]},
}


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a workspace from a value or from text."""
    return partial(read_content, tmp_path)


def reset_positions(deployment):
    """Return a deployment with equal positions of all parts."""
    return replace(
        deployment,
        elements={name: replace(item, position=POSITION) for name, item in deployment.elements.items()},
        relationships=tuple(replace(item, position=POSITION) for item in deployment.relationships),
    )


def content(view):
    elements = [replace(item, element=replace(item.element, position=POSITION)) for item in view.elements]
    return view.title, elements, view.boundaries, view.relationships


@pytest.fixture(params=["everything", "big-bank-plc", "amazon-web-services"])
def workspace(request, read):
    if request.param == "everything":
        return read(WORKSPACE)
    return read((request.getfixturevalue("shared_data") / "structurizr" / f"{request.param}.json").read_text("utf-8"))


def test_deployment_is_equal_after_an_export(workspace, read):
    text = export(workspace)
    second = read(text)
    assert reset_positions(second.model.deployment) == reset_positions(workspace.model.deployment)
    keys = [key for key, view in workspace.views.items() if view.kind == "deployment"]
    assert keys
    for key in keys:
        assert content(second.views[key]) == content(workspace.views[key])
    assert (second.unmapped, second.presentation) == ((), None)
    assert export(second) == text


def test_deployment_is_accepted_by_structurizr(workspace):
    document = build_workspace(workspace.model, views=workspace.views)
    check(document)
    check_deployment(document)


def test_deployment_of_another_author_keeps_all_data(read):
    workspace = read(WORKSPACE)
    assert (workspace.unmapped, workspace.undrawn_views) == ((), {})
    document = json.loads(export(workspace))
    by_name = {item.get("name") or item.get("instanceId"): item for item in deployed_elements(document).values()}
    east = by_name["East"] if by_name["East"]["environment"] == "Live" else document["model"]["deploymentNodes"][0]
    for key in ("name", "environment", "group", "description", "technology", "url"):
        assert east[key] == EAST[key]
    assert east["properties"] == {"cost centre": "42", "empty": ""}
    assert east["tags"] == "Element,Deployment Node,AWS,Region"
    assert by_name["Node"]["instances"] == "1..N"
    canary, database, second_database = by_name["Node"]["containerInstances"]
    assert (canary["tags"], canary["deploymentGroups"]) == ("Container Instance,Canary", ["Blue"])
    assert "deploymentGroups" not in database
    assert (second_database["instanceId"], second_database["properties"]) == (2, {"zone": "b"})
    texts = {line["description"]: line for line in lines(document).values()}
    flow = document["model"]["softwareSystems"][0]["containers"][0]["relationships"][0]
    assert texts["Reads"]["linkedRelationshipId"] == flow["id"]
    assert texts["Replicates to"]["tags"] == "Relationship,Asynchronous,x"
    (view,) = document["views"]["deploymentViews"]
    assert (view["environment"], view["title"]) == ("Live", "In production")
    assert view["softwareSystemId"] == document["model"]["softwareSystems"][0]["id"]


def test_deployment_names_are_unique(read):
    nodes = [{"id": str(number), "name": name} for number, name in enumerate(["A b", "A-b", "データ", "ログ"], 20)]
    workspace = read({"name": "W", "model": {"softwareSystems": [SHOP], "deploymentNodes": nodes}})
    assert list(workspace.model.deployment.elements) == [
        "default/a-b",
        "default/a-b-2",
        "default/node",
        "default/node-2",
    ]


def test_deployment_view_without_groups_has_no_groups_after_an_export(read):
    hidden = LIVE | {"properties": {"structurizr.groups": "false"}}
    document = json.loads(export(read(WORKSPACE | {"views": {"deploymentViews": [hidden]}})))
    (view,) = document["views"]["deploymentViews"]
    assert view["properties"]["structurizr.groups"] == "false"
    (view,) = json.loads(export(read(WORKSPACE)))["views"]["deploymentViews"]
    assert "structurizr.groups" not in view["properties"]


def test_deployment_positions_are_kept_by_a_merge(read):
    workspace = read(WORKSPACE)
    old = json.loads(export(workspace))
    for number, box in enumerate(old["views"]["deploymentViews"][0]["elements"], 1):
        box |= {"x": 600 * number, "y": 10 * number}
    grown = json.loads(json.dumps(WORKSPACE))
    grown["model"]["softwareSystems"].insert(0, {"id": "99", "name": "New"})
    merged = merge_positions(build_workspace(read(grown).model, views=workspace.views), old)
    (view,) = merged["views"]["deploymentViews"]
    assert [(box["x"], box["y"]) for box in view["elements"]] == [(600 * n, 10 * n) for n in range(1, 9)]


def test_deployment_is_written_in_the_dsl(read):
    workspace = read(WORKSPACE)
    selection = select_views(workspace.model, (), workspace.views)
    rows = FORMATS["structurizr-dsl"].write(
        workspace.model, [item.view for item in selection], [item.key for item in selection]
    )
    rows = [row.strip() for row in rows.splitlines()]
    assert [row for row in rows if row.startswith("deploymentEnvironment")] == [
        'deploymentEnvironment "Live" {',
        'deploymentEnvironment "Test" {',
    ]
    expected = [
        'g_Blue = deploymentGroup "Blue"',
        'group "Europe" {',
        'd_live_east = deploymentNode "East" "The site that comes first." "Amazon" "AWS,Region" {',
        'url "https://example.org/east"',
        '"cost centre" "42"',
        'd_live_east_node = deploymentNode "Node" {',
        'instances "1..N"',
        'd_live_east_node_shop_web_1 = containerInstance e_shop_web g_Blue "Canary"',
        "d_live_east_node_shop_db_2 = containerInstance e_shop_db {",
        'd_live_east_dns = infrastructureNode "DNS" "" "Bind"',
        "d_live_west_shop_1 = softwareSystemInstance e_shop",
        'd_live_east_node_shop_web_1 -> d_live_east_dns "Resolves with" "" "Unspecified"',
        'd_live_east -> d_live_west "Replicates to" "" "Asynchronous,x"',
        'deployment e_shop "Live" "live" "" {',
    ]
    assert [row for row in expected if row not in rows] == []
    assert not any("Reads" in row for row in rows if "d_live" in row)
    assert sum(row.endswith("{") for row in rows) == sum(row == "}" for row in rows)


# --- Diagrams for other tools ---


def diagram(workspace, format_name):
    rows = FORMATS[format_name].write(workspace.model, [workspace.views["live"]], ["live"]).splitlines()
    return [row.strip() for row in rows]


def test_deployment_has_nodes_in_c4_plantuml(read):
    rows = diagram(read(WORKSPACE), "c4plantuml")
    nodes = [row for row in rows if "Node(" in row]
    assert nodes == [
        'Deployment_Node(b_live_east, "East", "Amazon", "The site that comes first.", '
        '$link="https://example.org/east") {',
        'Deployment_Node(b_live_east_node, "Node ×1<U+002E><U+002E>N", "Deployment node", "") {',  # noqa: RUF001
        'Node(e_live_east_dns, "DNS", "Infrastructure node: Bind", "")',
        'Deployment_Node(b_live_west, "West", "Deployment node", "") {',
    ]
    assert rows.index("!include <C4/C4_Deployment>") < rows.index(nodes[0])
    assert 'Boundary(b_group_Europe, "Europe") {' in rows
    assert sum(row == "}" for row in rows) == 4


@pytest.mark.programs
def test_deployment_is_read_by_plantuml(read, tmp_path):
    (tmp_path / "live.puml").write_text("\n".join(diagram(read(WORKSPACE), "c4plantuml")), "utf-8")
    subprocess.run(["plantuml", "-failfast2", "-tsvg", str(tmp_path / "live.puml")], check=True, timeout=120)
    assert "East" in (tmp_path / "live.svg").read_text("utf-8")


def test_deployment_titles_of_nodes_are_one_line_in_mermaid(read):
    rows = diagram(read(WORKSPACE), "mermaid")
    assert 'subgraph b_live_east ["East #91;Amazon#93;"]' in rows
    assert 'e_live_east_dns{{"DNS<br>#91;Infrastructure node: Bind#93;"}}:::infrastructure' in rows
