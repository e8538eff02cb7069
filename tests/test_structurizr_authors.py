"""Workspaces of other authors: groups, deployment, step numbers, filtered views, modes and unmapped items."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from structurizr_workspaces import references, relation

from sphinxcontrib_c4.drawing import text_alternative, view_legend
from sphinxcontrib_c4.exports import FORMATS
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Kind, Mode, Model, ModelError
from sphinxcontrib_c4.structurizr import build_workspace, merge_positions, read_workspace, workspace_to_json
from sphinxcontrib_c4.views import ViewKind, view


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a workspace and reads it."""

    def read(views=None, **model):
        path = tmp_path / "workspace.json"
        path.write_text(json.dumps({"name": "W", "model": model, "views": views or {}}), "utf-8")
        return read_workspace(path)

    return read


@pytest.fixture
def export(tmp_path):
    """Return a function that exports a workspace as text."""

    def export(workspace, **options):
        return workspace_to_json(build_workspace(workspace.model, views=workspace.views, **options))

    return export


def read_text(text, tmp_path):
    path = tmp_path / "text.json"
    path.write_text(text, "utf-8")
    return read_workspace(path)


# --- Groups ---

SHOP = {
    "id": "1",
    "name": "Shop",
    "group": "Ours/Core",
    "containers": [
        {"id": "2", "name": "Web", "group": "Front", "relationships": [relation("9", "2", "3")]},
        {
            "id": "3",
            "name": "API",
            "group": "Back/Services",
            "components": [{"id": "5", "name": "Orders", "group": "Domain"}, {"id": "6", "name": "Mail"}],
        },
        {"id": "4", "name": "DB", "group": "Back/Stores"},
    ],
}
NESTED = {
    "properties": {"structurizr.groupSeparator": "/"},
    "softwareSystems": [SHOP, {"id": "7", "name": "Mailer", "group": "Ours"}],
}
GROUP_VIEWS = {
    "systemLandscapeViews": [{"key": "land", "elements": references("1", "7")}],
    "containerViews": [
        {
            "key": "cont",
            "softwareSystemId": "1",
            "elements": references("2", "3", "4"),
            "relationships": references("9"),
        }
    ],
    "componentViews": [{"key": "comp", "containerId": "3", "elements": references("5", "6")}],
}


def frames(view):
    """Return the titles of the boundaries around each box, from the outside in."""
    by_name = {boundary.name: boundary for boundary in view.boundaries}
    result = {}
    for item in view.elements:
        path, name = [], item.boundary
        while name:
            path.insert(0, by_name[name].title)
            name = by_name[name].parent
        result[item.element.title] = " > ".join(path)
    return result


def test_groups_of_all_kinds_are_frames_and_nest(read):
    workspace = read(GROUP_VIEWS, **NESTED)
    assert frames(workspace.views["land"]) == {"Shop": "Ours > Core", "Mailer": "Ours"}
    assert frames(workspace.views["cont"]) == {
        "Web": "Shop > Front",
        "API": "Shop > Back > Services",
        "DB": "Shop > Back > Stores",
    }
    assert frames(workspace.views["comp"]) == {"Orders": "Shop > API > Domain", "Mail": "Shop > API"}
    assert workspace.unmapped == ()


def test_groups_are_frames_in_generated_views(read):
    model = read(GROUP_VIEWS, **NESTED).model
    assert frames(view(model, ViewKind.LANDSCAPE, model.name)) == {"Shop": "Ours > Core", "Mailer": "Ours"}
    assert frames(view(model, ViewKind.CONTAINER, "shop"))["API"] == "Shop > Back > Services"
    assert frames(view(model, ViewKind.COMPONENT, "shop.api")) == {
        "Web": "Shop",
        "Orders": "Shop > API > Domain",
        "Mail": "Shop > API",
    }


def test_groups_without_a_separator_do_not_nest(read):
    workspace = read(GROUP_VIEWS, softwareSystems=NESTED["softwareSystems"])
    assert frames(workspace.views["land"]) == {"Shop": "Ours/Core", "Mailer": "Ours"}


def test_groups_can_be_hidden_in_a_view(read):
    hidden = GROUP_VIEWS["containerViews"][0] | {"properties": {"structurizr.groups": "false"}}
    workspace = read({"containerViews": [hidden]}, **NESTED)
    assert set(frames(workspace.views["cont"]).values()) == {"Shop"}


def test_groups_survive_an_export_with_their_separator(read, export, tmp_path):
    first = read(GROUP_VIEWS, **NESTED)
    text = export(first)
    second = read_text(text, tmp_path)
    assert json.loads(text)["model"]["properties"] == {"structurizr.groupSeparator": "/"}
    assert {key: frames(view) for key, view in second.views.items() if key in first.views} == {
        key: frames(view) for key, view in first.views.items()
    }
    assert export(second) == text


# --- Deployment ---

NODES = [
    {
        "id": "20",
        "name": "East",
        "environment": "Live",
        "containerInstances": [{"id": "21", "containerId": "2", "instanceId": 1, "deploymentGroups": ["Default"]}],
        "infrastructureNodes": [
            {
                "id": "22",
                "name": "Firewall",
                "technology": "pf",
                "relationships": [relation("30", "22", "20", "guards")],
            }
        ],
        "relationships": [relation("31", "20", "23", "replicates to")],
    },
    {"id": "23", "name": "West", "environment": "Live", "technology": "Linux", "instances": "3"},
]
DEPLOYMENT_VIEW = {
    "key": "dep",
    "environment": "Live",
    "elements": references("20", "21", "22", "23"),
    "relationships": references("30", "31"),
}


@pytest.fixture
def deployment(read):
    workspace = read({"deploymentViews": [DEPLOYMENT_VIEW]}, softwareSystems=[SHOP], deploymentNodes=NODES)
    assert workspace.unmapped == ()
    return workspace.views["dep"]


def test_deployment_keeps_infrastructure_nodes_and_nodes_without_content(deployment):
    assert {item.element.title: item.element.kind for item in deployment.elements} == {
        "Web": Kind.CONTAINER,
        "Firewall": Kind.INFRASTRUCTURE_NODE,
        "West ×3": Kind.DEPLOYMENT_NODE,  # noqa: RUF001
    }
    assert [boundary.title for boundary in deployment.boundaries] == ["East"]


def test_deployment_text_alternative_and_legend_name_the_kind_of_a_node(deployment):
    words = text_alternative(deployment)
    assert "Firewall [Infrastructure node: pf]" in words.elements
    assert "West ×3 [Deployment node: Linux]" in words.elements  # noqa: RUF001
    assert "1 infrastructure node" in words.summary
    assert {"Infrastructure node", "Deployment node"} <= {entry.title for entry in view_legend(deployment)}


def test_deployment_draws_relationships_of_nodes(deployment):
    lines = [(line.source, line.target, line.labels[0].text) for line in deployment.relationships]
    assert lines == [("live/east/firewall", "live/east", "guards"), ("live/east", "live/west", "replicates to")]
    (geometry,) = lay_out([deployment])
    assert len(geometry.lines) == 2
    model = Model(name="w", title="W")
    assert all(FORMATS[name].write(model, [deployment]) for name in ("mermaid", "dot", "c4plantuml"))


def test_deployment_groups_are_frames(read):
    zone = {"group": "Europe"}
    workspace = read(
        {"deploymentViews": [DEPLOYMENT_VIEW]},
        softwareSystems=[SHOP],
        deploymentNodes=[NODES[0] | zone, NODES[1] | zone],
    )
    assert frames(workspace.views["dep"]) == {
        "Web": "Europe > East",
        "Firewall": "Europe > East",
        "West ×3": "Europe",  # noqa: RUF001
    }


# --- Steps ---


def steps(*orders, relationship="9"):
    lines = [{"id": relationship, "order": order, "description": f"step {order} {n}"} for n, order in enumerate(orders)]
    return {"key": "dyn", "elementId": "1", "elements": references("2", "3"), "relationships": lines}


PAIR = [relation("9", "2", "3"), relation("10", "2", "3", "also")]
WEB_API = [SHOP | {"containers": [SHOP["containers"][0] | {"relationships": PAIR}, SHOP["containers"][1]]}]


def test_step_numbers_of_the_author_are_kept(read, export, tmp_path):
    orders = ["1", "1.1", "2", "3", "3"]
    dynamic = steps(*orders)
    dynamic["relationships"][4]["id"] = "10"
    workspace = read({"dynamicViews": [dynamic]}, softwareSystems=WEB_API)
    dynamic_view = workspace.views["dyn"]
    assert [line.step_number for line in dynamic_view.relationships] == orders
    scenario = workspace.model.scenarios[0]
    generated = view(workspace.model, ViewKind.DYNAMIC, scenario.name)
    assert [line.step_number for line in generated.relationships] == orders
    assert [words.partition(" ")[0] for words in text_alternative(dynamic_view).flows] == [
        "1.",
        "1.1.",
        "2.",
        "3.",
        "3.",
    ]
    assert "1.1: step 1.1 1" in FORMATS["mermaid"].write(workspace.model, [dynamic_view]).replace("#58;", ":")
    text = export(workspace)
    lines = json.loads(text)["views"]["dynamicViews"][0]["relationships"]
    assert [line["order"] for line in lines] == orders
    assert len({(line["id"], line["order"]) for line in lines}) == len(orders)
    assert export(read_text(text, tmp_path)) == text


def test_consecutive_step_numbers_are_not_repeated_in_words(read):
    workspace = read({"dynamicViews": [steps("1", "2")]}, softwareSystems=WEB_API)
    assert text_alternative(workspace.views["dyn"]).flows[0].startswith("Web → API")
    assert not workspace.views["dyn"].has_author_numbers


# --- Filtered views ---

TAGGED_SYSTEMS = [
    {
        "id": "1",
        "name": "Old",
        "tags": "Legacy",
        "relationships": [relation("9", "1", "2", tags="Relationship"), relation("10", "1", "3", tags="Gone")],
    },
    {"id": "2", "name": "New", "relationships": [relation("11", "2", "3", tags="Relationship,Planned")]},
    {"id": "3", "name": "Also new", "tags": "Element,Software System,Planned"},
]
BASE = {"key": "base", "elements": references("1", "2", "3"), "relationships": references("9", "10", "11")}


@pytest.mark.parametrize(
    ("mode", "tags", "titles", "lines"),
    [
        ("Exclude", ["Legacy"], ["New", "Also new"], 1),
        ("Exclude", ["Gone", "Planned"], ["Old", "New"], 1),
        ("Include", ["Planned"], ["Also new"], 0),
        ("Include", ["Element", "Planned"], ["Old", "New", "Also new"], 1),
        ("Include", ["Element", "Relationship"], ["Old", "New", "Also new"], 3),
    ],
)
def test_filtered_view_is_drawn(read, mode, tags, titles, lines):
    filtered_view = {"key": "part", "baseViewKey": "base", "mode": mode, "tags": tags, "title": "Part"}
    workspace = read({"systemLandscapeViews": [BASE], "filteredViews": [filtered_view]}, softwareSystems=TAGGED_SYSTEMS)
    part = workspace.views["part"]
    assert (part.title, part.kind, workspace.unmapped) == ("Part", ViewKind.LANDSCAPE, ())
    assert [item.element.title for item in part.elements] == titles
    assert sum(len(line.labels) for line in part.relationships) == lines


def test_filtered_view_without_a_base_is_rejected(read):
    filtered_view = {"key": "part", "baseViewKey": "bas", "mode": "Include", "tags": ["x"]}
    with pytest.raises(ModelError, match="no view has the key 'bas'"):
        read({"systemLandscapeViews": [BASE], "filteredViews": [filtered_view]}, softwareSystems=TAGGED_SYSTEMS)


def test_filtered_view_of_a_dynamic_view_is_reported(read):
    filtered_view = {"key": "part", "baseViewKey": "dyn", "mode": "Include", "tags": ["x"]}
    workspace = read({"dynamicViews": [steps("1")], "filteredViews": [filtered_view]}, softwareSystems=WEB_API)
    assert [str(item) for item in workspace.unmapped] == ["filtered view 'part'"]


# --- Modes ---


@pytest.mark.parametrize(
    ("fields", "default", "mode"),
    [
        ({}, Mode.UNKNOWN, Mode.UNKNOWN),
        ({}, Mode.SYNC, Mode.SYNC),
        ({"tags": "Relationship,Async"}, Mode.SYNC, Mode.ASYNC),
        ({"tags": "Relationship,asynchronous"}, Mode.SYNC, Mode.ASYNC),
        ({"tags": "Synchronous"}, Mode.ASYNC, Mode.SYNC),
        ({"tags": "Unspecified"}, Mode.SYNC, Mode.UNKNOWN),
        ({"interactionStyle": "Synchronous", "tags": "Async"}, Mode.UNKNOWN, Mode.SYNC),
    ],
)
def test_mode_depends_on_style_tags_and_default(tmp_path, fields, default, mode):
    systems = [{"id": "1", "name": "A", "relationships": [relation("9", "1", "2", **fields)]}, {"id": "2", "name": "B"}]
    path = tmp_path / "workspace.json"
    path.write_text(json.dumps({"name": "W", "model": {"softwareSystems": systems}}), "utf-8")
    assert [flow.mode for flow in read_workspace(path, default_mode=default).model.flows] == [mode]


# --- Reports ---


def test_metadata_of_structurizr_is_not_reported(read):
    marks = {"structurizr.dsl.identifier": "a", "structurizr.dsl": "x", "structurizr.anything": "y"}
    system = {"id": "1", "name": "A", "properties": marks, "documentation": {"sections": [], "decisions": []}}
    landscape = {"key": "land", "name": "Land", "generatedKey": True, "elements": references("1")}
    configuration = {"lastSavedView": "land", "metadataSymbols": "RoundBrackets", "defaultView": "land"}
    workspace = read({"systemLandscapeViews": [landscape], "configuration": configuration}, softwareSystems=[system])
    assert (workspace.unmapped, workspace.presentation) == ((), None)


def test_presentation_is_one_item(read):
    styles = {"elements": [{"tag": "A", "background": "#ff0000"}, {"tag": "B", "color": "#00ff00"}]}
    landscape = {"key": "land", "animations": [{"order": 1}], "elements": references("1")}
    configuration = {"styles": styles, "themes": ["https://example.org/t"], "branding": {"logo": "x"}}
    views = {"systemLandscapeViews": [landscape], "configuration": configuration}
    workspace = read(views, softwareSystems=[{"id": "1", "name": "A"}])
    assert workspace.unmapped == ()
    assert str(workspace.presentation) == "animations, branding, styles (2 times), themes"


def test_own_export_is_read_back_without_a_report(read, export, tmp_path):
    model = read(GROUP_VIEWS, **NESTED).model
    urls = {name: f"{name}.html" for name in [*model.elements, *(flow.name for flow in model.flows)]}
    text = workspace_to_json(build_workspace(model, base_url="https://example.org/", urls=urls))
    assert '"url": "https://example.org/' in text
    workspace = read_text(text, tmp_path)
    assert (workspace.unmapped, workspace.presentation) == ((), None)


# --- Export ---


def test_reexport_adds_no_views(read, export):
    workspace = read(GROUP_VIEWS, **NESTED)
    views = json.loads(export(workspace))["views"]
    keys = [view["key"] for name in views if name.endswith("Views") for view in views[name]]
    assert sorted(keys) == ["comp", "cont", "land"]


def test_reexport_of_a_workspace_without_views_has_generated_views(read, export):
    views = json.loads(export(read(**NESTED)))["views"]
    assert {"systemLandscapeViews", "containerViews", "componentViews"} <= views.keys()


def test_merge_puts_new_boxes_in_rows(read):
    systems = [{"id": str(number), "name": f"System {number}"} for number in range(1, 15)]
    model = read(softwareSystems=systems).model
    small_model = replace(model, elements=dict(list(model.elements.items())[:2]))
    old = build_workspace(small_model)
    (view_,) = old["views"]["systemLandscapeViews"]
    view_["elements"][0] |= {"x": 500, "y": 700}
    merged = merge_positions(build_workspace(model), old)
    all_boxes = merged["views"]["systemLandscapeViews"][0]["elements"]
    new_boxes = [box for box in all_boxes if box["id"] not in {box["id"] for box in view_["elements"]}]
    assert len({box["y"] for box in new_boxes}) >= 3
    assert len({(box["x"], box["y"]) for box in all_boxes}) == len(all_boxes)
    right = max(box["x"] for box in all_boxes if box not in new_boxes)
    assert max(box["x"] for box in new_boxes) <= right + 1500


def test_reexport_keeps_the_description_of_an_implied_relationship(read, export, tmp_path):
    web = {"id": "2", "name": "Web"}
    user = {"id": "1", "name": "User"}
    user["relationships"] = [
        relation("8", "1", "2", "Orders"),
        relation("9", "1", "3", "Orders (on the web)", linkedRelationshipId="8"),
    ]
    landscape = {"key": "land", "elements": references("1", "3"), "relationships": references("9")}
    workspace = read(
        {"systemLandscapeViews": [landscape]},
        people=[user],
        softwareSystems=[{"id": "3", "name": "Shop", "containers": [web]}],
    )
    text = export(workspace)
    (line,) = read_text(text, tmp_path).views["land"].relationships
    assert [label.text for label in line.labels] == ["Orders (on the web)"]
    assert export(read_text(text, tmp_path)) == text
