"""The closure of a failure: the elements that it reaches, each with the certainty and the shortest chain.

An element stops if a chain of synchronous calls leads from it to the failure, and may stop if a chain
contains calls of unknown mode. It is delayed if it only calls such an element asynchronously; its own
callers get their responses, so a delay spreads no further.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sphinxcontrib_c4.analysis.dependencies.graph_builder import BLOCKING, POSSIBLY_BLOCKING, DependencyEdge
from sphinxcontrib_c4.analysis.dependencies.relays import element_of
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.impact.impact_graph import ImpactGraph, ImpactLink
from sphinxcontrib_c4.model import Mode, system_of

Chain = tuple[ImpactLink, ...]


class Effect(StrEnum):
    """The effect of a failure on an element, worst first."""

    STOPS = "stops"
    MAY_STOP = "may-stop"
    DELAYED = "delayed"
    MAY_BE_DELAYED = "may-be-delayed"

    @property
    def rank(self) -> int:
        """0 for the worst effect."""
        return list(Effect).index(self)

    @property
    def is_delay(self) -> bool:
        """Whether the element itself continues to run."""
        return self in (Effect.DELAYED, Effect.MAY_BE_DELAYED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A dependency of ``source`` on ``target`` in a chain.

    ``edge`` is None between a system that a flow names as a whole and the container that it may mean.
    """

    source: str
    target: str
    mode: Mode
    edge: DependencyEdge | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedElement:
    """An element that a failure reaches, the effect, and the shortest chain from the dependent to its dependency."""

    name: str
    effect: Effect
    hops: tuple[Hop, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """The elements of the chain."""
        return path_of(self.hops)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios with a step for each call of the chain, which confirm it."""
        names = [{name for cause in hop.edge.causes for name in cause.scenarios} for hop in self.hops if hop.edge]
        return tuple(sorted(set.intersection(*names))) if len(names) == len(self.hops) else ()


def path_of(hops: tuple[Hop, ...]) -> tuple[str, ...]:
    """Return the elements along ``hops``."""
    return (hops[0].source, *(hop.target for hop in hops))


def dependents(graph: ImpactGraph, elements: frozenset[str]) -> tuple[ReachedElement, ...]:
    """Return the elements that a failure of ``elements`` reaches, worst effect and shortest chain first."""
    starts = graph.nodes_of(elements)
    chains: dict[Effect, dict[str, Chain]] = {Effect.STOPS: _chains(graph, starts, BLOCKING, forward=False)}
    chains[Effect.MAY_STOP] = _chains(graph, starts, POSSIBLY_BLOCKING, forward=False)
    for delay, stop in _DELAYS.items():
        links = (link for link in _delaying_links(graph, delay) if link.target in chains[stop])
        chains[delay] = _shortest((link.source, (link, *chains[stop][link.target])) for link in links)
    return _reached(chains, elements)


def dependencies(graph: ImpactGraph, elements: frozenset[str]) -> tuple[ReachedElement, ...]:
    """Return the elements whose failure reaches one of ``elements``, worst effect and shortest chain first."""
    starts = graph.nodes_of(elements)
    chains: dict[Effect, dict[str, Chain]] = {Effect.STOPS: _chains(graph, starts, BLOCKING, forward=True)}
    chains[Effect.MAY_STOP] = _chains(graph, starts, POSSIBLY_BLOCKING, forward=True)
    for delay, modes in ((Effect.DELAYED, BLOCKING), (Effect.MAY_BE_DELAYED, POSSIBLY_BLOCKING)):
        first = ((link.target, (link,)) for link in _delaying_links(graph, delay) if link.source in starts)
        chains[delay] = _search(graph, _shortest(first), modes, forward=True)
    return _reached(chains, elements)


_DELAYS = {Effect.DELAYED: Effect.STOPS, Effect.MAY_BE_DELAYED: Effect.MAY_STOP}
"""For each delay, the effect on an element whose asynchronous callers it delays."""


def _delaying_links(graph: ImpactGraph, delay: Effect) -> Iterator[ImpactLink]:
    """Yield the asynchronous links; for a certain delay, those that the model states."""
    for link in graph.links.values():
        if link.mode is Mode.ASYNC and (link.is_stated or delay is Effect.MAY_BE_DELAYED):
            yield link


# --- Search ---


def _chains(graph: ImpactGraph, starts: Iterable[str], modes: Collection[Mode], *, forward: bool) -> dict[str, Chain]:
    """Return the shortest chain of links of ``modes`` between each node and ``starts``, in the order of the calls."""
    return _search(graph, dict.fromkeys(starts, ()), modes, forward=forward)


def _search(
    graph: ImpactGraph, chains: Mapping[str, Chain], modes: Collection[Mode], *, forward: bool
) -> dict[str, Chain]:
    """Return the shortest chains that continue ``chains``; links between a system and a part count most."""
    neighbours = graph.outgoing if forward else graph.incoming
    result: dict[str, Chain] = {}
    lengths: dict[str, tuple[int, int]] = {}
    queue = [(_cost(chain), node, chain) for node, chain in chains.items()]
    heapq.heapify(queue)
    while queue:
        (guesses, number, _), node, chain = heapq.heappop(queue)
        if node in result:
            continue
        result[node] = chain
        for link in neighbours.get(node, ()):
            far = link.target if forward else link.source
            if link.mode not in modes or far in result:
                continue
            length = guesses + (link.edge is None), number + 1
            if length <= lengths.get(far, length):
                lengths[far] = length
                longer = (*chain, link) if forward else (link, *chain)
                heapq.heappush(queue, (_cost(longer), far, longer))
    return result


def _cost(chain: Chain) -> tuple[int, int, tuple[Pair, ...]]:
    """Return a value that orders chains; those with fewer guesses come first, then shorter ones."""
    return sum(link.edge is None for link in chain), len(chain), tuple((link.source, link.target) for link in chain)


def _shortest(chains: Iterable[tuple[str, Chain]]) -> dict[str, Chain]:
    result: dict[str, Chain] = {}
    for node, chain in chains:
        if node not in result or _cost(chain) < _cost(result[node]):
            result[node] = chain
    return result


# --- Elements ---


def _reached(chains: Mapping[Effect, Mapping[str, Chain]], elements: frozenset[str]) -> tuple[ReachedElement, ...]:
    """Return each element outside ``elements`` with its worst effect."""
    best: dict[str, ReachedElement] = {}
    for effect in Effect:
        for node, chain in sorted(chains[effect].items(), key=lambda item: _cost(item[1])):
            name = element_of(node)
            if name in elements or name in best or _is_guess_about(name, chain):
                continue
            best[name] = ReachedElement(name=name, effect=effect, hops=_hops(chain))
    return tuple(sorted(best.values(), key=lambda reached: (reached.effect.rank, len(reached.hops), reached.name)))


def _is_guess_about(name: str, chain: Chain) -> bool:
    """Return whether the chain only guesses which container of the system of ``name`` is meant."""
    return any(link.edge is None and system_of(link.ends[0]) == system_of(name) for link in chain)


def _hops(chain: Chain) -> tuple[Hop, ...]:
    hops = (Hop(source=link.ends[0], target=link.ends[1], mode=link.mode, edge=link.edge) for link in chain)
    return tuple(hop for hop in hops if hop.source != hop.target or hop.edge)
