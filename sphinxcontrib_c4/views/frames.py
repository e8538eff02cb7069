"""Lines that end at a boundary, for formats and layouts in which a line can only end at a box.

A flow that names only a system or container ends at its boundary. A layout without such lines leads them
to a box inside the boundary, and must not present that box as the end of the flow.
"""

from __future__ import annotations

from dataclasses import replace

from sphinxcontrib_c4.model import Shape
from sphinxcontrib_c4.views.view import Relationship, View, ViewElement


class InnerBoxes:
    """The boxes through which lines to the boundaries of a view are laid out; many lines end at one boundary."""

    def __init__(self, view: View) -> None:
        """Index the boxes by the boundaries around them, and the callers of each box."""
        self._inside = _boxes_inside(view)
        self._callers: dict[str, list[str]] = {}
        for line in view.relationships:
            if line.source != line.target:
                self._callers.setdefault(line.target, []).append(line.source)
        self._chosen: dict[str, str] = {}

    def of(self, end: str) -> str:
        """Return the box through which a line to ``end`` is laid out: ``end`` itself, or a box inside the boundary.

        The box is one that no other box inside calls; among several, one that is called from outside; among
        several, the first. Databases and queues come last.
        """
        if end not in self._inside:
            return end
        if end not in self._chosen:
            self._chosen[end] = self._choose(end)
        return self._chosen[end]

    def is_boundary(self, end: str) -> bool:
        """Return whether ``end`` is a boundary."""
        return end in self._inside

    def contains(self, end: str, box: str) -> bool:
        """Return whether ``end`` is a boundary with ``box`` inside, at any depth."""
        return box in self._inside.get(end, ())

    def _choose(self, boundary: str) -> str:
        boxes = self._inside[boundary]

        def rank(name: str) -> tuple[bool, bool, bool]:
            callers = self._callers.get(name, ())
            is_called_inside = any(caller in boxes for caller in callers)
            is_called_from_outside = any(caller not in boxes and caller != boundary for caller in callers)
            return boxes[name].element.shape is not Shape.BOX, is_called_inside, not is_called_from_outside

        return min(boxes, key=rank)


def _boxes_inside(view: View) -> dict[str, dict[str, ViewElement]]:
    """Return the boxes inside each boundary, at any depth, by their names and in the order of the view."""
    parents = {boundary.name: boundary.parent for boundary in view.boundaries}
    inside: dict[str, dict[str, ViewElement]] = {name: {} for name in parents}
    for item in view.elements:
        name = item.boundary
        while name in parents:
            inside[name][item.element.name] = item
            name = parents[name]
    return inside


def with_outer_ends(view: View) -> View:
    """Return ``view`` for formats in which a line can end at a boundary only from outside.

    Lines between a boundary and its inside end at a box inside instead (see ``InnerBoxes``).
    """
    boxes = InnerBoxes(view)
    return replace(view, relationships=tuple(_with_outer_ends(boxes, line) for line in view.relationships))


def _with_outer_ends(boxes: InnerBoxes, line: Relationship) -> Relationship:
    source, target = boxes.of(line.source), boxes.of(line.target)
    return replace(
        line,
        source=source if boxes.contains(line.source, target) else line.source,
        target=target if boxes.contains(line.target, source) else line.target,
    )


def without_boundary_ends(view: View) -> View:
    """Return ``view`` for formats in which no line ends at a boundary.

    A step ends at a box inside the boundary; any other such line is left out.
    """
    boxes = InnerBoxes(view)
    lines = []
    for line in view.relationships:
        if line.step is not None:
            lines.append(replace(line, source=boxes.of(line.source), target=boxes.of(line.target)))
        elif not (boxes.is_boundary(line.source) or boxes.is_boundary(line.target)):
            lines.append(line)
    return replace(view, relationships=tuple(lines))
