"""The closure of a failure: the elements that it reaches, each with the certainty and the shortest chain.

An element stops if a chain of synchronous calls leads from it to the failure, and may stop if a chain
contains calls of unknown mode. It is delayed if it only calls such an element asynchronously; its own
callers get their responses, so a delay spreads no further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from sphinxcontrib_c4.analysis.dependencies.graph_builder import BLOCKING, POSSIBLY_BLOCKING
from sphinxcontrib_c4.analysis.dependencies.relays import element_of
from sphinxcontrib_c4.analysis.impact.chains import Chain, Hop, chain_order, extend, find_chains, path_of
from sphinxcontrib_c4.analysis.impact.impact_graph import ImpactGraph, ImpactLink
from sphinxcontrib_c4.model import Mode, system_of

Chains = dict[str, Chain | None]
"""Chains by the node that they reach; None is the empty chain of a node that fails."""


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
class ReachedElement:
    """An element that a failure reaches, the effect, and the shortest chain from the dependent to its dependency.

    ``is_dependent`` states that the chain begins with the element; else it ends with it. The hops of all
    elements may be many, so they are computed on request: use ``length`` and ``nearest_hops`` where they suffice.
    """

    name: str
    effect: Effect
    chain: Chain = field(repr=False)
    is_dependent: bool

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The calls of the chain, in their order."""
        hops = tuple(self.chain.hops())
        return hops if self.is_dependent else hops[::-1]

    @property
    def length(self) -> int:
        """The number of hops."""
        return self.chain.hop_count

    @property
    def nearest_call(self) -> Hop:
        """The call of the chain that is nearest to the element."""
        return next(hop for hop in self.chain.hops() if hop.edge)

    @property
    def path(self) -> tuple[str, ...]:
        """The elements of the chain."""
        return path_of(self.hops)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios with a step for each call of the chain, which confirm it."""
        return tuple(sorted(self.chain.scenarios))

    def nearest_hops(self, count: int) -> tuple[Hop, ...]:
        """Return the ``count`` hops that are nearest to the element, in the order of the calls."""
        hops = tuple(islice(self.chain.hops(), count))
        return hops if self.is_dependent else hops[::-1]


def dependents(graph: ImpactGraph, elements: frozenset[str]) -> tuple[ReachedElement, ...]:
    """Return the elements that a failure of ``elements`` reaches, worst effect and shortest chain first."""
    starts: Chains = dict.fromkeys(graph.nodes_of(elements))
    chains = {
        Effect.STOPS: find_chains(graph, starts, BLOCKING, forward=False),
        Effect.MAY_STOP: find_chains(graph, starts, POSSIBLY_BLOCKING, forward=False),
    }
    for delay, stop in _DELAYS.items():
        links = (link for link in _delaying_links(graph, delay) if link.target in chains[stop])
        delayed = ((link.source, extend(link, chains[stop][link.target], forward=False)) for link in links)
        chains[delay] = _shortest(delayed)
    return _reached(graph, chains, elements, is_dependent=True)


def dependencies(graph: ImpactGraph, elements: frozenset[str]) -> tuple[ReachedElement, ...]:
    """Return the elements whose failure reaches one of ``elements``, worst effect and shortest chain first."""
    starts: Chains = dict.fromkeys(graph.nodes_of(elements))
    chains = {
        Effect.STOPS: find_chains(graph, starts, BLOCKING, forward=True),
        Effect.MAY_STOP: find_chains(graph, starts, POSSIBLY_BLOCKING, forward=True),
    }
    for delay, modes in ((Effect.DELAYED, BLOCKING), (Effect.MAY_BE_DELAYED, POSSIBLY_BLOCKING)):
        links = (link for link in _delaying_links(graph, delay) if link.source in starts)
        first = _shortest((link.target, extend(link, None, forward=True)) for link in links)
        chains[delay] = find_chains(graph, first, modes, forward=True)
    return _reached(graph, chains, elements, is_dependent=False)


_DELAYS = {Effect.DELAYED: Effect.STOPS, Effect.MAY_BE_DELAYED: Effect.MAY_STOP}
"""For each delay, the effect on an element whose asynchronous callers it delays."""


def _delaying_links(graph: ImpactGraph, delay: Effect) -> Iterator[ImpactLink]:
    """Yield the asynchronous links; for a certain delay, those that the model states."""
    for link in graph.links.values():
        if link.mode is Mode.ASYNC and (link.is_stated or delay is Effect.MAY_BE_DELAYED):
            yield link


def _shortest(chains: Iterable[tuple[str, Chain]]) -> Chains:
    """Return the shortest chain of each node, shortest first."""
    result: Chains = {}
    for node, chain in sorted(chains, key=lambda item: chain_order(item[1])):
        result.setdefault(node, chain)
    return result


# --- Elements ---


def _reached(
    graph: ImpactGraph, chains: Mapping[Effect, Chains], elements: frozenset[str], *, is_dependent: bool
) -> tuple[ReachedElement, ...]:
    """Return each element outside ``elements`` with its worst effect."""
    best: dict[str, ReachedElement] = {}
    for effect in Effect:
        for node, chain in chains[effect].items():
            name = element_of(node)
            if chain is None or name in elements or name in best:
                continue
            # Leave out elements of a system if the chain only guesses which of its containers is meant.
            if not chain.guessed & graph.guesses.get(system_of(name), 0):
                best[name] = ReachedElement(name=name, effect=effect, chain=chain, is_dependent=is_dependent)
    return tuple(sorted(best.values(), key=lambda reached: (reached.effect.rank, reached.length, reached.name)))
