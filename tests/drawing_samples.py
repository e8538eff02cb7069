"""Small views with positions set by hand, for the tests of drawings, and functions that read SVG paths."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from sphinxcontrib_c4.layout import Box, EdgeLabel, Frame, Geometry, Line, Point, Rect, TextLine, TextStyle
from sphinxcontrib_c4.layout.text import measure
from sphinxcontrib_c4.model import Element, Kind, Mode, Position, Shape
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind


def element(name: str = "it", kind: Kind = Kind.CONTAINER, **fields: object) -> Element:
    """Return an element with only the fields that drawings need."""
    values = {"title": name.capitalize(), "position": Position("m.yaml", 1, 1), **fields}
    return Element(name=name, kind=kind, **values)  # type: ignore[arg-type]


def text_line(text: str, style: TextStyle, x: float, y: float) -> TextLine:
    return TextLine(text, style, x, y, measure(text, style))


def box(content: Element, x: float, y: float) -> Box:
    lines = (
        text_line(content.title, TextStyle.NAME, x + 30, y + 60),
        text_line("[It]", TextStyle.TECHNOLOGY, x + 30, y + 80),
    )
    return Box(view_element=ViewElement(element=content), rect=Rect(x, y, 200, 110), lines=lines)


def line(source: Box, target: Box, mode: Mode, text: str = "", step: int | None = None) -> Line:
    labels = (Label(text=text, protocol="HTTPS"),) if text else ()
    relationship = Relationship(source=source.name, target=target.name, mode=mode, labels=labels, step=step)
    start, end = Point(source.rect.right, source.rect.y + 55), Point(target.rect.x, target.rect.y + 55)
    rect = Rect((start.x + end.x) / 2 - 40, (start.y + end.y) / 2 - 10, 80, 20)
    text_lines = (
        text_line(text, TextStyle.LABEL, rect.x + 6, rect.y + 14),
        text_line("[HTTPS]", TextStyle.PROTOCOL, rect.x + 6, rect.y + 29),
    )
    return Line(
        relationship=relationship,
        path=(start, start, end, end),
        label=EdgeLabel(rect=rect, lines=text_lines) if text else None,
    )


def geometry(
    *elements: Element, lines: tuple[tuple[int, int, Mode, str, int | None], ...] = (), title: str = "Parts of it"
) -> Geometry:
    """Return boxes in a row within two boundaries; ``lines`` refer to elements by their positions."""
    boxes = tuple(box(item, 40 + 340 * number, 60) for number, item in enumerate(elements))
    edges = tuple(line(boxes[source], boxes[target], mode, text, step) for source, target, mode, text, step in lines)
    frames = (
        Frame(
            boundary=Boundary(name="outer", title="Outer"),
            rect=Rect(4, 4, 340 * len(boxes), 300),
            lines=(text_line("Outer", TextStyle.BOUNDARY, 12, 20),),
        ),
        Frame(
            boundary=Boundary(name="inner", title="Inner", parent="outer"), rect=Rect(20, 30, 60, 60), lines=(), depth=1
        ),
    )
    view = View(
        kind=ViewKind.CONTAINER,
        subject="it",
        title=title,
        description="What it is made of.",
        elements=tuple(box.view_element for box in boxes),
        boundaries=tuple(frame.boundary for frame in frames),
        relationships=tuple(edge.relationship for edge in edges),
    )
    return Geometry(view=view, width=340 * len(boxes) + 20, height=320, boxes=boxes, frames=frames, lines=edges)


def complete_geometry() -> Geometry:
    """Return elements of every kind and shape, internal and external, and lines of every mode."""
    kinds = [*((kind, Shape.BOX) for kind in Kind), (Kind.CONTAINER, Shape.DATABASE), (Kind.CONTAINER, Shape.QUEUE)]
    elements = [
        element(f"{kind}-{shape}-{external}", kind, shape=shape, external=external)
        for external in (False, True)
        for kind, shape in kinds
    ]
    modes = [(number, number + 1, mode, f"say {mode}", number + 1) for number, mode in enumerate(Mode)]
    return geometry(*elements, lines=tuple(modes))


def origin(group: ElementTree.Element) -> tuple[float, float]:
    """Return the origin of a group in the coordinates of the drawing."""
    x, y = re.findall(r"-?[\d.]+", group.get("transform", "translate(0 0)"))
    return float(x), float(y)


def path_commands(data: str) -> list[tuple[str, list[float]]]:
    """Return the commands of path data: upper-case letters, each with its absolute coordinates."""
    commands: list[tuple[str, list[float]]] = []
    x = y = 0.0
    for letter, arguments in re.findall(r"([MLHVCAZmlhvcaz])([^MLHVCAZmlhvcaz]*)", data):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", arguments)]
        name, size = letter.upper(), {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "a": 7, "z": 0}[letter.lower()]
        if not size:
            commands.append((name, []))
        for index in range(0, len(numbers), size or 1):
            group = numbers[index : index + size]
            if letter.islower():
                first = 5 if name == "A" else 0
                group[first:] = [n + ((y if i % 2 else x) if name != "V" else y) for i, n in enumerate(group[first:])]
            group = [round(number, 3) for number in group]
            x, y = (group[0], y) if name == "H" else (x, group[0]) if name == "V" else (group[-2], group[-1])
            commands.append((name, group))
    return commands


def path_points(data: str) -> list[tuple[float, float]]:
    """Return the end point of each command of path data."""
    points: list[tuple[float, float]] = []
    for name, numbers in path_commands(data):
        if name == "H":
            points.append((numbers[0], points[-1][1]))
        elif name == "V":
            points.append((points[-1][0], numbers[0]))
        elif name != "Z":
            points.append((numbers[-2], numbers[-1]))
    return points
