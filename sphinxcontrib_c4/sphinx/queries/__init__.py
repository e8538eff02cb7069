"""The queries of directives: frozen values that a document stores, and a later build runs again.

A result contains what a page shows and nothing else, so that the page is read again when that changes, and only then.
Lines of model files are not part of it; they are resolved when the page is written. Results are computed by the
presenters, which are imported when the first query runs. Named tuples cost a tenth of what dataclasses cost to define,
and most builds run one or two kinds of queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxcontrib_c4.sphinx.queries.diagrams import (
    ChangedViewQuery,
    CycleDiagramQuery,
    FilterWarningsQuery,
    ImpactDiagramQuery,
    KeyedViewQuery,
    LegendQuery,
    LineageDiagramQuery,
    PathDiagramQuery,
    ViewQuery,
)
from sphinxcontrib_c4.sphinx.queries.elements import (
    DescriptionQuery,
    ElementQuery,
    ElementTablesQuery,
    IngestionQuery,
    ProvenanceQuery,
    WorkspacePathQuery,
)
from sphinxcontrib_c4.sphinx.queries.reports import (
    CandidatesQuery,
    ChangesQuery,
    CycleReportQuery,
    DriftQuery,
    FragileQuery,
    ImpactQuery,
    LineageQuery,
    MatrixQuery,
    MetricsQuery,
    PathQuery,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxcontrib_c4.sphinx.cache.queries import Query

__all__ = [
    "QUERIES",
    "CandidatesQuery",
    "ChangedViewQuery",
    "ChangesQuery",
    "CycleDiagramQuery",
    "CycleReportQuery",
    "DescriptionQuery",
    "DriftQuery",
    "ElementQuery",
    "ElementTablesQuery",
    "FilterWarningsQuery",
    "FragileQuery",
    "ImpactDiagramQuery",
    "ImpactQuery",
    "IngestionQuery",
    "KeyedViewQuery",
    "LegendQuery",
    "LineageDiagramQuery",
    "LineageQuery",
    "MatrixQuery",
    "MetricsQuery",
    "PathDiagramQuery",
    "PathQuery",
    "ProvenanceQuery",
    "ViewQuery",
    "WorkspacePathQuery",
]

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
