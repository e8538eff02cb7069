"""Replay of scenarios: a simulation of call stacks that finds re-entrant calls."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sphinxcontrib_c4.analysis.cycles.finding import ReentrantScenario
from sphinxcontrib_c4.analysis.dependencies.answers import is_answer, is_labelled_answer, suggests_answer
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.model import Flow, Kind, Mode, Model, Scenario, Step


def find_reentrant_calls(model: Model) -> tuple[ReentrantScenario, ...]:
    """Return every step of a scenario that calls a participant which is still on the call stack.

    Scenarios are in the order of their names, which does not depend on the names of files. An answer,
    such as a webhook, does not re-enter a call, because that has returned by then.
    """
    scenarios = sorted(model.scenarios, key=lambda scenario: scenario.name)
    answers = _answered_pairs(model, {(step.source, step.target) for scenario in scenarios for step in scenario.steps})
    return tuple(call for scenario in scenarios for call in _replay(model, scenario, answers))


def _answered_pairs(model: Model, pairs: Collection[Pair]) -> set[Pair]:
    """Return the ``pairs`` whose flows are only answers, or may be."""
    by_ends: dict[Pair, list[Flow]] = {}
    for flow in model.flows:
        if (flow.source, flow.target) in pairs:
            by_ends.setdefault((flow.source, flow.target), []).append(flow)
    return {
        ends for ends, flows in by_ends.items() if all(is_answer(flow) or is_labelled_answer(flow) for flow in flows)
    }


def _replay(model: Model, scenario: Scenario, answers: Collection[Pair]) -> Iterator[ReentrantScenario]:
    """Yield the re-entrant calls of one scenario.

    A synchronous step pushes its target on a stack; any other step starts a new stack. A step from a
    participant further down the stack implies that all calls above it have returned.
    """
    stacks: list[list[str]] = []
    for step in scenario.steps:
        stack = _stack_of(stacks, step)
        del stack[_last_index(stack, step.source) + 1 :]
        if step.mode is not Mode.SYNC or (step.source, step.target) in answers or suggests_answer(step.label):
            stacks.append([step.target])
            continue
        if step.target in stack and step.target != step.source and not _is_person(model, step.target):
            path = (*stack[_last_index(stack, step.target) :], step.target)
            yield ReentrantScenario(scenario=scenario.name, title=scenario.title, path=path, position=step.position)
        stack.append(step.target)


def _stack_of(stacks: list[list[str]], step: Step) -> list[str]:
    """Return the most recent stack with the source of ``step``, or a new one, moved to the end of ``stacks``."""
    for stack in reversed(stacks):
        if step.source in stack:
            stacks.remove(stack)
            break
    else:
        stack = [step.source]
    stacks.append(stack)
    return stack


def _last_index(stack: list[str], name: str) -> int:
    return len(stack) - 1 - stack[::-1].index(name)


def _is_person(model: Model, name: str) -> bool:
    return model.elements[name].kind is Kind.PERSON
