"""Findings that a change of the model causes or resolves, each blamed on the flows or elements that changed.

The old model is analysed in the names of the new one, so that a renamed container causes nothing. A cycle is compared
edge by edge, as with a baseline: it is worse if an edge of it was not part of a cycle before, or of a milder one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sphinxcontrib_c4.analysis import (
    CYCLE,
    Acceptance,
    AcceptanceIndex,
    CycleClass,
    CycleFinding,
    Pair,
    Report,
    RuleFinding,
    failing_findings,
    finding_id,
    judge_cycle,
)
from sphinxcontrib_c4.changes.model_changes import (
    ChangeKind,
    ElementChange,
    FieldChange,
    FlowChange,
    ModelChanges,
    ScenarioChange,
)
from sphinxcontrib_c4.model import lineage, system_of

Finding = CycleFinding | RuleFinding
_CycleBlame = Callable[[CycleFinding, Sequence[Pair]], tuple["Blame", ...]]
Subject = FlowChange | ElementChange | ScenarioChange | FieldChange

#: The fields of elements that no rule looks at.
_IRRELEVANT_FIELDS = frozenset({"id", "description", "url", "repo", "source", "technology"})
_BLAME_ORDER = (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.RENAMED)


class FindingState(StrEnum):
    """The difference that a change makes to a finding."""

    NEW = "new"
    WORSE = "worse"
    RESOLVED = "resolved"
    MILDER = "milder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """A change that causes or resolves a finding.

    For a flow that closes a cycle, ``path`` has the members from the end of the flow back to its start, and
    ``is_sufficient`` states that all flows along ``path`` existed before.
    """

    subject: Subject
    path: tuple[str, ...] = ()
    is_sufficient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding that differs, with the changes that cause or resolve it.

    ``finding`` is that of the new model, or of the aligned old one if it is resolved.
    """

    finding: Finding
    state: FindingState
    blames: tuple[Blame, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChanges:
    """All findings that differ: those that the change causes or makes worse, and those that it resolves.

    Both are sorted, worst first. ``before`` and ``after`` are the complete reports; ``before`` is on the aligned model.
    """

    before: Report
    after: Report
    caused: tuple[FindingChange, ...]
    resolved: tuple[FindingChange, ...]

    def failing(self, fail_on: str) -> tuple[FindingChange, ...]:
        """Return the caused findings that fail a build; see :func:`~sphinxcontrib_c4.analysis.failing_findings`."""
        failing = {id(finding) for finding in failing_findings(self.after, fail_on)}
        return tuple(change for change in self.caused if id(change.finding) in failing)

    def about(self, system: str) -> FindingChanges:
        """Return the findings that involve ``system``."""
        parts = (tuple(c for c in changes if _involves(c.finding, system)) for changes in (self.caused, self.resolved))
        caused, resolved = parts
        return replace(self, caused=caused, resolved=resolved)


def _involves(finding: Finding, system: str) -> bool:
    names = finding.members if isinstance(finding, CycleFinding) else finding.elements
    return any(system_of(name) == system for name in names)


def compare_findings(changes: ModelChanges, before: Report, after: Report) -> FindingChanges:
    """Return the findings of ``after`` that ``before`` does not have, and the reverse.

    ``before`` is the report on ``changes.aligned``, ``after`` that on ``changes.new``.
    """
    blamer = _Blamer(changes, before.graph.edges, is_reverse=False)
    caused = [*_cycle_changes(before, after, blamer.of_cycle), *_rule_changes(before, after)]
    thanks = _Blamer(changes, after.graph.edges, is_reverse=True)
    resolved = [*_cycle_changes(after, before, thanks.of_cycle), *_rule_changes(after, before)]
    return FindingChanges(
        before=before,
        after=after,
        caused=_sorted(_blamed(caused, blamer)),
        resolved=_sorted(_resolved(_blamed(resolved, thanks))),
    )


def _sorted(changes: Iterable[FindingChange]) -> tuple[FindingChange, ...]:
    """Return cycles before other findings, worst first, new ones before those that are worse."""

    def key(change: FindingChange) -> tuple[int, bool, bool]:
        finding = change.finding
        return finding.severity.rank, isinstance(finding, RuleFinding), change.state is FindingState.WORSE

    return tuple(sorted(changes, key=key))


def _blamed(changes: Iterable[FindingChange], blamer: _Blamer) -> Iterator[FindingChange]:
    for change in changes:
        if isinstance(change.finding, RuleFinding):
            blames = blamer.of_rule_finding(change.finding)
            yield FindingChange(finding=change.finding, state=change.state, blames=blames)
        else:
            yield change


def _resolved(changes: Iterable[FindingChange]) -> Iterator[FindingChange]:
    states = {FindingState.NEW: FindingState.RESOLVED, FindingState.WORSE: FindingState.MILDER}
    for change in changes:
        yield FindingChange(finding=change.finding, state=states[change.state], blames=change.blames)


# --- Cycles ---


def _cycle_changes(before: Report, after: Report, blame: _CycleBlame) -> Iterator[FindingChange]:
    """Yield the cycles of ``after`` with edges that no cycle of ``before`` has, or only a milder one."""
    accepted = AcceptanceIndex(_acceptances(before.cycles))
    levels = _levels_by_edge(before.cycles)
    earlier_cycles = {finding_id(cycle): cycle for cycle in before.cycles}
    for cycle in after.cycles:
        earlier = earlier_cycles.get(finding_id(cycle))
        judgement = judge_cycle(cycle, accepted, None)
        open_edges = _worse_edges(earlier, cycle) if earlier else judgement.open_edges
        if open_edges:
            is_known = earlier or _is_part(cycle, levels)
            state = FindingState.WORSE if is_known else FindingState.NEW
            yield FindingChange(finding=cycle, state=state, blames=blame(cycle, open_edges))


def _worse_edges(earlier: CycleFinding, cycle: CycleFinding) -> tuple[Pair, ...]:
    """Return the edges that the same cycle did not have before, or in a milder class if it is now a worse cycle."""
    classes = {cyclic.edge.pair: cyclic.cycle_class for cyclic in earlier.edges}
    added = tuple(cyclic.edge.pair for cyclic in cycle.edges if cyclic.edge.pair not in classes)
    is_worse = (cycle.severity.rank, cycle.cycle_class.rank) < (earlier.severity.rank, earlier.cycle_class.rank)
    if added or not is_worse:
        return added
    changed = (c.edge.pair for c in cycle.edges if c.cycle_class.rank < classes[c.edge.pair].rank)
    return tuple(changed) or tuple(classes)


def _levels_by_edge(cycles: Iterable[CycleFinding]) -> dict[Pair, int]:
    """Return the rank of the most certain cycle of each edge."""
    ranks: dict[Pair, int] = {}
    for cycle in cycles:
        for cyclic in cycle.edges:
            pair = cyclic.edge.pair
            ranks[pair] = min(cycle.level.rank, ranks.get(pair, cycle.level.rank))
    return ranks


def _is_part(cycle: CycleFinding, levels: Mapping[Pair, int]) -> bool:
    """Return whether an earlier cycle, at least as certain, shares an edge with ``cycle``."""
    shared = (levels[cyclic.edge.pair] for cyclic in cycle.edges if cyclic.edge.pair in levels)
    return any(rank <= cycle.level.rank for rank in shared)


def _acceptances(cycles: Iterable[CycleFinding]) -> Iterator[Acceptance]:
    """Yield entries of a baseline that accept all edges of ``cycles``."""
    for cycle in cycles:
        for cycle_class in CycleClass:
            edges = tuple(c.edge.pair for c in cycle.edges if c.cycle_class is cycle_class)
            if edges:
                yield Acceptance(rule=CYCLE, reason="", position=cycle.position, cycle_class=cycle_class, edges=edges)


# --- Findings of rules ---

_RuleKey = tuple[str, ...]


def _rule_changes(before: Report, after: Report) -> Iterator[FindingChange]:
    """Yield the findings of rules in ``after`` that ``before`` does not have, or has in a milder form."""
    old, new = _by_key(before.rule_findings), _by_key(after.rule_findings)
    old_rest: dict[_RuleKey, deque[RuleFinding]] = {}
    for key, finding in old.items():
        if key not in new:
            old_rest.setdefault(_main_subject(finding), deque()).append(finding)
    for key, finding in new.items():
        earlier = old.get(key) or _take_same_subject(old_rest, finding)
        if earlier is None:
            yield FindingChange(finding=finding, state=FindingState.NEW)
        elif _is_worse(earlier, finding):
            yield FindingChange(finding=finding, state=FindingState.WORSE)


def _by_key(findings: Iterable[RuleFinding]) -> dict[_RuleKey, RuleFinding]:
    """Return the findings by rule, elements, and the name of the only flow; titles and texts do not matter."""
    result: dict[_RuleKey, RuleFinding] = {}
    for finding in findings:
        flow = [finding.flows[0].name] if len(finding.flows) == 1 else []
        key: _RuleKey = (finding.rule.id, *finding.elements, *flow)
        while key in result:
            key = (*key, "")
        result[key] = finding
    return result


def _main_subject(finding: RuleFinding) -> _RuleKey:
    return (finding.rule.id, *finding.elements[:1])


def _take_same_subject(findings: Mapping[_RuleKey, deque[RuleFinding]], finding: RuleFinding) -> RuleFinding | None:
    """Return and remove the first earlier finding of the same rule about the same main element."""
    candidates = findings.get(_main_subject(finding)) if len(finding.flows) != 1 else None
    return candidates.popleft() if candidates else None


def _is_worse(earlier: RuleFinding, finding: RuleFinding) -> bool:
    """Return whether a finding is more severe, or has something that the earlier one does not have."""
    if finding.severity is not earlier.severity:
        return finding.severity.rank < earlier.severity.rank
    if len(finding.flows) == 1:
        return False
    return not set(finding.elements) <= set(earlier.elements) or not set(finding.edges) <= set(earlier.edges)


# --- Blame ---


class _Blamer:
    """Finds the changes behind the findings of one side; ``is_reverse`` is that of resolved findings.

    ``old_edges`` are the dependencies of the other side.
    """

    def __init__(self, changes: ModelChanges, old_edges: Collection[Pair], *, is_reverse: bool) -> None:
        self._changes = changes
        self._old_edges = old_edges
        sides = [(change, change.before if is_reverse else change.after) for change in changes.flows]
        self._flows = {flow.name: change for change, flow in sides if flow}
        self._gone = [change for change, flow in sides if flow is None]

    def of_cycle(self, cycle: CycleFinding, open_edges: Sequence[Pair]) -> tuple[Blame, ...]:
        """Return the flows along ``open_edges`` that changed, each with the path that it closes."""
        pairs = [cyclic.edge.pair for cyclic in cycle.edges]
        existing = _successors(pair for pair in pairs if pair in self._old_edges)
        successors, to_blame = _successors(pairs), frozenset(open_edges)
        blames: dict[str, Blame] = {}
        for cyclic in cycle.edges:
            if cyclic.edge.pair not in to_blame:
                continue
            for flow in (flow for cause in cyclic.edge.causes for flow in cause.flows):
                if flow.name in self._flows and flow.name not in blames:
                    change = self._flows[flow.name]
                    blames[flow.name] = _closing(change, cyclic.edge.pair, existing, successors)
        if blames:
            return tuple(sorted(blames.values(), key=_blame_order))
        return self._of_elements(cycle.members, pairs)

    def of_rule_finding(self, finding: RuleFinding) -> tuple[Blame, ...]:
        """Return the changed flows of a finding, or else the changes of what it is about."""
        flows = [self._flows[flow.name] for flow in finding.flows if flow.name in self._flows]
        if flows:
            return tuple(sorted((Blame(subject=change) for change in dict.fromkeys(flows)), key=_blame_order))
        declared = f"rules: {finding.rule.id.partition('/')[2]}"
        if rules := [change for change in self._changes.settings if change.name == declared]:
            return tuple(Blame(subject=change) for change in rules)
        return self._of_elements(finding.elements, finding.edges)

    def _of_elements(self, names: Sequence[str], edges: Iterable[Pair]) -> tuple[Blame, ...]:
        """Return the first kind of change that touches the elements of a finding: see the order in the code."""
        involved = set(names)
        ends = set(edges)
        groups: tuple[Iterable[Subject], ...] = (
            [c for c in self._flows.values() if (c.flow.source, c.flow.target) in ends],
            [c for c in self._changes.elements if c.name in involved and _is_structural(c)],
            [c for c in (*self._gone, *self._flows.values()) if involved & _ends(c)],
            [c for c in self._changes.elements if involved & {*lineage(c.name)} and _is_structural(c)],
            [c for c in self._changes.scenarios if involved & _participants(c)],
            [c for c in self._changes.settings if c.name.startswith("analysis")],
        )
        subjects: Iterable[Subject] = next((group for group in groups if group), ())
        return tuple(sorted((Blame(subject=subject) for subject in subjects), key=_blame_order))


def _is_structural(change: ElementChange) -> bool:
    """Return whether a change of an element can make a difference to the analysis."""
    return change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED) or any(
        field.name not in _IRRELEVANT_FIELDS for field in change.fields
    )


def _ends(change: FlowChange) -> set[str]:
    return {name for end in (change.flow.source, change.flow.target) for name in lineage(end)}


def _participants(change: ScenarioChange) -> set[str]:
    steps = [change_step.step for change_step in change.steps] or change.scenario.steps
    return {name for step in steps for end in (step.source, step.target) for name in lineage(end)}


def _blame_order(blame: Blame) -> tuple[bool, int, str]:
    subject = blame.subject
    if isinstance(subject, FieldChange):
        return True, len(_BLAME_ORDER), subject.name
    name = subject_name(subject)
    return not blame.is_sufficient, _BLAME_ORDER.index(subject.kind), name


def subject_name(subject: Subject) -> str:
    """Return the full name of the changed part, for a flow with its ends and label."""
    if isinstance(subject, FlowChange):
        return f"{subject.flow.source} → {subject.flow.target}: {subject.flow.label}"
    if isinstance(subject, ScenarioChange):
        return subject.scenario.name
    return subject.name


_Successors = Mapping[str, Sequence[str]]


def _closing(change: FlowChange, pair: Pair, existing: _Successors, successors: _Successors) -> Blame:
    """Return the blame of a flow along ``pair``, with a path back to its source, of ``existing`` edges if possible.

    A path that ends at the source of ``pair`` never needs the edge ``pair``, so the edge is not excluded.
    """
    path = _shortest_path(existing, pair[1], pair[0])
    if path:
        return Blame(subject=change, path=path, is_sufficient=True)
    return Blame(subject=change, path=_shortest_path(successors, pair[1], pair[0]))


def _successors(edges: Iterable[Pair]) -> _Successors:
    """Return the targets of each source by name."""
    successors: dict[str, list[str]] = {}
    for source, target in sorted(edges):
        successors.setdefault(source, []).append(target)
    return successors


def _shortest_path(successors: _Successors, start: str, end: str) -> tuple[str, ...]:
    """Return the nodes of a shortest path, both ends included, or ``()``; among several, the first by name."""
    previous = {start: ""}
    layer = [start]
    while layer and end not in previous:
        following = []
        for node in layer:
            for target in successors.get(node, ()):
                if target not in previous:
                    previous[target] = node
                    following.append(target)
        layer = following
    if end not in previous:
        return ()
    path = [end]
    while path[-1] != start:
        path.append(previous[path[-1]])
    return tuple(path[::-1])
