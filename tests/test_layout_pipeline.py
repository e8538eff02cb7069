"""The layout of whole views: the way that flows run, and the order of steps."""

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


def test_layout_of_a_group_with_a_line_to_itself_running_down():
    people, systems = [person("buyer"), person("clerk")], [system("shop"), system("bank")]
    flows = [flow(f"{end} -> shop: Read", name=end, protocol="Read") for end in ("shop", "clerk")]
    told = model([*systems, *people], flows, groups={"Ours": ("shop", "bank")})
    drawn = view(told, ViewKind.LANDSCAPE, told.name, Selection(direction=Direction.DOWN))
    assert isinstance(lay_out([drawn])[0], Geometry)


@pytest.mark.parametrize("direction", [Direction.RIGHT, Direction.DOWN])
def test_flows_run_the_way_that_is_asked_for(direction):
    (geometry,) = lay_out([view(WORLD, ViewKind.CONTAINER, "shop", Selection(direction=direction))])
    at = {box.name: box.rect.center for box in geometry.boxes}
    along = [at[name].x if direction is Direction.RIGHT else at[name].y for name in ("buyer", "shop.web", "bank")]
    assert along == sorted(along)
    assert len(set(along)) == 3


def test_a_chain_of_steps_is_folded_into_the_width_of_the_page():
    steps = [f"s{n} -> s{n + 1}: go" for n in range(7)]
    told = model([system(f"s{n}") for n in range(8)], scenarios=[scenario("tale", *steps)])
    (geometry,) = lay_out([view(told, ViewKind.DYNAMIC, "tale")])
    assert geometry.width <= 960
    assert geometry.height <= 960


def test_steps_are_read_in_their_order():
    steps = [f"hub -> s{n}: go" for n in range(4)]
    told = model([system("hub"), *(system(f"s{n}") for n in range(4))], scenarios=[scenario("tale", *steps)])
    for direction in (Direction.RIGHT, Direction.DOWN):
        (geometry,) = lay_out([view(told, ViewKind.DYNAMIC, "tale", Selection(direction=direction))])
        places = [line.label.rect.center for line in geometry.lines if line.label]
        along = [point.y if direction is Direction.RIGHT else point.x for point in places]
        assert along == sorted(along)


def test_large_landscape_with_groups_is_laid_out_in_seconds():
    chance = random.Random(4)
    names = [f"s{number}" for number in range(400)]
    pairs = sorted({tuple(chance.sample(names, 2)) for _ in range(800)})
    flows = [flow(f"{source} -> {target}: call", name=f"{source}-{target}") for source, target in pairs]
    groups = {f"Group {group}": tuple(names[group::10]) for group in range(10)}
    landscape = model([*map(system, names)], flows, groups=groups)
    start = time.process_time()
    (laid_out,) = lay_out([view(landscape, ViewKind.LANDSCAPE, landscape.name, Selection(labels_on_demand=True))])
    assert isinstance(laid_out, Geometry)
    assert (len(laid_out.boxes), len(laid_out.frames)) == (400, 10)
    assert time.process_time() - start < 20  # about 4 on a free machine; dividing knots one by one took 7
