"""What holds of every drawing, whatever the model: nothing covers anything, and lines meet only what they join."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models import AT, external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.layout import Geometry, Line, Point, Rect, lay_out
from sphinxcontrib_c4.model import Element, Kind, Shape
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, inner_box, subjects, view

ARROWS = ("->", "~>", "?>")
WORDS = st.sampled_from(
    [
        "Read",
        "Read and write orders",
        "a/very/long/path/without/any/space/in/it/at/all",
        "متجر الكتب",
        "注文を読む",
        "🎉",
        "x",
    ]
)


def samples(line: Line) -> Iterator[Point]:
    """Points along a line, at most 6 px apart where it is straight."""
    for number in range(0, len(line.path) - 1, 3):
        a, b, c, d = line.path[number : number + 4]
        steps = max(4, int(abs(a.x - d.x) + abs(a.y - d.y)) // 6)
        for step in range(steps + 1):
            t = step / steps
            s = 1 - t
            yield Point(
                *(
                    s**3 * p + 3 * s * s * t * q + 3 * s * t * t * r + t**3 * e
                    for p, q, r, e in zip(a, b, c, d, strict=True)
                )
            )


def overlap(one: Rect, other: Rect) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > 0.5 and down > 0.5


def inside(point: Point, rect: Rect, *, by: float) -> bool:
    return rect.x + by < point.x < rect.right - by and rect.y + by < point.y < rect.bottom - by


def check(geometry: Geometry) -> None:
    boxes = {box.name: box.rect for box in geometry.boxes}
    chips = [line.label.rect for line in geometry.lines if line.label]
    canvas = Rect(0, 0, geometry.width, geometry.height)
    for one, other in combinations([*boxes.values(), *chips], 2):
        assert not overlap(one, other)
    for rect in (*boxes.values(), *chips, *(frame.rect for frame in geometry.frames)):
        assert inside(rect.center, canvas, by=0)
        assert min(rect.x, rect.y, canvas.right - rect.right, canvas.bottom - rect.bottom) >= 0
    for line in geometry.lines:
        check_line(line, geometry, boxes)
    check_frames(geometry, boxes)


def check_line(line: Line, geometry: Geometry, boxes: dict[str, Rect]) -> None:
    outlines = boxes | {frame.boundary.name: frame.rect for frame in geometry.frames}
    assert near(line.path[0], outlines[line.relationship.source])
    assert near(line.path[-1], outlines[line.relationship.target])
    met = {inner_box(geometry.view, end) for end in ends(line)}
    titles = [title(frame.lines) for frame in geometry.frames]
    foreign = [other.label.rect for other in geometry.lines if other is not line and other.label]
    points = [*samples(line)]
    for point in points:
        assert not any(inside(point, rect, by=1) for name, rect in boxes.items() if name not in met)
        assert not any(inside(point, rect, by=1) for rect in (*foreign, *titles))
        assert 0 <= point.x <= geometry.width
        assert 0 <= point.y <= geometry.height
    if line.label:
        assert any(inside(point, line.label.rect, by=0) for point in points)


def check_frames(geometry: Geometry, boxes: dict[str, Rect]) -> None:
    frames = {frame.boundary.name: frame for frame in geometry.frames}
    for box in geometry.boxes:
        for name, frame in frames.items():
            if name in around(box.view_element.boundary, geometry.view):
                assert inside(box.rect.center, frame.rect, by=20)
            else:
                assert not overlap(box.rect, frame.rect)
    for frame in geometry.frames:
        assert title(frame.lines).right <= frame.rect.right
        for other in boxes.values():
            assert not overlap(title(frame.lines), other)


def ends(line: Line) -> tuple[str, str]:
    return line.relationship.source, line.relationship.target


def near(point: Point, rect: Rect) -> bool:
    return rect.x - 1 <= point.x <= rect.right + 1 and rect.y - 1 <= point.y <= rect.bottom + 1


def title(lines) -> Rect:
    left, top = min(line.x for line in lines), min(line.y for line in lines) - 12
    right, bottom = max(line.x + line.width for line in lines), max(line.y for line in lines) + 3
    return Rect(left, top, right - left, bottom - top)


def around(name: str, of: View) -> set[str]:
    parents = {boundary.name: boundary.parent for boundary in of.boundaries}
    found = set()
    while name:
        found.add(name)
        name = parents[name]
    return found


@st.composite
def models(draw, *, most: int = 6):
    shapes = st.sampled_from(list(Shape))
    elements: list[Element] = [system("shop"), system("bank"), person("buyer"), person("clerk")]
    elements += [external(f"ext{n}", draw(st.sampled_from(["", "Group"]))) for n in range(draw(st.integers(0, most)))]
    elements += [
        part(f"shop.c{n}", shape=draw(shapes), technology=draw(WORDS), description=draw(WORDS) * 5, title=draw(WORDS))
        for n in range(draw(st.integers(1, most)))
    ]
    elements += [part("bank.core")]
    elements += [part(f"shop.c0.k{n}") for n in range(draw(st.integers(1, 4)))]
    names = [element.name for element in elements]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=4 * most))
    flows = [
        flow(f"{one} {draw(st.sampled_from(ARROWS))} {other}: {draw(WORDS)}", name=f"f{n}", protocol=draw(WORDS))
        for n, (one, other) in enumerate(pairs)
    ]
    steps = [f"{one} -> {other}: {draw(WORDS)}" for one, other in pairs[:12]] or ["buyer -> shop: Buy"]
    return model(elements, flows, [scenario("shop.tale", *steps)], {"Ours": ("shop", "bank")})


@pytest.mark.parametrize("direction", Direction)
@settings(max_examples=10)
@given(world=models())
def test_nothing_covers_anything(direction, world):
    selection = Selection(direction=direction)
    views = [view(world, kind, subject, selection) for kind in ViewKind for subject in subjects(world, kind)]
    for geometry in lay_out(views):
        assert isinstance(geometry, Geometry)
        check(geometry)


@settings(max_examples=10)
@given(world=models())
def test_the_same_view_lies_the_same_alone_and_among_others(world):
    views = [view(world, kind, subject) for kind in ViewKind for subject in subjects(world, kind)]
    together = lay_out(views)
    assert together == tuple(lay_out([one])[0] for one in views)


def crowded(containers: int, flows: int) -> View:
    """A container view with many containers, joined at regular distances."""
    elements = [system("shop"), *(part(f"shop.c{n}") for n in range(containers))]
    pairs = ((n * 7919 % containers, n * 104729 % containers) for n in range(flows))
    told = [flow(f"shop.c{one} -> shop.c{other}: flow {n}", name=f"f{n}") for n, (one, other) in enumerate(pairs)]
    return view(model(elements, told), ViewKind.CONTAINER, "shop")


def test_a_crowded_view_is_drawn_whole():
    (geometry,) = lay_out([crowded(60, 120)])
    assert isinstance(geometry, Geometry)
    assert len(geometry.boxes) == 60
    check(geometry)


@pytest.mark.parametrize(("kind", "subject"), [(ViewKind.COMPONENT, "shop.api"), (ViewKind.DYNAMIC, "shop.tale")])
def test_titles_wider_than_a_narrow_box_are_clear_of_lines(kind, subject):
    elements = [
        *(system("shop"), system("bank"), part("shop.web"), part("shop.api", technology="Java and Spring MVC")),
        *(part("shop.api.ask"), part("shop.api.log"), part("shop.store")),
    ]
    inside = ["api.ask -> shop.api.log", "store -> shop.api.log", "api.log -> shop.api.ask"]
    flows, steps = (
        [f"shop.{pair}: Submits credentials to" for pair in ("web -> shop.api.ask", *pairs)]
        for pairs in (["api.ask -> bank"], inside)
    )
    world = model(elements, flows, [scenario("shop.tale", *steps)])
    (geometry,) = lay_out([view(world, kind, subject, Selection(direction=Direction.RIGHT))], width=640)
    check(geometry)
    assert geometry.boxes[0].rect.width < 190
    assert " ".join(line.text for line in geometry.frames[1].lines) == "Api Container: Java and Spring MVC"


def test_elements_without_flows_fill_a_few_columns():
    elements = [system("shop"), *(part(f"shop.c{n}") for n in range(16))]
    (geometry,) = lay_out([view(model(elements), ViewKind.CONTAINER, "shop")])
    check(geometry)
    assert 0.3 < geometry.width / geometry.height < 3


def test_an_empty_view_is_an_empty_canvas():
    (geometry,) = lay_out([View(kind=ViewKind.LANDSCAPE, subject="world", title="World")])
    assert (geometry.boxes, geometry.lines) == ((), ())


def test_lines_of_one_pair_are_drawn_apart():
    world = model([system("a"), system("b"), system("c")], ["a -> b: one", "a ~> b: two", "b -> a: three"])
    (geometry,) = lay_out([view(world, ViewKind.CONTEXT, "a")])
    for one, other in combinations(geometry.lines, 2):
        points = [*samples(other)]
        beside = [p for p in samples(one) if any(abs(p.x - q.x) < 3 and abs(p.y - q.y) < 3 for q in points)]
        assert sum(abs(p.x - q.x) + abs(p.y - q.y) for p, q in pairwise(beside)) < 60


def test_text_stays_in_its_box():
    long = "An extraordinarily long name with Donaudampfschifffahrtsgesellschaftskapitän in it " * 3
    for kind in (Kind.PERSON, Kind.SYSTEM):
        for shape in Shape:
            element = Element(
                name="a", title=long, kind=kind, position=AT, shape=shape, technology=long, description=long
            )
            (geometry,) = lay_out([view(model([element, system("b")], ["a -> b: x"]), ViewKind.CONTEXT, "b")])
            box = next(box for box in geometry.boxes if box.name == "a")
            for line in box.lines:
                assert box.rect.x < line.x
                assert line.x + line.width < box.rect.right
                assert box.rect.y < line.y - 10
                assert line.y + 3 < box.rect.bottom
