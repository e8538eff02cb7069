"""Directed graphs: components, blocks, orders and cycle counts.

A graph is a collection of edges between names. Every result depends on the names alone, never on
the order of the input. Functions that need networkx import it themselves, because the import takes
longer than the analysis of most models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sphinxcontrib_c4.analysis.graph.budget import Budget

Pair = tuple[str, str]
"""An edge of a graph by the names of its source and target."""

_MAX_COUNT = 1_000
"""The number at which counting cycles stops."""


def cyclic_components(edges: Iterable[Pair]) -> list[list[str]]:
    """Return the strongly connected components that contain a cycle, each sorted, by their first names."""
    successors: dict[str, list[str]] = {}
    loops = set[str]()
    for source, target in edges:
        successors.setdefault(source, []).append(target)
        if source == target:
            loops.add(source)
    components = map(sorted, _components(successors))
    return sorted(part for part in components if len(part) > 1 or part[0] in loops)


def _components(successors: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield the strongly connected components of the nodes with successors.

    References:
        R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1 (1972).
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    open_nodes: list[str] = []
    done = set[str]()
    for root in successors:
        pending = [] if root in number else [(root, iter(successors[root]))]
        while pending:
            node, rest = pending[-1]
            if node not in number:
                number[node] = low[node] = len(number)
                open_nodes.append(node)
            for target in rest:
                if target in number:
                    if target not in done and number[target] < low[node]:
                        low[node] = number[target]
                elif target in successors:
                    pending.append((target, iter(successors[target])))
                    break
            else:
                pending.pop()
                if pending and low[node] < low[pending[-1][0]]:
                    low[pending[-1][0]] = low[node]
                if low[node] == number[node]:
                    component = _popped(open_nodes, node)
                    done.update(component)
                    yield component


def _popped(stack: list[str], node: str) -> list[str]:
    """Return the top of ``stack`` down to ``node``, and remove it."""
    component = [stack.pop()]
    while component[-1] != node:
        component.append(stack.pop())
    return component


def index_graph(edges: Iterable[Pair]) -> tuple[list[str], list[list[int]]]:
    """Return the sorted nodes, and for each node the indices of its successors in the order of ``edges``."""
    edges = list(edges)
    nodes = sorted({node for edge in edges for node in edge})
    index = {node: number for number, node in enumerate(nodes)}
    successors: list[list[int]] = [[] for _ in nodes]
    for source, target in edges:
        successors[index[source]].append(index[target])
    return nodes, successors


def component_index(edges: Iterable[Pair]) -> dict[str, int]:
    """Return a mapping from each node on a cycle to the number of its component."""
    return {node: number for number, part in enumerate(cyclic_components(edges)) for node in part}


def edges_within(edges: Iterable[Pair], index: Mapping[str, int]) -> list[Pair]:
    """Return the ``edges`` that stay inside one component of ``index``."""
    return [(source, target) for source, target in edges if source in index and index[source] == index.get(target)]


def edge_blocks(edges: Iterable[Pair]) -> list[list[Pair]]:
    """Return the ``edges`` of cyclic components by block; no elementary cycle visits two blocks.

    Blocks are the biconnected components of the graph without directions; a loop is a block of its own.
    """
    import networkx as nx

    edges = sorted(edges)
    index: dict[frozenset[str], int] = {}
    graph: nx.Graph[str] = nx.Graph((source, target) for source, target in edges if source != target)
    for number, block in enumerate(nx.biconnected_component_edges(graph)):
        index.update((frozenset(edge), number) for edge in block)
    blocks: dict[object, list[Pair]] = {}
    for edge in edges:
        blocks.setdefault(index.get(frozenset(edge), edge), []).append(edge)
    return sorted(blocks.values())


def condensation_order(nodes: Iterable[str], edges: Iterable[Pair]) -> list[list[str]]:
    """Return the components of the graph, each sorted, so that edges lead from earlier ones to later ones."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from(edges)
    condensation = nx.condensation(graph)
    first_names = {number: min(data["members"]) for number, data in condensation.nodes(data=True)}
    order = nx.lexicographical_topological_sort(condensation, key=first_names.__getitem__)
    return [sorted(condensation.nodes[number]["members"]) for number in order]


def count_cycles(edges: Sequence[Pair], budget: Budget) -> tuple[int, bool]:
    """Return a lower bound of the number of elementary cycles, and whether it is exact.

    The cost of one cycle is bounded by the number of nodes and edges.

    References:
        D. B. Johnson, "Finding all the elementary circuits of a directed graph", SIAM Journal on
        Computing 4 (1975).
    """
    import networkx as nx

    nodes = {node for edge in edges for node in edge}
    cost = len(nodes) + len(edges)
    limit = min(_MAX_COUNT, budget.left // cost)
    count = sum(1 for _ in islice(nx.simple_cycles(nx.DiGraph(sorted(edges))), limit + 1)) if limit else 0
    budget.spend(min(count, limit) * cost)
    return min(count, limit), 0 < count <= limit


def successors_of(edges: Iterable[Pair]) -> dict[str, list[str]]:
    """Return a mapping from each node to its successors, sorted."""
    successors: dict[str, list[str]] = {}
    for source, target in sorted(edges):
        successors.setdefault(source, []).append(target)
        successors.setdefault(target, [])
    return successors
