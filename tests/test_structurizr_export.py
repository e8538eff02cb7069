"""Exported workspaces have the content and the form that Structurizr reads, keeps and draws well."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest
from models import external, flow, model, part, person, scenario, system
from structurizr_model import BUY, FLOWS, SHOP, WORLD
from structurizr_rules import check, elements, rects, relationships, style, views

from sphinxcontrib_c4.layout import LayoutFault, Rect, lay_out
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.structurizr import (
    LayoutError,
    Section,
    build_workspace,
    merge_positions,
    save_workspace,
    workspace_to_json,
)


def elements_by_name(document):
    return {element["properties"]["c4.name"]: element for element in elements(document).values()}


def view_lines(document, key):
    """Return the lines of a view as ``source > target: label``, by the names of elements."""
    names = {element["id"]: element["properties"]["c4.name"] for element in elements(document).values()}
    result = []
    for line in views(document)[key]["relationships"]:
        data = relationships(document)[line["id"]]
        ends = [names[data["sourceId"]], names[data["destinationId"]]]
        source, target = reversed(ends) if line.get("response") else ends
        result.append(f"{source} > {target}: {line.get('description', data['description'])}")
    return result


@pytest.fixture(scope="module")
def document():
    return build_workspace(WORLD)


def test_export_follows_the_rules_of_structurizr(document):
    check(document)


def test_export_has_name_description_and_documentation_even_if_empty():
    document = build_workspace(model([system("s")]))
    assert (document["name"], document["description"], document["documentation"]) == ("World", "", {})


def test_element_names_get_ids_as_suffixes_if_not_unique():
    document = build_workspace(
        model([person("p", title="X"), system("s", title="X"), part("s.a", title="X"), part("s.b", title="X")])
    )
    assert [element["name"] for element in elements(document).values()] == ["X (p)", "X (s)", "X (a)", "X (b)"]
    check(document)


def test_relationship_descriptions_get_modes_as_suffixes_if_not_unique():
    flows = [
        flow("s -> t: call", name="1"),
        flow("s -> t: call", name="2", protocol="HTTPS"),
        flow("s ~> t: call", name="3"),
        flow("s ~> t: call", name="4"),
    ]
    document = build_workspace(model([system("s"), system("t")], flows))
    assert [r["description"] for r in relationships(document).values()] == [
        "call",
        "call (HTTPS)",
        "call (asynchronous)",
        "call (asynchronous) (2)",
    ]
    check(document)


def test_relationships_lifted_by_a_view_are_linked_to_their_flow(document):
    names = elements_by_name(document)
    save = next(r for r in names["shop.web.cart"]["relationships"] if r["description"] == "save")
    lifted = next(r for r in names["shop.web"]["relationships"] if r["description"] == "save")
    assert lifted["linkedRelationshipId"] == save["id"]
    assert lifted["properties"] == {"c4.derived": "shop.save"}
    assert "shop.web > shop.db: save" in view_lines(document, "container-shop")


def test_flow_properties_hold_all_fields(document):
    buy = elements_by_name(document)["customer"]["relationships"][0]
    assert (buy["description"], buy["technology"], buy["interactionStyle"]) == ("buy", "HTTPS", "Synchronous")
    assert buy["properties"] == {"c4.name": "shop.buy", "data": "orders", "trigger": "click", "protocol": "HTTPS"}


def test_modes_become_interaction_styles_tags_and_line_styles(document):
    lines = {r["description"]: r for r in relationships(document).values()}
    assert lines["publish"]["interactionStyle"] == "Asynchronous"
    assert "interactionStyle" not in lines["page"]
    line_styles = {
        name: style(document, line["tags"], "relationships", "Light")["style"] for name, line in lines.items()
    }
    assert (line_styles["buy"], line_styles["publish"], line_styles["page"]) == ("Solid", "Dashed", "Dotted")
    assert style(document, lines["buy"]["tags"], "relationships", "Light")["dashed"] is False


def test_tags_are_one_text_without_commas_in_a_tag(document):
    web = elements_by_name(document)["shop.web"]
    assert web["tags"] == "Element,Container,pii,a;b"
    assert json.loads(web["properties"]["c4.tags"]) == ["pii", "a,b"]


def test_tags_with_a_style_are_not_written_for_an_author():
    document = build_workspace(model([system("s", tags=("External", "Database"))]))
    assert elements_by_name(document)["s"]["tags"] == "Element,Software System"


def test_shapes_depend_on_tags(document):
    shapes = {
        name: style(document, e["tags"], "elements", "Dark")["shape"] for name, e in elements_by_name(document).items()
    }
    assert (shapes["customer"], shapes["shop.db"], shapes["shop.bus"], shapes["shop"]) == (
        "Person",
        "Cylinder",
        "Pipe",
        "RoundedBox",
    )


def test_styles_have_different_dark_and_light_colours(document):
    for element in elements(document).values():
        light, dark = (style(document, element["tags"], "elements", scheme) for scheme in ("Light", "Dark"))
        assert light["background"] != dark["background"]


def test_external_systems_have_a_tag_and_a_location(document):
    assert "External" in elements_by_name(document)["mailer"]["tags"].split(",")
    assert [elements_by_name(document)[name]["location"] for name in ("shop", "mailer")] == ["Internal", "External"]


def test_location_is_unspecified_in_groups_with_both_locations():
    data = model([system("s"), external("t"), external("u")], groups={"G": ("s", "t")})
    assert {name: e["location"] for name, e in elements_by_name(build_workspace(data)).items()} == {
        "s": "Unspecified",
        "t": "Unspecified",
        "u": "External",
    }


@pytest.mark.parametrize(
    "address", ["guide.html", "#anchor", "ftp://x.org", "javascript:alert(1)", "https://", "http://a:b"]
)
def test_urls_that_structurizr_refuses_become_properties(address):
    shop = elements_by_name(build_workspace(model([system("s", url=address)])))["s"]
    assert "url" not in shop
    assert shop["properties"]["c4.url"] == address


def test_urls_are_percent_encoded():
    shop = elements_by_name(build_workspace(model([system("s", url="https://x.org/a b/{c}")])))["s"]
    assert shop["url"] == "https://x.org/a%20b/%7Bc%7D"


def test_urls_of_elements_are_their_pages_if_the_site_is_known():
    data = model([system("s", url="https://own.org"), system("t", url="https://own.org/t")])
    document = build_workspace(data, base_url="https://docs.org/en/", urls={"s": "systems.html#s"})
    assert {name: e["url"] for name, e in elements_by_name(document).items()} == {
        "s": "https://docs.org/en/systems.html#s",
        "t": "https://own.org/t",
    }


@pytest.mark.parametrize("address", ["docs", "/docs", "ftp://x.org/", "https:///x"])
def test_base_url_must_be_absolute(address):
    with pytest.raises(ValueError, match="is not an absolute"):
        build_workspace(WORLD, base_url=address)


def test_view_keys_depend_on_names_alone(document):
    assert list(views(document)) == [
        "landscape-world",
        "context-shop",
        "container-shop",
        "component-shop-web",
        "dynamic-shop-buying",
    ]
    assert list(views(build_workspace(model([system("a"), *SHOP], FLOWS, [BUY])))) == [
        "landscape-world",
        "context-a",
        "context-shop",
        "container-shop",
        "component-shop-web",
        "dynamic-shop-buying",
    ]


def test_view_keys_get_hashes_if_not_unique():
    data = model([system("a"), part("a.b"), part("a.b.x"), system("a-b"), part("a-b.c")], [])
    document = build_workspace(
        replace(data, elements=dict(data.elements) | {e.name: e for e in (part("a.b-c"), part("a.b-c.x"))})
    )
    check(document)


def test_views_refer_to_their_subjects(document):
    all_views, names = views(document), elements_by_name(document)
    assert all_views["context-shop"]["softwareSystemId"] == names["shop"]["id"]
    assert all_views["container-shop"]["softwareSystemId"] == names["shop"]["id"]
    assert all_views["component-shop-web"]["containerId"] == names["shop.web"]["id"]


@pytest.mark.parametrize(
    ("steps", "scope"),
    [
        (["customer -> shop: a"], None),
        (["customer -> shop.web: a"], "shop"),
        (["customer -> shop.web.cart: a", "shop.web.cart -> shop.db: b"], "shop.web"),
    ],
)
def test_dynamic_view_has_the_parent_of_its_innermost_elements_as_scope(steps, scope):
    document = build_workspace(model(SHOP, [], [scenario("shop.x", *steps, system="shop")]))
    result = views(document)["dynamic-shop-x"].get("elementId")
    assert result == (elements_by_name(document)[scope]["id"] if scope else None)


def test_steps_have_an_order_as_text_and_responses_are_marked(document):
    steps = views(document)["dynamic-shop-buying"]["relationships"]
    fields = [(step["order"], step["description"], step["response"]) for step in steps]
    assert fields == [("1", "buy", False), ("2", "receipt", True)]
    assert {relationships(document)[step["id"]]["properties"]["c4.name"] for step in steps} == {"shop.buy"}


def test_steps_that_are_responses_reuse_the_relationship_of_the_request():
    data = model(SHOP, [], [scenario("shop.x", "customer -> shop: ask", "shop -> customer: answer", system="shop")])
    steps = views(build_workspace(data))["dynamic-shop-x"]["relationships"]
    assert [step["id"] for step in steps] == [steps[0]["id"]] * 2
    assert view_lines(build_workspace(data), "dynamic-shop-x") == [
        "customer > shop: ask",
        "shop > customer: answer",
    ]


def test_steps_that_are_asynchronous_are_not_responses():
    data = model(SHOP, [], [scenario("shop.x", "shop ~> mailer: send", "mailer ~> shop: bounce", system="shop")])
    steps = views(build_workspace(data))["dynamic-shop-x"]["relationships"]
    assert [step["response"] for step in steps] == [False, False]
    assert steps[0]["id"] != steps[1]["id"]


def test_scenario_without_steps_has_no_view():
    document = build_workspace(model(SHOP, [], [scenario("shop.none", system="shop")]))
    assert "dynamic-shop-none" not in views(document)


def test_parallel_flows_have_separate_lines():
    flows = ["s -> t: a", "s -> t: b", "t -> s: c", "s ~> t: d", "s -> s: e"]
    document = build_workspace(model([system("s"), system("t")], flows))
    check(document)
    lines = views(document)["landscape-world"]["relationships"]
    assert len(lines) == 5
    assert all(line["vertices"] for line in lines)


def test_straight_line_has_no_vertices():
    document = build_workspace(model([system("s"), system("t")], ["s -> t: a"]))
    assert "vertices" not in views(document)["landscape-world"]["relationships"][0]


def test_boxes_fit_long_texts_and_do_not_overlap():
    long = "A long description of what this is for. " * 6
    document = build_workspace(
        model([system(name, description=long) for name in "stuvw"], ["s -> t: a", "s -> u: b", "s -> v: c"])
    )
    check(document)
    assert style(document, "Software System", "elements", "Light")["height"] >= 300


def test_description_is_shortened_and_stored_in_full():
    long = "word " * 400
    shop = elements_by_name(build_workspace(model([system("s", description=long)])))["s"]
    assert shop["description"].endswith("…")
    assert shop["properties"]["c4.description"] == long


def test_group_boundaries_are_drawn_if_members_are_adjacent():
    flows = ["s -> t: a", "u -> s: b", "v -> s: c"]
    data = model([system("s"), external("t", "G"), external("u", "G"), external("v", "H")], flows)
    document = build_workspace(data)
    assert {e["group"] for e in elements(document).values() if "group" in e} == {"G", "H"}
    assert views(document)["context-s"]["properties"]["structurizr.groups"] == "false"
    landscape = views(document)["landscape-world"]
    if landscape["properties"].get("structurizr.groups") != "false":
        boxes, ids = rects(document, landscape), [elements_by_name(document)[name]["id"] for name in "tu"]
        members = [boxes[item] for item in ids]
        hull = (
            min(b[0] for b in members),
            min(b[1] for b in members),
            max(b[2] for b in members),
            max(b[3] for b in members),
        )
        for item, box in boxes.items():
            is_apart = box[2] < hull[0] or hull[2] < box[0] or box[3] < hull[1] or hull[3] < box[1]
            assert item in ids or is_apart


def lay_out_in_a_row(views):
    """Yield the layouts of views as one row of boxes in the order of the model."""
    for document in lay_out(views):
        boxes = [replace(box, rect=Rect(400 * number, 50, 190, 100)) for number, box in enumerate(document.boxes)]
        centers = {box.name: box.rect.center for box in boxes}
        ends = [(centers[line.relationship.source], centers[line.relationship.target]) for line in document.lines]
        lines = [
            replace(line, path=(a, a, b, b), label=None) for line, (a, b) in zip(document.lines, ends, strict=True)
        ]
        yield replace(document, boxes=tuple(boxes), lines=tuple(lines))


def test_group_boundaries_are_omitted_if_members_are_separated():
    data = model([external("a", "G"), system("s"), external("c", "G")], ["a -> s: x", "s -> c: x"])
    document = build_workspace(data, lay_out=lambda views: list(lay_out_in_a_row(views)))
    assert views(document)["landscape-world"]["properties"]["structurizr.groups"] == "false"
    document = build_workspace(
        model([system("s"), external("a", "G"), external("c", "G")]),
        lay_out=lambda views: list(lay_out_in_a_row(views)),
    )
    assert "structurizr.groups" not in views(document)["landscape-world"]["properties"]


def test_group_boundaries_are_drawn_in_the_landscape():
    data = model([system("s"), system("t"), system("u")], ["s -> t: a"], groups={"Core": ("s", "t")})
    document = build_workspace(data)
    assert "structurizr.groups" not in views(document)["landscape-world"]["properties"]
    assert [e.get("group") for e in elements(document).values()] == ["Core", "Core", None]


@pytest.mark.parametrize(
    ("parts", "scope"),
    [([], "Landscape"), ([part("s.a")], "SoftwareSystem"), ([part("s.a"), part("t.a")], None)],
)
def test_scope_depends_on_the_number_of_detailed_systems(parts, scope):
    document = build_workspace(model([system("s"), system("t"), *parts]))
    assert document["configuration"].get("scope") == scope
    assert document["properties"]["structurizr.inspection.workspace.scope"] == "ignore"  # two context views


def test_inspections_are_ignored_for_missing_values_only():
    complete = model(
        [person("p", description="x"), system("s", description="x")], [flow("p -> s: a", protocol="HTTPS")]
    )
    assert not [key for key in build_workspace(complete)["properties"] if key.startswith("structurizr.inspection.")]
    shop = system("s", description="x", api_container="s.a")
    incomplete = model([person("p"), shop, part("s.a", technology="x")], ["p -> s: a"])
    prefix = "structurizr.inspection."
    assert {
        key.removeprefix(prefix) for key in build_workspace(incomplete)["properties"] if key.startswith(prefix)
    } == {
        "model.person.description",
        "model.container.description",
        "model.softwaresystem.documentation",
        "model.softwaresystem.decisions",
        "model.relationship[person->softwaresystem].technology",
        "model.relationship[person->container].technology",
        "model.element.disconnected",
        "model.element.orphaned",
    } - ({"model.element.disconnected", "model.element.orphaned"} if _is_connected(incomplete) else set())


def _is_connected(data):
    """Check whether every element of an export has a relationship."""
    document = build_workspace(data)
    ends = {end for r in relationships(document).values() for end in (r["sourceId"], r["destinationId"])}
    return ends == elements(document).keys()


def test_documentation_sections_have_content_and_all_required_keys():
    sections = [
        Section(content="# Overview"),
        Section(content=""),
        Section(content="More", filename="x.md", system="shop"),
    ]
    document = build_workspace(WORLD, documentation=sections)
    assert document["documentation"]["sections"] == [
        {"content": "# Overview", "format": "Markdown", "order": 1, "filename": "01.md", "title": ""}
    ]
    assert elements_by_name(document)["shop"]["documentation"]["sections"][0]["filename"] == "x.md"
    assert "structurizr.inspection.model.softwaresystem.documentation" not in document["properties"]


def test_layout_faults_raise_a_layout_error():
    def fail(views):
        return [LayoutFault(view_name=view.name, message="no room") for view in views]

    with pytest.raises(LayoutError, match="container:shop: no room"):
        build_workspace(WORLD, lay_out=fail)


def test_unknown_modes_are_read_back(document):
    assert Mode.UNKNOWN in {item.mode for item in WORLD.flows}
    assert style(document, "Relationship,Unspecified", "relationships", "Dark")["style"] == "Dotted"


# --- Writing ---


def test_file_is_replaced_completely_or_not_at_all(tmp_path, monkeypatch, document):
    path = tmp_path / "workspace.json"
    path.write_text("old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        save_workspace(path, document)
    assert [item.name for item in tmp_path.iterdir()] == ["workspace.json"]
    assert path.read_text() == "old"


def test_file_is_readable_json_with_a_final_line_end(tmp_path, document):
    save_workspace(tmp_path / "w.json", document)
    data = (tmp_path / "w.json").read_bytes()
    assert json.loads(data) == json.loads(workspace_to_json(document))
    assert data.endswith(b"}\n")
    assert (tmp_path / "w.json").stat().st_mode & 0o444


# --- Merging ---


def move_box(document, key, name, dx=3000):
    copy = json.loads(workspace_to_json(document))
    box = next(box for box in views(copy)[key]["elements"] if box["id"] == elements_by_name(copy)[name]["id"])
    box["x"] += dx
    views(copy)[key]["dimensions"]["width"] += dx
    return copy


def box_position(document, key, name):
    box = next(box for box in views(document)[key]["elements"] if box["id"] == elements_by_name(document)[name]["id"])
    return box["x"], box["y"]


def test_merge_keeps_positions_if_ids_change(document):
    old = move_box(document, "container-shop", "shop.db")
    grown = model([person("auditor"), *SHOP, part("shop.new")], [*FLOWS, flow("auditor -> shop.new: look")], [BUY])
    merged = merge_positions(build_workspace(grown), old)
    for name in ("shop.db", "shop.web", "customer"):
        assert box_position(merged, "container-shop", name) == box_position(old, "container-shop", name)
    assert views(merged)["container-shop"]["dimensions"]["width"] >= views(old)["container-shop"]["dimensions"]["width"]
    check(merged)


def test_merge_keeps_vertices_that_were_moved_or_removed(document):
    old = move_box(document, "container-shop", "shop.db")
    lines = views(old)["container-shop"]["relationships"]
    lines[0]["vertices"] = [{"x": 7, "y": 9}]
    lines[1].pop("vertices", None)
    merged = views(merge_positions(document, old))["container-shop"]["relationships"]
    assert merged[0]["vertices"] == [{"x": 7, "y": 9}]
    assert "vertices" not in merged[1]


def test_merge_lays_out_unchanged_views_again(document):
    old = move_box(document, "container-shop", "shop.db")
    assert views(merge_positions(document, old))["landscape-world"] == views(document)["landscape-world"]


def test_merge_does_not_modify_its_arguments(document):
    old = move_box(document, "container-shop", "shop.db")
    before = workspace_to_json(document), workspace_to_json(old)
    merge_positions(document, old)
    assert (workspace_to_json(document), workspace_to_json(old)) == before
