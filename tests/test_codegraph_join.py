"""The join of consumers and providers equals a naive computation, for real and random rows."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from typing import Any

import pytest
from codegraph_samples import ModelFolder, extract_rows, row, system
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.codegraph import Candidate, FileClass, FileClassifier
from sphinxcontrib_c4.model import load

VOID = {"test", "load-test", "generated"}
REPOS = [f"https://github.com/acme/{name}" for name in "abcd"]


@pytest.fixture(scope="module")
def four_systems(tmp_path_factory):
    """Return a model of the systems a, b, c and d, each with a repository of the same name."""
    folder = ModelFolder(tmp_path_factory.mktemp("four"))
    return folder.write(model={"systems": [system(name) for name in "abcd"]}).model()


def naive_edges(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the edges by (kind, consumer, provider), found by comparing all rows with each other."""
    classify = FileClassifier().classify
    edges: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(lambda: {"keys": set(), "files": set(), "real": []})
    for consumer in rows:
        if consumer["role"] != "consumer" or consumer["kind"] in ("env_var", "package", "service"):
            continue
        contract = consumer["kind"], consumer["key_norm"]
        providers = [
            item for item in rows if item["role"] == "provider" and (item["kind"], item["key_norm"]) == contract
        ]
        serves_itself = any(provider["repo"] == consumer["repo"] for provider in providers)
        for provider in providers:
            if provider["repo"] == consumer["repo"]:
                continue
            edge = edges[consumer["kind"], consumer["repo"], provider["repo"]]
            edge["keys"].add(consumer["key_norm"])
            edge["files"].add((consumer["file"], classify(consumer["file"]).value))
            if not serves_itself and classify(consumer["file"]).value not in VOID:
                edge["real"].append(consumer["confidence"])
    return dict(edges)


def repo_of(name: str) -> str:
    return f"https://github.com/acme/{name}"


def check_candidates(candidates: tuple[Candidate, ...], rows: list[dict[str, Any]], repos: dict[str, str]) -> None:
    """Check that the candidates are the naive edges between the repositories of the systems."""
    expected = naive_edges(rows)
    by_edge = {(item.kind, repos[item.source.name], repos[item.target.name]): item for item in candidates}
    assert by_edge.keys() == expected.keys()
    for key, edge in expected.items():
        candidate = by_edge[key]
        assert candidate.key_count == len(edge["keys"])
        assert sum(candidate.files.values()) == len(edge["files"])
        for name, number in candidate.files.items():
            assert number == sum(file_class == name for _, file_class in edge["files"])
        assert candidate.is_phantom == (not edge["real"])
        if edge["real"]:
            assert candidate.confidence == max(edge["real"])
            assert candidate.rank == ("candidate" if max(edge["real"]) >= 0.5 else "low")


FILES = ["src/a.ts", "src/b.ts", "tests/a.ts", "load_testing/a.ts", "src/generated/a.ts"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["endpoint", "topic", "package"]),
            "key": st.sampled_from(["/x", "/y", "/z"]),
            "role": st.sampled_from(["provider", "consumer", "shared"]),
            "repo": st.sampled_from(REPOS),
            "file": st.sampled_from(FILES),
            "line": st.none() | st.integers(1, 99),
            "confidence": st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]),
        }
    ).map(lambda values: {**values, "key_norm": values["key"]}),
    max_size=40,
)


@given(rows=ROWS)
def test_join_of_random_rows_equals_the_naive_join(four_systems, rows):
    check_candidates(extract_rows(four_systems, rows).candidates, rows, {name: repo_of(name) for name in "abcd"})


@given(rows=ROWS, seed=st.integers())
def test_join_does_not_depend_on_the_order_of_rows(four_systems, rows, seed):
    shuffled = rows * 1
    random.Random(seed).shuffle(shuffled)
    assert extract_rows(four_systems, shuffled) == extract_rows(four_systems, rows)


@pytest.fixture(scope="module")
def real_rows(shared_data):
    with (shared_data / "code-graph" / "mit-open-learning.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def real_model(shared_data):
    return load(shared_data / "mit-open-learning" / "models")


def test_join_of_real_rows_equals_the_naive_join(real_model, real_rows):
    names = ("mitxonline", "mit-learn", "micromasters", "learn-ai")
    repos = {name: f"https://github.com/mitodl/{name}" for name in names}
    check_candidates(extract_rows(real_model, real_rows).candidates, real_rows, repos)


def test_real_rows_give_one_real_candidate_and_two_phantoms(real_model, real_rows):
    extraction = extract_rows(real_model, real_rows)
    candidates = {(item.source.name, item.target.name): item for item in extraction.candidates}
    assert set(candidates) == {("micromasters", "mit-learn"), ("mit-learn", "mitxonline"), ("mitxonline", "mit-learn")}

    real = candidates["micromasters", "mit-learn"]
    assert (real.rank, real.confidence, real.phantom, real.keys) == (
        "candidate",
        0.5,
        (),
        ("/api/v0/profiles/${username}/",),
    )
    assert [(occurrence.path, occurrence.line) for occurrence in real.places] == [
        ("static/js/lib/api.js", n) for n in (34, 45, 152)
    ]

    # Only tests exceed the threshold. The other files are load tests, a generated client and keys of the consumer.
    phantom = candidates["mit-learn", "mitxonline"]
    assert (phantom.rank, phantom.confidence, phantom.key_count) == ("candidate", 0.5, 11)
    assert phantom.phantom == (
        "4 tests",
        "2 load tests",
        "1 generated client",
        "the consumer serves some of the keys itself",
    )

    assert candidates["mitxonline", "mit-learn"].phantom == ("1 test", "the consumer serves all of the keys itself")


def test_join_omits_contracts_of_builds_unless_a_landscape_names_their_kind(tmp_path):
    rows = [row("provider", REPOS[0], "lib", kind="package"), row("consumer", REPOS[1], "lib", kind="package")]
    folder = ModelFolder(tmp_path).write(model={"systems": [system("a"), system("b")]})
    assert folder.extract(rows).candidates == ()
    folder.write(landscape={"code_graph": {"kinds": ["package"]}})
    assert [candidate.name for candidate in folder.extract(rows).candidates] == ["graph-b-to-a-package"]


@pytest.mark.parametrize(
    ("glob", "matching", "mismatching"),
    [
        ("**/spec/**", ["spec/a.py", "lib/x/spec/b"], ["spec", "specs/a.py"]),
        ("perf/*.js", ["perf/a.b.js"], ["perf/x/a.js", "x/perf/a.js", "perf/a.jsx"]),
        ("**/a*b*.py", ["ab.py", "x/y/axbx.py.py", "x/aa/ab.py"], ["x/ab/c.py", "x/ba.py"]),
        ("lib/**/gen", ["lib/gen", "lib/gen/a.py", "lib/a/b/gen/c"], ["lib/agen", "gen"]),
        ("a?c", ["abc", "abc/d"], ["ac", "a/c", "abcd"]),
    ],
)
def test_file_class_globs(glob, matching, mismatching):
    classify = FileClassifier({FileClass.GENERATED: (glob,)}).classify
    assert {classify(path) for path in matching} == {FileClass.GENERATED}
    assert FileClass.GENERATED not in {classify(path) for path in mismatching}
