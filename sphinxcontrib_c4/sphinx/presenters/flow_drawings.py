"""Drawings of flows that a report selects: boxes with full titles in frames, and one line for each pair and mode."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.analysis import TitleNaming
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinxcontrib_c4.model import Flow, Mode, Model

_MOST_LABELS = 2
_MOST_LABELLED_LINES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line: its ends, its mode and the flows behind it, or a label of its own."""

    source: str
    target: str
    mode: Mode
    flows: tuple[Flow, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDrawing:
    """The content of a drawing; ``frames`` maps the names of boxes to the titles of frames, in the order of frames."""

    subject: str
    title: str
    note: str
    boxes: tuple[str, ...]
    lines: tuple[DrawnLine, ...]
    frames: Mapping[str, str]

    def view(self, model: Model) -> View:
        """Return the view; labels are shown on demand if there are many lines."""
        titles = TitleNaming(model)
        relationships = tuple(_merged(self.lines))
        return View(
            kind=ViewKind.CONTAINER,
            subject=self.subject,
            title=self.title,
            note=self.note,
            elements=tuple(
                ViewElement(
                    element=replace(model.elements[name], title=titles.title(name), description=""),
                    boundary=_frame_name(self.frames[name]) if name in self.frames else "",
                )
                for name in self.boxes
            ),
            boundaries=tuple(
                Boundary(name=_frame_name(title), title=title) for title in dict.fromkeys(self.frames.values())
            ),
            relationships=relationships,
            labels_on_demand=len(relationships) > _MOST_LABELLED_LINES,
        )


def _frame_name(title: str) -> str:
    return f"group:{title}"


def _merged(lines: Iterable[DrawnLine]) -> Iterable[Relationship]:
    """Yield one line for each pair and mode, sorted, with the labels of all flows."""
    labels: dict[tuple[str, str, Mode], dict[tuple[str, str], Label]] = {}
    for line in lines:
        line_labels = labels.setdefault((line.source, line.target, line.mode), {})
        for flow in line.flows:
            label = Label(text=flow.label, protocol=flow.protocol, flow=flow.name)
            line_labels.setdefault((flow.label, flow.protocol), label)
        if line.label:
            line_labels.setdefault((line.label, ""), Label(text=line.label))
    for (source, target, mode), line_labels in sorted(labels.items()):
        first, rest = [*line_labels.values()][:_MOST_LABELS], len(line_labels) - _MOST_LABELS
        more = (Label(text=f"and {rest} more"),) if rest > 0 else ()
        yield Relationship(source=source, target=target, mode=mode, labels=(*first, *more))
