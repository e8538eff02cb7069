"""Queries: values that documents store, and the cache of their results."""

from __future__ import annotations

import marshal
import pickle

import pytest
from project_writer import MODEL

from sphinxcontrib_c4.sphinx.cache.model import ModelCache
from sphinxcontrib_c4.sphinx.cache.queries import QueryCache, to_stored
from sphinxcontrib_c4.sphinx.config import Settings
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.queries import QUERIES
from sphinxcontrib_c4.sphinx.queries.diagrams import ViewQuery
from sphinxcontrib_c4.sphinx.queries.elements import DescriptionQuery, ElementQuery, ElementTablesQuery
from sphinxcontrib_c4.sphinx.queries.reports import MetricsQuery

CONTAINERS = ViewQuery("container", "shop", include=("web", "orders"))


@pytest.fixture
def cache_of(tmp_path):
    def load(text):
        (tmp_path / "model.yaml").write_text(text, "utf-8")
        model = ModelCache(tmp_path, Settings(model="model.yaml"), folder=tmp_path / "cache")
        return QueryCache(model, lambda: QUERIES)

    return load


@pytest.mark.parametrize("query_class", QUERIES.values(), ids=QUERIES)
def test_query_survives_storage_and_pickling(query_class):
    types = query_class.__annotations__
    values = {name: ("a", "b") if "tuple" in str(type_) else "a" for name, type_ in types.items()}
    query = query_class(**values)
    name, *stored = marshal.loads(marshal.dumps(to_stored(query)))
    assert QUERIES[name](*stored) == query
    assert pickle.loads(pickle.dumps(query)) == query
    assert hash(QUERIES[name](*stored)) == hash(query)


def test_query_is_frozen():
    with pytest.raises(AttributeError):
        CONTAINERS.kind = "context"


def test_queries_of_different_classes_differ(cache_of):
    cache = cache_of(MODEL)
    assert cache.run(ElementQuery("shop")) != cache.run(DescriptionQuery("shop"))


def test_query_result_is_computed_once(cache_of):
    cache = cache_of(MODEL)
    assert cache.run(CONTAINERS) is cache.run(ViewQuery("container", "shop", include=("web", "orders")))
    assert cache.rerun(to_stored(CONTAINERS)) is cache.run(CONTAINERS)


@pytest.mark.parametrize("query", [CONTAINERS, ElementQuery("web"), ElementTablesQuery("shop"), MetricsQuery()])
def test_query_fingerprint_depends_on_the_result_only(cache_of, query):
    first = cache_of(MODEL).result_fingerprint(query)
    assert cache_of(f"# A comment moves all lines.\n{MODEL}").result_fingerprint(query) == first
    assert cache_of(MODEL.replace("Web shop", "Web store")).result_fingerprint(query) != first


def test_query_error_is_a_result(cache_of):
    query = ViewQuery("container", "store")
    cache = cache_of(MODEL)
    with pytest.raises(QueryError, match="named 'store'") as caught:
        cache.run(query)
    assert caught.value.kind is WarningType.REFERENCE
    fingerprint = cache.result_fingerprint(query)
    assert cache.is_current(to_stored(query), fingerprint)
    assert not cache_of(MODEL.replace("id: shop", "id: store").replace(": shop", ": store")).is_current(
        to_stored(query), fingerprint
    )


def test_query_without_a_model_is_an_error():
    with pytest.raises(QueryError, match="there is no model") as caught:
        QueryCache(None, dict).run(CONTAINERS)
    assert caught.value.kind is WarningType.MODEL
