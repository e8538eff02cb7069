"""The layout of complete views: the direction of flows and the order of steps."""

from __future__ import annotations

import random
import time

import pytest
from models import flow, model, part, person, scenario, system

from sphinxcontrib_c4.layout import Geometry, lay_out
from sphinxcontrib_c4.views import Direction, Selection, ViewKind, view

WORLD = model(
    [person("buyer"), system("shop"), system("bank"), part("shop.web"), part("shop.store")],
    ["buyer -> shop.web: Buy", "shop.web -> shop.store: Save", "shop.web ~> bank: Pay"],
    [scenario("shop.buy", "buyer -> shop.web: Buy", "shop.web -> shop.store: Save", "shop.web -> bank: Pay")],
)


def test_group_with_a_line_to_itself_is_laid_out_downwards():
    people, systems = [person("buyer"), person("clerk")], [system("shop"), system("bank")]
    flows = [flow(f"{end} -> shop: Read", name=end, protocol="Read") for end in ("shop", "clerk")]
    world = model([*systems, *people], flows, groups={"Ours": ("shop", "bank")})
    landscape = view(world, ViewKind.LANDSCAPE, world.name, Selection(direction=Direction.DOWN))
    assert isinstance(lay_out([landscape])[0], Geometry)


@pytest.mark.parametrize("direction", [Direction.RIGHT, Direction.DOWN])
def test_flows_run_in_the_selected_direction(direction):
    (geometry,) = lay_out([view(WORLD, ViewKind.CONTAINER, "shop", Selection(direction=direction))])
    centers = {box.name: box.rect.center for box in geometry.boxes}
    positions = [
        centers[name].x if direction is Direction.RIGHT else centers[name].y for name in ("buyer", "shop.web", "bank")
    ]
    assert positions == sorted(positions)
    assert len(set(positions)) == 3


def test_chain_of_steps_is_folded_into_the_width_of_the_page():
    steps = [f"s{number} -> s{number + 1}: go" for number in range(7)]
    world = model([system(f"s{number}") for number in range(8)], scenarios=[scenario("tale", *steps)])
    (geometry,) = lay_out([view(world, ViewKind.DYNAMIC, "tale")])
    assert geometry.width <= 960
    assert geometry.height <= 960


def test_labels_of_steps_stand_in_order():
    steps = [f"hub -> s{number}: go" for number in range(4)]
    world = model([system("hub"), *(system(f"s{number}") for number in range(4))], scenarios=[scenario("tale", *steps)])
    for direction in (Direction.RIGHT, Direction.DOWN):
        (geometry,) = lay_out([view(world, ViewKind.DYNAMIC, "tale", Selection(direction=direction))])
        centers = [line.label.rect.center for line in geometry.lines if line.label]
        positions = [point.y if direction is Direction.RIGHT else point.x for point in centers]
        assert positions == sorted(positions)


def test_large_landscape_with_groups_is_laid_out_in_seconds():
    generator = random.Random(4)
    names = [f"s{number}" for number in range(400)]
    pairs = sorted({tuple(generator.sample(names, 2)) for _ in range(800)})
    flows = [flow(f"{source} -> {target}: call", name=f"{source}-{target}") for source, target in pairs]
    groups = {f"Group {group}": tuple(names[group::10]) for group in range(10)}
    landscape = model([*map(system, names)], flows, groups=groups)
    started = time.process_time()
    (geometry,) = lay_out([view(landscape, ViewKind.LANDSCAPE, landscape.name, Selection(labels_on_demand=True))])
    assert isinstance(geometry, Geometry)
    assert (len(geometry.boxes), len(geometry.frames)) == (400, 10)
    assert time.process_time() - started < 20  # about 4 on an idle machine
