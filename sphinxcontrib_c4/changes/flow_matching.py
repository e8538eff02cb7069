"""Matching of flows, scenarios and steps, once the ends of the old ones have their new names."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from sphinxcontrib_c4.model import Flow, Scenario, Step, lineage

ItemT = TypeVar("ItemT")

_MIN_LABEL_SIMILARITY = 0.5
_MIN_COMMON_STEPS = 0.6


def flow_content(flow: Flow) -> tuple[Hashable, ...]:
    """Return everything that a flow states, without its name and its place in a file."""
    return (
        *(flow.source, flow.target, flow.label, flow.mode, flow.protocol, flow.data, flow.trigger, flow.initiator),
        *(flow.access, flow.topic, flow.in_cycle, flow.has_default_mode, tuple(sorted(flow.tags)), flow.properties),
        *(flow.url, flow.perspectives, flow.provenance),
        tuple(sorted((entry.rule, entry.reason) for entry in flow.suppressions)),
    )


def match_flows(old: Iterable[Flow], new: Iterable[Flow]) -> list[tuple[Flow | None, Flow | None]]:
    """Return pairs of the same flow, with None for one that only one side has.

    Names of flows are numbers in files without ids, so they decide only between flows that are alike.
    """
    stages: tuple[Callable[[Flow], Hashable | None], ...] = (
        lambda flow: (flow.name, *flow_content(flow)),
        flow_content,
        lambda flow: (flow.name, flow.source, flow.target, flow.label),
        lambda flow: (flow.source, flow.target, flow.label, flow.protocol, flow.mode),
        lambda flow: (flow.source, flow.target, flow.label),
        lambda flow: (flow.name, flow.source, flow.target),
    )
    matcher = _Matcher(sorted(old, key=_flow_order), sorted(new, key=_flow_order))
    for stage in stages:
        matcher.match_equal(stage)
    matcher.match_single(lambda flow: (flow.source, flow.target), _is_same_exchange)
    matcher.match_single(lambda flow: (flow.label, flow.protocol, frozenset(_systems(flow))), _has_related_ends)
    matcher.match_single(lambda flow: flow.name, _is_redirected)
    return matcher.pairs()


def _flow_order(flow: Flow) -> tuple[str, ...]:
    return (flow.source, flow.target, flow.label, flow.protocol, flow.mode, flow.name)


def _systems(flow: Flow) -> Iterator[str]:
    yield from (lineage(end)[-1] for end in (flow.source, flow.target))


def _is_same_exchange(before: Flow, after: Flow) -> bool:
    """Return whether the only flow between two ends is the same one with another label."""
    if before.protocol and (before.protocol, before.mode) == (after.protocol, after.mode):
        return True
    return _label_similarity(before, after) >= _MIN_LABEL_SIMILARITY


def _label_similarity(before: Flow, after: Flow) -> float:
    return SequenceMatcher(None, before.label.casefold(), after.label.casefold(), autojunk=False).ratio()


def _has_related_ends(before: Flow, after: Flow) -> bool:
    """Return whether the ends are the same but for a part of them, or swapped."""
    straight = _is_related(before.source, after.source) and _is_related(before.target, after.target)
    return straight or (before.source, before.target) == (after.target, after.source)


def _is_redirected(before: Flow, after: Flow) -> bool:
    """Return whether two flows of one name differ in one end only."""
    same_end = before.source == after.source or before.target == after.target
    return same_end and before.label == after.label


def _is_related(before: str, after: str) -> bool:
    return before in lineage(after) or after in lineage(before)


class _Matcher:
    """Flows of both sides that are not matched yet, and the pairs so far."""

    def __init__(self, old: Sequence[Flow], new: Sequence[Flow]) -> None:
        self._old, self._new = list(old), list(new)
        self._pairs: list[tuple[Flow | None, Flow | None]] = []

    def match_equal(self, key: Callable[[Flow], Hashable | None]) -> None:
        """Match flows with equal keys, in their order."""
        groups = _grouped(self._new, key)
        rest = []
        for flow in self._old:
            candidates = groups.get(key(flow))
            if candidates:
                self._pair(flow, candidates.pop(0))
            else:
                rest.append(flow)
        self._old = rest
        self._new = sorted((flow for group in groups.values() for flow in group), key=_flow_order)

    def match_single(self, key: Callable[[Flow], Hashable], accepts: Callable[[Flow, Flow], bool]) -> None:
        """Match flows that are the only ones of each side with their key, if ``accepts`` allows it."""
        old, new = _grouped(self._old, key), _grouped(self._new, key)
        for name, group in old.items():
            candidates = new.get(name, [])
            if len(group) == len(candidates) == 1 and accepts(group[0], candidates[0]):
                self._pair(group[0], candidates[0])
                self._old.remove(group[0])
                self._new.remove(candidates[0])

    def pairs(self) -> list[tuple[Flow | None, Flow | None]]:
        """Return all pairs, unmatched flows last."""
        return [*self._pairs, *((flow, None) for flow in self._old), *((None, flow) for flow in self._new)]

    def _pair(self, before: Flow, after: Flow) -> None:
        self._pairs.append((before, after))


def _grouped(items: Iterable[ItemT], key: Callable[[ItemT], Hashable]) -> dict[Hashable, list[ItemT]]:
    groups: dict[Hashable, list[ItemT]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


# --- Scenarios ---


def match_scenarios(old: Iterable[Scenario], new: Iterable[Scenario]) -> list[tuple[Scenario | None, Scenario | None]]:
    """Return pairs of the same scenario: with one name, else with one title, else with most of their steps."""
    before = sorted(old, key=lambda scenario: scenario.name)
    after = {scenario.name: scenario for scenario in sorted(new, key=lambda scenario: scenario.name)}
    pairs: list[tuple[Scenario | None, Scenario | None]] = []
    tests: tuple[Callable[[Scenario, Scenario], bool], ...] = (
        lambda old, new: old.name == new.name,
        lambda old, new: old.title == new.title,
        lambda old, new: _common_steps(old, new) >= _MIN_COMMON_STEPS,
    )
    for test in tests:
        rest = []
        for scenario in before:
            match = next((candidate for candidate in after.values() if test(scenario, candidate)), None)
            if match:
                pairs.append((scenario, after.pop(match.name)))
            else:
                rest.append(scenario)
        before = rest
    return [*pairs, *((scenario, None) for scenario in before), *((None, scenario) for scenario in after.values())]


def _common_steps(old: Scenario, new: Scenario) -> float:
    return SequenceMatcher(None, _step_keys(old.steps), _step_keys(new.steps), autojunk=False).ratio()


def _step_keys(steps: Iterable[Step]) -> list[tuple[str, str, str]]:
    return [(step.source, step.target, step.label) for step in steps]


def match_steps(old: Sequence[Step], new: Sequence[Step]) -> Iterator[tuple[int | None, int | None]]:
    """Yield the indices of the same step in both lists, in reading order, with None for one that a list lacks.

    Steps between the same ends that replace each other are the same, too.
    """
    matcher = SequenceMatcher(None, _step_keys(old), _step_keys(new), autojunk=False)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        before, after = range(start, end), range(new_start, new_end)
        if operation == "equal":
            yield from zip(before, after, strict=True)
        else:
            yield from _replaced_steps(old, new, before, after)


def _replaced_steps(
    old: Sequence[Step], new: Sequence[Step], before: Sequence[int], after: Sequence[int]
) -> Iterator[tuple[int | None, int | None]]:
    old_ends = [(old[number].source, old[number].target) for number in before]
    new_ends = [(new[number].source, new[number].target) for number in after]
    matcher = SequenceMatcher(None, old_ends, new_ends, autojunk=False)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            yield from zip(before[start:end], after[new_start:new_end], strict=True)
        else:
            yield from ((number, None) for number in before[start:end])
            yield from ((None, number) for number in after[new_start:new_end])
