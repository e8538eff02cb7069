"""Inferences: what the analysis reads from labels and arrows because the model does not state it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph
from sphinxcontrib_c4.analysis.dependencies.scope import Role
from sphinxcontrib_c4.analysis.dependencies.store_access import is_labelled_access, is_labelled_consumer
from sphinxcontrib_c4.analysis.enums import Assumption
from sphinxcontrib_c4.model import Flow, system_of


class Meaning(StrEnum):
    """The meaning that the analysis gives to a flow.

    ``CONSUMES``: the label of a flow to a queue begins with a verb such as *consume*. ``PRODUCES``: a
    flow to a queue states no access, so the arrow decides. ``ACCESS``: verbs of the label decide
    whether a flow reads or writes a store that several systems use. ``ANSWER``: the label of a flow
    on a cycle suggests that it is an answer.
    """

    CONSUMES = "consumes"
    PRODUCES = "produces"
    ACCESS = "access"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """A flow, and the meaning that the analysis gives to it."""

    flow: Flow
    meaning: Meaning


def find_inferences(graph: DependencyGraph, cycles: Iterable[CycleFinding]) -> tuple[Inference, ...]:
    """Return all inferences, by kind, then by the ends and names of flows."""
    inferences = {
        (flow.name, meaning): Inference(flow=flow, meaning=meaning) for flow, meaning in _inferences(graph, cycles)
    }
    order = list(Meaning)
    return tuple(
        sorted(
            inferences.values(),
            key=lambda inference: (
                order.index(inference.meaning),
                inference.flow.source,
                inference.flow.target,
                inference.flow.label,
                inference.flow.name,
            ),
        )
    )


def _inferences(graph: DependencyGraph, cycles: Iterable[CycleFinding]) -> Iterator[tuple[Flow, Meaning]]:
    shared_stores = _shared_stores(graph)
    for flow, *ends in graph.flows_with_nodes():
        if flow.access:
            continue
        if graph.role(ends[1]) is Role.BROKER:
            yield flow, Meaning.CONSUMES if is_labelled_consumer(flow) else Meaning.PRODUCES
        elif not shared_stores.isdisjoint(ends) and is_labelled_access(flow):
            yield flow, Meaning.ACCESS
    for cycle in cycles:
        for cause in cycle.assumed:
            if cause.assumption is Assumption.LABEL and not cause.queue:
                yield cause.flow, Meaning.ANSWER


def _shared_stores(graph: DependencyGraph) -> set[str]:
    """Return the stores that elements of several systems use: the access of each decides a finding."""
    users: dict[str, set[str]] = {}
    for source, target in graph.edges:
        if graph.role(target) is Role.STORE:
            users.setdefault(target, set()).add(system_of(source))
    return {store for store, systems in users.items() if len(systems) > 1}
