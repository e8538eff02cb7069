"""The traps of Structurizr, one by one: what its reader, inspector and front end refuse, lose or draw badly."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest
from models import external, flow, model, part, person, scenario, system
from structurizr_rules import check, elements, rects, relationships, style, views

from sphinxcontrib_c4.layout import LayoutFault, Rect, lay_out
from sphinxcontrib_c4.model import Mode, Shape
from sphinxcontrib_c4.structurizr import (
    LayoutError,
    Section,
    build_workspace,
    merge_positions,
    workspace_to_json,
    write_workspace,
)

SHOP = (
    person("customer", description="Buys."),
    system("shop", description="Sells.", owner="Team A", repo="https://example.org/shop"),
    part("shop.web", technology="Django", description="Pages.", tags=("pii", "a,b")),
    part("shop.db", shape=Shape.DATABASE, technology="PostgreSQL"),
    part("shop.bus", shape=Shape.QUEUE),
    part("shop.web.cart"),
    part("shop.web.search"),
    external("mailer", group="Comms"),
    external("pager", group="Comms"),
)
FLOWS = (
    flow("customer -> shop.web: buy", protocol="HTTPS", data="orders", trigger="click", name="shop.buy"),
    flow("shop.web.cart -> shop.db: save", protocol="SQL", name="shop.save"),
    flow("shop.web ~> shop.bus: publish", protocol="AMQP", name="shop.publish"),
    flow("shop.web.search -> shop.web.cart: add", name="shop.add"),
    flow("shop ~> mailer: send", name="shop.send"),
    flow("shop ?> pager: page", name="shop.page"),
)
BUY = scenario("shop.buying", "customer -> shop.web: buy", "shop.web -> customer: receipt", system="shop")
WORLD = model(SHOP, FLOWS, [BUY], primary_system="shop")


def named(made):
    return {element["properties"]["c4.name"]: element for element in elements(made).values()}


def said(made, key):
    """The lines of a view as ``source > target: words``, by the names of elements."""
    names = {element["id"]: element["properties"]["c4.name"] for element in elements(made).values()}
    found = []
    for line in views(made)[key]["relationships"]:
        of = relationships(made)[line["id"]]
        ends = [names[of["sourceId"]], names[of["destinationId"]]]
        source, target = reversed(ends) if line.get("response") else ends
        found.append(f"{source} > {target}: {line.get('description', of['description'])}")
    return found


@pytest.fixture(scope="module")
def made():
    return build_workspace(WORLD)


def test_it_breaks_no_rule(made):
    check(made)


def test_name_description_and_documentation_are_there_even_where_empty():
    made = build_workspace(model([system("s")]))
    assert (made["name"], made["description"], made["documentation"]) == ("World", "", {})


def test_names_that_are_not_unique_get_ids_behind_them():
    made = build_workspace(
        model([person("p", title="X"), system("s", title="X"), part("s.a", title="X"), part("s.b", title="X")])
    )
    assert [element["name"] for element in elements(made).values()] == ["X (p)", "X (s)", "X (a)", "X (b)"]
    check(made)


def test_flows_with_the_same_ends_and_words_are_told_apart_by_how_they_run():
    flows = [
        flow("s -> t: call", name="1"),
        flow("s -> t: call", name="2", protocol="HTTPS"),
        flow("s ~> t: call", name="3"),
        flow("s ~> t: call", name="4"),
    ]
    made = build_workspace(model([system("s"), system("t")], flows))
    assert [r["description"] for r in relationships(made).values()] == [
        "call",
        "call (HTTPS)",
        "call (asynchronous)",
        "call (asynchronous) (2)",
    ]
    check(made)


def test_relationships_that_a_view_lifts_are_written_and_linked_to_their_flow(made):
    names = named(made)
    save = next(r for r in names["shop.web.cart"]["relationships"] if r["description"] == "save")
    lifted = next(r for r in names["shop.web"]["relationships"] if r["description"] == "save")
    assert lifted["linkedRelationshipId"] == save["id"]
    assert lifted["properties"] == {"c4.derived": "shop.save"}
    assert "shop.web > shop.db: save" in said(made, "container-shop")


def test_each_flow_keeps_what_is_known_of_it(made):
    buy = named(made)["customer"]["relationships"][0]
    assert (buy["description"], buy["technology"], buy["interactionStyle"]) == ("buy", "HTTPS", "Synchronous")
    assert buy["properties"] == {"c4.name": "shop.buy", "data": "orders", "trigger": "click", "protocol": "HTTPS"}


def test_modes_show_as_interaction_styles_tags_and_dashes(made):
    lines = {r["description"]: r for r in relationships(made).values()}
    assert lines["publish"]["interactionStyle"] == "Asynchronous"
    assert "interactionStyle" not in lines["page"]
    looks = {name: style(made, line["tags"], "relationships", "Light")["style"] for name, line in lines.items()}
    assert (looks["buy"], looks["publish"], looks["page"]) == ("Solid", "Dashed", "Dotted")
    assert style(made, lines["buy"]["tags"], "relationships", "Light")["dashed"] is False


def test_tags_are_one_text_and_a_comma_in_one_does_not_part_it(made):
    web = named(made)["shop.web"]
    assert web["tags"] == "Element,Container,pii,a;b"
    assert json.loads(web["properties"]["c4.tags"]) == ["pii", "a,b"]


def test_a_tag_that_would_give_a_look_is_not_written():
    made = build_workspace(model([system("s", tags=("External", "Database"))]))
    assert named(made)["s"]["tags"] == "Element,Software System"


def test_shapes_come_from_the_tags(made):
    shapes = {name: style(made, e["tags"], "elements", "Dark")["shape"] for name, e in named(made).items()}
    assert (shapes["customer"], shapes["shop.db"], shapes["shop.bus"], shapes["shop"]) == (
        "Person",
        "Cylinder",
        "Pipe",
        "RoundedBox",
    )


def test_dark_colours_differ_from_light_ones(made):
    for element in elements(made).values():
        light, dark = (style(made, element["tags"], "elements", scheme) for scheme in ("Light", "Dark"))
        assert light["background"] != dark["background"]


def test_external_systems_say_so_to_new_and_old_installations(made):
    assert "External" in named(made)["mailer"]["tags"].split(",")
    assert [named(made)[name]["location"] for name in ("shop", "mailer")] == ["Internal", "External"]


def test_a_group_inside_and_outside_is_not_torn_apart_by_old_installations():
    of = model([system("s"), external("t"), external("u")], groups={"G": ("s", "t")})
    assert {name: e["location"] for name, e in named(build_workspace(of)).items()} == {
        "s": "Unspecified",
        "t": "Unspecified",
        "u": "External",
    }


@pytest.mark.parametrize(
    "address", ["guide.html", "#anchor", "ftp://x.org", "javascript:alert(1)", "https://", "http://a:b"]
)
def test_an_address_that_is_refused_is_kept_as_a_property_only(address):
    shop = named(build_workspace(model([system("s", url=address)])))["s"]
    assert "url" not in shop
    assert shop["properties"]["c4.url"] == address


def test_addresses_lose_their_spaces_and_braces():
    shop = named(build_workspace(model([system("s", url="https://x.org/a b/{c}")])))["s"]
    assert shop["url"] == "https://x.org/a%20b/%7Bc%7D"


def test_elements_lead_to_their_pages_where_the_site_is_known():
    of = model([system("s", url="https://own.org"), system("t", url="https://own.org/t")])
    made = build_workspace(of, base_url="https://docs.org/en/", urls={"s": "systems.html#s"})
    assert {name: e["url"] for name, e in named(made).items()} == {
        "s": "https://docs.org/en/systems.html#s",
        "t": "https://own.org/t",
    }


@pytest.mark.parametrize("address", ["docs", "/docs", "ftp://x.org/", "https:///x"])
def test_a_base_that_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="is not an absolute"):
        build_workspace(WORLD, base_url=address)


def test_view_keys_depend_on_names_alone(made):
    assert list(views(made)) == [
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


def test_view_keys_that_would_be_the_same_are_told_apart():
    of = model([system("a"), part("a.b"), part("a.b.x"), system("a-b"), part("a-b.c")], [])
    made = build_workspace(
        replace(of, elements=dict(of.elements) | {e.name: e for e in (part("a.b-c"), part("a.b-c.x"))})
    )
    check(made)


def test_views_name_what_they_are_of(made):
    shown, names = views(made), named(made)
    assert shown["context-shop"]["softwareSystemId"] == names["shop"]["id"]
    assert shown["container-shop"]["softwareSystemId"] == names["shop"]["id"]
    assert shown["component-shop-web"]["containerId"] == names["shop.web"]["id"]


@pytest.mark.parametrize(
    ("steps", "scope"),
    [
        (["customer -> shop: a"], None),
        (["customer -> shop.web: a"], "shop"),
        (["customer -> shop.web.cart: a", "shop.web.cart -> shop.db: b"], "shop.web"),
    ],
)
def test_a_dynamic_view_is_of_the_whole_of_its_finest_parts(steps, scope):
    made = build_workspace(model(SHOP, [], [scenario("shop.x", *steps, system="shop")]))
    found = views(made)["dynamic-shop-x"].get("elementId")
    assert found == (named(made)[scope]["id"] if scope else None)


def test_steps_have_an_order_as_text_and_a_step_back_is_a_response(made):
    steps = views(made)["dynamic-shop-buying"]["relationships"]
    told = [(step["order"], step["description"], step["response"]) for step in steps]
    assert told == [("1", "buy", False), ("2", "receipt", True)]
    assert {relationships(made)[step["id"]]["properties"]["c4.name"] for step in steps} == {"shop.buy"}


def test_a_response_reuses_the_relationship_of_the_step_that_it_answers():
    of = model(SHOP, [], [scenario("shop.x", "customer -> shop: ask", "shop -> customer: answer", system="shop")])
    steps = views(build_workspace(of))["dynamic-shop-x"]["relationships"]
    assert [step["id"] for step in steps] == [steps[0]["id"]] * 2
    assert said(build_workspace(of), "dynamic-shop-x") == ["customer > shop: ask", "shop > customer: answer"]


def test_an_event_back_is_no_response():
    of = model(SHOP, [], [scenario("shop.x", "shop ~> mailer: send", "mailer ~> shop: bounce", system="shop")])
    steps = views(build_workspace(of))["dynamic-shop-x"]["relationships"]
    assert [step["response"] for step in steps] == [False, False]
    assert steps[0]["id"] != steps[1]["id"]


def test_a_scenario_without_steps_makes_no_empty_view():
    made = build_workspace(model(SHOP, [], [scenario("shop.none", system="shop")]))
    assert "dynamic-shop-none" not in views(made)


def test_every_flow_of_a_pair_has_a_line_and_a_way_of_its_own():
    flows = ["s -> t: a", "s -> t: b", "t -> s: c", "s ~> t: d", "s -> s: e"]
    made = build_workspace(model([system("s"), system("t")], flows))
    check(made)
    lines = views(made)["landscape-world"]["relationships"]
    assert len(lines) == 5
    assert all(line["vertices"] for line in lines)


def test_a_straight_line_of_its_own_needs_no_vertices():
    made = build_workspace(model([system("s"), system("t")], ["s -> t: a"]))
    assert "vertices" not in views(made)["landscape-world"]["relationships"][0]


def test_boxes_have_room_for_long_texts_and_stay_apart():
    long = "A long description of what this is for. " * 6
    made = build_workspace(
        model([system(name, description=long) for name in "stuvw"], ["s -> t: a", "s -> u: b", "s -> v: c"])
    )
    check(made)
    assert style(made, "Software System", "elements", "Light")["height"] >= 300


def test_a_description_without_end_is_cut_and_kept():
    long = "word " * 400
    shop = named(build_workspace(model([system("s", description=long)])))["s"]
    assert shop["description"].endswith("…")
    assert shop["properties"]["c4.description"] == long


def test_groups_are_framed_where_they_lie_together_and_nowhere_else():
    flows = ["s -> t: a", "u -> s: b", "v -> s: c"]
    of = model([system("s"), external("t", "G"), external("u", "G"), external("v", "H")], flows)
    made = build_workspace(of)
    assert {e["group"] for e in elements(made).values() if "group" in e} == {"G", "H"}
    assert views(made)["context-s"]["properties"]["structurizr.groups"] == "false"
    landscape = views(made)["landscape-world"]
    if landscape["properties"].get("structurizr.groups") != "false":
        boxes, ids = rects(made, landscape), [named(made)[name]["id"] for name in "tu"]
        inside = [boxes[each] for each in ids]
        hull = (
            min(b[0] for b in inside),
            min(b[1] for b in inside),
            max(b[2] for b in inside),
            max(b[3] for b in inside),
        )
        for each, box in boxes.items():
            apart = box[2] < hull[0] or hull[2] < box[0] or box[3] < hull[1] or hull[3] < box[1]
            assert each in ids or apart


def in_a_row(views):
    """Lay views out as one row of boxes in the order of the model."""
    for made in lay_out(views):
        boxes = [replace(box, rect=Rect(400 * number, 50, 190, 100)) for number, box in enumerate(made.boxes)]
        at = {box.of.element.name: box.rect.center for box in boxes}
        ends = [(at[line.of.source], at[line.of.target]) for line in made.lines]
        lines = [replace(line, path=(a, a, b, b), label=None) for line, (a, b) in zip(made.lines, ends, strict=True)]
        yield replace(made, boxes=tuple(boxes), lines=tuple(lines))


def test_a_group_with_something_between_its_members_is_not_framed():
    of = model([external("a", "G"), system("s"), external("c", "G")], ["a -> s: x", "s -> c: x"])
    made = build_workspace(of, lay_out=lambda views: list(in_a_row(views)))
    assert views(made)["landscape-world"]["properties"]["structurizr.groups"] == "false"
    tidy = build_workspace(
        model([system("s"), external("a", "G"), external("c", "G")]), lay_out=lambda views: list(in_a_row(views))
    )
    assert "structurizr.groups" not in views(tidy)["landscape-world"]["properties"]


def test_groups_of_the_landscape_are_framed():
    of = model([system("s"), system("t"), system("u")], ["s -> t: a"], groups={"Core": ("s", "t")})
    made = build_workspace(of)
    assert "structurizr.groups" not in views(made)["landscape-world"]["properties"]
    assert [e.get("group") for e in elements(made).values()] == ["Core", "Core", None]


@pytest.mark.parametrize(
    ("parts", "scope"),
    [([], "Landscape"), ([part("s.a")], "SoftwareSystem"), ([part("s.a"), part("t.a")], None)],
)
def test_the_scope_follows_from_how_many_systems_are_told_from_inside(parts, scope):
    made = build_workspace(model([system("s"), system("t"), *parts]))
    assert made["configuration"].get("scope") == scope
    assert made["properties"]["structurizr.inspection.workspace.scope"] == "ignore"  # two context views


def test_inspections_are_off_for_what_is_missing_and_for_nothing_else():
    full = model([person("p", description="x"), system("s", description="x")], [flow("p -> s: a", protocol="HTTPS")])
    assert not [key for key in build_workspace(full)["properties"] if key.startswith("structurizr.inspection.")]
    own = system("s", description="x", api_container="s.a")
    bare = model([person("p"), own, part("s.a", technology="x")], ["p -> s: a"])
    prefix = "structurizr.inspection."
    assert {key.removeprefix(prefix) for key in build_workspace(bare)["properties"] if key.startswith(prefix)} == {
        "model.person.description",
        "model.container.description",
        "model.softwaresystem.documentation",
        "model.softwaresystem.decisions",
        "model.relationship[person->softwaresystem].technology",
        "model.relationship[person->container].technology",
        "model.element.disconnected",
        "model.element.orphaned",
    } - ({"model.element.disconnected", "model.element.orphaned"} if _joined(bare) else set())


def _joined(of):
    made = build_workspace(of)
    ends = {end for r in relationships(made).values() for end in (r["sourceId"], r["destinationId"])}
    return ends == elements(made).keys()


def test_documentation_has_what_the_reader_wants_and_nothing_empty():
    sections = [
        Section(content="# Overview"),
        Section(content=""),
        Section(content="More", filename="x.md", system="shop"),
    ]
    made = build_workspace(WORLD, documentation=sections)
    assert made["documentation"]["sections"] == [
        {"content": "# Overview", "format": "Markdown", "order": 1, "filename": "01.md", "title": ""}
    ]
    assert named(made)["shop"]["documentation"]["sections"][0]["filename"] == "x.md"
    assert "structurizr.inspection.model.softwaresystem.documentation" not in made["properties"]


def test_what_cannot_be_laid_out_is_told():
    def fail(views):
        return [LayoutFault(view_name=view.name, message="no room") for view in views]

    with pytest.raises(LayoutError, match="container:shop: no room"):
        build_workspace(WORLD, lay_out=fail)


def test_unknown_modes_are_lossless(made):
    assert Mode.UNKNOWN in {each.mode for each in WORLD.flows}
    assert style(made, "Relationship,Unspecified", "relationships", "Dark")["style"] == "Dotted"


# --- Writing ---


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch, made):
    path = tmp_path / "workspace.json"
    path.write_text("old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_workspace(path, made)
    assert [each.name for each in tmp_path.iterdir()] == ["workspace.json"]
    assert path.read_text() == "old"


def test_a_file_is_readable_json_with_a_line_end(tmp_path, made):
    write_workspace(tmp_path / "w.json", made)
    data = (tmp_path / "w.json").read_bytes()
    assert json.loads(data) == json.loads(workspace_to_json(made))
    assert data.endswith(b"}\n")
    assert (tmp_path / "w.json").stat().st_mode & 0o444


# --- Merging ---


def moved(made, key, name, dx=3000):
    copy = json.loads(workspace_to_json(made))
    box = next(box for box in views(copy)[key]["elements"] if box["id"] == named(copy)[name]["id"])
    box["x"] += dx
    views(copy)[key]["dimensions"]["width"] += dx
    return copy


def place(made, key, name):
    box = next(box for box in views(made)[key]["elements"] if box["id"] == named(made)[name]["id"])
    return box["x"], box["y"]


def test_positions_survive_a_model_that_grew_in_front(made):
    old = moved(made, "container-shop", "shop.db")
    grown = model([person("auditor"), *SHOP, part("shop.new")], [*FLOWS, flow("auditor -> shop.new: look")], [BUY])
    merged = merge_positions(build_workspace(grown), old)
    for name in ("shop.db", "shop.web", "customer"):
        assert place(merged, "container-shop", name) == place(old, "container-shop", name)
    assert views(merged)["container-shop"]["dimensions"]["width"] >= views(old)["container-shop"]["dimensions"]["width"]
    check(merged)


def test_vertices_that_were_dragged_are_kept_and_those_taken_away_stay_away(made):
    old = moved(made, "container-shop", "shop.db")
    lines = views(old)["container-shop"]["relationships"]
    lines[0]["vertices"] = [{"x": 7, "y": 9}]
    lines[1].pop("vertices", None)
    merged = views(merge_positions(made, old))["container-shop"]["relationships"]
    assert merged[0]["vertices"] == [{"x": 7, "y": 9}]
    assert "vertices" not in merged[1]


def test_a_view_that_nobody_touched_is_laid_out_anew(made):
    old = moved(made, "container-shop", "shop.db")
    assert views(merge_positions(made, old))["landscape-world"] == views(made)["landscape-world"]


def test_merging_changes_neither_side(made):
    old = moved(made, "container-shop", "shop.db")
    before = workspace_to_json(made), workspace_to_json(old)
    merge_positions(made, old)
    assert (workspace_to_json(made), workspace_to_json(old)) == before
