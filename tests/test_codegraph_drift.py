"""Drift: each state, which edits of the model or the evidence lead to, and YAML to paste."""

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
    """A source of evidence: calls in memory."""

    def __init__(self, *calls: Call) -> None:
        self.calls = calls

    def evidence(self):
        return iter(self.calls)


@pytest.fixture
def folder(tmp_path):
    return ModelFolder(tmp_path).write(model={"systems": SYSTEMS})


def states_and_reasons(folder: ModelFolder) -> dict[str, tuple[str, str]]:
    return {f"{item.source} -> {item.target}": (item.state.value, item.reason) for item in folder.drift().items}


def test_drift_of_a_model_that_is_edited_step_by_step(folder):
    folder.extract([])
    assert folder.states() == {}

    # The code has a call that the model does not document.
    folder.extract(call(A, B, "/x"))
    state, reason = states_and_reasons(folder)["a -> b"]
    assert state == "undocumented"
    assert reason == (
        "evidence in code, and no flow in the model; no contract of a itself was found, so check that it does not call itself"  # noqa: E501
    )

    # The author adds the flow to the model.
    folder.write(model={"systems": SYSTEMS, "flows": [FLOW]})
    assert states_and_reasons(folder) == {"a -> b": ("confirmed", "confirmed by code")}

    # Only a test still calls.
    folder.extract(call(A, B, "/x", file="tests/api.ts"))
    assert states_and_reasons(folder) == {"a -> b": ("phantom", "the only evidence: 1 test")}

    # No code calls any more.
    folder.extract([row("provider", B, "/x"), row("consumer", A, "/other")])
    assert states_and_reasons(folder) == {"a -> b": ("stale", "both ends were scanned, and no evidence exists")}

    # One end is not scanned any more.
    folder.extract([row("provider", B, "/x")])
    assert states_and_reasons(folder) == {"a -> b": ("unverifiable", "a was not scanned")}

    # Traffic confirms a call that the scan of code does not find.
    folder.extract([], Traffic(Call("a", "b", 7, "traces")))
    assert states_and_reasons(folder) == {"a -> b": ("confirmed", "confirmed by traffic")}
    folder.extract(call(A, B, "/x"), Traffic(Call("a", "b", 7, "traces")))
    assert states_and_reasons(folder) == {"a -> b": ("confirmed", "confirmed by code and traffic")}

    # Traffic of both ends was counted, and none between them.
    folder.extract([], Traffic(Call("a", "c", 1, "traces"), Call("c", "b", 1, "traces")))
    assert states_and_reasons(folder)["a -> b"] == ("stale", "traffic of both ends was counted, and shows no such call")


def test_drift_of_a_rejected_candidate_lasts_until_its_evidence_changes(folder):
    rows = call(A, B, "/x")
    fingerprint = folder.extract(rows).candidates[0].fingerprint
    rejected = {"source": "a", "target": "b", "reason": "a proxy answers", "evidence": fingerprint}
    folder.write(model={"systems": SYSTEMS, "rejected_candidates": [rejected]})
    assert states_and_reasons(folder) == {"a -> b": ("rejected", "a proxy answers")}

    folder.extract([dict(item, line=99, confidence=0.9 if item["role"] == "consumer" else 1.0) for item in rows])
    assert states_and_reasons(folder)["a -> b"][0] == "rejected", "lines and confidence are not the evidence"

    folder.extract([*rows, *call(A, B, "/y")])
    state, reason = states_and_reasons(folder)["a -> b"]
    assert state == "undocumented"
    assert "its evidence has changed since it was rejected" in reason

    folder.extract([])
    (unmatched,) = folder.drift().unmatched
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
def test_drift_of_void_evidence_is_a_phantom(folder, file, reason):
    folder.extract(call(A, B, "/x", file=file))
    assert states_and_reasons(folder) == {"a -> b": ("phantom", f"all evidence is void: {reason}")}


def test_drift_of_a_key_that_the_consumer_serves_is_a_phantom(folder):
    folder.extract([*call(A, B, "/x"), row("provider", A, "/x")])
    assert states_and_reasons(folder) == {
        "a -> b": ("phantom", "all evidence is void: the consumer serves all of the keys itself")
    }


def test_drift_of_weak_evidence_has_a_low_rank_and_is_reported(folder):
    (candidate,) = folder.extract(call(A, B, "/x", confidence=0.2)).candidates
    assert candidate.rank == "low"
    assert states_and_reasons(folder)["a -> b"][1].startswith("evidence of low confidence in code")
    folder.write(landscape={"code_graph": {"threshold": 0.1}})
    assert folder.extract(call(A, B, "/x", confidence=0.2)).candidates[0].rank == "candidate"


def test_drift_compares_the_end_that_starts_a_flow(folder):
    pull = {**FLOW, "source": "b", "target": "a", "id": "b-a"}
    folder.write(model={"systems": SYSTEMS, "flows": [pull]})
    folder.extract(call(A, B, "/x"))
    state, reason = states_and_reasons(folder)["a -> b"]
    assert state == "undocumented"
    assert "the flow b-a runs the other way: if it is this call, give it 'initiator: target'" in reason
    folder.write(model={"systems": SYSTEMS, "flows": [{**pull, "initiator": "target"}]})
    assert states_and_reasons(folder) == {"a -> b": ("confirmed", "confirmed by code")}


def test_drift_omits_flows_of_people_and_flows_inside_a_system(folder):
    web = system("a", containers=[{"id": "web", "name": "Web"}, {"id": "db", "name": "Db"}])
    flows = [{**FLOW, "source": "user", "id": "u"}, {**FLOW, "source": "web", "target": "db", "id": "w"}]
    folder.write(model={"actors": [{"id": "user", "name": "User"}], "systems": [web, *SYSTEMS[1:]], "flows": flows})
    assert folder.states() == {}


@pytest.mark.parametrize(
    ("protocol", "state"),
    [("SMTP", "unverifiable"), ("S3", "unverifiable"), ("REST over HTTPS", "stale"), ("", "stale")],
)
def test_drift_of_a_protocol_that_scans_do_not_find_is_unverifiable(folder, protocol, state):
    folder.write(model={"systems": SYSTEMS, "flows": [{**FLOW, "protocol": protocol}]})
    folder.extract([row("provider", B, "/x"), row("consumer", A, "/other")])
    assert folder.states() == {"a -> b": state}


# --- Repositories with several systems ---

MONOREPO = {
    "systems": [
        system("shop", repo="https://github.com/acme/mono", source={"path": "shop"}),
        system("bank", repo="https://github.com/acme/mono", source={"path": "bank"}),
        system("b"),
    ]
}


def test_drift_distinguishes_two_systems_of_one_repository(tmp_path):
    folder = ModelFolder(tmp_path).write(model=MONOREPO)
    mono = "git@github.com:acme/mono.git"
    rows = [*call(mono, B, "/x", file="shop/api.ts"), row("provider", mono, "/pay", file="bank/openapi.yaml")]
    folder.extract([*rows, row("consumer", mono, "/pay", file="shop/pay.ts")])
    assert folder.states() == {"shop -> b": "undocumented", "shop -> bank": "undocumented"}


def test_drift_of_a_file_that_belongs_to_several_systems_is_ambiguous(tmp_path):
    folder = ModelFolder(tmp_path).write(model=MONOREPO)
    rows = call("https://github.com/acme/mono", B, "/x", file="lib/api.ts")
    folder.extract(rows)
    assert states_and_reasons(folder) == {
        "mono -> b": ("unverifiable", "acme/mono can be bank or shop: map its files in landscape.yaml")
    }
    flow = {**FLOW, "source": "shop", "id": "shop-b"}
    folder.write(model={**MONOREPO, "flows": [flow]})
    assert states_and_reasons(folder) == {
        "shop -> b": ("unverifiable", "acme/mono can be bank or shop: map its files in landscape.yaml")
    }
    mapping = {"repo": "acme/mono", "path": "lib", "element": "shop"}
    folder.write(landscape={"code_graph": {"repositories": [mapping]}})
    folder.extract(rows)
    assert states_and_reasons(folder) == {"shop -> b": ("confirmed", "confirmed by code")}


def test_drift_of_a_service_that_the_landscape_maps(folder):
    folder.write(model={"systems": SYSTEMS, "flows": [FLOW]}, landscape={"code_graph": {"services": {"a-web": "a"}}})
    folder.extract([], Traffic(Call("a-web", "b", 3, "metrics")))
    assert states_and_reasons(folder) == {"a -> b": ("confirmed", "confirmed by traffic")}


def test_drift_of_evidence_for_a_container_confirms_flows_of_it_and_its_system(tmp_path):
    containers = [{"id": "web", "name": "Web"}, {"id": "jobs", "name": "Jobs"}]
    flows = [
        {**FLOW, "source": "a.web"},
        {**FLOW, "source": "a.jobs", "id": "jobs-b"},
        {**FLOW, "source": "a", "id": "all-b"},
    ]
    folder = ModelFolder(tmp_path).write(
        model={"systems": [system("a", containers=containers), system("b")], "flows": flows},
        landscape={"code_graph": {"repositories": [{"repo": A, "path": "web", "element": "a.web"}]}},
    )
    folder.extract([*call(A, B, "/x", file="web/api.ts"), row("consumer", A, "/other", file="jobs/x.ts")])
    assert states_and_reasons(folder) == {
        "a.web -> b": ("confirmed", "confirmed by code"),
        "a -> b": ("confirmed", "confirmed by code"),
        "a.jobs -> b": ("stale", "both ends were scanned, and no evidence exists"),
    }
    assert [item.flow.name for item in folder.drift().items if isinstance(item.flow, Flow)]


# --- YAML to paste ---

STYLES = {
    "flow mappings": "flows:\n  - { id: one, source: b, target: a, label: tell, sync: true, tags: [x] }\n",
    "tight flow mappings": "flows:\n- {id: one, source: b, target: a, label: tell}\n",
    "block": "flows:\n- id: one\n  source: b\n  target: a\n  label: tell\n  tags:\n  - x\n",
    "indented block": "flows:\n    - label: tell\n      source: b\n      target: a\n      id: one\n\n# the end\n",
    "several": "flows:\n  - source: b\n    target: a\n    label: >-\n      tell a lot\n      of things\nscenarios: []\n",  # noqa: E501
    "no flows": "",
}
EXPECTED_STARTS = {
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
    systems = (
        "meta: {primary_system: a}\nsystems:\n"
        "  - { id: a, name: A, kind: internal, repo: https://github.com/acme/a }\n"
        "  - { id: b, name: B, kind: external, repo: https://github.com/acme/b }\n"
    )
    folder = ModelFolder(tmp_path).write(model=systems + STYLES[style])
    folder.extract(call(A, B, "/x"))
    (item,) = [item for item in folder.drift().items if item.state is DriftState.UNDOCUMENTED]
    writer = SnippetWriter(folder.model(), tmp_path)

    (snippet,) = writer.flow(item.candidates[0])
    assert snippet.text.startswith(EXPECTED_STARTS[style])
    folder.write(model=paste(systems + STYLES[style], snippet))
    assert folder.states()["a -> b"] == "confirmed"

    rejection = writer.rejection(item.candidates[0])
    folder.write(model=paste(systems + STYLES[style], rejection))
    assert folder.states()["a -> b"] == "rejected"


def test_drift_prints_a_system_that_is_not_in_the_model(tmp_path):
    systems = "systems:\n- { id: a, name: A, kind: internal, repo: https://github.com/acme/a }\n"
    folder = ModelFolder(tmp_path).write(model=systems)
    folder.extract(call(A, "https://github.com/other/new", "/x"))
    (item,) = folder.drift().items
    assert (item.state.value, item.target) == ("undocumented", "new")
    system_part, flow_part = SnippetWriter(folder.model(), tmp_path).flow(item.candidates[0])
    text = paste(paste(systems, system_part), flow_part)
    assert "- { id: new, name: other/new, kind: external, repo: https://github.com/other/new }" in text
    folder.write(model=text)
    assert folder.states() == {"a -> new": "confirmed"}


# --- The command ---


def test_drift_command_fails_for_states_beyond_the_allowed_number(folder, capsys):
    folder.extract(call(A, B, "/x"))
    assert main(["drift", str(folder.path)]) == 1
    out = capsys.readouterr().out
    assert "Drift: 1 undocumented." in out
    assert "to accept it, add to flows of model.yaml" in out
    folder.write(landscape={"code_graph": {"allowed": {"undocumented": 1}}})
    assert main(["drift", str(folder.path)]) == 0
    folder.extract(call(A, B, "/x", file="tests/a.ts"))
    folder.write(landscape={"code_graph": {"allowed": {"phantom": 0}}})
    assert main(["drift", str(folder.path)]) == 1


def test_drift_command_writes_json(folder, capsys):
    folder.extract(call(A, B, "/x"), date="2026-06-24")
    main(["drift", str(folder.path), "--format", "json"])
    values = json.loads(capsys.readouterr().out)
    assert values["states"]["undocumented"] == 1
    assert values["date"] == "2026-06-24"
    (item,) = values["items"]
    assert (item["source"], item["target"], item["state"]) == ("a", "b", "undocumented")
    assert item["candidates"][0]["places"][0]["path"] == "src/api.ts"
    assert item["paste"][0]["section"] == "flows"
    assert item["reject"]["section"] == "rejected_candidates"


def test_drift_command_writes_valid_sarif(folder, capsys, shared_data):
    jsonschema = pytest.importorskip("jsonschema")
    folder.write(model={"systems": SYSTEMS, "flows": [FLOW]})
    folder.extract([*call(A, B, "/x", file="tests/a.ts"), *call(B, A, "/y")])
    main(["drift", str(folder.path), "--format", "sarif"])
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, json.loads((shared_data / "sarif" / "sarif-schema-2.1.0.json").read_text("utf-8")))
    results = {result["ruleId"]: result for result in document["runs"][0]["results"]}
    assert results.keys() == {"c4/drift-phantom", "c4/drift-undocumented"}
    assert results["c4/drift-undocumented"]["level"] == "warning"


def test_drift_without_extracted_files_verifies_nothing(folder, capsys):
    folder.write(model={"systems": SYSTEMS, "flows": [FLOW]})
    assert main(["drift", str(folder.path)]) == 0
    out = capsys.readouterr().out
    assert "There are no extracted files" in out
    assert "a was not scanned" not in out
    assert "a and b were not scanned" in out
