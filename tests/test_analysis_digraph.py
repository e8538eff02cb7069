"""Components and shortest cycles of directed graphs, compared with their definitions."""

from __future__ import annotations

import itertools

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import cyclic_components
from sphinxcontrib_c4.analysis.graph.shortest_cycles import shortest_cycles

NODES = st.sampled_from("abcdefghij")
ARCS = st.lists(st.tuples(NODES, NODES), max_size=40)


@given(ARCS)
def test_components_are_the_nodes_that_reach_each_other(arcs):
    reached = set(arcs)
    for middle, source, target in itertools.product("abcdefghij", repeat=3):
        if (source, middle) in reached and (middle, target) in reached:
            reached.add((source, target))
    parts = {tuple(sorted(b for a, b in reached if a == node and (b, a) in reached)) for node, _ in reached}
    assert cyclic_components(arcs) == sorted(list(part) for part in parts if part)


def test_components_of_a_long_path_need_no_recursion():
    path = [(f"n{number:05}", f"n{number + 1:05}") for number in range(20_000)]
    assert cyclic_components(path) == []
    (ring,) = cyclic_components([*path, ("n20000", "n00000")])
    assert len(ring) == 20_001


@given(ARCS)
def test_shortest_cycles_are_as_short_as_paths_of_networkx(arcs):
    graph = nx.DiGraph(arcs)
    rings = shortest_cycles(set(arcs), Budget(1_000_000))
    back = {(one, other) for one, other in set(arcs) if nx.has_path(graph, other, one)}
    assert set(rings) == back
    for (one, other), ring in rings.items():
        assert len(ring) == nx.shortest_path_length(graph, other, one) + 1
        assert set(zip(ring, (*ring[1:], ring[0]), strict=True)) <= set(arcs)
        assert ring[0] == min(ring)
