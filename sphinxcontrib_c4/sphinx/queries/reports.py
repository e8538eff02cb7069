"""Queries for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxcontrib_c4.sphinx import presenters

if TYPE_CHECKING:
    from sphinxcontrib_c4.analysis import CycleReport, ImpactReport, LineageReport, PathReport
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext
    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.presenters.changes import ChangesPage
    from sphinxcontrib_c4.sphinx.presenters.code_graph import CandidateReport, DriftReport
    from sphinxcontrib_c4.sphinx.presenters.fragile import FragileReport
    from sphinxcontrib_c4.sphinx.presenters.matrix import MatrixTable
    from sphinxcontrib_c4.sphinx.presenters.metrics import MetricsReport


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


QUERIES: tuple[type[Query[Any]], ...] = (
    CycleReportQuery,
    MatrixQuery,
    FragileQuery,
    MetricsQuery,
    ImpactQuery,
    PathQuery,
    LineageQuery,
    ChangesQuery,
    CandidatesQuery,
    DriftQuery,
)
