"""Drift: each state, reached by editing a model and its evidence step by step."""

from __future__ import annotations

import json

import pytest
from codegraph_samples import ModelFolder, call, row, system

from sphinxcontrib_c4.cli import main
from sphinxcontrib_c4.codegraph import Call, DriftState, SnippetWriter
from sphinxcontrib_c4.model import Flow

A, B, C = (f"https://github.com/acme/{name}" for name in "abc")
FLOW = {"id": "a-b", "source": "a", "target": "b", "label": "ask", "sync": True}
SYSTEMS = [system("a"), system("b"), system("c", kind="external", repo="")]


class Traffic:
    """Calls in memory."""

    def __init__(self, *calls: Call) -> None:
        self.calls = calls

    def evidence(self):
        return iter(self.calls)


@pytest.fixture
def place(tmp_path):
    return ModelFolder(tmp_path).write(model={"systems": SYSTEMS})


def items(place: ModelFolder) -> dict[str, tuple[str, str]]:
    return {f"{item.source} -> {item.target}": (item.state.value, item.reason) for item in place.drift().items}


def test_drift_of_a_model_that_is_edited_step_by_step(place):
    place.extract([])
    assert place.states() == {}

    # The code calls, and the model does not know.
    place.extract(call(A, B, "/x"))
    state, reason = items(place)["a -> b"]
    assert state == "undocumented"
    assert reason == (
        "evidence in code, and no flow in the model; no contract of a itself was found, so check that it does not call itself"  # noqa: E501
    )

    # The author writes the flow.
    place.write(model={"systems": SYSTEMS, "flows": [FLOW]})
    assert items(place) == {"a -> b": ("confirmed", "confirmed by code")}

    # Only a test calls any more.
    place.extract(call(A, B, "/x", file="tests/api.ts"))
    assert items(place) == {"a -> b": ("phantom", "the only evidence: 1 test")}

    # Nothing calls any more.
    place.extract([row("provider", B, "/x"), row("consumer", A, "/other")])
    assert items(place) == {"a -> b": ("stale", "both ends were scanned, and no evidence exists")}

    # One end is not scanned any more.
    place.extract([row("provider", B, "/x")])
    assert items(place) == {"a -> b": ("unverifiable", "a was not scanned")}

    # Traffic confirms what code does not show.
    place.extract([], Traffic(Call("a", "b", 7, "traces")))
    assert items(place) == {"a -> b": ("confirmed", "confirmed by traffic")}
    place.extract(call(A, B, "/x"), Traffic(Call("a", "b", 7, "traces")))
    assert items(place) == {"a -> b": ("confirmed", "confirmed by code and traffic")}

    # Traffic of both ends was counted, and there was none between them.
    place.extract([], Traffic(Call("a", "c", 1, "traces"), Call("c", "b", 1, "traces")))
    assert items(place)["a -> b"] == ("stale", "traffic of both ends was counted, and shows no such call")


def test_drift_of_a_rejected_candidate_lasts_until_its_evidence_changes(place):
    rows = call(A, B, "/x")
    fingerprint = place.extract(rows).candidates[0].fingerprint
    rejected = {"source": "a", "target": "b", "reason": "a proxy answers", "evidence": fingerprint}
    place.write(model={"systems": SYSTEMS, "rejected_candidates": [rejected]})
    assert items(place) == {"a -> b": ("rejected", "a proxy answers")}

    place.extract([dict(each, line=99, confidence=0.9 if each["role"] == "consumer" else 1.0) for each in rows])
    assert items(place)["a -> b"][0] == "rejected", "lines and confidence are not the evidence"

    place.extract([*rows, *call(A, B, "/y")])
    state, reason = items(place)["a -> b"]
    assert state == "undocumented"
    assert "its evidence has changed since it was rejected" in reason

    place.extract([])
    (unmatched,) = place.drift().unmatched
    assert (unmatched.source, unmatched.target, unmatched.reason) == ("a", "b", "a proxy answers")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("src/tests/api.ts", "1 test"),
        ("src/api.spec.ts", "1 test"),
        ("load_testing/k.py", "1 load test"),
        ("src/generated/api.ts", "1 generated client"),
    ],
)
def test_drift_of_evidence_that_is_void_is_a_phantom(place, file, reason):
    place.extract(call(A, B, "/x", file=file))
    assert items(place) == {"a -> b": ("phantom", f"all evidence is void: {reason}")}


def test_drift_of_a_key_that_the_consumer_serves_is_a_phantom(place):
    place.extract([*call(A, B, "/x"), row("provider", A, "/x")])
    assert items(place) == {"a -> b": ("phantom", "all evidence is void: the consumer serves all of the keys itself")}


def test_drift_of_weak_evidence_is_of_low_rank_and_not_dropped(place):
    (candidate,) = place.extract(call(A, B, "/x", confidence=0.2)).candidates
    assert candidate.rank == "low"
    assert items(place)["a -> b"][1].startswith("evidence of low confidence in code")
    place.write(landscape={"code_graph": {"threshold": 0.1}})
    assert place.extract(call(A, B, "/x", confidence=0.2)).candidates[0].rank == "candidate"


def test_drift_compares_the_end_that_starts_a_flow(place):
    pull = {**FLOW, "source": "b", "target": "a", "id": "b-a"}
    place.write(model={"systems": SYSTEMS, "flows": [pull]})
    place.extract(call(A, B, "/x"))
    found = items(place)
    assert found["a -> b"][0] == "undocumented"
    assert "the flow b-a runs the other way: if it is this call, give it 'initiator: target'" in found["a -> b"][1]
    place.write(model={"systems": SYSTEMS, "flows": [{**pull, "initiator": "target"}]})
    assert items(place) == {"a -> b": ("confirmed", "confirmed by code")}


def test_drift_leaves_out_flows_of_people_and_inside_of_a_system(place):
    web = system("a", containers=[{"id": "web", "name": "Web"}, {"id": "db", "name": "Db"}])
    flows = [{**FLOW, "source": "user", "id": "u"}, {**FLOW, "source": "web", "target": "db", "id": "w"}]
    place.write(model={"actors": [{"id": "user", "name": "User"}], "systems": [web, *SYSTEMS[1:]], "flows": flows})
    assert place.states() == {}


@pytest.mark.parametrize(
    ("protocol", "state"),
    [("SMTP", "unverifiable"), ("S3", "unverifiable"), ("REST over HTTPS", "stale"), ("", "stale")],
)
def test_drift_of_a_protocol_that_no_scan_sees_is_unverifiable(place, protocol, state):
    place.write(model={"systems": SYSTEMS, "flows": [{**FLOW, "protocol": protocol}]})
    place.extract([row("provider", B, "/x"), row("consumer", A, "/other")])
    assert place.states() == {"a -> b": state}


# --- Repositories with several systems ---

MONOREPO = {
    "systems": [
        system("shop", repo="https://github.com/acme/mono", source={"path": "shop"}),
        system("bank", repo="https://github.com/acme/mono", source={"path": "bank"}),
        system("b"),
    ]
}


def test_drift_of_two_systems_of_one_repository_keeps_them_apart(tmp_path):
    place = ModelFolder(tmp_path).write(model=MONOREPO)
    mono = "git@github.com:acme/mono.git"
    rows = [*call(mono, B, "/x", file="shop/api.ts"), row("provider", mono, "/pay", file="bank/openapi.yaml")]
    place.extract([*rows, row("consumer", mono, "/pay", file="shop/pay.ts")])
    assert place.states() == {"shop -> b": "undocumented", "shop -> bank": "undocumented"}


def test_drift_of_a_file_that_belongs_to_several_systems_is_ambiguous(tmp_path):
    place = ModelFolder(tmp_path).write(model=MONOREPO)
    rows = call("https://github.com/acme/mono", B, "/x", file="lib/api.ts")
    place.extract(rows)
    assert items(place) == {
        "mono -> b": ("unverifiable", "acme/mono can be bank or shop: map its files in landscape.yaml")
    }
    flow = {**FLOW, "source": "shop", "id": "shop-b"}
    place.write(model={**MONOREPO, "flows": [flow]})
    assert items(place) == {
        "shop -> b": ("unverifiable", "acme/mono can be bank or shop: map its files in landscape.yaml")
    }
    mapping = {"repo": "acme/mono", "path": "lib", "element": "shop"}
    place.write(landscape={"code_graph": {"repositories": [mapping]}})
    place.extract(rows)
    assert items(place) == {"shop -> b": ("confirmed", "confirmed by code")}


def test_drift_of_a_service_that_the_landscape_maps(place):
    place.write(model={"systems": SYSTEMS, "flows": [FLOW]}, landscape={"code_graph": {"services": {"a-web": "a"}}})
    place.extract([], Traffic(Call("a-web", "b", 3, "metrics")))
    assert items(place) == {"a -> b": ("confirmed", "confirmed by traffic")}


def test_drift_of_evidence_for_a_container_confirms_flows_of_it_and_its_system(tmp_path):
    containers = [{"id": "web", "name": "Web"}, {"id": "jobs", "name": "Jobs"}]
    flows = [
        {**FLOW, "source": "a.web"},
        {**FLOW, "source": "a.jobs", "id": "jobs-b"},
        {**FLOW, "source": "a", "id": "all-b"},
    ]
    place = ModelFolder(tmp_path).write(
        model={"systems": [system("a", containers=containers), system("b")], "flows": flows},
        landscape={"code_graph": {"repositories": [{"repo": A, "path": "web", "element": "a.web"}]}},
    )
    place.extract([*call(A, B, "/x", file="web/api.ts"), row("consumer", A, "/other", file="jobs/x.ts")])
    assert items(place) == {
        "a.web -> b": ("confirmed", "confirmed by code"),
        "a -> b": ("confirmed", "confirmed by code"),
        "a.jobs -> b": ("stale", "both ends were scanned, and no evidence exists"),
    }
    assert [item.flow.name for item in place.drift().items if isinstance(item.flow, Flow)]


# --- YAML to paste ---

STYLES = {
    "flow mappings": "flows:\n  - { id: one, source: b, target: a, label: tell, sync: true, tags: [x] }\n",
    "tight flow mappings": "flows:\n- {id: one, source: b, target: a, label: tell}\n",
    "block": "flows:\n- id: one\n  source: b\n  target: a\n  label: tell\n  tags:\n  - x\n",
    "indented block": "flows:\n    - label: tell\n      source: b\n      target: a\n      id: one\n\n# the end\n",
    "several": "flows:\n  - source: b\n    target: a\n    label: >-\n      tell a lot\n      of things\nscenarios: []\n",  # noqa: E501
    "no flows": "",
}
PASTED = {
    "flow mappings": "  - { id: a-b, source: a, target: b, label: calls /x, sync: true, tags: [cross-service], provenance: {",  # noqa: E501
    "tight flow mappings": "- {id: a-b, source: a, target: b, label: calls /x, provenance: {derived_from: graph,",
    "block": "- id: a-b\n  source: a\n  target: b\n  label: calls /x\n  tags:\n  - cross-service\n  provenance:\n    derived",  # noqa: E501
    "indented block": "    - label: calls /x\n      source: a\n      target: b\n      id: a-b\n      provenance: { derived_from",  # noqa: E501
    "several": "  - source: a\n    target: b\n    label: calls /x\n    id: a-b\n    provenance: { derived_from",
    "no flows": "  - { id: a-b, source: a, target: b, label: calls /x, sync: true, protocol: HTTPS, data: /x,",
}


def paste(text: str, snippet) -> str:
    lines = text.splitlines(keepends=True)
    if not snippet.after:
        return f"{text}{snippet.section}:\n{snippet.text}"
    return "".join((*lines[: snippet.after], snippet.text, *lines[snippet.after :]))


@pytest.mark.parametrize("style", STYLES)
def test_drift_prints_a_flow_in_the_style_of_the_author(tmp_path, style):
    head = (
        "meta: {primary_system: a}\nsystems:\n"
        "  - { id: a, name: A, kind: internal, repo: https://github.com/acme/a }\n"
        "  - { id: b, name: B, kind: external, repo: https://github.com/acme/b }\n"
    )
    place = ModelFolder(tmp_path).write(model=head + STYLES[style])
    place.extract(call(A, B, "/x"))
    (item,) = [item for item in place.drift().items if item.state is DriftState.UNDOCUMENTED]
    writer = SnippetWriter(place.model(), tmp_path)

    (snippet,) = writer.flow(item.candidates[0])
    assert snippet.text.startswith(PASTED[style])
    place.write(model=paste(head + STYLES[style], snippet))
    assert place.states()["a -> b"] == "confirmed"

    rejection = writer.rejection(item.candidates[0])
    place.write(model=paste(head + STYLES[style], rejection))
    assert place.states()["a -> b"] == "rejected"


def test_drift_prints_a_system_that_no_file_lists(tmp_path):
    head = "systems:\n- { id: a, name: A, kind: internal, repo: https://github.com/acme/a }\n"
    place = ModelFolder(tmp_path).write(model=head)
    place.extract(call(A, "https://github.com/other/new", "/x"))
    (item,) = place.drift().items
    assert (item.state.value, item.target) == ("undocumented", "new")
    system_part, flow_part = SnippetWriter(place.model(), tmp_path).flow(item.candidates[0])
    text = paste(paste(head, system_part), flow_part)
    assert "- { id: new, name: other/new, kind: external, repo: https://github.com/other/new }" in text
    place.write(model=text)
    assert place.states() == {"a -> new": "confirmed"}


# --- The command ---


def test_drift_command_fails_for_what_the_landscape_does_not_allow(place, capsys):
    place.extract(call(A, B, "/x"))
    assert main(["drift", str(place.folder)]) == 1
    out = capsys.readouterr().out
    assert "Drift: 1 undocumented." in out
    assert "to accept it, add to flows of model.yaml" in out
    place.write(landscape={"code_graph": {"allowed": {"undocumented": 1}}})
    assert main(["drift", str(place.folder)]) == 0
    place.extract(call(A, B, "/x", file="tests/a.ts"))
    place.write(landscape={"code_graph": {"allowed": {"phantom": 0}}})
    assert main(["drift", str(place.folder)]) == 1


def test_drift_command_writes_json(place, capsys):
    place.extract(call(A, B, "/x"), date="2026-06-24")
    main(["drift", str(place.folder), "--format", "json"])
    values = json.loads(capsys.readouterr().out)
    assert values["states"]["undocumented"] == 1
    assert values["date"] == "2026-06-24"
    (item,) = values["items"]
    assert (item["source"], item["target"], item["state"]) == ("a", "b", "undocumented")
    assert item["candidates"][0]["places"][0]["path"] == "src/api.ts"
    assert item["paste"][0]["section"] == "flows"
    assert item["reject"]["section"] == "rejected_candidates"


def test_drift_command_writes_valid_sarif(place, capsys, shared_data):
    jsonschema = pytest.importorskip("jsonschema")
    place.write(model={"systems": SYSTEMS, "flows": [FLOW]})
    place.extract([*call(A, B, "/x", file="tests/a.ts"), *call(B, A, "/y")])
    main(["drift", str(place.folder), "--format", "sarif"])
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, json.loads((shared_data / "sarif" / "sarif-schema-2.1.0.json").read_text("utf-8")))
    results = {result["ruleId"]: result for result in document["runs"][0]["results"]}
    assert results.keys() == {"c4/drift-phantom", "c4/drift-undocumented"}
    assert results["c4/drift-undocumented"]["level"] == "warning"


def test_drift_without_extracted_files_verifies_nothing(place, capsys):
    place.write(model={"systems": SYSTEMS, "flows": [FLOW]})
    assert main(["drift", str(place.folder)]) == 0
    out = capsys.readouterr().out
    assert "There are no extracted files" in out
    assert "a was not scanned" not in out
    assert "a and b were not scanned" in out
