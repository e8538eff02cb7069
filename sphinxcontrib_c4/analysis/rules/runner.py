"""Weaknesses: all rules for fragile linkages, applied to one model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies
from sphinxcontrib_c4.analysis.rules.base import Rule, Rules, Weakness
from sphinxcontrib_c4.analysis.rules.store_rules import external_access, shared_stores
from sphinxcontrib_c4.analysis.rules.structure_rules import (
    chatty_pairs,
    hubs,
    long_chains,
    missing_gateways,
    single_points,
)
from sphinxcontrib_c4.analysis.rules.text_rules import flagged, fragile_ingestion, hard_coded_endpoints

_FINDERS: Mapping[Rule, Callable[[Dependencies, Rules], Iterable[Weakness]]] = MappingProxyType(
    {
        Rule.SHARED_STORE: shared_stores,
        Rule.EXTERNAL_STORE_ACCESS: external_access,
        Rule.LONG_CHAIN: long_chains,
        Rule.CHATTY_PAIR: chatty_pairs,
        Rule.HUB: hubs,
        Rule.SINGLE_POINT_OF_FAILURE: single_points,
        Rule.HARD_CODED_ENDPOINT: hard_coded_endpoints,
        Rule.NO_GATEWAY: missing_gateways,
        Rule.FLAGGED: flagged,
        Rule.FRAGILE_INGESTION: fragile_ingestion,
    }
)


def weaknesses(whole: Dependencies, rules: Rules) -> tuple[Weakness, ...]:
    """The fragile linkages of a model, worst first, then by rule and names."""
    found = [
        replace(weakness, severity=rules.severities.get(rule, weakness.severity))
        for rule, find in _FINDERS.items()
        if rule not in rules.off
        for weakness in find(whole, rules)
    ]
    order = list(Rule)
    return tuple(sorted(found, key=lambda one: (one.severity.rank, order.index(one.rule), one.elements, one.what)))
