"""The queries of directives: frozen values that a document stores, and a later build runs again.

A result contains what a page shows and nothing else, so that the page is read again when that changes, and only then.
Lines of model files are not part of it; they are resolved when the page is written. Results are computed by the
presenters, which are imported when the first query runs. Named tuples cost a tenth of what dataclasses cost to define,
and most builds run one or two kinds of queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxcontrib_c4.sphinx import presenters
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxcontrib_c4.analysis import CycleReport, ImpactReport, LineageReport, PathReport
    from sphinxcontrib_c4.drawing import LegendEntry
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext
    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.presenters.changes import ChangesPage
    from sphinxcontrib_c4.sphinx.presenters.code_graph import CandidateReport, DriftReport
    from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView
    from sphinxcontrib_c4.sphinx.presenters.element import Description, ElementDetails
    from sphinxcontrib_c4.sphinx.presenters.fragile import FragileReport
    from sphinxcontrib_c4.sphinx.presenters.matrix import MatrixTable
    from sphinxcontrib_c4.sphinx.presenters.metrics import MetricsReport
    from sphinxcontrib_c4.sphinx.presenters.tables import Table


# --- Diagrams ---


class ViewQuery(NamedTuple):
    """The view of one kind, of a subject that may be abbreviated or left out; the other fields are options."""

    kind: str
    subject: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    mode: str = ""
    direction: str = ""
    groups: str = ""
    show: str = ""
    focus: tuple[str, ...] = ()
    depth: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether the author leaves out parts of the view; folding an element does not leave it out."""
        return bool(self.include or self.exclude or self.mode or self.focus)

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        selection = presenters.diagram.make_selection(
            context.settings,
            include=self.include,
            exclude=self.exclude,
            mode=self.mode,
            direction=self.direction,
            groups=self.groups,
            show=self.show,
            focus=self.focus,
            depth=self.depth,
        )
        return presenters.diagram.render_view(context, self.kind, self.subject, selection)


class FilterWarningsQuery(NamedTuple):
    """The warnings about filters of a view that have no effect or remove everything."""

    kind: str
    subject: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    mode: str = ""

    def run(self, context: QueryContext) -> tuple[str, ...]:
        """Compute the warnings."""
        selection = presenters.diagram.make_selection(
            context.settings, include=self.include, exclude=self.exclude, mode=self.mode
        )
        return presenters.diagram.filter_warnings(context, self.kind, self.subject, selection)


class KeyedViewQuery(NamedTuple):
    """The view with a key in the workspace, or the view of the model with that name or key."""

    key: str
    direction: str = ""

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.diagram.render_keyed_view(context, self.key, self.direction)


class CycleDiagramQuery(NamedTuple):
    """The drawing of the cycle with a fingerprint, of the report with the other fields."""

    fingerprint: str
    unverified: bool = False
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        options = presenters.cycles.CycleOptions(self.unverified, self.without, self.asynchronous)
        return presenters.cycles.render_cycle(context, self.fingerprint, options)


class ImpactDiagramQuery(NamedTuple):
    """The drawing of the elements that a failure of an element reaches."""

    name: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.impact.render_impact(context.assuming(self.without, self.asynchronous), self.name)


class PathDiagramQuery(NamedTuple):
    """The drawing of the paths between two elements."""

    name: str
    target: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.impact.render_paths(context.assuming(self.without, self.asynchronous), self.name, self.target)


class LineageDiagramQuery(NamedTuple):
    """The drawing of the lineage of a datum or an element."""

    name: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.lineage.render_lineage(context.assuming(self.without, self.asynchronous), self.name)


class LegendQuery(NamedTuple):
    """The legend of the view ``kind:name``, of a view of the workspace, or of all views of a system."""

    subject: str = ""

    def run(self, context: QueryContext) -> tuple[LegendEntry, ...]:
        """Compute the entries."""
        return presenters.diagram.find_legend(context, self.subject)


# --- Text and tables ---


class DescriptionQuery(NamedTuple):
    """The description of an element, a scenario or the landscape."""

    subject: str = ""

    def run(self, context: QueryContext) -> Description:
        """Find the description."""
        return presenters.element.find_description(context, self.subject)


class ElementQuery(NamedTuple):
    """The details of an element."""

    name: str

    def run(self, context: QueryContext) -> ElementDetails:
        """Compute the details."""
        return presenters.element.element_details(context, self.name)


class ElementTablesQuery(NamedTuple):
    """The tables of a system or a container; of all kinds if ``kinds`` is empty."""

    subject: str = ""
    kinds: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> tuple[Table, ...]:
        """Compute the tables."""
        return presenters.tables.element_tables(context, self.subject, self.kinds)


class IngestionQuery(NamedTuple):
    """The table of the sources that a system fetches data from."""

    system: str = ""

    def run(self, context: QueryContext) -> Table:
        """Compute the table."""
        return presenters.tables.ingestion_table(context, self.system)


class ProvenanceQuery(NamedTuple):
    """The full name of the system that a page is generated for, or ``""``.

    The files about it are not part of the result: their digests change with every comment. They are looked up when
    the page is written.
    """

    system: str = ""

    def run(self, context: QueryContext) -> str:
        """Find the system."""
        return presenters.element.find_system(context, self.system)


class WorkspacePathQuery(NamedTuple):
    """The path of the workspace in the output folder of HTML builds."""

    def run(self, context: QueryContext) -> str:
        """Find the path."""
        path = context.settings.structurizr_export
        if not path:
            reason = 'no workspace is written; set c4_structurizr_export = "workspace.json" in conf.py'
            raise QueryError(WarningType.WORKSPACE, reason)
        return path


# --- Reports ---


class CycleReportQuery(NamedTuple):
    """The cycles that touch a system, or all cycles; of a model without some flows, or with asynchronous ones."""

    system: str = ""
    unverified: bool = False
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()
    owner: str = ""
    by: str = ""

    def run(self, context: QueryContext) -> CycleReport:
        """Compute the report."""
        options = presenters.cycles.CycleOptions(self.unverified, self.without, self.asynchronous)
        return presenters.cycles.cycle_report(
            context, self.system, options, owner=self.owner, by_owner=self.by == "owner"
        )


class MatrixQuery(NamedTuple):
    """The dependency matrix of systems or containers; by default, of all systems or of the containers of one."""

    system: str = ""
    by: str = ""
    focus: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> MatrixTable:
        """Compute the matrix."""
        assumed = context.assuming(self.without, self.asynchronous)
        report = presenters.phrases.report_on(assumed, self.system)
        by_system = _is_by_system(self.system or "".join(self.focus), self.by)
        return presenters.matrix.matrix_table(assumed.model, report, by_system=by_system, focus=self.focus)


class FragileQuery(NamedTuple):
    """The fragile links that ``rules`` find and that have one of ``severities``; all if these are empty."""

    system: str = ""
    rules: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    owner: str = ""
    by: str = ""
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> FragileReport:
        """Compute the report."""
        assumed = context.assuming(self.without, self.asynchronous)
        report = presenters.phrases.owned_by(presenters.phrases.report_on(assumed, self.system), self.owner)
        return presenters.fragile.fragile_report(
            assumed.model, report, rules=self.rules, severities=self.severities, by_owner=self.by == "owner"
        )


class MetricsQuery(NamedTuple):
    """The coupling of systems or containers; by default, of all systems or of the containers of one."""

    system: str = ""
    by: str = ""
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> MetricsReport:
        """Compute the report."""
        assumed = context.assuming(self.without, self.asynchronous)
        report, baseline = presenters.phrases.report_on(assumed, self.system), context.reports.baseline
        earlier = baseline.metrics if baseline else {}
        by_system = _is_by_system(self.system, self.by)
        return presenters.metrics.metrics_report(assumed.model, report, earlier, by_system=by_system)


class ImpactQuery(NamedTuple):
    """The impact of a failure of an element."""

    name: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> ImpactReport:
        """Compute the report."""
        return presenters.impact.impact_report(context.assuming(self.without, self.asynchronous), self.name)


class PathQuery(NamedTuple):
    """The paths of dependencies from one element to another, and back."""

    name: str
    target: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> tuple[PathReport, ...]:
        """Compute the reports."""
        return presenters.impact.path_reports(context.assuming(self.without, self.asynchronous), self.name, self.target)


class LineageQuery(NamedTuple):
    """The lineage of a datum or an element."""

    name: str
    without: tuple[str, ...] = ()
    asynchronous: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> LineageReport:
        """Compute the report."""
        return presenters.lineage.lineage_report(context.assuming(self.without, self.asynchronous), self.name)


class ChangesQuery(NamedTuple):
    """The changes since the model that ``c4_changes_base`` names, of one system or of all."""

    system: str = ""

    def run(self, context: QueryContext) -> ChangesPage:
        """Compute the report."""
        return presenters.changes.changes_page(context, self.system)


class ChangedViewQuery(NamedTuple):
    """The drawing of a view of both models, with marks, by its name."""

    name: str
    system: str = ""

    def run(self, context: QueryContext) -> RenderedView:
        """Compute the view."""
        return presenters.changes.render_changed_view(context, self.name, self.system)


class CandidatesQuery(NamedTuple):
    """The candidates that touch a system, or all, in some states of drift if ``states`` has any."""

    system: str = ""
    states: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> CandidateReport:
        """Compute the report."""
        return presenters.code_graph.candidate_report(context, self.system, self.states)


class DriftQuery(NamedTuple):
    """The drift of the flows of a system, or of all, in some states if ``states`` has any."""

    system: str = ""
    states: tuple[str, ...] = ()

    def run(self, context: QueryContext) -> DriftReport:
        """Compute the report."""
        return presenters.code_graph.drift_report(context, self.system, self.states)


def _is_by_system(system: str, by: str) -> bool:
    return by == "system" or not (by or system)


_CLASSES: tuple[type[Query[Any]], ...] = (
    ViewQuery,
    FilterWarningsQuery,
    KeyedViewQuery,
    CycleDiagramQuery,
    ImpactDiagramQuery,
    PathDiagramQuery,
    LineageDiagramQuery,
    LegendQuery,
    DescriptionQuery,
    ElementQuery,
    ElementTablesQuery,
    IngestionQuery,
    ProvenanceQuery,
    WorkspacePathQuery,
    CycleReportQuery,
    MatrixQuery,
    FragileQuery,
    MetricsQuery,
    ImpactQuery,
    PathQuery,
    LineageQuery,
    ChangesQuery,
    ChangedViewQuery,
    CandidatesQuery,
    DriftQuery,
)

QUERIES: Mapping[str, type[Query[Any]]] = {query.__name__: query for query in _CLASSES}
"""The classes of the queries that documents store, by name."""
