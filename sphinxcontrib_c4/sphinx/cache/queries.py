"""The cache of query results.

Directives get everything that they show from queries. The environment stores each query of a document as a tuple, with
a fingerprint of its result, so that a later build can run it again: a document is outdated if one of its queries has
another result. The error of a query is a result, too: a page that names an unknown element is read again as soon as
that element exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from sphinxcontrib_c4.distribution import code_version
from sphinxcontrib_c4.sphinx.cache.store import fingerprint
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinxcontrib_c4.model import Fault, Model
    from sphinxcontrib_c4.sphinx.cache.model import ModelCache, QueryContext
    from sphinxcontrib_c4.sphinx.cache.model_reader import UnmappedPart
    from sphinxcontrib_c4.views import View

ResultT = TypeVar("ResultT")
ResultT_co = TypeVar("ResultT_co", covariant=True)

StoredQuery = tuple[Any, ...]
"""The name of a query class, and the values of its fields: strings, and tuples of strings."""


class Query(Protocol[ResultT_co]):
    """A question about the model: a named tuple; two equal queries of one class have the same result."""

    def run(self, context: QueryContext) -> ResultT_co:
        """Compute the result.

        Raises:
            QueryError: there is no result.
        """
        ...

    def __iter__(self) -> Iterator[Any]:
        """Yield the values of its fields."""
        ...


def to_stored(query: Query[Any]) -> StoredQuery:
    """Return a query as the environment stores it; queries of different classes differ."""
    return (type(query).__name__, *query)


class QueryCache:
    """The results of all queries for one model and one configuration."""

    def __init__(self, model: ModelCache | None, load_registry: Callable[[], Mapping[str, type[Query[Any]]]]) -> None:
        """Run queries against ``model``; without a model, every query fails.

        Args:
            load_registry: a function that returns the classes of stored queries by name. It is called when the first
                stored query is run again.
        """
        self._model = model
        self._load_registry = load_registry
        self._results: dict[StoredQuery, object] = {}
        self._fingerprints: dict[StoredQuery, str] = {}

    @property
    def context(self) -> QueryContext | None:
        """The input of queries, or ``None`` if ``c4_model`` is not set."""
        return self._model.context() if self._model else None

    @property
    def model(self) -> Model | None:
        """The model, or ``None`` if ``c4_model`` is not set."""
        return self.context.model if self.context else None

    @property
    def views(self) -> Mapping[str, View]:
        """The views of the workspace that is the model, by their keys."""
        return self.context.views if self.context else {}

    @property
    def fingerprint(self) -> str:
        """A fingerprint that changes whenever any query result may change."""
        return fingerprint(code_version(), self._model.fingerprint if self._model else "")

    def model_warnings(self, *, always: bool) -> tuple[Fault, ...]:
        """Return the warnings about the model if this build has read it, or ``always``."""
        return self._model.warnings(always=always) if self._model else ()

    def unmapped(self, *, always: bool) -> tuple[UnmappedPart, ...]:
        """Return the unmapped parts of a workspace if this build has read it, or ``always``."""
        return self._model.unmapped(always=always) if self._model else ()

    def presentation(self, *, always: bool) -> UnmappedPart | None:
        """Return the presentation in a workspace if this build has read it, or ``always``."""
        return self._model.presentation(always=always) if self._model else None

    def run(self, query: Query[ResultT]) -> ResultT:
        """Return the result of ``query``.

        Raises:
            QueryError: there is no result.
        """
        key = to_stored(query)
        if key not in self._results:
            self._results[key] = self._run(query)
        result = self._results[key]
        if isinstance(result, QueryError):
            raise result
        return cast("ResultT", result)

    def _run(self, query: Query[Any]) -> object:
        if self._model is None:
            return QueryError(WarningType.MODEL, "there is no model; set c4_model in conf.py to a file or a folder")
        try:
            return query.run(self._model.context())
        except QueryError as error:
            return error

    def rerun(self, stored_query: StoredQuery) -> Any:
        """Return the result of a stored query.

        Raises:
            QueryError: there is no result.
        """
        return self.run(self._load(stored_query))

    def is_current(self, stored_query: StoredQuery, result_fingerprint: str) -> bool:
        """Return whether a stored query still has the result with this fingerprint."""
        return self.result_fingerprint(self._load(stored_query)) == result_fingerprint

    def result_fingerprint(self, query: Query[Any]) -> str:
        """Return a fingerprint of the result of ``query``, which changes with the version of the code, too."""
        key = to_stored(query)
        if key not in self._fingerprints:
            self._fingerprints[key] = self._compute_fingerprint(query)
        return self._fingerprints[key]

    def add_fingerprints(self, fingerprints: Mapping[StoredQuery, str]) -> None:
        """Add fingerprints of results that another process of this build has computed."""
        self._fingerprints.update(fingerprints)

    def _compute_fingerprint(self, query: Query[Any]) -> str:
        from sphinxcontrib_c4.sphinx.cache.semantic_digest import semantic_digest

        try:
            result: object = self.run(query)
        except QueryError as error:
            result = ("error", str(error))
        return semantic_digest((code_version(), type(query).__name__, getattr(result, "digest_content", result)))

    def _load(self, stored_query: StoredQuery) -> Query[Any]:
        name, *values = stored_query
        return self._load_registry()[name](*values)
