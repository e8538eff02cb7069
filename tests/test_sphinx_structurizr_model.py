"""A Structurizr workspace as the model of a site, and its views by their keys."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from docutils import nodes
from project_writer import Project
from search_index import normalize_search_index
from sphinx.errors import ConfigError
from structurizr_rules import check, views
from structurizr_workspaces import box, small_workspace

from sphinxcontrib_c4.sphinx.nodes import c4_diagram

UNMAPPED = "[c4.unmapped]"


def sample_with_deployment():
    """Return the sample with a deployment view, and with a second landscape of fewer elements."""
    workspace = small_workspace()
    workspace["model"]["deploymentNodes"] = [
        {
            "id": "20",
            "name": "Cloud",
            "environment": "Live",
            "containerInstances": [{"id": "22", "containerId": "3", "instanceId": 1, "environment": "Live"}],
            "infrastructureNodes": [{"id": "23", "name": "DNS", "environment": "Live"}],
        },
    ]
    workspace["views"]["deploymentViews"] = [
        {"key": "Live", "environment": "Live", "elements": [box(n) for n in ("20", "22", "23")]}
    ]
    workspace["views"]["systemLandscapeViews"].append({"key": "Less", "elements": [box("1"), box("2")]})
    return workspace


@pytest.fixture
def write_project(tmp_path):
    def write(workspace, pages, **conf):
        values = {"c4_model": "workspace.json", "show_warning_types": True}
        project = Project(tmp_path / "project").write(pages, model=None, **values, **conf)
        write_workspace(project, workspace)
        return project

    return write


def write_workspace(project, workspace):
    project.edit("workspace.json", json.dumps(workspace, indent=2))


def page(*keys, title="Bank"):
    return f"{title}\n{'=' * len(title)}\n\n" + "".join(f".. c4-view:: {key}\n\n" for key in keys)


def drawings(site, docname="index"):
    """Return the view, the elements and the steps of each drawing on a page."""
    result = []
    for part in site.html(docname).split("<svg")[1:]:
        root = ET.fromstring("<svg" + part.partition("</svg>")[0] + "</svg>")
        boxes = {node.get("data-c4-id") for node in root.iter() if "c4-element" in node.get("class", "")}
        steps = [node.get("data-c4-step") for node in root.iter() if node.get("data-c4-step")]
        result.append((root.get("data-c4-view"), boxes, steps))
    return result


def test_views_are_drawn_by_their_keys(write_project):
    with write_project(small_workspace(), {"index.rst": page("All", "Parts", "Sign-In")}).build() as site:
        assert site.warnings == []
        assert drawings(site) == [
            ("landscape:bank", {"customer", "banking", "e-mail"}, []),
            ("container:banking", {"customer", "banking.web-app", "e-mail"}, []),
            ("dynamic:banking.sign-in", {"customer", "banking.web-app"}, ["1", "2"]),
        ]


def test_deployment_view_is_drawn_with_nodes_and_instances(write_project):
    with write_project(sample_with_deployment(), {"index.rst": page("Live") + ":c4:view:`Live`\n"}).build() as site:
        assert site.warnings == []
        ((_, boxes, _),) = drawings(site)
        assert boxes == {"live/cloud/dns", "live/cloud/banking.web-app#1"}
        (reference,) = site.resolved_doctree().findall(nodes.reference)
        assert reference["refid"] == "c4-view-Live"


def test_views_of_one_subject_have_separate_targets(write_project):
    with write_project(
        sample_with_deployment(), {"index.rst": page("All", "Less") + ":c4:view:`Less` :c4:view:`All`\n"}
    ).build() as site:
        assert site.warnings == []
        assert [boxes for _, boxes, _ in drawings(site)] == [
            {"customer", "banking", "e-mail"},
            {"customer", "banking"},
        ]
        assert [figure["ids"] for figure in site.doctree().findall(nodes.figure)] == [["c4-view-All"], ["c4-view-Less"]]
        links = [
            reference["refid"] for reference in site.resolved_doctree().findall(nodes.reference) if "refid" in reference
        ]
        assert links[-2:] == ["c4-view-Less", "c4-view-All"]
        ids = [part.partition('"')[0] for part in site.html().split(' id="')[1:]]
        assert len(ids) == len(set(ids))


def test_boxes_lead_to_the_views_of_the_workspace(write_project):
    with write_project(
        small_workspace(), {"index.rst": page("All"), "inside.rst": page("Parts", title="Inside")}
    ).build() as site:
        assert 'href="inside.html#c4-view-Parts"' in site.html()


def test_view_has_the_options_of_all_diagrams(write_project):
    options = "   :caption: The *bank*\n   :alt: A bank.\n   :align: left\n   :class: wide\n   :name: bank\n"
    options += "   :direction: down\n   :no-index:\n"
    with write_project(small_workspace(), {"index.rst": page("All").rstrip() + "\n" + options}).build() as site:
        assert site.warnings == []
        (figure,) = site.doctree().findall(nodes.figure)
        assert figure["classes"] == ["c4-figure", "wide"]
        assert (figure["align"], figure["names"]) == ("left", ["bank"])
        assert figure.next_node(nodes.caption).astext() == "The bank"
        assert figure.next_node(c4_diagram)["label"] == "A bank."
        assert not any(kind == "view" for kind, _ in site.app.env.get_domain("c4").objects.best)


def test_direction_option_changes_the_drawing(write_project):
    pages = {"index.rst": page("All"), "down.rst": page("All\n   :direction: down", title="Down")}
    with write_project(small_workspace(), pages).build() as site:
        assert site.html().partition("<svg")[2] != site.html("down").partition("<svg")[2]


def test_unknown_key_is_reported_with_the_nearest_one(write_project):
    with write_project(small_workspace(), {"index.rst": page("Prats")}).build() as site:
        assert site.warnings == [
            "index.rst:4: WARNING: c4-view: there is no view 'Prats'; did you mean 'Parts'? [c4.reference]"
        ]
        assert "c4-view Prats cannot be shown." in site.doctree().astext()


def test_generated_views_are_found_by_name_and_by_key(tmp_path):
    pages = {"index.rst": page("container:shop", "container-shop", "flow", "dynamic:purchase", "landscape:")}
    with Project(tmp_path / "project").write(pages).build() as site:
        assert [name for name, _, _ in drawings(site)] == [
            "container:shop",
            "container:shop",
            "dynamic:shop.purchase",
            "landscape:landscape",
        ]
        (warning,) = site.warnings
        assert "there is no view 'flow'" in warning


def test_short_name_is_not_a_key_but_the_warning_suggests_a_view(tmp_path):
    with Project(tmp_path / "project").write({"index.rst": page("web")}).build() as site:
        assert "write 'component:shop.web'" in site.warnings[0]


def test_other_directives_use_the_model_of_a_workspace(write_project):
    text = (
        "Bank\n====\n\n.. c4-container:: banking\n\n.. c4-flow::\n\n.. c4-elements:: banking\n\n.. c4-legend:: Parts\n"
    )
    with write_project(small_workspace(), {"index.rst": text}).build() as site:
        assert site.warnings == []
        assert [name for name, _, _ in drawings(site)][:2] == ["container:banking", "dynamic:banking.sign-in"]


def test_legend_lists_the_symbols_of_the_views_on_the_page(write_project):
    with write_project(small_workspace(), {"index.rst": page("Parts") + ".. c4-legend::\n"}).build() as site:
        (legend,) = site.doctree().findall(nodes.definition_list)
        assert "Database" in legend.astext()


@pytest.mark.parametrize("builder", ["text", "man", "latex", "epub", "texinfo", "gettext", "xml"])
def test_every_builder_writes_views_without_a_warning(write_project, builder):
    project = write_project(
        sample_with_deployment(), {"index.rst": page("All", "Sign-In", "Live")}, copyright="Us", version="1"
    )
    with project.build(builder) as site:
        assert site.warnings == []


# --- Errors and unmapped items ---


def build_error(project):
    """Return the message of the error that ends a build."""
    with pytest.raises(ConfigError) as caught, project.build():
        pass
    return str(caught.value)


def test_invalid_workspace_stops_the_build_with_json_paths(write_project):
    workspace = small_workspace()
    workspace["model"]["people"][0]["relationships"][0]["destinationId"] = "99"
    workspace["views"]["containerViews"][0]["elements"].append(box("98"))
    message = build_error(write_project(workspace, {"index.rst": page("All")}))
    assert "c4_model = 'workspace.json'" in message
    assert "model.people[0].relationships[0].destinationId: no element has the id '99'" in message
    assert "views.containerViews[0].elements[3].id: no element has the id '98'" in message
    assert message.count("workspace.json:") >= 2


def test_file_that_is_not_a_workspace_stops_the_build(write_project):
    project = write_project(small_workspace(), {"index.rst": page("All")})
    project.edit("workspace.json", "{")
    assert "invalid JSON" in build_error(project)
    project.edit("workspace.json", "[]")
    assert "not a workspace" in build_error(project)


def sample_with_unmapped_items():
    workspace = small_workspace()
    workspace["model"]["customElements"] = [{"id": "30", "name": "Robot"}]
    workspace["model"]["people"][0]["code"] = [{"name": "Main"}]
    return workspace


def test_unmapped_items_are_reported_with_their_positions(write_project):
    with write_project(sample_with_unmapped_items(), {"index.rst": page("All")}).build() as site:
        lines = (site.app.srcdir / "workspace.json").read_text("utf-8").splitlines()
        robot = next(number for number, line in enumerate(lines, 1) if '"Robot"' in line) - 2
        code = next(number for number, line in enumerate(lines, 1) if '"code"' in line)
        assert site.warnings == [
            f"workspace.json:{position}: WARNING: not imported from the workspace: {item} {UNMAPPED}"
            for position, item in (
                (f"{code}:9", _CODE),
                (f"{robot}:7", "custom element 'Robot', at model.customElements[0]"),
            )
        ]


_CODE = "'code' of a person, at model.people[0].code"


def test_unmapped_items_are_reported_only_if_a_page_or_the_workspace_is_read(write_project):
    project = write_project(sample_with_unmapped_items(), {"index.rst": page("All")})
    with project.build() as site:
        assert len(site.warnings) == 2
    with project.build() as site:
        assert site.warnings == []
    project.edit("index.rst", page("Parts"))
    with project.build() as site:
        assert len(site.warnings) == 2
    workspace = sample_with_unmapped_items()
    workspace["model"]["customElements"].append({"id": "31", "name": "Drone"})
    write_workspace(project, workspace)
    with project.build() as site:
        assert (len(site.warnings), site.documents_read) == (3, frozenset())


def test_workspace_without_unmapped_items_builds_without_a_warning(write_project):
    workspace = small_workspace()
    for system in workspace["model"]["softwareSystems"]:
        system["properties"] = {"structurizr.dsl.identifier": "x"}
    workspace["views"]["configuration"].setdefault("styles", {})["elements"] = [{"tag": "VIP", "background": "#ff0000"}]
    workspace["views"]["configuration"] |= {"lastSavedView": "All", "themes": ["https://example.org/theme"]}
    with write_project(workspace, {"index.rst": page("All", "Parts")}).build() as site:
        assert site.warnings == []
        assert "presentation in the workspace without effect: styles, themes" in site.app.status.getvalue()


def test_warnings_of_unmapped_items_can_be_suppressed(write_project):
    with write_project(
        sample_with_unmapped_items(), {"index.rst": page("All")}, suppress_warnings=["c4.unmapped"]
    ).build() as site:
        assert site.warnings == []


# --- Incremental builds ---

SITE = {
    "index.rst": page("All") + ".. toctree::\n   :glob:\n\n   *\n",
    "parts.rst": page("Parts", title="Parts"),
    "story.rst": page("Sign-In", title="Story"),
    "live.rst": page("Live", title="Live"),
    "words.rst": "Words\n=====\n\nNothing of ours.\n",
    "more.rst": page("Less", title="More"),
    "own.rst": "Own\n===\n\n.. c4-container:: banking\n",
}


def _move_box(workspace):
    workspace["views"]["containerViews"][0]["elements"][0] |= {"x": 500, "y": 500}


def _change_label(workspace):
    workspace["model"]["softwareSystems"][0]["containers"][0]["relationships"][0]["description"] = "Writes to"


def _remove_box(workspace):
    del workspace["views"]["systemLandscapeViews"][0]["elements"][2]


def _reorder_views(workspace):
    workspace["views"]["systemLandscapeViews"].reverse()


def _change_step(workspace):
    workspace["views"]["dynamicViews"][0]["relationships"][1]["description"] = "Log in"


def _remove_deployment_views(workspace):
    del workspace["views"]["deploymentViews"]


@pytest.mark.parametrize(
    ("change", "documents"),
    [
        (_move_box, set()),
        (_change_label, {"parts", "own"}),
        (_remove_box, {"index"}),
        (_reorder_views, set()),
        (_change_step, {"story"}),
        (_remove_deployment_views, {"live"}),
    ],
)
def test_exactly_the_pages_that_show_a_change_are_read_again(write_project, change, documents):
    project = write_project(sample_with_deployment(), SITE)
    with project.build():
        pass
    workspace = sample_with_deployment()
    change(workspace)
    write_workspace(project, workspace)
    with project.build() as site:
        assert site.documents_read == documents
        files = normalize_search_index(site.files())
    with project.build(output="clean", fresh=True) as site:
        assert files == normalize_search_index(site.files())
    write_workspace(project, sample_with_deployment())
    with project.build() as site:
        assert site.documents_read == documents
        assert site.warnings == []


def test_parallel_build_equals_a_serial_build(write_project):
    project = write_project(
        sample_with_unmapped_items() | {"views": sample_with_deployment()["views"]},
        {**SITE, "live.rst": page("Parts", title="Live")},
    )
    workspace = sample_with_deployment()
    workspace["model"]["customElements"] = [{"id": "30", "name": "Robot"}]
    write_workspace(project, workspace)
    with project.build(output="serial") as site:
        files, warnings = site.files(), site.warnings
    with project.build(output="parallel", parallel=4) as site:
        assert site.files() == files
        assert site.warnings == warnings
        assert len(warnings) == 1


def test_exported_workspace_keeps_the_views_of_its_author(write_project):
    workspace = sample_with_deployment()
    for number, item in enumerate(workspace["views"]["containerViews"][0]["elements"], 1):
        item |= {"x": 700 * number, "y": 500 * number}
    conf = {"c4_structurizr_export": "out.json", "c4_structurizr_merge": "workspace.json"}
    with write_project(workspace, {"index.rst": page("Parts", "Less", "Live")}, **conf).build() as site:
        assert site.warnings == []
        export = json.loads((site.app.outdir / "out.json").read_text("utf-8"))
        check(export)
        assert {"All", "Less", "Parts", "Sign-In"} <= views(export).keys()
        assert [item["x"] for item in views(export)["Parts"]["elements"]] == [700, 1400, 2100]
        overview = export["documentation"]["sections"][0]["content"]
        assert [part.partition(")")[0] for part in overview.split("embed:")[1:]] == ["Parts", "Less", "Live"]


@pytest.mark.parametrize("name", ["big-bank-plc", "amazon-web-services"])
def test_every_view_of_a_real_workspace_is_drawn(shared_data, write_project, name):
    workspace = json.loads((shared_data / "structurizr" / f"{name}.json").read_text("utf-8"))
    keys = [
        view["key"]
        for kind, views in workspace["views"].items()
        if kind.endswith("Views") and kind not in ("imageViews", "filteredViews")
        for view in views
    ]
    with write_project(workspace, {"index.rst": page(*keys)}).build() as site:
        assert len(drawings(site)) == len(keys)
        assert all(warning.endswith(UNMAPPED) for warning in site.warnings)


def test_perspectives_of_an_element_are_in_its_entry(write_project):
    workspace = small_workspace()
    workspace["model"]["people"][0]["perspectives"] = [
        {"name": "Security", "value": "High", "description": "Holds <secrets>", "url": "https://example.org/s"},
        {"name": "Risk", "url": "javascript:alert(1)"},
    ]
    name = workspace["model"]["people"][0]["name"].lower()
    with write_project(workspace, {"index.rst": f"T\n=\n\n.. c4-element:: {name}\n"}).build() as site:
        html = site.html()
        assert "Security (perspective)" in html
        assert 'href="https://example.org/s">High: Holds &lt;secrets&gt;</a>' in html
        assert "javascript" not in html
