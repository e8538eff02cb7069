"""Directed graphs: components and orders, by networkx, in an order that depends on names alone.

networkx takes a fifth of a second to import, so only these functions import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sphinxcontrib_c4.analysis.budget import Budget

Arc = tuple[str, str]

_COUNTED = 1_000
"""How many cycles are counted at most."""


def cyclic_components(arcs: Iterable[Arc]) -> list[list[str]]:
    """The strongly connected components that hold a cycle, each sorted, by their first names.

    Tarjan, "Depth-first search and linear graph algorithms" (1972), as networkx does it.
    """
    import networkx as nx

    arcs = list(arcs)
    loops = {one for one, other in arcs if one == other}
    graph: nx.DiGraph[str] = nx.DiGraph(arcs)
    found = nx.strongly_connected_components(graph)
    return sorted(sorted(part) for part in found if len(part) > 1 or not loops.isdisjoint(part))


def component_numbers(arcs: Iterable[Arc]) -> dict[str, int]:
    """Node -> the number of its component, for the nodes that are on a cycle."""
    return {node: number for number, part in enumerate(cyclic_components(arcs)) for node in part}


def within(arcs: Iterable[Arc], numbers: Mapping[str, int]) -> list[Arc]:
    """The ``arcs`` that stay inside one component of ``numbers``."""
    return [(one, other) for one, other in arcs if one in numbers and numbers[one] == numbers.get(other)]


def blocks(arcs: Iterable[Arc]) -> list[list[Arc]]:
    """The ``arcs`` of cyclic components by block: no cycle runs through two of them.

    Blocks are the biconnected components of the graph without directions; a loop is one of its own.
    """
    import networkx as nx

    arcs = sorted(arcs)
    numbers: dict[frozenset[str], int] = {}
    graph: nx.Graph[str] = nx.Graph((one, other) for one, other in arcs if one != other)
    for number, part in enumerate(nx.biconnected_component_edges(graph)):
        numbers.update((frozenset(edge), number) for edge in part)
    found: dict[object, list[Arc]] = {}
    for arc in arcs:
        found.setdefault(numbers.get(frozenset(arc), arc), []).append(arc)
    return sorted(found.values())


def condensation_order(nodes: Iterable[str], arcs: Iterable[Arc]) -> list[list[str]]:
    """The components of the graph, each sorted, so that arcs lead from earlier ones to later ones."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from(arcs)
    whole = nx.condensation(graph)
    names = {number: min(data["members"]) for number, data in whole.nodes(data=True)}
    order = nx.lexicographical_topological_sort(whole, key=names.__getitem__)
    return [sorted(whole.nodes[number]["members"]) for number in order]


def count_cycles(arcs: Sequence[Arc], budget: Budget) -> tuple[int, bool]:
    """How many simple cycles there are at least, and whether that is all of them.

    Johnson's algorithm, which takes at most as many steps per cycle as there are nodes and arcs.
    """
    import networkx as nx

    nodes = {node for arc in arcs for node in arc}
    cost = len(nodes) + len(arcs)
    limit = min(_COUNTED, budget.left // cost)
    found = sum(1 for _ in islice(nx.simple_cycles(nx.DiGraph(sorted(arcs))), limit + 1)) if limit else 0
    budget.take(min(found, limit) * cost)
    return min(found, limit), 0 < found <= limit


def successors(arcs: Iterable[Arc]) -> dict[str, list[str]]:
    """Node -> the nodes that its arcs lead to, sorted."""
    found: dict[str, list[str]] = {}
    for one, other in sorted(arcs):
        found.setdefault(one, []).append(other)
        found.setdefault(other, [])
    return found
