"""Data of a workspace that only Structurizr uses survives an export, or is reported."""

from __future__ import annotations

import json
from functools import partial

import pytest
from structurizr_samples import export, read_content
from structurizr_workspaces import relation

from sphinxcontrib_c4.model import HealthCheck, ModelError, Perspective
from sphinxcontrib_c4.structurizr import build_workspace, workspace_to_json

SECURITY = {"name": "Security", "description": "Holds secrets", "value": "High", "url": "https://example.org/s"}
HEALTH = {"name": "up", "url": "https://example.org/up", "interval": 30, "timeout": 500, "headers": {"X-A": "1"}}
WEB = {
    "id": "2",
    "name": "Web",
    "technology": "Java",
    "perspectives": [SECURITY, {"name": "Cost"}],
    "properties": {"technology": "see the wiki", "role": "lead"},
    "relationships": [
        relation(
            "9",
            "2",
            "3",
            technology="SQL",
            url="https://example.org/r",
            perspectives=[SECURITY],
            properties={"protocol": "of the board", "access": "by card", "provenance.repo": "vault"},
        )
    ],
}
NODE = {
    "id": "20",
    "name": "Node",
    "environment": "Live",
    "url": "{workspace}/diagrams#Live",
    "perspectives": [SECURITY],
    "containerInstances": [
        {
            "id": "21",
            "containerId": "2",
            "environment": "Live",
            "description": "The warm one",
            "healthChecks": [HEALTH],
            "relationships": [
                relation("31", "21", "22", "Checks", url="https://example.org/d", perspectives=[SECURITY])
            ],
        }
    ],
    "infrastructureNodes": [{"id": "22", "name": "DNS", "environment": "Live", "url": "guide.html"}],
}
VIEW = {
    "key": "live",
    "environment": "Live",
    "elements": [{"id": "20"}, {"id": "21"}, {"id": "22"}],
    "relationships": [{"id": "31"}],
}


def workspace(systems, **fields):
    return {"name": "W", "model": {"softwareSystems": systems, **fields}}


FULL = workspace(
    [{"id": "1", "name": "Shop", "containers": [WEB, {"id": "3", "name": "DB"}]}], deploymentNodes=[NODE]
) | {"views": {"deploymentViews": [VIEW]}}


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a workspace from a value or from text."""
    return partial(read_content, tmp_path)


def test_perspectives_and_urls_survive_an_export(read):
    result = read(FULL)
    assert result.unmapped == ()
    expected = Perspective(name="Security", description="Holds secrets", value="High", url="https://example.org/s")
    web, (flow,) = result.model.elements["shop.web"], result.model.flows
    assert (web.perspectives, expected.text) == ((expected, Perspective(name="Cost")), "High: Holds secrets")
    assert (flow.url, flow.perspectives) == ("https://example.org/r", (expected,))
    document = json.loads(export(result))
    container = document["model"]["softwareSystems"][0]["containers"][0]
    assert container["perspectives"] == WEB["perspectives"]
    assert container["relationships"][0]["url"] == "https://example.org/r"
    assert container["relationships"][0]["perspectives"] == [SECURITY]


def test_perspectives_health_checks_and_descriptions_of_a_deployment_survive_an_export(read):
    result = read(FULL)
    instance = result.model.deployment.elements["live/node/shop.web#1"]
    assert instance.health_checks == (
        HealthCheck(name="up", url="https://example.org/up", interval="30", timeout="500", headers=(("X-A", "1"),)),
    )
    assert next(item for item in result.views["live"].elements if item.element.title == "Web").element.description == (
        "The warm one"
    )
    (node,) = json.loads(export(result))["model"]["deploymentNodes"]
    (exported_instance,) = node["containerInstances"]
    assert (node["perspectives"], node["url"]) == ([SECURITY], NODE["url"])
    assert (exported_instance["healthChecks"], exported_instance["description"]) == ([HEALTH], "The warm one")
    (line,) = exported_instance["relationships"]
    assert (line["url"], line["perspectives"]) == ("https://example.org/d", [SECURITY])


def test_export_of_an_export_is_equal(read):
    first = read(FULL)
    text = export(first)
    second = read(text)
    assert export(second) == text
    assert second.model.deployment.elements["live/node/dns"].url == "guide.html"


def test_properties_with_the_names_of_an_export_survive_an_export(read):
    container = json.loads(export(read(FULL)))["model"]["softwareSystems"][0]["containers"][0]
    assert WEB["properties"].items() <= container["properties"].items()
    assert WEB["relationships"][0]["properties"].items() <= container["relationships"][0]["properties"].items()


def test_page_of_a_flow_does_not_replace_its_url(read):
    first = read(FULL)
    base = {"base_url": "https://docs.example.org/", "urls": {first.model.flows[0].name: "flow.html"}}
    text = workspace_to_json(build_workspace(first.model, **base))
    assert '"url": "https://docs.example.org/flow.html"' in text
    assert read(text).model.flows[0].url == "https://example.org/r"


@pytest.mark.parametrize(
    ("perspective", "message"),
    [({"description": "x"}, '"name" is missing'), ("x", "expected an object, got text")],
)
def test_perspective_without_a_name_is_rejected(read, perspective, message):
    with pytest.raises(ModelError, match=message):
        read(workspace([{"id": "1", "name": "A", "perspectives": [perspective]}]))


def test_perspective_with_an_invalid_url_is_reported(read):
    result = read(workspace([{"id": "1", "name": "A", "perspectives": [{"name": "x", "url": "javascript:alert(1)"}]}]))
    assert [str(item) for item in result.unmapped] == ["'url' of a perspective, which is not an address"]


# --- Implied relationships ---


def workspace_with_implied_relationship(**fields):
    container = {"id": "3", "name": "Web"}
    lines = [
        relation("9", "1", "3", technology="SQL", tags="Relationship,Gold"),
        relation("10", "1", "2", **{"linkedRelationshipId": "9", "technology": "SQL", **fields}),
    ]
    return workspace(
        [
            {"id": "1", "name": "Shop", "relationships": lines},
            {"id": "2", "name": "Bank", "containers": [container]},
        ]
    )


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({}, []),
        ({"tags": "Gold"}, []),
        ({"technology": ""}, []),
        ({"tags": "Silver"}, ["tags"]),
        ({"description": "in other words"}, ["description"]),
        ({"technology": "REST", "url": "https://example.org/"}, ["technology", "url"]),
        ({"properties": {"a": "1", "structurizr.dsl.identifier": "x"}}, ["properties"]),
        ({"perspectives": [SECURITY]}, ["perspectives"]),
    ],
)
def test_implied_relationship_with_other_data_is_reported(read, fields, keys):
    result = read(workspace_with_implied_relationship(**fields))
    assert [str(item) for item in result.unmapped] == [f"'{key}' of an implied relationship" for key in keys]
    assert len(result.model.flows) == 1


def test_implied_relationship_in_a_view_keeps_its_description(read):
    view = {"key": "land", "elements": [{"id": "1"}, {"id": "2"}], "relationships": [{"id": "10"}]}
    result = read(
        workspace_with_implied_relationship(description="in other words") | {"views": {"systemLandscapeViews": [view]}}
    )
    assert result.unmapped == ()
    assert result.views["land"].relationships[0].labels[0].text == "in other words"


def test_relationship_with_a_link_to_an_unrelated_one_is_a_flow(read):
    data = workspace_with_implied_relationship()
    data["model"]["softwareSystems"][1]["relationships"] = [relation("11", "2", "1", linkedRelationshipId="9")]
    result = read(data)
    assert [(flow.source, flow.target) for flow in result.model.flows] == [("shop", "bank.web"), ("bank", "shop")]
    assert [str(item) for item in result.unmapped] == ["'linkedRelationshipId' of a relationship that no other implies"]


# --- Steps ---


def steps(*lines):
    pair = [{"id": "2", "name": "A", "relationships": [relation("9", "2", "3", "Calls")]}, {"id": "3", "name": "B"}]
    view = {
        "key": "d",
        "elements": [{"id": "2"}, {"id": "3"}],
        "relationships": [{"id": "9", **line} for line in lines],
    }
    return workspace(pair) | {"views": {"dynamicViews": [view]}}


@pytest.mark.parametrize("orders", [("a", None, "1a"), (None, None, None), ("2", "1", "x")])
def test_steps_with_invalid_orders_stay_in_the_order_of_the_file(read, orders):
    labels = ("first", "second", "third")
    result = read(steps(*({"order": order, "description": label} for order, label in zip(orders, labels, strict=True))))
    assert tuple(step.label for step in result.model.scenarios[0].steps) == labels
    text = export(result)
    assert export(read(text)) == text


def test_step_with_an_empty_description_has_that_of_its_relationship(read):
    result = read(steps({"order": "1", "description": ""}, {"order": "2", "description": "Own"}))
    assert [step.label for step in result.model.scenarios[0].steps] == ["Calls", "Own"]


def test_steps_follow_the_relationships_of_their_author(read):
    lines = [
        relation("9", "1", "2", "Calls"),
        relation("10", "1", "2", "Sends", technology="AMQP", interactionStyle="Asynchronous"),
    ]
    data = workspace([{"id": "1", "name": "A", "relationships": lines}, {"id": "2", "name": "B"}])
    view = {"key": "d", "elements": [{"id": "1"}, {"id": "2"}]}
    view["relationships"] = [
        {"id": "10", "order": "1", "description": "Answers", "response": True},
        {"id": "10", "order": "2", "description": "Acts"},
    ]
    document = json.loads(export(read(data | {"views": {"dynamicViews": [view]}})))
    exported_lines = document["model"]["softwareSystems"][0]["relationships"]
    (exported_view,) = document["views"]["dynamicViews"]
    descriptions = {line["id"]: line["description"] for line in exported_lines}
    assert [(descriptions[line["id"]], line["response"]) for line in exported_view["relationships"]] == [
        ("Sends", True),
        ("Sends", False),
    ]
    assert len(exported_lines) == len(lines)


def test_step_along_an_implied_relationship_adds_no_relationship(read):
    view = {"key": "d", "elements": [{"id": "1"}, {"id": "2"}], "relationships": [{"id": "10", "order": "1"}]}
    text = export(read(workspace_with_implied_relationship() | {"views": {"dynamicViews": [view]}}))
    assert len(json.loads(text)["model"]["softwareSystems"][0]["relationships"]) == 2
    assert export(read(text)) == text


def test_property_of_a_container_is_not_its_technology(read):
    container = {"id": "2", "name": "Web", "properties": {"technology": "12", "source.line": "none"}}
    result = read(workspace([{"id": "1", "name": "Shop", "containers": [container]}]))
    web = result.model.elements["shop.web"]
    assert (web.technology, web.source) == ("", None)
    assert web.properties == (("technology", "12"), ("source.line", "none"))
