"""The presenter of lineage reports: the text with titles, and a drawing of the flows in the direction of their data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.analysis import build_lineage_report, find_lineage, merge_settings, parse_settings
from sphinxcontrib_c4.model import Kind, NameLookupError
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView
from sphinxcontrib_c4.sphinx.presenters.flow_drawings import DrawnLine, FlowDrawing, naming_for, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxcontrib_c4.analysis import DataStep, Lineage, LineageReport, TitleNaming
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext

_MAX_BOXES = 40


def lineage_report(context: QueryContext, name: str) -> LineageReport:
    """Return the content of the report on the lineage of a datum or an element.

    Raises:
        QueryError: no element and no datum has that name.
    """
    lineage = _find_lineage(context, name)
    return build_lineage_report(lineage, _naming(lineage))


def render_lineage(context: QueryContext, name: str) -> RenderedView:
    """Return the drawing of the flows of a lineage, in the direction of their data.

    Raises:
        QueryError: no element and no datum has that name.
    """
    lineage, model = _find_lineage(context, name), context.model
    steps = _steps_to_draw(lineage)
    lines = tuple(
        DrawnLine(source=step.nodes[0], target=step.nodes[1], mode=step.flow.mode, flows=(step.flow,))
        for step in steps
        if step.nodes[0] != step.nodes[1]
    )
    boxes = {end for line in lines for end in (line.source, line.target)}
    naming = _naming(lineage)
    title = naming.introduction(lineage.subject) if lineage.is_element else lineage.subject
    drawing = FlowDrawing(
        subject=f"lineage-{subject_of(lineage.subject)}",
        title=f"Lineage of {title}",
        note=_note(len(lineage.steps) - len(steps)),
        boxes=tuple(element for element in model.elements if element in boxes),
        lines=lines,
        frames=_frames(model, boxes),
        shows_data=True,
        has_system_frames=True,
    )
    return RenderedView.of(model, drawing.view(model, naming))


def _find_lineage(context: QueryContext, name: str) -> Lineage:
    scope, _ = parse_settings(merge_settings(context.model.analysis, context.settings.analysis))
    try:
        return context.latest("lineage", (name,), lambda: find_lineage(context.model, name, scope=scope))
    except NameLookupError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from error


def _naming(lineage: Lineage) -> TitleNaming:
    return naming_for(lineage.model, (end for step in lineage.steps for end in step.nodes))


def _steps_to_draw(lineage: Lineage) -> list[DataStep]:
    """Return the steps to draw: those at the element first, as many as the limit of boxes allows."""
    subjects = frozenset(lineage.elements)
    steps: list[DataStep] = []
    boxes: set[str] = set()
    for step in sorted(lineage.steps, key=lambda step: subjects.isdisjoint(step.nodes)):
        if len(boxes | {*step.nodes}) <= _MAX_BOXES:
            boxes |= {*step.nodes}
            steps.append(step)
    return steps


def _frames(model: Model, boxes: Iterable[str]) -> dict[str, str]:
    """Return the titles of the systems of containers."""
    elements = (model.elements[name] for name in model.elements if name in boxes)
    return {e.name: model.elements[e.parent].title for e in elements if e.kind is Kind.CONTAINER}


def _note(left_out: int) -> str:
    note = "An arrow points in the direction of the data."
    if not left_out:
        return note
    return f"{note} {left_out} more {'step is' if left_out == 1 else 'steps are'} not drawn."
