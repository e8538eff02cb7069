"""One relation, one finding: findings of several rules about the same flow are reasons of one finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sphinxcontrib_c4.analysis.rules.base import RuleFinding

_ABOUT_RELATIONS = frozenset(("shared-store", "external-store-access", "hard-coded-endpoint", "flagged"))
"""The rules whose findings concern single flows, not a structure that they are part of."""


def join_reasons(findings: Iterable[RuleFinding]) -> tuple[RuleFinding, ...]:
    """Return ``findings``, which are sorted worst first, with those about the same flow joined to the first one.

    Findings that are accepted are joined only with other accepted ones.
    """
    leaders: list[RuleFinding] = []
    further: dict[int, list[RuleFinding]] = {}
    by_flow: dict[tuple[str, object], int] = {}
    for finding in findings:
        keys = [(flow.name, finding.judgement.state) for flow in finding.flows]
        is_relation = finding.rule.id in _ABOUT_RELATIONS and bool(keys)
        index = by_flow.get(keys[0]) if is_relation else None
        if index is not None and set(finding.flows) <= set(leaders[index].flows):
            further.setdefault(index, []).append(finding)
            continue
        leaders.append(finding)
        if is_relation:
            for key in keys:
                by_flow.setdefault(key, len(leaders) - 1)
    return tuple(replace(leader, also=tuple(further.get(number, ()))) for number, leader in enumerate(leaders))
