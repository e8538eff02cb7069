"""Directed graphs: components, blocks, orders and cycle counts.

A graph is a collection of edges between names. Every result depends on the names alone, never on
the order of the input. Nothing is imported for it: that would take longer than the analysis of most models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import islice
from typing import TypeVar

from sphinxcontrib_c4.analysis.graph.budget import Budget

Pair = tuple[str, str]
"""An edge of a graph by the names of its source and target."""

_Item = TypeVar("_Item")

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
    assigned = set[str]()
    for root in successors:
        pending = [] if root in number else [(root, iter(successors[root]))]
        while pending:
            node, rest = pending[-1]
            if node not in number:
                number[node] = low[node] = len(number)
                open_nodes.append(node)
            for target in rest:
                if target in number:
                    if target not in assigned and number[target] < low[node]:
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
                    assigned.update(component)
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
    edges = sorted(edges)
    nodes, successors = index_graph(edges)
    number = {node: place for place, node in enumerate(nodes)}
    discovered, block_of = _undirected_blocks(successors)
    blocks: dict[object, list[Pair]] = {}
    for edge in edges:
        source, target = number[edge[0]], number[edge[1]]
        inner = source if discovered[source] > discovered[target] else target
        blocks.setdefault(edge if source == target else block_of[inner], []).append(edge)
    return sorted(blocks.values())


def group_by_block(
    items: Iterable[_Item], blocks: Sequence[Iterable[Pair]], edge_of: Callable[[_Item], Pair]
) -> list[list[_Item]]:
    """Return for each of ``blocks`` the items whose edge it contains; items of no block are left out."""
    number_of = {pair: number for number, block in enumerate(blocks) for pair in block}
    groups: list[list[_Item]] = [[] for _ in blocks]
    for item in items:
        number = number_of.get(edge_of(item))
        if number is not None:
            groups[number].append(item)
    return groups


def _undirected_blocks(successors: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """Return for each node its place in a depth-first search without directions, and the block of the edge to it.

    An edge belongs to the block of its end that is discovered last.

    References:
        J. Hopcroft and R. Tarjan, "Efficient algorithms for graph manipulation", Communications of the
        ACM 16 (1973).
    """
    neighbours = _undirected(successors)
    discovered, low, parents, order = [-1] * len(neighbours), [0] * len(neighbours), [-1] * len(neighbours), list[int]()
    for root in range(len(neighbours)):
        pending = [root] if discovered[root] < 0 else []
        while pending:
            node = pending[-1]
            if discovered[node] < 0:
                discovered[node] = low[node] = len(order)
                order.append(node)
            remaining = neighbours[node]
            while remaining:
                neighbour = remaining.pop()
                if discovered[neighbour] < 0:
                    parents[neighbour] = node
                    pending.append(neighbour)
                    break
                if neighbour != parents[node] and discovered[neighbour] < low[node]:
                    low[node] = discovered[neighbour]
            else:
                pending.pop()
                if pending and low[node] < low[pending[-1]]:
                    low[pending[-1]] = low[node]
    block_of = list(range(len(neighbours)))
    for node in order:
        parent = parents[node]
        if parent >= 0 and low[node] < discovered[parent]:
            block_of[node] = block_of[parent]
    return discovered, block_of


def _undirected(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the neighbours of each node along edges of either direction."""
    neighbours = [list(targets) for targets in successors]
    for source, targets in enumerate(successors):
        for target in targets:
            neighbours[target].append(source)
    return neighbours


def condensation_order(nodes: Iterable[str], edges: Iterable[Pair]) -> list[list[str]]:
    """Return the components of the graph, each sorted, so that edges lead from earlier ones to later ones.

    Names decide between orders.
    """
    successors: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        successors.setdefault(source, []).append(target)
        successors.setdefault(target, [])
    parts = sorted(map(sorted, _components(successors)))
    number = {node: index for index, part in enumerate(parts) for node in part}
    following = [{number[target] for node in part for target in successors[node]} - {n} for n, part in enumerate(parts)]
    missing = [0] * len(parts)
    for targets in following:
        for index in targets:
            missing[index] += 1
    ready = [index for index, count in enumerate(missing) if not count]
    order: list[list[str]] = []
    while ready:
        first = heappop(ready)
        order.append(parts[first])
        for index in following[first]:
            missing[index] -= 1
            if not missing[index]:
                heappush(ready, index)
    return order


def count_cycles(edges: Sequence[Pair], budget: Budget) -> tuple[int, bool]:
    """Return a lower bound of the number of elementary cycles, and whether it is exact.

    The cost of one cycle is bounded by the number of nodes and edges.
    """
    nodes = {node for edge in edges for node in edge}
    cost = len(nodes) + len(edges)
    limit = min(_MAX_COUNT, budget.left // cost)
    count = sum(1 for _ in islice(_elementary_cycles(edges), limit + 1)) if limit else 0
    budget.spend(min(count, limit) * cost)
    return min(count, limit), 0 < count <= limit


def _elementary_cycles(edges: Iterable[Pair]) -> Iterator[list[str]]:
    """Yield each elementary cycle once; loops first.

    References:
        D. B. Johnson, "Finding all the elementary circuits of a directed graph", SIAM Journal on
        Computing 4 (1975).
    """
    yield from ([source] for source, target in edges if source == target)
    pending = [[(source, target) for source, target in edges if source != target]]
    while pending:
        successors = successors_of(pending.pop())
        for part in _components(successors):
            if len(part) > 1:
                members = set(part)
                inside = {node: [target for target in successors[node] if target in members] for node in part}
                yield from _cycles_through(part[0], inside)
                pending.append(
                    [(node, target) for node in part for target in inside[node] if part[0] not in (node, target)]
                )


def _cycles_through(start: str, successors: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield the elementary cycles through ``start`` of a graph that is one component."""
    path, pending = [start], [iter(successors[start])]
    blocked, closed = {start}, set[str]()
    blocks: dict[str, set[str]] = {}
    while pending:
        for target in pending[-1]:
            if target == start:
                yield list(path)
                closed.update(path)
            elif target not in blocked:
                path.append(target)
                pending.append(iter(successors[target]))
                blocked.add(target)
                closed.discard(target)
                break
        else:
            pending.pop()
            node = path.pop()
            if node in closed:
                _unblock(node, blocked, blocks)
                closed.update(path[-1:])
            else:
                for target in successors[node]:
                    blocks.setdefault(target, set()).add(node)


def _unblock(node: str, blocked: set[str], blocks: dict[str, set[str]]) -> None:
    """Remove ``node``, and the nodes that wait for it, from ``blocked``."""
    pending = [node]
    while pending:
        node = pending.pop()
        if node in blocked:
            blocked.remove(node)
            pending += blocks.pop(node, ())


def successors_of(edges: Iterable[Pair]) -> dict[str, list[str]]:
    """Return a mapping from each node to its successors, sorted."""
    successors: dict[str, list[str]] = {}
    for source, target in sorted(edges):
        successors.setdefault(source, []).append(target)
        successors.setdefault(target, [])
    return successors


def bits(number: int) -> Iterator[int]:
    """Yield the places of the bits of ``number``, lowest first."""
    digits = bin(number)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)
