"""Cuts: the lightest edges whose removal breaks all cycles of a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sphinxcontrib_c4.analysis.cycles.finding import Cut, CutEdge, WitnessCycle
from sphinxcontrib_c4.analysis.dependencies.answers import is_answer
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Cause, DependencyEdge, system_pair
from sphinxcontrib_c4.analysis.graph.budget import Budget, SearchBudgets
from sphinxcontrib_c4.analysis.graph.digraph import Pair, cyclic_components
from sphinxcontrib_c4.analysis.graph.feedback_arc_set import feedback_arc_set
from sphinxcontrib_c4.model import Mode


def find_cut(
    edges: Sequence[DependencyEdge],
    witnesses: Sequence[WitnessCycle],
    budgets: SearchBudgets,
    modes: frozenset[Mode],
    external: frozenset[str],
) -> Cut:
    """Return the lightest cut of ``edges``, weighing the causes that have one of ``modes``.

    Edges whose source is ``external`` are cut last, because their callers are not ours to change.
    """
    by_pair = {edge.pair: edge for edge in edges}
    members = {end for pair in by_pair for end in pair}
    is_any = len(modes) == len(Mode)
    causes = {
        pair: edge.causes if is_any else [cause for cause in edge.causes if cause.mode in modes]
        for pair, edge in by_pair.items()
    }
    scale = 1 + sum(map(len, causes.values()))
    solution = feedback_arc_set(
        {pair: _weight(group, scale, is_external=pair[0] in external) for pair, group in causes.items()}, budgets.cuts
    )
    before = _largest_component(by_pair)
    breaks = Counter(pair for witness in witnesses for pair in witness_pairs(witness, members))
    most_breaking_first = sorted(
        solution.edges, key=lambda pair: (not violated_rule(by_pair[pair]), -breaks[pair], pair)
    )
    return Cut(
        edges=tuple(
            _cut_edge(by_pair, pair, breaks=breaks[pair], before=before, budget=budgets.sizes)
            for pair in most_breaking_first
        ),
        exact=solution.exact,
        at_least=solution.at_least,
        flows=sum(len(causes[pair]) for pair in solution.edges),
    )


def witness_pairs(witness: WitnessCycle, members: set[str]) -> tuple[Pair, ...]:
    """Return the edges of a witness between ``members``: containers, or systems for edges that cross systems."""
    pairs = [edge.pair for edge in witness.edges]
    if all(source in members and target in members for source, target in pairs):
        return tuple(pairs)
    return tuple(sorted(pair for pair in set(map(system_pair, pairs)) if pair[0] != pair[1]))


def _weight(causes: Iterable[Cause], scale: int, *, is_external: bool) -> int:
    """Return the weight of an edge: flows to keep outweigh all flows without a hint, which outweigh flows to cut.

    Flows that run against declared layers are lighter than all others without a hint. Among flows
    without a hint, those of external callers are cut last, and an answer is cut before the flow that
    it answers. ``scale`` exceeds the number of causes.
    """
    total = 0
    for cause in causes:
        hints = [flow.in_cycle for flow in cause.flows]
        if "keep" in hints:
            total += scale**4
        elif "cut" in hints:
            total += 1
        elif is_external:
            total += scale**3
        elif cause.violated_rule:
            total += scale
        else:
            total += scale**2 - (is_answer(cause.flow))
    return total


def violated_rule(edge: DependencyEdge) -> str:
    """Return the id of a rule whose layers the edge runs against, or ``""``."""
    return next((cause.violated_rule for cause in edge.causes if cause.violated_rule), "")


def _cut_edge(edges: Mapping[Pair, DependencyEdge], pair: Pair, *, breaks: int, before: int, budget: Budget) -> CutEdge:
    rest = (remaining for remaining in edges if remaining != pair)
    after = _largest_component(rest) if budget.spend(len(edges)) else None
    return CutEdge(edge=edges[pair], breaks=breaks, largest_before=before, largest_after=after)


def _largest_component(pairs: Iterable[Pair]) -> int:
    return max(map(len, cyclic_components(pairs)), default=0)
