"""The steps in which data moves: flows in the direction of the data, which may differ from their arrows.

Data moves along the arrow of a flow, unless its label begins with a verb such as ``Pull`` or ``Fetch``: then
the arrow shows the call. At a data store or a queue, the access decides: what is read moves out of it,
what is written moves into it, and a flow with both accesses is two steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import PASSIVE
from sphinxcontrib_c4.analysis.dependencies.scope import Role, ScopedModel
from sphinxcontrib_c4.analysis.dependencies.store_access import Access, is_labelled_pull, queue_access, store_access
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.model import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class DataStep:
    """A flow in the direction of its data; ``nodes`` are the containers or systems of its ends.

    ``is_inferred`` states that only the words of a label decide the direction.
    """

    flow: Flow
    source: str
    target: str
    nodes: Pair
    is_inferred: bool = False

    @property
    def sort_key(self) -> tuple[str, ...]:
        """A key that does not depend on the order of the model."""
        return (*self.nodes, self.source, self.target, self.flow.label, self.flow.name)


def data_steps(scoped: ScopedModel) -> tuple[DataStep, ...]:
    """Return the steps of all flows, sorted; people give and get data, too."""
    steps = (step for flow in scoped.model.flows for step in _steps(scoped, flow))
    return tuple(sorted(steps, key=lambda step: step.sort_key))


def _steps(scoped: ScopedModel, flow: Flow) -> Iterator[DataStep]:
    roles = [scoped.roles.get(scoped.node_of(end), Role.NONE) for end in (flow.source, flow.target)]
    passive = [role in PASSIVE for role in roles]
    if passive[0] == passive[1]:
        ends = (flow.target, flow.source) if is_labelled_pull(flow) else (flow.source, flow.target)
        yield _step(scoped, flow, *ends)
        return
    store, client = (flow.target, flow.source) if passive[1] else (flow.source, flow.target)
    access = _access(flow, roles[passive.index(True)], is_target=passive[1])
    if access.writes:
        yield _step(scoped, flow, client, store)
    if access.reads:
        yield _step(scoped, flow, store, client)


def _access(flow: Flow, role: Role, *, is_target: bool) -> Access:
    if role is Role.BROKER:
        return queue_access(flow, queue_is_target=is_target)
    return store_access(flow, store_is_target=is_target)


def _step(scoped: ScopedModel, flow: Flow, source: str, target: str) -> DataStep:
    return DataStep(
        flow=flow,
        source=source,
        target=target,
        nodes=(scoped.node_of(source), scoped.node_of(target)),
        is_inferred=not flow.access and source != flow.source,
    )
