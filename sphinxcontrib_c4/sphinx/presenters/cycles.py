"""The presenter of cycle reports: the text with titles, and a drawing of each cycle with its cuts.

The text itself is assembled by the analysis, which the command line shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import (
    TitleNaming,
    build_cycle_graph,
    build_cycle_report,
    cycle_title,
    finding_id,
)
from sphinxcontrib_c4.codegraph import SCOPE, UNVERIFIED, with_unverified_flows
from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.lookup import resolve_system
from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView
from sphinxcontrib_c4.sphinx.presenters.phrases import owned_by
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

if TYPE_CHECKING:
    from sphinxcontrib_c4.analysis import CycleFinding, CycleGraph, CycleGraphLine, CycleReport, Report
    from sphinxcontrib_c4.model import Flow, Model
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext

_MAX_LABELS = 3


class CycleOptions(NamedTuple):
    """The options of a cycle report: whether it is about unverified flows, and the flows of a what-if."""

    unverified: bool = False
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()


def cycle_report(
    context: QueryContext, system: str, options: CycleOptions, *, owner: str = "", by_owner: bool = False
) -> CycleReport:
    """Return the content of the report on the cycles of one system, or of all, and of one owner, or of all.

    Raises:
        QueryError: there is no such system, owner or flow, or an extracted file cannot be read.
    """
    model, report = _analysed(context, options)
    if system:
        report = report.about(resolve_system(context.model, system, context.primary_system))
    content = build_cycle_report(owned_by(report, owner), TitleNaming(model), by_owner=by_owner)
    if not options.unverified:
        return content
    scope = f"Scope: {SCOPE}. Each of these cycles needs an unverified candidate."
    return content._replace(scope=" ".join(filter(None, (scope, content.scope))))


def _analysed(context: QueryContext, options: CycleOptions) -> tuple[Model, Report]:
    """Return the model that ``options`` ask for, and the report on it."""
    if options.unverified:
        context = context._replace(model=with_unverified_flows(context.model, context.code_graph()))
    assumed = context.assuming(options.without, options.asynchronous)
    if not options.unverified:
        return assumed.model, assumed.report()
    if assumed.model.assumptions:
        return assumed.model, assumed.report().with_tag(UNVERIFIED)
    return assumed.model, assumed.reports.unverified_report(assumed.model)


def render_cycle(context: QueryContext, key: str, options: CycleOptions) -> RenderedView:
    """Return the drawing of the cycle with the fingerprint ``key``.

    Raises:
        QueryError: the cycle no longer exists.
    """
    model, report = _analysed(context, options)
    for finding in report.cycles:
        if finding_id(finding) == key:
            return RenderedView.of(model, cycle_view(model, finding))
    raise QueryError(WarningType.REFERENCE, f"there is no cycle with the fingerprint {key}")


def cycle_view(model: Model, finding: CycleFinding) -> View:
    """Return the members of a cycle and the flows behind their dependencies."""
    title = cycle_title(finding, title=TitleNaming(model).of_cycle(finding).title)
    graph = build_cycle_graph(finding, model)
    boundaries = {frame.name for frame in graph.frames}
    return View(
        kind=ViewKind.CONTAINER,
        subject=f"cycle-{finding_id(finding)[:12]}",
        title=f"Cycle: {title}",
        note=_note(graph),
        elements=tuple(
            ViewElement(element=element, boundary=element.parent if element.parent in boundaries else "")
            for element in graph.elements
        ),
        boundaries=tuple(
            Boundary(name=frame.name, title=frame.title, subtitle="[System]" if frame.kind is Kind.SYSTEM else "")
            for frame in graph.frames
        ),
        relationships=tuple(_relationship(line) for line in graph.lines),
    )


def _note(graph: CycleGraph) -> str:
    note = "An arrow points from the dependent element to its dependency."
    if graph.left_out:
        return f"{note} {graph.left_out} more {'member is' if graph.left_out == 1 else 'members are'} not drawn."
    return note


def _relationship(line: CycleGraphLine) -> Relationship:
    labels = tuple({(flow.label, flow.protocol): _label(flow) for flow in line.flows}.values())
    rest = len(labels[_MAX_LABELS:])
    more = (Label(text=f"and {rest} more"),) if rest else ()
    return Relationship(
        source=line.source,
        target=line.target,
        mode=line.mode,
        labels=(*labels[:_MAX_LABELS], *more),
        cut=_cut_label(line),
    )


def _label(flow: Flow) -> Label:
    return Label(text=flow.label, protocol=flow.protocol, flow=flow.name)


def _cut_label(line: CycleGraphLine) -> str:
    """Return how to cut a line; if there are two ways, the card explains them."""
    if line.make_asynchronous and line.remove:
        return "cut here"
    if line.make_asynchronous:
        return "cut: make asynchronous"
    return "cut: remove or invert" if line.remove else ""
