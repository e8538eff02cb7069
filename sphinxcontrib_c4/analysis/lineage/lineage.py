"""The lineage of a datum, or of the data of one element.

A datum is followed by its name: all flows whose ``data`` contains its words. The data of an element, such
as a store, are followed by their items: out of the element and on, as long as the next flow carries an
item of the previous one, and likewise into it. Flows without ``data`` end a lineage; they are listed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.dependencies.graph_builder import PASSIVE
from sphinxcontrib_c4.analysis.dependencies.scope import Role, Scope, ScopedModel, apply_scope
from sphinxcontrib_c4.analysis.graph.budget import Budget
from sphinxcontrib_c4.analysis.graph.digraph import (
    Pair,
    condensation_order,
    cyclic_components,
    edges_within,
    successors_of,
)
from sphinxcontrib_c4.analysis.lineage.data_names import items_of, matches_name, shares_data
from sphinxcontrib_c4.analysis.lineage.data_steps import DataStep, data_steps
from sphinxcontrib_c4.model import (
    Flow,
    IngestionSource,
    Kind,
    Model,
    NameLookupError,
    UnknownNameError,
    join_names,
    nearest,
    quoted,
    resolve,
    suggestion,
)

PREFIX = "data:"
"""The prefix of a name that means a datum even if an element has that name."""

_SEARCH_BUDGET = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The lineage of ``subject``: the name of a datum or, if ``is_element``, the full name of an element.

    ``steps`` are ordered from origins to ends. ``origins`` send without receiving, ``ends`` receive
    without sending; ``stores`` keep the data. ``loops`` are cycles of elements along which the data may
    circulate. ``unknown`` are flows without ``data`` at elements of the lineage, those whose label names
    the datum first. ``ingestion`` are the scheduled sources of the data. ``namesakes`` is the number of
    flows that carry data with the name of the element.
    """

    model: Model
    subject: str
    is_element: bool
    elements: tuple[str, ...]
    steps: tuple[DataStep, ...]
    origins: tuple[str, ...]
    ends: tuple[str, ...]
    stores: tuple[str, ...]
    loops: tuple[tuple[str, ...], ...]
    unknown: tuple[Flow, ...]
    ingestion: tuple[IngestionSource, ...]
    namesakes: int = 0

    def into(self) -> tuple[DataStep, ...]:
        """Return the steps that end at the element itself."""
        return tuple(s for s in self.steps if s.nodes[1] in self.elements and s.nodes[0] not in self.elements)

    def out_of(self) -> tuple[DataStep, ...]:
        """Return the steps that start at the element itself."""
        return tuple(s for s in self.steps if s.nodes[0] in self.elements and s.nodes[1] not in self.elements)


def find_lineage(model: Model, name: str, *, scope: Scope | None = None) -> Lineage:
    """Return the lineage of the element or the datum ``name``; an element comes first, unless it begins with ``data:``.

    Raises:
        model.NameLookupError: no element has this name, and no flow or source carries such data.
    """
    scoped = apply_scope(model, Scope(roles=scope.roles if scope else {}, ignored_roles=frozenset()))
    steps = data_steps(scoped)
    if name.startswith(PREFIX):
        return _lineage_of_datum(scoped, steps, name.removeprefix(PREFIX).strip())
    try:
        element = resolve(model.aliases.get(name, name), model.elements)
    except UnknownNameError:
        return _lineage_of_datum(scoped, steps, name)
    return _lineage_of_element(scoped, steps, element, name)


def data_names(model: Model) -> list[str]:
    """Return the distinct items of all data in ``model``, sorted."""
    return items_of((*(flow.data for flow in model.flows), *(source.data for source in model.ingestion)))


# --- A datum ---


def _lineage_of_datum(scoped: ScopedModel, steps: Iterable[DataStep], name: str) -> Lineage:
    model = scoped.model
    carried = [step for step in steps if matches_name(name, step.flow.data)]
    ingestion = tuple(source for source in model.ingestion if matches_name(name, source.data))
    if not carried and not ingestion:
        raise NameLookupError(name, _explain_unknown(model, name))
    return _lineage(scoped, carried, subject=name, elements=(), ingestion=ingestion, mention=name)


def _explain_unknown(model: Model, name: str) -> str:
    items = data_names(model)
    titles = {item: item for item in items} | {e.name: e.title for e in model.elements.values()}
    advice = suggestion(nearest(name, titles)) or f"data is named {join_names(map(quoted, items))}"
    reason = f"no element and no data in the model is named {quoted(name)}"
    if not any(flow.data for flow in model.flows):
        return f"{reason}; no flow of the model states its 'data'"
    return f"{reason}; {advice}"


# --- An element ---


def _lineage_of_element(scoped: ScopedModel, steps: tuple[DataStep, ...], element: str, name: str) -> Lineage:
    model = scoped.model
    nodes = _nodes(scoped, element)
    followed = _follow(steps, nodes, forward=True) | _follow(steps, nodes, forward=False)
    return _lineage(
        scoped,
        [step for step in steps if step in followed],
        subject=element,
        elements=tuple(sorted(nodes)),
        ingestion=tuple(source for source in model.ingestion if source.system == element),
        namesakes=len({step.flow.name for step in steps if matches_name(name, step.flow.data)}),
    )


def _nodes(scoped: ScopedModel, element: str) -> frozenset[str]:
    """Return the node of an element and, of a system, those of its containers."""
    children = scoped.model.children(element)
    parts = (child.name for child in children if child.kind is Kind.CONTAINER)
    node = element if scoped.model.elements[element].kind is not Kind.COMPONENT else scoped.node_of(element)
    return frozenset((node, *parts))


def _follow(steps: Iterable[DataStep], nodes: frozenset[str], *, forward: bool) -> set[DataStep]:
    """Return the steps out of ``nodes`` (or into them) and those that carry their data on."""
    near, far = (0, 1) if forward else (1, 0)
    by_node: dict[str, list[DataStep]] = {}
    for step in steps:
        by_node.setdefault(step.nodes[near], []).append(step)
    queue = deque(step for node in sorted(nodes) for step in by_node.get(node, ()) if step.nodes[far] not in nodes)
    result = set(queue)
    while queue:
        step = queue.popleft()
        if step.nodes[far] in nodes:
            continue
        for following in by_node.get(step.nodes[far], ()):
            if following not in result and shares_data(step.flow.data, following.flow.data):
                result.add(following)
                queue.append(following)
    return result


# --- The parts of a lineage ---


def _lineage(
    scoped: ScopedModel,
    steps: list[DataStep],
    *,
    subject: str,
    elements: tuple[str, ...],
    ingestion: tuple[IngestionSource, ...],
    mention: str = "",
    namesakes: int = 0,
) -> Lineage:
    sources, targets = ({step.nodes[end] for step in steps if step.nodes[0] != step.nodes[1]} for end in (0, 1))
    nodes = sorted(sources | targets | set(elements))
    return Lineage(
        model=scoped.model,
        subject=subject,
        is_element=bool(elements),
        elements=elements,
        steps=tuple(_in_order(steps)),
        origins=tuple(node for node in nodes if node in sources and node not in targets),
        ends=tuple(node for node in nodes if node in targets and node not in sources),
        stores=tuple(node for node in nodes if scoped.roles.get(node) is Role.STORE),
        loops=tuple(_loops(scoped, steps)),
        unknown=tuple(_unknown(scoped, steps, frozenset(nodes), mention)),
        ingestion=tuple(sorted(ingestion, key=lambda source: (source.system, source.title, source.data))),
        namesakes=namesakes,
    )


def _in_order(steps: Iterable[DataStep]) -> list[DataStep]:
    """Return ``steps`` from origins to ends; those of a loop follow each other."""
    steps = list(steps)
    order = condensation_order({node for step in steps for node in step.nodes}, {step.nodes for step in steps})
    rank = {node: number for number, members in enumerate(order) for node in members}
    return sorted(steps, key=lambda step: (rank[step.nodes[0]], rank[step.nodes[1]], step.sort_key))


def _unknown(scoped: ScopedModel, steps: list[DataStep], nodes: frozenset[str], mention: str) -> list[Flow]:
    """Return the flows without data at ``nodes`` that are not steps, those whose label names the datum first."""
    step_flows = {step.flow.name for step in steps}
    flows = [
        flow
        for flow in scoped.model.flows
        if not flow.data
        and flow.name not in step_flows
        and not nodes.isdisjoint((scoped.node_of(flow.source), scoped.node_of(flow.target)))
    ]
    return sorted(
        flows,
        key=lambda flow: (not matches_name(mention, flow.label), flow.source, flow.target, flow.label, flow.name),
    )


def _loops(scoped: ScopedModel, steps: Iterable[DataStep]) -> Iterator[tuple[str, ...]]:
    """Yield a shortest cycle of each component; an element with the store that it reads and writes does not count."""
    edges = {step.nodes for step in steps if step.nodes[0] != step.nodes[1]}
    budget = Budget(_SEARCH_BUDGET)
    for members in cyclic_components(edges):
        inner_edges = sorted(edges_within(edges, dict.fromkeys(members, 0)))
        successors = successors_of(inner_edges)
        cycles = (_cycle_through(edge, successors, scoped, budget) for edge in inner_edges)
        cycle = min(filter(None, cycles), key=lambda cycle: (len(cycle), cycle), default=())
        if cycle:
            yield cycle


def _cycle_through(
    edge: Pair, successors: Mapping[str, list[str]], scoped: ScopedModel, budget: Budget
) -> tuple[str, ...]:
    """Return a shortest cycle that begins with ``edge`` and is more than the access to a store; empty without one."""
    start, first = edge
    is_access = not {scoped.roles.get(start), scoped.roles.get(first)}.isdisjoint(PASSIVE)
    queue: deque[tuple[str, ...]] = deque([edge])
    visited = {first}
    while queue and budget.spend(1):
        path = queue.popleft()
        for node in successors[path[-1]]:
            if node == start and not (is_access and path == edge):
                return path
            if node != start and node not in visited:
                visited.add(node)
                queue.append((*path, node))
    return ()
