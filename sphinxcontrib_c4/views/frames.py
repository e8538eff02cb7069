"""Lines that end at a boundary, for formats and layouts in which a line can only end at a box.

A flow that names only a system or container ends at its boundary. A layout without such lines leads them
to a box inside the boundary, and must not present that box as the end of the flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sphinxcontrib_c4.model import Shape
from sphinxcontrib_c4.views.view import Relationship, View, ViewElement


def inner_box(view: View, end: str) -> str:
    """Return the box through which a line to ``end`` is laid out: ``end`` itself, or a box inside the boundary.

    The box is one that no other box inside calls; among several, one that is called from outside; among
    several, the first. Databases and queues come last.
    """
    if not _is_boundary(view, end):
        return end
    boxes = tuple(_boxes_inside(view, end))
    names = {item.element.name for item in boxes}
    lines = [line for line in view.relationships if line.source != line.target]
    callees = {line.target for line in lines if line.source in names}
    boxes_from_outside = {line.target for line in lines if line.source not in names and line.source != end}

    def rank(item: ViewElement) -> tuple[bool, bool, bool]:
        element = item.element
        return element.shape is not Shape.BOX, element.name in callees, element.name not in boxes_from_outside

    return min(boxes, key=rank).element.name


def with_outer_ends(view: View) -> View:
    """Return ``view`` for formats in which a line can end at a boundary only from outside.

    Lines between a boundary and its inside end at a box inside instead (see ``inner_box``).
    """
    return replace(view, relationships=tuple(_with_outer_ends(view, line) for line in view.relationships))


def _with_outer_ends(view: View, line: Relationship) -> Relationship:
    source, target = inner_box(view, line.source), inner_box(view, line.target)
    return replace(
        line,
        source=source if _contains(view, line.source, target) else line.source,
        target=target if _contains(view, line.target, source) else line.target,
    )


def without_boundary_ends(view: View) -> View:
    """Return ``view`` for formats in which no line ends at a boundary.

    A step ends at a box inside the boundary; any other such line is left out.
    """
    lines = []
    for line in view.relationships:
        if line.step is not None:
            lines.append(replace(line, source=inner_box(view, line.source), target=inner_box(view, line.target)))
        elif not (_is_boundary(view, line.source) or _is_boundary(view, line.target)):
            lines.append(line)
    return replace(view, relationships=tuple(lines))


def _contains(view: View, end: str, box: str) -> bool:
    return any(item.element.name == box for item in _boxes_inside(view, end))


def _is_boundary(view: View, name: str) -> bool:
    return any(boundary.name == name for boundary in view.boundaries)


def _boxes_inside(view: View, name: str) -> Iterator[ViewElement]:
    """Yield the elements inside the boundary ``name``, at any depth."""
    boundaries = {name}
    for boundary in view.boundaries:  # parents come before children
        if boundary.parent in boundaries:
            boundaries.add(boundary.name)
    for item in view.elements:
        if item.boundary in boundaries:
            yield item
