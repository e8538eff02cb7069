"""Directed graphs: components and orders, in an order that depends on names alone.

networkx takes a fifth of a second to import, so only the functions that need it import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sphinxcontrib_c4.analysis.graph.budget import Budget

Arc = tuple[str, str]

_COUNTED = 1_000
"""How many cycles are counted at most."""


def cyclic_components(arcs: Iterable[Arc]) -> list[list[str]]:
    """The strongly connected components that hold a cycle, each sorted, by their first names."""
    arcs = list(arcs)
    loops = {one for one, other in arcs if one == other}
    nodes, onward = numbered(arcs)
    parts = ([nodes[number] for number in part] for part in _strong(onward))
    return sorted(sorted(part) for part in parts if len(part) > 1 or part[0] in loops)


def numbered(arcs: Iterable[Arc]) -> tuple[list[str], list[list[int]]]:
    """The nodes by name, and for each of them the numbers of those that its arcs lead to, in the order of ``arcs``."""
    arcs = list(arcs)
    nodes = sorted({node for arc in arcs for node in arc})
    number = {node: index for index, node in enumerate(nodes)}
    onward: list[list[int]] = [[] for _ in nodes]
    for one, other in arcs:
        onward[number[one]].append(number[other])
    return nodes, onward


def _strong(onward: Sequence[Sequence[int]]) -> list[list[int]]:
    """The strongly connected components of the graph in which ``onward`` leads on from each number.

    Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
    """
    found: list[list[int]] = []
    order, low, place = [0] * len(onward), [0] * len(onward), [0] * len(onward)
    open_nodes, is_open = list[int](), bytearray(len(onward))
    met = 0
    for root in range(len(onward)):
        path = [] if order[root] else [root]
        todo: list[Iterator[int]] = []
        while path:
            node = path[-1]
            if len(todo) < len(path):  # it is met for the first time
                met += 1
                order[node] = low[node] = met
                place[node] = len(open_nodes)
                open_nodes.append(node)
                is_open[node] = 1
                todo.append(iter(onward[node]))
            for other in todo[-1]:
                if not order[other]:
                    path.append(other)
                    break
                if is_open[other] and order[other] < low[node]:
                    low[node] = order[other]
            else:
                todo.pop()
                path.pop()
                if path and low[node] < low[path[-1]]:
                    low[path[-1]] = low[node]
                if low[node] == order[node]:
                    found.append(open_nodes[place[node] :])
                    del open_nodes[place[node] :]
                    for other in found[-1]:
                        is_open[other] = 0
    return found


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
