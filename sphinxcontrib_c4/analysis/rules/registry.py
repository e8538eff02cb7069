"""The registry of rules: every subclass of ``Rule`` in a module of this package named ``*_rules``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from sphinxcontrib_c4.analysis import rules as package
from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph
from sphinxcontrib_c4.analysis.rules.base import Rule, RuleFinding, RuleSettings
from sphinxcontrib_c4.model import RULES


def registered_rules() -> Mapping[str, Rule]:
    """Return all rules by id, in the order of the catalog."""
    by_id = {rule.id: rule for rule in _discover()}
    return {rule_id: by_id[rule_id] for rule_id in RULES}


def _discover() -> Iterator[Rule]:
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.endswith("_rules"):
            for _, member in inspect.getmembers(import_module(module.name), inspect.isclass):
                if issubclass(member, Rule) and not inspect.isabstract(member):
                    yield member()


def check_rules(graph: DependencyGraph, settings: RuleSettings) -> tuple[RuleFinding, ...]:
    """Return the findings of all rules that are not turned off, worst first, then by rule and names."""
    findings = [
        replace(finding, severity=settings.severities.get(rule_id, finding.severity))
        for rule_id, rule in registered_rules().items()
        if rule_id not in settings.off
        for finding in rule.check(graph, settings)
    ]
    return tuple(sorted(findings, key=_sort_key))


def _sort_key(finding: RuleFinding) -> tuple[int, int, str, tuple[str, ...], str]:
    order = list(RULES).index(finding.family)
    return finding.severity.rank, order, finding.rule.id, finding.elements, finding.message
