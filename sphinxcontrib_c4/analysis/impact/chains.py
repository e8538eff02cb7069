"""The shortest chains of links between the nodes of a graph and the nodes that fail.

A chain is a linked list, and chains share their tails. So even the chains of a model that is one long chain take memory
in proportion to its size.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyEdge
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.impact.impact_graph import ImpactGraph, ImpactLink
from sphinxcontrib_c4.model import Mode

Length = tuple[int, int]
"""The number of links between a system and a part of it, which are guesses, and the number of all links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A dependency of ``source`` on ``target`` in a chain.

    A flow may name a system without a container. A hop from that system to the container that the flow may mean has no
    ``edge``.
    """

    source: str
    target: str
    mode: Mode
    edge: DependencyEdge | None


def path_of(hops: tuple[Hop, ...]) -> tuple[str, ...]:
    """Return the elements along ``hops``."""
    return (hops[0].source, *(hop.target for hop in hops))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """A chain from a reached node to the failure: its first link, and the rest of the chain.

    ``hop_count`` is the number of hops, and ``origin`` the element at the end of the chain. ``guessed`` has a bit for
    each system whose container the chain guesses. ``scenarios`` are the scenarios with a step for each call. Chains are
    not compared by value, because they may be long.
    """

    link: ImpactLink
    rest: Chain | None = field(repr=False)
    length: Length
    hop_count: int
    origin: str
    guessed: int
    scenarios: frozenset[str]

    def hops(self) -> Iterator[Hop]:
        """Yield the hops, starting at the reached node; a link between the two nodes of one system is not a hop."""
        chain: Chain | None = self
        while chain:
            if _is_hop(chain.link):
                source, target = chain.link.ends
                yield Hop(source=source, target=target, mode=chain.link.mode, edge=chain.link.edge)
            chain = chain.rest


def extend(link: ImpactLink, rest: Chain | None, *, forward: bool) -> Chain:
    """Return ``rest`` extended by ``link``, which is the last call if ``forward``, and the first call otherwise."""
    guesses, number = rest.length if rest else (0, 0)
    return Chain(
        link=link,
        rest=rest,
        length=(guesses + (link.edge is None), number + 1),
        hop_count=(rest.hop_count if rest else 0) + _is_hop(link),
        origin=rest.origin if rest else link.ends[0 if forward else 1],
        guessed=(rest.guessed if rest else 0) | link.guessed,
        scenarios=_scenarios(link, rest),
    )


def _is_hop(link: ImpactLink) -> bool:
    return link.edge is not None or link.ends[0] != link.ends[1]


def _scenarios(link: ImpactLink, rest: Chain | None) -> frozenset[str]:
    """Return the scenarios with a step for each call, or an empty set if a hop of the chain is not a call."""
    if not _is_hop(link):
        return rest.scenarios if rest else frozenset()
    names = {name for cause in link.edge.causes for name in cause.scenarios} if link.edge else ()
    return rest.scenarios.intersection(names) if rest and rest.hop_count else frozenset(names)


# --- Search ---


def chain_order(chain: Chain) -> tuple[Length, Pair]:
    """Return a key that sorts chains with different first links: by guesses, then by the number of links."""
    return chain.length, chain.link.pair


def find_chains(
    graph: ImpactGraph, seeds: Mapping[str, Chain | None], modes: Collection[Mode], *, forward: bool
) -> dict[str, Chain | None]:
    """Return the shortest chains that continue ``seeds`` with links of ``modes``, shortest first.

    Links between a system and its parts count most. Of several chains with the same length, the first in the order of
    the names along the calls is chosen. The lengths are computed first. Then the chains are built in the order of their
    numbers of links, so that comparing two chains requires only the links added last and the ranks of the chains that
    they extend. All seeds have the same length.
    """
    lengths = _lengths(graph, seeds, modes, forward=forward)
    chains = dict(seeds)
    keys = {node: (0, chain.link.pair if chain else ("", "")) for node, chain in seeds.items()}
    ranks: dict[str, int] = {}
    for level in _by_number_of_links(lengths):
        for node in level:
            if node not in seeds:
                near, link = min(
                    _last_links(graph, lengths, node, modes, forward=forward),
                    key=lambda pair: (ranks.get(pair[0], 0), pair[1].pair),
                )
                keys[node] = ranks.get(near, 0), link.pair
                chains[node] = extend(link, chains[near], forward=forward)
        if forward:
            ranks.update(_ranks(level, keys))
    return {node: chains[node] for node in sorted(chains, key=lambda node: (lengths[node], keys[node]))}


def _lengths(
    graph: ImpactGraph, seeds: Mapping[str, Chain | None], modes: Collection[Mode], *, forward: bool
) -> dict[str, Length]:
    """Return the length of the shortest chain to each node that can be reached."""
    neighbours = graph.outgoing if forward else graph.incoming
    result: dict[str, Length] = {}
    queue = [(chain.length if chain else (0, 0), node) for node, chain in seeds.items()]
    heapq.heapify(queue)
    while queue:
        length, node = heapq.heappop(queue)
        if node in result:
            continue
        result[node] = length
        for link in neighbours.get(node, ()):
            far = link.target if forward else link.source
            if link.mode in modes and far not in result:
                heapq.heappush(queue, (_longer(length, link), far))
    return result


def _longer(length: Length, link: ImpactLink) -> Length:
    return length[0] + (link.edge is None), length[1] + 1


def _last_links(
    graph: ImpactGraph, lengths: Mapping[str, Length], node: str, modes: Collection[Mode], *, forward: bool
) -> Iterator[tuple[str, ImpactLink]]:
    """Yield the links that lead to ``node`` on a shortest chain, each with the node before it."""
    for link in (graph.incoming if forward else graph.outgoing)[node]:
        near = link.source if forward else link.target
        if link.mode in modes and near in lengths and _longer(lengths[near], link) == lengths[node]:
            yield near, link


def _by_number_of_links(lengths: Mapping[str, Length]) -> list[list[str]]:
    """Return the nodes grouped by their number of links, the smallest number first."""
    groups: dict[int, list[str]] = {}
    for node, (_, number) in lengths.items():
        groups.setdefault(number, []).append(node)
    return [groups[number] for number in sorted(groups)]


def _ranks(level: Iterable[str], keys: Mapping[str, tuple[int, Pair]]) -> dict[str, int]:
    """Return the rank of each node of a level by the names along its chain; nodes with empty chains share a rank."""
    places = {key: place for place, key in enumerate(sorted({keys[node] for node in level}))}
    return {node: places[keys[node]] for node in level}
