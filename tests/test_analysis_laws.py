"""Properties of the analysis of any model: cuts, witnesses, classes, the gate, and independence of the order."""

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
CERTAIN = (Level.REALISED, Level.INTERNAL)

flows = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(ARROWS), st.sampled_from(NAMES)), max_size=18, unique=True
)


def law(*strategies):
    """Return a decorator of tests on many drawn values."""
    return lambda test: settings(max_examples=60)(given(*strategies)(test))


def landscape_of(triples, *, queue=False, label="call"):
    elements = [system(name) for name in "abc"]
    elements += [part(name) for name in NAMES if "." in name]
    if queue:
        elements[-1] = replace(elements[-1], shape=Shape.QUEUE)
    return model(elements, [f"{first} {arrow} {second}: {label}" for first, arrow, second in triples])


def edges_of(finding):
    return [cyclic.edge.pair for cyclic in finding.edges]


def is_acyclic(pairs):
    return nx.is_directed_acyclic_graph(nx.DiGraph(list(pairs)))


@law(flows, st.booleans())
def test_cut_leaves_no_cycle_and_is_minimal(triples, queue):
    for finding in analyse(landscape_of(triples, queue=queue)).cycles:
        all_edges, cut = set(edges_of(finding)), finding.remove.pairs
        assert is_acyclic(all_edges - cut)
        assert all(not is_acyclic(all_edges - cut | {pair}) for pair in cut)
        synchronous = {cyclic.edge.pair for cyclic in finding.edges if cyclic.edge.mode is Mode.SYNC}
        assert finding.make_asynchronous is None or is_acyclic(synchronous - finding.make_asynchronous.pairs)
        assert finding.make_asynchronous is not None or finding.level not in CERTAIN or is_acyclic(synchronous)


@law(flows)
def test_cut_marked_exact_is_minimum(triples):
    for finding in analyse(landscape_of(triples)).cycles:
        assert finding.remove.exact
        weights = {cyclic.edge.pair: len(cyclic.edge.causes) for cyclic in finding.edges}
        orders = itertools.permutations(finding.members)
        least = min(_backward_weight(weights, order) for order in itertools.islice(orders, 5040))
        assert finding.remove.flows == least or len(finding.members) > 7
        assert finding.remove.at_least <= len(finding.remove.edges)


def _backward_weight(weights, order):
    ranks = {name: rank for rank, name in enumerate(order)}
    return sum(weight for (first, second), weight in weights.items() if ranks[first] >= ranks[second])


@law(flows, st.booleans())
def test_witnesses_cover_every_edge_and_are_cycles(triples, queue):
    report = analyse(landscape_of(triples, queue=queue))
    graph = nx.DiGraph(list(report.graph.edges))
    cyclic = {pair for part in nx.strongly_connected_components(graph) for pair in graph.subgraph(part).edges}
    certain = [finding for finding in report.cycles if finding.level in CERTAIN or finding.assumed]
    assert {pair for finding in certain for pair in edges_of(finding)} == cyclic
    for finding in certain:
        assert finding.complete
        covered = {edge.pair for witness in finding.witnesses for edge in witness.edges}
        assert covered == set(edges_of(finding))
        for witness in finding.witnesses:
            pairs = [edge.pair for edge in witness.edges]
            assert all(first[1] == second[0] for first, second in zip(pairs, [*pairs[1:], pairs[0]], strict=True))
            assert len({first for first, _ in pairs}) == len(pairs)


@law(flows)
def test_cycle_count_equals_the_number_of_simple_cycles(triples):
    for finding in analyse(landscape_of(triples)).cycles:
        if finding.level in CERTAIN:
            assert finding.counted_all
            assert finding.count == sum(1 for _ in nx.simple_cycles(nx.DiGraph(edges_of(finding))))


@example([("a.x", "~>", "c.y"), ("c.x", "~>", "a.x"), ("c.y", "->", "b.x"), ("b", "->", "c.x")])
@law(flows)
def test_finding_of_a_blocking_class_has_a_witness_of_that_class(triples):
    for finding in analyse(landscape_of(triples)).cycles:
        if finding.level is not Level.AGGREGATION_ONLY and "blocking" in finding.cycle_class:
            assert finding.witnesses[0].cycle_class is finding.cycle_class
        assert finding.witnesses[0].cycle_class.rank >= finding.cycle_class.rank


@law(flows)
def test_possible_witness_closes_through_an_end_that_names_a_system(triples):
    for finding in analyse(landscape_of(triples)).cycles:
        if finding.level is Level.POSSIBLE:
            for witness in finding.witnesses:
                ends = [(first.target, second.source) for first, second in _consecutive(witness.edges)]
                assert all(first.split(".")[0] == second.split(".")[0] for first, second in ends)
                assert any(first != second for first, second in ends)
                assert all(first == second or "." not in first or "." not in second for first, second in ends)


def _consecutive(edges):
    return zip(edges, [*edges[1:], edges[0]], strict=True)


@law(flows, st.randoms(use_true_random=False))
def test_reports_are_independent_of_the_order_of_the_model(triples, chance):
    first = landscape_of(triples)
    shuffled_elements, shuffled_flows = list(first.elements.items()), list(first.flows)
    chance.shuffle(shuffled_elements)
    chance.shuffle(shuffled_flows)
    second = replace(first, elements=dict(shuffled_elements), flows=tuple(shuffled_flows))
    for render in (to_text, to_json, to_sarif):
        assert render(analyse(first)) == render(analyse(second))


@law(flows, st.data())
def test_baseline_never_fails_after_the_removal_of_a_flow(triples, data):
    report = analyse(landscape_of(triples))
    entries = tuple(
        Acceptance(rule=CYCLE, reason="known", position=Position("b.yaml", 1, 1), cycle_class=cycle_class, edges=edges)
        for finding in report.cycles
        for cycle_class, edges in _edges_by_class(finding).items()
    )
    baseline = Baseline(acceptances=entries)
    assert failing_findings(analyse(landscape_of(triples), baseline=baseline).only_cycles(), "new") == ()
    if triples:
        removed = data.draw(st.sampled_from(triples))
        remaining = [triple for triple in triples if triple != removed]
        report = analyse(landscape_of(remaining), baseline=baseline).only_cycles()
        assert failing_findings(report, "new") == ()


def _edges_by_class(finding):
    edges = {cyclic.cycle_class: () for cyclic in finding.edges}
    for cyclic in finding.edges:
        edges[cyclic.cycle_class] += (cyclic.edge.pair,)
    return edges


@law(flows)
def test_gate_fails_for_all_new_cycles(triples):
    report = analyse(landscape_of(triples), baseline=Baseline())
    assert set(failing_findings(report.only_cycles(), "new")) == {
        finding for finding in report.cycles if finding.severity.gates
    }


@law(flows)
def test_matrix_rows_depend_on_later_rows_except_in_cycles(triples):
    report = analyse(landscape_of(triples))
    matrix = report.matrix()
    assert {(matrix.names[cell.row], matrix.names[cell.column]) for cell in matrix.cells} == set(report.graph.edges)
    for cell in matrix.cells:
        in_cycle = any(first <= cell.row <= last and first <= cell.column <= last for first, last in matrix.cycles)
        assert cell.feedback == (cell.row >= cell.column)
        assert not cell.feedback or in_cycle or cell.row == cell.column


@law(flows)
def test_propagation_cost_is_the_density_of_reachability(triples):
    report = analyse(landscape_of(triples))
    nodes = report.graph.nodes
    graph = nx.DiGraph(list(report.graph.edges))
    graph.add_nodes_from(nodes)
    reachable = sum(len(nx.descendants(graph, node) | {node}) for node in nodes)
    assert report.metrics.propagation_cost == pytest.approx(reachable / len(nodes) ** 2)


@settings(max_examples=5)
@given(st.integers(min_value=0, max_value=2**16), st.sampled_from([60, 400]))
def test_large_cut_leaves_no_cycle_and_needs_each_edge(seed, size):
    chance = random.Random(seed)
    names = [f"s.n{number:03}" for number in range(size)]
    random_flows = [flow(f"{chance.choice(names)} -> {chance.choice(names)}: {number}") for number in range(4 * size)]
    for finding in analyse(model([system("s"), *map(part, names)], random_flows), cycles_only=True).cycles:
        all_edges, cut = set(edges_of(finding)), finding.remove.pairs
        assert is_acyclic(all_edges - cut)
        remaining = nx.DiGraph(list(all_edges - cut))
        remaining.add_nodes_from(finding.members)
        assert all(nx.has_path(remaining, target, source) for source, target in cut)
        assert finding.remove.at_least <= len(finding.remove.edges)


@law(flows, st.sets(st.sampled_from("abc")), st.lists(st.sampled_from(["", "one", "two"]), min_size=18, max_size=18))
def test_certain_cycles_are_those_of_the_chains_that_the_model_supports(triples, external_systems, triggers):
    """Recompute cycles on the line graph, whose edges are not separated by an external system or a trigger."""
    landscape = landscape_of(triples)
    elements = {
        name: replace(element, external=element.name.split(".")[0] in external_systems)
        for name, element in landscape.elements.items()
    }
    triggered_flows = tuple(
        replace(flow, trigger=trigger) for flow, trigger in zip(landscape.flows, triggers, strict=False)
    )
    report = analyse(replace(landscape, elements=elements, flows=triggered_flows), cycles_only=True)
    edges = report.graph.edges
    line_graph = nx.DiGraph()
    line_graph.add_nodes_from(edges)
    for first, second in itertools.product(edges, repeat=2):
        if (
            first[1] == second[0]
            and elements[first[1]].external is False
            and _same_trigger(edges[first], edges[second])
        ):
            line_graph.add_edge(first, second)
    cyclic = {
        pair
        for component in nx.strongly_connected_components(line_graph)
        if len(component) > 1 or line_graph.has_edge(*[next(iter(component))] * 2)
        for pair in component
    }
    certain = {pair for finding in report.cycles if finding.level in CERTAIN for pair in edges_of(finding)}
    assert certain == cyclic


def _same_trigger(first, second):
    earlier, later = ({cause.flow.trigger for cause in edge.causes} for edge in (first, second))
    return "" in earlier or "" in later or bool(earlier & later)


@law(flows)
def test_certain_and_possible_cycles_together_are_all_components(triples):
    """No cycle of the graph is lost because of a label, a trigger or an external system."""
    landscape = landscape_of(triples, label="Payment callback")
    elements = {name: replace(element, external=name[0] == "b") for name, element in landscape.elements.items()}
    report = analyse(replace(landscape, elements=elements), cycles_only=True)
    graph = nx.DiGraph(list(report.graph.edges))
    cyclic = {pair for part in nx.strongly_connected_components(graph) for pair in graph.subgraph(part).edges}
    reported = [finding for finding in report.cycles if finding.assumed or finding.relays or finding.level in CERTAIN]
    assert {pair for finding in reported for pair in edges_of(finding)} == cyclic


@law(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_longest_chain_is_the_longest_simple_path_from_an_entry(pairs):
    names = [f"s.{name}" for name in "abcdef"]
    calls = [f"s.{source} -> s.{target}: {number}" for number, (source, target) in enumerate(pairs)]
    chain = analyse(model([system("s"), *map(part, names)], calls)).metrics.longest_chain
    graph = nx.DiGraph([(f"s.{source}", f"s.{target}") for source, target in pairs])
    condensed = nx.condensation(graph)
    sources = [number for number in condensed if not condensed.in_degree(number)]
    entries = {name for number in sources for name in condensed.nodes[number]["members"]}
    paths = (path for start in entries for path in nx.all_simple_paths(graph, start, set(graph) - {start}))
    longest = max((len(path) - 1 for path in paths), default=0)
    assert (chain.hops, chain.exact) == (longest, True) if pairs else chain is None
    assert chain is None or all(edge.pair in graph.edges for edge in chain.edges)
