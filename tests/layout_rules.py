"""Rules of every drawing (nothing covers anything, lines meet only their ends) and models to check them with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from hypothesis import strategies as st
from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.layout import Geometry, Line, Point, Rect
from sphinxcontrib_c4.model import Element, Shape
from sphinxcontrib_c4.views import InnerBoxes, View

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
    """Yield points along a line, at most 6 px apart where it is straight."""
    for number in range(0, len(line.path) - 1, 3):
        curve = line.path[number : number + 4]
        steps = max(4, int(abs(curve[0].x - curve[3].x) + abs(curve[0].y - curve[3].y)) // 6)
        for step in range(steps + 1):
            t = step / steps
            weights = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
            yield Point(
                sum(weight * point.x for weight, point in zip(weights, curve, strict=True)),
                sum(weight * point.y for weight, point in zip(weights, curve, strict=True)),
            )


def overlap(first: Rect, second: Rect) -> bool:
    """Check whether two rectangles overlap by more than half a pixel in both directions."""
    width = min(first.right, second.right) - max(first.x, second.x)
    height = min(first.bottom, second.bottom) - max(first.y, second.y)
    return width > 0.5 and height > 0.5


def inside(point: Point, rect: Rect, *, margin: float) -> bool:
    """Check whether a point lies within a rectangle, at least the margin off its sides."""
    return rect.x + margin < point.x < rect.right - margin and rect.y + margin < point.y < rect.bottom - margin


def check_geometry(geometry: Geometry) -> None:
    """Check the rules of a drawing."""
    boxes = {box.name: box.rect for box in geometry.boxes}
    labels = [line.label.rect for line in geometry.lines if line.label]
    canvas = Rect(0, 0, geometry.width, geometry.height)
    for first, second in combinations([*boxes.values(), *labels], 2):
        assert not overlap(first, second)
    for rect in (*boxes.values(), *labels, *(frame.rect for frame in geometry.frames)):
        assert inside(rect.center, canvas, margin=0)
        assert min(rect.x, rect.y, canvas.right - rect.right, canvas.bottom - rect.bottom) >= 0
    for line in geometry.lines:
        check_line(line, geometry, boxes)
    check_frames(geometry, boxes)


def check_line(line: Line, geometry: Geometry, boxes: dict[str, Rect]) -> None:
    """Check that a line starts and ends at its boxes, avoids all others and passes its label."""
    outlines = boxes | {frame.boundary.name: frame.rect for frame in geometry.frames}
    assert near(line.path[0], outlines[line.relationship.source])
    assert near(line.path[-1], outlines[line.relationship.target])
    own_boxes = {InnerBoxes(geometry.view).of(end) for end in ends(line)}
    titles = [title_rect(frame.lines) for frame in geometry.frames]
    foreign = [other.label.rect for other in geometry.lines if other is not line and other.label]
    points = [*samples(line)]
    for point in points:
        assert not any(inside(point, rect, margin=1) for name, rect in boxes.items() if name not in own_boxes)
        assert not any(inside(point, rect, margin=1) for rect in (*foreign, *titles))
        assert 0 <= point.x <= geometry.width
        assert 0 <= point.y <= geometry.height
    if line.label:
        assert any(inside(point, line.label.rect, margin=0) for point in points)


def check_frames(geometry: Geometry, boxes: dict[str, Rect]) -> None:
    """Check that frames contain exactly their boxes, and that no box covers a title."""
    frames = {frame.boundary.name: frame for frame in geometry.frames}
    for box in geometry.boxes:
        for name, frame in frames.items():
            if name in enclosing(box.view_element.boundary, geometry.view):
                assert inside(box.rect.center, frame.rect, margin=20)
            else:
                assert not overlap(box.rect, frame.rect)
    for frame in geometry.frames:
        assert title_rect(frame.lines).right <= frame.rect.right
        for rect in boxes.values():
            assert not overlap(title_rect(frame.lines), rect)


def ends(line: Line) -> tuple[str, str]:
    return line.relationship.source, line.relationship.target


def near(point: Point, rect: Rect) -> bool:
    """Check whether a point lies in a rectangle or at most 1 px outside."""
    return rect.x - 1 <= point.x <= rect.right + 1 and rect.y - 1 <= point.y <= rect.bottom + 1


def title_rect(lines) -> Rect:
    """Return the rectangle that contains the lines of a title."""
    left, top = min(line.x for line in lines), min(line.y for line in lines) - 12
    right, bottom = max(line.x + line.width for line in lines), max(line.y for line in lines) + 3
    return Rect(left, top, right - left, bottom - top)


def enclosing(name: str, view: View) -> set[str]:
    """Return a boundary and the boundaries around it."""
    parents = {boundary.name: boundary.parent for boundary in view.boundaries}
    names = set()
    while name:
        names.add(name)
        name = parents[name]
    return names


@st.composite
def models(draw):
    """Draw models with elements of every kind, and flows between any of them."""
    shapes = st.sampled_from(list(Shape))
    elements: list[Element] = [system("shop"), system("bank"), person("buyer"), person("clerk")]
    elements += [
        external(f"ext{number}", draw(st.sampled_from(["", "Group"]))) for number in range(draw(st.integers(0, 6)))
    ]
    elements += [
        part(
            f"shop.c{number}",
            shape=draw(shapes),
            technology=draw(WORDS),
            description=draw(WORDS) * 5,
            title=draw(WORDS),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    elements += [part("bank.core")]
    elements += [part(f"shop.c0.k{number}") for number in range(draw(st.integers(1, 4)))]
    names = [element.name for element in elements]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=24))
    flows = [
        flow(
            f"{source} {draw(st.sampled_from(ARROWS))} {target}: {draw(WORDS)}", name=f"f{number}", protocol=draw(WORDS)
        )
        for number, (source, target) in enumerate(pairs)
    ]
    steps = [f"{source} -> {target}: {draw(WORDS)}" for source, target in pairs[:12]] or ["buyer -> shop: Buy"]
    return model(elements, flows, [scenario("shop.tale", *steps)], {"Ours": ("shop", "bank")})
