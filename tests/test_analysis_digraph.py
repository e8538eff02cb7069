"""Components and shortest cycles of directed graphs, compared with their definitions."""

from __future__ import annotations

import itertools

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import condensation_order, count_cycles, cyclic_components, edge_blocks
from sphinxcontrib_c4.analysis.graph.shortest_cycles import shortest_cycles

NODES = st.sampled_from("abcdefghij")
ARCS = st.lists(st.tuples(NODES, NODES), max_size=40)


@given(ARCS)
def test_components_are_the_nodes_that_reach_each_other(arcs):
    closure = set(arcs)
    for middle, source, target in itertools.product("abcdefghij", repeat=3):
        if (source, middle) in closure and (middle, target) in closure:
            closure.add((source, target))
    parts = {tuple(sorted(b for a, b in closure if a == node and (b, a) in closure)) for node, _ in closure}
    assert cyclic_components(arcs) == sorted(list(part) for part in parts if part)


def test_components_of_a_long_path_need_no_recursion():
    path = [(f"n{number:05}", f"n{number + 1:05}") for number in range(20_000)]
    assert cyclic_components(path) == []
    (component,) = cyclic_components([*path, ("n20000", "n00000")])
    assert len(component) == 20_001


@given(ARCS)
def test_shortest_cycles_are_as_short_as_paths_of_networkx(arcs):
    graph = nx.DiGraph(arcs)
    cycles = shortest_cycles(set(arcs), Budget(1_000_000))
    cyclic_arcs = {(source, target) for source, target in set(arcs) if nx.has_path(graph, target, source)}
    assert set(cycles) == cyclic_arcs
    for (source, target), cycle in cycles.items():
        assert len(cycle) == nx.shortest_path_length(graph, target, source) + 1
        assert set(zip(cycle, (*cycle[1:], cycle[0]), strict=True)) <= set(arcs)
        assert cycle[0] == min(cycle)


@given(ARCS, st.integers(0, 60))
def test_shortest_cycles_of_sparse_graphs_equal_those_of_dense_ones(arcs, steps):
    long_path = [(f"x{number:04}", f"x{number + 1:04}") for number in range(300)]
    dense, sparse = Budget(steps), Budget(steps)
    cycles = shortest_cycles(set(arcs), dense)
    assert shortest_cycles({*arcs, *long_path}, sparse, through=set(arcs)) == cycles
    assert dense.left == sparse.left


@given(ARCS)
def test_blocks_are_biconnected_components_of_networkx(arcs):
    graph = nx.Graph((first, second) for first, second in arcs if first != second)
    parts = [{frozenset(edge) for edge in part} for part in nx.biconnected_component_edges(graph)]
    loops = [[arc] for arc in sorted(set(arcs)) if arc[0] == arc[1]]
    blocks = [sorted(arc for arc in set(arcs) if frozenset(arc) in part) for part in parts]
    assert edge_blocks(set(arcs)) == sorted([*blocks, *loops])


@given(ARCS, st.sets(NODES))
def test_condensation_order_is_the_first_order_by_name(arcs, nodes):
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(arcs)
    parts = nx.condensation(graph)
    order = nx.lexicographical_topological_sort(parts, key=lambda number: min(parts.nodes[number]["members"]))
    assert condensation_order(nodes, arcs) == [sorted(parts.nodes[number]["members"]) for number in order]


@given(ARCS.filter(bool))
def test_count_of_cycles_equals_that_of_networkx(arcs):
    count = sum(1 for _ in itertools.islice(nx.simple_cycles(nx.DiGraph(arcs)), 1_001))
    assert count_cycles(sorted(set(arcs)), Budget(1_000_000)) == (min(count, 1_000), 0 < count <= 1_000)
