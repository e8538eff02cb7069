"""The rules that ``landscape.yaml`` declares: layers, forbidden and allowed dependencies, independence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.rules.base import DECLARED_RULE, Rule, RuleFinding, RuleSettings
from sphinxcontrib_c4.analysis.rules.element_dependencies import DependenciesOfRules, ElementDependencies
from sphinxcontrib_c4.model import (
    DeclaredRule,
    Element,
    Flow,
    Kind,
    Model,
    RuleException,
    RuleKind,
    RuleSpec,
    Severity,
    Suppression,
)


def declared_spec(rule: DeclaredRule) -> RuleSpec:
    """Return the description of a declared rule, whose id is ``declared-rule/ID``."""
    family = DeclaredRules().spec
    return replace(
        family,
        id=f"{DECLARED_RULE}/{rule.id}",
        title=f"Rule {rule.id}",
        severity=rule.severity,
        summary=rule.reason,
        why=rule.reason,
    )


class DeclaredRules(Rule):
    """All rules that the model declares; each is a rule of its own in reports and baselines."""

    id = DECLARED_RULE

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield the violations of each rule, its uncovered elements and its unused exceptions."""
        dependencies = DependenciesOfRules(graph)
        for rule in graph.scoped.model.rules:
            yield from _RuleCheck(self, graph.scoped.model, rule, dependencies.of(rule)).findings()

    def suppression_of(self, flows: tuple[Flow, ...]) -> Suppression | None:
        """Return the suppression of a violation whose flows are all accepted in the model."""
        return self.suppression((), flows)


class _Violation(NamedTuple):
    """A sentence about dependencies along a path of elements."""

    message: str
    path: tuple[str, ...]


class _RuleCheck:
    """The check of one declared rule."""

    def __init__(self, family: DeclaredRules, model: Model, rule: DeclaredRule, every: ElementDependencies) -> None:
        self._family = family
        self._model = model
        self._rule = rule
        self._spec = declared_spec(rule)
        self._all = every
        self._named = frozenset(name for selection in rule.selections for name in selection.members)
        self._parts: dict[str, int] = {}
        for number, part in enumerate(rule.parts):
            self._parts |= {name: number for name in part.selection.members if name not in self._parts}

    def findings(self) -> Iterator[RuleFinding]:
        """Yield all findings of the rule."""
        ignored = {
            pair: exception
            for exception in self._rule.exceptions
            for pair in self._all.flows
            if exception.covers(*pair)
        }
        dependencies = self._all.without(ignored)
        for violation in self._violations(dependencies):
            yield self._finding(violation, dependencies)
        yield from self._uncovered()
        yield from self._unused_exceptions(ignored)

    # --- Violations ---

    def _violations(self, dependencies: ElementDependencies) -> Iterator[_Violation]:
        for pair in dependencies.flows:
            if not self._named.isdisjoint(pair) and (reason := self._verdict(*pair)):
                yield _Violation(f"{pair[0]} depends on {pair[1]}{reason}.", pair)
        if self._rule.indirect:
            for path in dependencies.chains(self._starts(dependencies), self._is_named):
                reason = self._verdict(path[0], path[-1])
                if reason and (path[0], path[-1]) not in dependencies.flows:
                    yield _Violation(f"{path[0]} depends indirectly on {path[-1]}{reason}: {' → '.join(path)}.", path)

    def _starts(self, dependencies: ElementDependencies) -> set[str]:
        return {source for source, _ in dependencies.flows if self._is_named(source)}

    def _is_named(self, name: str) -> bool:
        """Return whether the rule names the element ``name``: a chain of another one ends there."""
        return name in self._named

    def _verdict(self, source: str, target: str) -> str:
        """Return why ``source`` must not depend on ``target``; empty if it may."""
        rule = self._rule
        match rule.kind:
            case RuleKind.LAYERS:
                return self._layers_verdict(source, target)
            case RuleKind.INDEPENDENT:
                first, second = self._parts.get(source), self._parts.get(target)
                is_violation = first is not None and second is not None and first != second
                return ", and the two must be independent" if is_violation else ""
            case RuleKind.FORBIDDEN:
                return ", which is forbidden" if self._is_forbidden(source, target) else ""
            case RuleKind.ALLOWED:
                is_violation = source in rule.source and target not in rule.source and target not in rule.target
                return f", and may depend only on {rule.target}" if is_violation else ""
            case RuleKind.PROTECTED:
                is_violation = target in rule.target and source not in rule.source and source not in rule.target
                return f", and only {rule.source} may do so" if is_violation else ""

    def _is_forbidden(self, source: str, target: str) -> bool:
        """Return whether both ends match, unless they are parts of one element that is selected at both."""
        first, second = self._rule.source, self._rule.target
        is_inner = target in first and source in second and first.outermost(source) == first.outermost(target)
        return source in first and target in second and not is_inner

    def _layers_verdict(self, source: str, target: str) -> str:
        first, second = self._parts.get(source), self._parts.get(target)
        if first is None or second is None:
            return ""
        layer, target_layer = self._rule.parts[first], self._rule.parts[second]
        if first > second:
            return f", which is in a layer above (the layer {target_layer.name} is above {layer.name})"
        if self._rule.strict and second > first + 1:
            between = ", ".join(part.name for part in self._rule.parts[first + 1 : second])
            return f" and skips {between}"
        is_same = layer.selection.outermost(source) == layer.selection.outermost(target)
        if first == second and layer.independent and not is_same:
            return f", and members of the layer {layer.name} must be independent"
        return ""

    def _finding(self, violation: _Violation, dependencies: ElementDependencies) -> RuleFinding:
        path = violation.path
        pairs = tuple(pairwise(path))
        flows = tuple(flow for pair in pairs for flow in dependencies.flows[pair])
        finding = self._family.make_finding(
            violation.message,
            severity=self._rule.severity,
            elements=path,
            edges=pairs,
            flows=flows,
            position=flows[0].position,
            suppression=self._family.suppression_of(flows),
        )
        return self._of_rule(finding)

    def _of_rule(self, finding: RuleFinding) -> RuleFinding:
        return replace(finding, rule=self._spec, why=self._spec.why, declaration=self._rule)

    # --- The declaration itself ---

    def _uncovered(self) -> Iterator[RuleFinding]:
        """Yield a finding for each container, and each system without one, that must be in a layer and is not."""
        elements = self._model.elements
        divided = {element.parent for element in elements.values() if element.kind is Kind.CONTAINER}
        for name in self._rule.exhaustive.members:
            element = elements[name]
            if _is_unit(element, divided) and name not in self._parts:
                finding = self._family.make_finding(
                    f"{name} is in no layer.",
                    severity=self._rule.severity,
                    elements=(name,),
                    position=element.position,
                    advice="Add it to a layer of the rule.",
                )
                yield self._of_rule(finding)

    def _unused_exceptions(self, ignored: Mapping[Pair, RuleException]) -> Iterator[RuleFinding]:
        """Yield a finding for each exception that ignores nothing."""
        for exception in self._rule.exceptions:
            if not any(exception.covers(*pair) for pair in ignored):
                finding = self._family.make_finding(
                    f"No dependency matches the exception from {exception.source} to {exception.target}.",
                    severity=Severity.WARNING,
                    elements=(*exception.source.members[:1], *exception.target.members[:1]),
                    position=exception.position,
                    advice="Delete the exception.",
                )
                yield self._of_rule(finding)


def _is_unit(element: Element, divided: Collection[str]) -> bool:
    """Return whether an element is a container, or a system that is not ``divided``."""
    return element.kind is Kind.CONTAINER or (element.kind is Kind.SYSTEM and element.name not in divided)
