"""Cuts: the lightest edges whose removal breaks all cycles of a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    causes = {pair: _causes_with(edge, modes) for pair, edge in by_pair.items()}
    scale = 1 + sum(map(len, causes.values()))
    weights = {
        pair: sum([_weight(cause, scale, is_external=pair[0] in external) for cause in group])
        for pair, group in causes.items()
    }
    solution = feedback_arc_set(weights, budgets.cuts)
    return Cut(
        edges=tuple(_cut_edges(by_pair, solution.edges, witnesses, budgets.sizes)),
        exact=solution.exact,
        at_least=solution.at_least,
        flows=sum(len(causes[pair]) for pair in solution.edges),
    )


def _causes_with(edge: DependencyEdge, modes: frozenset[Mode]) -> Sequence[Cause]:
    return edge.causes if len(modes) == len(Mode) else [cause for cause in edge.causes if cause.mode in modes]


def _cut_edges(
    edges: Mapping[Pair, DependencyEdge], pairs: Iterable[Pair], witnesses: Iterable[WitnessCycle], budget: Budget
) -> Iterator[CutEdge]:
    """Yield the cuts at ``pairs``: edges against declared layers first, then the edges on the most witnesses."""
    members = {end for pair in edges for end in pair}
    before = _largest_component(edges)
    breaks = Counter(pair for witness in witnesses for pair in witness_pairs(witness, members))
    for pair in sorted(pairs, key=lambda pair: (not violated_rule(edges[pair]), -breaks[pair], pair)):
        after = _largest_component(rest for rest in edges if rest != pair) if budget.spend(len(edges)) else None
        yield CutEdge(edge=edges[pair], breaks=breaks[pair], largest_before=before, largest_after=after)


def witness_pairs(witness: WitnessCycle, members: set[str]) -> tuple[Pair, ...]:
    """Return the edges of a witness between ``members``: containers, or systems for edges that cross systems."""
    pairs = [edge.pair for edge in witness.edges]
    if all(source in members and target in members for source, target in pairs):
        return tuple(pairs)
    return tuple(sorted(pair for pair in set(map(system_pair, pairs)) if pair[0] != pair[1]))


def _weight(cause: Cause, scale: int, *, is_external: bool) -> int:
    """Return the weight of a cause: flows to keep outweigh all flows without a hint, which outweigh flows to cut.

    Flows that run against declared layers are lighter than all others without a hint. Among flows
    without a hint, those of external callers are cut last, and an answer is cut before the flow that
    it answers. ``scale`` exceeds the number of causes.
    """
    hints = cause.flow.in_cycle, cause.second_hop.in_cycle if cause.second_hop else ""
    if "keep" in hints:
        return scale**4
    if "cut" in hints:
        return 1
    if is_external:
        return scale**3
    if cause.violated_rule:
        return scale
    return scale**2 - is_answer(cause.flow)


def violated_rule(edge: DependencyEdge) -> str:
    """Return the id of a rule whose layers the edge runs against, or ``""``."""
    return next((cause.violated_rule for cause in edge.causes if cause.violated_rule), "")


def _largest_component(pairs: Iterable[Pair]) -> int:
    return max(map(len, cyclic_components(pairs)), default=0)
