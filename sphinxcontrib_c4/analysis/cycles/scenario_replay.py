"""Replay of scenarios: a simulation of call stacks that finds re-entrant calls."""

from __future__ import annotations

from collections.abc import Iterator

from sphinxcontrib_c4.analysis.cycles.finding import ReentrantScenario
from sphinxcontrib_c4.model import Kind, Mode, Model, Scenario, Step


def find_reentrant_calls(model: Model) -> tuple[ReentrantScenario, ...]:
    """Return every step of a scenario that calls a participant which is still on the call stack.

    Scenarios are in the order of their names, which does not depend on the names of files.
    """
    scenarios = sorted(model.scenarios, key=lambda scenario: scenario.name)
    return tuple(call for scenario in scenarios for call in _replay(model, scenario))


def _replay(model: Model, scenario: Scenario) -> Iterator[ReentrantScenario]:
    """Yield the re-entrant calls of one scenario.

    A synchronous step pushes its target on a stack; any other step starts a new stack. A step from a
    participant further down the stack implies that all calls above it have returned.
    """
    stacks: list[list[str]] = []
    for step in scenario.steps:
        stack = _stack_of(stacks, step)
        del stack[_last_index(stack, step.source) + 1 :]
        if step.mode is not Mode.SYNC:
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
