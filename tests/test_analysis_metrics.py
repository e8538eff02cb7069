"""Coupling, the longest chain, the matrix, and the time that a large model takes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from models import external, flow, model, part, scenario, system

from sphinxcontrib_c4.analysis import Baseline, RuleSettings, Scope, analyse, to_json, to_text
from sphinxcontrib_c4.model import NameLookupError, Shape


def shop(*names):
    return [system("shop"), *(part(f"shop.{name}") for name in names)]


def report(*flows, names="abcd", **fields):
    return analyse(model(shop(*names), flows), **fields)


def test_coupling_counts_neighbours_once():
    metrics = report("shop.a -> shop.b", "shop.a ~> shop.b: more", "shop.b ~> shop.c", "shop.c -> shop.c").metrics
    coupling = {node.name: node for node in metrics.coupling}
    b = coupling["shop.b"]
    assert (b.all.afferent, b.all.efferent, b.all.instability) == (1, 1, 0.5)
    assert (b.synchronous.afferent, b.synchronous.efferent, b.synchronous.instability) == (1, 0, 0.0)
    assert coupling["shop.d"].all.instability is None
    assert metrics.cyclic_edges == 1


def test_coupling_of_systems_counts_all_their_containers():
    elements = [system("shop"), part("shop.a"), part("shop.b"), system("bank"), system("far")]
    flows = ["shop.a -> bank", "shop.b ~> bank", "shop.a -> shop.b", "far ~> shop"]
    coupling = {node.name: node for node in analyse(model(elements, flows)).coupling(by_system=True)}
    assert [(name, node.all.afferent, node.all.efferent) for name, node in coupling.items()] == [
        ("bank", 1, 0),
        ("far", 0, 1),
        ("shop", 1, 1),
    ]
    assert (coupling["shop"].synchronous.afferent, coupling["shop"].synchronous.efferent) == (0, 1)
    shop_report = analyse(model(elements, flows), scope=Scope(subject="shop"))
    assert [node.name for node in shop_report.coupling()] == ["shop", "shop.a", "shop.b"]
    assert [node.name for node in shop_report.coupling(by_system=True)] == ["shop"]


def test_metrics_of_one_system_include_its_neighbours():
    elements = [system("shop"), part("shop.a"), part("shop.b"), system("bank"), system("far"), system("farther")]
    flows = ["shop.a -> bank", "far -> farther", "bank -> far"]
    result = analyse(model(elements, flows), scope=Scope(subject="shop"))
    metrics = result.subject_metrics()
    assert (metrics.nodes, metrics.edges) == (3, 1)
    assert metrics.longest_chain.path == ("shop.a", "bank")
    assert result.metrics.longest_chain.hops == 3
    complete_report = analyse(model(elements, flows))
    assert complete_report.subject_metrics() == complete_report.metrics


def test_longest_chain_has_its_path_and_flows():
    chain = report("shop.a -> shop.b", "shop.b -> shop.c", "shop.a -> shop.c", "shop.c ~> shop.d").metrics.longest_chain
    assert (chain.path, chain.hops, chain.exact) == (("shop.a", "shop.b", "shop.c"), 2, True)
    assert [edge.pair for edge in chain.edges] == [("shop.a", "shop.b"), ("shop.b", "shop.c")]


def test_longest_chain_through_a_small_cycle_is_exact():
    flows = ["shop.a -> shop.b", "shop.b -> shop.c", "shop.c -> shop.b", "shop.b -> shop.d"]
    chain = report(*flows).metrics.longest_chain
    assert (chain.path, chain.hops, chain.exact) == (("shop.a", "shop.b", "shop.d"), 2, True)
    flows = ["shop.e -> shop.a", "shop.a -> shop.b", "shop.b -> shop.a", "shop.b -> shop.c", "shop.c -> shop.b"]
    chain = report(*flows, "shop.a -> shop.d", names="abcde").metrics.longest_chain
    assert (chain.path, chain.hops) == (("shop.e", "shop.a", "shop.b", "shop.c"), 3)


def test_longest_chain_through_a_large_cycle_has_two_bounds():
    names = [f"n{number:02}" for number in range(20)]
    cycle = [f"shop.{a} -> shop.{b}" for a, b in pairwise([*names, names[0]])]
    result = report("shop.z -> shop.n05", *cycle, names=[*names, "z"])
    chain = result.metrics.longest_chain
    assert (chain.path[:2], chain.exact, chain.at_most) == (("shop.z", "shop.n05"), False, 20)
    assert 1 <= chain.hops == len(chain.path) - 1 <= 20
    assert f"at least {chain.hops} calls, at most 20" in to_text(result, width=200)


def test_external_system_ends_chains_and_impact_unless_a_scenario_passes_through_it():
    elements = [*shop("a", "b", "c", "d"), external("pay")]
    flows = ["shop.a -> pay", "shop.b -> pay", "pay -> shop.b", "shop.b -> shop.c", "shop.c -> shop.d"]
    result = analyse(model(elements, flows), rules=ANY_DEPENDENT)
    assert result.metrics.longest_chain.path == ("pay", "shop.b", "shop.c", "shop.d")
    assert "2 of 4 others" in message(result, "shop.c")
    story = scenario("story", "shop.a -> pay", "pay -> shop.b")
    result = analyse(model(elements, flows, [story]), rules=ANY_DEPENDENT)
    assert result.metrics.longest_chain.path == ("shop.a", "pay", "shop.b", "shop.c", "shop.d")
    assert "3 of 4 others" in message(result, "shop.c")


ANY_DEPENDENT = RuleSettings(thresholds={"failure_dependents": 1, "failure_share": 0})


def message(result, name):
    """Return the message of the finding about an element that is a single point of failure."""
    findings = [item for item in result.rule_findings if item.rule.id == "single-point-of-failure"]
    return next(finding.message for finding in findings if finding.elements == (name,))


def test_longest_chain_visits_all_members_of_a_cycle_at_its_start_or_end():
    flows = ["shop.a -> shop.b", "shop.b -> shop.a", "shop.a -> shop.c", "shop.c -> shop.d", "shop.d -> shop.c"]
    chain = report(*flows).metrics.longest_chain
    assert (chain.path, chain.hops, chain.exact) == (("shop.b", "shop.a", "shop.c", "shop.d"), 3, True)
    chain = report("shop.a -> shop.b", "shop.b -> shop.a").metrics.longest_chain
    assert (chain.path, chain.exact) == (("shop.a", "shop.b"), True)
    chain = report("shop.a -> shop.a").metrics.longest_chain
    assert (chain.path, chain.hops) == (("shop.a",), 0)


def test_metrics_are_compared_with_the_baseline():
    changes = report("shop.a -> shop.b", baseline=Baseline(metrics={"edges": 3, "nodes": 4})).changes
    assert [(node.name, node.before, node.now) for node in changes] == [("edges", 3, 1)]


def test_matrix_has_marks_in_order_and_outlines_cycles():
    flows = ["shop.b ~> shop.c", "shop.c -> shop.b", "shop.a ?> shop.b", "shop.c -> shop.d", "shop.b -> shop.c: too"]
    matrix = report(*flows, names="abcde").matrix()
    assert matrix.names == ("shop.a", "shop.b", "shop.c", "shop.d")
    assert matrix.cycles == ((1, 2),)
    assert [(cell.row, cell.column, cell.mark, cell.feedback) for cell in matrix.cells] == [
        (0, 1, "?", False),
        (1, 2, "S", False),
        (2, 1, "S", True),
        (2, 3, "S", False),
    ]
    assert [flow.label for cause in matrix.cells[1].edge.causes for flow in cause.flows] == ["call", "too"]
    assert not matrix.by_system


def landscape(systems, containers):
    elements = []
    for number in range(systems):
        elements += [system(f"s{number:02}"), *(part(f"s{number:02}.c{index}") for index in range(containers))]
    names = [element.name for element in elements if element.parent]
    return elements, [f"{source} -> {target}" for source, target in pairwise(names)]


def test_matrix_above_sixty_rows_is_by_system():
    elements, flows = landscape(20, 3)
    assert len(analyse(model(elements, flows)).matrix().names) == 60
    elements, flows = landscape(21, 3)
    matrix = analyse(model(elements, flows)).matrix()
    assert (len(matrix.names), matrix.by_system, matrix.collapsed, matrix.left_out) == (21, True, True, 0)


def test_matrix_has_at_most_sixty_rows_and_prefers_those_on_cycles():
    elements, flows = landscape(80, 1)
    matrix = analyse(model(elements, [*flows, "s79.c0 -> s78.c0"])).matrix()
    assert (len(matrix.names), matrix.left_out) == (60, 20)
    assert {"s78", "s79"} <= set(matrix.names)


@pytest.mark.parametrize("by_system", [False, True])
def test_matrix_of_a_single_system_has_its_most_relevant_containers(by_system):
    elements, flows = landscape(1, 61)
    matrix = analyse(model(elements, [*flows, "s00.c60 -> s00.c59"])).matrix(by_system=by_system)
    assert (len(matrix.names), matrix.left_out, matrix.by_system, matrix.collapsed) == (60, 1, False, False)
    assert {"s00.c59", "s00.c60"} <= set(matrix.names)


def test_matrix_of_one_system_has_its_neighbours():
    elements, flows = landscape(3, 2)
    result = analyse(model(elements, flows))
    assert result.matrix(by_system=True).names == ("s00", "s01", "s02")
    matrix = analyse(model(elements, flows), scope=Scope(subject="s00")).matrix()
    assert matrix.names == ("s00.c0", "s00.c1", "s01.c0")


def test_matrix_of_one_system_has_dependencies_between_its_neighbours():
    elements = [system("shop"), *(system(name) for name in ("mail", "bank", "far"))]
    flows = ["shop -> mail", "mail ~> bank", "bank -> shop", "bank -> far", "shop -> shop: itself"]
    matrix = analyse(model(elements, flows), scope=Scope(subject="shop")).matrix()
    assert sorted(matrix.names) == ["bank", "mail", "shop"]
    assert matrix.cycles == ((0, 2),)
    assert {(matrix.names[cell.row], matrix.names[cell.column]) for cell in matrix.cells} == {
        ("shop", "mail"), ("mail", "bank"), ("bank", "shop"), ("shop", "shop")
    }  # fmt: skip


def test_analysis_of_a_thousand_containers_takes_seconds():
    chance = random.Random(1)
    elements = []
    for number in range(100):
        elements.append(system(f"s{number}"))
        shapes = chance.choices([Shape.BOX, Shape.DATABASE, Shape.QUEUE], [85, 10, 5], k=10)
        elements += [part(f"s{number}.c{index}", shape=shape) for index, shape in enumerate(shapes)]
    names = [element.name for element in elements if element.parent]
    arrows = ("->", "~>", "?>")
    flows = [
        flow(f"{source} {chance.choice(arrows)} {target}: {number}", name=f"f{number}")
        for number, (source, target) in enumerate(chance.sample(names, 2) for _ in range(5_000))
    ]
    landscape = model(elements, flows)
    start = time.process_time()
    result = analyse(landscape)
    assert time.process_time() - start < 10  # about 2 s unless the machine is slow
    assert f"at least {len(result.cycles[0].witnesses)} cycles" in to_text(result)


def test_analysis_imports_networkx_only_for_a_model():
    script = "import sys, sphinxcontrib_c4.analysis; sys.exit(bool({'networkx', 'yaml', 'argparse'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_matrix_is_never_empty_if_there_are_dependencies():
    """The first 60 names have no dependencies on each other, because the two names of each pair are far apart."""
    names = [f"{side}{number:02}" for side in "az" for number in range(70)]
    flows = [f"s.a{number:02} -> s.z{number:02}" for number in range(70)]
    matrix = analyse(model([system("s"), *(part(f"s.{name}") for name in names)], flows)).matrix()
    assert (len(matrix.names), len(matrix.cells), matrix.left_out) == (60, 30, 80)


def test_matrix_focus_is_an_element_or_a_group_with_its_neighbours():
    elements, flows = landscape(21, 3)
    world = model(elements, flows, groups={"Old ones": ("s00", "s01")})
    report = analyse(world)
    matrix = report.matrix(focus=["s05.c1"])
    assert "s05.c1" in matrix.names
    neighbours = {end for pair in report.graph.edges if "s05.c1" in pair for end in pair}
    assert set(matrix.names) == neighbours
    assert matrix.collapsed is False
    group = set(report.matrix(focus=["Old ones"]).names)
    neighbours = {end for pair in report.graph.edges if {end[:3] for end in pair} & {"s00", "s01"} for end in pair}
    assert group == neighbours
    assert json.loads(to_json(report, focus=["s05"]))["matrix"]["focus"] == ["s05"]
    with pytest.raises(NameLookupError):
        report.matrix(focus=["s99"])


def test_matrix_focus_comes_first_above_sixty_rows():
    elements, flows = landscape(1, 150)
    flows += [f"s00.c0 -> s00.c{number}" for number in range(2, 150)]
    matrix = analyse(model(elements, flows)).matrix(focus=["s00.c149"])
    assert "s00.c149" in matrix.names


def test_answer_does_not_continue_a_chain():
    for answer in (flow("shop.b -> shop.c", tags=("webhook",)), flow("shop.b -> shop.c: Payment callback")):
        chain = report("shop.a -> shop.b", answer, "shop.c -> shop.d").metrics.longest_chain
        assert (chain.path, chain.hops) == (("shop.a", "shop.b"), 1)
