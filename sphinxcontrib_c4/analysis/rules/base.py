"""The base of all rules, their settings, and the findings that they make."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.judgement import UNJUDGED, Judgement
from sphinxcontrib_c4.model import (
    RULES,
    THRESHOLDS,
    DeclaredRule,
    Element,
    Flow,
    Position,
    RuleSpec,
    Severity,
    Suppression,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """The rules that are turned off, and overrides of severities and thresholds.

    ``severities`` maps ids of rules, and of rules for cycles such as ``cycle-blocking``, to severities.
    """

    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def threshold(self, name: str) -> float:
        """Return the value of a threshold: overridden, or its default."""
        return self.thresholds.get(name, THRESHOLDS[name].default)

    def looks_for(self, rule: RuleSpec) -> str:
        """Return the noun phrase for what a rule looks for, with the values of its thresholds."""
        return rule.looks_for.format_map({t.name: f"{self.threshold(t.name):g}" for t in rule.thresholds})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFinding:
    """A finding of a rule: the problem (``message``), ``why`` it matters, and what to do (``advice``).

    ``elements`` are full names, the main one first; ``edges`` connect them by the ``flows`` behind
    them. ``suppression`` is the entry of the model that accepts the finding, ``declaration`` the declared
    rule that it violates. ``also`` are further findings about the same flow, which are reported as
    reasons of this one.
    """

    rule: RuleSpec
    severity: Severity
    elements: tuple[str, ...]
    edges: tuple[Pair, ...]
    flows: tuple[Flow, ...]
    position: Position
    message: str
    why: str
    advice: str
    suppression: Suppression | None = None
    declaration: DeclaredRule | None = None
    judgement: Judgement = UNJUDGED
    also: tuple[RuleFinding, ...] = ()

    @property
    def reasons(self) -> tuple[RuleFinding, ...]:
        """The finding itself, and the further ones about the same flow."""
        return (replace(self, also=()), *self.also)

    @property
    def family(self) -> str:
        """The id of the rule in the catalog; all declared rules have the same one."""
        return self.rule.id.partition("/")[0]


DECLARED_RULE = "declared-rule"
"""The id of all declared rules in the catalog, and the first part of the id of each of them."""


class Rule(ABC):
    """A rule: a description in the catalog of the model, and a check of one dependency graph.

    A subclass in a module of this package whose name ends in ``_rules`` is registered automatically.
    """

    id: ClassVar[str]

    @property
    def spec(self) -> RuleSpec:
        """The description of the rule: title, severity, thresholds and texts."""
        return RULES[self.id]

    @abstractmethod
    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield the findings in ``graph``."""

    def make_finding(
        self,
        message: str,
        *,
        elements: Sequence[str],
        position: Position,
        edges: Iterable[Pair] = (),
        flows: Iterable[Flow] = (),
        severity: Severity | None = None,
        advice: str = "",
        suppression: Suppression | None = None,
    ) -> RuleFinding:
        """Return a finding of this rule, with its texts and severity unless others are given."""
        return RuleFinding(
            rule=self.spec,
            severity=severity or self.spec.severity,
            elements=tuple(elements),
            edges=tuple(edges),
            flows=tuple(flows),
            position=position,
            message=message,
            why=self.spec.why,
            advice=advice or self.spec.advice,
            suppression=suppression,
        )

    def suppression(self, elements: Iterable[Element], flows: Sequence[Flow] = ()) -> Suppression | None:
        """Return the suppression of a finding: at one of its main elements, or at all of its flows."""
        for element in elements:
            if suppression := self._matching(element.suppressions):
                return suppression
        by_flow = [self._matching(flow.suppressions) for flow in flows]
        return by_flow[0] if by_flow and all(by_flow) else None

    def _matching(self, suppressions: Iterable[Suppression]) -> Suppression | None:
        return next((suppression for suppression in suppressions if suppression.rule == self.id), None)


def flows_of(graph: DependencyGraph, edges: Iterable[Pair]) -> tuple[Flow, ...]:
    """Return the flows behind some edges, each once."""
    return tuple(dict.fromkeys(flow for pair in edges for cause in graph.edges[pair].causes for flow in cause.flows))
