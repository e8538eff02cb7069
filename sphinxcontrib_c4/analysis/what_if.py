"""What-if: the model without some flows, or with some flows asynchronous.

``assume`` returns an ordinary model, so every analysis and every drawing works with it. The model remembers its
assumptions; a report on such a model states them with ``what_if_sentence``, and is never compared with a baseline's
stale entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from sphinxcontrib_c4.analysis.flow_names import FlowNames
from sphinxcontrib_c4.model import Assumptions, Flow, Mode, Model, Scenario, Step, join_names

_MAX_NAMES = 12


def assume(model: Model, *, without: Iterable[str] = (), asynchronous: Iterable[str] = ()) -> Model:
    """Return ``model`` without some flows, and with some other flows asynchronous.

    Names are those that :class:`FlowNames` resolves. Steps of scenarios along a flow change like the flow. Without
    names, the model itself is returned.

    Raises:
        model.NameLookupError: a name is unknown or ambiguous.
    """
    names = FlowNames(model)
    removed = _flows(names, without)
    changed = {name: flow for name, flow in _flows(names, asynchronous).items() if name not in removed}
    if not removed and not changed:
        return model
    assumptions = Assumptions(removed=tuple(removed.values()), asynchronous=tuple(changed.values()))
    flows = tuple(_assumed(flow, changed) for flow in model.flows if flow.name not in removed)
    steps = _StepChanges(model.flows, removed, changed)
    scenarios = tuple(_scenario(scenario, steps) for scenario in model.scenarios)
    return replace(model, flows=flows, scenarios=scenarios, assumptions=assumptions)


def what_if_sentence(model: Model, *, title: Callable[[str], str] = str) -> str:
    """Return the assumptions of ``model`` in words, with the names that ``title`` gives; empty without any."""
    assumptions = model.assumptions
    parts = []
    if assumptions.removed:
        parts.append(f"without {_listed(assumptions.removed, title)}")
    if assumptions.asynchronous:
        parts.append(f"with {_listed(assumptions.asynchronous, title)} asynchronous")
    if not parts:
        return ""
    return f"What if: {', and '.join(parts)}. This is not the model as it is."


def _listed(flows: Collection[Flow], title: Callable[[str], str]) -> str:
    texts = (f"{title(flow.source)} → {title(flow.target)} ({flow.label})" for flow in flows)
    return join_names(texts, limit=_MAX_NAMES)


def _flows(names: FlowNames, texts: Iterable[str]) -> dict[str, Flow]:
    """Return the flows that ``texts`` name, each once, by their names."""
    return {flow.name: flow for text in texts for flow in names.resolve(text)}


def _assumed(flow: Flow, changed: Mapping[str, Flow]) -> Flow:
    return replace(flow, mode=Mode.ASYNC) if flow.name in changed else flow


# --- Scenarios ---


class _StepChanges:
    """The steps that change with some flows: a step follows the flows with its ends, and its label if one has it."""

    def __init__(self, flows: Iterable[Flow], removed: Collection[str], changed: Collection[str]) -> None:
        self._by_ends: dict[tuple[str, str], list[Flow]] = {}
        for flow in flows:
            self._by_ends.setdefault((flow.source, flow.target), []).append(flow)
        self._removed = removed
        self._changed = changed

    def apply(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Yield the steps that are left, as they are afterwards."""
        for step in steps:
            between = self._by_ends.get((step.source, step.target), [])
            flows = [flow for flow in between if flow.label == step.label] or between
            left = [flow for flow in flows if flow.name not in self._removed]
            if flows and not left:
                continue
            is_asynchronous = bool(left) and all(flow.name in self._changed for flow in left)
            yield replace(step, mode=Mode.ASYNC) if is_asynchronous else step


def _scenario(scenario: Scenario, changes: _StepChanges) -> Scenario:
    return replace(scenario, steps=tuple(changes.apply(scenario.steps)))
