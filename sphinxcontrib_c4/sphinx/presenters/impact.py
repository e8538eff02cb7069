"""The presenter of impact reports: the text with titles, and drawings of the closure and of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.analysis import (
    Effect,
    TitleNaming,
    build_impact_report,
    build_path_report,
    find_dependency_paths,
    find_impact,
    merge_settings,
    parse_settings,
)
from sphinxcontrib_c4.model import NameLookupError, system_of
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView
from sphinxcontrib_c4.sphinx.presenters.flow_drawings import DrawnLine, FlowDrawing, naming_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxcontrib_c4.analysis import Hop, Impact, ImpactReport, PathReport, PathSearch, ReachedElement, Scope
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext

_MAX_BOXES = 30
_MAX_PATHS = 12
_FRAMES = {
    Effect.STOPS: "Stops",
    Effect.MAY_STOP: "May stop",
    Effect.DELAYED: "Delayed",
    Effect.MAY_BE_DELAYED: "Delayed",
}
_FAILED_FRAME, _EXTERNAL_FRAME = "Down", "External: calls fail"


# --- Text ---


def impact_report(context: QueryContext, name: str) -> ImpactReport:
    """Return the content of the report on a failure of the element ``name``.

    Raises:
        QueryError: there is no such element, or it cannot fail.
    """
    impact = _find_impact(context, name)
    return build_impact_report(impact, _naming(impact))


def path_reports(context: QueryContext, name: str, target: str) -> tuple[PathReport, ...]:
    """Return the content of the reports on the paths from one element to another, and back.

    Raises:
        QueryError: there is no such element.
    """
    searches = _find_paths(context, name, target)
    naming = _path_naming(context.model, searches)
    return tuple(build_path_report(search, naming) for search in searches)


def _find_impact(context: QueryContext, name: str) -> Impact:
    try:
        return context.latest("impact", (name,), lambda: find_impact(context.model, name, scope=_scope(context)))
    except NameLookupError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from error


def _find_paths(context: QueryContext, name: str, target: str) -> tuple[PathSearch, PathSearch]:
    try:
        return context.latest(
            "paths", (name, target), lambda: find_dependency_paths(context.model, name, target, scope=_scope(context))
        )
    except NameLookupError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from error


def _scope(context: QueryContext) -> Scope:
    return parse_settings(merge_settings(context.model.analysis, context.settings.analysis))[0]


def _naming(impact: Impact) -> TitleNaming:
    """Return titles, which omit the system of a container if it is that of the subject."""
    return TitleNaming(impact.model, subject=system_of(impact.subject))


def _path_naming(model: Model, searches: Iterable[PathSearch]) -> TitleNaming:
    return naming_for(model, (end for search in searches for path in search.paths for end in path.names))


# --- Drawings ---


def render_impact(context: QueryContext, name: str) -> RenderedView:
    """Return the drawing of the elements that a failure of ``name`` reaches, each with its shortest chain.

    Raises:
        QueryError: there is no such element.
    """
    impact, model = _find_impact(context, name), context.model
    reached = _drawn(impact)
    lines = tuple(_lines((hop for each in reached for hop in each.hops), impact))
    boxes = {impact.subject, *(each.name for each in reached), *(end for line in lines for end in _ends(line))}
    left_out = len(impact.affected) - len(reached)
    naming = _naming(impact)
    frames = {each.name: _frame(impact, each) for each in impact.affected if each.name in boxes}
    drawing = FlowDrawing(
        subject=f"impact-{impact.subject}",
        title=f"Impact of {naming.title(impact.subject)}",
        note="An arrow points from the dependent element to its dependency." + _rest(left_out, "element"),
        boxes=tuple(element for element in model.elements if element in boxes),
        lines=lines,
        frames={impact.subject: _FAILED_FRAME, **frames},
    )
    return RenderedView.of(model, drawing.view(model, naming))


def render_paths(context: QueryContext, name: str, target: str) -> RenderedView:
    """Return the drawing of the paths from ``name`` to ``target``, and of those back.

    Raises:
        QueryError: there is no such element, or no path.
    """
    searches, model = _find_paths(context, name, target), context.model
    paths = [path for search in searches for path in search.paths[:_MAX_PATHS]]
    lines = tuple(line for path in paths for line in _hop_lines(path.hops))
    boxes = {end for line in lines for end in _ends(line)}
    naming = _path_naming(model, searches)
    titles = [naming.introduction(end) for end in (searches[0].source, searches[0].target)]
    left_out = sum(len(search.paths[_MAX_PATHS:]) for search in searches)
    drawing = FlowDrawing(
        subject=f"paths-{searches[0].source}-{searches[0].target}",
        title=f"Paths between {' and '.join(titles)}",
        note="An arrow points from the dependent element to its dependency." + _rest(left_out, "path"),
        boxes=tuple(element for element in model.elements if element in boxes),
        lines=lines,
        frames={},
    )
    return RenderedView.of(model, drawing.view(model, naming))


def _drawn(impact: Impact) -> list[ReachedElement]:
    """Return the elements to draw, the nearest first, as many as the limit allows with their chains."""
    drawn: list[ReachedElement] = []
    boxes = {impact.subject}
    for reached in sorted(impact.affected, key=lambda each: (each.length, each.effect.rank, each.name)):
        if reached.length > _MAX_BOXES or len(boxes | set(reached.path)) > _MAX_BOXES:
            break
        boxes |= set(reached.path)
        drawn.append(reached)
    return drawn


def _frame(impact: Impact, reached: ReachedElement) -> str:
    return _EXTERNAL_FRAME if impact.model.elements[reached.name].external else _FRAMES[reached.effect]


def _rest(number: int, noun: str) -> str:
    if not number:
        return ""
    return f" {number} more {noun if number == 1 else f'{noun}s'} {'is' if number == 1 else 'are'} not drawn."


def _lines(hops: Iterable[Hop], impact: Impact) -> Iterator[DrawnLine]:
    """Yield the lines of ``hops``; those of a failed system end at the system, not at its containers."""
    for line in _hop_lines(hops):
        source, target = (impact.subject if end in impact.failed else end for end in _ends(line))
        if source != target:
            yield DrawnLine(source=source, target=target, mode=line.mode, flows=line.flows, label=line.label)


def _hop_lines(hops: Iterable[Hop]) -> Iterator[DrawnLine]:
    """Yield a line for each flow; a dependency through a queue is two lines."""
    for hop in hops:
        if hop.edge is None:
            part = hop.target if system_of(hop.target) == hop.source else hop.source
            yield DrawnLine(source=hop.source, target=hop.target, mode=hop.mode, label=f"if {part} is meant")
            continue
        causes = [cause for cause in hop.edge.causes if cause.mode is hop.mode] or hop.edge.causes
        for cause in causes:
            if cause.second_hop is None:
                yield DrawnLine(source=hop.source, target=hop.target, mode=cause.flow.mode, flows=(cause.flow,))
                continue
            yield DrawnLine(source=hop.source, target=cause.queue, mode=cause.flow.mode, flows=(cause.flow,))
            second = cause.second_hop
            yield DrawnLine(source=cause.queue, target=hop.target, mode=second.mode, flows=(second,))


def _ends(line: DrawnLine) -> tuple[str, str]:
    return line.source, line.target
