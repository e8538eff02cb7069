"""The report as text, JSON and SARIF, baselines, and the commands that write them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest
from models import external, flow, model, part, person, scenario, system

from sphinxcontrib_c4.analysis import (
    AcceptanceTerms,
    RuleSettings,
    Scope,
    State,
    analyse,
    failing_findings,
    finding_id,
    format_baseline,
    read_baseline,
    report_schema,
    subject_in_sentence,
    summarize,
    to_json,
    to_sarif,
    to_text,
)
from sphinxcontrib_c4.cli import main
from sphinxcontrib_c4.model import LANDSCAPE_TITLE, ModelError, Position, Severity, load

MODEL = """\
actors:
  - {id: me, name: Me}
systems:
  - id: shop
    name: Shop
    kind: internal
    containers:
      - {id: web, name: Web}
      - {id: api, name: API}
      - {id: db, name: Store, shape: db, suppress: [{rule: external-store-access, reason: A pilot.}]}
  - {id: registry, name: Registry, role: infrastructure}
flows:
  - {id: ask, source: web, target: api, label: Ask, sync: true, protocol: HTTPS}
  - {id: tell, source: api, target: web, label: Tell, sync: true}
  - {id: look, source: me, target: db, label: Look}
  - {id: find, source: api, target: registry, label: Find}
  - {id: beat, source: registry, target: api, label: Check, sync: true}
scenarios:
  - {id: round, title: Round, steps: [{source: web, target: api, label: a, sync: true},
                                      {source: api, target: web, label: b, sync: true}]}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "shop.yaml").write_text(MODEL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")  # 2030-03-17
    return tmp_path


def full_report(**options):
    """Return a report with findings of many kinds, and with text that must be escaped."""
    hostile_text = '<b>"&\u202e\x1b[31m</b>'
    elements = [person("me"), system("a"), system("b"), external("out")]
    elements += [part(name) for name in ("a.x", "a.y", "b.x", "b.y")]
    elements += [part("a.db", role="store", tags=("fragile",)), part("a.q", role="broker")]
    flows = [
        *("a.x -> a.y", "a.y -> a.x", "a.x ~> a.q", "a.q ~> b.x", "b.x ?> b.y", "b.y ?> a.x", "a.y ~> b", "b.x ~> a"),
        flow("a.x -> a.db: Write", position=Position("dir with space/ä.yaml", 3, 9)),
        flow(f"out -> a.db: {hostile_text}", protocol=hostile_text, tags=("fragile",)),
    ]
    return analyse(model(elements, flows, [scenario("s", "a.x -> a.y", "a.y -> a.x")]), **options)


def accepting_baseline(report, terms):
    """Return the text of a baseline that accepts all findings of a report."""
    return format_baseline(report.findings, report.metrics.totals(), terms)


# --- JSON and SARIF ---


@pytest.mark.parametrize("scope", [Scope(), Scope(subject="a", ignored=frozenset(("b.y",))), Scope(subject="out")])
def test_json_follows_its_schema(scope):
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(to_json(full_report(scope=scope)))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document["version"] == 1


def test_json_schema_is_closed_and_complete():
    schema = report_schema()
    for definition in [schema, *schema["$defs"].values()]:
        if definition.get("type") == "object":
            assert definition["additionalProperties"] is False
            assert set(definition["required"]) == set(definition["properties"])
    document = json.loads(to_json(full_report()))
    document["unknown"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_json_contains_each_flow_with_its_line(folder):
    document = json.loads(to_json(analyse(load(folder / "m"))))
    (cycle,) = document["cycles"]
    assert (cycle["class"], cycle["level"], cycle["severity"]) == ("blocking", "internal", "critical")
    flows = [flow for edge in cycle["edges"] for cause in edge["uses"] for flow in cause["flows"]]
    assert [(item["name"], item["position"]["line"]) for item in flows] == [("shop.tell", 14), ("shop.ask", 13)]
    assert document["hidden"]["cycles"] == [["registry", "shop.api"]]


@pytest.mark.parametrize("with_baseline", [False, True])
def test_sarif_is_valid(shared_data, folder, with_baseline):
    schema = json.loads((shared_data / "sarif" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    baseline = None
    if with_baseline:
        (folder / "b.yaml").write_text(
            accepting_baseline(full_report(), AcceptanceTerms(reason="Known.")), encoding="utf-8"
        )
        baseline = read_baseline(folder / "b.yaml")
    for report in (full_report(baseline=baseline), analyse(load(folder / "m"), baseline=baseline)):
        for part_of_report in (report, report.only_cycles()):
            document = json.loads(to_sarif(part_of_report))
            jsonschema.validators.validator_for(schema)(schema).validate(document)


def sarif_results(report, **options):
    """Return the results of a report as SARIF, by their rules."""
    (run,) = json.loads(to_sarif(report, **options))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    return {result["ruleId"]: result for result in run["results"]}


def test_sarif_points_to_lines_relative_to_the_root(folder):
    results = sarif_results(analyse(load(folder / "m")), root=folder.as_posix())
    location = results["c4/cycle-blocking"]["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": {"uri": "m/shop.yaml"}, "region": {"startLine": 14, "startColumn": 5}}
    lines = [
        item["physicalLocation"]["region"]["startLine"] for item in results["c4/cycle-blocking"]["relatedLocations"]
    ]
    assert lines == [14, 13]
    (suppression,) = results["c4/external-store-access"]["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "A pilot.")
    assert "baselineState" not in results["c4/cycle-blocking"]


def test_sarif_paths_are_uris():
    uris = {
        item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for item in sarif_results(full_report()).values()
    }
    assert "model.yaml" in uris
    related = json.dumps(json.loads(to_sarif(full_report())))
    assert "dir%20with%20space/%C3%A4.yaml" in related


def test_sarif_compares_with_the_baseline(folder):
    report = analyse(load(folder / "m"))
    (folder / "b.yaml").write_text(accepting_baseline(report, AcceptanceTerms(reason="Known.")), encoding="utf-8")
    baseline = read_baseline(folder / "b.yaml")
    result = sarif_results(analyse(load(folder / "m"), baseline=baseline))["c4/cycle-blocking"]
    assert result["baselineState"] == "unchanged"
    assert result["suppressions"][0] | {"location": None} == {
        "kind": "external",
        "status": "accepted",
        "justification": "Known.",
        "location": None,
    }
    assert sarif_results(full_report(baseline=baseline))["c4/cycle-blocking"]["baselineState"] == "new"


def test_finding_id_survives_moved_lines_and_a_worse_class(folder):
    first = analyse(load(folder / "m")).findings
    text = MODEL.replace("flows:", "\n\nflows:").replace("sync: true}\n  - {id: look", "sync: false}\n  - {id: look")
    (folder / "m" / "shop.yaml").write_text(text, encoding="utf-8")
    second = analyse(load(folder / "m")).findings
    assert second[0].cycle_class != first[0].cycle_class
    assert {finding_id(item) for item in first} == {finding_id(item) for item in second}
    assert len({finding_id(item) for item in full_report().findings}) == len(full_report().findings)


# --- Text ---


def test_text_fits_a_terminal_and_escapes_control_characters():
    report = full_report()
    for width in (60, 80, 120):
        lines = to_text(report, width=width).splitlines()
        assert max(map(len, lines)) <= width
    text = to_text(report)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u202e" in text
    assert text.endswith("\n")


def test_text_has_all_parts(folder):
    text = to_text(analyse(load(folder / "m")))
    for passage in (
        "What to do first",
        "CRITICAL: shop.api ↔ shop.web",
        "Ask (HTTPS, synchronous)",
        f"{folder}/m/shop.yaml:13:5",
        "Round: shop.web → shop.api → shop.web",
        "Accepted in the model: A pilot.",
        "registry: has the role infrastructure",
        "This suppresses at least 1 cycle.",
    ):
        assert passage in text


def test_text_lists_the_access_that_labels_suggest():
    elements = [system("s"), part("s.web"), part("s.worker"), part("s.q", role="broker")]
    flows = ["s.web ~> s.q: Send jobs", "s.worker ~> s.q: Consume jobs"]
    report = analyse(model(elements, flows))
    coverage = summarize(report).coverage
    assert "The access of 1 flow to a queue was inferred from the label." in coverage
    assert coverage.endswith("1 other flow to a queue does not state its access and is taken to write.")
    assert "s.worker → s.q (Consume jobs): reads from the queue. Confirm it with" in to_text(report, width=200)
    assert "s.web → s.q (Send jobs): writes to the queue" in to_text(report, width=200)
    explicit = [replace(flow(text), access=access) for text, access in zip(flows, ("write", "read"), strict=True)]
    assert "nferred" not in to_text(analyse(model(elements, explicit)))


def test_text_without_findings_states_the_coverage():
    text = to_text(analyse(model([system("a"), part("a.x"), part("a.y")], ["a.x -> a.y"])))
    assert text.startswith("World: no cycles and no fragile links.\nAnalysed 1 flow among 2 containers of 1 system")


def test_summary_names_a_landscape_without_a_name_as_a_part_of_a_sentence():
    landscape = model([system("shop")])
    assert subject_in_sentence(analyse(landscape)) == "World"
    assert subject_in_sentence(analyse(replace(landscape, title=LANDSCAPE_TITLE))) == "the system landscape"


def test_summary_with_informational_cycles_says_no_harmful_cycles():
    elements = [*map(system, "ab"), *map(part, ("a.x", "a.y", "b.x", "b.y"))]
    report = analyse(model(elements, ["a.x -> b.x", "b.y -> a.y"]))
    assert [cycle.severity for cycle in report.cycles] == [Severity.INFO]
    assert summarize(report.only_cycles()).sentence == "No harmful cycles."
    assert summarize(report).sentence == "No harmful cycles and no fragile links."


def test_summary_with_links_to_review_says_no_harmful_links():
    elements = [system("a"), part("a.x", tags=("fragile",))]
    report = analyse(model(elements), rules=RuleSettings(severities={"flagged": Severity.REVIEW}))
    assert [finding.severity for finding in report.rule_findings] == [Severity.REVIEW]
    assert summarize(report).sentence == "No cycles and no harmful links."


def test_summary_counts_findings_and_names_the_worst():
    summary = summarize(full_report())
    assert len(summary.actions) == 4
    ranks = [item.severity.rank for item in summary.actions]
    assert ranks == sorted(ranks)
    assert summary.count(State.NEW) == sum(1 for item in full_report().findings if item.severity.gates)


# --- The baseline ---


def write_and_read_baseline(folder, text):
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    return read_baseline(folder / "b.yaml")


ACCEPTED = """\
accept:
  - rule: cycle
    class: {kind}
    edges: ["shop.web -> shop.api", "shop.api -> shop.web", {more_edges}]
    reason: The API asks back.
    owner: Shop team
    {expires}
"""


def compare_with_baseline(folder, kind="blocking", more_edges="", expires="", today=date(2030, 3, 17)):
    baseline = write_and_read_baseline(folder, ACCEPTED.format(kind=kind, more_edges=more_edges, expires=expires))
    return analyse(load(folder / "m"), baseline=baseline, today=today)


@pytest.mark.parametrize(
    ("kind", "expires", "state", "fails"),
    [
        ("blocking", "", State.ACCEPTED, False),
        ("blocking", "expires: 2030-03-17", State.ACCEPTED, False),
        ("blocking", "expires: '2030-03-16'", State.EXPIRED, True),
        ("mixed", "", State.WORSE, True),
        ("feedback", "expires: 2030-03-16", State.WORSE, True),
    ],
)
def test_baseline_accepts_edges_within_a_class_and_a_time(folder, kind, expires, state, fails):
    report = compare_with_baseline(folder, kind, expires=expires)
    (cycle,) = report.cycles
    assert cycle.judgement.state is state
    assert [entry.owner for entry in cycle.judgement.entries] == ["Shop team"]
    assert bool(failing_findings(report.only_cycles(), "new")) is fails
    assert len(failing_findings(report, "any")) == 1
    assert failing_findings(report, "never") == ()


def test_baseline_leaves_other_edges_new(folder):
    flows = "  - {id: a, source: web, target: extra, label: x, sync: true}\n"
    flows += "  - {id: b, source: extra, target: web, label: y, sync: true}\n"
    text = MODEL.replace("      - {id: db", "      - {id: extra, name: Extra}\n      - {id: db")
    (folder / "m" / "shop.yaml").write_text(text.replace("scenarios:", f"{flows}scenarios:"), encoding="utf-8")
    (cycle,) = compare_with_baseline(folder).cycles
    assert cycle.judgement.state is State.NEW
    assert cycle.judgement.open_edges == (("shop.extra", "shop.web"), ("shop.web", "shop.extra"))


def test_baseline_reports_stale_entries_and_never_fails_for_them(folder):
    report = compare_with_baseline(folder, more_edges='"shop.api -> gone"')
    assert [(item.entry.reason, item.edges) for item in report.stale] == [
        ("The API asks back.", (("shop.api", "gone"),))
    ]
    assert failing_findings(report.only_cycles(), "new") == ()
    assert "Stale entries of the baseline" in to_text(report)


def test_baseline_written_from_a_report_accepts_all_and_keeps_earlier_terms(folder):
    first = full_report()
    baseline = write_and_read_baseline(
        folder, accepting_baseline(first, AcceptanceTerms(reason='Old: "why"', owner="Us", expires=date(2031, 1, 1)))
    )
    second = full_report(baseline=baseline, today=date(2030, 12, 31))
    assert failing_findings(second, "new") == ()
    assert second.stale == ()
    assert second.changes == ()
    rewritten = accepting_baseline(second, AcceptanceTerms(reason="New."))
    assert "New." not in rewritten
    assert rewritten.count("2031-01-01") == rewritten.count("  - rule:")
    assert failing_findings(full_report(baseline=baseline, today=date(2031, 1, 2)), "new") != ()


@pytest.mark.parametrize("name", ["null", "no", "On", "-", "1", "2001-01-01", "a"])
def test_baseline_written_from_a_report_accepts_any_names(folder, name):
    (folder / "m.yaml").write_text(
        f"systems: [{{id: '{name}', name: A}}, {{id: b, name: B}}]\n"
        f"flows: [{{source: '{name}', target: b, label: a}}, {{source: b, target: '{name}', label: b}}]\n"
        f"etl_sources: [{{name: Rates, system: '{name}', fragile: true}}]\n",
        encoding="utf-8",
    )
    unusual_model = load(folder / "m.yaml")
    baseline = write_and_read_baseline(
        folder, accepting_baseline(analyse(unusual_model), AcceptanceTerms(reason="Known."))
    )
    assert (name,) in [entry.elements for entry in baseline.acceptances]
    assert (name, "b") in [edge for entry in baseline.acceptances for edge in entry.edges]
    assert failing_findings(analyse(unusual_model, baseline=baseline), "new") == ()


def test_text_has_the_entries_that_accept_each_reason_of_a_finding(folder):
    elements = [system("a"), system("b"), external("out"), part("a.db", role="store"), part("b.x")]
    landscape = model(elements, ["b.x -> a.db", "out -> a.db"])
    first = analyse(landscape)
    assert any(finding.also for finding in first.rule_findings)
    baseline = write_and_read_baseline(folder, accepting_baseline(first, AcceptanceTerms(reason="Known.")))
    assert to_text(analyse(landscape, baseline=baseline), complete=True).count("b.yaml:") == len(baseline.acceptances)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("accept: [{rule: cycle, class: mixed, edges: [a -> b]}]", 1, "'reason' is missing"),
        ("accept: [{rule: cycle, edges: [a -> b], reason: x}]", 1, "'class' is missing"),
        ("accept: [{rule: cycles, class: mixed, edges: [a -> b], reason: x}]", 1, "did you mean 'cycle'"),
        ("accept:\n- {rule: cycle, class: mix, edges: [a -> b], reason: x}", 2, "did you mean 'mixed'"),
        ("accept:\n- {rule: cycle, class: mixed, edges: [a b], reason: x}", 2, "'a b' is not an edge"),
        ("accept:\n- {rule: cycle, class: mixed, reason: x}", 2, "names no edges and no elements"),
        ("accept:\n- {rule: cycle, class: mixed, elements: [a], reason: x}", 2, "a cycle is accepted by its edges"),
        ("accept:\n- {rule: hub, class: mixed, elements: [a], reason: x}", 2, "only cycles have a class"),
        ("accept:\n- {rule: hub, elements: [a], reason: x, expires: May}", 2, "'expires' must be a date"),
        ("accept:\n- {rule: hub, elements: [a], reason: x, until: 1}", 2, "unknown key 'until'"),
        ("accept:\n- {rule: hub, elements: [1], reason: x}", 2, "an item of 'elements' must be a name"),
        ("accept:\n- {rule: hub, elements: a, reason: x}", 2, "'elements' must be a list"),
        ("accept:\n- {rule: hub, elements: [a], reason: 3}", 2, "'reason' must be text"),
        ("accept:\n- {rule: hub, elements: [a], reason: ''}", 2, "'reason' is empty"),
        ("accept:\n- hub", 2, "an entry must be a mapping"),
        ("accept: hub", 1, "'accept' must be a list"),
        ("- hub", 1, "a baseline must be a mapping"),
        ("metrics: {edges: many}", 1, "'edges' must be a number"),
        ("metrics: {edge: 1}", 1, "did you mean 'edges'"),
        ("metrics: [1]", 1, "'metrics' must be a mapping"),
        ("accept: [", 1, "a value is missing here"),
        ("", 1, "the file is empty"),
    ],
)
def test_baseline_errors_have_a_position(folder, text, line, message):
    with pytest.raises(ModelError) as error:
        write_and_read_baseline(folder, text)
    assert message in str(error.value)
    assert error.value.faults[0].position.line == line


def test_baseline_errors_are_reported_together(folder):
    with pytest.raises(ModelError) as error:
        write_and_read_baseline(
            folder, "accept:\n- {rule: hubs, elements: [a]}\n- {rule: cycle, edges: [x], reason: y}\n"
        )
    assert [fault.message for fault in error.value.faults] == [
        "'reason' is missing",
        "'rule' cannot be 'hubs'",
        "'class' is missing",
        "'x' is not an edge",
    ]


def test_baseline_that_does_not_exist_is_an_error(folder):
    (folder / "base.yaml").write_text("accept: []\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"does not exist(.|\n)*did you mean 'base.yaml'"):
        read_baseline(folder / "bases.yaml")


# --- The commands ---


def run(capsysbinary, *arguments):
    code = main(arguments)
    captured = capsysbinary.readouterr()
    return code, captured.out.decode(), captured.err.decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["cycles", "m"], 1),
        (["cycles", "m", "--fail-on", "never"], 0),
        (["cycles", "m", "--ignore", "web"], 0),
        (["cycles", "m", "--severity", "cycle-blocking=review"], 0),
        (["lint", "m", "--severity", "cycle-blocking=info"], 0),
        (["lint", "m", "--system", "registry"], 0),
    ],
)
def test_command_exit_status_depends_on_findings(folder, capsysbinary, arguments, code):
    assert run(capsysbinary, *arguments)[0] == code


def test_command_prints_paths_relative_to_its_argument(folder, capsysbinary):
    assert "\n    m/shop.yaml:" in run(capsysbinary, "cycles", "m")[1].replace("      m/", "    m/")
    document = json.loads(run(capsysbinary, "cycles", str(folder / "m"), "--format", "sarif")[1])
    uri = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "m/shop.yaml"


def test_command_cycles_omits_fragile_links_and_lint_includes_them(folder, capsysbinary):
    cycles = json.loads(run(capsysbinary, "cycles", "m", "--format", "json")[1])
    lint = json.loads(run(capsysbinary, "lint", "m", "--format", "json")[1])
    assert (len(cycles["cycles"]), cycles["fragile"]) == (1, [])
    assert [item["rule"] for item in lint["fragile"]] == ["external-store-access"]


def test_command_writes_and_reads_a_baseline_that_expires(folder, capsysbinary):
    terms = ("--format", "baseline", "--reason", "Known.", "--expires")
    code, text, _ = run(capsysbinary, "lint", "m", *terms, "2030-03-17")
    assert code == 0
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    assert run(capsysbinary, "lint", "m", "--baseline", "b.yaml")[0] == 0
    assert run(capsysbinary, "lint", "m", "--baseline", "b.yaml", "--fail-on", "any")[0] == 1
    (folder / "b.yaml").write_text(text.replace("03-17", "03-16"), encoding="utf-8")
    code, text, _ = run(capsysbinary, "lint", "m", "--baseline", "b.yaml")
    assert code == 1
    assert "[no longer accepted]" in text


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--ignore", "webb"], 2, "did you mean"),
        (["--role", "web"], 2, "--role requires NAME=VALUE"),
        (["--role", "web=shop"], 2, "unknown role 'shop' of 'web'"),
        (["--threshold", "chain=3"], 2, "unknown threshold 'chain'"),
        (["--off", "hubs"], 2, "did you mean 'hub'"),
        (["--system", "shops"], 2, "did you mean 'shop'"),
        (["--format", "baseline"], 2, "add --reason TEXT"),
        (["--format", "baseline", "--reason", "r", "--expires", "2030-03-16"], 2, "2030-03-16, which is in the past"),
        (["--baseline", "none.yaml"], 1, "this file does not exist"),
    ],
)
def test_command_explains_invalid_options(folder, capsysbinary, arguments, code, message):
    status, out, err = run(capsysbinary, "lint", "m", *arguments)
    assert (status, out) == (code, "")
    assert message in err
    assert "Traceback" not in err


def test_command_explains_an_invalid_day(folder, capsysbinary):
    with pytest.raises(SystemExit):
        run(capsysbinary, "lint", "m", "--expires", "soon")
    assert b"'soon' is not a day; write it as 2030-12-31" in capsysbinary.readouterr().err


def test_asynchronous_cut_states_that_it_leaves_no_blocking_cycle():
    flows = ["s.a -> s.b", "s.b -> s.a", "s.b -> s.c", "s.c ~> s.b"]
    text = to_text(analyse(model([system("s"), *map(part, ("s.a", "s.b", "s.c"))], flows)), width=200)
    asynchronous, remove = text.split("→ Make asynchronous")[1].split("→ Or remove or invert")
    assert "(on 1 cycle, leaves no blocking cycle)" in asynchronous
    assert "(on 1 cycle, leaves 2 of 3 in a cycle)" in remove


def test_command_requires_a_numeric_source_date_epoch(folder, capsysbinary, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    assert run(capsysbinary, "cycles", "m")[0] == 2


def test_command_options_override_the_settings_of_the_model(folder, capsysbinary):
    assert run(capsysbinary, "cycles", "m")[0] == 1
    (folder / "m" / "landscape.yaml").write_text("analysis: {severities: {cycle-blocking: info}}\n", "utf-8")
    assert run(capsysbinary, "cycles", "m")[0] == 0
    assert run(capsysbinary, "cycles", "m", "--severity", "cycle-blocking=error")[0] == 1
    (folder / "m" / "landscape.yaml").write_text("analysis: {ignore_rule: []}\n", "utf-8")
    code, _, err = run(capsysbinary, "cycles", "m")
    assert code == 1
    assert "unknown key 'ignore_rule' in 'analysis'" in err
    assert "did you mean 'ignore_rules'" in err
