"""Settings of a workspace and rare parts of its views are exported again, drawn or reported."""

from __future__ import annotations

import json
from functools import partial

import pytest
from structurizr_samples import export, read_content

from sphinxcontrib_c4.model import ModelError
from sphinxcontrib_c4.structurizr import Section, build_workspace

CALLS = {"id": "9", "sourceId": "1", "destinationId": "2", "description": "Calls"}
SYSTEMS = [{"id": "1", "name": "Shop", "relationships": [CALLS]}, {"id": "2", "name": "Bank"}]
BOXES = [{"id": "1"}, {"id": "2"}]


def workspace(views=None, **model):
    """Return a workspace of two systems."""
    return {"name": "W", "model": {"softwareSystems": SYSTEMS, **model}, "views": views or {}}


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a workspace."""
    return partial(read_content, tmp_path)


def unmapped(result):
    return [str(item) for item in result.unmapped]


def views_with_properties():
    return {
        "configuration": {"properties": {"structurizr.sort": "created"}},
        "systemLandscapeViews": [{"key": "All", "elements": BOXES, "properties": {"audience": "board"}}],
        "dynamicViews": [
            {
                "key": "Pay",
                "elements": BOXES,
                "relationships": [{"id": "9", "order": "1"}],
                "properties": {"plantuml.sequenceDiagram": "true"},
            }
        ],
        "filteredViews": [
            {"key": "Few", "baseViewKey": "All", "tags": ["x"], "properties": {"structurizr.title": "a"}}
        ],
    }


def test_settings_of_an_author_are_exported_again(read):
    data = workspace(views_with_properties(), properties={"domain": "retail", "structurizr.groupSeparator": "/"})
    result = read({**data, "properties": {"team": "core", "reviewed": True}})
    assert unmapped(result) == []
    text = export(result)
    document = json.loads(text)
    assert {"team": "core", "reviewed": "true"}.items() <= document["properties"].items()
    assert document["model"]["properties"] == {"domain": "retail", "structurizr.groupSeparator": "/"}
    assert document["views"]["configuration"]["properties"] == {"structurizr.sort": "created"}
    views = {view["key"]: view for name, views in document["views"].items() if name.endswith("Views") for view in views}
    assert {key: {n: v for n, v in view["properties"].items() if n[:3] != "c4."} for key, view in views.items()} == {
        "All": {"audience": "board"},
        "Few": {"structurizr.title": "a"},
        "Pay": {"plantuml.sequenceDiagram": "true"},
    }
    second = read(text)
    assert unmapped(second) == []
    assert export(second) == text


def test_source_and_inspections_of_a_workspace_are_not_kept(read):
    stale = {"structurizr.dsl": "d29yaw==", "structurizr.inspection.model.element.noview": "error"}
    result = read(workspace() | {"properties": stale})
    assert unmapped(result) == []
    properties = json.loads(export(result))["properties"]
    assert "structurizr.dsl" not in properties
    assert "error" not in properties.values()


def test_setting_that_is_not_text_is_reported(read):
    views = {"systemLandscapeViews": [{"key": "All", "elements": BOXES, "properties": {"a": [1]}}]}
    assert unmapped(read(workspace(views))) == ["property 'a' of a view"]


@pytest.mark.parametrize(
    ("scope", "containers", "exported_scope"),
    [
        ("SoftwareSystem", [], "SoftwareSystem"),
        ("Landscape", [], "Landscape"),
        (None, [], "Landscape"),
        ("Landscape", [{"id": "3", "name": "Web"}], "SoftwareSystem"),
        ("Universe", [], "Landscape"),
    ],
)
def test_scope_of_an_author_is_kept_if_it_is_allowed(read, scope, containers, exported_scope):
    data = workspace(softwareSystems=[SYSTEMS[0] | {"containers": containers}, SYSTEMS[1]])
    text = export(read(data | {"configuration": {"scope": scope}}))
    assert json.loads(text)["configuration"]["scope"] == exported_scope
    assert export(read(text)) == text


def test_url_and_properties_of_steps_are_exported_again(read):
    step = {"id": "9", "order": "1", "url": "https://example.org/1", "properties": {"sla": "2s"}}
    view = {"key": "Pay", "elements": BOXES, "relationships": [step, {"id": "9", "order": "2", "url": "javascript:1"}]}
    result = read(workspace({"dynamicViews": [view]}))
    assert unmapped(result) == ["'url' of a step, which is not an address"]
    first, second = json.loads(export(result))["views"]["dynamicViews"][0]["relationships"]
    assert (first["url"], first["properties"]) == (step["url"], step["properties"])
    assert not {"url", "properties"} & second.keys()


def test_unknown_parts_of_views_are_reported(read):
    line = {"id": "9", "description": "Asks", "properties": {"a": "1"}, "routing": "Curved", "jump": True}
    views = {
        "systemLandscapeViews": [
            {"key": "All", "elements": [{"id": "1", "icon": "x"}, BOXES[1]], "relationships": [line]}
        ],
        "threatViews": [{"key": "T"}],
    }
    assert unmapped(read(workspace(views))) == [
        "'description' of a relationship in a view",
        "'icon' of an element in a view",
        "'properties' of a relationship in a view",
        "'threatViews' of the views",
    ]


def test_landscape_views_of_old_workspaces_are_views(read):
    result = read(
        workspace({"enterpriseContextViews": [{"key": "Old", "elements": BOXES, "relationships": [{"id": "9"}]}]})
    )
    assert unmapped(result) == []
    assert list(result.views) == ["Old"]
    (view,) = json.loads(export(result))["views"]["systemLandscapeViews"]
    assert (view["key"], len(view["elements"])) == ("Old", 2)


def test_name_of_the_last_author_causes_no_message(read):
    assert unmapped(read(workspace() | {"lastModifiedUser": "ann@example.org", "lastModifiedAgent": "lite"})) == []


def test_error_of_an_encrypted_workspace_names_the_encryption(read):
    with pytest.raises(ModelError, match="the workspace is encrypted"):
        read({"name": "W", "ciphertext": "AAAA", "encryptionStrategy": {"type": "aes"}})


def test_relationship_of_a_custom_element_is_reported_once(read):
    lines = [{"id": "20", "sourceId": "5", "destinationId": "6", "description": "Drives"}]
    robots = [{"id": "5", "name": "Robot", "relationships": lines}, {"id": "6", "name": "Arm"}]
    views = {
        "systemLandscapeViews": [
            {"key": "All", "elements": [{"id": "5"}, {"id": "6"}], "relationships": [{"id": "20"}]}
        ]
    }
    assert unmapped(read(workspace(views, customElements=robots))) == [
        "custom element 'Arm'",
        "custom element 'Robot'",
        "relationship 'Drives' of the custom element 'Robot'",
    ]


# --- Documentation ---

PAGE = {"content": "# Page", "format": "Markdown", "order": 1, "filename": "01.md", "title": ""}
CHOICE = {"id": "1", "title": "Use X", "status": "Accepted", "date": "2024-01-01T00:00:00Z", "content": "…"}
DOCUMENTATION = {"sections": [PAGE], "decisions": [CHOICE], "images": []}


def documented(documentation):
    web = {"id": "3", "name": "Web", "documentation": documentation}
    shop = {"id": "1", "name": "Shop", "documentation": documentation, "containers": [web]}
    return workspace(softwareSystems=[shop]) | {"documentation": documentation}


def test_documentation_and_decisions_are_exported_again(read):
    result = read(documented(DOCUMENTATION))
    assert unmapped(result) == []
    text = export(result)
    document = json.loads(text)
    (system,) = document["model"]["softwareSystems"]
    for owner in (document, system, system["containers"][0]):
        assert owner["documentation"] == DOCUMENTATION
    assert export(read(text)) == text


def test_new_sections_replace_those_of_a_workspace(read):
    result = read(documented(DOCUMENTATION))
    document = build_workspace(result.model, documentation=[Section("# New", system="shop")])
    (system,) = document["model"]["softwareSystems"]
    assert [section["content"] for section in system["documentation"]["sections"]] == ["# New"]
    assert system["documentation"]["decisions"] == [CHOICE]
    assert document["documentation"] == DOCUMENTATION


def test_documented_system_allows_no_landscape_scope(read):
    shop = SYSTEMS[0] | {"documentation": DOCUMENTATION}
    data = workspace(softwareSystems=[shop, SYSTEMS[1]]) | {"configuration": {"scope": "Landscape"}}
    assert json.loads(export(read(data)))["configuration"]["scope"] == "SoftwareSystem"


def test_export_with_documentation_is_read_without_messages(read):
    model = read(workspace()).model
    document = build_workspace(model, documentation=[Section("# All"), Section("# Shop", system="shop")])
    assert unmapped(read(document)) == []


@pytest.mark.parametrize("value", [[1], "text", {"sections": [PAGE | {"elementId": "1"}]}])
def test_documentation_that_cannot_be_written_again_is_reported(read, value):
    result = read(workspace() | {"documentation": value})
    assert unmapped(result) == ["'documentation' of the workspace"]
    assert json.loads(export(result))["documentation"] == {}


def test_documentation_of_a_person_is_reported(read):
    person = {"id": "7", "name": "Ann", "documentation": DOCUMENTATION}
    assert unmapped(read(workspace(people=[person]))) == ["'documentation' of a person"]


# --- Filtered deployment views ---


def deployment(mode, *tags):
    """Return a workspace with a filtered deployment view."""
    containers = [
        {"id": "3", "name": "Web", "relationships": [{"id": "8", "sourceId": "3", "destinationId": "4"}]},
        {"id": "4", "name": "Store", "tags": "Element,Container,Data"},
    ]
    line = {"id": "18", "sourceId": "12", "destinationId": "13", "linkedRelationshipId": "8"}
    node = {
        "id": "10",
        "name": "Rack",
        "environment": "Live",
        "containerInstances": [
            {"id": "12", "containerId": "3", "environment": "Live", "relationships": [line]},
            {"id": "13", "containerId": "4", "environment": "Live"},
        ],
        "infrastructureNodes": [{"id": "14", "name": "Gate", "environment": "Live", "tags": "Edge"}],
    }
    ids = ("10", "12", "13", "14")
    base = {"key": "Live", "environment": "Live", "softwareSystemId": "1", "title": "Production"}
    base |= {"elements": [{"id": id_} for id_ in ids], "relationships": [{"id": "18"}]}
    views = {
        "deploymentViews": [base],
        "filteredViews": [{"key": "Part", "baseViewKey": "Live", "mode": mode, "tags": [*tags]}],
    }
    return workspace(
        views, softwareSystems=[{"id": "1", "name": "Shop", "containers": containers}], deploymentNodes=[node]
    )


@pytest.mark.parametrize(
    ("mode", "tags", "titles", "lines"),
    [
        ("Exclude", ["Edge"], ["Web", "Store"], 1),
        ("Exclude", ["Data"], ["Web", "Gate"], 0),
        ("Exclude", ["Relationship"], ["Web", "Store", "Gate"], 0),
        ("Include", ["Data"], ["Store"], 0),
        ("Include", ["Container Instance", "Relationship"], ["Web", "Store"], 1),
        ("Include", ["Infrastructure Node"], ["Gate"], 0),
    ],
)
def test_filtered_deployment_view_is_drawn(read, mode, tags, titles, lines):
    result = read(deployment(mode, *tags))
    assert unmapped(result) == []
    view = result.views["Part"]
    assert sorted(item.element.title for item in view.elements) == sorted(titles)
    assert [boundary.title for boundary in view.boundaries] == ["Rack"]
    assert len(view.relationships) == lines
    assert len(result.views["Live"].elements) == 3


def test_filtered_deployment_view_is_exported_as_a_separate_view(read):
    text = export(read(deployment("Include", "Data")))
    views = {view["key"]: view for view in json.loads(text)["views"]["deploymentViews"]}
    assert {key: len(view["elements"]) for key, view in views.items()} == {"Live": 4, "Part": 2}
    assert {(view["environment"], view["softwareSystemId"], view["title"]) for view in views.values()} == {
        ("Live", "1", "Production")
    }
    assert export(read(text)) == text


@pytest.mark.parametrize(
    ("style", "mode"), [("Asynchronous", "async"), ("Synchronous", "sync"), (None, "sync"), ("", "sync")]
)
def test_interaction_style_of_a_deployed_relationship_comes_first(read, style, mode):
    data = deployment("Exclude", "x")
    data["model"]["softwareSystems"][0]["containers"][0]["relationships"][0]["interactionStyle"] = "Synchronous"
    instance = data["model"]["deploymentNodes"][0]["containerInstances"][0]
    instance["relationships"][0]["interactionStyle"] = style
    result = read(data)
    assert [line.mode for line in result.views["Live"].relationships] == [mode]
    assert [line.mode for line in read(export(result)).views["Live"].relationships] == [mode]


# --- Values that Structurizr refuses ---


@pytest.mark.parametrize(
    ("text", "exported"),
    [("4", "4"), ("0..1", "0..1"), ("1..N", "1..N"), ("1..*", "1..*"), ("0", None), ("N", None), ("1..n", None)],
)
def test_number_of_instances_is_exported_if_structurizr_reads_it(read, text, exported):
    data = deployment("Exclude", "x")
    data["model"]["deploymentNodes"][0]["instances"] = text
    document = export(read(data))
    assert json.loads(document)["model"]["deploymentNodes"][0].get("instances") == exported
    second = read(document)
    assert second.model.deployment.elements["live/rack"].instances == text
    assert export(second) == document


@pytest.mark.parametrize(
    ("url", "exported"),
    [
        ("https://example.org/a[1]?b=[c]", "https://example.org/a%5B1%5D?b=%5Bc%5D"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%41#a#b", "https://example.org/%41#a%23b"),
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("https://[::1]x/a", None),
        ("https://a[b]/", None),
        ("{workspace}/diagrams#Live", "{workspace}/diagrams#Live"),
        ("{workspace:12}/documentation", "{workspace:12}/documentation"),
        ("{workspace:x}/documentation", None),
    ],
)
def test_url_is_exported_if_structurizr_accepts_it(read, url, exported):
    document = export(read(workspace(softwareSystems=[{"id": "1", "name": "Shop", "url": url}])))
    assert json.loads(document)["model"]["softwareSystems"][0].get("url") == exported
    second = read(document)
    assert second.model.elements["shop"].url == url
    assert export(second) == document


def test_perspective_cannot_lead_to_a_place_in_a_workspace(read):
    system = {"id": "1", "name": "Shop", "perspectives": [{"name": "Cost", "url": "{workspace}/diagrams#Live"}]}
    assert unmapped(read(workspace(softwareSystems=[system]))) == ["'url' of a perspective, which is not an address"]


def test_unknown_interaction_style_is_reported(read):
    line = CALLS | {"interactionStyle": "Eventual", "tags": "Async"}
    result = read(workspace(softwareSystems=[SYSTEMS[0] | {"relationships": [line]}, SYSTEMS[1]]))
    assert unmapped(result) == ["interaction style 'Eventual' of a relationship"]
    assert [flow.mode for flow in result.model.flows] == ["async"]
