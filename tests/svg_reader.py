"""Drawings as trees: their groups by class, and their texts with positions and titles."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from drawing_samples import origin

from sphinxcontrib_c4.drawing import svg
from sphinxcontrib_c4.layout import Geometry

SVG = "{http://www.w3.org/2000/svg}"


def draw(geometry: Geometry, **options: object) -> ElementTree.Element:
    """Draw a view that is laid out, and return the root of the drawing."""
    return ElementTree.fromstring(svg(geometry, **options))


def classes(node: ElementTree.Element) -> list[str]:
    """Return the classes of a node."""
    return node.get("class", "").split()


def find_by_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return the nodes of a drawing that have a class."""
    return [node for node in root.iter() if name in classes(node)]


def text_lines(root: ElementTree.Element) -> list[str]:
    """Return the lines of text of a drawing."""
    return ["".join(line.itertext()) for line in root.iter(f"{SVG}text")]


def titles(root: ElementTree.Element, name: str) -> list[str]:
    """Return the titles of the nodes that have a class, ``""`` for those without a title."""
    return [node.findtext(f"{SVG}title", "") for node in find_by_class(root, name)]


def spans(root: ElementTree.Element, dx: float = 0, *, centred: bool = False) -> Iterator[tuple[float, float]]:
    """Yield the left and the right end of every line of text, moved as its groups are."""
    dx += origin(root)[0]
    if root.tag == f"{SVG}text":
        width, x = float(root.get("textLength")), dx + float(root.get("x", 0))
        left = x - width / 2 if centred else x
        yield left, left + width
    for child in root:
        yield from spans(child, dx, centred=centred or root.get("text-anchor") == "middle")
