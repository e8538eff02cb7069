"""Drawings of flows that a report selects: boxes with full titles in frames, and one line for each pair and mode."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.analysis import TitleNaming
from sphinxcontrib_c4.model import system_of
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinxcontrib_c4.analysis import Naming
    from sphinxcontrib_c4.model import Flow, Mode, Model

_MAX_LABELS = 2
_MAX_LABELLED_LINES = 16


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
    """The content of a drawing; ``frames`` maps the names of boxes to the titles of frames, in the order of frames.

    ``shows_data`` states that lines are labelled with the data of flows, ``has_system_frames`` that frames are
    systems, whose names titles of boxes then omit.
    """

    subject: str
    title: str
    note: str
    boxes: tuple[str, ...]
    lines: tuple[DrawnLine, ...]
    frames: Mapping[str, str]
    shows_data: bool = False
    has_system_frames: bool = False

    def view(self, model: Model, naming: Naming) -> View:
        """Return the view with titles of ``naming``; labels are shown on demand if there are many lines."""
        relationships = tuple(_merged(self.lines, shows_data=self.shows_data))
        return View(
            kind=ViewKind.CONTAINER,
            subject=self.subject,
            title=self.title,
            note=self.note,
            elements=tuple(
                ViewElement(
                    element=replace(model.elements[name], title=self._title(model, name, naming), description=""),
                    boundary=_frame_name(self.frames[name]) if name in self.frames else "",
                )
                for name in self.boxes
            ),
            boundaries=tuple(
                Boundary(name=_frame_name(title), title=title) for title in dict.fromkeys(self.frames.values())
            ),
            relationships=relationships,
            labels_on_demand=len(relationships) > _MAX_LABELLED_LINES,
        )

    def _title(self, model: Model, name: str, naming: Naming) -> str:
        is_framed = self.has_system_frames and name in self.frames
        return model.elements[name].title if is_framed else naming.title(name)


def _frame_name(title: str) -> str:
    return f"group:{title}"


def naming_for(model: Model, names: Iterable[str]) -> TitleNaming:
    """Return titles for a report on ``names``, which omit the system of containers if it is the only one."""
    systems = {system_of(name) for name in names if "." in name}
    return TitleNaming(model, subject=systems.pop() if len(systems) == 1 else "")


def subject_of(text: str) -> str:
    """Return ``text`` with each run of other characters than letters, digits, dots and hyphens as one hyphen."""
    return re.sub(r"[^\w.-]+", "-", text)


def _merged(lines: Iterable[DrawnLine], *, shows_data: bool) -> Iterable[Relationship]:
    """Yield one line for each pair and mode, sorted, with the labels of all flows."""
    labels: dict[tuple[str, str, Mode], dict[tuple[str, str], Label]] = {}
    for line in lines:
        line_labels = labels.setdefault((line.source, line.target, line.mode), {})
        for flow in line.flows:
            text = (flow.data if shows_data else "") or flow.label
            line_labels.setdefault((text, flow.protocol), Label(text=text, protocol=flow.protocol, flow=flow.name))
        if line.label:
            line_labels.setdefault((line.label, ""), Label(text=line.label))
    for (source, target, mode), line_labels in sorted(labels.items()):
        first, rest = [*line_labels.values()][:_MAX_LABELS], len(line_labels) - _MAX_LABELS
        more = (Label(text=f"and {rest} more"),) if rest > 0 else ()
        yield Relationship(source=source, target=target, mode=mode, labels=(*first, *more))
