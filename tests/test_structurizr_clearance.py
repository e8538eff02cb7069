"""Lines and labels of an export, measured on its own boxes: a line crosses no box, and a label hides no other line."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from models import external, model, part, person, scenario, system
from structurizr_geometry import Collisions, collisions
from structurizr_rules import views

from sphinxcontrib_c4.structurizr import build_workspace, workspace_to_json

CLEAR = Collisions([], [], [], [])
TALL = "A description that fills many lines of a box, because it says a lot. " * 4


def views_with_collisions(document):
    return {key: result for key, result in collisions(document).items() if result != CLEAR}


def test_export_routes_lines_around_boxes_and_past_labels():
    """Check with a person whose long description makes all people far larger than in the layout."""
    elements = [
        person("auditor", description=TALL),
        *(person(f"user{number}") for number in range(4)),
        system("shop"),
        *(part(f"shop.{name}", description=TALL if name == "c" else "") for name in "abcdef"),
        external("bank"),
        external("mail"),
    ]
    flows = [f"user{number} -> shop.{name}: uses {name} for work" for number in range(4) for name in "abc"]
    flows += [
        "auditor -> shop.f: audits",
        "auditor -> bank: asks",
        "shop.a -> shop.f: calls",
        "shop.f -> shop.a: tells",
    ]
    flows += [f"shop.{a} -> shop.{b}: sends" for a, b in ("bd", "be", "cf", "de", "ad")]
    flows += ["shop.d -> bank: pays", "shop.d -> mail: mails", "bank ~> shop.d: confirms", "shop.e -> shop.e: retries"]
    steps = ["user1 -> shop.a: asks", "shop.a -> shop.f: calls", "shop.f -> shop.a: answers", "shop.a -> user1: shows"]
    document = build_workspace(model(elements, flows, [scenario("shop.story", *steps)]))
    assert views_with_collisions(document) == {}
    assert sum(len(view["relationships"]) for view in views(document).values()) > 40


def test_lines_between_the_same_boxes_have_separate_labels():
    flows = [f"a -> b: does one thing of {number}" for number in range(6)] + ["b -> a: answers"]
    assert views_with_collisions(build_workspace(model([system("a"), system("b")], flows))) == {}


def test_dense_views_are_cleared_reproducibly():
    choice = random.Random(7)
    names = [f"s{number}" for number in range(18)]
    flows = [f"{a} -> {b}: does thing {a} {b}" for a, b in (choice.sample(names, 2) for _ in range(50))]
    world = model([system(name) for name in names], dict.fromkeys(flows))
    document = build_workspace(world)
    landscape = next(key for key in views(document) if key.startswith("landscape"))
    assert collisions(document)[landscape] == CLEAR
    assert workspace_to_json(build_workspace(world)) == workspace_to_json(document)


def test_views_with_hundreds_of_lines_are_cleared():
    choice = random.Random(1)
    pairs = {(a, a + choice.choice((1, 2, 3, 5, 7, 12))) for a in range(120) for _ in range(3)}
    flows = [f"s.p{a} -> s.p{b}: does {a} {b}" for a, b in sorted(pairs) if b < 120]
    document = build_workspace(model([system("s"), *(part(f"s.p{number}") for number in range(120))], flows))
    assert len(views(document)["container-s"]["relationships"]) > 200
    assert views_with_collisions(document) == {}


@pytest.mark.parametrize("name", [".", "learn-ai.yaml", "mitxonline-openedx.yaml"])
def test_public_models_are_exported_without_collisions(public_workspace, name):
    document = public_workspace(name)
    assert views_with_collisions(document) == {}
    size = sum(view["dimensions"]["width"] * view["dimensions"]["height"] for view in views(document).values())
    boxes = sum(len(view["elements"]) for view in views(document).values())
    assert size / boxes < 2_000_000  # a box of 420 by 300 px, and at most about fifteen times its area


def test_vertices_are_whole_pixels_and_no_two_in_a_row_are_equal(public_workspace):
    document = public_workspace("learn-ai.yaml")
    for view in views(document).values():
        for line in view["relationships"]:
            vertices = [(vertex["x"], vertex["y"]) for vertex in line.get("vertices", ())]
            assert all(isinstance(value, int) for vertex in vertices for value in vertex)
            assert all(first != second for first, second in pairwise(vertices))
            assert 10 <= line["position"] <= 90
