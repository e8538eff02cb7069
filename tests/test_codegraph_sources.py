"""Sources of evidence other than binding rows: traces, metrics and Backstage catalogs."""

from __future__ import annotations

import json

import pytest
from codegraph_samples import ModelFolder, call, system
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.codegraph import (
    BackstageCatalog,
    Binding,
    Call,
    JaegerDependencies,
    RowFault,
    ServiceGraphMetrics,
)

A, B = "https://github.com/acme/a", "https://github.com/acme/b"
FLOW = {"id": "a-b", "source": "a", "target": "b", "label": "ask", "sync": True}


def read_evidence(source) -> list[object]:
    return [str(item) if isinstance(item, RowFault) else item for item in source.evidence()]


@pytest.fixture
def write_file(tmp_path):
    """Return a function that writes a file and returns its path."""

    def write(text: str, name: str = "input"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return write


def test_traces_of_jaeger_give_calls(write_file):
    rows = [{"parent": "a", "child": "b", "callCount": 12}, {"parent": "a", "child": "a", "callCount": 3}]
    expected = [Call("a", "b", 12, "traces")]
    assert read_evidence(JaegerDependencies(write_file(json.dumps({"data": rows})))) == expected
    assert read_evidence(JaegerDependencies(write_file(json.dumps(rows)))) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", ":1: the file is not JSON"),
        ("[" * 100_000, ": the file is not JSON"),
        ('{"data": 7}', ": the file has no list 'data' of dependencies"),
        ('[{"parent": "a"}]', ": dependency 1: the name of a service is missing or cannot be used"),
        ('[{"parent": "a", "child": "b", "callCount": "x"}]', ": dependency 1: the number of calls is not a number"),
        ('[{"parent": "a", "child": "b", "callCount": 1e999}]', ": dependency 1: the number of calls is not a number"),
        ("[7]", ": dependency 1 is not a JSON object"),
    ],
)
def test_traces_that_cannot_be_read_are_reported(write_file, text, fault):
    path = write_file(text)
    assert read_evidence(JaegerDependencies(path)) == [f"{path.as_posix()}{fault}"]


METRICS = r"""# HELP traces_service_graph_request_total Requests
# TYPE traces_service_graph_request_total counter
traces_service_graph_request_total{client="a",server="b",connection_type=""} 7
traces_service_graph_request_total{server="b",client="a",connection_type="db"} 5 1700000000
traces_service_graph_request_total{client="a \"x\"",server="b"} 1e3
traces_service_graph_request_total{client="",server="b"} 7
traces_service_graph_request_total{client="a",server="c"} 0
traces_service_graph_request_failed_total{client="a",server="c"} 3
up{client="a"} 1
"""


def test_metrics_of_open_telemetry_give_calls(write_file):
    assert read_evidence(ServiceGraphMetrics(write_file(METRICS))) == [
        Call("a", "b", 7, "metrics"),
        Call("a", "b", 5, "metrics"),
        Call('a "x"', "b", 1000, "metrics"),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('traces_service_graph_request_total{client="a"', "the sample cannot be read"),
        ('traces_service_graph_request_total{client=a,server="b"} 1', "the sample cannot be read"),
        ('traces_service_graph_request_total{client="a",server="b"} NaN', "the number of calls is not a number"),
        ('traces_service_graph_request_total{client="a",server="b"} x', "the number of calls is not a number"),
    ],
)
def test_metrics_that_cannot_be_read_are_reported_with_their_line(write_file, line, fault):
    path = write_file(f"{METRICS}{line}\n")
    assert read_evidence(ServiceGraphMetrics(path))[-1] == f"{path.as_posix()}:10: {fault}"


CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: a
spec:
  consumesApis: [b-api, "api:other/c-api"]
  dependsOn: ["component:b", "resource:db"]
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: bank-service, annotations: {github.com/project-slug: acme/b}}
spec: {providesApis: [b-api]}
---
kind: API
metadata: {name: b-api}
---
nothing: here
"""


def test_backstage_gives_bindings_of_components(write_file):
    path = write_file(CATALOG, "catalog-info.yaml")
    items = read_evidence(BackstageCatalog(path, lambda name: name in ("a", "b")))
    rows = [(b.role, b.kind, b.key, b.repo, b.line) for b in items if isinstance(b, Binding)]
    assert rows == [
        ("provider", "catalog-component", "component:default/a", "a", 1),
        ("consumer", "catalog-api", "api:default/b-api", "a", 1),
        ("consumer", "catalog-api", "api:other/c-api", "a", 1),
        ("consumer", "catalog-component", "component:default/b", "a", 1),
        ("provider", "catalog-component", "component:default/bank-service", "https://github.com/acme/b", 9),
        ("provider", "catalog-api", "api:default/b-api", "https://github.com/acme/b", 9),
    ]
    assert items[-1] == "catalog-info.yaml:17: the document is not an entity: it has no 'kind' or 'metadata.name'"


def test_backstage_reads_the_catalogs_of_a_folder(write_file, tmp_path):
    write_file(CATALOG, "x/catalog-info.yaml")
    write_file("kind: Component\nmetadata: {name: c}\n", "y/z/catalog-info.yml")
    write_file("not: read\n", "y/other.yaml")
    paths = {item.file for item in BackstageCatalog(tmp_path).evidence() if isinstance(item, Binding)}
    assert paths == {"x/catalog-info.yaml", "y/z/catalog-info.yml"}


@pytest.mark.parametrize("text", ["a: [", "- " * 5000, "&a [*a]", "7", "kind: [x]", "kind: Component\nmetadata: 7\n"])
def test_backstage_that_cannot_be_read_is_reported(write_file, text):
    assert all(isinstance(item, str) for item in read_evidence(BackstageCatalog(write_file(text))))


@given(text=st.text(max_size=80))
def test_sources_never_fail(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "fuzzed"
    path.write_text(text, "utf-8", errors="replace")
    for source in (JaegerDependencies(path), ServiceGraphMetrics(path), BackstageCatalog(path)):
        read_evidence(source)


def test_catalog_confirms_a_flow_by_itself(tmp_path, write_file):
    folder = ModelFolder(tmp_path / "model").write(model={"systems": [system("a"), system("b")], "flows": [FLOW]})
    path = write_file(CATALOG, "catalog-info.yaml")
    folder.extract([], BackstageCatalog(path, lambda name: name in ("a", "b")))
    (item,) = folder.drift().items
    assert (item.state.value, item.reason) == ("confirmed", "confirmed by catalog")


def test_traffic_confirms_a_flow_whose_other_evidence_is_void(tmp_path, write_file):
    folder = ModelFolder(tmp_path / "model").write(model={"systems": [system("a"), system("b")], "flows": [FLOW]})
    path = write_file(json.dumps([{"parent": "a", "child": "b", "callCount": 12}]))
    folder.extract(call(A, B, "/x", file="tests/a.ts"), JaegerDependencies(path))
    (item,) = folder.drift().items
    assert (item.state.value, item.reason) == ("confirmed", "confirmed by traffic")
    assert [row.calls for row in item.candidates[0].traffic] == [12]
