"""Long reports, owners of findings, and edges that a baseline does not accept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from models import POSITION, flow, model, part, system

from sphinxcontrib_c4.analysis import (
    CYCLE,
    Acceptance,
    Baseline,
    CycleClass,
    CycleFinding,
    State,
    UnknownOwnerError,
    analyse,
    cycle_advice,
    owners_of,
    owners_phrase,
    registered_rules,
    resolve_owner,
    to_json,
    to_sarif,
    to_text,
)
from sphinxcontrib_c4.cli import main
from sphinxcontrib_c4.model import IngestionSource, Position


def report_of_feeds(count):
    sources = tuple(
        IngestionSource(title=f"Feed {number}", system="a", position=Position("a.yaml", number + 1, 1), fragile=True)
        for number in range(count)
    )
    return analyse(model([system("a", owner="Data team"), part("a.x")], ingestion=sources))


def test_findings_with_one_text_are_one_card_with_rows():
    text = to_text(report_of_feeds(10))
    assert text.count("WARNING: fragile ingestion (10)") == 1
    assert text.count("→ Agree on an interface") == text.count("Owner: Data team") // 10 == 1
    assert all(f"- The source Feed {number} of a" in text and f"a.yaml:{number + 1}:1" in text for number in range(10))
    assert to_text(report_of_feeds(2)).count("WARNING: fragile ingestion\n") == 2


def report_of_cyclic_pairs(count):
    names = [f"s.n{number:02}{side}" for number in range(count) for side in "ab"]
    pairs = zip(names[::2], names[1::2], strict=True)
    flows = [text for first, second in pairs for text in (f"{first} -> {second}", f"{second} -> {first}")]
    return analyse(model([system("s"), *map(part, names)], flows))


def test_text_omits_cycles_after_the_twentieth_unless_complete():
    report = report_of_cyclic_pairs(24)
    text = to_text(report)
    assert text.count("ERROR: s.n") == 20
    assert "Use --all to print 4 more cyclic groups" in text
    complete = to_text(report, complete=True)
    assert complete.count("ERROR: s.n") == 24
    assert "--all" not in complete


def test_text_omits_the_flows_of_informational_cycles():
    report = analyse(model([*map(system, "ab"), part("a.x"), part("b.y")], ["a.x -> a.x"]))
    assert "Cycle 1 of 1" not in to_text(report)
    assert "a.x calls itself." in to_text(report)
    assert "Cycle 1 of 1" in to_text(report, complete=True)


def report_with_owners():
    elements = [system("a", owner="Shop team"), part("a.x"), part("a.y", owner="Pay team"), system("b"), part("b.z")]
    return analyse(model(elements, ["a.x -> a.y", "a.y -> a.x", flow("b.z -> a.x", protocol="http://10.1.2.3")]))


def test_owners_are_named_in_all_formats():
    report = report_with_owners()
    (cycle,), (finding,) = report.cycles, report.rule_findings
    assert owners_of(report.model, cycle) == ("Pay team", "Shop team")
    assert owners_phrase(report.model, cycle) == "Owners: Pay team (Y); Shop team (X)"
    assert owners_phrase(report.model, finding) == "Owner: Shop team (X); 1 element without an owner"
    assert "  Owners: Pay team (Y); Shop team (X)\n" in to_text(report)
    document = json.loads(to_json(report))
    assert document["cycles"][0]["owners"] == ["Pay team", "Shop team"]
    assert document["fragile"][0]["owners"] == ["Shop team"]
    results = json.loads(to_sarif(report))["runs"][0]["results"]
    assert [result["properties"]["owners"] for result in results] == [["Pay team", "Shop team"], ["Shop team"]]


def test_owner_selects_and_groups_findings():
    report = report_with_owners()
    assert len(report.owned_by("Shop team").findings) == 2
    assert [type(finding) for finding in report.owned_by("Pay team").findings] == [CycleFinding]
    text = to_text(report, by_owner=True)
    assert "\nPay team and Shop team\n----------------------\n" in text
    assert "\nShop team\n---------\n" in text
    assert resolve_owner(report.model, "pay TEAM") == "Pay team"
    with pytest.raises(UnknownOwnerError, match="unknown owner 'Pay tean'; did you mean 'Pay team'"):
        resolve_owner(report.model, "Pay tean")


MODEL = """\
systems:
  - id: shop
    name: Shop
    containers: [{id: web, name: Web, owner: Web team}, {id: api, name: API}]
flows:
  - {source: web, target: api, label: Ask, sync: true}
  - {source: api, target: web, label: Tell, sync: true}
"""


def test_command_selects_by_owner(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(MODEL, encoding="utf-8")
    assert main(["cycles", "m.yaml", "--owner", "web team", "--by", "owner"]) == 1
    output = capsys.readouterr().out
    assert "Owner: Web team" in output or "Web team (Web)" in output
    assert main(["cycles", "m.yaml", "--owner", "Wob team"]) == 2
    assert "did you mean 'Web team'?" in capsys.readouterr().err


def test_baseline_makes_advice_start_with_the_new_edge():
    old = model([system("s"), *map(part, ("s.a", "s.b", "s.c"))], ["s.a -> s.b", "s.b -> s.a"])
    first = analyse(old)
    edges = tuple(cyclic.edge.pair for cyclic in first.cycles[0].edges)
    entry = Acceptance(
        rule=CYCLE, reason="Known.", position=POSITION, cycle_class=CycleClass.BLOCKING, edges=(*edges, ("s.a", "s.c"))
    )
    new = replace(old, flows=(*old.flows, flow("s.a -> s.c"), flow("s.c -> s.b")))
    report = analyse(new, baseline=Baseline(acceptances=(entry,)))
    (cycle,) = report.cycles
    assert cycle_advice(cycle)[0] == "Remove, invert or accept s.c → s.b, which is not accepted."
    text = to_text(report)
    assert "Not accepted: s.c → s.b closes s.a → s.c → s.b → s.a" in text
    assert text.index("Remove, invert or accept s.c") < text.index("Cycles\n")
    (entry_in_json,) = json.loads(to_json(report))["cycles"]
    assert entry_in_json["new_edges"] == [{"edge": ["s.c", "s.b"], "closes": ["s.a", "s.c", "s.b"]}]


def test_baseline_puts_open_cycles_before_accepted_ones():
    report = report_of_cyclic_pairs(2)
    edges = tuple(cyclic.edge.pair for cyclic in report.cycles[0].edges)
    entry = Acceptance(rule=CYCLE, reason="Known.", position=POSITION, cycle_class=CycleClass.BLOCKING, edges=edges)
    compared = analyse(report.model, baseline=Baseline(acceptances=(entry,)))
    assert [cycle.judgement.state for cycle in compared.cycles] == [State.NEW, State.ACCEPTED]


def test_analysis_of_cycles_alone_applies_no_rule(monkeypatch):
    full = report_with_owners()
    calls = []
    monkeypatch.setattr(type(registered_rules()["hub"]), "check", lambda *_: calls.append(1) or iter(()))
    report = analyse(full.model, cycles_only=True)
    assert (report.rule_findings, report.cycles_only, calls) == ((), True, [])
    assert report.cycles == full.cycles
    assert report.metrics == full.metrics
    analyse(full.model)
    assert calls == [1]
