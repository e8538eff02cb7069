"""What holds for any model: cuts, witnesses, classes, the gate, and bytes that do not depend on order."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from models import flow, model, part, system

from sphinxcontrib_c4.analysis import (
    CYCLE,
    Acceptance,
    Baseline,
    Level,
    analyse,
    failing_findings,
    to_json,
    to_sarif,
    to_text,
)
from sphinxcontrib_c4.model import Mode, Position, Shape

NAMES = ("a.x", "a.y", "b.x", "b.y", "c.x", "c.y", "a", "b")
ARROWS = ("->", "~>", "?>")
WRITTEN = (Level.REALISED, Level.INTERNAL)

flows = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(ARROWS), st.sampled_from(NAMES)), max_size=18, unique=True
)


def law(*strategies):
    """A test on many models, however slow the machine is."""
    return lambda test: settings(max_examples=60)(given(*strategies)(test))


def built(told, *, queue=False, label="call"):
    elements = [system(name) for name in "abc"]
    elements += [part(name) for name in NAMES if "." in name]
    if queue:
        elements[-1] = replace(elements[-1], shape=Shape.QUEUE)
    return model(elements, [f"{one} {arrow} {other}: {label}" for one, arrow, other in told])


def arcs(finding):
    return [cyclic.edge.pair for cyclic in finding.edges]


def is_acyclic(pairs):
    return nx.is_directed_acyclic_graph(nx.DiGraph(list(pairs)))


@law(flows, st.booleans())
def test_cut_leaves_no_cycle_and_is_minimal(told, queue):
    for found in analyse(built(told, queue=queue)).cycles:
        every, cut = set(arcs(found)), found.remove.pairs
        assert is_acyclic(every - cut)
        assert all(not is_acyclic(every - cut | {pair}) for pair in cut)
        waiting = {c.edge.pair for c in found.edges if c.edge.mode is Mode.SYNC}
        assert found.make_asynchronous is None or is_acyclic(waiting - found.make_asynchronous.pairs)
        assert found.make_asynchronous is not None or found.level not in WRITTEN or is_acyclic(waiting)


@law(flows)
def test_cut_marked_exact_is_minimum(told):
    for found in analyse(built(told)).cycles:
        assert found.remove.exact
        weights = {cyclic.edge.pair: len(cyclic.edge.causes) for cyclic in found.edges}
        orders = itertools.permutations(found.members)
        least = min(_backward(weights, order) for order in itertools.islice(orders, 5040))
        assert found.remove.flows == least or len(found.members) > 7
        assert found.remove.at_least <= len(found.remove.edges)


def _backward(weights, order):
    place = {name: index for index, name in enumerate(order)}
    return sum(weight for (one, other), weight in weights.items() if place[one] >= place[other])


@law(flows, st.booleans())
def test_witnesses_cover_every_edge_and_are_cycles(told, queue):
    report = analyse(built(told, queue=queue))
    graph = nx.DiGraph(list(report.graph.edges))
    cyclic = {pair for part in nx.strongly_connected_components(graph) for pair in graph.subgraph(part).edges}
    written = [found for found in report.cycles if found.level in WRITTEN]
    assert {pair for found in written for pair in arcs(found)} == cyclic
    for found in written:
        assert found.complete
        on = {edge.pair for witness in found.witnesses for edge in witness.edges}
        assert on == set(arcs(found))
        for witness in found.witnesses:
            pairs = [edge.pair for edge in witness.edges]
            assert all(one[1] == other[0] for one, other in zip(pairs, [*pairs[1:], pairs[0]], strict=True))
            assert len({one for one, _ in pairs}) == len(pairs)


@law(flows)
def test_cycle_count_is_that_of_simple_cycles(told):
    for found in analyse(built(told)).cycles:
        if found.level in WRITTEN:
            assert found.counted_all
            assert found.count == sum(1 for _ in nx.simple_cycles(nx.DiGraph(arcs(found))))


@example([("a.x", "~>", "c.y"), ("c.x", "~>", "a.x"), ("c.y", "->", "b.x"), ("b", "->", "c.x")])
@law(flows)
def test_finding_of_a_blocking_class_has_a_witness_of_it(told):
    for found in analyse(built(told)).cycles:
        if found.level is not Level.AGGREGATION_ONLY and "blocking" in found.cycle_class:
            assert found.witnesses[0].cycle_class is found.cycle_class
        assert found.witnesses[0].cycle_class.rank >= found.cycle_class.rank


@law(flows)
def test_possible_witness_closes_through_a_whole_system(told):
    for found in analyse(built(told)).cycles:
        if found.level is Level.POSSIBLE:
            for witness in found.witnesses:
                ends = [(one.target, other.source) for one, other in _following(witness.edges)]
                assert all(one.split(".")[0] == other.split(".")[0] for one, other in ends)
                assert any(one != other for one, other in ends)
                assert all(one == other or "." not in one or "." not in other for one, other in ends)


def _following(edges):
    return zip(edges, [*edges[1:], edges[0]], strict=True)


@law(flows, st.randoms(use_true_random=False))
def test_reports_are_independent_of_the_order_of_the_model(told, shuffle):
    first = built(told)
    elements, others = list(first.elements.items()), list(first.flows)
    shuffle.shuffle(elements)
    shuffle.shuffle(others)
    second = replace(first, elements=dict(elements), flows=tuple(others))
    for form in (to_text, to_json, to_sarif):
        assert form(analyse(first)) == form(analyse(second))


@law(flows, st.data())
def test_baseline_never_fails_after_a_flow_was_removed(told, data):
    report = analyse(built(told))
    entries = tuple(
        Acceptance(rule=CYCLE, reason="known", position=Position("b.yaml", 1, 1), cycle_class=kind, edges=edges)
        for found in report.cycles
        for kind, edges in _by_class(found).items()
    )
    baseline = Baseline(acceptances=entries)
    assert failing_findings(analyse(built(told), baseline=baseline).only_cycles(), "new") == ()
    if told:
        gone = data.draw(st.sampled_from(told))
        fewer = analyse(built([one for one in told if one != gone]), baseline=baseline).only_cycles()
        assert failing_findings(fewer, "new") == ()


def _by_class(found):
    kinds = {cyclic.cycle_class: () for cyclic in found.edges}
    for cyclic in found.edges:
        kinds[cyclic.cycle_class] += (cyclic.edge.pair,)
    return kinds


@law(flows)
def test_gate_fails_for_all_new_cycles(told):
    report = analyse(built(told), baseline=Baseline())
    assert set(failing_findings(report.only_cycles(), "new")) == {
        found for found in report.cycles if found.severity.gates
    }


@law(flows)
def test_matrix_rows_depend_on_later_rows_except_in_cycles(told):
    report = analyse(built(told))
    shown = report.matrix()
    assert {(shown.names[c.row], shown.names[c.column]) for c in shown.cells} == set(report.graph.edges)
    for cell in shown.cells:
        inside = any(first <= cell.row <= last and first <= cell.column <= last for first, last in shown.cycles)
        assert cell.feedback == (cell.row >= cell.column)
        assert not cell.feedback or inside or cell.row == cell.column


@law(flows)
def test_propagation_cost_is_the_density_of_reachability(told):
    report = analyse(built(told))
    nodes = report.graph.nodes
    graph = nx.DiGraph(list(report.graph.edges))
    graph.add_nodes_from(nodes)
    reached = sum(len(nx.descendants(graph, node) | {node}) for node in nodes)
    assert report.metrics.propagation_cost == pytest.approx(reached / len(nodes) ** 2)


@settings(max_examples=5)
@given(st.integers(min_value=0, max_value=2**16))
def test_large_cut_leaves_no_cycle(seed):
    chance = random.Random(seed)
    names = [f"s.n{number:02}" for number in range(60)]
    told = [flow(f"{chance.choice(names)} -> {chance.choice(names)}: {number}") for number in range(240)]
    for found in analyse(model([system("s"), *map(part, names)], told)).cycles:
        assert is_acyclic(set(arcs(found)) - found.remove.pairs)
        assert found.remove.at_least <= len(found.remove.edges)


@law(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_longest_chain_is_the_longest_simple_path_from_an_entry(pairs):
    names = [f"s.{name}" for name in "abcdef"]
    calls = [f"s.{source} -> s.{target}: {number}" for number, (source, target) in enumerate(pairs)]
    chain = analyse(model([system("s"), *map(part, names)], calls)).metrics.longest_chain
    graph = nx.DiGraph([(f"s.{source}", f"s.{target}") for source, target in pairs])
    condensed = nx.condensation(graph)
    entries = {n for c in condensed if not condensed.in_degree(c) for n in condensed.nodes[c]["members"]}
    paths = (path for start in entries for path in nx.all_simple_paths(graph, start, set(graph) - {start}))
    longest = max((len(path) - 1 for path in paths), default=0)
    assert (chain.hops, chain.exact) == (longest, True) if pairs else chain is None
    assert chain is None or all(edge.pair in graph.edges for edge in chain.edges)
