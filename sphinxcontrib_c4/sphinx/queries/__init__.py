"""The queries of directives: frozen values that a document stores, and a later build runs again.

A result contains what a page shows and nothing else, so that the page is read again when that changes, and only then.
Lines of model files are not part of it; they are resolved when the page is written. Results are computed by the
presenters, which are imported when the first query runs. Named tuples cost a tenth of what dataclasses cost to define,
and most builds run one or two kinds of queries.
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
