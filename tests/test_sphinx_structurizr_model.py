"""A workspace of Structurizr as the model of a documentation, and its views by their keys."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from docutils import nodes
from project_writer import Project
from sphinx.errors import ConfigError
from structurizr_rules import check, views
from test_sphinx_oracle import _settled as settled
from test_structurizr_reading import box, small

from sphinxcontrib_c4.sphinx.nodes import c4_diagram

UNMAPPED = "[c4.unmapped]"


def deployed():
    """The sample with a deployment view, and with a second landscape that shows less."""
    of = small()
    of["model"]["deploymentNodes"] = [
        {
            "id": "20",
            "name": "Cloud",
            "environment": "Live",
            "containerInstances": [{"id": "22", "containerId": "3", "instanceId": 1, "environment": "Live"}],
            "infrastructureNodes": [{"id": "23", "name": "DNS", "environment": "Live"}],
        },
    ]
    of["views"]["deploymentViews"] = [
        {"key": "Live", "environment": "Live", "elements": [box(n) for n in ("20", "22", "23")]}
    ]
    of["views"]["systemLandscapeViews"].append({"key": "Less", "elements": [box("1"), box("2")]})
    return of


@pytest.fixture
def project(tmp_path):
    def write(workspace, pages, **conf):
        values = {"c4_model": "workspace.json", "show_warning_types": True}
        made = Project(tmp_path / "project").write(pages, model=None, **values, **conf)
        give(made, workspace)
        return made

    return write


def give(project, workspace):
    project.edit("workspace.json", json.dumps(workspace, indent=2))


def page(*keys, title="Bank"):
    return f"{title}\n{'=' * len(title)}\n\n" + "".join(f".. c4-view:: {key}\n\n" for key in keys)


def drawings(site, docname="index"):
    """The drawings of a page: the names of their views, the elements in them and their steps."""
    found = []
    for part in site.html(docname).split("<svg")[1:]:
        root = ET.fromstring("<svg" + part.partition("</svg>")[0] + "</svg>")
        boxes = {each.get("data-c4-id") for each in root.iter() if "c4-element" in each.get("class", "")}
        steps = [each.get("data-c4-step") for each in root.iter() if each.get("data-c4-step")]
        found.append((root.get("data-c4-view"), boxes, steps))
    return found


def test_views_are_drawn_by_their_keys(project):
    with project(small(), {"index.rst": page("All", "Parts", "Sign-In")}).build() as site:
        assert site.warnings == []
        assert drawings(site) == [
            ("landscape:bank", {"customer", "banking", "e-mail"}, []),
            ("container:banking", {"customer", "banking.web-app", "e-mail"}, []),
            ("dynamic:banking.sign-in", {"customer", "banking.web-app"}, ["1", "2"]),
        ]


def test_a_deployment_view_is_drawn_though_its_boxes_are_in_no_model(project):
    with project(deployed(), {"index.rst": page("Live") + ":c4:view:`Live`\n"}).build() as site:
        assert site.warnings == []
        ((_, boxes, _),) = drawings(site)
        assert boxes == {"live/cloud/dns", "live/cloud/banking.web-app#1"}
        (reference,) = site.resolved_doctree().findall(nodes.reference)
        assert reference["refid"] == "c4-view-Live"


def test_views_of_one_subject_are_reported_apart_by_their_keys(project):
    with project(deployed(), {"index.rst": page("All", "Less") + ":c4:view:`Less` :c4:view:`All`\n"}).build() as site:
        assert site.warnings == []
        assert [boxes for _, boxes, _ in drawings(site)] == [
            {"customer", "banking", "e-mail"},
            {"customer", "banking"},
        ]
        assert [each["ids"] for each in site.doctree().findall(nodes.figure)] == [["c4-view-All"], ["c4-view-Less"]]
        links = [
            reference["refid"] for reference in site.resolved_doctree().findall(nodes.reference) if "refid" in reference
        ]
        assert links[-2:] == ["c4-view-Less", "c4-view-All"]
        ids = [part.partition('"')[0] for part in site.html().split(' id="')[1:]]
        assert len(ids) == len(set(ids))


def test_boxes_lead_to_the_views_of_the_workspace(project):
    with project(small(), {"index.rst": page("All"), "inside.rst": page("Parts", title="Inside")}).build() as site:
        assert 'href="inside.html#c4-view-Parts"' in site.html()


def test_a_view_has_the_options_of_all_diagrams(project):
    options = "   :caption: The *bank*\n   :alt: A bank.\n   :align: left\n   :class: wide\n   :name: bank\n"
    options += "   :direction: down\n   :no-index:\n"
    with project(small(), {"index.rst": page("All").rstrip() + "\n" + options}).build() as site:
        assert site.warnings == []
        (figure,) = site.doctree().findall(nodes.figure)
        assert figure["classes"] == ["c4-figure", "wide"]
        assert (figure["align"], figure["names"]) == ("left", ["bank"])
        assert figure.next_node(nodes.caption).astext() == "The bank"
        assert figure.next_node(c4_diagram)["label"] == "A bank."
        assert not any(kind == "view" for kind, _ in site.app.env.get_domain("c4").objects.best)


def test_directions_differ(project):
    pages = {"index.rst": page("All"), "down.rst": page("All\n   :direction: down", title="Down")}
    with project(small(), pages).build() as site:
        assert site.html().partition("<svg")[2] != site.html("down").partition("<svg")[2]


def test_an_unknown_key_is_reported_with_the_nearest_one(project):
    with project(small(), {"index.rst": page("Prats")}).build() as site:
        assert site.warnings == [
            "index.rst:4: WARNING: c4-view: there is no view 'Prats'; did you mean 'Parts'? [c4.reference]"
        ]
        assert "c4-view Prats cannot be shown." in site.doctree().astext()


def test_views_that_a_model_makes_itself_go_by_name_and_by_key(tmp_path):
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


def test_a_short_name_is_not_a_key_but_tells_which_view_is_meant(tmp_path):
    with Project(tmp_path / "project").write({"index.rst": page("web")}).build() as site:
        assert "write 'component:shop.web'" in site.warnings[0]


def test_the_other_directives_take_the_model_of_a_workspace(project):
    text = (
        "Bank\n====\n\n.. c4-container:: banking\n\n.. c4-flow::\n\n.. c4-elements:: banking\n\n.. c4-legend:: Parts\n"
    )
    with project(small(), {"index.rst": text}).build() as site:
        assert site.warnings == []
        assert [name for name, _, _ in drawings(site)][:2] == ["container:banking", "dynamic:banking.sign-in"]


def test_a_legend_of_the_page_holds_what_its_views_use(project):
    with project(small(), {"index.rst": page("Parts") + ".. c4-legend::\n"}).build() as site:
        (legend,) = site.doctree().findall(nodes.definition_list)
        assert "Database" in legend.astext()


@pytest.mark.parametrize("builder", ["text", "man", "latex", "epub", "texinfo", "gettext", "xml"])
def test_every_builder_has_something_for_a_view(project, builder):
    made = project(deployed(), {"index.rst": page("All", "Sign-In", "Live")}, copyright="Us", version="1")
    with made.build(builder) as site:
        assert site.warnings == []


# --- What is wrong with a workspace ---


def refused(project):
    with pytest.raises(ConfigError) as caught, project.build():
        pass
    return str(caught.value)


def test_a_broken_workspace_ends_the_build_with_paths_into_it(project):
    of = small()
    of["model"]["people"][0]["relationships"][0]["destinationId"] = "99"
    of["views"]["containerViews"][0]["elements"].append(box("98"))
    message = refused(project(of, {"index.rst": page("All")}))
    assert "c4_model = 'workspace.json'" in message
    assert "model.people[0].relationships[0].destinationId: no element has the id '99'" in message
    assert "views.containerViews[0].elements[3].id: no element has the id '98'" in message
    assert message.count("workspace.json:") >= 2


def test_what_is_not_a_workspace_ends_the_build(project):
    made = project(small(), {"index.rst": page("All")})
    made.edit("workspace.json", "{")
    assert "invalid JSON" in refused(made)
    made.edit("workspace.json", "[]")
    assert "not a workspace" in refused(made)


def leaving():
    of = small()
    of["model"]["customElements"] = [{"id": "30", "name": "Robot"}]
    of["model"]["people"][0]["code"] = [{"name": "Main"}]
    return of


def test_what_is_not_taken_over_is_reported_with_its_location(project):
    with project(leaving(), {"index.rst": page("All")}).build() as site:
        lines = (site.app.srcdir / "workspace.json").read_text("utf-8").splitlines()
        robot = next(number for number, line in enumerate(lines, 1) if '"Robot"' in line) - 2
        code = next(number for number, line in enumerate(lines, 1) if '"code"' in line)
        assert site.warnings == [
            f"workspace.json:{number}: WARNING: not imported from the workspace: {what} {UNMAPPED}"
            for number, what in (
                (f"{code}:9", _CODE),
                (f"{robot}:7", "custom element 'Robot', at model.customElements[0]"),
            )
        ]


_CODE = "'code' of a person, at model.people[0].code"


def test_it_is_reported_whenever_a_page_or_the_workspace_is_read_and_not_otherwise(project):
    made = project(leaving(), {"index.rst": page("All")})
    with made.build() as site:
        assert len(site.warnings) == 2
    with made.build() as site:
        assert site.warnings == []
    made.edit("index.rst", page("Parts"))
    with made.build() as site:
        assert len(site.warnings) == 2
    of = leaving()
    of["model"]["customElements"].append({"id": "31", "name": "Drone"})
    give(made, of)
    with made.build() as site:
        assert (len(site.warnings), site.documents_read) == (3, frozenset())


def test_a_workspace_without_loss_is_built_without_a_warning(project):
    workspace = small()
    for system in workspace["model"]["softwareSystems"]:
        system["properties"] = {"structurizr.dsl.identifier": "x"}
    workspace["views"]["configuration"].setdefault("styles", {})["elements"] = [{"tag": "VIP", "background": "#ff0000"}]
    workspace["views"]["configuration"] |= {"lastSavedView": "All", "themes": ["https://example.org/theme"]}
    with project(workspace, {"index.rst": page("All", "Parts")}).build() as site:
        assert site.warnings == []
        assert "presentation in the workspace without effect: styles, themes" in site.app.status.getvalue()


def test_it_can_be_switched_off(project):
    with project(leaving(), {"index.rst": page("All")}, suppress_warnings=["c4.unmapped"]).build() as site:
        assert site.warnings == []


# --- Builds after builds ---

SITE = {
    "index.rst": page("All") + ".. toctree::\n   :glob:\n\n   *\n",
    "parts.rst": page("Parts", title="Parts"),
    "story.rst": page("Sign-In", title="Story"),
    "live.rst": page("Live", title="Live"),
    "words.rst": "Words\n=====\n\nNothing of ours.\n",
    "more.rst": page("Less", title="More"),
    "own.rst": "Own\n===\n\n.. c4-container:: banking\n",
}


def _moved(of):
    of["views"]["containerViews"][0]["elements"][0] |= {"x": 500, "y": 500}


def _relabelled(of):
    of["model"]["softwareSystems"][0]["containers"][0]["relationships"][0]["description"] = "Writes to"


def _left_out(of):
    del of["views"]["systemLandscapeViews"][0]["elements"][2]


def _reordered(of):
    of["views"]["systemLandscapeViews"].reverse()


def _retold(of):
    of["views"]["dynamicViews"][0]["relationships"][1]["description"] = "Log in"


def _without(of):
    del of["views"]["deploymentViews"]


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (_moved, set()),
        (_relabelled, {"parts", "own"}),
        (_left_out, {"index"}),
        (_reordered, set()),
        (_retold, {"story"}),
        (_without, {"live"}),
    ],
)
def test_exactly_the_pages_that_show_a_change_are_read_again(project, change, read):
    made = project(deployed(), SITE)
    with made.build():
        pass
    of = deployed()
    change(of)
    give(made, of)
    with made.build() as site:
        assert site.documents_read == read
        files = settled(site.files())
    with made.build(output="clean", fresh=True) as site:
        assert files == settled(site.files())
    give(made, deployed())
    with made.build() as site:
        assert site.documents_read == read
        assert site.warnings == []


def test_pages_read_side_by_side_are_the_same(project):
    made = project(leaving() | {"views": deployed()["views"]}, {**SITE, "live.rst": page("Parts", title="Live")})
    of = deployed()
    of["model"]["customElements"] = [{"id": "30", "name": "Robot"}]
    give(made, of)
    with made.build(output="serial") as site:
        serial, told = site.files(), site.warnings
    with made.build(output="parallel", parallel=4) as site:
        assert site.files() == serial
        assert site.warnings == told
        assert len(told) == 1


def test_a_workspace_beside_the_pages_has_the_views_of_its_author(project):
    of = deployed()
    for number, each in enumerate(of["views"]["containerViews"][0]["elements"], 1):
        each |= {"x": 700 * number, "y": 500 * number}
    conf = {"c4_structurizr_export": "out.json", "c4_structurizr_merge": "workspace.json"}
    with project(of, {"index.rst": page("Parts", "Less", "Live")}, **conf).build() as site:
        assert site.warnings == []
        made = json.loads((site.app.outdir / "out.json").read_text("utf-8"))
        check(made)
        assert {"All", "Less", "Parts", "Sign-In"} <= views(made).keys()
        assert [each["x"] for each in views(made)["Parts"]["elements"]] == [700, 1400, 2100]
        overview = made["documentation"]["sections"][0]["content"]
        assert [part.partition(")")[0] for part in overview.split("embed:")[1:]] == ["Parts", "Less", "Live"]


@pytest.mark.parametrize("name", ["big-bank-plc", "amazon-web-services"])
def test_every_view_of_a_real_workspace_is_drawn(shared_data, project, name):
    of = json.loads((shared_data / "structurizr" / f"{name}.json").read_text("utf-8"))
    keys = [
        view["key"]
        for kind, views in of["views"].items()
        if kind.endswith("Views") and kind not in ("imageViews", "filteredViews")
        for view in views
    ]
    with project(of, {"index.rst": page(*keys)}).build() as site:
        assert len(drawings(site)) == len(keys)
        assert all(warning.endswith(UNMAPPED) for warning in site.warnings)


def test_perspectives_of_an_element_are_in_its_entry(project):
    of = small()
    of["model"]["people"][0]["perspectives"] = [
        {"name": "Security", "value": "High", "description": "Holds <secrets>", "url": "https://example.org/s"},
        {"name": "Risk", "url": "javascript:alert(1)"},
    ]
    name = of["model"]["people"][0]["name"].lower()
    with project(of, {"index.rst": f"T\n=\n\n.. c4-element:: {name}\n"}).build() as site:
        html = site.html()
        assert "Security (perspective)" in html
        assert 'href="https://example.org/s">High: Holds &lt;secrets&gt;</a>' in html
        assert "javascript" not in html
