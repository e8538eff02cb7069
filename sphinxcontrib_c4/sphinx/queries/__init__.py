"""The queries of directives: frozen values that a document stores, and a later build runs again.

A result contains exactly the content that a page shows, so the page is read again only if that content changes. Lines
of model files are not part of it; they are resolved when the page is written. Results are computed by the presenters,
which are imported when the first query runs. Queries are named tuples: to define one takes a tenth of the time of a
dataclass, and most builds run only one or two kinds of queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxcontrib_c4.sphinx.queries import diagrams, elements, reports

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxcontrib_c4.sphinx.cache.queries import Query

__all__ = ["QUERIES"]

QUERIES: Mapping[str, type[Query[Any]]] = {
    query.__name__: query for module in (diagrams, elements, reports) for query in module.QUERIES
}
"""The classes of the queries that documents store, by name."""
