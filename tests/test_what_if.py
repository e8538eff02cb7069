"""What-if: names of flows for the command line, the assumed model, and its reports."""

from __future__ import annotations

import json
import re
import shlex

import jsonschema
import pytest
from docutils import nodes
from hypothesis import given, settings
from hypothesis import strategies as st
from models import flow, model, system
from project_writer import Project

from sphinxcontrib_c4.analysis import (
    CycleClass,
    FlowNames,
    Level,
    UnknownFlowError,
    analyse,
    assume,
    impact_schema,
    lineage_schema,
    report_schema,
    to_json,
    to_sarif,
    to_text,
    what_if_sentence,
)
from sphinxcontrib_c4.changes import changes_schema
from sphinxcontrib_c4.cli import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, main
from sphinxcontrib_c4.model import AmbiguousNameError, Mode, UnknownNameError, load

SYSTEMS = """\
systems:
  - {id: shop, name: Shop, containers: [{id: web, name: Web}, {id: api, name: API}]}
  - {id: pay, name: Pay}
  - {id: ship, name: Ship}
"""
FLOWS = (
    "  - {source: web, target: pay, label: Charge the card, sync: true}\n",
    '  - {source: web, target: pay, label: "Refund, später!", sync: true}\n',
    "  - {source: pay, target: ship, label: Send, sync: true}\n",
    "  - {id: address, source: ship, target: shop.web, label: Ask, sync: true}\n",
    "  - {source: ship, target: api, label: Report, sync: false}\n",
)
SCENARIO = """\
scenarios:
  - id: order
    title: An order
    steps:
      - {source: shop.web, target: pay, label: Charge the card, sync: true}
      - {source: pay, target: ship, label: Send, sync: true}
      - {source: ship, target: shop.web, label: Ask, sync: true}
"""


def write_model(tmp_path, flows=FLOWS):
    path = tmp_path / "shop.yaml"
    path.write_text(f"{SYSTEMS}flows:\n{''.join(flows)}{SCENARIO}", encoding="utf-8")
    return path


@pytest.fixture
def shop(tmp_path):
    return load(write_model(tmp_path))


def labels(names, text):
    return [flow.label for flow in names.resolve(text)]


# --- Names ---


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("address", ["Ask"]),
        ("web-pay", ["Charge the card"]),
        ("web-pay-2", ["Refund, später!"]),
        ("pay:ship", ["Send"]),
        ("web:pay", ["Charge the card", "Refund, später!"]),
        ("shop:pay", ["Charge the card", "Refund, später!"]),
        ("shop.web -> pay", ["Charge the card", "Refund, später!"]),
        ("shop.web → pay", ["Charge the card", "Refund, später!"]),
        ("ship:shop", ["Ask", "Report"]),
        ("shop:pay:refund-später", ["Refund, später!"]),
        ("shop:pay:Refund, später!", ["Refund, später!"]),
    ],
)
def test_flow_name_stands_for_flows(shop, name, expected):
    assert labels(FlowNames(shop), name) == expected


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("adress", UnknownFlowError, "no flow is named 'adress'; did you mean 'shop.address'?"),
        ("ship:pay", UnknownFlowError, "no flow leads from ship to pay; did you mean 'pay:ship'?"),
        ("pay:web", UnknownFlowError, "no flow leads from pay to shop.web; did you mean 'shop.web:pay'?"),
        ("pey:ship", UnknownNameError, "nothing in the model is named 'pey'; did you mean 'pay'?"),
        (
            "web:pay:charge-card",
            UnknownFlowError,
            "no flow from shop.web to pay has the label 'charge-card'; did you mean 'shop.web:pay:charge-the-card'?",
        ),
    ],
)
def test_flow_name_unknown_suggests_the_nearest(shop, name, error, message):
    with pytest.raises(error) as caught:
        FlowNames(shop).resolve(name)
    assert str(caught.value) == message


def test_flow_name_ambiguous_is_an_error():
    landscape = model([system("a"), system("b")], [flow("a -> b", name="a.x"), flow("b -> a", name="b.x")])
    with pytest.raises(AmbiguousNameError):
        FlowNames(landscape).resolve("x")


def test_flow_name_to_type_survives_reordered_files(tmp_path):
    def names_to_type(flows):
        landscape = load(write_model(tmp_path, flows))
        return {flow.label: FlowNames(landscape).typed(flow.name) for flow in landscape.flows}

    names = names_to_type(FLOWS)
    assert names == names_to_type(FLOWS[::-1])
    assert names["Charge the card"] == "shop.web:pay:charge-the-card"
    assert names["Ask"] == "shop.address"
    assert names["Report"] == "shop.ship-api"


def test_flow_name_to_type_needs_no_quotes(shop):
    flow_names = FlowNames(shop)
    names = [flow_names.typed(flow.name) for flow in shop.flows]
    assert [shlex.split(name) for name in names] == [[name] for name in names]
    assert [name for name in names if re.search(r"[\s<>|&;$*?'\"\\()]", name)] == []


# --- Assumptions ---


def test_what_if_without_names_is_the_model_itself(shop):
    assert assume(shop) is shop
    assert what_if_sentence(shop) == ""


def test_what_if_removes_flows_and_their_steps(shop):
    assumed = assume(shop, without=["pay:ship"])
    assert [flow.label for flow in assumed.flows] == ["Charge the card", "Refund, später!", "Ask", "Report"]
    assert [step.label for step in assumed.scenarios[0].steps] == ["Charge the card", "Ask"]
    assert [flow.label for flow in shop.flows if flow in assumed.assumptions.removed] == ["Send"]


def test_what_if_keeps_a_step_with_another_flow(shop):
    assumed = assume(shop, without=["web:pay:refund-später"])
    assert [step.label for step in assumed.scenarios[0].steps] == ["Charge the card", "Send", "Ask"]


def test_what_if_makes_flows_and_their_steps_asynchronous(shop):
    assumed = assume(shop, asynchronous=["address"])
    modes = {flow.label: flow.mode for flow in assumed.flows}
    assert modes["Ask"] is Mode.ASYNC
    assert modes["Send"] is Mode.SYNC
    assert [step.mode for step in assumed.scenarios[0].steps] == [Mode.SYNC, Mode.SYNC, Mode.ASYNC]


def test_what_if_sentence_names_each_change_once(shop):
    assumed = assume(shop, without=["address", "ship:web"], asynchronous=["address", "pay:ship"])
    assert what_if_sentence(assumed) == (
        "What if: without ship → shop.web (Ask), and with pay → ship (Send) asynchronous. "
        "This is not the model as it is."
    )


NODES = ("a", "b", "c", "d")


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from(("->", "~>", "?>"))), max_size=14
    )
)
def test_what_if_with_the_names_of_a_cut_breaks_its_cycles(edges):
    ends = enumerate((a, arrow, b) for a, b, arrow in edges if a != b)
    landscape = model(map(system, NODES), [flow(" ".join(parts), name=f"f{number}") for number, parts in ends])
    text = to_text(analyse(landscape).only_cycles(), width=200)
    without = re.findall(r"--without (\S+)", text)
    asynchronous = re.findall(r"--async (\S+)", text)
    cycles = analyse(assume(landscape, without=without)).cycles
    assert not [cycle for cycle in cycles if cycle.level is Level.REALISED]
    cycles = analyse(assume(landscape, asynchronous=asynchronous)).cycles
    assert not [cycle for cycle in cycles if cycle.cycle_class is CycleClass.BLOCKING]


# --- Reports ---


def test_what_if_is_stated_by_every_format(shop):
    report = analyse(assume(shop, without=["address"]))
    assert to_text(report).startswith("What if: without ship → shop.web (Ask). This is not the model as it is.\n")
    content = json.loads(to_json(report))
    jsonschema.validate(content, report_schema())
    assert [flow["name"] for flow in content["what_if"]["without"]] == ["shop.address"]
    assert "What if: " in json.loads(to_sarif(report))["runs"][0]["properties"]["whatIf"]
    ordinary = analyse(shop)
    assert "What if" not in to_text(ordinary) + to_sarif(ordinary)
    assert json.loads(to_json(ordinary))["what_if"] == {"without": [], "async": []}


@pytest.mark.parametrize("command", ["cycles", "lint"])
def test_what_if_options_change_the_exit_status(command, tmp_path, capsys):
    path = str(write_model(tmp_path))
    assert main([command, path]) == EXIT_FINDINGS
    assert "--without shop.pay-ship" in capsys.readouterr().out
    assert main([command, path, "--without", "address", "--without=ship:api"]) == EXIT_OK
    assert main([command, path, "--without", "adress"]) == EXIT_USAGE
    assert "did you mean 'shop.address'?" in capsys.readouterr().err


def test_what_if_is_stated_by_the_impact(tmp_path, capsys):
    arguments = ["impact", str(write_model(tmp_path)), "pay", "--without", "address"]
    assert main(arguments) == EXIT_OK
    assert capsys.readouterr().out.startswith("What if: without ship → shop.web (Ask). This is not the model as it is.")
    assert main([*arguments, "--to", "ship"]) == EXIT_OK
    assert capsys.readouterr().out.startswith("What if: ")
    assert main([*arguments, "--format", "json"]) == EXIT_OK
    content = json.loads(capsys.readouterr().out)
    jsonschema.validate(content, impact_schema())
    assert [flow["name"] for flow in content["what_if"]["without"]] == ["shop.address"]


def test_what_if_is_stated_by_the_lineage(tmp_path, capsys):
    arguments = ["lineage", str(write_model(tmp_path)), "pay", "--without", "address"]
    assert main(arguments) == EXIT_OK
    assert capsys.readouterr().out.startswith("What if: without ship → shop.web (Ask). This is not the model as it is.")
    assert main([*arguments, "--format", "json"]) == EXIT_OK
    content = json.loads(capsys.readouterr().out)
    jsonschema.validate(content, lineage_schema())
    assert [flow["name"] for flow in content["what_if"]["without"]] == ["shop.address"]


def test_what_if_of_a_diff_changes_the_new_model_only(tmp_path, capsys):
    path = str(write_model(tmp_path))
    assert main(["diff", path, path, "--without", "address"]) == EXIT_OK
    text = capsys.readouterr().out
    assert text.startswith("What if: without ship → shop.web (Ask). This is not the model as it is.")
    assert "1 flow removed, 1 scenario changed." in " ".join(text.split())
    assert "Resolved by the change" in text
    assert main(["diff", path, path, "--without", "address", "--format", "json"]) == EXIT_OK
    content = json.loads(capsys.readouterr().out)
    jsonschema.validate(content, changes_schema())
    assert [flow["name"] for flow in content["what_if"]["without"]] == ["shop.address"]
    assert main(["diff", path, path, "--without", "address", "--format", "markdown"]) == EXIT_OK
    assert "\n\nWhat if\\: without ship → shop.web (Ask)." in capsys.readouterr().out
    assert main(["diff", path, path, "--async", "adress"]) == EXIT_USAGE
    assert "did you mean 'shop.address'?" in capsys.readouterr().err


def test_what_if_report_cannot_be_a_baseline(tmp_path, capsys):
    options = ["--format", "baseline", "--reason", "Known.", "--without", "address"]
    assert main(["lint", str(write_model(tmp_path)), *options]) == EXIT_USAGE
    assert "omit --without and --async" in capsys.readouterr().err


def test_what_if_reports_no_stale_entries(tmp_path, capsys):
    path, baseline = str(write_model(tmp_path)), tmp_path / "baseline.yaml"
    main(["cycles", path, "--format", "baseline", "--reason", "Known."])
    baseline.write_text(capsys.readouterr().out, encoding="utf-8")
    main(["cycles", path, "--baseline", str(baseline), "--without", "address"])
    assert "Stale" not in capsys.readouterr().out


def test_what_if_options_change_the_cycle_report_of_a_page(tmp_path):
    page = "Shop\n====\n\n.. c4-cycle-report::\n   :without: address\n   :async: pay:ship\n"
    project = Project(tmp_path / "project").write({"index.rst": page}, model=write_model(tmp_path).read_text("utf-8"))
    with project.build() as site:
        tree = site.doctree("index")
    text = tree.astext()
    assert "What if: without Ship → Web (Shop) (Ask), and with Pay → Ship (Send) asynchronous." in text
    assert not [node for node in tree.findall(nodes.rubric) if "blocking" in node.astext()]


REPORTS = ("c4-fragile::", "c4-dependency-matrix::", "c4-metrics::", "c4-impact:: pay", "c4-impact:: pay\n   :to: ship")


def test_what_if_is_stated_by_every_report_of_a_page(tmp_path):
    directives = [f".. {report}\n   :without: address\n\n.. {report}\n" for report in (*REPORTS, "c4-lineage:: pay")]
    page = "\n".join(["Shop\n====\n", *directives])
    project = Project(tmp_path / "project").write({"index.rst": page}, model=write_model(tmp_path).read_text("utf-8"))
    with project.build() as site:
        tree = site.doctree("index")
        assert not site.warnings
    reports = [node for node in tree.findall(nodes.container) if "c4-report" in node["classes"]]
    assert ["What if: without Ship →" in report.astext() for report in reports] == [True, False] * 6
    assumed, ordinary = reports[2:4]
    assert ": Ask (synchronous)" in ordinary.astext()
    assert ": Ask (synchronous)" not in assumed.astext()


def test_what_if_unknown_flow_of_a_page_is_a_warning(tmp_path):
    page = "Shop\n====\n\n.. c4-cycle-report::\n   :without: adress\n"
    project = Project(tmp_path / "project").write({"index.rst": page}, model=write_model(tmp_path).read_text("utf-8"))
    with project.build() as site:
        warnings = "".join(site.warnings)
    assert "no flow is named 'adress'; did you mean 'shop.address'?" in warnings


@pytest.mark.parametrize("command", [["lint"], ["cycles"], ["diff", "m"]], ids=lambda command: command[0])
def test_what_if_may_remove_a_flow_that_settings_ignore(tmp_path, monkeypatch, command):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "a.yaml").write_text(f"{SYSTEMS}flows:\n{''.join(FLOWS)}", "utf-8")
    (tmp_path / "m" / "landscape.yaml").write_text("analysis: {ignore: [address]}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main([*command, "m", "--without", "address", "--fail-on", "never"]) == EXIT_OK
