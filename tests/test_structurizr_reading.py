"""Workspaces as models: imported data, unmapped items, and errors of invalid workspaces."""

from __future__ import annotations

import json

import pytest
from structurizr_workspaces import box, small_workspace

from sphinxcontrib_c4.model import Kind, Mode, ModelError, Shape
from sphinxcontrib_c4.model_source import load_any, read_any
from sphinxcontrib_c4.structurizr import read_workspace
from sphinxcontrib_c4.views import ViewKind


@pytest.fixture
def write_workspace(tmp_path):
    def write(workspace, name="workspace.json"):
        path = tmp_path / name
        path.write_text(workspace if isinstance(workspace, str) else json.dumps(workspace, indent=2), encoding="utf-8")
        return path

    return write


def faults(path):
    with pytest.raises(ModelError) as caught:
        read_workspace(path)
    return [fault.message for fault in caught.value.faults]


# --- Imported data ---


def test_names_are_derived_from_titles(write_workspace):
    result = read_workspace(write_workspace(small_workspace())).model
    assert list(result.elements) == ["customer", "banking", "banking.web-app", "e-mail"]
    assert result.elements["banking.web-app"].title == "Web App"
    assert (result.name, result.title, result.primary_system) == ("bank", "Bank", "banking")


def test_elements_keep_their_fields(write_workspace):
    elements = read_workspace(write_workspace(small_workspace())).model.elements
    assert [e.kind for e in elements.values()] == [Kind.PERSON, Kind.SYSTEM, Kind.CONTAINER, Kind.SYSTEM]
    assert elements["customer"].tags == ("VIP",)
    assert elements["e-mail"].external
    assert elements["banking.web-app"].technology == "Java"
    assert elements["banking.web-app"].shape is Shape.DATABASE
    assert elements["banking.web-app"].position.line > 1


def test_relationships_become_flows_unless_implied(write_workspace):
    flows = read_workspace(write_workspace(small_workspace())).model.flows
    assert [(f.name, f.source, f.target, f.label, f.mode, f.protocol) for f in flows] == [
        ("customer.customer-web-app", "customer", "banking.web-app", "Uses", Mode.UNKNOWN, "HTTPS"),
        ("banking.web-app-e-mail", "banking.web-app", "e-mail", "Mails", Mode.ASYNC, ""),
    ]


def test_groups_become_groups_of_the_landscape(write_workspace):
    assert read_workspace(write_workspace(small_workspace())).model.groups == {"Bank plc": ("banking", "e-mail")}


def test_views_are_read_by_key(write_workspace):
    views = read_workspace(write_workspace(small_workspace())).views
    assert list(views) == ["All", "Parts", "Sign-In"]
    assert (views["Parts"].kind, views["Parts"].subject) == (ViewKind.CONTAINER, "banking")
    assert {e.element.name: e.boundary for e in views["Parts"].elements} == {
        "customer": "",
        "banking.web-app": "banking",
        "e-mail": "",
    }
    assert [b.title for b in views["All"].boundaries] == ["Bank plc"]
    assert [(r.source, r.target) for r in views["All"].relationships] == [("customer", "banking")]


def test_dynamic_view_becomes_a_scenario_in_the_order_of_its_steps(write_workspace):
    workspace = read_workspace(write_workspace(small_workspace()))
    story = workspace.model.scenarios[0]
    assert (story.name, story.title, story.system) == ("banking.sign-in", "Sign-In", "banking")
    assert [(s.source, s.target, s.label) for s in story.steps] == [
        ("customer", "banking.web-app", "Sign in"),
        ("banking.web-app", "customer", "Welcome"),
    ]
    assert [r.step for r in workspace.views["Sign-In"].relationships] == [1, 2]


def test_deployment_nodes_become_boundaries(write_workspace):
    data = small_workspace()
    data["model"]["deploymentNodes"] = [
        {
            "id": "20",
            "name": "Cloud",
            "environment": "Live",
            "instances": "4",
            "children": [
                {
                    "id": "21",
                    "name": "Node",
                    "environment": "Live",
                    "containerInstances": [{"id": "22", "containerId": "3", "instanceId": 1, "environment": "Live"}],
                }
            ],
            "infrastructureNodes": [
                {
                    "id": "23",
                    "name": "DNS",
                    "technology": "Route 53",
                    "environment": "Live",
                    "relationships": [
                        {"id": "24", "sourceId": "23", "destinationId": "22", "description": "Forwards to"}
                    ],
                }
            ],
        },
        {"id": "25", "name": "Spare", "environment": "Test"},
    ]
    data["views"]["deploymentViews"] = [
        {
            "key": "Live",
            "environment": "Live",
            "elements": [box(n) for n in ("20", "21", "22", "23")],
            "relationships": [{"id": "24"}],
        }
    ]
    workspace = read_workspace(write_workspace(data))
    view = workspace.views["Live"]
    assert [(b.title, b.parent) for b in view.boundaries] == [("Cloud ×4", ""), ("Node", "live/cloud")]  # noqa: RUF001
    assert {e.element.title: e.boundary for e in view.elements} == {"DNS": "live/cloud", "Web App": "live/cloud/node"}
    assert [r.labels[0].text for r in view.relationships] == ["Forwards to"]
    assert workspace.model.deployment.elements["test/spare"].title == "Spare"


def test_unmapped_items_are_counted(write_workspace):
    data = small_workspace()
    data["model"]["customElements"] = [{"id": "30", "name": "Robot"}]
    data["model"]["people"][0]["code"] = [{"name": "Main"}]
    for system in data["model"]["softwareSystems"]:
        system["threats"] = [{"name": "x"}]
        system["properties"] = {"cost": {"amount": 1}}
    data["views"]["imageViews"] = [{"key": "Pic", "content": "https://x.org/a.png"}]
    data["views"]["configuration"]["styles"]["elements"].append({"tag": "VIP", "color": "#ff0000"})
    workspace = read_workspace(write_workspace(data))
    assert tuple(map(str, workspace.unmapped)) == (
        "'code' of a person",
        "'threats' of a software system (2 times)",
        "custom element 'Robot'",
        "image view 'Pic'",
        "property 'cost' of a software system (2 times)",
    )
    assert str(workspace.presentation) == "styles"


def test_unmapped_items_have_the_position_of_the_first_occurrence(write_workspace):
    data = small_workspace()
    for system in data["model"]["softwareSystems"]:
        system["properties"] = {"cost": ["high"]}
    path = write_workspace(data)
    (item,) = read_workspace(path).unmapped
    assert (item.path, item.count) == ("model.softwareSystems[0].properties.cost", 2)
    line = path.read_text(encoding="utf-8").splitlines()[item.position.line - 1]
    assert line[item.position.column - 1 :] == '"cost": ['


def test_unmapped_items_include_undrawable_lines_and_parents(write_workspace):
    data = small_workspace()
    data["views"]["containerViews"][0]["elements"].append(box("2"))
    data["views"]["systemLandscapeViews"][0]["relationships"].append({"id": "13"})
    workspace = read_workspace(write_workspace(data))
    assert tuple(map(str, workspace.unmapped)) == (
        "relationship 'Mails' of the view 'All'",
        "the software system 'Banking' in the view 'Parts', which also shows parts of it",
    )


def test_file_suffix_selects_the_reader(write_workspace, tmp_path):
    assert load_any(write_workspace(small_workspace(), "any.JSON")).name == "bank"
    (tmp_path / "m.yaml").write_text("systems: [{id: s, name: S}]")
    assert list(load_any(tmp_path / "m.yaml").elements) == ["s"]
    assert read_any(tmp_path / "m.yaml").views == {}


def test_name_without_latin_letters_is_derived_from_the_id(write_workspace):
    data = small_workspace()
    data["model"]["people"][0]["name"] = "顧客"
    assert "id-1" in read_workspace(write_workspace(data)).model.elements


# --- Invalid workspaces ---


def broken_workspace(change):
    """Return the sample after ``change``, which may also return a new workspace."""
    data = small_workspace()
    return change(data) or data


def people(data):
    return data["model"]["people"]


def systems(data):
    return data["model"]["softwareSystems"]


def lines(data):
    return people(data)[0]["relationships"]


BROKEN = {
    "id twice": (
        lambda data: systems(data)[1].update(id="1"),
        "model.softwareSystems[1].id: duplicate id '1', first used by model.people[0]",
    ),
    "id of a relationship": (
        lambda data: lines(data)[0].update(id="2"),
        "model.people[0].relationships[0].id: duplicate id '2', first used by model.softwareSystems[0]",
    ),
    "no id": (lambda data: people(data)[0].pop("id") and None, 'model.people[0]: "id" is missing or empty'),
    "no name": (lambda data: people(data)[0].update(name=" "), 'model.people[0]: "name" is missing or empty'),
    "name twice": (
        lambda data: systems(data)[0].update(name="Customer"),
        "model.softwareSystems[0].name: duplicate name 'Customer', first used by model.people[0]",
    ),
    "unknown end": (
        lambda data: lines(data)[0].update(destinationId="99"),
        "model.people[0].relationships[0].destinationId: no element has the id '99'",
    ),
    "wrong source": (
        lambda data: lines(data)[0].update(sourceId="4"),
        "model.people[0].relationships[0].sourceId: the source '4' is not the person 'Customer', "
        "which contains the relationship",
    ),
    "unknown link": (
        lambda data: lines(data)[1].update(linkedRelationshipId="77"),
        "model.people[0].relationships[1].linkedRelationshipId: no relationship has the id '77'",
    ),
    "relationship twice": (
        lambda data: lines(data).append({**lines(data)[0], "id": "50"}),
        "model.people[0].relationships[2]: duplicate relationship from the person 'Customer' "
        "to the container 'Web App' with the description 'Uses', first at model.people[0].relationships[0]",
    ),
    "view on a missing element": (
        lambda data: data["views"]["containerViews"][0]["elements"].append({"id": "98"}),
        "views.containerViews[0].elements[3].id: no element has the id '98'",
    ),
    "view on a missing relationship": (
        lambda data: data["views"]["containerViews"][0]["relationships"].append({"id": "97"}),
        "views.containerViews[0].relationships[2].id: no relationship has the id '97'",
    ),
    "view of a missing system": (
        lambda data: data["views"]["containerViews"][0].update(softwareSystemId="3"),
        "views.containerViews[0].softwareSystemId: no software system has the id '3'",
    ),
    "key twice": (
        lambda data: data["views"]["containerViews"][0].update(key="All"),
        "views.containerViews[0].key: duplicate key 'All', first used by views.systemLandscapeViews[0]",
    ),
    "step twice": (
        lambda data: data["views"]["dynamicViews"][0]["relationships"][0].update(order="1"),
        "views.dynamicViews[0].relationships[1]: duplicate step: another one has the same id and order",
    ),
    "instance of a missing container": (
        lambda data: data["model"].update(
            deploymentNodes=[{"id": "20", "name": "N", "containerInstances": [{"id": "21", "containerId": "2"}]}]
        ),
        "model.deploymentNodes[0].containerInstances[0].containerId: no container has the id '2'",
    ),
    "list for text": (
        lambda data: people(data)[0].update(tags=["a"]),
        "model.people[0].tags: expected text, got a list",
    ),
    "text for a list": (
        lambda data: data["model"].update(people="nobody"),
        "model.people: expected a list, got text",
    ),
    "item that is not an object": (
        lambda data: people(data).append(3),
        "model.people[1]: expected an object, got a number",
    ),
    "dynamic view without a key": (
        lambda data: data["views"]["dynamicViews"].insert(0, {"elements": [], "relationships": []}),
        'views.dynamicViews[0]: "key" is missing or empty',
    ),
    "properties of a view that are not an object": (
        lambda data: data["views"]["containerViews"][0].update(properties=True),
        "views.containerViews[0].properties: expected an object, got true",
    ),
    "surrogate": (
        lambda data: people(data)[0].update(description="\ud800"),
        "model.people[0].description: the character U+D800 is not allowed",
    ),
    "broken property": (
        lambda data: data.update(properties={"c4.groups": "{"}),
        'properties["c4.groups"]: invalid JSON',
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_invalid_workspace_is_rejected_with_a_json_path(write_workspace, case):
    change, message = BROKEN[case]
    assert message in faults(write_workspace(broken_workspace(change)))


def test_deployment_node_without_id_is_rejected(write_workspace):
    data = small_workspace()
    data["model"]["deploymentNodes"] = [{"id": "", "name": "N", "infrastructureNodes": [{"id": "21", "name": "DNS"}]}]
    data["views"]["deploymentViews"] = [{"key": "Live", "elements": [box("21")]}]
    assert faults(write_workspace(data)) == ['model.deploymentNodes[0]: "id" is missing or empty']


def test_faults_are_reported_together(write_workspace):
    data = small_workspace()
    for case in ("name twice", "unknown end", "view on a missing element", "key twice"):
        BROKEN[case][0](data)
    messages = faults(write_workspace(data))
    assert all(BROKEN[case][1] in messages for case in ("name twice", "unknown end", "key twice"))


def test_fault_shows_its_source_line(write_workspace):
    path = write_workspace(broken_workspace(BROKEN["unknown end"][0]))
    with pytest.raises(ModelError) as caught:
        read_workspace(path)
    fault = next(fault for fault in caught.value.faults if "99" in fault.message)
    assert fault.line == path.read_text().splitlines()[fault.position.line - 1]
    assert fault.line[fault.position.column - 1 :].startswith('"destinationId": "99"')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid JSON: expecting value"),
        ('{"model": {} "name": "x"}', "invalid JSON: expecting ',' delimiter"),
        ('{"model": NaN}', "invalid JSON: NaN is not a JSON value"),
        ('{"model": {}, "model": {}}', "duplicate key model"),
        ("[]", 'not a workspace: "model" is missing'),
        ('{"name": "x"}', 'not a workspace: "model" is missing'),
        ("[" * 100_000, "values are nested too deeply for a workspace"),
        ('{"model": {"people": [' + "9" * 5000 + "]}}", "this number has too many digits"),
    ],
)
def test_file_that_is_not_a_workspace_is_rejected(write_workspace, text, message):
    assert any(entry.endswith(message.removeprefix("model: ")) for entry in faults(write_workspace(text)))


def test_file_that_cannot_be_read_is_rejected(tmp_path):
    assert faults(tmp_path / "none.json") == ["cannot read this file: no such file or directory"]
    (tmp_path / "w.json").write_bytes(b'{"name": "\xff"}')
    assert faults(tmp_path / "w.json") == ["not UTF-8: byte 10 is 0xFF"]


def test_stored_name_must_begin_with_the_name_of_the_parent(write_workspace):
    data = small_workspace()
    systems(data)[0]["containers"][0]["properties"] = {"c4.name": "elsewhere.web"}
    assert any("'elsewhere.web'" in message for message in faults(write_workspace(data)))


# --- Real workspaces ---


@pytest.mark.parametrize(
    ("name", "elements", "flows", "views"), [("big-bank-plc", 18, 26, 7), ("amazon-web-services", 3, 1, 1)]
)
def test_real_workspaces_are_read(shared_data, name, elements, flows, views):
    workspace = read_workspace(shared_data / "structurizr" / f"{name}.json")
    counts = len(workspace.model.elements), len(workspace.model.flows), len(workspace.views)
    assert counts == (elements, flows, views)
