"""Replay: scenarios whose synchronous steps come back to somebody who is still waiting."""

from __future__ import annotations

from collections.abc import Iterator

from sphinxcontrib_c4.analysis.cycles.finding import Confirmation
from sphinxcontrib_c4.model import Kind, Mode, Model, Scenario, Step


def reentries(model: Model) -> tuple[Confirmation, ...]:
    """Every step of a scenario that calls who is still on the stack of calls."""
    return tuple(found for scenario in model.scenarios for found in _replayed(model, scenario))


def _replayed(model: Model, scenario: Scenario) -> Iterator[Confirmation]:
    """Follow the calls: a synchronous step goes on a stack, any other one begins a new stack.

    A step from somebody down the stack means that all calls above have returned.
    """
    stacks: list[list[str]] = []
    for step in scenario.steps:
        stack = _stack_of(stacks, step)
        del stack[_last(stack, step.source) + 1 :]
        if step.mode is not Mode.SYNC:
            stacks.append([step.target])
            continue
        if step.target in stack and step.target != step.source and not _is_person(model, step.target):
            path = (*stack[_last(stack, step.target) :], step.target)
            yield Confirmation(scenario=scenario.name, title=scenario.title, path=path, position=step.position)
        stack.append(step.target)


def _stack_of(stacks: list[list[str]], step: Step) -> list[str]:
    """The stack that was used last of those that hold the source of ``step``, now the last of all."""
    for stack in reversed(stacks):
        if step.source in stack:
            stacks.remove(stack)
            break
    else:
        stack = [step.source]
    stacks.append(stack)
    return stack


def _last(stack: list[str], name: str) -> int:
    return len(stack) - 1 - stack[::-1].index(name)


def _is_person(model: Model, name: str) -> bool:
    return model.elements[name].kind is Kind.PERSON
